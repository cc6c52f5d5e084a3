"""What treasury does with money in suspense: to an order, back to its sender, or to the house, each with four eyes
(M7b, M7c, M9b, M34, I11).

One person proposes, a second natural person agrees by the hash of exactly that (`approval.py`); then it happens. Until
then nothing has moved, and a new proposal takes the place of the old one. The facts and events are the remittance's.
"""

from typing import Annotated

import msgspec

from fairhold.trade import approval, ids
from fairhold.trade.approval import Digest, digest_of
from fairhold.trade.holding import rule, send_back
from fairhold.trade.refusal import Refused, refuse
from fairhold.trade.remittance import Plan, RemittanceCommand, RemittanceNumber, Subject, Way
from fairhold.trade.remittance_events import (
    AppliedToHouse,
    FeesSwept,
    MisdirectedWithdrawn,
    RemittanceMatched,
    RemittanceProposalDropped,
    RemittanceProposed,
)
from fairhold.trade.stream import Command, Decision, Event, Rule
from fairhold.trade.who import Role


class MatchRemittance(RemittanceCommand, frozen=True, kw_only=True, tag="match_remittance"):
    """Propose the order that the money is for; a second person agrees (M7b)."""

    order: Annotated[str, msgspec.Meta(pattern=r"^ord_[0-9a-hjkmnp-tv-z]{13}$")]


class ReturnRemittance(RemittanceCommand, frozen=True, kw_only=True, tag="return_remittance"):
    """Propose to send the money back to its sender now instead of on the last day; a second person agrees (M7c)."""


class ApplyToHouse(RemittanceCommand, frozen=True, kw_only=True, tag="apply_to_house"):
    """Propose that the credit is the house's own top-up of the trust account; a second person agrees (M9b).

    `moves` is the money on the house's own account that it brings, if it brings such.
    """

    moves: RemittanceNumber | None = None


class SweepFees(RemittanceCommand, frozen=True, kw_only=True, tag="sweep_fees"):
    """Propose that the debit took fees that are the house's out of the trust account; a second person agrees (M34)."""


class AgreeRemittance(RemittanceCommand, frozen=True, kw_only=True, tag="agree_remittance"):
    """A second person agrees to what is proposed, named by its hash, and it happens (I11)."""

    digest: Digest


class DropRemittanceProposal(RemittanceCommand, frozen=True, kw_only=True, tag="drop_remittance_proposal"):
    """What is proposed is off: anybody of treasury may say so."""

    reason: Annotated[str, msgspec.Meta(max_length=300)] = ""


def _match(c: MatchRemittance, s: Subject) -> Decision:
    order = ids.from_text(ids.ORDER_PREFIX, c.order)
    if not order:
        return refuse("unknown_order", f"{c.order} is not an order.", "M7b", pointer="/order")
    return propose("match", order, s)


def _return(c: ReturnRemittance, s: Subject) -> Decision:
    if s.remittance.doubt == "screening":
        return refuse("under_review", "Compliance looks at the payer; the money stays.", "M8x")
    return propose("return", 0, s)


def _house(c: ApplyToHouse, s: Subject) -> Decision:
    moves = ids.from_text(ids.REMITTANCE_PREFIX, c.moves) if c.moves else 0
    if moves is None or moves == s.remittance.id:
        return refuse("unknown_remittance", f"{c.moves} is no money to move.", "M9b", pointer="/moves")
    return propose("house", 0, s, moves)


def _sweep(c: SweepFees, s: Subject) -> Decision:
    return propose("fees", 0, s)


def propose(way: Way, order: int, s: Subject, moves: int = 0) -> Decision:
    """What one person of treasury proposes; nothing has moved (I11)."""
    digest = digest_of(s.remittance.id, s.remittance.version, way, order, moves)
    proposal = approval.propose(digest, s.who, s.now, s.policy.approval_hours)
    if isinstance(proposal, Refused):
        return proposal
    return (RemittanceProposed(plan=Plan(way, order, proposal, moves)),)


def _agree(c: AgreeRemittance, s: Subject) -> Decision:
    plan = s.remittance.plan
    fault = approval.agree(plan.proposal if plan else None, c.digest, s.who, s.now)
    if fault is not None:
        return fault
    assert plan is not None
    return _carried_out(plan, s)


def _carried_out(plan: Plan, s: Subject) -> tuple[Event, ...]:
    r = s.remittance
    amount, currency = r.holds
    if plan.way == "match":
        return (RemittanceMatched(currency=currency, amount=amount, order=plan.order, line=r.line, payer=r.payer),)
    if plan.way == "return":
        return send_back(s)
    if plan.way == "house":
        return (AppliedToHouse(currency=currency, amount=amount, moves=plan.moves),)
    return ((FeesSwept if plan.way == "fees" else MisdirectedWithdrawn)(currency=currency, amount=amount),)


def _drop(c: DropRemittanceProposal, s: Subject) -> Decision:
    if s.remittance.plan is None:
        return refuse("nothing_proposed", "Nothing waits for a second person here.", "I11")
    return (RemittanceProposalDropped(reason=c.reason),)


_WHO, _WHEN = {Role.TREASURY}, {"held"}
_DEBIT = {"debit"}
_ALSO_DOUBTED = {"held", "review"}
"""Money that compliance looks at may go back, but nowhere else (M8x)."""
_PLANNED = _ALSO_DOUBTED | _DEBIT | {"misdirected"}

RULES: dict[type[Command], Rule] = {
    row.command: row
    for row in (
        rule(MatchRemittance, "Match to an order", _WHO, _WHEN, _match, "M7b"),
        rule(ReturnRemittance, "Return to the sender", _WHO, _ALSO_DOUBTED, _return, "M7c"),
        rule(ApplyToHouse, "It is the house's top-up", _WHO, _WHEN, _house, "M9b"),
        rule(SweepFees, "It took the house's fees", _WHO, _DEBIT, _sweep, "M34"),
        rule(AgreeRemittance, "Agree to where the money goes", _WHO, _PLANNED, _agree, "I11"),
        rule(DropRemittanceProposal, "Drop what is proposed", _WHO, _PLANNED, _drop, "I11"),
    )
}
