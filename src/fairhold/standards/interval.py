"""What a sample says of the whole: the Clopper-Pearson interval for a rate that was observed.

Exact in the sense of the method: never narrower than the confidence promises. It is evidence for a remedy (standards
4.4), not a verdict: whether a lot passes is decided by its plan.
"""

from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from math import exp, lgamma, log
from typing import Final

import msgspec

from fairhold.standards.fault import OutsideStandard

INSPECTED_MAX: Final = 100_000
"""Units of a sample that an interval is computed for."""
CONFIDENCE: Final = Decimal("0.95")
_STEPS: Final = 60
_NOTHING: Final = 1e-18


class Interval(msgspec.Struct, frozen=True):
    """Shares from 0 to 1: what was observed, and the least and the most that the true rate may be."""

    observed: float
    least: float
    most: float


def clopper_pearson(found: int, inspected: int, confidence: Decimal = CONFIDENCE) -> Interval:
    """The two-sided interval for `found` nonconforming of `inspected` units.

    Raises OutsideStandard `figure` for counts outside 0 <= found <= inspected <= INSPECTED_MAX or a confidence outside
    0 to 1.
    """
    if not 0 <= found <= inspected or not 0 < inspected <= INSPECTED_MAX:
        raise OutsideStandard("figure", f"Of 1 to {INSPECTED_MAX:,} units none to all are found, not {found}.")
    if not 0 < confidence < 1:
        raise OutsideStandard("figure", f"A confidence lies between 0 and 1, not {confidence}.")
    tail = (1 - float(confidence)) / 2
    observed = found / inspected
    least = 0.0 if found == 0 else _where(lambda p: _at_least(found, inspected, p) > tail, 0.0, observed)
    most = 1.0 if found == inspected else _where(lambda p: _at_most(found, inspected, p) < tail, observed, 1.0)
    return Interval(observed, least, most)


@lru_cache(maxsize=256)
def none_found(inspected: int) -> str:
    """What it proves that none of so many was nonconforming, for a class that allows none (standards 1.3)."""
    most = clopper_pearson(0, inspected).most
    return (
        f"0 found in {inspected:,} still allows a true rate of up to {100 * most:.1f} % (95 % confidence, two-sided)."
    )


def _where(beyond: Callable[[float], bool], low: float, high: float) -> float:
    """The place between two where something becomes so."""
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if beyond(middle):
            high = middle
        else:
            low = middle
    return (low + high) / 2


def _at_most(found: int, n: int, p: float) -> float:
    """The chance of at most so many; used where p is above found / n, so that terms only get smaller downwards."""
    if p >= 1:
        return 0.0
    term = total = _term(found, n, p)
    for k in range(found, 0, -1):
        term *= k * (1 - p) / ((n - k + 1) * p)
        total += term
        if term < total * _NOTHING:
            break
    return total


def _at_least(found: int, n: int, p: float) -> float:
    return _at_most(n - found, n, 1 - p)


def _term(k: int, n: int, p: float) -> float:
    ways = lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
    return exp(ways + k * log(p) + (n - k) * log(1 - p))
