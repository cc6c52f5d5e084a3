"""One family's verdict on some texts, in the short form that the tests of the families compare."""

from typing import Any

from fairhold.lint.draft import Draft
from fairhold.lint.family import FamilyRules, Passage, Subject, Verdict

GRAVE = ("blocker", "major")
"""The severities that a precise term never has."""


def judge(
    rules: FamilyRules, *texts: str, own: bool = False, terms: tuple[Any, ...] = (), draft: Draft | None = None
) -> Verdict:
    """The verdict over texts and typed terms of one subject: of the first line if the draft has one, else the order."""
    passages = tuple(Passage(f"/clauses/{i}", text, own=own) for i, text in enumerate(texts))
    pointer = "/lines/0" if draft is not None and draft.lines and rules.per_line else ""
    return rules.judge(Subject(pointer, terms, passages, draft or Draft()))


def faults(rules: FamilyRules, *texts: str, own: bool = False) -> list[tuple[str, str, str]]:
    """Rule, severity and the words that it points to, of the texts of one subject."""
    return [
        (fault.rule, fault.severity, texts[int(fault.field.rpartition("/")[2])][slice(*fault.span)])
        for fault in judge(rules, *texts, own=own).faults
        if fault.span is not None
    ]


def grave(rules: FamilyRules, *texts: str, own: bool = False) -> list[tuple[str, str, str]]:
    """Those faults that a precise term never has."""
    return [fault for fault in faults(rules, *texts, own=own) if fault[1] in GRAVE]


def letters(verdict: Verdict) -> str:
    """The tests that are passed, S, M, T and A, a dash for each that is not."""
    passed = (verdict.specific, verdict.measurable, verdict.testable, verdict.agreed)
    return "".join(letter if one else "-" for letter, one in zip("SMTA", passed, strict=True))
