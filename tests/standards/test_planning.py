"""Which sampling plan a visit follows: the contract's, the one that stood, or the default; and what no table has."""

from datetime import date

import pytest

from fairhold.standards.fault import OutsideStandard
from fairhold.standards.planning import edition_of, of_contract, plan_for, recomputed, unplannable
from fairhold.trade.families import Aql, GoodsTerms, InspectionTerm, QualityTerm
from fairhold.trade.inspection import Visit
from fairhold.trade.report import PlanRow
from fairhold.trade.terms import Contract, Line
from trade.full_terms import full
from trade.playing import changed, contract, usd

SILENT = InspectionTerm(inspector="Blue Heron Inspection", standard="ISO 2859-1")
AGREED = changed(SILENT, level="II", aql=Aql(major="1.5", minor="4.0"))
VISIT = Visit(1, "pre_shipment", "buyer", date(2019, 7, 20), (), True, "buyer", 0)


def made(inspection: InspectionTerm | None) -> Contract:
    agreed: Contract = contract(inspection=inspection)
    return agreed


def short(rows: tuple[PlanRow, ...]) -> list[tuple[str, str, str, int, int, int]]:
    return [(row.severity, row.aql, row.letter, row.n, row.ac, row.re) for row in rows]


def test_a_silent_contract_gets_the_default() -> None:
    """O33, A22, SC30: level II and 0 / 2.5 / 4.0; a lot of 2,000 has letter K."""
    for term in (None, SILENT):
        rows = plan_for(made(term), VISIT, 2_000)
        assert short(rows) == [
            ("critical", "0", "K", 125, 0, 1),
            ("major", "2.5", "K", 125, 7, 8),
            ("minor", "4.0", "K", 125, 10, 11),
        ]
        assert {(row.standard, row.edition, row.level, row.state) for row in rows} == {
            ("ISO 2859-1", "iso2859_1_1999", "II", "normal")
        }


def test_the_contract_beats_a_plan_that_stood_and_that_beats_the_default() -> None:
    """O33, SC33: what the inspector proposed counts only where the contract names no plan."""
    rows = plan_for(made(AGREED), VISIT, 2_000)
    stood = changed(VISIT, plan=(changed(rows[1], level="I"),), plan_agreed=True)
    assert short(plan_for(made(AGREED), stood, 2_000)) == short(rows)
    assert short(plan_for(made(SILENT), stood, 2_000)) == [("major", "1.5", "H", 50, 2, 3)]
    objected = changed(stood, plan=(), plan_agreed=False)
    assert short(plan_for(made(SILENT), objected, 2_000))[1] == ("major", "2.5", "K", 125, 7, 8)


def test_the_quality_terms_of_the_goods_beat_the_default_too() -> None:
    """O33: the contract beats the default, and the inspection term beats the quality terms."""
    quality = QualityTerm(standard="ISO 2859-1:1999", level="III", aql=Aql(major="1.0", minor="2.5"))
    goods = GoodsTerms(quality=quality)
    silent = changed(made(SILENT), goods=goods)
    assert short(plan_for(silent, VISIT, 2_000)) == [
        ("critical", "0", "L", 200, 0, 1),
        ("major", "1.0", "L", 200, 5, 6),
        ("minor", "2.5", "L", 200, 10, 11),
    ]
    assert short(plan_for(changed(made(AGREED), goods=goods), VISIT, 2_000)) == short(
        plan_for(made(AGREED), VISIT, 2_000)
    )
    none = changed(made(None), goods=GoodsTerms(quality=QualityTerm(level="I")))
    assert short(plan_for(none, VISIT, 2_000))[1] == ("major", "2.5", "H", 50, 3, 4)
    stood = changed(VISIT, plan=(changed(plan_for(made(AGREED), VISIT, 2_000)[1], level="I"),), plan_agreed=True)
    assert short(plan_for(silent, stood, 2_000)) == short(plan_for(silent, VISIT, 2_000))


def test_lines_whose_quality_terms_differ_have_no_plan_in_common() -> None:
    """N4: each visited alone has its own."""
    lines = tuple(
        Line(description=level, quantity=500, unit_price=usd(1), terms=GoodsTerms(quality=QualityTerm(level=level)))
        for level in ("I", "III")
    )
    terms = changed(made(SILENT), lines=lines)
    assert {row.level for row in plan_for(terms, VISIT, 1_000)} == {"II"}
    assert {row.level for row in plan_for(terms, changed(VISIT, lines=(1,)), 500)} == {"III"}


def test_the_state_is_the_contracts_or_the_series() -> None:
    """1.3.5: what both agreed beats what the supplier's series proposes."""
    assert short(of_contract(made(SILENT), 2_000, state="tightened"))[1] == ("major", "2.5", "K", 125, 5, 6)
    reduced = changed(SILENT, state="reduced")
    assert short(of_contract(made(reduced), 2_000, state="tightened"))[1] == ("major", "2.5", "K", 50, 5, 6)


def test_a_single_piece_is_inspected_whole() -> None:
    """1.3.1: n is the lot, and one defect of any class is one too many."""
    rows = plan_for(made(None), VISIT, 1)
    assert short(rows) == [
        (name, aql, "A", 1, 0, 1) for name, aql in (("critical", "0"), ("major", "2.5"), ("minor", "4.0"))
    ]
    assert {plan.whole_lot for plan in recomputed(rows, 1).values()} == {True}


def test_limits_above_ten_count_per_100_units() -> None:
    """1.3.3."""
    rows = plan_for(made(changed(AGREED, aql=Aql(major="6.5", minor="15"))), VISIT, 500)
    assert {row.regime for row in rows} == {"per_100_units"}


def test_a_class_that_allows_nothing_is_looked_for_in_the_largest_sample() -> None:
    """1.3.1, 1.3.2: a lot of 80 draws 20 for AQL 2.5 and 13 for 4.0, so 20 for critical defects."""
    rows = plan_for(made(None), VISIT, 80)
    assert [(row.n, row.ac) for row in rows] == [(20, 0), (20, 1), (13, 1)]
    assert [(plan.n, plan.ac) for plan in recomputed(rows, 80).values()] == [(20, 0), (20, 1), (13, 1)]


@pytest.mark.parametrize(
    ("standard", "edition", "found"),
    [
        ("ISO 2859-1", "", "iso2859_1_1999"),
        ("ISO 2859-1", "1999", "iso2859_1_1999"),
        ("ISO 2859-1:1999", "", "iso2859_1_1999"),
        ("GB/T 2828.1", "2012", "iso2859_1_1999"),
        ("AQL 2.5", "", "iso2859_1_1999"),
        ("MIL-STD-105E", "", "milstd105e_z14"),
        ("ANSI/ASQ Z1.4", "2003", "milstd105e_z14"),
        ("whatever", "milstd105e_z14", "milstd105e_z14"),
    ],
)
def test_an_edition_is_found_under_the_name_people_give_it(standard: str, edition: str, found: str) -> None:
    """1.1."""
    assert edition_of(standard, edition) == found


@pytest.mark.parametrize(("standard", "edition"), [("ISO 2859-1", "2026"), ("ISO 2859-1:2026", ""), ("ISO", "latest")])
def test_an_edition_without_tables_is_told(standard: str, edition: str) -> None:
    with pytest.raises(OutsideStandard) as caught:
        edition_of(standard, edition)
    assert caught.value.code == "edition_unknown"


def test_a_plan_that_no_table_has_stops_the_contract() -> None:
    """T04: nobody could inspect by it."""
    assert unplannable(made(None)) == unplannable(made(SILENT)) == unplannable(made(AGREED)) == ()
    (blocker,) = unplannable(full())
    assert (blocker.rule, blocker.family, blocker.field) == ("aql_unknown", "inspection", "/inspection")
    assert blocker.why == "AQL 2.4 is no column of the table; the nearest columns are 1.5 and 2.5."
    (other,) = unplannable(made(changed(SILENT, edition="2026")))
    assert other.rule == "edition_unknown"
