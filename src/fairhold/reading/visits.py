"""An order's inspection visits as they are shown: where each stands, who does what next, its fee, plan and deadlines.

The words for kinds, states and endings are here as data; a test holds that none is missing. The reports that visits
brought are in `inspecting.py`.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final, Literal

import msgspec

from fairhold.book.readings import Happened
from fairhold.reading.payees import READERS, PayeeProposed, payee_proposed
from fairhold.reading.words import Step
from fairhold.standards.fault import OutsideStandard
from fairhold.standards.planning import plan_for
from fairhold.trade.families import Side
from fairhold.trade.inspection import Visit, VisitRequested
from fairhold.trade.money import Money
from fairhold.trade.order import Order
from fairhold.trade.payment import Payer
from fairhold.trade.policy import Policy
from fairhold.trade.report import PlanRow
from fairhold.trade.terms import sampling
from fairhold.trade.visits import answer_by, confirm_by, fixed_at, lines_of, report_by
from fairhold.trade.who import PARTIES, Role, Who

VisitState = Literal["asked", "fee_missing", "plan_proposed", "booked", "begun", "passed", "pending", "failed", "ended"]
PlanSource = Literal["contract", "agreed", "proposed", "default"]
"""Where a visit's plan comes from: the contract, a proposal that stood, one that waits, or the default (O33)."""

KINDS: Final[Mapping[str, str]] = {
    "during_production": "During production",
    "pre_shipment": "Before shipment",
    "container_loading": "Loading of the container",
    "after_delivery": "After delivery",
    "joint": "Joint inspection",
    "laboratory": "Laboratory",
}
"""Kind of visit: its title."""

STATES: Final[Mapping[str, str]] = {
    "asked": "Waits for an inspector",
    "fee_missing": "Waits for the fee",
    "plan_proposed": "Plan proposed",
    "booked": "Booked",
    "begun": "On site",
    "passed": "Passed",
    "pending": "Pending",
    "failed": "Failed",
    "ended": "Ended without a report",
}
"""State of a visit: its title."""

ENDINGS: Final[Mapping[str, str]] = {
    "supplier_not_ready": "The goods were not ready",
    "supplier_changed_date": "The supplier changed the date on the day",
    "no_room": "There was no room to inspect",
    "access_refused": "The inspector was not let in",
    "buyer_changed_date": "The buyer changed the date on the day",
    "sample_missing": "The buyer's reference sample was missing",
    "inspector_missed": "The inspector did not come or did not report",
    "force_majeure": "Nobody's fault",
    "not_confirmed": "No inspector took it in time",
    "fee_missing": "The fee was not paid in time",
    "withdrawn": "Withdrawn by who asked for it",
    "order_closed": "The order ended",
}
"""Why a visit ended without a report."""

_RESULTS: Final[Mapping[str, VisitState]] = {"pass": "passed", "pending": "pending", "fail": "failed"}


class VisitShown(msgspec.Struct, frozen=True, kw_only=True):
    """One visit. `yours`: the reader is the inspector who took it. `report` is the SHA-256 of the last report; there
    were `reports` of them. Who the fee is paid to, only staff and that inspector see.

    Deadlines, while they run: an inspector takes it until the end of `confirm_by`, it can be moved until
    `movable_until`, the plan objected to until `answer_by`, the report is due at the end of `report_by`.
    """

    number: int
    kind: str
    title: str
    state: VisitState
    state_title: str
    by: Side
    agreed: bool
    lines: tuple[int, ...]
    goods: tuple[str, ...]
    lot: int
    asked_on: date
    wish_on: date | None
    on: date | None
    inspector: str
    yours: bool
    payer: Side
    fee: Money
    held: Money
    plan: tuple[PlanRow, ...]
    plan_source: PlanSource
    plan_fault: str
    next: Step
    confirm_by: date | None = None
    movable_until: datetime | None = None
    answer_by: datetime | None = None
    report_by: date | None = None
    begun_at: datetime | None = None
    seed: str = ""
    result: str = ""
    report: str = ""
    reports: int = 0
    ended: str = ""
    ended_title: str = ""
    after_rework: int = 0
    owed: Money | None = None
    bounced: bool = False
    payee: Payer | None = None
    proposed: PayeeProposed | None = None


class Gate(msgspec.Struct, frozen=True):
    """What the agreed inspection before shipment has come to: it opens the way at `pass` (T24-T27). `report` is the
    SHA-256 of the report that decided, `day` the day it counts from.
    """

    result: str
    title: str
    report: str
    day: date


def gate(order: Order) -> Gate | None:
    """The gate of an order, None while nothing is known."""
    found = order.inspection
    if found is None:
        return None
    return Gate(found.result, STATES[_RESULTS[found.result]], found.report, found.day)


def visits(order: Order, history: tuple[Happened, ...], who: Who, policy: Policy) -> tuple[VisitShown, ...]:
    """The visits of an order that the reader may see, the oldest first."""
    wishes = {h.event.number: h.event.wish_on for h in history if isinstance(h.event, VisitRequested)}
    return tuple(
        show(visit, order, who, policy, wishes.get(visit.number)) for visit in order.visits if is_shown(visit, who)
    )


def is_shown(visit: Visit, who: Who) -> bool:
    """An inspector sees the visits that he took and those that he may take; everybody else who sees the order, all."""
    if who.role != Role.INSPECTOR:
        return True
    return is_taken_by(visit, who) or (visit.is_open and visit.on is None)


def is_taken_by(visit: Visit, who: Who) -> bool:
    """Whether the reader is the inspector who took the visit."""
    return who.role == Role.INSPECTOR and visit.on is not None and visit.taken_by == who.person


def show(visit: Visit, order: Order, who: Who, policy: Policy, wish_on: date | None = None) -> VisitShown:
    """One visit as the reader may see it."""
    lines = lines_of(visit, order)
    lot = sum(order.terms.lines[i].quantity for i in lines)
    state = state_of(visit)
    plan, source, fault = _plan(visit, order, lot)
    yours = is_taken_by(visit, who)
    paid = yours or who.role not in (*PARTIES, Role.INSPECTOR)
    running = visit.is_open
    return VisitShown(
        number=visit.number,
        kind=visit.kind,
        title=KINDS[visit.kind],
        state=state,
        state_title=STATES[state],
        by=visit.by,
        agreed=visit.agreed,
        lines=lines,
        goods=tuple(order.terms.lines[i].description for i in lines),
        lot=lot,
        asked_on=visit.asked_on,
        wish_on=wish_on,
        on=visit.on,
        inspector=visit.inspector,
        yours=yours,
        payer=visit.payer,
        fee=Money(str(visit.fee), order.currency),
        held=Money(str(visit.held), order.currency),
        plan=plan,
        plan_source=source,
        plan_fault=fault,
        next=_next(visit, state, policy),
        confirm_by=confirm_by(visit, policy) if running and visit.on is None else None,
        movable_until=fixed_at(visit.on, policy)
        if state in ("fee_missing", "plan_proposed", "booked") and visit.on
        else None,
        answer_by=answer_by(visit, policy) if running and visit.plan_sent_at is not None else None,
        report_by=report_by(visit.on, policy) if running and visit.on is not None else None,
        begun_at=visit.begun_at,
        seed=visit.seed,
        result=visit.result or "",
        report=visit.report,
        reports=visit.reports,
        ended=visit.ended,
        ended_title=ENDINGS[visit.ended] if visit.ended else "",
        after_rework=visit.after_rework,
        owed=Money(str(visit.owed), order.currency) if paid else None,
        bounced=visit.bounced and paid,
        payee=visit.payee if paid and visit.on is not None else None,
        proposed=payee_proposed(visit.payee_change) if visit.payee_change and who.role in READERS else None,
    )


def state_of(visit: Visit) -> VisitState:
    """Where the visit stands."""
    if visit.result is not None:
        return _RESULTS[visit.result]
    if visit.ended:
        return "ended"
    if visit.on is None:
        return "asked"
    if visit.begun_at is not None:
        return "begun"
    if visit.held < visit.fee:
        return "fee_missing"
    return "plan_proposed" if visit.plan_sent_at is not None else "booked"


def _plan(visit: Visit, order: Order, lot: int) -> tuple[tuple[PlanRow, ...], PlanSource, str]:
    """The plan, where it comes from, and why there is none."""
    if visit.plan_sent_at is not None:
        return visit.plan, "proposed", ""
    source: PlanSource = "default"
    if sampling(order.terms, visit.lines) is not None:
        source = "contract"
    elif visit.plan_agreed:
        source = "agreed"
    try:
        return plan_for(order.terms, visit, lot), source, ""
    except OutsideStandard as fault:
        return (), source, fault.detail


def _next(visit: Visit, state: VisitState, policy: Policy) -> Step:
    if state == "asked":
        return Step("inspector", f"An inspector takes the visit by {confirm_by(visit, policy)}, or it lapses.")
    if visit.on is None or not visit.is_open:
        return Step("nobody", "Nothing more happens on this visit.")
    due = report_by(visit.on, policy)
    if state == "fee_missing":
        return Step(visit.payer, f"The {visit.payer} pays the fee; the visit is on {visit.on}.")
    if state == "plan_proposed":
        return Step(
            "both", f"Buyer and supplier may object to the plan until {answer_by(visit, policy):%Y-%m-%d %H:%M} UTC."
        )
    if state == "begun":
        return Step("inspector", f"The inspector submits the report by {due}.")
    return Step("inspector", f"The inspector comes on {visit.on} and reports by {due}.")
