"""The single fields of camt messages: amounts, directions, days and moments, each refused with its place when wrong.

Spellings that differ between versions and banks are evened out here; what the fields mean together is not decided here.
"""

import re
from datetime import UTC, date, datetime

from fairhold.bank.tree import Node
from fairhold.trade.days import DAY_LATEST
from fairhold.trade.money import AMOUNT_MAX_MINOR, MoneyError, exponent_of

DAY_FIRST = date(1990, 1, 1)
"""The earliest day that a bank file may name; the latest is `days.DAY_LATEST`."""

_AMOUNT = re.compile(r"([+-]?)([0-9]*)(?:\.([0-9]*))?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ZONE = re.compile(r"Z|[+-][0-9]{2}:[0-9]{2}")


def amount_of(holder: Node, currency: str) -> tuple[int, str]:
    """The `Amt` of an element in minor units and its currency, which must be `currency` unless that is empty.

    Exact: no figure is rounded, and one with more decimals than the currency has is refused even when they are zeros,
    because `25.000` may mean twenty-five thousand.
    """
    node = holder.first("Amt")
    if node is None:
        raise holder.fault("statement_field_missing", "an amount is missing", "Amt")
    stated = currency_of(node, node.attributes.get("Ccy", ""))
    if currency and stated != currency:
        raise node.fault("statement_currency_mixed", f"the amount is in {stated}, the account in {currency}")
    found = _AMOUNT.fullmatch(node.text)
    if found is None or not (found[2] or found[3]):
        raise node.fault("statement_amount", f"{node.text[:40]!r} is not an amount")
    if found[1] == "-":
        raise node.fault("statement_amount_negative", f"{node.text[:40]!r} is below zero")
    decimals = found[3] or ""
    places = exponent_of(stated)
    if len(decimals) > places:
        detail = f"{node.text[:40]!r} has {len(decimals)} decimals, {stated} has {places}"
        raise node.fault("statement_amount_decimals", detail)
    digits = (found[2] + decimals.ljust(places, "0")).lstrip("0") or "0"
    if len(digits) > len(str(AMOUNT_MAX_MINOR)) or int(digits) > AMOUNT_MAX_MINOR:
        raise node.fault("statement_amount_too_large", f"at most {AMOUNT_MAX_MINOR} minor units are counted")
    return int(digits), stated


def currency_of(node: Node, word: str) -> str:
    """A currency word at a node, when it is a currency that money can be counted in here."""
    try:
        exponent_of(word)
    except MoneyError:
        raise node.fault("statement_currency", f"{word[:20]!r} is not a currency that is known here") from None
    return word


def is_credit(holder: Node) -> bool:
    """Whether an element says CRDT; DBIT is False, all else is refused."""
    node = holder.first("CdtDbtInd")
    if node is None:
        raise holder.fault("statement_field_missing", "nothing says whether it is a credit or a debit", "CdtDbtInd")
    if node.text not in ("CRDT", "DBIT"):
        raise node.fault("statement_direction", f"{node.text[:20]!r} is neither CRDT nor DBIT")
    return node.text == "CRDT"


def day_of(node: Node | None) -> date | None:
    """The calendar day that an element states, as the bank wrote it: a zone or a time behind it does not move it."""
    if node is None:
        return None
    text, rest = node.text[:10], node.text[10:]
    if not _DAY.fullmatch(text) or not (rest == "" or rest[0] == "T" or _ZONE.fullmatch(rest)):
        raise node.fault("statement_date", f"{node.text[:40]!r} is not a date")
    try:
        return sane(date.fromisoformat(text))
    except ValueError:
        raise node.fault("statement_date", f"{node.text[:40]!r} is not a day of the calendar") from None


def moment_of(node: Node | None) -> datetime | None:
    """The instant that an element states, in UTC; without a zone it is read as UTC."""
    if node is None:
        return None
    try:
        moment = datetime.fromisoformat(node.text)
    except ValueError:
        raise node.fault("statement_date", f"{node.text[:40]!r} is not a date with time") from None
    try:
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        sane(moment.date())
    except (OverflowError, ValueError):
        raise node.fault("statement_date", f"{node.text[:40]!r} is outside the calendar") from None
    return moment


def sane(day: date) -> date:
    """The day, if a bank can have meant it. Raises ValueError for one before DAY_FIRST or after DAY_LATEST."""
    if not DAY_FIRST <= day <= DAY_LATEST:
        raise ValueError(f"{day} is not a day of a bank file")
    return day
