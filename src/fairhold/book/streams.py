"""Reading whole streams back: one of them, or all there are, event by event, without keeping them in memory."""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

import msgspec
import psycopg

from fairhold.book.chain import link
from fairhold.book.coding import decode_event, who
from fairhold.book.packing import to_microseconds
from fairhold.book.queries import sql
from fairhold.trade.stream import Event
from fairhold.trade.who import Who

ROWS_AT_ONCE = 2_000
"""How many rows a reading of everything fetches in one go."""


class Recorded(msgspec.Struct, frozen=True):
    """One event as it stands in the book. The last fields but `body` and `hash` belong to an asking's first event."""

    stream_id: int
    seq: int
    at: datetime
    kind: str
    actor: str
    key: bytes | None
    fingerprint: int | None
    count: int | None
    side_seq: int | None
    side_count: int | None
    body: str
    hash: bytes

    @property
    def event(self) -> Event:
        """The event itself. Raises KeyError or msgspec.ValidationError if the row was tampered with."""
        return decode_event(self.kind, self.body)

    @property
    def who(self) -> Who:
        """Who asked."""
        return who(self.actor)

    def follows(self, previous: bytes) -> bool:
        """Whether the hash is right after `previous`."""
        return self.hash == link(
            *(previous, self.stream_id, self.seq, to_microseconds(self.at)),
            *(self.kind.encode(), self.actor.encode(), self.body.encode(), self.key),
            *(self.fingerprint or 0, self.count or 0, self.side_seq or 0, self.side_count or 0),
        )


def load_events(connection: psycopg.Connection, stream_id: int) -> list[Recorded]:
    """All events of one stream, in order; none if there is no such stream."""
    rows = connection.execute(sql("stream_events"), {"stream": stream_id}).fetchall()
    return [Recorded(stream_id, *row) for row in rows]


def all_streams(connection: psycopg.Connection) -> Iterator[tuple[int, Iterator[Recorded]]]:
    """Every stream with its events, by bucket and number. Call within a database transaction; use each before the
    next.
    """
    for stream_id, rows in groupby(each_row(connection, "all_events"), key=itemgetter(0)):
        yield stream_id, (Recorded(*row) for row in rows)


def each_row(connection: psycopg.Connection, name: str) -> Iterator[tuple[Any, ...]]:
    """The rows of a query, fetched piece by piece. Call within a database transaction."""
    with connection.cursor(name=name) as cursor:
        cursor.itersize = ROWS_AT_ONCE
        cursor.execute(sql(name))
        yield from cursor
