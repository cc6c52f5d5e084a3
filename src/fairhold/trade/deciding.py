"""The table of who may do what and when, and the one function that decides (rulebook 4.2, 4.4).

`decide` is pure: facts, a command, who asks, the time and the policies in; events or a refusal out. Refusals have a
fixed order: the stream is unknown or not yours, your role may not, compliance holds the order, the stage is wrong, a
gate is shut, then what the rule itself finds in the input. From `RULES` the API, the CLI, the permission page and the
tests are derived.
"""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from fairhold.trade import (
    agreement,
    claims,
    fulfilment,
    funding,
    gates,
    inspection,
    joining,
    limits,
    messages,
    order_fold,
    payment,
    payment_events,
    payouts,
    remittance,
    supplier,
    supplier_events,
    supplier_fold,
    thread,
    timers,
    visits,
)
from fairhold.trade.course import Course
from fairhold.trade.disputing import DISPUTE_RULES
from fairhold.trade.experts import UNASKED, Experts
from fairhold.trade.ledger import EVENTS
from fairhold.trade.order import CLOSED, Order, Stage, stage
from fairhold.trade.policy import Policies, Policy
from fairhold.trade.refusal import Refused, refuse
from fairhold.trade.remittance import Remittance
from fairhold.trade.stream import Command, Deadline, Decision, Event, Rule
from fairhold.trade.supplier import Supplier
from fairhold.trade.who import PARTIES, Party, Role, Who


class Case(msgspec.Struct, frozen=True, gc=False):
    """What one asking may touch: an order with its supplier, a supplier, or a remittance.

    `parties` are the companies of a new contract. `quiet_until` may say that no deadline of the order passes before
    that instant, which saves looking.
    """

    order: Order | None = None
    supplier: Supplier | None = None
    remittance: Remittance | None = None
    parties: Mapping[int, Party] = {}
    quiet_until: datetime | None = None


class Tick(Command, frozen=True, kw_only=True, tag="tick"):
    """Time asks: let every deadline that has passed happen (T09, T12, T22, T26, T33, T44, T47, T55-T59)."""


def _nothing(command: Tick, c: Course) -> Refused | None:
    return None


_BUYER = frozenset({Role.BUYER})
_SUPPLIER = frozenset({Role.SUPPLIER})
_EITHER = PARTIES
_MONEY_IN = frozenset({Role.BANK, Role.TREASURY, Role.CLOCK})
_TREASURY = frozenset({Role.BANK, Role.TREASURY})
_COMPLIANCE = frozenset({Role.COMPLIANCE})
_INSPECTOR = frozenset({Role.INSPECTOR})

_DRAFT = frozenset({Stage.DRAFT})
_PROPOSED = frozenset({Stage.PROPOSED})
_AGREED = frozenset({Stage.AGREED})
_MAKING = frozenset({Stage.IN_PRODUCTION})
_READY = frozenset({Stage.READY})
_BALANCE = frozenset({Stage.AWAITING_BALANCE})
_SHIPPABLE = frozenset({Stage.READY_TO_SHIP})
_AWAY = frozenset({Stage.SHIPPED, Stage.DELIVERED})
_RUNNING = frozenset(Stage) - CLOSED - {Stage.NONE, Stage.DRAFT, Stage.PROPOSED}
_FUNDED = _RUNNING - _AGREED
_LIVE = frozenset(Stage) - CLOSED - {Stage.NONE}

ORDER_RULES: tuple[Rule, ...] = (
    # ------------------------------------------------------------------------------------- contract (T01-T08)
    Rule(
        command=agreement.CreateDraft,
        title="Draft an order",
        roles=_EITHER,
        stages=frozenset({Stage.NONE}),
        decide=agreement.create_draft,
        transitions=("T01",),
    ),
    Rule(
        command=agreement.EditDraft,
        title="Edit the draft",
        roles=_EITHER,
        stages=_DRAFT,
        gates=(gates.author_only,),
        decide=agreement.edit_draft,
        transitions=("T02",),
    ),
    Rule(
        command=agreement.DeleteDraft,
        title="Delete the draft",
        roles=_EITHER,
        stages=_DRAFT,
        gates=(gates.author_only,),
        decide=agreement.delete_draft,
        transitions=("T03",),
    ),
    Rule(
        command=agreement.Propose,
        title="Sign and propose",
        roles=_EITHER,
        stages=_DRAFT,
        gates=(gates.author_only,),
        decide=agreement.propose,
        transitions=("T04",),
    ),
    Rule(
        command=agreement.CounterPropose,
        title="Answer with another version",
        roles=_EITHER,
        stages=_PROPOSED,
        gates=(gates.other_side_only,),
        decide=agreement.counter_propose,
        transitions=("T05",),
    ),
    Rule(
        command=agreement.WithdrawProposal,
        title="Take the proposal back",
        roles=_EITHER,
        stages=_PROPOSED,
        gates=(gates.author_only,),
        decide=agreement.withdraw_proposal,
        transitions=("T06",),
    ),
    Rule(
        command=agreement.Decline,
        title="Decline",
        roles=_EITHER,
        stages=_PROPOSED,
        gates=(gates.other_side_only,),
        decide=agreement.decline,
        transitions=("T07",),
    ),
    Rule(
        command=agreement.Accept,
        title="Sign and accept",
        roles=_EITHER,
        stages=_PROPOSED,
        gates=(gates.other_side_only,),
        decide=agreement.accept,
        moves_money=True,
        transitions=("T08",),
    ),
    # ------------------------------------------------------------------- changes and consent (T10, T11, T16-T20, T29)
    Rule(
        command=agreement.Amend,
        title="Sign an amendment",
        roles=_EITHER,
        stages=frozenset(agreement.AMENDABLE),
        gates=(gates.no_amendment,),
        decide=agreement.amend,
        transitions=("T10", "T17", "T29"),
    ),
    Rule(
        command=agreement.AcceptAmendment,
        title="Sign the amendment too",
        roles=_EITHER,
        stages=frozenset(agreement.AMENDABLE),
        gates=(gates.amendment_pending, gates.amendment_of_other_side),
        decide=agreement.accept_amendment,
        moves_money=True,
        transitions=("T10", "T17", "T29"),
    ),
    Rule(
        command=agreement.DropAmendment,
        title="Decline the amendment",
        roles=_EITHER,
        stages=_RUNNING,
        gates=(gates.amendment_pending,),
        decide=agreement.drop_amendment,
        transitions=("T10",),
    ),
    Rule(
        command=agreement.Cancel,
        title="Cancel",
        roles=_EITHER,
        stages=_AGREED,
        gates=(gates.nothing_received,),
        decide=agreement.cancel,
        moves_money=True,
        transitions=("T11",),
    ),
    Rule(
        command=agreement.AskCancellation,
        title="Ask to cancel by consent",
        roles=_EITHER,
        stages=_AGREED | _MAKING,
        gates=(gates.received_or_in_production, gates.no_cancellation),
        decide=agreement.ask_cancellation,
        transitions=("T16", "T19", "T20"),
    ),
    Rule(
        command=agreement.AgreeCancellation,
        title="Agree to cancel",
        roles=_EITHER,
        stages=_AGREED | _MAKING,
        gates=(gates.cancellation_pending, gates.cancellation_of_other_side),
        decide=agreement.agree_cancellation,
        moves_money=True,
        transitions=("T16", "T19", "T20"),
    ),
    Rule(
        command=agreement.RefuseCancellation,
        title="Go on with the order",
        roles=_EITHER,
        stages=_RUNNING,
        gates=(gates.cancellation_pending,),
        decide=agreement.refuse_cancellation,
        transitions=("T16",),
    ),
    # ----------------------------------------------------------------------------------------- the thread (PP2, O29)
    Rule(
        command=thread.PostMessage,
        title="Write a message",
        roles=_EITHER,
        stages=_LIVE,
        decide=messages.post_message,
        transitions=("PP2",),
    ),
    Rule(
        command=thread.FileOutsideMessage,
        title="File a message from elsewhere",
        roles=_EITHER,
        stages=_LIVE,
        decide=messages.file_outside_message,
        transitions=("PP2", "O29"),
    ),
    Rule(
        command=thread.AcknowledgeMessage,
        title="Acknowledge a message",
        roles=_EITHER,
        stages=_LIVE,
        gates=(gates.message_to_answer,),
        decide=messages.acknowledge_message,
        transitions=("O29", "R1", "R8"),
    ),
    Rule(
        command=thread.ContestMessage,
        title="Contest a message",
        roles=_EITHER,
        stages=_LIVE,
        gates=(gates.message_to_answer,),
        decide=messages.contest_message,
        transitions=("O29", "R8"),
    ),
    Rule(
        command=thread.PromoteToTerm,
        title="Make a message a term",
        roles=_EITHER,
        stages=_DRAFT | _PROPOSED | frozenset(agreement.AMENDABLE),
        gates=(gates.message_written, gates.may_write_version),
        decide=messages.promote_to_term,
        transitions=("PP2", "T02", "T05", "T17"),
    ),
    # ---------------------------------------------------------------------- money in and back (T13-T15, T30, T31, T41)
    Rule(
        command=payment.AnnouncePayment,
        title="Announce a payment",
        roles=_BUYER,
        stages=_AGREED | _MAKING | _READY | _BALANCE,
        gates=(gates.not_announced,),
        decide=funding.announce_payment,
        transitions=("T11", "T12"),
    ),
    Rule(
        command=payment.DeclareOffPlatformPayment,
        title="Declare money paid past the account",
        roles=_EITHER,
        stages=_RUNNING,
        decide=funding.declare_off_platform_payment,
        transitions=("M9", "A14"),
    ),
    Rule(
        command=payment.RecordPayment,
        title="Record a payment",
        roles=_MONEY_IN,
        stages=_RUNNING,
        decide=funding.record_payment,
        transitions=("T13", "T14", "T30", "T31", "T41"),
    ),
    Rule(
        command=payment.AcceptShortfall,
        title="Accept the short payment",
        roles=_SUPPLIER,
        stages=_AGREED,
        gates=(gates.initial_short,),
        decide=funding.accept_shortfall,
        moves_money=True,
        transitions=("T15",),
    ),
    Rule(
        command=payment.SettleRefund,
        title="Confirm a refund",
        roles=_TREASURY,
        decide=funding.settle_refund,
        transitions=("M18b",),
    ),
    Rule(
        command=payment.BounceRefund,
        title="Take a refund back",
        roles=_TREASURY,
        decide=funding.bounce_refund,
        transitions=("M18x",),
    ),
    Rule(
        command=payment.RetryRefund,
        title="Send a refund again",
        roles=frozenset({Role.TREASURY}),
        decide=funding.retry_refund,
        moves_money=True,
        transitions=("M18x",),
    ),
    Rule(
        command=payment.NotifyChargeback,
        title="Record a chargeback",
        roles=_TREASURY,
        stages=_FUNDED,
        gates=(gates.not_charged_back,),
        decide=funding.notify_chargeback,
        transitions=("T53",),
    ),
    Rule(
        command=payment.CloseChargeback,
        title="Close a chargeback",
        roles=_TREASURY,
        stages=_FUNDED,
        gates=(gates.charged_back,),
        decide=funding.close_chargeback,
        transitions=("T53",),
    ),
    # -------------------------------------------------------------------------------- goods (T18, T21, T24-T46)
    Rule(
        command=fulfilment.DeclareReady,
        title="Declare the goods ready",
        roles=_SUPPLIER,
        stages=_MAKING,
        decide=fulfilment.declare_ready,
        transitions=("T18",),
    ),
    Rule(
        command=fulfilment.DeclareCannotShip,
        title="Give the order up",
        roles=_SUPPLIER,
        stages=_MAKING,
        decide=fulfilment.declare_cannot_ship,
        moves_money=True,
        transitions=("T21",),
    ),
    Rule(
        command=inspection.RequestVisit,
        title="Ask for an inspection visit",
        roles=_EITHER,
        stages=_FUNDED | _AGREED,
        decide=visits.request_visit,
        transitions=("T18",),
    ),
    Rule(
        command=inspection.JoinVisit,
        title="Take part in the visit",
        roles=_EITHER,
        stages=_RUNNING,
        gates=(gates.visit_is_open,),
        decide=visits.join_visit,
    ),
    Rule(
        command=inspection.WithdrawVisit,
        title="Withdraw the visit",
        roles=_EITHER,
        stages=_RUNNING,
        gates=(gates.visit_is_open,),
        decide=visits.withdraw_visit,
        moves_money=True,
    ),
    Rule(
        command=inspection.PayVisitFee,
        title="Pay the visit's fee from the balance",
        roles=_SUPPLIER,
        stages=_RUNNING,
        gates=(gates.visit_is_open,),
        decide=visits.pay_visit_fee,
        moves_money=True,
    ),
    Rule(
        command=inspection.ConfirmVisit,
        title="Take the visit",
        roles=_INSPECTOR,
        stages=_RUNNING,
        gates=(gates.visit_is_open,),
        decide=visits.confirm_visit,
    ),
    Rule(
        command=inspection.ProposePlan,
        title="Propose a sampling plan",
        roles=_INSPECTOR,
        stages=_RUNNING,
        gates=(gates.visit_is_open,),
        decide=visits.propose_plan,
    ),
    Rule(
        command=inspection.ObjectToPlan,
        title="Object to the plan",
        roles=_EITHER,
        stages=_RUNNING,
        gates=(gates.visit_is_open,),
        decide=visits.object_to_plan,
    ),
    Rule(
        command=inspection.RescheduleVisit,
        title="Move the visit",
        roles=_EITHER | _INSPECTOR,
        stages=_RUNNING,
        gates=(gates.visit_is_open,),
        decide=visits.reschedule_visit,
    ),
    Rule(
        command=inspection.BeginVisit,
        title="Begin the visit",
        roles=_INSPECTOR,
        stages=_RUNNING,
        gates=(gates.visit_is_open,),
        decide=visits.begin_visit,
    ),
    Rule(
        command=inspection.AbortVisit,
        title="Abort the visit",
        roles=_INSPECTOR,
        stages=_RUNNING,
        gates=(gates.visit_is_open,),
        decide=visits.abort_visit,
        moves_money=True,
    ),
    Rule(
        command=inspection.SubmitReport,
        title="Submit the report",
        roles=_INSPECTOR,
        stages=_RUNNING,
        decide=visits.submit_report,
        moves_money=True,
        transitions=("T27",),
    ),
    Rule(
        command=inspection.RejectGoods,
        title="Judge the pending inspection as failed",
        roles=_BUYER,
        stages=_READY,
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
        command=inspection.StartRework,
        title="Rework the goods",
        roles=_SUPPLIER,
        stages=_READY,
        gates=(gates.inspection_failed,),
        decide=visits.start_rework,
        transitions=("T28",),
    ),
    Rule(
        command=fulfilment.AcceptGoods,
        title="Let the goods leave",
        roles=_BUYER,
        stages=_READY,
        gates=(gates.no_dispute_but_on_quality,),
        decide=fulfilment.accept_goods,
        moves_money=True,
        transitions=("T24", "T25"),
    ),
    Rule(
        command=fulfilment.Ship,
        title="Ship the goods",
        roles=_SUPPLIER,
        stages=_SHIPPABLE,
        decide=fulfilment.ship,
        transitions=("T37",),
    ),
    Rule(
        command=fulfilment.ShipPart,
        title="Ship a part",
        roles=_SUPPLIER,
        stages=_SHIPPABLE,
        gates=(gates.parts_allowed,),
        decide=fulfilment.ship_part,
        transitions=("T36",),
    ),
    Rule(
        command=fulfilment.ShipOnOpenAccount,
        title="Ship before the balance is paid",
        roles=_SUPPLIER,
        stages=_BALANCE,
        gates=(gates.open_account,),
        decide=fulfilment.ship,
        transitions=("T32",),
    ),
    Rule(
        command=fulfilment.RecordDelivery,
        title="Record the delivery",
        roles=frozenset({Role.BUYER, Role.SUPPLIER, Role.CARRIER}),
        stages=frozenset({Stage.SHIPPED}),
        decide=fulfilment.record_delivery,
        transitions=("T38",),
    ),
    Rule(
        command=fulfilment.ExtendReceiving,
        title="Extend the receiving time",
        roles=_EITHER,
        stages=_AWAY,
        gates=(gates.not_extended_by_you,),
        decide=fulfilment.extend_receiving,
        transitions=("T39", "T40"),
    ),
    Rule(
        command=fulfilment.ConfirmReceipt,
        title="Confirm receipt",
        roles=_BUYER,
        stages=_AWAY,
        gates=(gates.no_dispute_but_on_receipt, gates.dues_paid),
        decide=fulfilment.confirm_receipt,
        moves_money=True,
        transitions=("T42", "T43"),
    ),
    Rule(
        command=fulfilment.WaiveClaims,
        title="Give up all claims",
        roles=_BUYER,
        stages=frozenset({Stage.RECEIVED}),
        gates=(gates.no_dispute,),
        decide=fulfilment.waive_claims,
        moves_money=True,
        transitions=("T48",),
    ),
    Rule(
        command=fulfilment.CancelForNonPayment,
        title="Cancel as the balance never came",
        roles=_SUPPLIER,
        stages=_BALANCE,
        gates=(gates.buyer_in_default, gates.no_dispute_but_on_payment),
        decide=fulfilment.cancel_for_non_payment,
        moves_money=True,
        transitions=("T34",),
    ),
    Rule(
        command=fulfilment.CancelUnpaid,
        title="Cancel a shipment never paid",
        roles=_SUPPLIER,
        stages=frozenset({Stage.SHIPPED}),
        gates=(gates.open_account, gates.never_received),
        decide=fulfilment.cancel_unpaid,
        moves_money=True,
        transitions=("T46",),
    ),
    # ----------------------------------------------------------------------------- disputes and holds (T49-T52, D..)
    *DISPUTE_RULES,
    Rule(
        command=claims.PlaceHold,
        title="Hold the order",
        roles=_COMPLIANCE,
        stages=_LIVE,
        gates=(gates.not_held,),
        decide=claims.place_hold,
        transitions=("T52",),
    ),
    Rule(
        command=claims.LiftHold,
        title="Lift the hold",
        roles=_COMPLIANCE,
        stages=_LIVE,
        gates=(gates.held,),
        decide=claims.lift_hold,
        transitions=("T52",),
    ),
    # ---------------------------------------------------------------------------------------------------- time
    Rule(
        command=Tick,
        title="Time passes",
        roles=frozenset({Role.CLOCK}),
        stages=frozenset(Stage) - {Stage.NONE},
        decide=_nothing,
        transitions=(
            *("T09", "T12", "T22", "T23", "T26", "T33", "T35"),
            *("T44", "T45", "T47", "T55", "T56", "T57", "T58", "T59"),
        ),
    ),
)

RULES: dict[type[Command], Rule] = {
    **{rule.command: rule for rule in ORDER_RULES},
    **joining.RULES,
    **limits.RULES,
    **payouts.RULES,
    **remittance.RULES,
}
"""Every command there is, and its row."""

COMMANDS: dict[str, type[Command]] = {str(command.__struct_config__.tag): command for command in RULES}
"""Commands by their word on the wire."""

EVENT_TYPES: dict[str, type[Event]] = {str(event.__struct_config__.tag): event for event in EVENTS}
"""Events by their word on the wire and in the book."""

WISHES: frozenset[type[Event]] = frozenset(
    {
        payment_events.RefundOrdered,
        payment_events.CostShifted,
        payment_events.RefundRetried,
        supplier_events.OrderCounted,
        supplier_events.PayoutRequested,
        remittance.RemittanceMatched,
        remittance.RemittanceReturnOrdered,
        inspection.FeeEarned,
        inspection.FeeCharged,
        inspection.InspectorPaidAgain,
    }
)
"""Events that ask for something outside the stream: the outbox carries it out after the commit."""


# ------------------------------------------------------------------------------------------------------------ decide


Conclusion = tuple[tuple[Event, ...], Case] | Refused
"""What an asking comes to: the events and the case after them, or a refusal."""


def decide(
    case: Case,
    stream_id: int,
    command: Command,
    who: Who,
    now: datetime,
    policies: Policies,
    experts: Experts = UNASKED,
) -> Decision:
    """What happens when `who` asks for `command` at `now`: events in order, or the refusal that applies first."""
    conclusion = conclude(case, stream_id, command, who, now, policies, experts)
    return conclusion if isinstance(conclusion, Refused) else conclusion[0]


def conclude(
    case: Case,
    stream_id: int,
    command: Command,
    who: Who,
    now: datetime,
    policies: Policies,
    experts: Experts = UNASKED,
) -> Conclusion:
    """Like `decide`, with the case as it is afterwards, so that a caller who goes on need not fold again.

    On an order every deadline that has passed happens first; if the command is then refused, nothing is recorded at all
    and the clock will ask again.
    """
    rule = RULES[type(command)]
    if command.stream == "order":
        return _conclude_order(rule, case, stream_id, command, who, now, policies, experts)
    decide_on = _decide_supplier if command.stream == "supplier" else _decide_remittance
    decision = decide_on(rule, case, stream_id, command, who, now, policies)
    if isinstance(decision, Refused):
        return decision
    after = begun(case, stream_id, command)
    for event in decision:
        after = evolve(after, event)
    return decision, after


def begun(case: Case, stream_id: int, command: Command) -> Case:
    """The case with empty facts for the stream that a command is about to begin."""
    if command.stream == "order" and case.order is None:
        return msgspec.structs.replace(case, order=Order(id=stream_id))
    if command.stream == "supplier" and case.supplier is None:
        return msgspec.structs.replace(case, supplier=Supplier(id=stream_id))
    if command.stream == "remittance" and case.remittance is None:
        return msgspec.structs.replace(case, remittance=Remittance(id=stream_id))
    return case


def evolve(case: Case, event: Event) -> Case:
    """The case after one event."""
    if event.stream == "order":
        assert case.order is not None
        return msgspec.structs.replace(case, order=order_fold.evolve(case.order, event))
    if event.stream == "supplier":
        assert case.supplier is not None
        return msgspec.structs.replace(case, supplier=supplier_fold.evolve(case.supplier, event))
    assert case.remittance is not None
    return msgspec.structs.replace(case, remittance=remittance.evolve(case.remittance, event))


def policy_of(facts: Order | Remittance, policies: Policies) -> Policy:
    """The policy that an order or remittance is pinned to, or the current one while it is not (4.1.6)."""
    return policies.of(facts.policy_version) if facts.policy_version else policies.now


def due(facts: Order | Remittance, policies: Policies) -> tuple[Deadline, ...]:
    """The deadlines of an order or a remittance."""
    if isinstance(facts, Order):
        return timers.due(facts, policy_of(facts, policies))
    return remittance.due(facts, policy_of(facts, policies))


def course(
    case: Case, stream_id: int, who: Who, now: datetime, policies: Policies, experts: Experts = UNASKED
) -> Course:
    """The beginning of an asking on an order."""
    facts = case.order or Order(id=stream_id)
    company = case.supplier or Supplier(id=facts.supplier)
    version = facts.policy_version or policies.current
    return Course(facts, company, case.parties, who, now, policies.of(version), version, experts)


def allowed(case: Case, who: Who, now: datetime, policies: Policies) -> tuple[Rule, ...]:
    """The rows of the table that are open to somebody on this order now (`allowed_actions`)."""
    if case.order is None or not _is_yours(case.order, who):
        return ()
    c = course(case, case.order.id, who, now, policies)
    timers.fire(c)
    return _open_rules(c)


def _conclude_order(
    rule: Rule,
    case: Case,
    stream_id: int,
    command: Command,
    who: Who,
    now: datetime,
    policies: Policies,
    experts: Experts,
) -> Conclusion:
    is_new = isinstance(command, agreement.CreateDraft)
    if not is_new and (case.order is None or not _is_yours(case.order, who)):
        return refuse("unknown_order", "There is no such order, or it is not yours.", "B3")
    if who.role not in rule.roles:
        return _role_refused(rule, who)
    c = course(case, stream_id, who, now, policies, experts)
    if not is_new and not (case.quiet_until is not None and now < case.quiet_until):
        timers.fire(c)
    fault = _shut(rule, c) or rule.decide(command, c)
    if fault is not None:
        return fault
    after = msgspec.structs.replace(case, order=c.order, supplier=c.supplier, quiet_until=None)
    return tuple(c.events), after


def _is_yours(facts: Order, who: Who) -> bool:
    """Staff and outside systems see every order; a company its own, unless only its author ever saw it (T01)."""
    if who.role not in PARTIES:
        return True
    if who.party != (facts.buyer if who.role == Role.BUYER else facts.supplier):
        return False
    return facts.proposed_on is not None or facts.author == who.role


def _shut(rule: Rule, c: Course) -> Refused | None:
    """Why the row is not open now, or None: hold, stage, gates, in this order."""
    if rule.moves_money and c.order.hold is not None:
        return refuse("on_hold", "Compliance holds this order; no money moves.", "T52, I6")
    at = stage(c.order)
    if rule.stages and at not in rule.stages:
        needs = " or ".join(s for s in Stage if s in rule.stages)
        open_now = tuple(str(row.command.__struct_config__.tag) for row in _open_rules(c))
        return refuse("wrong_stage", f"The order is {at}; this needs {needs}.", " ".join(rule.transitions), open_now)
    for gate in rule.gates:
        fault = gate(c)
        if fault is not None:
            return fault
    return None


def _open_rules(c: Course) -> tuple[Rule, ...]:
    """The rows open to the role that asks, as far as facts alone tell."""
    at, role = stage(c.order), c.who.role
    fitting = (row for row in ORDER_RULES if role in row.roles and (not row.stages or at in row.stages))
    return tuple(row for row in fitting if _shut(row, c) is None)


def _decide_supplier(
    rule: Rule, case: Case, stream_id: int, command: Command, who: Who, now: datetime, policies: Policies
) -> Decision:
    if who.role in PARTIES and who.party != stream_id:
        return refuse("unknown_supplier", "There is no such supplier, or it is not yours.", "B3")
    if who.role not in rule.roles:
        return _role_refused(rule, who)
    facts = case.supplier or Supplier(id=stream_id)
    subject = supplier.Subject(facts, case.parties.get(stream_id), who, now, policies.now)
    decision: Decision = rule.decide(command, subject)
    return decision


def _decide_remittance(
    rule: Rule, case: Case, stream_id: int, command: Command, who: Who, now: datetime, policies: Policies
) -> Decision:
    if who.role not in rule.roles:
        return _role_refused(rule, who)
    facts = case.remittance or Remittance(id=stream_id)
    if not facts.version and not isinstance(command, (remittance.HoldRemittance, remittance.RecordDebit)):
        return refuse("unknown_remittance", "There is no such remittance.", "B3")
    if rule.stages and facts.state not in rule.stages:
        detail = f"The remittance is {facts.state}; this needs {' or '.join(sorted(rule.stages))}."
        return refuse("wrong_stage", detail, " ".join(rule.transitions))
    version = facts.policy_version or policies.current
    subject = remittance.Subject(facts, who, now, policies.of(version), version)
    decision: Decision = rule.decide(command, subject)
    return decision


def _role_refused(rule: Rule, who: Who) -> Refused:
    may = " or ".join(sorted(rule.roles))
    return refuse("role_not_allowed", f"{rule.title}: only for {may}, not for {who.role}.", "4.2")
