"""The models by name, and a supplier's limit as of a day: as it is, and as it would be after more orders."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from fairhold.limit import bounded, rulebook
from fairhold.limit.history import Computed, Model, Past, Standing
from fairhold.trade.policy import LimitModel, Policy
from fairhold.trade.supplier import Supplier
from fairhold.trade.supplier_events import OrderCounted

MODELS: Final[Mapping[LimitModel, Model]] = {"rulebook": rulebook.compute, "bounded": bounded.compute}
"""Every model that a policy may choose (`limit_model`)."""


def compute(past: Iterable[Past], standing: Standing, day: date, policy: Policy) -> Computed:
    """The limit by the model that the policy chooses, in minor units of the currency of the limit."""
    return MODELS[policy.limit_model](past, standing, day, policy)


def assess(
    supplier: Supplier,
    counted: Iterable[OrderCounted],
    today: date,
    policy: Policy,
    more: Iterable[Past] = (),
    grows: bool = True,
) -> Computed:
    """A supplier's limit as of a day, with `more` orders supposed to have ended too ("three more of 20,000 on time").

    It is never computed for a day before an order that counts, or before the last limit that was computed: an order
    may live by a test clock that is ahead. Unless it `grows`, only collateral may raise it.
    """
    known = [*past(counted, policy), *more]
    day = max([today, *(one.ended for one in known), *filter(None, (supplier.assessed_on,))])
    currency = policy.limit_currency
    standing = Standing(
        tier=supplier.tier,
        points=supplier.points,
        before=supplier.purse(currency).limit,
        collateral=supplier.collateral(currency, day),
        secured_before=supplier.secured,
        grows=grows,
        suspended=supplier.suspended,
    )
    return compute(known, standing, day, policy)


def past(counted: Iterable[OrderCounted], policy: Policy) -> list[Past]:
    """The orders that count in the currency whose limit is computed."""
    return [
        Past(one.order, one.buyer, one.day, one.value, one.failed, one.on_time, one.lost)
        for one in counted
        if one.currency == policy.limit_currency
    ]
