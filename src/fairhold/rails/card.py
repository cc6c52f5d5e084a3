"""Card: Visa or MasterCard, credit or debit, the fastest rail and the one that can be taken back longest (S42,
S47-S49, A10, A11, A13, SC15, SC16).

Sources: S42 (12,000 USD a payment, 2.95 %, USD, 1 to 2 hours), S48 (most suppliers take cards up to 500 USD only), O40
(refunds to the original card, even a closed one), O48 (chargebacks for 120 to 180 days, some up to 540).
"""

from typing import Final

from fairhold.rails import checks
from fairhold.rails.shape import Arrival, Fee, Kind, Objection, RefundPath, Reversal, by_share, object_to
from fairhold.rails.wish import Wish
from fairhold.trade.rail import Card


def _most(row: Card, wish: Wish) -> int:
    return row.payment_max_usd_minor


def _scheme(name: str, row: Card, wish: Wish) -> Objection | None:
    if not wish.card_scheme or wish.card_scheme in row.schemes:
        return None
    takes = " or ".join(row.schemes)
    why = f"{row.title} means {takes}, not {wish.card_scheme}."
    return object_to("card_scheme_not_taken", "S42", why, f"Use a card of {takes}, or another rail.")


def _fee(row: Card, wish: Wish) -> Fee:
    return by_share(row.fee_bp, wish.amount)


def _arrival(row: Card, wish: Wish) -> Arrival:
    return Arrival(wish.on, wish.on, (0, 0), hours=(row.arrival_least_hours, row.arrival_most_hours))


def _reversal(row: Card) -> Reversal:
    said = (
        f"The holder can ask its bank for the money for {row.reversible_least_days} to {row.reversible_usual_days} "
        f"days, in some cases for {row.reversible_most_days}; the supplier keeps its shipping documents as evidence."
    )
    return Reversal("chargeback", said, (row.reversible_usual_days, row.reversible_most_days))


def _refund(row: Card) -> RefundPath:
    days = (row.refund_least_days, row.refund_most_days)
    return RefundPath("original_card", "Back to the very card it came from, even if that is closed.", days)


def _notes(row: Card, wish: Wish) -> tuple[str, ...]:
    return (f"Cards of {' or '.join(row.schemes)}, credit or debit.",)


KIND: Final = Kind(
    row=Card,
    also_called=("credit_card", "debit_card", "visa", "mastercard"),
    checks=(
        checks.country,
        checks.currency,
        checks.supplier_takes,
        checks.payment_max(_most, "SC15"),
        checks.payments_made,
        _scheme,
        checks.supplier_cap,
    ),
    fee=_fee,
    arrival=_arrival,
    reversal=_reversal,
    refund=_refund,
    notes=_notes,
)
