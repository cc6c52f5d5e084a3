"""A contract's typed terms spelled out in plain words: one place for pages, papers and the command line (S28).

Every field that says something has its words here; a test holds that none is left out. It judges nothing, and free
texts (description, remarks) are not its business: they are words already.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec

from fairhold.trade.families import (
    Aql,
    Coating,
    ColourTerm,
    CustomisationTerm,
    DimensionTerm,
    DisputeTerm,
    DocumentTerm,
    Family,
    FileTerm,
    GoodsTerms,
    Grade,
    InspectionTerm,
    LateDamages,
    MaterialTerm,
    PackagingTerm,
    QualityTerm,
    QuantityTerm,
    SampleTerm,
    Share,
    ShipmentTerm,
    Verification,
    WeightTerm,
)
from fairhold.trade.terms import Contract, ShipBy


class Clause(msgspec.Struct, frozen=True, gc=False):
    """One typed term in words. `pointer` is the JSON pointer of what it says, into the contract or, for the terms of
    goods, wherever the caller said that they stand.
    """

    family: Family
    title: str
    text: str
    pointer: str


TITLES: Final[Mapping[Family, str]] = {
    "material": "Material",
    "inspection": "Inspection",
    "shipment_date": "Shipment date",
    "dimensions": "Size",
    "quantity": "Quantity",
    "quality": "Quality",
    "colour": "Colour",
    "packaging": "Packaging",
    "incoterm": "Trade term",
    "weight": "Weight",
    "files": "Files",
    "payment": "Payment",
    "dispute": "Disputes",
    "customisation": "Made to order",
    "documents": "Documents",
    "sample": "Sealed sample",
}
"""What each family is called."""
METHODS: Final[Mapping[str, str]] = {
    "express": "Express",
    "air": "Air freight",
    "sea": "Sea freight",
    "land": "Land freight",
    "post": "Post parcel",
}
COVERAGES: Final[Mapping[str, str]] = {
    "pre_shipment": "Before shipment: the initial payment is protected",
    "post_delivery": "Until delivery: the whole payment is protected",
}
"""The ways to ship, and what a coverage protects."""

_BY: Final = {
    "inspector": "the agreed inspector",
    "laboratory": "a laboratory",
    "joint": "both sides together",
    "platform": "the platform",
    "buyer": "the buyer",
    "supplier": "the supplier",
}
_SYSTEMS: Final = {"pantone": "Pantone", "munsell": "Munsell", "hex": "Hex", "lab": "L*a*b*", "other": ""}
_FORMULAS: Final = {
    "ciede2000": "CIEDE2000",
    "cie76": "CIE76",
    "cie94": "CIE94",
    "cmc_2_1": "CMC 2:1",
    "cmc_1_1": "CMC 1:1",
}
_UNITS: Final = {"um": "µm"}
_PROOFS: Final = {
    "on_board_date": "the on-board date of the transport document",
    "export_clearance": "export clearance",
    "forwarder_receipt": "the forwarder's receipt",
    "carrier_scan": "the carrier's first scan",
}
_CONSEQUENCES: Final = {
    "rework": "rework and inspection again",
    "discount": "an agreed discount",
    "refund": "refund",
    "buyer_chooses": "what the buyer chooses of rework, discount and refund",
}
_DUE: Final = {
    "before_shipment": "before shipment",
    "with_goods": "with the goods",
    "before_balance": "before the balance is paid",
}


def of_goods(terms: GoodsTerms | None, pointer: str = "") -> tuple[Clause, ...]:
    """The terms about goods, in the order of `GoodsTerms`; `pointer` is where they stand, as `/lines/0/terms`."""
    if terms is None:
        return ()
    found = []
    for name in GoodsTerms.__struct_fields__:
        value = getattr(terms, name)
        if not value:
            continue
        family, say = _GOODS[name]
        if isinstance(value, tuple):
            found += [
                Clause(family, TITLES[family], say(term), f"{pointer}/{name}/{i}") for i, term in enumerate(value)
            ]
        else:
            found.append(Clause(family, TITLES[family], say(value), f"{pointer}/{name}"))
    return tuple(clause for clause in found if clause.text)


def of_contract(contract: Contract) -> tuple[Clause, ...]:
    """The terms about the deal as a whole: trade term, shipment, inspection, disputes."""
    place = f" {contract.incoterm_place}" if contract.incoterm_place else ""
    said: list[tuple[Family, str, str, str]] = [
        ("incoterm", TITLES["incoterm"], f"{contract.incoterm}{place}", "/incoterm"),
        ("shipment_date", "Ship by", ship_by(contract.ship_by), "/ship_by"),
    ]
    if contract.shipment is not None:
        said.append(("shipment_date", "Proof of shipment", shipment(contract.shipment), "/shipment"))
    if contract.late_damages is not None:
        said.append(("shipment_date", "If shipped late", late_damages(contract.late_damages), "/late_damages"))
    if contract.inspection is not None:
        said.append(("inspection", "Inspection before shipment", inspection(contract.inspection), "/inspection"))
    if contract.dispute is not None:
        said.append(("dispute", "How disputes are settled", dispute(contract.dispute), "/dispute"))
    return tuple(Clause(*one) for one in said if one[2])


# ------------------------------------------------------------------------------------------------ the terms of goods


def material(term: MaterialTerm) -> str:
    """Grade, part, composition, coating, test."""
    return _listed(
        [
            _of_part(term.grade, term.part),
            ", ".join(share(one) for one in term.composition),
            "no other mixture accepted" if term.nothing_else else "",
            coating(term.coating),
            _after("standard", term.standard),
            verification(term.verification),
        ]
    )


def dimension(term: DimensionTerm) -> str:
    """Axis, value, tolerance, where and on how many pieces it is measured."""
    unit = _unit(term.unit)
    return _listed(
        [
            f"{term.axis} {term.value} {unit}" + _tolerance(term.plus, term.minus, unit),
            f"tolerance class ISO 2768-1 {term.tolerance_class[-1]}" if term.tolerance_class else "",
            _after("measured at", term.measured_at),
            _pieces(term.pieces),
        ]
    )


def weight(term: WeightTerm) -> str:
    """Nominal weight, least and most, basis, on how many pieces it is weighed."""
    between = _between(term.least, term.most, term.unit)
    nominal = f"{term.nominal} {term.unit}" if term.nominal else ""
    return _listed(
        [
            " ".join(part for part in (nominal, f"({between})" if nominal and between else between) if part),
            term.basis or "",
            f"{term.pieces} pieces weighed" if term.pieces else "",
        ]
    )


def quantity(term: QuantityTerm) -> str:
    """How far the quantity may be off, the split, who counts. Without allowance: exactly the quantity of the line."""
    allowance = "exactly the quantity of the line"
    if term.more_bp or term.less_bp:
        allowance = f"at most {per_cent(term.more_bp)} more, at most {per_cent(term.less_bp)} less"
    portions = ", ".join(f"{portion.label}: {portion.quantity:,}" for portion in term.portions)
    return _listed([allowance, portions, verification(term.verification)])


def quality(term: QualityTerm) -> str:
    """Standard, level, limits, defects by class, who judges."""
    defects = ", ".join(
        f"{defect.name} ({defect.severity}{_after(', limit sample', defect.limit_sample)})" for defect in term.defects
    )
    return _listed(
        [
            term.standard,
            f"level {term.level}" if term.level else "",
            aql(term.aql),
            _after("defects:", defects),
            verification(term.verification),
        ]
    )


def colour(term: ColourTerm) -> str:
    """Code, part, L*a*b* values, how far off by which formula, on what and by whom it is read."""
    system = _SYSTEMS.get(term.system, term.system.upper())
    formula = f" ({_FORMULAS[term.formula]})" if term.formula else ""
    off = f"\u0394E at most {term.tolerance}{formula}" if term.tolerance else formula.strip(" ()")
    lab = f"L* {term.lab.lightness}, a* {term.lab.a}, b* {term.lab.b}" if term.lab else ""
    return _listed(
        [
            _of_part(f"{system} {term.code}".strip(), term.part),
            lab,
            off,
            _after("light", term.illuminant or ""),
            _after("on", term.substrate),
            verification(term.verification),
        ]
    )


def packaging(term: PackagingTerm) -> str:
    """Inside, carton, strength, marks, pallet."""
    box = term.carton
    return _listed(
        [
            _after("inner:", term.inner),
            f"{term.pieces_per_carton:,} pieces per carton" if term.pieces_per_carton else "",
            f"{term.cartons:,} cartons" if term.cartons else "",
            f"carton {box.length} x {box.width} x {box.height} {_unit(box.unit)}" if box else "",
            _after("board", term.board),
            f"at most {term.gross_kg_most} kg gross" if term.gross_kg_most else "",
            f"{term.volume_m3} m\u00b3 in all" if term.volume_m3 else "",
            _after("drop test", term.drop_test),
            f"drop height {term.drop_height_mm:,} mm" if term.drop_height_mm else "",
            _after("marks:", term.marks),
            _either(term.pallet, "on pallets", "no pallets"),
            _either(term.ispm15, "wood treated to ISPM 15", "no ISPM 15 treatment"),
        ]
    )


def file(term: FileTerm) -> str:
    """Purpose, name, version, content hash, whether it prevails."""
    return _listed(
        [
            f"{term.purpose} file {term.name}",
            _after("version", term.version),
            f"SHA-256 {term.sha256}" if term.sha256 else "",
            "prevails over the words of this contract" if term.prevails else "",
        ]
    )


def customisation(term: CustomisationTerm) -> str:
    """What is made to order, where, how, after what."""
    return _listed(
        [
            term.what,
            _after("place:", term.place),
            _after("method:", term.method),
            _after("after file", term.file),
            _after("after sample", term.sample),
        ]
    )


def document(term: DocumentTerm) -> str:
    """A paper that comes with the goods: kind, issuer, standard, number, when."""
    return _listed(
        [
            term.kind,
            _after("issued by", term.issuer),
            _after("to", term.standard),
            _after("number", term.number),
            "original" if term.original else "",
            _DUE[term.due] if term.due else "",
        ]
    )


def sample(term: SampleTerm) -> str:
    """A sealed sample: number, seal, day, holders, what it covers, its photos."""
    return _listed(
        [
            term.sample,
            _after("seal", term.seal),
            f"sealed on {term.sealed_on}" if term.sealed_on else "",
            _after("held by", " and ".join(term.held_by)),
            _after("covers", term.covers),
            _after("photos (SHA-256)", ", ".join(term.photos)),
        ]
    )


def verification(term: Verification | None) -> str:
    """How a term is tested: method, by whom, on how many pieces, under which conditions."""
    if term is None:
        return ""
    pieces = f" on {term.pieces:,} pieces" if term.pieces else ""
    return f"tested by {_BY[term.by]}{pieces}: {term.method}" + (f" ({term.conditions})" if term.conditions else "")


# ------------------------------------------------------------------------------------------------- the terms of a deal


def ship_by(term: ShipBy) -> str:
    """A date, or so many days after a payment is in."""
    if term.on is not None:
        return str(term.on)
    return f"{term.days} days after the {term.after.replace('_', ' ')} is in"


def shipment(term: ShipmentTerm) -> str:
    """What proves the day of shipment, and from when the buyer may end the order."""
    proof = f"the day is proved by {_PROOFS[term.proof]}" if term.proof else ""
    return _listed([proof, f"the buyer may end the order from {term.cancel_on}" if term.cancel_on else ""])


def late_damages(term: LateDamages) -> str:
    """What is due for each day of delay (R20)."""
    return f"{per_cent(term.per_day_bp)} of the value of the late part per day, at most {per_cent(term.cap_bp)}"


def inspection(term: InspectionTerm) -> str:
    """The whole protocol: who, against what, where, who books and pays, what follows, who breaks a tie."""
    return "; ".join(f"{title}: {text}" for title, text in protocol(term))


def protocol(term: InspectionTerm) -> tuple[tuple[str, str], ...]:
    """The inspection protocol as rows of title and text, those that say something."""
    rows = (
        ("Inspector", term.inspector),
        ("Standard", _listed([term.standard, _after("edition", term.edition)])),
        ("Level and limits", _listed([f"level {term.level}" if term.level else "", term.state or "", aql(term.aql)])),
        ("Checklist (SHA-256)", term.checklist or ""),
        ("Place", term.place),
        ("Booked by", term.booked_by or ""),
        ("Paid by", term.paid_by or ""),
        ("If it fails", _CONSEQUENCES[term.consequence] if term.consequence else ""),
        ("Second inspection paid by", term.reinspection_paid_by or ""),
        ("If the sides disagree", _after("decided by", term.tie_breaker)),
    )
    return tuple((title, text) for title, text in rows if text)


def dispute(term: DisputeTerm) -> str:
    """Tie-breaker, table of remedies, law, language."""
    return _listed(
        [
            _after("ties are broken by", term.tie_breaker),
            ", ".join(grade(row) for row in term.grades),
            _after("law:", term.law),
            _after("language:", term.language),
        ]
    )


def grade(row: Grade) -> str:
    """One row of the table of remedies."""
    return f"{TITLES[row.family].lower()} off by {row.from_percent} % or more: price less {per_cent(row.reduction_bp)}"


def per_cent(basis_points: int) -> str:
    """Basis points as per cent, without zeros that say nothing: `5 %`, `0.25 %`."""
    whole, part = divmod(basis_points, 100)
    return f"{whole}.{part:02d}".rstrip("0").rstrip(".") + " %"


# --------------------------------------------------------------------------------------------------------------- parts


def _listed(parts: Iterable[str]) -> str:
    return "; ".join(part for part in parts if part)


def _after(word: str, text: str) -> str:
    return f"{word} {text}" if text else ""


def _of_part(text: str, part: str) -> str:
    return f"{part}: {text}" if part else text


def _either(value: bool | None, yes: str, no: str) -> str:
    return "" if value is None else yes if value else no


def _unit(unit: str) -> str:
    return _UNITS.get(unit, unit)


def _between(least: str | None, most: str | None, unit: str) -> str:
    if least and most:
        return f"{least} to {most} {unit}"
    return f"at least {least} {unit}" if least else f"at most {most} {unit}" if most else ""


def _tolerance(plus: str | None, minus: str | None, unit: str) -> str:
    if plus == minus:
        return "" if plus is None else f" \u00b1 {plus} {unit}"
    return "".join(f" {sign}{value} {unit}" for sign, value in (("+", plus), ("\u2212", minus)) if value is not None)


def share(term: Share) -> str:
    """A component of a material, at least and at most."""
    return f"{term.component} {_between(term.least, term.most, '%')}".strip()


def coating(term: Coating | None) -> str:
    """A layer on a material and its thickness."""
    if term is None:
        return ""
    return f"coated with {term.material} {_between(term.least_um, term.most_um, _UNITS['um'])}".strip()


def aql(term: Aql | None) -> str:
    """The limits by class of defect."""
    return f"AQL critical {term.critical}, major {term.major}, minor {term.minor}" if term else ""


def _pieces(pieces: int | None) -> str:
    return f"{pieces:,} pieces measured" if pieces else ""


_GOODS: Final[Mapping[str, tuple[Family, Any]]] = {
    "material": ("material", material),
    "dimensions": ("dimensions", dimension),
    "weight": ("weight", weight),
    "quantity": ("quantity", quantity),
    "quality": ("quality", quality),
    "colour": ("colour", colour),
    "packaging": ("packaging", packaging),
    "files": ("files", file),
    "customisation": ("customisation", customisation),
    "documents": ("documents", document),
    "sample": ("sample", sample),
}
"""Field of `GoodsTerms`: its family and how one term of it is said."""
