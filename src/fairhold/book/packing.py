"""PostgreSQL's binary form of arrays, packed by hand: a third of the time that a general adapter needs.

Every function takes one column and gives one parameter of `write_batch`. Times are microseconds since 2000-01-01 UTC,
uuids 16 bytes, texts UTF-8 bytes. `None` stands for NULL where the name says optional.
"""

import struct
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final

BIGINT: Final = 20
BYTEA: Final = 17
INTEGER: Final = 23
SMALLINT: Final = 21
TEXT: Final = 25
TIME: Final = 1184
UUID: Final = 2950

_EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_HEAD: Final = struct.Struct(">iiiii")
_EMPTY: Final = struct.Struct(">iii")
_LENGTH: Final = struct.Struct(">i")
_NULL: Final = _LENGTH.pack(-1)
_SIXTEEN: Final = _LENGTH.pack(16)
_INTEGER: Final = struct.Struct(">ii")
_SMALLINT: Final = struct.Struct(">ih")
_BIGINT: Final = struct.Struct(">iq")


def to_microseconds(at: datetime) -> int:
    """An aware time as PostgreSQL counts it."""
    return (at - _EPOCH) // _MICROSECOND


def to_time(microseconds: int) -> datetime:
    """The time behind a count, in UTC."""
    return _EPOCH + timedelta(microseconds=microseconds)


def bigint(value: int) -> bytes:
    """One bigint, not an array."""
    return struct.pack(">q", value)


def smallints(values: Sequence[int]) -> bytes:
    """A smallint[]."""
    return _fixed(values, SMALLINT, 2, "ih")


def integers(values: Sequence[int]) -> bytes:
    """An integer[]."""
    return _fixed(values, INTEGER, 4, "ii")


def bigints(values: Sequence[int]) -> bytes:
    """A bigint[]."""
    return _fixed(values, BIGINT, 8, "iq")


def times(values: Sequence[int]) -> bytes:
    """A timestamptz[]."""
    return _fixed(values, TIME, 8, "iq")


def optional_times(values: Sequence[int | None]) -> bytes:
    """A timestamptz[] with NULLs."""
    return _optional(values, TIME, 8, _BIGINT)


def optional_smallints(values: Sequence[int | None]) -> bytes:
    """A smallint[] with NULLs."""
    return _optional(values, SMALLINT, 2, _SMALLINT)


def optional_integers(values: Sequence[int | None]) -> bytes:
    """An integer[] with NULLs."""
    return _optional(values, INTEGER, 4, _INTEGER)


def optional_bigints(values: Sequence[int | None]) -> bytes:
    """A bigint[] with NULLs."""
    return _optional(values, BIGINT, 8, _BIGINT)


def uuids(values: Sequence[bytes | None]) -> bytes:
    """A uuid[], NULLs allowed."""
    if not values:
        return _EMPTY.pack(0, 0, UUID)
    parts = [_HEAD.pack(1, 1, UUID, len(values), 1)]
    parts += [_NULL if value is None else _SIXTEEN + value for value in values]
    return b"".join(parts)


def texts(values: Sequence[bytes]) -> bytes:
    """A text[] of UTF-8."""
    return _variable(values, TEXT)


def byteas(values: Sequence[bytes]) -> bytes:
    """A bytea[]."""
    return _variable(values, BYTEA)


@lru_cache(maxsize=4096)
def _layout(count: int, element: str) -> struct.Struct:
    return struct.Struct(">iiiii" + element * count)


def _fixed(values: Sequence[int], kind: int, width: int, element: str) -> bytes:
    count = len(values)
    if not count:
        return _EMPTY.pack(0, 0, kind)
    flat = [width] * (2 * count)
    flat[1::2] = values
    return _layout(count, element).pack(1, 0, kind, count, 1, *flat)


def _optional(values: Sequence[int | None], kind: int, width: int, element: struct.Struct) -> bytes:
    if not values:
        return _EMPTY.pack(0, 0, kind)
    pack = element.pack
    parts = [_HEAD.pack(1, 1, kind, len(values), 1)]
    parts += [_NULL if value is None else pack(width, value) for value in values]
    return b"".join(parts)


def _variable(values: Sequence[bytes], kind: int) -> bytes:
    if not values:
        return _EMPTY.pack(0, 0, kind)
    pack = _LENGTH.pack
    parts = [_HEAD.pack(1, 0, kind, len(values), 1)]
    for value in values:
        parts.append(pack(len(value)))
        parts.append(value)
    return b"".join(parts)
