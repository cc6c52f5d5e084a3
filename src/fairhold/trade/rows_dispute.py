"""The rows of the table of rules about disputes: who may ask for what, at which phase (4.2, 4.5).

Part of `ORDER_RULES` in `table.py`. The phase is a gate, so that a refusal says where the dispute stands.
"""

from collections.abc import Callable
from typing import Any, Final

from fairhold.trade import (
    adjudication,
    claims,
    dispute,
    gates,
    goods_return,
    hearing,
    late_claim,
    negotiation,
    returning,
)
from fairhold.trade.dispute import Phase
from fairhold.trade.dispute_timers import AT
from fairhold.trade.order import FUNDED, Stage
from fairhold.trade.refusal import Refused
from fairhold.trade.stream import Command, Rule
from fairhold.trade.who import PARTIES, Role

TALKING: Final = (Phase.AWAITING_RESPONSE, Phase.NEGOTIATING)
"""Nobody but the two sides has the case yet."""
UNDECIDED: Final = (*TALKING, Phase.ESCALATED, Phase.EVIDENCE, Phase.REVIEW, Phase.INSPECTION)
"""The two sides may still settle it between them (S63, O26)."""
BEFORE_REVIEW: Final = (*TALKING, Phase.ESCALATED, Phase.EVIDENCE)
"""Evidence is on the record from when it is brought, be it before anybody asked for it (S56, D12)."""
HEARD: Final = (
    *(Phase.ESCALATED, Phase.EVIDENCE, Phase.REVIEW, Phase.INSPECTION),
    *(Phase.APPEAL_REVIEW, Phase.RETURN_REVIEW),
)
"""Somebody of the dispute team has something to do, who is given the case for it (D11, D26, D35)."""
LEAD: Final = frozenset({Role.DISPUTE_LEAD})
DECIDERS: Final = frozenset({Role.ADJUDICATOR, Role.DISPUTE_LEAD})

Gate = Callable[[Any], Refused | None]


def _rule(
    command: type[Command],
    title: str,
    decide: Callable[[Any, Any], Refused | None],
    gate: tuple[Gate, ...],
    transitions: tuple[str, ...],
    moves_money: bool = False,
    roles: frozenset[Role] = PARTIES,
    stages: frozenset[Stage] = AT,
) -> Rule:
    """A row for an open dispute, for its two sides if nobody else is named."""
    return Rule(
        command=command,
        title=title,
        roles=roles,
        stages=stages,
        gates=gate,
        decide=decide,
        moves_money=moves_money,
        transitions=transitions,
    )


RETURN_RULES: Final[tuple[Rule, ...]] = (
    _rule(
        goods_return.NameReturnAddress,
        "Name the address to return to",
        returning.name_return_address,
        (gates.dispute_is_open, gates.in_phase(Phase.RETURN_PENDING)),
        ("D31",),
        roles=frozenset({Role.SUPPLIER}),
    ),
    _rule(
        goods_return.ShipReturn,
        "Send the goods back",
        returning.ship_return,
        (gates.dispute_is_open, gates.in_phase(Phase.RETURN_PENDING)),
        ("D32",),
        roles=frozenset({Role.BUYER}),
    ),
    _rule(
        goods_return.RecordReturnDelivery,
        "Record that the goods are back",
        returning.record_return_delivery,
        (gates.dispute_is_open, gates.in_phase(Phase.RETURN_IN_TRANSIT)),
        ("D36",),
        roles=PARTIES | {Role.CARRIER},
    ),
    _rule(
        goods_return.ConfirmReturn,
        "Confirm that the goods are back",
        returning.confirm_return,
        (gates.dispute_is_open, gates.in_phase(Phase.RETURN_IN_TRANSIT, Phase.RETURN_REVIEW)),
        ("D34", "T49", "T50", "T51"),
        moves_money=True,
        roles=frozenset({Role.SUPPLIER}),
    ),
    _rule(
        goods_return.WaiveReturn,
        "Refund without the goods",
        returning.waive_return,
        (gates.dispute_is_open, gates.in_phase(Phase.RETURN_PENDING)),
        ("D47", "T49", "T50", "T51"),
        moves_money=True,
        roles=frozenset({Role.SUPPLIER}),
    ),
    _rule(
        goods_return.ContestReturn,
        "Contest the return",
        returning.contest_return,
        (gates.dispute_is_open, gates.in_phase(Phase.RETURN_IN_TRANSIT)),
        ("D35",),
        roles=frozenset({Role.SUPPLIER}),
    ),
    _rule(
        goods_return.DecideReturn,
        "Decide what came back",
        returning.decide_return,
        (gates.dispute_is_open, gates.in_phase(Phase.RETURN_REVIEW), gates.hears_it, gates.without_tie),
        ("D35", "T49", "T50", "T51"),
        moves_money=True,
        roles=DECIDERS,
    ),
)

DISPUTE_RULES: Final[tuple[Rule, ...]] = (
    _rule(
        dispute.OpenDispute,
        "Open a dispute",
        claims.open_dispute,
        (gates.something_received, gates.no_dispute),
        ("D01",),
        stages=FUNDED,
    ),
    _rule(
        dispute.LateClaim,
        "Claim after the order has ended",
        late_claim.late_claim,
        (gates.something_received, gates.no_dispute, gates.ended_lately),
        ("T54",),
        roles=frozenset({Role.BUYER}),
        stages=frozenset({Stage.COMPLETED}),
    ),
    _rule(
        dispute.EditClaim,
        "Change the claim",
        claims.edit_claim,
        (gates.dispute_is_open, gates.claimant_only, gates.in_phase(*TALKING)),
        ("D02",),
    ),
    _rule(
        dispute.AcceptClaim,
        "Accept the claim",
        claims.accept_claim,
        (gates.dispute_is_open, gates.respondent_only, gates.in_phase(*UNDECIDED)),
        ("D03", "D29", "D37", "D38", "T49", "T50", "T51"),
        moves_money=True,
    ),
    _rule(
        dispute.RejectClaim,
        "Reject the claim",
        claims.reject_claim,
        (
            gates.dispute_is_open,
            gates.opened_by_a_party,
            gates.respondent_only,
            gates.in_phase(Phase.AWAITING_RESPONSE),
        ),
        ("D04",),
    ),
    _rule(
        negotiation.MakeOffer,
        "Make an offer",
        negotiation.make_offer,
        (
            gates.dispute_is_open,
            gates.opened_by_a_party,
            gates.in_phase(*(one for one in UNDECIDED if one != Phase.AWAITING_RESPONSE)),
        ),
        ("D07",),
    ),
    _rule(
        negotiation.AcceptOffer,
        "Accept the offer",
        negotiation.accept_offer,
        (gates.dispute_is_open, gates.offer_of_other_side),
        ("D08", "D29", "D31", "T49", "T51"),
        moves_money=True,
    ),
    _rule(
        negotiation.Escalate,
        "Escalate",
        negotiation.escalate,
        (gates.dispute_is_open, gates.opened_by_a_party, gates.in_phase(*TALKING)),
        ("D05", "D09"),
    ),
    _rule(
        dispute.WithdrawDispute,
        "Withdraw the dispute",
        claims.withdraw_dispute,
        (gates.dispute_is_open, gates.claimant_only, gates.in_phase(*UNDECIDED)),
        ("D40", "T51"),
        moves_money=True,
    ),
    _rule(
        adjudication.FileEvidence,
        "Bring evidence",
        hearing.file_evidence,
        (gates.dispute_is_open, gates.opened_by_a_party, gates.in_phase(*BEFORE_REVIEW)),
        ("D12",),
    ),
    _rule(
        adjudication.DeclareDone,
        "Say that you have brought everything",
        hearing.declare_done,
        (gates.dispute_is_open, gates.in_phase(Phase.EVIDENCE)),
        ("D13",),
    ),
    _rule(
        adjudication.AssignAdjudicator,
        "Assign the case",
        hearing.assign_adjudicator,
        (
            gates.dispute_is_open,
            gates.opened_by_a_party,
            gates.in_phase(*HEARD),
        ),
        ("D11",),
        roles=LEAD,
    ),
    _rule(
        adjudication.RequestMore,
        "Ask for more evidence",
        hearing.request_more,
        (gates.dispute_is_open, gates.in_phase(Phase.REVIEW), gates.has_the_case),
        ("D16",),
        roles=DECIDERS,
    ),
    _rule(
        adjudication.OrderInspection,
        "Order an inspection",
        hearing.order_inspection,
        (gates.dispute_is_open, gates.in_phase(Phase.REVIEW), gates.has_the_case),
        ("D17",),
        moves_money=True,
        roles=DECIDERS,
        stages=FUNDED,
    ),
    _rule(
        adjudication.Decide,
        "Decide the dispute",
        hearing.decide,
        (gates.dispute_is_open, gates.in_phase(Phase.REVIEW), gates.has_the_case),
        ("D20",),
        roles=DECIDERS,
    ),
    _rule(
        adjudication.ApproveRuling,
        "Approve the ruling",
        hearing.approve_ruling,
        (gates.dispute_is_open, gates.ruling_waits, gates.hears_it, gates.no_part_in_it),
        ("D20",),
        roles=DECIDERS,
    ),
    _rule(
        adjudication.Appeal,
        "Appeal",
        hearing.appeal,
        (gates.dispute_is_open, gates.in_phase(Phase.DECIDED)),
        ("D22",),
    ),
    _rule(
        adjudication.WaiveAppeal,
        "Live with the ruling",
        hearing.waive_appeal,
        (gates.dispute_is_open, gates.in_phase(Phase.DECIDED)),
        ("D46", "T49", "T50", "T51"),
        moves_money=True,
    ),
    _rule(
        adjudication.DecideAppeal,
        "Decide the appeal",
        hearing.decide_appeal,
        (gates.dispute_is_open, gates.in_phase(Phase.APPEAL_REVIEW), gates.hears_it, gates.no_part_in_it),
        ("D26", "D27", "D28", "T49", "T50", "T51"),
        moves_money=True,
        roles=DECIDERS,
    ),
    *RETURN_RULES,
)
