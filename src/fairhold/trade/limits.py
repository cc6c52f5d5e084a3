"""How a supplier's limit comes about and what may change it by hand (4.9 L5, O49): commands and their rules.

The figure itself is computed outside this room, from the orders that ended (`limit.order_counted`), and recorded here.
A limit that the operator granted stays until that is withdrawn; reserving, exposing and freeing belong to the orders.
"""

from datetime import date
from typing import Annotated

import msgspec

from fairhold.trade.money import EXPONENTS, Money, show
from fairhold.trade.refusal import Refused, refuse
from fairhold.trade.stream import Command, Decision, Rule
from fairhold.trade.supplier import Subject, SupplierCommand, rule
from fairhold.trade.supplier_events import (
    GrantWithdrawn,
    LimitComputed,
    LimitGranted,
    LimitResumed,
    LimitSuspended,
    PointsChanged,
    TierSet,
)
from fairhold.trade.who import Role

Reason = Annotated[str, msgspec.Meta(min_length=1, max_length=1000)]

TIERS_MAX = 10
"""Tiers that there can be at most."""
POINTS_MAX = 1_000
"""Penalty points that one decision gives or takes at most."""


class GrantLimit(SupplierCommand, frozen=True, kw_only=True, tag="grant_limit"):
    """The operator sets the assurance limit of one currency, with a reason; it stays until withdrawn (S13, L5)."""

    limit: Money
    reason: Reason


class WithdrawGrant(SupplierCommand, frozen=True, kw_only=True, tag="withdraw_grant"):
    """The operator withdraws what it granted: the limit is computed again (L5)."""

    currency: str
    reason: Reason


class RecordLimit(SupplierCommand, frozen=True, kw_only=True, tag="record_limit"):
    """The limit that came out of the supplier's past orders on a day (4.9): `orders` of them counted."""

    limit: Money
    raw: Money
    model: str
    bound: str
    orders: Annotated[int, msgspec.Meta(ge=0)]
    day: date


class SetTier(SupplierCommand, frozen=True, kw_only=True, tag="set_tier"):
    """The operator says which tier the supplier is of, after looking at its papers (4.9, O41)."""

    tier: Annotated[int, msgspec.Meta(ge=0, lt=TIERS_MAX)]
    reason: Reason


class ChangePoints(SupplierCommand, frozen=True, kw_only=True, tag="change_points"):
    """Penalty points given (`by` above 0) or taken back (O49); as many as the policy says leave no limit."""

    by: Annotated[int, msgspec.Meta(ge=-POINTS_MAX, le=POINTS_MAX)]
    reason: Reason


class SuspendLimit(SupplierCommand, frozen=True, kw_only=True, tag="suspend_limit"):
    """No new order may use the limit; running ones keep what they reserved (O49, L5)."""

    reason: Reason


class ResumeLimit(SupplierCommand, frozen=True, kw_only=True, tag="resume_limit"):
    """New orders may use the limit again."""

    reason: Reason


def _grant_limit(c: GrantLimit, s: Subject) -> Decision:
    refused = _wrong_money(c.limit, "/limit", s)
    if refused is not None:
        return refused
    return (LimitGranted(currency=c.limit.currency, limit=c.limit.minor, reason=c.reason, day=s.day),)


def _wrong_money(limit: Money, at: str, s: Subject) -> Refused | None:
    if limit.currency not in s.policy.underpay_tolerance_minor:
        return refuse("currency_not_accepted", f"No rail takes {limit.currency}.", "S44", pointer=f"{at}/currency")
    most = s.policy.amount_max * 10 ** EXPONENTS[limit.currency]
    if limit.minor > most:
        detail = f"The limit is above {show(most, limit.currency)}."
        return refuse("amount_too_large", detail, "policy amount_max", pointer=f"{at}/amount")
    return None


def _withdraw_grant(c: WithdrawGrant, s: Subject) -> Decision:
    if c.currency not in s.supplier.granted:
        detail = f"No limit in {c.currency} was granted."
        return refuse("limit_not_granted", detail, "L5", pointer="/currency", allowed=("grant_limit",))
    return (GrantWithdrawn(currency=c.currency, reason=c.reason, day=s.day),)


def _record_limit(c: RecordLimit, s: Subject) -> Decision:
    refused = _wrong_money(c.limit, "/limit", s)
    if refused is not None:
        return refused
    if c.raw.currency != c.limit.currency:
        return refuse("wrong_currency", f"{c.raw.currency} is not {c.limit.currency}.", "L5", pointer="/raw/currency")
    if c.limit.currency in s.supplier.granted:
        return refuse("limit_granted", "The operator granted this limit.", "L5", allowed=("withdraw_grant",))
    if s.supplier.assessed_on is not None and c.day < s.supplier.assessed_on:
        detail = f"It was computed for {s.supplier.assessed_on} already."
        return refuse("limit_outdated", detail, "L5", pointer="/day")
    return (
        LimitComputed(
            currency=c.limit.currency,
            limit=c.limit.minor,
            raw=c.raw.minor,
            model=c.model,
            bound=c.bound,
            orders=c.orders,
            day=c.day,
        ),
    )


def _set_tier(c: SetTier, s: Subject) -> Decision:
    if c.tier == s.supplier.tier:
        return refuse("already_so", f"The supplier is of tier {c.tier}.", "4.9")
    return (TierSet(tier=c.tier, reason=c.reason, day=s.day),)


def _change_points(c: ChangePoints, s: Subject) -> Decision:
    points = s.supplier.points + c.by
    if c.by == 0 or points < 0:
        detail = f"The supplier has {s.supplier.points} points."
        return refuse("points_wrong", detail, "O49", pointer="/by")
    return (PointsChanged(points=points, by=c.by, reason=c.reason, day=s.day),)


def _suspend_limit(c: SuspendLimit, s: Subject) -> Decision:
    if s.supplier.suspended:
        return refuse("already_so", "The limit is suspended.", "O49", allowed=("resume_limit",))
    return (LimitSuspended(reason=c.reason, day=s.day),)


def _resume_limit(c: ResumeLimit, s: Subject) -> Decision:
    if not s.supplier.suspended:
        return refuse("already_so", "The limit is not suspended.", "O49", allowed=("suspend_limit",))
    return (LimitResumed(reason=c.reason, day=s.day),)


_OPERATOR = {Role.OPERATOR}
_WATCHING = {Role.OPERATOR, Role.COMPLIANCE}

RULES: dict[type[Command], Rule] = {
    each.command: each
    for each in (
        rule(GrantLimit, "Grant a limit", _OPERATOR, _grant_limit, "L5"),
        rule(WithdrawGrant, "Withdraw a granted limit", _OPERATOR, _withdraw_grant, "L5"),
        rule(RecordLimit, "Record a computed limit", {Role.CLOCK}, _record_limit, "L5"),
        rule(SetTier, "Set the tier", _OPERATOR, _set_tier, "L5"),
        rule(ChangePoints, "Give or take points", _WATCHING, _change_points, "O49"),
        rule(SuspendLimit, "Suspend the limit", _WATCHING, _suspend_limit, "O49"),
        rule(ResumeLimit, "Resume the limit", _OPERATOR, _resume_limit, "O49"),
    )
}
"""The limit's part of the table of commands on a supplier."""
