"""Dates in a text: which day each one names, or why it names none.

"05/08/2019" names two days, "8月5日" one in every year, "2019-02-30" none. A month is not a date (S25, SC9).
"""

import re
from datetime import date
from typing import Final, Literal

import msgspec

from fairhold.lint.folding import fold, remembered
from fairhold.lint.late import Late

DATES_MAX: Final = 50
"""Dates read from one text."""

Kind = Literal["exact", "ambiguous", "impossible", "no_year"]


class Day(msgspec.Struct, frozen=True, gc=False):
    """A date as it was written: `on` is the day that it names, None unless it names exactly one."""

    kind: Kind
    on: date | None
    start: int
    end: int


_MONTHS: Final = (
    *("jan(?:uary)?", "feb(?:ruary)?", "mar(?:ch)?", "apr(?:il)?", "may", "june?", "july?"),
    *("aug(?:ust)?", "sept?(?:ember)?", "oct(?:ober)?", "nov(?:ember)?", "dec(?:ember)?"),
)
MONTH: Final = "|".join(_MONTHS)
"""Matches a month's English name, folded."""
MONTHS: Final = {name[:3]: number for number, name in enumerate(_MONTHS, 1)}
"""The number of a month by the first three letters of its English name."""
_DAY: Final = r"\d{1,2}(?:st|nd|rd|th)?"
_DATE: Final = Late(
    r"(?<![\d./-])(?:"
    r"(?P<y1>(?:19|20)\d\d)(?P<sep>[-/.])(?P<m1>\d{1,2})(?P=sep)(?P<d1>\d{1,2})(?![\d/]|[-.]\d)"
    r"|(?P<y2>(?:19|20)\d\d) ?年 ?(?P<m2>\d{1,2}) ?月 ?(?P<d2>\d{1,2}) ?[日号]?"
    r"|(?P<m3>\d{1,2}) ?月 ?(?P<d3>\d{1,2}) ?[日号]"
    rf"|(?P<d4>{_DAY})(?: of)?[ -.]{{0,2}}(?P<m4>{MONTH})\b\.?(?:[ ,-]{{0,3}}(?P<y4>(?:19|20)\d\d))?(?!\d)"
    r"|(?P<a5>\d{1,2})(?P<cut>[-/.])(?P<b5>\d{1,2})(?P=cut)(?P<y5>(?:19|20)\d\d)(?![\d/]|[-.]\d)"
    r"|(?P<short>\d{1,2}/\d{1,2}/\d\d|\d\d\.\d\d\.\d\d)(?![\d/]|[-.]\d)"
    r")"
    rf"|\b(?P<m6>{MONTH})\b\.? ?(?P<d6>{_DAY})(?!\d|%| ?(?:pcs|pieces|ctns?|cartons|kgs?|sets|units|days)\b)"
    r"(?:(?: ?, ?| )(?P<y6>(?:19|20)\d\d))?(?!\d)"
)


@remembered
def dates(text: str) -> tuple[Day, ...]:
    """Every date of a text, in order, at most `DATES_MAX`."""
    found = []
    for match in _DATE.finditer(fold(text)):
        found.append(_day(match))
        if len(found) == DATES_MAX:
            break
    return tuple(found)


def _day(match: re.Match[str]) -> Day:
    start, end = match.span()
    for n in "124":
        if match[f"d{n}"] and match[f"y{n}"]:
            return _exact(match[f"y{n}"], match[f"m{n}"], match[f"d{n}"], start, end)
    if match["y6"]:
        return _exact(match["y6"], match["m6"], match["d6"], start, end)
    if match["a5"]:
        return _figures(match["a5"], match["b5"], match["y5"], start, end)
    return Day("ambiguous" if match["short"] else "no_year", None, start, end)


def _exact(year: str, month: str, day: str, start: int, end: int) -> Day:
    number = int(month) if month.isdigit() else MONTHS[month[:3]]
    try:
        on = date(int(year), number, int(day.rstrip("stndrh")))
    except ValueError:
        return Day("impossible", None, start, end)
    return Day("exact", on, start, end)


def _figures(first: str, second: str, year: str, start: int, end: int) -> Day:
    """Day and month in figures: only where one of them cannot be a month, or both are the same, is it one day."""
    one, two = int(first), int(second)
    if one <= 12 and two <= 12 and one != two:
        return Day("ambiguous", None, start, end)
    month, day = (second, first) if two <= 12 else (first, second)
    return _exact(year, month, day, start, end)
