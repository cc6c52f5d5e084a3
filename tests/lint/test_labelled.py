"""The linter against people's labels: good enough, and never worse than it was."""

from typing import Any, Final, get_args

import pytest

import grade_linter
from fairhold.trade.families import Family
from grade_linter import Graded, Label, Measure, grade, labels, of_family, of_severity, serious

PRECISION, RECALL = 0.90, 0.85
"""What blockers and majors have to reach together."""
FLOOR: Final = {"all": (0.955, 0.9), "held out": (0.9, 0.785)}
"""Precision and recall that were reached; raise them with the linter."""


@pytest.fixture(scope="module")
def graded() -> list[Graded]:
    return [grade(label) for label in labels()]


def test_blockers_and_majors_are_found_and_little_else(graded: list[Graded]) -> None:
    reached = serious(graded)
    assert reached.precision >= PRECISION, str(reached)
    assert reached.recall >= RECALL, str(reached)


@pytest.mark.parametrize("part", FLOOR)
def test_the_figures_do_not_fall(graded: list[Graded], part: str) -> None:
    reached = serious([one for one in graded if part == "all" or one.label.held_out])
    precision, recall = FLOOR[part]
    assert round(reached.precision, 3) >= precision
    assert round(reached.recall, 3) >= recall


def test_there_are_enough_lines_of_every_kind() -> None:
    every = labels()
    chinese = [label for label in every if any("\u4e00" <= sign <= "\u9fff" for sign in label.text)]
    good = [label for label in every if label.severity in ("none", "info", "minor")]
    assert len(every) == len({label.text for label in every}) >= 320
    assert len(chinese) >= 60
    assert 0.35 <= len(good) / len(every) <= 0.45
    assert 0.22 <= sum(label.held_out for label in every) / len(every) <= 0.28
    for family in get_args(Family):
        lines = [label for label in every if label.family == family]
        assert len(lines) >= 15, family
        assert {label.severity in grade_linter.SERIOUS for label in lines} == {True, False}, family


def label(severity: Any, family: Family | None = "colour") -> Label:
    return Label(text="x", family=family, severity=severity)


GRADED = (
    Graded(label("blocker"), "major", (("r", "colour", "major"),)),
    Graded(label("blocker"), "blocker", (("r", "sample", "blocker"),)),
    Graded(label("major"), "minor", (("r", "colour", "minor"),)),
    Graded(label("none"), "major", (("r", "colour", "major"),)),
    Graded(label("none"), "none", ()),
    Graded(label("none", None), "blocker", (("r", "material", "blocker"),)),
)


def test_serious_lines_count_whether_blocker_or_major() -> None:
    assert serious(GRADED) == Measure(named=4, wanted=3, right=2)


def test_one_severity_counts_only_exactly() -> None:
    assert of_severity(GRADED, "blocker") == Measure(named=2, wanted=2, right=1)
    assert of_severity(GRADED, "none") == Measure(named=1, wanted=3, right=1)


def test_a_family_counts_only_if_it_is_named() -> None:
    assert of_family(GRADED, "colour") == Measure(named=3, wanted=3, right=1)
    assert of_family(GRADED, None) == Measure(named=1, wanted=0, right=0)


def test_a_measure_without_lines_is_not_bad() -> None:
    assert str(Measure(0, 0, 0)) == "precision 1.000 (0/0)   recall 1.000 (0/0)"
