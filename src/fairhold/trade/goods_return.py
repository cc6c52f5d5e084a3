"""Goods that go back to the supplier before money goes back to the buyer: the facts, what is asked, what happens
(D24, D30-D36, D47).

Facts only; the rules stand in `returning.py`. Quantities are whole units, one for each line of the contract in its
order; amounts are minor units of the order's currency.
"""

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Literal

import msgspec

from fairhold.trade.families import Sha256, Side
from fairhold.trade.ground import Ground
from fairhold.trade.money import Money
from fairhold.trade.stream import Command, Event

Units = Annotated[tuple[Annotated[int, msgspec.Meta(ge=0, le=1_000_000_000)], ...], msgspec.Meta(max_length=1_000)]
"""How many units of each line."""
Name = Annotated[str, msgspec.Meta(min_length=2, max_length=200)]
Reason = Annotated[str, msgspec.Meta(min_length=1, max_length=4000)]
How = Literal["confirmed", "silence", "waived", "no_address", "not_sent", "decided", "reviewed_by_time"]
"""How a return ends: the supplier has the goods back, or said nothing in time, did without them or named no address;
the buyer sent nothing in time; an adjudicator decided what came back, or did not do so in time.
"""


class GoodsReturn(msgspec.Struct, frozen=True, gc=False):
    """A return that was agreed or ruled. `refund` is due when all `units` are back; of it `regardless` is due whatever
    comes back, the rest by the units' `prices`. `goes_on`: the sides agreed what happens next, so the order does not
    end with it.

    `sent` are the units that the buyer says it sent, `freight` what it paid for that.
    """

    outcome: Literal["settled", "ruled"]
    refund: int
    regardless: int
    units: tuple[int, ...]
    prices: tuple[int, ...]
    freight_by: Side
    goes_on: bool
    grounds: tuple[Ground, ...]
    begun_on: date
    address: str = ""
    address_on: date | None = None
    sent: tuple[int, ...] = ()
    sent_on: date | None = None
    freight: int = 0
    carrier: str = ""
    tracking: str = ""
    delivered_on: date | None = None
    told_on: date | None = None
    contested_on: date | None = None


# ---------------------------------------------------------------------------------------------------------- commands


class NameReturnAddress(Command, frozen=True, kw_only=True, tag="name_return_address"):
    """The supplier says where the goods go back to (D31); without an address the money goes back without them (D47)."""

    address: Annotated[str, msgspec.Meta(min_length=10, max_length=500)]


class ShipReturn(Command, frozen=True, kw_only=True, tag="ship_return"):
    """The buyer sends the goods back to the address that was named (D32): by whom, under which number, how many of each
    line, and what the way back cost.
    """

    carrier: Name
    tracking: Annotated[str, msgspec.Meta(min_length=5, max_length=35)]
    units: Units
    freight: Money | None = None


class RecordReturnDelivery(Command, frozen=True, kw_only=True, tag="record_return_delivery"):
    """The goods are back at the supplier's address; the buyer and the carrier name their proof."""

    delivered_on: date
    proof: Annotated[str, msgspec.Meta(max_length=300)] = ""


class ConfirmReturn(Command, frozen=True, kw_only=True, tag="confirm_return"):
    """The supplier has the goods back as they were sent; the money goes back (D34)."""


class WaiveReturn(Command, frozen=True, kw_only=True, tag="waive_return"):
    """The supplier does without the goods; the money goes back without them (R27)."""


class ContestReturn(Command, frozen=True, kw_only=True, tag="contest_return"):
    """What came back is not what was sent, or is damaged, or nothing came (D35); the evidence by its SHA-256."""

    reason: Reason
    evidence: Annotated[tuple[Sha256, ...], msgspec.Meta(min_length=1, max_length=50)]


class DecideReturn(Command, frozen=True, kw_only=True, tag="decide_return"):
    """How many units of each line count as given back (D35, R11); only for those is the refund due."""

    units: Units
    reason: Reason


# ------------------------------------------------------------------------------------------------------------ events


class ReturnBegun(Event, frozen=True, kw_only=True, tag="return.begun"):
    """Goods go back before money does (D24, D27, D30): the terms of it. `prices`: of one unit of each line, in minor
    units.
    """

    outcome: Literal["settled", "ruled"]
    currency: str
    refund: int
    regardless: int
    units: tuple[int, ...]
    prices: tuple[int, ...]
    freight_by: Side
    goes_on: bool
    grounds: tuple[Ground, ...]
    day: date


class ReturnAddressNamed(Event, frozen=True, kw_only=True, tag="return.address_named"):
    """Where the goods go back to (D31)."""

    address: str
    person: str
    day: date


class ReturnShipped(Event, frozen=True, kw_only=True, tag="return.shipped"):
    """The goods are on their way back (D32)."""

    carrier: str
    tracking: str
    units: tuple[int, ...]
    freight: int
    currency: str
    person: str
    day: date


class ReturnDelivered(Event, frozen=True, kw_only=True, tag="return.delivered"):
    """The goods reached the supplier's address; `proof` names the paper or feed."""

    by: str
    delivered_on: date
    proof: str
    day: date


class ReturnContested(Event, frozen=True, kw_only=True, tag="return.contested"):
    """The supplier says that the goods did not come back as they should (D35)."""

    reason: str
    evidence: tuple[str, ...]
    person: str
    day: date


class ReturnDecided(Event, frozen=True, kw_only=True, tag="return.decided"):
    """What counts as given back, and why (D35)."""

    units: tuple[int, ...]
    reason: str
    person: str
    day: date


class ReturnEnded(Event, frozen=True, kw_only=True, tag="return.ended"):
    """The return is over (D33, D34, D36, D47): how, which units count as back, and what is due for them: `refund`, and
    of the freight so much as the supplier bears.
    """

    how: How
    currency: str
    units: tuple[int, ...]
    refund: int
    freight: int
    day: date


# -------------------------------------------------------------------------------------------------------------- fold

_put = msgspec.structs.replace


def begun(e: ReturnBegun) -> GoodsReturn:
    """The return as it begins."""
    return GoodsReturn(
        outcome=e.outcome,
        refund=e.refund,
        regardless=e.regardless,
        units=e.units,
        prices=e.prices,
        freight_by=e.freight_by,
        goes_on=e.goes_on,
        grounds=e.grounds,
        begun_on=e.day,
    )


def fold(back: GoodsReturn, event: Event) -> GoodsReturn:
    """The return after an event about it."""
    return RETURN_FOLD[type(event)](back, event)


RETURN_FOLD: dict[type[Event], Callable[[GoodsReturn, Any], GoodsReturn]] = {
    ReturnAddressNamed: lambda r, e: _put(r, address=e.address, address_on=e.day),
    ReturnShipped: lambda r, e: _put(
        r, sent=e.units, sent_on=e.day, freight=e.freight, carrier=e.carrier, tracking=e.tracking
    ),
    ReturnDelivered: lambda r, e: _put(r, delivered_on=e.delivered_on, told_on=e.day),
    ReturnContested: lambda r, e: _put(r, contested_on=e.day),
    ReturnDecided: lambda r, e: r,
}
