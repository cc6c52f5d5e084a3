"""Everything of an order that goes into its case bundle, read in one go as the one who asks for it may see it."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
import psycopg

from fairhold.bank.accounts import Ours
from fairhold.book import custody as kept
from fairhold.book import readings
from fairhold.book.readings import Happened
from fairhold.evidence import heads
from fairhold.evidence.heads import Head, Proven
from fairhold.reading.evidence import EvidenceShown, read_evidence
from fairhold.reading.report import ReportShown, read_report
from fairhold.reading.room import Room, read_room
from fairhold.reading.ruling import RulingShown, Sign, read_rulings
from fairhold.safe import daily
from fairhold.trade.dispute import DisputeOpened
from fairhold.trade.policy import Policies
from fairhold.trade.thread import MessagePosted, OutsideMessageFiled, sealed
from fairhold.trade.who import Role, Who

HEADS_MAX = 100
"""The newest heads that a bundle has; a checker in plain Python takes about six milliseconds for each."""


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """What was read: the room of the order, its rulings, reports, evidence, chain of custody, and for every message the
    text that its seal is the hash of.
    """

    who: Who
    order: int
    policies: Policies
    room: Room
    rulings: tuple[RulingShown, ...]
    reports: tuple[ReportShown, ...]
    evidence: EvidenceShown
    entries: tuple[kept.Entry, ...]
    sealed: tuple[str, ...]


class Grown(msgspec.Struct, frozen=True):
    """A head, and the hashes which show that the tree only grew from it to the newest."""

    head: Head
    grown: tuple[str, ...]


class Heads(msgspec.Struct, frozen=True):
    """The newest heads, the oldest first, and for each entry of the order (by its number) its proof under the last."""

    heads: tuple[Grown, ...]
    entries: tuple[tuple[int, Proven], ...]


def read_case(
    connection: psycopg.Connection,
    who: Who,
    order_id: int,
    now: datetime,
    policies: Policies,
    ours: Ours,
    sign: Sign,
) -> Case | None:
    """The case of an order on which a dispute was opened; None if there was none, or it is not the reader's. It is for
    the two sides and staff.
    """
    if who.role == Role.INSPECTOR:
        return None
    room = read_room(connection, who, order_id, now, policies, ours)
    evidence = read_evidence(connection, who, order_id, now)
    if room is None or evidence is None:
        return None
    with readings.snapshot(connection, who):
        found = readings.orders(connection, (order_id,), now)[order_id]
        entries = kept.entries(connection, order_id)
    if not any(isinstance(happened.event, DisputeOpened) for happened in found.history):
        return None
    reports = (read_report(connection, who, order_id, visit.number, now, policies) for visit in found.facts.visits)
    return Case(
        who=who,
        order=order_id,
        policies=policies,
        room=room,
        rulings=read_rulings(connection, who, order_id, now, policies, sign),
        reports=tuple(one for one in reports if one is not None),
        evidence=evidence,
        entries=_without_bundles(entries),
        sealed=tuple(_sealed(order_id, found.history)),
    )


def read_heads(connection: psycopg.Connection, case: Case) -> Heads:
    """The heads, and the proofs of the case's entries. In the application's role: leaves are those of all orders."""
    rows = kept.heads(connection)[-HEADS_MAX:]
    if not rows:
        return Heads((), ())
    leaves = daily.all_leaves(connection)[: rows[-1].size]
    tree = daily.tree(leaves)
    places = kept.leaves_of(connection, case.order)
    numbers = [one.seq for one in case.entries if places.get(one.seq, tree.size) < tree.size]
    return Heads(
        tuple(Grown(daily.as_head(row), tuple(heads.grown(tree, row.size)) if row.size else ()) for row in rows),
        tuple((seq, heads.prove(tree, places[seq])) for seq in numbers),
    )


def _without_bundles(entries: Sequence[kept.Entry]) -> tuple[kept.Entry, ...]:
    """The chain without entries at its end which only say that a bundle was made: the same record, the same bundle."""
    end = len(entries)
    while end and entries[end - 1].action == "bundled":
        end -= 1
    return tuple(entries[:end])


def _sealed(order: int, history: Sequence[Happened]) -> list[str]:
    return [sealed(order, h.event) for h in history if isinstance(h.event, MessagePosted | OutsideMessageFiled)]
