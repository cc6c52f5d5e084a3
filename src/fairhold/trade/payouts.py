"""Payouts: where a supplier's money goes, how that changes, and each payout to its end (M15, PP8, SC46).

A payout account is what fraud is after. So a change needs a person who has just given the password, the name of the
account is compared with the company's, its bank may be asked whose it is, a second natural person agrees
(`approval.py`), and then payouts wait until the new account has cooled. Until somebody agrees they go to the old one.
The facts and events are the supplier's.
"""

from datetime import timedelta
from typing import Annotated

import msgspec

from fairhold.trade import advance, approval
from fairhold.trade.account_name import by_bank, compare
from fairhold.trade.approval import Digest, digest_of
from fairhold.trade.money import EXPONENTS, Money, show
from fairhold.trade.refusal import Refused, refuse
from fairhold.trade.stream import Command, Decision, Rule
from fairhold.trade.supplier import Likeness, Payout, PayoutAccount, Subject, SupplierCommand, rule
from fairhold.trade.supplier_events import (
    PayeeVerified,
    PayoutAccountAgreed,
    PayoutAccountChecked,
    PayoutAccountDropped,
    PayoutAccountProposed,
    PayoutAccountSet,
    PayoutBounced,
    PayoutRequested,
    PayoutReturned,
    PayoutSettled,
)
from fairhold.trade.who import Role


class SetPayoutAccount(SupplierCommand, frozen=True, kw_only=True, tag="set_payout_account"):
    """The supplier names the account that payouts go to. The first waits until it has cooled; any other one, and one
    in another name, waits for a second person too (PP8, SC46).
    """

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=140)]
    account: Annotated[str, msgspec.Meta(pattern=r"^[A-Z0-9]{4,34}$")]
    bank: Annotated[str, msgspec.Meta(pattern=r"^([A-Z0-9]{8}|[A-Z0-9]{11})?$")] = ""


class RequestPayout(SupplierCommand, frozen=True, kw_only=True, tag="request_payout"):
    """The supplier withdraws money that is available (M15a)."""

    amount: Money


class SettlePayout(SupplierCommand, frozen=True, kw_only=True, tag="settle_payout"):
    """The bank confirms a payout (M15b); `line` is the bank line's key."""

    number: int
    line: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class BouncePayout(SupplierCommand, frozen=True, kw_only=True, tag="bounce_payout"):
    """The bank refuses a payout or sends it back; the money is available again (M15).

    `line` and `amount` are the bank line that brings back a payout which the bank had already paid.
    """

    number: int
    line: Annotated[str, msgspec.Meta(max_length=200)] = ""
    amount: Money | None = None
    reason: Annotated[str, msgspec.Meta(max_length=200)] = ""


class AgreePayoutAccount(SupplierCommand, frozen=True, kw_only=True, tag="agree_payout_account"):
    """A second person agrees to the new payout account, named by the hash of the proposal (PP8, I11).

    Treasury alone agrees to an account in another name, and says why.
    """

    digest: Digest
    reason: Annotated[str, msgspec.Meta(max_length=1000)] = ""


class VerifyPayee(SupplierCommand, frozen=True, kw_only=True, tag="verify_payee"):
    """A bank says whether the new payout account is in the name that was given, and perhaps in whose name it is (PP8).

    Any service that verifies payees may answer: it reads `payout.account_proposed` in the feed and asks for this.
    """

    digest: Digest
    outcome: Likeness
    holder: Annotated[str, msgspec.Meta(max_length=140)] = ""


class DropPayoutAccount(SupplierCommand, frozen=True, kw_only=True, tag="drop_payout_account"):
    """The change of the payout account is off: any person of the supplier and treasury may say so, at once."""

    reason: Annotated[str, msgspec.Meta(max_length=1000)] = ""


def _set_payout_account(c: SetPayoutAccount, s: Subject) -> Decision:
    account = PayoutAccount(c.name, c.account, c.bank, s.now)
    names = compare(c.name, s.party.name if s.party is not None else "")
    current = s.supplier.account
    if current is not None and (current.name, current.account, current.bank) == (c.name, c.account, c.bank):
        return refuse("already_so", "Payouts go there already.", "PP8")
    if current is None and names.outcome != "differs" and s.policy.payee_verification == "none":
        return PayoutAccountChecked(names=names), PayoutAccountSet(account=account)
    fault = _step_up(s) if current is not None else None
    if fault is not None:
        return fault
    digest = digest_of(s.supplier.id, s.supplier.version, account)
    proposal = approval.propose(digest, s.who, s.now, s.policy.approval_hours)
    if isinstance(proposal, Refused):
        return proposal
    return (PayoutAccountProposed(account=account, names=names, proposal=proposal),)


def _step_up(s: Subject) -> Refused | None:
    """A change wants a person that gave the password a moment ago: a stolen session or a key is not enough."""
    fault = approval.needs_person(s.who)
    if fault is not None:
        return fault
    proved, most = s.who.proved_minutes, s.policy.step_up_minutes
    if proved is None or proved >= most:
        return refuse("step_up_needed", f"Give the password again: the last time is over {most} minutes ago.", "PP8")
    return None


def _agree_payout_account(c: AgreePayoutAccount, s: Subject) -> Decision:
    change = s.supplier.account_change
    fault = approval.agree(change.proposal if change else None, c.digest, s.who, s.now) or _step_up(s)
    if fault is not None:
        return fault
    assert change is not None
    if s.policy.payee_verification == "bank" and change.names.method != "bank":
        detail = "The account's bank has not said whose it is."
        return refuse("payee_not_verified", detail, "PP8", allowed=("verify_payee",))
    if change.names.outcome == "differs":
        if s.who.role != Role.TREASURY:
            return refuse("account_name_differs", "The account is in another name: treasury decides.", "PP8")
        if not c.reason.strip():
            return refuse("account_name_differs", "Say why the other name is right.", "PP8", pointer="/reason")
    account = msgspec.structs.replace(change.account, since=s.now)
    return (PayoutAccountAgreed(account=account, person=s.who.natural, reason=c.reason),)


def _verify_payee(c: VerifyPayee, s: Subject) -> Decision:
    change = s.supplier.account_change
    fault = approval.waits(change.proposal if change else None, c.digest, s.now)
    if fault is not None:
        return fault
    assert change is not None
    names = by_bank(c.outcome, c.holder.strip(), change.account.name, change.names.known)
    if names == change.names:
        return refuse("already_so", "That is what the bank said before.", "PP8")
    return (PayeeVerified(names=names),)


def _drop_payout_account(c: DropPayoutAccount, s: Subject) -> Decision:
    if s.supplier.account_change is None:
        return refuse("nothing_proposed", "No change of the payout account waits.", "PP8")
    return (PayoutAccountDropped(reason=c.reason),)


def check_account(s: Subject) -> PayoutAccount | Refused:
    """The account that payouts go to now, or why none may leave (PP8, SC46)."""
    account = s.supplier.account
    if account is None:
        return refuse("payout_account_missing", "Name a payout account first.", "PP8", allowed=("set_payout_account",))
    ready = account.since + timedelta(hours=s.policy.payout_account_cooling_hours)
    if s.now < ready:
        return refuse(
            "payout_account_cooling",
            f"The payout account is new: payouts resume at {ready:%Y-%m-%dT%H:%M:%SZ}.",
            "SC46",
        )
    return account


def withdrawable(s: Subject, currency: str) -> int:
    """What the supplier may withdraw, in minor units: what it has available and does not owe (I3)."""
    purse = s.supplier.purse(currency)
    return max(0, purse.available - advance.withheld(purse, s.policy))


def _request_payout(c: RequestPayout, s: Subject) -> Decision:
    account = check_account(s)
    if isinstance(account, Refused):
        return account
    if c.amount.currency not in EXPONENTS:
        detail = f"{c.amount.currency} is not a currency."
        return refuse("currency_unknown", detail, "M15", pointer="/amount/currency")
    if c.amount.minor == 0:
        return refuse("amount_not_positive", "The amount is zero.", "M15", pointer="/amount/amount")
    available = withdrawable(s, c.amount.currency)
    if c.amount.minor > available:
        detail = f"{show(available, c.amount.currency)} is available."
        return refuse("not_enough_available", detail, "I3", pointer="/amount/amount")
    number = s.supplier.payouts_made + 1
    amount, currency = c.amount.minor, c.amount.currency
    return (PayoutRequested(number=number, amount=amount, currency=currency, account=account, day=s.day),)


def _payout(s: Subject, number: int) -> Payout | Refused:
    found = next((p for p in s.supplier.payouts if p.number == number), None)
    return found or refuse("unknown_payout", f"Payout {number} is not on its way.", "M15", pointer="/number")


def _settle_payout(c: SettlePayout, s: Subject) -> Decision:
    payout = _payout(s, c.number)
    if isinstance(payout, Refused):
        return payout
    return (PayoutSettled(number=c.number, amount=payout.amount, currency=payout.currency, line=c.line),)


def _bounce_payout(c: BouncePayout, s: Subject) -> Decision:
    payout = _payout(s, c.number)
    if isinstance(payout, Refused) and c.line and c.amount and 0 < c.number <= s.supplier.payouts_made:
        amount, currency = c.amount.minor, c.amount.currency
        if currency not in EXPONENTS:
            return refuse("currency_unknown", f"{currency} is not a currency.", "M15", pointer="/amount/currency")
        if not amount:
            return refuse("amount_not_positive", "The amount is zero.", "M15", pointer="/amount/amount")
        return (PayoutReturned(number=c.number, amount=amount, currency=currency, line=c.line, reason=c.reason),)
    if isinstance(payout, Refused):
        return payout
    return (PayoutBounced(number=c.number, amount=payout.amount, currency=payout.currency, reason=c.reason),)


_ROW = "PP8", "I11"
_BOTH = {Role.SUPPLIER, Role.TREASURY}

RULES: dict[type[Command], Rule] = {
    row.command: row
    for row in (
        rule(SetPayoutAccount, "Set the payout account", {Role.SUPPLIER}, _set_payout_account, *_ROW),
        rule(
            AgreePayoutAccount,
            "Agree to the payout account",
            _BOTH,
            _agree_payout_account,
            *_ROW,
        ),
        rule(VerifyPayee, "Verify the payee", {Role.BANK, Role.TREASURY}, _verify_payee, "PP8"),
        rule(
            DropPayoutAccount,
            "Drop the new payout account",
            _BOTH,
            _drop_payout_account,
            *_ROW,
        ),
        rule(RequestPayout, "Withdraw money", {Role.SUPPLIER}, _request_payout, "M15a"),
        rule(SettlePayout, "Confirm a payout", {Role.BANK, Role.TREASURY}, _settle_payout, "M15b"),
        rule(BouncePayout, "Take a payout back", {Role.BANK, Role.TREASURY}, _bounce_payout, "M15"),
    )
}
