"""A contract in which every field of every typed term says something: what words must not leave out."""

from datetime import date
from typing import Any, Final

from fairhold.trade.families import (
    Aql,
    Box,
    Coating,
    ColourTerm,
    CustomisationTerm,
    Defect,
    DimensionTerm,
    DisputeTerm,
    DocumentTerm,
    FileTerm,
    GoodsTerms,
    Grade,
    InspectionTerm,
    Lab,
    LateDamages,
    Listing,
    MaterialTerm,
    OffPlatform,
    PackagingTerm,
    Portion,
    QualityTerm,
    QuantityTerm,
    SampleTerm,
    Share,
    ShipmentTerm,
    Verification,
    Waiver,
    WeightTerm,
)
from fairhold.trade.terms import Contract, Line, ShipBy
from trade.playing import contract, usd


def _test(method: str, pieces: int, by: Any = "laboratory") -> Verification:
    return Verification(method=method, by=by, pieces=pieces, conditions=f"at 23 \u00b0C for {method}")


GOODS: Final = GoodsTerms(
    material=(
        MaterialTerm(
            grade="SUS304",
            part="cup body",
            composition=(
                Share(component="Cr", least="17.5", most="19.5"),
                Share(component="Ni", least="8.01"),
                Share(component="C", most="0.07"),
            ),
            nothing_else=True,
            coating=Coating(material="nickel", least_um="0.51", most_um="0.82"),
            standard="ASTM A240",
            verification=_test("XRF", 11),
        ),
    ),
    dimensions=(
        DimensionTerm(
            axis="height", value="13.02", unit="cm", plus="0.23", minus="0.14", measured_at="the rim", pieces=12
        ),
        DimensionTerm(axis="diameter", value="8.81", unit="cm", tolerance_class="iso2768_m"),
        DimensionTerm(axis="thickness", value="450", unit="um", plus="15", minus="15"),
    ),
    weight=(
        WeightTerm(unit="g", nominal="217", least="215", most="219", basis="net", pieces=14),
        WeightTerm(unit="kg", most="14.6", basis="gross"),
    ),
    quantity=QuantityTerm(
        more_bp=125,
        less_bp=75,
        portions=(Portion(label="size S", quantity=600), Portion(label="size L", quantity=1400)),
        verification=_test("count at loading", 15, "inspector"),
    ),
    quality=QualityTerm(
        standard="ISO 2859-1:1999",
        level="S-3",
        aql=Aql(critical="0.01", major="1.5", minor="6.5"),
        defects=(Defect(name="leak", severity="critical", limit_sample="LS-31"), Defect(name="dent", severity="minor")),
        verification=_test("water test", 16, "joint"),
    ),
    colour=(
        ColourTerm(
            system="pantone",
            code="186 C",
            part="lid",
            lab=Lab(lightness="45.2", a="66.1", b="-32.4"),
            tolerance="1.55",
            formula="ciede2000",
            illuminant="D65/10",
            substrate="powder coat",
            verification=_test("spectrophotometer", 17, "platform"),
        ),
        ColourTerm(system="ral", code="9005"),
    ),
    packaging=PackagingTerm(
        inner="white box",
        pieces_per_carton=24,
        cartons=335,
        carton=Box(length="56.1", width="38.2", height="30.3", unit="cm"),
        board="5-ply K=K",
        gross_kg_most="12.7",
        volume_m3="21.75",
        drop_test="ISTA 1A",
        drop_height_mm=760,
        marks="FH / 1-335",
        pallet=True,
        ispm15=True,
    ),
    files=(
        FileTerm(name="tumbler.step", purpose="drawing", version="r7", sha256="a1" * 32, prevails=True),
        FileTerm(name="logo.svg", purpose="logo"),
    ),
    customisation=(
        CustomisationTerm(
            what="laser engraving", place="on the lid", method="fibre laser", file="logo.svg", sample="SO-3"
        ),
    ),
    documents=(
        DocumentTerm(
            kind="test report",
            issuer="Intertek",
            standard="EN 71-3",
            number="T-88",
            original=True,
            due="before_balance",
        ),
    ),
    sample=(
        SampleTerm(
            sample="GS-0417",
            seal="558210",
            sealed_on=date(2019, 1, 18),
            held_by=("buyer", "supplier"),
            covers="surface and print",
            photos=("b2" * 32, "c3" * 32),
        ),
    ),
)
"""Typed terms about goods, every field of every one of them."""

LINES: Final = (
    Line(
        description="Steel tumbler 500 ml",
        quantity=8_000,
        unit="pcs",
        unit_price=usd(9, 50),
        specification="with lid and straw",
        terms=GOODS,
    ),
    Line(description="Spare lid", quantity=500, unit="pcs", unit_price=usd(2)),
)


def full(**terms: Any) -> Contract:
    """The contract, with the terms given changed."""
    given: dict[str, Any] = {
        "title": "Tumblers for spring",
        "lines": LINES,
        "freight": usd(1_200),
        "discount": usd(200),
        "shipping_method": "sea",
        "incoterm": "CIF",
        "incoterm_place": "Felixstowe, Incoterms 2020",
        "destination": "GB",
        "category": "kitchenware",
        "ship_by": ShipBy(on=date(2019, 8, 5)),
        "part_shipments": True,
        "inspection": InspectionTerm(
            inspector="SGS Ningbo",
            standard="GB/T 2828.1",
            edition="2012",
            level="II",
            state="tightened",
            aql=Aql(major="2.4", minor="4.1"),
            checklist="d4" * 32,
            place="the factory in Cixi",
            booked_by="buyer",
            paid_by="supplier",
            consequence="buyer_chooses",
            reinspection_paid_by="supplier",
            tie_breaker="T\u00dcV Rheinland Shanghai",
        ),
        "kept_share": usd(5_000),
        "late_damages": LateDamages(per_day_bp=50, cap_bp=500),
        "quality": "Nothing sharp to the touch.",
        "packaging": "Straws packed apart.",
        "dispute_resolution": "Claims with count sheet.",
        "remarks": "Please call before delivery.",
        "goods": GoodsTerms(weight=(WeightTerm(unit="g", nominal="33"),)),
        "shipment": ShipmentTerm(proof="on_board_date", cancel_on=date(2019, 8, 20)),
        "dispute": DisputeTerm(
            tie_breaker="Intertek Hong Kong",
            grades=(
                Grade(family="weight", from_percent="2", reduction_bp=510),
                Grade(family="colour", from_percent="35", reduction_bp=1_000),
            ),
            law="CISG",
            language="English",
        ),
        "listing": Listing(title="Tumbler 500 ml steel", text="Keeps hot for 6 h", taken_on=date(2019, 4, 2)),
        "off_platform": (OffPlatform(what="Mould fee", amount=usd(1_500)),),
        "waivers": (Waiver(rule="colour-1", field="/lines/1", family="colour"),),
    }
    return contract(total=78_000_00, initial=25_000_00, **(given | terms))
