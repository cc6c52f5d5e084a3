"""Is a ground proven? The strength of each side's evidence, and the gates that decide, in their order (standards 4.2,
4.3; R4-R11).

Pure and deterministic: the same question under the same policy has the same answer, and evidence for a side never hurts
that side. What was agreed is in `footing.py`, what a proven ground is worth in `remedy.py`. A human decides with this.
"""

from collections.abc import Callable, Iterable
from typing import Final, Literal

import msgspec

from fairhold.trade.evidence_class import WEIGHTS, EvidenceClass
from fairhold.trade.families import Short, Side
from fairhold.trade.policy import Policy

CERTAIN: Final = 10_000
"""Strengths and weights are in basis points of certainty."""
TIER_MEASURED: Final = 2
"""From this tier on a term can be measured against; below, only another article or material breaks it."""

PROPS_MAX: Final = 5
"""Of how many pieces, the heaviest first, it is said whether a ground stands or falls with them."""

Outcome = Literal["upheld", "denied", "inconclusive"]


class Evidence(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """One piece of evidence as it counts for one ground.

    `side` is whom it speaks for, `source` who or what made it: one source counts once. `about` says whether it shows
    the breach or what had been agreed. `blind`: an inspection that could not see this point, or did not look at it
    (R9). `in_presence`: taken when the cartons were opened before witnesses or on unbroken video.
    """

    id: Short
    kind: EvidenceClass
    side: Side
    source: Short
    about: Literal["breach", "term"] = "breach"
    before_shipment: bool = False
    blind: bool = False
    in_presence: bool = False


class Obstacle(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """What a side did that keeps the truth from being found (R10, R11, presumptions of standards 4.3).

    `no_show`: it had notice of an agreed inspection and stayed away. `tie_break`: it refused or did not fund the
    inspection that was to decide.
    """

    what: Literal["access_refused", "sealed_sample_lost", "no_show", "goods_used", "seals_broken", "tie_break"]
    by: Side


class Question(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """All that decides one ground.

    `tier` is that of the term before anybody's word lifts it; `gross`: another article or material came, so that even a
    vague description decides. `no_breach` names the rule under which the facts found are none. `sphere`: the facts lie
    in the respondent's sphere (R6); `produces`: it must produce papers on them (R7). `burden`: who loses what stays
    open (R7). `last_word`: no tie-break will come, so burden decides (R10, R13).
    """

    claimant: Side
    tier: int
    evidence: tuple[Evidence, ...]
    burden: Side
    gross: bool = False
    covered: bool = True
    in_time: bool = True
    waived: bool = False
    risk_passed: bool = False
    no_breach: str = ""
    sphere: bool = False
    produces: bool = False
    obstacles: tuple[Obstacle, ...] = ()
    silent: bool = False
    last_word: bool = False


class Hand(msgspec.Struct, frozen=True, gc=False):
    """What one side holds on the breach: strength in basis points, the classes, and whether an agreed inspection before
    shipment is among it. Blind inspections are left out.
    """

    strength: int
    classes: frozenset[EvidenceClass]
    inspected_early: bool

    @property
    def conclusive(self) -> bool:
        """It holds evidence that is conclusive on its content (E1, E2)."""
        return not CONCLUSIVE.isdisjoint(self.classes)

    @property
    def admitted(self) -> bool:
        """It holds the other side's own word."""
        return "admission" in self.classes


class Proof(msgspec.Struct, frozen=True, gc=False):
    """The answer: the rule that decided, others applied on the way, the tier that counted.

    The strengths are None where the ground failed before any evidence was weighed.
    """

    outcome: Outcome
    rule: str
    applied: tuple[str, ...]
    tier: int
    claimant_bp: int | None = None
    respondent_bp: int | None = None


Weigh = Callable[[tuple[Evidence, ...], Side, Policy], tuple[Hand, Hand]]


class Scales(msgspec.Struct, frozen=True, gc=False):
    """A question with both hands weighed, as the gates on evidence see it."""

    asked: Question
    tier: int
    claimant: Hand
    respondent: Hand
    policy: Policy


Answer = tuple[Outcome, str]

CONCLUSIVE: Final = frozenset(name for name, weight in WEIGHTS.items() if weight.conclusive)
REPORTS: Final[frozenset[EvidenceClass]] = frozenset({"agreed_inspection", "joint_inspection"})


def prove(asked: Question, policy: Policy, weigh: Weigh | None = None) -> Proof:
    """Decide one ground: the first gate that answers does. `weigh` is `hands`, or a memory of it for many grounds that
    share their evidence.
    """
    applied: tuple[str, ...] = ()
    tier = asked.tier
    if tier < TIER_MEASURED and _lifted(asked, policy):
        tier, applied = TIER_MEASURED, ("R-TERM-3",)
    failed = _fails(asked, tier)
    if failed:
        return Proof("denied", failed, applied, tier)
    evidence = asked.evidence
    if any(one.what == "seals_broken" for one in asked.obstacles):
        evidence, applied = _unsealed(asked), (*applied, "R-PRE-6")
    mine, theirs = (weigh or hands)(evidence, asked.claimant, policy)
    scales = Scales(asked, tier, mine, theirs, policy)
    for gate in GATES:
        answer = gate(scales)
        if answer is not None:
            return Proof(answer[0], answer[1], applied, tier, mine.strength, theirs.strength)
    return Proof("inconclusive", "R8", applied, tier, mine.strength, theirs.strength)


def other(side: Side) -> Side:
    """The side across the table."""
    return "supplier" if side == "buyer" else "buyer"


def hands(evidence: tuple[Evidence, ...], claimant: Side, policy: Policy) -> tuple[Hand, Hand]:
    """What claimant and respondent hold on the breach. A side's own word sets aside the inspections that speak for it:
    who admits a fault cannot hide behind a report that missed it.
    """
    shown = [one for one in evidence if one.about == "breach" and not one.blind]
    mine = [one for one in shown if one.side == claimant]
    theirs = [one for one in shown if one.side != claimant]
    admitted, confessed = _has_admission(mine), _has_admission(theirs)
    if admitted:
        theirs = [one for one in theirs if one.kind not in REPORTS]
    if confessed:
        mine = [one for one in mine if one.kind not in REPORTS]
    return _hand(mine, policy), _hand(theirs, policy)


def strength(evidence: Iterable[Evidence], policy: Policy) -> int:
    """Strength of evidence for one side in basis points, half up: 1 - product of (1 - weight), one source once, and all
    that the side made by itself together at most the cap (R8).

    A source counts once among what it made for itself and once among the rest, so that no piece can lower a strength.
    """
    heaviest: dict[tuple[bool, str], int] = {}
    weights = policy.evidence_weights_bp
    for one in evidence:
        row = WEIGHTS[one.kind]
        weight = weights.get(one.kind, row.basis_points)
        key = (row.own, one.source)
        if weight > heaviest.get(key, -1):
            heaviest[key] = weight
    if not heaviest:
        return 0
    doubt, own_doubt, own = 1, 1, 0
    for (self_made, _), weight in heaviest.items():
        if self_made:
            own_doubt *= CERTAIN - weight
            own += 1
        else:
            doubt *= CERTAIN - weight
    if own:
        doubt *= max(own_doubt, (CERTAIN - policy.evidence_own_cap_bp) * CERTAIN ** (own - 1))
    whole: int = CERTAIN ** len(heaviest)
    return (2 * (whole - doubt) * CERTAIN + whole) // (2 * whole)


def weight_of(kind: EvidenceClass, policy: Policy) -> int:
    """What a class weighs under a policy; one that it does not name keeps the default."""
    return policy.evidence_weights_bp.get(kind, WEIGHTS[kind].basis_points)


def missing_weight(proof: Proof, policy: Policy) -> int | None:
    """The least weight that one more source of the claimant's would need to win by weight, 0 if it has enough, None if
    no single source could.
    """
    mine, theirs = proof.claimant_bp or 0, proof.respondent_bp or 0
    target = max(policy.evidence_floor_bp, theirs + policy.evidence_margin_bp)
    if mine >= target:
        return 0
    return None if target >= CERTAIN else -((mine - target) * CERTAIN // (CERTAIN - mine))


def rests_on(asked: Question, proof: Proof, policy: Policy) -> tuple[str, ...]:
    """The claimant's evidence without which a ground upheld by weight would not be (sensitivity, standards 4.6)."""
    if proof.rule != "R-WGT-1":
        return ()
    props = [
        one for one in asked.evidence if one.side == asked.claimant and not one.blind and not WEIGHTS[one.kind].own
    ]
    props.sort(key=lambda one: (-weight_of(one.kind, policy), one.id))
    return tuple(one.id for one in props[:PROPS_MAX] if prove(_without(asked, one), policy).outcome != "upheld")


def _without(asked: Question, gone: Evidence) -> Question:
    left = tuple(one for one in asked.evidence if one.source != gone.source or one.side != gone.side)
    return msgspec.structs.replace(asked, evidence=left)


# --- gates -----------------------------------------------------------------------------------------------------------


def _fails(asked: Question, tier: int) -> str:
    """The rule under which a ground fails whatever the evidence of its breach: cover and time (G1), term (G2), risk and
    the facts themselves (G3); empty if none.

    No term, or one that both gave up, breaks nothing; a vague one is broken only by another article (R7).
    """
    if not asked.covered:
        return "R4"
    if not asked.in_time:
        return "R-TIME-1"
    if asked.waived or not tier:
        return "R-TERM-0"
    if tier < TIER_MEASURED and not asked.gross:
        return "R-BURDEN-1"
    return "R-RISK-1" if asked.risk_passed else asked.no_breach


def _passed_before(s: Scales) -> Answer | None:
    """What an agreed inspection passed conformed at shipment (R9)."""
    bound = s.respondent.inspected_early and not s.claimant.inspected_early
    return ("denied", "R-PRE-1") if bound else None


def _failed_before(s: Scales) -> Answer | None:
    bound = s.claimant.inspected_early and not s.respondent.inspected_early
    return ("upheld", "R-PRE-2") if bound else None


def _kept_away(s: Scales) -> Answer | None:
    return _against(s, ("access_refused", "sealed_sample_lost"), "R-PRE-3")


def _no_show(s: Scales) -> Answer | None:
    """The report of an inspection to which a side was invited stands when it stayed away."""
    for obstacle in s.asked.obstacles:
        mine = s.respondent if obstacle.by == s.asked.claimant else s.claimant
        if obstacle.what == "no_show" and not REPORTS.isdisjoint(mine.classes):
            return _for(s, other(obstacle.by), "R-PRE-4")
    return None


def _used(s: Scales) -> Answer | None:
    """Goods used, sold or destroyed: against whoever did it, unless it had good evidence before (R11)."""
    for obstacle in s.asked.obstacles:
        theirs = s.claimant if obstacle.by == s.asked.claimant else s.respondent
        if obstacle.what == "goods_used" and not any(_qualifies(kind, s.policy) for kind in theirs.classes):
            return _for(s, other(obstacle.by), "R-PRE-5")
    return None


def _silence(s: Scales) -> Answer | None:
    """R6: a prima facie case on a term of tier 2, or facts in the silent side's sphere, are enough, unless something
    conclusive speaks for that side; anything less is not.
    """
    if not s.asked.silent:
        return None
    prima_facie = s.tier >= TIER_MEASURED and s.claimant.strength >= s.policy.prima_facie_bp
    if prima_facie or s.asked.sphere:
        return None if s.respondent.conclusive else ("upheld", "R-DEF-1")
    heavy = _weight(s)
    return None if heavy and heavy[0] == "upheld" else ("denied", "R-DEF-2")


def _conclusive(s: Scales) -> Answer | None:
    """Conclusive evidence of one side decides, unless the other has its like or the first one's own word."""
    if s.claimant.conclusive and not s.respondent.conclusive and not s.respondent.admitted:
        return "upheld", "R-TIE-1" if "joint_inspection" in s.claimant.classes else "R-WGT-1"
    if s.respondent.conclusive and not s.claimant.conclusive and not s.claimant.admitted:
        return "denied", "R-TIE-1" if "joint_inspection" in s.respondent.classes else "R-WGT-2"
    return None


def _weight(s: Scales) -> Answer | None:
    mine, theirs, margin = s.claimant.strength, s.respondent.strength, s.policy.evidence_margin_bp
    if mine >= s.policy.evidence_floor_bp and mine - theirs >= margin:
        return "upheld", "R-WGT-1"
    return ("denied", "R-WGT-2") if theirs - mine >= margin else None


def _not_produced(s: Scales) -> Answer | None:
    """What a side had to produce from its sphere and did not is inferred against it (R7)."""
    inferred = s.asked.produces and not s.respondent.strength and s.claimant.strength >= s.policy.prima_facie_bp
    return ("upheld", "R7") if inferred else None


def _tie_break_blocked(s: Scales) -> Answer | None:
    return _against(s, ("tie_break",), "R-TIE-2")


def _burden(s: Scales) -> Answer | None:
    if not s.asked.last_word:
        return None
    return "denied" if s.asked.burden == s.asked.claimant else "upheld", "R-BURDEN-1"


GATES: Final[tuple[Callable[[Scales], Answer | None], ...]] = (
    _passed_before,
    _failed_before,
    _kept_away,
    _no_show,
    _used,
    _silence,
    _conclusive,
    _weight,
    _not_produced,
    _tie_break_blocked,
    _burden,
)
"""The gates on evidence in their order: presumptions and silence (G4), weighing (G5), tie-break (G6), burden (G7)."""


def _hand(held: list[Evidence], policy: Policy) -> Hand:
    early = [one for one in held if one.before_shipment and one.kind == "agreed_inspection"]
    return Hand(strength(held, policy), frozenset([one.kind for one in held]), bool(early))


def _has_admission(held: list[Evidence]) -> bool:
    return "admission" in [one.kind for one in held]


def _against(s: Scales, what: tuple[str, ...], rule: str) -> Answer | None:
    """Against the side that stood in the way, unless it holds conclusive evidence (R10)."""
    for obstacle in s.asked.obstacles:
        theirs = s.claimant if obstacle.by == s.asked.claimant else s.respondent
        if obstacle.what in what and not theirs.conclusive:
            return _for(s, other(obstacle.by), rule)
    return None


def _for(s: Scales, side: Side, rule: str) -> Answer:
    return "upheld" if side == s.asked.claimant else "denied", rule


def _qualifies(kind: EvidenceClass, policy: Policy) -> bool:
    return not WEIGHTS[kind].own and weight_of(kind, policy) >= policy.evidence_floor_bp


def _lifted(asked: Question, policy: Policy) -> bool:
    """Whether the other side's own words supply the term: its message, the listing, an admission (R-TERM-3, 4.7)."""
    words = [one for one in asked.evidence if one.about == "term"]
    if not words:
        return False
    mine = strength([one for one in words if one.side == asked.claimant], policy)
    theirs = strength([one for one in words if one.side != asked.claimant], policy)
    return mine >= policy.evidence_floor_bp and mine - theirs >= policy.evidence_margin_bp


def _unsealed(asked: Question) -> tuple[Evidence, ...]:
    """With seals broken, a claimant's own material counts only if the cartons were opened in presence (R-PRE-6)."""
    return tuple(
        one
        for one in asked.evidence
        if one.side != asked.claimant or one.in_presence or not WEIGHTS[one.kind].own or one.about == "term"
    )
