"""On which clause of the contract a ground rests, and how firmly: the tier of its term (standards 4.2, gate G2).

Tier 3: specific, measurable, testable, agreed. 2: one of measurable and testable is missing, or a default standard
stands in for it (O33). 1: vague, or only the description of the goods. 0: nothing. It reads typed terms; a clause in
free text is named by whoever decides. Whether a breach is proven is for `proof.py`.
"""

from collections.abc import Callable
from typing import Annotated, Any, Final, Literal

import msgspec

from fairhold.trade.deal import Deal
from fairhold.trade.families import (
    ColourTerm,
    CustomisationTerm,
    DimensionTerm,
    DocumentTerm,
    Family,
    FileTerm,
    MaterialTerm,
    PackagingTerm,
    Side,
    WeightTerm,
)
from fairhold.trade.ground import Ground

Standard = Literal["agreed", "default", ""]
"""Against what a report can measure: what the contract says, the default of O33, or only a standard of its own."""


class Clause(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """The clause a ground rests on: JSON pointer into the contract, tier, what it is about, what to measure against.

    An absent clause has no pointer, tier 0, and `says` states the absence.
    """

    pointer: Annotated[str, msgspec.Meta(max_length=400)]
    tier: Annotated[int, msgspec.Meta(ge=0, le=3)]
    says: Annotated[str, msgspec.Meta(max_length=1000)]
    standard: Standard = ""


class Footing(Clause, frozen=True, forbid_unknown_fields=True, gc=False):
    """A clause that was found in a contract, with its typed term."""

    term: object = None

    @property
    def clause(self) -> Clause:
        """What is cited of it."""
        return Clause(self.pointer, self.tier, self.says, self.standard)


class GroundRow(msgspec.Struct, frozen=True, gc=False):
    """What the rules know of a ground: its family of terms, what it is about, what kind of loss it is (R23), who bears
    the burden, whether the facts lie in the supplier's sphere (R6), whether it must produce papers on them (R7),
    whether the fault is one of looks (R18).
    """

    family: Family | None
    about: str
    loss: Literal["value", "missing", "delay", "payment"] = "value"
    burden: Side = "buyer"
    sphere: bool = False
    produces: bool = False
    looks: bool = False


GROUNDS: Final[dict[Ground, GroundRow]] = {
    "late_not_shipped": GroundRow(
        "shipment_date", "when the goods leave", "missing", "supplier", sphere=True, produces=True
    ),
    "late_shipped": GroundRow("shipment_date", "when the goods leave", "delay", "supplier", sphere=True, produces=True),
    "not_received": GroundRow(
        "incoterm", "who bears the risk in transit", "missing", "supplier", sphere=True, produces=True
    ),
    "pre_ship_quality": GroundRow("inspection", "an inspection before shipment"),
    "colour": GroundRow("colour", "the colour", looks=True),
    "size": GroundRow("dimensions", "the size"),
    "material": GroundRow("material", "what the goods are made of", sphere=True),
    "weight": GroundRow("weight", "the weight"),
    "function_appearance": GroundRow("quality", "how good the goods must be"),
    "quantity_short": GroundRow("quantity", "how many there are", "missing", sphere=True, produces=True),
    "packaging": GroundRow("packaging", "how the goods are packed", sphere=True, produces=True, looks=True),
    "transit_damage": GroundRow("incoterm", "who bears the risk in transit", looks=True),
    "document_missing_or_false": GroundRow(
        "documents", "papers that come along", burden="supplier", sphere=True, produces=True
    ),
    "wrong_goods": GroundRow(None, "which goods these are", sphere=True),
    "customisation": GroundRow("customisation", "what is made to order", looks=True),
    "non_payment": GroundRow("payment", "what the buyer pays", "payment", "supplier"),
}
"""Every ground of 4.5. For `non_payment` the supplier claims and bears the burden."""

SIGNED_FILES: Final = frozenset({"design", "logo", "artwork", "drawing"})


def footing(deal: Deal, ground: Ground, line: int | None = None) -> Footing:
    """The clause that a ground rests on, for one line or, for a ground about goods and no line, the weakest line's."""
    find = FIND[ground]
    if isinstance(find, str):
        return _of_order(deal, ground, find)
    if line is not None:
        return find(deal, line)
    return min((find(deal, i) for i in range(len(deal.lines))), key=lambda one: one.tier)


def waiver_of(deal: Deal, ground: Ground, line: int | None = None) -> str:
    """Pointer to the waiver by which both sides left this point unprotected, empty if there is none (T04)."""
    family = GROUNDS[ground].family
    for i, waiver in enumerate(deal.waivers):
        elsewhere = waiver.field.startswith("/lines/") and line is not None
        if waiver.family == family and not (elsewhere and waiver.field.split("/")[2] != str(line)):
            return f"/waivers/{i}"
    return ""


def absent(ground: Ground) -> Footing:
    """The stated absence of a clause."""
    return Footing("", 0, f"no clause on {GROUNDS[ground].about}")


# --- one function a family -------------------------------------------------------------------------------------------

Firmness = tuple[int, Standard]
"""Tier, and against what a report can measure."""
DEFAULT: Final[Firmness] = (2, "default")
VAGUE: Final[Firmness] = (1, "")


def _firm(measurable: bool, testable: bool) -> Firmness:
    """An agreed and specific term, by whether it can be measured and says how it is tested."""
    if measurable:
        return (3 if testable else 2), "agreed"
    return (2, "agreed") if testable else VAGUE


def _of_order(deal: Deal, ground: Ground, field: str) -> Footing:
    """Terms of the whole order: there, or not."""
    return Footing(f"/{field}", 3, GROUNDS[ground].about, "agreed") if getattr(deal, field) else absent(ground)


def _of_goods(
    deal: Deal, line: int, ground: Ground, field: str, judge: Callable[[Any, Deal], Firmness | None]
) -> Footing:
    """The weakest term of a family that holds for a line, with its place. A term that has nothing to say to the ground
    has no firmness.
    """
    at = deal.lines[line]
    terms = getattr(at.terms, field)
    if not terms:
        return absent(ground)
    where = f"/lines/{line}/terms/{field}" if at.own and getattr(at.own, field) else f"/goods/{field}"
    many = terms if isinstance(terms, tuple) else (terms,)
    firm = [(found, i) for i, term in enumerate(many) if (found := judge(term, deal))]
    if not firm:
        return absent(ground)
    (tier, standard), i = min(firm)
    return Footing(f"{where}/{i}" if many is terms else where, tier, GROUNDS[ground].about, standard, many[i])


def _material_firm(term: MaterialTerm, _: Deal) -> Firmness:
    """A bare name is vague; a grade with its number, shares, a coating or a named standard can be measured (S21)."""
    shares = any(share.least or share.most for share in term.composition)
    coated = term.coating is not None and (term.coating.least_um or term.coating.most_um)
    numbered = any(sign.isdigit() for sign in term.grade)
    if not (shares or coated or numbered or term.standard):
        return VAGUE
    return _firm(True, term.verification is not None)


def _size_firm(term: DimensionTerm, deal: Deal) -> Firmness:
    """Without a tolerance the default standard measures (A16)."""
    if not ((term.plus and term.minus) or term.tolerance_class):
        return DEFAULT
    return _firm(True, bool(term.pieces or term.measured_at or deal.inspection))


def _weight_firm(term: WeightTerm, deal: Deal) -> Firmness:
    if not (term.least and term.most):
        return DEFAULT
    return _firm(True, bool(term.pieces or deal.inspection))


def _colour_firm(term: ColourTerm, _: Deal) -> Firmness:
    """A code is measured by the default tolerance; a tolerance without its formula says nothing (standards 3.1)."""
    if (term.system == "other" and term.lab is None) or (term.tolerance and not term.formula):
        return VAGUE
    return _firm(True, term.verification is not None) if term.tolerance else DEFAULT


def _packaging_firm(term: PackagingTerm, deal: Deal) -> Firmness:
    measured = (
        term.carton,
        term.board,
        term.gross_kg_most,
        term.drop_height_mm,
        term.drop_test,
        term.pieces_per_carton,
    )
    plain = term.pallet is not None or term.ispm15 is not None
    return _firm(any(measured) or plain, bool(term.drop_test or deal.inspection))


def _document_firm(term: DocumentTerm, _: Deal) -> Firmness:
    """A named paper is there or is not; issuer, number or standard let anybody check it."""
    return _firm(True, bool(term.issuer or term.number or term.standard))


def _quantity(deal: Deal, line: int) -> Footing:
    """The exact number of a line is a term by itself (S23)."""
    at = deal.lines[line]
    if not at.quantity:
        return absent("quantity_short")
    term = at.terms.quantity
    tested = deal.inspection or (term and term.verification)
    about = GROUNDS["quantity_short"].about
    return Footing(f"/lines/{line}/quantity", 3 if tested else 2, about, "agreed", term)


def _quality(deal: Deal, line: int) -> Footing:
    """Limits or a list of defects; where nothing is said, level II with limits 0, 2.5 and 4.0 (O33, A22)."""
    at = deal.lines[line]
    term = at.terms.quality
    about = GROUNDS["function_appearance"].about
    if term is None or not (term.aql or term.defects or term.level):
        return Footing("", 2, f"no clause on {about}; the default standard applies", "default", term)
    tested = deal.inspection or term.verification
    where = f"/lines/{line}/terms/quality" if at.own and at.own.quality else "/goods/quality"
    return Footing(where, 3 if tested else 2, about, "agreed", term)


def _packaging(deal: Deal, line: int) -> Footing:
    """After delivery only a term will do (R5); free text about packaging is a vague one."""
    found = _of_goods(deal, line, "packaging", "packaging", _packaging_firm)
    if not found.tier and deal.packaging.strip():
        return Footing("/packaging", VAGUE[0], GROUNDS["packaging"].about)
    return found


def _customisation(deal: Deal, line: int) -> Footing:
    """Measured against a signed file by its fingerprint, or a sealed sample (R22)."""
    terms = deal.lines[line].terms

    def judge(term: CustomisationTerm, _: Deal) -> Firmness:
        by_file = any(one.sha256 and one.name == term.file for one in terms.files)
        by_sample = any(one.seal and one.sample == term.sample for one in terms.sample)
        return _firm(by_file or by_sample, by_file or by_sample)

    if terms.customisation:
        return _of_goods(deal, line, "customisation", "customisation", judge)
    return _of_goods(deal, line, "customisation", "files", _file_firm)


def _file_firm(term: FileTerm, _: Deal) -> Firmness | None:
    if term.purpose not in SIGNED_FILES:
        return None
    return _firm(term.sha256 is not None, term.sha256 is not None)


def _article(deal: Deal, line: int) -> Footing:
    """The description names the article; that decides only when another article came."""
    if not deal.lines[line].description.strip():
        return absent("wrong_goods")
    return Footing(f"/lines/{line}/description", VAGUE[0], GROUNDS["wrong_goods"].about, "default")


FIND: Final[dict[Ground, str | Callable[[Deal, int], Footing]]] = {
    "late_not_shipped": "ship_by",
    "late_shipped": "ship_by",
    "not_received": "incoterm",
    "pre_ship_quality": "inspection",
    "colour": lambda deal, line: _of_goods(deal, line, "colour", "colour", _colour_firm),
    "size": lambda deal, line: _of_goods(deal, line, "size", "dimensions", _size_firm),
    "material": lambda deal, line: _of_goods(deal, line, "material", "material", _material_firm),
    "weight": lambda deal, line: _of_goods(deal, line, "weight", "weight", _weight_firm),
    "function_appearance": _quality,
    "quantity_short": _quantity,
    "packaging": _packaging,
    "transit_damage": "incoterm",
    "document_missing_or_false": lambda deal, line: _of_goods(
        deal, line, "document_missing_or_false", "documents", _document_firm
    ),
    "wrong_goods": _article,
    "customisation": _customisation,
    "non_payment": "total",
}
"""Where the clause of a ground is found: a field of the order, or a function of the line."""
