"""What the dispute team works through: every open case with what it waits for and until when, the alarms of the lead,
and how often those who decide follow what the rules recommend (R13, standards 4.2).

For staff. Nothing is decided here; a case is read on the page of its order.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Final

import msgspec
import psycopg

from fairhold.book import readings
from fairhold.book.readings import Read
from fairhold.reading.disputing import PHASES
from fairhold.reading.order import Company, Due, company, deadlines
from fairhold.reading.words import GROUNDS
from fairhold.trade import ids
from fairhold.trade.adjudication import RulingWritten
from fairhold.trade.days import day_of
from fairhold.trade.deciding import policy_of
from fairhold.trade.dispute import Dispute, Phase, phase
from fairhold.trade.dispute_timers import ends_soon
from fairhold.trade.money import Money
from fairhold.trade.order import Order
from fairhold.trade.policy import Policies, Policy
from fairhold.trade.spelled import per_cent
from fairhold.trade.who import Role, Who

CASES_MAX: Final = 500
"""Cases that are listed at once, those with the earliest deadline."""
RULINGS_MAX: Final = 1_000
"""The last rulings that the agreement is counted over."""
HARD_END: Final = "dispute_max"
READERS: Final = frozenset(
    {Role.ADJUDICATOR, Role.DISPUTE_LEAD, Role.OPERATOR, Role.COMPLIANCE, Role.TREASURY, Role.AUDITOR}
)
"""The roles that read the list."""


class CaseRow(msgspec.Struct, frozen=True, kw_only=True):
    """One open case. `days_left` until it decides itself, None once it was decided or while it stands still; `alarms`
    are what the lead has to look at today, the gravest first.
    """

    order: str
    title: str
    buyer: Company
    supplier: Company
    claimant: str
    grounds: tuple[str, ...]
    claimed: Money
    opened_on: date
    phase: str
    phase_title: str
    adjudicator: str
    next: Due | None
    days_left: int | None
    alarms: tuple[str, ...]


class Agreement(msgspec.Struct, frozen=True, kw_only=True):
    """How the last rulings stand to what the rules recommended. `by_time` took effect by themselves and are not counted
    further; of the `findings` in the others `otherwise` were decided otherwise, by the reason given. `rate` is the rest
    of them as a text, empty before there are any.
    """

    rulings: int
    by_time: int
    findings: int
    otherwise: int
    reasons: dict[str, int]
    rate: str


class Caseload(msgspec.Struct, frozen=True, kw_only=True):
    """The open cases, alarms first, then by their next deadline; and the agreement. `more`: there are further cases."""

    cases: tuple[CaseRow, ...]
    alarmed: int
    more: bool
    agreement: Agreement


def read_caseload(connection: psycopg.Connection, who: Who, now: datetime, policies: Policies) -> Caseload | None:
    """The list as of now, or of a test clock that an order lives by; None for whom it is not."""
    if who.role not in READERS:
        return None
    with readings.snapshot(connection, who):
        numbers = readings.disputed_order_numbers(connection, CASES_MAX + 1)
        found = readings.orders(connection, numbers[:CASES_MAX], now)
        sides = {side for read in found.values() for side in (read.facts.buyer, read.facts.supplier)}
        companies = readings.parties(connection, sides)
        rulings = readings.last_rulings(connection, RULINGS_MAX)
    rows = [
        case_row(read, company(read.facts.buyer, companies), company(read.facts.supplier, companies), policies)
        for read in found.values()
        if read.facts.dispute is not None and read.facts.dispute.by != Role.CLOCK
    ]
    return Caseload(
        cases=tuple(sorted(rows, key=_urgency)),
        alarmed=sum(bool(row.alarms) for row in rows),
        more=len(numbers) > CASES_MAX,
        agreement=agreement(one for one in rulings if isinstance(one, RulingWritten)),
    )


def case_row(read: Read, buyer: Company, supplier: Company, policies: Policies) -> CaseRow:
    """One open case."""
    order: Order = read.facts
    dispute = order.dispute
    assert dispute is not None
    policy = policy_of(order, policies)
    today = day_of(read.now, policy.policy_tz)
    running = [one for one in deadlines(order, policies) if one.day is not None]
    last = next((one.day for one in running if one.name == HARD_END), None)
    left = None if last is None else (last - today).days
    return CaseRow(
        order=ids.to_text(ids.ORDER_PREFIX, order.id),
        title=order.terms.title,
        buyer=buyer,
        supplier=supplier,
        claimant=dispute.claimant,
        grounds=tuple(GROUNDS[ground] for ground in dispute.grounds),
        claimed=Money(str(dispute.amount), order.currency),
        opened_on=dispute.day,
        phase=phase(dispute),
        phase_title=PHASES[phase(dispute)],
        adjudicator=dispute.adjudicator,
        next=running[0] if running else None,
        days_left=left,
        alarms=tuple(_alarms(dispute, running, last, today, policy)),
    )


def _alarms(dispute: Dispute, running: list[Due], last: date | None, today: date, policy: Policy) -> Iterator[str]:
    at = phase(dispute)
    if last is not None and ends_soon(last, today, policy):
        left = (last - today).days
        days = "1 day" if left == 1 else f"{left} days"
        yield f"decides itself in {days}" if left > 0 else "decides itself today"
    if any(one.name == "decision_sla" and one.day is not None and one.day < today for one in running):
        yield "the decision is overdue"
    if dispute.decided is not None and dispute.decided.waits:
        yield "a ruling waits for a second person"
    if at in (Phase.EVIDENCE, Phase.REVIEW, Phase.INSPECTION, Phase.RETURN_REVIEW) and not dispute.adjudicator:
        yield "nobody has the case"
    ruled_by = dispute.decided.people if dispute.decided is not None else ()
    if at == Phase.APPEAL_REVIEW and dispute.adjudicator in ("", *ruled_by):
        yield "nobody has the appeal"


def _urgency(row: CaseRow) -> tuple[bool, bool, float, str]:
    at = row.next.at if row.next is not None else None
    return (not row.alarms, at is None, at.timestamp() if at is not None else 0.0, row.order)


def agreement(rulings: Iterable[RulingWritten]) -> Agreement:
    """How often those who decide follow the rules, ground by ground."""
    count = by_time = findings = otherwise = 0
    reasons: Counter[str] = Counter()
    for ruled in rulings:
        count += 1
        if ruled.by == Role.CLOCK:
            by_time += 1
            continue
        findings += len(ruled.ruling.findings)
        otherwise += len(ruled.ruling.overrides)
        reasons.update(one.code for one in ruled.ruling.overrides)
    rate = per_cent(10_000 * (findings - otherwise) // findings) if findings else ""
    return Agreement(
        rulings=count,
        by_time=by_time,
        findings=findings,
        otherwise=otherwise,
        reasons=dict(sorted(reasons.items())),
        rate=rate,
    )
