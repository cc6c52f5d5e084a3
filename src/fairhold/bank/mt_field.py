"""The fields of SWIFT statements by the patterns of the `mt-940` library, each refused with its place when wrong.

The library says where one part of a field ends and the next begins. What it would cut off, put right or pass over is
found here by putting the parts together again (decision 0017).
"""

import logging
import re
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Final, NamedTuple

import mt940
from stdnum import iban
from stdnum.iso7064 import mod_97_10

from fairhold.bank.camt_field import sane
from fairhold.bank.fault import StatementError
from fairhold.bank.swift import Field
from fairhold.trade.money import AMOUNT_MAX_MINOR, EXPONENTS

logging.getLogger("mt940").setLevel(logging.CRITICAL + 1)
"""It logs account data when a field is wrong; the refusal says that instead."""

CONTEXT: Final = mt940.models.Transactions(options=mt940.Options.all())
"""What the library wants to be handed along; nothing is ever put into it."""

_TAGS: Final = {**mt940.tags.TAG_BY_ID, 61: mt940.tags.StatementGLS()}
"""The library's patterns; of the two for an entry the one that takes a customer's reference of any length."""

CENTURY: Final = 2000
_AMOUNT: Final = re.compile(r"([0-9]{1,15})(?:,([0-9]*))?", re.ASCII)
_GERMAN: Final = re.compile(r"([0-9]{8})/([0-9]{1,10})([A-Z]{3})?", re.ASCII)
_AT_BANK: Final = re.compile(r"[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?/(.+)", re.ASCII)
_ACCOUNT: Final = re.compile(r"[A-Z0-9/\-.]{1,35}", re.ASCII)


class Balance(NamedTuple):
    """A balance in minor units (below zero when overdrawn), its currency and its day."""

    amount: int
    currency: str
    day: date


class Sum(NamedTuple):
    """How many entries of one direction there are, and what they sum to in minor units."""

    entries: int
    amount: int
    currency: str


def fault(field: Field, code: str, detail: str) -> StatementError:
    """A fault in a field."""
    return StatementError(code, field.line, f"/:{field.tag}:", detail)


def parts_of(field: Field, tag: str | int) -> dict[str, str]:
    """The parts of a field by the library's names; those that are not there are empty."""
    try:
        found = _TAGS[tag].parse(CONTEXT, field.text)
    except RuntimeError:
        said = f"{field.text[:60]!r} does not have the form of :{field.tag}:"
        raise fault(field, "statement_field_malformed", said) from None
    if not field.text.isascii() and tag != 61:
        raise fault(field, "statement_field_malformed", f"{field.text[:60]!r} has other letters than a bank's")
    return {name: value or "" for name, value in found.items()}


def balance_of(field: Field) -> Balance:
    """`C261122USD100,00` of :60F:, :60M:, :62F:, :62M:."""
    parts = parts_of(field, field.tag)
    _must_be_whole(field, parts, "status", "year", "month", "day", "currency", "amount")
    currency = currency_of(field, parts["currency"])
    amount = amount_of(field, parts["amount"], currency)
    day = day_of(field, parts["year"], parts["month"], parts["day"])
    return Balance(-amount if parts["status"].upper() == "D" else amount, currency, day)


def sum_of(field: Field) -> Sum:
    """`2USD100,00` of :90C: and :90D:."""
    parts = parts_of(field, field.tag)
    _must_be_whole(field, parts, "number", "currency", "amount")
    currency = currency_of(field, parts["currency"])
    if len(parts["number"]) > 5:
        raise fault(field, "statement_number", f"{parts['number'][:20]!r} is not a number of entries")
    return Sum(int(parts["number"] or 0), amount_of(field, parts["amount"], currency), currency)


def floor_currency_of(field: Field) -> str:
    """The currency of `USDD0,` in :34F:, which an interim report has in place of balances."""
    return currency_of(field, parts_of(field, 34)["currency"])


def moment_of(field: Field) -> datetime:
    """The instant of `2611231200+0100` in :13D:, in UTC; without a zone it is read as UTC."""
    parts = parts_of(field, 13)
    _must_be_whole(field, parts, "year", "month", "day", "hour", "minute", "offset_sign", "offset")
    day = day_of(field, parts["year"], parts["month"], parts["day"])
    try:
        east = timedelta(hours=int(parts["offset"][:2] or 0), minutes=int(parts["offset"][2:] or 0))
        zone = timezone(-east if parts["offset_sign"] == "-" else east)
        at = datetime(day.year, day.month, day.day, int(parts["hour"]), int(parts["minute"]), tzinfo=zone)
        return at.astimezone(UTC)
    except (ValueError, OverflowError):
        raise fault(field, "statement_date", f"{field.text[:20]!r} is not a date with time") from None


def account_of(field: Field) -> str:
    """The account number of :25:, an IBAN where there is one: without spaces, the bank's BIC or a currency behind it.

    German banks write their sort code and a number; that is an IBAN in other words.
    """
    text = field.text.partition("\n")[0].replace(" ", "")
    if _ACCOUNT.fullmatch(text) is None:
        raise fault(field, "statement_field_malformed", f"{text[:40]!r} is not an account number")
    if iban.is_valid(text):
        return text
    if text[-3:] in EXPONENTS and iban.is_valid(text[:-3]):
        return text[:-3]
    german = _GERMAN.fullmatch(text)
    if german is not None and (german[3] or "EUR") in EXPONENTS:
        body = f"{german[1]}{german[2]:0>10}"
        return f"DE{mod_97_10.calc_check_digits(body + 'DE')}{body}"
    at_bank = _AT_BANK.fullmatch(text)
    return at_bank[1] if at_bank is not None else text


def currency_of(field: Field, word: str) -> str:
    """A currency word, when it is a currency that money can be counted in here."""
    if word not in EXPONENTS:
        raise fault(field, "statement_currency", f"{word[:20]!r} is not a currency that is known here")
    return word


def amount_of(field: Field, text: str, currency: str) -> int:
    """`25000,5` in minor units, exactly. Fewer decimals than the currency has are usual here, more are refused."""
    found = _AMOUNT.fullmatch(text)
    if found is None:
        raise fault(field, "statement_amount", f"{text[:40]!r} is not an amount")
    decimals, places = found[2] or "", EXPONENTS[currency]
    if len(decimals) > places:
        said = f"{text[:40]!r} has {len(decimals)} decimals, {currency} has {places}"
        raise fault(field, "statement_amount_decimals", said)
    minor = int(found[1] + decimals.ljust(places, "0"))
    if minor > AMOUNT_MAX_MINOR:
        raise fault(field, "statement_amount_too_large", f"at most {AMOUNT_MAX_MINOR} minor units are counted")
    return minor


def day_of(field: Field, year: str, month: str, day: str) -> date:
    """The day that two digits each of year, month and day name."""
    try:
        return sane(date(CENTURY + int(year), int(month), int(day)))
    except ValueError:
        raise fault(field, "statement_date", f"{year}{month}{day} is not a day of the calendar") from None


def _must_be_whole(field: Field, parts: dict[str, str], *names: str) -> None:
    """The library reads as far as it understands; what it left is refused."""
    if "".join(parts[name] for name in names) != field.text.strip():
        said = f"{field.text[:60]!r} goes on after what :{field.tag}: is"
        raise fault(field, "statement_field_malformed", said)
