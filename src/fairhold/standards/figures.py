"""Decimal figures from outside: plain digits, bounded, exact. Nothing else becomes a number in this room."""

import re
from decimal import Decimal

from fairhold.standards.fault import OutsideStandard

DIGITS_MAX = 12
"""Digits before the point, and after it, that a figure may have."""
SHOWN_MAX = 40
"""Characters of a wrong figure that are repeated in the answer."""

_WHOLE = re.compile(rf"[+-]?[0-9]{{1,{DIGITS_MAX}}}")
_FIGURE = re.compile(rf"[+-]?[0-9]{{1,{DIGITS_MAX}}}(?:\.[0-9]{{1,{DIGITS_MAX}}})?")


def figure(text: str, what: str, least: Decimal | int | None = None, most: Decimal | int | None = None) -> Decimal:
    """The number that a text such as `2.5` or `-79.7751` writes. `what` names it in the fault.

    Raises OutsideStandard `figure` for anything else (no exponent, no thousands, no NaN) and outside `least` to `most`.
    """
    text = text.strip()
    if not _FIGURE.fullmatch(text):
        raise OutsideStandard("figure", f"{text[:SHOWN_MAX]!r} is no plain decimal number for {what}, such as 2.5.")
    value = Decimal(text)
    if (least is not None and value < least) or (most is not None and value > most):
        bounds = f"{_short(least)} to {_short(most)}" if most is not None else f"{_short(least)} or more"
        raise OutsideStandard("figure", f"{what} is {bounds}, not {text}.")
    return value


def _short(bound: Decimal | int | None) -> str:
    return f"{Decimal(bound or 0).normalize():f}"


def whole(text: str, what: str) -> int:
    """The whole number that a text such as `1200` writes. Raises OutsideStandard `figure` for anything else."""
    text = text.strip()
    if not _WHOLE.fullmatch(text):
        raise OutsideStandard("figure", f"{text[:SHOWN_MAX]!r} is no whole number for {what}, such as 1200.")
    return int(text)
