"""The Clopper-Pearson interval: published figures, and that its ends are where the tails are what they should be."""

from decimal import Decimal
from math import comb

import pytest

from fairhold.standards.fault import OutsideStandard
from fairhold.standards.interval import INSPECTED_MAX, clopper_pearson, none_found


def test_nine_of_eighty() -> None:
    found = clopper_pearson(9, 80)
    assert [f"{100 * share:.1f}" for share in (found.observed, found.least, found.most)] == ["11.2", "5.3", "20.3"]
    assert found.observed == 0.1125


def test_none_of_eighty_still_allows_four_and_a_half_per_cent() -> None:
    found = clopper_pearson(0, 80)
    assert (found.observed, found.least, f"{100 * found.most:.1f}") == (0, 0, "4.5")
    assert found.most == pytest.approx(1 - 0.025 ** (1 / 80), abs=1e-12)
    assert none_found(80) == "0 found in 80 still allows a true rate of up to 4.5 % (95 % confidence, two-sided)."


@pytest.mark.parametrize("confidence", ["0.80", "0.95", "0.999"])
@pytest.mark.parametrize(("found", "n"), [(1, 1), (0, 1), (1, 2), (3, 13), (13, 13), (5, 200), (199, 200), (40, 80)])
def test_the_ends_are_where_the_tails_are_half_of_the_rest(found: int, n: int, confidence: str) -> None:
    interval = clopper_pearson(found, n, Decimal(confidence))
    tail = (1 - float(confidence)) / 2

    def chance(counts: range, p: float) -> float:
        return sum(comb(n, k) * p**k * (1 - p) ** (n - k) for k in counts)

    assert interval.least <= interval.observed <= interval.most
    if found:
        assert chance(range(found, n + 1), interval.least) == pytest.approx(tail, rel=1e-9)
    if found < n:
        assert chance(range(found + 1), interval.most) == pytest.approx(tail, rel=1e-9)


def test_the_largest_sample_is_computed() -> None:
    found = clopper_pearson(INSPECTED_MAX // 2, INSPECTED_MAX)
    assert (round(found.least, 4), round(found.most, 4)) == (0.4969, 0.5031)


@pytest.mark.parametrize(
    ("found", "n", "confidence"),
    [(-1, 80, "0.95"), (81, 80, "0.95"), (0, 0, "0.95"), (0, INSPECTED_MAX + 1, "0.95"), (9, 80, "0"), (9, 80, "1")],
)
def test_impossible_counts_and_confidences_are_refused(found: int, n: int, confidence: str) -> None:
    with pytest.raises(OutsideStandard) as fault:
        clopper_pearson(found, n, Decimal(confidence))
    assert fault.value.code == "figure"
