"""Notices of acquirers and lenders as they were taken in: kept once, before anybody is answered, and what came of each.

Its row is the notice's own memory: after a crash whatever is still open is tried again. What a notice means is the
cashier's business.
"""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

import msgspec
import psycopg

from fairhold.book.queries import sql

STATES = ("kept", "applied", "repeated", "waiting", "aside", "dismissed")
"""kept: not yet tried. applied: done. repeated: it said what was so already. waiting: it does not fit yet and is tried
again. aside: it does not fit, and people decide. dismissed: people closed it."""
OPEN_STATES = ("kept", "waiting", "aside")


class KeptNotice(msgspec.Struct, frozen=True):
    """One notice: its number here, when it came and when it is said to have happened, what it is about, how it stands.

    `id` is the rail's; `again_at` is when it is tried next; `said` why it stands so, `closed_by` who dismissed it.
    """

    number: int
    received_at: datetime
    at: datetime
    again_at: datetime | None
    tries: int
    rail: str
    id: str
    happened: str
    payment: str
    state: str
    said: str
    closed_by: str
    body: str


def notice_number(rail: str, id: str) -> int:
    """A positive 63-bit number for a rail's notice: the same one has the same number whenever it comes."""
    return (int.from_bytes(sha256(f"{rail}|{id}".encode()).digest()[:8], "big") >> 1) or 1


def keep_notice(
    connection: psycopg.Connection,
    *,
    rail: str,
    id: str,
    happened: str,
    payment: str,
    at: datetime,
    body: str,
    now: datetime,
) -> KeptNotice:
    """Keep a notice, committed; if one of that id was kept before, that one, which may say something else."""
    number = notice_number(rail, id)
    given = {
        "number": number,
        "rail": rail,
        "id": id,
        "happened": happened,
        "payment": payment,
        "at": at,
        "body": body,
        "now": now,
    }
    with connection.transaction():
        connection.execute(sql("keep_notice"), given)
    found = find_notice(connection, number)
    assert found is not None
    return found


def find_notice(connection: psycopg.Connection, number: int) -> KeptNotice | None:
    """The notice of that number."""
    row = connection.execute(sql("find_notice"), {"number": number}).fetchone()
    return None if row is None else KeptNotice(*row)


def due_notices(connection: psycopg.Connection, now: datetime, limit: int = 100) -> list[KeptNotice]:
    """Notices that are to be tried now, the longest waiting first."""
    return [KeptNotice(*row) for row in connection.execute(sql("due_notices"), {"now": now, "limit": limit}).fetchall()]


def waiting_of_payment(connection: psycopg.Connection, rail: str, payment: str, limit: int = 50) -> list[KeptNotice]:
    """Notices of a payment that did not fit when they came, in the order in which it is said to have happened."""
    given = {"rail": rail, "payment": payment, "limit": limit}
    return [KeptNotice(*row) for row in connection.execute(sql("waiting_notices_of_payment"), given).fetchall()]


def notices_in_states(
    connection: psycopg.Connection, states: Sequence[str], above: int = 0, limit: int = 1_000
) -> list[KeptNotice]:
    """Notices in these states with numbers above one, by number."""
    given = {"states": list(states), "above": above, "limit": limit}
    return [KeptNotice(*row) for row in connection.execute(sql("notices_in_states"), given).fetchall()]


def settle_notice(
    connection: psycopg.Connection, number: int, state: str, said: str, again_at: datetime | None
) -> bool:
    """Say what came of a notice. False if it was over before."""
    given = {"number": number, "state": state, "said": said, "again_at": again_at}
    return connection.execute(sql("settle_notice"), given).rowcount == 1


def retry_notice(connection: psycopg.Connection, number: int, now: datetime) -> bool:
    """Let a notice that did not fit be tried with the next round. False if it is not one that waits or lies aside."""
    return connection.execute(sql("retry_notice"), {"number": number, "now": now}).rowcount == 1


def dismiss_notice(connection: psycopg.Connection, number: int, said: str, by: str) -> bool:
    """Close a notice that did not fit. False if it is not one that waits or lies aside."""
    return connection.execute(sql("dismiss_notice"), {"number": number, "said": said, "by": by}).rowcount == 1
