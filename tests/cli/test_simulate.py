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
