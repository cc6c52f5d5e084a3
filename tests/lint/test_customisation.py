"""Customisation terms: measured against a signed file or an approved sample (S27, R22)."""

import pytest

from fairhold.lint import customisation
from fairhold.lint.draft import Draft, DraftLine
from fairhold.lint.family import Subject
from fairhold.trade.families import CustomisationTerm, GoodsTerms
from lint.judged import faults

BAD = (
    ("silk screen print", "customisation-1", "major", "silk screen"),
    ("定制", "Z101", "major", "定制"),
)
GOOD = ("Laser engraved logo on the lid, 40 x 20 mm, after file logo.ai rev 2",)


@pytest.mark.parametrize(("text", "rule", "severity", "words"), BAD)
def test_a_vague_term_is_found_where_it_stands(text: str, rule: str, severity: str, words: str) -> None:
    assert (rule, severity, words) in faults(customisation.RULES, text)


@pytest.mark.parametrize("text", GOOD)
def test_a_precise_term_has_no_grave_fault(text: str) -> None:
    assert [fault for fault in faults(customisation.RULES, text) if fault[1] in ("blocker", "major")] == []


def test_a_text_about_something_else_says_nothing() -> None:
    assert faults(customisation.RULES, "Delivered to the warehouse in Hamburg.") == []
    assert not customisation.RULES.judge(Subject("", (), (), Draft())).applies


def test_a_typed_term_needs_a_file_or_a_sample() -> None:
    """R22."""
    bare = CustomisationTerm(what="logo", place="lid", method="laser")
    draft = Draft(lines=(DraftLine(terms=GoodsTerms(customisation=(bare,))),))
    verdict = customisation.RULES.judge(Subject("/lines/0", (bare,), (), draft))
    assert [(fault.rule, fault.severity) for fault in verdict.faults] == [("customisation-1", "major")]
    whole = CustomisationTerm(what="logo", place="lid", method="laser", sample="S-12")
    assert customisation.RULES.judge(Subject("/lines/0", (whole,), (), draft)).faults == ()
