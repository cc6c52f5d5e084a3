"""A linter's answer, as the provability report prints it."""

from datetime import date
from typing import Final

from fairhold.lint.answer import LintAnswer
from fairhold.lint.draft import Draft
from fairhold.lint.passages import texts
from fairhold.lint.report import Finding
from fairhold.lint.what_if import WhatIf
from fairhold.papers import provability
from fairhold.papers.press import press
from fairhold.papers.provability import Found, Provability, Reading, Share, Supposed
from fairhold.trade.money import show
from fairhold.trade.spelled import TITLES

AROUND_CHARACTERS: Final = 120
"""Characters of a text that are printed on each side of the words that a finding is about."""


def lint_pdf(draft: Draft, answer: LintAnswer, about: str, marks: tuple[str, ...], footer: str, day: date) -> bytes:
    """The report as a PDF: what was checked, what stands below its name and in the footer, and the day it bears."""
    whole = {field: text for field, text, _, _ in texts(draft)}
    waived = {(waiver.rule, waiver.field) for waiver in answer.waived}
    checked = Provability(
        about=about,
        marks=marks,
        footer=footer,
        day=day,
        score=answer.score,
        band=answer.band,
        base=answer.base,
        penalty=answer.penalty,
        blockers=answer.blockers,
        findings=tuple(
            _found(one, whole.get(one.field, ""), (one.rule, one.field) in waived) for one in answer.findings
        ),
        shares=tuple(
            Share(
                family=TITLES[share.family],
                weight=share.weight,
                subjects=share.subjects,
                specific=share.specific,
                measurable=share.measurable,
                testable=share.testable,
                agreed=share.agreed,
                penalty=share.penalty,
            )
            for share in answer.families
        ),
        supposed=tuple(map(_supposed, answer.what_if)),
        readings=tuple(
            Reading(str(fix.article), fix.field, fix.before, fix.after or "left out") for fix in answer.fixes
        ),
    )
    return press().pdf(provability.paper(checked))


def _found(finding: Finding, text: str, waived: bool) -> Found:
    before = words = after = ""
    if finding.span is not None and text:
        start, end = finding.span
        before, words, after = text[:start], text[start:end], text[end:]
    return Found(
        rule=finding.rule,
        family="Remarks" if finding.family == "remarks" else TITLES[finding.family],
        severity=finding.severity,
        place=finding.field,
        why=finding.why,
        suggest=finding.suggest,
        points=finding.points,
        before=before if len(before) <= AROUND_CHARACTERS else f"… {before[-AROUND_CHARACTERS:]}",
        words=words,
        after=after if len(after) <= AROUND_CHARACTERS else f"{after[:AROUND_CHARACTERS]} …",
        waived=waived,
    )


def _supposed(one: WhatIf) -> Supposed:
    return Supposed(
        ground=one.ground.replace("_", " ").capitalize(),
        winnable=one.winnable,
        rule=one.rule,
        needs=one.needs,
        award=show(one.award.minor, one.award.currency) if one.award is not None else "",
        fix=one.fix or "",
        why=one.why,
    )
