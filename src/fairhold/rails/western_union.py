"""Western Union: money handed to an agent, for buyers in the United States and small orders (S45, A12, O42, SC18).

Sources: S45 (orders below 2,500 USD, one business day), A12 (strictly below, and the order's total counts), O42 (its
fees up to 1,000 USD).
"""

from typing import Final

from fairhold.rails import checks
from fairhold.rails.shape import (
    Arrival,
    Fee,
    Kind,
    Objection,
    RefundPath,
    Reversal,
    by_band,
    in_working_days,
    object_to,
)
from fairhold.rails.wish import Wish
from fairhold.trade.money import show
from fairhold.trade.rail import WesternUnion


def _order(name: str, row: WesternUnion, wish: Wish) -> Objection | None:
    below, usd = row.orders_below_usd_minor, wish.in_usd(wish.order_total, wish.currency)
    if usd is None:
        why = f"{row.title} is for orders below {show(below, 'USD')}, and what {wish.currency} is worth is not said."
        return object_to("rate_missing", "A12", why, f"Ask again with the rate: USD for one {wish.currency}.")
    if usd < below:
        return None
    total = show(wish.order_total, wish.currency)
    why = f"{row.title} is for orders below {show(below, 'USD')}; this one is {total}."
    return object_to("rail_order_too_large", "SC18", why, "Use another rail: the order counts, not the payment.")


def _fee(row: WesternUnion, wish: Wish) -> Fee:
    return by_band(row.fees_minor[wish.currency], wish.amount, "to_the_agent")


def _arrival(row: WesternUnion, wish: Wish) -> Arrival:
    return in_working_days(wish, row.arrival_least_days, row.arrival_most_days)


def _reversal(row: WesternUnion) -> Reversal:
    return Reversal("until_picked_up", "The sender can take it back until it is picked up.")


def _refund(row: WesternUnion) -> RefundPath:
    return RefundPath("same_rail_or_transfer", "Back the same way, or as a bank transfer.")


def _notes(row: WesternUnion, wish: Wish) -> tuple[str, ...]:
    fee = _fee(row, wish)
    return ("The agent's charge is an estimate.",) if fee.least != fee.most else ()


KIND: Final = Kind(
    row=WesternUnion,
    also_called=("wu", "westernunion"),
    checks=(checks.country, checks.currency, checks.supplier_takes, _order, checks.payments_made, checks.supplier_cap),
    fee=_fee,
    arrival=_arrival,
    reversal=_reversal,
    refund=_refund,
    notes=_notes,
)
