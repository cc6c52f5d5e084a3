"""Bonds of a supplier: taken as security, demanded, paid, given back, and what their expiry does (PP18, 4.7, M39).

A paper is taken, demanded and given back by two persons of treasury (`measures.py`). What a bank pays on a demand is
the supplier's deposit, so it pays awards as any deposit does (M21b); what the platform has advanced comes out of it
first (M22). Nothing is posted before a bank has paid; what bonds are worth in the limit is computed elsewhere.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Final

import msgspec

from fairhold.trade import advance
from fairhold.trade.bond import BONDS_MAX, Bond, BondRules, BondText
from fairhold.trade.bond_events import (
    BondAccepted,
    BondDemanded,
    BondDemandOver,
    BondExpired,
    BondExpiring,
    BondPaid,
    BondReleased,
)
from fairhold.trade.families import Sha256
from fairhold.trade.measures import Doing, Reason, propose
from fairhold.trade.money import EXPONENTS, Money, show
from fairhold.trade.refusal import Refused, refuse
from fairhold.trade.stream import Command, Decision, Event, Rule
from fairhold.trade.supplier import Measure, MeasureKind, Subject, SupplierCommand, rule
from fairhold.trade.supplier_events import (
    AdvanceRecovered,
    ProvisionChanged,
)
from fairhold.trade.who import Role

BondNumber = Annotated[int, msgspec.Meta(ge=1)]


class RecordBond(SupplierCommand, frozen=True, kw_only=True, tag="record_bond"):
    """Treasury has a bank guarantee or standby letter of credit in hand; another person agrees (PP18, I11).

    `document` is the SHA-256 of the paper or of the authenticated message that brought it.
    """

    issuer: BondText
    reference: BondText
    rules: BondRules
    amount: Money
    starts: date
    expires: date
    document: Sha256
    reason: Reason


class DemandBond(SupplierCommand, frozen=True, kw_only=True, tag="demand_bond"):
    """Treasury wants to demand payment under a bond; `reason` is the statement in what respect the supplier is in
    breach (URDG 758 article 15, ISP98). Another person agrees (I11).
    """

    number: BondNumber
    amount: Money
    reason: Reason


class RecordBondPayment(SupplierCommand, frozen=True, kw_only=True, tag="record_bond_payment"):
    """The bank has paid on a demand; `line` is the bank line's key (M39, M22, I8)."""

    number: BondNumber
    amount: Money
    line: BondText


class CloseBondDemand(SupplierCommand, frozen=True, kw_only=True, tag="close_bond_demand"):
    """What was demanded and not paid is demanded no more: the bank refused it, or the supplier has paid."""

    number: BondNumber
    reason: Reason


class ReleaseBond(SupplierCommand, frozen=True, kw_only=True, tag="release_bond"):
    """Treasury wants to give a bond back before its expiry; another person agrees (I11)."""

    number: BondNumber
    reason: Reason


class TendBonds(SupplierCommand, frozen=True, kw_only=True, tag="tend_bonds"):
    """Time passes: bonds expire, and a reminder comes before they do."""


def security(s: Subject, currency: str, without: int = 0) -> int:
    """What secures a supplier's debts in a currency today: the deposit and its bonds, but for one of them."""
    bonds = (one.worth(s.day) for one in s.supplier.bonds if one.currency == currency and one.number != without)
    return s.supplier.purse(currency).deposit + sum(bonds)


def is_due(bond: Bond, day: date, reminder_days: int) -> bool:
    """Whether a bond has expired by a day without being said so, or is to be reminded of."""
    if bond.expired:
        return False
    return day > bond.expires or (not bond.reminded and day >= bond.expires - timedelta(days=reminder_days))


def _found(number: int, s: Subject) -> Bond | Refused:
    found = next((one for one in s.supplier.bonds if one.number == number), None)
    return found or refuse("bond_unknown", f"There is no bond {number} in hand.", "PP18", pointer="/number")


def _record_bond(c: RecordBond, s: Subject) -> Decision:
    bond = Bond(
        number=0,
        issuer=c.issuer,
        reference=c.reference,
        rules=c.rules,
        currency=c.amount.currency,
        amount=c.amount.minor,
        starts=c.starts,
        expires=c.expires,
        document=c.document,
    )
    return propose(Measure("record_bond", bond.currency, bond.amount, c.reason, bond=bond), _RECORD, s)


def _record_wrong(measure: Measure, s: Subject) -> Refused | None:
    bond = measure.bond
    assert bond is not None, "a bond is recorded"
    if bond.currency not in s.policy.underpay_tolerance_minor:
        return refuse("currency_not_accepted", f"No rail takes {bond.currency}.", "S44", pointer="/amount/currency")
    if not 0 < bond.amount <= s.policy.amount_max * 10 ** EXPONENTS[bond.currency]:
        detail = (
            f"It is above 0 and at most {show(s.policy.amount_max * 10 ** EXPONENTS[bond.currency], bond.currency)}."
        )
        return refuse("bond_wrong", detail, "PP18", pointer="/amount")
    if not bond.starts <= s.day <= bond.expires:
        return refuse("bond_wrong", f"It cannot be demanded on {s.day}.", "PP18", pointer="/expires")
    if any(one.document == bond.document for one in s.supplier.bonds):
        return refuse("bond_wrong", "This paper is in hand already.", "PP18", pointer="/document")
    if len(s.supplier.bonds) >= BONDS_MAX:
        return refuse("bond_wrong", f"{BONDS_MAX} bonds are in hand already.", "PP18")
    return None


def _recorded(measure: Measure, s: Subject) -> tuple[Event, ...]:
    assert measure.bond is not None, "a bond is recorded"
    bond = msgspec.structs.replace(measure.bond, number=s.supplier.bonds_made + 1)
    return (BondAccepted(bond=bond, day=s.day),)


def _demand_bond(c: DemandBond, s: Subject) -> Decision:
    return propose(Measure("demand_bond", c.amount.currency, c.amount.minor, c.reason, c.number), _DEMAND, s)


def _demand_wrong(measure: Measure, s: Subject) -> Refused | None:
    bond = _found(measure.count, s)
    if isinstance(bond, Refused):
        return bond
    left = bond.worth(s.day) - bond.open_demand
    if measure.currency != bond.currency or not 0 < measure.amount <= left:
        detail = f"{show(max(0, left), bond.currency)} of it may be demanded on {s.day}."
        return refuse("bond_wrong", detail, "PP18", pointer="/amount")
    return None


def _demanded(measure: Measure, s: Subject) -> tuple[Event, ...]:
    return (
        BondDemanded(
            number=measure.count,
            currency=measure.currency,
            amount=measure.amount,
            statement=measure.reason,
            day=s.day,
        ),
    )


def _record_bond_payment(c: RecordBondPayment, s: Subject) -> Decision:
    bond = _found(c.number, s)
    if isinstance(bond, Refused):
        return bond
    if c.amount.currency != bond.currency or not 0 < c.amount.minor <= bond.open_demand:
        detail = f"{show(bond.open_demand, bond.currency)} was demanded and is not paid."
        return refuse("bond_wrong", detail, "PP18", pointer="/amount")
    paid = BondPaid(number=c.number, currency=bond.currency, amount=c.amount.minor, line=c.line, day=s.day)
    return (paid, *_recovered(bond.currency, c.amount.minor, c.line, s))


def _recovered(currency: str, paid: int, line: str, s: Subject) -> tuple[Event, ...]:
    """What the platform has advanced comes out of what the bank paid, before that is a deposit (M22, M24)."""
    purse = s.supplier.purse(currency)
    amount = min(paid, purse.drawn)
    if not amount:
        return ()
    back = AdvanceRecovered(currency=currency, amount=amount, source="deposit", order=0, reference=line, day=s.day)
    after = msgspec.structs.replace(purse, drawn=purse.drawn - amount)
    change = advance.provision_gap(after, s.supplier.provision(currency), s.policy)
    return (back, ProvisionChanged(currency=currency, amount=change, day=s.day)) if change else (back,)


def _close_bond_demand(c: CloseBondDemand, s: Subject) -> Decision:
    bond = _found(c.number, s)
    if isinstance(bond, Refused):
        return bond
    if not bond.open_demand:
        return refuse("already_so", "Nothing is demanded under it.", "PP18")
    return (
        BondDemandOver(number=c.number, currency=bond.currency, amount=bond.open_demand, reason=c.reason, day=s.day),
    )


def _release_bond(c: ReleaseBond, s: Subject) -> Decision:
    return propose(Measure("release_bond", "", 0, c.reason, c.number), _RELEASE, s)


def _release_wrong(measure: Measure, s: Subject) -> Refused | None:
    bond = _found(measure.count, s)
    if isinstance(bond, Refused):
        return bond
    purse = s.supplier.purse(bond.currency)
    used = purse.exposed + purse.receivable
    if bond.open_demand or (not bond.expired and security(s, bond.currency, bond.number) < used):
        detail = (
            f"It secures {show(used, bond.currency)}; {show(bond.open_demand, bond.currency)} is demanded under it."
        )
        return refuse("bond_in_use", detail, "PP18")
    return None


def _released(measure: Measure, s: Subject) -> tuple[Event, ...]:
    return (BondReleased(number=measure.count, reason=measure.reason, day=s.day),)


def _tend_bonds(c: TendBonds, s: Subject) -> Decision:
    due = [one for one in s.supplier.bonds if is_due(one, s.day, s.policy.bond_reminder_days)]
    if not due:
        return refuse("already_so", "No bond expires.", "PP18")
    return tuple(
        BondExpired(number=one.number, day=s.day)
        if s.day > one.expires
        else BondExpiring(number=one.number, expires=one.expires, day=s.day)
        for one in due
    )


_TREASURY = {Role.TREASURY}
_RECORD: Final = Doing(frozenset(_TREASURY), _record_wrong, _recorded)
_DEMAND: Final = Doing(frozenset(_TREASURY), _demand_wrong, _demanded)
_RELEASE: Final = Doing(frozenset(_TREASURY), _release_wrong, _released)
DOINGS: Final[Mapping[MeasureKind, Doing]] = {
    "record_bond": _RECORD,
    "demand_bond": _DEMAND,
    "release_bond": _RELEASE,
}
"""What two persons of treasury do with a bank's undertaking."""

RULES: dict[type[Command], Rule] = {
    each.command: each
    for each in (
        rule(RecordBond, "Record a bank guarantee", _TREASURY, _record_bond, "M39"),
        rule(DemandBond, "Demand a bank guarantee", _TREASURY, _demand_bond, "M39"),
        rule(RecordBondPayment, "Record what a bank paid", _TREASURY, _record_bond_payment, "M39"),
        rule(CloseBondDemand, "Close a demand", _TREASURY, _close_bond_demand, "M39"),
        rule(ReleaseBond, "Give a bank guarantee back", _TREASURY, _release_bond, "M39"),
        rule(TendBonds, "Bank guarantees expire", {Role.CLOCK}, _tend_bonds, "L5"),
    )
}
"""The bonds' part of the table of commands on a supplier."""
