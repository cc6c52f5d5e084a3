"""Dates that name no day or the wrong one: two readings, no such day, before signing, before the lead time, on a
holiday of whoever has to act (S25, standards 2.3).
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from fairhold.lint.checks.check import Check, Place, Whole, fault
from fairhold.lint.dates import dates
from fairhold.lint.family import Fault, Rule
from fairhold.lint.folding import fold, remembered
from fairhold.lint.late import Late
from fairhold.lint.values import values
from fairhold.trade.days import holiday_of

TWO_READINGS: Final = Rule(
    "date-1",
    "blocker",
    "Day and month can be read either way, so the date names two days.",
    "Write the date as year-month-day: 20__-__-__.",
)
NO_SUCH_DAY: Final = Rule(
    "date-2",
    "blocker",
    "There is no such day in the calendar.",
    "Write the date as year-month-day: 20__-__-__.",
)
BEFORE_SIGNING: Final = Rule(
    "date-3",
    "major",
    "The goods would have to leave before the contract was agreed.",
    "Ship by 20__-__-__, after the day of the contract.",
)
BEFORE_LEAD_TIME: Final = Rule(
    "date-4",
    "major",
    "The ship date comes before the lead time is over: one of the two cannot be kept.",
    "Ship by 20__-__-__, at least ____ days after the contract.",
)
HOLIDAY: Final = Rule(
    "date-5",
    "minor",
    "The last day falls on a public holiday of the side that has to act, when nobody answers or ships.",
    "Choose a working day: 20__-__-__.",
)

_LEAD: Final = Late(
    r"(?:lead|production|manufacturing|processing|making) ?(?:time|period)"
    r"|生产(?:周期|时间|期)|制作(?:周期|时间)|交货周期"
)


def _read_dates(whole: Whole, kind: str, rule: Rule) -> Iterator[Fault]:
    for one in whole.sentences:
        for day in dates(one.passage.text):
            if day.kind == kind:
                start = one.passage.start
                yield fault(rule, one.passage.field, (start + day.start, start + day.end))


def _two_readings(whole: Whole) -> Iterator[Fault]:
    yield from _read_dates(whole, "ambiguous", TWO_READINGS)


def _no_such_day(whole: Whole) -> Iterator[Fault]:
    yield from _read_dates(whole, "impossible", NO_SUCH_DAY)


def _ship_day(whole: Whole) -> tuple[date, Place] | None:
    """The day by which goods must leave, typed or as the one date where the ship date stands, and where."""
    if whole.draft.ship_by is not None:
        on = whole.draft.ship_by.on
        return None if on is None else (on, ("/ship_by/on", None))
    found = dates(whole.draft.ship_by_text)
    if len(found) == 1 and found[0].on is not None:
        return found[0].on, ("/ship_by_text", (found[0].start, found[0].end))
    return None


def _before_signing(whole: Whole) -> Iterator[Fault]:
    day, signed = _ship_day(whole), whole.draft.agreed_on
    if day is not None and signed is not None and day[0] < signed:
        why = f"Shipment by {day[0]}, before the day of the contract, {signed}."
        yield fault(BEFORE_SIGNING, *day[1], why)


def _before_lead_time(whole: Whole) -> Iterator[Fault]:
    lead = _lead_days(whole)
    if lead is None:
        return
    ship_by, day, signed = whole.draft.ship_by, _ship_day(whole), whole.draft.agreed_on
    if ship_by is not None and ship_by.days is not None and ship_by.days < lead:
        why = f"Shipment {ship_by.days} days after payment, but the lead time is {lead} days."
        yield fault(BEFORE_LEAD_TIME, "/ship_by/days", None, why)
    elif day is not None and signed is not None and signed <= day[0] < signed + timedelta(days=lead):
        why = f"{lead} days from {signed} end on {signed + timedelta(days=lead)}, after the ship date {day[0]}."
        yield fault(BEFORE_LEAD_TIME, *day[1], why)


def _lead_days(whole: Whole) -> int | None:
    """The lead time that the texts name, in days; of several the longest."""
    return max((days for one in whole.sentences if (days := _lead(one.passage.text)) is not None), default=None)


@remembered
def _lead(text: str) -> int | None:
    """The lead time that one text names, of a range the shorter."""
    match = _LEAD.search(fold(text))
    if match is None:
        return None
    for value in values(text):
        if value.kind == "time" and value.unit in ("days", "working days") and value.start >= match.start():
            figure = value.low if value.low is not None else (value.figures or (None,))[0]
            return None if figure is None else int(figure)
    return None


def _holiday(whole: Whole) -> Iterator[Fault]:
    day, country = _ship_day(whole), whole.draft.supplier_country
    if day is None or not country:
        return
    name = holiday_of(day[0], country)
    if name:
        yield fault(HOLIDAY, *day[1], f"{day[0]} is a public holiday of the supplier ({country}): {name}.")


CHECKS: Final = (
    Check((TWO_READINGS,), "shipment_date", _two_readings),
    Check((NO_SUCH_DAY,), "shipment_date", _no_such_day),
    Check((BEFORE_SIGNING,), "shipment_date", _before_signing),
    Check((BEFORE_LEAD_TIME,), "shipment_date", _before_lead_time),
    Check((HOLIDAY,), "shipment_date", _holiday),
)
"""The checks of this file."""
