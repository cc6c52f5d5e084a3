"""The outbox: what must happen outside because of an event, such as a payout to the bank.

A wish is written with its event and carried out after the commit, tried again until it is done. Its result comes back
as a command through the desk; that command's key makes a wish that is carried out twice count once.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

import msgspec
import psycopg

from fairhold.book.coding import decode_event
from fairhold.book.queries import sql
from fairhold.trade.stream import Event
from fairhold.trade.supplier_events import PayoutRequested


class Wish(msgspec.Struct, frozen=True):
    """One event that asks for something outside; `attempts` counts the tries that failed."""

    stream_id: int
    seq: int
    attempts: int
    due_at: datetime
    happened_at: datetime
    event: Event


def waiting(connection: psycopg.Connection, now: datetime, limit: int = 100) -> list[Wish]:
    """At most `limit` wishes that are due and not done, the oldest first."""
    return _wishes(connection.execute(sql("waiting_wishes"), {"now": now, "limit": limit}).fetchall())


def finish(connection: psycopg.Connection, wish: Wish, now: datetime, result: str = "") -> bool:
    """It has happened. False if somebody else finished it before."""
    given = {"stream": wish.stream_id, "seq": wish.seq, "now": now, "result": result}
    return connection.execute(sql("finish_wish"), given).rowcount == 1


def postpone(connection: psycopg.Connection, wish: Wish, until: datetime, result: str) -> bool:
    """It failed, and why; try again later. False if somebody else finished it before."""
    given = {"stream": wish.stream_id, "seq": wish.seq, "due_at": until, "result": result}
    return connection.execute(sql("postpone_wish"), given).rowcount == 1


class Waiting(msgspec.Struct, frozen=True):
    """A wish that is not done, for people: `file` is the payment file that it travels in, `said` why it still waits."""

    stream_id: int
    seq: int
    kind: str
    due_at: datetime
    attempts: int
    file: str
    said: str


def claim(
    connection: psycopg.Connection, kinds: Sequence[str], now: datetime, until: datetime, limit: int = 100
) -> list[Wish]:
    """Borrow wishes of these kinds: nobody else gets them before `until`. A first try is due at once, whatever time the
    stream lives by.
    """
    given = {"kinds": list(kinds), "now": now, "until": until, "limit": limit, "rails_first": []}
    return _with_events(connection, connection.execute(sql("claim_wishes"), given).fetchall())


def put_into_files(
    connection: psycopg.Connection,
    kinds: Sequence[str],
    now: datetime,
    file_of: Callable[[list[Wish]], dict[str, list[Wish]]],
    limit: int = 1_000,
    rails_first: Sequence[str] = (),
) -> list[str]:
    """Decide in which payment file waiting wishes travel, in one commit; the files that were made up.

    `file_of` shares wishes out among files, purely. What it leaves out waits for the next time, and so do wishes of the
    kinds in `rails_first` until `rails_were_asked`.
    """
    with connection.transaction():
        given = {"kinds": list(kinds), "now": now, "until": now, "limit": limit, "rails_first": list(rails_first)}
        wishes = _with_events(connection, connection.execute(sql("claim_wishes"), given).fetchall())
        files = file_of(wishes)
        for file, members in files.items():
            numbers = {"streams": [w.stream_id for w in members], "numbers": [w.seq for w in members]}
            connection.execute(sql("put_into_file"), {"file": file, **numbers})
    return list(files)


def unsent_files(connection: psycopg.Connection, limit: int = 100) -> list[str]:
    """Files that may not have been handed over yet, the oldest first: of this process or of one that died."""
    return [row[0] for row in connection.execute(sql("unsent_files"), {"limit": limit}).fetchall()]


def wishes_of_file(connection: psycopg.Connection, file: str) -> list[Wish]:
    """The wishes in a file, done or not, always in the same order; none if we never made that file."""
    return _wishes(connection.execute(sql("wishes_of_file"), {"file": file}).fetchall())


def finish_file(connection: psycopg.Connection, file: str, now: datetime) -> int:
    """The file has been handed over: all its wishes are done. How many were not before."""
    return connection.execute(sql("finish_file"), {"file": file, "now": now}).rowcount


class PayoutSent(msgspec.Struct, frozen=True):
    """Where a payout is: the event `seq` that ordered it, the payment `file` that it travels in, empty while it has
    not been put into one, whether that was handed over for sure, and how much of the payout came back, in minor units.
    """

    seq: int
    event: PayoutRequested
    file: str
    handed_over: bool
    back: int


def payout_sent(connection: psycopg.Connection, supplier_id: int, number: int) -> PayoutSent:
    """Where payout `number` of a supplier is. Raises LookupError if there is none."""
    row = connection.execute(sql("payout_sent"), {"supplier": supplier_id, "number": number}).fetchone()
    if row is None:
        raise LookupError(f"supplier {supplier_id} has no payout {number}")
    seq, kind, body, file, handed_over, back = row
    event = decode_event(kind, body)
    assert isinstance(event, PayoutRequested)
    return PayoutSent(seq, event, file, handed_over, back)


def call_off(connection: psycopg.Connection, stream_id: int, seq: int, now: datetime) -> bool:
    """Take back a wish that travels in no file yet, so that it never will; whether it is called off, now or before."""
    given = {"stream": stream_id, "seq": seq, "now": now}
    return connection.execute(sql("call_off_wish"), given).rowcount == 1


def hold(connection: psycopg.Connection, stream_id: int, seq: int) -> bool:
    """Keep a wish from being asked of a rail until `free`; False if a rail may have been asked for it before."""
    return connection.execute(sql("hold_wish"), {"stream": stream_id, "seq": seq}).rowcount == 1


def free(connection: psycopg.Connection, stream_id: int, seq: int) -> None:
    """Let a wish go on that was held."""
    connection.execute(sql("free_wish"), {"stream": stream_id, "seq": seq})


def begin(connection: psycopg.Connection, wish: Wish) -> bool:
    """A rail is about to be asked for a wish; False if it is held or done."""
    return connection.execute(sql("begin_wish"), {"stream": wish.stream_id, "seq": wish.seq}).rowcount == 1


def wishes_for_rails(
    connection: psycopg.Connection, kinds: Sequence[str], now: datetime, limit: int = 100
) -> list[Wish]:
    """Wishes of these kinds of which a rail other than the bank may still have to be asked, the oldest first."""
    given = {"kinds": list(kinds), "now": now, "limit": limit}
    return _wishes(connection.execute(sql("wishes_for_rails"), given).fetchall())


def rails_were_asked(connection: psycopg.Connection, wish: Wish, now: datetime) -> None:
    """All of a wish that goes by a rail was asked for; what is left of it, if anything, goes by the bank."""
    connection.execute(sql("rails_were_asked"), {"stream": wish.stream_id, "seq": wish.seq, "now": now})


def everything_waiting(connection: psycopg.Connection, limit: int = 1_000) -> list[Waiting]:
    """The wishes that are not done, the earliest due first."""
    return [Waiting(*row) for row in connection.execute(sql("wishes_waiting"), {"limit": limit}).fetchall()]


def _with_events(connection: psycopg.Connection, numbers: Sequence[tuple[int, int]]) -> list[Wish]:
    given = {"streams": [stream for stream, _ in numbers], "numbers": [seq for _, seq in numbers]}
    return _wishes(connection.execute(sql("wishes_to_do"), given).fetchall()) if numbers else []


def _wishes(rows: Sequence[tuple[int, int, int, datetime, datetime, str, str]]) -> list[Wish]:
    return [
        Wish(stream_id, seq, attempts, due_at, at, decode_event(kind, body))
        for stream_id, seq, attempts, due_at, at, kind, body in rows
    ]
