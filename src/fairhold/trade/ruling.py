"""The recommended finding on an issue, and what several findings come to together (4.5, 4.7, R13, R16, R23).

Deterministic: same issue, contract and policy, same finding. A finding names clause, evidence and rule, or cannot be
made. A human decides with it; the check before signing asks the same functions what a breach would bring.
"""

from collections.abc import Sequence
from typing import Final

import msgspec

from fairhold.trade.consequence import Scene, instead, no_breach, remedy_for, risk_passed, scene
from fairhold.trade.deal import Deal, share_of
from fairhold.trade.evidence_class import WEIGHTS, EvidenceClass
from fairhold.trade.footing import GROUNDS, Clause, Footing, footing, waiver_of
from fairhold.trade.ground import BEFORE_SHIPMENT, DELIVERY, Ground
from fairhold.trade.issue import Damaged, Deviation, Issue
from fairhold.trade.policy import Policy
from fairhold.trade.proof import (
    TIER_MEASURED,
    Outcome,
    Proof,
    Question,
    Weigh,
    missing_weight,
    prove,
    rests_on,
    weight_of,
)
from fairhold.trade.remedy import Remedy, Step, capped, nothing, shared, without_return
from fairhold.trade.spelled import per_cent

CONTRACT: Final = "contract"
"""The evidence that every finding cites: the signed version itself (E1)."""


class Finding(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True, gc=False):
    """What is recommended on one ground, and why.

    `clause` is the one it rests on or the stated absence of one, in the contract `version`. Strengths are basis points.
    `alternatives`: remedies the claimant may choose instead. `fee_shift`: the respondent bears inspection and way back.
    `flips`: what would turn it; `missing`: what was not shown. Raises ValueError without clause, evidence or rule.

    A finding is kept for ever in the event of its ruling: a further field has a default.
    """

    ground: Ground
    line: int | None
    outcome: Outcome
    rule: str
    applied: tuple[str, ...]
    clause: Clause
    version: str
    tier: int
    evidence: tuple[str, ...]
    claimant_bp: int | None
    respondent_bp: int | None
    remedy: Remedy
    alternatives: tuple[Remedy, ...] = ()
    fee_shift: bool = False
    flips: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.rule:
            raise ValueError("a finding names its rule")
        if not (self.clause.pointer or self.clause.says):
            raise ValueError("a finding names its clause, or says that there is none")
        if not self.evidence:
            raise ValueError("a finding names its evidence")


class Settlement(msgspec.Struct, frozen=True, gc=False):
    """Several findings together: each as it stands after R23, and the award in minor units."""

    findings: tuple[Finding, ...]
    total: int
    steps: tuple[Step, ...]


class Decision(msgspec.Struct, frozen=True, gc=False):
    """How an issue is decided, before it is written down as a finding."""

    scene: Scene
    asked: Question
    proof: Proof
    remedy: Remedy


def decide(issue: Issue, deal: Deal, base: int, policy: Policy, weigh: Weigh | None = None) -> Decision:
    """Decide one issue; `base` is the protected base of the order in minor units (4.9), `weigh` as `prove` has it."""
    at = scene(issue, deal, _footing(issue, deal), base, policy)
    asked = _question(at)
    proof = prove(asked, policy, weigh)
    remedy = _finished(at, remedy_for(at)) if proof.outcome == "upheld" else _none(at, proof)
    return Decision(at, asked, proof, remedy)


def rule_on(issue: Issue, deal: Deal, base: int, policy: Policy) -> Finding:
    """The recommended finding on one issue, with all that a reader needs to check it."""
    made = decide(issue, deal, base, policy)
    proof = made.proof
    return Finding(
        ground=issue.ground,
        line=issue.line,
        outcome=proof.outcome,
        rule=proof.rule,
        applied=proof.applied,
        clause=clause_of(made).clause,
        version=deal.version,
        tier=proof.tier,
        evidence=(CONTRACT, *(one.id for one in issue.evidence)),
        claimant_bp=proof.claimant_bp,
        respondent_bp=proof.respondent_bp,
        remedy=made.remedy,
        alternatives=tuple(_finished(made.scene, one) for one in instead(made.scene, made.remedy)),
        fee_shift=proof.outcome == "upheld" and issue.ground not in NO_FEE_SHIFT,
        flips=_flips(made, policy),
        missing=missing(proof, policy),
    )


def clause_of(made: Decision) -> Footing:
    """The clause as cited: the waiver, where both sides left the point unprotected."""
    at = made.scene
    waiver = waiver_of(at.deal, at.issue.ground, at.issue.line) if made.asked.waived else ""
    if not waiver:
        return at.footing
    return Footing(waiver, 0, f"both sides left open {GROUNDS[at.issue.ground].about}")


def missing(proof: Proof, policy: Policy) -> tuple[str, ...]:
    """What the claimant would have needed to show, where evidence decided."""
    if proof.outcome == "upheld" or proof.rule not in BY_EVIDENCE:
        return ()
    if proof.tier < TIER_MEASURED:
        return ("a term that can be measured",)
    weight = missing_weight(proof, policy)
    for name in ADVISED:
        if weight is not None and weight_of(name, policy) >= weight:
            return (f"a further source that weighs {per_cent(weight)} or more, such as: {WEIGHTS[name].meaning}",)
    return ("a joint or agreed inspection",)


def settle(findings: Sequence[Finding], issues: Sequence[Issue], deal: Deal, base: int) -> Settlement:
    """One loss is paid once: where several grounds hit the same units the largest award counts (R23, R-CUM-1).

    Missing units are no defective ones, and delay is a loss of its own; a full refund takes in everything on its lines.
    No line comes to more than its share, all together to no more than the base (R16, I5).
    """
    order = sorted(range(len(findings)), key=lambda i: (-findings[i].remedy.amount, i))
    left = {line: share_of(deal, base, line) for line in range(len(deal.lines))}
    counted: list[int] = []
    settled = list(findings)
    total = 0
    for i in order:
        one = findings[i]
        if not one.remedy.amount:
            continue
        if any(
            _same_loss(one, issues[i], findings[j], issues[j]) or _takes_all(findings[j], one, deal, base)
            for j in counted
        ):
            settled[i] = _absorbed(one)
            continue
        counted.append(i)
        room = base - total if one.line is None else min(left[one.line], base - total)
        amount = min(one.remedy.amount, room) if one.ground != "non_payment" else one.remedy.amount
        settled[i] = msgspec.structs.replace(one, remedy=capped(one.remedy, amount))
        if one.line is not None:
            left[one.line] -= amount
        total += amount
    steps = [
        Step(
            one.ground if one.line is None else f"{one.ground}, line {one.line + 1}",
            one.remedy.amount,
        )
        for one in settled
    ]
    return Settlement(tuple(settled), total, (*steps, Step("award", total)))


ADVISED: Final[tuple[EvidenceClass, ...]] = ("report_to_standard", "report_invited", "laboratory", "joint_inspection")
"""What to get when evidence is missing, the easiest first."""
BY_EVIDENCE: Final = frozenset({"R-WGT-2", "R-BURDEN-1", "R-DEF-2", "R8", "R-TIE-2"})
"""Rules under which more evidence would have helped the claimant."""
NO_FEE_SHIFT: Final[frozenset[Ground]] = frozenset({"late_not_shipped", "late_shipped", "not_received", "non_payment"})
"""Grounds that platform records prove, so that no inspection is paid for (4.7)."""

FLIPS: Final[dict[str, str]] = {
    "R-TIME-1": "proof that the supplier knew of the defect and hid it reopens the window (R3)",
    "R-TERM-0": "the other side's own clear words on the point supply the term: an admission, a message, the listing",
    "R-RISK-1": "proof that packaging was not as agreed, or that no clean transport document exists",
    "R-PRE-1": "a laboratory, joint or agreed inspection of what the first one could not see",
    "R-PRE-3": "conclusive evidence of the side that stood in the way",
    "R-PRE-5": "good evidence from before the goods were used",
    "R-TIE-2": "conclusive evidence of the side that blocked the tie-break",
    "R-DEF-1": "conclusive evidence of the silent side",
    "R1": "proof that the yes to the later date was never given, or that its condition was not met",
}
"""What would turn a finding, by the rule that decided, where no weight would."""


def _footing(issue: Issue, deal: Deal) -> Footing:
    """The clause; a packaging term that was broken carries a claim for damage in transit (R21)."""
    if issue.footing is not None:
        found = issue.footing
        return Footing(found.pointer, found.tier, found.says, found.standard)
    if issue.ground == "transit_damage" and isinstance(issue.facts, Damaged) and issue.facts.packed_as_agreed is False:
        packed = footing(deal, "packaging", issue.line)
        if packed.tier >= TIER_MEASURED:
            return packed
    return footing(deal, issue.ground, issue.line)


def _question(s: Scene) -> Question:
    issue, row = s.issue, GROUNDS[s.issue.ground]
    by_supplier = issue.ground == "non_payment"
    gross = issue.ground == "wrong_goods" or (isinstance(issue.facts, Deviation) and issue.facts.another)
    delivery = issue.ground in BEFORE_SHIPMENT or issue.ground in DELIVERY
    return Question(
        claimant="supplier" if by_supplier else "buyer",
        tier=s.footing.tier,
        evidence=issue.evidence,
        burden=row.burden,
        gross=gross,
        covered=s.deal.coverage == "post_delivery" or delivery,
        in_time=issue.in_time,
        waived=bool(waiver_of(s.deal, issue.ground, issue.line)),
        risk_passed=risk_passed(s),
        no_breach=no_breach(s),
        sphere=row.sphere,
        produces=row.produces,
        obstacles=issue.obstacles,
        silent=issue.silent,
        last_word=issue.last_word,
    )


def _finished(s: Scene, remedy: Remedy) -> Remedy:
    """A remedy with shared fault, the cap and the return that is waived applied."""
    issue = s.issue
    most = s.base if issue.ground != "non_payment" else s.deal.initial
    return without_return(capped(shared(remedy, issue.own_fault_bp), most), issue.way_back, issue.unsafe, s.policy)


def _none(s: Scene, proof: Proof) -> Remedy:
    words = "not decided yet" if proof.outcome == "inconclusive" else "the ground is denied"
    return nothing(s.deal.currency, words)


def _flips(made: Decision, policy: Policy) -> tuple[str, ...]:
    proof = made.proof
    if proof.rule == "R-WGT-1":
        return tuple(f"it falls without {one}" for one in rests_on(made.asked, proof, policy))
    if proof.rule in FLIPS:
        return (FLIPS[proof.rule],)
    return missing(proof, policy)


def _same_loss(one: Finding, its: Issue, another: Finding, others: Issue) -> bool:
    """Whether two awards are for the same loss on the same units."""
    apart = one.line is not None and another.line is not None and one.line != another.line
    if apart or GROUNDS[one.ground].loss != GROUNDS[another.ground].loss:
        return False
    return not (its.units and others.units) or not set(its.units).isdisjoint(others.units)


def _takes_all(larger: Finding, one: Finding, deal: Deal, base: int) -> bool:
    """Whether a larger award has given back all that the other one could reach."""
    reaches = larger.line is None or larger.line == one.line
    return reaches and larger.remedy.amount >= share_of(deal, base, larger.line)


def _absorbed(one: Finding) -> Finding:
    words = Step("already in a larger award", 0)
    remedy = msgspec.structs.replace(one.remedy, amount=0, goods_back=False, steps=(*one.remedy.steps, words))
    return msgspec.structs.replace(one, remedy=remedy, applied=(*one.applied, "R-CUM-1"))
