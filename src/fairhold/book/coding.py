"""How facts and events are written in the book: bodies as JSON, stages and states as numbers that never change."""

from collections.abc import Callable
from typing import Any, Final

import msgspec

from fairhold.trade.order import Stage
from fairhold.trade.stream import Event
from fairhold.trade.supplier import Supplier
from fairhold.trade.table import EVENT_TYPES
from fairhold.trade.who import Role, Who

STAGES: Final[dict[Stage, int]] = {
    Stage.NONE: 0,
    Stage.DRAFT: 1,
    Stage.PROPOSED: 2,
    Stage.AGREED: 3,
    Stage.IN_PRODUCTION: 4,
    Stage.READY: 5,
    Stage.AWAITING_BALANCE: 6,
    Stage.READY_TO_SHIP: 7,
    Stage.SHIPPED: 8,
    Stage.DELIVERED: 9,
    Stage.RECEIVED: 10,
    Stage.COMPLETED: 11,
    Stage.CANCELLED: 12,
    Stage.EXPIRED: 13,
    Stage.CLOSED_REFUNDED: 14,
    Stage.CLOSED_SETTLED: 15,
}
"""The number of a stage in `orders.stage`, derived from the facts at every write."""

STATES: Final[dict[str, int]] = {
    "held": 1,
    "matched": 2,
    "applied": 3,
    "returning": 4,
    "returned": 5,
    "house": 6,
    "debit": 7,
    "review": 8,
    "blocked": 9,
    "converting": 10,
    "unclaimed": 11,
    "swept": 12,
    "misdirected": 13,
    "withdrawn": 14,
}
"""The number of a remittance's state in `remittances.state`."""

IN_SUSPENSE: Final = frozenset({"held", "returning", "review", "blocked", "misdirected"})
"""States in which a remittance's money lies in suspense."""

encode: Final[Callable[[Any], bytes]] = msgspec.json.Encoder().encode
"""Any value of the core as canonical JSON: keys in declared order, no white space."""

_EVENT_DECODERS: Final = {kind: msgspec.json.Decoder(event) for kind, event in EVENT_TYPES.items()}
_supplier_decoder: Final = msgspec.json.Decoder(Supplier)


def decode_event(kind: str, body: str) -> Event:
    """The event of a row. Raises KeyError or msgspec.ValidationError for what was never an event."""
    return _EVENT_DECODERS[kind].decode(body)


def encode_profile(supplier: Supplier) -> bytes:
    """A supplier's facts that are no money; version and money have columns of their own."""
    return encode(msgspec.structs.replace(supplier, version=0, purses={}))


def decode_profile(profile: str) -> Supplier:
    """The facts of `encode_profile`."""
    return _supplier_decoder.decode(profile)


def actor(who: Who) -> str:
    """Who did it, as `role:party:person`."""
    return ":".join((who.role, str(who.party), who.person))


def who(text: str) -> Who:
    """Who `role:party:person` means."""
    role, party, person = text.split(":", 2)
    return Who(Role(role), int(party), person)
