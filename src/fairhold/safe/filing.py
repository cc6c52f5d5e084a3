"""An entry of custody for every file that was brought into a dispute: the outbox asks for it, the clock makes it.

The event says that a side names bytes by their hash as evidence on a ground; the entry says so in the chain of those
bytes, once, if the order has the file. Both sides see it there beside everything else that was done with the file.
"""

from datetime import datetime, timedelta
from typing import Final

import psycopg

from fairhold.book import custody as kept
from fairhold.book import readings
from fairhold.book.outbox import Wish, claim, finish
from fairhold.safe.recording import Act, append
from fairhold.safe.strongroom import Strongroom
from fairhold.trade.adjudication import EvidenceFiled
from fairhold.trade.order import Order
from fairhold.trade.record import exhibit_id
from fairhold.trade.who import Role, Who

KINDS: Final = (str(EvidenceFiled.__struct_config__.tag),)
BORROWED_FOR: Final = timedelta(minutes=5)
"""After this another process may make an entry that this one began and never finished."""


def file_brought(room: Strongroom, connection: psycopg.Connection, now: datetime) -> int:
    """Make the entries that are asked for; how many. What names no file, or one that nobody handed in, gets none."""
    return sum(_file(room, connection, wish, now) for wish in claim(connection, KINDS, now, now + BORROWED_FOR))


def _file(room: Strongroom, connection: psycopg.Connection, wish: Wish, now: datetime) -> bool:
    event, order = wish.event, wish.stream_id
    assert isinstance(event, EvidenceFiled)
    sha256 = event.exhibit.sha256
    if not any(file.sha256 == sha256 for file in kept.files(connection, order)):
        finish(connection, wish, now, "no file")
        return False
    note = f"{exhibit_id(event.number)} of the {event.by}, on {', '.join(event.exhibit.grounds)}"
    who = _who(connection, event, order, now)
    with kept.chain(connection, order) as end:
        if not finish(connection, wish, now, "filed"):
            return False
        append(room, connection, end, who, [Act("filed", str(sha256), note)], now)
    return True


def _who(connection: psycopg.Connection, event: EvidenceFiled, order: int, now: datetime) -> Who:
    """The person of the side that brought it."""
    with connection.transaction():
        facts: Order = readings.orders(connection, (order,), now)[order].facts
    side = Role(event.by)
    return Who(side, facts.buyer if side == Role.BUYER else facts.supplier, event.person)
