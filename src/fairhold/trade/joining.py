"""A supplier takes part, stops, says which rails it takes, and what it makes and on which terms (S1, S2, S48)."""

from typing import Annotated

import msgspec

from fairhold.trade.profile import Profile
from fairhold.trade.rail import RAILS_MAX, AcceptedRail
from fairhold.trade.refusal import refuse
from fairhold.trade.spelled import per_cent
from fairhold.trade.stream import Command, Decision, Rule
from fairhold.trade.supplier import Subject, SupplierCommand, rule
from fairhold.trade.supplier_events import AcceptedRailsSet, OptedIn, OptedOut, ProfileSet
from fairhold.trade.who import Role


class OptIn(SupplierCommand, frozen=True, kw_only=True, tag="opt_in"):
    """The supplier takes part in trade assurance (S1)."""


class OptOut(SupplierCommand, frozen=True, kw_only=True, tag="opt_out"):
    """The supplier takes no new orders; running ones go on (S1)."""


class SetAcceptedRails(SupplierCommand, frozen=True, kw_only=True, tag="set_accepted_rails"):
    """The supplier says which rails it takes, and up to which payment by each, in USD (S48)."""

    rails: Annotated[tuple[AcceptedRail, ...], msgspec.Meta(min_length=1, max_length=RAILS_MAX)]


class SetProfile(SupplierCommand, frozen=True, kw_only=True, tag="set_profile"):
    """The supplier says what it makes, what protection costs on top, and which terms it does not accept (S2, S13)."""

    profile: Profile


def _opt_in(c: OptIn, s: Subject) -> Decision:
    if s.supplier.opted_in:
        return refuse("already_so", "The supplier already takes part.", "S1", allowed=("opt_out",))
    if s.party is None or not s.party.verified or s.party.sanctioned:
        return refuse("party_not_verified", "Only a verified company without sanctions may take part.", "T01")
    return (OptedIn(day=s.day),)


def _opt_out(c: OptOut, s: Subject) -> Decision:
    if not s.supplier.opted_in:
        return refuse("already_so", "The supplier does not take part.", "S1", allowed=("opt_in",))
    return (OptedOut(day=s.day),)


def _set_accepted_rails(c: SetAcceptedRails, s: Subject) -> Decision:
    names = [one.rail for one in c.rails]
    for place, one in enumerate(c.rails):
        at = f"/rails/{place}"
        if one.rail not in s.policy.rails:
            there = ", ".join(s.policy.rails)
            return refuse("rail_not_protected", f"{one.rail} is none of {there}.", "S48, S38", pointer=f"{at}/rail")
        if one.rail in names[:place]:
            return refuse("rail_named_twice", f"{one.rail} is named before.", "S48", pointer=f"{at}/rail")
        if one.cap is not None and one.cap.currency != "USD":
            return refuse("wrong_currency", "A cap is in USD.", "S48, A9", pointer=f"{at}/cap/currency")
        if one.cap is not None and not one.cap.minor:
            return refuse("amount_not_positive", "The cap is zero.", "S48", pointer=f"{at}/cap/amount")
    if c.rails == s.supplier.accepted_rails:
        return refuse("already_so", "These are the rails it takes.", "S48")
    return (AcceptedRailsSet(rails=c.rails, day=s.day),)


def _set_profile(c: SetProfile, s: Subject) -> Decision:
    new = msgspec.structs.replace(c.profile, declines=tuple(sorted(set(c.profile.declines))))
    least = new.order_least
    if new.surcharge_bp > s.policy.surcharge_max_bp:
        detail = f"At most {per_cent(s.policy.surcharge_max_bp)} may be asked on top for protection."
        return refuse("surcharge_too_high", detail, "S2", pointer="/profile/surcharge_bp")
    if least is not None and least.currency not in s.policy.underpay_tolerance_minor:
        at = "/profile/order_least/currency"
        return refuse("currency_not_accepted", f"No rail takes {least.currency}.", "S44", pointer=at)
    if new == s.supplier.profile:
        return refuse("already_so", "This is what it says of itself.", "S13")
    return (ProfileSet(profile=new, day=s.day),)


RULES: dict[type[Command], Rule] = {
    row.command: row
    for row in (
        rule(OptIn, "Take part in trade assurance", {Role.SUPPLIER, Role.OPERATOR}, _opt_in, "S1"),
        rule(OptOut, "Stop taking new orders", {Role.SUPPLIER, Role.OPERATOR}, _opt_out, "S1"),
        rule(SetAcceptedRails, "Say which rails are taken", {Role.SUPPLIER, Role.OPERATOR}, _set_accepted_rails, "S48"),
        rule(SetProfile, "Describe goods and terms", {Role.SUPPLIER, Role.OPERATOR}, _set_profile, "S2"),
    )
}
