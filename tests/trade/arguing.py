"""How a walk fills in what is asked about a dispute: what is claimed, answered, offered."""

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

from fairhold.trade.adjudication import (
    Appeal,
    ApproveRuling,
    AssignAdjudicator,
    Decide,
    DecideAppeal,
    DeclareDone,
    Exhibit,
    FileEvidence,
    OrderInspection,
    Override,
    RequestMore,
    WaiveAppeal,
    Weighed,
)
from fairhold.trade.award import claimable
from fairhold.trade.deciding import course
from fairhold.trade.dispute import (
    AcceptClaim,
    Claimed,
    EditClaim,
    LateClaim,
    Offer,
    OpenDispute,
    RejectClaim,
    WithdrawDispute,
)
from fairhold.trade.fulfilment import shipped_units
from fairhold.trade.goods_return import (
    ConfirmReturn,
    ContestReturn,
    DecideReturn,
    NameReturnAddress,
    RecordReturnDelivery,
    ShipReturn,
    WaiveReturn,
)
from fairhold.trade.ground import Ground
from fairhold.trade.issue import AnyFacts, Deviation, Failed, Issue, Lateness, Lost, Short, Unpaid
from fairhold.trade.negotiation import AcceptOffer, Escalate, MakeOffer
from fairhold.trade.order import Order
from fairhold.trade.policy import LATE_REASONS
from fairhold.trade.proof import Evidence
from fairhold.trade.returning import freight_most
from fairhold.trade.stream import Command
from fairhold.trade.timers import Tick
from trade.playing import BUYER, Play, money

GROUNDS: tuple[Ground, ...] = ("late_not_shipped", "late_shipped", "not_received", "pre_ship_quality", "weight")

Ask = Callable[[Random, Play, Order, bool], Command]


def most(play: Play, order: Order, grounds: tuple[Ground, ...]) -> int:
    """The most that can be claimed on these grounds, in minor units."""
    return claimable(course(play.case(Tick(), order.id), order.id, BUYER, play.now, play.policies), grounds)


def _fitting(order: Order) -> list[Ground]:
    if order.buyer_default_on:
        return ["non_payment"]
    if order.late_on and not order.shipped_on:
        return ["late_not_shipped"]
    if order.shipped_on:
        return ["late_shipped", "not_received", "weight", "quantity_short", "function_appearance"]
    return ["pre_ship_quality"]


def _facts(d: Random, play: Play, ground: Ground) -> AnyFacts:
    """Facts as a claimant tells them."""
    if ground in ("late_not_shipped", "late_shipped"):
        return Lateness(on=play.today)
    if ground == "not_received":
        return Lost(clean_document=d.random() < 0.5)
    if ground == "pre_ship_quality":
        return Failed()
    if ground == "quantity_short":
        return Short(missing=d.randint(0, 20))
    return Unpaid() if ground == "non_payment" else Deviation(out=d.randint(0, 8), inspected=8)


def _claim(d: Random, play: Play, order: Order, ground: Ground, careless: bool) -> Claimed:
    lines = len(order.terms.lines)
    line = (
        d.choice((0, lines - 1, lines if careless else 0)) if ground == "quantity_short" or d.random() < 0.5 else None
    )
    facts = _facts(d, play, ground)
    if careless and isinstance(facts, Lateness | Lost):
        facts = Lateness(on=play.today, part=(1,) * 9) if isinstance(facts, Lateness) else facts
    amount = money(d.randint(0, 9_000_00), "GBP" if careless else order.currency) if d.random() < 0.2 else None
    return Claimed(ground=ground, facts=facts, line=line, amount=amount)


def _said(d: Random, play: Play, order: Order, careless: bool) -> dict[str, Any]:
    fitting = list(GROUNDS) if careless else _fitting(order)
    grounds = tuple(dict.fromkeys(d.choice(fitting) for _ in range(d.choice((1, 1, 2)))))
    top = most(play, order, grounds)
    near = d.choice((top, top, top // 2, top // 3))
    if "non_payment" in grounds and order.terms.kept_share:
        near = order.terms.kept_share.minor
    if careless:
        near = d.choice((0, top + 1, near))
    claims = tuple(_claim(d, play, order, ground, careless) for ground in grounds if d.random() < 0.6)
    if careless and claims:
        claims = d.choice((claims * 2, (*claims, Claimed(ground="colour", facts=Deviation()))))
    currency = "GBP" if careless and d.random() < 0.2 else order.currency
    least = 0 if careless or "non_payment" in grounds else 1
    return {"grounds": grounds, "amount": money(max(least, near), currency), "statement": "It is so.", "claims": claims}


def _late_claim(d: Random, play: Play, order: Order, careless: bool) -> LateClaim:
    """After 5 or 29 days, or by mistake on a day to come or after too long."""
    on = play.today - timedelta(days=d.choice((0, 5, 29, 60, -1) if careless else (0, 5, 29)))
    proof = None if careless and d.random() < 0.3 else "5" * 64
    reason = d.choice(LATE_REASONS if careless else play.policies.now.late_claim_exceptions)
    return LateClaim(reason=reason, on=on, proof=proof, **_said(d, play, order, careless))


def _offer(d: Random, play: Play, order: Order, careless: bool) -> Offer:
    top = most(play, order, order.dispute.grounds if order.dispute else ())
    refund = d.choice((0, top // 2, top // 3, top, top + 1 if careless else 0))
    later = play.today + timedelta(days=d.choice((0, 5, 20, -1 if careless else 40)))
    promise = {} if d.random() < 0.4 else {"replace_by": later} if order.shipped_on else {"ship_by": later}
    if careless and d.random() < 0.3:
        promise = {"ship_by": later} if order.shipped_on else {"replace_by": later}
    currency = "GBP" if careless and d.random() < 0.2 else order.currency
    if order.shipped_on and d.random() < 0.7:
        promise |= _goods_back(d, order, careless)
    elif careless:
        promise |= d.choice(({}, {"freight_by": "buyer"}, {"goods_back": (1,)}))
    return Offer(refund=money(refund, currency), **promise)


def _goods_back(d: Random, order: Order, careless: bool) -> dict[str, Any]:
    units = tuple(max(1, n // d.choice((1, 1, 3))) + (n if careless else 0) for n in shipped_units(order))
    return {"goods_back": units, "freight_by": d.choice((None, "supplier", "buyer"))}


def _ship_return(d: Random, play: Play, order: Order, careless: bool) -> Command:
    back = order.dispute.goods_return if order.dispute is not None else None
    agreed = (1,) if back is None else back.units
    units = tuple(n + 1 if careless else max(1, n // d.choice((1, 1, 2))) for n in agreed)
    currency = "GBP" if careless and d.random() < 0.3 else order.currency
    most = d.choice((0, freight_most(back, play.policies.now))) if back is not None else 0
    freight = money(most + (10**9 if careless else 0), currency) if d.random() < 0.7 else None
    if careless and d.random() < 0.5:
        units = agreed
    return ShipReturn(carrier="Blue Heron", tracking="BHR-55120", units=units, freight=freight)


def _return_delivery(d: Random, play: Play, order: Order, careless: bool) -> Command:
    on = play.today + timedelta(days=d.choice((-400, 3)) if careless else 0)
    return RecordReturnDelivery(delivered_on=on, proof="" if careless and d.random() < 0.3 else "signed for")


def _decide_return(d: Random, play: Play, order: Order, careless: bool) -> Command:
    back = order.dispute.goods_return if order.dispute is not None else None
    sent = () if back is None else back.sent
    return DecideReturn(units=tuple(n + 1 if careless else d.randint(0, n) for n in sent), reason="Some are theirs.")


def _reject(d: Random, play: Play, order: Order, careless: bool) -> Command:
    return RejectClaim(reason="It is not so.", offer=_offer(d, play, order, careless) if d.random() < 0.4 else None)


def _exhibit(d: Random, play: Play, order: Order, careless: bool) -> Exhibit:
    grounds: tuple[Ground, ...] = order.dispute.grounds if order.dispute and not careless else GROUNDS
    kind = d.choice(("photo", "laboratory_report", "inspection_report", "receipt", "thread_message", "listing"))
    if not order.thread.count and kind == "thread_message" and not careless:
        kind = "photo"
    held = kind in ("thread_message", "listing")
    given: dict[str, Any] = {} if held or (careless and d.random() < 0.3) else {"sha256": f"{d.randrange(9):064d}"}
    if kind == "thread_message":
        given["message"] = d.randint(1, max(1, order.thread.count)) + (50 if careless else 0)
        if d.random() < 0.3:
            given["agrees_to"] = play.today + timedelta(days=20)
    line = d.choice((None, 0, len(order.terms.lines) if careless else 0))
    made_by = "Blue Heron" if kind.endswith("report") else ""
    about = d.choice(("breach", "breach", "term"))
    return Exhibit(
        kind=kind, title="What it is", grounds=grounds, line=line, made_by=made_by, about=about, shows="So.", **given
    )


def _judgement(d: Random, play: Play, order: Order, careless: bool) -> dict[str, Any]:
    """Mostly as recommended; sometimes other facts, other weights, another amount."""
    dispute = order.dispute
    points = dispute.points if dispute is not None else (("weight", None),)
    filed = dispute.filed if dispute is not None else ()
    weighed = tuple(
        Weighed(exhibit=one.number + (90 if careless else 0), counts_as="laboratory", reason="Custody was shown.")
        for one in filed
        if d.random() < 0.4
    )
    reported = [visit.number for visit in order.visits if visit.result is not None]
    eager = 0.8 if reported else 0.3
    issues, overrides = [], []
    for ground, line in points:
        if d.random() < eager and (ground != "quantity_short" or line is not None):
            known = f"visit {reported[-1]}" if reported else "E1" if filed else "E99"
            evidence = Evidence(id=known, kind="joint_inspection", side="buyer", source="Blue Heron")
            issues.append(
                Issue(
                    ground="colour" if careless and d.random() < 0.2 else ground,
                    line=len(order.terms.lines) if careless and line is not None else line,
                    facts=Deviation() if careless else _facts(d, play, ground),
                    evidence=(evidence,) if filed or reported or careless else (),
                )
                if not careless or ground in ("weight", "function_appearance")
                else Issue(ground=ground, line=line, facts=_facts(d, play, ground))
            )
        elif d.random() < 0.3 and ground != "quantity_short":
            top = most(play, order, (ground,))
            amount = d.choice((0, top // 2, top, top * 2 + 1 if careless else top))
            currency = "GBP" if careless and d.random() < 0.3 else order.currency
            where = 77 if careless and d.random() < 0.3 else line
            overrides.append(
                Override(ground=ground, line=where, amount=money(amount, currency), code="equity", reason="It is fair.")
            )
    if careless and issues:
        issues = issues * 2
    return {"weighed": weighed, "issues": tuple(issues), "overrides": tuple(overrides)}


def _assign(d: Random, play: Play, order: Order, careless: bool) -> Command:
    people = order.dispute.people if order.dispute is not None else ()
    person = d.choice(people) if careless and people else d.choice(("ada", "dora"))
    return AssignAdjudicator(person=person, no_ties=not careless or d.random() < 0.5)


def _approve(d: Random, play: Play, order: Order, careless: bool) -> Command:
    decided = order.dispute.decided if order.dispute is not None else None
    return ApproveRuling(sha256="0" * 64 if careless or decided is None else decided.sha256)


def _appeal(d: Random, play: Play, order: Order, careless: bool) -> Command:
    decided = order.dispute.decided if order.dispute is not None else None
    rule = "R-NONE" if careless else d.choice(decided.rules) if decided is not None else ""
    exhibits = (_exhibit(d, play, order, careless),) if d.random() < 0.4 else ()
    return Appeal(reason="It is wrong.", rule=rule if d.random() < 0.8 else "", exhibits=exhibits)


MAKE: dict[type[Command], Ask] = {
    FileEvidence: lambda d, p, o, bad: FileEvidence(exhibit=_exhibit(d, p, o, bad)),
    DeclareDone: lambda d, p, o, bad: DeclareDone(),
    AssignAdjudicator: _assign,
    OrderInspection: lambda d, p, o, bad: OrderInspection(question="How many?", lines=(9,) if bad else ()),
    RequestMore: lambda d, p, o, bad: RequestMore(question="What did they weigh?"),
    Decide: lambda d, p, o, bad: Decide(**_judgement(d, p, o, bad)),
    ApproveRuling: _approve,
    Appeal: _appeal,
    WaiveAppeal: lambda d, p, o, bad: WaiveAppeal(),
    DecideAppeal: lambda d, p, o, bad: DecideAppeal(stands=d.random() < 0.4, **_judgement(d, p, o, bad)),
    OpenDispute: lambda d, p, o, bad: OpenDispute(**_said(d, p, o, bad)),
    LateClaim: _late_claim,
    EditClaim: lambda d, p, o, bad: EditClaim(**_said(d, p, o, bad)),
    AcceptClaim: lambda d, p, o, bad: AcceptClaim(),
    RejectClaim: _reject,
    WithdrawDispute: lambda d, p, o, bad: WithdrawDispute(),
    MakeOffer: lambda d, p, o, bad: MakeOffer(offer=_offer(d, p, o, bad)),
    AcceptOffer: lambda d, p, o, bad: AcceptOffer(),
    Escalate: lambda d, p, o, bad: Escalate(),
    NameReturnAddress: lambda d, p, o, bad: NameReturnAddress(address="Ningbo, hall 3, ramp 7"),
    ShipReturn: _ship_return,
    RecordReturnDelivery: _return_delivery,
    ConfirmReturn: lambda d, p, o, bad: ConfirmReturn(),
    WaiveReturn: lambda d, p, o, bad: WaiveReturn(),
    ContestReturn: lambda d, p, o, bad: ContestReturn(reason="These are others.", evidence=("a" * 64,)),
    DecideReturn: _decide_return,
}
"""How each command is filled in; a careless one with what does not fit."""
