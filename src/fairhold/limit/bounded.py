"""The bounded model (standards 6.1): what a supplier could gain by vanishing stays within its fees or a reserve.

Collateral counts less a haircut; what is not secured is a margin `g` of the faded volume, bounded by how many
buyers stand behind it, and by lower bounds of quality and punctuality. A good order never lowers it, a failed one never
raises it, age alone never raises it.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Final

import msgspec

from fairhold.limit import history
from fairhold.limit.confidence import lower_bound
from fairhold.limit.history import FULL_WEIGHT, Bound, Computed, Factor, Past, Standing, growth_cap
from fairhold.trade.money import EXPONENTS, show
from fairhold.trade.policy import Policy

AGE_MAX_DAYS: Final = 3_600
"""Orders that are older count nothing: twenty half-lives of the default."""
ONE: Final = Decimal(1)


class Weighed(msgspec.Struct, frozen=True, gc=False):
    """The sums over a history, in major units: faded volume `t`, the part `t_star` that enough buyers stand behind,
    lower bounds of quality and of shipping on time, and the unsecured part `e` of the limit.
    """

    t: Decimal
    t_star: Decimal
    quality: Decimal
    punctuality: Decimal
    e: Decimal


class Aged(msgspec.Struct, frozen=True, gc=False):
    """A past order by its age in days; values in major units, `kept` is the share that was not refunded by fault."""

    age: Decimal
    buyer: int
    value: Decimal
    kept: Decimal = ONE
    on_time: bool = True
    weight: Decimal = ONE


def compute(past: Iterable[Past], standing: Standing, day: date, policy: Policy) -> Computed:
    """The limit on a day, in minor units of the currency of the limit."""
    unit = 10 ** EXPONENTS[policy.limit_currency]
    counted = [one for one in past if 0 <= (day - one.ended).days <= AGE_MAX_DAYS and one.weight_bp]
    sums = weigh([_aged(one, day, unit) for one in counted], policy)
    secured = history.secured(standing, policy)
    unsecured = int(sums.e * unit)
    limit, bound = _held(secured, unsecured, standing, unit, policy)
    return Computed(
        day=day,
        limit=limit,
        raw=secured + unsecured,
        bound=bound,
        factors=_factors(sums, secured, policy),
        orders=tuple(one.order for one in sorted(counted, key=lambda one: (one.ended, one.order), reverse=True)),
        secured=min(limit, secured),
    )


def weigh(history: Iterable[Aged], policy: Policy) -> Weighed:
    """The sums of standards 6.1: d = 2^(-age/half-life) x weight; T = sum d V q; T* = min(T, (sum of the roots of T by
    buyer)^2 / 16); each order counts d x min(1, root of V/5000) for the lower bounds; E = g T* R^2 O.
    """
    volume: dict[int, Decimal] = {}
    trials = good = punctual = Decimal(0)
    for one in history:
        faded = fade(one.age, policy.limit_half_life_days) * one.weight
        volume[one.buyer] = volume.get(one.buyer, Decimal(0)) + faded * one.value * one.kept
        counts = faded * min(ONE, (one.value / policy.limit_full_order_major).sqrt())
        trials += counts
        good += counts * one.kept
        punctual += counts if one.on_time else 0
    t = sum(volume.values(), Decimal(0))
    roots = sum((by_buyer.sqrt() for by_buyer in volume.values()), Decimal(0))
    t_star = min(t, roots * roots / policy.limit_spread_buyers)
    prior = (policy.limit_prior_orders, Decimal(policy.limit_prior_bp) / 10_000)
    quality = lower_bound(good, trials, *prior)
    punctuality = lower_bound(punctual, trials, *prior)
    g = Decimal(g_bp(policy)) / 10_000
    return Weighed(t, t_star, quality, punctuality, g * t_star * quality * quality * punctuality)


def g_bp(policy: Policy) -> int:
    """The share of volume that may be at risk without security, in basis points: what the fee rate bears and what the
    operator keeps a reserve for, at most the dial. Where the service is free and nothing is reserved, nothing.
    """
    borne = policy.service_fee_supplier_bp * policy.limit_g_fee_bp // 10_000
    return min(policy.limit_g_bp, borne + policy.limit_g_reserve_bp)


@lru_cache(2 * AGE_MAX_DAYS)
def fade(age: Decimal, half_life: int) -> Decimal:
    """What is left of an order's weight at an age in days."""
    power: Decimal = Decimal(2) ** (-age / half_life)
    return power


def _aged(one: Past, day: date, unit: int) -> Aged:
    kept = Decimal(one.value - min(one.failed, one.value)) / one.value if one.value else ONE
    weight = Decimal(one.weight_bp) / FULL_WEIGHT
    return Aged(Decimal((day - one.ended).days), one.buyer, Decimal(one.value) / unit, kept, one.on_time, weight)


def _held(secured: int, unsecured: int, standing: Standing, unit: int, policy: Policy) -> tuple[int, Bound]:
    """The limit under the caps, rounded down, and what held it back. Only what is unsecured has to grow slowly."""
    if standing.suspended or standing.points >= policy.limit_suspend_points:
        return 0, "suspended"
    caps = policy.limit_cap_by_tier
    cap = caps[min(standing.tier, len(caps) - 1)] * unit
    grown = secured + growth_cap(standing, policy.limit_growth_bp, policy.limit_bounded_growth_major * unit)
    held = min(secured + unsecured, cap, grown)
    step = policy.limit_bounded_step_major * unit
    bound: Bound = "none" if held == secured + unsecured else "cap" if held == cap else "growth"
    return held // step * step, bound


def _factors(sums: Weighed, secured: int, policy: Policy) -> tuple[Factor, ...]:
    currency = policy.limit_currency
    unit = 10 ** EXPONENTS[currency]
    return (
        Factor("collateral", show(secured, currency), "Deposit and bank guarantees in hand, less the haircut."),
        Factor("volume", show(int(sums.t * unit), currency), "What was delivered and kept, fading with age."),
        Factor(
            "volume that counts", show(int(sums.t_star * unit), currency), "The part that many buyers stand behind."
        ),
        Factor("quality", f"{sums.quality:.3f}", "Lower bound of the share not refunded by fault; it counts twice."),
        Factor("on time", f"{sums.punctuality:.3f}", "Lower bound of the share shipped on time."),
        Factor(
            "margin",
            f"{Decimal(g_bp(policy)) / 100:.2f} %",
            "The share of volume that fees or a reserve can pay for (g).",
        ),
        Factor("unsecured", show(int(sums.e * unit), currency), "Margin x volume x quality twice x on time."),
    )
