"""Packaging terms: pieces, carton, board, weight and drop test; packing for export is no standard (S24, R5)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairhold.lint.draft import Draft, DraftLine
from fairhold.lint.packaging import RULES
from fairhold.trade.families import Box, GoodsTerms, PackagingTerm
from lint.judged import faults, grave, judge, letters

WHOLE = "24 pcs per carton, carton 60x40x40 cm, 5-ply, max 15 kg, drop test ISTA 1A from 760 mm"
BAD = (
    ("standard export packing", "V088", "major", "standard export packing"),
    ("seaworthy packing", "V089", "major", "seaworthy packing"),
    ("strong cartons", "V090", "major", "strong cartons"),
    ("packing at seller's option", "V094", "major", "packing at seller's option"),
    ("N/M", "V095", "major", "N/M"),
    ("Packing: whatever", "packaging-1", "major", "whatever"),
    ("标准出口包装", "Z070", "major", "标准出口包装"),
    ("包装牢固", "Z071", "major", "包装牢固"),
    ("Carton size 60 x 40 x 40 cm", "packaging-2", "minor", "Carton size 60 x 40 x 40 cm"),
)
GOOD = (
    WHOLE,
    "Standard export cartons: 24 pcs per carton, 60x40x40 cm",
    "每箱24个，外箱60×40×40厘米，五层，毛重不超过15公斤",
    "On pallets, ISPM 15",
)
SILENT = ("8.8*8.8*13 cm", "Ship by 2026-10-15", "etc.")


@pytest.mark.parametrize(("text", "rule", "severity", "words"), BAD)
def test_a_vague_term_is_found_where_it_stands(text: str, rule: str, severity: str, words: str) -> None:
    assert (rule, severity, words) in faults(RULES, text)


@pytest.mark.parametrize("text", GOOD)
def test_a_precise_term_has_no_grave_fault(text: str) -> None:
    assert grave(RULES, text) == []


@pytest.mark.parametrize("text", SILENT)
def test_a_text_about_something_else_says_nothing(text: str) -> None:
    assert faults(RULES, text) == []


def test_silence_leaves_no_term_to_claim_on() -> None:
    verdict = judge(RULES, draft=Draft(lines=(DraftLine(),)))
    assert [(fault.rule, fault.severity) for fault in verdict.faults] == [("packaging-4", "major")]


def test_a_text_is_read_into_a_typed_packaging() -> None:
    (found,) = RULES.read(WHOLE)
    assert found.term == PackagingTerm(
        pieces_per_carton=24,
        carton=Box(length="60", width="40", height="40", unit="cm"),
        board="5-ply",
        gross_kg_most="15",
        drop_test="drop test ISTA 1A from 760",
        drop_height_mm=760,
    )
    assert letters(judge(RULES, WHOLE)) == "SMTA"


def test_a_typed_term_is_judged_like_one_in_a_text() -> None:
    bare = PackagingTerm(inner="gift box")
    draft = Draft(lines=(DraftLine(terms=GoodsTerms(packaging=bare)),))
    verdict = judge(RULES, terms=(bare,), draft=draft)
    assert [(fault.rule, fault.field) for fault in verdict.faults] == [
        ("packaging-2", "/lines/0/terms/packaging"),
        ("packaging-3", "/lines/0/terms/packaging"),
    ]
    assert letters(verdict) == "S--A"


@given(st.text(max_size=80))
def test_no_text_makes_judging_fail(text: str) -> None:
    judge(RULES, text)
    judge(RULES, text, own=True)
