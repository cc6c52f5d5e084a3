"""Claims for the tests of adjudication: a contract of one line for 80,000, evidence, facts, and the finding on it."""

from typing import Any

from fairhold.trade.deal import deal_of
from fairhold.trade.evidence_class import EvidenceClass, default_weights
from fairhold.trade.families import (
    Aql,
    GoodsTerms,
    InspectionTerm,
    MaterialTerm,
    PackagingTerm,
    Share,
    Side,
    Verification,
    WeightTerm,
)
from fairhold.trade.ground import Ground
from fairhold.trade.issue import (
    AnyFacts,
    Damaged,
    Deviation,
    Issue,
)
from fairhold.trade.policy import PRESETS, Policy
from fairhold.trade.proof import Evidence
from fairhold.trade.ruling import Finding, rule_on
from fairhold.trade.terms import Contract, fingerprint
from trade.playing import contract

POLICY = PRESETS["seed"]
UNCORRECTED = Policy(
    evidence_weights_bp=default_weights() | {"report_own_standard": 4_000},
    evidence_own_cap_bp=6_000,
)
"""The weights with which the figures of standards 4.6 were computed, before R8."""

BASE = 80_000_00
TEST = Verification(method="XRF and assay", by="laboratory", pieces=5)
INSPECTED = InspectionTerm(inspector="Northgate", standard="ISO 2859-1", edition="1999", level="II", aql=Aql())
GOLD = MaterialTerm(grade="gold", composition=(Share(component="Au", least="74.5", most="75.5"),), verification=TEST)
CARTONS = PackagingTerm(board="double wall", drop_test="ISTA 1A")


def piece(kind: EvidenceClass, side: Side = "buyer", **fields: Any) -> Evidence:
    """One piece with a source of its own."""
    return Evidence(id=f"{side} {kind}", kind=kind, side=side, source=f"{side} {kind}", **fields)


def ruled(
    ground: Ground,
    facts: AnyFacts,
    *evidence: Evidence,
    terms: Contract | None = None,
    policy: Policy = POLICY,
    base: int = BASE,
    **fields: Any,
) -> Finding:
    """The finding on a contract of one line for 80,000, all paid."""
    of = terms or contract()
    issue = Issue(ground=ground, facts=facts, evidence=evidence, **fields)
    return rule_on(issue, deal_of(of, fingerprint(of)), base, policy)


def short_of(found: Finding) -> tuple[str, str, str, int, bool]:
    """Outcome, rule, remedy, award, return."""
    return found.outcome, found.rule, found.remedy.kind, found.remedy.amount, found.remedy.goods_back


RANGE = GoodsTerms(weight=(WeightTerm(unit="g", least="215", most="219", pieces=20),))
WEIGHED = piece("report_invited")
RECORD = piece("platform_record")
BRONZE = Deviation(out=1, inspected=1, another=True)
DENTS = Damaged(out=40, inspected=100, packed_as_agreed=False)
