"""The rulebook's model: formula P with the figures of 4.9 and SC48."""

import random
from datetime import date, timedelta
from fractions import Fraction

import pytest

from fairhold.limit.history import Past, Standing
from fairhold.limit.models import MODELS, assess
from fairhold.limit.rulebook import compute, formula
from fairhold.trade.policy import PRESETS
from fairhold.trade.supplier import Purse, Supplier
from fairhold.trade.supplier_events import OrderCounted

POLICY = PRESETS["seed"]
DAY = date(2026, 6, 30)
VOLUME, ON_TIME, LOST = 24_000_000, Fraction(95, 100), Fraction(2, 100)


@pytest.mark.parametrize(
    ("before", "points", "limit", "bound"),
    [
        (60_000, 0, 69_000, "none"),
        (45_000, 0, 67_000, "growth"),
        (45_000, 6, 61_000, "none"),
        (45_000, 48, 0, "suspended"),
    ],
)
def test_sc48(before: int, points: int, limit: int, bound: str) -> None:
    """SC48: tier 15,000, V180 240,000, on time 0.95, lost 0.02."""
    standing = Standing(tier=1, points=points, before=before * 100)
    raw, found, held = formula(VOLUME, ON_TIME, LOST, standing, POLICY)
    assert (found, held) == (limit * 100, bound)
    assert points or raw == 6_972_000


def test_collateral_counts_on_top_less_its_haircut() -> None:
    """PP18: SC48 with a bank guarantee of 50,000; what orders earn grows by half as it does without one."""
    standing = Standing(tier=1, before=4_500_000, collateral=5_000_000)
    assert formula(VOLUME, ON_TIME, LOST, standing, POLICY) == (11_472_000, 11_200_000, "growth")
    held = Standing(tier=1, before=9_000_000, secured_before=4_500_000, collateral=5_000_000, grows=False)
    assert formula(VOLUME, ON_TIME, LOST, held, POLICY)[1] == 9_000_000
    gone = Standing(tier=1, before=9_000_000, secured_before=4_500_000, grows=False)
    assert formula(VOLUME, ON_TIME, LOST, gone, POLICY)[1] == 4_500_000


@pytest.mark.parametrize("seed", range(20))
def test_a_clean_order_never_lowers_the_limit_and_a_late_lost_one_never_raises_it(seed: int) -> None:
    """S3, over 4,000 random histories and standings. Age alone may raise it: what was late leaves the window, too."""
    chance = random.Random(seed)
    for _ in range(200):
        past = [
            Past(
                order=number,
                buyer=chance.randint(1, 12),
                ended=DAY - timedelta(days=chance.randint(0, 250)),
                value=chance.randint(1, 5_000_000),
                on_time=chance.random() < 0.8,
                lost=chance.random() < 0.1,
                weight_bp=chance.choice((10_000, 10_000, 1_000)),
            )
            for number in range(chance.randint(0, 20))
        ]
        standing = Standing(
            tier=chance.randint(0, 2),
            points=chance.choice((0, 0, 6, 48)),
            before=chance.randint(0, 20_000_000),
            collateral=chance.choice((0, 1_000_000)),
            grows=chance.random() < 0.8,
        )
        now = compute(past, standing, DAY, POLICY).limit
        good = Past(99, 99, DAY, chance.randint(1, 5_000_000))
        failed = Past(99, 99, DAY, good.value, good.value, on_time=False, lost=True)
        assert compute([*past, good], standing, DAY, POLICY).limit >= now
        assert compute([*past, failed], standing, DAY, POLICY).limit <= now


def test_half_of_the_disputes_lost_leaves_the_base() -> None:
    standing = Standing(tier=2, before=10_000_000)
    assert formula(VOLUME, ON_TIME, Fraction(1, 2), standing, POLICY)[1] == 3_000_000
    assert formula(VOLUME, ON_TIME, Fraction(9, 10), standing, POLICY)[1] == 3_000_000


def test_only_what_ended_in_the_window_counts_and_related_parties_count_less() -> None:
    past = [
        Past(1, 7, DAY, 10_000_000),
        Past(2, 8, DAY - timedelta(days=179), 10_000_000, on_time=False),
        Past(3, 8, DAY - timedelta(days=180), 90_000_000),  # too old
        Past(4, 9, DAY + timedelta(days=1), 90_000_000),  # not yet
        Past(5, 9, DAY, 90_000_000, weight_bp=0),  # the same people (O50)
        Past(6, 9, DAY, 10_000_000, lost=True),
    ]
    found = compute(past, Standing(tier=1, before=10_000_000), DAY, POLICY)
    # 15,000 + 0.25 x 200,000 x 2/3 x (1 - 2/3)
    assert (found.raw, found.limit, found.orders) == (2_611_111, 2_600_000, (6, 1, 2))
    assert {factor.name: factor.figure for factor in found.factors} == {
        "base": "USD 15,000.00",
        "volume": "USD 200,000.00",
        "share of volume": "0.25",
        "on time": "66.7 %",
        "disputes lost": "33.3 %",
        "points": "0 of 48",
        "limit before": "USD 100,000.00",
    }


def test_a_new_supplier_grows_to_the_base_of_its_tier() -> None:
    limits = [0]
    for _ in range(5):
        limits.append(compute((), Standing(tier=1, before=limits[-1]), DAY, POLICY).limit)
    assert limits == [0, 500_000, 1_000_000, 1_500_000, 1_500_000, 1_500_000]


def test_three_more_orders_of_twenty_thousand() -> None:
    """What-if (N11): 0.25 of 60,000 more."""
    counted = [
        OrderCounted(order=1, buyer=7, currency="USD", value=10_000_000, failed=0, on_time=True, lost=False, day=DAY)
    ]
    supplier = Supplier(id=1, purses={"USD": Purse(limit=10_000_000)})
    more = [Past(100 + place, place, DAY, 2_000_000) for place in range(3)]
    assert assess(supplier, counted, DAY, POLICY).limit == 2_800_000
    assert assess(supplier, counted, DAY, POLICY, more).limit == 4_300_000


def test_every_model_of_the_policy_is_there() -> None:
    assert set(MODELS) == {"rulebook", "bounded"}
