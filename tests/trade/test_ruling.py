"""Findings: the seed's two cases, what every finding must name, and several grounds together (SC35, SC35c, SC36, SC36b;
standards 4.6; R13, R16, R23)."""

from datetime import date
from typing import Any

import msgspec
import pytest

from fairhold.trade.deal import Deal, deal_of
from fairhold.trade.evidence_class import WEIGHTS
from fairhold.trade.families import (
    Aql,
    GoodsTerms,
    LateDamages,
    MaterialTerm,
    QualityTerm,
    Waiver,
)
from fairhold.trade.footing import Clause
from fairhold.trade.ground import Ground
from fairhold.trade.issue import (
    AnyFacts,
    Damaged,
    Deviation,
    Issue,
    Lateness,
    Short,
    Unpaid,
)
from fairhold.trade.policy import Policy
from fairhold.trade.proof import Obstacle
from fairhold.trade.remedy import Step, ValueLeft, fee_shifted
from fairhold.trade.ruling import CONTRACT, Finding, rule_on, settle
from fairhold.trade.terms import Line, fingerprint
from trade.claiming import (
    BASE,
    BRONZE,
    CARTONS,
    DENTS,
    GOLD,
    INSPECTED,
    POLICY,
    RANGE,
    RECORD,
    UNCORRECTED,
    WEIGHED,
    piece,
    ruled,
    short_of,
)
from trade.playing import contract, usd

# --- the seed's first case -------------------------------------------------------------------------------------------

CHAT = piece("outside_message", about="term")
STATEMENT = piece("statement", "supplier")


def test_gold_in_an_unacknowledged_chat_is_no_term() -> None:
    """SC35, standards 4.6 row 1: denied, and the reasons cite the missing clause."""
    found = ruled("material", BRONZE, CHAT, piece("photo"), STATEMENT, silent=True)
    assert short_of(found) == ("denied", "R-TERM-0", "nothing", 0, False)
    assert (found.clause.pointer, found.clause.says) == ("", "no clause on what the goods are made of")
    assert found.evidence == (CONTRACT, "buyer outside_message", "buyer photo", "supplier statement")
    assert found.version == fingerprint(contract())
    assert found.flips == (
        "the other side's own clear words on the point supply the term: an admission, a message, the listing",
    )


@pytest.mark.parametrize("policy", [POLICY, UNCORRECTED])
def test_gold_with_a_clause_and_a_laboratory_is_won(policy: Policy) -> None:
    """Standards 4.6 row 2: 0.85 against 0.05, full refund and return."""
    terms = contract(goods=GoodsTerms(material=(GOLD,)))
    found = ruled("material", BRONZE, piece("laboratory"), STATEMENT, terms=terms, policy=policy)
    assert short_of(found) == ("upheld", "R-WGT-1", "refund_with_return", BASE, True)
    assert (found.claimant_bp, found.respondent_bp, found.tier) == (8_500, 500, 3)
    assert (found.clause.pointer, found.fee_shift) == ("/goods/material/0", True)
    assert found.flips == ("it falls without buyer laboratory",)
    assert [one.kind for one in found.alternatives] == ["price_reduction"]


def test_gold_that_the_supplier_wrote_itself_is_won_without_a_clause() -> None:
    """Standards 4.6 row 3: the admission supplies the term."""
    yes = piece("admission", about="term")
    found = ruled("material", BRONZE, yes, piece("laboratory"), STATEMENT)
    assert short_of(found) == ("upheld", "R-WGT-1", "refund_with_return", BASE, True)
    assert (found.applied, found.tier) == (("R-TERM-3",), 2)


def test_gold_in_thread_and_listing_is_won() -> None:
    """SC35c: "24k gold plated, yes" in the thread, gold in the listing, bronze shown by the agreed laboratory."""
    words = (piece("platform_message", about="term"), piece("listing_snapshot", about="term"))
    found = ruled("material", BRONZE, *words, piece("laboratory"))
    assert short_of(found) == ("upheld", "R-WGT-1", "refund_with_return", BASE, True)
    assert found.applied == ("R-TERM-3",)
    listing_alone = ruled("material", BRONZE, words[1], piece("laboratory"))
    assert listing_alone.outcome == "upheld"


def test_a_waiver_is_quoted_and_leaves_nothing_to_win() -> None:
    """T04."""
    terms = contract(
        goods=GoodsTerms(material=(MaterialTerm(grade="gold"),)),
        waivers=(Waiver(rule="material-1", field="/goods/material/0", family="material"),),
    )
    found = ruled("material", BRONZE, piece("laboratory"), terms=terms)
    assert short_of(found) == ("denied", "R-TERM-0", "nothing", 0, False)
    assert (found.clause.pointer, found.clause.says) == (
        "/waivers/0",
        "both sides left open what the goods are made of",
    )


# --- the seed's second case ------------------------------------------------------------------------------------------

ONE_SIDED = (piece("report_own_standard"), piece("photo"))
BEFORE_SHIPPING = (piece("photo_in_app", "supplier"), piece("photo", "supplier"))
WELDING = Deviation(out=40, inspected=100)


def test_packaging_without_a_packaging_term_is_denied() -> None:
    """SC36, standards 4.6 row 4, R5."""
    found = ruled("packaging", DENTS, *ONE_SIDED, *BEFORE_SHIPPING)
    assert short_of(found) == ("denied", "R-TERM-0", "nothing", 0, False)


def test_a_report_to_a_standard_of_its_own_stalls() -> None:
    """Standards 4.6 row 4: 0.52 against 0.48 as computed before R8, and inconclusive with the corrected weights too."""
    before = ruled("function_appearance", WELDING, *ONE_SIDED, *BEFORE_SHIPPING, policy=UNCORRECTED)
    assert (before.outcome, before.claimant_bp, before.respondent_bp) == ("inconclusive", 5_200, 4_800)
    found = ruled("function_appearance", WELDING, *ONE_SIDED, *BEFORE_SHIPPING)
    assert short_of(found) == ("inconclusive", "R8", "nothing", 0, False)
    assert (found.claimant_bp, found.respondent_bp) == (4_500, 4_500)
    assert found.missing == (
        "a further source that weighs 27.28 % or more, such as: " + WEIGHTS["report_to_standard"].meaning,
    )


def test_nobody_asks_for_a_joint_inspection() -> None:
    """Standards 4.6 row 5: it does not stay open."""
    found = ruled("function_appearance", WELDING, *ONE_SIDED, *BEFORE_SHIPPING, last_word=True)
    assert short_of(found) == ("denied", "R-BURDEN-1", "nothing", 0, False)


def test_the_supplier_refuses_the_joint_inspection() -> None:
    """Standards 4.6 row 6."""
    refused = (Obstacle("tie_break", "supplier"),)
    found = ruled("function_appearance", WELDING, *ONE_SIDED, *BEFORE_SHIPPING, obstacles=refused)
    assert short_of(found) == ("upheld", "R-TIE-2", "unit_share", 32_000_00, False)


def test_a_joint_inspection_ordered_in_the_dispute_decides() -> None:
    """SC36."""
    found = ruled("function_appearance", WELDING, *ONE_SIDED, *BEFORE_SHIPPING, piece("joint_inspection"))
    assert short_of(found) == ("upheld", "R-TIE-1", "unit_share", 32_000_00, False)
    against = ruled("function_appearance", WELDING, *ONE_SIDED, piece("joint_inspection", "supplier"))
    assert short_of(against) == ("denied", "R-TIE-1", "nothing", 0, False)


@pytest.mark.parametrize(("policy", "theirs"), [(POLICY, 4_500), (UNCORRECTED, 4_800)])
def test_inspector_and_packaging_agreed_up_front_win_both(policy: Policy, theirs: int) -> None:
    """SC36b, standards 4.6 row 7: 0.92 against 0.35 to 0.48."""
    terms = contract(inspection=INSPECTED, goods=GoodsTerms(packaging=CARTONS, quality=QualityTerm(aql=Aql())))
    mine = (piece("agreed_inspection"), piece("photo"))
    quality = ruled("function_appearance", WELDING, *mine, *BEFORE_SHIPPING, terms=terms, policy=policy)
    packaging = ruled("packaging", DENTS, *mine, BEFORE_SHIPPING[0], terms=terms, policy=policy)
    assert (quality.outcome, quality.rule, quality.claimant_bp, quality.respondent_bp) == (
        "upheld",
        "R-WGT-1",
        9_200,
        theirs,
    )
    assert (packaging.outcome, packaging.claimant_bp, packaging.respondent_bp) == ("upheld", 9_200, 3_500)
    assert fee_shifted(300_00, quality.remedy.amount, quality.remedy.amount, "agreed_inspection") == 300_00


def test_what_the_agreed_inspection_passed_stands_and_a_hidden_defect_does_not() -> None:
    """Standards 4.6 row 8: 0.52 against 0.90 denied; with a laboratory on a hidden defect 0.93 granted."""
    terms = contract(inspection=INSPECTED)
    passed = piece("agreed_inspection", "supplier", before_shipment=True)
    seen = ruled("function_appearance", WELDING, *ONE_SIDED, passed, terms=terms, policy=UNCORRECTED)
    assert (seen.outcome, seen.rule, seen.claimant_bp, seen.respondent_bp) == ("denied", "R-PRE-1", 5_200, 9_000)
    blind = msgspec.structs.replace(passed, blind=True)
    hidden = (piece("laboratory"), *ONE_SIDED, blind)
    granted = ruled("function_appearance", WELDING, *hidden, terms=terms, policy=UNCORRECTED)
    assert (granted.outcome, granted.rule, granted.claimant_bp) == ("upheld", "R-WGT-1", 9_280)
    assert ruled("function_appearance", WELDING, *hidden, terms=terms).claimant_bp == 9_175


# --- what cannot be made ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"rule": ""}, "names its rule"),
        ({"clause": Clause("", 0, "")}, "names its clause"),
        ({"evidence": ()}, "names its evidence"),
    ],
)
def test_a_finding_without_clause_evidence_or_rule_cannot_be_made(change: dict[str, Any], fault: str) -> None:
    found = ruled("weight", Deviation(mean="100"), WEIGHED, terms=contract(goods=RANGE))
    fields = {name: getattr(found, name) for name in Finding.__struct_fields__}
    assert Finding(**fields) == found
    with pytest.raises(ValueError, match=fault):
        Finding(**(fields | change))


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"ground": "weight", "facts": Unpaid()}, "not the facts of weight"),
        ({"ground": "quantity_short", "facts": Short(missing=1)}, "line by line"),
        ({"ground": "non_payment", "facts": Unpaid(), "own_fault_bp": 500}, "needs a reason"),
    ],
)
def test_an_issue_that_makes_no_sense_cannot_be_made(fields: dict[str, Any], fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        Issue(**fields)


@pytest.mark.parametrize("facts", [Deviation, Damaged])
def test_more_units_out_than_inspected_cannot_be(facts: Any) -> None:
    with pytest.raises(ValueError, match="3 units out of 2"):
        facts(out=3, inspected=2)


def test_an_issue_and_its_finding_survive_the_wire() -> None:
    terms = contract(goods=RANGE)
    issue = Issue(ground="weight", facts=Deviation(out=20, inspected=20, mean="100"), evidence=(WEIGHED,), line=0)
    assert msgspec.json.decode(msgspec.json.encode(issue), type=Issue) == issue
    found = rule_on(issue, deal_of(terms), BASE, POLICY)
    assert rule_on(issue, deal_of(terms), BASE, POLICY) == found
    assert msgspec.json.decode(msgspec.json.encode(found))["remedy"]["steps"] == [
        {"words": "protected part of the price", "figure": BASE}
    ]


# --- several grounds together ----------------------------------------------------------------------------------------

TWO = contract(
    lines=(
        Line(description="Tumbler", quantity=600, unit_price=usd(100)),
        Line(description="Lid", quantity=400, unit_price=usd(50)),
    ),
    goods=RANGE,
    late_damages=LateDamages(per_day_bp=50, cap_bp=1_000),
)
"""60,000 and 20,000."""


def together(
    *issues: Issue, base: int = BASE, deal: Deal | None = None
) -> tuple[list[int], int, list[tuple[str, ...]]]:
    """Each award after R23, the total, and the rules applied to each."""
    of = deal or deal_of(TWO)
    settled = settle([rule_on(one, of, base, POLICY) for one in issues], issues, of, base)
    assert settled.steps[-1] == Step("award", settled.total)
    awards = [one.remedy.amount for one in settled.findings]
    assert sum(awards) == settled.total
    return awards, settled.total, [one.applied for one in settled.findings]


def on_line(ground: Ground, facts: AnyFacts, line: int | None, **fields: Any) -> Issue:
    """An issue that a report of an invited survey shows."""
    return Issue(ground=ground, facts=facts, line=line, evidence=(WEIGHED, RECORD), **fields)


def test_each_line_has_its_share_of_the_base() -> None:
    """R16."""
    issues = [on_line("weight", Deviation(mean="100"), i) for i in (0, 1)]
    assert together(*issues)[:2] == ([60_000_00, 20_000_00], BASE)
    assert together(*issues, base=25_000_00)[:2] == ([18_750_00, 6_250_00], 25_000_00)


def test_one_loss_is_paid_once() -> None:
    """R23: the largest award on the same units counts, the others are shown as absorbed."""
    issues = (
        on_line("function_appearance", Deviation(out=30, inspected=100), 0),
        on_line("wrong_goods", Deviation(out=10, inspected=100, left=ValueLeft(1, 2, "the inspector")), 1),
        on_line("weight", Deviation(mean="213"), 0),
    )
    awards, total, applied = together(*issues)
    assert (awards, total) == ([0, 20_000_00, 36_000_00], 56_000_00)
    assert applied == [("R-CUM-1",), (), ()]


def test_different_units_are_different_losses() -> None:
    issues = (
        on_line("function_appearance", Deviation(out=30, inspected=100), 0, units=("1", "2")),
        on_line("weight", Deviation(out=10, inspected=100), 0, units=("3",)),
    )
    assert together(*issues)[:2] == ([18_000_00, 3_600_00], 21_600_00)


def test_missing_units_and_delay_are_losses_of_their_own() -> None:
    issues = (
        on_line("function_appearance", Deviation(out=30, inspected=100), 0),
        on_line("quantity_short", Short(missing=60), 0),
        on_line("late_shipped", Lateness(on=date(2019, 8, 11)), None),
    )
    assert together(*issues)[:2] == ([18_000_00, 6_000_00, 2_400_00], 26_400_00)


def test_a_full_refund_takes_in_everything_on_its_line() -> None:
    issues = (
        on_line("weight", Deviation(mean="100"), 0),
        on_line("quantity_short", Short(missing=60), 0),
        on_line("quantity_short", Short(missing=40), 1),
    )
    awards, total, applied = together(*issues)
    assert (awards, total) == ([60_000_00, 0, 2_000_00], 62_000_00)
    assert applied == [(), ("R-CUM-1",), ()]


def test_no_line_comes_to_more_than_its_share() -> None:
    issues = (
        on_line("weight", Deviation(mean="213"), 1, units=("1",)),
        on_line("function_appearance", Deviation(out=49, inspected=100), 1, units=("2",)),
    )
    assert together(*issues)[:2] == ([12_000_00, 8_000_00], 20_000_00)


def test_denied_grounds_stand_beside_upheld_ones() -> None:
    """PP6: each is decided alone."""
    issues = (
        Issue(ground="packaging", facts=DENTS, line=0, evidence=(WEIGHED,)),
        on_line("quantity_short", Short(missing=60), 0),
    )
    awards, total, _ = together(*issues)
    assert (awards, total) == ([0, 6_000_00], 6_000_00)
