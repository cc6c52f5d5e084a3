"""One :61: with its :86:, as the line it is: direction, days, references, who, and why it came back.

The sign is the mark's: C and RD bring money, D and RC take it; RC and RD undo an entry. The references are read from
the text itself, because the library cuts a long one and puts its end elsewhere.
"""

import re
from calendar import monthrange
from datetime import date
from typing import Final

from fairhold.bank.mt_details import details_of
from fairhold.bank.mt_field import CENTURY, amount_of, day_of, fault, parts_of
from fairhold.bank.statement import Line, known_reference
from fairhold.bank.swift import Field

_EXPECTED: Final = re.compile(r"[0-9]{6}(?:[0-9]{4}|\s{4})?E[CD]", re.ASCII)
_RETURN_TYPES: Final = frozenset({"RTI", "RET"})


def is_expected(field: Field) -> bool:
    """Is this an entry that the bank only expects (EC, ED in an interim report)?"""
    return _EXPECTED.match(field.text) is not None


def line_of(field: Field, about: tuple[Field, ...], currency: str) -> Line:
    """The line of a :61: and of the fields that follow it (:86:, :NS:). Amounts are in minor units of `currency`."""
    head, _, supplement = field.text.partition("\n")
    parts = parts_of(field._replace(text=head), 61)
    own, bank = _references(field, parts, head)
    value_on = _value_day(field, parts)
    booked_on = _booking_day(field, parts, value_on)
    mark = parts["status"].upper()
    details = details_of("\n".join(one.text for one in about))
    kind = parts["id"].upper()
    customer = own if known_reference(own) else ""
    return Line(
        booked_on=booked_on,
        value_on=value_on,
        amount=amount_of(field, parts["amount"], currency),
        credit=mark in ("C", "RD"),
        currency=currency,
        counterparty=details.party,
        ultimate_name=details.ultimate_name,
        end_to_end_id=details.end_to_end_id or details.customer_reference or customer,
        instruction_id=customer,
        unstructured=(*details.texts, *(line.strip() for line in supplement.split("\n") if line.strip())),
        bank_reference=bank if known_reference(bank) else "",
        bank_code="/".join(word for word in (kind, details.code) if word),
        is_return=details.is_return or kind[1:] in _RETURN_TYPES,
        is_reversal=mark in ("RC", "RD"),
        reason=details.reason,
    )


def _references(field: Field, parts: dict[str, str], head: str) -> tuple[str, str]:
    """The customer's and the bank's reference, whole; and the proof that nothing before them was passed over."""
    if not parts["id"]:
        raise fault(field, "statement_field_malformed", f"{field.text[:60]!r} says no type of transaction")
    before = ("year", "month", "day", "entry_month", "entry_day", "status", "funds_code")
    start, figure = "".join(parts[name] for name in before), parts["amount"] + parts["id"]
    rest = head[len(start) :].lstrip(" ")
    if not head.startswith(start) or not rest.startswith(figure) or not (start + figure).isascii():
        raise fault(field, "statement_field_malformed", f"{field.text[:60]!r} is not read as it is written")
    own, _, bank = rest[len(figure) :].partition("//")
    return own.strip(), bank.strip()


def _value_day(field: Field, parts: dict[str, str]) -> date:
    """The value day. Some banks reckon a month as 30 days and write the 30th of February: its last day is meant."""
    year, month, day = parts["year"], parts["month"], parts["day"]
    if month == "02" and day in ("29", "30"):
        day = f"{min(int(day), monthrange(CENTURY + int(year), 2)[1]):02d}"
    return day_of(field, year, month, day)


def _booking_day(field: Field, parts: dict[str, str], value_on: date) -> date:
    """The entry date, which has no year: the one nearest to the value day. Without an entry date, the value day."""
    month, day = parts["entry_month"].strip(), parts["entry_day"].strip()
    if not month and not day:
        return value_on
    days: list[date] = []
    for year in (value_on.year - 1, value_on.year, value_on.year + 1):
        try:
            days.append(date(year, int(month), int(day)))
        except ValueError:
            continue
    if not days:
        raise fault(field, "statement_date", f"{month}{day} is not a day of the calendar")
    return min(days, key=lambda one: abs(one - value_on))
