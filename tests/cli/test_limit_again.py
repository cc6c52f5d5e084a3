"""`fairhold supplier limit --on`: a past limit computed again, and the exit code if it comes out otherwise."""

import json

from cli.conftest import Fairhold


def test_a_past_limit_is_computed_again_and_a_wrong_one_is_found(fairhold: Fairhold) -> None:
    """Standards 6.1: a new supplier of the lowest tier has 3,000; a record that says 4,000 is wrong."""
    fairhold("policy publish --preset seed")
    firm = fairhold("party add --country CN --verified --name", "Ningbo Tumbler Works").stdout.strip()
    fairhold(f"supplier opt-in {firm} --as supplier")
    kept = "--model rulebook --bound none --orders 0 --seen 1 --policy-version 1"

    def record(limit: str, day: str) -> None:
        fairhold(f"supplier record-limit {firm} --as clock {kept} --day {day} --limit", limit, "--raw", "3,000.00 USD")

    record("3,000.00 USD", "2026-03-01")
    record("4,000.00 USD", "2026-04-01")
    said = fairhold(f"supplier limit {firm} --on 2026-03-31").stdout
    assert "rulebook gave 3,000.00 USD on 2026-03-01" in said
    assert "computed again it is the same" in said
    wrong = fairhold(f"supplier limit {firm} --on 2026-04-01 --json", code=1)
    told = json.loads(wrong.stdout)
    assert (told["same"], told["recorded"]["limit"], told["computed"]["limit"]) == (False, 400_000, 300_000)
    assert "no limit of" in fairhold(f"supplier limit {firm} --on 2026-02-28", code=1).stderr
