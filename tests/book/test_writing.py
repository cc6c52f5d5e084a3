"""Writing: a draft is written whole or not at all, and only on the versions it was decided on."""

import psycopg
import pytest
from market import START, Market

from fairhold.book.connection import AlreadyThere, LineBooked, MovedOn, ReferenceChanged, connect_desk
from fairhold.book.packing import to_microseconds
from fairhold.book.reference import read_reference
from fairhold.book.writing import Draft, Writer
from fairhold.trade import ids

ORDER = ids.new_id(START, 7, 7)
AT = to_microseconds(START)
EVENT = (ORDER, 1, AT, b"order.drafted", b"buyer:1:b", None, None, None, None, None, b"{}", bytes(32))
NEW_ORDER = (ORDER, ids.new_id(START, 7, 1), 5, b"USD", AT, 1, 1, (8, 0, 0, 0, 0, 0, 0, 0), AT, None, bytes(32))


@pytest.fixture
def written(database: str, market: Market) -> str:
    """A book with one order at version 1."""
    draft = Draft()
    draft.rows["new_orders"].append(NEW_ORDER)
    draft.rows["events"].append(EVENT)
    write(database, draft)
    return database


def write(database: str, draft: Draft, newer: int = 0) -> None:
    connection = connect_desk(database)
    try:
        Writer(connection).write(draft, read_reference(connection).version + newer)
    finally:
        connection.close()


def counts(database: str) -> tuple[int, int, int]:
    with psycopg.connect(database) as connection:
        row = connection.execute(
            "SELECT (SELECT count(*) FROM events), (SELECT version FROM orders), (SELECT count(*) FROM bank_lines)"
        ).fetchone()
    assert row is not None
    return row


def changed(version: int) -> tuple[object, ...]:
    return (ORDER, version, version + 1, 2, (8, 0, 0, 0, 0, 0, 0, 0), AT, None, bytes(32))


def test_a_change_is_written_on_the_version_it_was_decided_on(written: str) -> None:
    draft = Draft()
    assert not draft
    draft.rows["orders"].append(changed(1))
    draft.rows["events"].append((ORDER, 2, *EVENT[2:]))
    assert draft
    before = counts(written)
    write(written, draft)
    assert counts(written) == (before[0] + 1, 2, 0)


@pytest.mark.parametrize(
    ("group", "row", "error"),
    [
        ("orders", changed(2), MovedOn),
        ("seen_orders", (ORDER, 2), MovedOn),
        ("seen_orders", (ORDER + 4096, 1), MovedOn),
        ("seen_suppliers", (ids.new_id(START, 7, 1), 3), MovedOn),
        ("seen_remittances", (ORDER, 1), MovedOn),
        ("new_orders", NEW_ORDER, AlreadyThere),
        ("remittances", (ORDER, 4, 5, 1, b"USD", 5, 5, AT, None, bytes(32)), MovedOn),
        ("suppliers", (ids.new_id(START, 7, 1), 4, 5, AT, bytes(32), b"{}"), MovedOn),
    ],
)
def test_a_draft_on_another_version_changes_nothing(
    written: str, group: str, row: tuple[object, ...], error: type[Exception]
) -> None:
    draft = Draft()
    draft.rows["events"].append((ORDER, 2, *EVENT[2:]))
    draft.rows["lines"].append((1, b"L", ORDER, 2))
    draft.rows[group].append(row)
    before = counts(written)
    with pytest.raises(error):
        write(written, draft)
    assert counts(written) == before


def test_a_draft_decided_with_other_reference_data_changes_nothing(written: str) -> None:
    draft = Draft()
    draft.rows["events"].append((ORDER, 2, *EVENT[2:]))
    before = counts(written)
    with pytest.raises(ReferenceChanged):
        write(written, draft, newer=1)
    assert counts(written) == before


def test_a_bank_line_that_was_imported_is_booked_once(written: str) -> None:
    with psycopg.connect(written) as connection:
        connection.execute("INSERT INTO bank_lines (bucket, line_id, key, outcome) VALUES (5, 5, 'K', 'new')")
    draft = Draft()
    draft.rows["lines"].append((5, b"K", ORDER, 1))
    write(written, draft)
    with pytest.raises(LineBooked):
        write(written, draft)
    with psycopg.connect(written) as connection:
        assert connection.execute("SELECT key, outcome, stream_id, seq FROM bank_lines").fetchall() == [
            ("K", "new", ORDER, 1)
        ]


def test_two_keys_never_share_a_line_s_number(written: str) -> None:
    draft = Draft()
    draft.rows["lines"].append((5, b"K", ORDER, 1))
    write(written, draft)
    with psycopg.connect(written) as connection:
        connection.execute("UPDATE bank_lines SET stream_id = NULL, key = 'other'")
    with pytest.raises(LineBooked):
        write(written, draft)
