"""Keys of programs in the book: only their SHA-256, for whom each acts, and until when."""

from datetime import datetime

import msgspec
import psycopg

from fairhold.book.queries import sql
from fairhold.trade.who import Role, Who


class ApiKey(msgspec.Struct, frozen=True):
    """One key as it is kept. `who.person` is the key's name."""

    hash: bytes
    who: Who
    created_at: datetime
    revoked_at: datetime | None = None


def find(connection: psycopg.Connection, hash: bytes) -> Who | None:
    """Whom the key of this hash acts for; None if there is none in force."""
    row = connection.execute(sql("find_api_key"), {"hash": hash}).fetchone()
    return None if row is None else Who(Role(row[0]), row[1], row[2], is_program=True)


def add(connection: psycopg.Connection, key: ApiKey) -> None:
    """Keep a new key."""
    who = key.who
    given = {"hash": key.hash, "party": who.party, "now": key.created_at, "role": str(who.role), "name": who.person}
    connection.execute(sql("add_api_key"), given)


def revoke(connection: psycopg.Connection, hash: bytes, now: datetime) -> bool:
    """End a key; False if there is none in force."""
    return connection.execute(sql("revoke_api_key"), {"hash": hash, "now": now}).rowcount == 1


def everyone(connection: psycopg.Connection) -> list[ApiKey]:
    """All keys, the oldest first."""
    rows = connection.execute(sql("list_api_keys")).fetchall()
    return [
        ApiKey(bytes(hash), Who(Role(role), party, name, is_program=True), created_at, revoked_at)
        for hash, role, party, name, created_at, revoked_at in rows
    ]
