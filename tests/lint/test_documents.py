"""Document terms: which paper, after what, from whom (4.7 DOCUMENT_MISSING_OR_FALSE, R25)."""

import pytest

from fairhold.lint import documents
from fairhold.lint.draft import Draft, DraftLine
from fairhold.lint.family import Subject
from fairhold.trade.families import DocumentTerm, GoodsTerms
from lint.judged import faults

BAD = (
    ("CE certificate required", "documents-1", "major", "CE certificate"),
    ("COA", "documents-1", "major", "COA"),
    ("all necessary documents", "V222", "major", "all necessary documents"),
)
GOOD = (
    "CE declaration of conformity after 2014/35/EU issued by TÜV",
    "commercial invoice, packing list, bill of lading",
    "Mill certificate 3.1 per EN 10204",
    "SGS test report no. SH12345 before shipment",
)


@pytest.mark.parametrize(("text", "rule", "severity", "words"), BAD)
def test_a_vague_term_is_found_where_it_stands(text: str, rule: str, severity: str, words: str) -> None:
    assert (rule, severity, words) in faults(documents.RULES, text)


@pytest.mark.parametrize("text", GOOD)
def test_a_precise_term_has_no_grave_fault(text: str) -> None:
    assert [fault for fault in faults(documents.RULES, text) if fault[1] in ("blocker", "major")] == []


def test_a_text_about_something_else_says_nothing() -> None:
    assert faults(documents.RULES, "Delivered to the warehouse in Hamburg.") == []
    assert not documents.RULES.judge(Subject("", (), (), Draft())).applies


def test_a_typed_paper_says_after_what_or_from_whom_and_by_when() -> None:
    bare = DocumentTerm(kind="test report")
    draft = Draft(lines=(DraftLine(terms=GoodsTerms(documents=(bare,))),))
    verdict = documents.RULES.judge(Subject("/lines/0", (bare,), (), draft))
    assert [fault.rule for fault in verdict.faults] == ["documents-1", "documents-2"]
    whole = DocumentTerm(kind="test report", issuer="SGS", number="SH12345", due="before_shipment")
    assert documents.RULES.judge(Subject("/lines/0", (whole,), (), draft)).faults == ()
