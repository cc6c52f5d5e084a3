"""The rank of a supplier: its factors, exact figures, and that good work never lowers it (4.9, standards 6.3)."""

import random
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, get_args

import msgspec
import pytest

from fairhold.limit.history import FULL_WEIGHT, Past
from fairhold.limit.rank import (
    MEANINGS,
    Position,
    Raise,
    Record,
    Scored,
    graded,
    on_time_least_bp,
    raises,
    rank,
    record_of,
)
from fairhold.trade.policy import PRESETS, RankFactor

SEED = PRESETS["seed"]
STANDARD = msgspec.structs.replace(
    SEED, rank_weights_bp={"kept": 3_500, "on_time": 2_000, "response": 1_500, "contracts": 1_500, "limit": 1_500}
)
"""The weights of standards 6.3."""
DAY = date(2026, 6, 30)
SINCE = date(2026, 1, 1)


def order(number: int, value: int = 1_000_000, **changed: Any) -> Past:
    return Past(**({"order": number, "buyer": number, "ended": DAY, "value": value} | changed))


def record(*orders: Past, answers: tuple[bool, ...] = (), scores: tuple[int, ...] = ()) -> Record:
    return record_of(orders, SINCE, answers, [Scored(n, 1, score) for n, score in enumerate(scores, 1)])


def shares(found: Any) -> Mapping[str, str]:
    return {part.name: part.share for part in found.parts}


def test_without_a_past_only_the_prior_speaks() -> None:
    """Standards 6.1: 0.622 of no orders; 25 % + 25 % + 10 % of it, and 5 % for a limit that is wholly free."""
    found = rank(Record(), Position(limit=300_000, free=300_000), SEED)
    assert shares(found) == {
        "volume": "0.000",
        "on_time": "0.622",
        "not_lost": "0.622",
        "response": "0.622",
        "free": "1.000",
    }
    assert [(part.most, part.gives) for part in found.parts] == [
        ("35.0", "0.0"),
        ("25.0", "15.6"),
        ("25.0", "15.6"),
        ("10.0", "6.2"),
        ("5.0", "5.0"),
    ]
    assert found.score == 4_232


def test_ten_orders_that_went_well_and_a_million_in_all_count_in_full() -> None:
    """0.848 of 10 out of 10 (standards 6.1); a volume of `rank_full_major` is the whole 35."""
    ten = record(*(order(n, 10_000_000) for n in range(10)), answers=(True,) * 10)
    found = rank(ten, Position(limit=1_000_000, free=500_000), SEED)
    assert (ten.orders, ten.volume) == (10, 100_000_000)
    assert shares(found) == {
        "volume": "1.000",
        "on_time": "0.848",
        "not_lost": "0.848",
        "response": "0.848",
        "free": "0.500",
    }
    assert found.score == 3_500 + int(10_000 * 0.6 * 0.84767) + 250


def test_the_weights_of_the_standard_give_its_formula() -> None:
    """Standards 6.3: 100 (.35 R + .20 O + .15 response + .15 score/100 + .15 log10(1 + L)/6)."""
    found = rank(record(order(1), scores=(60, 80)), Position(limit=100_000_000, free=0), STANDARD)
    assert [(part.name, part.most) for part in found.parts] == [
        ("kept", "35.0"),
        ("on_time", "20.0"),
        ("response", "15.0"),
        ("contracts", "15.0"),
        ("limit", "15.0"),
    ]
    assert shares(found)["contracts"] == "0.700"
    assert shares(found)["limit"] == "1.000"


def test_penalty_points_take_off_and_never_below_zero() -> None:
    """O49."""
    clean = rank(Record(), Position(), SEED).score
    assert rank(Record(), Position(points=3), SEED).score == clean - 600
    worst = rank(Record(), Position(points=1_000), SEED)
    assert (worst.score, worst.penalty) == (0, clean)


def test_who_is_suspended_comes_last() -> None:
    assert rank(record(order(1)), Position(limit=1, free=0, suspended=True), SEED).score == 0


def test_only_recent_orders_count_each_by_its_weight() -> None:
    found = record(
        order(1, ended=SINCE - timedelta(days=1)),
        order(2, ended=SINCE, failed=250_000, on_time=False),
        order(3, weight_bp=1_000, lost=True),
        order(4, weight_bp=0),
    )
    assert found == Record(
        orders=2, volume=850_000, weight=11_000, on_time=1_000, not_lost=10_000, clean=0, kept=7_500 + 1_000
    )


def test_a_grade_says_how_sure_it_is() -> None:
    assert graded(Record()) == "no order has ended yet"
    assert graded(record(order(1))) == "3.4 ± 1.6 from 1 order"
    nine = record(*(order(n) for n in range(8)), order(8, lost=True))
    assert graded(nine) == "4.1 ± 0.7 from 9 orders"


def test_the_lower_bound_of_orders_on_time_is_kept_in_ten_thousandths() -> None:
    assert on_time_least_bp(Record()) == 0
    assert on_time_least_bp(record(*(order(n) for n in range(10)))) == 8_589
    assert on_time_least_bp(record(order(1), order(2, on_time=False))) == 1_642


def test_what_would_raise_a_rank_is_told_the_most_first() -> None:
    found = raises(record(order(1)), Position(limit=1_000_000, free=500_000, points=1), SEED)
    assert [one.supposed for one in found] == [
        "three more orders of USD 10,000.00, on time and kept",
        "the whole limit free",
        "ten more offers answered within 48 hours",
        "no penalty points",
    ]
    assert found[1] == Raise("the whole limit free", 250)
    assert found[3] == Raise("no penalty points", 200)


def test_every_factor_is_explained_and_can_carry_all_the_weight() -> None:
    assert set(MEANINGS) == set(get_args(RankFactor))
    for name in get_args(RankFactor):
        alone = msgspec.structs.replace(SEED, rank_weights_bp={name: 1})
        (part,) = rank(record(order(1), answers=(True,), scores=(50,)), Position(100, 100), alone).parts
        assert (part.name, part.most) == (name, "100.0")


@pytest.mark.parametrize("policy", [SEED, STANDARD], ids=["rulebook", "standard"])
def test_good_work_never_lowers_a_rank_and_bad_work_never_raises_it(policy: Any) -> None:
    """A clean order, an answered offer, a freed limit; a failed order, an unanswered offer, a point."""
    for seed in range(300):
        dice = random.Random(seed)
        past = [
            order(
                n,
                value := dice.randint(1, 10**9),
                failed=dice.choice((0, value, dice.randint(0, value))),
                on_time=dice.random() < 0.8,
                lost=dice.random() < 0.2,
                weight_bp=dice.choice((1_000, FULL_WEIGHT)),
            )
            for n in range(dice.randint(0, 30))
        ]
        answers = tuple(dice.random() < 0.7 for _ in range(dice.randint(0, 20)))
        limit = dice.randint(0, 10**8)
        at = Position(limit, dice.randint(0, limit), dice.randint(0, 5))
        now = rank(record(*past, answers=answers), at, policy).score
        value = dice.randint(1, 10**9)
        assert rank(record(*past, order(99, value), answers=answers), at, policy).score >= now
        assert rank(record(*past, answers=(*answers, True)), at, policy).score >= now
        assert rank(record(*past, answers=answers), msgspec.structs.replace(at, free=limit), policy).score >= now
        failed = order(99, value, failed=value, on_time=False, lost=True)
        assert rank(record(*past, failed, answers=answers), at, policy).score <= now
        assert rank(record(*past, answers=(*answers, False)), at, policy).score <= now
        assert rank(record(*past, answers=answers), msgspec.structs.replace(at, points=6), policy).score <= now
