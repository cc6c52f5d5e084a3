"""A dispute while a chargeback of the same order is open: it stands still, and only one of the two pays (D41-D43, D45,
A13, R14, I5).

Not the chargeback's own money, which is in `chargebacks.py`: that asks here when one begins and ends.
"""

from typing import Literal

from fairhold.trade import settlement
from fairhold.trade.adjudication import ReviewBegun
from fairhold.trade.course import Course
from fairhold.trade.dispute import Dispute, DisputePaused, DisputeResumed, Phase, RecoveryCounted, phase
from fairhold.trade.who import Role

HANDED_OVER = frozenset({Phase.ESCALATED, Phase.EVIDENCE})
"""Phases of the dispute team's, which go on with the review. Two sides that were still talking go on talking."""


def pause(c: Course) -> None:
    """D41: a chargeback is open, so nothing happens in the dispute and its clocks stand still."""
    dispute = c.order.dispute
    if dispute is not None and dispute.paused_on is None and c.order.funds.charged_back:
        c.then(DisputePaused(day=c.day))


def after_chargeback(c: Course, lost: int) -> None:
    """D42, D43, R14: what the scheme gave the buyer, `lost` minor units, is no longer claimed; with nothing left the
    dispute is over, else it goes on, and what is still claimed is frozen again.
    """
    dispute = c.order.dispute
    if dispute is None:
        return
    if lost and dispute.against == "supplier":
        c.then(RecoveryCounted(currency=c.order.currency, amount=min(lost, _claimed(dispute)), day=c.day))
        dispute = _open(c)
        if not _claimed(dispute):
            settlement.end_dispute(c, "charged_back")
            return
    if dispute.paused_on is not None and not c.order.funds.charged_back:
        _resume(c, "lost" if lost else "won")
    if dispute.against == "supplier":
        settlement.unfreeze(c)
        settlement.freeze(c, _claimed(dispute))


def outwait(c: Course) -> None:
    """D45: the scheme has not decided in `chargeback_max_days`; the dispute waits no longer."""
    _resume(c, "time")


def _resume(c: Course, why: Literal["won", "lost", "time"]) -> None:
    c.then(DisputeResumed(why=why, day=c.day))
    dispute = _open(c)
    if dispute.by != Role.CLOCK and phase(dispute) in HANDED_OVER:
        c.then(ReviewBegun(day=c.day))


def _claimed(dispute: Dispute) -> int:
    """What the dispute can still bring, in minor units."""
    back = dispute.goods_return
    return max(dispute.amount, back.refund if back is not None else 0)


def _open(c: Course) -> Dispute:
    assert c.order.dispute is not None
    return c.order.dispute
