"""Weight of single pieces and of their mean, by limits that the contract names.

How many pieces are weighed is the sample size of level S-2 (`iso2859.sample_size`). All weights in one unit.
"""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

import msgspec

from fairhold.standards.fault import OutsideStandard
from fairhold.standards.guard_band import DecisionRule, Verdict, judge

LEVEL: Final = "S-2"
PIECES_MAX: Final = 10_000
"""Weighings of one report."""


class WeightLimits(msgspec.Struct, frozen=True, kw_only=True):
    """What one piece may weigh, what the mean may be (the same, if not said), and how many pieces may be outside."""

    least: Decimal | None = None
    most: Decimal | None = None
    mean_least: Decimal | None = None
    mean_most: Decimal | None = None
    pieces_outside_max: int = 0


class Weighed(msgspec.Struct, frozen=True):
    """The verdict on each piece, on the mean, and on both together."""

    pieces: tuple[Verdict, ...]
    mean: Fraction
    mean_verdict: Verdict
    verdict: Verdict


def weigh(
    readings: Sequence[Decimal],
    limits: WeightLimits,
    uncertainty: Decimal = Decimal(0),
    rule: DecisionRule = "guarded",
) -> Weighed:
    """Judge every piece and the mean; the scale may be off by `uncertainty`, for the mean as much as for one piece.

    It fails with more pieces certainly outside than allowed or with the mean outside, passes when neither can be so,
    and is pending in between. Raises OutsideStandard `figure` for no reading or more than PIECES_MAX, and as
    `guard_band.judge` does.
    """
    if not 0 < len(readings) <= PIECES_MAX:
        raise OutsideStandard("figure", f"Weigh 1 to {PIECES_MAX:,} pieces, not {len(readings):,}.")
    pieces = tuple(judge(one, limits.least, limits.most, uncertainty, rule) for one in readings)
    mean = Fraction(sum(readings)) / len(readings)
    mean_verdict = _judge_mean(readings, limits, uncertainty, rule)
    outside, doubtful = pieces.count("fail"), pieces.count("pending")
    by_piece: Verdict = "pass" if outside + doubtful <= limits.pieces_outside_max else "pending"
    if outside > limits.pieces_outside_max:
        by_piece = "fail"
    both = (by_piece, mean_verdict)
    verdict: Verdict = "fail" if "fail" in both else "pending" if "pending" in both else "pass"
    return Weighed(pieces, mean, mean_verdict, verdict)


def _judge_mean(readings: Sequence[Decimal], limits: WeightLimits, uncertainty: Decimal, rule: DecisionRule) -> Verdict:
    """The sum against so many times the limits, so that nothing is divided before it is judged."""
    pieces = len(readings)
    least = limits.least if limits.mean_least is None else limits.mean_least
    most = limits.most if limits.mean_most is None else limits.mean_most
    scaled = [None if one is None else one * pieces for one in (least, most)]
    return judge(sum(readings, Decimal(0)), scaled[0], scaled[1], uncertainty * pieces, rule)
