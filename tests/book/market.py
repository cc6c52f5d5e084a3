"""A small marketplace for tests of the book and the desk: companies, and order lives step by step."""

from collections.abc import Callable, Generator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import psycopg

from fairhold.book.connection import connect
from fairhold.book.migrations import migrate
from fairhold.book.reference import publish_policy, register_party
from fairhold.desk import Answer, Asking, Desk
from fairhold.trade import ids
from fairhold.trade.agreement import Accept, CreateDraft, Propose
from fairhold.trade.fulfilment import AcceptGoods, ConfirmReceipt, DeclareReady, Ship
from fairhold.trade.joining import OptIn
from fairhold.trade.money import money
from fairhold.trade.order import Document
from fairhold.trade.payment import Payer, RecordPayment
from fairhold.trade.payouts import RequestPayout, SetPayoutAccount
from fairhold.trade.policy import PRESETS
from fairhold.trade.terms import Contract, Line, ShipBy
from fairhold.trade.who import BANK, Party, Role, Who
from granting import grant
from provable import GOODS, PLACE

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
OPERATOR = Who(Role.OPERATOR, 0, "olga")

Life = Generator[Asking, Answer, None]
"""The askings of one order, one after the other: give it each answer, get the next asking."""


class Market(msgspec.Struct, frozen=True):
    """Buyers and suppliers that may trade, and the days on which the tests play."""

    buyers: tuple[int, ...]
    suppliers: tuple[int, ...]
    now: datetime = START

    def contract(self, buyer: int, supplier: int, title: str = "Tumblers", currency: str = "USD") -> Contract:
        """80,000.00 with 25,000.00 down (S33), of one kind of goods, by express."""
        return Contract(
            title=title,
            buyer=ids.to_text(ids.PARTY_PREFIX, buyer),
            supplier=ids.to_text(ids.PARTY_PREFIX, supplier),
            lines=(Line(description="Steel tumbler 500 ml", quantity=8_000, unit_price=money(1_000, currency)),),
            total=money(8_000_000, currency),
            initial=money(2_500_000, currency),
            coverage="post_delivery",
            shipping_method="express",
            incoterm="DAP",
            incoterm_place=PLACE,
            destination="US",
            ship_by=ShipBy(days=30),
            goods=GOODS,
        )

    def life(self, name: str, buyer: int, supplier: int, now: datetime | None = None) -> Life:
        """A whole order from draft to receipt, each asking under a key that begins with `name`."""
        at = now or self.now
        b, s = Who(Role.BUYER, buyer, "bea"), Who(Role.SUPPLIER, supplier, "sam")
        contract = self.contract(buyer, supplier, name)
        draft = yield Asking(0, CreateDraft(contract=contract), b, f"{name}-draft", now=at)
        if draft.refused is not None or draft.case.order is None:
            return
        id, fingerprint = draft.stream_id, draft.case.order.fingerprint
        document = Document(
            kind="express_waybill",
            carrier="DHL",
            number=f"W{name}-10001",
            method="express",
            shipped_on=at.date(),
            date_shows="carrier_pickup",
        )
        payer = Payer(f"Company {self.buyers.index(buyer)}", "DE02120300000000202051", "BYLADEM1001")
        yield Asking(id, Propose(fingerprint=fingerprint), b, f"{name}-propose", now=at)
        yield Asking(id, Accept(fingerprint=fingerprint, frozen_until_delivery=True), s, f"{name}-accept", now=at)
        down = RecordPayment(amount=money(2_500_000, "USD"), line=f"{name}/1", payer=payer)
        yield Asking(id, down, BANK, f"{name}-down", now=at)
        yield Asking(id, DeclareReady(), s, f"{name}-ready", now=at)
        yield Asking(id, AcceptGoods(), b, f"{name}-goods", now=at)
        rest = RecordPayment(amount=money(5_500_000, "USD"), line=f"{name}/2", payer=payer)
        yield Asking(id, rest, BANK, f"{name}-rest", now=at)
        yield Asking(id, Ship(document=document), s, f"{name}-ship", now=at)
        yield Asking(id, ConfirmReceipt(), b, f"{name}-receipt", now=at)


def companies(buyers: int = 2, suppliers: int = 2) -> Market:
    """So many buyers and suppliers, always the same."""
    born = START - timedelta(days=90)
    return Market(
        tuple(ids.new_id(born, 100 + n, n) for n in range(buyers)),
        tuple(ids.new_id(born, 3000 + n, n) for n in range(suppliers)),
    )


def open_market(url: str, buyers: int = 2, suppliers: int = 2) -> Market:
    """Make the schema, publish the policy `seed`, register companies; suppliers have opted in and a payout account."""
    migrate(url)
    market = companies(buyers, suppliers)
    with connect(url) as connection:
        publish_policy(connection, "seed", PRESETS["seed"], START - timedelta(days=100))
        _register(connection, market)
    with Desk(url) as desk:
        for n, supplier in enumerate(market.suppliers, len(market.buyers)):
            s = Who(Role.SUPPLIER, supplier, "sam")
            since = START - timedelta(days=30)
            for command, who in (
                (OptIn(), s),
                (SetPayoutAccount(name=f"Company {n}", account="GB33BUKB20201555555555"), s),
            ):
                answer = desk.ask(Asking(supplier, command, who, f"open-{type(command).__name__}", now=since))
                assert answer.refused is None, answer.refused
            grant(desk, supplier, money(10_000_000, "USD"), since)
    return market


def _register(connection: psycopg.Connection, market: Market) -> None:
    for n, id in enumerate((*market.buyers, *market.suppliers)):
        register_party(connection, Party(id, f"Company {n}", "CN", verified=True), START - timedelta(days=90))


def payout(supplier: int, amount: int, key: str, now: datetime = START) -> Asking:
    """The supplier withdraws so many minor units of US dollars."""
    command = RequestPayout(amount=money(amount, "USD"))
    return Asking(supplier, command, Who(Role.SUPPLIER, supplier, "sam"), key, now=now)


def play(desk: Desk, lives: list[Life], seen: Callable[[Asking, Answer], Any] | None = None) -> list[Answer]:
    """Play several lives at once, one asking of each at a time; their last answers."""
    waiting: list[tuple[Life, Asking]] = [(life, next(life)) for life in lives]
    last: dict[int, Answer] = {}
    while waiting:
        answers = desk.ask_many([asking for _, asking in waiting])
        going: list[tuple[Life, Asking]] = []
        for (life, asking), answer in zip(waiting, answers, strict=True):
            if seen is not None:
                seen(asking, answer)
            last[id(life)] = answer
            with suppress(StopIteration):
                going.append((life, life.send(answer)))
        waiting = going
    return [last[id(life)] for life in lives]
