"""Plans that accept none: the published sizes, and that no smaller sample would do."""

from decimal import Decimal
from fractions import Fraction
from math import comb

import pytest

from fairhold.standards.fault import OutsideStandard
from fairhold.standards.zero_acceptance import zero_plan


@pytest.mark.parametrize(("lot", "n"), [(500, 81), (1_000, 87), (3_200, 90), (10_000, 91)])
def test_the_published_sizes(lot: int, n: int) -> None:
    plan = zero_plan(lot, Decimal("2.5"))
    assert (plan.n, plan.ac, plan.re, plan.whole_lot) == (n, 0, 1, False)


@pytest.mark.parametrize("lot", [2, 3, 7, 20, 97, 400, 1201])
@pytest.mark.parametrize("percent", ["0.5", "5", "37", "100"])
@pytest.mark.parametrize("beta", ["0.001", "0.05", "0.5"])
def test_no_smaller_sample_would_do(lot: int, percent: str, beta: str) -> None:
    bad = int(lot * Fraction(percent) / 100 + Fraction(1, 2))
    if not bad:
        with pytest.raises(OutsideStandard) as fault:
            zero_plan(lot, Decimal(percent), Decimal(beta))
        assert fault.value.code == "figure"
        return
    plan = zero_plan(lot, Decimal(percent), Decimal(beta))
    assert plan.nonconforming == bad
    assert plan.n == min(n for n in range(1, lot + 1) if Fraction(comb(lot - bad, n), comb(lot, n)) <= Fraction(beta))
    assert plan.whole_lot is (plan.n == lot)
    assert plan.chance <= float(beta)


@pytest.mark.parametrize(
    ("lot", "percent", "beta", "code"),
    [
        (1, "2.5", "0.1", "lot_size"),
        (1_000_000_001, "2.5", "0.1", "lot_size"),
        (500, "0", "0.1", "figure"),
        (500, "0.09", "0.1", "figure"),
        (500, "100.1", "0.1", "figure"),
        (500, "2.5", "0", "figure"),
        (500, "2.5", "0.51", "figure"),
        (10, "2.5", "0.1", "figure"),
    ],
)
def test_what_cannot_be_computed_is_refused(lot: int, percent: str, beta: str, code: str) -> None:
    with pytest.raises(OutsideStandard) as fault:
        zero_plan(lot, Decimal(percent), Decimal(beta))
    assert fault.value.code == code
