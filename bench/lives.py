"""Callers who play whole order lives through a desk, each its next asking as soon as it has the answer to the last.

A life is eleven commands on one order of 1,000.00: draft, propose, accept, down payment, ready, goods accepted,
balance, shipped, delivered, receipt confirmed, and the tick that completes it when the claim window is over. Callers
are state machines, not threads: `done` is called in the desk's thread and puts the next asking at once, so 256 of them
cost little beside the desk. What they cost is counted as `answer` in the desk's statistics and as CPU of the client.
"""

import random
import threading
import time
from array import array
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import msgspec

from fairhold.book.connection import connect
from fairhold.book.migrations import migrate
from fairhold.book.reference import publish_policy, register_party
from fairhold.desk import Answer, Asking, Desk
from fairhold.trade import ids
from fairhold.trade.agreement import Accept, CreateDraft, Propose
from fairhold.trade.families import GoodsTerms, MaterialTerm
from fairhold.trade.fulfilment import AcceptGoods, ConfirmReceipt, DeclareReady, RecordDelivery, Ship
from fairhold.trade.joining import OptIn
from fairhold.trade.limits import GrantLimit
from fairhold.trade.money import money
from fairhold.trade.order import Document
from fairhold.trade.payment import Payer, RecordPayment
from fairhold.trade.payouts import SetPayoutAccount
from fairhold.trade.policy import PRESETS
from fairhold.trade.second_person import AgreeMeasure
from fairhold.trade.terms import Contract, Line, ShipBy
from fairhold.trade.timers import Tick
from fairhold.trade.who import BANK, CLOCK, Party, Role, Who

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
AFTER_CLAIMS = START + timedelta(days=60)
OPERATOR, SECOND = Who(Role.OPERATOR, 0, "olga"), Who(Role.OPERATOR, 0, "otto")
CURRENCY = "USD"
BUYER_NAME, SUPPLIER_NAME = "Bea Buyer", "Sam Supplies"
"""Who pays is the buyer, and who is paid the supplier: by another name both would wait for people (O47, PP8)."""
DOWN, REST = 30_000, 70_000
STEPS = 11
WARM_SECONDS = 0.7
ERRORS_SHOWN = 3


class Market(msgspec.Struct, frozen=True):
    """Who trades: suppliers with a limit, and buyers."""

    suppliers: tuple[int, ...]
    buyers: tuple[int, ...]

    def some(self, suppliers: slice) -> "Market":
        """The same buyers with a part of the suppliers."""
        return Market(self.suppliers[suppliers], self.buyers)


def market_of(pairs: int) -> Market:
    """Numbers for so many suppliers and buyers; the same every time."""
    born = START - timedelta(days=90)
    spread = range(pairs)
    return Market(
        tuple(ids.new_id(born, (n * 4096 // pairs) % 4096, n % 1024) for n in spread),
        tuple(ids.new_id(born + timedelta(seconds=1), n % 4096, n % 1024) for n in spread),
    )


def open_market(url: str, pairs: int = 250) -> Market:
    """Make the schema, publish the policy `seed`, register companies; suppliers take part and have a limit."""
    migrate(url)
    market = market_of(pairs)
    with connect(url) as connection:
        publish_policy(connection, "seed", PRESETS["seed"], START - timedelta(days=100))
        with connection.transaction():
            for name, numbers in ((BUYER_NAME, market.buyers), (SUPPLIER_NAME, market.suppliers)):
                for id in numbers:
                    register_party(connection, Party(id, name, "CN", verified=True), START - timedelta(days=90))
    since = START - timedelta(days=30)
    commands = (
        OptIn(),
        SetPayoutAccount(name=SUPPLIER_NAME, account="GB33BUKB20201555555555"),
        GrantLimit(limit=money(PRESETS["seed"].amount_max * 100, CURRENCY), reason="audited"),
    )
    with Desk(url) as desk:
        for command in commands:
            askings = [
                Asking(id, command, OPERATOR if isinstance(command, GrantLimit) else seller(id), type(command).__name__)
                for id in market.suppliers
            ]
            answers = _ask(desk, askings, since)
        pending = [answer.case.supplier.pending[-1] for answer in answers if answer.case.supplier is not None]
        agreeing = [
            Asking(id, AgreeMeasure(digest=waits.proposal.digest), SECOND, "agree")
            for id, waits in zip(market.suppliers, pending, strict=True)
        ]
        _ask(desk, agreeing, since)
    return market


def _ask(desk: Desk, askings: list[Asking], now: datetime) -> list[Answer]:
    answers = desk.ask_many([msgspec.structs.replace(asking, now=now) for asking in askings])
    for answer in answers:
        assert answer.refused is None, answer.refused
    return answers


def seller(id: int) -> Who:
    """The person who acts for a supplier."""
    return Who(Role.SUPPLIER, id, "sam")


def purchaser(id: int) -> Who:
    """The person who acts for a buyer."""
    return Who(Role.BUYER, id, "bea")


_TOTAL, _DOWN, _REST = (money(amount, CURRENCY) for amount in (DOWN + REST, DOWN, REST))
_LINES = (Line(description="Steel tumbler 500 ml", quantity=1_000, unit_price=money(100, CURRENCY)),)
_SHIP_BY = ShipBy(days=30)
_GOODS_TERMS = GoodsTerms(material=(MaterialTerm(grade="SUS304", nothing_else=True),))
_PAYER = Payer(BUYER_NAME, "DE02120300000000202051", "BYLADEM1001")
_DOCUMENT = Document(
    kind="express_waybill",
    carrier="DHL",
    number="JD014600003890",
    method="express",
    shipped_on=START.date(),
    date_shows="carrier_pickup",
)
_READY, _GOODS, _SHIP, _RECEIPT, _TICK = (
    DeclareReady(),
    AcceptGoods(),
    Ship(document=_DOCUMENT),
    ConfirmReceipt(),
    Tick(),
)
_DELIVERY = RecordDelivery(delivered_on=START.date(), proof="DHL proof of delivery")


def contract(buyer: int, supplier: int) -> Contract:
    """1,000.00 with 300.00 down, of one kind of goods, by express: as little as the linter lets pass (T04)."""
    return Contract(
        title="Tumblers",
        buyer=ids.to_text(ids.PARTY_PREFIX, buyer),
        supplier=ids.to_text(ids.PARTY_PREFIX, supplier),
        lines=_LINES,
        total=_TOTAL,
        initial=_DOWN,
        coverage="post_delivery",
        shipping_method="express",
        incoterm="DAP",
        incoterm_place="Newark NJ, Incoterms 2020",
        destination="US",
        ship_by=_SHIP_BY,
        goods=_GOODS_TERMS,
    )


class Life(msgspec.Struct, gc=False):
    """Where one order stands: `step` commands of its life have been answered."""

    name: str
    buyer: Who
    supplier: Who
    id: int = 0
    fingerprint: str = ""
    step: int = 0
    place: int = 0


def _draft(life: Life, key: str) -> Asking:
    drafted = CreateDraft(contract=contract(life.buyer.party, life.supplier.party))
    return Asking(0, drafted, life.buyer, key, now=START)


def _paid(amount: object) -> Callable[[Life, str], Asking]:
    def ask(life: Life, key: str) -> Asking:
        command = RecordPayment(amount=amount, line=key, payer=_PAYER)  # type: ignore[arg-type]
        return Asking(life.id, command, BANK, key, now=START)

    return ask


_ASK: tuple[Callable[[Life, str], Asking], ...] = (
    _draft,
    lambda life, key: Asking(life.id, Propose(fingerprint=life.fingerprint), life.buyer, key, now=START),
    lambda life, key: Asking(life.id, Accept(fingerprint=life.fingerprint), life.supplier, key, now=START),
    _paid(_DOWN),
    lambda life, key: Asking(life.id, _READY, life.supplier, key, now=START),
    lambda life, key: Asking(life.id, _GOODS, life.buyer, key, now=START),
    _paid(_REST),
    lambda life, key: Asking(life.id, _SHIP, life.supplier, key, now=START),
    lambda life, key: Asking(life.id, _DELIVERY, life.supplier, key, now=START),
    lambda life, key: Asking(life.id, _RECEIPT, life.buyer, key, now=START),
    lambda life, key: Asking(life.id, _TICK, CLOCK, key, now=AFTER_CLAIMS),
)


def next_asking(life: Life) -> Asking:
    """The next command of a life."""
    return _ASK[life.step](life, f"{life.name}/{life.step}")


def advance(life: Life, answer: Answer) -> None:
    """Take an answer. Raises AssertionError for a refusal: a life is made of what is allowed."""
    assert answer.refused is None, f"step {life.step}: {answer.refused}"
    if not life.step:
        order = answer.case.order
        assert order is not None
        life.id, life.fingerprint = answer.stream_id, order.fingerprint
    life.step += 1


class Births:
    """Begins lives, between a buyer and a supplier drawn from the market."""

    def __init__(self, market: Market, seed: str) -> None:
        self._random = random.Random(seed)
        self._market = market
        self._seed = seed
        self._count = 0

    def __call__(self) -> Life:
        self._count += 1
        draw = self._random.random
        buyers, suppliers = self._market.buyers, self._market.suppliers
        buyer, supplier = buyers[int(draw() * len(buyers))], suppliers[int(draw() * len(suppliers))]
        return Life(f"{self._seed}-{self._count}", purchaser(buyer), seller(supplier))


class Crowd:
    """So many callers at one desk, each waiting for its answer before it asks again."""

    def __init__(self, desk: Desk, callers: int, take: Callable[[], Life], give: Callable[[Life], Life]) -> None:
        """`take` gives a caller its first life, `give` takes it after an answer and returns the next one."""
        self.desk = desk
        self._callers = callers
        self._take = take
        self._give = give
        self._going = True
        self._left = callers
        self._all_left = threading.Event()
        self.answered = 0
        self.latencies: list[float] = []
        self.errors: list[str] = []

    def start(self) -> None:
        """Everybody asks for the first time."""
        for _ in range(self._callers):
            _Caller(self, self._take()).ask()

    def stop(self) -> None:
        """Nobody asks again; wait until everybody has an answer."""
        self._going = False
        if not self._all_left.wait(60):
            raise RuntimeError("the desk does not answer")
        if self.errors:
            raise RuntimeError("; ".join(self.errors[:ERRORS_SHOWN]))

    def answer(self, life: Life, answer: Answer) -> Life | None:
        """What a caller acts on after an answer; None when it is time to leave."""
        self.answered += 1
        try:
            advance(life, answer)
            following = self._give(life)
        except AssertionError as error:
            self.errors.append(str(error))
            self._going = False
        if self._going:
            return following
        self._left -= 1
        if not self._left:
            self._all_left.set()
        return None


class _Caller:
    """One of a crowd."""

    __slots__ = ("_asked", "_crowd", "_life", "_seen", "_submit")

    def __init__(self, crowd: Crowd, life: Life) -> None:
        self._crowd, self._life = crowd, life
        self._seen, self._submit = crowd.latencies.append, crowd.desk.submit

    def ask(self) -> None:
        """Ask what comes next."""
        self._asked = time.perf_counter()
        self._submit(next_asking(self._life), self.done)

    def done(self, answer: Answer) -> None:
        """Go on after an answer."""
        self._seen(time.perf_counter() - self._asked)
        life = self._crowd.answer(self._life, answer)
        if life is not None:
            self._life = life
            self.ask()


def whole_lives(desk: Desk, market: Market, callers: int, seed: str) -> Crowd:
    """Callers who play one life to its end and begin another."""
    born = Births(market, seed)
    return Crowd(desk, callers, born, lambda life: life if life.step < STEPS else born())


class Filled(msgspec.Struct, gc=False):
    """The lives of `Slots`: place by place its order, its step and how often it has begun; each pair's fingerprint."""

    ids: array
    steps: bytearray
    begun: array
    fingerprints: tuple[str, ...]


class Slots:
    """Very many lives, and callers who each time act on one drawn at random: the market of a long-running desk.

    The lives are spread evenly over their steps, and an ended one begins again, so the mixture of commands stays.
    Numbers and steps lie in arrays, so that a million lives cost this process no memory that Python has to look after.
    """

    def __init__(self, market: Market, filled: Filled, seed: str) -> None:
        self._market = market
        self._filled = filled
        self._random = random.Random(seed)
        self._busy: set[int] = set()
        self._seed = seed

    def take(self) -> Life:
        """A life that nobody acts on now."""
        filled = self._filled
        while (place := int(self._random.random() * len(filled.ids))) in self._busy:
            pass
        self._busy.add(place)
        pair = place % len(self._market.suppliers)
        buyer, supplier = purchaser(self._market.buyers[pair]), seller(self._market.suppliers[pair])
        name = f"{self._seed}-{place}-{filled.begun[place]}"
        return Life(name, buyer, supplier, filled.ids[place], filled.fingerprints[pair], filled.steps[place], place)

    def give(self, life: Life) -> Life:
        """Put a life back and take another."""
        filled, place = self._filled, life.place
        if life.step == STEPS:
            filled.begun[place] += 1
        filled.ids[place], filled.steps[place] = life.id, life.step % STEPS
        self._busy.discard(place)
        return self.take()


class OpenLoop:
    """Askings at a fixed rate, whether or not the desk keeps up; latency counts from when each should have begun."""

    def __init__(self, desk: Desk, market: Market, rate: int, seed: str, waiting_max: int = 5_000) -> None:
        self._desk = desk
        self._rate = rate
        self._born = Births(market, seed)
        self._idle: deque[Life] = deque(self._born() for _ in range(2_000))
        self._waiting_max = waiting_max
        self._asked = 0
        self.latencies: list[float] = []
        self.errors: list[str] = []
        self.overrun = False

    def run(self, seconds: float) -> None:
        """Ask for so long, then wait for the last answers. `overrun` tells that the desk fell behind for good."""
        begun = time.perf_counter()
        planned = int(seconds * self._rate)
        for n in range(planned):
            at = begun + n / self._rate
            while (ahead := at - time.perf_counter()) > 0:
                time.sleep(ahead)
            if self.errors:
                raise RuntimeError("; ".join(self.errors[:ERRORS_SHOWN]))
            if self._asked - len(self.latencies) > self._waiting_max:
                self.overrun = True
                break
            self._ask(self._idle.popleft() if self._idle else self._born(), at)
        deadline = time.monotonic() + 60
        while len(self.latencies) < self._asked and time.monotonic() < deadline:
            time.sleep(0.01)

    def _ask(self, life: Life, at: float) -> None:
        def done(answer: Answer) -> None:
            self.latencies.append(time.perf_counter() - at)
            try:
                advance(life, answer)
            except AssertionError as error:
                self.errors.append(str(error))
            self._idle.append(life if life.step < STEPS else self._born())

        self._asked += 1
        self._desk.submit(next_asking(life), done)
