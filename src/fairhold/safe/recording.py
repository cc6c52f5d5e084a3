"""Entries in an order's chain of custody: who did what with which file, written in the one database transaction with
whatever else that changed.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

import msgspec
import psycopg

from fairhold.book import custody as kept
from fairhold.evidence import custody
from fairhold.safe.strongroom import Strongroom
from fairhold.trade import ids
from fairhold.trade.who import Who

UNSAID: Final = "-"


class Act(msgspec.Struct, frozen=True):
    """Something done with a file: one of `custody.ACTIONS`, the SHA-256, and a note."""

    action: str
    sha256: str
    note: str = ""


def name_of(room: Strongroom, order: int, who: Who) -> str:
    """How the chain of an order names somebody: `role:company:sign`. The sign stands for the person: both sides read
    the chain, and a side's people are its own business; whoever has the operator's key can tell whose sign it is.
    """
    party = ids.to_text(ids.PARTY_PREFIX, who.party) if who.party else UNSAID
    return f"{who.role}:{party}:{sign_of(room, order, who.person) if who.person else UNSAID}"


def sign_of(room: Strongroom, order: int, person: str) -> str:
    """The sign that stands for a person in the chain and the papers of one order."""
    return room.sign_of(f"{order_text(order)}:{person}")


def record(
    room: Strongroom, connection: psycopg.Connection, order: int, who: Who, acts: Sequence[Act], now: datetime
) -> None:
    """Add entries to an order's chain in a commit of their own."""
    with kept.chain(connection, order) as end:
        append(room, connection, end, who, acts, now)


def append(
    room: Strongroom, connection: psycopg.Connection, end: kept.End, who: Who, acts: Sequence[Act], now: datetime
) -> None:
    """Add entries behind the end of a chain that `kept.chain` gave. A clock that runs back does not turn the chain."""
    name = name_of(room, end.order, who)
    at = now.astimezone(UTC) if end.at is None else max(now, end.at).astimezone(UTC)
    seq, previous = end.seq, end.hash
    rows = []
    for act in acts:
        made = custody.follow(order_text(end.order), seq, previous, at, name, act.action, act.sha256, act.note)
        seq, previous = made.seq, made.hash
        rows.append(
            kept.Entry(end.order, seq, at, made.who, made.action, made.sha256, made.note, made.previous, made.hash)
        )
    kept.add_entries(connection, rows)


def order_text(order: int) -> str:
    """An order as the chain names it."""
    return ids.to_text(ids.ORDER_PREFIX, order)


def as_entry(row: kept.Entry) -> custody.Entry:
    """A row of the book as the entry that it is."""
    return custody.Entry(
        order_text(row.order), row.seq, row.at, row.who, row.action, row.sha256, row.note, row.previous, row.hash
    )
