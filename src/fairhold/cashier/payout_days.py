"""Payout days: once a day every supplier whose money is paid out by itself is asked for it (S9, M15a).

Whether the day has come and what may leave is the rules' business; this only finds whom to ask.
"""

from datetime import datetime
from typing import Final

import psycopg

from fairhold.book import readings
from fairhold.book.reference import read_reference
from fairhold.cashier.statements import NOT_NOW
from fairhold.desk import Asking, Desk
from fairhold.trade.days import day_of
from fairhold.trade.payout_schedule import PayScheduled
from fairhold.trade.who import CLOCK

ASKED_AT_ONCE: Final = 500
"""How many suppliers are asked together."""


def pay_scheduled(desk: Desk, connection: psycopg.Connection, now: datetime) -> bool:
    """Ask whoever has a payout day; whether all could be asked. A supplier whose account is missing or new is asked
    again the next day.
    """
    policies = read_reference(connection).policies
    if policies is None:
        return True
    policy = policies.now
    day = day_of(now, policy.policy_tz)
    above, done = 0, True
    while numbers := readings.on_schedule(connection, policy.payout_schedule_default, above, ASKED_AT_ONCE):
        askings = [Asking(number, PayScheduled(), CLOCK, f"payout-day:{number}:{day}") for number in numbers]
        refusals = [answer.refused for answer in desk.ask_many(askings)]
        done = done and not any(refused is not None and refused.code in NOT_NOW for refused in refusals)
        above = numbers[-1]
    return done
