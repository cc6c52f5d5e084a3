"""What a typed term allows: its limits as numbers, and how far a measured value is off (R17, SC8).

Exact fractions in the unit of the term. Whether the goods were measured well is not decided here.
"""

from fractions import Fraction
from typing import Final

import msgspec

from fairhold.trade.families import ColourTerm, DimensionTerm, Figure, SignedFigure, WeightTerm


class Limits(msgspec.Struct, frozen=True, gc=False):
    """From least to most, around what was agreed; None where the contract does not say."""

    agreed: Fraction | None = None
    least: Fraction | None = None
    most: Fraction | None = None


NO_LIMITS: Final = Limits()


def limits_of(term: object, tolerance: Figure | None = None) -> Limits:
    """The limits of a measured term; nothing for a term of another kind.

    `tolerance` is what a class of tolerances or the default standard allows, where the term has no figure of its own
    (O33, A16). A colour is measured by its distance from the code, so that 0 is agreed and the tolerance the most.
    """
    if isinstance(term, DimensionTerm):
        value = Fraction(term.value)
        return _around(value, term.minus or tolerance, term.plus or tolerance)
    if isinstance(term, WeightTerm):
        return _of_weight(term, tolerance)
    if isinstance(term, ColourTerm):
        return _around(Fraction(0), None, term.tolerance or tolerance)
    return NO_LIMITS


def outside(limits: Limits, value: SignedFigure) -> bool:
    """Whether a measured value breaks the limits."""
    measured = Fraction(value)
    below = limits.least is not None and measured < limits.least
    return below or (limits.most is not None and measured > limits.most)


def beyond_twice(limits: Limits, value: SignedFigure) -> bool:
    """Whether a mean is off by more than twice the tolerance on its side (R17)."""
    off = _off(limits, value)
    if off is None or limits.agreed is None:
        return False
    end = limits.least if off < 0 else limits.most
    return end is not None and abs(off) > 2 * abs(end - limits.agreed)


def percent_off(limits: Limits, value: SignedFigure) -> Fraction | None:
    """How far a mean is off, in per cent of the agreed value; None where nothing above zero is agreed."""
    off = _off(limits, value)
    return None if off is None or not limits.agreed else Fraction(abs(off) * 100, limits.agreed)


def _off(limits: Limits, value: SignedFigure) -> Fraction | None:
    return None if limits.agreed is None else Fraction(value) - limits.agreed


def _around(value: Fraction, minus: Figure | None, plus: Figure | None) -> Limits:
    least = None if minus is None else value - Fraction(minus)
    return Limits(value, least, None if plus is None else value + Fraction(plus))


def _of_weight(term: WeightTerm, tolerance: Figure | None) -> Limits:
    least = None if term.least is None else Fraction(term.least)
    most = None if term.most is None else Fraction(term.most)
    if term.nominal is not None:
        wide = _around(Fraction(term.nominal), tolerance, tolerance)
        return Limits(wide.agreed, wide.least if least is None else least, wide.most if most is None else most)
    middle = None if least is None or most is None else Fraction(least + most, 2)
    return Limits(middle, least, most)
