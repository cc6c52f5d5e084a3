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
    buyer and supplier are related, the buyer was new or no carrier
    saw the goods arrive (O50, standards 6.2).
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
    """What else a limit depends on. `before` is the limit so far, of which collateral secured `secured_before`;
    `collateral` is deposit and bonds in hand. Unless it `grows`, only collateral may raise it.
    """

    tier: int = 0
    points: int = 0
    before: int = 0
    collateral: int = 0
    secured_before: int = 0
    grows: bool = True
    suspended: bool = False


def secured(standing: Standing, policy: Policy) -> int:
    """What collateral is worth in the limit: less its haircut, rounded down."""
    return standing.collateral * (10_000 - policy.limit_haircut_bp) // 10_000


def growth_cap(standing: Standing, by_share_bp: int, by_sum: int) -> int:
    """The most that the unsecured part of a limit may become in one go, in minor units: more by a share, or by a sum if
    that is more; no more than it was where it does not grow.
    """
    before = max(0, standing.before - standing.secured_before)
    return before + (max(before * by_share_bp // 10_000, by_sum) if standing.grows else 0)


class Factor(msgspec.Struct, frozen=True, gc=False):
    """One factor: its name, its figure as it is printed, and what it means."""

    name: str
    figure: str
    meaning: str


Bound = Literal["none", "growth", "cap", "suspended"]


class Computed(msgspec.Struct, frozen=True, gc=False):
    """A limit on a day: `raw` is what the formula gives, `limit` what is left under the caps, rounded down.

    Collateral stands for `secured` of it. `bound` names what held it back. `orders` are those behind it that count,
    the most recent first.
    """

    day: date
    limit: int
    raw: int
    bound: Bound
    factors: tuple[Factor, ...]
    orders: tuple[int, ...]
    secured: int = 0


Model = Callable[[Iterable[Past], Standing, date, Policy], Computed]
"""A model: past orders (those that ended after the day are left out), standing, day, policy."""
