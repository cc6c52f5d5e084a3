"""Orders that a payer may have meant by a reference or an account number with a slip in it (PP24, M7).

Tried is one slip: another digit, two neighbours exchanged, a digit missing, a digit too many, or the letters of the
reference left out. What is found passes the check digits after the slip is undone, so a random number names an order
once in a hundred tries; whether such an order exists is for the book to say. Nothing is matched by this: people look.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from stdnum.iso7064 import mod_97_10

from fairhold.bank.numbers import ORDER_DIGITS
from fairhold.trade import ids

RUNS_MAX: Final = 12
"""Runs of digits that are looked at in one payer's text; others are not."""
MEANT_MAX: Final = 200
"""Orders that are named at most."""
TEXT_MAX: Final = 4_000
"""Characters of a payer's text that are looked at."""

_RUN: Final = re.compile(r"(?<![0-9])[0-9](?:[\s\-./,:;_']{0,4}[0-9]){18,36}(?![0-9])")
_NAMED: Final = re.compile(r"(?<![a-z0-9_])ord_[0-9a-hjkmnp-tv-z]{13}(?![0-9a-z])")
_DIGITS: Final = "0123456789"
_RF: Final = "2715"
"""The letters RF as ISO 7064 counts them."""


def orders_meant(text: str, prefix: str) -> dict[int, str]:
    """Orders that a text may mean, each with how: `exact`, or the slip in words. `prefix` begins account numbers."""
    searched = text[:TEXT_MAX]
    found: dict[int, str] = {}
    for match in _NAMED.finditer(searched):
        number = ids.from_text(ids.ORDER_PREFIX, match[0])
        if number:
            found[number] = "exact"
    for digits in list(_runs(searched))[:RUNS_MAX]:
        for order, slip in _meant(digits, prefix):
            if len(found) >= MEANT_MAX:
                return found
            if slip == "exact" or order not in found:
                found[order] = slip
    return found


def _runs(text: str) -> Iterator[str]:
    for match in _RUN.finditer(text):
        yield "".join(sign for sign in match[0] if sign in _DIGITS)


def _meant(digits: str, prefix: str) -> Iterator[tuple[int, str]]:
    account, reference = len(prefix) + ORDER_DIGITS + 2, ORDER_DIGITS + 2
    for candidate, slip in _undone(digits, account, prefix):
        if candidate.startswith(prefix) and mod_97_10.is_valid(candidate):
            yield from _order(candidate[len(prefix) : len(prefix) + ORDER_DIGITS], slip)
    for candidate, slip in _undone(digits, reference, ""):
        if mod_97_10.is_valid(f"{candidate[2:]}{_RF}{candidate[:2]}"):
            yield from _order(candidate[2:], slip)


def _order(digits: str, slip: str) -> Iterator[tuple[int, str]]:
    number = int(digits)
    if 0 < number <= ids.ID_MAX:
        yield number, slip


def _undone(digits: str, length: int, kept: str) -> Iterable[tuple[str, str]]:
    """A number of this length that the digits may have been meant as, with the slip; `kept` begins it for sure."""
    if len(digits) == length:
        yield digits, "exact"
        for i in range(len(digits) - 1):
            if digits[i] != digits[i + 1]:
                exchanged = f"{digits[:i]}{digits[i + 1]}{digits[i]}{digits[i + 2 :]}"
                yield exchanged, "two digits exchanged"
        for i in range(len(kept), len(digits)):
            for digit in _DIGITS:
                if digit != digits[i]:
                    yield f"{digits[:i]}{digit}{digits[i + 1 :]}", "one digit wrong"
    elif len(digits) == length - 1:
        for i in range(len(digits) + 1):
            for digit in _DIGITS:
                yield f"{digits[:i]}{digit}{digits[i:]}", "one digit missing"
    elif len(digits) == length + 1:
        for i in range(len(digits)):
            yield f"{digits[:i]}{digits[i + 1 :]}", "one digit too many"
