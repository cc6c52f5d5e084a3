"""A desk's session: its one connection, the writer on it, and how to get both back when they are lost."""

import logging
import time
from collections.abc import Callable
from typing import Final

import psycopg

from fairhold.book.connection import ConnectionLost, connect_desk
from fairhold.book.writing import Writer

log = logging.getLogger(__name__)

RECONNECT_SECONDS_MAX: Final = 30.0
"""How long a lost database is waited for before callers are told to ask again."""
PAUSE_SECONDS: Final = 0.05
PAUSE_SECONDS_MAX: Final = 1.0


class Session:
    """One connection that belongs to one desk."""

    def __init__(self, url: str, recover: Callable[[], None]) -> None:
        self._url = url
        self._recover = recover
        self._connection: psycopg.Connection | None = None
        self._writer: Writer | None = None
        self._warning = ""
        self._connect()

    @property
    def connection(self) -> psycopg.Connection:
        """The connection. Raises ConnectionLost while there is none."""
        if self._connection is None:
            raise ConnectionLost("not connected")
        return self._connection

    @property
    def writer(self) -> Writer:
        """The writer on the connection. Raises ConnectionLost while there is none."""
        if self._writer is None:
            raise ConnectionLost("not connected")
        return self._writer

    def listen(self) -> None:
        """From now on a warning counts."""
        self._warning = ""

    def must_be_silent(self) -> None:
        """A warning with a commit, such as that it did not wait for its standby, leaves the outcome unknown."""
        if self._warning:
            raise ConnectionLost(self._warning)

    def close(self) -> None:
        """Leave the database."""
        if self._connection is not None:
            self._connection.close()
        self._connection = self._writer = None

    def reconnect(self, why: str) -> bool:
        """Get the database back; False if it stays away too long."""
        log.warning("the database connection was lost: %s", why)
        self.close()
        deadline, pause = time.monotonic() + RECONNECT_SECONDS_MAX, PAUSE_SECONDS
        while True:
            try:
                self._recover()
                self._connect()
            except Exception as error:  # whatever keeps the server away, it is tried until the time is over
                if time.monotonic() > deadline:
                    log.error("the database stays away: %s", error)
                    return False
                time.sleep(pause)
                pause = min(PAUSE_SECONDS_MAX, pause * 2)
            else:
                return True

    def _connect(self) -> None:
        connection = connect_desk(self._url)
        connection.add_notice_handler(self._noticed)
        self._connection, self._writer = connection, Writer(connection)

    def _noticed(self, notice: psycopg.errors.Diagnostic) -> None:
        if notice.severity_nonlocalized == "WARNING":
            self._warning = notice.message_primary or "a warning"
