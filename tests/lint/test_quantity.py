"""Quantity terms: a whole number of a named unit, and how much more or less (S23)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairhold.lint.draft import Draft, DraftLine
from fairhold.lint.quantity import RULES
from fairhold.trade.families import QuantityTerm
from lint.judged import faults, grave, judge, letters

BAD = (
    ("approx. 1000 pcs", "V080", "major", "approx. 1000"),
    ("Quantity: plenty", "quantity-1", "major", "plenty"),
    ("Quantity 900-1100 pcs", "V213", "major", "900-1100 pcs"),
    ("1 full container", "V084", "major", "1 full container"),
    ("several cartons", "V082", "major", "several cartons"),
    ("MOQ", "V085", "major", "MOQ"),
    ("数量:大约1000个", "Z062", "major", "大约1000个"),
    ("一个整柜", "Z065", "major", "一个整柜"),
)
GOOD = (
    "Quantity: 1,000 pcs",
    "Quantity 5,000 pcs, 2 % more or less",
    "Quantity: 1000",
    "Order quantity exactly 5,000 sets, no short shipment",
    "数量：5000个，允许增减2%",
)
SILENT = ("XRF by SGS on 5 pieces", "24 pcs per carton", "20 pieces weighed", "about 217 g")


@pytest.mark.parametrize(("text", "rule", "severity", "words"), BAD)
def test_a_vague_term_is_found_where_it_stands(text: str, rule: str, severity: str, words: str) -> None:
    assert (rule, severity, words) in faults(RULES, text)


@pytest.mark.parametrize("text", GOOD)
def test_a_precise_term_has_no_grave_fault(text: str) -> None:
    assert grave(RULES, text) == []


@pytest.mark.parametrize("text", SILENT)
def test_a_count_of_something_else_says_nothing(text: str) -> None:
    assert faults(RULES, text) == []


def test_the_number_of_a_line_is_a_whole_term_and_settles_loose_words() -> None:
    draft = Draft(lines=(DraftLine(quantity=1000, unit="pcs"),))
    verdict = judge(RULES, "bulk order", draft=draft)
    assert (letters(verdict), verdict.faults) == ("SMTA", ())


def test_a_line_without_a_number_is_blocked() -> None:
    verdict = judge(RULES, draft=Draft(lines=(DraftLine(description="Cups"),)))
    assert [(fault.rule, fault.severity, fault.field) for fault in verdict.faults] == [
        ("quantity-3", "blocker", "/lines/0/quantity")
    ]


def test_a_text_is_read_into_the_allowed_margin() -> None:
    (found,) = RULES.read("Quantity 5,000 pcs, 2.5 % more or less")
    assert found.term == QuantityTerm(more_bp=250, less_bp=250)


@given(st.text(max_size=80))
def test_no_text_makes_judging_fail(text: str) -> None:
    judge(RULES, text)
    judge(RULES, text, own=True)
