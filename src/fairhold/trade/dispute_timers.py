"""The deadlines of an open dispute (4.6): none of its phases waits for ever, whoever stays silent.

Rows of the table in `timers.py`. A compliance hold and a chargeback of the money in dispute stop them all.
"""

from datetime import date, timedelta

from fairhold.trade import award, claims, hearing, negotiation, pausing, returning
from fairhold.trade.course import Course
from fairhold.trade.days import add_business_days
from fairhold.trade.dispute import Dispute, Phase, phase
from fairhold.trade.goods_return import GoodsReturn
from fairhold.trade.negotiation import DISPUTE_STOPS
from fairhold.trade.order import FUNDED, Order, Stage
from fairhold.trade.policy import Policy
from fairhold.trade.timer import Term, Timer

AT = FUNDED | {Stage.COMPLETED}
"""The stages at which a dispute can be open: an order that has ended may hear a late claim (T54)."""


RETURNING = frozenset({Phase.RETURN_PENDING, Phase.RETURN_IN_TRANSIT, Phase.RETURN_REVIEW})
"""The phases of goods that go back, each with a clock of its own."""

BEFORE_DECISION = frozenset(Phase) - {Phase.DECIDED, Phase.APPEAL_REVIEW, Phase.PAUSED_CHARGEBACK} - RETURNING
"""The phases that the hard end ends (R13)."""


def _in(o: Order, *phases: Phase) -> Dispute | None:
    """The dispute that a party opened, if it is in one of these phases."""
    dispute = o.dispute
    if dispute is None or dispute.by == "clock" or phase(dispute) not in phases:
        return None
    return dispute


def _business(start: date | None, days: int, p: Policy) -> Term:
    if start is None:
        return None
    return start, (add_business_days(start, days, p.business_days_country) - start).days


def _answer(o: Order, p: Policy) -> Term:
    dispute = _in(o, Phase.AWAITING_RESPONSE)
    if dispute is None or dispute.answer_from is None:
        return None
    return dispute.answer_from, p.respond_ttl_days


def _respond(o: Order, p: Policy) -> Term:
    return _answer(o, p) if p.no_response_effect == "may_escalate" else None


def _uphold(o: Order, p: Policy) -> Term:
    return _answer(o, p) if p.no_response_effect == "auto_uphold" else None


def _auto_escalate(o: Order, p: Policy) -> Term:
    unanswered = p.no_response_effect == "may_escalate"
    dispute = _in(o, Phase.NEGOTIATING, *((Phase.AWAITING_RESPONSE,) if unanswered else ()))
    return None if dispute is None else (dispute.day, p.auto_escalate_days)


def _assign(o: Order, p: Policy) -> Term:
    dispute = _in(o, Phase.ESCALATED)
    return None if dispute is None else _business(dispute.escalated_on, p.assign_sla_business_days, p)


def _evidence(o: Order, p: Policy) -> Term:
    dispute = _in(o, Phase.EVIDENCE)
    return None if dispute is None or dispute.round_on is None else (dispute.round_on, p.evidence_ttl_days)


def _decision(o: Order, p: Policy) -> Term:
    dispute = _in(o, Phase.REVIEW)
    return None if dispute is None else _business(dispute.review_on, p.decision_sla_business_days, p)


def _inspection(o: Order, p: Policy) -> Term:
    dispute = _in(o, Phase.INSPECTION)
    return None if dispute is None or dispute.inspection_on is None else (dispute.inspection_on, p.inspection_ttl_days)


def _hard_end(o: Order, p: Policy) -> Term:
    dispute = _in(o, *BEFORE_DECISION)
    return None if dispute is None else (dispute.day, p.dispute_max_days)


def ends_soon(last: date, today: date, policy: Policy) -> bool:
    """Whether an undecided dispute is so near to its last day that the lead is alarmed (R13)."""
    return (last - today).days <= policy.dispute_alarm_days


def _appeal(o: Order, p: Policy) -> Term:
    dispute = _in(o, Phase.DECIDED)
    return None if dispute is None or dispute.decided is None else (dispute.decided.day, p.appeal_ttl_days)


def _appeal_decision(o: Order, p: Policy) -> Term:
    dispute = _in(o, Phase.APPEAL_REVIEW)
    return None if dispute is None else _business(dispute.appealed_on, p.appeal_sla_business_days, p)


def _back(o: Order, at: Phase) -> GoodsReturn | None:
    """The return of goods, if it is in this phase."""
    dispute = _in(o, at)
    return None if dispute is None else dispute.goods_return


def _return_address(o: Order, p: Policy) -> Term:
    back = _back(o, Phase.RETURN_PENDING)
    return None if back is None or back.address_on is not None else (back.begun_on, p.return_address_ttl_days)


def _return_ship(o: Order, p: Policy) -> Term:
    back = _back(o, Phase.RETURN_PENDING)
    return None if back is None or back.address_on is None else (back.address_on, p.return_ship_ttl_days)


def _return_accept(o: Order, p: Policy) -> Term:
    """From the delivery, and from the day of sending if that ends earlier. A delivery recorded late gives the supplier
    the time back, as a shipment recorded late gives it to the buyer.
    """
    back = _back(o, Phase.RETURN_IN_TRANSIT)
    if back is None or back.sent_on is None:
        return None
    last = back.sent_on, p.return_accept_max_days
    if back.delivered_on is None or back.told_on is None:
        return last
    start = max(back.delivered_on, back.told_on - timedelta(days=p.ship_record_grace_days))
    return min((start, p.return_accept_ttl_days), last, key=lambda term: term[0] + timedelta(days=term[1]))


def _return_review(o: Order, p: Policy) -> Term:
    back = _back(o, Phase.RETURN_REVIEW)
    return None if back is None else _business(back.contested_on, p.return_review_business_days, p)


def _chargeback(o: Order, p: Policy) -> Term:
    paused_on = None if o.dispute is None else o.dispute.paused_on
    return None if paused_on is None else (paused_on, p.chargeback_max_days)


def _uphold_unanswered(c: Course) -> None:
    """`auto_uphold`: who does not answer agrees."""
    claims.pay_claim(c, "unanswered")


DISPUTE_TIMERS: tuple[Timer, ...] = (
    Timer(
        name="respond_ttl",
        stages=AT,
        term=_respond,
        stops=DISPUTE_STOPS,
        act=None,
        on_expiry="The other side has let its time to answer pass, and the claimant may escalate.",
        in_dispute=True,
    ),
    Timer(
        name="respond_or_pay",
        stages=AT,
        term=_uphold,
        stops=DISPUTE_STOPS,
        act=_uphold_unanswered,
        on_expiry="The claim is upheld, for nobody answered it.",
        in_dispute=True,
    ),
    Timer(
        name="auto_escalate",
        stages=AT,
        term=_auto_escalate,
        stops=DISPUTE_STOPS,
        act=negotiation.hand_over,
        on_expiry="The case goes to the dispute team.",
        in_dispute=True,
    ),
    Timer(
        name="assign_sla",
        stages=AT,
        term=_assign,
        stops=DISPUTE_STOPS,
        act=negotiation.begin_round,
        on_expiry="Both sides bring evidence, whether or not somebody has the case.",
        in_dispute=True,
    ),
    Timer(
        name="evidence_ttl",
        stages=AT,
        term=_evidence,
        stops=DISPUTE_STOPS,
        act=hearing.close_round,
        on_expiry="The record is closed and the case reviewed; with `lapse`, a claimant without evidence loses.",
        in_dispute=True,
    ),
    Timer(
        name="decision_sla",
        stages=AT,
        term=_decision,
        stops=DISPUTE_STOPS,
        act=None,
        on_expiry="The decision is overdue, and the lead is alarmed.",
        in_dispute=True,
    ),
    Timer(
        name="inspection_ttl",
        stages=AT,
        term=_inspection,
        stops=DISPUTE_STOPS,
        act=hearing.give_up_inspection,
        on_expiry="The review goes on without the inspection, to the cost of whoever stood in its way.",
        in_dispute=True,
    ),
    Timer(
        name="dispute_max",
        stages=AT,
        term=_hard_end,
        stops=DISPUTE_STOPS,
        act=hearing.decide_by_time,
        on_expiry="The recommendation takes effect by itself, and the lead is alarmed.",
        in_dispute=True,
    ),
    Timer(
        name="appeal_ttl",
        stages=AT,
        term=_appeal,
        stops=DISPUTE_STOPS,
        act=award.carry_out_ruling,
        on_expiry="The ruling is final and carried out.",
        in_dispute=True,
    ),
    Timer(
        name="appeal_sla",
        stages=AT,
        term=_appeal_decision,
        stops=DISPUTE_STOPS,
        act=hearing.uphold_silently,
        on_expiry="The first ruling stands and is carried out.",
        in_dispute=True,
    ),
    Timer(
        name="return_address_ttl",
        stages=AT,
        term=_return_address,
        stops=DISPUTE_STOPS,
        act=returning.refund_without_return,
        on_expiry="No address was named: the money goes back and the goods stay.",
        in_dispute=True,
    ),
    Timer(
        name="return_ship_ttl",
        stages=AT,
        term=_return_ship,
        stops=DISPUTE_STOPS,
        act=returning.lapse,
        on_expiry="Nothing was sent back: what hung on the return is not paid.",
        in_dispute=True,
    ),
    Timer(
        name="return_accept_ttl",
        stages=AT,
        term=_return_accept,
        stops=DISPUTE_STOPS,
        act=returning.accept_silently,
        on_expiry="The return counts as accepted and the money goes back.",
        in_dispute=True,
    ),
    Timer(
        name="return_review",
        stages=AT,
        term=_return_review,
        stops=DISPUTE_STOPS,
        act=returning.count_as_sent,
        on_expiry="Nobody decided: what was sent counts as given back.",
        in_dispute=True,
    ),
    Timer(
        name="chargeback_max",
        stages=AT,
        term=_chargeback,
        stops=frozenset({"hold"}),
        act=pausing.outwait,
        on_expiry="The scheme has not decided: the dispute goes on without it.",
        in_dispute=True,
    ),
)
"""On the same instant the earlier row goes first."""
