"""Where a supplier's series of inspected lots stands, and which state the next lot should be inspected in (1.3.5).

The lots of one supplier are sorted into series by product family, level, edition, class of defects and AQL, and each
series is led through `switching.py`. What comes out is a proposal: both sides agree on a state in the contract, and a
lot that was inspected in another state than its series stands in counts for nothing.
"""

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from fairhold.standards.class_plans import CLASSES, DefectClass
from fairhold.standards.fault import OutsideStandard
from fairhold.standards.figures import figure
from fairhold.standards.planning import recomputed
from fairhold.standards.switching import (
    ACCEPTED_TO_NORMAL,
    NOT_ACCEPTED_TO_DISCONTINUE,
    WINDOW,
    LotResult,
    Series,
    SeriesState,
    after_lot,
    irregular,
    may_be_reduced,
    reduce,
    resume,
)
from fairhold.trade.report import PlanRow, PlanState, Tally
from fairhold.trade.terms import Contract

_STRICTEST_LAST: Final[tuple[SeriesState, ...]] = ("reduced", "normal", "tightened", "discontinued")
_HEADS: Final[dict[SeriesState, str]] = {
    "normal": "Normal inspection",
    "tightened": "Tightened inspection",
    "reduced": "Reduced inspection",
    "discontinued": "Sampling has ended",
}


class InspectedLot(msgspec.Struct, frozen=True):
    """One lot as it was judged. `original` is false for goods that were offered again after rework."""

    family: str
    size: int
    plan: tuple[PlanRow, ...]
    tallies: tuple[Tally, ...]
    original: bool = True


class ClassStanding(msgspec.Struct, frozen=True, kw_only=True):
    """One class of defects in a series. `lots` were counted, `not_accepted` of the last `window`; `score` is the
    switching score (1999). `earned_reduced`: reduced inspection may begin if production is steady and the buyer agrees.
    `left_out`: lots of another state than the series stood in.
    """

    severity: DefectClass
    aql: str
    state: SeriesState
    why: str
    lots: int
    window: int
    not_accepted: int
    score: int
    earned_reduced: bool
    left_out: int


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """A product family at one level and edition: `state` is the strictest of its classes, `next` the state that the
    next lot should have, and `sentence` says why.
    """

    family: str
    level: str
    edition: str
    state: SeriesState
    next: PlanState
    sentence: str
    classes: tuple[ClassStanding, ...]


def family_of(contract: Contract, lines: Sequence[int] = ()) -> str:
    """The product family of some of a contract's lines, or all: its category, else what the lines are called."""
    if contract.category.strip():
        return " ".join(contract.category.split())
    chosen = lines or range(len(contract.lines))
    names = dict.fromkeys(" ".join(contract.lines[i].description.split()) for i in chosen)
    return " + ".join(names)


def follow(lots: Iterable[InspectedLot]) -> tuple[Standing, ...]:
    """Where each series stands after these lots, which come in the order of their inspection."""
    found: dict[tuple[str, str, str], dict[tuple[DefectClass, str], _Course]] = {}
    names: dict[str, str] = {}
    for lot in lots:
        family = names.setdefault(lot.family.casefold(), lot.family)
        for row, result in _results(lot):
            courses = found.setdefault((family, row.level, row.edition), {})
            course = courses.setdefault((row.severity, result.plan.aql), _Course(row.edition))
            course.take(result)
    return tuple(_standing(*key, courses) for key, courses in found.items())


def standing_of(standings: Iterable[Standing], plan: Sequence[PlanRow], family: str) -> Standing | None:
    """The series that a plan for these goods goes on, with the plan's classes and AQLs only; None if there is none."""
    named = {(row.severity, figure(row.aql, "an AQL")) for row in plan}
    for standing in standings:
        if standing.family.casefold() != family.casefold():
            continue
        if not plan or (standing.level, standing.edition) != (plan[0].level, plan[0].edition):
            continue
        classes = tuple(one for one in standing.classes if (one.severity, figure(one.aql, "an AQL")) in named)
        if classes:
            return _summed(standing.family, standing.level, standing.edition, classes)
    return None


class _Course:
    """One class of one series on its way through the lots."""

    def __init__(self, edition: str) -> None:
        self.series = Series(edition)
        self.why = ""
        self.lots = 0
        self.left_out = 0

    def take(self, lot: LotResult) -> None:
        """One more lot; one that is offered again counts for nothing."""
        if not lot.original:
            return
        before = self._approved(lot.plan.state)
        try:
            after = after_lot(before, lot)
        except OutsideStandard:
            self.left_out += 1
            return
        self.lots += 1
        if after.state != before.state:
            self.why = _why(before, after.state, lot)
        self.series = after

    def _approved(self, state: str) -> Series:
        """That both sides agreed on tightened inspection after the end of sampling, on reduced inspection where it was
        earned, or on normal inspection again because production is no longer steady, is their approval of it.
        """
        changed = self.series
        if state == "tightened":
            changed = resume(changed)
        elif state == "reduced":
            changed = reduce(changed, steady=True, approved=True)
        elif state == "normal":
            changed = irregular(changed)
        if changed.state != self.series.state:
            self.why = "both sides agreed to it"
        self.series = changed
        return changed

    def standing(self, severity: DefectClass, aql: str) -> ClassStanding:
        """What is to be said of it."""
        recent = self.series.recent[-WINDOW:]
        return ClassStanding(
            severity=severity,
            aql=aql,
            state=self.series.state,
            why=self.why,
            lots=self.lots,
            window=len(recent),
            not_accepted=recent.count(False),
            score=self.series.score,
            earned_reduced=may_be_reduced(self.series),
            left_out=self.left_out,
        )


def _results(lot: InspectedLot) -> list[tuple[PlanRow, LotResult]]:
    """The lot by class, without classes that allow no defect: those are no column of the standard and never switch."""
    found = {tally.severity: tally.found for tally in lot.tallies}
    rows = [row for row in lot.plan if figure(row.aql, "an AQL")]
    try:
        plans = recomputed(rows, lot.size)
    except OutsideStandard:
        return []
    return [(row, LotResult(plans[row.severity], found.get(row.severity, 0), lot.original)) for row in rows]


def _why(before: Series, now: SeriesState, lot: LotResult) -> str:
    if now == "tightened":
        window = (*before.recent, lot.accepted)[-WINDOW:]
        return f"{window.count(False)} of {len(window)} lots were not accepted"
    if now == "discontinued":
        return f"{NOT_ACCEPTED_TO_DISCONTINUE} lots were not accepted under tightened inspection"
    if before.state == "reduced":
        return "a lot lay between Ac and Re" if lot.accepted else "a lot was not accepted under reduced inspection"
    return f"{ACCEPTED_TO_NORMAL} lots in a row were accepted"


def _standing(family: str, level: str, edition: str, courses: dict[tuple[DefectClass, str], _Course]) -> Standing:
    in_order = sorted(courses.items(), key=lambda item: (CLASSES.index(item[0][0]), figure(item[0][1], "an AQL")))
    classes = tuple(course.standing(severity, aql) for (severity, aql), course in in_order)
    return _summed(family, level, edition, classes)


def _summed(family: str, level: str, edition: str, classes: tuple[ClassStanding, ...]) -> Standing:
    state = max((one.state for one in classes), key=_STRICTEST_LAST.index)
    return Standing(
        family=family,
        level=level,
        edition=edition,
        state=state,
        next="tightened" if state == "discontinued" else state,
        sentence=_sentence(state, classes),
        classes=classes,
    )


def _sentence(state: SeriesState, classes: tuple[ClassStanding, ...]) -> str:
    """Why inspection is as it is, in one sentence, by the class that decides."""
    deciding = next(one for one in classes if one.state == state)
    head = _HEADS[state]
    if state == "discontinued":
        return f"{head}: {deciding.why}; both sides may agree on tightened inspection once the cause is mended."
    worst = max(classes, key=lambda one: one.not_accepted)
    if state != "normal" or (deciding.why and not worst.window):
        return f"{head}: {deciding.why}."
    if not worst.window:
        return f"{head}: no lot of these goods has counted yet."
    earned = "; reduced inspection is earned, if production is steady and the buyer agrees"
    return f"{head}: {_counted(worst)}{earned if all(one.earned_reduced for one in classes) else ''}."


def _counted(one: ClassStanding) -> str:
    if one.window == 1:
        return f"the last lot was {'not ' * one.not_accepted}accepted"
    if not one.not_accepted:
        return f"the last {one.window} lots were accepted"
    verb = "were" if one.not_accepted > 1 else "was"
    return f"{one.not_accepted} of the last {one.window} lots {verb} not accepted"
