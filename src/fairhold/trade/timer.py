"""What a row of the table of deadlines looks like; the rows are in `timers.py` and `dispute_timers.py`."""

from collections.abc import Callable
from datetime import date, datetime

import msgspec

from fairhold.trade.course import Course
from fairhold.trade.order import STOPS, Order, Stage
from fairhold.trade.policy import Policy

Term = tuple[date, int] | None
"""A timer as (day 0, length in days), or None when it does not run."""
Moment = Callable[[Order, Policy], datetime | None]
"""When a timer that counts hours runs out; nothing pauses it."""


def never(o: Order, p: Policy) -> Term:
    """The term of a timer that counts hours: it has no days."""
    return None


class Timer(msgspec.Struct, frozen=True, kw_only=True):
    """One row: at which stages it runs, its term (or its moment, if it counts hours), what stops it, what happens and
    the same in words. `in_dispute`: it never runs without an open dispute.
    """

    name: str
    stages: frozenset[Stage]
    term: Callable[[Order, Policy], Term] = never
    moment: Moment | None = None
    stops: frozenset[str] = STOPS
    act: Callable[[Course], None] | None
    on_expiry: str
    in_dispute: bool = False
