"""Custody in the book: an order's files by their hashes, its chain of entries, and the tree and heads over all entries.

Rows go in and out as they are; what an entry's hash is made of and what a head signs is known to the room `evidence`.
Two writers of one chain wait for each other at its row; two clocks that sign one day collide in the head's number.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, Final

import msgspec
import psycopg

from fairhold.book.queries import sql
from fairhold.book.streams import each_row
from fairhold.trade.who import Role, Who

START: Final = bytes(32)
"""What the first entry of a chain follows."""


class File(msgspec.Struct, frozen=True, kw_only=True):
    """A file of an order: its SHA-256, size in bytes, kind, who added it and when, what S57 calls it, its name, and
    what readers found in it as JSON (both empty once it was erased).
    """

    order: int
    sha256: str
    size: int
    kind: str
    document: str
    name: str
    facts: str
    who: Who
    added_at: datetime


class Entry(msgspec.Struct, frozen=True):
    """One thing done with a file of an order. Hashes in hex; `who` as the chain names people."""

    order: int
    seq: int
    at: datetime
    who: str
    action: str
    sha256: str
    note: str
    previous: str
    hash: str


class End(msgspec.Struct, frozen=True):
    """Where a chain ends: the number and hash of its last entry (0 and START before the first)."""

    order: int
    seq: int
    hash: str
    at: datetime | None = None


class Leaf(msgspec.Struct, frozen=True):
    """One leaf of the tree: its place from 0, and the entry that it stands for."""

    leaf: int
    order: int
    seq: int
    hash: str


class Head(msgspec.Struct, frozen=True):
    """A signed head as it is kept, numbered from 1."""

    number: int
    day: date
    size: int
    root: str
    public_key: str
    signature: str
    signed_at: datetime


@contextmanager
def chain(connection: psycopg.Connection, order: int) -> Iterator[End]:
    """A database transaction in which nobody else adds to an order's chain; gives where it ends."""
    with connection.transaction():
        connection.execute(sql("begin_custody"), {"order": order, "start": START})
        row = connection.execute(sql("lock_custody"), {"order": order}).fetchone()
        assert row is not None
        at, seq, head = row
        yield End(order, seq, bytes(head).hex(), at)


@contextmanager
def standing_still(connection: psycopg.Connection) -> Iterator[None]:
    """A read-only database transaction in which everything stays as it was at its beginning."""
    with connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


def add_entries(connection: psycopg.Connection, entries: Sequence[Entry]) -> None:
    """Add entries of one order at the end of its chain. Call within `chain`."""
    last = entries[-1]
    given = {
        "order": last.order,
        **{name: [getattr(one, name) for one in entries] for name in ("at", "seq", "who", "action", "note")},
        **{name: [bytes.fromhex(getattr(one, name)) for one in entries] for name in ("sha256", "previous", "hash")},
    }
    connection.execute(sql("add_entries"), given)
    end = {"order": last.order, "at": last.at, "seq": last.seq, "head": bytes.fromhex(last.hash)}
    connection.execute(sql("end_custody"), end)


def add_file(connection: psycopg.Connection, file: File) -> bool:
    """Keep that an order has a file; False if it had it before. Call within `chain`."""
    given = {
        **{name: getattr(file, name) for name in ("order", "size", "kind", "document", "name", "facts", "added_at")},
        **_key(file.order, file.sha256),
        "party": file.who.party,
        "role": str(file.who.role),
        "person": file.who.person,
    }
    if connection.execute(sql("add_file"), given).rowcount == 1:
        return True
    connection.execute(sql("tell_file"), given)
    return False


def forget_file(connection: psycopg.Connection, order: int, sha256: str) -> None:
    """Clear what is known of an erased file beside its hash. Call within `chain`."""
    connection.execute(sql("forget_file"), _key(order, sha256))


def files(connection: psycopg.Connection, order: int) -> tuple[File, ...]:
    """An order's files, the oldest first."""
    return tuple(_file(row) for row in connection.execute(sql("files_of_order"), {"order": order}).fetchall())


def all_files(connection: psycopg.Connection) -> Iterator[File]:
    """Every file of every order. Call within a database transaction."""
    return map(_file, each_row(connection, "all_files"))


def used(connection: psycopg.Connection, order: int, who: Who) -> tuple[int, int]:
    """How many files a side has added to an order, and their bytes."""
    given = {"order": order, "role": str(who.role), "party": who.party}
    row = connection.execute(sql("used_by_side"), given).fetchone()
    assert row is not None
    return int(row[0]), int(row[1])


def orders_with(connection: psycopg.Connection, sha256: str) -> tuple[int, ...]:
    """The orders that have this file."""
    rows = connection.execute(sql("orders_with"), {"sha256": bytes.fromhex(sha256)}).fetchall()
    return tuple(row[0] for row in rows)


def entries(connection: psycopg.Connection, order: int, after: int = 0, limit: int | None = None) -> tuple[Entry, ...]:
    """An order's entries after a number, at most so many of them."""
    given = {"order": order, "after": after, "limit": limit}
    return tuple(_entry(row) for row in connection.execute(sql("custody_of_order"), given).fetchall())


def held(connection: psycopg.Connection, order: int) -> frozenset[str]:
    """The files of an order that are held, as its chain says."""
    last = {
        bytes(sha256).hex(): action for sha256, action in connection.execute(sql("holds_of_order"), {"order": order})
    }
    return frozenset(sha256 for sha256, action in last.items() if action == "held")


def all_entries(connection: psycopg.Connection) -> Iterator[Entry]:
    """Every entry of every order, in their order. Call within a database transaction."""
    return map(_entry, each_row(connection, "all_custody"))


def all_ends(connection: psycopg.Connection) -> Iterator[End]:
    """Where every chain ends. Call within a database transaction."""
    for order, seq, head in each_row(connection, "all_custody_ends"):
        yield End(order, seq, bytes(head).hex())


def leaves_of(connection: psycopg.Connection, order: int) -> dict[int, int]:
    """Number of an order's entry: its leaf in the tree; entries that no head covers yet are left out."""
    return dict(connection.execute(sql("leaves_of_order"), {"order": order}).fetchall())


def all_leaves(connection: psycopg.Connection) -> Iterator[Leaf]:
    """Every leaf, in its place. Call within a database transaction."""
    for leaf, order, seq, hash in each_row(connection, "all_leaves"):
        yield Leaf(leaf, order, seq, bytes(hash).hex())


def uncovered(connection: psycopg.Connection, before: datetime) -> tuple[tuple[int, int, str], ...]:
    """Order, number and hash of the entries before a moment that no head covers."""
    rows = connection.execute(sql("uncovered_entries"), {"before": before}).fetchall()
    return tuple((order, seq, bytes(hash).hex()) for order, seq, hash in rows)


def add_head(connection: psycopg.Connection, head: Head, leaves: Sequence[Leaf]) -> None:
    """Keep a head with the leaves that are new under it. Raises UniqueViolation if another has its number."""
    with connection.transaction():
        given = {
            **msgspec.structs.asdict(head),
            **{name: bytes.fromhex(getattr(head, name)) for name in ("root", "public_key", "signature")},
        }
        connection.execute(sql("add_head"), given)
        rows = {name: [getattr(leaf, name) for leaf in leaves] for name in ("order", "leaf", "seq")}
        connection.execute(sql("add_leaves"), {**rows, "hash": [bytes.fromhex(leaf.hash) for leaf in leaves]})


def heads(connection: psycopg.Connection) -> tuple[Head, ...]:
    """Every head, the oldest first."""
    return tuple(_head(row) for row in connection.execute(sql("all_heads")).fetchall())


def heads_before(connection: psycopg.Connection, before: int, limit: int) -> tuple[Head, ...]:
    """At most so many heads with lower numbers, the newest first."""
    rows = connection.execute(sql("heads_before"), {"before": before, "limit": limit}).fetchall()
    return tuple(_head(row) for row in rows)


def last_head(connection: psycopg.Connection) -> Head | None:
    """The newest head."""
    row = connection.execute(sql("last_head")).fetchone()
    return None if row is None else _head(row)


def _key(order: int, sha256: str) -> dict[str, Any]:
    return {"order": order, "sha256": bytes.fromhex(sha256)}


def _file(row: tuple[Any, ...]) -> File:
    order, party, added_at, size, sha256, role, person, kind, document, name, facts = row
    return File(
        order=order,
        sha256=bytes(sha256).hex(),
        size=size,
        kind=kind,
        document=document,
        name=name,
        facts=facts,
        who=Who(Role(role), party, person),
        added_at=added_at,
    )


def _entry(row: tuple[Any, ...]) -> Entry:
    order, seq, at, who, action, sha256, note, previous, hash = row
    return Entry(order, seq, at, who, action, bytes(sha256).hex(), note, bytes(previous).hex(), bytes(hash).hex())


def _head(row: tuple[Any, ...]) -> Head:
    number, day, size, root, public_key, signature, signed_at = row
    return Head(number, day, size, bytes(root).hex(), bytes(public_key).hex(), bytes(signature).hex(), signed_at)
