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
