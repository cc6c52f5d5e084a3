"""`fairhold unmatched`: the queue in words and as JSON, and two persons who send money back."""

import json
from pathlib import Path

from bank.swift_text import entry
from bank.swift_text import statement as swift
from cli.conftest import Fairhold


def test_the_queue_and_the_way_out_of_it(fairhold: Fairhold, tmp_path: Path) -> None:
    fairhold("policy publish --preset seed")
    assert fairhold("unmatched").stdout == "every payment has found its order\n"
    file = tmp_path / "day.sta"
    file.write_bytes(swift(entry(about="hello")).encode())
    fairhold(f"bank import {file}")
    said = fairhold("unmatched").stdout
    assert "25,000.00" in said
    assert "Names no order" in said
    assert said.endswith("    no order fits\n")
    [row] = json.loads(fairhold("unmatched --json").stdout)["data"]
    number = row["remittance"]["id"]
    assert json.loads(fairhold(f"unmatched {number} --json").stdout)["suggestions"] == []
    fairhold(f"remittance return-remittance {number} --as treasury::tom")
    digest = json.loads(fairhold(f"unmatched {number} --json").stdout)["proposed"]["digest"]
    assert f"digest {digest}" in fairhold("unmatched").stdout
    refused = fairhold(f"remittance agree-remittance {number} --digest {digest} --as treasury::tom", code=3)
    assert "second_person_needed" in refused.stderr
    fairhold(f"remittance agree-remittance {number} --digest {digest} --as treasury::tess")
    assert "no money waits under" in fairhold(f"unmatched {number}", code=1).stderr
    assert "--cursor" in fairhold("unmatched --cursor x", code=2).stderr


def test_money_on_the_house_s_account_is_reported_once_and_names_no_number(fairhold: Fairhold) -> None:
    """M9b: its number is its line's."""
    fairhold("policy publish --preset seed")
    report = "remittance report-misdirected --line house/7 --arrived 2026-01-05 --payer-name Ida"
    said = fairhold(f"{report} --as treasury::tom --amount", "250.00 USD").stdout
    assert "house:due_to_trust" in said
    refused = fairhold(f"{report} --as treasury::tess --amount", "250.00 USD", code=3)
    assert "already_so" in refused.stderr
    queue = fairhold("unmatched").stdout
    assert "250.00 to be moved to the trust account by 2026-01-06 00:00 UTC" in queue
    assert "Came to the house's own account" in queue
