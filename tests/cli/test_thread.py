"""The thread and the versions of an order on the command line."""

import json
from pathlib import Path

import pytest

from cli.conftest import Fairhold
from cli.test_main_job import contract, market, signed

__all__ = ["market"]


@pytest.fixture
def order(fairhold: Fairhold, market: tuple[str, str], tmp_path: Path) -> str:
    """An order that both have signed."""
    return signed(fairhold, market, tmp_path)


def test_a_message_is_written_filed_acknowledged_and_made_a_term(fairhold: Fairhold, order: str) -> None:
    fairhold(f"order post-message {order} --as buyer --text", "Which steel\nis it?")
    fairhold(
        f"order file-outside-message {order} --as buyer --channel email --sender supplier --sent-on 2019-05-20 --text",
        "SUS304 as always",
    )
    fairhold(f"order acknowledge-message {order} --as supplier --message 2")
    promote = f"order promote-to-term {order} --as buyer --message 2 --end 6 --path /goods/material/- --value"
    fairhold(promote, '{"grade":"SUS304"}')
    told = fairhold(f"order thread {order}").stdout.splitlines()
    assert told[0].endswith("  buyer")
    assert told[1:3] == ["    Which steel", "    is it?"]
    assert told[3].endswith("  buyer filed a message of the supplier (email, 2019-05-20): acknowledged")
    assert told[4:] == ["    SUS304 as always", "    -> All goods: material, by the buyer"]
    page = json.loads(fairhold(f"order thread {order} --json --page-size 1").stdout)
    assert page["data"][0]["text"] == "Which steel\nis it?"
    more = fairhold(f"order thread {order} --cursor {page['next_cursor']}").stdout
    assert "SUS304 as always" in more
    assert "Which steel" not in more
    fairhold(f"order thread {order} --cursor nonsense", code=2)


def test_versions_are_told_with_their_signatures_and_differences(fairhold: Fairhold, order: str) -> None:
    fairhold(f"order post-message {order} --as supplier --text", "No polybags, we promise.")
    fairhold(f"order promote-to-term {order} --as buyer --message 1 --path /remarks/- --value", "No polybags.")
    fairhold(f"order accept-amendment {order} --as supplier")
    told = [line.strip() for line in fairhold(f"order versions {order}").stdout.splitlines()]
    assert told[0].startswith("version 1, replaced: by the buyer, ")
    assert told[4].startswith("version 2, in force: by the buyer, ")
    assert [line[:20] for line in told if line.startswith("signed")] == [
        "signed by the buyer,",
        "signed by the suppli",
    ] * 2
    assert told[8:] == ["made of message 1", "Remarks: nothing -> No polybags."]
    versions = json.loads(fairhold(f"order versions {order} --json").stdout)["data"]
    assert [version["number"] for version in versions] == [1, 2]
    assert versions[1]["fingerprint"] == told[5]


def test_money_past_the_account_is_told_loudly(fairhold: Fairhold, order: str) -> None:
    """S38, A14."""
    declare = f"order declare-off-platform-payment {order} --as buyer --way paypal --paid-on 2019-05-20 --amount"
    fairhold(declare, "500.00 USD")
    told = fairhold(f"order show {order}").stdout
    assert "    NOT PROTECTED              500.00 USD  went past the order's account" in told
    assert "    Unprotected money" in told


def test_a_signature_that_is_stopped_says_where_and_why(
    fairhold: Fairhold, market: tuple[str, str], tmp_path: Path
) -> None:
    """T04: exit code 3, one line for each finding."""
    file = contract(tmp_path, *market, goods={})
    order = json.loads(fairhold(f"order create-draft --contract {file} --as buyer --json").stdout)["id"]
    said = fairhold(f"order propose {order} --as buyer", code=3).stderr
    assert said.startswith("refused: terms_not_provable (rule T04, S29)\n")
    assert "\n  at /contract/lines/0/specification (spec-1): " in said
    assert "  allowed instead: edit_draft, promote_to_term" in said


@pytest.mark.parametrize("verb", ["thread", "versions"])
def test_an_order_that_is_not_there_has_neither(fairhold: Fairhold, order: str, verb: str) -> None:
    fairhold(f"order {verb} ord_0000000000001", code=1)
