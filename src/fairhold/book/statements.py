"""Bank statements as they were taken in, and their lines, each kept once under a number that its key gives.

A line is kept before anything is asked because of it; the event that books it is written into its row by the desk, in
the same commit. So a line without an event is one that still has to be asked for, whatever crashed in between. What a
line means is not known here.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256

import msgspec
import psycopg

from fairhold.book.lines import line_number
from fairhold.book.queries import sql

SPLIT = "split"
"""Outcome of a row that is no line: the mark of an entry whose single payments are kept instead."""


class Taken(msgspec.Struct, frozen=True):
    """A statement to keep: `reference` is the bank's own id of it, `body` its text as it came, empty if it was too long
    to be held.

    `closing` is its balance at the end of `to_day` in minor units of `currency`; a notification has none.
    """

    account: str
    reference: str
    file_name: str
    sha256: bytes
    body: str
    currency: str | None = None
    closing: int | None = None
    to_day: date | None = None

    @property
    def number(self) -> int:
        """A hash of account and reference, so that a second import finds the first."""
        said = f"{len(self.account)}:{self.account}{self.reference}".encode()
        return (int.from_bytes(sha256(said).digest()[:8], "big") >> 1) or 1


class BankLine(msgspec.Struct, frozen=True):
    """A line to keep: `entry` is the key of the bank's entry that it is part of, equal to `key` if it is the whole.

    `amount` in minor units, negative for a debit; `body` is the line as JSON.
    """

    key: str
    entry: str
    amount: int
    currency: str
    booked_on: date
    body: str

    @property
    def number(self) -> int:
        """The number of its row."""
        return line_number(self.key)


class Kept(msgspec.Struct, frozen=True):
    """What the book knows of a line: the event that booked it (`stream_id` 0 while there is none)."""

    key: str
    stream_id: int
    seq: int
    outcome: str


class LastStatement(msgspec.Struct, frozen=True):
    """The newest statement of one account."""

    account: str
    reference: str
    file_name: str
    imported_at: datetime


def keep_statement(
    connection: psycopg.Connection, taken: Taken, pieces: Iterable[Sequence[BankLine]], now: datetime
) -> bool:
    """Keep a statement and its new lines, which come in pieces, in one commit; False if it was kept before.

    A bank may report an entry whole in one file and told apart in another. A mark under the entry's own key decides
    which came first: whole lines and marks share the key, and only one of them can be written (I8).
    """
    with connection.transaction():
        given = {**msgspec.structs.asdict(taken), "id": taken.number, "now": now}
        is_new = connection.execute(sql("register_statement"), given).rowcount == 1
        for lines in pieces:
            marks = {line.entry: line for line in lines if line.entry != line.key}
            _register(connection, taken, [msgspec.structs.replace(m, key=key) for key, m in marks.items()], SPLIT)
            kept = lines_kept(connection, marks) if marks else {}
            told = {key for key, one in kept.items() if one.outcome == SPLIT}
            _register(connection, taken, [line for line in lines if line.entry == line.key or line.entry in told], None)
    return is_new


def lines_kept(connection: psycopg.Connection, keys: Iterable[str]) -> Mapping[str, Kept]:
    """The lines among these that are kept, by key."""
    wanted = {line_number(key): key for key in keys}
    rows = connection.execute(sql("lines_kept"), {"ids": list(wanted)}).fetchall()
    return {
        key: Kept(key, stream_id or 0, seq or 0, outcome or "")
        for number, key, stream_id, seq, outcome in rows
        if wanted[number] == key
    }


def last_statements(connection: psycopg.Connection) -> list[LastStatement]:
    """The newest statement of every account."""
    return [LastStatement(*row) for row in connection.execute(sql("last_statements")).fetchall()]


def unbooked_lines(connection: psycopg.Connection) -> int:
    """How many kept lines still have to be asked for; an import that ended well leaves none."""
    row = connection.execute(sql("unbooked_lines")).fetchone()
    assert row is not None
    return int(row[0])


def _register(connection: psycopg.Connection, taken: Taken, lines: Sequence[BankLine], outcome: str | None) -> None:
    """Bodies travel as one JSON text: an array of them would have every quotation mark escaped by itself."""
    if not lines:
        return
    given = {
        "statement": taken.number,
        "account": taken.account,
        "ids": [line.number for line in lines],
        "amounts": [line.amount for line in lines],
        "days": [line.booked_on for line in lines],
        "keys": [line.key for line in lines],
        "currencies": [line.currency for line in lines],
        "outcomes": [outcome for _ in lines],
        "bodies": f"[{','.join(line.body for line in lines)}]",
    }
    connection.execute(sql("register_lines"), given)
