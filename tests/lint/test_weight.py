"""Weight terms: from how much to how much, net or gross (S22, SC8)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairhold.lint.draft import Draft, DraftLine
from fairhold.lint.weight import RULES
from fairhold.trade.families import GoodsTerms, WeightTerm
from lint.judged import faults, grave, judge, letters

BAD = (
    ("about 217 g", "weight-1", "major", "about 217 g"),
    ("217 g", "weight-2", "minor", "217 g"),
    ("215-219 g", "weight-3", "info", "215-219 g"),
    ("215-219 g net", "weight-4", "info", "215-219 g"),
    ("Weight: whatever", "weight-5", "minor", "whatever"),
    ("lightweight", "V077", "minor", "lightweight"),
    ("weight may vary slightly", "V233", "major", "weight may vary slightly"),
    ("重量217克左右", "weight-1", "major", "217克左右"),
)
GOOD = (
    "217 g +/- 2 g net, 20 pieces weighed",
    "215-219 g",
    "217 g",
    "Net weight 1.2 kg ± 3 %",
    "净重215-219克，称重20件",
)
SILENT = ("max 15 kg per carton", "load capacity 120 kg", "160 g/m2", "25 tons of steel", "Quantity: 500 kg")


@pytest.mark.parametrize(("text", "rule", "severity", "words"), BAD)
def test_a_vague_term_is_found_where_it_stands(text: str, rule: str, severity: str, words: str) -> None:
    assert (rule, severity, words) in faults(RULES, text)


@pytest.mark.parametrize("text", GOOD)
def test_a_precise_term_has_no_grave_fault(text: str) -> None:
    assert grave(RULES, text) == []


@pytest.mark.parametrize("text", SILENT)
def test_a_weight_that_is_not_of_a_piece_says_nothing(text: str) -> None:
    assert faults(RULES, text) == []


def test_a_whole_term_passes_all_four_tests() -> None:
    assert letters(judge(RULES, "217 g +/- 2 g net, 20 pieces weighed")) == "SMTA"
    assert not judge(RULES, "Delivered to Hamburg").applies


def test_a_typed_term_is_judged_like_one_in_a_text() -> None:
    bare, whole = (
        WeightTerm(unit="g", nominal="217"),
        WeightTerm(unit="g", least="215", most="219", basis="net", pieces=20),
    )
    draft = Draft(lines=(DraftLine(terms=GoodsTerms(weight=(bare,))),))
    verdict = judge(RULES, terms=(bare,), draft=draft)
    assert [(fault.rule, fault.field) for fault in verdict.faults] == [
        (rule, "/lines/0/terms/weight/0") for rule in ("weight-2", "weight-3", "weight-4")
    ]
    verdict = judge(RULES, terms=(whole,), draft=draft)
    assert (letters(verdict), verdict.faults) == ("SMTA", ())


def test_a_text_is_read_into_limits() -> None:
    (found,) = RULES.read("217 g ± 2 g net, 20 pieces weighed")
    assert found.term == WeightTerm(unit="g", nominal="217", least="215", most="219", basis="net", pieces=20)
    (shared,) = RULES.read("1.2 kg ± 3 % net")
    assert (shared.term.least, shared.term.most) == ("1.164", "1.236")


@given(st.text(max_size=80))
def test_no_text_makes_judging_fail(text: str) -> None:
    judge(RULES, text)
    judge(RULES, text, own=True)
