"""Payment card numbers in what people write: all but the last four digits become stars before anything is kept (PP7).

A number counts as a card's if an issuer uses its beginning with its length and its check digit (Luhn) holds. Length and
places of the text stay, so that a term can still point at its words. Nothing here says whose a card is.
"""

import re
from typing import Final

SHOWN: Final = 4
"""Digits that stay, at the end."""

MASKED: Final = re.compile(r"(?<![0-9A-Za-z*])\*(?:[ .\-]?\*){9,14}(?:[ .\-]?[0-9]){4}(?![0-9A-Za-z])")
"""A number as it is kept."""
_NUMBER: Final = re.compile(r"(?<![0-9A-Za-z])[0-9](?:[ .\-]?[0-9]){13,63}(?![0-9A-Za-z])")
_ISSUED: Final = re.compile(
    r"4[0-9]{15}|5[1-5][0-9]{14}|2(?:22[1-9]|2[3-9][0-9]|[3-6][0-9]{2}|7[01][0-9]|720)[0-9]{12}|3[47][0-9]{13}"
    r"|3(?:0[0-5]|[68][0-9])[0-9]{11}|35[0-9]{14}|6(?:011|4[4-9][0-9]|5[0-9]{2})[0-9]{12}|62[0-9]{14,17}"
)
_GROUP: Final = re.compile(r"[0-9]+")
_SEPARATORS: Final = re.compile(r"[ .\-]")
_BEGINNINGS: Final = "23456"
_DIGITS_MIN: Final = 14
_WRITTEN_MAX: Final = 2 * 19 - 1
"""Signs of the longest number, with a separator after every digit."""
_IBAN_BEGINS: Final = re.compile(r"[A-Z]{2}[0-9]{2}[ .\-]?\Z")
_IBAN_BEGINNING_MAX: Final = 5


def masked(text: str) -> str:
    """The same text, as long as it was, with stars for the digits of card numbers but their last four."""
    return _NUMBER.sub(_masked, text)


def _masked(match: re.Match[str]) -> str:
    """A run of digits, with every card in it masked: an expiry day or a security code may follow one in its run."""
    run, start = match[0], 0
    if _IBAN_BEGINS.search(match.string[max(0, match.start() - _IBAN_BEGINNING_MAX) : match.start()]):
        return run
    groups = [group.span() for group in _GROUP.finditer(run)]
    for begin, _ in (group for group in groups if run[group[0]] in _BEGINNINGS):
        near = (end for _, end in groups if _DIGITS_MIN <= end - begin <= _WRITTEN_MAX)
        ends = [end for end in near if _is_card(_SEPARATORS.sub("", run[begin:end]))]
        if begin >= start and ends:
            start = ends[-1]
            run = run[:begin] + _starred(run[begin:start]) + run[start:]
    return run


def _is_card(digits: str) -> bool:
    return _ISSUED.fullmatch(digits) is not None and _adds_up(digits)


def _starred(written: str) -> str:
    hidden, shown = sum(sign.isdigit() for sign in written) - SHOWN, []
    for sign in written:
        shown.append("*" if sign.isdigit() and hidden > 0 else sign)
        hidden -= sign.isdigit()
    return "".join(shown)


def _adds_up(digits: str) -> bool:
    """Luhn's check digit (ISO/IEC 7812-1)."""
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(map(int, digits[-1::-2])) + sum(doubled)) % 10 == 0
