"""All families of terms in the linter, in the order of standards 2.1, and which of them a text is about.

To add a family: a file of the shape of `family.py` and a row here.
"""

from collections.abc import Callable
from typing import Final

from fairhold.lint import (
    colour,
    customisation,
    dimensions,
    dispute,
    documents,
    files,
    incoterm,
    inspection,
    material,
    packaging,
    payment,
    quality,
    quantity,
    sample,
    shipment_date,
    weight,
)
from fairhold.lint.family import SILENT, FamilyRules, Reading
from fairhold.lint.folding import fold, remembered
from fairhold.trade.families import Family

FAMILIES: Final[tuple[FamilyRules, ...]] = (
    material.RULES,
    inspection.RULES,
    shipment_date.RULES,
    dimensions.RULES,
    quantity.RULES,
    quality.RULES,
    colour.RULES,
    packaging.RULES,
    incoterm.RULES,
    weight.RULES,
    files.RULES,
    payment.RULES,
    dispute.RULES,
    customisation.RULES,
    documents.RULES,
    sample.RULES,
)
"""Every family; the weights of the first thirteen come to 100."""

BY_NAME: Final[dict[Family, FamilyRules]] = {rules.name: rules for rules in FAMILIES}

READINGS: Final[tuple[tuple[Family, Callable[[str, bool], Reading]], ...]] = (
    ("material", material.reading),
    ("inspection", inspection.reading),
    ("shipment_date", shipment_date.reading),
    ("dimensions", dimensions.reading),
    ("quantity", quantity.reading),
    ("quality", quality.reading),
    ("colour", colour.reading),
    ("packaging", packaging.reading),
    ("incoterm", incoterm.reading),
    ("weight", weight.reading),
    ("files", files.reading),
    ("payment", payment.reading),
    ("dispute", dispute.reading),
    ("customisation", customisation.reading),
    ("documents", documents.reading),
    ("sample", sample.reading),
)
"""What each family makes of a text by itself."""


@remembered
def spoken(text: str) -> tuple[Family, ...]:
    """The families that a text is about: it says something to them, or at least names their subject."""
    folded = fold(text)
    return tuple(
        name for name, reading in READINGS if reading(text, False) is not SILENT or BY_NAME[name].topic.search(folded)
    )
