"""How a walk fills in what is asked about visits of an inspector: which visit, which day, which report."""

from collections.abc import Callable
from datetime import timedelta
from random import Random

from fairhold.trade.inspection import (
    AbortVisit,
    AgreeInspectorPayee,
    BeginVisit,
    BounceInspector,
    ConfirmVisit,
    JoinVisit,
    ObjectToPlan,
    PayInspectorAgain,
    PayVisitFee,
    ProposePlan,
    RejectGoods,
    RequestVisit,
    RescheduleVisit,
    SettleInspector,
    StartRework,
    SubmitReport,
    Visit,
    WithdrawVisit,
)
from fairhold.trade.order import Order, Stage, stage
from fairhold.trade.payment import Payer
from fairhold.trade.report import PlanRow
from fairhold.trade.stream import Command
from fairhold.trade.visits import STAGES
from trade.playing import SEED, Play, changed, confirmation, report

PLAN = PlanRow(
    severity="major",
    standard="ISO 2859-1",
    edition="iso2859_1_1999",
    level="II",
    aql="2.5",
    letter="J",
    n=80,
    ac=5,
    re=6,
)
CAUSES = ("supplier_not_ready", "no_room", "buyer_changed_date", "sample_missing", "inspector_missed", "force_majeure")

Ask = Callable[[Random, Play, Order, bool], Command]


def _number(d: Random, order: Order, careless: bool, wanted: Callable[[Visit], bool]) -> int:
    fitting = [visit.number for visit in order.visits if wanted(visit)]
    return 99 if careless or not fitting else d.choice(fitting)


def _open(d: Random, order: Order, careless: bool) -> int:
    return _number(d, order, careless, lambda visit: visit.is_open)


def _request(d: Random, play: Play, order: Order, careless: bool) -> Command:
    at = stage(order)
    kinds = [kind for kind, stages in STAGES.items() if at in stages] or list(STAGES)
    if "pre_shipment" in kinds and order.terms.inspection is not None and at == Stage.READY:
        kinds = ["pre_shipment"]
    kind = d.choice(list(STAGES)) if careless else d.choice(kinds)
    every = tuple(range(len(order.terms.lines)))
    lines = d.choice(((), (), (d.choice(every),), (9,) if careless else every))
    day = play.today + timedelta(days=d.choice((0, 0, 1, -1 if careless else 3)))
    return RequestVisit(kind=kind, wish_on=day, lines=lines)


def _confirm(d: Random, play: Play, order: Order, careless: bool) -> Command:
    day = play.today + timedelta(days=d.choice((0, 0, 0, 1, 2, -1 if careless else 0)))
    return confirmation(_number(d, order, careless, lambda visit: visit.is_open and visit.on is None), day)


def _report(d: Random, play: Play, order: Order, careless: bool) -> Command:
    begun = [visit.number for visit in order.visits if visit.begun_at is not None and not visit.ended]
    if not begun:
        waiting = [visit for visit in order.visits if visit.on is not None]
        return BeginVisit(visit=waiting[-1].number if waiting else 99, seed=SEED)
    number = d.choice(begun)
    verdict = d.choice(("pass", "pass", "fail", "fail", "pending"))
    told = report(order, number, verdict)
    if careless:
        fault = d.choice(({"visit": 99}, {"order": "ord_0000000000000"}, {"contract": "0" * 64}))
        told = changed(told, **fault)
    return SubmitReport(report=told)


def _owed(d: Random, order: Order, careless: bool) -> int:
    return _number(d, order, careless, lambda visit: visit.owed > 0)


def _pay_again(d: Random, play: Play, order: Order, careless: bool) -> Command:
    """To the account that the fee came back from, or to another one, now and then in another name."""
    number = _number(d, order, careless, lambda visit: visit.bounced)
    old = [visit.payee for visit in order.visits if visit.number == number]
    other = Payer(d.choice(("Blue Heron", "Blue Heron", "Wong")), "DE03", "")
    return PayInspectorAgain(visit=number, payee=d.choice((*old, other)))


def _agree_payee(d: Random, play: Play, order: Order, careless: bool) -> Command:
    waiting = {visit.number: visit.payee_change for visit in order.visits if visit.payee_change is not None}
    number = d.choice(tuple(waiting)) if waiting else 1
    digest = "0" * 64 if careless or not waiting else waiting[number].proposal.digest
    return AgreeInspectorPayee(visit=number, digest=digest, reason="It is the same firm.")


MAKE: dict[type[Command], Ask] = {
    RequestVisit: _request,
    JoinVisit: lambda d, p, o, bad: JoinVisit(visit=_number(d, o, bad, lambda v: v.is_open and not v.agreed)),
    WithdrawVisit: lambda d, p, o, bad: WithdrawVisit(visit=_open(d, o, bad)),
    PayVisitFee: lambda d, p, o, bad: PayVisitFee(visit=_number(d, o, bad, lambda v: v.payer == "supplier")),
    ConfirmVisit: _confirm,
    ProposePlan: lambda d, p, o, bad: ProposePlan(visit=_open(d, o, bad), plan=(PLAN,)),
    ObjectToPlan: lambda d, p, o, bad: ObjectToPlan(visit=_open(d, o, bad), reason="too lax"),
    RescheduleVisit: lambda d, p, o, bad: RescheduleVisit(
        visit=_open(d, o, bad), on=p.today + timedelta(days=d.choice((1, 2, 0 if bad else 3)))
    ),
    BeginVisit: lambda d, p, o, bad: BeginVisit(visit=_open(d, o, bad), seed=SEED),
    AbortVisit: lambda d, p, o, bad: AbortVisit(
        visit=_open(d, o, bad),
        cause=d.choice(CAUSES),
        packed_bp=d.choice((None, 7_900, 9_000)),
    ),
    SubmitReport: _report,
    RejectGoods: lambda d, p, o, bad: RejectGoods(reason="papers missing"),
    StartRework: lambda d, p, o, bad: StartRework(),
    SettleInspector: lambda d, p, o, bad: SettleInspector(visit=_owed(d, o, bad), line=f"insp-{d.random()}"),
    BounceInspector: lambda d, p, o, bad: BounceInspector(visit=_owed(d, o, bad), reason="account closed"),
    PayInspectorAgain: _pay_again,
    AgreeInspectorPayee: _agree_payee,
}
"""How each command is filled in; a careless one with what does not fit."""
