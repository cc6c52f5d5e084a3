"""Before one chooses a supplier: the points to look at, and protection with its price (S2, S12-S15, S76, S77)."""

from datetime import date
from typing import Any

import msgspec
import pytest

from fairhold.reading.badge import share
from fairhold.reading.before import ProfileShown
from fairhold.reading.choosing import Point, compared, points
from fairhold.reading.directory import SupplierFound
from fairhold.trade.money import Money
from fairhold.trade.policy import PRESETS
from fairhold.trade.rail import AcceptedRail

POLICY = PRESETS["seed"]
PROFILE = ProfileShown(goods=(), about="", surcharge=None, not_accepted=(), rails=None)
GOOD = SupplierFound(
    supplier="sup_0ep7trc0009yj",
    party="pty_0ep7trc0009yj",
    name="Longhai Steelware",
    country="CN",
    score="80.0",
    grade="4.8 ± 0.1 from 50 orders",
    limit=Money("3000000", "USD"),
    free=Money("3000000", "USD"),
    suspended=False,
    on_time=share(50, 50),
    lost=share(0, 50),
    answered=share(10, 10),
    contracts="85",
    profile=PROFILE,
    day=date(2026, 6, 30),
)


def seen(one: SupplierFound = GOOD, orders: int = 50, value: int | None = 2_000_000) -> dict[str, Point]:
    return {point.name: point for point in points(one, orders, POLICY, value)}


def changed(**fields: Any) -> SupplierFound:
    return msgspec.structs.replace(GOOD, **fields)


def test_a_supplier_with_a_long_clean_past_and_a_limit_above_the_order_is_good_in_every_point() -> None:
    assert {name: point.outcome for name, point in seen().items()} == dict.fromkeys(
        ("limit", "past", "on_time", "lost", "contracts", "terms", "rails", "surcharge"), "good"
    )


@pytest.mark.parametrize(
    ("value", "free", "outcome", "words"),
    [
        (3_000_000, 3_000_000, "good", "USD 30,000.00 of USD 30,000.00 is free, which covers your order."),
        (5_000_000, 3_000_000, "careful", "less than your order: its money stays frozen until delivery"),
        (None, 3_000_000, "unknown", "pick a supplier whose free limit is above your order"),
    ],
)
def test_the_limit_is_held_against_the_order(value: int | None, free: int, outcome: str, words: str) -> None:
    """S14, S15: 50,000 and a limit of 30,000."""
    point = seen(changed(free=Money(str(free), "USD")), value=value)["limit"]
    assert point.outcome == outcome
    assert words in point.words


def test_no_limit_and_a_suspended_one_are_bad() -> None:
    nothing = Money("0", "USD")
    assert seen(changed(limit=nothing, free=nothing))["limit"].outcome == "bad"
    assert seen(changed(suspended=True))["limit"].words.startswith("The limit is suspended.")


@pytest.mark.parametrize(
    ("name", "fields", "outcome"),
    [
        ("on_time", {"on_time": share(10, 10)}, "good"),
        ("on_time", {"on_time": share(4, 5)}, "careful"),
        ("on_time", {"on_time": share(10, 50)}, "bad"),
        ("on_time", {"on_time": share(0, 0)}, "unknown"),
        ("lost", {"lost": share(0, 3)}, "careful"),
        ("lost", {"lost": share(30, 50)}, "bad"),
        ("lost", {"lost": share(0, 0)}, "unknown"),
        ("contracts", {"contracts": "70"}, "good"),
        ("contracts", {"contracts": "69"}, "careful"),
        ("contracts", {"contracts": None}, "unknown"),
        ("terms", {"profile": msgspec.structs.replace(PROFILE, not_accepted=("pallets",))}, "careful"),
        ("surcharge", {"profile": msgspec.structs.replace(PROFILE, surcharge="2.5 %")}, "careful"),
        ("rails", {"profile": msgspec.structs.replace(PROFILE, rails=(AcceptedRail(rail="paypal"),))}, "bad"),
        ("rails", {"profile": msgspec.structs.replace(PROFILE, rails=(AcceptedRail(rail="card"),))}, "good"),
    ],
)
def test_each_point_looks_at_its_own_figure(name: str, fields: dict[str, Any], outcome: str) -> None:
    assert seen(changed(**fields))[name].outcome == outcome


@pytest.mark.parametrize(
    ("orders", "outcome", "words"),
    [
        (0, "unknown", "No order has ended: that says little."),
        (1, "careful", "1 order has ended: that says little."),
        (4, "careful", "4 orders have ended: that says little."),
        (5, "good", "5 orders have ended lately"),
    ],
)
def test_few_orders_say_little(orders: int, outcome: str, words: str) -> None:
    point = seen(orders=orders)["past"]
    assert point.outcome == outcome
    assert point.words.startswith(words)


def test_protection_is_compared_with_what_is_had_without() -> None:
    """S2: 2.5 % on 50,000."""
    found = compared(5_000_000, 250, POLICY)
    assert (found.price, found.surcharge, found.with_protection) == (
        Money("5000000", "USD"),
        Money("125000", "USD"),
        Money("5125000", "USD"),
    )
    assert (found.share, found.most) == ("2.5 %", "3 %")
    assert compared(5_000_000, 0, POLICY).with_protection == Money("5000000", "USD")


def test_of_a_newcomer_nothing_is_known() -> None:
    blank = changed(on_time=share(0, 0), lost=share(0, 0), contracts=None)
    assert [point.outcome for point in points(blank, 0, POLICY, 1)][1:5] == ["unknown"] * 4
