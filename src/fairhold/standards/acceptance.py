"""What a plan lets through: the chance that a lot is accepted, by how bad it is (the operating characteristic).

A lot is drawn from without putting back, so its chance is hypergeometric, computed in whole numbers and rounded once;
a running process is binomial, nonconformities per 100 units are Poisson (standards 1.4). The figures say what a plan
does to a lot whose quality is known; what a sample says of an unknown lot is in `interval.py`.
"""

from collections.abc import Callable, Iterable
from decimal import ROUND_HALF_UP, Decimal
from math import comb, exp, factorial
from typing import Final

from fairhold.standards.figures import figure
from fairhold.standards.iso2859 import Plan

POINTS: Final = ("1.0", "2.5", "5.0", "10.0", "15.0", "20.0")
"""Per cent nonconforming at which a plan is described, beside its own AQL."""
TELLING: Final = Decimal(5)
"""Per cent nonconforming that the sentence for buyers speaks of, or twice the AQL if that is more."""
DIGITS: Final = 6
"""Digits after the point that a chance is rounded to where it is shown."""

Chance = Callable[[int, int, int, int], float]
"""The chance to find `k` in the next `n` drawn, after `seen` were drawn with `found` in them: (k, n, seen, found)."""


def defectives(lot: int, percent: Decimal) -> int:
    """How many of a lot are so many per cent: the nearest whole number, the half up."""
    return int((lot * percent / 100).quantize(Decimal(1), ROUND_HALF_UP))


def lot_accepted(plan: Plan, nonconforming: int) -> float:
    """The chance that the plan accepts its lot with exactly so many nonconforming units in it, 0 to the lot size."""
    if len(plan.samples) == 1:
        return hypergeometric(plan.lot, nonconforming, plan.n, plan.re - 1)

    def chance(k: int, n: int, seen: int, found: int) -> float:
        left, bad = plan.lot - seen, nonconforming - found
        if not 0 <= k <= bad or not 0 <= n - k <= left - bad:
            return 0.0
        return comb(bad, k) * comb(left - bad, n - k) / comb(left, n)

    return _accepted(plan, chance)


def process_accepted(plan: Plan, percent: Decimal) -> float:
    """The chance that the plan accepts a lot of a process that makes so many per cent nonconforming, 0 to 100."""
    share = float(percent / 100)
    return _accepted(plan, lambda k, n, seen, found: comb(n, k) * share**k * (1 - share) ** (n - k))


def rate_accepted(plan: Plan, rate: Decimal) -> float:
    """The chance that the plan accepts a lot with so many nonconformities per 100 units on average."""
    return _accepted(plan, lambda k, n, seen, found: _poisson(k, float(rate * n / 100)))


def accepted_at(plan: Plan, percent: Decimal) -> float:
    """The chance at a quality, as its AQL counts: of the lot in per cent, or of a rate per 100 units."""
    if plan.regime == "per_100_units":
        return rate_accepted(plan, percent)
    return lot_accepted(plan, defectives(plan.lot, percent))


def accepts_at(plan: Plan) -> dict[str, float]:
    """Quality as text -> chance of acceptance: at POINTS and the AQL, or at half, once, twice and four times an AQL per
    100 units.
    """
    aql = figure(plan.aql, "an AQL")
    texts: Iterable[str] = (*POINTS, plan.aql) if aql else POINTS
    if plan.regime == "per_100_units":
        texts = (_text(aql / 2), plan.aql, _text(aql * 2), _text(aql * 4))
    by_value = {Decimal(text): text for text in reversed(list(texts))}
    return {text: round(accepted_at(plan, value), DIGITS) for value, text in sorted(by_value.items())}


def accepted_quality(plan: Plan, chance: float) -> float:
    """The per cent nonconforming of a process at which the plan accepts with that chance (the 10 % point: 0.10)."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        if process_accepted(plan, Decimal(middle * 100)) > chance:
            low = middle
        else:
            high = middle
    return low * 100


def average_drawn(plan: Plan, percent: Decimal) -> float:
    """Units inspected on average when a process makes so many per cent nonconforming; a single plan always draws n."""
    first, *second = plan.samples
    share = float(percent / 100)
    goes_on = sum(comb(first.n, k) * share**k * (1 - share) ** (first.n - k) for k in range(first.ac + 1, first.re))
    return first.n + sum(sample.n for sample in second) * goes_on


def hypergeometric(lot: int, nonconforming: int, n: int, most: int) -> float:
    """The chance to find at most `most` of `nonconforming` in `n` drawn from a lot. Whole numbers, rounded once."""
    good = lot - nonconforming
    least = max(0, n - good)
    if most < least:
        return 0.0
    term = comb(nonconforming, least) * comb(good, n - least)
    total = term
    for k in range(least, min(most, nonconforming, n)):
        term = term * (nonconforming - k) * (n - k) // ((k + 1) * (good - n + k + 1))
        total += term
    return total / comb(lot, n)


def sentence(plan: Plan) -> str:
    """What buyers misunderstand, in one sentence: how often a lot that is bad is accepted all the same."""
    percent = max(TELLING, 2 * figure(plan.aql, "an AQL"))
    if plan.regime == "per_100_units":
        chance = rate_accepted(plan, percent)
        often = f"{times(chance)} (chance {chance:.3f})"
        return f"This plan accepts a lot with {_text(percent)} defects per 100 units {often}."
    bad = defectives(plan.lot, percent)
    chance = lot_accepted(plan, bad)
    count = f"{bad:,} of {plan.lot:,}: chance {chance:.3f}"
    return f"This plan accepts a lot with {_text(percent)} % defective {times(chance)} ({count})."


def times(chance: float) -> str:
    """A chance as people say it: `8 times in 10`, where that says nothing `98 times in 100`."""
    for scale in (10, 100, 1000):
        often = int(chance * scale + 0.5)
        if 0 < often < scale:
            return f"{often} time{'s' if often > 1 else ''} in {scale:,}"
    return ("almost " if 0 < chance < 1 else "") + ("always" if chance > 0.5 else "never")


def _accepted(plan: Plan, chance: Chance) -> float:
    first, *second = plan.samples
    found = [chance(k, first.n, 0, 0) for k in range(first.re)]
    if not second:
        return min(1.0, sum(found))
    last = second[0]
    accepted = sum(found[: first.ac + 1])
    for k in range(first.ac + 1, first.re):
        accepted += found[k] * sum(chance(j, last.n, first.n, k) for j in range(last.re - k))
    return min(1.0, accepted)


def _poisson(k: int, mean: float) -> float:
    return exp(-mean) * mean**k / factorial(k)


def _text(value: Decimal) -> str:
    """Without zeros at the end: `5`, `0.3`."""
    return f"{value.normalize():f}"
