"""Tolerances of ISO 2768-1 for sizes that have none of their own: classes f, m, c and v.

For parts of metal or plastic; textiles name their own tolerance per point of measure. The class is only a way to write
a tolerance: whether a measured size lies inside is judged in `guard_band.py`.
"""

import pkgutil
from decimal import Decimal
from functools import cache
from itertools import pairwise

import msgspec

from fairhold.standards.fault import OutsideStandard


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file: a column of upper sizes in mm, and the deviation of each class for each."""

    standard: str
    edition: str
    about: str
    source: str
    first_from: Decimal
    up_to: tuple[Decimal, ...]
    classes: dict[str, tuple[Decimal | None, ...]]


@cache
def table() -> Table:
    """The table that comes with the program."""
    content = pkgutil.get_data(__name__, "data/iso2768_1.json")
    assert content is not None
    found = msgspec.json.decode(content, type=Table)
    assert all(below < above for below, above in pairwise(found.up_to))
    return found


def tolerance(size_mm: Decimal, tolerance_class: str) -> Decimal:
    """Plus and minus, in mm, for a nominal size in mm. Raises OutsideStandard `outside_table` where none is given."""
    known, deviations = table(), table().classes.get(tolerance_class)
    if deviations is None:
        raise OutsideStandard("outside_table", f"ISO 2768-1 has the classes {', '.join(known.classes)}.")
    if not size_mm.is_finite() or not known.first_from <= size_mm <= known.up_to[-1]:
        raise OutsideStandard(
            "outside_table", f"ISO 2768-1 goes from {known.first_from} to {known.up_to[-1]} mm; agree a tolerance."
        )
    deviation = next(one for end, one in zip(known.up_to, deviations, strict=True) if size_mm <= end)
    if deviation is None:
        detail = f"Class {tolerance_class} has no tolerance for {size_mm} mm; agree one."
        raise OutsideStandard("outside_table", detail)
    return deviation


def limits(size_mm: Decimal, tolerance_class: str) -> tuple[Decimal, Decimal]:
    """The least and the most, in mm. Raises OutsideStandard as `tolerance` does."""
    deviation = tolerance(size_mm, tolerance_class)
    return size_mm - deviation, size_mm + deviation
