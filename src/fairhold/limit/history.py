"""What a limit is computed from, and the answer that names every factor. No formula stands here.

Money is in minor units of one currency, the policy's `limit_currency`.
"""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Literal

import msgspec

from fairhold.trade.policy import Policy

FULL_WEIGHT = 10_000
"""Basis points of an order that counts in full."""


class Past(msgspec.Struct, frozen=True, gc=False):
    """An order that ended, as the limit sees it: one that was completed, or closed with money back.

    `ended` is the day on which its claim window was over or it was closed. `failed` is what the buyer got back by the
    supplier's fault, `lost` says that the supplier lost a dispute over it. `weight_bp` is less than `FULL_WEIGHT` where
    buyer and supplier are related (O50, standards 6.2).
    """

    order: int
    buyer: int
    ended: date
    value: int
    failed: int = 0
    on_time: bool = True
    lost: bool = False
    weight_bp: int = FULL_WEIGHT


class Standing(msgspec.Struct, frozen=True, gc=False):
    """What else a limit depends on. `before` is the limit so far, `collateral` deposit and guarantees in hand."""

    tier: int = 0
    points: int = 0
    before: int = 0
    collateral: int = 0
    suspended: bool = False


class Factor(msgspec.Struct, frozen=True, gc=False):
    """One factor: its name, its figure as it is printed, and what it means."""

    name: str
    figure: str
    meaning: str


Bound = Literal["none", "growth", "cap", "suspended"]


class Computed(msgspec.Struct, frozen=True, gc=False):
    """A limit on a day: `raw` is what the formula gives, `limit` what is left of it under the caps, rounded down.

    `bound` names what held it back. `orders` are the orders behind it that count, the most recent first.
    """

    day: date
    limit: int
    raw: int
    bound: Bound
    factors: tuple[Factor, ...]
    orders: tuple[int, ...]


Model = Callable[[Iterable[Past], Standing, date, Policy], Computed]
"""A model: past orders (those that ended after the day are left out), standing, day, policy."""
