"""What a company is known by besides its name: address, telephone, device and their like (O50, standards 6.2).

Two companies that share one may be of one hand. Only a keyed hash of the normal form is kept, so the book can say that
two are the same and not what they are; who takes the book without the key cannot try all telephone numbers. Pure.
"""

import hmac
import ipaddress
import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Final

from fairhold.trade.link import LinkReason, TraitKind

TRAITS_MAX: Final = 50
"""Traits that are kept of one company."""
VALUE_CHARACTERS_MAX: Final = 300
WORDS_MIN: Final = 3
"""An address of fewer words is shared by too many."""
PHONE_DIGITS_MIN, PHONE_DIGITS_MAX = 7, 15
"""Digits of a telephone number with its country's (E.164)."""
IPV6_PREFIX_BITS: Final = 64
"""So much of an IPv6 address is one connection."""
_DIALLED_AT_HOME: Final = "(0)"
_NOT_DIGITS: Final = re.compile(r"[\s().\-/]+")
_WORD: Final = re.compile(r"[0-9]+|[\u2e80-\U0003ffff]|[^\W\d_\u2e80-\U0003ffff]+")
"""A number, a sign of a script that has no spaces, or letters."""
_SAYS_NOTHING: Final = frozenset({"no", "nr", "number", "the"})
_SHORT: Final[Mapping[str, str]] = {
    "rd": "road",
    "st": "street",
    "str": "street",
    "ave": "avenue",
    "blvd": "boulevard",
    "bldg": "building",
    "rm": "room",
    "fl": "floor",
    "dist": "district",
    "ind": "industrial",
    "zn": "zone",
}
"""Words of addresses as people shorten them."""
_MAIL: Final = re.compile(r"([^\s@+]+)(?:\+[^\s@]*)?@([^\s@.]+(?:\.[^\s@.]+)+)")
_UNSEEN: Final = frozenset({"Cc", "Cs"})
"""Categories of characters that nobody writes: controls and halves of surrogate pairs."""
_PLACES: Final = frozenset({"address", "consignee"})
"""Kinds that are compared with each other: goods may go to where the supplier sits."""
_REASONS: Final[Mapping[TraitKind, LinkReason]] = {
    "address": "same_address",
    "phone": "same_phone",
    "email": "same_email",
    "device": "same_device",
    "ip": "same_ip",
    "card": "same_card",
    "consignee": "same_consignee",
    "owner": "same_owner",
}


def digest(kind: TraitKind, value: str, key: bytes) -> bytes:
    """The keyed hash of a trait's normal form, 32 bytes. Raises ValueError, with words for people, for what is none."""
    if len(value) > VALUE_CHARACTERS_MAX:
        raise ValueError(f"has at most {VALUE_CHARACTERS_MAX} characters")
    if any(unicodedata.category(one) in _UNSEEN and one not in "\t\r\n" for one in value):
        raise ValueError("has no control characters")
    domain = "place" if kind in _PLACES else kind
    return hmac.digest(key, f"trait:{domain}:{_NORMAL[kind](value)}".encode(), "sha256")


def reason_of(ours: TraitKind, theirs: TraitKind) -> LinkReason:
    """Why two companies seem related that have these traits alike."""
    return "same_consignee" if "consignee" in (ours, theirs) else _REASONS[ours]


def _folded(value: str) -> str:
    plain = unicodedata.normalize("NFKD", value).casefold()
    return "".join(one for one in plain if not unicodedata.combining(one))


def _place(value: str) -> str:
    """The words of an address, in any order and written out: people write the same one in several ways."""
    found = [_SHORT.get(word, word) for word in _WORD.findall(_folded(value))]
    words = sorted(word for word in found if word not in _SAYS_NOTHING)
    if len(words) < WORDS_MIN or not any(word.isdecimal() for word in words):
        raise ValueError(f"is written with at least {WORDS_MIN} words, one of them a number")
    return " ".join(words)


def _phone(value: str) -> str:
    digits = _NOT_DIGITS.sub("", unicodedata.normalize("NFKC", value).replace(_DIALLED_AT_HOME, ""))
    digits = f"+{digits[2:]}" if digits.startswith("00") else digits
    if not re.fullmatch(rf"\+[1-9][0-9]{{{PHONE_DIGITS_MIN - 1},{PHONE_DIGITS_MAX - 1}}}", digits):
        raise ValueError("begins with + and the country's number, as +86 755 1234 5678")
    return digits


def _email(value: str) -> str:
    found = _MAIL.fullmatch(_folded(value).strip())
    if found is None:
        raise ValueError("has the form name@example.com")
    return f"{found[1]}@{found[2]}"


def _ip(value: str) -> str:
    try:
        found = ipaddress.ip_address(value.strip())
    except ValueError:
        raise ValueError("is an IPv4 or IPv6 address") from None
    if not found.is_global:
        raise ValueError("is an address of the public internet")
    if found.version == 4:
        return str(found)
    return str(ipaddress.ip_network((found, IPV6_PREFIX_BITS), strict=False))


def _opaque(value: str) -> str:
    if not value.strip():
        raise ValueError("is not empty")
    return value.strip()


_NORMAL: Final[Mapping[TraitKind, Callable[[str], str]]] = {
    "address": _place,
    "consignee": _place,
    "phone": _phone,
    "email": _email,
    "ip": _ip,
    "device": _opaque,
    "card": _opaque,
    "owner": _opaque,
}
"""The form in which traits of a kind are compared."""
