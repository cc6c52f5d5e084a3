"""The money bar: where an order's money is, as parts of one bar whose widths sum to the whole.

Widths are basis points. A part that is not nothing is at least `WIDTH_MIN_BP` wide, so that it can be seen; the widest
part gives way. Parts of nothing are left out.
"""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from fairhold.trade.money import BASIS_POINTS

WIDTH_MIN_BP: Final = 100
"""The least width of a part, in basis points of the bar."""


class Part(msgspec.Struct, frozen=True):
    """One part of the bar: its name (also its class in the style sheet), title, amount, place and width."""

    name: str
    title: str
    amount: Mapping[str, str]
    start_bp: int
    width_bp: int

    @property
    def x(self) -> str:
        """Where it begins, in percent."""
        return _percent(self.start_bp)

    @property
    def width(self) -> str:
        """How wide it is, in percent."""
        return _percent(self.width_bp)


PARTS: Final[tuple[tuple[str, str], ...]] = (
    ("held", "Held"),
    ("frozen", "Frozen"),
    ("released", "Released"),
    ("refunding", "Going back"),
    ("refunded", "Refunded"),
    ("due", "Still due"),
)
"""The parts in their order. `held` is what is held and not frozen."""


def parts(money: Mapping[str, Any]) -> tuple[Part, ...]:
    """The parts of an order's sums; none when there is no money to speak of."""
    minor = {name: int(money[name]["amount"]) for name, _ in PARTS}
    minor["held"] -= minor["frozen"]
    shown = [(name, title) for name, title in PARTS if minor[name] > 0]
    widths = _widths([minor[name] for name, _ in shown])
    currency = money["total"]["currency"]
    found, start = [], 0
    for (name, title), width in zip(shown, widths, strict=True):
        found.append(Part(name, title, {"amount": str(minor[name]), "currency": currency}, start, width))
        start += width
    return tuple(found)


def _widths(amounts: list[int]) -> list[int]:
    """Basis points in proportion, each at least the minimum; the widest takes what rounding leaves."""
    if not amounts:
        return []
    total = sum(amounts)
    widths = [max(WIDTH_MIN_BP, amount * BASIS_POINTS // total) for amount in amounts]
    widths[amounts.index(max(amounts))] += BASIS_POINTS - sum(widths)
    return widths


def _percent(basis_points: int) -> str:
    return f"{basis_points // 100}.{basis_points % 100:02d}%"
