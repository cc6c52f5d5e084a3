"""Every field of every typed term has its words, and the words are what people would write."""

from collections.abc import Iterator
from datetime import date
from typing import Any, get_args

import msgspec
import pytest

from fairhold.trade import spelled
from fairhold.trade.families import (
    ColourTerm,
    DimensionTerm,
    Family,
    GoodsTerms,
    InspectionTerm,
    MaterialTerm,
    PackagingTerm,
    QuantityTerm,
    Share,
    ShipmentTerm,
    WeightTerm,
)
from fairhold.trade.terms import ShipBy
from trade.full_terms import GOODS, full
from trade.playing import contract

WORDED = {
    "ciede2000": "CIEDE2000",
    "pantone": "Pantone",
    "ral": "RAL",
    "um": "\u00b5m",
    "iso2768_m": "ISO 2768-1 m",
    "laboratory": "a laboratory",
    "inspector": "the agreed inspector",
    "joint": "both sides together",
    "platform": "the platform",
    "before_balance": "before the balance is paid",
    "on_board_date": "the on-board date of the transport document",
    "buyer_chooses": "what the buyer chooses",
    "dimensions": "size",
}
"""Choices whose words are not the choice itself."""
SAID_BY_WORDS = {
    "nothing_else": "no other mixture accepted",
    "prevails": "prevails over the words of this contract",
    "original": "original",
    "pallet": "on pallets",
    "ispm15": "ISPM 15",
}
"""Fields that are yes or no: what is said for yes."""
IN_PER_CENT = {"more_bp", "less_bp", "per_day_bp", "cap_bp", "reduction_bp"}


def leaves(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, msgspec.Struct):
        for field in value.__struct_fields__:
            yield from leaves(getattr(value, field), field)
    elif isinstance(value, tuple):
        for inner in value:
            yield from leaves(inner, name)
    elif value is not None and value != "":
        yield name, value


def told(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return SAID_BY_WORDS[name] if value else ""
    if name in IN_PER_CENT:
        return spelled.per_cent(value)
    if isinstance(value, int):
        return f"{value:,}"
    return WORDED.get(str(value), str(value))


def text(clauses: tuple[spelled.Clause, ...]) -> str:
    return "\n".join(clause.text for clause in clauses)


def test_every_value_of_every_term_of_goods_is_said() -> None:
    said = text(spelled.of_goods(GOODS, "/lines/0/terms"))
    assert [told(name, value) for name, value in leaves(GOODS) if told(name, value) not in said] == []


def test_the_sample_leaves_no_field_of_the_goods_empty() -> None:
    empty = [name for name in GoodsTerms.__struct_fields__ if not getattr(GOODS, name)]
    first = [
        term[0] if isinstance(term, tuple) else term for term in (getattr(GOODS, n) for n in GOODS.__struct_fields__)
    ]
    empty += [f"{type(t).__name__}.{name}" for t in first for name in t.__struct_fields__ if not getattr(t, name)]
    deal = (full().inspection, full().shipment, full().late_damages, full().dispute)
    empty += [f"{type(t).__name__}.{name}" for t in deal for name in t.__struct_fields__ if not getattr(t, name)]
    assert empty == ["DimensionTerm.tolerance_class"]  # its second dimension has one


def test_every_value_of_the_terms_of_the_deal_is_said() -> None:
    agreed = full()
    said = text(spelled.of_contract(agreed))
    terms = (agreed.inspection, agreed.shipment, agreed.late_damages, agreed.dispute, agreed.ship_by)
    wanted = [(n, v) for term in terms for n, v in leaves(term) if n != "after"]  # which counts only beside `days`
    assert [told(name, value) for name, value in wanted if told(name, value) not in said] == []


def test_each_clause_names_its_family_and_where_it_stands() -> None:
    clauses = spelled.of_goods(GOODS, "/lines/0/terms")
    assert [(c.family, c.pointer) for c in clauses[:4]] == [
        ("material", "/lines/0/terms/material/0"),
        ("dimensions", "/lines/0/terms/dimensions/0"),
        ("dimensions", "/lines/0/terms/dimensions/1"),
        ("dimensions", "/lines/0/terms/dimensions/2"),
    ]
    assert {c.pointer for c in clauses if c.family == "quality"} == {"/lines/0/terms/quality"}


def test_every_family_has_a_title() -> None:
    assert set(spelled.TITLES) == set(get_args(Family))


def test_a_contract_without_typed_terms_still_says_when_and_where() -> None:
    said = spelled.of_contract(contract(ship_by=ShipBy(days=35)))
    assert [(c.title, c.text) for c in said] == [
        ("Trade term", "FOB"),
        ("Ship by", "35 days after the initial payment is in"),
    ]


@pytest.mark.parametrize(
    ("term", "words"),
    [
        (
            MaterialTerm(grade="SUS304", composition=(Share(component="Cr", least="18"),), nothing_else=True),
            "SUS304; Cr at least 18 %; no other mixture accepted",
        ),
        (DimensionTerm(axis="length", value="8.8", unit="cm"), "length 8.8 cm"),
        (DimensionTerm(axis="length", value="8.8", unit="cm", plus="0.1", minus="0.1"), "length 8.8 cm \u00b1 0.1 cm"),
        (DimensionTerm(axis="length", value="8.8", unit="cm", minus="0.1"), "length 8.8 cm \u22120.1 cm"),
        (WeightTerm(unit="g", least="215", most="219"), "215 to 219 g"),
        (WeightTerm(unit="g", nominal="217"), "217 g"),
        (WeightTerm(unit="g", nominal="217", least="215"), "217 g (at least 215 g)"),
        (QuantityTerm(), "exactly the quantity of the line"),
        (ColourTerm(system="rgb", code="200,16,46"), "RGB 200,16,46"),
        (ColourTerm(system="other", code="HKS 14", tolerance="2"), "HKS 14; \u0394E at most 2"),
        (PackagingTerm(pallet=False, ispm15=False), "no pallets; no ISPM 15 treatment"),
        (ShipmentTerm(cancel_on=date(2027, 1, 2)), "the buyer may end the order from 2027-01-02"),
        (InspectionTerm(inspector="SGS", standard="GB/T 2828.1"), "Inspector: SGS; Standard: GB/T 2828.1"),
    ],
)
def test_a_term_reads_as_people_would_write_it(term: Any, words: str) -> None:
    say = {
        MaterialTerm: spelled.material,
        DimensionTerm: spelled.dimension,
        WeightTerm: spelled.weight,
        QuantityTerm: spelled.quantity,
        ColourTerm: spelled.colour,
        PackagingTerm: spelled.packaging,
        ShipmentTerm: spelled.shipment,
        InspectionTerm: spelled.inspection,
    }
    assert say[type(term)](term) == words


@pytest.mark.parametrize(
    ("basis_points", "words"), [(0, "0 %"), (5, "0.05 %"), (50, "0.5 %"), (1_000, "10 %"), (10_000, "100 %")]
)
def test_per_cent_has_no_zeros_that_say_nothing(basis_points: int, words: str) -> None:
    assert spelled.per_cent(basis_points) == words
