"""The versions of an order's contract: who made each, who signed it when, and what differs from the one before (PP11).

A version is never changed; what changes is how it stands: a draft, offered, waiting for the second signature, in force,
replaced by a later one, or dropped. One that was only ever a draft is its author's alone (T01).
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

import msgspec
import psycopg

from fairhold.book import readings
from fairhold.book.readings import Happened
from fairhold.reading.order import is_yours
from fairhold.trade.difference import Difference, differences
from fairhold.trade.order_events import (
    AmendmentDropped,
    AmendmentProposed,
    ContractAmended,
    DraftCreated,
    DraftEdited,
    OrderAccepted,
    OrderCountered,
    OrderProposed,
    ProposalWithdrawn,
)
from fairhold.trade.terms import Contract
from fairhold.trade.thread import TermPromoted
from fairhold.trade.who import PARTIES, Who

State = Literal["draft", "offered", "waiting", "in_force", "replaced", "dropped"]


class Signature(msgspec.Struct, frozen=True):
    """Which side signed the fingerprint, and when."""

    side: str
    at: datetime


class Version(msgspec.Struct, frozen=True, kw_only=True):
    """One version. `number` is that of the contract, or None for an amendment that never came into force.

    `changes` say what differs from the version that stood when it was made. `from_message` names the message of the
    thread that it was made from, if it was (PP2).
    """

    number: int | None
    state: State
    made_by: str
    made_at: datetime
    fingerprint: str
    signatures: tuple[Signature, ...]
    was_offered: bool
    from_message: int | None
    changes: tuple[Difference, ...]
    contract: Contract


class Versions(msgspec.Struct, frozen=True):
    """Every version of a contract that the reader may see, the oldest first."""

    data: tuple[Version, ...]


def read_versions(connection: psycopg.Connection, who: Who, order_id: int, now: datetime) -> Versions | None:
    """The versions of an order's contract; None if there is no such order or it is not the reader's."""
    with readings.snapshot(connection, who):
        found = readings.orders(connection, (order_id,), now).get(order_id)
    if found is None or not is_yours(found.facts, who):
        return None
    return Versions(versions(found.history, who))


def versions(history: tuple[Happened, ...], who: Who) -> tuple[Version, ...]:
    """The versions that a history brought, as the reader may see them."""
    found = _Versions()
    for happened in history:
        found.take(happened)
    shown = [made for made in found.made if _is_shown(made, who)]
    return tuple(_with_changes(shown))


def _is_shown(made: Version, who: Who) -> bool:
    return who.role not in PARTIES or made.was_offered or made.made_by == str(who.role)


def _with_changes(shown: list[Version]) -> Iterable[Version]:
    """Each with its differences from the one that stood before it; amendments that never came to be stand beside."""
    before: Contract | None = None
    for made in shown:
        told = () if before is None else differences(before, made.contract)
        yield msgspec.structs.replace(made, changes=told)
        if made.number is not None:
            before = made.contract


class _Versions:
    """The versions so far while a history is read: `current` is the place of the one that stands."""

    def __init__(self) -> None:
        self.made: list[Version] = []
        self.current = -1
        self.pending: int | None = None
        self.message: int | None = None

    def take(self, happened: Happened) -> None:
        """One more event."""
        event, at = happened.event, happened.at
        if isinstance(event, TermPromoted):
            self.message = event.number
        elif isinstance(event, DraftCreated):
            self._stands(self._add(event.author, at, event.contract, event.fingerprint), "draft")
        elif isinstance(event, DraftEdited):
            self._stands(self._add(self.made[self.current].made_by, at, event.contract, event.fingerprint), "draft")
        elif isinstance(event, OrderProposed):
            self._sign(self.current, event.by, at, "offered")
        elif isinstance(event, ProposalWithdrawn):
            self._put(self.current, state="draft", signatures=())
        elif isinstance(event, OrderCountered):
            self._stands(self._add(event.by, at, event.contract, event.fingerprint), "offered")
            self._sign(self.current, event.by, at, "offered")
        elif isinstance(event, OrderAccepted):
            self._sign(self.current, event.by, at, "in_force")
        elif isinstance(event, AmendmentProposed):
            self.pending = self._add(event.by, at, event.contract, event.fingerprint)
            self._sign(self.pending, event.by, at, "waiting")
        elif isinstance(event, AmendmentDropped):
            self._drop()
        elif isinstance(event, ContractAmended):
            self._amended(event, at)

    def _amended(self, event: ContractAmended, at: datetime) -> None:
        place = self.pending
        if place is None or self.made[place].fingerprint != event.fingerprint:
            self._drop()
            place = self._add(event.by, at, event.contract, event.fingerprint)
        self.pending = None
        self._stands(place, "in_force")
        self._sign(place, event.by, at, "in_force")

    def _add(self, by: str, at: datetime, contract: Contract, fingerprint: str) -> int:
        self.made.append(
            Version(
                number=None,
                state="waiting",
                made_by=by,
                made_at=at,
                fingerprint=fingerprint,
                signatures=(),
                was_offered=False,
                from_message=self.message,
                changes=(),
                contract=contract,
            )
        )
        self.message = None
        return len(self.made) - 1

    def _stands(self, place: int, state: State) -> None:
        number = 1
        if self.current >= 0:
            number += self.made[self.current].number or 0
            self._put(self.current, state="replaced")
        self._put(place, state=state, number=number)
        self.current = place

    def _sign(self, place: int, side: str, at: datetime, state: State) -> None:
        signatures = (*self.made[place].signatures, Signature(side, at))
        self._put(place, signatures=signatures, state=state, was_offered=True)

    def _drop(self) -> None:
        if self.pending is not None:
            self._put(self.pending, state="dropped")
            self.pending = None

    def _put(self, place: int, **changed: object) -> None:
        self.made[place] = msgspec.structs.replace(self.made[place], **changed)
