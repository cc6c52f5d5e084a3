"""Statements and interim reports: what a good one says, pages, sums, and each fault with its code and place."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bank.swift_text import entry, read_one, read_or_fault, refused, report, statement
from fairhold.bank.fault import ERRORS, StatementError
from fairhold.bank.mt940 import read_swift
from fairhold.bank.statement import Kind
from fairhold.bank.tree import Limits

SECOND = entry("2611231123DD34,99NTRFORD-1//BANK-2")


def test_a_statement_says_its_account_period_balances_and_lines() -> None:
    found = read_one(
        statement(
            entry(),
            SECOND,
            opening=":60F:D261122USD100,00",
            closing=":62F:C261123USD24865,01",
            behind=":64:C261124USD24865,01\n:65:C261125USD24865,01\n:86:that was all",
        )
    )
    assert found.kind is Kind.STATEMENT
    assert (found.account, found.currency, found.sequence) == ("GB33BUKB20201555555555", "USD", 45)
    assert found.statement_id == "START1 00045 2026-11-23"
    assert (found.from_day, found.to_day) == (date(2026, 11, 22), date(2026, 11, 23))
    assert (found.opening, found.moved, found.closing) == (-10_000, 2_496_501, 2_486_501)
    assert [line.signed for line in found.lines] == [2_500_000, -3_499]
    assert (found.left_out, found.created_at) == (0, None)
    assert [line.unstructured for line in found.lines] == [(), ()]


def test_an_interim_report_has_no_balances_and_leaves_out_what_is_only_expected() -> None:
    found = read_one(report(entry(), entry("261124ED7,00NTRFNONREF"), entry("261123D0,NCHGNONREF")))
    assert found.kind is Kind.NOTIFICATION
    assert (found.opening, found.closing, found.currency) == (None, None, "USD")
    assert found.created_at == datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
    assert found.statement_id == "START1 00045 2026-11-23T11:00+00:00"
    assert ([line.amount for line in found.lines], found.left_out) == ([2_500_000], 2)


def test_the_sums_of_an_interim_report_are_proved() -> None:
    good = ":90D:1USD34,99\n:90C:1USD25000,00"
    assert len(read_one(report(entry(), SECOND, behind=good)).lines) == 2
    assert len(read_one(report(entry(), SECOND, behind=good, head="")).lines) == 2
    for wrong in (":90D:2USD34,99", ":90D:1USD34,98", ":90C:0USD0,"):
        fault = refused(report(entry(), SECOND, behind=wrong))
        assert (fault.code, fault.pointer) == ("statement_sum_mismatch", f"/{wrong[:5]}")
    assert refused(report(entry(), behind=":90C:1EUR25000,00")).code == "statement_currency_mixed"
    assert refused(report(entry(), SECOND, behind=":90D:1USD34,98")).detail == (
        "1 entries of 3498 USD are told, not 1 of 3499 (minor units)"
    )


def test_what_is_expected_may_be_in_the_sums_so_then_they_prove_nothing() -> None:
    text = report(entry(), entry("261124EC7,00NTRFNONREF"), behind=":90C:2USD25007,00")
    assert len(read_one(text).lines) == 1


def test_a_statement_that_does_not_add_up_is_refused_with_the_difference() -> None:
    fault = refused(statement(entry(), closing=":62F:C261123USD25000,01"))
    assert (fault.code, fault.line, fault.pointer) == ("statement_balance_mismatch", 6, "/:62F:")
    assert fault.detail == (
        "opening 0 and lines +2500000 make 2500000, not 2500001 (minor units of USD); +1 is not explained"
    )


def test_one_statement_that_does_not_add_up_refuses_all_of_the_file() -> None:
    bad = statement(entry(), closing=":62F:C261123USD1,", number=":28C:46")
    assert refused(statement(entry()) + bad).code == "statement_balance_mismatch"


PAGE_1 = statement(entry(), closing=":62M:C261123USD25000,00")
PAGE_2 = statement(SECOND, number=":28C:45/2", opening=":60M:C261123USD25000,00", closing=":62F:C261123USD24965,01")


def test_pages_of_one_statement_are_put_together_and_proved_as_one() -> None:
    page_2 = PAGE_2.replace("45/2", "00045/002")
    found = read_one(PAGE_1 + page_2)
    assert (found.statement_id, found.opening, found.closing) == ("START1 00045 2026-11-23", 0, 2_496_501)
    assert [line.signed for line in found.lines] == [2_500_000, -3_499]
    gap = page_2.replace(":60M:C261123USD25000,00", ":60M:C261123USD25000,01")
    fault = refused(PAGE_1 + gap)
    assert (fault.code, fault.pointer) == ("statement_balance_mismatch", "/:62F:")


def test_pages_that_come_alone_are_statements_of_their_own() -> None:
    first, second = read_swift(PAGE_1 + PAGE_2)  # 00045 and 45 are not the same number
    assert first.statement_id == "START1 00045/001 2026-11-23"
    assert second.statement_id == "START1 45/2 2026-11-23"
    assert (second.opening, second.closing) == (2_500_000, 2_496_501)


def test_two_payments_that_are_alike_stay_two_and_read_again_are_the_same_two() -> None:
    text = statement(entry("261123C1,NTRFA"), entry("261123C1,NTRFA"), closing=":62F:C261123USD2,")
    first, second = read_one(text).lines
    assert first.key != second.key
    assert read_one(text).lines == (first, second)
    assert not first.identified


def test_statements_of_several_accounts_and_currencies_come_in_one_file() -> None:
    euros = statement(
        entry("261123C1,5NTRFA"),
        account=":25:DE02120300000000202051",
        opening=":60F:C261122EUR0,",
        closing=":62F:C261123EUR1,5",
    )
    yen = statement(
        entry("261123C150,NTRFA"),
        account=":25:GB33BUKB20201555555555",
        opening=":60F:C261122JPY0,",
        closing=":62F:C261123JPY150,",
    )
    found = read_swift(statement(entry()) + euros + yen)
    assert [(one.currency, one.moved) for one in found] == [("USD", 2_500_000), ("EUR", 150), ("JPY", 150)]


def test_an_entry_of_the_same_reference_day_and_amount_has_the_same_key_in_both_kinds_of_message() -> None:
    """I8: announced by an MT942, proved by an MT940, booked once."""
    (announced,) = read_one(report(entry())).lines
    (proved,) = read_one(statement(entry(about="now with details"))).lines
    assert announced.identified
    assert announced.key == proved.key


@pytest.mark.parametrize(
    ("text", "code", "pointer"),
    [
        (statement(entry(), opening=""), "statement_no_opening_balance", "/:20:"),
        (statement(entry(), closing=""), "statement_no_closing_balance", "/:20:"),
        (statement(entry(), account=""), "statement_field_missing", "/:20:"),
        (statement(entry(), account=":25:"), "statement_field_missing", "/:20:"),
        (statement(entry(), number=""), "statement_field_missing", "/:20:"),
        (statement(entry(), number=":28C:A/1"), "statement_number", "/:28C:"),
        (statement(entry(), number=":28C:" + "1" * 19), "statement_number", "/:28C:"),
        (statement(entry(), closing=":62F:C261123EUR25000,00"), "statement_currency_mixed", "/:20:"),
        (statement(entry(), opening=":60F:C261122XXX0,"), "statement_currency", "/:60F:"),
        (statement(entry(), opening=":60F:C261122USD"), "statement_amount", "/:60F:"),
        (statement(entry(), opening=":60F:C261122USD0,00 and more"), "statement_field_malformed", "/:60F:"),
        (statement(entry(), opening=":60F:C261122USD0,001"), "statement_amount_decimals", "/:60F:"),
        (statement(entry(), opening=":60F:C261122USD0,000"), "statement_amount_decimals", "/:60F:"),
        (statement(entry(), opening=":60F:C261122USD1,2,3"), "statement_amount", "/:60F:"),
        (statement(entry(), opening=":60F:X261122USD0,"), "statement_field_malformed", "/:60F:"),
        (statement(entry(), opening=":60F:C261322USD0,"), "statement_date", "/:60F:"),
        (statement(entry(), opening=":60F:C260230USD0,"), "statement_date", "/:60F:"),
        (statement(entry(), opening=":60F:C991122USD0,"), "statement_date", "/:60F:"),
        (statement(entry(), opening=":60F:C261122USD999999999999999"), "statement_amount_too_large", "/:60F:"),
        (statement(entry(), opening=":60F:C261122USD0,\n:60F:C261122USD0,"), "statement_field_repeated", "/:60F:"),
        (statement(entry(), opening=":60F:C261122USD0,\n:60M:C261122USD0,"), "statement_field_repeated", "/:60M:"),
        (statement(entry(), account=":25:A\n:25:B"), "statement_field_repeated", "/:25:"),
        (statement(entry(), account=":25:A\n:25P:A"), "statement_field_repeated", "/:25P:"),
        (statement(entry(), behind=entry().rstrip()), "statement_field_misplaced", "/:61:"),
        (report(entry(), head=":13D:2611231200"), "statement_field_missing", "/:20:"),
        (report(entry(), head=":34F:USD0,\n:34F:EUR0,"), "statement_currency_mixed", "/:20:"),
        (report(entry(), head=":34F:US"), "statement_field_malformed", "/:34F:"),
        (report(entry(), head=":34F:USD0,\n:13D:2611232500"), "statement_date", "/:13D:"),
        (report(entry(), head=":34F:USD0,\n:13D:2611231200+9900"), "statement_date", "/:13D:"),
        (report(entry(), head=":34F:USD0,\n:13D:2611231200CET"), "statement_field_malformed", "/:13D:"),
        (":942:\n" + report(entry(), behind=":62F:C261123USD0,"), "statement_field_misplaced", "/:20:"),
        (report(entry(), behind=":90C:123456USD0,"), "statement_number", "/:90C:"),
        (report(entry(), behind=":90C:1USD0,x"), "statement_field_malformed", "/:90C:"),
    ],
)
def test_a_field_that_is_wrong_refuses_the_file_at_its_place(text: str, code: str, pointer: str) -> None:
    fault = refused(text)
    assert (fault.code, fault.pointer) == (code, pointer)


@pytest.mark.parametrize(
    ("written", "account"),
    [
        ("GB33BUKB20201555555555", "GB33BUKB20201555555555"),
        ("GB33 BUKB 2020 1555 5555 55", "GB33BUKB20201555555555"),
        ("GB33BUKB20201555555555USD", "GB33BUKB20201555555555"),
        ("12030000/202051", "DE02120300000000202051"),
        ("12030000/0000202051EUR", "DE02120300000000202051"),
        ("BYLADEM1001/202051", "202051"),
        ("BYLADEM1/DE02-X", "DE02-X"),
        ("0010020034", "0010020034"),
        ("GB33BUKB20201555555554", "GB33BUKB20201555555554"),
        ("0010020034\nFAIRGB2L", "0010020034"),
    ],
)
def test_an_account_is_read_as_it_is_known_elsewhere(written: str, account: str) -> None:
    assert read_one(statement(entry(), account=f":25:{written}")).account == account


@pytest.mark.parametrize("written", ["Müller", "x" * 36, "a b\tc", "?"])
def test_an_account_is_letters_and_digits(written: str) -> None:
    assert refused(statement(entry(), account=f":25:{written}")).code == "statement_field_malformed"


def test_more_lines_than_the_limit_are_refused() -> None:
    limits = Limits(statement_lines_max=1)
    assert len(read_swift(statement(entry()), limits)) == 1
    fault = refused(statement(entry()) + statement(SECOND), limits)
    assert (fault.code, fault.line) == ("statement_too_many_lines", 8)


@given(st.data())
def test_a_damaged_file_is_read_right_or_refused_and_never_changes_money(data: st.DataObject) -> None:
    about = "166?00CREDIT?20EREF+INV-7?21SVWZ+RF18 0000?32Harbour"
    whole = statement(entry(about=about), SECOND, closing=":62F:C261123USD24965,01")
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(len(whole), start + 40)))
    put = data.draw(st.text(max_size=4) | st.sampled_from([":", ":61:", "\n-\n", ",", "D", "9", "?", "//", "R", "ü"]))
    found = read_or_fault(whole[:start] + put + whole[end:])
    if isinstance(found, StatementError):
        assert found.code in ERRORS
        return
    for one in found:
        if one.kind is Kind.STATEMENT:
            assert one.opening is not None
            assert one.opening + one.moved == one.closing
