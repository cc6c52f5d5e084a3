"""What plans let through: the published figures, exact arithmetic, and the sentence for buyers."""

from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from math import comb
from pathlib import Path

import pytest

from fairhold.standards.acceptance import (
    accepted_quality,
    accepts_at,
    average_drawn,
    defectives,
    hypergeometric,
    lot_accepted,
    process_accepted,
    rate_accepted,
    sentence,
    times,
)
from fairhold.standards.iso2859 import MIL_105E, double, single

FIGURES = [
    (280, 32, 2, ".955", "15.8", ".794", ".352"),
    (500, 50, 3, ".964", "12.9", ".767", ".236"),
    (1_200, 80, 5, ".985", "11.3", ".795", ".168"),
    (3_200, 125, 7, ".986", "9.2", ".714", ".057"),
    (10_000, 200, 10, ".987", "7.6", ".583", ".008"),
]
"""Level II, AQL 2.5: lot, n, Ac; of a process the chance at 2.5 % and the 10 % point; of a lot those at 5 and 10 %."""


@pytest.mark.parametrize(("lot", "n", "ac", "at_aql", "ten_percent_point", "at_5", "at_10"), FIGURES)
def test_the_published_figures(
    lot: int, n: int, ac: int, at_aql: str, ten_percent_point: str, at_5: str, at_10: str
) -> None:
    plan = single(lot, "II", "2.5")
    assert (plan.n, plan.ac) == (n, ac)
    assert f"{process_accepted(plan, Decimal('2.5')):.3f}"[1:] == at_aql
    assert f"{accepted_quality(plan, 0.10):.1f}" == ten_percent_point
    assert f"{accepts_at(plan)['5.0']:.3f}"[1:] == at_5
    assert f"{accepts_at(plan)['10.0']:.3f}"[1:] == at_10


def test_the_figures_of_the_documentation_are_those() -> None:
    page = Path(__file__).resolve().parents[2] / "docs" / "concepts" / "inspection.md"
    rows = "\n".join(f"| {lot:,} | {n} / {ac} | 0{at_5} | 0{at_10} |" for lot, n, ac, _, _, at_5, at_10 in FIGURES)
    assert rows in page.read_text("utf-8")


def test_a_double_plan_does_what_its_single_plan_does_with_fewer_units() -> None:
    two, one = double(1200, "II", "2.5"), single(1200, "II", "2.5")
    percent = Decimal("2.5")
    assert f"{process_accepted(two, percent):.4f}" == "0.9849"
    assert f"{process_accepted(one, percent):.4f}" == "0.9848"
    assert f"{average_drawn(two, percent):.1f}" == "56.1"
    assert average_drawn(one, percent) == 80


def test_the_chance_of_a_lot_is_exact() -> None:
    exact = Fraction(sum(comb(60, k) * comb(1140, 80 - k) for k in range(6)), comb(1200, 80))
    assert lot_accepted(single(1200, "II", "2.5"), 60) == float(exact)


@pytest.mark.parametrize("bad", range(7))
@pytest.mark.parametrize("n", range(7))
def test_a_small_lot_is_counted_out(bad: int, n: int) -> None:
    samples = [sum(unit < bad for unit in drawn) for drawn in combinations(range(6), n)]
    for most in range(7):
        wanted = sum(found <= most for found in samples) / len(samples)
        assert hypergeometric(6, bad, n, most) == pytest.approx(wanted, abs=1e-15)


def test_a_double_plan_of_a_small_lot_is_counted_out() -> None:
    plan = double(26, "II", "10", edition=MIL_105E)
    first, second = plan.samples
    assert (first.n, first.ac, first.re, second.ac, second.re) == (5, 0, 3, 3, 4)
    for bad in (1, 4, 9):
        accepted = Fraction(0)
        for k in range(first.re):
            here = Fraction(comb(bad, k) * comb(26 - bad, 5 - k), comb(26, 5))
            for j in range(6):
                there = Fraction(comb(bad - k, j) * comb(21 - bad + k, 5 - j), comb(21, 5)) if bad >= k + j else 0
                accepted += here * there if k <= first.ac or k + j < second.re else 0
        assert lot_accepted(plan, bad) == pytest.approx(float(accepted), abs=1e-12)


@pytest.mark.parametrize(
    ("lot", "percent", "wanted"), [(1200, "5", 60), (500, "2.5", 13), (280, "2.5", 7), (3, "10", 0)]
)
def test_per_cent_of_a_lot_is_a_whole_number_the_half_up(lot: int, percent: str, wanted: int) -> None:
    assert defectives(lot, Decimal(percent)) == wanted


def test_worse_lots_are_accepted_less_often() -> None:
    for plan in (single(1200, "II", "2.5"), double(1200, "II", "2.5"), single(3200, "II", "1.0", "reduced", MIL_105E)):
        chances = [lot_accepted(plan, bad) for bad in range(0, plan.lot, 10)]
        assert chances[0] == 1
        assert chances == sorted(chances, reverse=True)


def test_a_whole_lot_leaves_nothing_to_chance() -> None:
    plan = single(8, "II", "2.5")
    assert plan.whole_lot is False
    whole = single(5, "II", "2.5")
    assert [lot_accepted(whole, bad) for bad in range(6)] == [1, 0, 0, 0, 0, 0]


def test_a_reduced_105e_lot_in_the_gap_is_accepted() -> None:
    plan = single(3200, "II", "2.5", "reduced", MIL_105E)
    assert lot_accepted(plan, 5) == 1
    assert lot_accepted(plan, 6) < 1


def test_the_keys_are_the_usual_points_and_the_aql() -> None:
    assert list(accepts_at(single(1200, "II", "2.5"))) == ["1.0", "2.5", "5.0", "10.0", "15.0", "20.0"]
    assert list(accepts_at(single(1200, "II", "0.65"))) == ["0.65", "1.0", "2.5", "5.0", "10.0", "15.0", "20.0"]
    assert list(accepts_at(single(1200, "II", "10"))) == ["1.0", "2.5", "5.0", "10.0", "15.0", "20.0"]
    assert list(accepts_at(single(1200, "II", "15", regime="per_100_units"))) == ["7.5", "15", "30", "60"]


def test_defects_per_100_units_are_counted_by_poisson() -> None:
    plan = single(1200, "II", "2.5", regime="per_100_units")
    assert f"{rate_accepted(plan, Decimal(5)):.4f}" == "0.7851"
    assert accepts_at(plan)["5"] == round(rate_accepted(plan, Decimal(5)), 6)


@pytest.mark.parametrize(
    ("lot", "aql", "said"),
    [
        (1200, "2.5", "This plan accepts a lot with 5 % defective 8 times in 10 (60 of 1,200: chance 0.795)."),
        (1200, "10", "This plan accepts a lot with 20 % defective 3 times in 10 (240 of 1,200: chance 0.340)."),
        (90, "0.10", "This plan accepts a lot with 5 % defective never (5 of 90: chance 0.000)."),
    ],
)
def test_the_sentence_for_buyers(lot: int, aql: str, said: str) -> None:
    assert sentence(single(lot, "II", aql)) == said


def test_the_sentence_counts_defects_where_the_aql_does() -> None:
    said = sentence(single(1200, "II", "15", regime="per_100_units"))
    assert said.startswith("This plan accepts a lot with 30 defects per 100 units ")


@pytest.mark.parametrize(
    ("chance", "said"),
    [
        (1, "always"),
        (0.99999, "almost always"),
        (0.9988, "999 times in 1,000"),
        (0.985, "99 times in 100"),
        (0.795, "8 times in 10"),
        (0.06, "1 time in 10"),
        (0.04, "4 times in 100"),
        (0.0006, "1 time in 1,000"),
        (0.0001, "almost never"),
        (0, "never"),
    ],
)
def test_a_chance_in_words(chance: float, said: str) -> None:
    assert times(chance) == said
