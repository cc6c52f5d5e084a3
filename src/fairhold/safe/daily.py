"""What the clock does for the safe: signs the head of every day on which something was done, and clears up.

A head covers every entry before the day's end and is numbered, so two clocks cannot sign two of them. A day on which
nothing was recorded has none; the one before still stands.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec
import psycopg
from psycopg import errors

from fairhold.book import custody as kept
from fairhold.book.reference import read_reference
from fairhold.evidence import heads
from fairhold.evidence.merkle import Tree
from fairhold.safe.filing import file_brought
from fairhold.safe.strongroom import Strongroom
from fairhold.trade.days import day_of, start_of

log = logging.getLogger(__name__)


class OrderProofs(msgspec.Struct, frozen=True):
    """The newest head and, for every entry of an order that it covers, the proof that the entry was there."""

    head: heads.Head | None
    entries: tuple[tuple[int, heads.Proven], ...]


def round_of(room: Strongroom, connection: psycopg.Connection, now: datetime) -> None:
    """One round: enter what was brought into disputes, sign what is to be signed, throw away what nobody finished."""
    file_brought(room, connection, now)
    policies = read_reference(connection).policies
    if policies is None or not room.is_there:
        return
    policy = policies.by_version[policies.current]
    sign_day(room, connection, now, policy.policy_tz)
    clear_up(room, connection, now - timedelta(hours=policy.evidence_upload_hours))


def sign_day(room: Strongroom, connection: psycopg.Connection, now: datetime, tz: str) -> heads.Head | None:
    """Sign the head of the day before, if entries of it or of days before are under no head; None if there are none."""
    today = day_of(now, tz)
    day = today - timedelta(days=1)
    last = kept.last_head(connection)
    if last is not None and last.day >= day:
        return None
    new = kept.uncovered(connection, start_of(today, tz))
    if not new:
        return None
    leaves = all_leaves(connection)
    first = len(leaves)
    added = [kept.Leaf(first + at, order, seq, hash) for at, (order, seq, hash) in enumerate(new)]
    head = heads.sign(tree([*leaves, *added]), day, room.key())
    number = 1 if last is None else last.number + 1
    row = kept.Head(number, day, head.size, head.root, head.public_key, head.signature, now)
    try:
        kept.add_head(connection, row, added)
    except errors.UniqueViolation:
        log.info("the head of %s was signed by another clock", day)
        return None
    return head


def clear_up(room: Strongroom, connection: psycopg.Connection, before: datetime) -> int:
    """Throw away uploads announced before a moment, and bytes that one of them stored without their getting on record;
    gives how many.
    """
    done = 0
    under_way = list(room.arrivals.all())
    coming = {stored for _, announced, stored in under_way if announced.at >= before}
    for upload, announced, stored in under_way:
        if announced.at >= before:
            continue
        if stored and stored not in coming and not kept.orders_with(connection, stored):
            room.vault.discard(stored)
        room.arrivals.drop(announced.order, upload)
        done += 1
    room.vault.sweep(before)
    return done


def as_head(row: kept.Head) -> heads.Head:
    """A head as it is handed out."""
    return heads.Head(heads.SCHEME, row.day, row.size, row.root, row.public_key, row.signature)


def all_leaves(connection: psycopg.Connection) -> list[kept.Leaf]:
    """Every leaf of the tree."""
    with connection.transaction():
        return list(kept.all_leaves(connection))


def tree(leaves: Sequence[kept.Leaf]) -> Tree:
    """The tree over leaves."""
    return heads.tree_of([bytes.fromhex(leaf.hash) for leaf in leaves])


def proofs_of(connection: psycopg.Connection, order: int) -> OrderProofs:
    """The proofs of an order's entries under the newest head."""
    last = kept.last_head(connection)
    if last is None:
        return OrderProofs(None, ())
    grown = tree(all_leaves(connection)[: last.size])
    places = kept.leaves_of(connection, order)
    return OrderProofs(
        as_head(last), tuple((seq, heads.prove(grown, leaf)) for seq, leaf in places.items() if leaf < last.size)
    )
