"""How events change where an order's money lies. Never refuses."""

from collections.abc import Callable
from typing import Any

import msgspec

from fairhold.trade.payment import (
    FAULT_REFUNDS,
    Attempt,
    Chargeback,
    Funds,
    KeptBack,
    Parts,
    PayeeChange,
    Payment,
    State,
    Transfer,
)
from fairhold.trade.payment_events import (
    BuyerDebtSetOff,
    ChargebackClosed,
    ChargebackNotified,
    ClaimAdvanced,
    CostShifted,
    EscrowReleased,
    GapAbsorbed,
    GapReturned,
    GoodwillGranted,
    GoodwillPaid,
    LoanRepaid,
    MoneyFrozen,
    MoneyUnfrozen,
    PaymentCaptured,
    PaymentCleared,
    PaymentFailed,
    PaymentReceived,
    PaymentReversed,
    PaymentStarted,
    RefundBounced,
    RefundCalledOff,
    RefundCleared,
    RefundOrdered,
    RefundPayeeProposed,
    RefundReclaimed,
    RefundRetried,
    RefundSettled,
    RefundUnclaimed,
    ReserveReleased,
    RollingFreed,
    SetOffUndone,
)
from fairhold.trade.stream import Event


def fold(funds: Funds, event: Event) -> Funds:
    """Apply one money event. Never refuses, knows no rule."""
    step = _FOLD.get(type(event))
    return funds if step is None else step(funds, event)


_put = msgspec.structs.replace


def _received(funds: Funds, e: PaymentReceived | PaymentCaptured) -> Funds:
    attempt = e.number if isinstance(e, PaymentCaptured) else 0
    return _put(
        funds,
        received=funds.received + e.initial + e.balance,
        paid_initial=funds.paid_initial + e.initial,
        paid_balance=funds.paid_balance + e.balance,
        initial=funds.initial + e.initial,
        balance=funds.balance + e.balance,
        credit=funds.credit + e.credit,
        payments=(*funds.payments, Payment(e.initial + e.balance + e.credit, e.payer, attempt=attempt)),
    )


def _started(funds: Funds, e: PaymentStarted) -> Funds:
    new = Attempt(e.number, e.rail, e.kind, e.milestone, e.amount, e.fee)
    return _put(funds, attempts=(*funds.attempts, new))


def _captured(funds: Funds, e: PaymentCaptured) -> Funds:
    return _at(_put(_received(funds, e), uncleared=funds.uncleared + e.amount), e.number, "captured")


def _cleared(funds: Funds, e: PaymentCleared) -> Funds:
    return _at(_put(funds, uncleared=funds.uncleared - e.amount), e.number, "cleared")


def _reversed(funds: Funds, e: PaymentReversed) -> Funds:
    payments = tuple(_put(p, charged=p.charged + p.left) if p.attempt == e.number else p for p in funds.payments)
    return _at(
        _put(
            funds,
            received=funds.received - e.initial - e.balance,
            paid_initial=funds.paid_initial - e.initial,
            paid_balance=funds.paid_balance - e.balance,
            initial=funds.initial - e.initial,
            balance=funds.balance - e.balance,
            credit=funds.credit - e.credit,
            buyer_owes=funds.buyer_owes + e.owed,
            uncleared=funds.uncleared if e.was_cleared else funds.uncleared - e.amount,
            payments=payments,
        ),
        e.number,
        "reversed",
    )


def _at(funds: Funds, number: int, state: State) -> Funds:
    """The funds with an attempt in another state."""
    return _put(funds, attempts=tuple(_put(a, state=state) if a.number == number else a for a in funds.attempts))


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
        kept_back=(*funds.kept_back, KeptBack(e.rolling, e.day)) if e.rolling else funds.kept_back,
    )


def _reserve_freed(funds: Funds, e: ReserveReleased) -> Funds:
    return _put(funds, reserve=funds.reserve - e.amount)


def _rolling_freed(funds: Funds, e: RollingFreed) -> Funds:
    return _put(funds, kept_back=tuple(one for one in funds.kept_back if one.since != e.since))


def _refund_ordered(funds: Funds, e: RefundOrdered) -> Funds:
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
        payments=_spread(funds.payments, e.amount, lambda p, part: _put(p, returned=p.returned + part)),
        attempts=_paying_off(funds.attempts, e.transfers),
        transfers=(*funds.transfers, *e.transfers),
        transfers_made=funds.transfers_made + len(e.transfers),
    )


def _paying_off(attempts: tuple[Attempt, ...], transfers: tuple[Transfer, ...]) -> tuple[Attempt, ...]:
    """The attempts after refunds were ordered that pay loans off."""
    owed = {one.attempt: one.amount for one in transfers}
    return tuple(
        _put(one, paid_off=one.paid_off + owed.get(one.number, 0)) if one.kind == "pay_later" else one
        for one in attempts
    )


def _loan_repaid(funds: Funds, e: LoanRepaid) -> Funds:
    changed = (_put(a, repaid=a.repaid + e.amount) if a.number == e.number else a for a in funds.attempts)
    return _put(funds, attempts=tuple(changed))


def _spread(
    payments: tuple[Payment, ...], amount: int, change: Callable[[Payment, int], Payment]
) -> tuple[Payment, ...]:
    """The payments after `amount` of what is left of them has gone, from the latest to the first."""
    changed = []
    for payment in reversed(payments):
        part = min(amount, payment.left)
        changed.append(change(payment, part) if part > 0 else payment)
        amount -= max(0, part)
    return tuple(reversed(changed))


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


def _advanced(funds: Funds, e: ClaimAdvanced) -> Funds:
    award = e.amount if e.reason == "claim" else 0
    return _put(
        funds,
        refund=funds.refund + e.amount,
        advanced=funds.advanced + e.amount,
        given_back=funds.given_back + award,
        faulty=funds.faulty + award,
        shifted=funds.shifted + e.amount - award,
        payments=_spread(funds.payments, award, lambda p, part: _put(p, returned=p.returned + part)),
        attempts=_paying_off(funds.attempts, e.transfers),
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
        unsettled=funds.unsettled if e.kind == "bank" else (*funds.unsettled, e.number),
    )


def _refund_cleared(funds: Funds, e: RefundCleared) -> Funds:
    return _put(funds, unsettled=tuple(number for number in funds.unsettled if number != e.number))


def _refund_bounced(funds: Funds, e: RefundBounced) -> Funds:
    funds = _put(funds, bounced=(*funds.bounced, e.number))
    if not e.was_paid:
        return _put(funds, transfers=tuple(_back(t, e) if t.number == e.number else t for t in funds.transfers))
    return _put(
        funds,
        refund=funds.refund + e.amount,
        refunded=funds.refunded - e.amount,
        transfers=(*funds.transfers, *(_back(t, e) for t in funds.sent if t.number == e.number)),
        sent=tuple(t for t in funds.sent if t.number != e.number),
        unsettled=tuple(number for number in funds.unsettled if number != e.number),
    )


def _back(transfer: Transfer, e: RefundBounced) -> Transfer:
    return msgspec.structs.replace(transfer, back_on=e.day)


def _called_off(funds: Funds, e: RefundCalledOff) -> Funds:
    attempts, payments = funds.attempts, funds.payments
    if e.lender:
        attempts = tuple(_put(a, paid_off=a.paid_off - e.amount) if a.number == e.attempt else a for a in attempts)
    return _put(
        funds,
        refund=funds.refund - e.amount,
        credit=funds.credit + e.amount,
        attempts=attempts,
        payments=tuple(
            _put(p, returned=p.returned - e.amount, charged=p.charged + e.taken) if p.attempt == e.attempt else p
            for p in payments
        ),
        transfers=tuple(t for t in funds.transfers if t.number != e.number),
        bounced=tuple(number for number in funds.bounced if number != e.number),
        payee_changes=_without(funds, e.number),
    )


def _payee_proposed(funds: Funds, e: RefundPayeeProposed) -> Funds:
    change = PayeeChange(e.number, e.payee, e.names, e.proposal)
    return _put(funds, payee_changes=(*_without(funds, e.number), change))


def _without(funds: Funds, number: int) -> tuple[PayeeChange, ...]:
    return tuple(one for one in funds.payee_changes if one.number != number)


def _refund_retried(funds: Funds, e: RefundRetried) -> Funds:
    return _put(
        funds,
        payee_changes=_without(funds, e.number),
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
    number = funds.chargebacks_made + 1
    new = Chargeback(number, Parts(e.initial, e.balance), e.receivable, e.owed, e.attempt, e.rolling)
    taken = e.initial + e.balance + e.rolling + e.receivable
    return _put(
        funds,
        received=funds.received - taken,
        initial=funds.initial - e.initial,
        balance=funds.balance - e.balance,
        buyer_owes=funds.buyer_owes + e.owed,
        payments=_charged(funds.payments, e.attempt, taken),
        chargebacks=(*funds.chargebacks, new),
        chargebacks_made=number,
    )


def _chargeback_closed(funds: Funds, e: ChargebackClosed) -> Funds:
    closed = next(one for one in funds.chargebacks if e.number in (0, one.number))
    left = tuple(one for one in funds.chargebacks if one is not closed)
    if e.outcome == "lost":
        return _put(
            funds,
            paid_initial=funds.paid_initial - closed.taken.initial,
            paid_balance=funds.paid_balance - closed.taken.balance,
            chargebacks=left,
        )
    taken = closed.taken.amount + closed.rolling + closed.supplier
    return _put(
        funds,
        received=funds.received + taken,
        initial=funds.initial + closed.taken.initial,
        balance=funds.balance + closed.taken.balance,
        buyer_owes=funds.buyer_owes - closed.buyer,
        payments=_given_back(funds.payments, closed.attempt, taken),
        chargebacks=left,
    )


def _charged(payments: tuple[Payment, ...], attempt: int, amount: int) -> tuple[Payment, ...]:
    """The payments after a chargeback of the attempt's payment, or without one of the latest."""
    if not attempt:
        return _spread(payments, amount, lambda p, part: _put(p, charged=p.charged + part))
    return tuple(_put(p, charged=p.charged + amount) if p.attempt == attempt else p for p in payments)


def _given_back(payments: tuple[Payment, ...], attempt: int, amount: int) -> tuple[Payment, ...]:
    """The payments after a chargeback is won: what it had taken counts again."""
    changed = []
    for payment in reversed(payments):
        part = min(amount, payment.charged) if not attempt or payment.attempt == attempt else 0
        changed.append(_put(payment, charged=payment.charged - part) if part else payment)
        amount -= part
    return tuple(reversed(changed))


_FOLD: dict[type[Event], Callable[[Funds, Any], Funds]] = {
    PaymentReceived: _received,
    PaymentStarted: _started,
    PaymentCaptured: _captured,
    PaymentCleared: _cleared,
    PaymentFailed: lambda funds, e: _at(funds, e.number, "failed"),
    PaymentReversed: _reversed,
    GapAbsorbed: _absorbed,
    GapReturned: _gap_returned,
    EscrowReleased: _released,
    ReserveReleased: _reserve_freed,
    RollingFreed: _rolling_freed,
    SetOffUndone: lambda funds, e: _put(funds, credit=funds.credit + e.amount, buyer_owes=funds.buyer_owes + e.amount),
    BuyerDebtSetOff: lambda funds, e: _put(
        funds, credit=funds.credit - e.amount, buyer_owes=funds.buyer_owes - e.amount
    ),
    GoodwillGranted: lambda funds, e: _put(funds, goodwill=e.amount),
    GoodwillPaid: lambda funds, e: _put(funds, goodwill_paid=True),
    LoanRepaid: _loan_repaid,
    RefundOrdered: _refund_ordered,
    CostShifted: _cost_shifted,
    ClaimAdvanced: _advanced,
    RefundSettled: _refund_settled,
    RefundCleared: _refund_cleared,
    RefundBounced: _refund_bounced,
    RefundCalledOff: _called_off,
    RefundPayeeProposed: _payee_proposed,
    RefundRetried: _refund_retried,
    RefundUnclaimed: lambda funds, e: _put(funds, unclaimed=(*funds.unclaimed, e.number)),
    RefundReclaimed: lambda funds, e: _put(funds, unclaimed=tuple(one for one in funds.unclaimed if one != e.number)),
    MoneyFrozen: _frozen,
    MoneyUnfrozen: _unfrozen,
    ChargebackNotified: _charged_back,
    ChargebackClosed: _chargeback_closed,
}
