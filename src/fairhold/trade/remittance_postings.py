"""What money posts that has no order yet, and what the house takes of it (rulebook 4.10)."""

from collections.abc import Iterable

from fairhold.trade import remittance_events
from fairhold.trade.accounts import Account
from fairhold.trade.posting import Journal, Posting, between, move
from fairhold.trade.stream import Event

A = Account


def _conversion_ordered(e: remittance_events.ConversionOrdered, r: int) -> Iterable[Posting]:
    sold = move(
        e.currency,
        (A.SUSPENSE_UNMATCHED, r, A.SUSPENSE_FX, r, e.amount),
        (A.SUSPENSE_FX, r, A.CLEARING_FX, r, e.amount),
    )
    return [*sold, *move(e.bought.currency, (A.CLEARING_FX, r, A.SUSPENSE_FX, r, e.bought.minor))]


def _conversion_called_off(e: remittance_events.ConversionCalledOff, r: int) -> Iterable[Posting]:
    sold = move(
        e.currency,
        (A.CLEARING_FX, r, A.SUSPENSE_FX, r, e.amount),
        (A.SUSPENSE_FX, r, A.SUSPENSE_UNMATCHED, r, e.amount),
    )
    return [*sold, *move(e.bought.currency, (A.SUSPENSE_FX, r, A.CLEARING_FX, r, e.bought.minor))]


def _conversion_received(e: remittance_events.ConversionReceived, r: int) -> Iterable[Posting]:
    came = min(e.received, e.quoted)
    return move(
        e.currency,
        (A.BANK_TRUST, 0, A.CLEARING_FX, r, came),
        (A.BANK_TRUST, 0, A.FEE_DUE_TO_HOUSE, 0, e.gained),
        (A.BANK_TRUST, 0, A.SUSPENSE_FX, r, e.received - came - e.gained),
        (A.HOUSE_DUE_TO_TRUST, 0, A.CLEARING_FX, r, e.lost),
        (A.SUSPENSE_FX, r, A.CLEARING_FX, r, e.quoted - came - e.lost),
        (A.SUSPENSE_FX, r, A.SUSPENSE_UNMATCHED, r, e.credited - e.absorbed),
        (A.HOUSE_DUE_TO_TRUST, 0, A.SUSPENSE_UNMATCHED, r, e.absorbed),
        (A.FX_LOSS, 0, A.BANK_HOUSE, 0, e.lost + e.absorbed),
    )


REMITTANCE_JOURNALS: dict[type[Event], Journal] = {
    remittance_events.RemittanceHeld: between(A.BANK_TRUST, A.SUSPENSE_UNMATCHED),
    remittance_events.TrustDebited: between(A.HOUSE_DUE_TO_TRUST, A.BANK_TRUST),
    remittance_events.RemittanceMatched: Journal(
        lambda e, r: move(e.currency, (A.SUSPENSE_UNMATCHED, r, A.TRANSIT_MATCHED, e.order, e.amount)),
        frozenset({(A.SUSPENSE_UNMATCHED, A.TRANSIT_MATCHED)}),
    ),
    remittance_events.MatchUndone: Journal(
        lambda e, r: move(e.currency, (A.TRANSIT_MATCHED, e.order, A.SUSPENSE_UNMATCHED, r, e.amount)),
        frozenset({(A.TRANSIT_MATCHED, A.SUSPENSE_UNMATCHED)}),
    ),
    remittance_events.RemittanceReturned: between(A.SUSPENSE_UNMATCHED, A.BANK_TRUST),
    remittance_events.ReturnCameBack: between(A.BANK_TRUST, A.SUSPENSE_UNMATCHED),
    remittance_events.ReviewBegun: between(A.SUSPENSE_UNMATCHED, A.SUSPENSE_COMPLIANCE),
    remittance_events.ReviewCleared: between(A.SUSPENSE_COMPLIANCE, A.SUSPENSE_UNMATCHED),
    remittance_events.ReviewEnded: between(A.SUSPENSE_COMPLIANCE, A.SUSPENSE_UNMATCHED),
    remittance_events.ConversionOrdered: Journal(
        _conversion_ordered,
        frozenset(
            {
                (A.SUSPENSE_UNMATCHED, A.SUSPENSE_FX),
                (A.SUSPENSE_FX, A.CLEARING_FX),
                (A.CLEARING_FX, A.SUSPENSE_FX),
            }
        ),
    ),
    remittance_events.ConversionPaid: between(A.CLEARING_FX, A.BANK_TRUST),
    remittance_events.ConversionReceived: Journal(
        _conversion_received,
        frozenset(
            {
                (A.BANK_TRUST, A.CLEARING_FX),
                (A.BANK_TRUST, A.FEE_DUE_TO_HOUSE),
                (A.BANK_TRUST, A.SUSPENSE_FX),
                (A.HOUSE_DUE_TO_TRUST, A.CLEARING_FX),
                (A.SUSPENSE_FX, A.CLEARING_FX),
                (A.SUSPENSE_FX, A.SUSPENSE_UNMATCHED),
                (A.HOUSE_DUE_TO_TRUST, A.SUSPENSE_UNMATCHED),
                (A.FX_LOSS, A.BANK_HOUSE),
            }
        ),
    ),
    remittance_events.ConversionCalledOff: Journal(
        _conversion_called_off,
        frozenset(
            {
                (A.CLEARING_FX, A.SUSPENSE_FX),
                (A.SUSPENSE_FX, A.SUSPENSE_UNMATCHED),
                (A.SUSPENSE_FX, A.CLEARING_FX),
            }
        ),
    ),
    remittance_events.FeesSwept: Journal(
        lambda e, r: move(
            e.currency,
            (A.FEE_DUE_TO_HOUSE, 0, A.HOUSE_DUE_TO_TRUST, 0, e.amount),
            (A.BANK_HOUSE, 0, A.SERVICE_FEES, 0, e.amount),
        ),
        frozenset({(A.FEE_DUE_TO_HOUSE, A.HOUSE_DUE_TO_TRUST), (A.BANK_HOUSE, A.SERVICE_FEES)}),
    ),
    remittance_events.RemittanceUnclaimed: between(A.SUSPENSE_UNMATCHED, A.ESCHEAT_PAYABLE),
    remittance_events.RemittanceReclaimed: between(A.ESCHEAT_PAYABLE, A.SUSPENSE_UNMATCHED),
    remittance_events.AppliedToHouse: between(A.SUSPENSE_UNMATCHED, A.HOUSE_DUE_TO_TRUST),
    remittance_events.MisdirectedReported: between(A.HOUSE_DUE_TO_TRUST, A.SUSPENSE_UNMATCHED),
    remittance_events.MisdirectedWithdrawn: between(A.SUSPENSE_UNMATCHED, A.HOUSE_DUE_TO_TRUST),
}
"""The journal of each event of a remittance that moves money."""
