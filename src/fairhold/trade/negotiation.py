"""How the two sides of a dispute settle it between them, or hand it to the dispute team (D05-D10, R12, PP15).

An accepted offer is carried out at once: money moves, a new day of shipment is a new version of the contract, a
promised replacement has a day after which the ground may be claimed anew. An offer is never evidence of fault.
"""

from datetime import date, timedelta

import msgspec

from fairhold.trade import agreement, fulfilment, returning, settlement
from fairhold.trade.award import carry_out, claimable
from fairhold.trade.course import Course
from fairhold.trade.days import days_left
from fairhold.trade.dispute import DisputeEscalated, EvidenceRoundBegun, Offer, OfferAccepted, OfferMade, Phase, phase
from fairhold.trade.order import Stage, stage
from fairhold.trade.refusal import Refused, refuse
from fairhold.trade.stream import Command
from fairhold.trade.terms import Contract, ShipBy
from fairhold.trade.who import Role

DISPUTE_STOPS = frozenset({"hold", "chargeback"})
"""What stops the timers of a dispute: a compliance hold, and a chargeback of money that it is about (4.6, A13)."""

WITH_GOODS = frozenset({Stage.SHIPPED, Stage.DELIVERED, Stage.RECEIVED})
"""Stages at which there are goods to replace."""


class MakeOffer(Command, frozen=True, kw_only=True, tag="make_offer"):
    """Say on which terms you would end the dispute (D07); an earlier offer lapses (R12)."""

    offer: Offer


class AcceptOffer(Command, frozen=True, kw_only=True, tag="accept_offer"):
    """Agree to the other side's offer; it is carried out at once (D08, D29, D31)."""


class Escalate(Command, frozen=True, kw_only=True, tag="escalate"):
    """Hand the case to the dispute team: the claimant when the time to answer is over, either side when both have
    talked long enough (D05, D09).
    """


def make_offer(command: MakeOffer, c: Course) -> Refused | None:
    """D07."""
    fault = check_offer(command.offer, c)
    if fault:
        return fault
    offer(c, command.offer)
    return None


def offer(c: Course, made: Offer) -> None:
    """The offer of the side that asks is on the table."""
    c.then(OfferMade(by=c.side, offer=made, person=c.who.person, day=c.day))


def accept_offer(command: AcceptOffer, c: Course) -> Refused | None:
    """D08, D29, D31, T49-T51: what was true when it was made has to be true still."""
    dispute = c.order.dispute
    assert dispute is not None
    assert dispute.offered is not None
    made = dispute.offered.offer
    fault = check_offer(made, c)
    if fault:
        return fault
    promises = [day for day in (made.replace_by, made.ship_by) if day is not None]
    c.then(OfferAccepted(by=c.side, promised=max(promises, default=None), person=c.who.person, day=c.day))
    if made.ship_by is not None:
        agreement.adopt(c, _with_day(c, made.ship_by), by=c.side)
    if made.goods_back:
        settlement.begin_return(c, made.refund.minor, made.goods_back, made.freight_by, goes_on=bool(promises))
    elif made.refund.minor:
        carry_out(c, made.refund.minor, "settled", goes_on=bool(promises))
    else:
        settlement.end_dispute(c, "settled")
        settlement.pass_on(c)
    return None


def escalate(command: Escalate, c: Course) -> Refused | None:
    """D05: the time to answer is over. D09: `negotiation_min_days` have passed since the opening (SC13)."""
    dispute, pauses = c.order.dispute, c.order.pauses
    assert dispute is not None
    assert dispute.answer_from is not None
    if phase(dispute) == Phase.AWAITING_RESPONSE:
        if c.who.role != dispute.by:
            return refuse("not_the_claimant", "As long as you have not answered, the claimant escalates.", "D05")
        left = days_left(dispute.answer_from, c.policy.respond_ttl_days, pauses, DISPUTE_STOPS, c.day)
        if left >= 0:
            last = c.day + timedelta(days=left)
            detail = f"The other side may answer until the end of {last}."
            return refuse("escalation_too_early", detail, "D05, S59", allowed=("edit_claim", "withdraw_dispute"))
    else:
        left = days_left(dispute.day, c.policy.negotiation_min_days, pauses, DISPUTE_STOPS, c.day)
        if left > 0:
            first = c.day + timedelta(days=left)
            return refuse(
                "escalation_too_early", f"Talk until {first}.", "D09, S58", allowed=("make_offer", "accept_offer")
            )
    _hand_over(c, c.who.role, c.who.person)
    return None


def hand_over(c: Course) -> None:
    """D06, D10: nobody settled it in time."""
    _hand_over(c, Role.CLOCK, "")


def _hand_over(c: Course, by: Role, person: str) -> None:
    dispute = c.order.dispute
    assert dispute is not None
    c.then(DisputeEscalated(by=by, unanswered=dispute.answered_on is None, person=person, day=c.day))


def begin_round(c: Course) -> None:
    """D11: both sides bring evidence."""
    dispute = c.order.dispute
    assert dispute is not None
    c.then(EvidenceRoundBegun(number=dispute.round + 1, day=c.day))


def check_offer(made: Offer, c: Course) -> Refused | None:
    """Something is offered, within the cover, and it can be kept at this stage."""
    dispute = c.order.dispute
    assert dispute is not None
    if dispute.against == "buyer":
        detail = "A balance that was never paid is paid, or split as the contract says."
        return refuse("offer_not_fitting", detail, "D07, R28", allowed=("accept_claim", "reject_claim"))
    if made.refund.currency != c.order.currency:
        detail = f"The order is in {c.order.currency}."
        return refuse("wrong_currency", detail, "A15", pointer="/offer/refund/currency")
    most = claimable(c, dispute.grounds)
    if made.refund.minor > most:
        detail = f"At most {most} minor units can go back."
        return refuse("claim_above_cover", detail, "4.9, I5", pointer="/offer/refund/amount")
    if not made.refund.minor and made.replace_by is None and made.ship_by is None:
        return refuse("offer_empty", "The offer gives nothing.", "D07", pointer="/offer")
    return _check_promises(made, c) or _check_goods_back(made, c)


def _check_goods_back(made: Offer, c: Course) -> Refused | None:
    """D30: goods that have left, no more of them than were sent."""
    if not made.goods_back and made.freight_by is not None:
        return refuse("offer_not_fitting", "Nothing goes back.", "D07", pointer="/offer/freight_by")
    if not made.goods_back:
        return None
    if stage(c.order) not in WITH_GOODS:
        return refuse("offer_not_fitting", "Nothing has left that could go back.", "D07", pointer="/offer/goods_back")
    most = fulfilment.shipped_units(c.order)
    return returning.check_units(made.goods_back, most, "/offer/goods_back")


def _check_promises(made: Offer, c: Course) -> Refused | None:
    if made.replace_by is not None:
        if stage(c.order) not in WITH_GOODS:
            detail = "Nothing has left that could be replaced: offer a later day of shipment."
            return refuse("offer_not_fitting", detail, "D07", pointer="/offer/replace_by")
        last = c.day + timedelta(days=c.policy.replacement_days_max)
        if not c.day <= made.replace_by <= last:
            detail = f"A replacement comes from {c.day} to {last}."
            return refuse("date_out_of_range", detail, "D07, PP15", pointer="/offer/replace_by")
    if made.ship_by is not None:
        if stage(c.order) not in agreement.AMENDABLE:
            detail = "The goods have left, or wait for nothing."
            return refuse("offer_not_fitting", detail, "D07", pointer="/offer/ship_by")
        fault = agreement.check_amendment(_with_day(c, made.ship_by), c)
        return None if fault is None else msgspec.structs.replace(fault, pointer="/offer/ship_by")
    return None


def _with_day(c: Course, day: date) -> Contract:
    return msgspec.structs.replace(c.order.terms, ship_by=ShipBy(on=day))
