"""Payout days: whoever has one is asked once a day, and the payout is in the outbox (S9, M15a)."""

from cashier.test_limits import complete
from cashier.till import SUPPLIER, SUPPLIER_ID, Till
from fairhold.book import readings
from fairhold.cashier.payout_days import pay_scheduled
from fairhold.trade.payout_schedule import SetPayoutSchedule


def test_money_leaves_on_its_day_once_and_by_the_clock(till: Till) -> None:
    complete(till)
    assert readings.on_schedule(till.connection, "manual", 0, 10) == []
    assert readings.on_schedule(till.connection, "daily", 0, 10) == [SUPPLIER_ID]
    assert pay_scheduled(till.desk, till.connection, till.now)
    assert till.supplier.purse("USD").available == 8_000_000
    till.done(SUPPLIER_ID, SetPayoutSchedule(every="daily"), SUPPLIER)
    till.wait(days=4)
    assert readings.on_schedule(till.connection, "manual", 0, 10) == [SUPPLIER_ID]
    assert pay_scheduled(till.desk, till.connection, till.now)
    assert (till.supplier.purse("USD").available, till.supplier.purse("USD").in_transit) == (0, 8_000_000)
    assert pay_scheduled(till.desk, till.connection, till.now)
    assert till.supplier.payouts_made == 1
    assert readings.on_schedule(till.connection, "manual", 0, 10) == []
    till.proved()
