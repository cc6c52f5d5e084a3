"""File terms: by name, version and content (S17)."""

import pytest

from fairhold.lint import files
from fairhold.lint.draft import Draft, DraftLine
from fairhold.lint.family import Subject
from fairhold.trade.families import FileTerm, GoodsTerms
from lint.judged import faults

BAD = (
    ("with our logo", "V119", "major", "with our logo"),
    ("Logo file: latest version", "V123", "major", "latest version"),
    ("print customer's design", "V120", "major", "customer's design"),
    ("artwork_tumbler.ai", "files-2", "major", "artwork_tumbler.ai"),
    ("drawing no. TK-12 rev C", "files-3", "minor", "drawing no. TK-12"),
)
GOOD = (
    "Artwork file tumbler.ai version 2 SHA-256 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "Logo: artwork_v3.ai, rev 3",
    "About the attached drawing no. 12 rev C",
)


@pytest.mark.parametrize(("text", "rule", "severity", "words"), BAD)
def test_a_vague_term_is_found_where_it_stands(text: str, rule: str, severity: str, words: str) -> None:
    assert (rule, severity, words) in faults(files.RULES, text)


@pytest.mark.parametrize("text", GOOD)
def test_a_precise_term_has_no_grave_fault(text: str) -> None:
    assert [fault for fault in faults(files.RULES, text) if fault[1] in ("blocker", "major")] == []


def test_a_text_about_something_else_says_nothing() -> None:
    assert faults(files.RULES, "Delivered to the warehouse in Hamburg.") == []
    assert not files.RULES.judge(Subject("", (), (), Draft())).applies


def test_a_typed_file_is_judged_like_one_in_a_text() -> None:
    """S17: a hash settles it, a version nearly, a bare name does not."""
    bare, pinned = FileTerm(name="a.ai", purpose="logo"), FileTerm(name="a.ai", purpose="logo", sha256="a" * 64)
    draft = Draft(lines=(DraftLine(terms=GoodsTerms(files=(bare, pinned))),))
    verdict = files.RULES.judge(Subject("/lines/0", (bare,), (), draft))
    assert [(fault.rule, fault.field) for fault in verdict.faults] == [("files-2", "/lines/0/terms/files/0")]
    verdict = files.RULES.judge(Subject("/lines/0", (pinned,), (), draft))
    assert (verdict.specific, verdict.measurable, verdict.testable, verdict.faults) == (True, True, True, ())


def test_a_file_is_read_with_its_version_and_hash() -> None:
    (found,) = files.RULES.read("Artwork file tumbler.ai version 2 SHA-256 " + "a" * 64)
    assert found.term == FileTerm(name="tumbler.ai", purpose="artwork", version="2", sha256="a" * 64)
    assert (found.start, found.end) == (13, 23)
