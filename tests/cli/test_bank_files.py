"""`fairhold bank import` takes what banks send: SWIFT text and bundles, and says what is wrong with the rest."""

import gzip
import json
from pathlib import Path

import pytest

from bank.swift_text import entry
from bank.swift_text import statement as swift
from bank.test_bundle import zipped
from cli.conftest import Fairhold

GOOD = swift(entry(about="hello")).encode()


@pytest.mark.parametrize(
    ("name", "content"),
    [("day.sta", GOOD), ("day.sta.gz", gzip.compress(GOOD)), ("week.zip", zipped(("day.sta", GOOD)))],
)
def test_swift_text_and_bundles_are_taken_in_once(
    fairhold: Fairhold, tmp_path: Path, name: str, content: bytes
) -> None:
    fairhold("policy publish --preset seed")
    file = tmp_path / name
    file.write_bytes(content)
    said = fairhold(f"bank import {file}").stdout
    assert "statement START1 00045 2026-11-23 of GB33BUKB20201555555555" in said
    assert "0.00 USD -> 25,000.00 USD, the lines between add up" in said
    assert "1 of 1 lines booked" in said
    again = json.loads(fairhold(f"bank import {file} --json").stdout)
    assert [one["seen_before"] for one in again["statements"]] == [True]
    fairhold("verify")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (swift(entry(), closing=":62F:C261123USD1,00").encode(), "statement_balance_mismatch at line 6, /:62F:"),
        (zipped(("a.sta", GOOD), ("b.txt", b"hello")), "statement_unknown_format at /b.txt/"),
        (gzip.compress(bytes(40_000_000)), "statement_bundle_too_large at /"),
        (b"", "statement_unknown_format at /"),
    ],
)
def test_a_file_that_cannot_be_believed_is_one_line_and_exit_code_2(
    fairhold: Fairhold, tmp_path: Path, content: bytes, said: str
) -> None:
    fairhold("policy publish --preset seed")
    file = tmp_path / "file"
    file.write_bytes(content)
    result = fairhold(f"bank import {file}", code=2)
    assert result.stderr.startswith(f"fairhold: {said}")
    assert json.loads(fairhold("remittance list").stdout)["data"] == []
