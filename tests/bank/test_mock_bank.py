"""End to end with a bank that is not ours: the process of the package mock-bank, over HTTP and over folders."""

import json
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from fairhold.bank.camt import read_statements
from fairhold.bank.channel import Channel, ChannelError, FolderChannel, HttpChannel
from fairhold.bank.fault import StatementError
from fairhold.bank.numbers import find_orders, reference
from fairhold.bank.pain001 import CreditTransfer, Debtor, message_id_of, write_payments
from fairhold.bank.pain002 import Outcome, read_report
from fairhold.bank.statement import Kind, Line, Party, Statement, is_new
from fairhold.bank.tree import message_name

ORDER = 612345678901234567
TRUST = Debtor("Fairhold Trust", "NL41MOCK0000000001", "MOCKNL2A")
OPENING = 12_500_000
STARTED_WITHIN_SECONDS = 20


class Bank(NamedTuple):
    url: str
    outgoing: Path
    pickup: Path

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        request = urllib.request.Request(self.url + path, json.dumps(body or {}).encode(), method=method)
        request.add_header("Content-Type", "application/json")
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)

    def receive(self, amount: int, **what: Any) -> None:
        payer = {"name": "Henkel Trading GmbH", "iban": "DE89370400440532013000", "bic": "COBADEFFXXX"}
        self.ask("POST", "/_mock/credits", {"account": "ACME", "amount": amount, "debtor": payer, **what})

    def end_day(self) -> None:
        self.ask("POST", "/_mock/advance?days=1")


@pytest.fixture
def bank(tmp_path: Path) -> Iterator[Bank]:
    """A bank of this test alone; its day is Monday 2026-08-03 and its account ACME holds 125,000.00 EUR."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    drop, pickup = tmp_path / "drop", tmp_path / "pickup"
    for folder in (drop, pickup):
        folder.mkdir()
    command = [sys.executable, "-m", "mockbank", "--port", str(port), "--clock", "2026-08-03T09:00", "--quiet"]
    command += ["--drop-dir", str(drop), "--pickup-dir", str(pickup), "--drop-settle-ms", "0"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        url = f"http://127.0.0.1:{port}"
        deadline = time.monotonic() + STARTED_WITHIN_SECONDS
        while True:
            try:
                HttpChannel(url).fetch()
                break
            except ChannelError:
                assert process.poll() is None, "the bank did not start"
                assert time.monotonic() < deadline, "the bank did not answer"
                time.sleep(0.05)
        yield Bank(url, drop, pickup)
    finally:
        process.terminate()
        process.wait(timeout=10)


def _payment(number: int, amount: int, account: str = "NL30MOCK0000000005") -> CreditTransfer:
    return CreditTransfer(
        end_to_end_id=f"{reference(ORDER)}-{number}",
        amount=amount,
        currency="EUR",
        creditor_name="Lumière Lamps",
        creditor_account=account,
        remittance=f"Payout {number}",
    )


def _file(name: str, *transfers: CreditTransfer) -> tuple[str, bytes]:
    message_id = message_id_of("test", name)
    now = datetime(2026, 8, 3, 9, 0, tzinfo=UTC)
    return f"{message_id}.xml", write_payments(message_id, now, date(2026, 8, 3), TRUST, transfers)


def _statements(channel: Channel) -> list[Statement]:
    return [
        statement
        for _, content in channel.fetch()
        if message_name(content).startswith("camt.05")
        for statement in read_statements(content)
        if statement.account == TRUST.account
    ]


def _lines(channel: Channel) -> list[Line]:
    """Every line once, in the order in which it was first reported, as an import would take them."""
    taken: list[Line] = []
    for statement in _statements(channel):
        for line in statement.lines:
            if is_new(line, {known.key for known in taken}, {known.entry for known in taken}):
                taken.append(line)
    return taken


def test_a_credit_with_our_reference_arrives_once_and_names_its_order(bank: Bank) -> None:
    channel = HttpChannel(bank.url)
    bank.receive(2_500_000, reference=reference(ORDER), note="first milestone")
    [announced] = _statements(channel)
    assert (announced.kind, announced.opening) == (Kind.NOTIFICATION, None)
    [line] = announced.lines
    assert (line.signed, line.currency, line.booked_on) == (2_500_000, "EUR", date(2026, 8, 3))
    assert line.counterparty == Party("Henkel Trading GmbH", "DE89370400440532013000", "COBADEFFXXX")
    assert find_orders(line.texts, "8390") == (ORDER,)

    bank.end_day()
    _, stated = _statements(channel)
    assert (stated.kind, stated.opening, stated.closing) == (Kind.STATEMENT, OPENING, OPENING + 2_500_000)
    assert stated.lines == (line,)
    assert _lines(channel) == [line]


def test_a_reference_that_the_bank_cut_in_two_still_names_its_order(bank: Bank) -> None:
    words = f"Payment of the first milestone {reference(ORDER)} thank you"
    bank.receive(2_496_500, note=words, wrap=35)
    [line] = _lines(HttpChannel(bank.url))
    assert len(line.unstructured) == 2
    assert reference(ORDER) not in line.unstructured[0] + line.unstructured[1][:10]
    assert find_orders(line.texts, "8390") == (ORDER,)


def test_a_credit_without_a_reference_names_no_order(bank: Bank) -> None:
    bank.receive(2_500_000, note="PAYMENT")
    [line] = _lines(HttpChannel(bank.url))
    assert find_orders(line.texts, "8390") == ()


def test_payouts_are_accepted_or_rejected_one_by_one_and_come_back_as_debits(bank: Bank) -> None:
    channel = HttpChannel(bank.url)
    channel.send(*_file("payouts", _payment(1, 2_500_000), _payment(2, 100, "NL84MOCK0000000003")))
    [report] = [read_report(content) for _, content in channel.fetch() if message_name(content).startswith("pain.002")]
    assert report.message_id == message_id_of("test", "payouts")
    accepted, rejected = (report.of(f"{reference(ORDER)}-{number}") for number in (1, 2))
    assert accepted is not None
    assert rejected is not None
    assert (accepted.outcome, accepted.word) == (Outcome.ACCEPTED, "ACCP")
    assert (rejected.outcome, rejected.reason) == (Outcome.REJECTED, "AC04")

    [debit] = _lines(channel)
    assert (debit.signed, debit.end_to_end_id) == (-2_500_000, f"{reference(ORDER)}-1")
    assert debit.message_id == message_id_of("test", "payouts")
    assert debit.counterparty == Party("Lumiere Lamps", "NL30MOCK0000000005")
    assert find_orders(debit.texts, "8390") == (ORDER,)
    bank.end_day()
    assert _statements(channel)[-1].closing == OPENING - 2_500_000
    assert _lines(channel) == [debit]


def test_a_file_sent_twice_is_paid_once_and_the_repetition_rejects_nothing(bank: Bank) -> None:
    channel = HttpChannel(bank.url)
    for _ in range(2):
        channel.send(*_file("twice", _payment(1, 100)))
    reports = [read_report(content) for _, content in channel.fetch() if message_name(content).startswith("pain.002")]
    verdicts = [report.of(f"{reference(ORDER)}-1") for report in reports]
    assert [verdict and verdict.outcome for verdict in verdicts] == [Outcome.ACCEPTED, Outcome.DUPLICATE]
    bank.end_day()
    assert [line.signed for line in _lines(channel)] == [-100]


def test_a_payout_that_the_bank_sends_back_is_a_return_with_its_reason(bank: Bank) -> None:
    bank.ask(
        "PATCH", "/_mock/accounts/ACME", {"behaviour": "return-later", "parameters": {"days": 2, "reason": "AC04"}}
    )
    channel = HttpChannel(bank.url)
    channel.send(*_file("bounce", _payment(1, 700)))
    for _ in range(3):
        bank.end_day()
    sent, back = _lines(channel)
    assert (sent.signed, sent.is_return) == (-700, False)
    assert (back.signed, back.is_return, back.reason) == (700, True, "AC04")
    assert back.end_to_end_id == sent.end_to_end_id
    assert back.counterparty == sent.counterparty


def test_a_statement_with_a_line_left_out_is_refused(bank: Bank) -> None:
    bank.ask("PATCH", "/_mock/accounts/ACME", {"behaviour": "statement-gap"})
    bank.receive(2_500_000, reference=reference(ORDER))
    bank.end_day()
    contents = [content for name, content in HttpChannel(bank.url).fetch() if name.startswith("camt.053.001.08-ACME")]
    with pytest.raises(StatementError) as caught:
        read_statements(contents[0])
    assert caught.value.code == "statement_balance_mismatch"
    assert "+2500000 is not explained" in caught.value.detail


def test_a_bank_that_rejects_the_whole_file_rejects_its_payments(bank: Bank) -> None:
    bank.ask("PATCH", "/_mock/accounts/ACME", {"behaviour": "reject-file"})
    channel = HttpChannel(bank.url)
    channel.send(*_file("rejected", _payment(1, 100)))
    [(_, content)] = channel.fetch()
    verdict = read_report(content).of(f"{reference(ORDER)}-1")
    assert verdict is not None
    assert (verdict.outcome, verdict.reason) == (Outcome.REJECTED, "FF01")


def test_the_same_bank_is_reached_through_folders(bank: Bank) -> None:
    channel = FolderChannel(bank.outgoing, bank.pickup)
    name, content = _file("folder", _payment(1, 2_500))
    for _ in range(2):
        channel.send(name, content)
        bank.ask("POST", "/_mock/drop/scan")
    [debit] = _lines(channel)
    assert debit.signed == -2_500
    reports = [(name, read_report(body)) for name, body in channel.fetch() if "pain.002" in name]
    assert len(reports) == 1
    for name, _ in channel.fetch():
        channel.done(name)
    assert channel.fetch() == []
