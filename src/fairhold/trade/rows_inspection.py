"""The rows of the table about visits, reports and what follows (4.2, T18, T27, T28)."""

from typing import Final

from fairhold.trade import gates, inspection, visits
from fairhold.trade.order import RUNNING, Stage
from fairhold.trade.stream import Rule
from fairhold.trade.who import PARTIES, Role

_TREASURY = frozenset({Role.BANK, Role.TREASURY})

INSPECTION_RULES: Final[tuple[Rule, ...]] = (
    Rule(
        command=inspection.RequestVisit,
        title="Ask for an inspection visit",
        roles=PARTIES,
        stages=RUNNING,
        decide=visits.request_visit,
        transitions=("T18",),
    ),
    Rule(
        command=inspection.JoinVisit,
        title="Take part in the visit",
        roles=PARTIES,
        stages=RUNNING,
        gates=(gates.visit_is_open,),
        decide=visits.join_visit,
    ),
    Rule(
        command=inspection.WithdrawVisit,
        title="Withdraw the visit",
        roles=PARTIES,
        stages=RUNNING,
        gates=(gates.visit_is_open,),
        decide=visits.withdraw_visit,
        moves_money=True,
    ),
    Rule(
        command=inspection.PayVisitFee,
        title="Pay the visit's fee from the balance",
        roles=frozenset({Role.SUPPLIER}),
        stages=RUNNING,
        gates=(gates.visit_is_open,),
        decide=visits.pay_visit_fee,
        moves_money=True,
    ),
    Rule(
        command=inspection.ConfirmVisit,
        title="Take the visit",
        roles=frozenset({Role.INSPECTOR}),
        stages=RUNNING,
        gates=(gates.visit_is_open,),
        decide=visits.confirm_visit,
    ),
    Rule(
        command=inspection.ProposePlan,
        title="Propose a sampling plan",
        roles=frozenset({Role.INSPECTOR}),
        stages=RUNNING,
        gates=(gates.visit_is_open,),
        decide=visits.propose_plan,
    ),
    Rule(
        command=inspection.ObjectToPlan,
        title="Object to the plan",
        roles=PARTIES,
        stages=RUNNING,
        gates=(gates.visit_is_open,),
        decide=visits.object_to_plan,
    ),
    Rule(
        command=inspection.RescheduleVisit,
        title="Move the visit",
        roles=frozenset({Role.BUYER, Role.SUPPLIER, Role.INSPECTOR}),
        stages=RUNNING,
        gates=(gates.visit_is_open,),
        decide=visits.reschedule_visit,
    ),
    Rule(
        command=inspection.BeginVisit,
        title="Begin the visit",
        roles=frozenset({Role.INSPECTOR}),
        stages=RUNNING,
        gates=(gates.visit_is_open,),
        decide=visits.begin_visit,
    ),
    Rule(
        command=inspection.AbortVisit,
        title="Abort the visit",
        roles=frozenset({Role.INSPECTOR}),
        stages=RUNNING,
        gates=(gates.visit_is_open,),
        decide=visits.abort_visit,
        moves_money=True,
    ),
    Rule(
        command=inspection.SubmitReport,
        title="Submit the report",
        roles=frozenset({Role.INSPECTOR}),
        stages=RUNNING,
        decide=visits.submit_report,
        moves_money=True,
        transitions=("T27",),
    ),
    Rule(
        command=inspection.RejectGoods,
        title="Judge the pending inspection as failed",
        roles=frozenset({Role.BUYER}),
        stages=frozenset({Stage.READY}),
        gates=(gates.no_dispute, gates.inspection_pending),
        decide=visits.reject_goods,
        transitions=("T27",),
    ),
    Rule(
        command=inspection.SettleInspector,
        title="Inspector paid",
        roles=_TREASURY,
        gates=(gates.inspector_owed,),
        decide=visits.settle_inspector,
    ),
    Rule(
        command=inspection.BounceInspector,
        title="Inspector's payment came back",
        roles=_TREASURY,
        gates=(gates.inspector_owed,),
        decide=visits.bounce_inspector,
    ),
    Rule(
        command=inspection.PayInspectorAgain,
        title="Pay the inspector again",
        roles=frozenset({Role.TREASURY}),
        gates=(gates.inspector_owed,),
        decide=visits.pay_inspector_again,
        moves_money=True,
    ),
    Rule(
        command=inspection.AgreeInspectorPayee,
        title="Agree to another account for an inspector",
        roles=frozenset({Role.TREASURY}),
        gates=(gates.inspector_account_waits,),
        decide=visits.agree_inspector_payee,
        moves_money=True,
    ),
    Rule(
        command=inspection.StartRework,
        title="Rework the goods",
        roles=frozenset({Role.SUPPLIER}),
        stages=frozenset({Stage.READY}),
        gates=(gates.inspection_failed,),
        decide=visits.start_rework,
        transitions=("T28",),
    ),
)
