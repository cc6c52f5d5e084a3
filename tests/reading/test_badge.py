"""What a badge says of a supplier."""

from datetime import date

from fairhold.book.readings import Ended
from fairhold.reading.badge import Share, badge
from fairhold.trade.money import Money
from fairhold.trade.policy import PRESETS
from fairhold.trade.supplier import Purse, Supplier
from fairhold.trade.who import Party

POLICY = PRESETS["seed"]
DAY = date(2026, 6, 30)
PARTY = Party(4_099, "Longhai Steelware", "CN", verified=True)
SUPPLIER = Supplier(id=4_099, opted_in=True, purses={"USD": Purse(limit=4_000_000, reserved=1_000_000)})


def test_a_badge_shows_limit_free_limit_and_shares_with_their_intervals() -> None:
    found = badge(SUPPLIER, PARTY, Ended(50, 45, 1), DAY, POLICY)
    assert (found.limit, found.free) == (Money("4000000", "USD"), Money("3000000", "USD"))
    assert (found.name, found.country, found.day, found.since) == ("Longhai Steelware", "CN", DAY, date(2026, 1, 1))
    assert found.on_time == Share(45, 50, "90.0", "83.2", "94.2")
    assert found.lost == Share(1, 50, "2.0", "0.6", "6.5")


def test_without_an_order_nothing_is_claimed() -> None:
    assert badge(SUPPLIER, PARTY, Ended(0, 0, 0), DAY, POLICY).on_time == Share(0, 0, None, "0.0", "100.0")


def test_a_suspended_limit_is_said_and_nothing_of_it_is_free() -> None:
    held = Supplier(id=4_099, opted_in=True, suspended=True, purses=SUPPLIER.purses)
    found = badge(held, PARTY, Ended(0, 0, 0), DAY, POLICY)
    assert (found.suspended, found.free) == (True, Money("0", "USD"))
