"""Computing limits: after an order that counts, every month, and never over a limit that was granted (4.9, O41)."""

from datetime import date

import msgspec
import pytest

from cashier.till import BUYER, OPERATOR, SUPPLIER, SUPPLIER_ID, Till
from fairhold.book import readings
from fairhold.book.reference import publish_policy
from fairhold.cashier.limits import Assessed, assess_after_orders, assess_monthly, month_began
from fairhold.limit.models import assess
from fairhold.trade.fulfilment import AcceptGoods, ConfirmReceipt, DeclareCannotShip, DeclareReady, Ship, WaiveClaims
from fairhold.trade.limits import SetTier, WithdrawGrant
from fairhold.trade.policy import PRESETS
from fairhold.trade.supplier_events import OrderCounted
from granting import by_two
from trade.playing import document


@pytest.mark.parametrize(
    ("today", "day", "began"),
    [
        (date(2026, 3, 10), 10, date(2026, 3, 10)),
        (date(2026, 3, 9), 10, date(2026, 2, 10)),
        (date(2026, 1, 1), 28, date(2025, 12, 28)),
    ],
)
def test_the_month_of_limits_begins_on_its_day(today: date, day: int, began: date) -> None:
    assert month_began(today, day) == began


def complete(till: Till) -> int:
    """An order of 80,000 from signature to waived claims; its number."""
    order = till.agreed()
    till.take(till.file(till.line(8_000_000, order=order)))
    till.done(order, DeclareReady(), SUPPLIER)
    till.done(order, AcceptGoods(waive_inspection=True), BUYER)
    till.done(order, Ship(document=document(till.now.date())), SUPPLIER)
    till.done(order, ConfirmReceipt(), BUYER)
    till.done(order, WaiveClaims(confirmed=True), BUYER)
    return order


def released(till: Till) -> None:
    """The limit of the till's supplier is computed from now on; it is of tier 1, whose base is 15,000."""
    till.done(SUPPLIER_ID, WithdrawGrant(currency="USD", reason="history"), OPERATOR)
    by_two(till.desk, SUPPLIER_ID, SetTier(tier=1, reason="audited"))


def test_a_granted_limit_is_left_alone(till: Till) -> None:
    complete(till)
    assert assess_after_orders(till.desk, till.connection, till.now) == [
        Assessed(SUPPLIER_ID, 50_000_000, "limit_granted")
    ]
    assert assess_after_orders(till.desk, till.connection, till.now) == []
    assert till.supplier.purse("USD").limit == 50_000_000


def test_an_order_that_counts_changes_the_limit(till: Till) -> None:
    """4.9: 15,000 + 0.25 x 80,000, then 15,000 + 0.25 x 80,000 x 1/2 x (1 - 2 x 1/2)."""
    released(till)
    order = complete(till)
    assert assess_after_orders(till.desk, till.connection, till.now) == [Assessed(SUPPLIER_ID, 3_500_000)]
    assert [event.order for event in readings.counted(till.connection, SUPPLIER_ID)] == [order]
    assert (till.supplier.purse("USD").limit, till.supplier.assessed_on) == (3_500_000, till.now.date())
    failed = till.agreed(total=3_000_000, initial=1_000_000)
    till.take(till.file(till.line(1_000_000, order=failed)))
    till.done(failed, DeclareCannotShip(reason="fire"), SUPPLIER)
    assert assess_after_orders(till.desk, till.connection, till.now) == [Assessed(SUPPLIER_ID, 1_500_000)]
    till.proved()


def test_every_limit_is_computed_anew_once_a_month(till: Till) -> None:
    """O41: what ended 180 days ago counts no more; the supplier keeps the base of its tier."""
    released(till)
    complete(till)
    assert assess_monthly(till.desk, till.connection, till.now) == [Assessed(SUPPLIER_ID, 3_500_000)]
    assert assess_monthly(till.desk, till.connection, till.now) == []
    till.wait(days=200)
    assert assess_monthly(till.desk, till.connection, till.now) == [Assessed(SUPPLIER_ID, 1_500_000)]
    assert assess_monthly(till.desk, till.connection, till.now) == []


def test_a_policy_may_leave_it_to_the_month(till: Till) -> None:
    policy = msgspec.structs.replace(PRESETS["seed"], limit_recompute="monthly")
    publish_policy(till.connection, "seed", policy, till.now)
    released(till)
    complete(till)
    assert assess_after_orders(till.desk, till.connection, till.now) == []
    assert till.supplier.purse("USD").limit == 50_000_000


def test_only_orders_in_the_currency_of_the_limit_count_and_any_day_can_be_asked_for(till: Till) -> None:
    counted = [
        OrderCounted(
            order=number, buyer=9, currency=currency, value=8_000_000, failed=0, on_time=True, lost=False, day=day
        )
        for number, currency, day in ((1, "USD", date(2026, 3, 2)), (2, "EUR", date(2026, 3, 2)))
    ]
    found = assess(till.supplier, counted, date(2026, 3, 1), PRESETS["seed"])
    assert (found.day, found.orders, found.raw) == (date(2026, 3, 2), (1,), 2_300_000)
