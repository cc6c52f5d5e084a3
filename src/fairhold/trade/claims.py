"""Opening a dispute, what it claims and freezes, the answer to it, and its withdrawal (D01-D04, D40, A1, A6, O27); also
compliance holds (T52).
"""

from typing import Annotated, Literal

import msgspec

from fairhold.trade import approval, fulfilment, negotiation, pausing, settlement
from fairhold.trade.award import carry_out, claimable, end_without
from fairhold.trade.course import Course
from fairhold.trade.dispute import (
    AcceptClaim,
    Claimed,
    ClaimEdited,
    Claiming,
    ClaimRejected,
    ClaimsStated,
    Dispute,
    DisputeOpened,
    EditClaim,
    OpenDispute,
    Past,
    RejectClaim,
    WithdrawDispute,
)
from fairhold.trade.ground import BEFORE_SHIPMENT, DELIVERY, Ground
from fairhold.trade.issue import Lateness, Lost
from fairhold.trade.order import Stage, stage
from fairhold.trade.order_events import HoldLiftAsked, HoldLifted, HoldPlaced
from fairhold.trade.refusal import Refused, refuse
from fairhold.trade.stream import Command
from fairhold.trade.who import Role

AFTER_SHIPMENT = frozenset({Stage.SHIPPED, Stage.DELIVERED, Stage.RECEIVED, Stage.COMPLETED})

REOPENED = frozenset({"unanswered", "overtaken"})
"""Ends of a dispute that decided nothing, so that its grounds stay open (O27)."""


class PlaceHold(Command, frozen=True, kw_only=True, tag="place_hold"):
    """Compliance stops all money of the order (T52)."""

    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=1000)]


class LiftHold(Command, frozen=True, kw_only=True, tag="lift_hold"):
    """Compliance lets the order go on: the first person asks, another one agrees (T52, I11)."""


def open_dispute(command: OpenDispute, c: Course) -> Refused | None:
    """D01: inside the claim window or on a ground from before shipment; money received; ground covered and not closed
    by an earlier dispute; amount covered.
    """
    fault = check_claim(command, c)
    if fault:
        return fault
    open_claim(command, c)
    return None


def check_claim(command: Claiming, c: Course) -> Refused | None:
    """What holds of every claim when it is opened."""
    for i, ground in enumerate(command.grounds):
        fault = _check_ground(ground, c, f"/grounds/{i}")
        if fault:
            return fault
    return _check_claims(command, c) or _check_reopened(command, c)


def open_claim(command: Claiming, c: Course) -> None:
    """A party's dispute is open, with what it claims."""
    open_case(c, c.who.role, command.grounds, command.amount.minor, command.statement)
    c.then(ClaimsStated(claims=command.claims, person=c.who.person))


def open_case(c: Course, by: str, grounds: tuple[Ground, ...], amount: int, statement: str) -> None:
    """The dispute is open: timers stop, the claimed money is frozen (M16). The supplier's claim freezes nothing."""
    c.then(
        DisputeOpened(by=by, grounds=grounds, amount=amount, currency=c.order.currency, statement=statement, day=c.day)
    )
    if "non_payment" not in grounds:
        settlement.freeze(c, amount)
    pausing.pause(c)


def edit_claim(command: EditClaim, c: Course) -> Refused | None:
    """D02: more money, or a further ground, gives the respondent its time to answer once more, once; the frozen money
    follows the claim (M16).
    """
    dispute = c.order.dispute
    assert dispute is not None
    for i, ground in enumerate(command.grounds):
        fault = None if ground in dispute.grounds else _check_ground(ground, c, f"/grounds/{i}")
        if fault:
            return fault
    fault = _check_claims(command, c) or _check_reopened(command, c)
    if fault:
        return fault
    amount = command.amount.minor
    if (command.grounds, amount, command.claims) == (dispute.grounds, dispute.amount, dispute.claims):
        return refuse("nothing_changed", "The claim is as it was.", "D02")
    more = amount > dispute.amount or not set(command.grounds) <= set(dispute.grounds)
    c.then(
        ClaimEdited(
            grounds=command.grounds,
            amount=amount,
            currency=c.order.currency,
            statement=command.statement,
            claims=command.claims,
            restarts=more and not dispute.raised,
            person=c.who.person,
            day=c.day,
        )
    )
    if amount != dispute.amount and "non_payment" not in command.grounds:
        settlement.unfreeze(c)
        settlement.freeze(c, amount)
    return None


def accept_claim(command: AcceptClaim, c: Course) -> Refused | None:
    """D03, D37, D38, T49, T51: the claim is paid as it stands."""
    pay_claim(c, "accepted")
    return None


def pay_claim(c: Course, outcome: Literal["accepted", "unanswered"]) -> None:
    """The whole claim, whoever had it against him agreed or stayed silent. A balance that has come meanwhile leaves
    nothing to agree to.
    """
    dispute = c.order.dispute
    assert dispute is not None
    if dispute.against == "buyer" and c.order.buyer_default_on is None:
        end_without(c, "overtaken")
    elif dispute.against == "buyer":
        settlement.end_dispute(c, outcome)
        fulfilment.settle_non_payment(c)
    else:
        carry_out(c, dispute.amount, outcome)


def reject_claim(command: RejectClaim, c: Course) -> Refused | None:
    """D04: a reason, and an offer of its own if the respondent has one."""
    if command.offer is not None:
        fault = negotiation.check_offer(command.offer, c)
        if fault:
            return fault
    c.then(ClaimRejected(by=c.side, reason=command.reason, person=c.who.person, day=c.day))
    if command.offer is not None:
        negotiation.offer(c, command.offer)
    return None


def withdraw_dispute(command: WithdrawDispute, c: Course) -> Refused | None:
    """D40, T51: nothing happened, and the timers have the days they had left (SC14)."""
    settlement.end_dispute(c, "withdrawn")
    settlement.pass_on(c)
    return None


def place_hold(command: PlaceHold, c: Course) -> Refused | None:
    """T52."""
    c.then(HoldPlaced(reason=command.reason, day=c.day))
    return None


def lift_hold(command: LiftHold, c: Course) -> Refused | None:
    """T52, I11: maker is not checker."""
    hold = c.order.hold
    assert hold is not None
    if not hold.lift_asked_by:
        fault = approval.needs_person(c.who)
        if fault is None:
            c.then(HoldLiftAsked(person=c.who.natural))
        return fault
    fault = approval.second_person(hold.lift_asked_by, c.who, "T52, I11")
    if fault is None:
        c.then(HoldLifted(person=c.who.natural, day=c.day))
        settlement.return_credit(c)
        settlement.pass_on(c)
    return fault


def _check_claims(command: Claiming, c: Course) -> Refused | None:
    """An amount of the order within the cover, and claims about its grounds and lines."""
    currency = c.order.currency
    if command.amount.currency != currency:
        return refuse("wrong_currency", f"The order is in {currency}.", "A15", pointer="/amount/currency")
    most = _most(command.grounds, c)
    least = 0 if "non_payment" in command.grounds else 1
    if not least <= command.amount.minor <= most:
        detail = f"At most {most} minor units can be claimed."
        return refuse("claim_above_cover", detail, "4.9, I12", pointer="/amount/amount")
    told: set[tuple[Ground, int | None]] = set()
    for i, claim in enumerate(command.claims):
        fault = _check_claim(claim, command, c, f"/claims/{i}")
        if fault:
            return fault
        if (claim.ground, claim.line) in told:
            return refuse("claim_twice", f"{claim.ground} is told before.", "D01", pointer=f"/claims/{i}")
        told.add((claim.ground, claim.line))
    return None


def _check_claim(claim: Claimed, command: Claiming, c: Course, at: str) -> Refused | None:
    if claim.ground not in command.grounds:
        detail = f"{claim.ground} is not among the grounds."
        return refuse("ground_not_claimed", detail, "D01", pointer=f"{at}/ground")
    lines = len(c.order.terms.lines)
    if claim.line is not None and claim.line >= lines:
        return refuse("line_unknown", f"The contract has {lines} lines, from 0.", "D01", pointer=f"{at}/line")
    part = claim.facts.part if isinstance(claim.facts, Lateness | Lost) else None
    if part is not None and len(part) != lines:
        return refuse("quantities_wrong", f"Give {lines} quantities.", "R16", pointer=f"{at}/facts/part")
    if claim.amount is not None and claim.amount.currency != c.order.currency:
        detail = f"The order is in {c.order.currency}."
        return refuse("wrong_currency", detail, "A15", pointer=f"{at}/amount/currency")
    return None


def _check_reopened(command: Claiming, c: Course) -> Refused | None:
    """O27: a ground that was closed stays so, unless nobody answered it or a promise was broken."""
    if c.policy.reopen_same_ground:
        return None
    wanted = Dispute("", command.grounds, 0, c.day, command.claims).points
    for past in c.order.past:
        if past.outcome in REOPENED or (past.promised is not None and c.day > past.promised):
            continue
        for ground, line in wanted:
            if _is_closed(past, ground, line) and not _happened_since(past, ground, c):
                detail = f"{ground} was closed on {past.day}: {past.outcome}."
                return refuse("ground_closed", detail, "O27, D40", pointer="/grounds")
    return None


def _is_closed(past: Past, ground: Ground, line: int | None) -> bool:
    return any(ground == closed and (line is None or on is None or line == on) for closed, on in past.points)


def _happened_since(past: Past, ground: Ground, c: Course) -> bool:
    """Whether what the ground is about has happened again: another deadline passed, another inspection failed."""
    order = c.order
    on = {
        "late_not_shipped": order.late_on,
        "pre_ship_quality": order.inspection.day if order.inspection else None,
        "non_payment": order.buyer_default_on,
    }.get(ground)
    return on is not None and on > past.day


def _most(grounds: tuple[Ground, ...], c: Course) -> int:
    if "non_payment" not in grounds:
        return claimable(c, grounds)
    share = c.order.terms.kept_share
    return share.minor if share else 0


def _check_ground(ground: Ground, c: Course, pointer: str) -> Refused | None:
    order, at = c.order, stage(c.order)
    side = Role.SUPPLIER if ground == "non_payment" else Role.BUYER
    if c.who.role != side:
        return refuse("ground_not_yours", f"{ground} is the {side}'s ground.", "D01", pointer=pointer)
    if ground == "non_payment" and order.buyer_default_on is None:
        return refuse("ground_not_open", "The buyer is not in default.", "T33", pointer=pointer)
    if ground == "late_not_shipped" and (order.late_on is None or order.shipped_on is not None):
        return refuse("ground_not_open", "The order is not late, or has left.", "T22", pointer=pointer)
    if ground == "pre_ship_quality" and (order.inspection is None or order.inspection.result == "pass"):
        return refuse("ground_not_open", "No inspection has failed or is pending.", "T27", pointer=pointer)
    if ground in BEFORE_SHIPMENT and at != Stage.COMPLETED:
        return None
    if ground in BEFORE_SHIPMENT:
        return refuse("ground_not_open", f"{ground} ended with shipment.", "A1, T54", pointer=pointer)
    if at not in AFTER_SHIPMENT:
        return refuse("ground_not_open", "The goods have not left.", "A1", pointer=pointer)
    if order.terms.coverage == "pre_shipment" and ground not in DELIVERY:
        detail = "Pre-shipment coverage ends with shipment, but for delivery."
        return refuse("ground_not_covered", detail, "A6, R4", pointer=pointer)
    if c.policy.post_delivery_claim_needs_full_payment and order.total_funded_on is None:
        return refuse("balance_due", "Claims on delivered goods need full payment.", "S52, A1", pointer=pointer)
    return None
