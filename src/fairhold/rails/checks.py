"""What may stand in the way of any rail: where the buyer's account is, currency, order, amount, number, supplier.

Each check looks at one thing and says what would make the rail eligible. A kind puts them in `ORDER`, with its own
before the supplier's cap, so a payment that fails twice always hears the same of the two.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final

from fairhold.rails.shape import Objection, object_to
from fairhold.rails.wish import Wish
from fairhold.trade.money import show
from fairhold.trade.rail import AcceptedRail, Row

ORDER: Final = (
    "rail_not_for_country",
    "rail_not_for_currency",
    "rail_not_taken_by_supplier",
    "rail_order_too_large",
    "rate_missing",
    "rail_payment_too_large",
    "rail_used_up",
    "card_scheme_not_taken",
    "credit_line_missing",
    "credit_line_too_small",
    "loan_term_too_long",
    "above_supplier_cap",
)
"""Every objection to a rail that there is, in the order in which they are looked for."""


def country(name: str, row: Any, wish: Wish) -> Objection | None:
    """Is the buyer's account where this rail takes it from? No countries: anywhere."""
    return country_among(row.title, row.countries, wish) if row.countries else None


def country_among(title: str, countries: Sequence[str], wish: Wish) -> Objection | None:
    """The same for countries that stand elsewhere in the row."""
    if wish.buyer_country in countries:
        return None
    where = ", ".join(countries)
    why = f"{title} is for buyers with an account in {where}, not in {wish.buyer_country}."
    return object_to("rail_not_for_country", "S41-S45", why, f"Pay from an account in {where}, or by another rail.")


def currency(name: str, row: Row, wish: Wish) -> Objection | None:
    """Does the rail take this currency?"""
    if wish.currency in row.currencies:
        return None
    takes = ", ".join(row.currencies)
    why = f"{row.title} takes {takes}, not {wish.currency}."
    return object_to("rail_not_for_currency", "S41-S45", why, f"Agree the order in {takes}, or use another rail.")


def payment_max(most_of: Callable[[Any, Wish], int], rule: str) -> Callable[[str, Any, Wish], Objection | None]:
    """A check that one payment is at most so many US cents (A9: at the rate of the day; A10: each payment counts)."""

    def check(name: str, row: Any, wish: Wish) -> Objection | None:
        most = most_of(row, wish)
        usd = wish.in_usd(wish.amount, wish.currency)
        if usd is None:
            return _rate_missing(wish, f"The limit of {show(most, 'USD')} is in USD", "A9")
        if usd <= most:
            return None
        why = f"One payment by {row.title} is at most {show(most, 'USD')}, not {_shown(wish)}."
        if row.payments_per_milestone_max == 1:
            instead = f"Pay at most {show(most, 'USD')} by it and the rest by another rail."
        else:
            instead = f"Pay in parts of at most {show(most, 'USD')}, or by another rail."
        return object_to("rail_payment_too_large", rule, why, instead)

    return check


def payments_made(name: str, row: Row, wish: Wish) -> Objection | None:
    """Were as many payments of this milestone made by it as may be (A10)? 0: any number."""
    most, made = row.payments_per_milestone_max, wish.paid_by.get(name, 0)
    if not most or made < most:
        return None
    why = f"A milestone takes {most} payment{'s' if most > 1 else ''} by {row.title}; {made} made before."
    return object_to("rail_used_up", "A10", why, "Pay the rest by another rail.")


def supplier_takes(name: str, row: Row, wish: Wish) -> Objection | None:
    """Does the supplier take this rail at all (S48)? One that has not said takes every one."""
    if wish.accepts is None or _accepted(name, wish) is not None:
        return None
    why = f"This supplier does not take {row.title}."
    return object_to("rail_not_taken_by_supplier", "S48", why, "Use a rail it takes, or ask it to take this one.")


def supplier_cap(name: str, row: Row, wish: Wish) -> Objection | None:
    """Does the supplier take this much by it (S48, SC16)? Without a cap of its own the row's holds."""
    accepted = _accepted(name, wish)
    if accepted is not None and accepted.cap is not None:
        most, whose = accepted.cap.minor, "This supplier takes"
    elif row.supplier_cap_usd_minor:
        most, whose = row.supplier_cap_usd_minor, "Unless they say otherwise, suppliers take"
    else:
        return None
    usd = wish.in_usd(wish.amount, wish.currency)
    if usd is None:
        return _rate_missing(wish, f"The supplier's cap of {show(most, 'USD')} is in USD", "S48")
    if usd <= most:
        return None
    why = f"{whose} at most {show(most, 'USD')} by {row.title}, not {_shown(wish)}."
    instead = f"Pay at most {show(most, 'USD')} by it, use another rail, or ask the supplier for a higher cap."
    return object_to("above_supplier_cap", "S48", why, instead)


def _accepted(name: str, wish: Wish) -> AcceptedRail | None:
    return next((one for one in wish.accepts or () if one.rail == name), None)


def _rate_missing(wish: Wish, what: str, rule: str) -> Objection:
    why = f"{what}, and what {wish.currency} is worth in USD is not said."
    return object_to("rate_missing", rule, why, f"Ask again with the rate: USD for one {wish.currency}.")


def _shown(wish: Wish) -> str:
    return show(wish.amount, wish.currency)
