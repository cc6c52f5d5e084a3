"""What the payments of an order post, from the first transfer to release, refund and chargeback (rulebook 4.10)."""

from collections.abc import Iterable

from fairhold.trade import payment_events
from fairhold.trade.accounts import CLEARING, Account
from fairhold.trade.payment import to_lenders
from fairhold.trade.posting import Journal, Posting, Side, between, each, flow, move
from fairhold.trade.stream import Event

A = Account

ESCROW = (Account.ESCROW_INITIAL, Account.ESCROW_BALANCE)
HELD = (*ESCROW, Account.BUYER_CREDIT)
"""Where money that came for an order lies until it is released or refunded."""

OWED_BACK = (Account.BUYER_REFUND, Account.LENDER_PAYABLE)
"""What goes back on the buyer's account: to the buyer, or to the lender of its loan (M29)."""

CLEARS: dict[str, Account] = {
    "card": Account.CLEARING_CARD,
    "bank_debit": Account.CLEARING_DEBIT,
    "pay_later": Account.CLEARING_LENDER,
}
"""The clearing account of each kind of rail that we ask for money."""


def _payment_received(e: payment_events.PaymentReceived, o: int) -> Iterable[Posting]:
    source = (A.TRANSIT_MATCHED, o) if e.remittance else (A.BANK_TRUST, 0)
    return move(
        e.currency,
        (*source, A.ESCROW_INITIAL, o, e.initial),
        (*source, A.ESCROW_BALANCE, o, e.balance),
        (*source, A.BUYER_CREDIT, o, e.credit),
    )


def _gap_absorbed(e: payment_events.GapAbsorbed, o: int) -> Iterable[Posting]:
    return move(
        e.currency,
        (A.HOUSE_DUE_TO_TRUST, 0, A.ESCROW_INITIAL, o, e.initial),
        (A.HOUSE_DUE_TO_TRUST, 0, A.ESCROW_BALANCE, o, e.balance),
        (A.BANK_CHARGES, 0, A.BANK_HOUSE, 0, e.initial + e.balance),
    )


def _gap_returned(e: payment_events.GapReturned, o: int) -> Iterable[Posting]:
    return move(
        e.currency,
        (A.ESCROW_INITIAL, o, A.HOUSE_DUE_TO_TRUST, 0, e.initial),
        (A.ESCROW_BALANCE, o, A.HOUSE_DUE_TO_TRUST, 0, e.balance),
        (A.BANK_HOUSE, 0, A.BANK_CHARGES, 0, e.initial + e.balance),
    )


def _escrow_released(e: payment_events.EscrowReleased, o: int) -> Iterable[Posting]:
    available = e.initial + e.balance - e.fee - e.reserve - e.rolling
    return flow(
        e.currency,
        [(A.ESCROW_INITIAL, o, e.initial), (A.ESCROW_BALANCE, o, e.balance)],
        [
            (A.SUPPLIER_AVAILABLE, e.supplier, available),
            (A.SUPPLIER_RESERVE, e.supplier, e.reserve),
            (A.SUPPLIER_ROLLING, e.supplier, e.rolling),
            (A.FEE_DUE_TO_HOUSE, 0, e.fee),
        ],
    )


def _refund_ordered(e: payment_events.RefundOrdered, o: int) -> Iterable[Posting]:
    sources = [
        (A.ESCROW_INITIAL, o, e.initial),
        (A.ESCROW_BALANCE, o, e.balance),
        (A.FROZEN, o, e.frozen_initial + e.frozen_balance),
        (A.SUPPLIER_DISPUTE_HOLD, e.supplier, e.disputed),
        (A.BUYER_CREDIT, o, e.credit),
    ]
    return flow(e.currency, sources, _going_back(e, o))


def _going_back(e: payment_events.RefundOrdered | payment_events.ClaimAdvanced, o: int) -> list[Side]:
    """To whom a refund is owed: the loan first, then the buyer (M29)."""
    loans = to_lenders(e.transfers)
    return [(A.LENDER_PAYABLE, o, loans), (A.BUYER_REFUND, o, e.amount - loans)]


def _cost_shifted(e: payment_events.CostShifted, o: int) -> Iterable[Posting]:
    return move(
        e.currency,
        (A.ESCROW_INITIAL, o, A.BUYER_REFUND, o, e.initial),
        (A.ESCROW_BALANCE, o, A.BUYER_REFUND, o, e.balance),
        (A.SUPPLIER_AVAILABLE, e.supplier, A.BUYER_REFUND, o, e.available),
    )


def _payment_captured(e: payment_events.PaymentCaptured, o: int) -> Iterable[Posting]:
    rail = CLEARS[e.kind]
    return move(
        e.currency,
        (rail, 0, A.ESCROW_INITIAL, o, e.initial),
        (rail, 0, A.ESCROW_BALANCE, o, e.balance),
        (rail, 0, A.BUYER_CREDIT, o, e.credit),
        (A.CLEARING_FEES, 0, A.PROCESSING_FEES, 0, e.fee),
    )


def _payment_cleared(e: payment_events.PaymentCleared, o: int) -> Iterable[Posting]:
    kept = min(e.fee, e.cost)
    return move(
        e.currency,
        (A.BANK_TRUST, 0, CLEARS[e.kind], 0, e.amount),
        (A.BANK_HOUSE, 0, A.CLEARING_FEES, 0, e.fee - kept),
        (A.RAIL_COSTS, 0, A.CLEARING_FEES, 0, kept),
        (A.RAIL_COSTS, 0, A.BANK_HOUSE, 0, e.cost - kept),
    )


def _payment_reversed(e: payment_events.PaymentReversed, o: int) -> Iterable[Posting]:
    source = A.BANK_TRUST if e.was_cleared else CLEARS[e.kind]
    return move(
        e.currency,
        (A.ESCROW_INITIAL, o, source, 0, e.initial),
        (A.ESCROW_BALANCE, o, source, 0, e.balance),
        (A.BUYER_CREDIT, o, source, 0, e.credit),
        (A.BUYER_RECEIVABLE, o, A.BANK_HOUSE, 0, e.owed),
        (A.HOUSE_DUE_TO_TRUST, 0, source, 0, 0 if e.was_cleared else e.owed),
        (A.PROCESSING_FEES, 0, A.CLEARING_FEES, 0, e.fee),
    )


def _refund_settled(e: payment_events.RefundSettled, o: int) -> Iterable[Posting]:
    owed = A.LENDER_PAYABLE if e.lender else A.BUYER_REFUND
    return move(e.currency, (owed, o, CLEARS.get(e.kind, A.BANK_TRUST), 0, e.amount))


def _claim_advanced(e: payment_events.ClaimAdvanced, o: int) -> Iterable[Posting]:
    sources = [(A.SUPPLIER_DEPOSIT, e.supplier, e.deposit), (A.HOUSE_DUE_TO_TRUST, 0, e.guarantee)]
    return [
        *flow(e.currency, sources, _going_back(e, o)),
        *move(e.currency, (A.SUPPLIER_RECEIVABLE, e.supplier, A.BANK_GUARANTEE, 0, e.guarantee)),
    ]


def _chargeback_notified(e: payment_events.ChargebackNotified, o: int) -> Iterable[Posting]:
    held = e.initial + e.balance
    fee = (A.SUPPLIER_RECEIVABLE, e.supplier) if e.fee_by == "supplier" else (A.CHARGEBACK_FEES, 0)
    return move(
        e.currency,
        (A.ESCROW_INITIAL, o, A.CHARGEBACK_HOLD, o, e.initial),
        (A.ESCROW_BALANCE, o, A.CHARGEBACK_HOLD, o, e.balance),
        (A.CHARGEBACK_HOLD, o, A.BANK_TRUST, 0, held),
        (A.SUPPLIER_ROLLING, e.supplier, A.BANK_TRUST, 0, e.rolling),
        (A.SUPPLIER_RECEIVABLE, e.supplier, A.BANK_HOUSE, 0, e.receivable),
        (A.BUYER_RECEIVABLE, o, A.BANK_HOUSE, 0, e.owed),
        (*fee, A.BANK_HOUSE, 0, e.fee),
    )


def _chargeback_closed(e: payment_events.ChargebackClosed, o: int) -> Iterable[Posting]:
    if e.outcome == "lost":
        return ()
    return move(
        e.currency,
        (A.BANK_TRUST, 0, A.ESCROW_INITIAL, o, e.initial),
        (A.BANK_TRUST, 0, A.ESCROW_BALANCE, o, e.balance),
        (A.BANK_TRUST, 0, A.SUPPLIER_AVAILABLE, e.supplier, e.rolling),
        (A.BANK_HOUSE, 0, A.SUPPLIER_RECEIVABLE, e.supplier, e.receivable),
        (A.BANK_HOUSE, 0, A.BUYER_RECEIVABLE, o, e.owed),
    )


def _refund_bounced(e: payment_events.RefundBounced, o: int) -> Iterable[Posting]:
    source = CLEARS.get(e.kind, A.BANK_TRUST)
    owed = A.LENDER_PAYABLE if e.lender else A.BUYER_REFUND
    return move(e.currency, (source, 0, owed, o, e.amount if e.was_paid else 0))


PAYMENT_JOURNALS: dict[type[Event], Journal] = {
    payment_events.PaymentReceived: Journal(
        _payment_received,
        each((A.BANK_TRUST, A.TRANSIT_MATCHED), HELD),
    ),
    payment_events.PaymentCaptured: Journal(
        _payment_captured,
        each(CLEARING, HELD) | {(A.CLEARING_FEES, A.PROCESSING_FEES)},
    ),
    payment_events.PaymentCleared: Journal(
        _payment_cleared,
        each((A.BANK_TRUST,), CLEARING)
        | {(A.BANK_HOUSE, A.CLEARING_FEES), (A.RAIL_COSTS, A.CLEARING_FEES), (A.RAIL_COSTS, A.BANK_HOUSE)},
    ),
    payment_events.PaymentReversed: Journal(
        _payment_reversed,
        each(HELD, (A.BANK_TRUST, *CLEARING))
        | each((A.HOUSE_DUE_TO_TRUST,), CLEARING)
        | {(A.BUYER_RECEIVABLE, A.BANK_HOUSE), (A.PROCESSING_FEES, A.CLEARING_FEES)},
    ),
    payment_events.BuyerDebtSetOff: Journal(
        lambda e, o: move(
            e.currency,
            (A.BUYER_CREDIT, o, A.HOUSE_DUE_TO_TRUST, 0, e.amount),
            (A.BANK_HOUSE, 0, A.BUYER_RECEIVABLE, o, e.amount),
        ),
        frozenset({(A.BUYER_CREDIT, A.HOUSE_DUE_TO_TRUST), (A.BANK_HOUSE, A.BUYER_RECEIVABLE)}),
    ),
    payment_events.SetOffUndone: Journal(
        lambda e, o: move(
            e.currency,
            (A.HOUSE_DUE_TO_TRUST, 0, A.BUYER_CREDIT, o, e.amount),
            (A.BUYER_RECEIVABLE, o, A.BANK_HOUSE, 0, e.amount),
        ),
        frozenset({(A.HOUSE_DUE_TO_TRUST, A.BUYER_CREDIT), (A.BUYER_RECEIVABLE, A.BANK_HOUSE)}),
    ),
    payment_events.GapAbsorbed: Journal(
        _gap_absorbed,
        each((A.HOUSE_DUE_TO_TRUST,), ESCROW) | {(A.BANK_CHARGES, A.BANK_HOUSE)},
    ),
    payment_events.GapReturned: Journal(
        _gap_returned,
        each(ESCROW, (A.HOUSE_DUE_TO_TRUST,)) | {(A.BANK_HOUSE, A.BANK_CHARGES)},
    ),
    payment_events.EscrowReleased: Journal(
        _escrow_released,
        each(ESCROW, (A.SUPPLIER_AVAILABLE, A.SUPPLIER_RESERVE, A.SUPPLIER_ROLLING, A.FEE_DUE_TO_HOUSE)),
    ),
    payment_events.RollingFreed: Journal(
        lambda e, o: move(e.currency, (A.SUPPLIER_ROLLING, e.supplier, A.SUPPLIER_AVAILABLE, e.supplier, e.amount)),
        frozenset({(A.SUPPLIER_ROLLING, A.SUPPLIER_AVAILABLE)}),
    ),
    payment_events.ReserveReleased: Journal(
        lambda e, o: move(e.currency, (A.SUPPLIER_RESERVE, e.supplier, A.SUPPLIER_AVAILABLE, e.supplier, e.amount)),
        frozenset({(A.SUPPLIER_RESERVE, A.SUPPLIER_AVAILABLE)}),
    ),
    payment_events.RefundOrdered: Journal(
        _refund_ordered,
        each((*HELD, A.FROZEN, A.SUPPLIER_DISPUTE_HOLD), OWED_BACK),
    ),
    payment_events.CostShifted: Journal(
        _cost_shifted,
        each((*ESCROW, A.SUPPLIER_AVAILABLE), (A.BUYER_REFUND,)),
    ),
    payment_events.RefundSettled: Journal(_refund_settled, each(OWED_BACK, (A.BANK_TRUST, *CLEARING))),
    payment_events.RefundCleared: Journal(
        lambda e, o: move(e.currency, (CLEARS[e.kind], 0, A.BANK_TRUST, 0, e.amount)),
        each(CLEARING, (A.BANK_TRUST,)),
    ),
    payment_events.ClaimAdvanced: Journal(
        _claim_advanced,
        each((A.SUPPLIER_DEPOSIT, A.HOUSE_DUE_TO_TRUST), OWED_BACK) | {(A.SUPPLIER_RECEIVABLE, A.BANK_GUARANTEE)},
    ),
    payment_events.RefundBounced: Journal(_refund_bounced, each((A.BANK_TRUST, *CLEARING), OWED_BACK)),
    payment_events.RefundUnclaimed: between(A.BUYER_REFUND, A.ESCHEAT_REFUND),
    payment_events.RefundReclaimed: between(A.ESCHEAT_REFUND, A.BUYER_REFUND),
    payment_events.RefundCalledOff: Journal(
        lambda e, o: move(
            e.currency, (A.LENDER_PAYABLE if e.lender else A.BUYER_REFUND, o, A.BUYER_CREDIT, o, e.amount)
        ),
        each(OWED_BACK, (A.BUYER_CREDIT,)),
    ),
    payment_events.MoneyFrozen: Journal(
        lambda e, o: move(
            e.currency, (A.ESCROW_INITIAL, o, A.FROZEN, o, e.initial), (A.ESCROW_BALANCE, o, A.FROZEN, o, e.balance)
        ),
        each(ESCROW, (A.FROZEN,)),
    ),
    payment_events.MoneyUnfrozen: Journal(
        lambda e, o: move(
            e.currency, (A.FROZEN, o, A.ESCROW_INITIAL, o, e.initial), (A.FROZEN, o, A.ESCROW_BALANCE, o, e.balance)
        ),
        each((A.FROZEN,), ESCROW),
    ),
    payment_events.ChargebackNotified: Journal(
        _chargeback_notified,
        each(ESCROW, (A.CHARGEBACK_HOLD,))
        | {(A.CHARGEBACK_HOLD, A.BANK_TRUST), (A.SUPPLIER_ROLLING, A.BANK_TRUST)}
        | each((A.SUPPLIER_RECEIVABLE, A.BUYER_RECEIVABLE, A.CHARGEBACK_FEES), (A.BANK_HOUSE,)),
    ),
    payment_events.ChargebackClosed: Journal(
        _chargeback_closed,
        each((A.BANK_TRUST,), (*ESCROW, A.SUPPLIER_AVAILABLE))
        | each((A.BANK_HOUSE,), (A.SUPPLIER_RECEIVABLE, A.BUYER_RECEIVABLE)),
    ),
    payment_events.GoodwillGranted: between(A.GOODWILL, A.COUPONS),
    payment_events.GoodwillPaid: between(A.COUPONS, A.BANK_HOUSE),
}
"""The journal of each event of a payment that moves money."""
