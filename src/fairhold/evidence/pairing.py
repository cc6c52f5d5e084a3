"""Which message of one export is which of another: by what they say, and among equal ones by when.

Messages that each side has just once are certain and split the chats into parts; short parts are compared each with
each, long ones in order. All of it takes time that grows with the chats, whatever they say.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

PAIRS_MAX: Final = 2_500
"""Pairs of messages between two certain ones that are compared each with each; beyond, only those in order."""
DEPTH_MAX: Final = 20
"""How often the part between two certain messages is searched for certain ones again."""
SUMMER_MINUTES: Final = (0, 30, -30, 60, -60)
"""How far the clocks of two places may move against each other in a year, when summer begins and ends there."""
CUT_OFF_MINUTES: Final = 1
"""What cutting off the seconds can make of two clocks."""

EXACTLY: Final = 4
"""How much alike two messages are that say the same in the same minute."""

Pair = tuple[int, int]


class Said(NamedTuple):
    """What is compared of a message: its text, or what stands for it, and its minute on the phone's own clock."""

    key: str
    minute: int


class _Part(NamedTuple):
    """Messages of both sides that may be each other: from start to before end, from begin to before stop."""

    start: int
    end: int
    begin: int
    stop: int
    depth: int


def paired(left: Sequence[Said], right: Sequence[Said]) -> list[Pair]:
    """Places of the same messages in both, ascending in both."""
    without_times = _Pairing(left, right, None)
    pairs = without_times.certain() or without_times.pairs()
    return _Pairing(left, right, minutes_apart(left, right, pairs)).pairs() if pairs else []


def minutes_apart(left: Sequence[Said], right: Sequence[Said], pairs: Sequence[Pair]) -> int:
    """How much later the clock of the right side is; of the most pairs, if it changed."""
    return Counter(right[two].minute - left[one].minute for one, two in pairs).most_common(1)[0][0]


class _Pairing:
    """One search; `minutes` is how far the clocks are apart, or None when that is not known yet."""

    def __init__(self, left: Sequence[Said], right: Sequence[Said], minutes: int | None) -> None:
        self._left, self._right, self._minutes = left, right, minutes

    def certain(self) -> list[Pair]:
        """The messages that each side has just once: what they say of the clocks is not a matter of chance."""
        return self._certain(_Part(0, len(self._left), 0, len(self._right), 0))

    def pairs(self) -> list[Pair]:
        """All pairs that are found, ascending."""
        found: list[Pair] = []
        parts = [_Part(0, len(self._left), 0, len(self._right), 0)]
        while parts:
            part, ends = self._trimmed(parts.pop())
            found += ends
            if part.start == part.end or part.begin == part.stop:
                continue
            certain = self._certain(part) if part.depth < DEPTH_MAX else []
            if not certain:
                found += self._uncertain(part)
                continue
            found += certain
            edges = [(part.start - 1, part.begin - 1), *certain, (part.end, part.stop)]
            parts += [
                _Part(one + 1, after, two + 1, other, part.depth + 1) for (one, two), (after, other) in pairwise(edges)
            ]
        return sorted(found)

    def _alike(self, one: int, two: int) -> int:
        """0 when the texts differ, else 2 to EXACTLY, by how well the times agree."""
        left, right = self._left[one], self._right[two]
        if left.key != right.key:
            return 0
        off = 0 if self._minutes is None else right.minute - left.minute - self._minutes
        return EXACTLY if off == 0 else 3 if is_in_time(off) else 2

    def _trimmed(self, part: _Part) -> tuple[_Part, list[Pair]]:
        """The part without what surely is the same at its ends."""
        start, end, begin, stop, depth = part
        pairs = []
        while start < end and begin < stop and self._alike(start, begin) == EXACTLY:
            pairs.append((start, begin))
            start, begin = start + 1, begin + 1
        while start < end and begin < stop and self._alike(end - 1, stop - 1) == EXACTLY:
            end, stop = end - 1, stop - 1
            pairs.append((end, stop))
        return _Part(start, end, begin, stop, depth), pairs

    def _certain(self, part: _Part) -> list[Pair]:
        """The longest run of messages that each side has just once, in the same order in both."""
        lefts = Counter(said.key for said in self._left[part.start : part.end])
        rights = Counter(said.key for said in self._right[part.begin : part.stop])
        once = {key for key, count in lefts.items() if count == 1 and rights[key] == 1}
        places = {self._right[at].key: at for at in range(part.begin, part.stop) if self._right[at].key in once}
        lined_up = [(at, self._left[at].key) for at in range(part.start, part.end) if self._left[at].key in once]
        return _rising([(at, places[key]) for at, key in lined_up])

    def _uncertain(self, part: _Part) -> list[Pair]:
        rows, columns = part.end - part.start, part.stop - part.begin
        return self._each_with_each(part, rows, columns) if rows * columns <= PAIRS_MAX else self._in_order(part)

    def _each_with_each(self, part: _Part, rows: int, columns: int) -> list[Pair]:
        """The pairs, rising in both, that are most alike together."""
        best = [[0] * (columns + 1) for _ in range(rows + 1)]
        for row in reversed(range(rows)):
            for column in reversed(range(columns)):
                alike = self._alike(part.start + row, part.begin + column)
                best[row][column] = max(
                    best[row + 1][column + 1] + alike if alike else 0, best[row + 1][column], best[row][column + 1]
                )
        pairs, row, column = [], 0, 0
        while row < rows and column < columns:
            if best[row][column] == best[row + 1][column]:
                row += 1
            elif best[row][column] == best[row][column + 1]:
                column += 1
            else:
                pairs.append((part.start + row, part.begin + column))
                row, column = row + 1, column + 1
        return pairs

    def _in_order(self, part: _Part) -> list[Pair]:
        """For every message the next one of the other side that says the same in time, never going back."""
        places: dict[tuple[str, int | None], list[int]] = {}
        for at in range(part.begin, part.stop):
            said = self._right[at]
            minute = None if self._minutes is None else said.minute - self._minutes
            places.setdefault((said.key, minute), []).append(at)
        pairs, after = [], part.begin
        for at in range(part.start, part.end):
            said = self._left[at]
            minutes = [None] if self._minutes is None else [said.minute + near for near in _NEAR]
            for minute in minutes:
                known = places.get((said.key, minute), [])
                found = bisect_left(known, after)
                if found < len(known):
                    pairs.append((at, known[found]))
                    after = known[found] + 1
                    break
        return pairs


_NEAR: Final = tuple(summer + cut for summer in SUMMER_MINUTES for cut in (0, -CUT_OFF_MINUTES, CUT_OFF_MINUTES))


def is_in_time(off: int) -> bool:
    """Whether clocks may be that many minutes off what they usually are apart."""
    return off in _NEAR


def _rising(pairs: Sequence[Pair]) -> list[Pair]:
    """The longest subsequence that rises in the second place as well."""
    tops: list[int] = []
    top_at: list[int] = []
    before: list[int] = []
    for at, (_, place) in enumerate(pairs):
        length = bisect_left(tops, place)
        if length == len(tops):
            tops.append(place)
            top_at.append(at)
        else:
            tops[length], top_at[length] = place, at
        before.append(top_at[length - 1] if length else -1)
    rising: list[Pair] = []
    at = top_at[-1] if top_at else -1
    while at >= 0:
        rising.append(pairs[at])
        at = before[at]
    return rising[::-1]
