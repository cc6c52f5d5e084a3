"""How a limit is explained: what is in force, what the model gives, what would raise it, and what-if."""

from datetime import date

import msgspec
import pytest

from fairhold.reading.limit import LimitExplained, Supposed, WhatIf, explain
from fairhold.trade.money import Money
from fairhold.trade.policy import PRESETS
from fairhold.trade.supplier import Purse, Supplier
from fairhold.trade.supplier_events import OrderCounted

DAY = date(2026, 6, 30)
POLICY = PRESETS["seed"]
NUMBER = 4_099
SUPPLIER = Supplier(id=NUMBER, tier=1, points=6, purses={"USD": Purse(limit=4_000_000, reserved=1_000_000)})


def counted(order: int, day: date, value: int = 8_000_000, **said: object) -> OrderCounted:
    """An order of 80,000 that ended well."""
    plain = OrderCounted(
        order=order, buyer=order, currency="USD", value=value, failed=0, on_time=True, lost=False, day=day
    )
    return msgspec.structs.replace(plain, **said)


def usd(dollars: int) -> Money:
    return Money(str(dollars * 100), "USD")


def shown(supposed: Supposed | None = None, supplier: Supplier = SUPPLIER) -> LimitExplained:
    past = [counted(1, date(2026, 5, 1)), counted(2, date(2026, 6, 1), currency="EUR"), counted(3, date(2026, 6, 2))]
    return explain(supplier, past, DAY, POLICY, supposed)


def test_a_limit_is_explained_by_its_factors_and_orders() -> None:
    """4.9: (15,000 + 0.25 x 160,000) x (1 - 6/48) = 48,125; dollars only."""
    found = shown()
    assert (found.computed, found.raw, found.bound, found.by_hand) == (
        usd(48_000),
        Money("4812500", "USD"),
        "none",
        False,
    )
    assert (found.in_force.granted, found.in_force.free) == (usd(40_000), usd(30_000))
    assert [one.ended for one in found.orders] == [date(2026, 6, 2), date(2026, 5, 1)]
    assert found.orders_count == 2


def test_what_would_raise_it_is_computed() -> None:
    """240,000 more by three such orders, capped at half more; without points 55,000; tier 2 (30,000) 61,250."""
    assert shown().raises == (
        WhatIf(supposed="three more such orders, on time, of new buyers", limit=usd(60_000), change="1200000"),
        WhatIf(supposed="no penalty points", limit=usd(55_000), change="700000"),
        WhatIf(supposed="tier 2", limit=usd(60_000), change="1200000"),
    )


@pytest.mark.parametrize(
    ("supposed", "words", "limit", "change"),
    [
        (Supposed(1, 2_000_000), "1 more of USD 20,000.00, on time", 52_000, "400000"),
        (Supposed(2, 8_000_000, on_time=False), "2 more of USD 80,000.00, late", 48_000, "0"),
        (Supposed(1, 8_000_000, lost=True), "1 more of USD 80,000.00, on time, lost", 24_000, "-2400000"),
    ],
)
def test_what_if(supposed: Supposed, words: str, limit: int, change: str) -> None:
    """N11; late: 0.25 x 320,000 x 1/2; lost: 0.25 x 160,000 x (1 - 2/3)."""
    assert shown(supposed).what_if == WhatIf(supposed=words, limit=usd(limit), change=change)


def test_a_suspended_limit_is_free_for_nobody_and_a_granted_one_says_so() -> None:
    suspended = shown(supplier=msgspec.structs.replace(SUPPLIER, suspended=True, granted=("USD",)))
    assert (suspended.in_force.free, suspended.by_hand, suspended.suspended) == (usd(0), True, True)
    assert (suspended.computed, suspended.bound, suspended.raises) == (usd(0), "suspended", ())


def test_a_supplier_without_orders_starts_with_its_tier() -> None:
    found = explain(Supplier(id=NUMBER), [], DAY, POLICY)
    assert (found.computed, found.orders, found.orders_count) == (usd(3_000), (), 0)
    assert [one.supposed for one in found.raises] == ["three more such orders, on time, of new buyers", "tier 1"]
