"""The operating characteristic of a plan as a picture: SVG text, the same bytes for the same plan.

Words stand in the picture's title and description, so that it can be read without being seen; it takes its colours from
the page it stands on.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Final

import msgspec

from fairhold.standards.acceptance import accepted_at, lot_accepted, rate_accepted, sentence
from fairhold.standards.figures import figure
from fairhold.standards.iso2859 import Plan, edition_name

WIDTH: Final = 640
HEIGHT: Final = 400
LEFT, RIGHT, TOP, BOTTOM = 64, 616, 40, 344
"""The edges of the field that the curve is drawn in."""
POINTS_MAX: Final = 60
END: Final = 0.005
"""The curve is drawn until the chance is below this."""
TICKS_MAX: Final = 8
DOTS_MAX: Final = 15


class Point(msgspec.Struct, frozen=True):
    """One place of the curve: a quality, as the AQL counts, and the chance of acceptance there."""

    quality: float
    chance: float


def svg(plan: Plan) -> str:
    """The picture. Quality to the right, chance of acceptance upwards; a line at the AQL."""
    points = curve(plan)
    end = points[-1].quality
    aql = figure(plan.aql, "an AQL")
    name = f"oc-{plan.edition}-{plan.lot}-{plan.level}-{plan.aql}-{plan.state}-{len(plan.samples)}"
    title = f"How often {edition_name(plan.edition)}, letter {plan.letter}, AQL {plan.aql}, {plan.state} accepts a lot"
    line = " ".join(f"{_x(one.quality, end):.2f},{_y(one.chance):.2f}" for one in points)
    parts = [
        _tag(name),
        f'<title id="{name}-title">{title}</title>',
        f'<desc id="{name}-desc">{sentence(plan)} At the AQL it accepts {accepted_at(plan, aql):.3f}.</desc>',
        f'<text x="{LEFT}" y="22" font-weight="bold">{_numbers(plan)}</text>',
        *_across(end),
        *_upwards(),
        *_mark(aql, end),
        f'<polyline points="{line}" fill="none" stroke="currentColor" stroke-width="2.5" stroke-linejoin="round"/>',
        *_dots(points, end),
        *_units(plan),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def curve(plan: Plan) -> tuple[Point, ...]:
    """Places from perfect quality until hardly anything is accepted: whole units of the lot, or rates."""
    if plan.regime == "per_100_units":
        aql = figure(plan.aql, "an AQL")
        per_rate = aql / 100  # a hundredth of the AQL is a step
        last = _first_below(lambda step: rate_accepted(plan, step * per_rate), 100_000)
        return tuple(Point(float(step * per_rate), rate_accepted(plan, step * per_rate)) for step in _steps(last))
    last = _first_below(lambda bad: lot_accepted(plan, bad), plan.lot)
    return tuple(Point(100 * bad / plan.lot, lot_accepted(plan, bad)) for bad in _steps(last))


def _first_below(chance: Callable[[int], float], most: int) -> int:
    """The first whole number at which the chance is below END, at most `most`."""
    low, high = 0, most
    while high - low > 1:
        middle = (low + high) // 2
        if chance(middle) < END:
            high = middle
        else:
            low = middle
    return high


def _steps(last: int) -> list[int]:
    step = -(-last // POINTS_MAX)
    return [*range(0, last, step), last]


def _x(quality: float, end: float) -> float:
    return LEFT + (RIGHT - LEFT) * quality / end


def _y(chance: float) -> float:
    return BOTTOM - (BOTTOM - TOP) * chance


def _tag(name: str) -> str:
    seen = f'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" fill="currentColor"'
    read = f'role="img" aria-labelledby="{name}-title {name}-desc"'
    return f'<svg {seen} {read} font-family="sans-serif" font-size="13">'


def _units(plan: Plan) -> list[str]:
    """What the two axes count."""
    across = "nonconformities per 100 units" if plan.regime == "per_100_units" else "per cent nonconforming in the lot"
    x, y = (LEFT + RIGHT) // 2, (TOP + BOTTOM) // 2
    return [
        f'<text x="{x}" y="{HEIGHT - 12}" text-anchor="middle">{across}</text>',
        f'<text x="16" y="{y}" text-anchor="middle" transform="rotate(-90 16 {y})">chance of acceptance</text>',
    ]


def _numbers(plan: Plan) -> str:
    draws = ", then ".join(f"draw {one.n:,} (accept to {one.ac}, not from {one.re})" for one in plan.samples)
    return f"Lot of {plan.lot:,}: {draws}"


def _across(end: float) -> list[str]:
    """The lower axis, with round numbers."""
    limit = Decimal(str(end))
    step = next(
        size
        for size in (Decimal(digit).scaleb(power) for power in range(-4, 12) for digit in (1, 2, 5))
        if limit <= TICKS_MAX * size
    )
    parts = [f'<path d="M{LEFT} {BOTTOM}H{RIGHT}" stroke="currentColor" fill="none"/>']
    for number in range(int(limit / step) + 1):
        value = number * step
        x = _x(float(value), end)
        parts.append(f'<path d="M{x:.2f} {BOTTOM}v5" stroke="currentColor" fill="none"/>')
        parts.append(f'<text x="{x:.2f}" y="{BOTTOM + 20}" text-anchor="middle">{value.normalize():f}</text>')
    return parts


def _upwards() -> list[str]:
    """Grid lines at every fifth of the chance."""
    parts = []
    for fifth in range(6):
        y = _y(fifth / 5)
        parts.append(f'<path d="M{LEFT} {y:.2f}H{RIGHT}" stroke="currentColor" stroke-opacity="0.2" fill="none"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y + 4:.2f}" text-anchor="end">{fifth * 20} %</text>')
    return parts


def _dots(points: Sequence[Point], end: float) -> list[str]:
    """The places themselves, where they are so few that there is nothing between them."""
    if len(points) > DOTS_MAX:
        return []
    return [f'<circle cx="{_x(one.quality, end):.2f}" cy="{_y(one.chance):.2f}" r="4"/>' for one in points]


def _mark(aql: Decimal, end: float) -> list[str]:
    """A dashed line at the AQL, if the field goes that far."""
    if not 0 < float(aql) <= end:
        return []
    x = _x(float(aql), end)
    return [
        f'<path d="M{x:.2f} {TOP}V{BOTTOM}" stroke="currentColor" stroke-dasharray="4 4" fill="none"/>',
        f'<text x="{x + 6:.2f}" y="{BOTTOM - 8}">AQL {aql}</text>',
    ]
