"""A wish and its quote with as little to say as possible, for the tests of this room."""

from datetime import date
from typing import Any

from fairhold.rails.quote import Eligible, Quote, RefusedRail, quote
from fairhold.rails.wish import Wish
from fairhold.trade.money import Money
from fairhold.trade.policy import Policy
from fairhold.trade.rail import AcceptedRail, Rail

MONDAY = date(2026, 11, 23)
RAILS = ("bank_debit", "card", "pay_later", "telegraphic_transfer", "western_union")


def wish(amount: int, **fields: Any) -> Wish:
    """A wish to pay so many US cents from the United States on MONDAY, with these fields changed."""
    usual: dict[str, Any] = {
        "amount": amount,
        "currency": "USD",
        "order_total": amount,
        "buyer_country": "US",
        "on": MONDAY,
        "accepts": takes(*RAILS),
    }
    return Wish(**(usual | fields))


def with_rails(**rails: Rail) -> Policy:
    """The seed policy with these rails and no others."""
    return Policy(rails=rails)


def takes(*rails: str, **caps: int) -> tuple[AcceptedRail, ...]:
    """A supplier that takes these rails, the last ones with a cap in US cents; a card without one up to any amount."""
    capped = {"card": 100_000_000} | caps if "card" in rails else caps
    names = dict.fromkeys((*rails, *caps))
    return tuple(
        AcceptedRail(rail=name, cap=Money(str(capped[name]), "USD") if name in capped else None) for name in names
    )


def ask(amount: int, *methods: str, policy: Policy | None = None, **fields: Any) -> Quote:
    """The quote for such a wish."""
    return quote(wish(amount, **fields), policy or Policy(), methods)


def eligible(amount: int, rail: str, **fields: Any) -> Eligible:
    """The rail, which must be eligible."""
    answer = ask(amount, rail, **fields)
    assert answer.refused == ()
    (one,) = answer.eligible
    return one


def refused(amount: int, rail: str, **fields: Any) -> RefusedRail:
    """The rail, which must be refused."""
    answer = ask(amount, rail, **fields)
    assert answer.eligible == ()
    (one,) = answer.refused
    return one
