"""How events change where an order's money lies. Never refuses."""

from collections.abc import Callable
from typing import Any

import msgspec

from fairhold.trade.payment import FAULT_REFUNDS, Funds, Parts, Payment
from fairhold.trade.payment_events import (
    ChargebackClosed,
    ChargebackNotified,
    CostShifted,
    EscrowReleased,
    GapAbsorbed,
    GapReturned,
    MoneyFrozen,
    MoneyUnfrozen,
    PaymentReceived,
    RefundBounced,
    RefundOrdered,
    RefundRetried,
    RefundSettled,
    ReserveReleased,
)
from fairhold.trade.stream import Event


def fold(funds: Funds, event: Event) -> Funds:
    """Apply one money event. Never refuses, knows no rule."""
    step = _FOLD.get(type(event))
    return funds if step is None else step(funds, event)


_put = msgspec.structs.replace


def _received(funds: Funds, e: PaymentReceived) -> Funds:
    return _put(
        funds,
        received=funds.received + e.initial + e.balance,
        paid_initial=funds.paid_initial + e.initial,
        paid_balance=funds.paid_balance + e.balance,
        initial=funds.initial + e.initial,
        balance=funds.balance + e.balance,
        credit=funds.credit + e.credit,
        payments=(*funds.payments, Payment(e.initial + e.balance + e.credit, e.payer)),
    )


def _absorbed(funds: Funds, e: GapAbsorbed) -> Funds:
    return _put(
        funds,
        absorbed=funds.absorbed + e.initial + e.balance,
        paid_initial=funds.paid_initial + e.initial,
        paid_balance=funds.paid_balance + e.balance,
        initial=funds.initial + e.initial,
        balance=funds.balance + e.balance,
    )


def _gap_returned(funds: Funds, e: GapReturned) -> Funds:
    return _put(
        funds,
        absorbed=funds.absorbed - e.initial - e.balance,
        initial=funds.initial - e.initial,
        balance=funds.balance - e.balance,
    )


def _released(funds: Funds, e: EscrowReleased) -> Funds:
    return _put(
        funds,
        initial=funds.initial - e.initial,
        balance=funds.balance - e.balance,
        released=funds.released + e.initial + e.balance,
        reserve=funds.reserve + e.reserve,
    )


def _reserve_freed(funds: Funds, e: ReserveReleased) -> Funds:
    return _put(funds, reserve=funds.reserve - e.amount)


def _refund_ordered(funds: Funds, e: RefundOrdered) -> Funds:
    payments = list(funds.payments)
    left = e.amount
    for i in range(len(payments) - 1, -1, -1):
        part = min(left, payments[i].amount - payments[i].returned)
        if part > 0:
            payments[i] = _put(payments[i], returned=payments[i].returned + part)
            left -= part
    from_reserve = min(funds.disputed_reserve, e.disputed)
    return _put(
        funds,
        initial=funds.initial - e.initial,
        balance=funds.balance - e.balance,
        frozen_initial=funds.frozen_initial - e.frozen_initial,
        frozen_balance=funds.frozen_balance - e.frozen_balance,
        disputed=funds.disputed - (e.disputed - from_reserve),
        disputed_reserve=funds.disputed_reserve - from_reserve,
        credit=funds.credit - e.credit,
        refund=funds.refund + e.amount,
        given_back=funds.given_back + e.amount - e.credit,
        faulty=funds.faulty + (e.amount - e.credit if e.reason in FAULT_REFUNDS else 0),
        payments=tuple(payments),
        transfers=(*funds.transfers, *e.transfers),
        transfers_made=funds.transfers_made + len(e.transfers),
    )


def _cost_shifted(funds: Funds, e: CostShifted) -> Funds:
    return _put(
        funds,
        initial=funds.initial - e.initial,
        balance=funds.balance - e.balance,
        refund=funds.refund + e.amount,
        shifted=funds.shifted + e.amount,
        transfers=(*funds.transfers, *e.transfers),
        transfers_made=funds.transfers_made + len(e.transfers),
    )


def _refund_settled(funds: Funds, e: RefundSettled) -> Funds:
    return _put(
        funds,
        refund=funds.refund - e.amount,
        refunded=funds.refunded + e.amount,
        transfers=tuple(t for t in funds.transfers if t.number != e.number),
        bounced=tuple(number for number in funds.bounced if number != e.number),
        sent=(*funds.sent, *(t for t in funds.transfers if t.number == e.number)),
    )


def _refund_bounced(funds: Funds, e: RefundBounced) -> Funds:
    funds = _put(funds, bounced=(*funds.bounced, e.number))
    if not e.was_paid:
        return funds
    return _put(
        funds,
        refund=funds.refund + e.amount,
        refunded=funds.refunded - e.amount,
        transfers=(*funds.transfers, *(t for t in funds.sent if t.number == e.number)),
        sent=tuple(t for t in funds.sent if t.number != e.number),
    )


def _refund_retried(funds: Funds, e: RefundRetried) -> Funds:
    return _put(
        funds,
        transfers=(*(t for t in funds.transfers if t.number != e.number), e.transfer),
        bounced=tuple(number for number in funds.bounced if number != e.number),
        transfers_made=funds.transfers_made + 1,
    )


def _frozen(funds: Funds, e: MoneyFrozen) -> Funds:
    return _put(
        funds,
        initial=funds.initial - e.initial,
        balance=funds.balance - e.balance,
        frozen_initial=funds.frozen_initial + e.initial,
        frozen_balance=funds.frozen_balance + e.balance,
    )


def _unfrozen(funds: Funds, e: MoneyUnfrozen) -> Funds:
    return _put(
        funds,
        initial=funds.initial + e.initial,
        balance=funds.balance + e.balance,
        frozen_initial=funds.frozen_initial - e.initial,
        frozen_balance=funds.frozen_balance - e.balance,
    )


def _charged_back(funds: Funds, e: ChargebackNotified) -> Funds:
    taken = e.initial + e.balance + e.receivable
    return _put(
        funds,
        received=funds.received - taken,
        initial=funds.initial - e.initial,
        balance=funds.balance - e.balance,
        charged_back=taken,
        charged_away=funds.charged_away + taken,
        taken_back=Parts(e.initial, e.balance),
    )


def _chargeback_closed(funds: Funds, e: ChargebackClosed) -> Funds:
    if e.outcome == "lost":
        return _put(funds, charged_back=0, taken_back=Parts(0, 0))
    return _put(
        funds,
        received=funds.received + e.initial + e.balance + e.receivable,
        initial=funds.initial + e.initial,
        balance=funds.balance + e.balance,
        charged_back=0,
        charged_away=funds.charged_away - funds.charged_back,
        taken_back=Parts(0, 0),
    )


_FOLD: dict[type[Event], Callable[[Funds, Any], Funds]] = {
    PaymentReceived: _received,
    GapAbsorbed: _absorbed,
    GapReturned: _gap_returned,
    EscrowReleased: _released,
    ReserveReleased: _reserve_freed,
    RefundOrdered: _refund_ordered,
    CostShifted: _cost_shifted,
    RefundSettled: _refund_settled,
    RefundBounced: _refund_bounced,
    RefundRetried: _refund_retried,
    MoneyFrozen: _frozen,
    MoneyUnfrozen: _unfrozen,
    ChargebackNotified: _charged_back,
    ChargebackClosed: _chargeback_closed,
}
