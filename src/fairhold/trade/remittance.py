"""One bank line that found no order: money in suspense until it is matched or sent back (M7, SC24), or a debit to
explain.

Its stream begins with the bank line and ends when the money has left suspense. Matching moves the money in two steps
through `transit:matched`, because the order may live elsewhere: the remittance lets go, then the order takes it (or the
remittance takes it back). What treasury does with the money is in `suspense.py`.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, ClassVar, Literal

import msgspec

from fairhold.trade.approval import Proposal
from fairhold.trade.days import day_of, deadline
from fairhold.trade.money import EXPONENTS, Money
from fairhold.trade.payment import LineKey, Payer
from fairhold.trade.policy import Policy
from fairhold.trade.refusal import Refused, refuse
from fairhold.trade.stream import Command, Deadline, Decision, Event, Rule
from fairhold.trade.who import Role, Who

State = Literal["held", "matched", "applied", "returning", "returned", "house", "debit"]
Way = Literal["match", "return", "house"]
"""Where money in suspense may go: to an order, back to its sender, or to the house as its own top-up."""


class Plan(msgspec.Struct, frozen=True, gc=False):
    """What one person of treasury wants to do with the money, and what a second one has to agree to (I11)."""

    way: Way
    order: int
    proposal: Proposal


class Remittance(msgspec.Struct, frozen=True, gc=False):
    """Facts of one remittance, amounts in minor units. `reason` says why no order took it, `order` is the order it was
    last matched to, `plan` what waits for a second person.
    """

    id: int
    version: int = 0
    currency: str = ""
    amount: int = 0
    line: str = ""
    payer: Payer = Payer()
    text: str = ""
    reason: str = ""
    held_on: date | None = None
    state: State = "held"
    order: int = 0
    plan: Plan | None = None
    policy_version: int = 0


# ---------------------------------------------------------------------------------------------------------- commands


class RemittanceCommand(Command, frozen=True, kw_only=True):
    """A command on a remittance's stream."""

    stream: ClassVar[str] = "remittance"


class HoldRemittance(RemittanceCommand, frozen=True, kw_only=True, tag="hold_remittance"):
    """A credit on the trust account with no order that can take it (M7). `reason` says why."""

    amount: Money
    line: LineKey
    payer: Payer = Payer()
    text: Annotated[str, msgspec.Meta(max_length=2000)] = ""
    reason: Annotated[str, msgspec.Meta(max_length=200)] = "no_reference"


class RecordDebit(RemittanceCommand, frozen=True, kw_only=True, tag="record_debit"):
    """A debit on the trust account that no payout explains: the house owes it to the trust (M9b)."""

    amount: Money
    line: LineKey
    text: Annotated[str, msgspec.Meta(max_length=2000)] = ""


class ConfirmMatch(RemittanceCommand, frozen=True, kw_only=True, tag="confirm_match"):
    """The order has taken the money."""


class UndoMatch(RemittanceCommand, frozen=True, kw_only=True, tag="undo_match"):
    """The order could not take the money; it is in suspense again."""

    reason: Annotated[str, msgspec.Meta(max_length=300)] = ""


class SettleReturn(RemittanceCommand, frozen=True, kw_only=True, tag="settle_return"):
    """The bank has sent the money back (M7c)."""

    line: LineKey


class BounceReturn(RemittanceCommand, frozen=True, kw_only=True, tag="bounce_return"):
    """The bank could not send the money back, or sent it back to us by `line`; it waits in suspense for treasury."""

    line: Annotated[str, msgspec.Meta(max_length=200)] = ""
    reason: Annotated[str, msgspec.Meta(max_length=200)] = ""


class TickRemittance(RemittanceCommand, frozen=True, kw_only=True, tag="tick_remittance"):
    """Time asks: at the end of the holding time the money goes back to its sender (`unmatched_hold_days`)."""


# ------------------------------------------------------------------------------------------------------------ events


class RemittanceEvent(Event, frozen=True, kw_only=True):
    """An event of a remittance's stream."""

    stream: ClassVar[str] = "remittance"


class RemittanceHeld(RemittanceEvent, frozen=True, kw_only=True, tag="remittance.held"):
    """Money without an order lies in suspense (M7)."""

    currency: str
    amount: int
    line: str
    payer: Payer
    text: str
    reason: str
    day: date
    policy_version: int


class RemittanceProposed(RemittanceEvent, frozen=True, kw_only=True, tag="remittance.proposed"):
    """Somebody of treasury wants the money to go there; a second person agrees or not (I11)."""

    plan: Plan


class RemittanceProposalDropped(RemittanceEvent, frozen=True, kw_only=True, tag="remittance.proposal_dropped"):
    """What was proposed is off; the money stays in suspense."""

    reason: str


class TrustDebited(RemittanceEvent, frozen=True, kw_only=True, tag="remittance.trust_debited"):
    """The bank took money from the trust account; the house owes it (M9b)."""

    currency: str
    amount: int
    line: str
    text: str
    day: date


class RemittanceMatched(RemittanceEvent, frozen=True, kw_only=True, tag="remittance.matched"):
    """The money is on its way to an order (M7b, first step)."""

    currency: str
    amount: int
    order: int
    line: str
    payer: Payer


class MatchConfirmed(RemittanceEvent, frozen=True, kw_only=True, tag="remittance.match_confirmed"):
    """The order took the money (M7b, second step is the order's own posting)."""


class MatchUndone(RemittanceEvent, frozen=True, kw_only=True, tag="remittance.match_undone"):
    """The order could not take the money; suspense has it again."""

    currency: str
    amount: int
    order: int
    reason: str


class RemittanceReturnOrdered(RemittanceEvent, frozen=True, kw_only=True, tag="remittance.return_ordered"):
    """The money is to go back to its sender."""

    currency: str
    amount: int
    payer: Payer
    day: date


class RemittanceReturned(RemittanceEvent, frozen=True, kw_only=True, tag="remittance.returned"):
    """The bank has sent it back (M7c)."""

    currency: str
    amount: int
    line: str


class ReturnBounced(RemittanceEvent, frozen=True, kw_only=True, tag="remittance.return_bounced"):
    """It could not be sent back; treasury decides again."""

    reason: str


class ReturnCameBack(RemittanceEvent, frozen=True, kw_only=True, tag="remittance.return_came_back"):
    """What the bank had sent back came to us again; treasury decides (M7c reversed)."""

    currency: str
    amount: int
    line: str
    reason: str


class AppliedToHouse(RemittanceEvent, frozen=True, kw_only=True, tag="remittance.applied_to_house"):
    """It was the house's top-up of the trust account (M9b)."""

    currency: str
    amount: int


# -------------------------------------------------------------------------------------------------------------- fold

_put = msgspec.structs.replace


def _held(r: Remittance, e: RemittanceHeld) -> Remittance:
    return _put(
        r,
        currency=e.currency,
        amount=e.amount,
        line=e.line,
        payer=e.payer,
        text=e.text,
        reason=e.reason,
        held_on=e.day,
        state="held",
        policy_version=e.policy_version,
    )


_EVOLVE: dict[type[Event], Callable[[Remittance, Any], Remittance]] = {
    RemittanceHeld: _held,
    RemittanceProposed: lambda r, e: _put(r, plan=e.plan),
    RemittanceProposalDropped: lambda r, e: _put(r, plan=None),
    TrustDebited: lambda r, e: _put(r, currency=e.currency, amount=e.amount, line=e.line, text=e.text, state="debit"),
    RemittanceMatched: lambda r, e: _put(r, state="matched", order=e.order, plan=None),
    MatchConfirmed: lambda r, e: _put(r, state="applied"),
    MatchUndone: lambda r, e: _put(r, state="held", order=0),
    RemittanceReturnOrdered: lambda r, e: _put(r, state="returning", plan=None),
    RemittanceReturned: lambda r, e: _put(r, state="returned"),
    ReturnBounced: lambda r, e: _put(r, state="held", held_on=None),
    ReturnCameBack: lambda r, e: _put(r, state="held", held_on=None),
    AppliedToHouse: lambda r, e: _put(r, state="house", plan=None),
}


def evolve(remittance: Remittance, event: Event) -> Remittance:
    """Apply one event. Never refuses."""
    return _put(_EVOLVE[type(event)](remittance, event), version=remittance.version + 1)


def due(remittance: Remittance, policy: Policy) -> tuple[Deadline, ...]:
    """When the money goes back by itself: `unmatched_hold_days` after it came (SC24). Never again after a bounce."""
    if remittance.state != "held" or remittance.held_on is None:
        return ()
    words = "The money goes back to its sender."
    length = policy.unmatched_hold_days
    at = deadline(remittance.held_on, length, (), frozenset(), policy.policy_tz)
    assert at is not None
    return (Deadline("unmatched_hold", date.fromordinal(remittance.held_on.toordinal() + length), at, words),)


# ------------------------------------------------------------------------------------------------------------ decide


class Subject(msgspec.Struct, frozen=True, gc=False):
    """What a decision about a remittance may look at."""

    remittance: Remittance
    who: Who
    now: datetime
    policy: Policy
    policy_version: int

    @property
    def day(self) -> date:
        """Today in the policy zone."""
        return day_of(self.now, self.policy.policy_tz)


def _check_line(c: HoldRemittance | RecordDebit, s: Subject) -> Refused | None:
    if s.remittance.version:
        return refuse("already_so", "This bank line is already on record.", "I8")
    if c.amount.currency not in EXPONENTS:
        detail = f"{c.amount.currency} is not a currency."
        return refuse("currency_unknown", detail, "M7", pointer="/amount/currency")
    if c.amount.minor == 0:
        return refuse("amount_not_positive", "The amount is zero.", "M7", pointer="/amount/amount")
    return None


def _hold(c: HoldRemittance, s: Subject) -> Decision:
    fault = _check_line(c, s)
    if fault:
        return fault
    return (
        RemittanceHeld(
            currency=c.amount.currency,
            amount=c.amount.minor,
            line=c.line,
            payer=c.payer,
            text=c.text,
            reason=c.reason,
            day=s.day,
            policy_version=s.policy_version,
        ),
    )


def _debit(c: RecordDebit, s: Subject) -> Decision:
    fault = _check_line(c, s)
    if fault:
        return fault
    return (TrustDebited(currency=c.amount.currency, amount=c.amount.minor, line=c.line, text=c.text, day=s.day),)


def send_back(s: Subject) -> RemittanceReturnOrdered:
    """The money goes back to where it came from (M7c)."""
    r = s.remittance
    return RemittanceReturnOrdered(currency=r.currency, amount=r.amount, payer=r.payer, day=s.day)


def _tick(c: TickRemittance, s: Subject) -> Decision:
    first = next(iter(due(s.remittance, s.policy)), None)
    if first is None or first.at is None or first.at > s.now:
        return ()
    return (send_back(s),)


def _confirm(c: ConfirmMatch, s: Subject) -> Decision:
    return (MatchConfirmed(),)


def _undo(c: UndoMatch, s: Subject) -> Decision:
    r = s.remittance
    return (MatchUndone(currency=r.currency, amount=r.amount, order=r.order, reason=c.reason),)


def _settle(c: SettleReturn, s: Subject) -> Decision:
    return (RemittanceReturned(currency=s.remittance.currency, amount=s.remittance.amount, line=c.line),)


def _bounce(c: BounceReturn, s: Subject) -> Decision:
    r = s.remittance
    if r.state == "returned" and not c.line:
        return refuse("wrong_stage", "The money has been returned; name the bank line that brings it back.", "M7c")
    if r.state == "returned":
        return (ReturnCameBack(currency=r.currency, amount=r.amount, line=c.line, reason=c.reason),)
    return (ReturnBounced(reason=c.reason),)


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


_BANK = {Role.BANK, Role.TREASURY}

RULES: dict[type[Command], Rule] = {
    row.command: row
    for row in (
        rule(HoldRemittance, "Hold money without an order", {Role.BANK}, set(), _hold, "M7"),
        rule(RecordDebit, "Record an unexplained debit", {Role.BANK}, set(), _debit, "M9b"),
        rule(ConfirmMatch, "The order took it", {Role.CLOCK}, {"matched"}, _confirm, "M7b"),
        rule(UndoMatch, "The order could not take it", {Role.CLOCK}, {"matched"}, _undo, "M7b"),
        rule(SettleReturn, "Confirm the return", _BANK, {"returning"}, _settle, "M7c"),
        rule(BounceReturn, "The return failed", _BANK, {"returning", "returned"}, _bounce, "M7c"),
        rule(TickRemittance, "Time passes", {Role.CLOCK}, set(), _tick, "M7c"),
    )
}
