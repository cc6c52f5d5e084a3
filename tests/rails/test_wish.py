"""A wish: what is no payment is malformed, the first fault is told, and amounts in dollars are exact."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from fairhold.rails.wish import WishWrong, rate_of
from fairhold.trade.money import AMOUNT_MAX_MINOR, Money
from fairhold.trade.rail import AcceptedRail
from rails.quoting import wish

EUROS = AcceptedRail(rail="card", cap=Money("50000", "EUR"))


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"currency": "BTC"}, "currency_unknown", "currency"),
        ({"amount": 0}, "amount_not_positive", "amount"),
        ({"amount": -1}, "amount_not_positive", "amount"),
        ({"order_total": 0}, "amount_not_positive", "order_total"),
        ({"amount": AMOUNT_MAX_MINOR, "order_total": AMOUNT_MAX_MINOR}, "amount_too_large", "amount"),
        ({"order_total": AMOUNT_MAX_MINOR}, "amount_too_large", "order_total"),
        ({"order_total": 99_99}, "malformed", "order_total"),
        ({"buyer_country": ""}, "malformed", "buyer_country"),
        ({"buyer_country": "us"}, "malformed", "buyer_country"),
        ({"buyer_country": "UK"}, "malformed", "buyer_country"),
        ({"buyer_country": "XX"}, "malformed", "buyer_country"),
        ({"supplier_country": "USA"}, "malformed", "supplier_country"),
        ({"on": date(2014, 12, 31)}, "date_out_of_range", "on"),
        ({"on": date(2084, 1, 1)}, "date_out_of_range", "on"),
        ({"term_months": 0}, "malformed", "term_months"),
        ({"term_months": 121}, "malformed", "term_months"),
        ({"paid_by": {"card": -1}}, "malformed", "paid_by"),
        ({"paid_by": {"card": 1_001}}, "malformed", "paid_by"),
        ({"accepts": (EUROS,)}, "wrong_currency", "accepts"),
        ({"currency": "BTC", "amount": 0, "buyer_country": "XX"}, "currency_unknown", "currency"),
    ],
)
def test_what_is_no_payment_is_malformed(fields: dict[str, Any], code: str, field: str) -> None:
    with pytest.raises(WishWrong) as wrong:
        wish(**({"amount": 100_00, "order_total": 100_00} | fields))
    assert (wrong.value.code, wrong.value.field) == (code, field)


def test_the_largest_and_smallest_wishes_are_taken() -> None:
    assert wish(1).amount == 1
    assert wish(AMOUNT_MAX_MINOR // 2).order_total == AMOUNT_MAX_MINOR // 2
    assert wish(1, on=date(2015, 1, 1)).on == date(2015, 1, 1)


def test_calendars_are_the_buyers_and_the_suppliers() -> None:
    assert wish(1).calendars == ("US",)
    assert wish(1, supplier_country="CN").calendars == ("US", "CN")
    assert wish(1, supplier_country="US").calendars == ("US",)


@pytest.mark.parametrize(
    ("currency", "rate", "minor", "cents"),
    [
        ("USD", None, 123, Fraction(123)),
        ("EUR", "1.0905", 22_000_00, Fraction(23_991_00)),
        ("JPY", "0.0066", 25_000, Fraction(165_00)),
        ("KWD", "3.25", 1_250, Fraction(406_25, 100)),
        ("EUR", None, 1, None),
    ],
)
def test_an_amount_in_dollars_is_exact(currency: str, rate: str | None, minor: int, cents: Fraction | None) -> None:
    one = wish(minor, currency=currency, usd_rate=None if rate is None else rate_of(rate))
    assert one.in_usd(minor, currency) == cents


@pytest.mark.parametrize("text", ["", "0", "0.000", "-1", "1,5", "1.", ".5", "1e3", "1.0000000001", "1234567890", "١"])
def test_a_rate_is_digits_above_zero(text: str) -> None:
    with pytest.raises(WishWrong) as wrong:
        rate_of(text)
    assert (wrong.value.code, wrong.value.field) == ("malformed", "usd_rate")
