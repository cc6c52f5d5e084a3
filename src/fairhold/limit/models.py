"""The models by name, and a supplier's limit as of a day: as it is, and as it would be after more orders."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

import msgspec

from fairhold.limit import bounded, rulebook
from fairhold.limit.history import FULL_WEIGHT, Computed, Factor, Model, Past, Standing
from fairhold.trade import ids
from fairhold.trade.days import day_of
from fairhold.trade.link import Link
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
    counted = tuple(counted)
    known = [*past(counted, policy, supplier.links), *more]
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
    found = compute(known, standing, day, policy)
    lighter = filter(None, (_related(known, supplier.links, policy), _unproved(counted, policy)))
    return msgspec.structs.replace(found, factors=(*found.factors, *lighter))


def past(counted: Iterable[OrderCounted], policy: Policy, links: Iterable[Link] = ()) -> list[Past]:
    """The orders that count in the currency whose limit is computed, each with its weight (O50, standards 6.2)."""
    by_buyer = {one.buyer: one for one in links}
    return [
        Past(
            one.order,
            one.buyer,
            one.day,
            one.value,
            one.failed,
            one.on_time,
            one.lost,
            weight(one, by_buyer.get(one.buyer), policy),
        )
        for one in counted
        if one.currency == policy.limit_currency
    ]


def weight(one: OrderCounted, link: Link | None, policy: Policy) -> int:
    """What an order weighs, in basis points: less if its buyer seems related or was new when it ended, or if no carrier
    saw it arrive. An order that failed as a whole is not made lighter for that: it would hide what went wrong. One that
    failed in part is, or failing by a cent would make any order weigh in full.
    """
    if _failed_whole(one, policy):
        return FULL_WEIGHT
    linked = FULL_WEIGHT
    if link is not None and link.state != "cleared":
        suspected = policy.limit_linked_bp if policy.limit_model == "bounded" else 0
        linked = suspected if link.state == "suspected" else 0
    if policy.limit_model != "bounded":
        return linked
    if policy.limit_young_buyer_days:
        known_days = (one.day - day_of(ids.born_at(one.buyer), policy.policy_tz)).days
        linked = linked * max(0, min(known_days, policy.limit_young_buyer_days)) // policy.limit_young_buyer_days
    return min(linked, policy.limit_unscanned_bp) if one.unscanned else linked


def _failed_whole(one: OrderCounted, policy: Policy) -> bool:
    """Whether an order can only lower the limit: `bounded` counts what was kept of it, the rulebook whether the
    supplier lost it.
    """
    return one.lost if policy.limit_model == "rulebook" else one.failed >= one.value


def _unproved(counted: Iterable[OrderCounted], policy: Policy) -> Factor | None:
    """The factor that says how many orders weigh less because no carrier reported their arrival; None if none do."""
    found = sum(
        one.unscanned and not _failed_whole(one, policy) and one.currency == policy.limit_currency for one in counted
    )
    if policy.limit_model != "bounded" or not found:
        return None
    figure = f"{found} at {policy.limit_unscanned_bp / 100:g} % at most"
    return Factor("without a carrier", figure, "Orders that weigh less, for: no carrier reported that they arrived.")


def _related(known: Iterable[Past], links: Iterable[Link], policy: Policy) -> Factor | None:
    """The factor that says how many orders weigh less because their buyers seem related, and why; None if none do."""
    held = {one.buyer: one for one in links if one.state != "cleared"}
    orders = [one for one in known if one.buyer in held]
    if not orders:
        return None
    reasons = sorted({reason for one in orders for reason in held[one.buyer].reasons})
    least, most = min(one.weight_bp for one in orders), max(one.weight_bp for one in orders)
    share = f"{most / 100:g} %" if least == most else f"{least / 100:g} to {most / 100:g} %"
    why = ", ".join(reason.replace("_", " ") for reason in reasons)
    return Factor("related buyers", f"{len(orders)} at {share}", f"Orders that weigh less, for: {why}.")
