"""Alarms: which streams have a deadline that may have passed, so that the clock can ask them to tick.

A row's `wake_at` is never later than its earliest deadline. It may be earlier, for it is rewritten only when a deadline
moves earlier or the alarm has rung: then the tick finds nothing due and the desk sets the alarm anew.
"""

from datetime import datetime

import psycopg

from fairhold.book.packing import to_microseconds
from fairhold.book.queries import sql
from fairhold.trade import timers
from fairhold.trade.deciding import due, policy_of
from fairhold.trade.order import Order
from fairhold.trade.policy import Policies
from fairhold.trade.remittance import Remittance


def first_deadline(facts: Order | Remittance, policies: Policies) -> int | None:
    """The first deadline that the clock acts on, in microseconds since 2000, or None."""
    if isinstance(facts, Order):
        at = timers.wake_at(facts, policy_of(facts, policies))
        return None if at is None else to_microseconds(at)
    return min((to_microseconds(d.at) for d in due(facts, policies) if d.acts and d.at is not None), default=None)


def waking_orders(connection: psycopg.Connection, now: datetime, limit: int = 1_000) -> list[int]:
    """Orders to tick, the earliest alarm first: by `now`, and those on a test clock by theirs."""
    given = {"now": now, "limit": limit}
    rows = connection.execute(sql("waking_orders"), given).fetchall()
    rows += connection.execute(sql("waking_orders_by_test_clock"), given).fetchall()
    return [row[0] for row in rows[:limit]]


def waking_remittances(connection: psycopg.Connection, now: datetime, limit: int = 1_000) -> list[int]:
    """Remittances to tick, the earliest alarm first."""
    rows = connection.execute(sql("waking_remittances"), {"now": now, "limit": limit}).fetchall()
    return [row[0] for row in rows]


def next_alarm(connection: psycopg.Connection) -> datetime | None:
    """When the next stream that lives by the wall wants to be asked; None while there is none."""
    row = connection.execute(sql("next_alarm")).fetchone()
    return row[0] if row is not None else None


def next_alarm_of_clock(connection: psycopg.Connection, clock_id: int) -> datetime | None:
    """When the next order on a test clock wants to be asked; None while there is none."""
    row = connection.execute(sql("next_alarm_of_clock"), {"clock": clock_id}).fetchone()
    return row[0] if row is not None else None


def waking_on_clock(connection: psycopg.Connection, clock_id: int, now: datetime, limit: int = 1_000) -> list[int]:
    """Orders on one test clock to tick, the earliest alarm first."""
    given = {"clock": clock_id, "now": now, "limit": limit}
    return [row[0] for row in connection.execute(sql("waking_on_clock"), given).fetchall()]


def attached_orders(connection: psycopg.Connection, clock_id: int) -> int:
    """How many orders live by a test clock."""
    row = connection.execute(sql("attached_orders"), {"clock": clock_id}).fetchone()
    assert row is not None
    return int(row[0])
