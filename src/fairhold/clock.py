"""The clock: asks in the name of time, makes the rounds of the cashier and the safe, and moves test clocks.

It only wakes others. A deadline that has passed happens with whatever asking comes first, so a late clock or two of
them change nothing but when people are told. It sleeps until the next deadline, at most `poll_seconds`, and never
spins.
"""

import logging
import threading
import uuid
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, date, datetime
from types import TracebackType
from typing import Final, Self

import msgspec
import psycopg

from fairhold.book.alarms import (
    next_alarm,
    next_alarm_of_clock,
    waking_on_clock,
    waking_orders,
    waking_remittances,
)
from fairhold.book.connection import connect
from fairhold.book.reference import TestClock, attach_test_clock, read_reference, set_test_clock
from fairhold.cashier import directory, limits, payout_days
from fairhold.cashier.rounds import Cashier
from fairhold.desk import Asking, Desk
from fairhold.faults import Malformed
from fairhold.safe import daily
from fairhold.safe.strongroom import Strongroom
from fairhold.trade import ids
from fairhold.trade.remittance import TickRemittance
from fairhold.trade.timers import Tick
from fairhold.trade.who import CLOCK

log = logging.getLogger(__name__)

ASKED_AT_ONCE: Final = 500
"""How many due streams are asked together."""
STEPS_MAX: Final = 100_000
"""How many different deadlines one move of a test clock may pass."""


class ClockWrong(Malformed, ValueError):
    """A test clock cannot be made, attached or moved so; the text says why."""


class Ticked(msgspec.Struct, frozen=True):
    """What one look at the deadlines did: streams asked, those where something happened, those that must be asked
    again.
    """

    asked: int = 0
    happened: int = 0
    failed: int = 0

    def __add__(self, other: "Ticked") -> "Ticked":
        return Ticked(self.asked + other.asked, self.happened + other.happened, self.failed + other.failed)


class Clock:
    """One clock in a thread of its own. Any number of processes may run one on the same book."""

    def __init__(
        self,
        url: str,
        desk: Desk,
        cashier: Cashier | None,
        poll_seconds: float = 10.0,
        wall: Callable[[], datetime] | None = None,
        room: Strongroom | None = None,
    ) -> None:
        self._url = url
        self._desk = desk
        self._cashier = cashier
        self._poll_seconds = poll_seconds
        self._room = room
        self._wall = wall or (lambda: datetime.now(UTC))
        self._assessed_on: date | None = None
        self._renewed_on: date | None = None
        self._renewed_to = 0
        self._paid_on: date | None = None
        self._stopping = threading.Event()
        self._woken = threading.Event()
        self._thread = threading.Thread(target=self._run, name="clock", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def wake(self) -> None:
        """Look now instead of when the sleep is over."""
        self._woken.set()

    def stop(self) -> None:
        """Finish the round that is under way and leave."""
        self._stopping.set()
        self._woken.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        connection: psycopg.Connection | None = None
        while not self._stopping.is_set():
            self._woken.clear()
            seconds = self._poll_seconds
            try:
                connection = connection or connect(self._url)
                seconds = self._round(connection)
            except Exception as error:  # the database or the bank is away, or a fault of ours: never the end of time
                level = logging.WARNING if isinstance(error, psycopg.Error) else logging.ERROR
                log.log(level, "a round of the clock failed: %s", error, exc_info=level == logging.ERROR)
                if connection is not None:
                    with suppress(psycopg.Error):
                        connection.close()
                connection = None
            self._woken.wait(seconds)
        if connection is not None:
            connection.close()

    def _round(self, connection: psycopg.Connection) -> float:
        """Ask what is due, pay out what has its day, make the rounds of cashier and safe, compute limits, keep the
        directory; how many seconds to sleep now.
        """
        ticked = tick_due(self._desk, connection, self._wall(), self._stopping.is_set)
        if ticked.failed:
            log.warning("%d due streams could not be asked; they are asked again", ticked.failed)
        self._pay(connection)
        if self._cashier is not None and not self._stopping.is_set():
            self._cashier.fetch_mail(connection, self._wall())
            self._cashier.post_outbox(connection, self._wall())
        self._assess(connection)
        self._list(connection)
        if self._room is not None and not self._stopping.is_set():
            daily.round_of(self._room, connection, self._wall())
        at = next_alarm(connection)
        until = self._poll_seconds if at is None else (at - self._wall()).total_seconds()
        # An alarm that has passed and still stands could not be answered just now: the next look is a poll away.
        return self._poll_seconds if until <= 0 else min(self._poll_seconds, until)

    def _pay(self, connection: psycopg.Connection) -> None:
        """Once a day, by the clock for all if there is one: pay out suppliers on their days."""
        for_all = read_reference(connection).clock_for_all
        now = self._wall() if for_all is None else for_all.now
        if self._paid_on != now.date() and payout_days.pay_scheduled(self._desk, connection, now):
            self._paid_on = now.date()

    def _assess(self, connection: psycopg.Connection) -> None:
        """Compute the limits that an ended order or collateral changed; once a day let bank guarantees expire, and
        compute the limits that the month made old.
        """
        now = self._wall()
        if self._assessed_on != now.date():
            limits.tend_bonds(self._desk, connection, now)
        limits.assess_after_orders(self._desk, connection, now)
        if self._assessed_on != now.date():
            limits.assess_monthly(self._desk, connection, now)
            self._assessed_on = now.date()

    def _list(self, connection: psycopg.Connection) -> None:
        """Bring the directory of suppliers up to date, and once a day make its old rows anew, some each round."""
        now = self._wall()
        directory.follow(connection, now)
        if self._renewed_on != now.date():
            self._renewed_to = directory.renew_some(connection, now, self._renewed_to).to
            if not self._renewed_to:
                self._renewed_on = now.date()


def tick_due(
    desk: Desk, connection: psycopg.Connection, wall: datetime, stopping: Callable[[], bool] = lambda: False
) -> Ticked:
    """Ask every stream whose deadline may have passed, by the wall or by the clock for all, until none is left."""
    for_all = read_reference(connection).clock_for_all
    now = wall if for_all is None else for_all.now
    done = Ticked()
    asked: set[int] = set()
    while not stopping():
        orders = [id for id in waking_orders(connection, now, ASKED_AT_ONCE) if id not in asked]
        remittances = [id for id in waking_remittances(connection, now, ASKED_AT_ONCE) if id not in asked]
        if not orders and not remittances:
            break
        done += _ask(desk, orders, remittances)
        asked.update(orders, remittances)
    return done


def _ask(desk: Desk, orders: Iterable[int], remittances: Iterable[int] = ()) -> Ticked:
    askings = [Asking(id, Tick(), CLOCK, f"tick:{uuid.uuid4()}") for id in orders]
    askings += [Asking(id, TickRemittance(), CLOCK, f"tick:{uuid.uuid4()}") for id in remittances]
    answers = desk.ask_many(askings)
    happened = sum(bool(answer.events) for answer in answers)
    return Ticked(len(answers), happened, sum(answer.refused is not None for answer in answers))


# ---------------------------------------------------------------------------------------------------------- test clocks


def make_test_clock(
    connection: psycopg.Connection, name: str, now: datetime, id: int, for_all: bool = False
) -> TestClock:
    """A clock that stands at `now` until it is moved. Raises ClockWrong for a second one for all."""
    there = read_reference(connection)
    if for_all and there.clock_for_all is not None:
        raise ClockWrong(f"test clock {there.clock_for_all.id} ({there.clock_for_all.name}) is the one for everything")
    if id in there.clocks:
        raise ClockWrong(f"test clock {id} exists")
    clock = TestClock(id, now, name, for_all)
    set_test_clock(connection, clock)
    return clock


def find_test_clock(connection: psycopg.Connection, id: int) -> TestClock:
    """The test clock of a number. Raises ClockWrong if there is none."""
    found = read_reference(connection).clocks.get(id)
    if found is None:
        raise ClockWrong(f"there is no test clock {id}")
    return found


def attach(connection: psycopg.Connection, order_id: int, clock_id: int | None) -> None:
    """Let an order live by a test clock, or (None) by the wall again. Raises ClockWrong."""
    if clock_id is not None and find_test_clock(connection, clock_id).for_all:
        raise ClockWrong("everything lives by this clock already")
    attach_test_clock(connection, order_id, clock_id)


def advance(
    desk: Desk,
    connection: psycopg.Connection,
    clock_id: int,
    to: datetime,
    passing: Callable[[datetime], None] | None = None,
) -> Ticked:
    """Move a test clock forward; every deadline on the way happens at its own moment, the earliest first.

    `passing` hears each moment at which the clock stops on its way. Raises ClockWrong for a move backwards.
    """
    clock = find_test_clock(connection, clock_id)
    if to < clock.now:
        raise ClockWrong(f"a test clock only moves forward: it stands at {clock.now:%Y-%m-%dT%H:%M:%SZ}")
    done = _strike(desk, connection, clock)
    for _ in range(STEPS_MAX):
        alarm = next_alarm(connection) if clock.for_all else next_alarm_of_clock(connection, clock_id)
        # An alarm that stands although its moment is over could not be answered; time goes on without it.
        if alarm is None or alarm > to or alarm <= clock.now:
            break
        clock = msgspec.structs.replace(clock, now=alarm)
        done += _move(desk, connection, clock, passing)
    if clock.now < to:
        done += _move(desk, connection, msgspec.structs.replace(clock, now=to), passing)
    return done


def _move(
    desk: Desk, connection: psycopg.Connection, clock: TestClock, passing: Callable[[datetime], None] | None
) -> Ticked:
    set_test_clock(connection, clock)
    if passing is not None:
        passing(clock.now)
    return _strike(desk, connection, clock)


def _strike(desk: Desk, connection: psycopg.Connection, clock: TestClock) -> Ticked:
    """Ask what is due by a test clock where it stands."""
    if clock.for_all:
        return tick_due(desk, connection, clock.now)
    done = Ticked()
    asked: set[int] = set()
    while orders := [id for id in waking_on_clock(connection, clock.id, clock.now, ASKED_AT_ONCE) if id not in asked]:
        done += _ask(desk, orders)
        asked.update(orders)
    return done


def new_clock_id(wall: datetime, entropy: int) -> int:
    """A number for a test clock made at `wall`."""
    return ids.new_id(wall, 0, entropy)
