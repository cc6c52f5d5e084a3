"""What every way of the API needs: the desk to ask, connections to read with, the policies, and who holds which key."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from typing import Final, TypeVar

import psycopg
from psycopg_pool import ConnectionPool

from fairhold.api.keys import Holders
from fairhold.bank.accounts import ours_of
from fairhold.book import keys
from fairhold.book.connection import APP, READER, pool
from fairhold.book.reference import read_reference
from fairhold.cashier.house import outside_from
from fairhold.desk import Answer, Asking, Desk
from fairhold.reading.cursor import Cursors
from fairhold.safe.strongroom import strongroom
from fairhold.settings import Settings
from fairhold.trade.policy import Policies
from fairhold.trade.who import Who

READERS_MAX: Final = 4
"""How many readings run at once, each with a thread and a connection."""
WRITERS_MAX: Final = 2
"""How many connections small writes beside the desk may use: companies, keys, test clocks, statements."""
COMPUTING_MAX: Final = 1
"""How many computations run at once: more would only take turns."""
VAULTING_MAX: Final = 2
"""How many files are hashed, judged, scanned or read for somebody at once."""
POLICIES_REMEMBERED_SECONDS: Final = 2.0
"""How long the policies are believed without asking the book again, in seconds."""

Result = TypeVar("Result")


class Edge:
    """One process's way to the desk and the book. `open` before the first call, `close` after the last."""

    def __init__(self, desk: Desk, url: str, settings: Settings, secret: bytes, live: bool) -> None:
        self.desk = desk
        self.settings = settings
        self.live = live
        self.cursors = Cursors(secret)
        self.secret = secret
        self.holders = Holders(self._holder, live)
        self._readers = pool(url, READER, READERS_MAX, "api-readers")
        self._writers = pool(url, APP, WRITERS_MAX, "api-writers")
        self._threads = ThreadPoolExecutor(READERS_MAX + WRITERS_MAX, "api")
        self._computing = ThreadPoolExecutor(COMPUTING_MAX, "api-computing")
        self._vaulting = ThreadPoolExecutor(VAULTING_MAX, "api-vault")
        self.strongroom = strongroom(settings)
        self.ours = ours_of(settings.trust_accounts, settings.account_prefix)
        self.outside = outside_from(settings)
        self._answered: deque[tuple[asyncio.Future[Answer], Answer]] = deque()
        self._is_waking = False
        self._policies: Policies | None = None
        self._policies_until = 0.0
        self._loop: asyncio.AbstractEventLoop | None = None

    async def open(self) -> None:
        """Open the connections; the event loop that runs now is the one that is woken with answers."""
        self._loop = asyncio.get_running_loop()
        await self._run(self._readers.open)
        await self._run(self._writers.open)

    async def close(self) -> None:
        """Let go of the connections and threads. The desk is somebody else's to close."""
        await self._run(self._readers.close)
        await self._run(self._writers.close)
        self._threads.shutdown()
        self._computing.shutdown()
        self._vaulting.shutdown()

    # ------------------------------------------------------------------------------------------------------- asking

    def ask(self, asking: Asking) -> Awaitable[Answer]:
        """Hand an asking to the desk; the answer comes without a thread waiting for it."""
        assert self._loop is not None
        future = self._loop.create_future()
        self.desk.submit(asking, partial(self._answer, future))
        return future

    async def ask_many(self, askings: Sequence[Asking]) -> list[Answer]:
        """Hand several askings to the desk at once and wait for all answers."""
        return await asyncio.gather(*[self.ask(asking) for asking in askings])

    def _answer(self, future: "asyncio.Future[Answer]", answer: Answer) -> None:
        """In the desk's thread: put the answer down; the event loop is woken once for many."""
        assert self._loop is not None
        self._answered.append((future, answer))
        if not self._is_waking:
            self._is_waking = True
            self._loop.call_soon_threadsafe(self._deliver)

    def _deliver(self) -> None:
        self._is_waking = False
        while self._answered:
            future, answer = self._answered.popleft()
            if not future.done():
                future.set_result(answer)

    # ------------------------------------------------------------------------------------------------------ reading

    async def read(self, reading: Callable[[psycopg.Connection], Result]) -> Result:
        """Run a reading in a thread, on a connection in the reader's role."""
        return await self._run(partial(_with, self._readers, reading))

    async def find(self, reading: Callable[[psycopg.Connection], Result | None], otherwise: Exception) -> Result:
        """Like `read`; raises `otherwise` where the reading finds nothing."""
        found = await self.read(reading)
        if found is None:
            raise otherwise
        return found

    async def write(self, work: Callable[[psycopg.Connection], Result]) -> Result:
        """Run a small write beside the desk in a thread, on a connection in the application's role."""
        return await self._run(partial(_with, self._writers, work))

    async def compute(self, work: Callable[[], Result]) -> Result:
        """Run what needs neither desk nor database in a thread of its own, so that nobody who reads waits for it."""
        return await asyncio.get_running_loop().run_in_executor(self._computing, work)

    async def vault(self, work: Callable[[], Result]) -> Result:
        """Run what reads or writes files of the vault in a thread of its own kind; it may take its time."""
        return await asyncio.get_running_loop().run_in_executor(self._vaulting, work)

    async def policies(self) -> Policies:
        """The policies as of a moment ago."""
        if self._policies is None or self.time() > self._policies_until:
            self._policies = await self.write(_read_policies)
            self._policies_until = self.time() + POLICIES_REMEMBERED_SECONDS
        return self._policies

    async def policies_with(self, version: int) -> Policies:
        """The policies, among them this version: one that was published just now is read at once."""
        found = await self.policies()
        if version and version not in found.by_version:
            self._policies_until = 0.0
            found = await self.policies()
        return found

    def now(self) -> datetime:
        """The wall's time."""
        return datetime.now(UTC)

    def time(self) -> float:
        """Seconds that only grow."""
        assert self._loop is not None
        return self._loop.time()

    async def _holder(self, hash: bytes) -> Who | None:
        return await self.write(partial(keys.find, hash=hash))

    async def _run(self, work: Callable[[], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)


def _with(connections: ConnectionPool[psycopg.Connection], work: Callable[[psycopg.Connection], Result]) -> Result:
    with connections.connection() as connection:
        return work(connection)


def _read_policies(connection: psycopg.Connection) -> Policies:
    policies = read_reference(connection).policies
    assert policies is not None, "publish a policy first"
    return policies
