"""Who belongs together (O50, standards 6.2): groups of companies that links tie, and money that comes round.

Pure: it is given companies by their numbers. Which links there are is found in `cashier/links.py` and kept in the
supplier's stream, so that a past limit can be computed again as of its day.
"""

from collections.abc import Iterable


def groups(links: Iterable[tuple[int, int]]) -> list[tuple[int, ...]]:
    """Companies that links tie together, directly or through others: each group ascending, by its smallest number."""
    above: dict[int, int] = {}

    def top(one: int) -> int:
        above.setdefault(one, one)
        while above[one] != one:
            above[one] = above[above[one]]
            one = above[one]
        return one

    for one, other in links:
        low, high = sorted((top(one), top(other)))
        above[high] = low
    found: dict[int, list[int]] = {}
    for one in sorted(above):
        found.setdefault(top(one), []).append(one)
    return [tuple(members) for members in found.values()]


def on_circle(sales: Iterable[tuple[int, int]], supplier: int, longest: int) -> frozenset[int]:
    """The buyers of a supplier whose money comes round: they sell, through at most `longest` companies in all, to it.

    `sales` are pairs of supplier and buyer.
    """
    buyers_of: dict[int, set[int]] = {}
    for seller, buyer in sales:
        buyers_of.setdefault(seller, set()).add(buyer)
    return frozenset(
        buyer for buyer in buyers_of.get(supplier, ()) if _reaches(buyers_of, buyer, supplier, longest - 1)
    )


def _reaches(buyers_of: dict[int, set[int]], start: int, goal: int, steps: int) -> bool:
    """Whether the goal buys from the start, or from one of its buyers, and so on, within so many sales."""
    seen, edge = {start}, {start}
    for _ in range(steps):
        edge = {buyer for seller in edge for buyer in buyers_of.get(seller, ())} - seen
        if goal in edge:
            return True
        seen |= edge
    return False
