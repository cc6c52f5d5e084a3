"""The provability report as a paper (PP1): how the score comes about, what was found and where, what could be won.

It prints what the linter said and judges nothing. Its input is its own, so that this room knows no other.
"""

from collections.abc import Iterator
from datetime import date
from typing import Final, Literal

import msgspec

from fairhold.papers.sheet import Entry, Figure, Grid, Heading, Pair, Pairs, Paper, Part, Row, Words

Severity = Literal["blocker", "major", "minor", "info"]
Tone = Literal["good", "plain", "warn", "bad"]


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """One finding. `words` are those that it is about, between `before` and `after`; all empty for a missing term."""

    rule: str
    family: str
    severity: Severity
    place: str
    why: str
    suggest: str
    points: int
    before: str = ""
    words: str = ""
    after: str = ""
    waived: bool = False


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """A family's part of the score: tests passed of those asked for (0 of 0: it does not apply), points lost."""

    family: str
    weight: int
    subjects: int
    specific: int
    measurable: int
    testable: int
    agreed: int
    penalty: int


class Supposed(msgspec.Struct, frozen=True, kw_only=True):
    """One ground of a dispute supposed: could it be won, under which rule, with what, for how much (empty: unknown)."""

    ground: str
    winnable: bool
    rule: str
    needs: tuple[str, ...]
    award: str
    fix: str
    why: str


class Reading(msgspec.Struct, frozen=True):
    """A reading that the parties may choose: article, place, before and after."""

    article: str
    place: str
    before: str
    after: str


class Provability(msgspec.Struct, frozen=True, kw_only=True):
    """What is printed. `about` says what was checked, `marks` stand below it, `base` and `penalty` make the score."""

    about: str
    marks: tuple[str, ...]
    footer: str
    day: date
    score: int
    band: str
    base: str
    penalty: int
    blockers: int
    findings: tuple[Found, ...]
    shares: tuple[Share, ...]
    supposed: tuple[Supposed, ...]
    readings: tuple[Reading, ...]


FINDINGS_MAX: Final = 1_000
"""Findings that one paper prints; it says so where there are more."""

_BANDS: Final[dict[str, tuple[str, Tone]]] = {
    "enforceable": ("Enforceable", "good"),
    "partly": ("Enforceable in part", "warn"),
    "weak": ("Weak", "bad"),
}
_SEVERITIES: Final[dict[Severity, tuple[str, Tone]]] = {
    "blocker": ("Blocker", "bad"),
    "major": ("Major", "warn"),
    "minor": ("Minor", "plain"),
    "info": ("Note", "plain"),
}
_MEANS: Final = (
    ("Blocker", "could not be decided in a dispute"),
    ("Major", "could be decided by opinion only"),
    ("Minor", "costs time"),
    ("Note", "a better form"),
)


def paper(checked: Provability) -> Paper:
    """The paper of one check; the same values give the same paper."""
    return Paper(
        title="Provability report",
        subtitle=checked.about,
        marks=checked.marks,
        footer=checked.footer,
        day=checked.day,
        blocks=tuple(_blocks(checked)),
    )


def _blocks(checked: Provability) -> Iterator[Part]:
    band, tone = _BANDS[checked.band]
    yield Figure(number=str(checked.score), title=f"{band}: {checked.score} of 100", text=_summary(checked), tone=tone)
    yield Heading(text="What could be won in a dispute")
    yield Words(text="Each breach is supposed on this contract and ruled on as a dispute would rule.")
    yield _supposed(checked.supposed)
    yield Heading(text="What was found")
    yield from _findings(checked)
    if checked.readings:
        yield Heading(text="Readings to choose from")
        yield Words(text="UCP 600 reads these words so. Nothing is read so unless both sides write it.")
        rows = (Row((one.article, one.place, one.before, one.after)) for one in checked.readings)
        yield Grid(head=("Article", "Where", "Written", "Read as"), widths=(0, 2, 3, 3), rows=tuple(rows))
    yield Heading(text="How the score comes about")
    yield from _arithmetic(checked)


def _summary(checked: Provability) -> str:
    if checked.blockers:
        number = "1 term" if checked.blockers == 1 else f"{checked.blockers} terms"
        return f"{number} could not be decided in a dispute."
    lost = sum(not one.winnable for one in checked.supposed)
    return f"No term blocks. Of {len(checked.supposed)} supposed breaches {len(checked.supposed) - lost} could be won."


def _supposed(supposed: tuple[Supposed, ...]) -> Grid:
    rows = []
    for one in supposed:
        under: list[Pair] = [("Why", one.why)]
        if one.needs:
            under.append(("Needs", "; ".join(one.needs)))
        if one.fix:
            under.append(("To win it", one.fix))
        verdict = "could be won" if one.winnable else "you would lose this"
        rows.append(Row((one.ground, verdict, one.rule, one.award), tuple(under)))
    return Grid(head=("Ground", "Verdict", "Rule", "Award"), widths=(3, 3, 2, 2), rows=tuple(rows), right=(3,))


def _findings(checked: Provability) -> Iterator[Part]:
    if not checked.findings:
        yield Words(text="Nothing.")
        return
    yield Pairs(rows=_MEANS)
    for one in checked.findings[:FINDINGS_MAX]:
        severity, tone = _SEVERITIES[one.severity]
        costs = f", {one.points} points" if one.points else ""
        waived = ", both sides chose to live with it" if one.waived else ""
        yield Entry(
            title=f"{severity}: {one.family}",
            label=f"{one.rule} at {one.place}{costs}{waived}",
            before=one.before,
            words=one.words,
            after=one.after,
            rows=(("Why", one.why), ("Write", one.suggest)),
            tone=tone,
        )
    more = len(checked.findings) - FINDINGS_MAX
    if more > 0:
        yield Words(text=f"And {more:,} more, which this paper does not print.")


def _arithmetic(checked: Provability) -> Iterator[Part]:
    yield Words(
        text="A term holds if it is specific, measurable, testable and agreed. A family's share of its weight is how"
        " many of these tests its lines (or the order) pass; families that do not apply are not counted."
    )
    rows = tuple(_share(share) for share in checked.shares)
    rest = checked.penalty - sum(share.penalty for share in checked.shares)
    if rest:
        rows += (Row(("Remarks", "", "", "", "", "", "", str(-rest))),)
    total = f"{checked.base} of 100 holds, less penalties {checked.penalty}: {checked.score}"
    head = ("Family", "Weight", "Specific", "Measurable", "Testable", "Agreed", "Holds", "Penalty")
    yield Grid(head=head, widths=(1, 0, 0, 0, 0, 0, 0, 0), rows=rows, right=(1, 2, 3, 4, 5, 6, 7))
    yield Pairs(rows=(("Score", total),))


def _share(share: Share) -> Row:
    penalty = str(-share.penalty) if share.penalty else ""
    if not share.subjects:
        return Row((share.family, str(share.weight), "", "", "", "", "does not apply", penalty))
    tests = (share.specific, share.measurable, share.testable, share.agreed)
    holds = 100 * sum(tests) / (4 * share.subjects)
    counts = tuple(f"{passed}/{share.subjects}" for passed in tests)
    return Row((share.family, str(share.weight), *counts, f"{holds:.1f} %", penalty))
