"""What comes of a bank line without an order by itself and by the bank: held, taken by its order or not, sent back,
back again, unclaimed in the end (M7, M9b, M35).

What treasury does with the money is in `suspense.py`; the review of compliance and the conversion of another currency
have files of their own, and their rows stand here.
"""

from collections.abc import Callable
from typing import Any, Final

from fairhold.trade import conversion, receipt_review
from fairhold.trade.money import EXPONENTS, Money
from fairhold.trade.refusal import Refused, refuse
from fairhold.trade.remittance import (
    BlockRemittance,
    BounceReturn,
    CallOffConversion,
    ClearRemittance,
    ConfirmMatch,
    ConvertRemittance,
    HoldRemittance,
    PayConversion,
    QuoteConversion,
    ReceiveConversion,
    ReclaimRemittance,
    RecordDebit,
    ReviewRemittance,
    SettleReturn,
    Subject,
    TickRemittance,
    UndoMatch,
    due,
)
from fairhold.trade.remittance_events import (
    MatchConfirmed,
    MatchUndone,
    MoveLate,
    NobodyFound,
    RemittanceHeld,
    RemittanceReclaimed,
    RemittanceReturned,
    RemittanceReturnOrdered,
    RemittanceUnclaimed,
    ReturnBounced,
    ReturnCameBack,
    ReviewEnded,
    TrustDebited,
)
from fairhold.trade.stream import Command, Decision, Event, Rule
from fairhold.trade.who import Role

THIRD_PARTY: Final = "third_party_payer"
"""The refusal of an order whose buyer is not the payer: such money goes to compliance (M8)."""


def check_money(amount: Money, s: Subject) -> Refused | None:
    """Why a bank line of this amount cannot begin a remittance, or None."""
    if s.remittance.version:
        return refuse("already_so", "This bank line is already on record.", "I8")
    if amount.currency not in EXPONENTS:
        detail = f"{amount.currency} is not a currency."
        return refuse("currency_unknown", detail, "M7", pointer="/amount/currency")
    if amount.minor == 0:
        return refuse("amount_not_positive", "The amount is zero.", "M7", pointer="/amount/amount")
    return None


def _hold(c: HoldRemittance, s: Subject) -> Decision:
    fault = check_money(c.amount, s)
    if fault:
        return fault
    held = RemittanceHeld(
        currency=c.amount.currency,
        amount=c.amount.minor,
        line=c.line,
        payer=c.payer,
        text=c.text,
        reason=c.reason,
        day=s.day,
        policy_version=s.policy_version,
    )
    if c.reason != THIRD_PARTY:
        return (held,)
    return held, receipt_review.begun(c.amount.minor, c.amount.currency, "third_party", c.reason, s.day)


def _debit(c: RecordDebit, s: Subject) -> Decision:
    fault = check_money(c.amount, s)
    if fault:
        return fault
    return (TrustDebited(currency=c.amount.currency, amount=c.amount.minor, line=c.line, text=c.text, day=s.day),)


def send_back(s: Subject) -> tuple[Event, ...]:
    """The money goes back to where it came from, also from compliance that found nothing proved (M7c, M8x)."""
    amount, currency = s.remittance.holds
    ordered = RemittanceReturnOrdered(currency=currency, amount=amount, payer=s.remittance.payer, day=s.day)
    return (*_out_of_review(s), ordered)


def _out_of_review(s: Subject) -> tuple[Event, ...]:
    amount, currency = s.remittance.holds
    return (ReviewEnded(currency=currency, amount=amount),) if s.remittance.state == "review" else ()


def _tick(c: TickRemittance, s: Subject) -> Decision:
    first = next(iter(due(s.remittance, s.policy)), None)
    if first is None or first.at is None or first.at > s.now:
        return ()
    if first.name == "unmatched_hold":
        return send_back(s)
    if first.name == "move_misdirected":
        return (MoveLate(day=s.day),)
    amount, currency = s.remittance.holds
    return (*_out_of_review(s), RemittanceUnclaimed(currency=currency, amount=amount, day=s.day))


def _reclaim(c: ReclaimRemittance, s: Subject) -> Decision:
    amount, currency = s.remittance.holds
    return _and_reviewed((RemittanceReclaimed(currency=currency, amount=amount, note=c.note),), s)


def _confirm(c: ConfirmMatch, s: Subject) -> Decision:
    return (MatchConfirmed(),)


def _undo(c: UndoMatch, s: Subject) -> Decision:
    r = s.remittance
    amount, currency = r.holds
    undone = MatchUndone(currency=currency, amount=amount, order=r.order, reason=c.reason)
    if c.reason != THIRD_PARTY:
        return (undone,)
    return undone, receipt_review.begun(amount, currency, "third_party", c.reason, s.day)


def _settle(c: SettleReturn, s: Subject) -> Decision:
    amount, currency = s.remittance.holds
    return (RemittanceReturned(currency=currency, amount=amount, line=c.line),)


def _bounce(c: BounceReturn, s: Subject) -> Decision:
    r = s.remittance
    if r.state == "returned" and not c.line:
        detail = "The money has been returned; name the bank line that brings it back."
        return refuse("line_missing", detail, "M7c, I8", pointer="/line")
    amount, currency = r.holds
    back: Event = ReturnBounced(reason=c.reason)
    if r.state == "returned":
        back = ReturnCameBack(currency=currency, amount=amount, line=c.line, reason=c.reason)
    return _and_reviewed((back, NobodyFound(day=s.day)), s)


def _and_reviewed(events: tuple[Event, ...], s: Subject) -> tuple[Event, ...]:
    """What compliance never cleared is under review again once it is back."""
    doubt = s.remittance.doubt
    if doubt is None:
        return events
    amount, currency = s.remittance.holds
    return (*events, receipt_review.begun(amount, currency, doubt, "", s.day))


def rule(
    command: type[Command], title: str, roles: set[Role], states: set[str], decide: Callable[[Any, Any], Any], row: str
) -> Rule:
    """A row of the table about a remittance."""
    return Rule(
        command=command,
        title=title,
        roles=frozenset(roles),
        stages=frozenset(states),
        decide=decide,
        transitions=(row,),
    )


_STAFF = {Role.TREASURY}
_BANK = {Role.BANK, Role.TREASURY}
_OFFICERS = {Role.COMPLIANCE}
_STILL = {"held"}

RULES: dict[type[Command], Rule] = {
    row.command: row
    for row in (
        rule(HoldRemittance, "Hold money without an order", {Role.BANK}, set(), _hold, "M7"),
        rule(RecordDebit, "Record an unexplained debit", {Role.BANK}, set(), _debit, "M9b"),
        rule(ConfirmMatch, "The order took it", {Role.CLOCK}, {"matched"}, _confirm, "M7b"),
        rule(UndoMatch, "The order could not take it", {Role.CLOCK}, {"matched"}, _undo, "M7b"),
        rule(SettleReturn, "Confirm the return", _BANK, {"returning"}, _settle, "M7c"),
        rule(BounceReturn, "The return failed", _BANK, {"returning", "returned"}, _bounce, "M7c"),
        rule(ReviewRemittance, "Have compliance look", _STAFF | _OFFICERS, _STILL, receipt_review.review, "M8"),
        rule(ClearRemittance, "Clear the payer", _OFFICERS, {"review", "blocked"}, receipt_review.clear, "M8"),
        rule(BlockRemittance, "Block and report", _OFFICERS, {"review"}, receipt_review.block, "M8x"),
        rule(QuoteConversion, "Quote a conversion", _STAFF, _STILL, conversion.quote, "M11"),
        rule(ConvertRemittance, "Order the conversion", _STAFF, _STILL, conversion.convert, "M11"),
        rule(PayConversion, "Confirm what was sold", _BANK, set(), conversion.pay, "M11"),
        rule(ReceiveConversion, "Confirm what was bought", _BANK, {"converting"}, conversion.receive, "M11"),
        rule(CallOffConversion, "The conversion failed", _BANK, {"converting"}, conversion.call_off, "M11"),
        rule(ReclaimRemittance, "The owner has come", _STAFF, {"unclaimed"}, _reclaim, "M35"),
        rule(TickRemittance, "Time passes", {Role.CLOCK}, set(), _tick, "M7c"),
    )
}
