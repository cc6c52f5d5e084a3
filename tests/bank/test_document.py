"""Amounts and moments as ISO 20022 writes them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from fairhold.bank.document import Document, decimal, moment


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [(2_500_000, "USD", "25000.00"), (5, "USD", "0.05"), (0, "USD", "0.00"), (500, "JPY", "500"), (1, "BHD", "0.001")],
)
def test_minor_units_become_decimals(minor: int, currency: str, text: str) -> None:
    assert decimal(minor, currency) == text


def test_an_amount_below_zero_is_not_written() -> None:
    with pytest.raises(ValueError, match="below zero"):
        decimal(-1, "USD")


def test_a_moment_is_written_in_utc_to_the_second() -> None:
    there = timezone(timedelta(hours=8))
    assert moment(datetime(2026, 8, 3, 6, 30, 15, 999, tzinfo=there)) == "2026-08-02T22:30:15Z"
    assert moment(datetime(2026, 8, 3, tzinfo=UTC)) == "2026-08-03T00:00:00Z"


@pytest.mark.parametrize("text", ["a\x00", "a\nb", "\x1f", "\ud800", "\ufffe"])
def test_what_xml_cannot_carry_is_not_written(text: str) -> None:
    document = Document("x")
    with pytest.raises(ValueError, match="XML cannot carry"):
        document.add(document.root, "A", text)
    assert document.to_bytes().count(b"<A") == 0


def test_text_is_escaped() -> None:
    document = Document("x")
    document.add(document.root, "A/B", "<&>", Ccy='"')
    assert b'<B Ccy="&quot;">&lt;&amp;&gt;</B>' in document.to_bytes()
