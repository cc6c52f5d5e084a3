"""The only door for changes: collects askings, loads, decides, writes, commits, answers.

One thread takes whatever queued, decides each asking in its turn against facts in memory, and writes all that happened
in one call; while the server works on that, the next batch is decided. There is no artificial delay. Facts are
remembered from batch to batch; every write says which versions it was decided on, and if somebody else was faster
nothing is written: the streams are locked and read again and the batch is decided again, if need be each asking alone.

A lost connection leaves the outcome of a write unknown. The batch is then decided again, and the keys tell what had
happened: it is answered as a replay. Commits are never cancelled.
"""

import logging
import random
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Final, Self

import msgspec
import psycopg

from fairhold.book.asking import Answer, Asking, refusal
from fairhold.book.connection import AlreadyThere, ConnectionLost, LineBooked, MovedOn, ReferenceChanged, meaning
from fairhold.book.known import Memory
from fairhold.book.loading import Wanted, any_used, fill, wanted_for
from fairhold.book.reference import Reference, read_reference
from fairhold.book.session import Session
from fairhold.book.sitting import Sitting
from fairhold.lint.mentions import hear
from fairhold.lint.report import blockers
from fairhold.rails.price import price
from fairhold.standards.planning import unplannable
from fairhold.standards.reporting import judge
from fairhold.trade import ids
from fairhold.trade.agreement import CreateDraft
from fairhold.trade.experts import Experts
from fairhold.trade.families import Blocker
from fairhold.trade.order import Order
from fairhold.trade.terms import Contract
from fairhold.trade.thread import Mention

__all__ = ["Answer", "Asking", "Desk", "Statistics"]

log = logging.getLogger(__name__)

TRIES_MAX: Final = 4
"""How often a batch is tried before each of its askings runs alone, and how often one alone is tried."""
CAUTIOUS_BATCHES: Final = 8
"""How many batches lock before they read after somebody else was faster."""
HALVED_FROM: Final = 64
"""So many askings are taken at once even if the server is idle: they have most of what a batch can gain."""


def _examine(contract: Contract, mentions: tuple[Mention, ...]) -> tuple[Blocker, ...]:
    """What could not be decided in a dispute, and an inspection that no table of the standards has a plan for."""
    return (*blockers(contract, mentions), *unplannable(contract))


EXPERTS: Final = Experts(examine=_examine, hear=hear, judge=judge, price=price)
"""What the rules ask of other rooms: the linter about contracts and messages, the standards about plans and reports,
the rails about payments.
"""

Done = Callable[[Answer], None]


class NoPolicy(RuntimeError):
    """The book has no policy yet, so nothing can be decided."""


class Statistics(msgspec.Struct):
    """Where the time goes, since the desk opened. Seconds of the desk's own thread."""

    batches: int = 0
    askings: int = 0
    refused: int = 0
    replayed: int = 0
    retried: int = 0
    reconnected: int = 0
    loads: int = 0
    load_seconds: float = 0.0
    decide_seconds: float = 0.0
    encode_seconds: float = 0.0
    driver_seconds: float = 0.0
    server_seconds: float = 0.0
    answer_seconds: float = 0.0


class Desk:
    """The desk on one database. Callers wait for answers; `close` answers everything that was queued."""

    def __init__(
        self,
        url: str,
        *,
        batch_max: int = 256,
        queue_max: int = 10_000,
        streams_max: int = 20_000,
        recover: Callable[[], None] | None = None,
        wall: Callable[[], datetime] | None = None,
        new_order_id: Callable[[int], int] | None = None,
    ) -> None:
        """`recover` is called when the connection is lost, before connecting again (start the embedded server).

        `wall` and `new_order_id` (a supplier's number in, an order's number in the same bucket out) make a story tell
        the same every time.
        """
        self._statistics = Statistics()
        self._batch_max = batch_max
        self._queue_max = queue_max
        self._wall = wall or (lambda: datetime.now(UTC))
        self._queue: SimpleQueue[tuple[Asking, Done] | None] = SimpleQueue()
        self._memory = Memory(streams_max)
        self._reference: Reference | None = None
        self._reference_fresh = False
        self._session = Session(url, recover or (lambda: None))
        self._cautious = 0
        self._last_id = 0
        self._flight: tuple[list[tuple[Asking, Done]], Sitting] | None = None
        self._ahead: Sitting | None = None
        self._landed: tuple[list[tuple[Asking, Done]], Sitting] | None = None
        self._random = random.SystemRandom()
        self._numbered = new_order_id or self._new_order_id
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._work, name="desk", daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    # ------------------------------------------------------------------------------------------------------ callers

    def submit(self, asking: Asking, done: Done) -> None:
        """Queue an asking; `done` gets the answer, in the desk's thread, or here at once if the desk is busy."""
        if self._closed.is_set() or self._queue.qsize() >= self._queue_max:
            done(_busy(asking))
        else:
            self._queue.put((asking, done))

    def ask(self, asking: Asking) -> Answer:
        """Ask and wait for the answer."""
        return self.ask_many((asking,))[0]

    def ask_many(self, askings: Iterable[Asking]) -> list[Answer]:
        """Ask several at once, in this order, and wait for all answers."""
        several = list(askings)
        answers: SimpleQueue[tuple[int, Answer]] = SimpleQueue()
        for place, asking in enumerate(several):
            self.submit(asking, partial(_answered, answers, place))
        return [answer for _, answer in sorted((answers.get() for _ in several), key=lambda pair: pair[0])]

    def close(self) -> None:
        """Take no more askings, answer those that wait, and leave."""
        if not self._closed.is_set():
            self._closed.set()
            self._queue.put(None)
        self._thread.join()
        with suppress(Empty):
            while (late := self._queue.get_nowait()) is not None:
                late[1](_busy(late[0]))

    @property
    def statistics(self) -> Statistics:
        """Where the time went so far."""
        try:
            writer = self._session.writer
        except ConnectionLost:
            return self._statistics
        return msgspec.structs.replace(
            self._statistics, driver_seconds=writer.packing_seconds, server_seconds=writer.server_seconds
        )

    # ---------------------------------------------------------------------------------------------------- the thread

    def _work(self) -> None:
        closing = False
        while not closing:
            batch, closing = self._take()
            try:
                self._serve(batch)
            except Exception:
                log.exception("a batch could not be answered")
                self._deliver(batch, [_impossible(asking) for asking, _ in batch])
        self._serve([])
        self._session.close()

    def _take(self) -> tuple[list[tuple[Asking, Done]], bool]:
        """What has queued, at most a batch, and whether the desk closes.

        While the server has nothing to do only half is taken, so that it works on that while the rest is decided.
        """
        idle = self._flight is None
        get = self._queue.get_nowait
        batch: list[tuple[Asking, Done]] = []
        with suppress(Empty):
            item = self._queue.get() if idle else get()
            most = min(self._batch_max, max(HALVED_FROM, self._queue.qsize() // 2)) if idle else self._batch_max
            while item is not None:
                batch.append(item)
                if len(batch) >= most:
                    return batch, False
                item = get()
            while True:  # put by callers who were past the check when the desk closed
                late = get()
                if late is not None:
                    batch.append(late)
        return batch, self._closed.is_set() and self._queue.empty()

    def _serve(self, batch: list[tuple[Asking, Done]]) -> None:
        """Decide a batch while the one before it is being written, send it off in its turn, answer the one before."""
        askings = [asking for asking, _ in batch]
        sitting: Sitting | None = None
        if batch and not self._cautious:
            try:
                sitting = self._decide_ahead(askings)
            except Exception as problem:  # the careful way below says whose fault it is
                log.debug("a batch was not decided ahead", exc_info=problem)
        landed = self._land()
        if not landed or sitting is None or not sitting.draft:
            self._forget_ahead()
            self._answer_landed(landed)
            if batch:
                done = landed and sitting is not None
                self._deliver(batch, sitting.complete_answers() if done and sitting else self._answers(askings))
        else:
            self._launch(batch, sitting)
            self._answer_landed(landed)

    def _decide_ahead(self, askings: Sequence[Asking]) -> Sitting | None:
        """Decide on what is in memory; None if the write under way fails when it has to be waited for."""
        reference = self._reference
        if reference is None or not self._reference_fresh:
            return None
        wanted = wanted_for(askings, self._memory)
        if wanted and not self._answer_landed(self._land()):
            return None
        sitting = self._sit(askings, wanted, reference, locking=False)
        if sitting.again or sitting.doubtful:
            if not self._answer_landed(self._land()):
                return None
            self._look_back(sitting)
        return sitting

    def _look_back(self, sitting: Sitting) -> None:
        """Read the answers of keys asked before. AlreadyThere if a refusal should have been such an answer."""
        connection = self._session.connection
        if sitting.doubtful and any_used(connection, sitting.doubtful):
            raise AlreadyThere
        if sitting.again:
            sitting.recall(connection)

    def _launch(self, batch: list[tuple[Asking, Done]], sitting: Sitting) -> None:
        """Send a batch off. From now on memory runs ahead of the database; if the write fails, all is forgotten."""
        self._flight = batch, sitting
        self._session.listen()
        try:
            self._session.writer.send(sitting.draft, sitting.reference.version)
        except Exception as problem:
            self._crash(problem)
        else:
            self._remember(sitting)

    def _land(self) -> bool:
        """Wait for the write under way. False if it failed: what was decided since hangs on it."""
        if self._flight is None:
            return True
        try:
            self._session.writer.receive()
            self._session.must_be_silent()
        except Exception as problem:
            self._crash(problem)
            return False
        self._landed, self._flight = self._flight, None
        return True

    def _answer_landed(self, landed: bool) -> bool:
        """Answer the batch whose write has been waited for; hands `landed` on."""
        if self._landed is not None:
            (batch, sitting), self._landed = self._landed, None
            self._deliver(batch, sitting.complete_answers())
        return landed

    def _crash(self, problem: Exception) -> None:
        """The write under way failed: forget what ran ahead and answer its batch the careful way."""
        assert self._flight is not None
        batch, sitting = self._flight
        self._flight = None
        self._memory.forget(sitting.touched)
        self._forget_ahead()
        askings = [asking for asking, _ in batch]
        self._statistics.retried += 1
        if self._mend(problem):
            self._deliver(batch, self._answers(askings, locking=isinstance(problem, MovedOn)))
        else:
            self._deliver(batch, [_unreachable(asking) for asking in askings])

    def _forget_ahead(self) -> None:
        """Throw away what was decided but not sent off: its streams are read again."""
        if self._ahead is not None:
            self._memory.forget(self._ahead.touched)
            self._ahead = None

    def _deliver(self, batch: list[tuple[Asking, Done]], answers: Sequence[Answer]) -> None:
        started = time.perf_counter()
        statistics = self._statistics
        statistics.batches += 1
        statistics.askings += len(batch)
        for (_, done), answer in zip(batch, answers, strict=True):
            statistics.refused += answer.refused is not None
            statistics.replayed += answer.replayed
            try:
                done(answer)
            except Exception:
                log.exception("an answer could not be delivered")
        statistics.answer_seconds += time.perf_counter() - started

    # ------------------------------------------------------------------------------------------------ the careful way

    def _answers(self, askings: Sequence[Asking], locking: bool = False) -> list[Answer]:
        """Answer a batch, step by step and again if need be; if the database keeps refusing it, each asking alone."""
        problem: Exception = MovedOn()
        for attempt in range(TRIES_MAX):
            try:
                answers = self._try(askings, locking or attempt > 0 or self._cautious > 0)
            except Exception as error:
                problem = error
                self._statistics.retried += 1
                if not self._mend(error):
                    return [_unreachable(asking) for asking in askings]
                if not isinstance(error, MovedOn | ReferenceChanged | ConnectionLost):
                    break  # a value that the book refuses, or a fault of ours: find out whose
            else:
                self._cautious = max(0, self._cautious - 1)
                return answers
        if len(askings) > 1:
            return [self._answers((asking,))[0] for asking in askings]
        stream_id = askings[0].stream_id
        if isinstance(problem, LineBooked):
            return [refusal(stream_id, "already_so", "This bank line is already booked.", "I8")]
        if isinstance(problem, MovedOn | ReferenceChanged | ConnectionLost):
            return [refusal(stream_id, "busy", "Others were faster each time; ask again.", "B3")]
        log.error("an asking could not be carried out", exc_info=problem)
        return [_impossible(askings[0])]

    def _mend(self, problem: Exception) -> bool:
        """Do what a problem asks for before the next try. False if the database stays away."""
        if isinstance(problem, MovedOn) and not isinstance(problem, AlreadyThere):
            self._cautious = CAUTIOUS_BATCHES
        elif isinstance(problem, ReferenceChanged):
            self._reference_fresh = False
        elif isinstance(problem, ConnectionLost):
            self._memory.clear()
            self._statistics.reconnected += 1
            return self._session.reconnect(str(problem))
        return True

    def _try(self, askings: Sequence[Asking], locking: bool) -> list[Answer]:
        """One try at a batch: load what is missing, decide, write, commit. On any error nothing of it is remembered."""
        connection, writer = self._session.connection, self._session.writer
        committed = False
        self._session.listen()
        try:
            reference = self._current_reference(connection)
            if locking:
                self._memory.forget(self._streams_of(askings))
                connection.execute("BEGIN")
            sitting = self._sit(askings, wanted_for(askings, self._memory), reference, locking)
            if locking:
                sitting.doubtful.clear()  # every key has been read
            self._look_back(sitting)
            if sitting.draft:
                writer.write(sitting.draft, reference.version)
            if locking:
                connection.execute("COMMIT")
            self._session.must_be_silent()
            committed = True
        except psycopg.Error as error:
            raise meaning(error, connection) from error
        finally:
            if not committed:
                self._forget_ahead()
                if locking and not connection.closed:
                    # Past psycopg, which drops every prepared statement after a rollback, also the one that writes.
                    with suppress(psycopg.Error):
                        connection.pgconn.exec_(b"ROLLBACK")
        self._remember(sitting)
        return sitting.complete_answers()

    def _streams_of(self, askings: Sequence[Asking]) -> set[int]:
        """The numbers of the streams that these askings touch, as far as memory knows."""
        found: set[int] = set()
        for asking in askings:
            if isinstance(asking.command, CreateDraft):
                found.add(asking.command.contract.supplier_id)
                continue
            found.add(asking.stream_id)
            known = self._memory.get(asking.stream_id)
            if known is not None and isinstance(known.facts, Order):
                found.add(known.facts.supplier)
        return found

    def _remember(self, sitting: Sitting) -> None:
        """Keep what a sitting changed, as it is now in the database or on its way there."""
        sitting.written()
        for known in sitting.touched.values():
            self._memory.put(known)
        self._memory.trim()
        self._ahead = None

    def _sit(self, askings: Sequence[Asking], wanted: Wanted, reference: Reference, locking: bool) -> Sitting:
        """Decide askings on what is in memory and what has to be read, in one round trip."""
        statistics, started = self._statistics, time.perf_counter()
        if wanted:
            fill(self._session.connection, self._memory, wanted, locking)
            statistics.loads += 1
        loaded = time.perf_counter()
        sitting = self._ahead = Sitting(self._memory, reference, self._wall(), self._numbered, EXPERTS)
        sitting.ask(askings)
        statistics.load_seconds += loaded - started
        statistics.encode_seconds += sitting.encode_seconds
        statistics.decide_seconds += time.perf_counter() - loaded - sitting.encode_seconds
        return sitting

    def _current_reference(self, connection: psycopg.Connection) -> Reference:
        """Reference data, read again when a write found it changed; what hangs on it is forgotten."""
        old = self._reference
        if old is not None and self._reference_fresh:
            return old
        new = read_reference(connection)
        if new.policies is None:
            raise NoPolicy("publish a policy first")
        self._memory.forget_parties()
        if old is None or old.clocks_version != new.clocks_version:
            self._memory.clear()
        self._reference, self._reference_fresh = new, True
        return new

    def _new_order_id(self, supplier_id: int) -> int:
        """A number in the supplier's bucket, above every one that this desk gave before."""
        milliseconds = ids.new_id(datetime.now(UTC), 0, self._random.randrange(ids.ENTROPIES)) >> 12
        self._last_id = max(milliseconds, self._last_id + 1)
        return self._last_id << 12 | supplier_id & (ids.BUCKETS - 1)


def _answered(answers: SimpleQueue[tuple[int, Answer]], place: int, answer: Answer) -> None:
    answers.put((place, answer))


def _busy(asking: Asking) -> Answer:
    return refusal(asking.stream_id, "busy", "Too many askings are waiting; ask again in a second.", "B3")


def _impossible(asking: Asking) -> Answer:
    return refusal(asking.stream_id, "internal_error", "The asking could not be carried out.", "B3")


def _unreachable(asking: Asking) -> Answer:
    detail = "The database does not answer; whether this happened is unknown. Ask again with the same key."
    return refusal(asking.stream_id, "busy", detail, "B2")
