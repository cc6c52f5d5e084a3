"""`fairhold books`: the trial balance against the bank, and journals that are written whole or not at all."""

import csv
import json
from pathlib import Path

import pytest

from bank.swift_text import entry
from bank.swift_text import statement as swift
from cli.conftest import Fairhold
from fairhold.reading.journal import FORMATS


@pytest.fixture
def paid(fairhold: Fairhold, tmp_path: Path) -> Fairhold:
    """A book into which 25,000.00 have come."""
    fairhold("policy publish --preset seed")
    file = tmp_path / "day.sta"
    file.write_bytes(swift(entry(about="hello")).encode())
    fairhold(f"bank import {file}")
    return fairhold


def test_an_empty_book_says_so(fairhold: Fairhold) -> None:
    assert fairhold("books show").stdout == "nothing has been posted yet\n"
    assert json.loads(fairhold("books show --json").stdout) == {"currencies": []}
    assert fairhold("books export --format csv").stdout.startswith("at,event,stream,")


def test_the_trial_balance_stands_beside_what_the_bank_says(paid: Fairhold) -> None:
    said = paid("books show").stdout.splitlines()
    assert said[0] == "USD"
    assert [line.split() for line in said[1:4]] == [
        ["account", "debits", "credits", "balance"],
        ["bank:trust", "25,000.00", "USD", "0.00", "USD", "25,000.00", "USD"],
        ["susp:unmatched", "0.00", "USD", "25,000.00", "USD", "-25,000.00", "USD"],
    ]
    assert said[4] == "    debits equal credits"
    assert said[5:] == [
        "    the trust assets cover client money exactly",
        "    the bank says 25,000.00 USD at the end of 2026-11-23: as the ledger does",
    ]
    assert json.loads(paid("books show --json").stdout)["currencies"][0]["balanced"] is True


@pytest.mark.parametrize("form", FORMATS)
def test_a_journal_goes_to_standard_output_or_into_a_file(paid: Fairhold, form: str, tmp_path: Path) -> None:
    said = paid(f"books export --format {form}").stdout
    file = tmp_path / "journal"
    file.write_text("old")
    paid(f"books export --format {form} --output {file}")
    assert file.read_bytes().decode().replace("\r\n", "\n") == said.replace("\r\n", "\n")
    assert "25000.00" in said
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith(".part")] == []


def test_the_csv_names_both_sides_of_a_posting(paid: Fairhold) -> None:
    (row,) = csv.DictReader(paid("books export --format csv").stdout.splitlines())
    assert (row["event"], row["debit"], row["credit"], row["amount"], row["currency"]) == (
        "remittance.held",
        "bank:trust",
        "susp:unmatched",
        "25000.00",
        "USD",
    )
    assert row["credit_owner"] == row["stream"]


def test_another_format_or_a_folder_that_is_not_there_is_refused(paid: Fairhold, tmp_path: Path) -> None:
    assert "'ofx' is not one of" in paid("books export --format ofx", code=2).stderr
    assert "Missing option '--format'" in paid("books export", code=2).stderr
    result = paid(f"books export --format csv --output {tmp_path}/none/journal", code=2)
    assert result.stderr.startswith("fairhold: cannot write ")


def test_the_trust_proof_holds_ages_what_waits_and_is_printed(paid: Fairhold, tmp_path: Path) -> None:
    """PP26: money without an order waits in suspense and is covered all the same."""
    file = tmp_path / "proof.pdf"
    found = json.loads(paid(f"books proof --json --pdf {file}").stdout)
    (usd,) = found["currencies"]
    assert (found["holds"], usd["covered"], usd["assets_total"], usd["owed_total"]) == (
        True,
        True,
        "2500000",
        "2500000",
    )
    assert [(row["account"], row["count"], row["amount"]) for row in usd["waiting"]] == [
        ("susp:unmatched", 1, "2500000")
    ]
    assert [(row["bank"], row["booked"], row["difference"]) for row in usd["days"]] == [("2500000", "2500000", "0")]
    assert file.read_bytes().startswith(b"%PDF-1.7")
    said = paid("books proof").stdout
    assert "USD: covered exactly; trust assets 25,000.00 USD, owed 25,000.00 USD" in said
    assert said.endswith("the proof holds\n")


def test_nothing_is_at_risk_before_a_limit_is_used(paid: Fairhold) -> None:
    found = json.loads(paid("books exposure --json").stdout)
    assert (found["currencies"], found["says"], found["break_even"]["holds"]) == ([], [], True)
    assert paid("books exposure").stdout.startswith("g 0.00 %, break-even 0.00 %")
