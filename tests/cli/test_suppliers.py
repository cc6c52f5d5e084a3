"""The directory on the command line: made, searched, explained (S12-S15, 4.9)."""

import json

from cli.conftest import Fairhold


def marketplace(fairhold: Fairhold) -> str:
    """A supplier that takes part and says what it makes; its number."""
    fairhold("policy publish --preset seed")
    company = fairhold("party add --country CN --verified --name", "Longhai Steelware").stdout.split()[0]
    number = company.replace("pty_", "sup_")
    fairhold(f"supplier opt-in {number} --as operator")
    asked = fairhold(f"supplier grant-limit {number} --as operator:olga --reason first --json --limit", "30,000.00 USD")
    (waits,) = json.loads(asked.stdout)["events"]
    fairhold(f"supplier agree-measure {number} --as operator:otto --digest", waits["proposal"]["digest"])
    fairhold(f"supplier set-profile {number} --as operator --profile-goods", "steel tumblers")
    return number


def test_a_supplier_is_found_once_the_directory_is_made(fairhold: Fairhold) -> None:
    number = marketplace(fairhold)
    assert json.loads(fairhold("suppliers search tumblers --json").stdout)["data"] == []
    assert "1 suppliers in the directory" in fairhold("suppliers renew").stdout
    (found,) = json.loads(fairhold("suppliers search TUMB longh --free 30000.00 --country CN --json").stdout)["data"]
    assert (found["supplier"], found["free"]["amount"], found["score"]) == (number, "3000000", "42.3")
    shown = fairhold("suppliers search").stdout
    assert "Longhai Steelware" in shown
    assert "no order has ended yet" in shown
    for filters in ("--on-time 1", "--rail card --rail paypal", "--currency CHF", "silk"):
        assert number not in fairhold(f"suppliers search {filters}").stdout


def test_a_rank_is_explained_factor_by_factor(fairhold: Fairhold) -> None:
    number = marketplace(fairhold)
    assert "is not in the directory" in fairhold(f"suppliers rank {number}", code=1).stderr
    fairhold("suppliers renew")
    shown = fairhold(f"suppliers rank {number}").stdout
    assert "Longhai Steelware: rank 42.3, no order has ended yet" in shown
    assert "three more orders of USD 10,000.00, on time and kept: +" in shown
    parts = json.loads(fairhold(f"suppliers rank {number} --json").stdout)["parts"]
    assert [part["name"] for part in parts] == ["volume", "on_time", "not_lost", "response", "free"]


def test_what_cannot_be_read_is_wrong_usage(fairhold: Fairhold) -> None:
    fairhold("policy publish --preset seed")
    assert "--free" in fairhold("suppliers search --free abc", code=2).stderr
    assert "--cursor" in fairhold("suppliers search --cursor abc", code=2).stderr


def test_what_to_look_at_is_told_before_one_chooses(fairhold: Fairhold) -> None:
    """S2, S15."""
    number = marketplace(fairhold)
    fairhold(f"supplier set-profile {number} --as operator --profile-surcharge-bp 250")
    fairhold("suppliers renew")
    shown = fairhold(f"suppliers show {number} --value", "50,000.00").stdout
    assert "USD 30,000.00 of USD 30,000.00 is free, less than your order" in shown
    assert "together 51,250.00 USD" in shown
    assert json.loads(fairhold(f"suppliers show {number} --json").stdout)["comparison"] is None
    assert "--value" in fairhold(f"suppliers show {number} --value abc", code=2).stderr
    quote = "quote --buyer-country US --currency USD --amount 50000.00 --supplier"
    assert (
        "asks 2.5 % on top for a protected order: USD 1,250.00 on USD 50,000.00" in fairhold(f"{quote} {number}").stdout
    )


def test_a_supplier_computes_what_protection_costs(fairhold: Fairhold) -> None:
    """S15: 50,000 and a free limit of 30,000."""
    number = marketplace(fairhold)
    asked = ("--value", "50,000.00", "--initial", "15,000.00")
    shown = fairhold(f"supplier cost {number} --way-days 35 --rate-bp 1200", *asked).stdout
    assert "free limit 30,000.00 USD: this order is above it" in shown
    assert "together 723.29 USD, 1.45 % of the price" in shown
    assert "inside the limit: 147.95 USD, 0.3 % of the price" in shown
    found = json.loads(fairhold(f"supplier cost {number} --json", *asked).stdout)
    assert (found["is_early"], found["asked"]) == (False, "0 %")
    assert "--value" in fairhold(f"supplier cost {number} --value 0.00", code=2).stderr
