"""The model of the rulebook (4.9, formula P, SC48): a base by tier, a share of recent volume, and a cap on growth."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction

from fairhold.limit import history
from fairhold.limit.history import FULL_WEIGHT, Bound, Computed, Factor, Past, Standing, growth_cap
from fairhold.trade.money import EXPONENTS, show
from fairhold.trade.policy import Policy


def compute(past: Iterable[Past], standing: Standing, day: date, policy: Policy) -> Computed:
    """The limit on a day, in minor units of the currency of the limit."""
    recent = [one for one in past if 0 <= (day - one.ended).days < policy.limit_window_days]
    counted = [one for one in recent if one.weight_bp]
    volume = sum(one.value * one.weight_bp for one in counted if not one.lost) // FULL_WEIGHT
    weight = sum(one.weight_bp for one in counted)
    on_time = Fraction(sum(one.weight_bp for one in counted if one.on_time), weight) if weight else Fraction(0)
    lost = Fraction(sum(one.weight_bp for one in counted if one.lost), weight) if weight else Fraction(0)
    raw, limit, bound = formula(volume, on_time, lost, standing, policy)
    secured = history.secured(standing, policy)
    return Computed(
        day=day,
        limit=limit,
        raw=raw,
        bound=bound,
        factors=_factors(volume, on_time, lost, standing, policy),
        secured=min(limit, secured),
        orders=tuple(one.order for one in sorted(counted, key=lambda one: (one.ended, one.order), reverse=True)),
    )


def formula(
    volume: int, on_time: Fraction, lost: Fraction, standing: Standing, policy: Policy
) -> tuple[int, int, Bound]:
    """Raw figure, limit and what held it back: (base + k x volume x on time x max(0, 1 - 2 x lost)) x (1 - points/48),
    at most the growth cap; then collateral on top, rounded down to the step (SC48, PP18).
    """
    unit = 10 ** EXPONENTS[policy.limit_currency]
    if standing.suspended or standing.points >= policy.limit_suspend_points:
        return 0, 0, "suspended"
    share = Fraction(policy.limit_k_bp, 10_000) * on_time * max(Fraction(0), 1 - 2 * lost)
    fit = 1 - Fraction(standing.points, policy.limit_suspend_points)
    raw = (_base(standing, policy) * unit + share * volume) * fit
    grown = growth_cap(standing, policy.limit_growth_bp, policy.limit_growth_major * unit)
    secured = history.secured(standing, policy)
    step = policy.limit_step_major * unit
    return int(raw) + secured, int(min(raw, grown) + secured) // step * step, "growth" if raw > grown else "none"


def _base(standing: Standing, policy: Policy) -> int:
    return policy.limit_base_by_tier[min(standing.tier, len(policy.limit_base_by_tier) - 1)]


def _factors(volume: int, on_time: Fraction, lost: Fraction, standing: Standing, policy: Policy) -> tuple[Factor, ...]:
    currency = policy.limit_currency
    base = _base(standing, policy) * 10 ** EXPONENTS[currency]
    days = policy.limit_window_days
    return (
        Factor("base", show(base, currency), f"What tier {standing.tier} starts with."),
        Factor("volume", show(volume, currency), f"Orders that ended well in the last {days} days, related ones less."),
        Factor("share of volume", f"{Decimal(policy.limit_k_bp) / 10_000}", "How much of that volume counts."),
        Factor("on time", _percent(on_time), "Share of these orders that were shipped on time."),
        Factor("disputes lost", _percent(lost), "Share of them with a dispute that was lost; it counts twice."),
        Factor("points", f"{standing.points} of {policy.limit_suspend_points}", "Penalty points; all of them suspend."),
        Factor("limit before", show(standing.before, currency), "A limit grows by half or by a fixed sum at most."),
    )


def _percent(share: Fraction) -> str:
    return f"{float(share * 100):.1f} %"
