"""A ruling as it is printed and handed on: who was against whom about what, each ground with its clause in words, the
evidence by its hash and its place in the chain of custody, who decided, until when an appeal was open, and the money.

What is found and how it was reckoned is `disputing.py`; nothing is decided here. People are told by a sign that stands
for each, so that a paper shows two persons without naming one; the sign is made by whoever has the operator's key.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Final, Literal

import msgspec
import psycopg

from fairhold.book import custody, readings
from fairhold.book.coding import who as who_of
from fairhold.book.readings import Happened, Read
from fairhold.reading.contract import place_of
from fairhold.reading.disputing import (
    FindingShown,
    RecommendationShown,
    is_inside,
    may_read,
    of_ruling,
    waits_for_approval,
)
from fairhold.reading.measured import clauses, in_full, words
from fairhold.reading.order import Company, company
from fairhold.reading.versions import Version, versions
from fairhold.reading.words import EVENTS
from fairhold.trade.adjudication import (
    AdjudicatorAssigned,
    AppealWaived,
    EvidenceFiled,
    Ruling,
    RulingAppealed,
    RulingApproved,
    RulingUpheld,
    RulingWritten,
)
from fairhold.trade.deciding import policy_of
from fairhold.trade.dispute import AwardUncovered, DisputeClosed, DisputeOpened, Phase, phase
from fairhold.trade.evidence_class import WEIGHTS
from fairhold.trade.goods_return import ReturnBegun, ReturnEnded
from fairhold.trade.inspection import ReportSubmitted
from fairhold.trade.money import Money
from fairhold.trade.order import Order
from fairhold.trade.payment_events import (
    ClaimAdvanced,
    CostShifted,
    MoneyUnfrozen,
    RefundOrdered,
    RefundRetried,
    RefundSettled,
)
from fairhold.trade.policy import Policies, Policy
from fairhold.trade.proof import Evidence, weight_of
from fairhold.trade.record import PLATFORM, exhibit_id, visit_id
from fairhold.trade.ruling import CONTRACT
from fairhold.trade.spelled import per_cent
from fairhold.trade.stream import Event
from fairhold.trade.thread import MessagePosted, OutsideMessageFiled
from fairhold.trade.who import Role, Who

Sign = Callable[[int, str], str]
"""The sign that stands for a person in the papers of an order: order, person."""
Standing = Literal["waits", "open", "appealed", "replaced", "final"]
"""How a ruling stands: it waits for a second person, may be appealed, is appealed, gave way to a later one, or is
final.
"""


class Cited(msgspec.Struct, frozen=True, kw_only=True):
    """What a finding cites: by which id, what it is, who brought it and when, the SHA-256 of its content (empty for the
    platform's own record), and the entry of the chain of custody with which it came in (0: no file came in).
    """

    id: str
    title: str
    by: str
    day: date | None
    shows: str = ""
    sha256: str = ""
    custody: int = 0
    erased: bool = False


class Weighs(msgspec.Struct, frozen=True):
    """How a cited piece counts for a ground: for which side, as what, and how much."""

    id: str
    side: str
    meaning: str
    weight: str


class GroundRuled(msgspec.Struct, frozen=True, kw_only=True):
    """One ground: its finding, the place of the clause in words and what it says, and how each piece counts."""

    finding: FindingShown
    place: str
    says: str
    weighs: tuple[Weighs, ...]


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody's step in the case: what, in which role, with the sign of the person (empty: the clock), and a word."""

    title: str
    role: str
    sign: str
    day: date
    note: str = ""


class Moved(msgspec.Struct, frozen=True):
    """What the ruling has moved so far: what happened, when, and how much."""

    title: str
    day: date
    amount: Money


class RulingShown(msgspec.Struct, frozen=True, kw_only=True):
    """A ruling. `case` is which dispute of the order it is, from 1; `ruling` is what was hashed and `sha256` its hash.

    `appeal_until` is the last day on which either side may appeal, None if the ruling cannot be. `covered` is the part
    of the award that the money of the order covers as it lies now, or did when it was carried out, `uncovered` the
    rest.
    """

    order: str
    title: str
    buyer: Company
    supplier: Company
    case: int
    claimant: str
    opened_on: date
    statement: str
    contract_version: int | None
    policy_version: int
    ruling: Ruling
    sha256: str
    day: date
    on_appeal: bool
    found: RecommendationShown
    grounds: tuple[GroundRuled, ...]
    cited: tuple[Cited, ...]
    steps: tuple[Step, ...]
    standing: Standing
    appeal_until: date | None
    return_days: tuple[int, int, int]
    covered: Money
    uncovered: Money
    moved: tuple[Moved, ...]
    ended_on: date | None


class About(msgspec.Struct, frozen=True, kw_only=True):
    """What all rulings of an order are shown from. `kept`: by SHA-256 the entry with which a file came in, and whether
    it was erased.
    """

    read: Read
    versions: tuple[Version, ...]
    buyer: Company
    supplier: Company
    kept: Mapping[str, tuple[int, bool]]
    policy: Policy
    sign: Sign


class _Case(msgspec.Struct, frozen=True):
    """The part of a history that is about the dispute of a ruling; `number` counts the order's disputes."""

    number: int
    opened: DisputeOpened
    ruled: RulingWritten
    history: tuple[Happened, ...]


def read_ruling(
    connection: psycopg.Connection, who: Who, order_id: int, now: datetime, policies: Policies, sign: Sign
) -> RulingShown | None:
    """The last ruling on an order as far as the reader may know it; None if there is none, or not for him."""
    found = read_rulings(connection, who, order_id, now, policies, sign)
    return found[-1] if found else None


def read_rulings(
    connection: psycopg.Connection, who: Who, order_id: int, now: datetime, policies: Policies, sign: Sign
) -> tuple[RulingShown, ...]:
    """Every ruling on an order that the reader may know of, the oldest first; those of closed disputes too."""
    with readings.snapshot(connection, who):
        found = readings.orders(connection, (order_id,), now).get(order_id)
        if found is None or not may_read(found.facts, who):
            return ()
        companies = readings.parties(connection, (found.facts.buyer, found.facts.supplier))
        files = {file.sha256: file for file in custody.files(connection, order_id)}
        entries = custody.entries(connection, order_id)
    came_in = {one.sha256: one.seq for one in reversed(entries) if one.action == "received"}
    order: Order = found.facts
    about = About(
        read=found,
        versions=versions(found.history, who),
        buyer=company(order.buyer, companies),
        supplier=company(order.supplier, companies),
        kept={sha256: (seq, sha256 in files and not files[sha256].name) for sha256, seq in came_in.items()},
        policy=policy_of(order, policies),
        sign=sign,
    )
    return rulings(about, who)


def rulings(about: About, who: Who) -> tuple[RulingShown, ...]:
    """The rulings that this reader may know of, the oldest first."""
    history = about.read.history
    return tuple(
        _shown(about, one)
        for one in history
        if isinstance(one.event, RulingWritten) and is_told(one.event, history, who)
    )


def is_told(ruled: RulingWritten, history: tuple[Happened, ...], who: Who) -> bool:
    """Whether a ruling is the reader's to know: an inspector's never, and one that waits for a second person only
    theirs who have to do with the case.
    """
    if who.role == Role.INSPECTOR:
        return False
    return is_inside(history, who) or not waits_for_approval(ruled, history)


def _shown(about: About, happened: Happened) -> RulingShown:
    order: Order = about.read.facts
    history = about.read.history
    case = _case(history, happened)
    ruled, ruling = case.ruled, case.ruled.ruling
    found = of_ruling(ruled, order, waits_for_approval(ruled, history))
    version = next((one for one in about.versions if one.fingerprint == ruling.contract and one.number), None)
    covered, uncovered = _cover(order, case)
    policy = about.policy
    return RulingShown(
        order=found.order,
        title=order.terms.title,
        buyer=about.buyer,
        supplier=about.supplier,
        case=case.number,
        claimant=case.opened.by,
        opened_on=case.opened.day,
        statement=case.opened.statement,
        contract_version=version.number if version is not None else None,
        policy_version=ruling.policy_version,
        ruling=ruling,
        sha256=ruled.sha256,
        day=ruled.day,
        on_appeal=ruled.on_appeal,
        found=found,
        grounds=tuple(_grounds(found, ruling, version, policy)),
        cited=tuple(_cited(case, history, version, about.kept)),
        steps=tuple(_steps(case.history, order.id, about.sign)),
        standing=_standing(order, case),
        appeal_until=None if ruled.on_appeal else _approved_on(case) + timedelta(days=policy.appeal_ttl_days),
        return_days=(policy.return_address_ttl_days, policy.return_ship_ttl_days, policy.return_accept_ttl_days),
        covered=Money(str(covered), order.currency),
        uncovered=Money(str(uncovered), order.currency),
        moved=tuple(_moved(case, order.currency)),
        ended_on=_ended(case),
    )


def _case(history: tuple[Happened, ...], ruled: Happened) -> _Case:
    """The events from the opening of the ruling's dispute until the next one is opened."""
    openings = [h for h in history if isinstance(h.event, DisputeOpened)]
    number = sum(h.seq < ruled.seq for h in openings)
    first = openings[number - 1]
    until = openings[number].seq if number < len(openings) else history[-1].seq + 1
    part = tuple(h for h in history if first.seq <= h.seq < until)
    assert isinstance(first.event, DisputeOpened)
    assert isinstance(ruled.event, RulingWritten)
    return _Case(number, first.event, ruled.event, part)


def _approved_on(case: _Case) -> date:
    """Since when the time to appeal runs: the day of the ruling, or of its approval."""
    approved = (h.event for h in case.history if isinstance(h.event, RulingApproved))
    return next((one.day for one in approved if one.sha256 == case.ruled.sha256), case.ruled.day)


def _standing(order: Order, case: _Case) -> Standing:
    dispute = order.dispute
    if [h.event for h in case.history if isinstance(h.event, RulingWritten)][-1] is not case.ruled:
        return "replaced"
    if dispute is None or _ended(case) is not None or case.ruled.on_appeal:
        return "final"
    if dispute.decided is not None and dispute.decided.waits:
        return "waits"
    at = phase(dispute)
    if at == Phase.DECIDED:
        return "open"
    return "appealed" if at == Phase.APPEAL_REVIEW else "final"


def _ended(case: _Case) -> date | None:
    return next((h.event.day for h in case.history if isinstance(h.event, DisputeClosed)), None)


# -------------------------------------------------------------------------------------------------------------- grounds


def _grounds(
    found: RecommendationShown, ruling: Ruling, version: Version | None, policy: Policy
) -> Iterator[GroundRuled]:
    contract = version.contract if version is not None else None
    known = clauses(contract) if contract is not None else {}
    for finding, issue in zip(found.findings, ruling.issues, strict=True):
        pointer = finding.clause.pointer
        term = words(contract, pointer, known) if contract is not None and pointer else None
        yield GroundRuled(
            finding=finding,
            place=place_of(pointer) if pointer else "",
            says=in_full(term) if term is not None and term.says else finding.clause.says,
            weighs=tuple(_weighs(one, policy) for one in issue.evidence),
        )


def _weighs(one: Evidence, policy: Policy) -> Weighs:
    return Weighs(one.id, one.side, WEIGHTS[one.kind].meaning, per_cent(weight_of(one.kind, policy)))


# ------------------------------------------------------------------------------------------------------------- evidence


def _cited(
    case: _Case, history: tuple[Happened, ...], version: Version | None, kept: Mapping[str, tuple[int, bool]]
) -> Iterator[Cited]:
    """Everything that the findings cite, once, in the order in which they come to it. Messages and reports may be older
    than the dispute.
    """
    ruling = case.ruled.ruling
    known = {CONTRACT: _contract(ruling, version), **_filed(case, history), **_reports(history)}
    for id in dict.fromkeys(id for one in ruling.findings for id in one.evidence):
        cited = known.get(id) or _recorded(id)
        custody_no, erased = kept.get(cited.sha256, (0, False))
        yield msgspec.structs.replace(cited, custody=custody_no, erased=erased)


def _contract(ruling: Ruling, version: Version | None) -> Cited:
    title = "Contract" if version is None else f"Contract, version {version.number}"
    signed = max((one.at for one in version.signatures), default=None) if version is not None else None
    return Cited(
        id=CONTRACT,
        title=title,
        by="both sides",
        day=signed.date() if signed is not None else None,
        sha256=ruling.contract,
    )


def _filed(case: _Case, history: tuple[Happened, ...]) -> Mapping[str, Cited]:
    """What was brought. A message is what its seal binds, the listing is part of the contract."""
    messages = (h.event for h in history if isinstance(h.event, MessagePosted | OutsideMessageFiled))
    seals = {one.number: one.seal for one in messages}
    found = {}
    for event in (h.event for h in case.history if isinstance(h.event, EvidenceFiled)):
        one = event.exhibit
        held = f", message {one.message} of the thread" if one.message else ""
        content = case.ruled.ruling.contract if one.kind == "listing" else seals.get(one.message or 0, "")
        found[exhibit_id(event.number)] = Cited(
            id=exhibit_id(event.number),
            title=f"{one.title}{held}",
            by=event.by,
            day=event.day,
            shows=one.shows,
            sha256=one.sha256 or content,
        )
    return MappingProxyType(found)


def _reports(history: tuple[Happened, ...]) -> Mapping[str, Cited]:
    """The last report on each visit."""
    found = {}
    for event in (h.event for h in history if isinstance(h.event, ReportSubmitted)):
        id = visit_id(event.visit)
        found[id] = Cited(
            id=id, title=f"Report on visit {event.visit}", by="inspector", day=event.day, sha256=event.sha256
        )
    return MappingProxyType(found)


def _recorded(id: str) -> Cited:
    what = id.removeprefix(f"{PLATFORM} ")
    return Cited(id=id, title=f"The platform's own record of {what}", by=PLATFORM, day=None)


# ---------------------------------------------------------------------------------------------------- people and money

_STEPS: Final = (AdjudicatorAssigned, RulingWritten, RulingApproved, RulingAppealed, AppealWaived, RulingUpheld)


def _steps(history: tuple[Happened, ...], order: int, sign: Sign) -> Iterator[Step]:
    """Who had the case, decided, approved, appealed or did not want to, and decided the appeal."""
    for happened in history:
        event = happened.event
        if not isinstance(event, _STEPS):
            continue
        given = isinstance(event, AdjudicatorAssigned)
        role = Role.ADJUDICATOR if given else Role(getattr(event, "by", "") or who_of(happened.actor).role)
        title = "Decided on appeal" if isinstance(event, RulingWritten) and event.on_appeal else EVENTS[happened.kind]
        yield Step(
            title=title,
            role=role,
            sign=sign(order, event.person) if event.person else "",
            day=event.day,
            note=_note(event),
        )


def _note(event: Event) -> str:
    if isinstance(event, RulingAppealed):
        return event.reason
    if isinstance(event, RulingUpheld):
        return event.note
    return ""


def _cover(order: Order, case: _Case) -> tuple[int, int]:
    """Of the award in minor units: what the order's money covers, and what it does not (4.7 waterfall)."""
    total = case.ruled.ruling.total
    if "non_payment" in case.opened.grounds:
        return total, 0
    if _ended(case) is None and order.dispute is not None:
        funds = order.funds
        covered = min(total, funds.frozen + funds.disputed + funds.disputed_reserve)
        return covered, total - covered
    short = sum(h.event.amount for h in case.history if isinstance(h.event, AwardUncovered))
    return max(0, total - short), short


def _moved(case: _Case, currency: str) -> Iterator[Moved]:
    """What the ruling moved, in the order in which it happened: a transfer counts as paid if it is one of its own."""
    own: set[int] = set()
    ruled = False
    for happened in case.history:
        event = happened.event
        ruled = ruled or event is case.ruled
        if isinstance(event, RefundRetried):
            own.add(event.transfer.number)
        if isinstance(event, CostShifted | ClaimAdvanced) or (
            isinstance(event, RefundOrdered) and event.reason == "claim"
        ):
            own.update(one.number for one in event.transfers)
        amount = _amount(event, own) if ruled else 0
        if amount:
            day = getattr(event, "day", happened.at.date())
            yield Moved(EVENTS[happened.kind], day, Money(str(amount), currency))


def _amount(event: Event, own: set[int]) -> int:
    if isinstance(event, RefundOrdered):
        return event.amount if event.reason == "claim" else 0
    if isinstance(event, RefundSettled):
        return event.amount if event.number in own else 0
    if isinstance(event, CostShifted | ClaimAdvanced | AwardUncovered):
        return event.amount
    if isinstance(event, MoneyUnfrozen):
        return event.initial + event.balance
    return event.refund if isinstance(event, ReturnBegun | ReturnEnded) else 0
