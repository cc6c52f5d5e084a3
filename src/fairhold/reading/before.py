"""What to know before a contract is signed: what its supplier does not accept, and its limit (S12-S15).

Nothing here hinders anything: a supplier may still accept, and it is the one to say so.
"""

from typing import Literal

import msgspec

from fairhold.reading.supplier import purse
from fairhold.trade.freezing import freeze
from fairhold.trade.money import Money, show
from fairhold.trade.order import Order, Stage, stage
from fairhold.trade.policy import Policy
from fairhold.trade.profile import DECLINABLE, objections
from fairhold.trade.rail import AcceptedRail
from fairhold.trade.spelled import per_cent
from fairhold.trade.supplier import Supplier

CautionName = Literal["term_not_accepted", "limit_suspended", "above_free_limit"]
AGREEING = frozenset({Stage.DRAFT, Stage.PROPOSED})
"""The stages at which something can still be said in time."""


class ProfileShown(msgspec.Struct, frozen=True, kw_only=True):
    """What a supplier says of itself, and in words what it does not accept. `surcharge` is what it asks on top for a
    protected order, in per cent of the price, None for nothing (S2).
    """

    goods: tuple[str, ...]
    about: str
    surcharge: str | None
    not_accepted: tuple[str, ...]
    rails: tuple[AcceptedRail, ...] | None


class Caution(msgspec.Struct, frozen=True):
    """One thing to know before signing: its name, the contract's field that it is about, and a sentence."""

    name: CautionName
    field: str
    words: str


class FreezeShown(msgspec.Struct, frozen=True, kw_only=True):
    """An offer above the supplier's free limit: what accepting it costs the supplier in days and money (S15)."""

    above: Money
    days: int
    cost: Money
    words: str


class BeforeSigning(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of an order's supplier while the contract is not signed: `free` is what is left of its limit,
    `freeze` what it costs the supplier that the order is above that.
    """

    cautions: tuple[Caution, ...]
    profile: ProfileShown
    free: Money
    freeze: FreezeShown | None


def before_signing(order: Order, supplier: Supplier, policy: Policy) -> BeforeSigning | None:
    """What to know of an order that is still being agreed; None of any other."""
    if stage(order) not in AGREEING:
        return None
    return BeforeSigning(
        cautions=cautions(order, supplier),
        profile=profile_shown(supplier),
        free=purse(supplier, order.currency).limit.free,
        freeze=_freeze(order, supplier, policy),
    )


def _freeze(order: Order, supplier: Supplier, policy: Policy) -> FreezeShown | None:
    costs = freeze(order.terms, supplier.free(order.currency), policy)
    if costs is None:
        return None
    return FreezeShown(
        above=Money(str(costs.above), costs.currency),
        days=costs.days,
        cost=Money(str(costs.cost), costs.currency),
        words=costs.words,
    )


def cautions(order: Order, supplier: Supplier) -> tuple[Caution, ...]:
    """What speaks against an order that is still being agreed; nothing of any other."""
    if stage(order) not in AGREEING:
        return ()
    found = [Caution("term_not_accepted", one.field, one.words) for one in objections(supplier.profile, order.terms)]
    free = supplier.free(order.currency)
    if supplier.suspended:
        found.append(_SUSPENDED)
    elif order.total > free:
        found.append(Caution("above_free_limit", "/total", _above(order, free)))
    return tuple(found)


def profile_shown(supplier: Supplier) -> ProfileShown:
    """What a supplier says of itself, in words where it is terms."""
    profile, least = supplier.profile, supplier.profile.order_least
    terms = [DECLINABLE[name].title for name in profile.declines]
    if least is not None:
        terms.append(f"orders below {show(least.minor, least.currency)}")
    if profile.initial_least_bp:
        terms.append(f"less than {per_cent(profile.initial_least_bp)} of the total paid first")
    if profile.declines_else:
        terms.append(profile.declines_else)
    return ProfileShown(
        goods=profile.goods,
        about=profile.about,
        surcharge=per_cent(profile.surcharge_bp) if profile.surcharge_bp else None,
        not_accepted=tuple(terms),
        rails=supplier.accepted_rails,
    )


_SUSPENDED = Caution(
    "limit_suspended",
    "/supplier",
    "The supplier's limit is suspended: nothing is guaranteed after release, and it gets nothing before delivery.",
)


def _above(order: Order, free: int) -> str:
    """S14, S15: what follows from an order above the free limit."""
    currency = order.currency
    left = f"{show(order.total - free, currency)} of it is above the supplier's free limit of {show(free, currency)}"
    if order.frozen_until_delivery:
        return f"{left}. It has agreed to get nothing before delivery."
    return f"{left}. Many suppliers decline then: it gets nothing before delivery, and has to tick that it agrees."
