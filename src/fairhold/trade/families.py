"""The typed terms of a contract: what was agreed about goods and deal, a struct for each family (S16-S28, A16).

A typed term can be measured: a value with unit and tolerance, or a choice from a closed list, and who tests it how.
What has no field stays in the free text and never beats a field (O7). Whether a set of terms would stand in a dispute
is the linter's work, what a breach is worth the remedy's.
"""

from datetime import date
from typing import Annotated, Literal

import msgspec

from fairhold.trade.money import Money

Text = Annotated[str, msgspec.Meta(max_length=4000)]
Short = Annotated[str, msgspec.Meta(min_length=1, max_length=300)]
Optional = Annotated[str, msgspec.Meta(max_length=300)]
Figure = Annotated[str, msgspec.Meta(pattern=r"^(0|[1-9]\d{0,8})(\.\d{1,6})?$")]
"""A decimal as it was written, never negative, so that what was signed is what is read."""
SignedFigure = Annotated[str, msgspec.Meta(pattern=r"^-?(0|[1-9]\d{0,8})(\.\d{1,6})?$")]
Percent = Annotated[str, msgspec.Meta(pattern=r"^(100(\.0{1,6})?|\d{1,2}(\.\d{1,6})?)$")]
Pieces = Annotated[int, msgspec.Meta(ge=1, le=1_000_000_000)]
Sha256 = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}(?!\n)$")]
BasisPoints = Annotated[int, msgspec.Meta(ge=0, le=10_000)]

Family = Literal[
    "material",
    "inspection",
    "shipment_date",
    "dimensions",
    "quantity",
    "quality",
    "colour",
    "packaging",
    "incoterm",
    "weight",
    "files",
    "payment",
    "dispute",
    "customisation",
    "documents",
    "sample",
]
"""The families of terms (standards 2.1; customisation S27, documents 4.7, sample references)."""

Side = Literal["buyer", "supplier"]
Verifier = Literal["inspector", "laboratory", "joint", "platform", "buyer", "supplier"]
LengthUnit = Literal["um", "mm", "cm", "m", "in", "ft"]
WeightUnit = Literal["mg", "g", "kg", "t", "oz", "lb"]
DefectClass = Literal["critical", "major", "minor"]


class Term(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """What every typed term has in common: fields that are there only when they say something."""


class Verification(Term, frozen=True, kw_only=True, gc=False):
    """How a term is tested: method, by whom, on how many pieces, where or under which conditions (S18, S21)."""

    method: Short
    by: Verifier
    pieces: Pieces | None = None
    conditions: Optional = ""


class Share(Term, frozen=True, kw_only=True, gc=False):
    """A component of a material, in per cent by mass: at least, at most."""

    component: Short
    least: Percent | None = None
    most: Percent | None = None


class Coating(Term, frozen=True, kw_only=True, gc=False):
    """A layer on a material, thickness in micrometres."""

    material: Short
    least_um: Figure | None = None
    most_um: Figure | None = None


class MaterialTerm(Term, frozen=True, kw_only=True, gc=False):
    """What a part is made of (S21): grade, composition, whether nothing else may be mixed in, coating, test."""

    grade: Short
    part: Optional = ""
    composition: tuple[Share, ...] = ()
    nothing_else: bool = False
    coating: Coating | None = None
    standard: Optional = ""
    verification: Verification | None = None


class DimensionTerm(Term, frozen=True, kw_only=True, gc=False):
    """One measure of the goods (S20): value and tolerance in the same unit, or a tolerance class of ISO 2768-1."""

    axis: Literal["length", "width", "height", "depth", "diameter", "thickness", "circumference", "gauge", "other"]
    value: Figure
    unit: LengthUnit
    plus: Figure | None = None
    minus: Figure | None = None
    tolerance_class: Literal["iso2768_f", "iso2768_m", "iso2768_c", "iso2768_v"] | None = None
    measured_at: Optional = ""
    pieces: Pieces | None = None


class WeightTerm(Term, frozen=True, kw_only=True, gc=False):
    """Weight of one piece (S22): nominal, or from least to most, net or gross."""

    unit: WeightUnit
    nominal: Figure | None = None
    least: Figure | None = None
    most: Figure | None = None
    basis: Literal["net", "gross"] | None = None
    pieces: Pieces | None = None


class Portion(Term, frozen=True, kw_only=True, gc=False):
    """So many pieces of one size, colour or model of a line (S23)."""

    label: Short
    quantity: Pieces


class QuantityTerm(Term, frozen=True, kw_only=True, gc=False):
    """How exact the line's quantity is (S23): allowed more and less in basis points, the split by size or colour."""

    more_bp: BasisPoints = 0
    less_bp: BasisPoints = 0
    portions: tuple[Portion, ...] = ()
    verification: Verification | None = None


class Defect(Term, frozen=True, kw_only=True, gc=False):
    """A fault by name, with its class and the limit sample that shows where it begins."""

    name: Short
    severity: DefectClass
    limit_sample: Optional = ""


class Aql(Term, frozen=True, kw_only=True, gc=False):
    """Acceptance quality limits by class of defect, per cent; critical 0 means that none is accepted (O33)."""

    critical: Figure = "0"
    major: Figure = "2.5"
    minor: Figure = "4.0"

    def __post_init__(self) -> None:
        """A default that was said is the default: equal terms have equal bytes, and so one fingerprint."""
        for name, default in zip(self.__struct_fields__, self.__struct_defaults__, strict=True):
            value = getattr(self, name)
            if value is not default and value == default:  # left out of the bytes by identity
                msgspec.structs.force_setattr(self, name, default)


class QualityTerm(Term, frozen=True, kw_only=True, gc=False):
    """When a lot is good enough (S18): sampling standard, level, limits, list of defects, who judges."""

    standard: Optional = ""
    level: Literal["I", "II", "III", "S-1", "S-2", "S-3", "S-4"] | None = None
    aql: Aql | None = None
    defects: tuple[Defect, ...] = ()
    verification: Verification | None = None


class Lab(Term, frozen=True, kw_only=True, gc=False):
    """A colour in CIE L*a*b*."""

    lightness: SignedFigure
    a: SignedFigure
    b: SignedFigure


class ColourTerm(Term, frozen=True, kw_only=True, gc=False):
    """A colour of a part (S19): code of a system, best with Lab values, and how far off it may be by which formula."""

    system: Literal["pantone", "ral", "ncs", "munsell", "rgb", "hex", "cmyk", "lab", "other"]
    code: Short
    part: Optional = ""
    lab: Lab | None = None
    tolerance: Figure | None = None
    formula: Literal["ciede2000", "cie76", "cie94", "cmc_2_1", "cmc_1_1"] | None = None
    illuminant: Literal["D65/10", "D65/2", "D50/2", "D50/10", "A/10", "TL84/10"] | None = None
    substrate: Optional = ""
    verification: Verification | None = None


class Box(Term, frozen=True, kw_only=True, gc=False):
    """The outside of a carton."""

    length: Figure
    width: Figure
    height: Figure
    unit: LengthUnit


class PackagingTerm(Term, frozen=True, kw_only=True, gc=False):
    """How the goods are packed (S24). Heights in millimetres, weights in kilograms."""

    inner: Optional = ""
    pieces_per_carton: Pieces | None = None
    cartons: Pieces | None = None
    carton: Box | None = None
    board: Optional = ""
    gross_kg_most: Figure | None = None
    volume_m3: Figure | None = None
    drop_test: Optional = ""
    drop_height_mm: Pieces | None = None
    marks: Optional = ""
    pallet: bool | None = None
    ispm15: bool | None = None


class FileTerm(Term, frozen=True, kw_only=True, gc=False):
    """A file that belongs to the contract, by its content (S17): design, logo, drawing, checklist."""

    name: Short
    purpose: Literal["design", "logo", "artwork", "drawing", "checklist", "manual", "other"]
    version: Optional = ""
    sha256: Sha256 | None = None
    prevails: bool = False


class CustomisationTerm(Term, frozen=True, kw_only=True, gc=False):
    """What is made to order (S27, R22): what, where on the goods, by which method, after which file or sample."""

    what: Short
    place: Optional = ""
    method: Optional = ""
    file: Optional = ""
    sample: Optional = ""


class DocumentTerm(Term, frozen=True, kw_only=True, gc=False):
    """A certificate or paper that comes with the goods (4.7 DOCUMENT_MISSING_OR_FALSE)."""

    kind: Short
    issuer: Optional = ""
    standard: Optional = ""
    number: Optional = ""
    original: bool = False
    due: Literal["before_shipment", "with_goods", "before_balance"] | None = None


class SampleTerm(Term, frozen=True, kw_only=True, gc=False):
    """A sealed sample that the goods are compared with: number, seal, day, who holds one, photos by content hash."""

    sample: Short
    seal: Optional = ""
    sealed_on: date | None = None
    held_by: tuple[Literal["buyer", "supplier", "inspector", "platform"], ...] = ()
    covers: Optional = ""
    photos: Annotated[tuple[Sha256, ...], msgspec.Meta(max_length=50)] = ()


Many = msgspec.Meta(max_length=50)


class GoodsTerms(Term, frozen=True, kw_only=True, gc=False):
    """All typed terms about goods, of one line or of every line that does not say otherwise."""

    material: Annotated[tuple[MaterialTerm, ...], Many] = ()
    dimensions: Annotated[tuple[DimensionTerm, ...], Many] = ()
    weight: Annotated[tuple[WeightTerm, ...], Many] = ()
    quantity: QuantityTerm | None = None
    quality: QualityTerm | None = None
    colour: Annotated[tuple[ColourTerm, ...], Many] = ()
    packaging: PackagingTerm | None = None
    files: Annotated[tuple[FileTerm, ...], Many] = ()
    customisation: Annotated[tuple[CustomisationTerm, ...], Many] = ()
    documents: Annotated[tuple[DocumentTerm, ...], Many] = ()
    sample: Annotated[tuple[SampleTerm, ...], Many] = ()


class InspectionTerm(Term, frozen=True, kw_only=True, gc=False):
    """The inspection that both sides agreed: who inspects, against what, and what follows (S18, S67, S75, PP3).

    `inspector` names one firm, or the firms of a panel with semicolons between them.
    """

    inspector: Short
    standard: Short
    edition: Optional = ""
    level: Literal["I", "II", "III", "S-1", "S-2", "S-3", "S-4"] | None = None
    state: Literal["normal", "tightened", "reduced"] | None = None
    aql: Aql | None = None
    checklist: Sha256 | None = None
    place: Optional = ""
    booked_by: Side | None = None
    paid_by: Side | None = None
    consequence: Literal["rework", "discount", "refund", "buyer_chooses"] | None = None
    reinspection_paid_by: Side | None = None
    tie_breaker: Optional = ""


class ShipmentTerm(Term, frozen=True, kw_only=True, gc=False):
    """What proves the day of shipment, and from when the buyer may end the order for lateness (S25, R2)."""

    proof: Literal["on_board_date", "export_clearance", "forwarder_receipt", "carrier_scan"] | None = None
    cancel_on: date | None = None


class LateDamages(Term, frozen=True, kw_only=True, gc=False):
    """The agreed remedy for late shipment, in basis points of the late part's value per day and at most (S25, R20)."""

    per_day_bp: BasisPoints
    cap_bp: BasisPoints


class Grade(Term, frozen=True, kw_only=True, gc=False):
    """A row of the remedy table: from this deviation (per cent of the agreed value) the price falls so much (R17)."""

    family: Literal["dimensions", "weight", "colour", "material", "quality", "packaging", "customisation"]
    from_percent: Percent
    reduction_bp: BasisPoints


class DisputeTerm(Term, frozen=True, kw_only=True, gc=False):
    """How a disagreement is settled: whose finding breaks a tie, the table of remedies, law and language (S28)."""

    tie_breaker: Optional = ""
    grades: Annotated[tuple[Grade, ...], Many] = ()
    law: Optional = ""
    language: Optional = ""


class Listing(Term, frozen=True, kw_only=True, gc=False):
    """The supplier's offer as it stood when the order was drafted (S72, SC35c): title, text, day."""

    title: Short
    text: Text = ""
    taken_on: date | None = None


class OffPlatform(Term, frozen=True, kw_only=True, gc=False):
    """Money that the parties say goes past the protected account, and is therefore not protected (A14, S38)."""

    what: Short
    amount: Money


class Waiver(Term, frozen=True, kw_only=True, gc=False):
    """A finding that both sides chose to live with, named by its rule and place: this point is not protected (T04).

    It is part of the contract, so both signatures cover it.
    """

    rule: Short
    field: Short
    family: Family


class Blocker(msgspec.Struct, frozen=True, gc=False):
    """A term that could not be decided in a dispute, as `propose` is told of it (T04, S29)."""

    rule: str
    family: Family
    field: str
    why: str


def over(general: GoodsTerms | None, own: GoodsTerms | None) -> GoodsTerms:
    """The terms of one line: its own families, and the general ones where it says nothing."""
    if general is None or own is None:
        return own or general or GoodsTerms()
    return GoodsTerms(**{name: getattr(own, name) or getattr(general, name) for name in GoodsTerms.__struct_fields__})
