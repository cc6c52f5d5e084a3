"""What the stream of a supplier posts: payouts, deposits and the guarantee (rulebook 4.10)."""

from collections.abc import Iterable

from fairhold.trade import bond_events, supplier_events
from fairhold.trade.accounts import Account
from fairhold.trade.posting import Journal, Posting, between, move
from fairhold.trade.stream import Event

A = Account


def _advance_recovered(e: supplier_events.AdvanceRecovered, s: int) -> Iterable[Posting]:
    own = e.amount if e.source in supplier_events.OWN_BALANCE else 0
    return move(
        e.currency,
        (A.SUPPLIER_AVAILABLE, s, A.HOUSE_DUE_TO_TRUST, 0, own),
        (A.SUPPLIER_DEPOSIT, s, A.HOUSE_DUE_TO_TRUST, 0, e.amount if e.source == "deposit" else 0),
        (A.BANK_GUARANTEE, 0, A.SUPPLIER_RECEIVABLE, s, e.amount),
    )


def _provision_changed(e: supplier_events.ProvisionChanged, s: int) -> Iterable[Posting]:
    return move(
        e.currency,
        (A.PROVISION_EXPENSE, 0, A.GUARANTEE_PROVISION, s, max(0, e.amount)),
        (A.GUARANTEE_PROVISION, s, A.PROVISION_EXPENSE, 0, max(0, -e.amount)),
    )


SUPPLIER_JOURNALS: dict[type[Event], Journal] = {
    supplier_events.AdvanceRecovered: Journal(
        _advance_recovered,
        frozenset(
            {
                (A.SUPPLIER_AVAILABLE, A.HOUSE_DUE_TO_TRUST),
                (A.SUPPLIER_DEPOSIT, A.HOUSE_DUE_TO_TRUST),
                (A.BANK_GUARANTEE, A.SUPPLIER_RECEIVABLE),
            }
        ),
    ),
    supplier_events.DebtSetOff: Journal(
        lambda e, s: move(
            e.currency,
            (A.SUPPLIER_AVAILABLE, s, A.HOUSE_DUE_TO_TRUST, 0, e.amount),
            (A.BANK_HOUSE, 0, A.SUPPLIER_RECEIVABLE, s, e.amount),
        ),
        frozenset({(A.SUPPLIER_AVAILABLE, A.HOUSE_DUE_TO_TRUST), (A.BANK_HOUSE, A.SUPPLIER_RECEIVABLE)}),
    ),
    supplier_events.DebtSetOffUndone: Journal(
        lambda e, s: move(
            e.currency,
            (A.HOUSE_DUE_TO_TRUST, 0, A.SUPPLIER_AVAILABLE, s, e.amount),
            (A.SUPPLIER_RECEIVABLE, s, A.BANK_HOUSE, 0, e.amount),
        ),
        frozenset({(A.HOUSE_DUE_TO_TRUST, A.SUPPLIER_AVAILABLE), (A.SUPPLIER_RECEIVABLE, A.BANK_HOUSE)}),
    ),
    supplier_events.ProvisionChanged: Journal(
        _provision_changed,
        frozenset({(A.PROVISION_EXPENSE, A.GUARANTEE_PROVISION), (A.GUARANTEE_PROVISION, A.PROVISION_EXPENSE)}),
    ),
    supplier_events.DepositReceived: between(A.BANK_TRUST, A.SUPPLIER_DEPOSIT),
    bond_events.BondPaid: between(A.BANK_TRUST, A.SUPPLIER_DEPOSIT),
    supplier_events.DepositToppedUp: between(A.SUPPLIER_AVAILABLE, A.SUPPLIER_DEPOSIT),
    supplier_events.DepositReleased: between(A.SUPPLIER_DEPOSIT, A.SUPPLIER_AVAILABLE),
    supplier_events.AdvanceWrittenOff: between(A.GUARANTEE_PROVISION, A.SUPPLIER_RECEIVABLE),
    supplier_events.PayoutRequested: between(A.SUPPLIER_AVAILABLE, A.SUPPLIER_IN_TRANSIT),
    supplier_events.PayoutSettled: between(A.SUPPLIER_IN_TRANSIT, A.BANK_TRUST),
    supplier_events.PayoutBounced: between(A.SUPPLIER_IN_TRANSIT, A.SUPPLIER_AVAILABLE),
    supplier_events.PayoutReturned: between(A.BANK_TRUST, A.SUPPLIER_AVAILABLE),
}
"""The journal of each event of a supplier that moves money."""
