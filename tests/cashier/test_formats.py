"""SWIFT statements, interim reports and bundles all the way: they pay orders, settle refunds, and are booked once."""

import gzip

import pytest

from bank.swift_text import entry, report
from bank.swift_text import statement as swift
from bank.test_bundle import zipped
from cashier.till import BUYER, SUPPLIER, Till
from fairhold.bank.fault import StatementError
from fairhold.bank.numbers import reference
from fairhold.book.statements import last_statements, unbooked_lines
from fairhold.cashier.sent import Sent
from fairhold.trade.agreement import AgreeCancellation, AskCancellation

PAYER = "?30BYLADEM1001?31DE02120300000000202051?32Harbour Homeware"


def pays(order: int, amount: str = "25000,00", bank: str = "BANK-1") -> str:
    """An entry in which the buyer pays an order."""
    return entry(f"260302CD{amount}NTRFNONREF//{bank}", f"166?00CREDIT?20SVWZ+{reference(order)}{PAYER}")


def of(*entries: str, closing: str = ":62F:C260302USD25000,00", number: str = ":28C:45", **parts: str) -> bytes:
    """An MT940 of the trust account."""
    return swift(*entries, opening=":60F:C260302USD0,00", closing=closing, number=number, **parts).encode()


def test_an_mt940_pays_the_order_that_it_names_and_once(till: Till) -> None:
    order = till.agreed()
    data = of(pays(order))
    assert [(one.outcome, one.other) for one in till.take(data).lines] == [("order", "Harbour Homeware")]
    assert till.order(order).funds.initial == 2_500_000
    before = till.count()
    again = till.take(data)
    assert ([one.outcome for one in again.lines], again.statements[0].seen_before) == (["seen"], True)
    till.wait(hours=1)
    other = till.take(of(pays(order), number=":28C:46"))
    assert ([one.outcome for one in other.lines], other.statements[0].seen_before) == (["seen"], False)
    assert till.count() == before
    assert [one.reference for one in last_statements(till.connection)] == ["START1 46 2026-03-02"]
    till.proved()


def test_an_interim_report_announces_and_the_statement_adds_nothing(till: Till) -> None:
    """I8: what the bank identifies is booked at once; what it does not waits for the statement."""
    order = till.agreed()
    anonymous = entry("260302C1,NTRFNONREF", "hello")
    early = report(pays(order), anonymous).encode()
    assert [one.outcome for one in till.take(early).lines] == ["order", "waits_for_statement"]
    late = of(pays(order), anonymous, closing=":62F:C260302USD25001,")
    assert [one.outcome for one in till.take(late).lines] == ["seen", "suspense"]
    till.proved()


def test_a_refund_that_the_bank_paid_is_settled_by_its_name(till: Till) -> None:
    order = till.agreed()
    till.take(of(pays(order)))
    till.done(order, AskCancellation(), BUYER)
    till.done(order, AgreeCancellation(), SUPPLIER)
    till.cashier.post_outbox(till.connection, till.now)
    (transfer,) = till.order(order).funds.transfers
    name = Sent("refund", order, transfer.number).name
    out = entry(f"260302DD25000,00NTRF{name}//BANK-2", f"116?00PAID?20EREF+{name}?21SVWZ+refund{PAYER}")
    assert [one.outcome for one in till.take(of(out, closing=":62F:D260302USD25000,00", number=":28C:47")).lines] == [
        "refund_settled"
    ]
    till.proved()


def test_a_reversal_is_never_a_payment(till: Till) -> None:
    order = till.agreed()
    credit = entry("260302RDD25000,00NTRFNONREF//BANK-1", f"166?00X?20SVWZ+{reference(order)}")
    debit = entry("260302RCD1,00NTRFNONREF//BANK-2")
    found = till.take(of(credit, debit, closing=":62F:C260302USD24999,00"))
    assert [(one.outcome, one.said) for one in found.lines] == [
        ("suspense", "returned_transfer"),
        ("debit", "unexplained_debit"),
    ]
    assert till.order(order).funds.received == 0
    till.proved()


def test_a_bundle_is_taken_file_by_file(till: Till) -> None:
    first, second = till.agreed(), till.agreed()
    data = zipped(
        ("monday.sta", of(pays(first))),
        ("tuesday.gz", gzip.compress(till.file(till.line(2_500_000, order=second)))),
    )
    found = till.take(data)
    assert [[one.outcome for one in each.lines] for each in found.statements] == [["order"], ["order"]]
    names = {one.file_name for one in last_statements(till.connection)}
    assert names <= {"test.xml/monday.sta", "test.xml/tuesday.gz"}
    assert [one.outcome for one in till.take(data).lines] == ["seen", "seen"]
    assert [one.outcome for one in till.take(gzip.compress(of(pays(first)))).lines] == ["seen"]
    till.proved()


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (of(pays(1), closing=":62F:C260302USD1,"), "statement_balance_mismatch"),
        (of(pays(1), account=":25:GB82WEST12345698765432"), "statement_account_foreign"),
        (b"hello", "statement_unknown_format"),
    ],
)
def test_one_bad_file_of_a_bundle_changes_nothing_at_all(till: Till, bad: bytes, code: str) -> None:
    order = till.agreed()
    before = till.count()
    with pytest.raises(StatementError) as caught:
        till.take(zipped(("good.sta", of(pays(order))), ("bad.sta", bad)))
    assert caught.value.code == code
    assert (till.count(), till.order(order).funds.received, unbooked_lines(till.connection)) == (before, 0, 0)
    assert last_statements(till.connection) == []


def test_the_bank_may_leave_any_of_them_in_its_folder(till: Till) -> None:
    order = till.agreed()
    folder = till.channel.incoming
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "day.sta").write_bytes(of(pays(order)))
    (folder / "week.zip").write_bytes(zipped(("day.sta", of(pays(order)))))
    (folder / "wrong.zip").write_bytes(b"PK\x03\x04 broken")
    done = till.cashier.fetch_mail(till.connection, till.now)
    assert sorted(one.outcome for each in done.imports for one in each.lines) == ["order", "seen"]
    assert [(name, why.split(" ")[0]) for name, why in done.refused] == [("wrong.zip", "statement_bundle_broken")]
    assert till.order(order).funds.received == 2_500_000
