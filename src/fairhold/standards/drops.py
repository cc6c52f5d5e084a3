"""Drop tests of ISTA 1A and 2A: from how high a packed carton falls, and on what, in which order.

Only what to do: whether the goods survived is for the inspector to say.
"""

import pkgutil
from decimal import Decimal
from functools import cache

import msgspec

from fairhold.standards.fault import OutsideStandard


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file: a column of upper weights in kg, and the height of each procedure for each."""

    standard: str
    edition: str
    about: str
    source: str
    below_kg: tuple[Decimal, ...]
    heights_mm: dict[str, tuple[int, ...]]
    order: tuple[str, ...]


class DropTest(msgspec.Struct, frozen=True):
    """One carton falls from `height_mm` on each of `drops`, in that order."""

    procedure: str
    height_mm: int
    drops: tuple[str, ...]


@cache
def table() -> Table:
    """The table that comes with the program."""
    content = pkgutil.get_data(__name__, "data/ista_drops.json")
    assert content is not None
    return msgspec.json.decode(content, type=Table)


def drop_test(gross_kg: Decimal, procedure: str = "1A") -> DropTest:
    """The test for a carton's gross weight. Raises OutsideStandard `outside_table`."""
    known, heights = table(), table().heights_mm.get(procedure)
    if heights is None:
        raise OutsideStandard("outside_table", f"There are the procedures {', '.join(known.heights_mm)}.")
    heaviest = known.below_kg[-1]
    if not gross_kg.is_finite() or not 0 < gross_kg <= heaviest:
        raise OutsideStandard("outside_table", f"The procedures are for cartons above 0 and up to {heaviest} kg.")
    row = sum(end <= gross_kg for end in known.below_kg[:-1])
    return DropTest(procedure, heights[row], known.order)
