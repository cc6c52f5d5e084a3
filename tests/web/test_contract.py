"""A contract in words: every term has its place, and what differs between two versions is told."""

from datetime import date
from typing import Any

import msgspec

from fairhold.reading.order import as_dict
from fairhold.trade.families import InspectionTerm, LateDamages
from fairhold.trade.money import money
from fairhold.trade.terms import Contract, ShipBy
from fairhold.trade.terms import changes as changed
from fairhold.web.contract import COVERAGES, ELSEWHERE, METHODS, TERMS, Change, Term, changes, terms
from web.sample import contract


def wire(made: Contract) -> dict[str, Any]:
    return as_dict(made)


def test_every_field_of_a_contract_has_its_place_on_the_page() -> None:
    assert ELSEWHERE | TERMS.keys() == set(Contract.__struct_fields__)
    assert not ELSEWHERE & TERMS.keys()


def test_every_method_and_coverage_has_its_words() -> None:
    described = {field.name: field for field in msgspec.structs.fields(Contract)}
    assert set(described["shipping_method"].type.__args__) == set(METHODS)
    assert set(described["coverage"].type.__args__) == set(COVERAGES)


def test_a_contract_is_told_term_by_term() -> None:
    made = contract(
        "Tumblers",
        inspection=InspectionTerm(inspector="QIMA", standard="AQL 2.5"),
        late_damages=LateDamages(per_day_bp=50, cap_bp=1_005),
        kept_share=money(100_050, "USD"),
        part_shipments=True,
    )
    assert terms(wire(made)) == (
        Term("Total", "USD 80,000.00"),
        Term("Initial payment", "USD 25,000.00"),
        Term("Freight", "USD 2,000.00"),
        Term("Protection", "Until delivery: the whole payment is protected"),
        Term("Ship by", "30 days after the initial payment"),
        Term("Shipping method", "Express"),
        Term("Trade term", "DAP"),
        Term("Place of the trade term", "Oslo"),
        Term("Country of destination", "NO"),
        Term("Part shipments allowed", "Yes"),
        Term("Inspection before shipment", "QIMA, against AQL 2.5"),
        Term("Supplier keeps if the balance never comes", "USD 1,000.50"),
        Term("If shipped late", "0.50 % of the total per day, at most 10.05 %"),
        Term("Quality", "AQL 2.5 for major, 4.0 for minor faults"),
        Term("Remarks", "Samples approved on 12 February.\nCartons of 24 at most."),
    )


def test_what_an_amendment_changes_is_told_as_before_and_after() -> None:
    before = contract("Tumblers")
    line = msgspec.structs.replace(before.lines[0], quantity=6_600, specification="")
    after = msgspec.structs.replace(
        before,
        title="Tumblers, more of them",
        lines=(line,),
        freight=None,
        total=money(6_600_000, "USD"),
        ship_by=ShipBy(on=date(2026, 5, 1)),
    )
    assert changes(wire(before), wire(after), changed(before, after)) == (
        Change("Title", "Tumblers", "Tumblers, more of them"),
        Change(
            "Lines",
            "6000 pcs Steel tumbler 500 ml, matt black at USD 10.00 "
            "(18/8 steel, lid with seal, logo engraved on one side); 6000 pcs Gift box at USD 3.00",
            "6600 pcs Steel tumbler 500 ml, matt black at USD 10.00",
        ),
        Change("Total", "USD 80,000.00", "USD 66,000.00"),
        Change("Freight", "USD 2,000.00", "nothing"),
        Change("Ship by", "30 days after the initial payment", "2026-05-01"),
    )
