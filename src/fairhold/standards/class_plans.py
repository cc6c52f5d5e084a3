"""One sampling for several classes of defects: a plan for each class, and whether they share the largest sample.

An arrow of the tables changes the sample, so two classes may have two. Either each class keeps its own, or all are
judged on the largest with the acceptance number of their own plan, as inspection firms do; the choice is part of what
the parties agree and is kept here (standards 1.3). Critical "AQL 0" is no column: any critical defect fails the lot.
"""

from collections.abc import Iterable, Mapping
from typing import Final, Literal

import msgspec

from fairhold.standards.fault import OutsideStandard
from fairhold.standards.figures import figure
from fairhold.standards.interval import none_found
from fairhold.standards.iso2859 import ISO_1999, Plan, Regime, Sample, none_allowed, single

DefectClass = Literal["critical", "major", "minor"]
SampleChoice = Literal["own", "largest"]
Result = Literal["pass", "fail"]

CLASSES: Final[tuple[DefectClass, ...]] = ("critical", "major", "minor")
"""From the worst to the mildest."""
TRADE_DEFAULT: Final[Mapping[DefectClass, str]] = {"critical": "0", "major": "2.5", "minor": "4.0"}
"""What is usual, at level II, when a contract says nothing (O33)."""


class ClassPlan(msgspec.Struct, frozen=True):
    """One class and the plan it is judged by, with the sample it is judged on. Of a class that allows none (AQL "0")
    `proves` says what finding none means.
    """

    defect_class: DefectClass
    plan: Plan
    proves: str = ""


class Scheme(msgspec.Struct, frozen=True):
    """All classes of one inspection; `n` units are drawn."""

    edition: str
    lot: int
    level: str
    state: str
    regime: Regime
    sample: SampleChoice
    n: int
    classes: tuple[ClassPlan, ...]


def scheme(
    lot: int,
    level: str,
    aqls: Mapping[DefectClass, str],
    state: str = "normal",
    edition: str = ISO_1999,
    regime: Regime = "percent_nonconforming",
    sample: SampleChoice = "own",
) -> Scheme:
    """The plans of the classes that have an AQL; "0" allows none. Raises OutsideStandard as `iso2859.single` does.

    A class that allows none is looked for in the largest sample of the others; alone, in that of the lot's code letter.
    """
    if not aqls or set(aqls) - set(CLASSES):
        raise OutsideStandard("class_unknown", f"Give an AQL for one or more of {', '.join(CLASSES)}.")
    named = [name for name in CLASSES if name in aqls]
    allows_none = [name for name in named if figure(aqls[name], "an AQL") == 0]
    plans = {name: single(lot, level, aqls[name], state, edition, regime) for name in named if name not in allows_none}
    alone = none_allowed(lot, level, state, edition, regime)
    largest = max(plans.values(), key=lambda plan: plan.n, default=alone)
    plans |= {name: _numbered(largest, "0", largest.n, 0, 1) for name in allows_none}
    if sample == "largest":
        plans = {name: _numbered(plan, plan.aql, largest.n, plan.ac, plan.re) for name, plan in plans.items()}
    classes = tuple(
        ClassPlan(name, plans[name], none_found(largest.n) if name in allows_none else "") for name in named
    )
    return Scheme(edition, lot, level, state, regime, sample, largest.n, classes)


def count(units: Iterable[Iterable[DefectClass]], regime: str) -> dict[DefectClass, int]:
    """What counts against the acceptance numbers, from the defects of each unit that has any.

    Per cent nonconforming: a unit counts once, under its worst defect. Per 100 units: every defect counts.
    """
    found = dict.fromkeys(CLASSES, 0)
    for defects in units:
        worst_first = sorted(defects, key=CLASSES.index)
        for name in worst_first if regime == "per_100_units" else worst_first[:1]:
            found[name] += 1
    return found


def judge(agreed: Scheme, found: Mapping[DefectClass, int]) -> dict[DefectClass, Result]:
    """Each class against its own numbers; one class that fails, fails the lot. A class that is not named found 0."""
    return {
        one.defect_class: "pass" if found.get(one.defect_class, 0) < one.plan.re else "fail" for one in agreed.classes
    }


def _numbered(plan: Plan, aql: str, n: int, ac: int, re: int) -> Plan:
    """A plan with another sample or other numbers."""
    return msgspec.structs.replace(plan, aql=aql, n=n, ac=ac, re=re, samples=(Sample(n, ac, re),))
