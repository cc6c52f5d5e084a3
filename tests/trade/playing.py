"""A stage in memory: it plays askings through decide, evolve and postings with a clock that stands where it is put.

It is what the desk, the book and the clock do, without a database: one asking is decided on the facts, its events are
folded and posted, a refusal changes nothing. It holds no rule of its own. What it has seen of stages and refusals is
collected for the whole run, so that a test can ask whether every one of them was reached.
"""

import itertools
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

import msgspec

from fairhold.trade import deciding, ids
from fairhold.trade.accounts import GROW_BY_DEBIT, Account
from fairhold.trade.agreement import Accept, CreateDraft, Propose
from fairhold.trade.deciding import Case, conclude
from fairhold.trade.experts import UNASKED, Experts
from fairhold.trade.fulfilment import AcceptGoods, ConfirmReceipt, DeclareReady, RecordDelivery, Ship, WaiveClaims
from fairhold.trade.inspection import BeginVisit, ConfirmVisit, RequestVisit, SettleInspector, SubmitReport
from fairhold.trade.joining import OptIn
from fairhold.trade.ledger import PAIRS, postings
from fairhold.trade.limits import GrantLimit
from fairhold.trade.money import Money
from fairhold.trade.order import Document, Order, Stage, stage
from fairhold.trade.order_fold import evolve
from fairhold.trade.payment import AgreeRefund, Payer, RecordPayment, RetryRefund
from fairhold.trade.policy import PRESETS, Policies, Policy
from fairhold.trade.posting import Posting
from fairhold.trade.refusal import Refused
from fairhold.trade.remittance import Remittance
from fairhold.trade.report import Inspector, Lot, Place, Report, VisitKind
from fairhold.trade.second_person import AgreeMeasure
from fairhold.trade.stream import Command, Event
from fairhold.trade.supplier import Supplier
from fairhold.trade.suspense import AgreeRemittance
from fairhold.trade.terms import Contract, Line, ShipBy
from fairhold.trade.timers import Tick, wake_at
from fairhold.trade.who import BANK, CLOCK, Party, Role, Who

START: Final = datetime(2019, 6, 3, 12, tzinfo=UTC)
"""A Monday noon, at which every play begins."""

BUYER_ID: Final = ids.new_id(START, 7, 1)
SUPPLIER_ID: Final = ids.new_id(START, 7, 2)
STRANGER_ID: Final = ids.new_id(START, 7, 3)

BUYER: Final = Who(Role.BUYER, BUYER_ID, "bea")
SUPPLIER: Final = Who(Role.SUPPLIER, SUPPLIER_ID, "sun")
SECOND_OF_SUPPLIER: Final = Who(Role.SUPPLIER, SUPPLIER_ID, "sal")
SUPPLIER_KEY: Final = Who(Role.SUPPLIER, SUPPLIER_ID, "shop", is_program=True)
STRANGER: Final = Who(Role.BUYER, STRANGER_ID, "sly")
TREASURY: Final = Who(Role.TREASURY, 0, "tom")
SECOND_OF_TREASURY: Final = Who(Role.TREASURY, 0, "tess")
ADJUDICATOR: Final = Who(Role.ADJUDICATOR, 0, "ada")
SECOND_ADJUDICATOR: Final = Who(Role.ADJUDICATOR, 0, "dora")
LEAD: Final = Who(Role.DISPUTE_LEAD, 0, "lea")
FIRST_OFFICER: Final = Who(Role.COMPLIANCE, 0, "ann")
SECOND_OFFICER: Final = Who(Role.COMPLIANCE, 0, "cy")
INSPECTOR: Final = Who(Role.INSPECTOR, 0, "ines")
OPERATOR: Final = Who(Role.OPERATOR, 0, "olga")
SECOND_OPERATOR: Final = Who(Role.OPERATOR, 0, "otto")
CARRIER: Final = Who(Role.CARRIER, 0, "carrier feed")

PARTIES: Final = {
    BUYER_ID: Party(BUYER_ID, "Harbour Homeware", "US", verified=True),
    SUPPLIER_ID: Party(SUPPLIER_ID, "Ningbo Tumbler Works", "CN", verified=True),
    STRANGER_ID: Party(STRANGER_ID, "Somebody Else", "US", verified=True),
}
PAYER: Final = Payer("Harbour Homeware", "US33000012345678", "CHASUS33")
SEED: Final = "5" * 64
PUBLIC_KEY: Final = "a" * 64

STAGES_REACHED: set[Stage] = set()
"""Stages that some order was in, over the whole run."""

CODES_SEEN: set[str] = set()
"""Codes of the refusals given, over the whole run."""

Change = tuple[Stage, str, Stage]
CHANGES_SEEN: set[Change] = set()
"""How orders changed their stage over the whole run: from where, by which command (`tick` for a deadline), to where."""


def usd(major: int, minor: int = 0) -> Money:
    """So many dollars and cents."""
    return Money(str(major * 100 + minor), "USD")


def money(minor: int, currency: str = "USD") -> Money:
    """So many minor units."""
    return Money(str(minor), currency)


def contract(total: int = 80_000_00, initial: int = 25_000_00, currency: str = "USD", **terms: Any) -> Contract:
    """A contract of one line, to be shipped by express by 2019-08-05, with the terms given changed. Minor units."""
    quantity = 1_000 if total % 1_000 == 0 else 1
    line = Line(description="Steel tumbler", quantity=quantity, unit_price=money(total // quantity, currency))
    given: dict[str, Any] = {
        "title": "Tumblers",
        "buyer": ids.to_text(ids.PARTY_PREFIX, BUYER_ID),
        "supplier": ids.to_text(ids.PARTY_PREFIX, SUPPLIER_ID),
        "lines": (line,),
        "total": money(total, currency),
        "initial": money(initial, currency),
        "coverage": "post_delivery",
        "shipping_method": "express",
        "incoterm": "FOB",
        "destination": "US",
        "ship_by": ShipBy(on=date(2019, 8, 5)),
    }
    return Contract(**(given | terms))


def changed(old: Contract, **terms: Any) -> Contract:
    """The same contract with these terms changed."""
    return msgspec.structs.replace(old, **terms)


DOCUMENTS: Final[dict[str, tuple[str, str]]] = {
    "express": ("express_waybill", "carrier_pickup"),
    "post": ("postal_receipt", "carrier_pickup"),
    "air": ("air_waybill", "departure"),
    "sea": ("bill_of_lading", "on_board"),
    "land": ("road_waybill", "departure"),
}
"""The document that belongs to a way of shipping, and what its date shows."""


def document(shipped_on: date, method: str = "express", **fields: Any) -> Document:
    """A transport document as a carrier writes it."""
    kind, shows = DOCUMENTS[method]
    given: dict[str, Any] = {
        "kind": kind,
        "carrier": "Blue Heron Lines",
        "number": "BHL-204417",
        "method": method,
        "shipped_on": shipped_on,
        "date_shows": shows,
    }
    return Document(**(given | fields))


def confirmation(visit: int, on: date) -> ConfirmVisit:
    """The inspector takes a visit."""
    return ConfirmVisit(
        visit=visit,
        on=on,
        inspector="Blue Heron Inspection",
        public_key=PUBLIC_KEY,
        payee=Payer("Blue Heron", "DE02", ""),
    )


def report(order: Order, visit: int, verdict: str, **fields: Any) -> Report:
    """A report on a visit that was begun, with the least it can say. Each one differs from the one before."""
    begun = order.visits[visit - 1].begun_at
    assert begun is not None
    given: dict[str, Any] = {
        "order": ids.to_text(ids.ORDER_PREFIX, order.id),
        "contract": order.fingerprint,
        "visit": visit,
        "kind": order.visits[visit - 1].kind,
        "place": Place(address="Ningbo, hall 3", arrived_at=begun, left_at=begun + timedelta(hours=4)),
        "inspector": Inspector(organisation="Blue Heron Inspection", person="Ines Vogt", no_conflict=True),
        "lot": Lot(size=1_000, presented=1_000, packed_bp=10_000),
        "remarks": f"report {order.visits[visit - 1].reports + 1}",
        "verdict": verdict,
    }
    return Report(**(given | fields))


def noon(day: date | str) -> datetime:
    """Noon (UTC) of a day."""
    return datetime.combine(date.fromisoformat(day) if isinstance(day, str) else day, time(12), UTC)


class Play:
    """Orders of one supplier, the bank lines beside them, the books, and the clock."""

    def __init__(
        self,
        policy: Policy | None = None,
        limit: int = 100_000_00,
        currency: str = "USD",
        experts: Experts = UNASKED,
    ) -> None:
        """A supplier that takes part with `limit` (minor units), under `policy` or the preset `seed`."""
        self.now = START
        self.experts = experts
        self.policies = Policies({1: policy or PRESETS["seed"]}, 1)
        self.parties = dict(PARTIES)
        self.orders: dict[int, Order] = {}
        self.suppliers: dict[int, Supplier] = {}
        self.remittances: dict[int, Remittance] = {}
        self.streams: dict[int, list[Event]] = {}
        self.books: Counter[tuple[Account, int, str]] = Counter()
        self.journal: list[tuple[Event, tuple[Posting, ...]]] = []
        self._lines = itertools.count(1)
        self._numbers = itertools.count(1)
        self.done(SUPPLIER_ID, OptIn(), SUPPLIER)
        self.grant(money(limit, currency))

    # ---------------------------------------------------------------------------------------------------- asking

    def case(self, command: Command, stream_id: int) -> Case:
        """The facts that an asking may look at."""
        if command.stream == "supplier":
            return Case(supplier=self.suppliers.get(stream_id), parties=self.parties)
        if command.stream == "remittance":
            return Case(remittance=self.remittances.get(stream_id), parties=self.parties)
        order = self.orders.get(stream_id)
        company = command.contract.supplier_id if isinstance(command, CreateDraft) else order.supplier if order else 0
        return Case(order, self.suppliers.get(company), None, self.parties)

    def ask(self, stream_id: int, command: Command, who: Who) -> tuple[Event, ...] | Refused:
        """Play one asking; what happened, or the refusal, after which everything is as it was."""
        case = self.case(command, stream_id)
        conclusion = conclude(case, stream_id, command, who, self.now, self.policies, self.experts)
        if isinstance(conclusion, Refused):
            CODES_SEEN.add(conclusion.code)
            return conclusion
        events, after = conclusion
        due = self._due(case, stream_id, command)
        assert events[: len(due)] == due
        self._keep(stream_id, deciding.begun(case, stream_id, command), events, after)
        if command.stream == "order":
            order = _watch(case.order or Order(id=stream_id), due, Tick())
            _watch(order, events[len(due) :], command)
        return events

    def done(self, stream_id: int, command: Command, who: Who) -> tuple[Event, ...]:
        """Play an asking that has to be granted."""
        answer = self.ask(stream_id, command, who)
        assert not isinstance(answer, Refused), answer
        return answer

    def four_eyes(self, remittance: int, command: Command) -> tuple[Event, ...]:
        """One person of treasury proposes what to do with money in suspense and a second one agrees; what happened."""
        self.done(remittance, command, TREASURY)
        plan = self.remittances[remittance].plan
        assert plan is not None
        return self.done(remittance, AgreeRemittance(digest=plan.proposal.digest), SECOND_OF_TREASURY)

    def agreed_refund(self, order: int, command: RetryRefund) -> tuple[Event, ...]:
        """A refund that came back goes to another account: one person of treasury asks and a second one agrees."""
        self.done(order, command, TREASURY)
        change = self.orders[order].funds.payee_changes[-1]
        agreed = AgreeRefund(number=command.number, digest=change.proposal.digest, reason="The bank says so.")
        return self.done(order, agreed, SECOND_OF_TREASURY)

    def by_two(self, command: Command, who: Who = OPERATOR, second: Who = SECOND_OPERATOR) -> tuple[Event, ...]:
        """One person wants to do something about the supplier and another agrees; what happened then."""
        self.done(SUPPLIER_ID, command, who)
        waits = self.suppliers[SUPPLIER_ID].pending[-1]
        return self.done(SUPPLIER_ID, AgreeMeasure(digest=waits.proposal.digest), second)

    def grant(self, limit: Money) -> None:
        """Two persons of the operator give the supplier this limit."""
        self.by_two(GrantLimit(limit=limit, reason="first limit"))

    def refused(self, stream_id: int, command: Command, who: Who) -> str:
        """Play an asking that has to be refused and change nothing; the code of the refusal."""
        before = self._all()
        answer = self.ask(stream_id, command, who)
        assert isinstance(answer, Refused), answer
        assert before == self._all()
        return answer.code

    def _all(self) -> tuple[Any, ...]:
        return dict(self.orders), dict(self.suppliers), dict(self.remittances), self.balances, len(self.journal)

    def _keep(self, stream_id: int, case: Case, events: tuple[Event, ...], after: Case) -> None:
        for event in events:
            case = deciding.evolve(case, event)
            owner = stream_id
            if event.stream == "supplier" and case.supplier is not None:
                owner = case.supplier.id
            rows = postings(event, owner)
            pairs = PAIRS.get(type(event), frozenset())
            assert all((row.debit, row.credit) in pairs for row in rows), (event, rows)
            self.streams.setdefault(owner, []).append(event)
            self.journal.append((event, rows))
            for row in rows:
                self.books[row.debit, row.debit_owner, row.currency] -= row.amount
                self.books[row.credit, row.credit_owner, row.currency] += row.amount
        assert (case.order, case.supplier, case.remittance) == (after.order, after.supplier, after.remittance)
        if case.order is not None:
            self.orders[case.order.id] = case.order
        if case.supplier is not None and case.supplier.version:
            self.suppliers[case.supplier.id] = case.supplier
        if case.remittance is not None:
            self.remittances[case.remittance.id] = case.remittance

    def _due(self, case: Case, stream_id: int, command: Command) -> tuple[Event, ...]:
        """What the clock would do now: every asking on an order does it first."""
        if command.stream != "order" or case.order is None:
            return ()
        events = deciding.decide(case, stream_id, Tick(), CLOCK, self.now, self.policies)
        assert not isinstance(events, Refused), events
        return events

    # ----------------------------------------------------------------------------------------------------- clock

    def at(self, moment: datetime | date | str) -> None:
        """Put the clock: to an instant, or to noon of a day."""
        self.now = moment if isinstance(moment, datetime) else noon(moment)

    def wait(self, order: int, until: datetime | date | str) -> tuple[Event, ...]:
        """Time passes up to then, and the clock asks once."""
        self.at(until)
        return self.done(order, Tick(), CLOCK)

    def walk(self, order: int, until: datetime | date | str) -> None:
        """Time passes up to then, and the clock asks at each deadline."""
        end = until if isinstance(until, datetime) else noon(until)
        while (moment := self.wakes(order)) is not None and moment <= end:
            self.at(max(moment, self.now))
            self.done(order, Tick(), CLOCK)
        self.at(end)

    def wakes(self, order: int) -> datetime | None:
        """When the clock has to ask next."""
        facts = self.orders[order]
        return wake_at(facts, deciding.policy_of(facts, self.policies))

    def deadlines(self, order: int) -> dict[str, date | None]:
        """The deadlines that run, each with its last day."""
        return {deadline.name: deadline.day for deadline in deciding.due(self.orders[order], self.policies)}

    @property
    def today(self) -> date:
        """The day on which the clock stands, UTC."""
        return self.now.date()

    # ---------------------------------------------------------------------------------------------------- reading

    def stage(self, order: int) -> Stage:
        """Where the order stands."""
        return stage(self.orders[order])

    def book(self, account: Account, owner: int = 0, currency: str = "USD") -> int:
        """The balance of an account, in minor units, as its kind counts it: assets and costs by their debits."""
        balance = self.books[account, owner, currency]
        return -balance if account in GROW_BY_DEBIT else balance

    @property
    def balances(self) -> dict[tuple[Account, int, str], int]:
        """Every account that is not empty: credits less debits, in minor units."""
        return {key: amount for key, amount in self.books.items() if amount}

    def money(self, order: int) -> dict[str, int]:
        """Where the money of the order lies in the books, in minor units; accounts that are empty are left out."""
        currency = self.orders[order].currency
        owned = {a.wire: self.book(a, order, currency) for a in Account}
        return {wire: amount for wire, amount in owned.items() if amount}

    def purse(self, currency: str = "USD") -> Any:
        """The supplier's purse."""
        return self.suppliers[SUPPLIER_ID].purse(currency)

    # --------------------------------------------------------------------------------------------------- shortcuts

    def pay(self, order: int, minor: int, payer: Payer = PAYER, currency: str = "USD") -> tuple[Event, ...]:
        """A bank line of so many minor units arrives on the order's account."""
        line = f"line-{next(self._lines)}"
        return self.done(order, RecordPayment(amount=money(minor, currency), line=line, payer=payer), BANK)

    def book_visit(self, order: int, kind: VisitKind = "pre_shipment", who: Who = BUYER, **given: Any) -> int:
        """A visit for today that the inspector has confirmed and the buyer has paid for; its number."""
        self.done(order, RequestVisit(kind=kind, wish_on=self.today, **given), who)
        visit = self.orders[order].visits[-1]
        if visit.payer == "buyer" and visit.fee > visit.held:
            self.pay(order, visit.fee - visit.held, currency=self.orders[order].currency)
        self.done(order, confirmation(visit.number, self.today), INSPECTOR)
        return visit.number

    def inspected(self, order: int, verdict: str) -> tuple[Event, ...]:
        """The inspector's report on the goods before shipment; again, a correction of the one there is."""
        facts = self.orders[order]
        told = [v for v in facts.visits if v.result is not None and v.after_rework == facts.reworks]
        number = told[-1].number if told else self.book_visit(order)
        if not told:
            self.done(order, BeginVisit(visit=number, seed=SEED), INSPECTOR)
        events = self.done(order, SubmitReport(report=report(self.orders[order], number, verdict)), INSPECTOR)
        if self.orders[order].visits[number - 1].owed:
            self.done(order, SettleInspector(visit=number, line=f"line-{next(self._lines)}"), BANK)
        return events

    def propose(self, terms: Contract, who: Who = BUYER, frozen: bool = False) -> int:
        """A draft, signed and offered; its number."""
        number = ids.new_id(self.now + timedelta(milliseconds=next(self._numbers)), 7, 0)
        self.done(number, CreateDraft(contract=terms), who)
        fingerprint = self.orders[number].fingerprint
        self.done(number, Propose(fingerprint=fingerprint, frozen_until_delivery=frozen), who)
        return number

    def order(self, at: Stage, frozen: bool = False, terms: Contract | None = None, **given: Any) -> int:
        """An order that has come as far as `at` on the plain way, its payments exact; its number."""
        return self.take(self.propose(terms or contract(**given)), at, frozen)

    def take(self, number: int, at: Stage, frozen: bool = False) -> int:
        """Take an order as far as `at` on the plain way."""
        for step, take in _WAY.items():
            if self.stage(number) == at:
                return number
            if self.stage(number) == step:
                take(self, number, frozen)
        assert self.stage(number) == at, (self.stage(number), at)
        return number


def _watch(order: Order, events: tuple[Event, ...], command: Command) -> Order:
    """Note every stage on the way and by what it was reached."""
    word = str(command.__struct_config__.tag)
    for event in events:
        if event.stream == "order":
            before, order = stage(order), evolve(order, event)
            STAGES_REACHED.update((before, stage(order)))
            if before != stage(order):
                CHANGES_SEEN.add((before, word, stage(order)))
    return order


def _accept(play: Play, order: int, frozen: bool) -> None:
    fingerprint = play.orders[order].fingerprint
    play.done(order, Accept(fingerprint=fingerprint, frozen_until_delivery=frozen), SUPPLIER)


def _pay_initial(play: Play, order: int, frozen: bool) -> None:
    facts = play.orders[order]
    play.pay(order, facts.initial, currency=facts.currency)


def _pay_balance(play: Play, order: int, frozen: bool) -> None:
    facts = play.orders[order]
    play.pay(order, facts.due, currency=facts.currency)


def _ship(play: Play, order: int, frozen: bool) -> None:
    method = play.orders[order].terms.shipping_method
    play.done(order, Ship(document=document(play.today, method)), SUPPLIER)


_WAY: Final[dict[Stage, Callable[[Play, int, bool], Any]]] = {
    Stage.PROPOSED: _accept,
    Stage.AGREED: _pay_initial,
    Stage.IN_PRODUCTION: lambda play, order, frozen: play.done(order, DeclareReady(), SUPPLIER),
    Stage.READY: lambda play, order, frozen: play.done(order, AcceptGoods(waive_inspection=True), BUYER),
    Stage.AWAITING_BALANCE: _pay_balance,
    Stage.READY_TO_SHIP: _ship,
    Stage.SHIPPED: lambda play, order, frozen: play.done(order, RecordDelivery(delivered_on=play.today), BUYER),
    Stage.DELIVERED: lambda play, order, frozen: play.done(order, ConfirmReceipt(), BUYER),
    Stage.RECEIVED: lambda play, order, frozen: play.done(order, WaiveClaims(confirmed=True), BUYER),
}
"""The plain way through an order: what is asked for at each stage."""
