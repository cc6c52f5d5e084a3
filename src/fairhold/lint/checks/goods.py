"""Are the goods described at all: a line of which nothing is said that could be measured (S16, S29)."""

from collections.abc import Iterator
from typing import Final

from fairhold.lint.checks.check import Check, Whole, fault
from fairhold.lint.family import Fault, Rule
from fairhold.trade.families import Family, over

SPECIFICATION: Final = Rule(
    "spec-1",
    "blocker",
    "Nothing is said of these goods but their name, so whatever comes under that name is as agreed (S29).",
    "Material ____, size ____ ± ____, weight ____ to ____, colour code ____, or a drawing or sealed sample by number.",
)
DESCRIBING: Final[tuple[Family, ...]] = (
    *("material", "dimensions", "weight", "colour", "quality", "files", "customisation", "sample"),
)
"""Families of which one at least must be spoken of."""


def _described(whole: Whole) -> Iterator[Fault]:
    general = {family for one in whole.sentences if one.line is None for family in one.families}
    own: dict[int, set[Family]] = {}
    for one in whole.sentences:
        if one.line is not None:
            own.setdefault(one.line, set()).update(one.families)
    for i, line in enumerate(whole.draft.lines):
        typed = over(whole.draft.goods, line.terms)
        said = general | own.get(i, set())
        if not any(family in said or getattr(typed, family) for family in DESCRIBING):
            yield fault(SPECIFICATION, f"/lines/{i}/specification", None)


CHECKS: Final = (Check((SPECIFICATION,), "quality", _described),)
"""The checks of this file."""
