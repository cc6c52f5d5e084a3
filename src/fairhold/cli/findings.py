"""A linter's report as people read it: each finding with the words that it is about marked, then how the score comes
about, readings to choose from, and what could be won.

What came from outside is shown so that it cannot act on the terminal: hidden and control characters by their number.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from typing import Final

import click

from fairhold.lint.answer import LintAnswer
from fairhold.lint.draft import Draft
from fairhold.lint.passages import texts
from fairhold.lint.report import FamilyScore, Finding
from fairhold.lint.what_if import WhatIf
from fairhold.trade.money import show

EXCERPT_COLUMNS: Final = 96
"""Columns of a text that are shown around a finding."""
_COLOURS: Final = {"blocker": "red", "major": "yellow", "minor": "cyan", "info": "blue"}
_FEWER: Final = 24
"""Columns kept before the marked words when a text is too long."""


def told(draft: Draft, report: LintAnswer) -> Iterator[str]:
    """The whole report, line by line, coloured for a terminal."""
    whole = {field: text for field, text, _, _ in texts(draft)}
    yield click.style(_headline(report), bold=True)
    for finding in report.findings:
        yield ""
        yield from _finding(finding, whole, finding_is_waived(finding, report))
    yield ""
    yield from _arithmetic(report)
    if report.fixes:
        yield ""
        yield "Readings of UCP 600 that the parties may choose; nothing is read so by itself:"
        for fix in report.fixes:
            after = f'"{visible(fix.after)}"' if fix.after else "left out, as article 3 disregards it"
            yield f'  article {fix.article}, {fix.field}: "{visible(fix.before)}" -> {after}'
    yield ""
    yield from _supposed(report.what_if)


def finding_is_waived(finding: Finding, report: LintAnswer) -> bool:
    """Whether both sides chose to live with it."""
    return any((waiver.rule, waiver.field) == (finding.rule, finding.field) for waiver in report.waived)


def visible(text: str) -> str:
    """A text on one line in which hidden and control characters are seen as their numbers."""
    return "".join(map(_seen, text))


def width(text: str) -> int:
    """Columns that a text takes on a terminal: wide characters two, combining ones none."""
    return sum(map(_columns, text))


def marked(text: str, start: int, end: int) -> tuple[str, str]:
    """The line of a text that holds a place, cut to fit, and the line below it with carets under that place."""
    first = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
    last = min((place for place in (text.find("\n", start), text.find("\r", start)) if place >= 0), default=len(text))
    end = max(min(end, last), min(start + 1, last))
    while first < start and width(visible(text[first:start])) > EXCERPT_COLUMNS - _FEWER:
        first = max(first + 1, start - _FEWER)
    before, words = visible(text[first:start]), visible(text[start:end])
    after = _cut(visible(text[end:last]), EXCERPT_COLUMNS - width(before) - width(words))
    words = _cut(words, EXCERPT_COLUMNS - width(before))
    return f"{before}{words}{after}", " " * width(before) + "^" * max(1, width(words))


def _headline(report: LintAnswer) -> str:
    counts = [
        f"{number} {name}{'' if number == 1 or name == 'info' else 's'}"
        for name in ("blocker", "major", "minor", "info")
        if (number := sum(finding.severity == name for finding in report.findings))
    ]
    waived = f" ({len(report.waived)} waived by both sides)" if report.waived else ""
    return f"Score {report.score} of 100: {report.band}. {', '.join(counts) or 'Nothing found'}{waived}."


def _finding(finding: Finding, whole: Mapping[str, str], waived: bool) -> Iterator[str]:
    severity = click.style(finding.severity, fg=_COLOURS[finding.severity], bold=finding.severity == "blocker")
    costs = f", {finding.points} points" if finding.points else ""
    given_up = ", waived" if waived else ""
    yield f"{severity} {finding.rule} ({finding.family}{costs}){given_up} at {visible(finding.field)}"
    if finding.span is not None and finding.field in whole:
        words, carets = marked(whole[finding.field], *finding.span)
        yield f"    {words}"
        yield f"    {click.style(carets, fg=_COLOURS[finding.severity])}"
    yield f"  why:   {visible(finding.why)}"
    yield f"  write: {visible(finding.suggest)}"


def _arithmetic(report: LintAnswer) -> Iterator[str]:
    yield "How the score comes about (S specific, M measurable, T testable, A agreed; of how many lines or orders):"
    yield "  family         weight     S     M     T     A    holds  penalty"
    for family in report.families:
        yield f"  {family.family:<14} {family.weight:>6}  {_tests(family)}"
    rest = report.penalty - sum(family.penalty for family in report.families)
    if rest:
        yield f"  {'remarks':<14} {'':>6}  {'':>33}  {-rest:>7}"
    total = f"{report.base} (what holds of the weight that applies, of 100) - penalties {report.penalty}"
    yield f"  base {total} = {report.score}"


def _tests(family: FamilyScore) -> str:
    if not family.subjects:
        return f"{'does not apply':>23}{'':>8}  {-family.penalty or '':>7}".rstrip()
    counts = (family.specific, family.measurable, family.testable, family.agreed)
    tests = " ".join(f"{f'{count}/{family.subjects}':>5}" for count in counts)
    share = 100 * family.passed / (4 * family.subjects)
    return f"{tests}  {share:>6.1f}%  {-family.penalty or '':>7}".rstrip()


def _supposed(supposed: tuple[WhatIf, ...]) -> Iterator[str]:
    yield "What if it came to a dispute:"
    for one in supposed:
        award = f", {show(one.award.minor, one.award.currency)}" if one.winnable and one.award is not None else ""
        verdict = (
            click.style("could be won", fg="green") if one.winnable else click.style("you would lose this", fg="red")
        )
        yield f"  {one.ground}: {verdict} ({one.rule}{award})"
        yield f"      {visible(one.why)}"
        if one.winnable and one.needs:
            yield f"      with {', '.join(map(visible, one.needs))}"
        if one.fix:
            yield f"      one change: {visible(one.fix)}"


def _seen(sign: str) -> str:
    if sign in "\t\n\r":
        return " "
    if unicodedata.category(sign) in ("Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"):
        return f"<U+{ord(sign):04X}>"
    return sign


def _columns(sign: str) -> int:
    if unicodedata.combining(sign) or unicodedata.category(sign) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(sign) in ("W", "F") else 1


def _cut(text: str, columns: int) -> str:
    """As much of a text as fits into so many columns."""
    kept = 0
    for i, sign in enumerate(text):
        kept += _columns(sign)
        if kept > max(columns, 1):
            return f"{text[:i]}..."
    return text
