"""Whether a ground is proven: strengths, the gates in their order, presumptions, silence, burden; and that evidence for
a side never hurts that side (R4-R11, standards 4.2, 4.3)."""

import re
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairhold.trade import proof as module
from fairhold.trade.evidence_class import WEIGHTS, EvidenceClass, default_weights
from fairhold.trade.families import Side
from fairhold.trade.footing import GROUNDS
from fairhold.trade.policy import PRESETS, Policy
from fairhold.trade.proof import (
    Evidence,
    Obstacle,
    Proof,
    Question,
    hands,
    missing_weight,
    other,
    prove,
    rests_on,
    strength,
)

POLICY = PRESETS["seed"]
KINDS: tuple[EvidenceClass, ...] = get_args(EvidenceClass)


def piece(kind: EvidenceClass, side: Side = "buyer", source: str = "", **fields: Any) -> Evidence:
    """One piece, from a source of its own unless one is named."""
    return Evidence(id=f"{side}:{kind}:{source}", kind=kind, side=side, source=source or f"{side}:{kind}", **fields)


def question(*evidence: Evidence, **fields: Any) -> Question:
    """A buyer's question on a term of tier 3 that nothing but evidence decides."""
    given: dict[str, Any] = {"claimant": "buyer", "tier": 3, "burden": "buyer", "evidence": evidence}
    return Question(**(given | fields))


def proof(*evidence: Evidence, **fields: Any) -> tuple[str, str]:
    """Outcome and rule."""
    answer = prove(question(*evidence, **fields), POLICY)
    return answer.outcome, answer.rule


# --- weights and strengths -------------------------------------------------------------------------------------------


def test_the_weights_are_those_of_the_rulebook() -> None:
    """Standards 4.3 with the corrections of R8."""
    assert default_weights() == {
        "platform_record": 9_500,
        "admission": 9_800,
        "agreed_inspection": 9_000,
        "joint_inspection": 9_000,
        "laboratory": 8_500,
        "issuer_document": 8_000,
        "report_invited": 7_500,
        "platform_message": 7_000,
        "listing_snapshot": 7_000,
        "verified_mail": 7_000,
        "report_to_standard": 6_000,
        "acknowledged_message": 6_000,
        "laboratory_without_custody": 4_500,
        "report_own_standard": 3_500,
        "photo_in_app": 3_500,
        "photo": 2_000,
        "outside_message": 1_000,
        "statement": 500,
    }
    assert set(WEIGHTS) == set(KINDS)
    assert PRESETS["seed"].evidence_weights_bp == default_weights()


def test_a_strength_is_one_less_the_product_of_the_doubts() -> None:
    assert strength([], POLICY) == 0
    assert strength([piece("agreed_inspection")], POLICY) == 9_000
    assert strength([piece("agreed_inspection"), piece("photo")], POLICY) == 9_200
    assert strength([piece("report_invited"), piece("photo_in_app")], POLICY) == 8_375


def test_one_source_counts_once_with_its_heaviest_piece() -> None:
    twice = [piece("photo", source="phone"), piece("photo_in_app", source="phone"), piece("photo", source="phone")]
    assert strength(twice, POLICY) == 3_500


def test_all_that_a_side_makes_by_itself_is_capped_together() -> None:
    """Twenty photos do not win (R8)."""
    photos = [piece("photo_in_app", source=f"phone {i}") for i in range(20)]
    assert strength(photos, POLICY) == 4_500
    assert strength([*photos, piece("report_own_standard")], POLICY) == 4_500
    assert strength([*photos, piece("report_to_standard")], POLICY) == 7_800


def test_a_class_that_the_policy_does_not_name_keeps_its_default() -> None:
    policy = Policy(evidence_weights_bp={"photo": 4_000})
    assert strength([piece("photo")], policy) == 4_000
    assert strength([piece("laboratory")], policy) == 8_500


def test_a_stored_policy_from_before_adjudication_has_the_defaults() -> None:
    stored = {
        name: value
        for name, value in msgspec.to_builtins(PRESETS["strict_buyer"]).items()
        if not name.startswith("evidence_") and name not in {"prima_facie_bp", "salvage_bp", "cure_days"}
    }
    assert msgspec.convert(stored, Policy) == PRESETS["strict_buyer"]


@pytest.mark.parametrize("weights", [{"gossip": 10}, {"photo": 10_000}, {"photo": -1}])
def test_a_weight_of_an_unknown_class_or_out_of_range_is_refused(weights: dict[str, int]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"evidence_weights_bp": weights}, Policy)


# --- gates before evidence -------------------------------------------------------------------------------------------


SURE = piece("agreed_inspection")


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"covered": False, "in_time": False}, "R4"),
        ({"in_time": False, "tier": 0}, "R-TIME-1"),
        ({"tier": 0, "risk_passed": True}, "R-TERM-0"),
        ({"waived": True}, "R-TERM-0"),
        ({"tier": 1, "risk_passed": True}, "R-BURDEN-1"),
        ({"risk_passed": True, "no_breach": "R1"}, "R-RISK-1"),
        ({"no_breach": "R1"}, "R1"),
    ],
)
def test_the_first_gate_that_stands_in_the_way_denies_whatever_the_evidence(fields: dict[str, Any], rule: str) -> None:
    answer = prove(question(SURE, **fields), POLICY)
    assert (answer.outcome, answer.rule) == ("denied", rule)
    assert (answer.claimant_bp, answer.respondent_bp) == (None, None)


def test_a_vague_description_decides_when_another_article_came() -> None:
    assert proof(SURE, tier=1, gross=True) == ("upheld", "R-WGT-1")


def test_the_other_sides_own_words_supply_a_missing_term() -> None:
    """R-TERM-3, SC35c: thread and listing do, an unacknowledged message does not."""
    lab = piece("laboratory")
    for kind in ("admission", "platform_message", "listing_snapshot", "acknowledged_message", "verified_mail"):
        answer = prove(question(lab, piece(kind, about="term"), tier=0), POLICY)
        assert (answer.outcome, answer.rule, answer.applied, answer.tier) == ("upheld", "R-WGT-1", ("R-TERM-3",), 2)
    assert proof(lab, piece("outside_message", about="term"), tier=0) == ("denied", "R-TERM-0")


def test_words_that_contradict_each_other_supply_no_term() -> None:
    words = (piece("platform_message", about="term"), piece("platform_message", "supplier", about="term"))
    assert proof(piece("laboratory"), *words, tier=0) == ("denied", "R-TERM-0")


# --- presumptions ----------------------------------------------------------------------------------------------------

PASSED = piece("agreed_inspection", "supplier", before_shipment=True)
FAILED = piece("agreed_inspection", before_shipment=True)


def test_what_an_agreed_inspection_passed_conformed_at_shipment() -> None:
    """R-PRE-1, R9: a one-sided report does not shake it."""
    later = (piece("report_own_standard"), piece("photo"))
    assert proof(PASSED, *later) == ("denied", "R-PRE-1")
    assert proof(PASSED, piece("laboratory")) == ("denied", "R-PRE-1")


def test_a_hidden_defect_is_proven_by_a_laboratory_all_the_same() -> None:
    """R9: the inspection could not see it, so it says nothing to the point."""
    blind = msgspec.structs.replace(PASSED, blind=True)
    assert proof(blind, piece("laboratory"), piece("photo")) == ("upheld", "R-WGT-1")


def test_a_lot_that_failed_and_left_is_nonconforming() -> None:
    assert proof(FAILED, piece("issuer_document", "supplier")) == ("upheld", "R-PRE-2")


def test_two_agreed_inspections_that_disagree_bind_nobody() -> None:
    assert proof(FAILED, PASSED) == ("inconclusive", "R8")
    assert proof(FAILED, PASSED, last_word=True) == ("denied", "R-BURDEN-1")


def test_who_admits_a_fault_cannot_hide_behind_a_report_that_missed_it() -> None:
    assert proof(PASSED, piece("admission")) == ("upheld", "R-WGT-1")
    assert proof(FAILED, piece("admission", "supplier")) == ("denied", "R-WGT-2")


@pytest.mark.parametrize("what", ["access_refused", "sealed_sample_lost"])
def test_the_ground_goes_against_whoever_kept_the_truth_away(what: Any) -> None:
    """R-PRE-3, R10: unless conclusive evidence says otherwise."""
    assert proof(obstacles=(Obstacle(what, "supplier"),)) == ("upheld", "R-PRE-3")
    assert proof(piece("laboratory"), obstacles=(Obstacle(what, "buyer"),)) == ("denied", "R-PRE-3")
    assert proof(piece("joint_inspection"), obstacles=(Obstacle(what, "buyer"),)) == ("upheld", "R-TIE-1")


def test_the_report_of_an_agreed_inspection_stands_against_a_side_that_stayed_away() -> None:
    stayed_away = (Obstacle("no_show", "supplier"),)
    assert proof(SURE, obstacles=stayed_away) == ("upheld", "R-PRE-4")
    assert proof(piece("photo"), obstacles=stayed_away) == ("inconclusive", "R8")


def test_goods_used_before_a_joint_inspection_speak_against_the_buyer() -> None:
    """R-PRE-5, R11: unless good evidence was taken before."""
    used = (Obstacle("goods_used", "buyer"),)
    assert proof(piece("photo_in_app"), obstacles=used) == ("denied", "R-PRE-5")
    assert proof(piece("report_invited"), obstacles=used) == ("upheld", "R-WGT-1")


def test_with_broken_seals_own_photos_count_only_from_an_opening_in_presence() -> None:
    broken = (Obstacle("seals_broken", "buyer"),)
    alone = prove(question(piece("photo_in_app"), obstacles=broken), POLICY)
    shown = prove(question(piece("photo_in_app", in_presence=True), obstacles=broken), POLICY)
    assert (alone.claimant_bp, alone.applied) == (0, ("R-PRE-6",))
    assert (shown.claimant_bp, shown.outcome) == (3_500, "inconclusive")


# --- silence, weighing, tie-break, burden ----------------------------------------------------------------------------


def test_silence_decides_for_a_prima_facie_case_on_a_firm_term() -> None:
    """R6: strength 0.20 and tier 2, or facts in the silent side's sphere."""
    assert proof(piece("photo"), silent=True) == ("upheld", "R-DEF-1")
    assert proof(piece("statement"), silent=True) == ("denied", "R-DEF-2")
    assert proof(silent=True, sphere=True) == ("upheld", "R-DEF-1")
    assert proof(piece("photo"), silent=True, tier=1, gross=True) == ("denied", "R-DEF-2")
    assert proof(piece("report_invited"), silent=True, tier=1, gross=True) == ("upheld", "R-WGT-1")


def test_silence_does_not_beat_conclusive_evidence() -> None:
    record = piece("platform_record", "supplier")
    assert proof(piece("photo"), record, silent=True, sphere=True) == ("denied", "R-WGT-2")


def test_silence_supplies_no_term() -> None:
    """S72: a supplier that never answered, and no clause on the material."""
    assert proof(piece("laboratory"), silent=True, sphere=True, tier=0) == ("denied", "R-TERM-0")


def test_a_claimant_needs_the_floor_and_the_margin() -> None:
    theirs = piece("laboratory_without_custody", "supplier")
    assert proof(piece("report_to_standard"), theirs) == ("upheld", "R-WGT-1")
    assert proof(piece("laboratory_without_custody")) == ("inconclusive", "R8")
    assert proof(piece("report_to_standard"), piece("report_to_standard", "supplier")) == ("inconclusive", "R8")
    assert proof(piece("photo"), theirs) == ("denied", "R-WGT-2")


def test_conclusive_evidence_of_one_side_outweighs_any_heap_of_the_other() -> None:
    heap = [piece(kind, "supplier") for kind in ("issuer_document", "laboratory", "platform_message", "photo")]
    assert proof(SURE, *heap) == ("upheld", "R-WGT-1")
    assert proof(piece("platform_record", "supplier"), *[piece("laboratory"), piece("issuer_document")])[0] == "denied"


def test_what_had_to_be_produced_and_was_not_is_inferred() -> None:
    """R7."""
    assert proof(piece("photo"), produces=True) == ("upheld", "R7")
    assert proof(piece("photo"), piece("statement", "supplier"), produces=True) == ("inconclusive", "R8")


def test_a_blocked_tie_break_goes_against_the_blocker() -> None:
    """R-TIE-2: with the evidence of the seed's second case."""
    balance = (piece("report_own_standard"), piece("photo_in_app", "supplier"))
    assert proof(*balance, obstacles=(Obstacle("tie_break", "supplier"),)) == ("upheld", "R-TIE-2")
    assert proof(*balance, obstacles=(Obstacle("tie_break", "buyer"),)) == ("denied", "R-TIE-2")


def test_what_stays_open_at_the_end_is_decided_by_burden() -> None:
    assert proof(last_word=True) == ("denied", "R-BURDEN-1")
    assert proof(last_word=True, burden="supplier") == ("upheld", "R-BURDEN-1")
    assert proof(piece("laboratory", "supplier"), last_word=True, burden="supplier") == ("denied", "R-WGT-2")


def test_the_suppliers_own_claim_is_weighed_the_other_way_round() -> None:
    record = piece("platform_record", "supplier")
    assert proof(record, claimant="supplier", burden="supplier") == ("upheld", "R-WGT-1")
    assert proof(claimant="supplier", burden="supplier", last_word=True) == ("denied", "R-BURDEN-1")


# --- what would turn it ----------------------------------------------------------------------------------------------


def test_the_weight_that_is_missing_is_the_least_that_would_do() -> None:
    def after(weight: int) -> str:
        policy = Policy(evidence_weights_bp=default_weights() | {"verified_mail": weight})
        return prove(question(piece("photo"), piece("photo", "supplier"), piece("verified_mail")), policy).outcome

    open_one = prove(question(piece("photo"), piece("photo", "supplier")), POLICY)
    needed = missing_weight(open_one, POLICY)
    assert needed == 3_750
    assert (after(needed - 1), after(needed)) == ("inconclusive", "upheld")


def test_nothing_is_missing_where_the_claimant_leads_and_nothing_helps_against_near_certainty() -> None:
    won = prove(question(SURE), POLICY)
    lost = prove(question(piece("admission", "supplier")), POLICY)
    assert (missing_weight(won, POLICY), missing_weight(lost, POLICY)) == (0, None)


def test_a_finding_by_weight_names_what_it_rests_on() -> None:
    asked = question(piece("report_invited"), piece("laboratory_without_custody"), piece("photo", "supplier"))
    assert rests_on(asked, prove(asked, POLICY), POLICY) == ("buyer:report_invited:",)
    denied = question(piece("photo"), piece("issuer_document", "supplier"))
    assert rests_on(denied, prove(denied, POLICY), POLICY) == ()


# --- properties ------------------------------------------------------------------------------------------------------

SIDES: tuple[Side, ...] = ("buyer", "supplier")
RANK = {"denied": 0, "inconclusive": 1, "upheld": 2}

pieces = st.builds(
    Evidence,
    id=st.text("abc", min_size=1, max_size=3),
    kind=st.sampled_from(KINDS),
    side=st.sampled_from(SIDES),
    source=st.sampled_from(["one", "two", "three", "four"]),
    about=st.sampled_from(["breach", "breach", "breach", "term"]),
    before_shipment=st.booleans(),
    blind=st.sampled_from([False, False, False, True]),
    in_presence=st.booleans(),
)
obstacles = st.builds(
    Obstacle,
    st.sampled_from(["access_refused", "sealed_sample_lost", "no_show", "goods_used", "seals_broken", "tie_break"]),
    st.sampled_from(SIDES),
)
questions = st.builds(
    Question,
    claimant=st.sampled_from(SIDES),
    tier=st.integers(0, 3),
    evidence=st.lists(pieces, max_size=8).map(tuple),
    burden=st.sampled_from(SIDES),
    gross=st.booleans(),
    waived=st.sampled_from([False, False, False, True]),
    sphere=st.booleans(),
    produces=st.booleans(),
    obstacles=st.lists(obstacles, max_size=2).map(tuple),
    silent=st.booleans(),
    last_word=st.booleans(),
)


def test_a_silent_side_is_not_worse_off_by_something_conclusive_for_it() -> None:
    """R6: on a vague term the claimant has no prima facie case, whatever speaks for the silent side besides."""
    vague = {"tier": 1, "gross": True, "silent": True}
    theirs = piece("platform_record", side="supplier", source="two")
    assert proof(piece("platform_record"), **vague) == ("upheld", "R-WGT-1")
    assert proof(piece("platform_record"), piece("admission", side="supplier", source="two"), **vague)[0] == "denied"
    assert proof(piece("platform_record"), theirs, **vague) == ("denied", "R-DEF-2")


@given(questions, pieces)
@settings(max_examples=600, deadline=None)
def test_evidence_for_a_side_never_hurts_that_side(asked: Question, new: Evidence) -> None:
    before = prove(asked, POLICY)
    after = prove(msgspec.structs.replace(asked, evidence=(*asked.evidence, new)), POLICY)
    gain = RANK[after.outcome] - RANK[before.outcome]
    assert gain >= 0 if new.side == asked.claimant else gain <= 0


@given(questions, st.randoms(use_true_random=False))
@settings(max_examples=200, deadline=None)
def test_the_order_in_which_evidence_came_changes_nothing(asked: Question, chance: Any) -> None:
    shuffled = list(asked.evidence)
    chance.shuffle(shuffled)
    assert prove(asked, POLICY) == prove(msgspec.structs.replace(asked, evidence=tuple(shuffled)), POLICY)


@given(questions)
@settings(max_examples=300, deadline=None)
def test_nothing_stays_open_once_the_last_word_is_due(asked: Question) -> None:
    """R13: no case can outlive its day."""
    assert prove(msgspec.structs.replace(asked, last_word=True), POLICY).outcome in {"upheld", "denied"}


@given(st.lists(pieces, max_size=8))
@settings(max_examples=200, deadline=None)
def test_a_strength_stays_between_doubt_and_certainty(evidence: list[Evidence]) -> None:
    for hand in hands(tuple(evidence), "buyer", POLICY):
        assert 0 <= hand.strength <= 10_000


def test_the_other_side_of_the_table() -> None:
    assert (other("buyer"), other("supplier")) == ("supplier", "buyer")


def test_an_answer_is_plain_data() -> None:
    assert prove(question(SURE), POLICY) == Proof("upheld", "R-WGT-1", (), 3, 9_000, 0)


# --- documentation ---------------------------------------------------------------------------------------------------

ROOM = Path(module.__file__).parent
PAGE = (Path(__file__).parents[2] / "docs" / "concepts" / "disputes.md").read_text("utf-8")


def test_the_page_on_disputes_has_the_programs_table_of_weights() -> None:
    rows = [
        f"| `{name}` | 0.{row.basis_points // 100:02d} | {row.tier} |{' yes' if row.own else ''} |"
        f"{' yes' if row.conclusive else ''} | {row.meaning} |"
        for name, row in WEIGHTS.items()
    ]
    assert [line for line in PAGE.splitlines() if line.startswith("| `") and "| 0." in line] == rows


def test_the_page_on_disputes_names_every_ground_and_every_rule() -> None:
    source = "".join((ROOM / name).read_text("utf-8") for name in ("proof.py", "ruling.py", "consequence.py"))
    rules = set(re.findall(r'"(R-[A-Z]+-\d|R\d+|4\.7)"', source)) - {"R8"}
    assert {rule for rule in rules if rule not in PAGE} == set()
    assert {ground for ground in GROUNDS if f"`{ground}`" not in PAGE} == set()
