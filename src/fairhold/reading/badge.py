"""What anybody may know of a supplier that takes part, as its badge shows it: the limit and how its orders went (S12).

Nothing of money that it has, of its buyers or of single orders stands here.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

import msgspec
import psycopg

from fairhold.book import readings
from fairhold.book.readings import Ended
from fairhold.limit.confidence import interval
from fairhold.reading.supplier import purse
from fairhold.trade import ids
from fairhold.trade.days import day_of
from fairhold.trade.money import Money
from fairhold.trade.policy import Policy
from fairhold.trade.supplier import Supplier
from fairhold.trade.who import Party, Role, Who

_ANYBODY: Final = Who(Role.AUDITOR)
"""In whose name is read what everybody may know: a company's own rows would hide a supplier from others."""


class Share(msgspec.Struct, frozen=True):
    """So many `of` so many orders, in per cent with one digit, and the interval: the true share is below `least` with
    10 % chance and above `most` with 10 %. `share` is None of no orders.
    """

    count: int
    of: int
    share: str | None
    least: str
    most: str


class BadgeShown(msgspec.Struct, frozen=True, kw_only=True):
    """A supplier's badge as of a day; the shares are of the orders that ended from `since` on."""

    supplier: str
    name: str
    country: str
    day: date
    since: date
    limit: Money
    free: Money
    suspended: bool
    on_time: Share
    lost: Share


def read_badge(connection: psycopg.Connection, supplier_id: int, now: datetime, policy: Policy) -> BadgeShown | None:
    """The badge, for everybody; None unless it is a supplier that takes part and may (S12)."""
    today = day_of(now, policy.policy_tz)
    since = today - timedelta(days=policy.limit_window_days)
    with readings.snapshot(connection, _ANYBODY):
        party = readings.parties(connection, (supplier_id,)).get(supplier_id)
        found = readings.supplier(connection, supplier_id)
        if party is None or party.sanctioned or found is None or not found.opted_in:
            return None
        ended = readings.ended(connection, supplier_id, since)
    return badge(found, party, ended, today, policy)


def badge(supplier: Supplier, party: Party, ended: Ended, today: date, policy: Policy) -> BadgeShown:
    """The badge of facts that were read."""
    limit = purse(supplier, policy.limit_currency).limit
    return BadgeShown(
        supplier=ids.to_text(ids.SUPPLIER_PREFIX, supplier.id),
        name=party.name,
        country=party.country,
        day=today,
        since=today - timedelta(days=policy.limit_window_days),
        limit=limit.granted,
        free=limit.free,
        suspended=supplier.suspended,
        on_time=share(ended.on_time, ended.orders),
        lost=share(ended.lost, ended.orders),
    )


def share(count: int, of: int) -> Share:
    """A share and how sure it is."""
    least, most = interval(count, of)
    return Share(count, of, _percent(Decimal(count) / of) if of else None, _percent(least), _percent(most))


def _percent(share: Decimal) -> str:
    return f"{100 * share:.1f}"
