"""Payment terms: shares that add up, triggers, and only the protected account (S34, S38)."""

import pytest

from fairhold.lint import payment
from fairhold.lint.draft import Draft
from fairhold.lint.family import Passage, Subject
from lint.judged import faults
from trade.playing import usd

BAD = (
    ("30% deposit, 60% balance against copy of B/L", "payment-1", "major", "30% deposit, 60%"),
    ("Payment: T/T", "V139", "major", "T/T"),
    ("Payment is negotiable", "V140", "major", "Payment is negotiable"),
    ("Pay by PayPal", "V143", "major", "PayPal"),
    ("balance before shipment", "V138", "major", "balance"),
)
GOOD = (
    "30% T/T in advance and 70% T/T against copy of B/L",
    "30% deposit by T/T, 70% before shipment",
    "late penalty 0.5% per day, cap 5%",
)


@pytest.mark.parametrize(("text", "rule", "severity", "words"), BAD)
def test_a_vague_term_is_found_where_it_stands(text: str, rule: str, severity: str, words: str) -> None:
    assert (rule, severity, words) in faults(payment.RULES, text)


@pytest.mark.parametrize("text", GOOD)
def test_a_precise_term_has_no_grave_fault(text: str) -> None:
    assert [fault for fault in faults(payment.RULES, text) if fault[1] in ("blocker", "major")] == []


def test_a_text_about_something_else_says_nothing() -> None:
    assert faults(payment.RULES, "Delivered to the warehouse in Hamburg.") == []
    assert not payment.RULES.judge(Subject("", (), (), Draft())).applies


def test_the_amounts_of_the_form_settle_what_a_text_leaves_open() -> None:
    """O7: fields win; another way to pay stays a fault."""
    draft = Draft(total=usd(100), initial=usd(30))
    passage = Passage("/remarks", "balance before shipment")
    verdict = payment.RULES.judge(Subject("", (), (passage,), draft))
    assert (verdict.measurable, verdict.testable, verdict.faults) == (True, True, ())
    outside = payment.RULES.judge(Subject("", (), (Passage("/remarks", "Pay by PayPal"),), draft))
    assert [fault.rule for fault in outside.faults] == ["V143"]
