"""The goods of the demo, with terms that would stand in a dispute: what a contract that can be proved looks like.

The same terms stand in `examples/contracts`. Every one names what is measured, how far off it may be, and who tests it.
"""

from typing import Final

import msgspec

from fairhold.trade.families import (
    Aql,
    Box,
    ColourTerm,
    Defect,
    DimensionTerm,
    DisputeTerm,
    DocumentTerm,
    GoodsTerms,
    Lab,
    LateDamages,
    MaterialTerm,
    PackagingTerm,
    QualityTerm,
    Share,
    ShipmentTerm,
    Verification,
    WeightTerm,
)
from fairhold.trade.terms import ShippingMethod


class Goods(msgspec.Struct, frozen=True):
    """One kind of goods: words, quantity, unit price in minor units, and its terms."""

    words: str
    quantity: int
    price: int
    terms: GoodsTerms


def _plan(*defects: Defect) -> QualityTerm:
    """Level II, critical 0, major 2.5, minor 4.0, as the trade does (O33), with a list of defects by class."""
    found = Verification(method="visual inspection of the sample, functions tested", by="inspector", pieces=125)
    return QualityTerm(standard="ISO 2859-1:1999", level="II", aql=Aql(), defects=defects, verification=found)


def _read(pieces: int) -> Verification:
    return Verification(
        method="spectrophotometer, 5 readings a piece", by="inspector", pieces=pieces, conditions="D65/10"
    )


def _defects(critical: str, major: str, minor: str) -> QualityTerm:
    return _plan(
        Defect(name=critical, severity="critical"),
        Defect(name=major, severity="major"),
        Defect(name=minor, severity="minor"),
    )


TUMBLER: Final = Goods(
    words="Steel tumbler 500 ml, red",
    quantity=8_000,
    price=1_000,
    terms=GoodsTerms(
        material=(
            MaterialTerm(
                grade="SUS304",
                part="body and lid plate",
                composition=(
                    Share(component="Cr", least="17.5", most="19.5"),
                    Share(component="Ni", least="8.0", most="10.5"),
                ),
                nothing_else=True,
                standard="GB/T 3280-2015",
                verification=Verification(method="OES to GB/T 11170-2008", by="laboratory", pieces=3),
            ),
        ),
        dimensions=(
            DimensionTerm(axis="length", value="8.8", unit="cm", plus="0.2", minus="0.2", measured_at="rim", pieces=10),
            DimensionTerm(axis="width", value="8.8", unit="cm", plus="0.2", minus="0.2", measured_at="rim", pieces=10),
            DimensionTerm(
                axis="height", value="13", unit="cm", plus="0.2", minus="0.2", measured_at="base to rim", pieces=10
            ),
        ),
        weight=(WeightTerm(unit="g", nominal="217", least="215", most="219", basis="net", pieces=10),),
        quality=_defects("leak or sharp edge", "dent over 2 mm, lid that does not seal", "scratch over 5 mm"),
        colour=(
            ColourTerm(
                system="pantone",
                code="186 C",
                part="outside of the body",
                lab=Lab(lightness="42.0", a="63.1", b="34.2"),
                tolerance="2.0",
                formula="ciede2000",
                illuminant="D65/10",
                substrate="powder coat on steel",
                verification=_read(10),
            ),
        ),
        packaging=PackagingTerm(
            inner="white box of 300 g/m\u00b2 board, one tumbler each",
            pieces_per_carton=40,
            cartons=200,
            carton=Box(length="47", width="38", height="29", unit="cm"),
            board="5-ply, ECT 44",
            gross_kg_most="12",
            volume_m3="10.36",
            drop_test="ISTA 1A",
            drop_height_mm=610,
            marks="order number, item, quantity, carton 1 to 200",
            pallet=True,
            ispm15=True,
        ),
    ),
)

GIFT_BOX: Final = Goods(
    words="Rigid gift box, magnetic lid",
    quantity=25_000,
    price=200,
    terms=GoodsTerms(
        material=(
            MaterialTerm(
                grade="greyboard 2.0 mm, 1,250 g/m\u00b2",
                part="box and lid",
                composition=(Share(component="recycled paper fibre", least="100"),),
                nothing_else=True,
                standard="GB/T 22806-2008",
                verification=Verification(method="grammage to GB/T 451.2-2002", by="laboratory", pieces=5),
            ),
        ),
        dimensions=(
            DimensionTerm(
                axis="length", value="20", unit="cm", plus="0.1", minus="0.1", measured_at="outside", pieces=10
            ),
            DimensionTerm(
                axis="width", value="20", unit="cm", plus="0.1", minus="0.1", measured_at="outside", pieces=10
            ),
            DimensionTerm(
                axis="height", value="8", unit="cm", plus="0.1", minus="0.1", measured_at="lid closed", pieces=10
            ),
        ),
        weight=(WeightTerm(unit="g", nominal="310", least="300", most="320", basis="net", pieces=10),),
        quality=_defects("mould or insects", "lid that does not hold, corner open over 2 mm", "glue mark over 5 mm"),
        colour=(
            ColourTerm(
                system="pantone",
                code="Black 6 C",
                part="outside paper",
                lab=Lab(lightness="11.2", a="-1.6", b="-6.4"),
                tolerance="2.0",
                formula="ciede2000",
                illuminant="D65/10",
                substrate="art paper, matt film",
                verification=_read(10),
            ),
        ),
        packaging=PackagingTerm(
            inner="tissue between the boxes",
            pieces_per_carton=20,
            cartons=1_250,
            carton=Box(length="42", width="42", height="42", unit="cm"),
            board="5-ply, ECT 44",
            gross_kg_most="8.5",
            volume_m3="92.61",
            drop_test="ISTA 1A",
            drop_height_mm=760,
            marks="order number, item, quantity, carton 1 to 1250",
            pallet=True,
            ispm15=True,
        ),
    ),
)

SPATULA: Final = Goods(
    words="Silicone spatula",
    quantity=2_000,
    price=150,
    terms=GoodsTerms(
        material=(
            MaterialTerm(
                grade="silicone VMQ, 60 Shore A \u00b1 5",
                part="whole surface",
                composition=(Share(component="polydimethylsiloxane", least="99"),),
                nothing_else=True,
                standard="GB 4806.11-2016",
                verification=Verification(method="FTIR and ISO 48-4 hardness", by="laboratory", pieces=3),
            ),
        ),
        dimensions=(
            DimensionTerm(
                axis="length", value="28", unit="cm", plus="0.3", minus="0.3", measured_at="end to end", pieces=10
            ),
        ),
        weight=(WeightTerm(unit="g", nominal="62", least="60", most="64", basis="net", pieces=10),),
        quality=_defects("foreign body in the silicone", "core that bends open, tear", "flash over 0.5 mm"),
        colour=(
            ColourTerm(
                system="ral",
                code="7016",
                part="whole surface",
                lab=Lab(lightness="32.5", a="-1.1", b="-3.3"),
                tolerance="2.5",
                formula="ciede2000",
                illuminant="D65/10",
                substrate="silicone",
                verification=_read(10),
            ),
        ),
        packaging=PackagingTerm(
            inner="paper sleeve, one spatula each",
            pieces_per_carton=100,
            cartons=20,
            carton=Box(length="60", width="40", height="30", unit="cm"),
            board="5-ply, ECT 44",
            gross_kg_most="8",
            volume_m3="1.44",
            drop_test="ISTA 1A",
            drop_height_mm=760,
            marks="order number, item, quantity, carton 1 to 20",
            pallet=False,
        ),
        documents=(
            DocumentTerm(
                kind="food contact test report",
                issuer="a laboratory accredited to ISO/IEC 17025",
                standard="GB 4806.11-2016",
                due="before_shipment",
            ),
        ),
    ),
)

LAMP: Final = Goods(
    words="Desk lamp, 9 W LED, 3000 K",
    quantity=400,
    price=7_500,
    terms=GoodsTerms(
        material=(
            MaterialTerm(
                grade="aluminium 6063-T5",
                part="arm and head",
                composition=(
                    Share(component="Mg", least="0.45", most="0.9"),
                    Share(component="Si", least="0.2", most="0.6"),
                ),
                nothing_else=True,
                standard="GB/T 3190-2020",
                verification=Verification(method="OES to GB/T 7999-2015", by="laboratory", pieces=3),
            ),
        ),
        dimensions=(
            DimensionTerm(
                axis="height", value="45", unit="cm", plus="0.5", minus="0.5", measured_at="arm upright", pieces=10
            ),
        ),
        weight=(WeightTerm(unit="g", nominal="1250", least="1225", most="1275", basis="net", pieces=10),),
        quality=_defects("live part that can be touched", "lamp that does not light or flickers", "scratch over 5 mm"),
        colour=(
            ColourTerm(
                system="ral",
                code="9006",
                part="arm and head",
                lab=Lab(lightness="67.6", a="-0.3", b="0.4"),
                tolerance="2.0",
                formula="ciede2000",
                illuminant="D65/10",
                substrate="powder coat on aluminium",
                verification=_read(10),
            ),
        ),
        packaging=PackagingTerm(
            inner="moulded pulp, one lamp each",
            pieces_per_carton=8,
            cartons=50,
            carton=Box(length="60", width="50", height="50", unit="cm"),
            board="5-ply, ECT 44",
            gross_kg_most="14",
            volume_m3="7.5",
            drop_test="ISTA 1A",
            drop_height_mm=610,
            marks="order number, item, quantity, carton 1 to 50, this side up",
            pallet=True,
            ispm15=True,
        ),
        documents=(
            DocumentTerm(
                kind="EU declaration of conformity",
                issuer="the supplier",
                standard="EN 60598-1:2021, EN 55015:2019",
                due="before_shipment",
            ),
        ),
    ),
)

DISPUTE: Final = DisputeTerm(
    tie_breaker="Bureau Veritas Shanghai, against the terms of this contract", law="CISG", language="English"
)
LATE: Final = LateDamages(per_day_bp=50, cap_bp=1_000)


def proof_of_shipment(method: ShippingMethod) -> ShipmentTerm:
    """What proves the day of shipment, by way of shipping (R2)."""
    return ShipmentTerm(proof="carrier_scan" if method in ("express", "post") else "on_board_date")
