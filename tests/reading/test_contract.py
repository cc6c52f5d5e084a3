"""A contract in words: every term has its place, what is not protected is marked, and every difference is told."""

from datetime import date
from typing import Any

import msgspec
import pytest

from fairhold.reading import contract as words
from fairhold.reading.contract import (
    COVERAGES,
    ELSEWHERE,
    METHODS,
    TERMS,
    UNPROTECTED,
    Change,
    Term,
    changes,
    of_line,
    place_of,
    say,
    terms,
)
from fairhold.trade import families
from fairhold.trade import terms as trade_terms
from fairhold.trade.families import ColourTerm, GoodsTerms, InspectionTerm, LateDamages, MaterialTerm
from fairhold.trade.money import Money, money
from fairhold.trade.terms import Contract, Line, ShipBy
from trade.full_terms import full
from trade.playing import contract, usd

TERM_TYPES = [
    kind
    for module in (families, trade_terms)
    for kind in vars(module).values()
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct) and kind.__module__ == module.__name__
]


def test_every_field_of_a_contract_has_its_place() -> None:
    assert ELSEWHERE | TERMS.keys() == set(Contract.__struct_fields__)
    assert not ELSEWHERE & TERMS.keys()
    assert TERMS.keys() > UNPROTECTED


def test_every_kind_of_term_has_its_words() -> None:
    """What is no term: the shape they share, the whole contract, and what the linter tells."""
    without = {families.Term, families.Blocker, Contract}
    assert {*TERM_TYPES, Money, date} - without == words._SPELLED.keys()


def test_every_method_and_coverage_has_its_words() -> None:
    described = {field.name: field for field in msgspec.structs.fields(Contract)}
    assert set(described["shipping_method"].type.__args__) == set(METHODS)
    assert set(described["coverage"].type.__args__) == set(COVERAGES)


def test_a_contract_is_told_term_by_term() -> None:
    made = contract(
        inspection=InspectionTerm(inspector="QIMA", standard="ISO 2859-1"),
        late_damages=LateDamages(per_day_bp=50, cap_bp=1_005),
        kept_share=money(100_050, "USD"),
        part_shipments=True,
        goods=GoodsTerms(material=(MaterialTerm(grade="SUS304"),), colour=(ColourTerm(system="ral", code="9005"),)),
        remarks="Samples approved.\nCartons of 24.",
    )
    assert terms(made) == (
        Term("Total", "USD 80,000.00", "/total"),
        Term("Initial payment", "USD 25,000.00", "/initial"),
        Term("Protection", "Until delivery: the whole payment is protected", "/coverage"),
        Term("Ship by", "2019-08-05", "/ship_by"),
        Term("Shipping method", "Express", "/shipping_method"),
        Term("Trade term", "FOB", "/incoterm"),
        Term("Country of destination", "US", "/destination"),
        Term("Part shipments allowed", "Yes", "/part_shipments"),
        Term("Inspection before shipment", "Inspector: QIMA; Standard: ISO 2859-1", "/inspection"),
        Term("Supplier keeps if the balance never comes", "USD 1,000.50", "/kept_share"),
        Term("If shipped late", "0.5 % of the value of the late part per day, at most 10.05 %", "/late_damages"),
        Term("Material", "SUS304", "/goods/material/0"),
        Term("Colour", "RAL 9005", "/goods/colour/0"),
        Term("Remarks", "Samples approved.\nCartons of 24.", "/remarks"),
    )


def test_what_nobody_protects_is_marked_and_said_loudly() -> None:
    """A14, S38, T04: money past the account, and what both gave up."""
    assert [term for term in terms(full()) if not term.protected] == [
        Term(
            "Not protected",
            "USD 1,500.00 for Mould fee, paid past the protected account: nobody gives it back",
            "/off_platform/0",
            protected=False,
        ),
        Term(
            "Not protected",
            "Colour (Goods 2): by choice of both sides a claim on it cannot be won",
            "/waivers/0",
            protected=False,
        ),
    ]


def test_the_listing_is_told_with_its_day() -> None:
    """S72, SC35c."""
    (listing,) = (term for term in terms(full()) if term.pointer == "/listing")
    assert listing.value == "Tumbler 500 ml steel, as it stood on 2019-04-02: Keeps hot for 6 h"


def test_a_line_has_its_own_terms_beside_it() -> None:
    made = full()
    assert [term.title for term in of_line(made, 0)][:3] == ["Material", "Size", "Size"]
    assert of_line(made, 0)[3] == Term("Size", "thickness 450 µm ± 15 µm", "/lines/0/terms/dimensions/2")
    assert of_line(made, 1) == ()


def test_what_an_amendment_changes_is_told_as_before_and_after() -> None:
    before = full()
    line = msgspec.structs.replace(before.lines[1], quantity=600, specification="blue")
    after = msgspec.structs.replace(
        before,
        title="Tumblers, more lids",
        lines=(before.lines[0], line),
        freight=None,
        total=usd(77_000),
        ship_by=ShipBy(days=60, after="balance_payment"),
        shipping_method="air",
        waivers=(),
    )
    assert changes(before, after) == (
        Change("Title", "Tumblers for spring", "Tumblers, more lids"),
        Change("Goods 2: quantity", "500", "600"),
        Change("Goods 2: specification", "nothing", "blue"),
        Change("Total", "USD 78,000.00", "USD 77,000.00"),
        Change("Freight", "USD 1,200.00", "nothing"),
        Change("Shipping method", "Sea freight", "Air freight"),
        Change("Ship by", "2019-08-05", "60 days after the balance payment is in"),
        Change(
            "Not protected: no. 1", "Colour (Goods 2): by choice of both sides a claim on it cannot be won", "nothing"
        ),
    )


def test_every_difference_between_something_and_nothing_can_be_said() -> None:
    """No term of a full contract is without words in a diff, coming or going."""
    bare = contract()
    for change in (*changes(bare, full()), *changes(full(), bare)):
        assert change.before
        assert change.after
        assert "(" + "part=" not in change.before + change.after


def test_shares_of_a_hundred_are_told_as_such() -> None:
    old = full()
    new = msgspec.structs.replace(old, late_damages=LateDamages(per_day_bp=75, cap_bp=500))
    assert changes(old, new) == (Change("If shipped late: per day bp", "0.5 %", "0.75 %"),)


@pytest.mark.parametrize(
    ("pointer", "said"),
    [
        ("/initial", "Initial payment"),
        ("/goods/material/0/composition/1/least", "All goods: material 1, composition 2, least"),
        ("/lines/1/terms/packaging/carton", "Goods 2: packaging, carton"),
        ("/lines/2", "Goods 3"),
        ("/goods/colour/-", "All goods: colour"),
        ("/remarks/-", "Remarks"),
        ("/off_platform/0", "Not protected: no. 1"),
        ("/nowhere", "Nowhere"),
    ],
)
def test_a_place_is_told_in_words(pointer: str, said: str) -> None:
    assert place_of(pointer) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "nothing"),
        (True, "yes"),
        (("buyer", "supplier"), "buyer, supplier"),
        (date(2019, 8, 5), "2019-08-05"),
        (12, "12"),
        (GoodsTerms(), "no terms"),
        (
            Line(description="Lid", quantity=1_200, unit_price=usd(2), specification="blue"),
            "1,200 pcs Lid at USD 2.00 (blue)",
        ),
    ],
)
def test_a_value_is_told_in_words(value: Any, said: str) -> None:
    assert say(value) == said
