"""On which clause a ground rests, and the tier of its term: each family with good, middling, vague and absent terms
(standards 4.2 gate G2, O33, R5, R22)."""

from typing import Any, get_args

import pytest

from fairhold.trade.deal import Deal, deal_of
from fairhold.trade.families import (
    Aql,
    Box,
    Coating,
    ColourTerm,
    CustomisationTerm,
    Defect,
    DimensionTerm,
    DocumentTerm,
    FileTerm,
    GoodsTerms,
    InspectionTerm,
    MaterialTerm,
    PackagingTerm,
    QualityTerm,
    QuantityTerm,
    SampleTerm,
    Share,
    Verification,
    Waiver,
    WeightTerm,
)
from fairhold.trade.footing import GROUNDS, absent, footing, waiver_of
from fairhold.trade.ground import Ground
from fairhold.trade.terms import Line
from trade.playing import contract, usd

TEST = Verification(method="XRF", by="laboratory", pieces=5)
INSPECTED = InspectionTerm(inspector="Northgate", standard="ISO 2859-1")
CHROME = (Share(component="Cr", least="17.5", most="19.5"),)
HASH = "a" * 64


def deal(goods: GoodsTerms | None = None, **terms: Any) -> Deal:
    """The deal of a contract of one line with these general terms."""
    return deal_of(contract(goods=goods, **terms))


def found(ground: Ground, goods: GoodsTerms | None = None, **terms: Any) -> tuple[str, int, str]:
    """Pointer, tier, standard."""
    foot = footing(deal(goods, **terms), ground)
    return foot.pointer, foot.tier, foot.standard


def test_every_ground_has_its_row() -> None:
    assert tuple(GROUNDS) == get_args(Ground)


@pytest.mark.parametrize(
    "ground",
    ["colour", "size", "material", "weight", "packaging", "document_missing_or_false", "customisation"],
)
def test_a_family_of_which_the_contract_says_nothing_gives_no_footing(ground: Ground) -> None:
    """S72, R5: the absence is stated."""
    foot = footing(deal(), ground)
    assert (foot, foot.pointer, foot.tier) == (absent(ground), "", 0)
    assert foot.says == f"no clause on {GROUNDS[ground].about}"


MATERIAL: list[tuple[MaterialTerm, int, str]] = [
    (MaterialTerm(grade="Gold"), 1, ""),
    (MaterialTerm(grade="stainless steel", verification=TEST), 1, ""),
    (MaterialTerm(grade="SUS304"), 2, "agreed"),
    (MaterialTerm(grade="steel", composition=CHROME), 2, "agreed"),
    (MaterialTerm(grade="steel", standard="ASTM A240"), 2, "agreed"),
    (MaterialTerm(grade="brass", coating=Coating(material="gold", least_um="1")), 2, "agreed"),
    (MaterialTerm(grade="steel", composition=CHROME, verification=TEST), 3, "agreed"),
]


@pytest.mark.parametrize(("term", "tier", "standard"), MATERIAL)
def test_material(term: MaterialTerm, tier: int, standard: str) -> None:
    assert found("material", GoodsTerms(material=(term,))) == ("/goods/material/0", tier, standard)


@pytest.mark.parametrize(
    ("fields", "tier", "standard"),
    [
        ({}, 2, "default"),
        ({"plus": "0.2"}, 2, "default"),
        ({"plus": "0.2", "minus": "0.2"}, 2, "agreed"),
        ({"tolerance_class": "iso2768_m"}, 2, "agreed"),
        ({"plus": "0.2", "minus": "0.2", "pieces": 10}, 3, "agreed"),
    ],
)
def test_size(fields: dict[str, Any], tier: int, standard: str) -> None:
    term = DimensionTerm(axis="height", value="13", unit="cm", **fields)
    assert found("size", GoodsTerms(dimensions=(term,))) == ("/goods/dimensions/0", tier, standard)


@pytest.mark.parametrize(
    ("fields", "tier", "standard"),
    [
        ({"nominal": "217"}, 2, "default"),
        ({"least": "215", "most": "219"}, 2, "agreed"),
        ({"least": "215", "most": "219", "pieces": 20}, 3, "agreed"),
    ],
)
def test_weight(fields: dict[str, Any], tier: int, standard: str) -> None:
    assert found("weight", GoodsTerms(weight=(WeightTerm(unit="g", **fields),))) == (
        "/goods/weight/0",
        tier,
        standard,
    )


@pytest.mark.parametrize(
    ("fields", "tier", "standard"),
    [
        ({"system": "other", "code": "red"}, 1, ""),
        ({"system": "pantone", "code": "186 C", "tolerance": "2"}, 1, ""),
        ({"system": "pantone", "code": "186 C"}, 2, "default"),
        ({"system": "pantone", "code": "186 C", "tolerance": "2", "formula": "ciede2000"}, 2, "agreed"),
        (
            {"system": "pantone", "code": "186 C", "tolerance": "2", "formula": "ciede2000", "verification": TEST},
            3,
            "agreed",
        ),
    ],
)
def test_colour(fields: dict[str, Any], tier: int, standard: str) -> None:
    assert found("colour", GoodsTerms(colour=(ColourTerm(**fields),))) == ("/goods/colour/0", tier, standard)


@pytest.mark.parametrize(
    ("fields", "tier"),
    [
        ({"inner": "PE bag"}, 1),
        ({"marks": "as usual"}, 1),
        ({"carton": Box(length="60", width="40", height="40", unit="cm")}, 2),
        ({"pallet": False}, 2),
        ({"board": "double wall", "drop_test": "ISTA 1A"}, 3),
    ],
)
def test_packaging(fields: dict[str, Any], tier: int) -> None:
    assert found("packaging", GoodsTerms(packaging=PackagingTerm(**fields)))[:2] == ("/goods/packaging", tier)


def test_free_text_on_packaging_is_a_vague_term() -> None:
    assert found("packaging", packaging="standard export packing") == ("/packaging", 1, "")


@pytest.mark.parametrize(
    ("term", "tier"),
    [(DocumentTerm(kind="test report"), 2), (DocumentTerm(kind="test report", issuer="Northgate"), 3)],
)
def test_documents(term: DocumentTerm, tier: int) -> None:
    assert found("document_missing_or_false", GoodsTerms(documents=(term,))) == ("/goods/documents/0", tier, "agreed")


LOGO = CustomisationTerm(what="logo", file="logo.pdf")
SEAL = CustomisationTerm(what="handle", sample="S-1")


@pytest.mark.parametrize(
    ("goods", "pointer", "tier"),
    [
        (GoodsTerms(customisation=(LOGO,)), "/goods/customisation/0", 1),
        (
            GoodsTerms(customisation=(LOGO,), files=(FileTerm(name="logo.pdf", purpose="logo"),)),
            "/goods/customisation/0",
            1,
        ),
        (
            GoodsTerms(customisation=(LOGO,), files=(FileTerm(name="logo.pdf", purpose="logo", sha256=HASH),)),
            "/goods/customisation/0",
            3,
        ),
        (
            GoodsTerms(customisation=(SEAL,), sample=(SampleTerm(sample="S-1", seal="778"),)),
            "/goods/customisation/0",
            3,
        ),
        (GoodsTerms(customisation=(SEAL,), sample=(SampleTerm(sample="S-1"),)), "/goods/customisation/0", 1),
        (GoodsTerms(files=(FileTerm(name="logo.pdf", purpose="logo", sha256=HASH),)), "/goods/files/0", 3),
        (GoodsTerms(files=(FileTerm(name="list.pdf", purpose="checklist", sha256=HASH),)), "", 0),
        (
            GoodsTerms(
                files=(
                    FileTerm(name="list.pdf", purpose="checklist", sha256=HASH),
                    FileTerm(name="logo.pdf", purpose="logo", sha256=HASH),
                )
            ),
            "/goods/files/1",
            3,
        ),
    ],
)
def test_customisation_is_measured_against_a_signed_file_or_a_sealed_sample(
    goods: GoodsTerms, pointer: str, tier: int
) -> None:
    """R22."""
    assert found("customisation", goods)[:2] == (pointer, tier)


def test_the_default_standard_stands_in_where_nothing_is_said_on_quality() -> None:
    """O33, A22."""
    assert found("function_appearance") == ("", 2, "default")
    assert "default standard" in footing(deal(), "function_appearance").says
    assert found("function_appearance", GoodsTerms(quality=QualityTerm(aql=Aql()))) == ("/goods/quality", 2, "agreed")
    named = QualityTerm(defects=(Defect(name="scratch", severity="minor"),), verification=TEST)
    assert found("function_appearance", GoodsTerms(quality=named)) == ("/goods/quality", 3, "agreed")
    assert found("function_appearance", GoodsTerms(quality=QualityTerm(standard="good"))) == ("", 2, "default")


def test_the_exact_number_of_a_line_is_a_term_by_itself() -> None:
    """S23."""
    assert found("quantity_short") == ("/lines/0/quantity", 2, "agreed")
    assert found("quantity_short", GoodsTerms(quantity=QuantityTerm(verification=TEST)))[1] == 3
    assert found("quantity_short", inspection=INSPECTED)[1] == 3


def test_the_description_names_the_article_and_no_more() -> None:
    assert found("wrong_goods") == ("/lines/0/description", 1, "default")


def test_an_agreed_inspection_makes_measured_terms_testable() -> None:
    size = DimensionTerm(axis="height", value="13", unit="cm", plus="0.2", minus="0.2")
    assert found("size", GoodsTerms(dimensions=(size,)), inspection=INSPECTED)[1] == 3
    assert found("material", GoodsTerms(material=(MaterialTerm(grade="SUS304"),)), inspection=INSPECTED)[1] == 2


@pytest.mark.parametrize(
    ("ground", "pointer"),
    [
        ("late_not_shipped", "/ship_by"),
        ("late_shipped", "/ship_by"),
        ("not_received", "/incoterm"),
        ("transit_damage", "/incoterm"),
        ("non_payment", "/total"),
    ],
)
def test_terms_of_the_order_are_there_or_not(ground: Ground, pointer: str) -> None:
    assert found(ground) == (pointer, 3, "agreed")


def test_quality_before_shipment_rests_on_an_agreed_inspection() -> None:
    assert found("pre_ship_quality") == ("", 0, "")
    assert found("pre_ship_quality", inspection=INSPECTED) == ("/inspection", 3, "agreed")


# --- lines -----------------------------------------------------------------------------------------------------------

STEEL = MaterialTerm(grade="SUS304", verification=TEST)
LINES = (
    Line(description="Tumbler", quantity=600, unit_price=usd(100), terms=GoodsTerms(material=(STEEL,))),
    Line(description="Lid", quantity=400, unit_price=usd(50)),
)


def test_a_lines_own_term_comes_first_and_the_general_one_fills_in() -> None:
    two = deal(GoodsTerms(material=(MaterialTerm(grade="plastic"),)), lines=LINES)
    assert footing(two, "material", 0).pointer == "/lines/0/terms/material/0"
    assert footing(two, "material", 1).pointer == "/goods/material/0"


def test_without_a_line_the_weakest_line_counts() -> None:
    assert footing(deal(lines=LINES), "material") == absent("material")
    assert footing(deal(lines=LINES), "quantity_short").pointer == "/lines/0/quantity"


def test_of_several_terms_the_weakest_counts() -> None:
    body, lid = STEEL, MaterialTerm(grade="rubber", part="lid")
    assert found("material", GoodsTerms(material=(body, lid))) == ("/goods/material/1", 1, "")


# --- waivers ---------------------------------------------------------------------------------------------------------


def waived(field: str, family: Any = "material") -> Deal:
    """Two lines and one waiver."""
    return deal(lines=LINES, waivers=(Waiver(rule="material-1", field=field, family=family),))


def test_a_waiver_leaves_its_family_open_on_its_line() -> None:
    """T04: quoted to the adjudicator."""
    assert waiver_of(waived("/goods/material/0"), "material", 1) == "/waivers/0"
    assert waiver_of(waived("/lines/1/terms/material/0"), "material", 1) == "/waivers/0"
    assert waiver_of(waived("/lines/1/terms/material/0"), "material", 0) == ""
    assert waiver_of(waived("/lines/1/terms/material/0"), "material") == "/waivers/0"
    assert waiver_of(waived("/goods/colour/0", "colour"), "material", 1) == ""


def test_no_waiver_touches_a_ground_without_a_family() -> None:
    assert waiver_of(waived("/goods/quality", "quality"), "wrong_goods", 0) == ""
    assert waiver_of(waived("/goods/quality", "quality"), "function_appearance", 0) == "/waivers/0"
