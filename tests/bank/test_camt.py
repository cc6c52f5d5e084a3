"""Statements and notifications: what a good file says, and each fault of a bad one with its code and place."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fairhold.bank.camt import VERSIONS, read_statements
from fairhold.bank.fault import ERRORS, StatementError
from fairhold.bank.statement import Kind, Statement
from fairhold.bank.tree import Limits

Build = Callable[..., Any]
ROOT = "/Document/BkToCstmrStmt"


def _refused(content: bytes, limits: Limits | None = None) -> StatementError:
    with pytest.raises(StatementError) as caught:
        read_statements(content, limits)
    return caught.value


def _read_or_fault(content: bytes) -> list[Statement] | StatementError:
    try:
        return read_statements(content)
    except StatementError as fault:
        return fault


def test_a_statement_says_its_account_period_balances_and_lines(
    statement_file: Build, entry: Build, balance: Build
) -> None:
    content = statement_file(
        entry("25000.00"),
        entry("34.99", "DBIT", reference="BANK-2"),
        opening=balance("OPBD", "100.00", "DBIT", day="2026-08-02"),
        closing=balance("CLBD", "24865.01"),
    )
    [statement] = read_statements(content)
    assert statement.kind is Kind.STATEMENT
    assert (statement.account, statement.currency) == ("0010020034", "USD")
    assert (statement.statement_id, statement.sequence) == ("ST-1", 7)
    assert statement.created_at == datetime(2026, 8, 3, 16, 0, tzinfo=UTC)
    assert (statement.from_day, statement.to_day) == (date(2026, 8, 2), date(2026, 8, 3))
    assert (statement.opening, statement.moved, statement.closing) == (-10_000, 2_496_501, 2_486_501)
    assert [line.signed for line in statement.lines] == [2_500_000, -3_499]
    assert statement.left_out == 0


def test_a_notification_has_no_balances_and_proves_nothing(notification_file: Build, entry: Build) -> None:
    [notification] = read_statements(notification_file(entry()))
    assert notification.kind is Kind.NOTIFICATION
    assert (notification.opening, notification.closing, notification.created_at) == (None, None, None)
    assert [line.amount for line in notification.lines] == [2_500_000]


def _in_version(content: bytes, version: int) -> bytes:
    """A file as the first version had it: another root, and balances without a choice."""
    if version > 1:
        return content
    for body in (b"BkToCstmrStmt", b"BkToCstmrAcctRpt", b"BkToCstmrDbtCdtNtfctn"):
        content = content.replace(body + b">", body + b"V01>")
    return content.replace(b"<CdOrPrtry>", b"").replace(b"</CdOrPrtry>", b"")


@pytest.mark.parametrize("version", VERSIONS)
def test_every_version_from_01_to_14_is_read(version: int, statement_file: Build, entry: Build) -> None:
    stage = "BOOK" if version < 4 else "<Cd>BOOK</Cd>"
    namespace = f"urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version:02d}"
    [statement] = read_statements(_in_version(statement_file(entry(stage=stage), namespace=namespace), version))
    assert statement.moved == 2_500_000


@pytest.mark.parametrize("version", VERSIONS)
def test_every_version_of_reports_and_notifications_is_read(
    version: int, notification_file: Build, entry: Build
) -> None:
    content = notification_file(entry()).replace(b"camt.054.001.08", b"camt.054.001.%02d" % version)
    [notification] = read_statements(_in_version(content, version))
    assert (notification.kind, notification.moved) == (Kind.NOTIFICATION, 2_500_000)
    report = content.replace(b"camt.054", b"camt.052").replace(b"DbtCdtNtfctn", b"AcctRpt").replace(b"Ntfctn>", b"Rpt>")
    [account_report] = read_statements(_in_version(report, version))
    assert account_report == notification


def test_the_first_version_says_account_payments_and_reasons_in_its_own_way(
    statement_file: Build, entry: Build
) -> None:
    payment = (
        "<TxDtls><Refs><EndToEndId>E-1</EndToEndId></Refs><RmtInf><Strd><CdtrRefInf><CdtrRef>RF18</CdtrRef></CdtrRefInf>"
        "</Strd></RmtInf><RtrInf><RtrRsn><Cd>AC04</Cd></RtrRsn></RtrInf></TxDtls>"
    )
    content = statement_file(
        entry(details=payment),
        account="<Acct><Id><PrtryAcct><Id>0010020034</Id></PrtryAcct></Id><Ccy>USD</Ccy></Acct>",
        namespace="urn:iso:std:iso:20022:tech:xsd:camt.053.001.01",
    )
    [statement] = read_statements(_in_version(content, 1))
    (line,) = statement.lines
    assert statement.account == "0010020034"
    assert (line.end_to_end_id, line.structured, line.is_return, line.reason) == ("E-1", ("RF18",), True, "AC04")
    bundled = entry(details="<Btch><NbOfTxs>7</NbOfTxs></Btch>")
    content = statement_file(bundled, namespace="urn:iso:std:iso:20022:tech:xsd:camt.053.001.01")
    assert read_statements(_in_version(content, 1))[0].lines[0].batch_of == 7


def test_a_report_of_the_day_leaves_pending_entries_out_and_needs_no_balances(
    notification_file: Build, entry: Build, balance: Build
) -> None:
    content = notification_file(balance("ITBD", "1.00"), entry(), entry("7.00", stage="<Cd>PDNG</Cd>"))
    report = content.replace(b"camt.054", b"camt.052").replace(b"DbtCdtNtfctn", b"AcctRpt").replace(b"Ntfctn>", b"Rpt>")
    [statement] = read_statements(report)
    assert (statement.kind, statement.opening, statement.closing) == (Kind.NOTIFICATION, None, None)
    assert (len(statement.lines), statement.left_out) == (1, 1)


@pytest.mark.parametrize("day", ["0001-01-01", "1989-12-31", "2084-01-01", "9999-12-31"])
def test_a_day_that_no_bank_can_mean_is_refused(day: str, statement_file: Build, entry: Build) -> None:
    fault = _refused(statement_file(entry(days=f"<BookgDt><Dt>{day}</Dt></BookgDt>")))
    assert (fault.code, fault.pointer) == ("statement_date", f"{ROOT}/Stmt[1]/Ntry[1]/BookgDt/Dt")
    head = f"<Id>ST-1</Id><CreDtTm>{day}T12:00:00Z</CreDtTm>"
    assert _refused(statement_file(entry(), head=head)).code == "statement_date"


def test_a_national_namespace_that_names_the_version_is_read(statement_file: Build, entry: Build) -> None:
    content = statement_file(entry(), namespace="ISO:camt.053.001.02:APC:STUZZA:payments:003")
    assert read_statements(content)[0].moved == 2_500_000


def test_only_booked_entries_count_and_the_others_are_counted_apart(statement_file: Build, entry: Build) -> None:
    content = statement_file(
        entry(),
        entry("7.00", stage="<Cd>PDNG</Cd>"),
        entry("nonsense", stage="<Cd>INFO</Cd>"),
        entry("0.00"),
        entry("9.00", stage="<Prtry>HELD</Prtry>"),
    )
    [statement] = read_statements(content)
    assert (len(statement.lines), statement.left_out) == (1, 4)


def test_a_file_may_hold_several_statements_and_every_one_is_proved(statement_file: Build, entry: Build) -> None:
    one = statement_file(entry())
    start, end = one.index(b"<Stmt>"), one.index(b"</Stmt>") + len(b"</Stmt>")
    twice = one[:end] + one[start:end].replace(b"ST-1", b"ST-2") + one[end:]
    assert [statement.statement_id for statement in read_statements(twice)] == ["ST-1", "ST-2"]
    entry_amount = b"25000.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>"
    assert one[start:end].count(entry_amount) == 1
    fault = _refused(one[:end] + one[start:end].replace(entry_amount, entry_amount[3:]) + one[end:])
    assert (fault.code, fault.pointer) == ("statement_balance_mismatch", f"{ROOT}/Stmt[2]/Bal[2]")


def test_the_previous_closing_balance_serves_as_opening(statement_file: Build, entry: Build, balance: Build) -> None:
    content = statement_file(entry(), opening=balance("PRCD", "0.00") + balance("OPAV", "9.00"))
    assert read_statements(content)[0].opening == 0


def test_the_period_is_told_outright_where_the_bank_does(statement_file: Build, entry: Build) -> None:
    head = (
        "<Id>ST-1</Id><FrToDt><FrDtTm>2026-08-01T00:00:00+08:00</FrDtTm><ToDtTm>2026-08-31T23:59:59</ToDtTm></FrToDt>"
    )
    [statement] = read_statements(statement_file(entry(), head=head))
    assert (statement.from_day, statement.to_day) == (date(2026, 8, 1), date(2026, 8, 31))


@pytest.mark.parametrize(
    ("currency", "written", "minor"),
    [
        ("USD", "25000", 2_500_000),
        ("USD", "25000.5", 2_500_050),
        ("USD", "+25000.05", 2_500_005),
        ("USD", ".05", 5),
        ("USD", "5.", 500),
        ("USD", "0000000000000000000005.00", 500),
        ("JPY", "25000", 25_000),
        ("BHD", "1.234", 1_234),
        ("USD", "9999999999999.99", 999_999_999_999_999),
    ],
)
def test_amounts_are_exact_in_the_minor_units_of_their_currency(
    currency: str, written: str, minor: int, statement_file: Build, entry: Build, balance: Build
) -> None:
    content = statement_file(
        entry(written, currency=currency),
        opening=balance("OPBD", "0", currency=currency),
        closing=balance("CLBD", written, currency=currency),
        account=f"<Acct><Id><IBAN>NL41MOCK0000000001</IBAN></Id><Ccy>{currency}</Ccy></Acct>",
    )
    [statement] = read_statements(content)
    assert (statement.lines[0].amount, statement.lines[0].currency) == (minor, currency)


@pytest.mark.parametrize(
    ("currency", "written", "code"),
    [
        ("USD", "25.000", "statement_amount_decimals"),
        ("USD", "1.005", "statement_amount_decimals"),
        ("JPY", "25000.00", "statement_amount_decimals"),
        ("BHD", "1.2345", "statement_amount_decimals"),
        ("USD", "-1.00", "statement_amount_negative"),
        ("USD", "-0", "statement_amount_negative"),
        ("USD", "10000000000000.00", "statement_amount_too_large"),
        ("USD", "9" * 4000, "statement_amount_too_large"),
        ("USD", "", "statement_amount"),
        ("USD", ".", "statement_amount"),
        ("USD", "1,000.00", "statement_amount"),
        ("USD", "1e3", "statement_amount"),
        ("USD", "0x10", "statement_amount"),
        ("USD", "١٢", "statement_amount"),
        ("USD", "1 000", "statement_amount"),
        ("USD", "NaN", "statement_amount"),
    ],
)
def test_an_amount_that_is_not_exact_refuses_the_file(
    currency: str, written: str, code: str, statement_file: Build, entry: Build, balance: Build
) -> None:
    content = statement_file(
        entry(written, currency=currency),
        opening=balance("OPBD", "0", currency=currency),
        closing=balance("CLBD", "0", currency=currency),
        account=f"<Acct><Id><IBAN>NL41MOCK0000000001</IBAN></Id><Ccy>{currency}</Ccy></Acct>",
    )
    fault = _refused(content)
    assert (fault.code, fault.line, fault.pointer) == (code, 10, f"{ROOT}/Stmt[1]/Ntry[1]/Amt")


def test_lines_that_do_not_lead_to_the_closing_balance_are_refused_with_what_is_missing(
    statement_file: Build, entry: Build, balance: Build
) -> None:
    fault = _refused(statement_file(entry("24965.00"), closing=balance("CLBD", "25000.00")))
    assert (fault.code, fault.pointer) == ("statement_balance_mismatch", f"{ROOT}/Stmt[1]/Bal[2]")
    assert fault.line == 9
    assert fault.detail == (
        "opening 0 and lines +2496500 make 2496500, not 2500000 (minor units of USD); +3500 is not explained"
    )
    assert str(fault).startswith("statement_balance_mismatch at line 9, /Document/BkToCstmrStmt/Stmt[1]/Bal[2]: ")


@pytest.mark.parametrize(
    ("changes", "code", "pointer"),
    [
        ({"opening": ""}, "statement_no_opening_balance", "/Stmt[1]/Bal"),
        ({"closing": ""}, "statement_no_closing_balance", "/Stmt[1]/Bal"),
        ({"account": "<Acct><Ccy>USD</Ccy></Acct>"}, "statement_field_missing", "/Stmt[1]/Acct/Id"),
        ({"account": ""}, "statement_field_missing", "/Stmt[1]/Acct/Id"),
        ({"head": ""}, "statement_field_missing", "/Stmt[1]/Id"),
        ({"head": "<Id>1</Id><ElctrncSeqNb>x</ElctrncSeqNb>"}, "statement_number", "/Stmt[1]/ElctrncSeqNb"),
        ({"head": "<Id>1</Id><CreDtTm>yesterday</CreDtTm>"}, "statement_date", "/Stmt[1]/CreDtTm"),
        ({"head": "<Id>1</Id><CreDtTm>0001-01-01T00:00:00+14:00</CreDtTm>"}, "statement_date", "/Stmt[1]/CreDtTm"),
        (
            {"head": "<Id>1</Id><FrToDt><FrDtTm>2026-02-30T00:00:00</FrDtTm></FrToDt>"},
            "statement_date",
            "/Stmt[1]/FrToDt/FrDtTm",
        ),
        (
            {"account": "<Acct><Id><IBAN>X</IBAN></Id><Ccy>XYZ</Ccy></Acct>"},
            "statement_currency",
            "/Stmt[1]/Acct/Ccy",
        ),
    ],
)
def test_a_statement_without_what_it_needs_is_refused(
    changes: dict[str, str], code: str, pointer: str, statement_file: Build, entry: Build
) -> None:
    fault = _refused(statement_file(entry(), **changes))
    assert (fault.code, fault.pointer) == (code, ROOT + pointer)
    assert fault.line > 1


def test_a_balance_given_twice_must_say_the_same(statement_file: Build, entry: Build, balance: Build) -> None:
    twice = balance("OPBD", "0.00") * 2
    assert read_statements(statement_file(entry(), opening=twice))[0].opening == 0
    fault = _refused(statement_file(entry(), opening=balance("OPBD", "0.00") + balance("OPBD", "1.00")))
    assert (fault.code, fault.pointer) == ("statement_balance_repeated", f"{ROOT}/Stmt[1]/Bal[2]")


@pytest.mark.parametrize(
    ("spoiled", "code", "pointer"),
    [
        ({"currency": "EUR"}, "statement_currency_mixed", "Amt"),
        ({"currency": "XXX"}, "statement_currency", "Amt"),
        ({"currency": ""}, "statement_currency", "Amt"),
        ({"direction": "CREDIT"}, "statement_direction", "CdtDbtInd"),
        ({"stage": ""}, "statement_field_missing", "Sts"),
        ({"days": ""}, "statement_field_missing", "BookgDt"),
        ({"days": "<BookgDt><Dt>03.08.2026</Dt></BookgDt>"}, "statement_date", "BookgDt/Dt"),
        ({"days": "<BookgDt><Dt>2026-13-01</Dt></BookgDt>"}, "statement_date", "BookgDt/Dt"),
        ({"days": "<ValDt><Dt>2026-08-03x</Dt></ValDt>"}, "statement_date", "ValDt/Dt"),
    ],
)
def test_a_bad_entry_refuses_the_whole_file_and_says_which(
    spoiled: dict[str, str], code: str, pointer: str, statement_file: Build, entry: Build
) -> None:
    fault = _refused(statement_file(entry(), entry("1.00", **{"reference": "B", **spoiled})))
    assert (fault.code, fault.line, fault.pointer) == (code, 11, f"{ROOT}/Stmt[1]/Ntry[2]/{pointer}")


def test_a_balance_in_another_currency_is_refused(statement_file: Build, entry: Build, balance: Build) -> None:
    fault = _refused(statement_file(entry(), opening=balance("OPBD", "0.00", currency="EUR")))
    assert (fault.code, fault.pointer) == ("statement_currency_mixed", f"{ROOT}/Stmt[1]/Bal[1]/Amt")


def test_entries_of_two_currencies_are_refused_even_when_the_account_tells_none(
    notification_file: Build, entry: Build
) -> None:
    mixed = notification_file(entry(), entry(currency="EUR")).replace(b"<Ccy>USD</Ccy>", b"")
    assert _refused(mixed).code == "statement_currency_mixed"
    silent = notification_file().replace(b"<Ccy>USD</Ccy>", b"")
    assert _refused(silent).code == "statement_field_missing"
    alone = notification_file(entry(currency="EUR")).replace(b"<Ccy>USD</Ccy>", b"")
    assert read_statements(alone)[0].currency == "EUR"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"<Ntry/>", "statement_not_camt"),
        (b"<Document/>", "statement_not_camt"),
        (b"<html><body/></html>", "statement_not_camt"),
        (b"<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.052.001.08'><Ntry/></Document>", "statement_not_camt"),
        (b"<Document xmlns='urn:iso:std:iso:20022:tech:xsd:pain.001.001.09'/>", "statement_not_camt"),
        (b"<Stmt xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.08'/>", "statement_not_camt"),
        (b"<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.08'><Ntry/></Document>", "statement_not_camt"),
        (b"<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.00'/>", "statement_version_unknown"),
        (b"<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.054.001.15'/>", "statement_version_unknown"),
        (b"<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.01'/>", "statement_empty"),
        (b"<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.051.001.08'/>", "statement_not_camt"),
        (b"<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.08'/>", "statement_empty"),
        (b"<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.08'><Ntfctn/></Document>", "statement_empty"),
    ],
)
def test_what_is_not_a_statement_is_refused_as_what_it_is(content: bytes, code: str) -> None:
    assert _refused(content).code == code


def test_more_lines_than_the_limit_are_refused_at_the_first_too_many(statement_file: Build, entry: Build) -> None:
    fault = _refused(statement_file(entry(), entry(stage="PDNG"), entry()), Limits(statement_lines_max=2))
    assert (fault.code, fault.pointer) == ("statement_too_many_lines", f"{ROOT}/Stmt[1]/Ntry[3]")


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_file_is_read_right_or_refused_and_never_changes_money(
    data: st.DataObject, statement_file: Build, entry: Build
) -> None:
    details = "<NtryDtls><TxDtls><Amt Ccy='USD'>1.00</Amt><RtrInf/></TxDtls><TxDtls/></NtryDtls>"
    whole = statement_file(entry(details=details))
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(len(whole), start + 40)))
    put = data.draw(st.binary(max_size=4) | st.sampled_from([b"<", b">", b"&", b"</Ntry>", b"<Ntry>", b"-", b"9"]))
    answer = _read_or_fault(whole[:start] + put + whole[end:])
    if isinstance(answer, StatementError):
        assert answer.code in ERRORS
        return
    for statement in answer:
        if statement.kind is Kind.STATEMENT:
            assert statement.opening is not None
            assert statement.opening + statement.moved == statement.closing


def test_a_long_statement_is_read_whole(statement_file: Build, entry: Build, balance: Build) -> None:
    count = 2_000
    content = statement_file(
        *(entry("1.01", reference=f"R{number}") for number in range(count)),
        closing=balance("CLBD", f"{count * 1.01:.2f}"),
    )
    [statement] = read_statements(content)
    assert len({line.key for line in statement.lines}) == count
    assert statement.moved == count * 101
