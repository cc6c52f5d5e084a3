"""The account number and the creditor reference that belong to one order, and finding the order in what a payer wrote.

Both numbers carry the order id as 19 decimal digits, so the order is read from either without a lookup:

- account number: operator prefix + id + 2 check digits (ISO 7064 mod 97-10) over all of it;
- reference: `RF` + 2 check digits + id (ISO 11649, 23 of the 25 characters allowed).

Digits only, on purpose: over digits mod 97-10 catches every single wrong digit and every exchange of two digits. Over
letters and digits it does not (`1B` and `B1` check alike, and so does one slip in 200 from a digit to a letter).

Not here: which order a bank line pays. A number that reads well may still name an order that does not exist.
"""

import re
from collections.abc import Iterable

from stdnum import iso11649
from stdnum.iso7064 import mod_97_10

from fairhold.trade.ids import ID_MAX

ORDER_DIGITS = 19
PREFIX_DIGITS_MAX = 12
"""The longest number is then 33 digits; ISO 20022 gives an account that is not an IBAN 34 characters."""

_SEPARATORS = r"[\s\-./,:;_']{0,4}"
_LETTERS_AND_DIGITS = re.compile(r"[^0-9A-Za-z]")
_REFERENCE = re.compile(rf"(?=(R{_SEPARATORS}F(?:{_SEPARATORS}[0-9]){{{ORDER_DIGITS + 2}}}(?![0-9])))", re.IGNORECASE)


def account_number(order_id: int, prefix: str) -> str:
    """The account number a payer uses for one order (S39, A15): decimal digits, no spaces.

    Raises ValueError when the id is not a positive int63 or the prefix is not 1 to 12 digits starting above 0.
    """
    body = _checked_prefix(prefix) + _digits(order_id)
    return body + mod_97_10.calc_check_digits(body)


def reference(order_id: int) -> str:
    """The ISO 11649 creditor reference of one order, without spaces. Raises ValueError for an id outside int63."""
    body = _digits(order_id)
    return "RF" + mod_97_10.calc_check_digits(body + "RF") + body


def printed_reference(order_id: int) -> str:
    """The reference in groups of four, as it is printed on a payment card."""
    return str(iso11649.format(reference(order_id)))


def order_of_account(text: str, prefix: str) -> int | None:
    """The order id inside an account number, or None when it is not one of ours or its check digits are wrong.

    Spaces, dashes and dots are forgiven; a wrong digit or two digits exchanged never give another order.
    """
    compact = _LETTERS_AND_DIGITS.sub("", text)
    start = len(_checked_prefix(prefix))
    order_id = _order_id(compact[start : start + ORDER_DIGITS])
    if order_id is None or compact != account_number(order_id, prefix):
        return None
    return order_id


def order_of_reference(text: str) -> int | None:
    """The order id inside a creditor reference, or None when it is not one of ours or its check digits are wrong."""
    compact = _LETTERS_AND_DIGITS.sub("", text).upper()
    order_id = _order_id(compact[4:])
    if order_id is None or compact != reference(order_id):
        return None
    return order_id


def find_orders(texts: Iterable[str], prefix: str) -> tuple[int, ...]:
    """Every order named by a reference or an account number anywhere in the texts, ascending and once each.

    Empty means nobody was named, more than one means the payer was ambiguous: the caller must not choose. The texts
    are also read as one, because banks cut a long remittance line wherever its width ends.
    """
    given = [text for text in texts if text]
    account = _account_pattern(prefix)
    found: set[int] = set()
    for text in (*given, " ".join(given)):
        found.update(order for hit in _REFERENCE.finditer(text) if (order := order_of_reference(hit[1])) is not None)
        found.update(order for hit in account.finditer(text) if (order := order_of_account(hit[1], prefix)) is not None)
    return tuple(sorted(found))


def _account_pattern(prefix: str) -> re.Pattern[str]:
    start = _SEPARATORS.join(_checked_prefix(prefix))
    return re.compile(rf"(?<![0-9])(?=({start}(?:{_SEPARATORS}[0-9]){{{ORDER_DIGITS + 2}}}(?![0-9])))")


def _digits(order_id: int) -> str:
    if not 0 < order_id <= ID_MAX:
        raise ValueError(f"an order id is a positive 63-bit integer, not {order_id}")
    return f"{order_id:0{ORDER_DIGITS}d}"


def _order_id(digits: str) -> int | None:
    if len(digits) != ORDER_DIGITS or not digits.isascii() or not digits.isdecimal():
        return None
    order_id = int(digits)
    return order_id if 0 < order_id <= ID_MAX else None


def _checked_prefix(prefix: str) -> str:
    if not re.fullmatch(rf"[1-9][0-9]{{0,{PREFIX_DIGITS_MAX - 1}}}", prefix):
        raise ValueError(f"an account prefix is 1 to {PREFIX_DIGITS_MAX} digits and does not start with 0: {prefix!r}")
    return prefix
