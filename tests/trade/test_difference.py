"""What differs between two versions of a contract, down to single fields of single terms."""

from datetime import date
from typing import Any

import msgspec
import pytest

from fairhold.trade.difference import differences
from fairhold.trade.families import (
    Box,
    ColourTerm,
    GoodsTerms,
    InspectionTerm,
    MaterialTerm,
    PackagingTerm,
    Share,
    Waiver,
)
from fairhold.trade.terms import Contract, Line, ShipBy
from trade.playing import changed, contract, usd

STEEL = MaterialTerm(part="body", grade="304", composition=(Share(component="Cr", least="17.5", most="19.5"),))
RED = ColourTerm(part="lid", system="pantone", code="186 C")
BOX = Box(length="40", width="30", height="25", unit="cm")


def told(old: Contract, new: Contract) -> list[tuple[str, Any, Any]]:
    """Differences as plain triples."""
    return [(found.path, found.before, found.after) for found in differences(old, new)]


def with_goods(**terms: Any) -> Contract:
    """The contract of the plays with these typed terms for all its goods."""
    return contract(goods=GoodsTerms(**terms))


def test_the_same_contract_does_not_differ() -> None:
    assert differences(contract(), contract()) == ()


def test_a_field_of_a_term_differs_by_itself() -> None:
    """PP11: one signs a change of the grade, not a new contract."""
    worse = msgspec.structs.replace(STEEL, grade="201", composition=())
    assert told(with_goods(material=(STEEL,)), with_goods(material=(worse,))) == [
        ("/goods/material/0/grade", "304", "201"),
        ("/goods/material/0/composition/0", STEEL.composition[0], None),
    ]


def test_amounts_dates_and_boxes_differ_as_wholes() -> None:
    old = with_goods(packaging=PackagingTerm(carton=BOX))
    higher = msgspec.structs.replace(BOX, height="26")
    new = with_goods(packaging=PackagingTerm(carton=higher))
    new = changed(new, initial=usd(30_000), ship_by=ShipBy(days=60))
    assert told(old, new) == [
        ("/initial", usd(25_000), usd(30_000)),
        ("/ship_by", ShipBy(on=date(2019, 8, 5)), ShipBy(days=60)),
        ("/goods/packaging/carton", BOX, higher),
    ]


def test_a_line_put_first_leaves_the_others_alone() -> None:
    old = contract()
    lid = Line(description="Lid", quantity=1, unit_price=usd(0))
    assert told(old, changed(old, lines=(lid, *old.lines))) == [("/lines/0", None, lid)]
    assert told(changed(old, lines=(lid, *old.lines)), old) == [("/lines/0", lid, None)]


def test_lines_that_changed_are_compared_in_their_order_and_the_rest_is_new() -> None:
    old = contract()
    (line,) = old.lines
    fewer = msgspec.structs.replace(line, quantity=900, terms=GoodsTerms(colour=(RED,)))
    lid = Line(description="Lid", quantity=1, unit_price=usd(0))
    assert told(old, changed(old, lines=(fewer, lid))) == [
        ("/lines/0/quantity", 1_000, 900),
        ("/lines/0/terms/colour/0", None, RED),
        ("/lines/1", None, lid),
    ]


def test_a_term_that_was_not_there_is_new_and_one_taken_away_is_gone() -> None:
    inspection = InspectionTerm(inspector="QIMA", standard="ISO 2859-1")
    waiver = Waiver(rule="colour-1", field="/lines/0", family="colour")
    old, new = contract(remarks="x"), contract(inspection=inspection, waivers=(waiver,), part_shipments=True)
    assert told(old, new) == [
        ("/part_shipments", False, True),
        ("/inspection", None, inspection),
        ("/remarks", "x", None),
        ("/waivers/0", None, waiver),
    ]
    assert [(d.path, d.after, d.before) for d in differences(new, old)] == told(old, new)


def test_a_waiver_never_goes_silently() -> None:
    """T04: what both gave up is in the diff when it comes and when it goes."""
    several = tuple(Waiver(rule=f"colour-{n}", field="/lines/0", family="colour") for n in range(3))
    assert told(contract(waivers=several), contract(waivers=several[1:])) == [("/waivers/0", several[0], None)]


@pytest.mark.parametrize("terms", [{"goods": GoodsTerms()}, {"goods": GoodsTerms(colour=(RED,))}, {"title": "Cups"}])
def test_whatever_changes_the_fingerprint_is_told(terms: dict[str, Any]) -> None:
    assert len(differences(contract(), contract(**terms))) == 1


def test_a_difference_is_written_in_wire_form() -> None:
    """As answers carry it."""
    found = differences(contract(), contract(initial=100, goods=GoodsTerms(colour=(RED,))))
    assert msgspec.to_builtins(found) == (
        {
            "path": "/initial",
            "before": {"amount": "2500000", "currency": "USD"},
            "after": {"amount": "100", "currency": "USD"},
        },
        {
            "path": "/goods/colour/0",
            "before": None,
            "after": {"part": "lid", "system": "pantone", "code": "186 C"},
        },
    )
