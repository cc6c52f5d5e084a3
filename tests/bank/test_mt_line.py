"""Entries: their sign, their days, their references whole, and that the library's habits do not get through."""

import logging
from datetime import date

import pytest

from bank.swift_text import entry, read_line, refused, report, statement
from fairhold.bank.statement import Party


@pytest.mark.parametrize(
    ("mark", "signed", "is_reversal"),
    [("C", 100, False), ("D", -100, False), ("RC", -100, True), ("RD", 100, True), ("c", 100, False)],
)
def test_the_mark_is_the_direction(mark: str, signed: int, is_reversal: bool) -> None:
    line = read_line(f"2611231123{mark}D1,00NTRFNONREF")
    assert (line.signed, line.is_reversal) == (signed, is_reversal)


@pytest.mark.parametrize(
    ("text", "amount"), [("1,", 100), ("1", 100), ("1,5", 150), ("0,05", 5), ("12345678,90", 1234567890)]
)
def test_an_amount_may_have_fewer_decimals_than_its_currency(text: str, amount: int) -> None:
    assert read_line(f"261123C{text}NTRFNONREF").amount == amount


@pytest.mark.parametrize(
    ("days", "booked", "value"),
    [
        ("261123", "2026-11-23", "2026-11-23"),
        ("2611231124", "2026-11-24", "2026-11-23"),
        ("261123    ", "2026-11-23", "2026-11-23"),
        ("2612310102", "2027-01-02", "2026-12-31"),
        ("2701021231", "2026-12-31", "2027-01-02"),
        ("2802290229", "2028-02-29", "2028-02-29"),
        ("2702280229", "2028-02-29", "2027-02-28"),
        ("2602300302", "2026-03-02", "2026-02-28"),
        ("2802300302", "2028-03-02", "2028-02-29"),
    ],
)
def test_the_booking_day_is_the_entry_date_nearest_to_the_value_day(days: str, booked: str, value: str) -> None:
    """A value day of 30 February, as banks write that reckon with months of 30 days, is the last day of the month."""
    line = read_line(f"{days}C1,NTRFNONREF")
    assert (line.booked_on, line.value_on) == (date.fromisoformat(booked), date.fromisoformat(value))


@pytest.mark.parametrize(
    ("text", "own", "bank"),
    [
        ("NTRFNONREF", "", ""),
        ("NTRFNONREF//NONREF", "", ""),
        ("NTRFINV-7", "INV-7", ""),
        ("NTRFINV-7//BANK-1", "INV-7", "BANK-1"),
        ("NTRF//BANK-1", "", "BANK-1"),
        ("NTRFord-0a1b2c3d4e5f6-R2//" + "B" * 40, "ord-0a1b2c3d4e5f6-R2", "B" * 40),
        ("NTRFA/B//C//D", "A/B", "C//D"),
        ("S103  REF  // BANK ", "REF", "BANK"),
    ],
)
def test_references_are_whole_however_long(text: str, own: str, bank: str) -> None:
    line = read_line(f"2611231123CD1,00{text}")
    assert (line.end_to_end_id, line.instruction_id, line.bank_reference) == (own, own, bank)
    assert line.identified is bool(bank)


def test_what_stands_below_an_entry_and_in_fields_of_the_banks_own_is_kept() -> None:
    line = read_line("261123C1,NTRFNONREF\nfirst line\nsecond line", about="details\n:NS:01own words")
    assert line.unstructured == ("details", "01own words", "first line", "second line")


def test_the_reference_of_the_payer_comes_before_the_banks_copy_of_ours() -> None:
    line = read_line("261123D1,NTRFOURS-1", about="166?00X?20EREF+PAID-1?21KREF+OURS-2")
    assert (line.end_to_end_id, line.instruction_id) == ("PAID-1", "OURS-1")
    assert read_line("261123D1,NTRFOURS-1", about="166?00X?20KREF+OURS-2").end_to_end_id == "OURS-2"
    assert read_line("261123D1,NTRFOURS-1", about="free text").end_to_end_id == "OURS-1"


@pytest.mark.parametrize(
    ("text", "about", "is_return", "reason"),
    [
        ("NRTINONREF", "", True, ""),
        ("NTRFNONREF", "109?00RETOURE?20SVWZ+back?34904", True, "904"),
        ("NTRFNONREF", "/EREF/X/RTRN/AC04/NAME/Y", True, "AC04"),
        ("NTRFNONREF", "/EREF/X/NAME/Y", False, ""),
        ("NTRFNONREF", "", False, ""),
    ],
)
def test_a_payment_that_comes_back_says_so(text: str, about: str, is_return: bool, reason: str) -> None:
    line = read_line(f"261123C1,{text}", about=about)
    assert (line.is_return, line.reason) == (is_return, reason)


def test_the_banks_codes_are_kept() -> None:
    assert read_line("261123C1,NTRFNONREF", about="166?00X?20Y").bank_code == "NTRF/166"
    assert read_line("261123C1,NCHGNONREF").bank_code == "NCHG"


def test_who_is_on_the_other_side_is_read_from_the_details() -> None:
    about = "166?00X?20SVWZ+Hi?30BYLADEM1001?31DE02120300000000202051?32Harbour Home?33ware"
    assert read_line(about=about).counterparty == Party("Harbour Homeware", "DE02120300000000202051", "BYLADEM1001")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "statement_field_malformed"),
        ("nonsense", "statement_field_malformed"),
        ("261123C1,", "statement_field_malformed"),  # the library would let the next entry take its place
        ("261123X1,NTRFA", "statement_field_malformed"),
        ("261123C,NTRFA", "statement_amount"),
        ("261123C1,001NTRFA", "statement_amount_decimals"),
        ("261123C1,2,3NTRFA", "statement_amount"),
        ("261323C1,NTRFA", "statement_date"),
        ("260431C1,NTRFA", "statement_date"),
        ("2611231332C1,NTRFA", "statement_date"),
        ("٢٦1123C1,NTRFA", "statement_field_malformed"),
        ("261123C١,NTRFA", "statement_field_malformed"),
        ("841123C1,NTRFA", "statement_date"),
    ],
)
def test_an_entry_that_is_wrong_refuses_the_file(text: str, code: str) -> None:
    fault = refused(report(entry(text)))
    assert (fault.code, fault.line, fault.pointer) == (code, 6, "/:61:")


def test_the_library_says_nothing_of_an_account_to_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        fault = refused(statement(entry("2611 IBAN DE02120300000000202051")))
    assert fault.detail == "'2611 IBAN DE02120300000000202051' does not have the form of :61:"
    assert caplog.records == []
