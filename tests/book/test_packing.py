"""Packing: PostgreSQL reads every array as what was packed."""

from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from psycopg import pq

from fairhold.book import packing

UUIDS = [bytes(range(16)), None, bytes(16)]
CASES = [
    ("smallint", packing.smallints, [1, -2, 32_767], "{1,-2,32767}"),
    ("integer", packing.integers, [0, -1, 2_147_483_647], "{0,-1,2147483647}"),
    ("bigint", packing.bigints, [1, -(2**63), 2**63 - 1], "{1,-9223372036854775808,9223372036854775807}"),
    ("smallint", packing.optional_smallints, [None, 7], "{NULL,7}"),
    ("integer", packing.optional_integers, [7, None], "{7,NULL}"),
    ("bigint", packing.optional_bigints, [None, None, -5], "{NULL,NULL,-5}"),
    ("text", packing.texts, ['ä,"}'.encode(), b"", b"x"], '{"ä,\\"}","",x}'),
    ("bytea", packing.byteas, [b"\x00\xff", b""], '{"\\\\x00ff","\\\\x"}'),
    (
        "uuid",
        packing.uuids,
        UUIDS,
        "{00010203-0405-0607-0809-0a0b0c0d0e0f,NULL,00000000-0000-0000-0000-000000000000}",
    ),
    ("timestamptz", packing.times, [0, 1_500_000], '{"2000-01-01 00:00:00+00","2000-01-01 00:00:01.5+00"}'),
    ("timestamptz", packing.optional_times, [None, -1], '{NULL,"1999-12-31 23:59:59.999999+00"}'),
]


def as_text(database: str, kind: str, parameter: bytes) -> str:
    with psycopg.connect(database, options="-c timezone=UTC") as connection:
        result = connection.pgconn.exec_params(
            f"SELECT $1::{kind}[]::text".encode(), [parameter], None, [pq.Format.BINARY], pq.Format.TEXT
        )
        value = result.get_value(0, 0)
    assert value is not None, result.error_message
    return value.decode()


@pytest.mark.parametrize(("kind", "pack", "values", "text"), CASES)
def test_an_array_arrives_as_it_was_packed(database: str, kind, pack, values, text) -> None:
    assert as_text(database, kind, pack(values)) == text
    assert as_text(database, kind, pack([])) == "{}"


def test_a_single_number_is_eight_bytes_in_network_order() -> None:
    assert packing.bigint(-2) == b"\xff\xff\xff\xff\xff\xff\xff\xfe"


def test_times_count_microseconds_from_2000_and_back() -> None:
    at = datetime(2026, 3, 1, 12, 0, 0, 1, tzinfo=UTC)
    assert packing.to_microseconds(at) == 825_681_600_000_001
    assert packing.to_time(825_681_600_000_001) == at
    assert packing.to_microseconds(datetime(1999, 12, 31, tzinfo=UTC)) == -86_400_000_000
    assert packing.to_time(-1) == datetime(2000, 1, 1, tzinfo=UTC) - timedelta(microseconds=1)
