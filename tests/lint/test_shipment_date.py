"""Shipment dates: a day that can be missed, what proves it, what lateness costs (S25, SC9)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairhold.lint.draft import Draft, DraftLine
from fairhold.lint.shipment_date import RULES
from fairhold.trade.families import LateDamages, ShipmentTerm
from fairhold.trade.terms import ShipBy
from lint.judged import faults, grave, judge, letters

BAD = (
    ("Ship in Aug", "V099", "blocker", "in Aug"),
    ("in August", "V099", "blocker", "in August"),
    ("Delivery ASAP", "V098", "blocker", "ASAP"),
    ("Lead time 4-6 weeks", "V102", "blocker", "4-6 weeks"),
    ("Shipment before Christmas", "V104", "blocker", "before Christmas"),
    ("Delivery time: whenever", "shipment_date-1", "blocker", "whenever"),
    ("Delivery time to be confirmed", "V105", "blocker", "to be confirmed"),
    ("30-35 days after deposit", "V102", "blocker", "30-35 days"),
    ("35 days after deposit", "shipment_date-2", "major", "35 days after deposit"),
    ("Shipment by 5 Aug", "shipment_date-6", "major", "5 Aug"),
    ("Ship within 30 days after receipt of deposit", "shipment_date-3", "minor", "30 days after receipt of deposit"),
    ("尽快发货", "Z080", "blocker", "尽快发货"),
    ("8月底发货", "Z081", "blocker", "8月底"),
    ("Ship by 2019-08-05", "shipment_date-4", "info", "2019-08-05"),
    ("Ship by 2019-08-05", "shipment_date-5", "info", "2019-08-05"),
)
GOOD = (
    "2019-08-05",
    "Ship by 2019-08-05",
    "Shipment date: Aug 5, 2019",
    "Ship on or before 2026-10-15, on-board date of the bill of lading counts",
    "Ship ASAP, at the latest on 2026-10-15",
    "Ship within 45 days after the initial payment is in the order's account",
    "2026年10月15日前装船，以提单日期为准",
)
SILENT = (
    "The buyer pays within 30 days",
    "Claims within 30 days after delivery",
    "The parties shall promptly notify each other",
    "Company founded in May 2001",
)


@pytest.mark.parametrize(("text", "rule", "severity", "words"), BAD)
def test_a_vague_term_is_found_where_it_stands(text: str, rule: str, severity: str, words: str) -> None:
    assert (rule, severity, words) in faults(RULES, text)


@pytest.mark.parametrize("text", GOOD)
def test_a_day_has_no_grave_fault(text: str) -> None:
    """SC9: "in Aug" is rejected, 2019-08-05 accepted."""
    assert grave(RULES, text) == []


@pytest.mark.parametrize("text", SILENT)
def test_a_time_for_something_else_says_nothing(text: str) -> None:
    assert faults(RULES, text) == []


def test_the_typed_date_settles_loose_words() -> None:
    draft = Draft(ship_by=ShipBy(on=date(2026, 10, 15)), shipment=ShipmentTerm(proof="on_board_date"))
    verdict = judge(RULES, "Please ship as soon as possible", draft=draft)
    assert [(fault.rule, fault.field) for fault in verdict.faults] == [("shipment_date-5", "/ship_by")]
    assert letters(verdict) == "SMTA"


def test_days_after_a_payment_are_enough_in_the_typed_field() -> None:
    draft = Draft(ship_by=ShipBy(days=35), late_damages=LateDamages(per_day_bp=50, cap_bp=500))
    verdict = judge(RULES, "35 days after deposit", draft=draft)
    assert [(fault.rule, fault.field) for fault in verdict.faults] == [("shipment_date-4", "/ship_by")]


def test_a_draft_with_goods_and_no_date_is_blocked() -> None:
    verdict = judge(RULES, draft=Draft(lines=(DraftLine(),)))
    assert [(fault.rule, fault.severity) for fault in verdict.faults] == [("shipment_date-7", "blocker")]


def test_a_text_is_read_into_typed_terms() -> None:
    read = [found.term for found in RULES.read("Ship by 2026-10-15, on-board date counts")]
    assert read == [ShipBy(on=date(2026, 10, 15)), ShipmentTerm(proof="on_board_date")]
    (after,) = RULES.read("Lead time: 5 weeks after initial payment")
    assert after.term == ShipBy(days=35, after="initial_payment")
    (late,) = RULES.read("Late shipment: 0.5 % per day, at most 5 %")
    assert late.term == LateDamages(per_day_bp=50, cap_bp=500)


@given(st.text(max_size=80))
def test_no_text_makes_judging_fail(text: str) -> None:
    judge(RULES, text)
    judge(RULES, text, own=True)
