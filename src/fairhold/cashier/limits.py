"""Computing limits: after an order that counts, when collateral changes, and every month for everybody (4.9, O41).

The past is read from the supplier's stream, so that every limit can be computed again as of any day; the rules record
what comes out. A limit that the operator granted is left alone.
"""

import logging
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

import msgspec
import psycopg

from fairhold.book import readings
from fairhold.book.outbox import claim, finish, postpone
from fairhold.book.reference import read_reference
from fairhold.cashier.links import note_links
from fairhold.cashier.matches import AGAIN_AFTER, BORROWED_FOR
from fairhold.cashier.statements import NOT_NOW
from fairhold.desk import Asking, Desk
from fairhold.limit.models import assess
from fairhold.trade.bond_events import COLLATERAL_CHANGED
from fairhold.trade.bonds import TendBonds
from fairhold.trade.days import day_of
from fairhold.trade.limits import RecordLimit
from fairhold.trade.money import money
from fairhold.trade.policy import Policies
from fairhold.trade.stream import Event
from fairhold.trade.supplier import Supplier
from fairhold.trade.supplier_events import LinkJudged, OrderCounted
from fairhold.trade.who import CLOCK

log = logging.getLogger(__name__)

AT_ONCE: Final[tuple[type[Event], ...]] = (LinkJudged, *COLLATERAL_CHANGED)
"""What changes a limit at once, whenever the policy computes the others."""
KINDS: Final = (
    str(OrderCounted.__struct_config__.tag),
    *(str(kind.__struct_config__.tag) for kind in AT_ONCE),
)
ASSESSED_AT_ONCE: Final = 500
"""How many suppliers one look for outdated limits takes."""


class Assessed(msgspec.Struct, frozen=True):
    """A supplier whose limit was computed: the limit in minor units, or why it stayed (`refused`)."""

    supplier: int
    limit: int
    refused: str = ""


def assess_after_orders(desk: Desk, connection: psycopg.Connection, now: datetime) -> list[Assessed]:
    """Compute the limits of suppliers whose orders have just counted, whose collateral has changed or of whose related
    buyers people have judged; `now` is the wall's time. Collateral counts at once, whatever the policy says of orders,
    but lets nothing else grow; what people judged counts at once both ways.
    """
    policies = read_reference(connection).policies
    done: dict[int, Assessed] = {}
    wishes = claim(connection, KINDS, now, now + BORROWED_FOR)
    ended = {wish.stream_id for wish in wishes if isinstance(wish.event, OrderCounted)}
    judged = {wish.stream_id for wish in wishes if isinstance(wish.event, LinkJudged)}
    at_once = {wish.stream_id for wish in wishes if isinstance(wish.event, AT_ONCE)}
    for wish in wishes:
        assert policies is not None, "an order ended under some policy"
        grows = wish.stream_id in judged or (policies.now.limit_recompute == "completion" and wish.stream_id in ended)
        if (grows or wish.stream_id in at_once) and wish.stream_id not in done:
            (done[wish.stream_id],) = _assess(desk, connection, (wish.stream_id,), now, policies, grows)
        said = done.get(wish.stream_id, Assessed(wish.stream_id, 0, "monthly"))
        if said.refused in NOT_NOW:
            postpone(connection, wish, now + AGAIN_AFTER, said.refused)
        else:
            finish(connection, wish, now, said.refused or "computed")
    return list(done.values())


def assess_monthly(desk: Desk, connection: psycopg.Connection, now: datetime) -> list[Assessed]:
    """Compute the limits that are older than this month's day, of suppliers that take part."""
    policies = read_reference(connection).policies
    if policies is None:
        return []
    policy = policies.now
    since = month_began(day_of(now, policy.policy_tz), policy.limit_month_day)
    done: list[Assessed] = []
    above = 0
    while numbers := readings.unassessed(connection, since, above, ASSESSED_AT_ONCE):
        done += _assess(desk, connection, numbers, now, policies)
        above = numbers[-1]
    return done


def month_began(today: date, day: int) -> date:
    """The last time that this day of the month came, today included."""
    if today.day >= day:
        return today.replace(day=day)
    return (today.replace(day=1) - date.resolution).replace(day=day)


def tend_bonds(desk: Desk, connection: psycopg.Connection, now: datetime) -> list[int]:
    """Let bonds expire whose last day is over, and remind of those that soon will; the suppliers concerned."""
    policies = read_reference(connection).policies
    if policies is None:
        return []
    today = day_of(now, policies.now.policy_tz)
    soon = today + timedelta(days=policies.now.bond_reminder_days)
    done: list[int] = []
    for number in readings.expiring(connection, today, soon, ASSESSED_AT_ONCE):
        answer = desk.ask(Asking(number, TendBonds(), CLOCK, f"bonds:{number}:{today}", now=now))
        if answer.refused is None:
            done.append(number)
    return done


def _assess(
    desk: Desk,
    connection: psycopg.Connection,
    numbers: Sequence[int],
    now: datetime,
    policies: Policies,
    grows: bool = True,
) -> list[Assessed]:
    """The limits of these suppliers: read, computed and asked for together; those that were granted are left alone."""
    policy = policies.now
    today = day_of(now, policy.policy_tz)
    known = _known(connection, numbers)
    noted = [one for one in numbers if note_links(desk, connection, *known[one], policy)]
    known |= _known(connection, noted)
    done: dict[int, Assessed] = {}
    askings: list[Asking] = []
    for number, (supplier, counted) in known.items():
        currency = policy.limit_currency
        if currency in supplier.granted:
            done[number] = Assessed(number, supplier.purse(currency).limit, "limit_granted")
            continue
        found = assess(supplier, counted, today, policy, grows=grows)
        command = RecordLimit(
            limit=money(found.limit, currency),
            raw=money(max(0, found.raw), currency),
            model=policy.limit_model,
            bound=found.bound,
            orders=len(found.orders),
            day=found.day,
            secured=found.secured,
            grows=grows,
            seen=supplier.version,
            policy_version=policies.current,
        )
        done[number] = Assessed(number, found.limit)
        askings.append(Asking(number, command, CLOCK, f"limit:{number}:{supplier.version}:{found.day}"))
    for asking, answer in zip(askings, desk.ask_many(askings), strict=True):
        if answer.refused is not None:
            log.warning("the limit of supplier %d was not recorded: %s", asking.stream_id, answer.refused.code)
            done[asking.stream_id] = Assessed(asking.stream_id, done[asking.stream_id].limit, answer.refused.code)
    return [done[number] for number in numbers]


def _known(connection: psycopg.Connection, numbers: Sequence[int]) -> dict[int, tuple[Supplier, list[OrderCounted]]]:
    """These suppliers and the orders that count for each."""
    if not numbers:
        return {}
    with readings.snapshot(connection, CLOCK):
        suppliers = readings.suppliers(connection, numbers)
        counted = readings.counted_of(connection, numbers)
    return {number: (suppliers.get(number, Supplier(id=number)), counted.get(number, [])) for number in numbers}
