"""A dispute as far as it touches the order: it opens, freezes the claimed money, stops the timers, and ends (D01,
D03, D40).

Also the cases that the system opens when nobody acts (T55-T59). Negotiation, evidence, adjudication and appeal are not
here yet: they will join this file, and end through the same events.
"""

from datetime import date
from typing import Annotated, Literal

import msgspec

from fairhold.trade.money import Money
from fairhold.trade.stream import Command, Event

Ground = Literal[
    "late_not_shipped",
    "late_shipped",
    "not_received",
    "pre_ship_quality",
    "colour",
    "size",
    "material",
    "weight",
    "function_appearance",
    "quantity_short",
    "packaging",
    "transit_damage",
    "document_missing_or_false",
    "wrong_goods",
    "customisation",
    "non_payment",
]

DELIVERY: frozenset[str] = frozenset({"late_shipped", "not_received"})
"""Grounds about delivery: the only ones left after shipment under pre-shipment coverage (A6, R4)."""

BEFORE_SHIPMENT: frozenset[str] = frozenset({"late_not_shipped", "pre_ship_quality", "non_payment"})
"""Grounds that exist only before the goods have left (A1)."""


class Dispute(msgspec.Struct, frozen=True, gc=False):
    """The one open dispute of an order. `by` is the claimant's role, `clock` for a case the system opened."""

    by: str
    grounds: tuple[Ground, ...]
    amount: int
    day: date


class OpenDispute(Command, frozen=True, kw_only=True, tag="open_dispute"):
    """Claim money back on one or several grounds (D01); the supplier only for `non_payment`."""

    grounds: Annotated[tuple[Ground, ...], msgspec.Meta(min_length=1, max_length=16)]
    amount: Money
    statement: Annotated[str, msgspec.Meta(min_length=1, max_length=4000)]


class AcceptClaim(Command, frozen=True, kw_only=True, tag="accept_claim"):
    """The respondent agrees to the claim as it stands; it is carried out at once (D03, D29, D37, D38)."""


class WithdrawDispute(Command, frozen=True, kw_only=True, tag="withdraw_dispute"):
    """The claimant takes the dispute back; timers go on with the days they had left (D40, T51, SC14)."""


class DisputeOpened(Event, frozen=True, kw_only=True, tag="dispute.opened"):
    """A dispute or system case is open; order timers stand still from `day` on."""

    by: str
    grounds: tuple[Ground, ...]
    amount: int
    currency: str
    statement: str
    day: date


class DisputeClosed(Event, frozen=True, kw_only=True, tag="dispute.closed"):
    """The dispute is over and why; the timers go on from `day`."""

    outcome: Literal["withdrawn", "accepted", "unanswered", "overtaken"]
    day: date


class ReleasedMoneyHeld(Event, frozen=True, kw_only=True, tag="dispute.released_money_held"):
    """Money already released to the supplier is held for the dispute (M16b)."""

    currency: str
    supplier: int
    available: int
    reserve: int


class ReleasedMoneyFreed(Event, frozen=True, kw_only=True, tag="dispute.released_money_freed"):
    """Money held for a dispute is the supplier's again (M17)."""

    currency: str
    supplier: int
    available: int
    reserve: int


class AwardUncovered(Event, frozen=True, kw_only=True, tag="dispute.award_uncovered", gc=False):
    """So much of an award no money of the order covers; the buyer is still owed it (4.7 waterfall, step 5)."""

    currency: str
    amount: int
