"""Inspection of the goods: the visits that were booked, what they found, and the gate before shipment (4.4 "Inspection
is its own object", O34-O37, T27, T28).

A visit is asked for, confirmed for a day by the inspector, begun, and ends with a report or with the cause of its
failure; none can wait for ever. Facts, events and commands only: the rules are in `visits.py`, the form of a report in
`report.py`. The order's gate looks at the combined result of the agreed visits before shipment.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, Literal

import msgspec

from fairhold.trade.approval import Digest, Proposal
from fairhold.trade.families import Short
from fairhold.trade.payment import LineKey, PayeeChange, Payer
from fairhold.trade.report import Judged, PlanRow, Report, Verdict, VisitKind
from fairhold.trade.stream import Command, Event
from fairhold.trade.supplier import NameCheck

Side = Literal["buyer", "supplier"]
Sha256 = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$")]
Number = Annotated[int, msgspec.Meta(ge=1, le=10_000)]
Note = Annotated[str, msgspec.Meta(max_length=1000)]

AbortCause = Literal[
    "supplier_not_ready",
    "supplier_changed_date",
    "no_room",
    "access_refused",
    "buyer_changed_date",
    "sample_missing",
    "inspector_missed",
    "force_majeure",
]
"""Why an inspector could not inspect (O35)."""

EndCause = Literal[AbortCause, "not_confirmed", "fee_missing", "withdrawn", "order_closed"]
"""Why a visit ended without a report."""

SUPPLIER_CAUSES: frozenset[str] = frozenset(
    {"supplier_not_ready", "supplier_changed_date", "no_room", "access_refused"}
)
"""The supplier pays for the visit in vain (M12e, SC32)."""
BUYER_CAUSES: frozenset[str] = frozenset({"buyer_changed_date", "sample_missing"})
"""The buyer pays for the visit in vain. Any other cause costs nobody (M12d)."""

BEFORE_SHIPMENT: frozenset[str] = frozenset({"during_production", "pre_shipment", "container_loading"})
"""Visits to goods that have not left."""


# ------------------------------------------------------------------------------------------------------------- facts


class Inspection(msgspec.Struct, frozen=True, gc=False):
    """The state of the gate: the combined result and the day it counts from; a rework clears it."""

    result: Verdict
    report: str
    day: date


class Visit(msgspec.Struct, frozen=True, gc=False):
    """One visit. `lines` are the contract's lines it is about (0-based), all of them when empty.

    `judged` is what its report's own figures say, `looked_at` the terms that the report measured, tested or checked,
    `missing` the pieces of the lot that were not presented.

    `agreed`: both sides are bound by what it finds, as the contract names it or both take part. `fee` is what it costs
    and `held` how much of that lies ready, from `held_of`. `after_rework` counts the reworks before it. `ended` is the
    cause of an end without a report. `owed` is what the inspector has still to get, `payee_change` the other account
    for it that waits for a second person.
    """

    number: int
    kind: VisitKind
    by: Side
    asked_on: date
    lines: tuple[int, ...]
    agreed: bool
    payer: Side
    fee: int
    held: int = 0
    held_of: str = ""
    on: date | None = None
    inspector: str = ""
    taken_by: str = ""
    public_key: str = ""
    payee: Payer = Payer()
    moved: int = 0
    plan: tuple[PlanRow, ...] = ()
    plan_sent_at: datetime | None = None
    plan_agreed: bool = False
    begun_at: datetime | None = None
    seed: str = ""
    result: Verdict | None = None
    report: str = ""
    reports: int = 0
    judged: Judged | None = None
    looked_at: tuple[str, ...] = ()
    missing: int = 0
    ended: str = ""
    after_rework: int = 0
    owed: int = 0
    bounced: bool = False
    payee_change: PayeeChange | None = None

    @property
    def is_open(self) -> bool:
        """Whether something is still expected of the visit."""
        return self.result is None and not self.ended


# ---------------------------------------------------------------------------------------------------------- commands


class RequestVisit(Command, frozen=True, kw_only=True, tag="request_visit"):
    """Ask for a visit, wished for a day (S67, S68). `inspector_days` times the day rate is its fee."""

    kind: VisitKind
    wish_on: date
    lines: Annotated[tuple[Annotated[int, msgspec.Meta(ge=0, le=10_000)], ...], msgspec.Meta(max_length=500)] = ()
    inspector_days: Annotated[int, msgspec.Meta(ge=1, le=60)] = 1


class JoinVisit(Command, frozen=True, kw_only=True, tag="join_visit"):
    """The other side takes part in a visit and is bound by its report (PP3, standards 4.3 "joint")."""

    visit: Number


class WithdrawVisit(Command, frozen=True, kw_only=True, tag="withdraw_visit"):
    """The side that asked for a visit takes it back before it has begun."""

    visit: Number


class PayVisitFee(Command, frozen=True, kw_only=True, tag="pay_visit_fee"):
    """The supplier pays a visit's fee from its balance (M12a); a buyer pays it into the order's account."""

    visit: Number


class ConfirmVisit(Command, frozen=True, kw_only=True, tag="confirm_visit"):
    """The inspector takes the visit for a day, names the key it will sign with and the account it is paid to (O34)."""

    visit: Number
    on: date
    inspector: Short
    public_key: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$")]
    payee: Payer


class ProposePlan(Command, frozen=True, kw_only=True, tag="propose_plan"):
    """Where the contract names no plan, the inspector proposes one to both; silence accepts it (O33, SC33)."""

    visit: Number
    plan: Annotated[tuple[PlanRow, ...], msgspec.Meta(min_length=1, max_length=9)]


class ObjectToPlan(Command, frozen=True, kw_only=True, tag="object_to_plan"):
    """A side does not agree to the proposed plan; the inspector proposes another or the default applies (O33)."""

    visit: Number
    reason: Short


class RescheduleVisit(Command, frozen=True, kw_only=True, tag="reschedule_visit"):
    """Move a visit, at the latest at noon of the day before (O34)."""

    visit: Number
    on: date


class BeginVisit(Command, frozen=True, kw_only=True, tag="begin_visit"):
    """The inspector is on site. From `seed` both sides can draw the cartons again that were chosen (5.3)."""

    visit: Number
    seed: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$")]


class AbortVisit(Command, frozen=True, kw_only=True, tag="abort_visit"):
    """The inspector could not inspect, and why (O35)."""

    visit: Number
    cause: AbortCause
    packed_bp: Annotated[int, msgspec.Meta(ge=0, le=10_000)] | None = None
    note: Note = ""


class SubmitReport(Command, frozen=True, kw_only=True, tag="submit_report"):
    """The inspector's signed report (T27, O35); again for the same visit it corrects the one before."""

    report: Report


class RejectGoods(Command, frozen=True, kw_only=True, tag="reject_goods"):
    """The buyer judges a pending inspection as failed (O35)."""

    reason: Note = ""


class StartRework(Command, frozen=True, kw_only=True, tag="start_rework"):
    """After a failed inspection the supplier takes the goods back to the workshop (T28)."""


class SettleInspector(Command, frozen=True, kw_only=True, tag="settle_inspector"):
    """The bank has paid the inspector (M12c)."""

    visit: Number
    line: LineKey


class BounceInspector(Command, frozen=True, kw_only=True, tag="bounce_inspector"):
    """The bank did not pay the inspector; treasury corrects the account."""

    visit: Number
    reason: Annotated[str, msgspec.Meta(max_length=200)] = ""


class PayInspectorAgain(Command, frozen=True, kw_only=True, tag="pay_inspector_again"):
    """Treasury sends a bounced fee again: at once to the account that it came back from; another account of the same
    inspector waits for a second person of treasury (I11).
    """

    visit: Number
    payee: Payer


class AgreeInspectorPayee(Command, frozen=True, kw_only=True, tag="agree_inspector_payee"):
    """A second person of treasury agrees to the other account for an inspector's fee, named by the hash of the
    proposal, and the fee goes there. `reason` says why an account in another name is the same inspector's (I11).
    """

    visit: Number
    digest: Digest
    reason: Annotated[str, msgspec.Meta(max_length=1000)] = ""


# ------------------------------------------------------------------------------------------------------------ events


class VisitRequested(Event, frozen=True, kw_only=True, tag="inspection.requested"):
    """A visit is asked for. `currency` and `fee` are what it costs, `payer` who pays."""

    number: int
    kind: VisitKind
    by: Side
    lines: tuple[int, ...]
    agreed: bool
    wish_on: date
    payer: Side
    currency: str
    fee: int
    day: date


class VisitJoined(Event, frozen=True, kw_only=True, tag="inspection.joined"):
    """The other side takes part."""

    visit: int
    by: Side


class VisitConfirmed(Event, frozen=True, kw_only=True, tag="inspection.confirmed"):
    """The inspector comes on that day; `by` is the login that took the visit and alone may report on it."""

    visit: int
    on: date
    inspector: str
    by: str
    public_key: str
    payee: Payer
    day: date


class PlanProposed(Event, frozen=True, kw_only=True, tag="inspection.plan_proposed"):
    """The inspector proposes a plan to both sides."""

    visit: int
    plan: tuple[PlanRow, ...]
    at: datetime


class PlanObjected(Event, frozen=True, kw_only=True, tag="inspection.plan_objected"):
    """A side does not agree to the plan."""

    visit: int
    by: Side
    reason: str


class PlanAgreed(Event, frozen=True, kw_only=True, tag="inspection.plan_agreed"):
    """Nobody objected in time (SC33)."""

    visit: int


class VisitMoved(Event, frozen=True, kw_only=True, tag="inspection.moved"):
    """The visit is on another day."""

    visit: int
    by: str
    on: date


class VisitBegun(Event, frozen=True, kw_only=True, tag="inspection.begun"):
    """The inspector is on site; the seed draws the samples."""

    visit: int
    seed: str
    at: datetime


class VisitEnded(Event, frozen=True, kw_only=True, tag="inspection.aborted"):
    """The visit ended without a report, and why."""

    visit: int
    cause: EndCause
    packed_bp: int | None
    note: str
    day: date


class FeeHeld(Event, frozen=True, kw_only=True, tag="inspection.fee_held"):
    """The fee lies ready: from the buyer's credit or the supplier's balance (M12a)."""

    visit: int
    of: Side
    supplier: int
    currency: str
    amount: int


class FeeReturned(Event, frozen=True, kw_only=True, tag="inspection.fee_returned"):
    """The fee goes back to who paid it: the buyer's credit or the supplier's balance (M12d)."""

    visit: int
    of: Side
    supplier: int
    currency: str
    amount: int


class FeeEarned(Event, frozen=True, kw_only=True, tag="inspection.fee_earned"):
    """The inspector has earned the fee held, less the operator's commission; it is to be paid (M12b)."""

    visit: int
    currency: str
    amount: int
    commission: int
    payee: Payer
    day: date


class FeeCharged(Event, frozen=True, kw_only=True, tag="inspection.fee_charged"):
    """The supplier owes the inspector for a visit in vain: from its balance, and what that lacks as a debt (M12e)."""

    visit: int
    supplier: int
    currency: str
    available: int
    receivable: int
    payee: Payer
    day: date


class InspectorPaid(Event, frozen=True, kw_only=True, tag="inspection.fee_paid"):
    """The bank has paid the inspector (M12c)."""

    visit: int
    currency: str
    amount: int
    line: str


class InspectorBounced(Event, frozen=True, kw_only=True, tag="inspection.fee_bounced"):
    """The bank would not pay the inspector; the money still waits."""

    visit: int
    reason: str


class InspectorPayeeProposed(Event, frozen=True, kw_only=True, tag="inspection.payee_proposed"):
    """Treasury wants a fee that came back to go to another account; a second person has to agree (I11)."""

    visit: int
    payee: Payer
    names: NameCheck
    proposal: Proposal


class InspectorPaidAgain(Event, frozen=True, kw_only=True, omit_defaults=True, tag="inspection.fee_resent"):
    """The fee is sent again; to another account because `person` agreed, and why, if its name was another one."""

    visit: int
    currency: str
    amount: int
    payee: Payer
    person: str = ""
    reason: str = ""


class ReportSubmitted(Event, frozen=True, kw_only=True, tag="inspection.reported"):
    """A report as it was signed, and what follows from its own figures. A later one supersedes it."""

    visit: int
    report: Report
    sha256: str
    judged: Judged
    supersedes: str
    day: date


class InspectionRecorded(Event, frozen=True, kw_only=True, tag="inspection.recorded"):
    """The state of the gate: `pass` opens it, `fail` blocks shipment, `pending` waits for the buyer."""

    result: Verdict
    report: str
    day: date


class ReworkStarted(Event, frozen=True, kw_only=True, tag="inspection.rework_started"):
    """The goods are being put right and will be declared ready again."""

    day: date


# -------------------------------------------------------------------------------------------------------------- fold

_put = msgspec.structs.replace


def find(visits: tuple[Visit, ...], number: int) -> Visit | None:
    """The visit of that number."""
    return visits[number - 1] if 0 < number <= len(visits) else None


def fold(visits: tuple[Visit, ...], event: Event, reworks: int) -> tuple[Visit, ...]:
    """The visits after an event about one of them. `reworks` is how often the goods went back so far."""
    if isinstance(event, VisitRequested):
        new = Visit(
            event.number,
            event.kind,
            event.by,
            event.day,
            event.lines,
            event.agreed,
            event.payer,
            event.fee,
            after_rework=reworks,
        )
        return (*visits, new)
    number = event.visit  # type: ignore[attr-defined]
    changed = _FOLD[type(event)](visits[number - 1], event)
    return (*visits[: number - 1], changed, *visits[number:])


def _reported(v: Visit, e: ReportSubmitted) -> Visit:
    report = e.report
    looked_at = dict.fromkeys(
        one.term for part in (report.measurements, report.tests, report.checks) for one in part if one.term
    )
    return _put(
        v,
        result=e.judged.verdict,
        report=e.sha256,
        reports=v.reports + 1,
        judged=e.judged,
        looked_at=tuple(looked_at),
        missing=max(0, report.lot.size - report.lot.presented),
    )


_FOLD: dict[type[Event], Callable[[Visit, Any], Visit]] = {
    VisitJoined: lambda v, e: _put(v, agreed=True),
    VisitConfirmed: lambda v, e: _put(
        v, on=e.on, inspector=e.inspector, taken_by=e.by, public_key=e.public_key, payee=e.payee
    ),
    PlanProposed: lambda v, e: _put(v, plan=e.plan, plan_sent_at=e.at, plan_agreed=False),
    PlanObjected: lambda v, e: _put(v, plan=(), plan_sent_at=None),
    PlanAgreed: lambda v, e: _put(v, plan_agreed=True, plan_sent_at=None),
    VisitMoved: lambda v, e: _put(v, on=e.on, moved=v.moved + 1),
    VisitBegun: lambda v, e: _put(v, seed=e.seed, begun_at=e.at),
    VisitEnded: lambda v, e: _put(v, ended=e.cause),
    FeeHeld: lambda v, e: _put(v, held=v.held + e.amount, held_of=e.of),
    FeeReturned: lambda v, e: _put(v, held=v.held - e.amount),
    FeeEarned: lambda v, e: _put(v, held=v.held - e.amount - e.commission, owed=v.owed + e.amount),
    FeeCharged: lambda v, e: _put(v, owed=v.owed + e.available + e.receivable),
    InspectorPaid: lambda v, e: _put(v, owed=v.owed - e.amount, bounced=False, payee_change=None),
    InspectorBounced: lambda v, e: _put(v, bounced=True),
    InspectorPayeeProposed: lambda v, e: _put(v, payee_change=PayeeChange(v.number, e.payee, e.names, e.proposal)),
    InspectorPaidAgain: lambda v, e: _put(v, payee=e.payee, bounced=False, payee_change=None),
    ReportSubmitted: _reported,
}

VISIT_EVENTS: tuple[type[Event], ...] = (VisitRequested, *_FOLD)
"""Events about one visit."""
