"""The demo marketplace: companies, logins and orders at every interesting stage, loaded through the desk.

Everything is asked for under fixed keys at times before the day it was first loaded, so loading it again changes
nothing and heals a load that was cut off. Its orders live by a test clock, which stands still until somebody moves it.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Final

import msgspec
import psycopg

from fairhold.book.lines import line_number
from fairhold.book.reference import publish_policy, read_reference, register_party
from fairhold.clock import attach, make_test_clock, new_clock_id
from fairhold.demo_goods import DISPUTE, GIFT_BOX, LAMP, LATE, SPATULA, TUMBLER, Goods, proof_of_shipment
from fairhold.desk import Answer, Asking, Desk
from fairhold.trade import ids
from fairhold.trade.agreement import Accept, Amend, AskCancellation, CreateDraft, Propose
from fairhold.trade.dispute import OpenDispute
from fairhold.trade.families import GoodsTerms
from fairhold.trade.fulfilment import (
    AcceptGoods,
    ConfirmReceipt,
    DeclareReady,
    RecordDelivery,
    Ship,
    WaiveClaims,
)
from fairhold.trade.joining import OptIn
from fairhold.trade.limits import GrantLimit
from fairhold.trade.money import money
from fairhold.trade.order import DateShown, Document, DocumentKind, Order
from fairhold.trade.payment import Payer, RecordPayment
from fairhold.trade.payouts import RequestPayout, SetPayoutAccount
from fairhold.trade.policy import PRESETS
from fairhold.trade.protection import Coverage
from fairhold.trade.remittance import HoldRemittance
from fairhold.trade.second_person import AgreeMeasure
from fairhold.trade.stream import Command
from fairhold.trade.supplier_events import MeasureProposed
from fairhold.trade.terms import FREIGHT_COLLECT, Contract, Incoterm, Line, ShipBy, ShippingMethod
from fairhold.trade.thread import FileOutsideMessage
from fairhold.trade.timers import Tick
from fairhold.trade.who import BANK, CLOCK, Party, Role, Who

PASSWORD: Final = "fairhold-demo"  # noqa: S105 (printed at every start, for a demo on this machine)
CLOCK_NAME: Final = "demo since "
"""The demo's test clock is called so, with the time of the first load, from which all its days count."""
_BORN: Final = datetime.fromisoformat("2019-01-01T00:00:00+00:00")


def _party(number: int, bucket: int, name: str, country: str) -> Party:
    return Party(ids.new_id(_BORN, bucket, number), name, country, verified=True)


HARBOUR: Final = _party(11, 11, "Harbour Homeware Inc", "US")
HENKEL: Final = _party(12, 12, "Henkel Trading GmbH", "DE")
TUMBLERS: Final = _party(21, 21, "Ningbo Tumbler Works", "CN")
BOXES: Final = _party(22, 22, "Shenzhen Gift Box Co", "CN")
LAMPS: Final = _party(23, 23, "Lumiere Lamps BV", "NL")

PLACES: Final[Mapping[int, str]] = {TUMBLERS.id: "Ningbo", BOXES.id: "Shenzhen", LAMPS.id: "Rotterdam"}
"""Where each supplier hands goods over."""
LIMITS: Final = ((TUMBLERS, 200_000_000, "USD"), (BOXES, 3_000_000, "USD"), (LAMPS, 20_000_000, "EUR"))
"""Suppliers and their assurance limits in minor units."""


class Login(msgspec.Struct, frozen=True):
    """A person of the demo. All have the password PASSWORD."""

    name: str
    email: str
    role: Role
    party: Party | None = None


LOGINS: Final = (
    Login("Bea Harbour", "buyer@demo.example", Role.BUYER, HARBOUR),
    Login("Hanna Henkel", "buyer.eu@demo.example", Role.BUYER, HENKEL),
    Login("Sun Wei", "supplier@demo.example", Role.SUPPLIER, TUMBLERS),
    Login("Shu Li", "supplier.boxes@demo.example", Role.SUPPLIER, BOXES),
    Login("Luc Lumiere", "supplier.lamps@demo.example", Role.SUPPLIER, LAMPS),
    Login("Tom Treasury", "treasury@demo.example", Role.TREASURY),
    Login("Tess Treasury", "treasury.second@demo.example", Role.TREASURY),
    Login("Ann Compliance", "compliance@demo.example", Role.COMPLIANCE),
    Login("Olga Operator", "operator@demo.example", Role.OPERATOR),
    Login("Otto Operator", "operator.second@demo.example", Role.OPERATOR),
)

PAYERS: Final[Mapping[int, Payer]] = {
    HARBOUR.id: Payer("Harbour Homeware Inc", "021000021000012345678", "CHASUS33XXX"),
    HENKEL.id: Payer("Henkel Trading GmbH", "DE89370400440532013000", "COBADEFFXXX"),
}


class DemoWrong(RuntimeError):
    """The demo could not be loaded: something it asks for was refused."""


class Loaded(msgspec.Struct, frozen=True):
    """What the demo consists of: its test clock and its orders by name."""

    clock: int
    since: datetime
    orders: dict[str, int]


def load(desk: Desk, connection: psycopg.Connection, wall: datetime) -> Loaded:
    """Load what is missing of the demo. Raises DemoWrong."""
    reference = read_reference(connection)
    if reference.policies is None:
        publish_policy(connection, "seed", PRESETS["seed"], wall)
    clock = next((one for one in reference.clocks.values() if one.name.startswith(CLOCK_NAME)), None)
    if clock is None:
        since = wall.replace(second=0, microsecond=0)
        for party in (HARBOUR, HENKEL, TUMBLERS, BOXES, LAMPS):
            register_party(connection, party, since)
        name = f"{CLOCK_NAME}{since.isoformat()}"
        clock = make_test_clock(connection, name, since, new_clock_id(since, 1))
    since = datetime.fromisoformat(clock.name.removeprefix(CLOCK_NAME))
    loader = _Loader(desk, connection, clock.id, since)
    loader.suppliers()
    for name, play in ORDERS.items():
        play(loader, name)
    loader.suspense()
    return Loaded(clock.id, since, loader.orders)


class _Loader:
    """One load under way. Days count back from the first load."""

    def __init__(self, desk: Desk, connection: psycopg.Connection, clock: int, since: datetime) -> None:
        self.desk = desk
        self.connection = connection
        self.clock = clock
        self.since = since
        self.orders: dict[str, int] = {}

    def day(self, ago: int) -> date:
        """The day so many days before the load."""
        return (self.since - timedelta(days=ago)).date()

    def ask(self, ago: float, stream: int, command: Command, who: Who, key: str) -> Answer:
        """Ask so many days before the load, under a key that is always the same."""
        at = self.since - timedelta(days=ago)
        answer = self.desk.ask(Asking(stream, command, who, f"demo:{key}", now=at))
        if answer.refused is not None:
            raise DemoWrong(f"{key}: {answer.refused.code}: {answer.refused.detail}")
        return answer

    def suppliers(self) -> None:
        """Suppliers take part, name an account and get their limits."""
        accounts = {
            TUMBLERS.id: ("6222020000112233445", "BKCHCNBJ92A"),
            BOXES.id: ("6222020000998877665", "BKCHCNBJ45A"),
            LAMPS.id: ("NL91ABNA0417164300", "ABNANL2AXXX"),
        }
        for party, limit, currency in LIMITS:
            own = Who(Role.SUPPLIER, party.id, "demo")
            account, bank = accounts[party.id]
            operator = Who(Role.OPERATOR, 0, "demo")
            self.ask(90, party.id, OptIn(), own, "opt_in")
            self.ask(90, party.id, SetPayoutAccount(name=party.name, account=account, bank=bank), own, "account")
            grant = GrantLimit(limit=money(limit, currency), reason="first review")
            (asked,) = self.ask(90, party.id, grant, operator, "limit").events
            assert isinstance(asked, MeasureProposed)
            second = Who(Role.OPERATOR, 0, "second")
            self.ask(90, party.id, AgreeMeasure(digest=asked.proposal.digest), second, "limit:agreed")

    def suspense(self) -> None:
        """Money that names no order waits for treasury."""
        line = "demo-line-without-reference"
        held = HoldRemittance(
            amount=money(1_250_000, "USD"),
            line=line,
            payer=PAYERS[HARBOUR.id],
            text="INVOICE 4471 TUMBLERS",
            reason="no_reference",
        )
        self.ask(3, line_number(line), held, BANK, line)

    # --------------------------------------------------------------------------------------------- parts of a life

    def draft(self, name: str, ago: float, contract: Contract, by: Role = Role.BUYER) -> Order:
        """An order begins and lives by the demo's clock from then on."""
        author = _who(contract, by)
        answer = self.ask(ago, 0, CreateDraft(contract=contract), author, name)
        self.orders[name] = answer.stream_id
        if not answer.replayed:
            attach(self.connection, answer.stream_id, self.clock)
        assert answer.case.order is not None
        return answer.case.order

    def sign(self, name: str, ago: float, contract: Contract, by: Role = Role.BUYER, frozen: bool = False) -> None:
        """Draft, proposal and acceptance."""
        self.propose(name, ago, contract, by)
        other = Role.SUPPLIER if by == Role.BUYER else Role.BUYER
        accept = Accept(fingerprint=self._fingerprint, frozen_until_delivery=frozen)
        self.go(name, ago, accept, _who(contract, other))

    def propose(self, name: str, ago: float, contract: Contract, by: Role = Role.BUYER) -> None:
        """Draft and proposal."""
        self._fingerprint = self.draft(name, ago, contract, by).fingerprint
        self.go(name, ago, Propose(fingerprint=self._fingerprint), _who(contract, by))

    def go(self, name: str, ago: float, command: Command, who: Who) -> Answer:
        """One more step of an order."""
        word = str(command.__struct_config__.tag)
        return self.ask(ago, self.orders[name], command, who, f"{name}:{word}:{who.role}")

    def pay(self, name: str, ago: float, contract: Contract, minor: int, number: int = 1) -> None:
        """Money arrives on the order's account."""
        line = f"demo-{name}-{number}"
        payment = RecordPayment(amount=money(minor, contract.currency), line=line, payer=PAYERS[contract.buyer_id])
        self.ask(ago, self.orders[name], payment, BANK, f"{name}:pay:{number}")

    def funded(self, name: str, ago: int, contract: Contract, frozen: bool = False) -> None:
        """Signed, and the initial payment is in two days later."""
        self.sign(name, ago, contract, frozen=frozen)
        self.pay(name, ago - 2, contract, contract.initial.minor)

    def accepted(self, name: str, ago: int, contract: Contract, frozen: bool = False) -> None:
        """Funded, made within 12 days and accepted by the buyer."""
        self.funded(name, ago, contract, frozen)
        self.go(name, ago - 14, DeclareReady(), _who(contract, Role.SUPPLIER))
        self.go(name, ago - 15, AcceptGoods(), _who(contract, Role.BUYER))

    def shipped(self, name: str, ago: int, contract: Contract, frozen: bool = False) -> None:
        """Accepted, paid in full and gone 18 days after signing."""
        self.accepted(name, ago, contract, frozen)
        self.pay(name, ago - 16, contract, contract.total.minor - contract.initial.minor, 2)
        kind, shows = _PAPERS[contract.shipping_method]
        document = Document(
            kind=kind,
            carrier="Blue Heron Lines",
            number=f"BH-{abs(hash_of(name)) % 900_000 + 100_000}",
            method=contract.shipping_method,
            shipped_on=self.day(ago - 18),
            date_shows=shows,
        )
        self.go(name, ago - 18, Ship(document=document), _who(contract, Role.SUPPLIER))

    def received(self, name: str, ago: int, contract: Contract, frozen: bool = False) -> None:
        """Shipped, delivered six days later, and confirmed by the buyer."""
        self.shipped(name, ago, contract, frozen)
        buyer = _who(contract, Role.BUYER)
        self.go(name, ago - 24, RecordDelivery(delivered_on=self.day(ago - 24)), buyer)
        self.go(name, ago - 25, ConfirmReceipt(), buyer)

    def contract(
        self,
        title: str,
        supplier: Party,
        goods: Goods,
        initial: int,
        *,
        ship_on: int | None = None,
        method: ShippingMethod = "sea",
        coverage: Coverage = "post_delivery",
        incoterm: Incoterm = "FOB",
    ) -> Contract:
        """A contract that can be proved; `ship_on` is days before the load (negative: after)."""
        currency = "EUR" if supplier is LAMPS else "USD"
        buyer = HENKEL if supplier is LAMPS else HARBOUR
        return Contract(
            title=title,
            buyer=ids.to_text(ids.PARTY_PREFIX, buyer.id),
            supplier=ids.to_text(ids.PARTY_PREFIX, supplier.id),
            lines=(
                Line(
                    description=goods.words,
                    quantity=goods.quantity,
                    unit_price=money(goods.price, currency),
                    terms=goods.terms,
                ),
            ),
            total=money(goods.quantity * goods.price, currency),
            initial=money(initial, currency),
            coverage=coverage,
            shipping_method=method,
            incoterm=incoterm,
            incoterm_place=f"{PLACES[supplier.id] if incoterm in FREIGHT_COLLECT else 'Cologne'}, Incoterms 2020",
            destination=buyer.country,
            ship_by=ShipBy(days=60) if ship_on is None else ShipBy(on=self.day(ship_on)),
            late_damages=LATE,
            shipment=proof_of_shipment(method),
            dispute=DISPUTE,
        )


_PAPERS: Final[Mapping[str, tuple[DocumentKind, DateShown]]] = {
    "express": ("express_waybill", "carrier_pickup"),
    "air": ("air_waybill", "departure"),
    "sea": ("bill_of_lading", "on_board"),
    "land": ("road_waybill", "departure"),
    "post": ("postal_receipt", "carrier_pickup"),
}


def hash_of(name: str) -> int:
    """A number for a name, always the same."""
    return line_number(name)


def _who(contract: Contract, role: Role) -> Who:
    return Who(role, contract.buyer_id if role == Role.BUYER else contract.supplier_id, "demo")


def _drafted(load: _Loader, name: str) -> None:
    """A draft as people write it, and what was promised elsewhere: the linter stops it (SC35b)."""
    vague = Goods("Red cup with a gold rim, best quality", 500, 900, GoodsTerms())
    contract = load.contract("500 cups, promised in a chat", TUMBLERS, vague, 100_000)
    load.draft(name, 1, contract)
    promise = FileOutsideMessage(
        channel="whatsapp",
        sender="supplier",
        sent_on=load.day(6),
        text="Yes, the rim is 24k gold plated, same as the picture. Handle is brass.",
    )
    load.go(name, 1, promise, _who(contract, Role.BUYER))


def _proposed(load: _Loader, name: str) -> None:
    contract = load.contract("2,000 spatulas by air", TUMBLERS, SPATULA, 100_000, method="air", incoterm="FCA")
    load.propose(name, 2, contract, Role.SUPPLIER)


def _sample(load: _Loader, name: str) -> None:
    """Small enough for a card (S48): whoever buys in the demo can pay it on the sandbox's page."""
    few = msgspec.structs.replace(TUMBLER, quantity=40)
    load.sign(name, 4, load.contract("40 sample tumblers, to be paid by card", TUMBLERS, few, 20_000))


def _agreed(load: _Loader, name: str) -> None:
    load.sign(name, 4, load.contract("400 desk lamps", LAMPS, LAMP, 1_000_000, method="land", incoterm="DAP"))


def _short_wire(load: _Loader, name: str) -> None:
    contract = load.contract("8,000 tumblers, first wire short", TUMBLERS, TUMBLER, 2_500_000)
    load.sign(name, 9, contract)
    load.pay(name, 5, contract, 2_490_000)


def _eighty_thousand(load: _Loader, name: str) -> None:
    load.funded(name, 15, load.contract("Eighty thousand: 8,000 tumblers", TUMBLERS, TUMBLER, 2_500_000))


def _one_wire(load: _Loader, name: str) -> None:
    contract = load.contract("8,000 tumblers, paid in one wire", TUMBLERS, TUMBLER, 2_500_000)
    load.sign(name, 20, contract)
    load.pay(name, 18, contract, 8_000_000)
    load.go(name, 4, DeclareReady(), _who(contract, Role.SUPPLIER))


def _balance(load: _Loader, name: str) -> None:
    load.accepted(name, 22, load.contract("8,000 tumblers, balance due", TUMBLERS, TUMBLER, 2_500_000))


def _amending(load: _Loader, name: str) -> None:
    contract = load.contract("2,000 spatulas, later date asked", TUMBLERS, SPATULA, 100_000, ship_on=-12)
    load.funded(name, 16, contract)
    later = msgspec.structs.replace(contract, ship_by=ShipBy(on=load.day(-30)))
    load.go(name, 1, Amend(contract=later), _who(contract, Role.SUPPLIER))


def _leaving(load: _Loader, name: str) -> None:
    contract = load.contract("2,000 spatulas, buyer wants out", TUMBLERS, SPATULA, 100_000)
    load.funded(name, 12, contract)
    load.go(name, 2, AskCancellation(supplier_keeps=money(20_000, "USD")), _who(contract, Role.BUYER))


def _over_limit(load: _Loader, name: str) -> None:
    contract = load.contract(
        "Fifty over thirty: 25,000 gift boxes", BOXES, GIFT_BOX, 2_000_000, method="air", incoterm="FCA"
    )
    load.shipped(name, 26, contract, frozen=True)


def _delivered(load: _Loader, name: str) -> None:
    contract = load.contract("400 desk lamps, delivered", LAMPS, LAMP, 1_000_000, method="land", incoterm="DAP")
    load.shipped(name, 30, contract)
    load.go(name, 5, RecordDelivery(delivered_on=load.day(5)), _who(contract, Role.BUYER))


def _received(load: _Loader, name: str) -> None:
    load.received(name, 35, load.contract("8,000 tumblers, claims still open", TUMBLERS, TUMBLER, 2_500_000))


def _completed(load: _Loader, name: str) -> None:
    contract = load.contract("8,000 tumblers, completed", TUMBLERS, TUMBLER, 2_500_000)
    load.received(name, 50, contract)
    load.go(name, 20, WaiveClaims(confirmed=True), _who(contract, Role.BUYER))
    withdraw = RequestPayout(amount=money(3_000_000, "USD"))
    load.ask(10, TUMBLERS.id, withdraw, Who(Role.SUPPLIER, TUMBLERS.id, "demo"), "payout")


def _late(load: _Loader, name: str) -> None:
    contract = load.contract("8,000 tumblers, late", TUMBLERS, TUMBLER, 2_500_000, ship_on=6)
    load.funded(name, 40, contract)
    load.go(name, 0, Tick(), CLOCK)


def _disputed(load: _Loader, name: str) -> None:
    contract = load.contract("400 desk lamps, wrong colour", LAMPS, LAMP, 1_000_000, method="land", incoterm="DAP")
    load.received(name, 34, contract)
    claim = OpenDispute(
        grounds=("colour",), amount=money(600_000, "EUR"), statement="The lamps are white; silver was agreed."
    )
    load.go(name, 3, claim, _who(contract, Role.BUYER))


def _late_and_silent(load: _Loader, name: str) -> None:
    contract = load.contract("Late and silent: 2,000 spatulas", TUMBLERS, SPATULA, 150_000, ship_on=45)
    load.funded(name, 70, contract)
    for ago in (44, 14, 8):
        load.ask(ago, load.orders[name], Tick(), CLOCK, f"{name}:tick:{ago}")


Play = Callable[[_Loader, str], None]

ORDERS: Final[Mapping[str, Play]] = {
    "late-and-silent": _late_and_silent,
    "completed": _completed,
    "late": _late,
    "received": _received,
    "disputed": _disputed,
    "delivered": _delivered,
    "over-limit": _over_limit,
    "balance-due": _balance,
    "one-wire": _one_wire,
    "amending": _amending,
    "eighty-thousand": _eighty_thousand,
    "leaving": _leaving,
    "short-wire": _short_wire,
    "agreed": _agreed,
    "sample": _sample,
    "proposed": _proposed,
    "draft": _drafted,
}
"""The orders of the demo in the order in which they began."""
