"""How a supplier's limit comes about and what may change it by hand (4.9 L5, O49): commands and their rules.

The figure itself is computed outside this room, from the orders that ended (`limit.order_counted`), and recorded here.
A limit that the operator granted stays until that is withdrawn; reserving, exposing and freeing belong to the orders.
What lets a supplier use more, and points, take two persons (0042); what stops it, one.
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Final

import msgspec

from fairhold.trade.measures import Doing, Reason, propose
from fairhold.trade.money import EXPONENTS, Money, show
from fairhold.trade.refusal import Refused, refuse
from fairhold.trade.stream import Command, Decision, Event, Rule
from fairhold.trade.supplier import Measure, MeasureKind, Subject, SupplierCommand, rule
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

TIERS_MAX = 10
"""Tiers that there can be at most."""
POINTS_MAX = 1_000
"""Penalty points that one decision gives or takes at most."""


class GrantLimit(SupplierCommand, frozen=True, kw_only=True, tag="grant_limit"):
    """The operator wants to set the assurance limit of one currency, with a reason; once another person agrees it stays
    until withdrawn (S13, L5, I11).
    """

    limit: Money
    reason: Reason


class WithdrawGrant(SupplierCommand, frozen=True, kw_only=True, tag="withdraw_grant"):
    """The operator withdraws what it granted: the limit is computed again (L5)."""

    currency: str
    reason: Reason


class RecordLimit(SupplierCommand, frozen=True, kw_only=True, tag="record_limit"):
    """The limit that came out of the supplier's past on a day (4.9): `orders` of its orders counted, and collateral
    `secured` so much of it, in minor units. `grows`, `seen` and `policy_version` are kept to compute it again.
    """

    limit: Money
    raw: Money
    model: str
    bound: str
    orders: Annotated[int, msgspec.Meta(ge=0)]
    day: date
    secured: Annotated[int, msgspec.Meta(ge=0)] = 0
    grows: bool = True
    seen: Annotated[int, msgspec.Meta(ge=0)] = 0
    policy_version: Annotated[int, msgspec.Meta(ge=0)] = 0


class SetTier(SupplierCommand, frozen=True, kw_only=True, tag="set_tier"):
    """The operator wants to say which tier the supplier is of, after looking at its papers; another person agrees (4.9,
    O41, I11).
    """

    tier: Annotated[int, msgspec.Meta(ge=0, lt=TIERS_MAX)]
    reason: Reason


class ChangePoints(SupplierCommand, frozen=True, kw_only=True, tag="change_points"):
    """Penalty points to be given (`by` above 0) or taken back; another person agrees (O49, I11). As many as the policy
    says leave no limit.
    """

    by: Annotated[int, msgspec.Meta(ge=-POINTS_MAX, le=POINTS_MAX)]
    reason: Reason


class SuspendLimit(SupplierCommand, frozen=True, kw_only=True, tag="suspend_limit"):
    """No new order may use the limit, at once; running ones keep what they reserved (O49, L5)."""

    reason: Reason


class ResumeLimit(SupplierCommand, frozen=True, kw_only=True, tag="resume_limit"):
    """New orders may use the limit again, once another person agrees (I11)."""

    reason: Reason


def _grant_limit(c: GrantLimit, s: Subject) -> Decision:
    return propose(Measure("grant_limit", c.limit.currency, c.limit.minor, c.reason), _GRANT, s)


def _grant_wrong(measure: Measure, s: Subject) -> Refused | None:
    return _wrong_money(Money(str(measure.amount), measure.currency), "/limit", s)


def _granted(measure: Measure, s: Subject) -> tuple[Event, ...]:
    return (LimitGranted(currency=measure.currency, limit=measure.amount, reason=measure.reason, day=s.day),)


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
            secured=c.secured,
            grows=c.grows,
            seen=c.seen,
            policy_version=c.policy_version,
        ),
    )


def _set_tier(c: SetTier, s: Subject) -> Decision:
    return propose(Measure("set_tier", "", 0, c.reason, c.tier), _TIER, s)


def _tier_wrong(measure: Measure, s: Subject) -> Refused | None:
    if measure.count == s.supplier.tier:
        return refuse("already_so", f"The supplier is of tier {measure.count}.", "4.9")
    return None


def _tier_set(measure: Measure, s: Subject) -> tuple[Event, ...]:
    return (TierSet(tier=measure.count, reason=measure.reason, day=s.day),)


def _change_points(c: ChangePoints, s: Subject) -> Decision:
    return propose(Measure("change_points", "", 0, c.reason, c.by), _POINTS, s)


def _points_wrong(measure: Measure, s: Subject) -> Refused | None:
    if measure.count == 0 or s.supplier.points + measure.count < 0:
        detail = f"The supplier has {s.supplier.points} points."
        return refuse("points_wrong", detail, "O49", pointer="/by")
    return None


def _points_changed(measure: Measure, s: Subject) -> tuple[Event, ...]:
    points = s.supplier.points + measure.count
    return (PointsChanged(points=points, by=measure.count, reason=measure.reason, day=s.day),)


def _suspend_limit(c: SuspendLimit, s: Subject) -> Decision:
    if s.supplier.suspended:
        return refuse("already_so", "The limit is suspended.", "O49", allowed=("resume_limit",))
    return (LimitSuspended(reason=c.reason, day=s.day),)


def _resume_limit(c: ResumeLimit, s: Subject) -> Decision:
    return propose(Measure("resume_limit", "", 0, c.reason), _RESUME, s)


def _resume_wrong(measure: Measure, s: Subject) -> Refused | None:
    if s.supplier.suspended:
        return None
    return refuse("already_so", "The limit is not suspended.", "O49", allowed=("suspend_limit",))


def _resumed(measure: Measure, s: Subject) -> tuple[Event, ...]:
    return (LimitResumed(reason=measure.reason, day=s.day),)


_OPERATOR = {Role.OPERATOR}
_WATCHING = {Role.OPERATOR, Role.COMPLIANCE}
_SECOND = frozenset(_WATCHING)
_GRANT: Final = Doing(_SECOND, _grant_wrong, _granted)
_TIER: Final = Doing(_SECOND, _tier_wrong, _tier_set)
_POINTS: Final = Doing(_SECOND, _points_wrong, _points_changed)
_RESUME: Final = Doing(_SECOND, _resume_wrong, _resumed)
DOINGS: Final[Mapping[MeasureKind, Doing]] = {
    "grant_limit": _GRANT,
    "set_tier": _TIER,
    "change_points": _POINTS,
    "resume_limit": _RESUME,
}
"""What two persons of the operator's staff do to a supplier's limit."""

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
