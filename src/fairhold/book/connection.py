"""Connections to the book, and what their errors mean to the desk.

Every connection works in a role that does not own the tables. The desk's own are set up so that the planner always
walks indexes: its statements meet tables of any size with arrays of a few hundred numbers.
"""

from typing import Final

import psycopg
from psycopg import conninfo, pq
from psycopg_pool import ConnectionPool

APP = "fairhold_app"
READER = "fairhold_reader"

READING_SECONDS_MAX: Final = 10
"""How long one statement of a page or an API answer may take."""
POOL_SECONDS_MAX: Final = 10.0
"""How long somebody waits for a free connection of a pool."""

_DESK_OPTIONS = (
    "-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c enable_bitmapscan=off -c jit=off "
    "-c plan_cache_mode=force_generic_plan -c statement_timeout=0 -c timezone=UTC"
)


class MovedOn(Exception):
    """A stream was changed by somebody else since it was read: decide again."""


class AlreadyThere(MovedOn):
    """A key or a number exists already: look before deciding again."""


class ReferenceChanged(Exception):
    """Policies, parties or clocks changed since they were read: decide again with the new ones."""


class LineBooked(Exception):
    """A bank line was booked before (I8)."""


class ConnectionLost(Exception):
    """The connection broke. Whether the last write happened is unknown; the keys will tell."""


_MEANING: dict[str, type[Exception]] = {
    "FH001": MovedOn,
    "23505": AlreadyThere,  # unique violation
    "40001": MovedOn,  # serialization failure
    "40P01": MovedOn,  # deadlock
    "FH002": LineBooked,
    "21000": LineBooked,  # one line twice in one batch
    "FH003": ReferenceChanged,
}


def connect(url: str, role: str = APP) -> psycopg.Connection:
    """A connection for reading and small writes, in autocommit mode, in the given role."""
    return _in_role(psycopg.connect(url, autocommit=True, connect_timeout=10), role)


def connect_desk(url: str) -> psycopg.Connection:
    """The connection of a desk."""
    given = str(conninfo.conninfo_to_dict(url).get("options") or "")
    full = conninfo.make_conninfo(url, options=f"{given} {_DESK_OPTIONS}".strip())
    return _in_role(psycopg.connect(full, autocommit=True, connect_timeout=10), APP)


def pool(url: str, role: str, size_max: int, name: str) -> ConnectionPool[psycopg.Connection]:
    """Connections in a role for many readers at once, not opened yet; `name` tells whose they are."""

    def configure(connection: psycopg.Connection) -> None:
        _in_role(connection, role)
        connection.execute(f"SET statement_timeout = '{READING_SECONDS_MAX}s'".encode())

    return ConnectionPool(
        url,
        min_size=1,
        max_size=size_max,
        kwargs={"autocommit": True, "connect_timeout": 10},
        configure=configure,
        check=ConnectionPool.check_connection,
        timeout=POOL_SECONDS_MAX,
        open=False,
        name=name,
    )


def _in_role(connection: psycopg.Connection, role: str) -> psycopg.Connection:
    connection.execute(f"SET ROLE {role}".encode())
    return connection


def meaning(error: psycopg.Error, connection: psycopg.Connection) -> Exception:
    """What a psycopg error means to the desk; the error itself if nothing special."""
    if connection.closed or (error.sqlstate is None and isinstance(error, psycopg.OperationalError)):
        return ConnectionLost(str(error))
    return _of_state(error.sqlstate or "", str(error)) or error


def check(result: pq.abc.PGresult, pgconn: pq.abc.PGconn) -> None:
    """Raise what a result of the low-level interface means, unless it is a success."""
    if result.status in (pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK):
        return
    message = result.error_message.decode(errors="replace").strip() or pgconn.error_message.decode(errors="replace")
    if pgconn.status != pq.ConnStatus.OK:
        raise ConnectionLost(message)
    state = result.error_field(pq.DiagnosticField.SQLSTATE)
    if state is None:
        raise ConnectionLost(message)
    raise _of_state(state.decode(), message) or psycopg.DatabaseError(message)


def _of_state(state: str, message: str) -> Exception | None:
    if state.startswith(("08", "57P")):  # connection failures, server shutting down
        return ConnectionLost(message)
    kind = _MEANING.get(state)
    return kind(message) if kind else None
