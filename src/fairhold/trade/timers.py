"""Every deadline of an order in one table: when it runs, what stops it, what happens if nobody acts (4.4 timers, 4.6).

`due` tells the deadlines, `fire` carries out those that have passed. The guard and the clock use the same table, so
they cannot disagree: whoever asks first, every deadline that has passed happens first, in order and on its own day.
"""

from datetime import date, datetime, timedelta

from fairhold.trade import award, claims, fulfilment, resending, settlement, visits
from fairhold.trade.agreement import accept_ready_goods
from fairhold.trade.course import Course
from fairhold.trade.days import day_of, deadline, end_of, last_day
from fairhold.trade.dispute_timers import DISPUTE_TIMERS
from fairhold.trade.freezing import window_days
from fairhold.trade.ground import Ground
from fairhold.trade.negotiation import DISPUTE_STOPS
from fairhold.trade.order import AWAY, SHIP_STOPS, STOPS, Consignment, Order, Stage, ship_term, stage
from fairhold.trade.order_events import BalanceOverdue, OrderClosed, ShipmentOverdue
from fairhold.trade.payment import Parts, take
from fairhold.trade.payment_events import RefundReason
from fairhold.trade.policy import Policy
from fairhold.trade.stream import Command, Deadline
from fairhold.trade.timer import Term, Timer

TIMERS_FIRED_MAX = 32
"""How many deadlines may pass in one asking; far more than an order has, so more means the table has a circle."""


class Tick(Command, frozen=True, kw_only=True, tag="tick"):
    """Time asks: let every deadline that has passed happen (T09, T12, T22, T26, T33, T44, T47, T55-T59)."""


def nothing(command: Tick, c: Course) -> None:
    """What a tick does itself: nothing, as every asking lets what is due happen first."""


# -------------------------------------------------------------------------------------------------------------- terms


def _pay_ttl(o: Order, p: Policy) -> Term:
    return None if o.agreed_on is None else (o.agreed_on, p.pay_ttl_days)


def _ship_deadline(o: Order, p: Policy) -> Term:
    if o.late_on is not None:
        return None
    if stage(o) == Stage.AWAITING_BALANCE and not o.terms.balance_after_shipment:
        return None
    return ship_term(o) or _production(o, p)


def _production(o: Order, p: Policy) -> Term:
    """Where shipment waits for a balance that is not due yet, production may last as long as shipment can ever be put
    off, so that nobody can stall (4.1.4)."""
    return None if o.initial_funded_on is None else (o.initial_funded_on, p.ship_extension_max_days)


def _late_backstop(o: Order, p: Policy) -> Term:
    return None if o.late_on is None else (o.late_on, p.late_backstop_days)


def _preship_accept(o: Order, p: Policy) -> Term:
    if o.terms.inspection is None:
        return None if o.ready_on is None else (o.ready_on, p.preship_accept_ttl_days)
    if o.inspection is None or o.inspection.result != "pass":
        return None
    return o.inspection.day, p.preship_accept_ttl_days


def _failed_inspection(o: Order, p: Policy) -> Term:
    if o.inspection is None or o.inspection.result != "fail":
        return None
    return o.inspection.day, p.failed_inspection_ttl_days


def _pending(o: Order, p: Policy) -> Term:
    if o.inspection is None or o.inspection.result != "pending":
        return None
    return o.inspection.day, p.pending_decision_days


def _unconfirmed(o: Order, p: Policy) -> Term:
    found = visits.unconfirmed(o, p) if o.visits else None
    return None if found is None else (found[1], 0)


def _unreported(o: Order, p: Policy) -> Term:
    found = visits.unreported(o, p) if o.visits else None
    return None if found is None else (found[1], 0)


def _objection(o: Order, p: Policy) -> datetime | None:
    visit = visits.unanswered(o) if o.visits else None
    return None if visit is None else visits.answer_by(visit, p)


def _balance(o: Order, p: Policy) -> Term:
    if o.goods_accepted_on is None or o.terms.balance_after_shipment or o.buyer_default_on is not None:
        return None
    return max(o.goods_accepted_on, o.balance_reopened_on or o.goods_accepted_on), p.balance_ttl_days


def _abandoned(o: Order, p: Policy) -> Term:
    return None if o.buyer_default_on is None else (o.buyer_default_on, p.abandoned_balance_days)


def _window(o: Order, p: Policy) -> Term:
    """The latest window of all consignments (A25), each of the slower of agreed and actual way (A21).

    It runs from the actual shipment date, but from no earlier than `ship_record_grace_days` before it was recorded, so
    that a shipment recorded late does not eat the buyer's time.
    """
    if not o.consignments:
        return None
    start, days = _window_of(o.consignments[0], o, p)
    if len(o.consignments) > 1:
        start, days = max((_window_of(sent, o, p) for sent in o.consignments), key=_end)
    return start, days + o.extended_days


def _window_of(sent: Consignment, o: Order, p: Policy) -> tuple[date, int]:
    earliest = sent.recorded_on - timedelta(days=p.ship_record_grace_days)
    method = sent.document.method
    days = window_days(p, o.terms.shipping_method)
    if method != o.terms.shipping_method:
        days = max(days, window_days(p, method))
    return max(sent.document.shipped_on, earliest), days


def _end(window: tuple[date, int]) -> date:
    return window[0] + timedelta(days=window[1])


def _auto_confirm(o: Order, p: Policy) -> Term:
    if p.auto_confirm_needs_delivery_evidence and o.delivered_on is None:
        return None
    return _window(o, p)


def _delivery_proof(o: Order, p: Policy) -> Term:
    if not p.auto_confirm_needs_delivery_evidence or o.delivered_on is not None:
        return None
    window = _window(o, p)
    return None if window is None else (window[0], window[1] + p.delivery_proof_days)


def _claim_window(o: Order, p: Policy) -> Term:
    """It lasts at least `promise_claim_days` after the day of a promise that ended a dispute (D31, PP15)."""
    if o.received_on is None:
        return None
    by_hand = o.received_by != "clock"
    days = p.claim_days_after_manual_confirm if by_hand else p.claim_days_after_auto_confirm
    promised = [past.promised for past in o.past if past.promised is not None]
    if promised:
        days = max(days, (max(promised) - o.received_on).days + p.promise_claim_days)
    return o.received_on, days


def _case_answer(o: Order, p: Policy) -> Term:
    return None if o.dispute is None or o.dispute.by != "clock" else (o.dispute.day, p.respond_ttl_days)


# --------------------------------------------------------------------------------------------------------------- acts


def _expire_proposal(c: Course) -> None:
    """T09."""
    c.then(OrderClosed(outcome="expired", reason="accept_ttl", day=c.day))


def _expire_unpaid(c: Course) -> None:
    """T12; with part of the initial payment in, the order ends too and the money goes back, for nobody may stall
    (4.1.4).
    """
    if c.order.funds.received:
        settlement.refund_all(c, "not_funded")
        settlement.close(c, "closed_refunded", "pay_ttl")
    else:
        settlement.close(c, "expired", "pay_ttl")


def _flag_late(c: Course) -> None:
    """T22, T23, T35."""
    c.then(ShipmentOverdue(day=c.day))


def _open_late_case(c: Course) -> None:
    """4.6 late_backstop: the system opens the case that the buyer did not."""
    _system_case(c, "late_not_shipped", award.claimable(c, ("late_not_shipped",)))


def _open_failed_case(c: Course) -> None:
    """4.6 failed_inspection_ttl."""
    _system_case(c, "pre_ship_quality", award.claimable(c, ("pre_ship_quality",)))


def _open_unpaid_case(c: Course) -> None:
    """T58: first a case, so that the buyer can still pay."""
    _system_case(c, "non_payment", 0)


def _open_unproved_case(c: Course) -> None:
    """PP10: without any proof of delivery the goods count as not received unless the supplier brings it now."""
    _system_case(c, "not_received", award.claimable(c, ("not_received",)))


def _system_case(c: Course, ground: Ground, amount: int) -> None:
    if c.order.dispute is None:
        claims.open_case(c, "clock", (ground,), amount, "Opened because nobody acted in time.")


_REFUNDED_FOR: dict[str, RefundReason] = {
    "late_not_shipped": "late",
    "pre_ship_quality": "failed_inspection",
    "not_received": "not_received",
}


def _decide_case(c: Course) -> None:
    """T55-T59: the case stayed unanswered. Each ground has one end."""
    dispute = c.order.dispute
    assert dispute is not None
    ground = dispute.grounds[0]
    if ground == "late_not_shipped" and c.order.consignments:
        _refund_unshipped(c)
        return
    if ground == "non_payment":
        settlement.end_dispute(c, "unanswered")
        fulfilment.settle_non_payment(c)
        return
    reason = _REFUNDED_FOR[ground]
    funds = c.order.funds
    owed = min(dispute.amount, award.claimable(c, dispute.grounds))
    settlement.show_uncovered(c, owed - funds.held - funds.disputed - funds.disputed_reserve)
    settlement.refund_all(c, reason)
    settlement.end_dispute(c, "unanswered")
    if ground != "pre_ship_quality":
        settlement.mark_fault(c, reason)
    settlement.close(c, settlement.refunded_or_settled(c), reason)


def _refund_unshipped(c: Course) -> None:
    """R16: part has left. What has not is refunded, and the order goes on with what did."""
    settlement.end_dispute(c, "unanswered")
    amount = min(fulfilment.unshipped_value(c.order), c.order.funds.held)
    settlement.refund(c, "late", take(c.order.funds.initial, c.order.funds.balance, amount), Parts(0, 0))
    settlement.mark_fault(c, "late")
    fulfilment.end_shipment(c)


def _unclaimed_refund(o: Order, p: Policy) -> Term:
    since = resending.idle_since(o.funds) if o.funds.bounced else None
    return None if since is None else (since, p.unclaimed_days)


def _rolling(o: Order, p: Policy) -> Term:
    kept = o.funds.kept_back
    return (min(one.since for one in kept), p.rolling_reserve_card_days) if kept else None


def _accept_silently(c: Course) -> None:
    """T26."""
    accept_ready_goods(c, by="clock", waived=False)


def _flag_default(c: Course) -> None:
    """T33."""
    c.then(BalanceOverdue(day=c.day))


def _confirm_silently(c: Course) -> None:
    """T44, T45."""
    fulfilment.receive(c, by="clock")


def _complete(c: Course) -> None:
    """T47."""
    fulfilment.complete(c, "claim_window")


_WAITING = frozenset({Stage.IN_PRODUCTION, Stage.READY, Stage.AWAITING_BALANCE, Stage.READY_TO_SHIP})
_OPEN = frozenset({Stage.AGREED, Stage.RECEIVED}) | _WAITING | AWAY

TIMERS: tuple[Timer, ...] = (
    Timer(
        name="accept_ttl",
        stages=frozenset({Stage.PROPOSED}),
        term=lambda o, p: None if o.proposed_on is None else (o.proposed_on, p.accept_ttl_days),
        stops=frozenset({"hold"}),
        act=_expire_proposal,
        on_expiry="The proposal expires.",
    ),
    Timer(
        name="pay_ttl",
        stages=frozenset({Stage.AGREED}),
        term=_pay_ttl,
        stops=STOPS | {"payment"},
        act=_expire_unpaid,
        on_expiry="The order expires; money that came in goes back.",
    ),
    Timer(
        name="ship_deadline",
        stages=_WAITING,
        term=_ship_deadline,
        stops=SHIP_STOPS,
        act=_flag_late,
        on_expiry="The order is late and the buyer may open a dispute.",
    ),
    Timer(
        name="late_backstop",
        stages=_WAITING,
        term=_late_backstop,
        stops=STOPS | {"balance"},
        act=_open_late_case,
        on_expiry="The system opens a case for goods not shipped.",
    ),
    Timer(
        name="preship_accept_ttl",
        stages=frozenset({Stage.READY}),
        term=_preship_accept,
        act=_accept_silently,
        on_expiry="The goods count as accepted and may leave.",
    ),
    Timer(
        name="failed_inspection_ttl",
        stages=frozenset({Stage.READY}),
        term=_failed_inspection,
        act=_open_failed_case,
        on_expiry="The system opens a case for goods that failed inspection.",
    ),
    Timer(
        name="pending_decision",
        stages=frozenset({Stage.READY}),
        term=_pending,
        act=visits.reject_silently,
        on_expiry="The pending inspection counts as failed.",
    ),
    Timer(
        name="visit_confirm",
        stages=_OPEN,
        term=_unconfirmed,
        stops=frozenset({"hold"}),
        act=visits.lapse,
        on_expiry="No inspector took the visit: it lapses and the fee goes back.",
    ),
    Timer(
        name="visit_report",
        stages=_OPEN,
        term=_unreported,
        stops=frozenset({"hold"}),
        act=visits.miss,
        on_expiry="The visit counts as missed and the fee goes back.",
    ),
    Timer(
        name="inspection_objection",
        stages=_OPEN,
        moment=_objection,
        stops=frozenset(),
        act=visits.agree_plan,
        on_expiry="The proposed sampling plan is accepted.",
    ),
    Timer(
        name="balance_ttl",
        stages=frozenset({Stage.AWAITING_BALANCE}),
        term=_balance,
        stops=STOPS | {"payment"},
        act=_flag_default,
        on_expiry="The buyer is in default with the balance.",
    ),
    Timer(
        name="abandoned_balance",
        stages=frozenset({Stage.AWAITING_BALANCE}),
        term=_abandoned,
        act=_open_unpaid_case,
        on_expiry="The system opens a case for the unpaid balance.",
    ),
    Timer(
        name="auto_confirm",
        stages=AWAY,
        term=_auto_confirm,
        act=_confirm_silently,
        on_expiry="Receipt counts as confirmed and the money held is released.",
    ),
    Timer(
        name="delivery_proof",
        stages=AWAY,
        term=_delivery_proof,
        act=_open_unproved_case,
        on_expiry="The system opens a case for goods not received.",
    ),
    Timer(
        name="claim_window",
        stages=frozenset({Stage.RECEIVED}),
        term=_claim_window,
        act=_complete,
        on_expiry="Claims end, any reserve is released and the order is complete.",
    ),
    Timer(
        name="case_answer",
        stages=_OPEN,
        term=_case_answer,
        stops=DISPUTE_STOPS,
        act=_decide_case,
        on_expiry="The case is decided as nobody answered it.",
        in_dispute=True,
    ),
    Timer(
        name="unclaimed_refund",
        stages=frozenset(Stage),
        term=_unclaimed_refund,
        stops=frozenset({"hold"}),
        act=resending.give_up,
        on_expiry="A refund that came back and whose owner nobody has found is kept as unclaimed property.",
    ),
    Timer(
        name="rolling_reserve",
        stages=frozenset(Stage),
        term=_rolling,
        stops=frozenset({"hold"}),
        act=settlement.free_rolling,
        on_expiry="What was kept back of a card payment against chargebacks is the supplier's to withdraw.",
    ),
    *DISPUTE_TIMERS,
)
"""All timers of an order. On the same instant the earlier row goes first."""

_BY_STAGE: dict[Stage, tuple[Timer, ...]] = {at: tuple(t for t in TIMERS if at in t.stages) for at in Stage}

_ACTING: dict[bool, dict[Stage, tuple[Timer, ...]]] = {
    False: {at: tuple(t for t in timers if t.act is not None and not t.in_dispute) for at, timers in _BY_STAGE.items()},
    True: {
        at: tuple(t for t in timers if t.act is not None and "dispute" not in t.stops)
        for at, timers in _BY_STAGE.items()
    },
}
"""The timers on which the clock acts, without a dispute and while one is open: it stops most of them."""


def due(order: Order, policy: Policy) -> tuple[Deadline, ...]:
    """The deadlines that run now, in the table's order; a paused one has no day."""
    deadlines = []
    for timer in _BY_STAGE[stage(order)]:
        if timer.moment is not None:
            at = timer.moment(order, policy)
            day = None if at is None else day_of(at, policy.policy_tz)
            if at is None:
                continue
        else:
            term = timer.term(order, policy)
            if term is None:
                continue
            day = last_day(*term, order.pauses, timer.stops)
            at = None if day is None else end_of(day, policy.policy_tz)
        deadlines.append(Deadline(timer.name, day, at, timer.on_expiry, timer.act is not None))
    return tuple(deadlines)


def wake_at(order: Order, policy: Policy) -> datetime | None:
    """The first instant at which the clock has something to do, or None."""
    first = _first(order, policy)
    return None if first is None else first[0]


def fire(c: Course) -> None:
    """Let every deadline that has passed happen, the earliest first, each on its own day."""
    today = c.day
    for _ in range(TIMERS_FIRED_MAX):
        first = _first(c.order, c.policy)
        if first is None or first[0] > c.now:
            c.day = today
            return
        _, timer, day = first
        assert timer.act is not None
        c.day = day
        timer.act(c)
    raise AssertionError("the timers of an order go in a circle")


def _first(order: Order, policy: Policy) -> tuple[datetime, Timer, date] | None:
    """The deadline that passes first: its instant, its timer and the day it falls on."""
    first: tuple[datetime, Timer, Term] | None = None
    for timer in _ACTING[order.dispute is not None][stage(order)]:
        term = timer.term(order, policy)
        if timer.moment is not None:
            at = timer.moment(order, policy)
        else:
            at = None if term is None else deadline(*term, order.pauses, timer.stops, policy.policy_tz)
        if at is not None and (first is None or at < first[0]):
            first = at, timer, term
    return None if first is None else (first[0], first[1], _day(first, order, policy))


def _day(first: tuple[datetime, Timer, Term], order: Order, policy: Policy) -> date:
    at, timer, term = first
    day = day_of(at, policy.policy_tz) if term is None else last_day(*term, order.pauses, timer.stops)
    assert day is not None
    return day
