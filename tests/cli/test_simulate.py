"""`fairhold simulate`: two policies side by side, as JSON and in words, and asked wrongly."""

import json
from pathlib import Path

from cli.conftest import Fairhold


def test_two_policies_stand_side_by_side(light: Fairhold) -> None:
    said = light("simulate --seed 4 --orders 12 --suppliers 5 --policy seed --policy strict_buyer").stdout.splitlines()
    assert said[0].split() == ["seed", "strict_buyer"]
    assert next(line for line in said if line.startswith("stalled orders")).split() == ["stalled", "orders", "0", "0"]


def test_the_same_seed_gives_the_same_json(light: Fairhold) -> None:
    line = "simulate --seed 4 --orders 12 --suppliers 5 --json"
    first = light(line).stdout
    assert light(line).stdout == first
    (report,) = json.loads(first)
    assert (report["policy"], report["seed"], report["orders"], report["stalled"]) == ("seed", 4, 12, 0)


def test_a_policy_may_be_a_file(light: Fairhold, tmp_path: Path) -> None:
    file = tmp_path / "bounded.json"
    file.write_text('{"limit_model": "bounded"}')
    (report,) = json.loads(light(f"simulate --orders 8 --suppliers 3 --json --policy {file}").stdout)
    assert (report["policy"], report["orders"]) == (str(file), 8)


def test_a_report_is_written_where_it_was_asked_for(light: Fairhold, tmp_path: Path) -> None:
    line = f"simulate --seed 4 --orders 8 --suppliers 3 --policy seed --policy strict_buyer --out {tmp_path / 'a/b'}"
    light(line)
    found = {file.name: file.read_bytes() for file in (tmp_path / "a/b").iterdir()}
    assert {"report.html", "report.json", "losses.svg", "rings.svg"} < set(found)
    assert [one["policy"] for one in json.loads(found["report.json"])["reports"]] == ["seed", "strict_buyer"]
    light(line)
    assert {file.name: file.read_bytes() for file in (tmp_path / "a/b").iterdir()} == found


def test_a_folder_that_cannot_be_made_is_said(light: Fairhold, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    result = light(f"simulate --orders 2 --suppliers 2 --out {tmp_path / 'file/b'}", code=2)
    assert "Not a directory" in result.stderr
    assert (tmp_path / "file").read_text() == "in the way"


def test_more_policies_than_are_compared_are_refused(light: Fairhold) -> None:
    names = " ".join(f"--policy {number}.json" for number in range(9))
    assert "At most 8 policies are compared." in light(f"simulate {names}", code=2).stderr
