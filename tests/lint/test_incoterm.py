"""Trade terms: a rule of Incoterms 2020 with its named place (standards 2.1)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairhold.lint.draft import Draft, DraftLine
from fairhold.lint.incoterm import RULES, TradeTerm
from lint.judged import faults, grave, judge, letters

BAD = (
    ("FOB", "V132", "blocker", "FOB"),
    ("Price is CIF", "V132", "blocker", "CIF"),
    ("FOB China", "V135", "blocker", "FOB China"),
    ("FOB Shenzhen/Ningbo", "V135", "blocker", "FOB Shenzhen/Ningbo"),
    ("C&F Hamburg", "V133", "blocker", "C&F"),
    ("DDU Berlin", "V136", "blocker", "DDU"),
    ("free shipping", "V134", "blocker", "free shipping"),
    ("by sea or air", "V137", "blocker", "by sea or air"),
    ("包邮", "Z130", "blocker", "包邮"),
    ("Delivery terms: easy", "incoterm-1", "blocker", "easy"),
    ("FOB Ningbo", "incoterm-3", "minor", "FOB Ningbo"),
)
GOOD = (
    "FOB Ningbo, Incoterms 2020",
    "FOB Ningbo",
    "CIF Rotterdam Port, Incoterms 2020",
    "DDP 10115 Berlin, Incoterms® 2020",
    "Price: EXW Yiwu warehouse 5, Incoterms 2020",
)
SILENT = ("dat is goed", "Shipped by sea", "etc.")


@pytest.mark.parametrize(("text", "rule", "severity", "words"), BAD)
def test_a_vague_term_is_found_where_it_stands(text: str, rule: str, severity: str, words: str) -> None:
    assert (rule, severity, words) in faults(RULES, text)


@pytest.mark.parametrize("text", GOOD)
def test_a_rule_with_its_place_has_no_grave_fault(text: str) -> None:
    assert grave(RULES, text) == []


@pytest.mark.parametrize("text", SILENT)
def test_a_text_about_something_else_says_nothing(text: str) -> None:
    assert faults(RULES, text) == []


@pytest.mark.parametrize(
    ("rule", "place", "fault", "field", "passed"),
    [
        ("FOB", "Ningbo", None, None, "SMTA"),
        ("FOB", "", "incoterm-1", "/incoterm_place", "S-TA"),
        ("FOB", "China", "incoterm-4", "/incoterm_place", "S-TA"),
        ("FOB", "Shenzhen or Ningbo", "incoterm-4", "/incoterm_place", "S-TA"),
        ("DDU", "Berlin", "incoterm-2", "/incoterm", "---A"),
        ("free", "Berlin", "incoterm-1", "/incoterm", "----"),
    ],
)
def test_the_typed_rule_needs_its_place(
    rule: str, place: str, fault: str | None, field: str | None, passed: str
) -> None:
    verdict = judge(RULES, draft=Draft(incoterm=rule, incoterm_place=place))
    assert [(one.rule, one.severity, one.field) for one in verdict.faults] == (
        [(fault, "blocker", field)] if fault else []
    )
    assert letters(verdict) == passed


def test_goods_without_a_rule_are_blocked() -> None:
    verdict = judge(RULES, draft=Draft(lines=(DraftLine(),)))
    assert [(fault.rule, fault.severity) for fault in verdict.faults] == [("incoterm-5", "blocker")]


def test_a_text_is_read_into_rule_place_and_edition() -> None:
    (found,) = RULES.read("Price: FOB Ningbo Beilun terminal, Incoterms 2020")
    assert found.term == TradeTerm("FOB", "Ningbo Beilun terminal", "2020")
    assert (found.start, found.end) == (7, 33)


@given(st.text(max_size=80))
def test_no_text_makes_judging_fail(text: str) -> None:
    judge(RULES, text)
    judge(RULES, text, own=True)
