"""Putting a value at a place of a contract, and taking one out: a whole contract comes back, or why not."""

from typing import Any

import pytest

from fairhold.trade.families import ColourTerm, GoodsTerms, MaterialTerm, Verification
from fairhold.trade.pointer import value_at, with_value, without
from fairhold.trade.refusal import Refused
from fairhold.trade.terms import Contract
from trade.playing import changed, contract, usd

GOLD = MaterialTerm(grade="gold 750", part="rim")
STEEL = MaterialTerm(grade="SUS304")


def put(made: Contract, path: str, value: Any) -> Contract:
    found = with_value(made, path, value)
    assert isinstance(found, Contract), found
    return found


def wrong(made: Contract, path: str, value: Any) -> tuple[str, str]:
    """Pointer and detail of the refusal."""
    found = with_value(made, path, value)
    assert isinstance(found, Refused)
    assert found.code == "term_malformed"
    return found.pointer, found.detail


def test_a_term_goes_behind_the_last_and_what_is_missing_is_made() -> None:
    """PP2: the first material of an order that had no typed terms at all."""
    one = put(contract(), "/goods/material/-", {"grade": "gold 750", "part": "rim"})
    assert one == contract(goods=GoodsTerms(material=(GOLD,)))
    assert put(one, "/goods/material/-", {"grade": "SUS304"}).goods == GoodsTerms(material=(GOLD, STEEL))


def test_a_term_can_be_that_of_one_line() -> None:
    made = put(contract(), "/lines/0/terms/colour/-", {"system": "ral", "code": "9005"})
    assert made.lines[0].terms == GoodsTerms(colour=(ColourTerm(system="ral", code="9005"),))
    assert (made.total, made.goods) == (usd(80_000), None)


def test_a_field_of_a_term_is_replaced() -> None:
    made = contract(goods=GoodsTerms(material=(GOLD, STEEL)))
    assert put(made, "/goods/material/1/grade", "SUS316").goods == GoodsTerms(
        material=(GOLD, MaterialTerm(grade="SUS316"))
    )
    tested = put(made, "/goods/material/1/verification", {"method": "XRF", "by": "laboratory"})
    assert tested.goods is not None
    assert tested.goods.material[1].verification == Verification(method="XRF", by="laboratory")


def test_a_line_goes_below_a_text() -> None:
    once = put(contract(), "/remarks/-", "No polybags.")
    assert once.remarks == "No polybags."
    assert put(once, "/remarks/-", "Straws apart.").remarks == "No polybags.\nStraws apart."


def test_a_scalar_is_replaced() -> None:
    assert put(contract(), "/incoterm", "CIF").incoterm == "CIF"


@pytest.mark.parametrize(
    ("path", "value", "pointer", "detail"),
    [
        ("/lines/7/quantity", 3, "/path", "There is no place /lines/7/quantity in this contract."),
        ("/lines/x/quantity", 3, "/path", "There is no place /lines/x/quantity in this contract."),
        ("/title/x", "a", "/path", "There is no place /title/x in this contract."),
        ("/-", "a", "/path", "There is no place /- in this contract."),
        ("/colour", "red", "/value", "Object contains unknown field `colour`."),
        ("/lines/0/quantity", "many", "/value", "Expected `int`, got `str` - at `$.lines[0].quantity`."),
        ("/lines/0/quantity", 0, "/value", "Expected `int` >= 1 - at `$.lines[0].quantity`."),
        ("/goods/weight/-", {"unit": "g", "nominal": 217}, "/value", None),
        ("/goods/weight/-", {"unit": "g", "nominal": 217.5}, "/value", None),
        ("/goods/weight/5", {"unit": "g"}, "/path", "There is no place /goods/weight/5 in this contract."),
        ("/remarks/-", 5, "/value", "Expected `str`, got `int` - at `$.remarks`."),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place(path: str, value: Any, pointer: str, detail: str | None) -> None:
    """Figures are text, so that what was signed is what is read."""
    found = wrong(contract(), path, value)
    assert found == (
        pointer,
        detail
        or "Expected `str | null`, got `" + type(value["nominal"]).__name__ + "` - at `$.goods.weight[0].nominal`.",
    )


def test_what_is_taken_out_leaves_the_rest_alone() -> None:
    made = contract(goods=GoodsTerms(material=(GOLD, STEEL)), remarks="x")
    assert without(made, "/goods/material/0") == contract(goods=GoodsTerms(material=(STEEL,)), remarks="x")
    assert without(made, "/remarks") == changed(made, remarks="")
    assert without(made, "/goods") == contract(remarks="x")


@pytest.mark.parametrize("path", ["/goods/material/0", "/goods/material/x", "/nowhere", "/title/0"])
def test_nothing_cannot_be_taken_out(path: str) -> None:
    found = without(contract(), path)
    assert isinstance(found, Refused)
    assert (found.code, found.pointer) == ("term_malformed", "/path")


def test_what_has_to_be_there_stays() -> None:
    found = without(contract(), "/title")
    assert isinstance(found, Refused)
    assert (found.pointer, found.detail) == ("/value", "Object missing required field `title`.")


def test_a_place_is_read() -> None:
    made = contract(goods=GoodsTerms(material=(GOLD, STEEL)))
    assert value_at(made, "/goods/material/1") == STEEL
    assert value_at(made, "/goods/material/1/grade") == "SUS304"
    assert value_at(made, "/lines/0/unit_price") == made.lines[0].unit_price
    for nowhere in ("/goods/material/2", "/goods/x", "/goods/material/x", "/title/0", "/goods/material/1/grade/0"):
        assert value_at(made, nowhere) is None
