"""What a supplier puts up as security and how it pays back what the platform advanced (M22, M23, M39, PP18).

Money that leaves the deposit and a debt that is given up take two persons (`approval.py`): one of treasury proposes,
another agrees, and the rule is asked again then. Awards that use the deposit are in `advance.py`; what collateral is
worth in the limit is computed outside this room.
"""

from typing import Annotated, Literal

import msgspec

from fairhold.trade import advance, approval
from fairhold.trade.approval import Digest, digest_of
from fairhold.trade.money import EXPONENTS, Money, show
from fairhold.trade.refusal import Refused, refuse
from fairhold.trade.stream import Command, Decision, Event, Rule
from fairhold.trade.supplier import Measure, MeasureKind, PendingMeasure, Purse, Subject, SupplierCommand, rule
from fairhold.trade.supplier_events import (
    AdvanceRecovered,
    AdvanceWrittenOff,
    DepositReceived,
    DepositReleased,
    DepositToppedUp,
    LimitSuspended,
    MeasureAgreed,
    MeasureDropped,
    MeasureProposed,
    ProvisionChanged,
)
from fairhold.trade.who import Role

Reason = Annotated[str, msgspec.Meta(min_length=1, max_length=1000)]
BankReference = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]

PENDING_MAX = 20
"""Measures of one supplier that may wait for a second person at the same time."""


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


class AgreeMeasure(SupplierCommand, frozen=True, kw_only=True, tag="agree_measure"):
    """A second person agrees to a measure, named by the hash of its proposal (I11)."""

    digest: Digest


class DropMeasure(SupplierCommand, frozen=True, kw_only=True, tag="drop_measure"):
    """A measure that waits for a second person is off; anybody who may propose it says so."""

    digest: Digest
    reason: Annotated[str, msgspec.Meta(max_length=1000)] = ""


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
    return _propose("release_deposit", c.amount, c.reason, s)


def _write_off_advance(c: WriteOffAdvance, s: Subject) -> Decision:
    return _propose("write_off_advance", c.amount, c.reason, s)


def _propose(kind: MeasureKind, amount: Money, reason: str, s: Subject) -> Decision:
    measure = Measure(kind, amount.currency, amount.minor, reason)
    refused = _wrong(measure, s)
    if refused is not None:
        return refused
    if len(s.supplier.pending) >= PENDING_MAX:
        return refuse("too_many_pending", f"{PENDING_MAX} measures wait already.", "I11", allowed=("agree_measure",))
    digest = digest_of(s.supplier.id, s.supplier.version, measure)
    proposal = approval.propose(digest, s.who, s.now, s.policy.approval_hours)
    if isinstance(proposal, Refused):
        return proposal
    return (MeasureProposed(measure=measure, proposal=proposal),)


def _wrong(measure: Measure, s: Subject) -> Refused | None:
    amount = Money(str(measure.amount), measure.currency)
    refused = _amount(amount, s)
    if refused is not None or measure.kind == "write_off_advance":
        return refused or _above_debt(amount, s)
    free = releasable(_purse(amount, s))
    if amount.minor > free:
        detail = f"{show(free, measure.currency)} of it secures nothing."
        return refuse("deposit_in_use", detail, "M39", pointer="/amount/amount")
    return None


def _pending(digest: str, s: Subject) -> PendingMeasure | None:
    return next((one for one in s.supplier.pending if one.proposal.digest == digest), None)


def _agree_measure(c: AgreeMeasure, s: Subject) -> Decision:
    found = _pending(c.digest, s)
    refused = approval.agree(found.proposal if found else None, c.digest, s.who, s.now)
    if refused is not None:
        return refused
    assert found is not None
    refused = _wrong(found.measure, s)
    if refused is not None:
        return refused
    agreed = MeasureAgreed(digest=c.digest, person=s.who.natural, day=s.day)
    return (agreed, *_carried_out(found.measure, s))


def _carried_out(measure: Measure, s: Subject) -> tuple[Event, ...]:
    currency, amount = measure.currency, measure.amount
    if measure.kind == "release_deposit":
        return (DepositReleased(currency=currency, amount=amount, reason=measure.reason, day=s.day),)
    lost = AdvanceWrittenOff(currency=currency, amount=amount, reason=measure.reason, day=s.day)
    provided = _provided(currency, amount, amount, s)
    if s.supplier.suspended:
        return (*provided, lost)
    return (*provided, lost, LimitSuspended(reason="an advance was written off", day=s.day))


def _drop_measure(c: DropMeasure, s: Subject) -> Decision:
    if _pending(c.digest, s) is None:
        return refuse("nothing_proposed", "No such measure waits for a second person.", "I11", pointer="/digest")
    return (MeasureDropped(digest=c.digest, reason=c.reason),)


_TREASURY = {Role.TREASURY}

RULES: dict[type[Command], Rule] = {
    each.command: each
    for each in (
        rule(RecordDeposit, "Record a deposit", {Role.TREASURY, Role.CLOCK}, _record_deposit, "M39"),
        rule(TopUpDeposit, "Add to the deposit", {Role.SUPPLIER}, _top_up_deposit, "M39"),
        rule(ReleaseDeposit, "Release a deposit", _TREASURY, _release_deposit, "M39"),
        rule(RepayAdvance, "Pay an advance back", {Role.SUPPLIER}, _repay_advance, "M22"),
        rule(RecordRepayment, "Record a repayment", _TREASURY, _record_repayment, "M22"),
        rule(WriteOffAdvance, "Write an advance off", _TREASURY, _write_off_advance, "M23"),
        rule(AgreeMeasure, "Agree to a measure", _TREASURY, _agree_measure, "I11"),
        rule(DropMeasure, "Drop a measure", _TREASURY, _drop_measure, "I11"),
    )
}
"""The collateral's part of the table of commands on a supplier."""
