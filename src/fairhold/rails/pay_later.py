"""Pay Later: a loan of a lender who approved the buyer pays the order, and the buyer pays the lender (S43, S50, SC17,
SC20).

Sources: S43 (a credit line of up to 150,000 USD for buyers in the United States, up to 6 months, no processing fee,
1 to 3 working days after the loan agreement), O40 and O46 (refunds go to the loan first; a draw returned within 48
hours costs nothing).
"""

from typing import Final

from fairhold.rails import checks
from fairhold.rails.shape import Arrival, Fee, Kind, Objection, RefundPath, Reversal, in_working_days, object_to
from fairhold.rails.wish import Wish
from fairhold.trade.money import show
from fairhold.trade.rail import PayLater


def _most(row: PayLater, wish: Wish) -> int:
    return row.line_max_usd_minor


def _line(name: str, row: PayLater, wish: Wish) -> Objection | None:
    needed = show(wish.amount, wish.currency)
    if wish.credit_line_usd is None:
        why = f"{row.title} needs a credit line that a lender has approved; none is named."
        return object_to("credit_line_missing", "S43", why, f"Have a line of at least {needed} approved and name it.")
    usd = wish.in_usd(wish.amount, wish.currency)
    if usd is not None and usd <= wish.credit_line_usd:
        return None
    why = f"The credit line of {show(wish.credit_line_usd, 'USD')} does not reach for {needed}."
    return object_to("credit_line_too_small", "SC17", why, "Draw what it reaches for and pay the rest by another rail.")


def _term(name: str, row: PayLater, wish: Wish) -> Objection | None:
    if wish.term_months is None or wish.term_months <= row.term_max_months:
        return None
    why = f"A loan runs at most {row.term_max_months} months, not {wish.term_months}."
    return object_to("loan_term_too_long", "S43", why, f"Agree a term of at most {row.term_max_months} months.")


def _fee(row: PayLater, wish: Wish) -> Fee:
    return Fee(0, 0, "nothing")


def _arrival(row: PayLater, wish: Wish) -> Arrival:
    return in_working_days(wish, row.arrival_least_days, row.arrival_most_days, "loan_agreement")


def _reversal(row: PayLater) -> Reversal:
    return Reversal("by_lender", "As the loan agreement says.")


def _refund(row: PayLater) -> RefundPath:
    return RefundPath("loan_first", "The loan is paid off first; what is left goes to the buyer.")


def _notes(row: PayLater, wish: Wish) -> tuple[str, ...]:
    return (
        "Days count from the loan agreement.",
        f"The lender's interest is its own matter and not counted here; at most {row.term_max_months} months.",
    )


KIND: Final = Kind(
    row=PayLater,
    also_called=("paylater", "loan"),
    checks=(
        checks.country,
        checks.currency,
        checks.supplier_takes,
        checks.payment_max(_most, "SC20"),
        checks.payments_made,
        _line,
        _term,
        checks.supplier_cap,
    ),
    fee=_fee,
    arrival=_arrival,
    reversal=_reversal,
    refund=_refund,
    notes=_notes,
)
