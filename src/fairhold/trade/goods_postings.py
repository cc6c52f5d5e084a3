"""What inspections and disputes of an order post (rulebook 4.10)."""

from collections.abc import Iterable

from fairhold.trade import dispute, inspection
from fairhold.trade.accounts import Account
from fairhold.trade.posting import Journal, Posting, between, move
from fairhold.trade.stream import Event

A = Account


def _fee_side(e: inspection.FeeHeld | inspection.FeeReturned, o: int) -> tuple[Account, int]:
    return (A.BUYER_CREDIT, o) if e.of == "buyer" else (A.SUPPLIER_AVAILABLE, e.supplier)


def _fee_charged(e: inspection.FeeCharged, o: int) -> Iterable[Posting]:
    return move(
        e.currency,
        (A.SUPPLIER_AVAILABLE, e.supplier, A.INSPECTOR_PAYABLE, o, e.available),
        (A.SUPPLIER_RECEIVABLE, e.supplier, A.BANK_HOUSE, 0, e.receivable),
        (A.HOUSE_DUE_TO_TRUST, 0, A.INSPECTOR_PAYABLE, o, e.receivable),
    )


GOODS_JOURNALS: dict[type[Event], Journal] = {
    inspection.FeeHeld: Journal(
        lambda e, o: move(e.currency, (*_fee_side(e, o), A.INSPECTION_ESCROW, o, e.amount)),
        frozenset({(A.BUYER_CREDIT, A.INSPECTION_ESCROW), (A.SUPPLIER_AVAILABLE, A.INSPECTION_ESCROW)}),
    ),
    inspection.FeeReturned: Journal(
        lambda e, o: move(e.currency, (A.INSPECTION_ESCROW, o, *_fee_side(e, o), e.amount)),
        frozenset({(A.INSPECTION_ESCROW, A.BUYER_CREDIT), (A.INSPECTION_ESCROW, A.SUPPLIER_AVAILABLE)}),
    ),
    inspection.FeeEarned: Journal(
        lambda e, o: move(
            e.currency,
            (A.INSPECTION_ESCROW, o, A.INSPECTOR_PAYABLE, o, e.amount),
            (A.INSPECTION_ESCROW, o, A.FEE_DUE_TO_HOUSE, 0, e.commission),
        ),
        frozenset({(A.INSPECTION_ESCROW, A.INSPECTOR_PAYABLE), (A.INSPECTION_ESCROW, A.FEE_DUE_TO_HOUSE)}),
    ),
    inspection.FeeCharged: Journal(
        _fee_charged,
        frozenset(
            {
                (A.SUPPLIER_AVAILABLE, A.INSPECTOR_PAYABLE),
                (A.SUPPLIER_RECEIVABLE, A.BANK_HOUSE),
                (A.HOUSE_DUE_TO_TRUST, A.INSPECTOR_PAYABLE),
            }
        ),
    ),
    inspection.InspectorPaid: between(A.INSPECTOR_PAYABLE, A.BANK_TRUST),
    dispute.ReleasedMoneyHeld: Journal(
        lambda e, o: move(
            e.currency,
            (A.SUPPLIER_AVAILABLE, e.supplier, A.SUPPLIER_DISPUTE_HOLD, e.supplier, e.available),
            (A.SUPPLIER_RESERVE, e.supplier, A.SUPPLIER_DISPUTE_HOLD, e.supplier, e.reserve),
        ),
        frozenset({(A.SUPPLIER_AVAILABLE, A.SUPPLIER_DISPUTE_HOLD), (A.SUPPLIER_RESERVE, A.SUPPLIER_DISPUTE_HOLD)}),
    ),
    dispute.ReleasedMoneyFreed: Journal(
        lambda e, o: move(
            e.currency,
            (A.SUPPLIER_DISPUTE_HOLD, e.supplier, A.SUPPLIER_AVAILABLE, e.supplier, e.available),
            (A.SUPPLIER_DISPUTE_HOLD, e.supplier, A.SUPPLIER_RESERVE, e.supplier, e.reserve),
        ),
        frozenset({(A.SUPPLIER_DISPUTE_HOLD, A.SUPPLIER_AVAILABLE), (A.SUPPLIER_DISPUTE_HOLD, A.SUPPLIER_RESERVE)}),
    ),
}
"""The journal of each event of an inspection or a dispute that moves money."""
