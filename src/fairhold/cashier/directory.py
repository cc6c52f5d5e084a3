"""Keeping the directory of suppliers: it follows the feed, and makes a row anew when what it is made of has changed.

What a supplier's own page shows is read when it is asked for; here is only what suppliers are found and ordered by. A
row is also made anew when it is old, for records fade; so a row that was missed is never wrong for long.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import chain
from typing import Final

import msgspec
import psycopg

from fairhold.book import directory, readings
from fairhold.book.directory import DirectoryRow, Offer
from fairhold.book.reference import read_reference
from fairhold.limit.models import past
from fairhold.limit.rank import Position, Record, Scored, on_time_least_bp, rank, record_of
from fairhold.lint.report import examine, of_contract
from fairhold.trade.days import day_of
from fairhold.trade.order import CLOSED, RUNNING, Stage
from fairhold.trade.policy import Policy
from fairhold.trade.supplier import Supplier
from fairhold.trade.who import CLOCK, Party

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
_record: Final = msgspec.json.Decoder(Record)


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
        ordered = sorted(changed)
        for start in range(0, len(ordered), MADE_AT_ONCE):
            made += make(connection, ordered[start : start + MADE_AT_ONCE], now, policies.now)
        if moved:
            directory.move_free(connection, moved, policies.now.limit_currency)
        at = found[-1][:3]
        directory.follow_to(connection, at)
        if len(found) < directory.NEWS_MAX:
            break
    return made


class Renewed(msgspec.Struct, frozen=True):
    """How many rows were made anew, and the supplier behind which to go on; 0 when no older one is left."""

    made: int = 0
    to: int = 0


def renew_some(
    connection: psycopg.Connection, now: datetime, behind: int = 0, since: datetime | None = None
) -> Renewed:
    """Make some rows anew that are missing or older than a moment, by default than the policy wants: the first ones
    behind a supplier.
    """
    policies = read_reference(connection).policies
    if policies is None:
        return Renewed()
    since = since or now - timedelta(days=policies.now.directory_renew_days)
    numbers = directory.outdated(connection, since, behind, MADE_AT_ONCE)
    return Renewed(make(connection, numbers, now, policies.now), numbers[-1]) if numbers else Renewed()


def renew(connection: psycopg.Connection, now: datetime, since: datetime | None = None) -> int:
    """Make all of them anew; how many there were."""
    made, done = 0, renew_some(connection, now, 0, since)
    while done.to:
        made += done.made
        done = renew_some(connection, now, done.to, since)
    return made


def make(connection: psycopg.Connection, numbers: Sequence[int], now: datetime, policy: Policy) -> int:
    """Make the rows of suppliers, read and written together; how many of them are companies that the operator knows.

    A contract is read again only when something has happened to its order since it was scored, for that takes longest.
    """
    with readings.snapshot(connection, CLOCK):
        parties = readings.parties(connection, numbers)
        known = readings.suppliers(connection, parties)
        suppliers = [known.get(number, Supplier(id=number)) for number in parties]
        records = _records(connection, suppliers, now, policy)
    rows = (row_of(one, parties[one.id], records[one.id], now, policy) for one in suppliers)
    directory.keep_rows(connection, rows)
    return len(parties)


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


def _records(
    connection: psycopg.Connection, suppliers: Sequence[Supplier], now: datetime, policy: Policy
) -> dict[int, Record]:
    numbers = [one.id for one in suppliers]
    since = now - timedelta(days=policy.limit_window_days)
    counted = readings.counted_of(connection, numbers)
    offers = directory.offers(connection, numbers, since, OFFERS_READ_MAX)
    signed = directory.signed(connection, numbers, SIGNED, CONTRACTS_READ_MAX)
    scored = _scored(connection, numbers, signed, now)
    return {
        one.id: record_of(
            past(counted.get(one.id, ()), policy, one.links),
            day_of(since, policy.policy_tz),
            answered(offers.get(one.id, ()), now, policy),
            [scored[order] for order, _ in signed.get(one.id, ())],
        )
        for one in suppliers
    }


def _scored(
    connection: psycopg.Connection, numbers: Sequence[int], signed: Mapping[int, list[tuple[int, int]]], now: datetime
) -> dict[int, Scored]:
    """How well the contracts of these orders could be proved: as it was kept, or read from the order."""
    kept = chain.from_iterable(_record.decode(text).scored for text in directory.records(connection, numbers))
    known = {(one.order, one.version): one for one in kept}
    wanted = list(chain.from_iterable(signed.values()))
    found = {order: known[order, version] for order, version in wanted if (order, version) in known}
    for number, read in readings.orders(connection, (one for one, _ in wanted if one not in found), now).items():
        order = read.facts
        score = examine(of_contract(order.terms, order.thread.mentions)).score
        found[number] = Scored(number, order.version, score)
    return found
