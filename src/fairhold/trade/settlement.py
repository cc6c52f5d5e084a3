"""How an order's money moves and how an order ends: release, refund, reserve, cover, freeze (M13-M19, L2, L4).

Steps that several rules share. Each adds events to a course; none decides whether it may happen, except that nothing
leaves while compliance holds the order (I6).
"""

from typing import Final

from fairhold.trade import advance, fees, inspection
from fairhold.trade.course import Course
from fairhold.trade.dispute import (
    LOST,
    AwardUncovered,
    DisputeClosed,
    Ending,
    Past,
    ReleasedMoneyFreed,
    ReleasedMoneyHeld,
)
from fairhold.trade.families import Side
from fairhold.trade.goods_return import ReturnBegun
from fairhold.trade.ground import Ground
from fairhold.trade.money import percent, split
from fairhold.trade.order import Outcome
from fairhold.trade.order_events import CoverExposed, CoverFreed, OrderClosed
from fairhold.trade.payment import Parts, Transfer, in_hand, returnable, take, transfers_back
from fairhold.trade.payment_events import (
    AdvanceReason,
    BuyerDebtSetOff,
    CostReason,
    CostShifted,
    EscrowReleased,
    GapReturned,
    MoneyFrozen,
    MoneyUnfrozen,
    RefundOrdered,
    RefundReason,
    ReleaseReason,
    ReserveReleased,
    RollingFreed,
)
from fairhold.trade.policy import Policy
from fairhold.trade.supplier_events import (
    BalanceCharged,
    FaultMarked,
    LimitExposed,
    LimitFreed,
    OrderCounted,
    ProceedsCredited,
    ProceedsFreed,
    ProceedsHeld,
    ProceedsTaken,
    ReserveCredited,
    RollingCredited,
)
from fairhold.trade.who import Role

SUPPLIERS_FAULT: Final = frozenset({"cannot_ship", "late", "failed_inspection", "not_received"})
"""Reasons for which an order ends by the supplier's fault without a dispute of the buyer's (T21, T55, T59, PP10)."""


def escrow(c: Course) -> Parts:
    """All of the order's escrow that no dispute has frozen."""
    return Parts(c.order.funds.initial, c.order.funds.balance)


def release(c: Course, parts: Parts, reason: ReleaseReason, reserve: bool = False, cover: bool = True) -> None:
    """Escrow to the supplier, less the service fee (M13, M14, M19).

    Captured money that its rail has not paid yet stays until it has (I2). With `reserve` the part that the limit
    does not cover stays in reserve until the claim window ends (M13r, SC3). With `cover` the released part counts
    as exposed (L2). Nothing happens while compliance holds the order (I6).
    """
    parts = take(parts.initial, parts.balance, in_hand(c.order.funds))
    if not parts.amount or c.order.hold is not None:
        return
    order, currency = c.order, c.order.currency
    fee = percent(parts.amount, c.policy.service_fee_supplier_bp)
    covered = order.reserved - order.exposed
    kept = max(0, parts.amount - fee - covered) if reserve else 0
    rolling = min(parts.amount - fee - kept, _kept_back(c, parts.amount))
    c.then(
        EscrowReleased(
            reason=reason,
            currency=currency,
            supplier=order.supplier,
            initial=parts.initial,
            balance=parts.balance,
            fee=fee,
            reserve=kept,
            rolling=rolling,
            day=c.day,
        )
    )
    available = parts.amount - fee - kept - rolling
    c.then(ProceedsCredited(order=order.id, currency=currency, available=available, reserve=kept, rolling=rolling))
    exposed = min(parts.amount - kept, covered) if cover else 0
    if exposed:
        c.then(CoverExposed(amount=exposed))
        c.then(LimitExposed(order=order.id, currency=currency, amount=exposed))
        advance.provide(c)
    advance.recover(c, available)


def _kept_back(c: Course, amount: int) -> int:
    """What the rolling reserve keeps of so much that is released: a share of the part that was paid by card (PP21)."""
    bp, funds = c.policy.rolling_reserve_card_bp, c.order.funds
    if not bp or not c.policy.rolling_reserve_card_days:
        return 0
    cards = {one.number for one in funds.attempts if one.kind == "card"}
    left = sum(one.left for one in funds.payments)
    by_card = sum(one.left for one in funds.payments if one.attempt in cards)
    return percent(split(amount, by_card, left)[0], bp) if by_card else 0


def free_rolling(c: Course) -> None:
    """The oldest part that the rolling reserve keeps of this order's releases becomes available, as far as chargebacks
    have left the reserve anything (PP21). It is the supplier's as a whole: what one chargeback used is lacking at the
    end, for the parts that would be freed last.
    """
    order = c.order
    since = min(one.since for one in order.funds.kept_back)
    part = sum(one.amount for one in order.funds.kept_back if one.since == since)
    amount = min(part, c.supplier.kept_back(order.currency))
    c.then(RollingFreed(currency=order.currency, supplier=order.supplier, since=since, amount=amount))
    if amount:
        c.then(RollingCredited(order=order.id, currency=order.currency, amount=amount))
        advance.recover(c, amount)


def pass_on(c: Course) -> None:
    """After receipt nothing is left to protect: what came into escrow later goes straight on to the supplier (T44).

    A dispute or a hold keeps it; so this is asked again when they end, and at the end of the order. What an order that
    has ended still holds waits for its rail, and is the supplier's too: the buyer's part went back before; and it keeps
    no share of the limit (L4), which a late claim had taken for its time (T54).
    """
    if c.order.dispute is not None:
        return
    if c.order.received_on is not None or c.order.closed is not None:
        release(c, escrow(c), "late_payment")
    if c.order.closed is not None:
        free_cover(c)


def free_reserve(c: Course) -> None:
    """The reserve becomes available: the claim window has ended (M13r)."""
    order = c.order
    if order.funds.reserve:
        amount = order.funds.reserve
        c.then(ReserveReleased(currency=order.currency, supplier=order.supplier, amount=amount))
        c.then(ReserveCredited(order=order.id, currency=order.currency, amount=amount))
        advance.recover(c, amount)


def free_cover(c: Course) -> None:
    """The order's share of the supplier's limit is free again (L4)."""
    order = c.order
    if order.reserved:
        c.then(CoverFreed())
        c.then(LimitFreed(order=order.id, currency=order.currency, amount=order.reserved, exposed=order.exposed))
        advance.provide(c)


def refund(c: Course, reason: RefundReason, escrowed: Parts, frozen: Parts, disputed: int = 0, credit: int = 0) -> None:
    """Money back to the buyer, each part on the way it came (M18a, M19, M21a, M6b); never more than he paid (I5)."""
    order = c.order
    over = escrowed.amount + frozen.amount + disputed - returnable(order.funds)
    if over > 0:
        disputed, over = max(0, disputed - over), max(0, over - disputed)
        escrowed, over = _less(escrowed, over)
        frozen, over = _less(frozen, over)
    amount = escrowed.amount + frozen.amount + disputed + credit
    if not amount:
        return
    c.then(
        RefundOrdered(
            reason=reason,
            currency=order.currency,
            supplier=order.supplier,
            initial=escrowed.initial,
            balance=escrowed.balance,
            frozen_initial=frozen.initial,
            frozen_balance=frozen.balance,
            disputed=disputed,
            credit=credit,
            transfers=transfers_back(order.funds, amount),
            day=c.day,
        )
    )
    if disputed:
        c.then(ProceedsTaken(order=order.id, currency=order.currency, amount=disputed))


def shift_cost(c: Course, reason: CostReason, amount: int) -> None:
    """What the buyer laid out and the supplier bears goes to the buyer after the award: from what is left in escrow,
    then from the supplier's balance, its deposit, and the guarantee; what none of them has is shown (M25, R26).
    """
    if not amount:
        return
    order, funds = c.order, c.order.funds
    held = take(funds.initial, funds.balance, amount)
    available = max(0, min(amount - held.amount, c.supplier.purse(order.currency).available))
    shifted = held.amount + available
    if shifted:
        c.then(
            CostShifted(
                reason=reason,
                currency=order.currency,
                supplier=order.supplier,
                initial=held.initial,
                balance=held.balance,
                available=available,
                transfers=(Transfer(funds.transfers_made + 1, shifted, funds.payments[-1].payer),),
                day=c.day,
            )
        )
    if available:
        c.then(BalanceCharged(order=order.id, currency=order.currency, amount=available))
    cover(c, reason, amount - shifted)


def _less(parts: Parts, by: int) -> tuple[Parts, int]:
    """Parts without so much of them, and what of it they could not give."""
    off = take(parts.initial, parts.balance, by)
    return Parts(parts.initial - off.initial, parts.balance - off.balance), by - off.amount


def refund_all(c: Course, reason: RefundReason) -> None:
    """Everything that is still the buyer's goes back: escrow, frozen money, money held for the dispute, credit
    (M18a).
    """
    _return_gap(c)
    funds = c.order.funds
    frozen = Parts(funds.frozen_initial, funds.frozen_balance)
    refund(c, reason, escrow(c), frozen, funds.disputed + funds.disputed_reserve, funds.credit)


def _return_gap(c: Course) -> None:
    """What the operator made good does not go to the buyer, who never paid it (M5b, I5)."""
    funds, currency = c.order.funds, c.order.currency
    surplus = funds.held + funds.disputed + funds.disputed_reserve - returnable(funds)
    if surplus <= 0 or not funds.absorbed:
        return
    if funds.frozen:
        c.then(MoneyUnfrozen(currency=currency, initial=funds.frozen_initial, balance=funds.frozen_balance))
    gap = take(c.order.funds.initial, c.order.funds.balance, min(surplus, funds.absorbed))
    c.then(GapReturned(currency=currency, initial=gap.initial, balance=gap.balance))


def return_credit(c: Course) -> None:
    """A surplus pays what the buyer owes (M28), and goes back once it is worth sending (M6b,
    `overpay_min_return_minor`).
    """
    due = min(c.order.funds.credit, c.order.funds.buyer_owes)
    if due and c.order.hold is None:
        c.then(BuyerDebtSetOff(currency=c.order.currency, amount=due))
    credit = c.order.funds.credit
    least = c.policy.overpay_min_return_minor.get(c.order.currency, 0)
    if credit and credit >= least and c.order.hold is None:
        refund(c, "surplus", Parts(0, 0), Parts(0, 0), credit=credit)


def freeze(c: Course, amount: int) -> None:
    """Freeze `amount` for a dispute: escrow first, then what this order already gave the supplier (M16a, M16b)."""
    order, funds = c.order, c.order.funds
    held = take(funds.initial, funds.balance, amount)
    if held.amount:
        c.then(MoneyFrozen(currency=order.currency, initial=held.initial, balance=held.balance))
    freeze_released(c, amount - held.amount)


def freeze_released(c: Course, amount: int) -> None:
    """Freeze so much of what this order already gave the supplier, as far as the supplier has it (M16b)."""
    order, funds = c.order, c.order.funds
    reserve = max(0, min(amount, funds.reserve))
    kept_back = sum(one.amount for one in funds.kept_back)
    given = max(0, funds.released - funds.reserve - funds.disputed - funds.disputed_reserve - kept_back)
    still_theirs = min(given, c.supplier.purse(order.currency).available)
    available = max(0, min(amount - reserve, still_theirs))
    if available or reserve:
        c.then(
            ReleasedMoneyHeld(supplier=order.supplier, currency=order.currency, available=available, reserve=reserve)
        )
        c.then(ProceedsHeld(order=order.id, currency=order.currency, available=available, reserve=reserve))


def unfreeze(c: Course) -> None:
    """Undo every freeze of the open dispute (M17)."""
    order, funds = c.order, c.order.funds
    if funds.frozen:
        c.then(MoneyUnfrozen(currency=order.currency, initial=funds.frozen_initial, balance=funds.frozen_balance))
    if funds.disputed or funds.disputed_reserve:
        available, reserve = funds.disputed, funds.disputed_reserve
        c.then(
            ReleasedMoneyFreed(supplier=order.supplier, currency=order.currency, available=available, reserve=reserve)
        )
        c.then(ProceedsFreed(order=order.id, currency=order.currency, available=available, reserve=reserve))


def begin_return(
    c: Course,
    refund: int,
    units: tuple[int, ...],
    freight_by: Side | None = None,
    regardless: int = 0,
    ruled: bool = False,
    goes_on: bool = False,
    grounds: tuple[Ground, ...] | None = None,
) -> None:
    """The goods go back first, then the money (D24, D27, D30). The open dispute goes on until then.

    `refund`: what is due when all `units` (one number for each line of the contract) are back, in minor units, of it
    `regardless` whatever comes back. `freight_by`: who bears the way back, as the policy has it if nobody said. With
    `goes_on` the order does not end with it; `grounds` are those that the award is for, all if nobody ruled.
    """
    dispute = c.order.dispute
    assert dispute is not None
    c.then(
        ReturnBegun(
            outcome="ruled" if ruled else "settled",
            currency=c.order.currency,
            refund=refund,
            regardless=regardless,
            units=units,
            prices=tuple(line.unit_price.minor for line in c.order.terms.lines),
            freight_by=freight_by or freight_payer(c.policy),
            goes_on=goes_on,
            grounds=dispute.grounds if grounds is None else grounds,
            day=c.day,
        )
    )
    if refund > dispute.amount:
        unfreeze(c)
        freeze(c, refund)


def freight_payer(policy: Policy) -> Side:
    """Who bears the way back when nobody said: whoever owes the refund is at fault (A19)."""
    return "buyer" if policy.return_freight_payer == "buyer" else "supplier"


def end_dispute(c: Course, outcome: Ending) -> None:
    """The dispute ends, what it still froze is free, and an inspection ordered in it that has not begun is called off
    (M17, T51).
    """
    unfreeze(c)
    call_off_ordered(c)
    c.then(DisputeClosed(outcome=outcome, day=c.day))


def call_off_ordered(c: Course) -> None:
    """The inspection that the adjudicator ordered is not waited for any more: the unspent fee goes back (D19)."""
    dispute = c.order.dispute
    visit = inspection.find(c.order.visits, dispute.ordered[-1]) if dispute and dispute.ordered else None
    if visit is not None and visit.is_open and visit.begun_at is None:
        fees.end(c, visit, "withdrawn")
        return_credit(c)


def overtake(c: Course, ground: str) -> None:
    """A case that the system opened on this ground has lost its object: somebody acted after all."""
    dispute = c.order.dispute
    if dispute is not None and dispute.by == "clock" and ground in dispute.grounds:
        end_dispute(c, "overtaken")


def close(c: Course, outcome: Outcome, reason: str) -> None:
    """The order ends: open visits are called off, a worthwhile credit goes back, its cover is freed (L4)."""
    fees.call_off(c)
    return_credit(c)
    free_cover(c)
    c.then(OrderClosed(outcome=outcome, reason=reason, day=c.day))
    _count(c, outcome, reason)


def _count(c: Course, outcome: Outcome, reason: str) -> None:
    """What the order says about its supplier (S3): completed, or ended by the supplier's fault. Any other end, such as
    a cancellation by consent or a buyer who never paid, says nothing.
    """
    order = c.order
    failed_whole = reason in SUPPLIERS_FAULT
    lost = failed_whole or any(_lost(past) for past in order.past)
    if outcome != "completed" and not lost:
        return
    failed = order.total if failed_whole else min(order.total, order.funds.faulty + order.uncovered)
    c.then(
        OrderCounted(
            order=order.id,
            buyer=order.buyer,
            currency=order.currency,
            value=order.total,
            failed=failed,
            on_time=order.late_on is None and bool(order.consignments),
            lost=lost,
            day=c.day,
            unscanned=order.delivered_by != Role.CARRIER,
        )
    )


def _lost(past: Past) -> bool:
    """Whether the supplier lost the dispute; one over non-payment is the buyer's."""
    return past.outcome in LOST and all(ground != "non_payment" for ground, _ in past.points)


def cover(c: Course, reason: AdvanceReason, amount: int) -> None:
    """What no money of the order covers: from the supplier's deposit, then the guarantee; the rest is shown (4.7)."""
    if amount > 0:
        show_uncovered(c, advance.advance(c, reason, amount))


def show_uncovered(c: Course, amount: int) -> None:
    """What no money of the order covers of an award is on record, never hidden (4.1.8, 4.7 step 5)."""
    if amount > 0:
        c.then(AwardUncovered(currency=c.order.currency, amount=amount))


def refunded_or_settled(c: Course) -> Outcome:
    """An order whose award is not covered in full did not end refunded."""
    return "closed_settled" if c.order.uncovered else "closed_refunded"


def mark_fault(c: Course, reason: str) -> None:
    """The supplier let the order down (T21, T55)."""
    c.then(FaultMarked(order=c.order.id, reason=reason, day=c.day))
