"""Statements in: each line is booked exactly once, whatever is read again, and what no order takes lies in suspense."""

from hashlib import sha256

import msgspec
import pytest

from cashier.till import BUYER, TRUST, Till
from fairhold.bank.fault import StatementError
from fairhold.bank.numbers import account_number, reference
from fairhold.bank.statement import Entry, Kind, keyed
from fairhold.book.lines import line_number
from fairhold.book.statements import BankLine, Taken, keep_statement, unbooked_lines
from fairhold.cashier.statements import import_statement
from fairhold.trade import ids
from fairhold.trade.agreement import Cancel
from fairhold.trade.order import Stage, stage


def test_a_statement_pays_the_order_that_it_names_by_account_reference_or_words(till: Till) -> None:
    first, second, third = till.agreed(), till.agreed(), till.agreed()
    outcomes = till.outcomes(
        till.line(2_500_000, addressed_account=account_number(first, till.house.prefix)),
        till.line(2_500_000, order=second),
        till.line(2_500_000, unstructured=(f"our order {reference(third)} thanks",)),
    )
    assert outcomes == [("order", "")] * 3
    assert [till.order(number).funds.initial for number in (first, second, third)] == [2_500_000] * 3
    till.proved()


def test_a_statement_taken_in_twice_changes_nothing(till: Till) -> None:
    order = till.agreed()
    data = till.file(till.line(2_500_000, order=order), till.line(100))
    assert [line.outcome for line in till.take(data).lines] == ["order", "suspense"]
    before = till.count()
    again = till.take(data)
    assert [line.outcome for line in again.lines] == ["seen", "seen"]
    assert (again.statements[0].seen_before, again.changed) == (True, 0)
    assert till.count() == before
    till.proved()


def test_a_line_that_comes_in_another_statement_too_is_booked_once(till: Till) -> None:
    order = till.agreed()
    line = till.line(2_500_000, order=order)
    assert till.outcomes(line) == [("order", "")]
    assert till.outcomes(line) == [("seen", "")]
    assert till.order(order).funds.received == 2_500_000


def test_two_equal_payments_on_one_day_are_two(till: Till) -> None:
    order = till.agreed()
    line = till.line(1_250_000, order=order, bank_reference="")
    assert till.outcomes(line, line) == [("order", ""), ("order", "")]
    assert till.order(order).funds.received == 2_500_000


def test_a_crash_between_keeping_a_line_and_asking_is_healed_by_importing_again(till: Till) -> None:
    order = till.agreed()
    data = till.file(till.line(2_500_000, order=order))
    [line] = keyed(till.house.accounts["USD"], [Entry(till.line(2_500_000, order=order))])
    report = till.take(data, dry_run=True).lines[0]
    kept = BankLine(report.key, report.key, report.amount, "USD", report.booked_on, msgspec.json.encode(line).decode())
    taken = Taken(till.house.accounts["USD"], "S-crashed", "test.xml", sha256(data).digest(), "")
    assert keep_statement(till.connection, taken, [[kept]], till.now)
    assert (unbooked_lines(till.connection), till.order(order).funds.received) == (1, 0)

    assert [one.outcome for one in till.take(data).lines] == ["order"]
    assert (unbooked_lines(till.connection), till.order(order).funds.received) == (0, 2_500_000)
    assert [one.outcome for one in till.take(data).lines] == ["seen"]
    till.proved()


def test_a_dry_run_says_what_happens_and_changes_nothing(till: Till) -> None:
    order = till.agreed()
    data = till.file(till.line(2_500_000, order=order), till.line(700), till.line(-300))
    before = till.count()
    said = till.take(data, dry_run=True)
    assert (said.dry_run, till.count(), unbooked_lines(till.connection)) == (True, before, 0)
    real = till.take(data)
    assert [(one.outcome, one.stream, one.said) for one in said.lines] == [
        (one.outcome, one.stream, one.said) for one in real.lines
    ]
    assert [one.outcome for one in real.lines] == ["order", "suspense", "debit"]


def test_money_that_no_order_can_take_lies_in_suspense_with_the_reason(till: Till) -> None:
    order, euro, cancelled, other = till.agreed(), till.agreed(currency="EUR"), till.agreed(), till.agreed()
    till.done(cancelled, Cancel(), BUYER)
    lines = [
        till.line(100),
        till.line(200, structured=(reference(order), reference(other))),
        till.line(300, structured=(reference(ids.new_id(till.now, 9, 9)),)),
        till.line(400, order=euro),
        till.line(500, order=cancelled),
        till.line(600, batch_of=1, is_return=True, reason="AC04"),
    ]
    report = till.take(till.file(*lines))
    assert [(one.outcome, one.said) for one in report.lines] == [
        ("suspense", "no_reference"),
        ("suspense", "ambiguous_reference"),
        ("suspense", "unknown_order"),
        ("suspense", "wrong_currency"),
        ("suspense", "wrong_stage"),
        ("suspense", "returned_transfer"),
    ]
    assert [till.order(number).funds.received for number in (order, euro, cancelled)] == [0, 0, 0]
    streams = [line_number(one.key) for one in report.lines]
    assert till.books(*streams) == {TRUST: 2_100, "susp:unmatched": -2_100}
    assert till.remittance(streams[3]).payer.account == "021000021000012345678"
    till.proved()


def test_a_debit_that_nothing_explains_is_owed_by_the_house(till: Till) -> None:
    report = till.take(till.file(till.line(-2_500, unstructured=("ACCOUNT FEE",))))
    assert [(one.outcome, one.said) for one in report.lines] == [("debit", "unexplained_debit")]
    assert till.books(line_number(report.lines[0].key)) == {TRUST: -2_500, "house:due_to_trust": 2_500}
    till.proved()


def test_a_statement_of_another_account_is_refused_and_nothing_is_kept(till: Till) -> None:
    before = till.count()
    with pytest.raises(StatementError) as caught:
        till.take(till.file(till.line(100), account="DE89370400440532013000"))
    assert caught.value.code == "statement_account_foreign"
    assert (till.count(), unbooked_lines(till.connection)) == (before, 0)


def test_a_statement_whose_balance_does_not_hold_changes_nothing(till: Till) -> None:
    order = till.agreed()
    data = till.file(till.line(2_500_000, order=order)).replace(b"925000.00", b"925000.01")
    before = till.count()
    with pytest.raises(StatementError) as caught:
        till.take(data)
    assert caught.value.code == "statement_balance_mismatch"
    assert (till.count(), unbooked_lines(till.connection)) == (before, 0)


def test_a_notification_books_what_the_bank_identified_and_the_statement_repeats_it(till: Till) -> None:
    order = till.agreed()
    line = till.line(2_500_000, order=order)
    announced = till.take(till.file(line, kind=Kind.NOTIFICATION))
    assert [one.outcome for one in announced.lines] == ["order"]
    assert till.outcomes(line) == [("seen", "")]


def test_a_notification_without_the_banks_own_id_waits_for_the_statement(till: Till) -> None:
    order = till.agreed()
    line = till.line(2_500_000, order=order, bank_reference="")
    announced = till.take(till.file(line, kind=Kind.NOTIFICATION))
    assert [one.outcome for one in announced.lines] == ["waits_for_statement"]
    assert (till.order(order).funds.received, unbooked_lines(till.connection)) == (0, 0)
    assert till.outcomes(line) == [("order", "")]


def test_an_entry_told_apart_first_and_whole_later_is_kept_once(till: Till) -> None:
    account, day = till.house.accounts["USD"], till.now.date()
    parts = [BankLine(f"part-{n}", "entry", 100, "USD", day, "{}") for n in (1, 2)]
    whole = BankLine("entry", "entry", 200, "USD", day, "{}")
    keep_statement(till.connection, Taken(account, "first", "", b"0" * 32, ""), [parts], till.now)
    keep_statement(till.connection, Taken(account, "second", "", b"0" * 32, ""), [[whole]], till.now)
    assert unbooked_lines(till.connection) == 2


def test_an_entry_whole_first_and_told_apart_later_is_kept_once(till: Till) -> None:
    account, day = till.house.accounts["USD"], till.now.date()
    parts = [BankLine(f"part-{n}", "entry", 100, "USD", day, "{}") for n in (1, 2)]
    whole = BankLine("entry", "entry", 200, "USD", day, "{}")
    keep_statement(till.connection, Taken(account, "first", "", b"0" * 32, ""), [[whole]], till.now)
    keep_statement(till.connection, Taken(account, "second", "", b"0" * 32, ""), [parts], till.now)
    assert unbooked_lines(till.connection) == 1


def test_many_lines_are_taken_in_pieces_and_progress_is_told(till: Till) -> None:
    heard: list[tuple[int, int]] = []
    lines = [till.line(100 + n) for n in range(600)]
    report = import_statement(
        till.desk,
        till.connection,
        till.file(*lines),
        till.house,
        till.now,
        progress=lambda done, total: heard.append((done, total)),
    )
    assert (report.changed, heard) == (600, [(500, 600), (600, 600)])
    till.proved()


def test_an_order_paid_by_statement_goes_on(till: Till) -> None:
    order = till.agreed()
    till.outcomes(till.line(2_500_000, order=order))
    assert stage(till.order(order)) == Stage.IN_PRODUCTION
