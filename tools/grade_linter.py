"""Grade the linter on lines whose severity people have judged: precision and recall, and every line that it misjudged.

    .venv/bin/python tools/grade_linter.py [--all] [--held-out]

The lines are `tests/lint/labelled.jsonl`, judged from the rules and not from the linter; docs/internals/linter.md says
how, and what the figures mean. Each line is read as a pasted text of its own. Misses are printed for the lines that are
not held out; `--all` prints the others too, which spoils them for measuring, and `--held-out` grades only those.
"""

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Literal

import msgspec

from fairhold.lint.report import examine
from fairhold.lint.ways.reading import read
from fairhold.trade.families import Family

LABELLED = Path(__file__).resolve().parents[1] / "tests" / "lint" / "labelled.jsonl"
Judgement = Literal["none", "info", "minor", "major", "blocker"]
SERIOUS = frozenset({"major", "blocker"})
_RANK = {"none": 0, "info": 1, "minor": 2, "major": 3, "blocker": 4}


class Label(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line as people judged it: its worst severity and the family that a finding should name, None for a remark.

    `also` is a family that a fair reader could name as well.
    """

    text: str
    family: Family | None
    severity: Judgement
    also: Family | None = None
    note: str = ""
    held_out: bool = False


class Graded(msgspec.Struct, frozen=True):
    """A line and what the linter said: the worst severity, and of each finding rule, family and severity."""

    label: Label
    severity: Judgement
    findings: tuple[tuple[str, str, str], ...]

    @property
    def wanted(self) -> bool:
        """People call it serious: a blocker or major."""
        return self.label.severity in SERIOUS

    @property
    def flagged(self) -> bool:
        """The linter calls it serious."""
        return self.severity in SERIOUS

    @property
    def in_family(self) -> bool:
        """A serious finding names the family, or the one that would do as well."""
        named = {family for _, family, severity in self.findings if severity in SERIOUS}
        return bool(named & {self.label.family, self.label.also})


class Measure(msgspec.Struct, frozen=True):
    """How often the linter was right: of what it named (precision), of what it should have named (recall)."""

    named: int
    wanted: int
    right: int

    @property
    def precision(self) -> float:
        """1.0 where nothing was named."""
        return self.right / self.named if self.named else 1.0

    @property
    def recall(self) -> float:
        """1.0 where nothing was to be named."""
        return self.right / self.wanted if self.wanted else 1.0

    def __str__(self) -> str:
        """Both figures with what they are made of."""
        parts = f"precision {self.precision:.3f} ({self.right}/{self.named})"
        return f"{parts}   recall {self.recall:.3f} ({self.right}/{self.wanted})"


def labels() -> list[Label]:
    """Every labelled line."""
    lines = LABELLED.read_bytes().splitlines()
    return [msgspec.json.decode(line, type=Label) for line in lines]


def grade(label: Label) -> Graded:
    """One line, linted alone as pasted text. All findings count, wherever they point."""
    report = examine(read(label.text.encode(), "text").draft)
    found = tuple((finding.rule, str(finding.family), finding.severity) for finding in report.findings)
    worst = max((severity for _, _, severity in found), key=_RANK.__getitem__, default="none")
    return Graded(label, msgspec.convert(worst, Judgement), found)


def serious(graded: Iterable[Graded]) -> Measure:
    """Blockers and majors together: a line counts as right if people and linter both call it serious."""
    return _measure(graded, lambda one: one.wanted, lambda one: one.flagged)


def of_severity(graded: Iterable[Graded], severity: Judgement) -> Measure:
    """One severity alone: right only if the linter's worst is exactly that."""
    return _measure(graded, lambda one: one.label.severity == severity, lambda one: one.severity == severity)


def of_family(graded: Iterable[Graded], family: Family | None) -> Measure:
    """The lines of one family: wanted are its serious ones, right are those with a serious finding in the family.

    Named are the lines of the family that got any serious finding; for remarks (None) every one named is wrong.
    """
    mine = [one for one in graded if one.label.family == family]
    return Measure(
        named=sum(one.flagged for one in mine),
        wanted=sum(one.wanted for one in mine),
        right=sum(one.wanted and one.flagged and one.in_family for one in mine),
    )


def _measure(graded: Iterable[Graded], wanted: Callable[[Graded], bool], named: Callable[[Graded], bool]) -> Measure:
    lines = list(graded)
    return Measure(
        named=sum(named(one) for one in lines),
        wanted=sum(wanted(one) for one in lines),
        right=sum(wanted(one) and named(one) for one in lines),
    )


def main(words: list[str]) -> int:
    """Print the figures, then the misses."""
    graded = [grade(label) for label in labels()]
    shown = [one for one in graded if not one.label.held_out]
    held_out = [one for one in graded if one.label.held_out]
    print(f"blockers and majors   {len(graded)} lines   {serious(graded)}")
    print(f"  shown               {len(shown)} lines   {serious(shown)}")
    print(f"  held out            {len(held_out)} lines   {serious(held_out)}")
    subject = held_out if "--held-out" in words else graded
    print("\nby severity (exactly that one)")
    for severity in _RANK:
        print(f"  {severity:<14} {of_severity(subject, msgspec.convert(severity, Judgement))}")
    print("\nby family (serious lines, named in their family)")
    for family in sorted({one.label.family or "" for one in graded}):
        print(f"  {family or '(remarks)':<14} {of_family(subject, msgspec.convert(family or None, Family | None))}")
    _print_misses(graded if "--all" in words else shown)
    return 0


def _print_misses(graded: list[Graded]) -> None:
    missed = [one for one in graded if one.wanted and not one.flagged]
    wrong = [one for one in graded if one.flagged and not one.wanted]
    elsewhere = [one for one in graded if one.wanted and one.flagged and not one.in_family]
    for title, lines in (("missed", missed), ("flagged wrongly", wrong), ("flagged in another family", elsewhere)):
        print(f"\n{title}: {len(lines)}")
        for one in lines:
            said = ", ".join(f"{rule} ({family} {severity})" for rule, family, severity in one.findings) or "nothing"
            print(f"  {one.label.severity:<8} {one.label.family or 'remark':<14} {one.label.text}\n{'':25}{said}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
