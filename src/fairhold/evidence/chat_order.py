"""Which number of a date is the day, the month and the year: decided once for a whole export, never line by line.

The order wins under which the fewest dates are impossible, then the one under which messages step back in time least
often, then the one that makes the export shortest. What is still tied cannot be known from the file.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final, Literal, NamedTuple

from fairhold.evidence.chat_header import Header
from fairhold.evidence.chat_words import BUDDHIST_ERA, BUDDHIST_YEARS_AHEAD

DateOrder = Literal["dmy", "mdy", "ymd", "ydm"]
ORDERS: Final[Mapping[str, tuple[DateOrder, ...]]] = {
    "short": ("dmy", "mdy", "ymd"),
    "last": ("dmy", "mdy"),
    "first": ("ymd",),
}
"""The orders that are weighed, by where the year is; the first one is shown where nothing decides."""
YEAR_FIRST: Final[DateOrder] = "ymd"
"""Phones that write a year of two digits write it last, but for a few that write `24. 3. 5.` with a dot at the end: so
without that dot this order does not tie with another."""
LAST_RESORT: Final[DateOrder] = "ydm"
"""Weighed only when every other order has impossible dates."""
CENTURY: Final = 2000
YEAR_FIRST_POSSIBLE: Final = 2009
"""The messenger began in that year, so a year of two digits is never an earlier one."""
DAY_SECONDS: Final = 86_400

_PLACES: Final = {"dmy": (2, 1, 0), "mdy": (2, 0, 1), "ymd": (0, 1, 2), "ydm": (0, 2, 1)}
"""Where year, month and day stand."""


class Reading(NamedTuple):
    """All headers under one order. Stamps count seconds from 1 January of the year 1, in the phone's own time."""

    order: DateOrder
    stamps: tuple[int | None, ...]
    """None where the date is impossible."""
    impossible: int
    back_steps: int
    span: int
    """Seconds from the earliest to the latest."""


class Decision(NamedTuple):
    """The order of an export."""

    reading: Reading
    tied: tuple[DateOrder, ...]
    """All orders that are as good, this one among them; more than one means that the file does not say."""
    indifferent: bool
    """The tied orders read every date the same."""


def decide(headers: Sequence[Header], told: DateOrder | None = None) -> Decision:
    """The order of the dates. `told` is what somebody who knows the phone says: then nothing is weighed."""
    if told is not None:
        return Decision(_read(headers, told), (told,), indifferent=True)
    years = headers[0].layout.years
    readings = [_read(headers, order) for order in ORDERS[years]]
    if years != "last" and all(reading.impossible for reading in readings):
        readings.append(_read(headers, LAST_RESORT))
    best = min(_weight(reading) for reading in readings)
    tied = [reading for reading in readings if _weight(reading) == best]
    if len(tied) > 1 and years == "short" and not headers[0].layout.dot:
        tied = [reading for reading in tied if reading.order != YEAR_FIRST]
    return Decision(
        tied[0],
        tuple(reading.order for reading in tied),
        indifferent=all(reading.stamps == tied[0].stamps for reading in tied),
    )


def _weight(reading: Reading) -> tuple[int, int, int]:
    return (reading.impossible, reading.back_steps, reading.span)


def _read(headers: Sequence[Header], order: DateOrder) -> Reading:
    days: dict[int, int | None] = {}
    stamps: list[int | None] = []
    impossible = back_steps = before = 0
    for header in headers:
        numbers = (header.first * 100 + header.middle) * 10_000 + header.last
        if numbers in days:
            day = days[numbers]
        else:
            day = days[numbers] = _day(header, order)
        seconds = header.seconds
        if day is None or seconds is None:
            impossible += 1
            stamps.append(None)
            continue
        stamp = day + seconds
        stamps.append(stamp)
        if stamp < before:
            back_steps += 1
        before = stamp
    possible = [stamp for stamp in stamps if stamp is not None]
    span = max(possible) - min(possible) if possible else 0
    return Reading(order, tuple(stamps), impossible, back_steps, span)


def _day(header: Header, order: DateOrder) -> int | None:
    """Seconds from 1 January of the year 1 to the day, or None when there is no such day in that order."""
    year_at, month_at, day_at = _PLACES[order]
    digits = header.digits[0 if year_at == 0 else 1]
    if digits not in (2, 4) or (header.layout.years != "short" and digits != 4):
        return None
    numbers = (header.first, header.middle, header.last)
    year, month, day = numbers[year_at], numbers[month_at], numbers[day_at]
    if digits == 2:
        year += CENTURY
        if year < YEAR_FIRST_POSSIBLE:
            return None
    if header.layout.between == BUDDHIST_ERA:
        year -= BUDDHIST_YEARS_AHEAD
    try:
        return (date(year, month, day).toordinal() - 1) * DAY_SECONDS
    except ValueError:
        return None
