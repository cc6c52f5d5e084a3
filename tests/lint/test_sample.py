"""References to a sample: sealed and identified, or a blocker (standards 2.1)."""

from datetime import date

import pytest

from fairhold.lint import sample
from fairhold.lint.draft import Draft, DraftLine
from fairhold.lint.family import Passage, Subject
from fairhold.trade.families import GoodsTerms, SampleTerm
from lint.judged import faults

BAD = (
    ("as per sample", "V037", "blocker", "as per sample"),
    ("same as photo", "V038", "blocker", "same as photo"),
    ("as discussed on WhatsApp", "V045", "blocker", "as discussed"),
    ("similar to the previous order", "V041", "blocker", "similar to"),
)
GOOD = (
    "sealed sample no. S-12, seal no. 4711, sealed 2026-10-01, one held by each side",
    "see attached drawing no. TK-12 rev C",
    "Colour as per sealed sample no. S-0012 seal 881 of 2026-09-01 held by both sides",
)


@pytest.mark.parametrize(("text", "rule", "severity", "words"), BAD)
def test_a_vague_term_is_found_where_it_stands(text: str, rule: str, severity: str, words: str) -> None:
    assert (rule, severity, words) in faults(sample.RULES, text)


@pytest.mark.parametrize("text", GOOD)
def test_a_precise_term_has_no_grave_fault(text: str) -> None:
    assert [fault for fault in faults(sample.RULES, text) if fault[1] in ("blocker", "major")] == []


def test_a_text_about_something_else_says_nothing() -> None:
    assert faults(sample.RULES, "Delivered to the warehouse in Hamburg.") == []
    assert not sample.RULES.judge(Subject("", (), (), Draft())).applies


def test_a_sealed_sample_of_the_contract_is_what_a_text_means() -> None:
    """The typed sample clears the phrase that points to it, in whichever text it stands."""
    term = SampleTerm(sample="S-12", seal="4711", sealed_on=date(2026, 10, 1), held_by=("buyer", "supplier"))
    draft = Draft(lines=(DraftLine(terms=GoodsTerms(sample=(term,))),))
    subject = Subject("/lines/0", (term,), (Passage("/lines/0/specification", "as per sample"),), draft)
    verdict = sample.RULES.judge(subject)
    assert (verdict.specific, verdict.measurable, verdict.testable, verdict.faults) == (True, True, True, ())


def test_a_sample_is_read_with_seal_day_and_holders() -> None:
    (found,) = sample.RULES.read("sealed sample no. S-12, seal no. 4711, sealed 2026-10-01, one held by each side")
    assert found.term == SampleTerm(
        sample="S-12", seal="4711", sealed_on=date(2026, 10, 1), held_by=("buyer", "supplier")
    )
