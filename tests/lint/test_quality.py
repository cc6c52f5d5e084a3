"""Quality terms: praise measures nothing, limits and defects do; silence means the default standard (S18, O33)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairhold.lint.draft import Draft, DraftLine
from fairhold.lint.quality import RULES
from fairhold.trade.families import Aql, Defect, GoodsTerms, InspectionTerm, QualityTerm
from lint.judged import faults, grave, judge, letters

BAD = (
    ("good quality", "V001", "major", "good quality"),
    ("Quality Should be Premium", "V201", "major", "Quality Should be Premium"),
    ("free from defects", "V025", "major", "free from defects"),
    ("brand new", "V027", "major", "brand new"),
    ("according to industry practice", "V032", "major", "according to industry practice"),
    ("Quality: standard", "quality-1", "major", "standard"),
    ("minor defects acceptable", "V206", "major", "minor defects acceptable"),
    ("质量优良", "Z001", "major", "质量优良"),
    ("做工精细", "Z005", "major", "做工精细"),
    ("Quality: AQL 2.5", "quality-5", "major", "Quality: AQL 2.5"),
    ("Quality: AQL 0/2.5/4.0", "quality-2", "minor", "Quality: AQL 0/2.5/4.0"),
)
GOOD = (
    "AQL 0/2.5/4.0 level II ISO 2859-1 by QIMA",
    "Good quality means AQL 0/2.5/4.0, level II, ISO 2859-1",
    "No scratches longer than 2 mm seen at 60 cm",
    "Critical: sharp edges; major: scratch > 2 mm; minor: scratch up to 2 mm",
    "Defect rate below 1.5 %",
    "AQL 0/2.5/4.0，水平II，GB/T 2828.1",
)
SILENT = ("Ship by 2026-10-15", "8.8*8.8*13 cm", "etc.")


@pytest.mark.parametrize(("text", "rule", "severity", "words"), BAD)
def test_a_vague_term_is_found_where_it_stands(text: str, rule: str, severity: str, words: str) -> None:
    assert (rule, severity, words) in faults(RULES, text)


@pytest.mark.parametrize("text", GOOD)
def test_a_precise_term_has_no_grave_fault(text: str) -> None:
    assert grave(RULES, text) == []


@pytest.mark.parametrize("text", SILENT)
def test_a_text_about_something_else_says_nothing(text: str) -> None:
    assert faults(RULES, text) == []


def test_silence_means_the_default_standard() -> None:
    verdict = judge(RULES, draft=Draft(lines=(DraftLine(description="Cups"),)))
    assert [(fault.rule, fault.severity) for fault in verdict.faults] == [("quality-3", "major")]
    assert "O33" in verdict.faults[0].why


def test_an_agreed_inspection_with_limits_settles_praise() -> None:
    inspection = InspectionTerm(inspector="QIMA", standard="ISO 2859-1", level="II", aql=Aql())
    draft = Draft(lines=(DraftLine(),), inspection=inspection)
    verdict = judge(RULES, "good quality", draft=draft)
    assert (letters(verdict), verdict.faults) == ("SMTA", ())


def test_a_typed_term_is_judged_like_one_in_a_text() -> None:
    bare, listed = QualityTerm(standard="ISO 2859-1"), QualityTerm(defects=(Defect(name="dent", severity="major"),))
    draft = Draft(lines=(DraftLine(terms=GoodsTerms(quality=bare)),))
    verdict = judge(RULES, terms=(bare,), draft=draft)
    assert [(fault.rule, fault.field) for fault in verdict.faults] == [
        ("quality-1", "/lines/0/terms/quality"),
        ("quality-4", "/lines/0/terms/quality"),
    ]
    assert letters(judge(RULES, terms=(listed,), draft=draft)) == "SM-A"


def test_a_text_is_read_into_a_plan() -> None:
    (found,) = RULES.read("AQL critical 0, major 1.5, minor 4.0, general level II, ISO 2859-1:1999")
    assert (found.term.standard, found.term.level) == ("ISO 2859-1:1999", "II")
    assert found.term.aql == Aql(critical="0", major="1.5", minor="4")


@given(st.text(max_size=80))
def test_no_text_makes_judging_fail(text: str) -> None:
    judge(RULES, text)
    judge(RULES, text, own=True)
