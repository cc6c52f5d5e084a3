"""Limits that are no limits: a tolerance wider than its value, a least above its most (standards 2.3)."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from fairhold.lint.checks.check import Check, Whole, fault
from fairhold.lint.family import Fault, Rule
from fairhold.lint.values import Value, values
from fairhold.trade.families import DimensionTerm, GoodsTerms, WeightTerm

TOLERANCE: Final = Rule(
    "limit-1",
    "major",
    "The tolerance is as wide as the value itself, so nothing could be outside it.",
    "____ ± ____ of the same unit, smaller than the value.",
)
BOUNDS: Final = Rule(
    "limit-2",
    "blocker",
    "The least is above the most, or the nominal value outside both: nothing could be inside.",
    "From ____ to ____.",
)


def _typed(whole: Whole) -> Iterator[tuple[str, Any]]:
    """Every typed measure with its pointer."""
    places: list[tuple[str, GoodsTerms | None]] = [("/goods", whole.draft.goods)]
    places += [(f"/lines/{i}/terms", line.terms) for i, line in enumerate(whole.draft.lines)]
    for pointer, terms in places:
        if terms is not None:
            yield from ((f"{pointer}/dimensions/{i}", term) for i, term in enumerate(terms.dimensions))
            yield from ((f"{pointer}/weight/{i}", term) for i, term in enumerate(terms.weight))


def _tolerance(whole: Whole) -> Iterator[Fault]:
    for pointer, term in _typed(whole):
        if isinstance(term, DimensionTerm) and term.minus and Decimal(term.minus) >= Decimal(term.value):
            why = f"{term.minus} {term.unit} below {term.value} {term.unit} is nothing at all."
            yield fault(TOLERANCE, f"{pointer}/minus", None, why)
    for one in whole.sentences:
        for value in values(one.passage.text):
            if _too_wide(value):
                span = one.passage.start + value.start, one.passage.start + value.end
                yield fault(TOLERANCE, one.passage.field, span)


def _too_wide(value: Value) -> bool:
    """Whether the whole value lies inside its tolerance. A share may be ± anything (0 ± 5 %)."""
    if value.minus is None or not value.figures or value.kind == "share":
        return False
    return value.minus >= (100 if value.relative else min(value.figures))


def _bounds(whole: Whole) -> Iterator[Fault]:
    for pointer, term in _typed(whole):
        if not isinstance(term, WeightTerm):
            continue
        least, nominal, most = (
            None if figure is None else Decimal(figure) for figure in (term.least, term.nominal, term.most)
        )
        ordered = [figure for figure in (least, nominal, most) if figure is not None]
        if ordered != sorted(ordered):
            said = " - ".join(figure for figure in (term.least, term.nominal, term.most) if figure is not None)
            yield fault(BOUNDS, pointer, None, f"{said} {term.unit}: nothing could be inside.")


CHECKS: Final = (Check((TOLERANCE,), "dimensions", _tolerance), Check((BOUNDS,), "weight", _bounds))
"""The checks of this file."""
