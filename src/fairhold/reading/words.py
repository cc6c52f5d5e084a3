"""The words of the readings: what stages, events, deadlines and grounds are called, and what happens next and by whom.

Data only. A test holds that every stage, event, deadline, flag and dispute ground of the program has its words here.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

import msgspec

from fairhold.trade.dispute import Phase, phase
from fairhold.trade.link import LinkReason
from fairhold.trade.order import Order, Stage

STAGES: Final[Mapping[str, str]] = {
    "none": "No order",
    "draft": "Draft",
    "proposed": "Proposed",
    "agreed": "Agreed, waiting for the initial payment",
    "in_production": "In production",
    "ready": "Ready, waiting for acceptance",
    "awaiting_balance": "Waiting for the balance",
    "ready_to_ship": "Ready to ship",
    "shipped": "Shipped",
    "delivered": "Delivered",
    "received": "Received",
    "completed": "Completed",
    "cancelled": "Cancelled",
    "expired": "Expired",
    "closed_refunded": "Closed, refunded",
    "closed_settled": "Closed, settled",
}
"""Stage: its title."""

FLAGS: Final[Mapping[str, str]] = {
    "late": "Late",
    "buyer_default": "Balance overdue",
    "disputed": "In dispute",
    "on_hold": "On hold",
    "chargeback": "Chargeback",
    "buyer_owes": "Buyer owes money",
    "part_paid": "Award paid in part",
    "unprotected_money": "Unprotected money",
}
"""What may lie over a stage: its title."""

LINK_REASONS: Final[Mapping[LinkReason, str]] = {
    "same_person": "The same natural person logs in for both",
    "same_account": "One account pays or is paid for both",
    "same_address": "Both sit at one address",
    "same_phone": "Both have one telephone number",
    "same_email": "Both have one e-mail address",
    "same_device": "Both log in from one device",
    "same_ip": "Both log in from one network address",
    "same_card": "Both pay with one card",
    "same_consignee": "The goods of both go to one place, or to where the other sits",
    "same_owner": "Both belong to one owner",
    "money_cycle": "What the supplier earns comes round to the buyer as sales",
    "reported": "Somebody of the staff saw it",
}
"""Why a buyer seems related to a supplier."""

STATES: Final[Mapping[str, str]] = {
    "held": "In suspense",
    "matched": "On its way to an order",
    "applied": "Applied to an order",
    "returning": "Going back",
    "returned": "Sent back",
    "house": "The house's top-up",
    "debit": "Debit to explain",
    "review": "With compliance",
    "blocked": "Blocked and reported",
    "converting": "Being converted",
    "unclaimed": "Unclaimed property",
    "swept": "Fees taken out",
    "misdirected": "On the house's own account",
    "withdrawn": "Report withdrawn",
}
"""A remittance's state: its title."""

EVENTS: Final[Mapping[str, str]] = {
    "order.drafted": "Order drafted",
    "order.draft_edited": "Draft edited",
    "order.proposed": "Contract signed and proposed",
    "order.countered": "Another version proposed",
    "order.proposal_withdrawn": "Proposal taken back",
    "order.declined": "Proposal declined",
    "order.accepted": "Contract signed by both",
    "order.amendment_proposed": "Amendment signed by one side",
    "order.amendment_dropped": "Amendment dropped",
    "order.amended": "Contract amended",
    "order.cancellation_asked": "Cancellation asked for",
    "order.cancellation_refused": "Cancellation refused",
    "order.goods_ready": "Goods declared ready",
    "order.cannot_ship": "Supplier gave the order up",
    "order.goods_accepted": "Goods may leave",
    "order.balance_overdue": "Balance overdue",
    "order.receiving_extended": "Receiving time extended",
    "order.received": "Receipt confirmed",
    "order.claims_waived": "Claims given up",
    "order.hold_placed": "Order put on hold",
    "order.hold_lift_asked": "Lifting of the hold asked for",
    "order.hold_lifted": "Hold lifted",
    "order.cover_freed": "Supplier's limit freed",
    "order.cover_exposed": "Supplier's limit exposed",
    "order.closed": "Order closed",
    "shipment.late": "Shipment overdue",
    "shipment.declared": "Goods shipped",
    "shipment.ended": "No more goods will follow",
    "shipment.delivered": "Goods delivered",
    "inspection.requested": "Inspection visit asked for",
    "inspection.joined": "Both sides take part in the visit",
    "inspection.confirmed": "Inspector takes the visit",
    "inspection.plan_proposed": "Sampling plan proposed",
    "inspection.plan_objected": "Objection to the sampling plan",
    "inspection.plan_agreed": "Sampling plan stands",
    "inspection.moved": "Visit moved",
    "inspection.begun": "Visit begun",
    "inspection.aborted": "Visit ended without a report",
    "inspection.fee_held": "Inspection fee held",
    "inspection.fee_returned": "Inspection fee given back",
    "inspection.fee_earned": "Inspector has earned the fee",
    "inspection.fee_charged": "Supplier owes the visit in vain",
    "inspection.fee_paid": "Inspector paid",
    "inspection.fee_bounced": "Payment to the inspector failed",
    "inspection.payee_proposed": "Another account proposed for an inspector",
    "inspection.fee_resent": "Payment to the inspector sent again",
    "inspection.reported": "Inspection report submitted",
    "inspection.recorded": "Inspection recorded",
    "inspection.rework_started": "Rework started",
    "message.posted": "Message written",
    "message.filed": "Message from elsewhere filed",
    "message.acknowledged": "Message acknowledged",
    "message.contested": "Message contested",
    "message.promoted": "Message made a term",
    "payment.announced": "Payment announced",
    "payment.started": "Payment started",
    "payment.captured": "Payment taken by its rail",
    "payment.cleared": "Payment paid out by its rail",
    "payment.failed": "Payment not taken",
    "payment.loan_repaid": "Loan repaid by the buyer",
    "payment.reversed": "Payment taken back by its rail",
    "payment.set_off_undone": "Buyer's credit given back",
    "payment.debt_set_off": "Buyer's credit set against what he owes",
    "payment.declared_off_platform": "Money paid past the account",
    "payment.received": "Payment received",
    "payment.gap_absorbed": "Small shortfall made good by the house",
    "payment.gap_returned": "Made-good shortfall taken back by the house",
    "payment.milestone_funded": "Milestone funded",
    "payment.balance_reopened": "Taken back by its rail: the balance is due again",
    "release.executed": "Money released to the supplier",
    "release.rolling_freed": "Rolling reserve released to the supplier",
    "release.reserve_freed": "Reserve released to the supplier",
    "refund.created": "Refund ordered",
    "goodwill.granted": "Coupon given by the operator",
    "goodwill.paid": "Coupon paid out",
    "refund.settled": "Refund paid",
    "refund.cleared": "Refund taken by its rail",
    "award.advanced": "Paid from deposit and guarantee",
    "cost.shifted": "Cost borne by the supplier",
    "refund.called_off": "Refund not sent",
    "refund.failed": "Refund failed",
    "refund.payee_proposed": "Another account proposed for a refund",
    "refund.unclaimed": "Refund kept as unclaimed property",
    "refund.reclaimed": "The owner of an unclaimed refund has come",
    "refund.retried": "Refund sent again",
    "dispute.opened": "Dispute opened",
    "dispute.late_claim_made": "Claimed after the order had ended",
    "dispute.claims_stated": "Claims stated",
    "dispute.claim_edited": "Claim changed",
    "dispute.claim_rejected": "Claim rejected",
    "dispute.offer_made": "Offer made",
    "dispute.offer_accepted": "Offer accepted",
    "dispute.escalated": "Dispute escalated",
    "dispute.evidence_round_begun": "Evidence asked for",
    "dispute.evidence_filed": "Evidence brought",
    "dispute.done_declared": "Nothing more to bring",
    "dispute.adjudicator_assigned": "Case assigned",
    "dispute.more_requested": "More evidence asked for",
    "dispute.review_begun": "Record closed",
    "dispute.inspection_ordered": "Inspection ordered",
    "dispute.ruled": "Ruling",
    "dispute.ruling_approved": "Ruling approved",
    "dispute.appealed": "Appeal",
    "dispute.appeal_waived": "No appeal",
    "dispute.ruling_upheld": "Ruling stands",
    "return.begun": "Goods go back first",
    "return.address_named": "Address to return to named",
    "return.shipped": "Goods sent back",
    "return.delivered": "Goods delivered back",
    "return.contested": "Return contested",
    "return.decided": "Return decided",
    "return.ended": "Return ended",
    "dispute.frozen": "Money frozen for the dispute",
    "dispute.unfrozen": "Money no longer frozen",
    "dispute.released_money_held": "Released money held for the dispute",
    "dispute.released_money_freed": "Held money is the supplier's again",
    "dispute.paused": "Dispute stands still",
    "dispute.recovery_counted": "Chargeback counted",
    "dispute.resumed": "Dispute goes on",
    "dispute.closed": "Dispute closed",
    "dispute.award_uncovered": "Part of the award is not covered",
    "chargeback.notified": "Payment charged back",
    "chargeback.closed": "Chargeback closed",
    "supplier.opted_in": "Takes protected orders",
    "supplier.opted_out": "Takes no new protected orders",
    "supplier.rails_set": "Rails taken",
    "supplier.profile_set": "What the supplier says of itself",
    "supplier.proceeds_credited": "Proceeds of an order credited",
    "supplier.rolling_credited": "Rolling reserve of an order credited",
    "supplier.rolling_taken": "Chargeback paid from the rolling reserve",
    "supplier.reserve_credited": "Reserve of an order credited",
    "supplier.proceeds_held": "Proceeds held for a dispute",
    "supplier.proceeds_freed": "Proceeds no longer held",
    "supplier.proceeds_taken": "Held proceeds went to the buyer",
    "supplier.balance_charged": "Inspection fee taken",
    "supplier.balance_returned": "Inspection fee returned",
    "supplier.debt_changed": "Debt after a chargeback changed",
    "payout.schedule_set": "Payout days set",
    "payout.schedule_run": "A payout day came",
    "supplier.debt_set_off": "Debt taken from a sale",
    "supplier.debt_set_off_undone": "Debt taken from a sale given back",
    "supplier.fault_marked": "Fault marked",
    "supplier.tier_set": "Tier set",
    "supplier.points_changed": "Penalty points changed",
    "limit.granted": "Limit granted",
    "limit.grant_withdrawn": "Granted limit withdrawn",
    "limit.computed": "Limit computed",
    "limit.order_counted": "Order counted for the limit",
    "limit.link_noted": "A buyer seems related",
    "limit.link_judged": "People looked at a related buyer",
    "deposit.received": "Deposit received",
    "deposit.released": "Deposit given back",
    "deposit.taken": "Deposit used for an award",
    "deposit.topped_up": "Deposit topped up",
    "guarantee.drawn": "Paid on the supplier's behalf",
    "guarantee.provision_changed": "Expected loss of the guarantee changed",
    "guarantee.recovered": "Advance paid back",
    "guarantee.written_off": "Advance written off",
    "bond.accepted": "Bank guarantee taken",
    "bond.demanded": "Bank guarantee demanded",
    "bond.demand_over": "Demand under a bank guarantee over",
    "bond.expired": "Bank guarantee expired",
    "bond.expiring": "Bank guarantee expires soon",
    "bond.paid": "Bank paid on its guarantee",
    "bond.released": "Bank guarantee given back",
    "measure.agreed": "A second person agreed",
    "measure.dropped": "A measure was dropped",
    "measure.proposed": "A measure waits for a second person",
    "limit.suspended": "Limit suspended",
    "limit.resumed": "Limit resumed",
    "limit.reserved": "Limit reserved",
    "limit.exposed": "Limit exposed",
    "limit.freed": "Limit freed",
    "payout.account_set": "Payout account set",
    "payout.account_checked": "Name of the payout account compared",
    "payout.account_proposed": "New payout account proposed",
    "payout.payee_verified": "A bank said whose the new payout account is",
    "payout.account_agreed": "New payout account agreed by a second person",
    "payout.account_dropped": "New payout account dropped",
    "payout.created": "Payout ordered",
    "payout.settled": "Payout paid",
    "payout.returned": "Payout not paid",
    "payout.recalled": "Payout recalled",
    "payout.recall_refused": "Recall refused by the bank",
    "payout.came_back": "Payout came back",
    "remittance.held": "Money held in suspense",
    "remittance.proposed": "Way out of suspense proposed",
    "remittance.proposal_dropped": "Proposal dropped",
    "remittance.trust_debited": "Unexplained debit",
    "remittance.matched": "Matched to an order",
    "remittance.match_confirmed": "Order took the money",
    "remittance.match_undone": "Order could not take the money",
    "remittance.return_ordered": "Return ordered",
    "remittance.returned": "Sent back",
    "remittance.return_bounced": "Return failed",
    "remittance.return_came_back": "Return came back",
    "remittance.applied_to_house": "Taken as the house's top-up",
    "remittance.misdirected": "Came to the house's own account",
    "remittance.moved": "Moved to the trust account",
    "remittance.move_late": "The house is late in moving it",
    "remittance.report_withdrawn": "Report withdrawn",
    "remittance.review_begun": "Compliance looks at the payer",
    "remittance.clearance_asked": "Clearance asked, a second person decides",
    "remittance.review_cleared": "Payer cleared by compliance",
    "remittance.review_ended": "Payer not cleared",
    "remittance.blocked": "Blocked and reported",
    "remittance.conversion_quoted": "Conversion quoted",
    "remittance.conversion_ordered": "Conversion ordered",
    "remittance.conversion_paid": "Sold currency has left",
    "remittance.conversion_received": "Bought currency is in",
    "remittance.conversion_called_off": "Conversion called off",
    "remittance.fees_swept": "The house's fees taken out of trust",
    "remittance.nobody_found": "Nobody takes the money back",
    "remittance.unclaimed": "Kept as unclaimed property",
    "remittance.reclaimed": "Owner has come",
}
"""Event: its title in a timeline."""

DEADLINES: Final[Mapping[str, str]] = {
    "accept_ttl": "Answer the proposal",
    "pay_ttl": "Pay the initial payment",
    "ship_deadline": "Ship the goods",
    "late_backstop": "Ship late goods or settle",
    "preship_accept_ttl": "Accept the finished goods",
    "failed_inspection_ttl": "Settle the failed inspection",
    "pending_decision": "Judge the pending inspection",
    "visit_confirm": "An inspector takes the visit",
    "visit_report": "Report on the visit",
    "inspection_objection": "Object to the sampling plan",
    "balance_ttl": "Pay the balance",
    "abandoned_balance": "Pay the overdue balance",
    "auto_confirm": "Confirm receipt or claim",
    "delivery_proof": "Prove the delivery",
    "claim_window": "Claim",
    "rolling_reserve": "Rolling reserve",
    "case_answer": "Answer the case",
    "respond_ttl": "Answer the dispute",
    "respond_or_pay": "Answer the dispute, or pay the claim",
    "auto_escalate": "Settle the dispute",
    "assign_sla": "Assign an adjudicator",
    "evidence_ttl": "Bring evidence",
    "decision_sla": "Decide the dispute",
    "inspection_ttl": "Inspect the goods",
    "dispute_max": "End of the dispute",
    "appeal_ttl": "Appeal",
    "appeal_sla": "Decide the appeal",
    "return_address_ttl": "Name an address to return to",
    "return_ship_ttl": "Send the goods back",
    "return_accept_ttl": "Look at the goods that came back",
    "return_review": "Decide what came back",
    "chargeback_max": "Decide the chargeback",
    "unmatched_hold": "Find the order",
    "unclaimed": "Find the owner",
    "move_misdirected": "Move it to the trust account",
    "unclaimed_refund": "Find the owner of a refund",
}
"""Deadline: what has to be done by then."""

GROUNDS: Final[Mapping[str, str]] = {
    "late_not_shipped": "Not shipped in time",
    "late_shipped": "Shipped late",
    "not_received": "Not received",
    "pre_ship_quality": "Failed inspection before shipment",
    "colour": "Colour",
    "size": "Size",
    "material": "Material",
    "weight": "Weight",
    "function_appearance": "Function or appearance",
    "quantity_short": "Quantity short",
    "packaging": "Packaging",
    "transit_damage": "Damaged on the way",
    "document_missing_or_false": "Document missing or false",
    "wrong_goods": "Wrong goods",
    "customisation": "Customisation",
    "non_payment": "Balance not paid",
}
"""Dispute ground: its title."""


class Step(msgspec.Struct, frozen=True):
    """What is waited for: by whom (a role, `both` or `nobody`), in one sentence."""

    by: str
    sentence: str


NEXT: Final[Mapping[Stage, Step]] = {
    Stage.NONE: Step("nobody", "There is no order yet."),
    Stage.DRAFT: Step("author", "The {by} signs the draft and proposes it, or throws it away."),
    Stage.PROPOSED: Step("other", "The {by} accepts, answers with another version, or declines."),
    Stage.AGREED: Step("buyer", "The buyer pays the initial payment to the order's own account."),
    Stage.IN_PRODUCTION: Step("supplier", "The supplier makes the goods and declares them ready."),
    Stage.READY: Step("buyer", "The buyer lets the goods leave."),
    Stage.AWAITING_BALANCE: Step("buyer", "The buyer pays the balance to the order's own account."),
    Stage.READY_TO_SHIP: Step("supplier", "The supplier ships the goods and gives the transport document."),
    Stage.SHIPPED: Step("buyer", "The buyer confirms receipt once the goods are there, or opens a dispute."),
    Stage.DELIVERED: Step("buyer", "The buyer confirms receipt, or opens a dispute."),
    Stage.RECEIVED: Step("buyer", "The buyer may still claim; otherwise the order completes by itself."),
    Stage.COMPLETED: Step("nobody", "The order is complete."),
    Stage.CANCELLED: Step("nobody", "The order was cancelled."),
    Stage.EXPIRED: Step("nobody", "The order expired."),
    Stage.CLOSED_REFUNDED: Step("nobody", "The order ended with a refund to the buyer."),
    Stage.CLOSED_SETTLED: Step("nobody", "The order ended by a settlement."),
}
"""What is waited for at a stage, when nothing else is in the way; `{by}` in a sentence is whoever is waited for."""


class Overlay(msgspec.Struct, frozen=True):
    """Something that comes before the stage's own next step; `by` may also be `author`, `other` or `respondent`."""

    name: str
    lies: Callable[[Order, date], bool]
    by: Callable[[Order], str]
    sentence: str


def _other(side: str) -> str:
    return "supplier" if side == "buyer" else "buyer"


def _respondent(order: Order) -> str:
    return "buyer" if order.dispute is not None and "non_payment" in order.dispute.grounds else "supplier"


def _is_in(order: Order, at: Phase) -> bool:
    """Whether a dispute is open and in this phase."""
    return order.dispute is not None and phase(order.dispute) == at


def _has_address(order: Order) -> bool:
    back = order.dispute.goods_return if order.dispute is not None else None
    return back is not None and back.address_on is not None


def _awaits_inspection(order: Order) -> bool:
    """Whether the goods wait for the result of the agreed inspection."""
    waits = order.ready_on is not None and order.goods_accepted_on is None and order.inspection is None
    return waits and order.contract is not None and order.contract.inspection is not None


def _booker(order: Order) -> str:
    agreed = order.terms.inspection
    return (agreed.booked_by if agreed is not None else None) or "buyer"


OVERLAYS: Final[tuple[Overlay, ...]] = (
    Overlay(
        "on_hold",
        lambda o, day: o.hold is not None and not o.hold.lift_asked_by,
        lambda o: "compliance",
        "Compliance holds the order; two persons lift the hold.",
    ),
    Overlay(
        "hold_lift_asked",
        lambda o, day: o.hold is not None,
        lambda o: "compliance",
        "A second person of compliance agrees to lift the hold.",
    ),
    Overlay(
        "chargeback",
        lambda o, day: o.funds.charged_back > 0,
        lambda o: "treasury",
        "Treasury records how the chargeback ends.",
    ),
    Overlay(
        "return_address",
        lambda o, day: _is_in(o, Phase.RETURN_PENDING) and not _has_address(o),
        lambda o: "supplier",
        "The supplier says where the goods go back to, or does without them.",
    ),
    Overlay(
        "return_sending",
        lambda o, day: _is_in(o, Phase.RETURN_PENDING),
        lambda o: "buyer",
        "The buyer sends the goods back; the money follows them.",
    ),
    Overlay(
        "return_checking",
        lambda o, day: _is_in(o, Phase.RETURN_IN_TRANSIT),
        lambda o: "supplier",
        "The supplier confirms that the goods are back, or contests it.",
    ),
    Overlay(
        "return_review",
        lambda o, day: _is_in(o, Phase.RETURN_REVIEW),
        lambda o: "adjudicator",
        "An adjudicator counts what came back.",
    ),
    Overlay(
        "dispute_negotiating",
        lambda o, day: _is_in(o, Phase.NEGOTIATING),
        lambda o: "both",
        "Both sides settle the dispute, or hand it to the dispute team.",
    ),
    Overlay(
        "dispute_escalated",
        lambda o, day: _is_in(o, Phase.ESCALATED),
        lambda o: "adjudicator",
        "The dispute team takes the case.",
    ),
    Overlay(
        "dispute_evidence",
        lambda o, day: _is_in(o, Phase.EVIDENCE),
        lambda o: "both",
        "Both sides bring their evidence.",
    ),
    Overlay(
        "dispute_review",
        lambda o, day: _is_in(o, Phase.REVIEW),
        lambda o: "adjudicator",
        "An adjudicator decides the dispute.",
    ),
    Overlay(
        "dispute_inspection",
        lambda o, day: _is_in(o, Phase.INSPECTION),
        lambda o: "inspector",
        "An inspector looks at the goods, for both sides.",
    ),
    Overlay(
        "dispute_decided",
        lambda o, day: _is_in(o, Phase.DECIDED),
        lambda o: "both",
        "Either side appeals, or the ruling is carried out.",
    ),
    Overlay(
        "dispute_appeal",
        lambda o, day: _is_in(o, Phase.APPEAL_REVIEW),
        lambda o: "adjudicator",
        "Another adjudicator decides the appeal.",
    ),
    Overlay(
        "dispute",
        lambda o, day: o.dispute is not None,
        _respondent,
        "The {by} answers the dispute; until then the order stands still.",
    ),
    Overlay(
        "cancellation",
        lambda o, day: o.cancellation is not None,
        lambda o: _other(o.cancellation.by) if o.cancellation is not None else "both",
        "The {by} agrees to cancel, or goes on with the order.",
    ),
    Overlay(
        "amendment",
        lambda o, day: o.amendment is not None,
        lambda o: _other(o.amendment.by) if o.amendment is not None else "both",
        "The {by} signs the amendment, or declines it.",
    ),
    Overlay(
        "short_payment",
        lambda o, day: o.agreed_on is not None and o.initial_funded_on is None and o.funds.paid_initial > 0,
        lambda o: "buyer",
        "The buyer pays what is missing of the initial payment, or the supplier accepts the shortfall.",
    ),
    Overlay(
        "payment_announced",
        lambda o, day: o.in_flight_until is not None and day <= o.in_flight_until,
        lambda o: "bank",
        "The announced payment arrives.",
    ),
    Overlay(
        "inspection_failed",
        lambda o, day: o.goods_accepted_on is None and o.inspection is not None and o.inspection.result == "fail",
        lambda o: "supplier",
        "The supplier reworks the goods, or both settle.",
    ),
    Overlay(
        "inspection_unbooked",
        lambda o, day: _awaits_inspection(o) and not any(v.is_open and v.kind == "pre_shipment" for v in o.visits),
        _booker,
        "The {by} books the agreed inspection of the goods.",
    ),
    Overlay(
        "inspection",
        lambda o, day: _awaits_inspection(o),
        lambda o: "inspector",
        "The agreed inspector inspects the goods and states the result.",
    ),
    Overlay(
        "late",
        lambda o, day: o.late_on is not None and o.shipped_on is None,
        lambda o: "supplier",
        "The supplier ships the late goods; the buyer may open a dispute.",
    ),
)
"""The first that lies over an open order says what is next."""


def next_step(order: Order, at: Stage, day: date) -> Step:
    """What happens next and by whom, for an order at a stage on a day."""
    if order.closed is None:
        for overlay in OVERLAYS:
            if overlay.lies(order, day):
                return _step(overlay.by(order), overlay.sentence)
    step = NEXT[at]
    by = {"author": order.author, "other": _other(order.author)}.get(step.by, step.by)
    return _step(by, step.sentence)


def _step(by: str, sentence: str) -> Step:
    return Step(by, sentence.format(by=by))
