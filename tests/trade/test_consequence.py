"""What each ground brings on a contract: remedies by kind of facts, consent to lateness, risk, cover and time (SC8,
SC26-SC29, SC42, SC43; R1, R4, R11, R16-R29)."""

from datetime import date
from typing import Any

import msgspec
import pytest

from fairhold.trade.evidence_class import EvidenceClass
from fairhold.trade.families import (
    ColourTerm,
    DisputeTerm,
    DocumentTerm,
    GoodsTerms,
    Grade,
    LateDamages,
    QuantityTerm,
)
from fairhold.trade.footing import Clause
from fairhold.trade.issue import (
    Consent,
    Damaged,
    Deviation,
    Failed,
    Lateness,
    Lost,
    Papers,
    Short,
    Unpaid,
)
from fairhold.trade.policy import Policy
from fairhold.trade.remedy import Step, ValueLeft
from fairhold.trade.terms import Line, ShipBy
from trade.claiming import BASE, BRONZE, CARTONS, INSPECTED, RANGE, RECORD, WEIGHED, piece, ruled, short_of
from trade.playing import contract, usd

# --- weight, and how far it has to be off ----------------------------------------------------------------------------


def test_a_tumbler_of_100_g_instead_of_217() -> None:
    """SC8: all units out, full refund with return, or a price reduction."""
    found = ruled(
        "weight", Deviation(out=20, inspected=20, mean="100"), WEIGHED, terms=contract(goods=RANGE), in_time=True
    )
    assert short_of(found) == ("upheld", "R-WGT-1", "refund_with_return", BASE, True)
    assert found.clause.pointer == "/goods/weight/0"
    (keep,) = found.alternatives
    assert (keep.kind, keep.amount, keep.goods_back) == ("price_reduction", 48_000_00, False)


@pytest.mark.parametrize(
    ("facts", "kind", "amount"),
    [
        (Deviation(mean="100"), "refund_with_return", BASE),
        (Deviation(mean="213"), "price_reduction", 48_000_00),
        (Deviation(out=9, inspected=20), "price_reduction", 21_600_00),
        (Deviation(out=10, inspected=20), "refund_with_return", BASE),
        (Deviation(out=1, inspected=20, critical=True), "refund_with_return", BASE),
        (Deviation(mean="100", left=ValueLeft(30, 50, "the inspector")), "refund_with_return", BASE),
        (Deviation(mean="213", left=ValueLeft(30, 50, "the inspector")), "price_reduction", 32_000_00),
    ],
)
def test_goods_go_back_only_for_a_material_breach(facts: Deviation, kind: str, amount: int) -> None:
    """R17, R18: half of the units, a mean beyond twice the tolerance, another article, a critical defect."""
    found = ruled("weight", facts, WEIGHED, terms=contract(goods=RANGE))
    assert (found.remedy.kind, found.remedy.amount) == (kind, amount)


@pytest.mark.parametrize("facts", [Deviation(mean="217"), Deviation(mean="215"), Deviation(inspected=20)])
def test_goods_within_tolerance_are_no_breach(facts: Deviation) -> None:
    found = ruled("weight", facts, WEIGHED, terms=contract(goods=RANGE))
    assert short_of(found) == ("denied", "4.7", "nothing", 0, False)


def test_a_fault_in_looks_leaves_more_of_the_value() -> None:
    """R18: 0.70 for looks, 0.40 for use."""
    red = GoodsTerms(colour=(ColourTerm(system="pantone", code="186 C", tolerance="2", formula="ciede2000"),))
    found = ruled("colour", Deviation(mean="3.5"), WEIGHED, terms=contract(goods=red))
    assert short_of(found) == ("upheld", "R-WGT-1", "price_reduction", 24_000_00, False)
    in_use = ruled("colour", Deviation(mean="3.5", in_use=True), WEIGHED, terms=contract(goods=red))
    assert in_use.remedy.amount == 48_000_00
    assert ruled("colour", Deviation(mean="4.1"), WEIGHED, terms=contract(goods=red)).remedy.goods_back


TABLE = DisputeTerm(
    grades=(
        Grade(family="weight", from_percent="1", reduction_bp=500),
        Grade(family="weight", from_percent="5", reduction_bp=2_000),
        Grade(family="packaging", from_percent="2", reduction_bp=300),
        Grade(family="quality", from_percent="10", reduction_bp=1_500),
    )
)


@pytest.mark.parametrize(
    ("mean", "amount"), [("213", 4_000_00), ("100", 16_000_00), ("206.15", 16_000_00), ("206.2", 4_000_00)]
)
def test_the_contracts_own_table_comes_first(mean: str, amount: int) -> None:
    """R17."""
    found = ruled("weight", Deviation(mean=mean), WEIGHED, terms=contract(goods=RANGE, dispute=TABLE))
    assert (found.remedy.kind, found.remedy.amount) == ("price_reduction", amount)


def test_below_the_tables_first_row_the_general_rule_holds() -> None:
    found = ruled("weight", Deviation(mean="219.1"), WEIGHED, terms=contract(goods=RANGE, dispute=TABLE))
    assert (found.remedy.kind, found.remedy.amount) == ("price_reduction", 48_000_00)


def test_a_table_is_no_price_for_another_article() -> None:
    found = ruled("weight", Deviation(mean="100", another=True), WEIGHED, terms=contract(goods=RANGE, dispute=TABLE))
    assert found.remedy.kind == "refund_with_return"


def test_a_table_grades_defects_and_damage_by_their_share() -> None:
    terms = contract(goods=GoodsTerms(packaging=CARTONS), dispute=TABLE)
    quality = ruled("function_appearance", Deviation(out=9, inspected=80), WEIGHED, terms=terms)
    assert quality.remedy.amount == 12_000_00
    packed = ruled("packaging", Damaged(out=2, inspected=80, packed_as_agreed=False), WEIGHED, terms=terms)
    assert packed.remedy.amount == 2_400_00


# --- defects, shortage -----------------------------------------------------------------------------------------------


def test_dead_microphones() -> None:
    """SC29: 30 % is below half, so nothing goes back."""
    found = ruled("function_appearance", Deviation(out=60, inspected=200), WEIGHED)
    assert short_of(found) == ("upheld", "R-WGT-1", "unit_share", 24_000_00, False)
    half = ruled("function_appearance", Deviation(out=100, inspected=200), WEIGHED)
    assert (short_of(half)[2:], half.alternatives[0].amount) == (("refund_with_return", BASE, True), 40_000_00)


def test_defects_within_the_acceptance_number_are_no_breach() -> None:
    found = ruled("function_appearance", Deviation(out=7, inspected=125, accepted=True), WEIGHED)
    assert short_of(found) == ("denied", "4.7", "nothing", 0, False)


SPATULAS = contract(lines=(Line(description="Spatula", quantity=2_000, unit_price=usd(40)),))


def test_missing_spatulas() -> None:
    """SC28."""
    found = ruled("quantity_short", Short(missing=20), WEIGHED, terms=SPATULAS, line=0)
    assert short_of(found) == ("upheld", "R-WGT-1", "shortage", 800_00, False)


def test_a_shortage_outside_its_allowance_counts_whole() -> None:
    """R24."""
    line = msgspec.structs.replace(SPATULAS.lines[0], terms=GoodsTerms(quantity=QuantityTerm(less_bp=100)))
    terms = contract(lines=(line,))
    inside = ruled("quantity_short", Short(missing=20), WEIGHED, terms=terms, line=0)
    assert short_of(inside) == ("denied", "R24", "nothing", 0, False)
    outside = ruled("quantity_short", Short(missing=21), WEIGHED, terms=terms, line=0)
    assert outside.remedy.amount == 840_00


# --- lateness and consent --------------------------------------------------------------------------------------------

DAMAGES = contract(late_damages=LateDamages(per_day_bp=50, cap_bp=1_000))


@pytest.mark.parametrize(("left_on", "amount"), [(date(2019, 8, 11), 2_400_00), (date(2019, 9, 4), 8_000_00)])
def test_late_damages(left_on: date, amount: int) -> None:
    """SC27: 6 and 30 days after 5 August."""
    found = ruled("late_shipped", Lateness(on=left_on), RECORD, terms=DAMAGES)
    assert short_of(found) == ("upheld", "R-WGT-1", "late_damages", amount, False)
    assert not found.fee_shift


def test_late_damages_run_on_the_late_part_only() -> None:
    """R20."""
    found = ruled("late_shipped", Lateness(on=date(2019, 8, 11), part=(250,)), RECORD, terms=DAMAGES)
    assert found.remedy.amount == 600_00


@pytest.mark.parametrize(
    ("kind", "met", "days"),
    [
        ("outside_message", True, 18),
        ("acknowledged_message", True, 3),
        ("platform_message", True, 3),
        ("platform_record", True, 3),
        ("acknowledged_message", False, 18),
        ("verified_mail", True, 18),
    ],
)
def test_a_yes_to_a_later_date_counts_where_both_can_read_it(kind: EvidenceClass, met: bool, days: int) -> None:
    """SC26, R1: late against the new date is late; a condition that was not met makes no consent."""
    yes = Consent(date(2019, 8, 20), kind, met)
    found = ruled("late_shipped", Lateness(on=date(2019, 8, 23), consents=(yes,)), RECORD, terms=DAMAGES)
    assert found.remedy.amount == days * 400_00


def test_goods_that_left_by_the_later_date_are_not_late() -> None:
    """SC26: the extension counts."""
    yes = Consent(date(2019, 8, 20), "acknowledged_message")
    found = ruled("late_shipped", Lateness(on=date(2019, 8, 20), consents=(yes,)), RECORD, terms=DAMAGES)
    assert short_of(found) == ("denied", "R1", "nothing", 0, False)


def test_the_buyers_own_delay_moves_the_date() -> None:
    """4.7."""
    found = ruled("late_shipped", Lateness(on=date(2019, 8, 11), buyer_delay_days=6), RECORD, terms=DAMAGES)
    assert short_of(found) == ("denied", "4.7", "nothing", 0, False)


def test_without_a_clause_only_proven_loss_is_paid() -> None:
    found = ruled("late_shipped", Lateness(on=date(2019, 8, 11), loss=3_000_00), RECORD)
    assert short_of(found) == ("upheld", "R-WGT-1", "proven_loss", 3_000_00, False)
    assert ruled("late_shipped", Lateness(on=date(2019, 8, 11), loss=9_000_00), RECORD).remedy.amount == 8_000_00


def test_a_day_that_counts_from_a_payment_has_to_be_given() -> None:
    terms = msgspec.structs.replace(DAMAGES, ship_by=ShipBy(days=30))
    found = ruled("late_shipped", Lateness(on=date(2019, 8, 11), due=date(2019, 8, 5)), RECORD, terms=terms)
    assert found.remedy.amount == 2_400_00
    with pytest.raises(ValueError, match="agreed day is missing"):
        ruled("late_shipped", Lateness(on=date(2019, 8, 11)), RECORD, terms=terms)


def test_goods_that_never_left() -> None:
    """SC42, SC43: the platform's record of no transport document is enough, and so is the burden."""
    late = Lateness(on=date(2019, 9, 4))
    assert short_of(ruled("late_not_shipped", late, RECORD)) == ("upheld", "R-WGT-1", "refund", BASE, False)
    assert short_of(ruled("late_not_shipped", late, last_word=True)) == ("upheld", "R-BURDEN-1", "refund", BASE, False)
    silent = ruled("late_not_shipped", late, silent=True)
    assert short_of(silent) == ("upheld", "R-DEF-1", "refund", BASE, False)


def test_what_did_not_leave_is_refunded_and_no_more() -> None:
    """R16."""
    found = ruled("late_not_shipped", Lateness(on=date(2019, 9, 4), part=(400,)), RECORD)
    assert found.remedy.amount == 32_000_00
    deposit = ruled("late_not_shipped", Lateness(on=date(2019, 9, 4), part=(400,)), RECORD, base=25_000_00)
    assert deposit.remedy.amount == 25_000_00


# --- transit, packaging, documents, wrong goods ----------------------------------------------------------------------


@pytest.mark.parametrize(("incoterm", "clean"), [("DAP", True), ("DDP", True), ("FOB", False)])
def test_goods_that_never_came_at_the_suppliers_risk(incoterm: str, clean: bool) -> None:
    found = ruled("not_received", Lost(clean_document=clean), terms=contract(incoterm=incoterm), last_word=True)
    assert short_of(found) == ("upheld", "R-BURDEN-1", "refund", BASE, False)


def test_goods_that_never_came_at_the_buyers_risk() -> None:
    found = ruled("not_received", Lost(clean_document=True), piece("platform_record"))
    assert short_of(found) == ("denied", "R-RISK-1", "nothing", 0, False)


def test_a_lost_consignment_is_refunded_by_its_value() -> None:
    found = ruled(
        "not_received", Lost(clean_document=True, part=(250,)), terms=contract(incoterm="DAP"), last_word=True
    )
    assert short_of(found)[2:] == ("refund", 20_000_00, False)


def test_damage_in_transit_follows_packaging_and_risk() -> None:
    """R21."""
    damage = Damaged(out=10, inspected=100)
    broken = Damaged(out=10, inspected=100, packed_as_agreed=False)
    boxed = contract(goods=GoodsTerms(packaging=CARTONS))
    shown = piece("report_invited")
    assert short_of(ruled("transit_damage", damage, shown))[:2] == ("denied", "R-RISK-1")
    assert short_of(ruled("transit_damage", broken, shown))[:2] == ("denied", "R-RISK-1")
    carried = ruled("transit_damage", broken, shown, terms=boxed)
    assert short_of(carried) == ("upheld", "R-WGT-1", "unit_share", 8_000_00, False)
    assert carried.clause.pointer == "/goods/packaging"
    assert short_of(ruled("transit_damage", damage, shown, terms=boxed))[:2] == ("denied", "R-RISK-1")
    delivered = ruled("transit_damage", damage, shown, terms=contract(incoterm="DAP"))
    assert short_of(delivered) == ("upheld", "R-WGT-1", "unit_share", 8_000_00, False)


def test_goods_packed_as_agreed_are_no_breach_of_the_packaging() -> None:
    boxed = contract(goods=GoodsTerms(packaging=CARTONS))
    found = ruled("packaging", Damaged(out=10, inspected=100, packed_as_agreed=True), WEIGHED, terms=boxed)
    assert short_of(found)[:2] == ("denied", "4.7")


CERTIFIED = contract(goods=GoodsTerms(documents=(DocumentTerm(kind="CE declaration", issuer="Northgate"),)))


def test_a_document_that_never_came() -> None:
    """4.7, R25: full with return after the time to cure; forged, full and the goods stay."""
    missing = ruled("document_missing_or_false", Papers(), terms=CERTIFIED, last_word=True)
    assert short_of(missing) == ("upheld", "R-BURDEN-1", "refund_with_return", BASE, True)
    forged = ruled("document_missing_or_false", Papers(forged=True), piece("issuer_document"), terms=CERTIFIED)
    assert short_of(forged) == ("upheld", "R-WGT-1", "refund", BASE, False)
    cured = ruled("document_missing_or_false", Papers(brought=True), terms=CERTIFIED, last_word=True)
    assert short_of(cured)[:2] == ("denied", "R25")


def test_another_article_goes_back() -> None:
    found = ruled("wrong_goods", Deviation(out=1, inspected=1), WEIGHED)
    assert short_of(found) == ("upheld", "R-WGT-1", "refund_with_return", BASE, True)
    assert (found.clause.pointer, found.tier) == ("/lines/0/description", 1)


def test_a_failed_lot_may_be_reworked_once_before_the_refund() -> None:
    """R18, SC66: the refund of the initial payment."""
    terms = contract(coverage="pre_shipment", inspection=INSPECTED)
    failed = piece("agreed_inspection", before_shipment=True)
    first = ruled("pre_ship_quality", Failed(), failed, terms=terms, base=25_000_00)
    assert short_of(first) == ("upheld", "R-PRE-2", "rework", 0, False)
    assert [one.amount for one in first.alternatives] == [25_000_00]
    assert first.remedy.steps == (Step("rework and inspection again within 10 days; after that the refund", 0),)
    again = ruled("pre_ship_quality", Failed(reworked=True), failed, terms=terms, base=25_000_00)
    assert short_of(again) == ("upheld", "R-PRE-2", "refund", 25_000_00, False)
    agreed = msgspec.structs.replace(terms, inspection=msgspec.structs.replace(INSPECTED, consequence="refund"))
    at_once = ruled("pre_ship_quality", Failed(), failed, terms=agreed, base=25_000_00)
    assert at_once.remedy.amount == 25_000_00


@pytest.mark.parametrize(("kept", "kind", "amount"), [(None, "nothing", 0), (usd(5_000), "kept_share", 5_000_00)])
def test_a_buyer_that_never_pays_loses_the_agreed_share(kept: Any, kind: str, amount: int) -> None:
    """R28."""
    found = ruled("non_payment", Unpaid(), piece("platform_record", "supplier"), terms=contract(kept_share=kept))
    assert short_of(found) == ("upheld", "R-WGT-1", kind, amount, False)


# --- cover, time, shared fault, return -------------------------------------------------------------------------------


def test_after_shipment_pre_shipment_coverage_leaves_delivery_only() -> None:
    """A6, R4."""
    terms = contract(coverage="pre_shipment", goods=RANGE)
    assert short_of(ruled("weight", Deviation(mean="100"), WEIGHED, terms=terms))[:2] == ("denied", "R4")
    late = ruled("late_shipped", Lateness(on=date(2019, 8, 11), loss=1_00), RECORD, terms=terms, base=25_000_00)
    assert late.outcome == "upheld"


def test_a_claim_out_of_time_is_denied() -> None:
    found = ruled("weight", Deviation(mean="100"), WEIGHED, terms=contract(goods=RANGE), in_time=False)
    assert short_of(found)[:2] == ("denied", "R-TIME-1")
    assert found.flips == ("proof that the supplier knew of the defect and hid it reopens the window (R3)",)


def test_shared_fault_and_waived_return_change_the_award() -> None:
    """R27, R29."""
    heavy: dict[str, Any] = {"terms": contract(goods=RANGE), "own_fault_bp": 1_000, "own_fault_reason": "wrong drawing"}
    found = ruled("weight", Deviation(mean="100"), WEIGHED, **heavy)
    assert short_of(found)[2:] == ("refund_with_return", 72_000_00, True)
    kept = ruled("weight", Deviation(mean="100"), WEIGHED, **heavy, way_back=21_600_01)
    assert short_of(kept)[2:] == ("refund", 72_000_00, False)


def test_only_units_that_come_back_are_refunded() -> None:
    """R11."""
    found = ruled("weight", Deviation(mean="100", gone=250), WEIGHED, terms=contract(goods=RANGE), line=0)
    assert short_of(found)[2:] == ("refund_with_return", 60_000_00, True)


def test_a_clause_in_free_text_is_named_by_whoever_decides() -> None:
    clause = Clause("/remarks", 3, "what the goods are made of", "agreed")
    found = ruled("material", BRONZE, piece("laboratory"), footing=clause)
    assert (found.outcome, found.clause) == ("upheld", clause)


def test_an_operator_may_set_other_figures() -> None:
    policy = Policy(full_refund_defect_bp=3_000, salvage_bp=1_000, value_as_is_functional_bp=5_000)
    found = ruled("function_appearance", Deviation(out=60, inspected=200), WEIGHED, policy=policy)
    assert (found.remedy.kind, found.alternatives[0].amount) == ("refund_with_return", 21_600_00)
    lighter = ruled("weight", Deviation(mean="213"), WEIGHED, terms=contract(goods=RANGE), policy=policy)
    assert lighter.remedy.amount == 40_000_00
