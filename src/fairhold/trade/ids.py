"""Stream numbers: how orders, parties and remittances are numbered, and how a number is written for people.

A number is a positive 63-bit integer: milliseconds since 2015-01-01 UTC (41 bits), 10 bits of entropy, 12 bits of
bucket. So numbers sort by age, and the bucket that a row is sharded by can be read off the number. The text form is a
prefix and 13 signs of lower-case Crockford base32, as in `ord_0a1b2c3d4e5f6`; texts sort like the numbers. This
file reads no clock and draws no random bits: both are arguments.
"""

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final

BUCKETS: Final = 4096
"""How many buckets there are; a bucket is 0..4095."""

ENTROPIES: Final = 1024
"""How many values of entropy there are within one millisecond and bucket; an entropy is 0..1023."""

EPOCH: Final = datetime(2015, 1, 1, tzinfo=UTC)
"""The instant from which the milliseconds count. It never changes."""

ID_MAX: Final = 2**63 - 1
"""The largest number: it fits a signed 64-bit column. Reached in September 2084."""

CLOCK_PREFIX: Final = "clk_"
NOTICE_PREFIX: Final = "ntc_"
ORDER_PREFIX: Final = "ord_"
PARTY_PREFIX: Final = "pty_"
REMITTANCE_PREFIX: Final = "rem_"
SUPPLIER_PREFIX: Final = "sup_"
"""A supplier's stream has the number of its party; the prefix says in which part it is meant."""

PREFIXES: Final = (CLOCK_PREFIX, NOTICE_PREFIX, ORDER_PREFIX, PARTY_PREFIX, REMITTANCE_PREFIX, SUPPLIER_PREFIX)
"""What a text can begin with."""

_MILLISECOND: Final = timedelta(milliseconds=1)
_MILLISECONDS: Final = 2**41
_SIGNS: Final = "0123456789abcdefghjkmnpqrstvwxyz"
_PAIRS: Final = tuple(first + second for first in _SIGNS for second in _SIGNS)
_AS_PYTHON_DIGITS: Final = str.maketrans(_SIGNS, "0123456789abcdefghijklmnopqrstuv")
_THIRTEEN_SIGNS: Final = re.compile(r"[0-7][0-9a-hjkmnp-tv-z]{12}")


def new_id(now: datetime, bucket: int, entropy: int) -> int:
    """The number of something born at `now` (aware) in `bucket` (0..4095) with `entropy` (0..1023).

    Raises ValueError for a naive time, a time outside 2015-01-01..2084, or a bucket or entropy out of range.
    """
    if now.tzinfo is None:
        raise ValueError("the time of a number must carry its zone")
    milliseconds = (now - EPOCH) // _MILLISECOND
    if not 0 < milliseconds < _MILLISECONDS:
        raise ValueError(f"{now.isoformat()} is outside the years that a number can hold")
    if not 0 <= bucket < BUCKETS:
        raise ValueError(f"bucket {bucket} is not within 0..{BUCKETS - 1}")
    if not 0 <= entropy < ENTROPIES:
        raise ValueError(f"entropy {entropy} is not within 0..{ENTROPIES - 1}")
    return milliseconds << 22 | entropy << 12 | bucket


def bucket_of(id: int) -> int:
    """The bucket (0..4095) of a number. Raises ValueError if it is not a positive 63-bit number."""
    _must_fit(id)
    return id & (BUCKETS - 1)


def born_at(id: int) -> datetime:
    """The instant (UTC, whole milliseconds) that `new_id` made a number for. Means nothing for remittances: their
    numbers are hashes."""
    _must_fit(id)
    return EPOCH + (id >> 22) * _MILLISECOND


def to_text(prefix: str, id: int) -> str:
    """The text of a number: a prefix such as `ord_`, then 13 signs. Raises ValueError for an unknown prefix or a number
    that does not fit."""
    if prefix not in PREFIXES:
        raise ValueError(f"{prefix!r} is not one of the prefixes {', '.join(PREFIXES)}")
    _must_fit(id)
    pairs = _PAIRS
    return (
        f"{prefix}{_SIGNS[id >> 60]}{pairs[id >> 50 & 1023]}{pairs[id >> 40 & 1023]}{pairs[id >> 30 & 1023]}"
        f"{pairs[id >> 20 & 1023]}{pairs[id >> 10 & 1023]}{pairs[id & 1023]}"
    )


@lru_cache(maxsize=65_536)
def from_text(prefix: str, text: str) -> int | None:
    """The number behind a text with this very prefix, or None. One number has one text: capitals and look-alike
    signs are not read."""
    signs = text[len(prefix) :]
    if prefix not in PREFIXES or not text.startswith(prefix) or _THIRTEEN_SIGNS.fullmatch(signs) is None:
        return None
    return int(signs.translate(_AS_PYTHON_DIGITS), 32) or None


def _must_fit(id: int) -> None:
    if not 0 < id <= ID_MAX:
        raise ValueError(f"{id} is not a positive 63-bit number")
