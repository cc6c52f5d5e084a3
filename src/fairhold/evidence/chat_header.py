"""The beginning of one line of an exported chat: date and time as written, and what frames them.

Whether 03/04 is the third of April is no question for one line, and neither is whether a line that looks like a
header is one: `chat` decides both for the whole file. No pattern here looks further than a hundred characters.
"""

import re
from functools import lru_cache
from typing import Final, NamedTuple

import msgspec

from fairhold.evidence.chat_words import (
    AFTERNOON,
    BESIDE_TIME,
    BUDDHIST_ERA,
    MORNING,
    NIGHT,
    NOON,
    PARTS_OF_DAY,
    plain,
)

LAYOUTS_REMEMBERED: Final = 1024
"""How many ways to write what is around the digits are remembered."""
UNKNOWN: Final = "?"
"""In a layout: a word stands here that no table knows."""

_SEPARATORS = r"/.\-／．－\u2010-\u2014"
_DATE = (
    rf"(?P<a>\d{{1,4}})\s?(?P<one>[{_SEPARATORS}年년])\s?(?P<b>\d{{1,2}})\s?(?P<two>[{_SEPARATORS}月월])\s?"
    r"(?P<c>\d{1,4})(?P<dot>\.|\s?[日일])?"
)
_TIME = (
    r"(?P<hour>\d{1,2})\s?(?P<clock>[:.h：時时시])\s?(?P<minute>\d{2})"
    r"(?:(?:[:.：分분]|\s?min\s?)(?P<second>\d{2})[秒초]?|[分분])?"
)
_OPEN = r"\s?(?P<open>[\[［])?\s?"
_CLOSE = r"(?P<close>(?(open)\s?[\]］](?:\s?[:\-](?=\s))?|(?:\s[\-－\u2010-\u2014](?=\s|$)|:(?=\s))))"
_WORDS = r"[^\d\[\]:：]{0,24}?"
_DATE_FIRST = re.compile(rf"{_OPEN}{_DATE}(?P<between>{_WORDS}){_TIME}(?P<after>{_WORDS}){_CLOSE}")
_TIME_FIRST = re.compile(rf"{_OPEN}{_TIME}(?P<between>{_WORDS}){_DATE}(?P<after>{_WORDS}){_CLOSE}")
_PIECES = ("open", "a", "one", "b", "two", "c", "dot", "between", "hour", "clock", "minute", "second", "after", "close")
"""The groups in the order in which a pattern that begins with the date has them."""
_BEFORE_DIGITS = " [［\u00a0"
_YEARS = {
    **{(4, last): "first" for last in (1, 2)},
    **{(first, 4): "last" for first in (1, 2)},
    **{(first, last): "short" for first in (1, 2) for last in (1, 2)},
}
"""How many digits the first and last number of a date have: where its year is."""
_PAIRS = {"年": "月", "년": "월"}
"""Signs between the numbers of a date that are not the same twice."""


class Layout(NamedTuple):
    """How one phone writes the beginning of every message: the same all through an export."""

    frame: str
    """`[`, `-` or `:`."""
    separator: str
    dot: bool
    """A dot, or the sign for day, stands behind the date."""
    years: str
    """`first` or `last` where four digits stand; `short` when the year has two."""
    comma: bool
    clock: str
    seconds: bool
    time_first: bool
    part: str
    """Where the part of the day stands: `before` or `after` the time, or nowhere."""
    between: str
    after: str
    """Other words beside the time; UNKNOWN for one that is not known."""


class Header(msgspec.Struct, frozen=True, gc=False):
    """Date and time of one line as written. Not tracked for cycles: an export has a hundred thousand of them."""

    line: int
    """Which line of the file, counted from 0."""
    layout: Layout
    first: int
    """The three numbers of the date in the order they are written."""
    middle: int
    last: int
    digits: tuple[int, int]
    """How many digits the first and the last of them have."""
    hour: int
    """As written, before the part of the day is counted in."""
    seconds: int | None
    """Since midnight; None when the time is none or the hour does not go with the part of the day."""
    unknown: str
    """A word beside the time that no table knows, or empty."""
    end: int
    """Where the sender or the text begins in the line."""


def header_of(line: str, number: int = 0) -> Header | None:
    """The header that a line begins with, or None. Marks of direction must be taken out of the line before."""
    if not line[:3].lstrip(_BEFORE_DIGITS)[:1].isdigit():
        return None
    found = _DATE_FIRST.match(line)
    if found is not None:
        return _header(number, False, found.end(), *found.groups())
    found = _TIME_FIRST.match(line)
    return None if found is None else _header(number, True, found.end(), *found.group(*_PIECES))


def _header(
    line: int,
    time_first: bool,
    end: int,
    opened: str | None,
    first: str,
    one: str,
    middle: str,
    two: str,
    last: str,
    dot: str | None,
    between: str,
    written_hour: str,
    clock: str,
    minute: str,
    second: str | None,
    after: str,
    close: str,
) -> Header | None:
    """The header of the pieces that a pattern found, in the order of _PIECES."""
    known = _layout(
        len(first), len(last), second is not None, time_first, opened, one, two, dot, between, clock, after, close
    )
    if known is None:
        return None
    layout, digits, part, unknown = known
    hour = int(written_hour)
    seconds = seconds_of(hour, int(minute), int(second) if second else 0, part)
    return Header(line, layout, int(first), int(middle), int(last), digits, hour, seconds, unknown, end)


def seconds_of(hour: int, minute: int, second: int, part: str) -> int | None:
    """Seconds since midnight of a time as written, or None when there is no such time in that part of the day."""
    if hour > 23 or minute > 59 or second > 59 or (part == MORNING and hour > 12):
        return None
    if part and hour <= 12:
        hour = _HOURS[part][hour]
    return hour * 3600 + minute * 60 + second


_HOURS = {
    MORNING: (*range(12), 0),
    AFTERNOON: (*range(12, 24), 12),
    NOON: (12, *range(13, 22), 10, 11, 12),
    NIGHT: (*range(6), *range(18, 24), 0),
}
"""Part of the day: the hour of 24 for every hour from 0 to 12."""


@lru_cache(LAYOUTS_REMEMBERED)
def _layout(
    first: int,
    last: int,
    seconds: bool,
    time_first: bool,
    opened: str | None,
    one: str,
    two: str,
    dot: str | None,
    between: str,
    clock: str,
    after: str,
    close: str,
) -> tuple[Layout, tuple[int, int], str, str] | None:
    """The layout, the digits of first and last number, the part of the day and an unknown word; or None."""
    years = _YEARS.get((first, last))
    if years is None or two != _PAIRS.get(one, one):
        return None
    part, place, before, behind, unknown = _words(between, after)
    comma = any(sign in between for sign in ",，،、")
    frame = "[" if opened else "-" if close[0].isspace() else ":"
    if frame == ":" and behind == UNKNOWN:
        return None
    layout = Layout(frame, one, bool(dot), years, comma, clock, seconds, time_first, place, before, behind)
    return layout, (first, last), part, unknown


def _words(between: str, after: str) -> tuple[str, str, str, str, str]:
    """Part of the day, where it stands, what else stands before and after the time, and a word not known."""
    part = place = unknown = ""
    kept = {"before": "", "after": ""}
    for where, written in (("before", between), ("after", after)):
        word = plain(written)
        if word in PARTS_OF_DAY and not part:
            part, place = PARTS_OF_DAY[word], where
        elif not word or word in BESIDE_TIME or word == BUDDHIST_ERA:
            kept[where] = word
        else:
            kept[where], unknown = UNKNOWN, written.strip(" ,")
    return part, place, kept["before"], kept["after"], unknown
