"""Inspection terms: a named inspector with a plan; one side's own report has little weight (S18, S75, PP3)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairhold.lint.draft import Draft, DraftLine
from fairhold.lint.inspection import RULES
from fairhold.lint.plan import plan
from fairhold.trade.families import Aql, InspectionTerm
from lint.judged import faults, grave, judge, letters

BAD = (
    ("QC passed", "V112", "blocker", "QC passed"),
    ("Inspection by the manufacturer", "V109", "blocker", "Inspection by the manufacturer"),
    ("third-party inspection", "V111", "blocker", "third-party inspection"),
    ("AQL", "V113", "blocker", "AQL"),
    ("to the buyer's satisfaction", "V114", "blocker", "to the buyer's satisfaction"),
    ("Inspection: fine", "inspection-1", "blocker", "fine"),
    ("Inspection by SGS", "inspection-2", "major", "SGS"),
    ("AQL 2.5", "inspection-5", "minor", "AQL 2.5"),
    ("由工厂检验", "Z093", "blocker", "由工厂检验"),
    ("第三方检验", "Z094", "blocker", "第三方检验"),
)
GOOD = (
    "AQL 0/2.5/4.0 level II ISO 2859-1 by QIMA",
    "Pre-shipment inspection by SGS Ningbo, ANSI/ASQ Z1.4 level II, AQL critical 0, major 2.5, minor 4.0",
    "Inspection by Acme Surveyors of Ningbo, ISO 2859-1 level II, AQL 0/2.5/4.0",
    "由SGS检验，GB/T 2828.1，水平II，AQL 0/2.5/4.0",
)
SILENT = ("XRF by SGS on 5 pieces", "reasonable care", "Claims with an SGS report")


@pytest.mark.parametrize(("text", "rule", "severity", "words"), BAD)
def test_a_vague_term_is_found_where_it_stands(text: str, rule: str, severity: str, words: str) -> None:
    assert (rule, severity, words) in faults(RULES, text)


@pytest.mark.parametrize("text", GOOD)
def test_a_precise_term_has_no_grave_fault(text: str) -> None:
    assert grave(RULES, text) == []


@pytest.mark.parametrize("text", SILENT)
def test_a_text_about_something_else_says_nothing(text: str) -> None:
    assert faults(RULES, text) == []


@pytest.mark.parametrize(
    ("inspector", "rule"),
    [
        ("the buyer's inspector", "inspection-3"),
        ("factory QC", "inspection-3"),
        ("third party", "inspection-1"),
        ("TBC", "inspection-1"),
        ("QIMA Shenzhen", None),
        ("Acme Surveyors", None),
    ],
)
def test_a_typed_inspector_is_neither_one_side_nor_nobody(inspector: str, rule: str | None) -> None:
    term = InspectionTerm(
        inspector=inspector,
        standard="ISO 2859-1",
        level="II",
        aql=Aql(),
        consequence="rework",
        paid_by="buyer",
        tie_breaker="SGS",
    )
    verdict = judge(RULES, draft=Draft(inspection=term))
    assert [(fault.rule, fault.field) for fault in verdict.faults] == (
        [(rule, "/inspection/inspector")] if rule else []
    )
    assert letters(verdict) == ("---A" if rule else "SMTA")


def test_what_a_typed_inspection_leaves_open_is_minor_and_names_its_field() -> None:
    verdict = judge(RULES, draft=Draft(inspection=InspectionTerm(inspector="QIMA", standard="ISO 2859-1")))
    assert [(fault.rule, fault.severity, fault.field) for fault in verdict.faults] == [
        ("inspection-5", "minor", "/inspection/aql"),
        ("inspection-6", "minor", "/inspection/consequence"),
        ("inspection-7", "minor", "/inspection/tie_breaker"),
        ("inspection-8", "minor", "/inspection/paid_by"),
    ]


def test_goods_without_an_agreed_inspection_lose_weight_of_evidence() -> None:
    verdict = judge(RULES, draft=Draft(lines=(DraftLine(),)))
    assert [(fault.rule, fault.severity) for fault in verdict.faults] == [("inspection-4", "major")]


def test_a_text_is_read_into_a_typed_inspection() -> None:
    (found,) = RULES.read("Inspected by QIMA, ISO 2859-1:1999, level II, AQL 0/2.5/4.0")
    assert found.term == InspectionTerm(
        inspector="QIMA", standard="ISO 2859-1:1999", edition="1999", level="II", aql=Aql(minor="4")
    )


def test_a_plan_says_what_it_names_and_no_more() -> None:
    assert plan("AQL 2.5").single == "2.5"
    assert not plan("AQL 2.5").whole
    assert plan("ISO 2859-1 level S-2, AQL 1.0 for major and 2.5 for minor").aql == Aql(
        critical="0", major="1", minor="2.5"
    )
    assert not plan("good").named


@given(st.text(max_size=80))
def test_no_text_makes_judging_fail(text: str) -> None:
    judge(RULES, text)
    judge(RULES, text, own=True)
