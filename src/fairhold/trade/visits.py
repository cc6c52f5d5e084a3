"""What an inspection's visits do: booking, who pays, the plan nobody objected to, the report and the gate (T27, T28,
O33-O37, M12, SC31-SC33).

Every visit ends: unconfirmed ones lapse, a visit without a report counts as missed by the inspector, one whose order
ends is called off. The fee always finds its owner: the inspector who came, or whoever paid it.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from fairhold.trade import fees, ids, payee_change, settlement
from fairhold.trade.course import Course
from fairhold.trade.days import add_business_days, end_of
from fairhold.trade.inspection import (
    AbortVisit,
    AgreeInspectorPayee,
    BeginVisit,
    BounceInspector,
    ConfirmVisit,
    EndCause,
    InspectionRecorded,
    InspectorBounced,
    InspectorPaid,
    InspectorPaidAgain,
    InspectorPayeeProposed,
    JoinVisit,
    ObjectToPlan,
    PayInspectorAgain,
    PayVisitFee,
    PlanAgreed,
    PlanObjected,
    PlanProposed,
    ProposePlan,
    RejectGoods,
    ReportSubmitted,
    RequestVisit,
    RescheduleVisit,
    ReworkStarted,
    SettleInspector,
    Side,
    StartRework,
    SubmitReport,
    Visit,
    VisitBegun,
    VisitConfirmed,
    VisitJoined,
    VisitMoved,
    VisitRequested,
    WithdrawVisit,
    find,
)
from fairhold.trade.order import Order, Stage, ship_term, stage
from fairhold.trade.payment import Payer
from fairhold.trade.policy import Policy
from fairhold.trade.refusal import Refused, refuse
from fairhold.trade.report import Verdict, VisitKind, content_hash
from fairhold.trade.terms import sampling
from fairhold.trade.who import Role

STAGES: dict[VisitKind, frozenset[Stage]] = {
    "during_production": frozenset({Stage.AGREED, Stage.IN_PRODUCTION}),
    "pre_shipment": frozenset({Stage.AGREED, Stage.IN_PRODUCTION, Stage.READY}),
    "container_loading": frozenset({Stage.IN_PRODUCTION, Stage.READY, Stage.AWAITING_BALANCE, Stage.READY_TO_SHIP}),
    "after_delivery": frozenset({Stage.SHIPPED, Stage.DELIVERED, Stage.RECEIVED}),
    "joint": frozenset({Stage.IN_PRODUCTION, Stage.READY, Stage.SHIPPED, Stage.DELIVERED, Stage.RECEIVED}),
    "laboratory": frozenset({Stage.IN_PRODUCTION, Stage.READY, Stage.SHIPPED, Stage.DELIVERED, Stage.RECEIVED}),
}
"""At which stages a visit of each kind can be asked for (S64, S66, S69)."""


# ----------------------------------------------------------------------------------------------------------- booking


def request_visit(command: RequestVisit, c: Course) -> Refused | None:
    """S67, S68: the agreed inspection before shipment, or any other visit at the asking side's cost."""
    order, side = c.order, c.side
    agreed = order.terms.inspection if command.kind == "pre_shipment" else None
    fault = _check_request(command, c)
    if fault:
        return fault
    payer = _payer(order, c.policy) if agreed is not None else side
    _book(c, command, by=side, agreed=agreed is not None, payer=payer)
    return None


def _book(c: Course, command: RequestVisit, by: Side, agreed: bool, payer: Side) -> None:
    order = c.order
    c.then(
        VisitRequested(
            number=len(order.visits) + 1,
            kind=command.kind,
            by=by,
            lines=command.lines,
            agreed=agreed,
            wish_on=command.wish_on,
            payer=payer,
            currency=order.currency,
            fee=c.policy.inspection_day_rate_minor.get(order.currency, 0) * command.inspector_days,
            day=c.day,
        )
    )
    fees.collect(c)


def order_visit(c: Course, lines: tuple[int, ...], inspector_days: int, payer: Side) -> Refused | None:
    """D17: a visit that binds both sides, ordered in a dispute, whose fee one of them fronts (O30)."""
    command = RequestVisit(kind="joint", wish_on=c.day, lines=lines, inspector_days=inspector_days)
    fault = _check_request(command, c)
    if fault:
        return fault
    _book(c, command, by=payer, agreed=True, payer=payer)
    return None


def _check_request(command: RequestVisit, c: Course) -> Refused | None:
    order, at, agreed = c.order, stage(c.order), c.order.terms.inspection
    if at not in STAGES[command.kind]:
        needs = " or ".join(s for s in Stage if s in STAGES[command.kind])
        detail = f"The order is {at}; a visit of this kind needs {needs}."
        return refuse("visit_not_now", detail, "S64, S67", pointer="/kind")
    if command.kind == "pre_shipment" and agreed is None:
        detail = "The contract names no inspection before shipment: agree one by amendment."
        return refuse("no_inspection_agreed", detail, "S67, O36", allowed=("amend",), pointer="/kind")
    if command.kind == "pre_shipment" and agreed is not None and agreed.booked_by not in (None, c.side):
        detail = f"By the contract the {agreed.booked_by} books this inspection."
        return refuse("not_the_booker", detail, "S67", pointer="/kind")
    if command.wish_on < c.day:
        return refuse("date_in_past", f"{command.wish_on} has passed.", "O34", pointer="/wish_on")
    if len(order.visits) >= c.policy.visits_max:
        detail = f"This order has had {len(order.visits)} visits; that is the most."
        return refuse("too_many_visits", detail, "policy visits_max")
    wanted = command.lines or tuple(range(len(order.terms.lines)))
    if list(wanted) != sorted(set(wanted)) or wanted[-1] >= len(order.terms.lines):
        detail = f"Name each of the {len(order.terms.lines)} lines at most once, from 0, in order."
        return refuse("line_unknown", detail, "S67", pointer="/lines")
    if any(v.is_open and v.kind == command.kind and set(lines_of(v, order)) & set(wanted) for v in order.visits):
        return refuse("visit_open", "Such a visit to these goods is open already.", "S67", pointer="/lines")
    return None


def join_visit(command: JoinVisit, c: Course) -> Refused | None:
    """PP3: both sides take part, so both are bound."""
    visit = _open(c, command.visit)
    if isinstance(visit, Refused):
        return visit
    if visit.agreed:
        return refuse("already_so", "Both sides are bound by this visit already.", "PP3", pointer="/visit")
    if visit.by == c.side:
        return refuse("not_your_turn", "The other side joins a visit that you asked for.", "PP3", pointer="/visit")
    if visit.begun_at is not None:
        return refuse("visit_begun", "The visit has begun.", "PP3", pointer="/visit")
    c.then(VisitJoined(visit=visit.number, by=c.side))
    return None


def withdraw_visit(command: WithdrawVisit, c: Course) -> Refused | None:
    """The fee goes back whole as long as nobody has set out: up to noon of the day before (O34, M12d)."""
    visit = _open(c, command.visit)
    if isinstance(visit, Refused):
        return visit
    if visit.by != c.side:
        return refuse("not_the_booker", f"The {visit.by} asked for this visit.", "O38", pointer="/visit")
    if visit.begun_at is not None:
        return refuse("visit_begun", "The visit has begun.", "O34", pointer="/visit")
    if visit.on is not None and c.now >= fixed_at(visit.on, c.policy):
        detail = "The inspector is on the way: a visit can be withdrawn until the day before."
        return refuse("visit_fixed", detail, "O34", pointer="/visit")
    _end(c, visit, "withdrawn")
    return None


def pay_visit_fee(command: PayVisitFee, c: Course) -> Refused | None:
    """M12a: from the supplier's balance."""
    visit = _open(c, command.visit)
    if isinstance(visit, Refused):
        return visit
    missing = visit.fee - visit.held
    if visit.payer != "supplier":
        detail = "The buyer pays this fee, into the order's account."
        return refuse("fee_not_yours", detail, "M12a", pointer="/visit")
    if not missing:
        return refuse("already_so", "The fee is paid.", "M12a", pointer="/visit")
    if c.supplier.purse(c.order.currency).available < missing:
        return refuse("not_enough_available", "The available balance does not cover the fee.", "M12a, I3")
    fees.hold(c, visit, "supplier", missing)
    return None


def confirm_visit(command: ConfirmVisit, c: Course) -> Refused | None:
    """O34: the inspector takes the visit for a day."""
    visit = _open(c, command.visit)
    if isinstance(visit, Refused):
        return visit
    if visit.on is not None:
        return refuse("already_so", f"The visit is on {visit.on}.", "O34", pointer="/visit")
    if command.on < c.day:
        return refuse("date_in_past", f"{command.on} has passed.", "O34", pointer="/on")
    agreed = c.order.terms.inspection if visit.kind == "pre_shipment" else None
    if agreed is not None and command.inspector.casefold() not in panel(agreed.inspector):
        detail = f"By the contract the inspector is {agreed.inspector}."
        return refuse("inspector_not_agreed", detail, "S75, PP3", pointer="/inspector")
    c.then(
        VisitConfirmed(
            visit=visit.number,
            on=command.on,
            inspector=command.inspector,
            by=c.who.person,
            public_key=command.public_key,
            payee=command.payee,
            day=c.day,
        )
    )
    return None


def propose_plan(command: ProposePlan, c: Course) -> Refused | None:
    """O33: only where the contract names no plan."""
    visit = _open(c, command.visit)
    if isinstance(visit, Refused):
        return visit
    if sampling(c.order.terms, visit.lines) is not None:
        return refuse("plan_in_contract", "The contract names the plan.", "O33", pointer="/plan")
    if visit.on is None or visit.begun_at is not None:
        return refuse("visit_not_confirmed", "A plan is proposed between confirmation and visit.", "O33")
    c.then(PlanProposed(visit=visit.number, plan=command.plan, at=c.now))
    return None


def object_to_plan(command: ObjectToPlan, c: Course) -> Refused | None:
    """O33: in time; without another proposal the default of O33 applies."""
    visit = _open(c, command.visit)
    if isinstance(visit, Refused):
        return visit
    if visit.plan_sent_at is None:
        return refuse("no_plan_proposed", "No plan waits for an answer.", "O33, SC33", pointer="/visit")
    c.then(PlanObjected(visit=visit.number, by=c.side, reason=command.reason))
    return None


def reschedule_visit(command: RescheduleVisit, c: Course) -> Refused | None:
    """O34: until noon of the day before, and not for ever."""
    visit = _open(c, command.visit)
    if isinstance(visit, Refused):
        return visit
    if visit.on is None or visit.begun_at is not None:
        return refuse("visit_not_confirmed", "Only a visit with a day can be moved.", "O34", pointer="/visit")
    if c.now >= fixed_at(visit.on, c.policy):
        detail = f"A visit is fixed from {c.policy.visit_fixed_from_hours}:00 of the day before."
        return refuse("visit_fixed", detail, "O34", pointer="/on")
    if command.on <= c.day:
        return refuse("date_in_past", "A visit moves to a later day than today.", "O34", pointer="/on")
    if visit.moved >= c.policy.visit_moves_max:
        detail = f"A visit can be moved {c.policy.visit_moves_max} times."
        return refuse("too_many_moves", detail, "policy visit_moves_max", pointer="/on")
    c.then(VisitMoved(visit=visit.number, by=c.who.role, on=command.on))
    return None


# ---------------------------------------------------------------------------------------------------------- on site


def begin_visit(command: BeginVisit, c: Course) -> Refused | None:
    """The inspector is there on the day, the fee lies ready, and no plan waits for an answer."""
    visit = _open(c, command.visit)
    if isinstance(visit, Refused):
        return visit
    fault = _check_day(visit, c)
    if fault:
        return fault
    if visit.begun_at is not None:
        return refuse("already_so", "The visit has begun.", "O34", pointer="/visit")
    if visit.held < visit.fee:
        detail = f"The {visit.payer} has not paid the fee."
        return refuse("visit_fee_missing", detail, "O37, M12a", pointer="/visit")
    if visit.plan_sent_at is not None:
        return refuse("plan_waits", "The proposed plan still waits for an answer.", "O33, SC33", pointer="/visit")
    if visit.kind == "pre_shipment" and stage(c.order) != Stage.READY:
        detail = "The goods are not declared ready; abort the visit if they are not."
        return refuse("goods_not_ready", detail, "T18, O34", allowed=("abort_visit",), pointer="/visit")
    c.then(VisitBegun(visit=visit.number, seed=command.seed, at=c.now))
    return None


def abort_visit(command: AbortVisit, c: Course) -> Refused | None:
    """O35, SC32: whoever caused it pays the inspector; if nobody did, the fee goes back."""
    visit = _open(c, command.visit)
    if isinstance(visit, Refused):
        return visit
    fault = _check_day(visit, c)
    if fault:
        return fault
    packed, least = command.packed_bp, c.policy.inspection_ready_bp
    if command.cause == "supplier_not_ready" and packed is not None and packed >= least:
        detail = f"{least // 100} % finished and packed is enough."
        return refuse("packed_enough", detail, "O34, SC32", pointer="/packed_bp")
    _end(c, visit, command.cause, packed, command.note)
    return None


def submit_report(command: SubmitReport, c: Course) -> Refused | None:
    """T27, O35: the report is judged by its own figures; the first one earns the fee, a later one supersedes it."""
    order, report = c.order, command.report
    visit = find(order.visits, report.visit)
    if visit is None or visit.ended:
        return refuse(
            "unknown_visit", f"There is no visit {report.visit} to report on.", "T27", pointer="/report/visit"
        )
    theirs = _not_theirs(visit, c)
    if theirs is not None:
        return theirs
    if visit.begun_at is None:
        return refuse("visit_not_begun", "A report is about a visit that was begun.", "O34", pointer="/report/visit")
    if ids.from_text(ids.ORDER_PREFIX, report.order) != order.id:
        return refuse("report_other_order", "The report names another order.", "T27", pointer="/report/order")
    if report.contract != order.fingerprint:
        detail = f"The version in force is {order.fingerprint}."
        return refuse("report_other_contract", detail, "S75, E2", pointer="/report/contract")
    sha256 = content_hash(report)
    if sha256 == visit.report:
        return refuse("already_so", "This report is submitted.", "T27", pointer="/report")
    judged = c.experts.judge(report, order.terms, visit, c.policy)
    if isinstance(judged, Refused):
        return judged
    c.then(
        ReportSubmitted(
            visit=visit.number, report=report, sha256=sha256, judged=judged, supersedes=visit.report, day=c.day
        )
    )
    if visit.held:
        fees.earn(c, visit)
    _set_gate(c, sha256)
    return None


def reject_goods(command: RejectGoods, c: Course) -> Refused | None:
    """O35: what was pending has failed."""
    pending = c.order.inspection
    assert pending is not None
    c.then(InspectionRecorded(result="fail", report=pending.report, day=c.day))
    return None


def start_rework(command: StartRework, c: Course) -> Refused | None:
    """T28."""
    settlement.overtake(c, "pre_ship_quality")
    c.then(ReworkStarted(day=c.day))
    return None


def _set_gate(c: Course, sha256: str) -> None:
    """The gate follows the agreed visits before shipment: one failed line fails it, all lines passed open it."""
    order = c.order
    if stage(order) != Stage.READY:
        return
    latest: dict[int, Verdict] = {}
    for visit in order.visits:
        if visit.agreed and visit.kind == "pre_shipment" and visit.result and visit.after_rework == order.reworks:
            latest.update(dict.fromkeys(lines_of(visit, order), visit.result))
    if "fail" in latest.values():
        result: Verdict = "fail"
    elif len(latest) < len(order.terms.lines):
        return
    else:
        result = "pending" if "pending" in latest.values() else "pass"
    c.then(InspectionRecorded(result=result, report=sha256, day=c.day))
    if result == "pass":
        settlement.overtake(c, "pre_ship_quality")


# ----------------------------------------------------------------------------------------------------------- the fee


def settle_inspector(command: SettleInspector, c: Course) -> Refused | None:
    """M12c."""
    visit = _owed(c, command.visit)
    if isinstance(visit, Refused):
        return visit
    c.then(InspectorPaid(visit=visit.number, currency=c.order.currency, amount=visit.owed, line=command.line))
    return None


def bounce_inspector(command: BounceInspector, c: Course) -> Refused | None:
    """The money still waits for a right account."""
    visit = _owed(c, command.visit)
    if isinstance(visit, Refused):
        return visit
    if visit.bounced:
        return refuse("already_so", "This payment is back already.", "M12c", pointer="/visit")
    c.then(InspectorBounced(visit=visit.number, reason=command.reason))
    return None


def pay_inspector_again(command: PayInspectorAgain, c: Course) -> Refused | None:
    """The same money, by one person only to the account that it came back from."""
    visit = _back(c, command.visit)
    if isinstance(visit, Refused):
        return visit
    if payee_change.is_same_account(visit.payee, command.payee):
        _send_again(c, visit, command.payee)
        return None
    change = payee_change.propose(visit.number, command.payee, (visit.payee.name, visit.inspector), c)
    if isinstance(change, Refused):
        return change
    proposed = InspectorPayeeProposed(
        visit=visit.number, payee=change.payee, names=change.names, proposal=change.proposal
    )
    c.then(proposed)
    return None


def agree_inspector_payee(command: AgreeInspectorPayee, c: Course) -> Refused | None:
    """By a second person of treasury (I11)."""
    visit = _back(c, command.visit)
    if isinstance(visit, Refused):
        return visit
    change = payee_change.agree(visit.payee_change, command.digest, command.reason, c)
    if isinstance(change, Refused):
        return change
    _send_again(c, visit, change.payee, person=c.who.natural, reason=command.reason)
    return None


def _back(c: Course, number: int) -> Visit | Refused:
    visit = _owed(c, number)
    if isinstance(visit, Refused) or visit.bounced:
        return visit
    return refuse("refund_on_its_way", "This payment has not come back.", "I14", pointer="/visit")


def _send_again(c: Course, visit: Visit, payee: Payer, person: str = "", reason: str = "") -> None:
    sent = InspectorPaidAgain(
        visit=visit.number,
        currency=c.order.currency,
        amount=visit.owed,
        payee=payee,
        person=person,
        reason=reason,
    )
    c.then(sent)


def _end(c: Course, visit: Visit, cause: EndCause, packed_bp: int | None = None, note: str = "") -> None:
    fees.end(c, visit, cause, packed_bp, note)
    settlement.return_credit(c)


def _payer(order: Order, policy: Policy) -> Side:
    """Who pays the agreed inspection, and who pays it again after a failure (T28, `reinspection_payer`)."""
    agreed = order.terms.inspection
    assert agreed is not None
    if order.reworks or any(v.result == "fail" and v.kind == "pre_shipment" for v in order.visits):
        return agreed.reinspection_paid_by or policy.reinspection_payer
    return agreed.paid_by or "buyer"


# ------------------------------------------------------------------------------------------------------------- time


def unconfirmed(order: Order, policy: Policy) -> tuple[Visit, date] | None:
    """The visit that lapses first because no inspector takes it, and its last day (O34)."""
    return _first((visit, confirm_by(visit, policy)) for visit in order.visits if visit.is_open and visit.on is None)


def unreported(order: Order, policy: Policy) -> tuple[Visit, date] | None:
    """The visit whose report is due first, and its last day (O34, O37)."""
    waiting = [(visit, visit.on) for visit in order.visits if visit.is_open and visit.on is not None]
    return _first((visit, report_by(on, policy)) for visit, on in waiting)


def confirm_by(visit: Visit, policy: Policy) -> date:
    """The last day on which an inspector may take the visit."""
    return _business(visit.asked_on, policy.inspection_confirm_business_days, policy)


def report_by(on: date, policy: Policy) -> date:
    """The last day for the report on a visit of that day."""
    return _business(on, policy.inspection_report_business_days, policy)


def unanswered(order: Order) -> Visit | None:
    """The proposed plan that has waited longest for an objection (O33)."""
    waiting = [(v.plan_sent_at, v.number, v) for v in order.visits if v.is_open and v.plan_sent_at is not None]
    return min(waiting)[2] if waiting else None


def answer_by(visit: Visit, policy: Policy) -> datetime:
    """Until when the sides may object to the proposed plan."""
    assert visit.plan_sent_at is not None
    return visit.plan_sent_at + timedelta(hours=policy.inspection_objection_hours)


def lapse(c: Course) -> None:
    """No inspector took the visit in time."""
    found = unconfirmed(c.order, c.policy)
    assert found is not None
    _end(c, found[0], "not_confirmed")


def miss(c: Course) -> None:
    """No report came in time: the inspector missed the visit, unless the fee was never paid (O37)."""
    found = unreported(c.order, c.policy)
    assert found is not None
    visit = found[0]
    _end(c, visit, "fee_missing" if visit.held < visit.fee else "inspector_missed")


def agree_plan(c: Course) -> None:
    """SC33: nobody objected."""
    visit = unanswered(c.order)
    assert visit is not None
    c.then(PlanAgreed(visit=visit.number))


def reject_silently(c: Course) -> None:
    """The buyer did not judge a pending inspection: it has not passed (T26 asks for a pass), so the supplier mends."""
    pending = c.order.inspection
    assert pending is not None
    c.then(InspectionRecorded(result="fail", report=pending.report, day=c.day))


def booked_too_late(order: Order, today: date, policy: Policy) -> bool:
    """SC31: after the initial payment an inspection is agreed so many working days before shipment, or not at all."""
    term = ship_term(order)
    if order.initial_funded_on is None or term is None:
        return False
    start, days = term
    return _business(today, policy.inspection_book_lead_business_days, policy) > start + timedelta(days=days)


def fixed_at(on: date, policy: Policy) -> datetime:
    """From when on a visit cannot be moved: an hour of the day before it, in the policy's zone (O34)."""
    hours = timedelta(hours=24 - policy.visit_fixed_from_hours)
    return end_of(on - timedelta(days=1), policy.policy_tz) - hours


def panel(inspector: str) -> frozenset[str]:
    """The firms that an inspection term names, in small letters."""
    return frozenset(name.strip().casefold() for name in inspector.split(";"))


def lines_of(visit: Visit, order: Order) -> tuple[int, ...]:
    """The lines that a visit is about."""
    return visit.lines or tuple(range(len(order.terms.lines)))


# ------------------------------------------------------------------------------------------------------------- steps


def _business(day: date, n: int, policy: Policy) -> date:
    return add_business_days(day, n, policy.business_days_country)


def _first(found: Iterable[tuple[Visit, date]]) -> tuple[Visit, date] | None:
    return min(found, key=lambda pair: (pair[1], pair[0].number), default=None)


def _check_day(visit: Visit, c: Course) -> Refused | None:
    if visit.on is None:
        return refuse("visit_not_confirmed", "The visit has no day yet.", "O34", pointer="/visit")
    if c.day < visit.on:
        return refuse("visit_too_early", f"The visit is on {visit.on}.", "O34", pointer="/visit")
    return None


def _open(c: Course, number: int) -> Visit | Refused:
    visit = find(c.order.visits, number)
    if visit is None or not visit.is_open:
        return refuse("unknown_visit", f"There is no open visit {number}.", "O34", pointer="/visit")
    return _not_theirs(visit, c) or visit


def _not_theirs(visit: Visit, c: Course) -> Refused | None:
    """An inspector acts on the visits that it took (4.2)."""
    if c.who.role == Role.INSPECTOR and visit.taken_by not in ("", c.who.person):
        return refuse("not_your_visit", f"{visit.taken_by} took this visit.", "4.2", pointer="/visit")
    return None


def _owed(c: Course, number: int) -> Visit | Refused:
    visit = find(c.order.visits, number)
    if visit is None or not visit.owed:
        return refuse("unknown_visit", f"Nothing is owed for visit {number}.", "M12c", pointer="/visit")
    return visit
