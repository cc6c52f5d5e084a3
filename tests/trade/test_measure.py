"""Limits of typed terms and how far a measured value is off (R17, SC8)."""

from fractions import Fraction
from typing import Any

import pytest

from fairhold.trade.families import ColourTerm, DimensionTerm, MaterialTerm, WeightTerm
from fairhold.trade.measure import NO_LIMITS, Limits, beyond_twice, limits_of, outside, percent_off


def limits(*figures: Any) -> Limits:
    """Agreed, least, most."""
    return Limits(*(None if one is None else Fraction(one) for one in figures))


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        (DimensionTerm(axis="height", value="13", unit="cm", plus="0.2", minus="0.1"), limits("13", "12.9", "13.2")),
        (DimensionTerm(axis="height", value="13", unit="cm"), limits("13", None, None)),
        (WeightTerm(unit="g", least="215", most="219"), limits("217", "215", "219")),
        (WeightTerm(unit="g", nominal="216", least="215", most="219"), limits("216", "215", "219")),
        (WeightTerm(unit="g", nominal="217"), limits("217", None, None)),
        (WeightTerm(unit="g", least="215"), limits(None, "215", None)),
        (ColourTerm(system="pantone", code="186 C", tolerance="1.5", formula="ciede2000"), limits(0, None, "1.5")),
        (MaterialTerm(grade="SUS304"), NO_LIMITS),
        (None, NO_LIMITS),
    ],
)
def test_the_limits_are_those_of_the_term(term: object, expected: Limits) -> None:
    assert limits_of(term) == expected


def test_a_tolerance_from_elsewhere_fills_only_what_the_term_leaves_open() -> None:
    """A16, O33: the default standard or a class of tolerances."""
    assert limits_of(DimensionTerm(axis="width", value="88", unit="mm"), "0.3") == limits("88", "87.7", "88.3")
    own = DimensionTerm(axis="width", value="88", unit="mm", plus="1", minus="1")
    assert limits_of(own, "0.3") == limits("88", "87", "89")
    assert limits_of(WeightTerm(unit="g", nominal="217"), "2") == limits("217", "215", "219")


def test_a_value_on_the_limit_is_inside() -> None:
    range_of = limits("217", "215", "219")
    assert [outside(range_of, value) for value in ("214.9", "215", "217", "219", "219.1")] == [
        True,
        False,
        False,
        False,
        True,
    ]
    assert not outside(NO_LIMITS, "100")


def test_a_mean_is_beyond_twice_the_tolerance_only_past_it() -> None:
    range_of = limits("217", "215", "219")
    assert [beyond_twice(range_of, value) for value in ("100", "212.9", "213", "221", "221.1")] == [
        True,
        True,
        False,
        False,
        True,
    ]
    assert not beyond_twice(limits("217", None, None), "100")
    assert not beyond_twice(NO_LIMITS, "100")
    assert [beyond_twice(limits(0, None, "2"), value) for value in ("4", "4.1")] == [False, True]


def test_a_deviation_is_per_cent_of_what_was_agreed() -> None:
    assert percent_off(limits("200", "195", "205"), "190") == Fraction(5)
    assert percent_off(limits(0, None, "2"), "4") is None
    assert percent_off(NO_LIMITS, "4") is None
