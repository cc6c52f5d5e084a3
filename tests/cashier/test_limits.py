"""Computing limits: after an order that counts, every month, and never over a limit that was granted (4.9, O41)."""

from datetime import date, timedelta

import msgspec
import pytest

from cashier.till import BUYER, OPERATOR, SECOND_OF_TREASURY, SUPPLIER, SUPPLIER_ID, TREASURY, Till
from fairhold.book import readings
from fairhold.book.coding import decode_event
from fairhold.book.reference import publish_policy, read_reference
from fairhold.book.streams import load_events
from fairhold.cashier.limits import Assessed, assess_after_orders, assess_monthly, month_began, tend_bonds
from fairhold.limit.again import again
from fairhold.limit.models import assess
from fairhold.trade.bonds import RecordBond
from fairhold.trade.collateral import RecordDeposit
from fairhold.trade.fulfilment import AcceptGoods, ConfirmReceipt, DeclareCannotShip, DeclareReady, Ship, WaiveClaims
from fairhold.trade.limits import ChangePoints, SetTier, WithdrawGrant
from fairhold.trade.money import money
from fairhold.trade.policy import PRESETS, Policies
from fairhold.trade.second_person import AgreeMeasure
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


def bond(till: Till, minor: int, days: int) -> RecordBond:
    """A demand guarantee that stands for so many days."""
    return RecordBond(
        issuer="Bank of Ningbo",
        reference="LG 4471",
        rules="urdg758",
        amount=money(minor, "USD"),
        starts=till.now.date(),
        expires=till.now.date() + timedelta(days=days),
        document="5e" * 32,
        reason="original seen",
    )


def test_a_bank_guarantee_raises_the_limit_at_once_and_its_expiry_lowers_it(till: Till) -> None:
    """PP18, L5: 35,000 of past orders and 45,000 of a guarantee of 50,000; reminded of, expired, 35,000 again."""
    released(till)
    complete(till)
    assert assess_after_orders(till.desk, till.connection, till.now) == [Assessed(SUPPLIER_ID, 3_500_000)]
    till.done(SUPPLIER_ID, bond(till, 5_000_000, 60), TREASURY)
    (waits,) = till.supplier.pending
    till.done(SUPPLIER_ID, AgreeMeasure(digest=waits.proposal.digest), SECOND_OF_TREASURY)
    assert assess_after_orders(till.desk, till.connection, till.now) == [Assessed(SUPPLIER_ID, 8_000_000)]
    assert (till.supplier.purse("USD").limit, till.supplier.secured) == (8_000_000, 4_500_000)
    assert tend_bonds(till.desk, till.connection, till.now) == []
    till.wait(days=31)
    assert tend_bonds(till.desk, till.connection, till.now) == [SUPPLIER_ID]
    assert till.supplier.bonds[0].reminded
    assert tend_bonds(till.desk, till.connection, till.now) == []
    order = till.agreed(total=6_000_000, initial=1_000_000)
    till.wait(days=30)
    assert tend_bonds(till.desk, till.connection, till.now) == [SUPPLIER_ID]
    assert assess_after_orders(till.desk, till.connection, till.now) == [Assessed(SUPPLIER_ID, 3_500_000)]
    purse = till.supplier.purse("USD")
    assert (purse.limit, purse.reserved, purse.free, till.supplier.bonds) == (3_500_000, 6_000_000, 0, ())
    assert order
    till.proved()


def test_a_deposit_counts_at_once_also_where_orders_wait_for_the_month(till: Till) -> None:
    policy = msgspec.structs.replace(PRESETS["seed"], limit_recompute="monthly")
    publish_policy(till.connection, "seed", policy, till.now)
    released(till)
    complete(till)
    till.done(SUPPLIER_ID, RecordDeposit(amount=money(1_000_000, "USD"), line="deposit-1"), TREASURY)
    (found,) = assess_after_orders(till.desk, till.connection, till.now)
    assert found.limit == till.supplier.purse("USD").limit
    assert till.supplier.secured == 900_000


def test_every_limit_that_was_recorded_comes_out_again_of_the_stream(till: Till) -> None:
    """Standards 6.1: after orders, collateral, points and a month, under two policies and both models."""
    released(till)
    complete(till)
    assess_after_orders(till.desk, till.connection, till.now)
    till.done(SUPPLIER_ID, RecordDeposit(amount=money(1_000_000, "USD"), line="deposit-1"), TREASURY)
    assess_after_orders(till.desk, till.connection, till.now)
    policy = msgspec.structs.replace(PRESETS["seed"], limit_model="bounded", limit_g_bp=1_000, limit_g_reserve_bp=1_000)
    publish_policy(till.connection, "bounded", policy, till.now)
    till.wait(days=40)
    assess_monthly(till.desk, till.connection, till.now)
    by_two(till.desk, SUPPLIER_ID, ChangePoints(by=48, reason="forged delivery"), till.now)
    till.wait(days=40)
    assess_monthly(till.desk, till.connection, till.now)
    policies = read_reference(till.connection).policies
    assert policies is not None
    events = [decode_event(one.kind, one.body) for one in load_events(till.connection, SUPPLIER_ID)]
    found = list(again(SUPPLIER_ID, events, policies))
    assert [one.is_same for one in found] == [True] * 4
    assert [(one.recorded.model, one.recorded.grows) for one in found] == [
        ("rulebook", True),
        ("rulebook", False),
        ("bounded", True),
        ("bounded", True),
    ]
    assert [one.recorded.limit for one in found][0::3] == [3_500_000, 0]
    assert found[1].computed.limit == 4_400_000
    otherwise = Policies(
        {
            number: msgspec.structs.replace(one, limit_k_bp=9_999, limit_g_bp=1)
            for number, one in policies.by_version.items()
        },
        policies.current,
    )
    assert not all(one.is_same for one in again(SUPPLIER_ID, events, otherwise))
