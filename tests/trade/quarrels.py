"""Orders in dispute for the tests: opened, answered, handed to the dispute team, on a Monday and with 80,000 held."""

from datetime import timedelta
from typing import Any

import msgspec

from fairhold.trade.adjudication import (
    HELD,
    ApproveRuling,
    AssignAdjudicator,
    Decide,
    DeclareDone,
    Exhibit,
    ExhibitKind,
    Override,
)
from fairhold.trade.dispute import Claimed, Dispute, Offer, OpenDispute, Phase, RejectClaim, phase
from fairhold.trade.experts import UNASKED, Experts
from fairhold.trade.ground import Ground
from fairhold.trade.order import Stage
from fairhold.trade.policy import Policy
from fairhold.trade.report import Judged
from fairhold.trade.terms import Contract, InspectionTerm
from trade.playing import ADJUDICATOR, BUYER, LEAD, SUPPLIER, Play, money, usd


def claim(amount: int, *grounds: Ground, claims: tuple[Claimed, ...] = ()) -> OpenDispute:
    """A claim of so many dollars, on the weight if nothing else is said."""
    return OpenDispute(grounds=grounds or ("weight",), amount=usd(amount), statement="It is so.", claims=claims)


def offer(dollars: int, **promise: Any) -> Offer:
    """An offer of so many dollars."""
    return Offer(refund=usd(dollars), **promise)


def delivered(policy: Policy | None = None, terms: Contract | None = None, **given: Any) -> tuple[Play, int]:
    """An order of 80,000 delivered on 2019-06-03, its money still held."""
    play = Play(policy, limit=0)
    return play, play.order(Stage.DELIVERED, frozen=True, terms=terms, **given)


def disputed(
    amount: int = 80_000,
    *grounds: Ground,
    policy: Policy | None = None,
    claims: tuple[Claimed, ...] = (),
    **given: Any,
) -> tuple[Play, int]:
    """Such an order, on which the buyer has opened a dispute on the same day."""
    play, order = delivered(policy, **given)
    play.done(order, claim(amount, *grounds, claims=claims), BUYER)
    return play, order


def answered(amount: int = 80_000, *grounds: Ground, made: Offer | None = None, **given: Any) -> tuple[Play, int]:
    """Such a dispute, rejected by the supplier on the same day, perhaps with an offer."""
    play, order = disputed(amount, *grounds, **given)
    play.done(order, RejectClaim(reason="It is not so.", offer=made), SUPPLIER)
    return play, order


def facts(play: Play, order: int) -> Dispute:
    """The open dispute."""
    dispute = play.orders[order].dispute
    assert dispute is not None
    return dispute


def whole_claim(at: Stage, policy: Policy | None = None, limit: int = 0, **given: Any) -> tuple[Play, int]:
    """An order at a stage with its money in dispute, all that can be claimed there: lateness before the goods leave,
    afterwards that they never came.
    """
    play = Play(policy, limit=limit)
    before = at in (Stage.IN_PRODUCTION, Stage.READY, Stage.AWAITING_BALANCE, Stage.READY_TO_SHIP)
    terms = {"balance_after_shipment": True} if at == Stage.AWAITING_BALANCE else {}
    # Goods that wait for their agreed inspection are not accepted by silence, so READY lasts until they are late.
    terms |= {"inspection": InspectionTerm(inspector="Northgate", standard="AQL 2.5")} if at == Stage.READY else {}
    order = play.order(at, frozen=not limit, **(terms | given))
    if before:
        play.wait(order, "2019-08-06")
    base = play.orders[order].funds.received
    ground: Ground = "late_not_shipped" if before else "not_received"
    play.done(order, OpenDispute(grounds=(ground,), amount=money(base), statement="Nothing came."), BUYER)
    return play, order


def everything(play: Play, order: int, minor: int | None = None) -> Decide:
    """A decision by which the buyer gets so much, or all that is protected, on the first ground."""
    dispute = facts(play, order)
    amount = play.orders[order].funds.received if minor is None else minor
    ground, line = dispute.points[0]
    award = Override(ground=ground, line=line, amount=money(amount), code="equity", reason="Nothing of it is right.")
    return Decide(overrides=(award,))


def heard(play: Play, order: int) -> None:
    """The case goes to the dispute team by time, and `ada` gets it the day after."""
    play.walk(order, play.today + timedelta(days=8))
    assert phase(facts(play, order)) == Phase.ESCALATED
    play.done(order, AssignAdjudicator(person="ada", no_ties=True), LEAD)


def reviewed(play: Play, order: int) -> None:
    """Both sides have brought what they have, and the case is decided next."""
    heard(play, order)
    play.done(order, DeclareDone(), BUYER)
    play.done(order, DeclareDone(), SUPPLIER)


def ruled(play: Play, order: int, decide: Decide | None = None) -> None:
    """`ada` has decided and, above the threshold, `lea` has approved; the time to appeal runs."""
    reviewed(play, order)
    play.done(order, decide or Decide(), ADJUDICATOR)
    decided = facts(play, order).decided
    assert decided is not None
    if decided.waits:
        play.done(order, ApproveRuling(sha256=decided.sha256), LEAD)


def exhibit(kind: ExhibitKind, *grounds: Ground, **given: Any) -> Exhibit:
    """A piece of evidence on the weight, if nothing else is said."""
    told: dict[str, Any] = {"title": f"The {kind}", "grounds": grounds or ("weight",), "shows": "What it shows."}
    if kind not in HELD:
        told["sha256"] = "ab" * 32
    return Exhibit(kind=kind, **(told | given))


def judging(judged: Judged) -> Experts:
    """An inspection room that comes to this, whatever a report says."""
    return msgspec.structs.replace(UNASKED, judge=lambda told, contract, visit, policy: judged)
