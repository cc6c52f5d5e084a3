"""Does the packing add up: pieces and cartons against the quantity, cartons against volume and weight (standards 2.3).

The last carton may be part full, so 8,000 pieces at 24 are 334 cartons. Volumes are compared with room for rounding.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from fairhold.lint.checks.check import Check, Whole, fault
from fairhold.lint.family import Fault, Rule
from fairhold.lint.merging import said_quantity
from fairhold.lint.values import in_unit
from fairhold.trade.families import PackagingTerm, WeightTerm, over

VOLUME_TOLERANCE: Final = Decimal("0.02")
"""Share by which a stated volume may differ from that of its cartons: 61.4 is often written 61."""

CARTONS: Final = Rule(
    "carton-1",
    "major",
    "Pieces per carton times cartons is not the quantity: which of the three was agreed is open.",
    "____ pieces in ____ cartons of ____.",
)
VOLUME: Final = Rule(
    "carton-2",
    "minor",
    "The stated volume is not that of the cartons: freight and space were counted on different figures.",
    "____ cartons of ____ x ____ x ____ cm = ____ m3.",
)
WEIGHT: Final = Rule(
    "carton-3",
    "minor",
    "A full carton weighs more than the gross weight that it may have, so the packing cannot be kept.",
    "At most ____ pieces per carton, gross weight at most ____ kg.",
)


def _packed(whole: Whole) -> Iterator[tuple[int | None, int | None, PackagingTerm]]:
    """Each line's index, quantity and packing; the packing of all goods counts for a line only if there is no other."""
    goods = whole.read.goods
    if not whole.read.lines:
        if goods is not None and goods.packaging is not None:
            yield None, said_quantity(whole.sentences), goods.packaging
        return
    alone = len(whole.read.lines) == 1
    for i, line in enumerate(whole.read.lines):
        packaging = over(goods if alone else None, line.terms).packaging
        if packaging is not None:
            yield i, line.quantity, packaging


def _cartons(whole: Whole) -> Iterator[Fault]:
    for i, quantity, packing in _packed(whole):
        each, cartons = packing.pieces_per_carton, packing.cartons
        if quantity is None or each is None or cartons is None or -(-quantity // each) == cartons:
            continue
        why = f"{each} pieces in {cartons} cartons are {each * cartons}, the quantity is {quantity}."
        yield fault(CARTONS, *whole.place(i, "packaging", "cartons"), why)


def _volume(whole: Whole) -> Iterator[Fault]:
    for i, _, packing in _packed(whole):
        box, cartons, stated = packing.carton, packing.cartons, packing.volume_m3
        if box is None or cartons is None or stated is None or not Decimal(stated):
            continue
        sides = [in_unit(Decimal(side), box.unit, "m") for side in (box.length, box.width, box.height)]
        if None in sides:
            continue
        volume = Decimal(cartons)
        for side in sides:
            volume *= side or 0
        if abs(volume - Decimal(stated)) > VOLUME_TOLERANCE * Decimal(stated):
            size = f"{box.length} x {box.width} x {box.height} {box.unit}"
            why = f"{cartons} cartons of {size} are {volume:.3f} m3, not {stated} m3."
            yield fault(VOLUME, *whole.place(i, "packaging", "volume_m3"), why)


def _weight(whole: Whole) -> Iterator[Fault]:
    for i, _, packing in _packed(whole):
        each, most = packing.pieces_per_carton, packing.gross_kg_most
        terms = over(whole.read.goods, whole.read.lines[i].terms if i is not None else None).weight
        one = _least_kg(terms)
        if each is None or most is None or one is None or one * each <= Decimal(most):
            continue
        whole_kg = f"{(one * each).normalize():f} kg"
        why = f"{each} pieces of at least {one.normalize():f} kg are {whole_kg} without the carton, above {most} kg."
        yield fault(WEIGHT, *whole.place(i, "packaging", "gross_kg_most"), why)


def _least_kg(terms: tuple[WeightTerm, ...]) -> Decimal | None:
    """What one piece weighs at least, if there is one weight of one piece."""
    if len(terms) != 1:
        return None
    figure = terms[0].least or terms[0].nominal
    return in_unit(Decimal(figure), terms[0].unit, "kg") if figure else None


CHECKS: Final = (
    Check((CARTONS,), "packaging", _cartons),
    Check((VOLUME,), "packaging", _volume),
    Check((WEIGHT,), "packaging", _weight),
)
"""The checks of this file."""
