"""Bars of figures beside each other as a picture: SVG text, the same bytes for the same figures. It reckons nothing.

Each bar has its name and its figure in words beside it, so that nothing is told by colour alone.
"""

from html import escape
from typing import Final

import msgspec

WIDTH: Final = 720
LEFT, RIGHT = 170, 560
"""Where the longest bar begins and ends; names stand before, figures behind."""
TOP: Final = 44
HEAD: Final = 22
"""Height of a group's name."""
BAR: Final = 20
GAP: Final = 12
NAME_MAX: Final = 22
"""Characters of a name; of a longer one the end is shown, where file names differ."""
COLOURS: Final = ("#0b6b5d", "#b4690e", "#3a5ba9", "#8a3a78")
"""Bars of a group by turns."""


class Bar(msgspec.Struct, frozen=True):
    """One bar: whose it is, how long in whatever the picture counts (never below nothing), and the figure in words."""

    name: str
    value: int
    told: str


class Group(msgspec.Struct, frozen=True):
    """Bars that are compared with each other; all bars of a picture have one scale."""

    name: str
    bars: tuple[Bar, ...]


def svg(name: str, title: str, groups: tuple[Group, ...]) -> str:
    """The picture; `name` tells its title from those of other pictures on the same page."""
    most = max((bar.value for group in groups for bar in group.bars), default=0)
    parts, y = [], TOP
    for group in groups:
        parts.append(_text(16, y + 14, group.name, ' font-weight="600"'))
        y += HEAD
        parts.append(_axis(y, len(group.bars)))
        for place, bar in enumerate(group.bars):
            parts += _bar(bar, y, most, COLOURS[place % len(COLOURS)])
            y += BAR
        y += GAP
    told = "; ".join(f"{group.name}: {', '.join(f'{bar.name} {bar.told}' for bar in group.bars)}" for group in groups)
    tag = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y}" fill="currentColor" role="img" '
        f'aria-labelledby="{name}-title {name}-desc" font-family="sans-serif" font-size="13">'
    )
    lines = (
        tag,
        f'<title id="{name}-title">{escape(title)}</title>',
        f'<desc id="{name}-desc">{escape(told)}</desc>',
        _text(16, 24, title, ' font-size="15" font-weight="600"'),
        *parts,
        "</svg>",
    )
    return "\n".join(lines) + "\n"


def _axis(y: int, bars: int) -> str:
    """Where the bars of a group begin."""
    return f'<path d="M{LEFT} {y}v{bars * BAR}" stroke="currentColor" stroke-opacity="0.4" fill="none"/>'


def _bar(bar: Bar, y: int, most: int, colour: str) -> tuple[str, ...]:
    length = max(0, bar.value) * (RIGHT - LEFT) // most if most else 0
    name = bar.name if len(bar.name) <= NAME_MAX else "…" + bar.name[1 - NAME_MAX :]
    return (
        _text(LEFT - 8, y + 14, name, ' text-anchor="end"'),
        f'<rect x="{LEFT}" y="{y + 2}" width="{length}" height="{BAR - 4}" fill="{colour}"/>',
        _text(LEFT + length + 8, y + 14, bar.told, ""),
    )


def _text(x: int, y: int, words: str, how: str) -> str:
    return f'<text x="{x}" y="{y}"{how}>{escape(words)}</text>'
