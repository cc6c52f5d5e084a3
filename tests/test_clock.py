"""The clock: what is due is asked, once; test clocks pass every deadline in order; whatever runs also stops."""

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cashier.till import Till
from fairhold import clock
from fairhold.book.connection import connect
from fairhold.clock import Clock, ClockWrong, advance, attach, make_test_clock, tick_due
from fairhold.desk import Desk
from fairhold.trade.order import Stage, stage

NEVER = timedelta(days=400)


@pytest.fixture
def till(database: str, tmp_path: Path) -> Iterator[Till]:
    made = Till(database, tmp_path)
    yield made
    made.close()


def wait_for(till: Till, order: int, wanted: Stage) -> None:
    deadline = time.monotonic() + 20
    while stage(till.order(order)) != wanted:
        assert time.monotonic() < deadline, stage(till.order(order))
        time.sleep(0.02)


def test_an_order_whose_deadline_has_passed_is_asked(till: Till) -> None:
    order = till.agreed()
    assert tick_due(till.desk, till.connection, till.now).asked == 0
    till.wait(days=59)
    assert (tick_due(till.desk, till.connection, till.now).happened, stage(till.order(order))) == (0, Stage.AGREED)
    till.wait(days=2)
    done = tick_due(till.desk, till.connection, till.now)
    assert (done.happened, done.failed, stage(till.order(order))) == (1, 0, Stage.EXPIRED)
    assert tick_due(till.desk, till.connection, till.now).asked == 0
    till.proved()


def test_a_clock_in_its_thread_asks_makes_the_cashiers_round_and_stops_at_once(till: Till) -> None:
    order = till.agreed()
    data = till.file(till.line(2_500_000, order=order))
    with Clock(till.url, till.desk, till.cashier, poll_seconds=60, wall=lambda: till.now) as running:
        (till.channel.incoming / "statement.xml").write_bytes(data)
        running.wake()
        wait_for(till, order, Stage.IN_PRODUCTION)
        till.wait(days=31)
        running.wake()
        deadline = time.monotonic() + 20
        while "shipment.late" not in till.events(order):
            assert time.monotonic() < deadline
            time.sleep(0.02)
        started = time.monotonic()
    assert time.monotonic() - started < 5
    assert [path.name for path in (till.channel.incoming / "done").iterdir()] == ["statement.xml"]


def test_a_file_that_is_no_statement_is_put_aside_and_the_next_one_is_taken(till: Till) -> None:
    order = till.agreed()
    (till.channel.incoming / "a.xml").write_bytes(b"<html/>")
    (till.channel.incoming / "b.xml").write_bytes(till.file(till.line(2_500_000, order=order)))
    done = till.cashier.fetch_mail(till.connection, till.now)
    assert [name for name, _ in done.refused] == ["a.xml"]
    assert stage(till.order(order)) == Stage.IN_PRODUCTION
    assert sorted(path.name for path in (till.channel.incoming / "failed").iterdir()) == ["a.xml", "a.xml.why.txt"]


def test_two_clocks_at_once_let_a_deadline_happen_once(till: Till) -> None:
    orders = [till.agreed() for _ in range(5)]
    till.wait(days=61)
    with Desk(till.url, wall=lambda: till.now) as other, connect(till.url) as connection:
        threads = [
            threading.Thread(target=tick_due, args=(till.desk, till.connection, till.now)),
            threading.Thread(target=tick_due, args=(other, connection, till.now)),
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert [till.events(order).count("order.closed") for order in orders] == [1] * 5
    till.proved()


def test_a_clock_that_loses_its_connection_goes_on_with_a_new_one(till: Till) -> None:
    order = till.agreed()
    with Clock(till.url, till.desk, None, poll_seconds=0.1, wall=lambda: till.now):
        time.sleep(0.3)
        till.connection.execute("RESET ROLE")
        till.connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE pid <> pg_backend_pid() AND datname = current_database() AND query NOT LIKE '%%write_batch%%'"
        )
        till.wait(days=61)
        wait_for(till, order, Stage.EXPIRED)


def test_a_test_clock_moves_only_its_own_order(till: Till) -> None:
    mine, other = till.agreed(), till.agreed()
    made = make_test_clock(till.connection, "mine", till.now, 7)
    attach(till.connection, mine, made.id)
    done = advance(till.desk, till.connection, made.id, till.now + timedelta(days=61))
    assert done.happened == 1
    assert (stage(till.order(mine)), stage(till.order(other))) == (Stage.EXPIRED, Stage.AGREED)
    till.proved()


def test_an_order_on_a_test_clock_does_not_follow_the_wall(till: Till) -> None:
    order = till.agreed()
    make_test_clock(till.connection, "still", till.now, 7)
    attach(till.connection, order, 7)
    till.wait(days=61)
    assert tick_due(till.desk, till.connection, till.now).asked == 0
    attach(till.connection, order, None)
    assert tick_due(till.desk, till.connection, till.now).happened == 1


def test_every_deadline_on_the_way_happens_at_its_own_moment_and_in_order(till: Till) -> None:
    order = till.agreed()
    till.outcomes(till.line(2_500_000, order=order))
    make_test_clock(till.connection, "all", till.now, 7, for_all=True)
    moments: list[datetime] = []
    end = till.now + timedelta(days=120)
    advance(till.desk, till.connection, 7, end, moments.append)
    assert moments == sorted(moments)
    rows = till.connection.execute(
        "SELECT at, kind FROM events WHERE stream_id = %s"
        " AND kind IN ('shipment.late', 'dispute.opened', 'order.closed') ORDER BY seq",
        [order],
    ).fetchall()
    assert [(kind, at.astimezone(UTC).isoformat()) for at, kind in rows] == [
        ("shipment.late", "2026-04-02T00:00:00+00:00"),
        ("dispute.opened", "2026-05-02T00:00:00+00:00"),
        ("order.closed", "2026-05-07T00:00:00+00:00"),
    ]
    assert {at for at, _ in rows} <= set(moments)
    assert clock.find_test_clock(till.connection, 7).now == end
    till.proved()


def test_a_test_clock_never_moves_back_and_there_is_one_for_all(till: Till) -> None:
    make_test_clock(till.connection, "all", till.now, 7, for_all=True)
    with pytest.raises(ClockWrong, match="only moves forward"):
        advance(till.desk, till.connection, 7, till.now - timedelta(seconds=1))
    with pytest.raises(ClockWrong, match="is the one for everything"):
        make_test_clock(till.connection, "second", till.now, 8, for_all=True)
    with pytest.raises(ClockWrong, match="everything lives by this clock"):
        attach(till.connection, till.agreed(), 7)
    with pytest.raises(ClockWrong, match="no test clock 9"):
        advance(till.desk, till.connection, 9, till.now + NEVER)
    with pytest.raises(ClockWrong, match="exists"):
        make_test_clock(till.connection, "again", till.now, 7)
