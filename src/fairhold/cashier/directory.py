"""Keeping the directory of suppliers: it follows the feed, and makes a row anew when what it is made of has changed.

What a supplier's own page shows is read when it is asked for; here is only what suppliers are found and ordered by. A
row is also made anew when it is old, for records fade; so a row that was missed is never wrong for long.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Final

import msgspec
import psycopg

from fairhold.book import directory, readings
from fairhold.book.directory import DirectoryRow, Offer
from fairhold.book.reference import read_reference
from fairhold.limit.models import past
from fairhold.limit.rank import Position, Record, on_time_least_bp, rank, record_of
from fairhold.lint.report import examine, of_contract
from fairhold.trade.days import day_of
from fairhold.trade.order import CLOSED, RUNNING, Stage
from fairhold.trade.policy import Policy
from fairhold.trade.supplier import Supplier
from fairhold.trade.who import Party

MADE_ANEW: Final = frozenset(
    {
        *("supplier.opted_in", "supplier.opted_out", "supplier.rails_set", "supplier.profile_set"),
        *("supplier.points_changed", "limit.granted", "limit.grant_withdrawn", "limit.computed"),
        *("limit.suspended", "limit.resumed", "limit.order_counted", "limit.link_judged"),
    }
)
"""Events after which a supplier's row is made anew."""
FREE_MOVED: Final = frozenset({"limit.reserved", "limit.freed", "guarantee.drawn", "guarantee.recovered"})
"""Events after which only its free limit is another."""
LOOKS_MAX: Final = 10
"""How many looks at the feed one round takes, so that catching up lets other work in between."""
MADE_AT_ONCE: Final = 200
"""How many rows that are old one round makes anew."""
OFFERS_READ_MAX: Final = 100
CONTRACTS_READ_MAX: Final = 5
"""How many of the latest offers and contracts a record is made of."""
SIGNED: Final = tuple(sorted(RUNNING | (CLOSED - {Stage.CANCELLED, Stage.EXPIRED})))
"""Stages of orders whose contract both sides signed, and which money came into or may."""


def follow(connection: psycopg.Connection, now: datetime) -> int:
    """Bring the directory up to what has happened; how many rows were made anew. `now` is the wall's time."""
    policies = read_reference(connection).policies
    if policies is None:
        return 0
    made = 0
    at = directory.followed_to(connection)
    for _ in range(LOOKS_MAX):
        found = directory.news(connection, at)
        if not found:
            break
        changed = {stream for _, stream, _, kind in found if kind in MADE_ANEW}
        moved = {stream for _, stream, _, kind in found if kind in FREE_MOVED} - changed
        made += sum(make(connection, supplier, now, policies.now) for supplier in sorted(changed))
        if moved:
            directory.move_free(connection, moved, policies.now.limit_currency)
        at = found[-1][:3]
        directory.follow_to(connection, at)
        if len(found) < directory.NEWS_MAX:
            break
    return made


def renew(connection: psycopg.Connection, now: datetime, since: datetime | None = None) -> int:
    """Make rows anew that are missing or older than a moment, by default than the policy wants, some of them; how many
    there were.
    """
    policies = read_reference(connection).policies
    if policies is None:
        return 0
    since = since or now - timedelta(days=policies.now.directory_renew_days)
    numbers = directory.outdated(connection, since, 0, MADE_AT_ONCE)
    return sum(make(connection, supplier, now, policies.now) for supplier in numbers)


def make(connection: psycopg.Connection, number: int, now: datetime, policy: Policy) -> bool:
    """Make the row of a supplier; False if the operator knows no such company."""
    party = readings.parties(connection, (number,)).get(number)
    if party is None:
        return False
    supplier = readings.supplier(connection, number) or Supplier(id=number)
    record = _record(connection, supplier, now, policy)
    directory.keep_row(connection, row_of(supplier, party, record, now, policy))
    return True


def row_of(supplier: Supplier, party: Party, record: Record, now: datetime, policy: Policy) -> DirectoryRow:
    """The row of facts that were read."""
    purse, free = supplier.purse(policy.limit_currency), supplier.free(policy.limit_currency)
    at = Position(purse.granted, free, supplier.points, supplier.suspended)
    taken = [one.rail for one in supplier.accepted_rails or ()] or list(policy.rails)
    rails = [name for name in taken if name in policy.rails]
    return DirectoryRow(
        supplier=supplier.id,
        made_at=now,
        free=free,
        score=rank(record, at, policy).score,
        on_time_least=on_time_least_bp(record),
        listed=supplier.opted_in and party.verified and not party.sanctioned,
        country=party.country,
        currencies=tuple(sorted({currency for name in rails for currency in policy.rails[name].currencies})),
        rails=tuple(rails),
        words=directory.words_of(party.name, *supplier.profile.goods, supplier.profile.about),
        record=msgspec.json.encode(record).decode(),
    )


def answered(offers: Iterable[Offer], now: datetime, policy: Policy) -> Iterator[bool]:
    """Whether each offer was answered in time; one that still has time, or was taken back before, says nothing."""
    time = timedelta(hours=policy.rank_response_hours)
    for one in offers:
        waited = (one.ended_at or now) - one.asked_at
        if one.ended_at is not None and one.kind != "order.proposal_withdrawn":
            yield waited <= time
        elif waited > time:
            yield False


def _record(connection: psycopg.Connection, supplier: Supplier, now: datetime, policy: Policy) -> Record:
    since = now - timedelta(days=policy.limit_window_days)
    counted = readings.counted(connection, supplier.id)
    offers = directory.offers(connection, supplier.id, since, OFFERS_READ_MAX)
    signed = directory.signed(connection, supplier.id, SIGNED, CONTRACTS_READ_MAX)
    contracts = [read.facts for read in readings.orders(connection, signed, now).values()]
    scores = [examine(of_contract(order.terms, order.thread.mentions)).score for order in contracts]
    return record_of(
        past(counted, policy, supplier.links), day_of(since, policy.policy_tz), answered(offers, now, policy), scores
    )
