"""Days and deadlines: what day it is in a zone, when a day ends, and when a timer that was paused runs out (rulebook
4.6).

The day of the event is day 0, and a deadline of N days ends at 24:00 of day N in the policy's zone. Days are calendar
days (A7) unless a function says business days. This file reads no clock: `now` and `today` are arguments.
"""

import importlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

DAY_EARLIEST: Final = date(2015, 1, 1)
"""The first day that a contract or a document may name: the year in which the service began (S1)."""

DAY_LATEST: Final = date(2083, 12, 31)
"""The last day that a contract or a document may name: before order numbers run out, and far from the end of the
calendar."""

BUSINESS_DAYS_MAX: Final = 400
"""The most business days that can be added at once."""

_DAY: Final = timedelta(days=1)


class Pause(msgspec.Struct, frozen=True, gc=False):
    """A time in which a timer stood still: from the day `since` up to, not including, the day `until` (None: still on).

    `by` names what stopped it: `dispute`, `hold`, `amendment` and so on. Begun and ended on one day, it shifts nothing.
    """

    by: str
    since: date
    until: date | None = None


@cache
def zone(tz: str) -> ZoneInfo:
    """The zone of an IANA name such as `Asia/Shanghai`. Raises ValueError if there is none of that name."""
    try:
        return ZoneInfo(tz)
    except (ZoneInfoNotFoundError, ValueError, OSError) as fault:
        raise ValueError(f"{tz!r} names no time zone") from fault


def day_of(now: datetime, tz: str) -> date:
    """The calendar day that `now` (aware) falls on in `tz`."""
    if tz == "UTC" and now.tzinfo is UTC:
        return now.date()
    if now.tzinfo is None:
        raise ValueError("a time without a zone falls on no day")
    return now.astimezone(zone(tz)).date()


@lru_cache(maxsize=16_384)
def start_of(day: date, tz: str) -> datetime:
    """The instant (aware, UTC) at which `day` begins in `tz`.

    Where clocks skip midnight the day begins at the jump; where midnight comes twice it begins at the first.
    """
    return datetime(day.year, day.month, day.day, tzinfo=zone(tz)).astimezone(UTC)


@lru_cache(maxsize=16_384)
def end_of(day: date, tz: str) -> datetime:
    """The instant (aware, UTC) of 24:00 of `day` in `tz`: what is done before it is in time, what is done at it is
    late."""
    return start_of(day + _DAY, tz)


@lru_cache(maxsize=16_384)
def add_business_days(day: date, n: int, country: str) -> date:
    """The n-th business day after `day` (which itself never counts; n = 0 gives it back) in a country named by its
    ISO 3166 code.

    Weekends, public holidays and, for China, weekend days that are worked instead are those of the `holidays`
    package. Raises ValueError for n outside 0..BUSINESS_DAYS_MAX or a country without a calendar.
    """
    if not 0 <= n <= BUSINESS_DAYS_MAX:
        raise ValueError(f"{n} business days is not within 0..{BUSINESS_DAYS_MAX}")
    calendar = _calendar(country)
    while n > 0:
        day += _DAY
        if calendar.is_working_day(day):
            n -= 1
    return day


@lru_cache(maxsize=16_384)
def add_bank_days(day: date, n: int, countries: tuple[str, ...]) -> date:
    """The n-th day after `day` (which itself never counts; n = 0 gives it back) on which the banks of all these
    countries (ISO 3166) work.

    Like `add_business_days`, with the days on which only banks close; in the United States those of the Federal
    Reserve, which does not make up for a holiday on a Saturday. Raises ValueError for n outside 0..BUSINESS_DAYS_MAX
    or a country without a calendar.
    """
    if not 0 <= n <= BUSINESS_DAYS_MAX:
        raise ValueError(f"{n} bank days is not within 0..{BUSINESS_DAYS_MAX}")
    calendars = [_bank_calendar(country) for country in countries]
    while n > 0:
        day += _DAY
        if all(calendar.is_working_day(day) for calendar in calendars):
            n -= 1
    return day


def is_country(code: str) -> bool:
    """Is this the ISO 3166 alpha-2 code of a country? There is a calendar for every one; none is loaded to find out."""
    return code in _countries()


def holiday_of(day: date, country: str) -> str:
    """The name of the public holiday that a day is in a country (ISO 3166), empty if it is none or there is no
    calendar. Weekends are no holidays."""
    return (_calendar(country).get(day) or "") if is_country(country) else ""


@cache
def _library(name: str) -> Any:
    """The package of calendars, or a part of it. It is loaded with the first question about a country, since every
    command imports this file, few ask one, and loading takes longer than all the rest of it."""
    return importlib.import_module(name)


@cache
def _countries() -> frozenset[str]:
    return frozenset(codes[1] for codes in _library("holidays.registry").COUNTRIES.values())


@cache
def _bank_calendar(country: str) -> Any:
    holidays = _library("holidays")
    if country == "US":
        return holidays.financial_holidays("XFED")
    calendar = _calendar(country)
    if holidays.BANK in calendar.supported_categories:
        return holidays.country_holidays(country, categories=(holidays.PUBLIC, holidays.BANK))
    return calendar


@cache
def _calendar(country: str) -> Any:
    try:
        return _library("holidays").country_holidays(country)
    except NotImplementedError as fault:
        raise ValueError(f"there is no calendar for country {country!r}") from fault


def is_paused(pauses: tuple[Pause, ...], by: frozenset[str]) -> bool:
    """Is a pause by one of these still on?"""
    return any(pause.until is None and pause.by in by for pause in pauses)


def paused_days(pauses: tuple[Pause, ...], by: frozenset[str], since: date, today: date | None) -> int:
    """How many days on or after `since` were paused by one of these. Days covered by two pauses count once.

    A pause that is still on counts up to `today`, and not at all if that is None. One with a day to end counts whole.
    """
    return sum((until - begun).days for begun, until in _stretches(pauses, by, since, today))


def last_day(start: date, length_days: int, pauses: tuple[Pause, ...], by: frozenset[str]) -> date | None:
    """The last day of a timer begun on day `start`: day `length_days`, later by the days paused. None while paused.

    SC14: three days left when it was paused, three days left when it goes on. A pause that began after the timer had
    run out does not revive it: what was late stays late.
    """
    relevant = tuple(pause for pause in pauses if pause.by in by) if pauses else ()
    if not relevant:
        return start + timedelta(days=length_days)
    return None if is_paused(relevant, by) else _last_day(start, length_days, relevant, by, None)


def deadline(start: date, length_days: int, pauses: tuple[Pause, ...], by: frozenset[str], tz: str) -> datetime | None:
    """The instant (aware, UTC) at which a timer begun on day `start` runs out: 24:00 of its `last_day`. None while
    it is paused."""
    if not pauses:
        return _end_after(start, length_days, tz)
    last = last_day(start, length_days, pauses, by)
    return None if last is None else end_of(last, tz)


@lru_cache(maxsize=16_384)
def _end_after(start: date, length_days: int, tz: str) -> datetime:
    return end_of(start + timedelta(days=length_days), tz)


def deadline_day(start: date, length_days: int, pauses: tuple[Pause, ...], by: frozenset[str], today: date) -> date:
    """The last day of a timer as it stands `today`: a pause that is still on has moved it by the days up to today.

    So `today > deadline_day(...)` says that the timer has run out, also while a pause that came too late is on.
    """
    return _last_day(start, length_days, pauses, by, today)


def days_left(start: date, length_days: int, pauses: tuple[Pause, ...], by: frozenset[str], today: date) -> int:
    """Days that remain after `today`; 0 on the last day, negative once it ran out. days_left + elapsed - paused =
    length (I13)."""
    return (_last_day(start, length_days, pauses, by, today) - today).days


def _last_day(start: date, length_days: int, pauses: tuple[Pause, ...], by: frozenset[str], today: date | None) -> date:
    last = start + timedelta(days=length_days)
    if not pauses:
        return last
    for begun, until in _stretches(pauses, by, start, today):
        if begun > last:
            break
        last += until - begun
    return last


def _stretches(
    pauses: tuple[Pause, ...], by: frozenset[str], since: date, today: date | None
) -> Iterator[tuple[date, date]]:
    """The paused stretches from `since` on, in order and without overlap, each as (first day, first day after)."""
    counted = since
    relevant = [pause for pause in pauses if pause.by in by]
    if len(relevant) > 1:
        relevant.sort(key=lambda pause: pause.since)
    for pause in relevant:
        begun, until = max(pause.since, counted), pause.until or today
        if until is not None and until > begun:
            yield begun, until
            counted = until
