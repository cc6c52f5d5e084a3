"""The rows of the table of rules about disputes: who may ask for what, at which phase (4.2, 4.5).

Part of `ORDER_RULES` in `deciding.py`. The phase is a gate, so that a refusal says where the dispute stands.
"""

from collections.abc import Callable
from typing import Any, Final

from fairhold.trade import claims, dispute, gates, negotiation
from fairhold.trade.dispute import Phase
from fairhold.trade.dispute_timers import AT
from fairhold.trade.refusal import Refused
from fairhold.trade.stream import Command, Rule
from fairhold.trade.who import PARTIES

TALKING: Final = (Phase.AWAITING_RESPONSE, Phase.NEGOTIATING)
"""Nobody but the two sides has the case yet."""
UNDECIDED: Final = (*TALKING, Phase.ESCALATED, Phase.EVIDENCE)
"""The two sides may still settle it between them (S63, O26)."""

Gate = Callable[[Any], Refused | None]


def _rule(
    command: type[Command],
    title: str,
    decide: Callable[[Any, Any], Refused | None],
    gate: tuple[Gate, ...],
    transitions: tuple[str, ...],
    moves_money: bool = False,
) -> Rule:
    """A row for the two sides of an open dispute."""
    return Rule(
        command=command,
        title=title,
        roles=PARTIES,
        stages=AT,
        gates=gate,
        decide=decide,
        moves_money=moves_money,
        transitions=transitions,
    )


DISPUTE_RULES: Final[tuple[Rule, ...]] = (
    _rule(
        dispute.OpenDispute,
        "Open a dispute",
        claims.open_dispute,
        (gates.something_received, gates.no_dispute),
        ("D01",),
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
            gates.in_phase(Phase.NEGOTIATING, Phase.ESCALATED, Phase.EVIDENCE),
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
)
