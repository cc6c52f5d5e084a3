"""When a dispute may open, what it freezes, and how it ends without an adjudicator (D01, D03, D40, T49-T52, A1, A6)."""

from typing import Annotated

import msgspec

from fairhold.trade import fulfilment, settlement
from fairhold.trade.course import Course
from fairhold.trade.dispute import (
    BEFORE_SHIPMENT,
    DELIVERY,
    AcceptClaim,
    DisputeOpened,
    Ground,
    OpenDispute,
    WithdrawDispute,
)
from fairhold.trade.order import HoldLiftAsked, HoldLifted, HoldPlaced, Stage, stage
from fairhold.trade.payment import Parts, returnable, take
from fairhold.trade.protection import protected_base
from fairhold.trade.refusal import Refused, refuse
from fairhold.trade.stream import Command
from fairhold.trade.who import Role

AFTER_SHIPMENT = frozenset({Stage.SHIPPED, Stage.DELIVERED, Stage.RECEIVED})


class PlaceHold(Command, frozen=True, kw_only=True, tag="place_hold"):
    """Compliance stops all money of the order (T52)."""

    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=1000)]


class LiftHold(Command, frozen=True, kw_only=True, tag="lift_hold"):
    """Compliance lets the order go on: the first person asks, another one agrees (T52, I11)."""


def base(c: Course) -> int:
    """The protected base of the order in minor units (4.9)."""
    order = c.order
    return protected_base(order.terms.coverage, order.funds.received, order.initial, order.total)


def claimable(c: Course, grounds: tuple[Ground, ...]) -> int:
    """The most that can be claimed: the protected base, less what has gone back already (I5); if nothing but late goods
    are claimed, the part of them that has not left (R16)."""
    most = max(0, min(base(c), returnable(c.order.funds)))
    if grounds == ("late_not_shipped",) and c.order.consignments:
        return min(most, fulfilment.unshipped_value(c.order))
    return most


def open_dispute(command: OpenDispute, c: Course) -> Refused | None:
    """D01: inside the claim window or on a ground from before shipment; money received; ground covered; amount
    covered.
    """
    order = c.order
    for i, ground in enumerate(command.grounds):
        fault = _check_ground(ground, c, f"/grounds/{i}")
        if fault:
            return fault
    if command.amount.currency != order.currency:
        return refuse("wrong_currency", f"The order is in {order.currency}.", "A15", pointer="/amount/currency")
    most = _most(command, c)
    least = 0 if "non_payment" in command.grounds else 1
    if not least <= command.amount.minor <= most:
        detail = f"At most {most} minor units can be claimed."
        return refuse("claim_above_cover", detail, "4.9, I12", pointer="/amount/amount")
    open_case(c, c.who.role, command.grounds, command.amount.minor, command.statement)
    return None


def open_case(c: Course, by: str, grounds: tuple[Ground, ...], amount: int, statement: str) -> None:
    """The dispute is open: timers stop, the claimed money is frozen (M16). The supplier's claim freezes nothing."""
    c.then(
        DisputeOpened(by=by, grounds=grounds, amount=amount, currency=c.order.currency, statement=statement, day=c.day)
    )
    if "non_payment" not in grounds:
        settlement.freeze(c, amount)


def accept_claim(command: AcceptClaim, c: Course) -> Refused | None:
    """D03, D37, D38, T49, T51: the claim is paid from what is frozen; a claim of the whole base ends the order, as does
    a case of the system. If goods have left, what is claimed as not shipped ends the shipment instead (R16).
    """
    dispute = c.order.dispute
    assert dispute is not None
    if "non_payment" in dispute.grounds:
        settlement.end_dispute(c, "accepted")
        fulfilment.settle_non_payment(c)
        return None
    part_left = "late_not_shipped" in dispute.grounds and bool(c.order.consignments)
    whole = not part_left and (dispute.by == Role.CLOCK or dispute.amount >= claimable(c, dispute.grounds))
    funds = c.order.funds
    frozen = take(funds.frozen_initial, funds.frozen_balance, dispute.amount)
    disputed = min(funds.disputed + funds.disputed_reserve, dispute.amount - frozen.amount)
    award = min(dispute.amount, claimable(c, dispute.grounds))
    settlement.show_uncovered(c, award - (funds.held if whole else frozen.amount) - disputed)
    settlement.refund(c, "claim", Parts(0, 0), frozen, disputed=disputed)
    settlement.end_dispute(c, "accepted")
    if part_left:
        fulfilment.end_shipment(c)
    if not whole:
        settlement.pass_on(c)
        return None
    settlement.refund_all(c, "claim")
    settlement.free_reserve(c)
    settlement.close(c, settlement.refunded_or_settled(c), "claim_accepted")
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
    if not c.who.person:
        return refuse("person_missing", "A hold is lifted by named persons.", "T52")
    if not hold.lift_asked_by:
        c.then(HoldLiftAsked(person=c.who.person))
    elif hold.lift_asked_by == c.who.person:
        return refuse("second_person_needed", f"{c.who.person} has asked; another person agrees.", "T52, I11")
    else:
        c.then(HoldLifted(person=c.who.person, day=c.day))
        settlement.pass_on(c)
    return None


def _most(command: OpenDispute, c: Course) -> int:
    if "non_payment" not in command.grounds:
        return claimable(c, command.grounds)
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
    if ground in BEFORE_SHIPMENT:
        return None
    if at not in AFTER_SHIPMENT:
        return refuse("ground_not_open", "The goods have not left.", "A1", pointer=pointer)
    if order.terms.coverage == "pre_shipment" and ground not in DELIVERY:
        detail = "Pre-shipment coverage ends with shipment, but for delivery."
        return refuse("ground_not_covered", detail, "A6, R4", pointer=pointer)
    if c.policy.post_delivery_claim_needs_full_payment and order.total_funded_on is None:
        return refuse("balance_due", "Claims on delivered goods need full payment.", "S52, A1", pointer=pointer)
    return None
