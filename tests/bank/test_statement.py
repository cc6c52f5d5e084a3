"""The identity of lines: the same in every file that reports them, and different for different money."""

from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec
import pytest

from fairhold.bank.camt import read_statements
from fairhold.bank.statement import Entry, Line, Party, is_new, keyed

Build = Callable[..., Any]
BARE = Line(booked_on=date(2026, 8, 3), value_on=date(2026, 8, 4), amount=100, credit=True, currency="USD")


def _key(line: Line, account: str = "A") -> str:
    [keyed_line] = keyed(account, [Entry(line)])
    return keyed_line.key


def _changed(line: Line, **changes: object) -> Line:
    return msgspec.structs.replace(line, **changes)


def test_a_key_is_32_hexadecimal_digits_and_always_the_same() -> None:
    assert _key(_changed(BARE, bank_reference="B1")) == "ee722a3da6efb454949880c0f8bf8aef"
    assert _key(BARE) == _key(BARE)


def test_with_a_bank_reference_the_wording_does_not_matter() -> None:
    line = _changed(BARE, bank_reference="B1")
    for changes in (
        {"unstructured": ("x",)},
        {"entry_reference": "7"},
        {"value_on": date(2026, 8, 9)},
        {"counterparty": Party("Somebody")},
        {"end_to_end_id": "E"},
    ):
        assert _key(_changed(line, **changes)) == _key(line)


@pytest.mark.parametrize(
    "changes",
    [
        {"amount": 101},
        {"credit": False},
        {"currency": "EUR"},
        {"booked_on": date(2026, 8, 4)},
        {"bank_reference": "B2"},
    ],
)
def test_a_bank_reference_used_again_for_other_money_is_another_line(changes: dict[str, object]) -> None:
    line = _changed(BARE, bank_reference="B1")
    assert _key(_changed(line, **changes)) != _key(line)


def test_the_same_entry_on_another_account_is_another_line() -> None:
    line = _changed(BARE, bank_reference="B1")
    assert _key(line, "A") != _key(line, "B")


@pytest.mark.parametrize(
    "changes",
    [
        {"unstructured": ("x",)},
        {"structured": ("x",)},
        {"value_on": date(2026, 8, 9)},
        {"counterparty": Party("Somebody")},
        {"counterparty": Party("", "Somebody")},
        {"end_to_end_id": "E"},
        {"amount": 101},
        {"bank_reference": "NONREF", "unstructured": ("x",)},
    ],
)
def test_without_a_bank_reference_all_content_tells_lines_apart(changes: dict[str, object]) -> None:
    assert _key(_changed(BARE, **changes)) != _key(BARE)


def test_texts_do_not_run_into_each_other() -> None:
    assert _key(_changed(BARE, unstructured=("ab", "c"))) != _key(_changed(BARE, unstructured=("a", "bc")))
    assert _key(_changed(BARE, unstructured=("S",))) != _key(_changed(BARE, structured=("S",)))


def test_two_equal_payments_of_one_day_stay_two_and_keep_their_numbers() -> None:
    first, second = keyed("A", [Entry(BARE), Entry(BARE)])
    assert first.key != second.key
    again = keyed("A", [Entry(BARE), Entry(BARE), Entry(_changed(BARE, amount=5))])
    assert [line.key for line in again[:2]] == [first.key, second.key]


def test_statement_and_notification_of_one_entry_agree(
    statement_file: Build, notification_file: Build, entry: Build
) -> None:
    details = "<NtryDtls><TxDtls><RmtInf><Ustrd>words</Ustrd></RmtInf></TxDtls></NtryDtls>"
    [announced] = read_statements(notification_file(entry(details=details)))[0].lines
    [stated] = read_statements(statement_file(entry()))[0].lines
    assert announced.key == stated.key
    assert announced.unstructured != stated.unstructured


def test_a_line_is_new_once() -> None:
    [line] = keyed("A", [Entry(BARE)])
    assert is_new(line, set(), set())
    assert not is_new(line, {line.key}, {line.entry})


def test_an_entry_kept_whole_is_not_taken_again_in_parts_nor_the_other_way() -> None:
    whole = _changed(BARE, bank_reference="B1")
    parts = (_changed(whole, amount=60, end_to_end_id="1"), _changed(whole, amount=40, end_to_end_id="2"))
    [as_one] = keyed("A", [Entry(whole)])
    first, second = keyed("A", [Entry(whole, parts)])
    assert first.entry == second.entry == as_one.key
    assert not is_new(first, {as_one.key}, {as_one.entry})
    assert not is_new(as_one, {first.key}, {first.entry})
    assert is_new(second, {first.key}, {first.entry})
