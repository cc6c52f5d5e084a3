"""The forecast says what the rules then do: amounts, conditions and days."""

from datetime import date, timedelta

import msgspec
import pytest

from fairhold.reading.forecast import Sum, comes, sums
from fairhold.trade.claims import PlaceHold
from fairhold.trade.money import Money
from fairhold.trade.order import Stage
from fairhold.trade.policy import PRESETS
from fairhold.trade.who import Role, Who
from trade.playing import Play, usd
from trade.test_rolling_reserve import KEEPS, playing, received


def told(play: Play, order: int) -> list[tuple[str, int, date | None]]:
    """Conditions, amounts and days of one order."""
    return [(one.condition, one.amount.minor, one.day) for one in comes(play.orders[order], play.policies)]


def test_inside_the_limit_money_comes_at_shipment() -> None:
    play = Play()
    order = play.order(Stage.READY_TO_SHIP)
    assert told(play, order) == [("shipment", 80_000_00, None)]
    play.take(order, Stage.SHIPPED)
    assert play.purse().available == 80_000_00
    assert told(play, order) == []


def test_what_the_buyer_has_not_paid_is_said_apart() -> None:
    play = Play()
    order = play.order(Stage.IN_PRODUCTION)
    assert told(play, order) == [("shipment", 25_000_00, None), ("unpaid", 55_000_00, None)]


def test_under_pre_shipment_coverage_money_comes_when_the_goods_are_accepted() -> None:
    play = Play()
    order = play.order(Stage.READY, coverage="pre_shipment")
    ((condition, amount, day), unpaid) = told(play, order)
    assert (condition, amount, unpaid[:2]) == ("acceptance", 25_000_00, ("unpaid", 55_000_00))
    assert day == play.deadlines(order)["preship_accept_ttl"]
    assert day is not None
    play.wait(order, day + timedelta(days=1))
    assert play.purse().available == 25_000_00


def test_above_the_limit_the_uncovered_part_comes_when_claims_end() -> None:
    """SC3: 50,000 over a limit of 30,000; what was told while the goods are away is what happens if nobody acts."""
    kept = {"uncovered_reserve_until": "claim_window_end", "claim_days_after_auto_confirm": 30}
    play = Play(msgspec.structs.replace(PRESETS["seed"], **kept), limit=30_000_00)
    order = play.order(Stage.DELIVERED, frozen=True, total=50_000_00)
    before = told(play, order)
    assert sum(amount for _, amount, _ in before) == 50_000_00
    for condition, amount, day in before:
        assert day is not None, condition
        had = play.purse().available
        play.wait(order, day)
        assert play.purse().available == had, condition
        play.wait(order, day + timedelta(days=1))
        assert play.purse().available == had + amount, condition
    assert [condition for condition, _, _ in before] == ["receipt", "claims"]
    assert play.stage(order) == Stage.COMPLETED


def test_what_is_kept_back_of_a_card_payment_is_told_until_it_is_free_also_after_the_order_s_end() -> None:
    """PP21: 50.00 of 500.00 for 120 days; the order is complete long before."""
    play = playing(KEEPS)
    order = received(play, 500, 500)
    day = play.today + timedelta(days=120)
    assert told(play, order) == [("rolling", 50_00, day)]
    play.wait(order, day)
    assert (play.stage(order), told(play, order)) == (Stage.COMPLETED, [("rolling", 50_00, day)])
    play.wait(order, day + timedelta(days=1))
    assert (told(play, order), play.purse().available) == ([], 500_00)


def test_a_service_fee_is_taken_off_as_it_will_be() -> None:
    play = Play(msgspec.structs.replace(PRESETS["seed"], service_fee_supplier_bp=250))
    order = play.order(Stage.READY_TO_SHIP)
    assert told(play, order) == [("shipment", 78_000_00, None)]
    play.take(order, Stage.SHIPPED)
    assert play.purse().available == 78_000_00


def test_while_compliance_holds_an_order_nothing_has_a_day() -> None:
    play = Play()
    order = play.order(Stage.READY_TO_SHIP)
    play.done(order, PlaceHold(reason="screening"), Who(Role.COMPLIANCE, 0, "first"))
    assert told(play, order) == [("hold", 80_000_00, None)]


@pytest.mark.parametrize("limit", [0, 30_000_00, 100_000_00])
def test_the_sums_are_those_of_the_rows(limit: int) -> None:
    play = Play(limit=limit)
    away = play.order(Stage.DELIVERED, frozen=True, total=50_000_00)
    paying = play.order(Stage.IN_PRODUCTION, frozen=True, total=50_000_00)
    rows = [*comes(play.orders[away], play.policies), *comes(play.orders[paying], play.policies)]
    assert sums(rows) == (Sum(usd(75_000), usd(50_000), Money("2500000", "USD")),)
