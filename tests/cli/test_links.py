"""`fairhold links`: who seems related, by state, in words and as JSON."""

import json

from cli.conftest import Fairhold


def test_a_link_that_somebody_noted_is_listed_until_two_persons_looked(fairhold: Fairhold) -> None:
    fairhold("policy publish --preset seed")
    firm = fairhold("party add --country CN --verified --name", "Ningbo Tumbler Works").stdout.strip()
    buyer = fairhold("party add --country US --verified --name", "Harbour Homeware").stdout.strip()
    supplier = f"sup_{firm.removeprefix('pty_')}"
    assert fairhold("links").stdout == "no buyer seems related to its supplier\n"
    fairhold(f"supplier note-link {supplier} --as compliance::cora --buyer {buyer} --reasons reported,same_phone")
    said = fairhold("links").stdout
    assert "Harbour Homeware" in said
    assert "reported, same phone" in said
    fairhold(f"supplier clear-link {supplier} --as compliance::cora --buyer {buyer} --reason", "two firms of one name")
    (row,) = json.loads(fairhold("links --json").stdout)["data"]
    assert (row["state"], row["is_strong"]) == ("suspected", True)
    digest = row["waits"][0]["digest"]
    fairhold(f"supplier agree-measure {supplier} --as compliance::carl --digest {digest}")
    assert json.loads(fairhold("links --json").stdout)["data"] == []
    assert "cleared" in fairhold("links --all").stdout
    assert "--cursor" in fairhold("links --cursor x", code=2).stderr
