"""What every page needs: the desk to ask, connections to read with, the policies and the time."""

import secrets
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Final, TypeVar

import msgspec
import psycopg

from fairhold.acquiring.outside import outside_of
from fairhold.bank.accounts import ours_of
from fairhold.book.connection import APP, READER, connect, pool
from fairhold.book.reference import read_reference
from fairhold.book.verify import Proof, verify
from fairhold.desk import Answer, Asking, Desk
from fairhold.reading.cursor import Cursors
from fairhold.safe.proving import prove as prove_safe
from fairhold.safe.strongroom import strongroom
from fairhold.settings import Settings
from fairhold.trade.policy import Policies, Policy
from fairhold.trade.who import Role
from fairhold.web.pace import Pace
from fairhold.web.sessions import Failures

READERS_MAX: Final = 4
"""How many readings run at once, each with its connection."""
WRITERS_MAX: Final = 2
"""How many connections logins and sessions use."""
POLICIES_REMEMBERED_SECONDS: Final = 2.0
"""How long the policies are believed without asking the book again, in seconds."""

Result = TypeVar("Result")


class DemoLogin(msgspec.Struct, frozen=True):
    """A login that the login page of a demo shows to everybody."""

    name: str
    role: Role
    company: str
    email: str
    password: str


class Counter:
    """One process's way from the pages to the desk and the book. `open` before the first page, `close` at the end.

    Everything here blocks, so it is called from threads.
    """

    def __init__(self, desk: Desk, url: str, settings: Settings, secret: bytes, demo: Sequence[DemoLogin]) -> None:
        self.settings = settings
        self.cursors = Cursors(secret)
        self.demo = tuple(demo)
        self.failures = Failures()
        self.pace = Pace()
        self.secret = secret
        self.strongroom = strongroom(settings)
        self.ours = ours_of(settings.trust_accounts, settings.account_prefix)
        outside = outside_of(settings.rail_urls, settings.rail_secrets, settings.notice_tolerance_seconds)
        self.pay_pages = defaultdict(str, {rail: outside.page(rail, "") for rail in outside.urls})
        self._desk = desk
        self._url = url
        self._readers = pool(url, READER, READERS_MAX, "pages-readers")
        self._writers = pool(url, APP, WRITERS_MAX, "pages-writers")
        self._policies: tuple[float, Policies] | None = None
        self._proving = threading.Lock()

    def open(self) -> None:
        """Open the connections."""
        self._readers.open()
        self._writers.open()

    def close(self) -> None:
        """Let go of the connections. The desk is somebody else's to close."""
        self._readers.close()
        self._writers.close()

    def ask(self, asking: Asking) -> Answer:
        """Ask the desk and wait."""
        return self._desk.ask(asking)

    def read(self, reading: Callable[[psycopg.Connection], Result]) -> Result:
        """A reading, in the reader's role."""
        with self._readers.connection() as connection:
            return reading(connection)

    def write(self, work: Callable[[psycopg.Connection], Result]) -> Result:
        """A small write beside the desk: logins and sessions."""
        with self._writers.connection() as connection:
            return work(connection)

    def prove(self) -> list[Proof] | None:
        """Replay the whole book and prove it and the vault; None while another proof runs."""
        if not self._proving.acquire(blocking=False):
            return None
        try:
            with connect(self._url, APP) as connection:
                return [*verify(connection), *prove_safe(self.strongroom, connection)]
        finally:
            self._proving.release()

    def policies(self, version: int = 0) -> Policies:
        """The policies as of a moment ago, among them `version`."""
        kept = self._policies
        if kept is None or time.monotonic() > kept[0] or (version and version not in kept[1].by_version):
            found = self.write(read_reference).policies
            assert found is not None, "publish a policy first"
            kept = self._policies = (time.monotonic() + POLICIES_REMEMBERED_SECONDS, found)
        return kept[1]

    def policy(self, version: int) -> Policy:
        """A policy version; the current one for an order that has none yet."""
        policies = self.policies(version)
        return policies.by_version.get(version, policies.by_version[policies.current])

    def zone(self, policy_version: int) -> str:
        """The time zone of a policy version."""
        return self.policy(policy_version).policy_tz

    def now(self) -> datetime:
        """The wall's time."""
        return datetime.now(UTC)

    def new_key(self) -> str:
        """An idempotency key for one wish of one person."""
        return f"page-{secrets.token_urlsafe(18)}"
