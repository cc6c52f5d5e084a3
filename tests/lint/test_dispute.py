"""Dispute terms: what ends a disagreement (S28)."""

import pytest

from fairhold.lint import dispute
from fairhold.lint.draft import Draft, DraftLine
from fairhold.lint.family import Subject
from fairhold.trade.families import DisputeTerm
from lint.judged import faults

BAD = (
    ("Disputes are settled by friendly negotiation", "V124", "major", "by friendly negotiation"),
    ("full compensation", "V127", "major", "full compensation"),
    ("友好协商解决", "Z120", "major", "友好协商"),
)
GOOD = (
    "Arbitration by CIETAC in Shanghai, Chinese law, English language",
    "Claims within 30 days after receipt with SGS report",
    "All disputes through amicable negotiation; failing that HKIAC arbitration in Hong Kong",
    "Warranty: 12 months after delivery",
)


@pytest.mark.parametrize(("text", "rule", "severity", "words"), BAD)
def test_a_vague_term_is_found_where_it_stands(text: str, rule: str, severity: str, words: str) -> None:
    assert (rule, severity, words) in faults(dispute.RULES, text)


@pytest.mark.parametrize("text", GOOD)
def test_a_precise_term_has_no_grave_fault(text: str) -> None:
    assert [fault for fault in faults(dispute.RULES, text) if fault[1] in ("blocker", "major")] == []


def test_a_text_about_something_else_says_nothing() -> None:
    assert faults(dispute.RULES, "Delivered to the warehouse in Hamburg.") == []
    assert not dispute.RULES.judge(Subject("", (), (), Draft())).applies


def test_typed_terms_name_what_breaks_a_tie() -> None:
    draft = Draft(dispute=DisputeTerm(tie_breaker="SGS Ningbo"), lines=(DraftLine(),))
    verdict = dispute.RULES.judge(Subject("", (), (), draft))
    assert (verdict.specific, verdict.testable) == (True, True)
    assert [(fault.rule, fault.field) for fault in verdict.faults] == []
    silent = dispute.RULES.judge(Subject("", (), (), Draft(dispute=DisputeTerm(language="English"))))
    assert [fault.rule for fault in silent.faults] == ["dispute-2", "dispute-3"]
