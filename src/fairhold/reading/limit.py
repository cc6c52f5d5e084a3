"""How a supplier's limit comes about: every factor, the orders behind it, what would raise it, and what-if.

The figures are computed when they are asked for, from the same records as the limit that is in force.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Final

import msgspec
import psycopg

from fairhold.book import readings
from fairhold.limit.history import FULL_WEIGHT, Bound, Factor, Past
from fairhold.limit.models import assess, weight
from fairhold.reading.supplier import BondShown, LimitShown, bond_shown, is_yours, purse
from fairhold.trade import ids
from fairhold.trade.days import day_of
from fairhold.trade.money import AMOUNT_MAX_MINOR, EXPONENTS, Money, show
from fairhold.trade.policy import Policy
from fairhold.trade.supplier import Supplier
from fairhold.trade.supplier_events import OrderCounted
from fairhold.trade.who import Who

ORDERS_SHOWN_MAX: Final = 100
"""How many of the latest orders behind a limit a reading shows."""
SUPPOSED_MAX: Final = 1_000
"""How many orders a what-if may suppose."""


class Supposed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """So many more orders, each of this value in minor units of the limit's currency, each of another new buyer."""

    orders: Annotated[int, msgspec.Meta(ge=1, le=SUPPOSED_MAX)]
    value: Annotated[int, msgspec.Meta(ge=1, le=AMOUNT_MAX_MINOR)]
    on_time: bool = True
    lost: bool = False


class WhatIf(msgspec.Struct, frozen=True, kw_only=True):
    """A limit as it would be computed today if something more were so; `change` in minor units, below zero if less."""

    supposed: str
    limit: Money
    change: str


class OrderBehind(msgspec.Struct, frozen=True, kw_only=True):
    """An order that counts: its value, what of it failed by the supplier's fault, on time or not, lost or not.

    `weight_bp` is less than 10000 where its buyer seems related to the supplier or was new (O50, standards 6.2).
    """

    order: str
    ended: date
    value: Money
    failed: Money
    on_time: bool
    lost: bool
    weight_bp: int = FULL_WEIGHT


class LimitExplained(msgspec.Struct, frozen=True, kw_only=True):
    """A supplier's limit in force, and what the model gives as of today with every factor.

    `by_hand` says that the operator granted the one in force, so that the computed one does not apply. `bound` says
    what held the computed one below `raw`. `orders` are those behind it, the latest first.
    """

    supplier: str
    day: date
    model: str
    in_force: LimitShown
    by_hand: bool
    suspended: bool
    tier: int
    points: int
    computed: Money
    raw: Money
    bound: Bound
    factors: tuple[Factor, ...]
    orders: tuple[OrderBehind, ...]
    orders_count: int
    raises: tuple[WhatIf, ...]
    bonds: tuple[BondShown, ...]
    what_if: WhatIf | None


def read_limit(
    connection: psycopg.Connection,
    who: Who,
    supplier_id: int,
    now: datetime,
    policy: Policy,
    supposed: Supposed | None = None,
) -> LimitExplained | None:
    """The limit explained to staff and to the supplier itself; None if there is no such supplier or it is another."""
    if not is_yours(who, supplier_id):
        return None
    with readings.snapshot(connection, who):
        known = supplier_id in readings.parties(connection, (supplier_id,))
        supplier = readings.supplier(connection, supplier_id) or Supplier(id=supplier_id)
        counted = readings.counted(connection, supplier_id)
    return explain(supplier, counted, day_of(now, policy.policy_tz), policy, supposed) if known else None


def explain(
    supplier: Supplier, counted: Sequence[OrderCounted], today: date, policy: Policy, supposed: Supposed | None = None
) -> LimitExplained:
    """The limit of facts that were read."""
    found = assess(supplier, counted, today, policy)
    currency = policy.limit_currency

    def suppose(words: str, one: Supposed | None = None, changed: Supplier = supplier) -> WhatIf:
        then = assess(changed, counted, found.day, policy, _more(one, found.day) if one else ())
        return WhatIf(supposed=words, limit=Money(str(then.limit), currency), change=str(then.limit - found.limit))

    behind = {order: place for place, order in enumerate(found.orders)}
    ordered = sorted((one for one in counted if one.order in behind), key=lambda one: behind[one.order])
    typical = sorted(one.value for one in ordered)[len(ordered) // 2] if ordered else _TYPICAL * _unit(currency)
    raises = [suppose("three more such orders, on time, of new buyers", Supposed(3, typical))]
    if supplier.points:
        raises.append(suppose("no penalty points", changed=msgspec.structs.replace(supplier, points=0)))
    if supplier.tier + 1 < len(policy.limit_base_by_tier):
        higher = msgspec.structs.replace(supplier, tier=supplier.tier + 1)
        raises.append(suppose(f"tier {higher.tier}", changed=higher))
    return LimitExplained(
        supplier=ids.to_text(ids.SUPPLIER_PREFIX, supplier.id),
        day=found.day,
        model=policy.limit_model,
        in_force=purse(supplier, currency).limit,
        by_hand=currency in supplier.granted,
        suspended=supplier.suspended,
        tier=supplier.tier,
        points=supplier.points,
        computed=Money(str(found.limit), currency),
        raw=Money(str(max(0, found.raw)), currency),
        bound=found.bound,
        factors=found.factors,
        orders=tuple(_behind(one, weight(one, supplier.link(one.buyer), policy)) for one in ordered[:ORDERS_SHOWN_MAX]),
        orders_count=len(ordered),
        raises=tuple(one for one in raises if int(one.change) > 0),
        bonds=tuple(bond_shown(one) for one in supplier.bonds),
        what_if=suppose(_words(supposed, currency), supposed) if supposed else None,
    )


_TYPICAL: Final = 10_000
"""The value of an order, in major units, that is supposed of a supplier without any."""


def _unit(currency: str) -> int:
    unit: int = 10 ** EXPONENTS[currency]
    return unit


def _more(supposed: Supposed, day: date) -> list[Past]:
    """The supposed orders, ended on the day; their buyers and numbers are nobody's."""
    failed = supposed.value if supposed.lost else 0
    return [
        Past(-number, -number, day, supposed.value, failed, supposed.on_time, supposed.lost)
        for number in range(1, supposed.orders + 1)
    ]


def _words(supposed: Supposed, currency: str) -> str:
    how = ("on time" if supposed.on_time else "late") + (", lost" if supposed.lost else "")
    return f"{supposed.orders} more of {show(supposed.value, currency)}, {how}"


def _behind(one: OrderCounted, weight_bp: int) -> OrderBehind:
    return OrderBehind(
        order=ids.to_text(ids.ORDER_PREFIX, one.order),
        ended=one.day,
        value=Money(str(one.value), one.currency),
        failed=Money(str(one.failed), one.currency),
        on_time=one.on_time,
        lost=one.lost,
        weight_bp=weight_bp,
    )
