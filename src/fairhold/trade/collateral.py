"""What a supplier puts up as security and how it pays back what the platform advanced (M22, M23, M39, PP18).

Money that leaves the deposit and a debt that is given up take two persons (`measures.py`): one of treasury proposes,
another agrees, and the rule is asked again then. Awards that use the deposit are in `advance.py`; what collateral is
worth in the limit is computed outside this room.
"""

from collections.abc import Mapping
from typing import Annotated, Final, Literal

import msgspec

from fairhold.trade import advance
from fairhold.trade.measures import Doing, Reason, propose
from fairhold.trade.money import EXPONENTS, Money, show
from fairhold.trade.refusal import Refused, refuse
from fairhold.trade.stream import Command, Decision, Event, Rule
from fairhold.trade.supplier import Measure, MeasureKind, Purse, Subject, SupplierCommand, rule
from fairhold.trade.supplier_events import (
    AdvanceRecovered,
    AdvanceWrittenOff,
    DepositReceived,
    DepositReleased,
    DepositToppedUp,
    LimitSuspended,
    ProvisionChanged,
)
from fairhold.trade.who import Role

BankReference = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class RecordDeposit(SupplierCommand, frozen=True, kw_only=True, tag="record_deposit"):
    """Collateral in cash has come to the trust account; `line` is the bank line's key (M39, I8)."""

    amount: Money
    line: BankReference


class TopUpDeposit(SupplierCommand, frozen=True, kw_only=True, tag="top_up_deposit"):
    """The supplier puts part of its balance up as collateral (M39)."""

    amount: Money


class ReleaseDeposit(SupplierCommand, frozen=True, kw_only=True, tag="release_deposit"):
    """Treasury wants to give collateral back to the balance; another person agrees (M39, I11)."""

    amount: Money
    reason: Reason


class RepayAdvance(SupplierCommand, frozen=True, kw_only=True, tag="repay_advance"):
    """The supplier pays back from its balance what the platform paid on its behalf (M22)."""

    amount: Money


class RecordRepayment(SupplierCommand, frozen=True, kw_only=True, tag="record_repayment"):
    """The supplier, or a bank that stood for it, paid an advance back to the guarantee account (M22c)."""

    amount: Money
    source: Literal["payment", "bank_guarantee"] = "payment"
    reference: BankReference


class WriteOffAdvance(SupplierCommand, frozen=True, kw_only=True, tag="write_off_advance"):
    """Treasury wants to give up what the supplier does not pay back; another person agrees (M23, I11)."""

    amount: Money
    reason: Reason


def _amount(given: Money, s: Subject) -> Refused | None:
    """Why nobody could move such an amount, or None."""
    if given.currency not in EXPONENTS:
        return refuse("currency_unknown", f"{given.currency} is no currency.", "M39", pointer="/amount/currency")
    if given.minor == 0:
        return refuse("amount_not_positive", "The amount is zero.", "M39", pointer="/amount/amount")
    largest = s.policy.amount_max * 10 ** EXPONENTS[given.currency]
    if given.minor > largest:
        detail = f"It is above {show(largest, given.currency)}."
        return refuse("amount_too_large", detail, "policy amount_max", pointer="/amount/amount")
    return None


def _above_balance(given: Money, most: int) -> Refused | None:
    if given.minor <= most:
        return None
    detail = f"{show(most, given.currency)} is available."
    return refuse("not_enough_available", detail, "I3", pointer="/amount/amount")


def _above_debt(given: Money, s: Subject) -> Refused | None:
    owed = _purse(given, s).drawn
    if given.minor <= owed:
        return None
    detail = f"{show(owed, given.currency)} was advanced and not paid back."
    return refuse("more_than_owed", detail, "M22", pointer="/amount/amount")


def _purse(given: Money, s: Subject) -> Purse:
    return s.supplier.purse(given.currency)


def _record_deposit(c: RecordDeposit, s: Subject) -> Decision:
    if c.amount.currency not in s.policy.underpay_tolerance_minor:
        return refuse("currency_not_accepted", f"No rail takes {c.amount.currency}.", "S44", pointer="/amount/currency")
    refused = _amount(c.amount, s)
    return refused or (DepositReceived(currency=c.amount.currency, amount=c.amount.minor, line=c.line, day=s.day),)


def _top_up_deposit(c: TopUpDeposit, s: Subject) -> Decision:
    purse = _purse(c.amount, s)
    free = max(0, purse.available - advance.withheld(purse, s.policy))
    refused = _amount(c.amount, s) or _above_balance(c.amount, free)
    return refused or (DepositToppedUp(currency=c.amount.currency, amount=c.amount.minor, day=s.day),)


def _repay_advance(c: RepayAdvance, s: Subject) -> Decision:
    available = _purse(c.amount, s).available
    refused = _amount(c.amount, s) or _above_balance(c.amount, available) or _above_debt(c.amount, s)
    return refused or _recovered(c.amount, "balance", "", s)


def _record_repayment(c: RecordRepayment, s: Subject) -> Decision:
    refused = _amount(c.amount, s) or _above_debt(c.amount, s)
    return refused or _recovered(c.amount, c.source, c.reference, s)


def _recovered(
    amount: Money, source: Literal["balance", "payment", "bank_guarantee"], text: str, s: Subject
) -> Decision:
    back = AdvanceRecovered(
        currency=amount.currency, amount=amount.minor, source=source, order=0, reference=text, day=s.day
    )
    return (back, *_provided(amount.currency, amount.minor, 0, s))


def _provided(currency: str, paid: int, kept: int, s: Subject) -> tuple[Event, ...]:
    """The provision once so much of the advance is paid back or given up, and `kept` more on top (M24)."""
    purse = s.supplier.purse(currency)
    after = msgspec.structs.replace(purse, drawn=purse.drawn - paid)
    change = advance.provision_gap(after, s.supplier.provision(currency), s.policy) + kept
    return (ProvisionChanged(currency=currency, amount=change, day=s.day),) if change else ()


def releasable(purse: Purse) -> int:
    """What of the deposit secures nothing: money of running orders that was released, and debts, are secured first."""
    return max(0, purse.deposit - purse.exposed - purse.receivable)


def _release_deposit(c: ReleaseDeposit, s: Subject) -> Decision:
    return propose(Measure("release_deposit", c.amount.currency, c.amount.minor, c.reason), _RELEASE, s)


def _write_off_advance(c: WriteOffAdvance, s: Subject) -> Decision:
    return propose(Measure("write_off_advance", c.amount.currency, c.amount.minor, c.reason), _WRITE_OFF, s)


def _release_wrong(measure: Measure, s: Subject) -> Refused | None:
    amount = Money(str(measure.amount), measure.currency)
    free = releasable(_purse(amount, s))
    refused = _amount(amount, s)
    if refused is None and amount.minor > free:
        detail = f"{show(free, measure.currency)} of it secures nothing."
        refused = refuse("deposit_in_use", detail, "M39", pointer="/amount/amount")
    return refused


def _released(measure: Measure, s: Subject) -> tuple[Event, ...]:
    return (DepositReleased(currency=measure.currency, amount=measure.amount, reason=measure.reason, day=s.day),)


def _write_off_wrong(measure: Measure, s: Subject) -> Refused | None:
    amount = Money(str(measure.amount), measure.currency)
    return _amount(amount, s) or _above_debt(amount, s)


def _written_off(measure: Measure, s: Subject) -> tuple[Event, ...]:
    currency, amount = measure.currency, measure.amount
    lost = AdvanceWrittenOff(currency=currency, amount=amount, reason=measure.reason, day=s.day)
    provided = _provided(currency, amount, amount, s)
    if s.supplier.suspended:
        return (*provided, lost)
    return (*provided, lost, LimitSuspended(reason="an advance was written off", day=s.day))


_TREASURY = {Role.TREASURY}
_RELEASE: Final = Doing(frozenset(_TREASURY), _release_wrong, _released)
_WRITE_OFF: Final = Doing(frozenset(_TREASURY), _write_off_wrong, _written_off)
DOINGS: Final[Mapping[MeasureKind, Doing]] = {"release_deposit": _RELEASE, "write_off_advance": _WRITE_OFF}
"""What two persons of treasury do to a supplier's money."""

RULES: dict[type[Command], Rule] = {
    each.command: each
    for each in (
        rule(RecordDeposit, "Record a deposit", {Role.TREASURY, Role.CLOCK}, _record_deposit, "M39"),
        rule(TopUpDeposit, "Add to the deposit", {Role.SUPPLIER}, _top_up_deposit, "M39"),
        rule(ReleaseDeposit, "Release a deposit", _TREASURY, _release_deposit, "M39"),
        rule(RepayAdvance, "Pay an advance back", {Role.SUPPLIER}, _repay_advance, "M22"),
        rule(RecordRepayment, "Record a repayment", _TREASURY, _record_repayment, "M22"),
        rule(WriteOffAdvance, "Write an advance off", _TREASURY, _write_off_advance, "M23"),
    )
}
"""The collateral's part of the table of commands on a supplier."""
