"""Plans that accept no nonconforming unit: the smallest sample that a bad lot survives at most so often.

Computed from the lot, never looked up: no published table of such plans is copied (standards 1.4).
"""

from decimal import Decimal
from math import comb
from typing import Final

import msgspec

from fairhold.standards.acceptance import defectives
from fairhold.standards.fault import OutsideStandard
from fairhold.standards.iso2859 import LOT_MAX, LOT_MIN

PERCENT_MIN: Final = Decimal("0.1")
"""The best quality, in per cent nonconforming, that such a plan is computed against."""
BETA_MIN: Final = Decimal("0.001")
BETA_MAX: Final = Decimal("0.5")
"""The risks, as shares of 1, that such a plan is computed for."""


class ZeroPlan(msgspec.Struct, frozen=True):
    """Draw `n`, accept with none nonconforming: a lot with `nonconforming` in it is accepted with `chance` at most."""

    lot: int
    percent: str
    beta: str
    nonconforming: int
    n: int
    ac: int
    re: int
    chance: float
    whole_lot: bool


def zero_plan(lot: int, percent: Decimal, beta: Decimal = Decimal("0.10")) -> ZeroPlan:
    """The plan for a lot whose worst bearable quality is so many per cent nonconforming, at risk `beta`.

    Raises OutsideStandard `lot_size`, or `figure` for a per cent outside PERCENT_MIN to 100, a risk outside BETA_MIN to
    BETA_MAX, or a quality that is less than half a unit of the lot.
    """
    if not LOT_MIN <= lot <= LOT_MAX:
        raise OutsideStandard("lot_size", f"A lot has {LOT_MIN} to {LOT_MAX:,} units, not {lot:,}.")
    if not PERCENT_MIN <= percent <= 100:
        raise OutsideStandard("figure", f"The quality is {PERCENT_MIN} to 100 per cent, not {percent}.")
    if not BETA_MIN <= beta <= BETA_MAX:
        raise OutsideStandard("figure", f"The risk is {BETA_MIN} to {BETA_MAX}, not {beta}.")
    bad = defectives(lot, percent)
    if bad == 0:
        raise OutsideStandard("figure", f"{percent} % of a lot of {lot:,} is not one unit.")
    limit = beta.as_integer_ratio()
    high = 1
    while not _unlikely(lot, bad, high, limit):
        high = min(2 * high, lot)
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        if _unlikely(lot, bad, middle, limit):
            high = middle
        else:
            low = middle
    chance = _none_found(lot, bad, high)
    return ZeroPlan(lot, str(percent), str(beta), bad, high, 0, 1, chance[0] / chance[1], high == lot)


def _none_found(lot: int, bad: int, n: int) -> tuple[int, int]:
    """The chance to find none as a fraction; draws and bad units change places where that is less work."""
    few, many = min(bad, n), max(bad, n)
    return comb(lot - many, few), comb(lot, few)


def _unlikely(lot: int, bad: int, n: int, limit: tuple[int, int]) -> bool:
    found = _none_found(lot, bad, n)
    return found[0] * limit[1] <= limit[0] * found[1]
