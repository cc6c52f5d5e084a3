"""Colour difference CIEDE2000 between two colours in CIE L*a*b*.

A figure only means something with its formula and with the illuminant and observer that both colours were measured
under, so the answer names all three. Nothing is converted from one illuminant to another, no colour book is read, and a
photo is no measurement (standards 3.1). Formula: Sharma, Wu and Dalal 2005, with all three weights 1.
"""

from math import atan2, cos, degrees, exp, hypot, radians, sin, sqrt
from typing import Final

import msgspec

from fairhold.standards.fault import OutsideStandard
from fairhold.standards.figures import SHOWN_MAX, figure

FORMULA: Final = "CIEDE2000"
ILLUMINANTS: Final = ("D65/10", "D65/2", "D50/2", "D50/10", "A/10", "TL84/10")
"""Illuminant and observer in degrees; the first is what trade uses when nothing else is agreed."""
LIGHTNESS_MAX: Final = 100
AXIS_MAX: Final = 200
"""The largest a* or b*, in either direction; no surface comes near it."""
_FAR: Final = 25.0**7


class Lab(msgspec.Struct, frozen=True):
    """A colour: lightness 0 to 100, a* (green to red) and b* (blue to yellow)."""

    lightness: float
    a: float
    b: float


class Difference(msgspec.Struct, frozen=True):
    """How far two colours are apart, in units of the formula."""

    delta_e_2000: float
    formula: str
    illuminant: str
    first: Lab
    second: Lab


def lab(text: str) -> Lab:
    """The colour that `L,a,b` writes, such as `50,2.6772,-79.7751`. Raises OutsideStandard `figure`."""
    parts = text.split(",")
    if len(parts) != 3:
        raise OutsideStandard("figure", f"{text[:SHOWN_MAX]!r} is no colour: write L,a,b such as 50,2.7,-79.8.")
    lightness = figure(parts[0], "L*", 0, LIGHTNESS_MAX)
    a, b = (figure(part, f"{name}*", -AXIS_MAX, AXIS_MAX) for name, part in zip("ab", parts[1:], strict=True))
    return Lab(float(lightness), float(a), float(b))


def difference(first: Lab, second: Lab, illuminant: str = ILLUMINANTS[0]) -> Difference:
    """The difference of two colours measured under the same illuminant, to four decimals.

    Raises OutsideStandard `illuminant_unknown`.
    """
    if illuminant not in ILLUMINANTS:
        detail = f"{illuminant[:SHOWN_MAX]!r} is none of {', '.join(ILLUMINANTS)}."
        raise OutsideStandard("illuminant_unknown", detail)
    return Difference(round(delta_e_2000(first, second), 4), FORMULA, illuminant, first, second)


def delta_e_2000(first: Lab, second: Lab) -> float:
    """The bare figure, symmetric in its two colours."""
    (c1, h1), (c2, h2) = _chroma_and_hue(first, second)
    lightness, chroma = (first.lightness + second.lightness) / 2, (c1 + c2) / 2
    turn = _turn(c1, c2, h1, h2)
    hue = _mean_hue(c1, c2, h1, h2)

    t = (
        1
        - 0.17 * cos(radians(hue - 30))
        + 0.24 * cos(radians(2 * hue))
        + 0.32 * cos(radians(3 * hue + 6))
        - 0.20 * cos(radians(4 * hue - 63))
    )
    from_grey = (lightness - 50) ** 2
    d_lightness = (second.lightness - first.lightness) / (1 + 0.015 * from_grey / sqrt(20 + from_grey))
    d_chroma = (c2 - c1) / (1 + 0.045 * chroma)
    d_hue = 2 * sqrt(c1 * c2) * sin(radians(turn / 2)) / (1 + 0.015 * chroma * t)
    blue = 30 * exp(-(((hue - 275) / 25) ** 2))
    rotation = -sin(radians(2 * blue)) * 2 * sqrt(chroma**7 / (chroma**7 + _FAR))
    return sqrt(d_lightness**2 + d_chroma**2 + d_hue**2 + rotation * d_chroma * d_hue)


def _chroma_and_hue(first: Lab, second: Lab) -> tuple[tuple[float, float], tuple[float, float]]:
    """Chroma and hue angle of both, a* stretched for colours near grey."""
    mean = (hypot(first.a, first.b) + hypot(second.a, second.b)) / 2
    stretch = 1 + 0.5 * (1 - sqrt(mean**7 / (mean**7 + _FAR)))

    def of(one: Lab) -> tuple[float, float]:
        a = stretch * one.a
        return hypot(a, one.b), degrees(atan2(one.b, a)) % 360 if a or one.b else 0.0

    return of(first), of(second)


def _turn(c1: float, c2: float, h1: float, h2: float) -> float:
    """From one hue to the other, the shorter way round; a grey has no hue."""
    if c1 * c2 == 0:
        return 0.0
    turn = h2 - h1
    if turn > 180:
        return turn - 360
    return turn + 360 if turn < -180 else turn


def _mean_hue(c1: float, c2: float, h1: float, h2: float) -> float:
    if c1 * c2 == 0:
        return h1 + h2
    if abs(h1 - h2) <= 180:
        return (h1 + h2) / 2
    return (h1 + h2 + 360) / 2 if h1 + h2 < 360 else (h1 + h2 - 360) / 2
