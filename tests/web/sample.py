"""A marketplace for the pages: two companies, orders at every kind of place, fixed days and counted numbers.

`python -m web.shots FOLDER` (with `tests` on the path) takes pictures of its pages.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count
from typing import Any, Final

import msgspec

from book.market import START, companies, open_market
from fairhold.book.connection import connect
from fairhold.book.reference import TestClock, register_party, set_test_clock
from fairhold.demo_goods import GIFT_BOX
from fairhold.desk import Answer, Asking, Desk
from fairhold.trade import ids
from fairhold.trade.agreement import Accept, Amend, AskCancellation, CreateDraft, Propose
from fairhold.trade.dispute import OpenDispute
from fairhold.trade.families import InspectionTerm, Lab, LateDamages
from fairhold.trade.fulfilment import AcceptGoods, ConfirmReceipt, DeclareReady, Ship
from fairhold.trade.money import money
from fairhold.trade.order import Document
from fairhold.trade.payment import Payer, RecordPayment
from fairhold.trade.remittance import HoldRemittance
from fairhold.trade.stream import Command
from fairhold.trade.terms import Contract, Line, ShipBy
from fairhold.trade.who import BANK, Party, Role, Who
from granting import grant
from provable import GOODS, PACKED

MARKET: Final = companies()
BUYER, STRANGER = MARKET.buyers
SUPPLIER, RIVAL = MARKET.suppliers
BUYS, SELLS = Who(Role.BUYER, BUYER, "bea@nordfjell.example"), Who(Role.SUPPLIER, SUPPLIER, "sam@longhai.example")
NOW: Final = START + timedelta(days=3, hours=2)
"""What the test clock shows when all is played: 5 March 2026, 11:00 UTC."""
BLACK: Final = msgspec.structs.replace(
    GOODS,
    colour=(
        msgspec.structs.replace(
            GOODS.colour[0], system="ral", code="9005", lab=Lab(lightness="7.0", a="0.0", b="-0.5")
        ),
    ),
    packaging=msgspec.structs.replace(PACKED, pieces_per_carton=24, cartons=250, volume_m3=None),
)
"""The terms of black tumblers, 24 in a carton."""
BOXED: Final = msgspec.structs.replace(
    GIFT_BOX.terms, packaging=msgspec.structs.replace(PACKED, pieces_per_carton=20, cartons=300, volume_m3=None)
)
"""The terms of their gift boxes."""
HOSTILE: Final = """<script>alert("1")</script>' onfocus=alert(2) {{ 7 * 7 }}"""
PAYER: Final = Payer("Nordfjell Outdoor AS", "NO9386011117947", "DNBANOKK")


def open_place(url: str) -> None:
    """The marketplace with real names, room in the suppliers' limits, and a clock that stands at `NOW`."""
    open_market(url)
    with connect(url) as connection:
        for id, name, country in (
            (BUYER, "Nordfjell Outdoor AS", "NO"),
            (STRANGER, "Casa Lúmina S.L.", "ES"),
            (SUPPLIER, "Longhai Steelware Co., Ltd.", "CN"),
            (RIVAL, "Hanjiang Textiles", "CN"),
        ):
            register_party(connection, Party(id, name, country, verified=True), START)
        set_test_clock(connection, TestClock(1, NOW, "pages", for_all=True))


def desk_of(url: str) -> Desk:
    """A desk that counts its orders, so that their numbers are always the same."""
    numbers = count(1)
    return Desk(url, new_order_id=lambda home: ids.new_id(START, ids.bucket_of(home), next(numbers)))


def contract(title: str, **changed: Any) -> Contract:
    """80,000.00 with 25,000.00 down, two kinds of goods."""
    lines = (
        Line(
            description="Steel tumbler 500 ml, matt black",
            quantity=6_000,
            unit_price=money(1_000, "USD"),
            specification="Lid with seal.",
            terms=BLACK,
        ),
        Line(description="Gift box", quantity=6_000, unit_price=money(300, "USD"), terms=BOXED),
    )
    given: dict[str, Any] = {
        "title": title,
        "buyer": ids.to_text(ids.PARTY_PREFIX, BUYER),
        "supplier": ids.to_text(ids.PARTY_PREFIX, SUPPLIER),
        "lines": lines,
        "freight": money(200_000, "USD"),
        "total": money(8_000_000, "USD"),
        "initial": money(2_500_000, "USD"),
        "coverage": "post_delivery",
        "shipping_method": "express",
        "incoterm": "DAP",
        "incoterm_place": "Oslo, Incoterms 2020",
        "destination": "NO",
        "ship_by": ShipBy(days=30),
        "remarks": "Samples approved on 12 February.\nCartons of 24 at most.",
    }
    return Contract(**{**given, **changed})


def loose(title: str) -> Contract:
    """The same as people write it: no typed terms, a colour word, a steel without a test (S29)."""
    made = contract(title)
    tumbler, box = made.lines
    said = "18/8 steel, lid with seal, logo engraved on one side"
    lines = (
        msgspec.structs.replace(tumbler, specification=said, terms=None),
        msgspec.structs.replace(box, terms=None),
    )
    return msgspec.structs.replace(made, lines=lines)


class Player:
    """Plays an order up to a place; `id` is its number, `at` the time of the next asking."""

    def __init__(self, desk: Desk, made: Contract, at: datetime = START) -> None:
        self.desk, self.made, self.at = desk, made, at
        self._step = count(1)
        self.id = 0
        self.fingerprint = ""

    def ask(self, command: Command, who: Who, after: timedelta = timedelta(minutes=40)) -> Answer:
        """One asking, which must not be refused."""
        key = f"{self.made.title}-{next(self._step)}"
        answer = self.desk.ask(Asking(self.id, command, who, key, now=self.at))
        assert answer.refused is None, answer.refused
        self.id, self.at = answer.stream_id, self.at + after
        if answer.case.order is not None:
            self.fingerprint = answer.case.order.fingerprint
        return answer

    def drafted(self) -> "Player":
        self.ask(CreateDraft(contract=self.made), BUYS)
        return self

    def proposed(self) -> "Player":
        self.drafted().ask(Propose(fingerprint=self.fingerprint), BUYS)
        return self

    def agreed(self) -> "Player":
        self.proposed().ask(Accept(fingerprint=self.fingerprint, frozen_until_delivery=True), SELLS)
        return self

    def paid(self, minor: int) -> "Player":
        line = f"{self.made.title}/{next(self._step)}"
        self.ask(RecordPayment(amount=money(minor, "USD"), line=line, payer=PAYER), BANK, timedelta(hours=20))
        return self

    def shipped(self) -> "Player":
        self.agreed().paid(2_500_000).ask(DeclareReady(), SELLS)
        self.ask(AcceptGoods(), BUYS)
        self.paid(5_500_000).ask(Ship(document=waybill(self.at)), SELLS)
        return self


def waybill(at: datetime) -> Document:
    """An express waybill of the day."""
    return Document(
        kind="express_waybill",
        carrier="DHL",
        number="JD014600003RU",
        method="express",
        shipped_on=at.date(),
        date_shows="carrier_pickup",
    )


def play(desk: Desk) -> dict[str, int]:
    """Every order of the sample by a short name, in the order in which they came."""
    return {name: player.id for name, player in _played(desk)}


def _played(desk: Desk) -> Iterator[tuple[str, Player]]:
    yield "draft", Player(desk, loose("Spring tumblers, second colour")).drafted()
    yield "proposed", Player(desk, contract("Camping kettles")).proposed()
    yield "agreed", Player(desk, contract("Insulated bottles 750 ml")).agreed()
    yield "short", Player(desk, contract("Lunch boxes, three parts")).agreed().paid(2_100_000)
    yield "made", Player(desk, contract(HOSTILE, remarks=HOSTILE)).agreed().paid(2_500_000)
    amended = Player(
        desk, contract("Trail mugs 350 ml", inspection=InspectionTerm(inspector="QIMA", standard="AQL 2.5"))
    )
    amended.agreed().paid(2_500_000)
    terms = msgspec.structs.replace(
        amended.made, ship_by=ShipBy(days=45), late_damages=LateDamages(per_day_bp=50, cap_bp=500)
    )
    amended.ask(Amend(contract=terms), SELLS)
    yield "amended", amended
    yield "shipped", Player(desk, contract("Thermos flasks 1 l")).shipped()
    disputed = Player(desk, contract("Cutlery sets")).shipped()
    claim = OpenDispute(
        grounds=("colour", "packaging"), amount=money(1_250_000, "USD"), statement="Every third box is dented."
    )
    disputed.ask(claim, BUYS)
    yield "disputed", disputed
    completed = Player(desk, contract("Tea infusers")).shipped()
    completed.ask(ConfirmReceipt(), BUYS)
    yield "received", completed
    cancelling = Player(desk, contract("Ice cube trays")).agreed().paid(2_500_000)
    cancelling.ask(AskCancellation(supplier_keeps=money(300_000, "USD")), BUYS)
    yield "cancelling", cancelling


def more_limit(desk: Desk) -> None:
    """Room for all orders of the sample in the supplier's limit."""
    grant(desk, SUPPLIER, money(100_000_000, "USD"), START - timedelta(days=1))


def strayed(desk: Desk) -> int:
    """Money that found no order."""
    id = ids.new_id(START, 7, 7)
    command = HoldRemittance(
        amount=money(1_250_000, "USD"),
        line="stray/1",
        payer=Payer("Unknown Sender Ltd", "", ""),
        text="INV 4471 " + HOSTILE,
    )
    answer = desk.ask(Asking(id, command, BANK, "stray", now=START + timedelta(days=1)))
    assert answer.refused is None, answer.refused
    return id


def text(id: int) -> str:
    """An order's number as pages write it."""
    return ids.to_text(ids.ORDER_PREFIX, id)
