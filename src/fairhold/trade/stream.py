"""The shapes every stream shares: command, event, rule, deadline, decision.

A *stream* is one order, one supplier or one remittance with all that ever happened to it. A command asks, `decide`
answers with events or a refusal, `evolve` folds events into facts. Nothing here knows which streams exist.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, ClassVar

import msgspec

from fairhold.trade.refusal import Refused
from fairhold.trade.who import Role


class Command(msgspec.Struct, frozen=True, tag_field="command", forbid_unknown_fields=True, kw_only=True, gc=False):
    """An imperative: what somebody asks for. The tag is its word on the wire and in the CLI."""

    stream: ClassVar[str] = "order"
    begins: ClassVar[bool] = False
    """Whether it begins a stream whose number the product gives, so that nobody names one."""


class Event(msgspec.Struct, frozen=True, tag_field="event", forbid_unknown_fields=True, kw_only=True, gc=False):
    """A fact in the past tense, kept for ever. `stream` says whose history it belongs to."""

    stream: ClassVar[str] = "order"


Decision = tuple[Event, ...] | Refused
"""What `decide` answers: the events that happen, or the refusal that says why nothing does."""


class Deadline(msgspec.Struct, frozen=True, gc=False):
    """A moment at which something happens by itself.

    `day` is the last day of the term and `at` the instant of its 24:00 in the policy zone; both are None while the
    timer is paused. `on_expiry` says what happens if nobody acts. The clock acts on it only when `acts` is true.
    """

    name: str
    day: date | None
    at: datetime | None
    on_expiry: str
    acts: bool = True


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the table: who may ask for a command, at which stages, behind which gates, and what then happens.

    `stages` empty means any stage. A gate is a condition that needs no input, so it also says which actions are open to
    somebody. `moves_money` rows are shut while compliance holds the order (I6). `transitions` cites the rulebook's
    rows.
    """

    command: type[Command]
    title: str
    roles: frozenset[Role]
    stages: frozenset[str] = frozenset()
    gates: tuple[Callable[[Any], Refused | None], ...] = ()
    decide: Callable[[Any, Any], Any]
    moves_money: bool = False
    transitions: tuple[str, ...] = ()
