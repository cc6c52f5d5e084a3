"""`fairhold quote`: the table and the JSON, exit codes, and the rails of a supplier in the book."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from cli.conftest import Fairhold

ASKED = "quote --amount 25,000.00 --buyer-country US --supplier-country CN --on 2026-11-23"


def answered(light: Fairhold, words: str, code: int = 0) -> Any:
    return json.loads(light(f"{words} --json", code=code).stdout)


def test_the_rails_are_ranked_with_cost_and_arrival_and_the_others_say_why_not(light: Fairhold) -> None:
    """SC17."""
    said = light(f"{ASKED} --credit-line 25000").stdout.splitlines()
    assert said == [
        "USD 25,000.00 on 2026-11-23, bank days of US and CN",
        "rail                                fee                     you pay  arrives                   taken back",
        "Pay Later                      USD 0.00               USD 25,000.00  2026-11-24 to 2026-11-27  by lender",
        f"Online bank payment           USD 15.00               USD 25,015.00  {DEBIT}",
        "T/T (bank transfer)  USD 20.00 to 50.00  USD 25,020.00 to 25,050.00  2026-11-27 to 2026-12-03  recall",
        "    Pay Later: Days count from the loan agreement.",
        "    Pay Later: The lender's interest is its own matter and not counted here; at most 6 months.",
        f"    T/T (bank transfer): {ESTIMATE}",
        "refused card: rail_payment_too_large (rule SC15)",
        "    One payment by Card is at most USD 12,000.00, not USD 25,000.00.",
        "    Pay at most USD 12,000.00 by it and the rest by another rail.",
        "refused western_union: rail_order_too_large (rule SC18)",
        "    Western Union is for orders below USD 2,500.00; this one is USD 25,000.00.",
        "    Use another rail: the order counts, not the payment.",
        "Only money paid by one of these rails to the order's own account is protected; nothing else is.",
    ]


DEBIT = "2026-11-30 to 2026-12-01  bank return, 60 days"
ESTIMATE = "The charge is an estimate. Tell the bank that you pay all charges, or less than due arrives."


def test_a_card_shows_hours_and_its_long_arm(light: Fairhold) -> None:
    said = light("quote --amount 500 --buyer-country US --method card --on 2026-11-23").stdout.splitlines()
    assert said[2] == "Card  USD 14.75  USD 514.75  2026-11-23, 1-2 hours  chargeback, 180 to 540 days"


def test_json_has_the_documented_keys(light: Fairhold) -> None:
    answer = answered(light, ASKED)
    assert list(answer) == [
        *("currency", "amount", "order_total", "buyer_country", "supplier_country", "on", "calendars"),
        *("eligible", "refused", "surcharge", "protection"),
    ]
    assert list(answer["eligible"][0]) == [
        *("rail", "kind", "title", "fee", "total", "arrival", "reversible_days", "reversal", "reversal_said"),
        *("refund", "payments_per_milestone_max", "notes"),
    ]
    assert list(answer["refused"][0]) == ["rail", "title", "code", "rule", "why", "instead"]
    assert answer["amount"] == {"amount": "2500000", "currency": "USD"}


@pytest.mark.parametrize("method", ["paypal", "supplier_account", "western_union"])
def test_when_nothing_can_carry_the_payment_the_exit_code_says_refused(light: Fairhold, method: str) -> None:
    answer = answered(light, f"{ASKED} --method {method}", code=3)
    assert answer["eligible"] == []
    assert [one["rail"] for one in answer["refused"]] == [method]


def test_everything_that_counts_can_be_said(light: Fairhold) -> None:
    base = "quote --buyer-country US --on 2026-11-23"
    card = f"{base} --method card --accepts tt,credit-card:12,000 --amount"  # a comma parts rails, not thousands
    assert light(f"{card} 1", code=2).stderr.startswith("fairhold: ")
    card = f"{base} --method card --accepts tt,credit-card:12000 --amount"
    assert answered(light, f"{card} 12000")["eligible"][0]["fee"]["most"]["amount"] == "35400"
    assert answered(light, f"{card} 12000.01", code=3)["refused"][0]["code"] == "rail_payment_too_large"
    assert answered(light, f"{card} 1 --paid card", code=3)["refused"][0]["code"] == "rail_used_up"
    assert answered(light, f"{card} 1 --paid card:0")["eligible"][0]["rail"] == "card"
    assert answered(light, f"{card} 1 --card-scheme Amex", code=3)["refused"][0]["code"] == "card_scheme_not_taken"
    later = f"{base} --method pay-later --credit-line 100 --amount 100"
    assert answered(light, f"{later} --term-months 6")["eligible"][0]["rail"] == "pay_later"
    assert answered(light, f"{later} --term-months 7", code=3)["refused"][0]["code"] == "loan_term_too_long"
    euro = "quote --buyer-country de --currency eur --method ach --amount 9170.1"
    assert answered(light, euro, code=3)["refused"][0]["code"] == "rate_missing"
    assert answered(light, f"{euro}0 --usd-rate 1.0905")["eligible"][0]["total"]["most"]["amount"] == "918510"
    wu = f"{base} --method wu --amount 1 --order-total"
    assert answered(light, f"{wu} 2499.99")["eligible"][0]["rail"] == "western_union"
    assert answered(light, f"{wu} 2500", code=3)["refused"][0]["code"] == "rail_order_too_large"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("quote --amount 1", "Missing option '--buyer-country'"),
        ("quote --amount 0 --buyer-country US", "not above zero"),
        ("quote --amount 1.001 --buyer-country US", "USD has 2 decimals, not 3."),
        ("quote --amount -1 --buyer-country US", "Write digits"),
        ("quote --amount 1 --currency BTC --buyer-country US", "'BTC' is not an ISO 4217 currency"),
        ("quote --amount 1 --buyer-country ZZ", "'ZZ' is not the ISO 3166 code of a country"),
        ("quote --amount 1 --buyer-country US --on 23.11.2026", "is not a day such as 2026-11-23"),
        ("quote --amount 1 --buyer-country US --on 1999-01-01", "is not a day between 2015-01-01 and 2083"),
        ("quote --amount 1 --buyer-country US --order-total 0.5", "above the order's total of USD 0.50"),
        ("quote --amount 1 --buyer-country US --accepts paypal", "'paypal' is no rail of this marketplace"),
        ("quote --amount 1 --buyer-country US --accepts card:x", "Write digits"),
        ("quote --amount 1 --buyer-country US --paid card:x", "'x' is not a number of payments"),
        ("quote --amount 1 --buyer-country US --usd-rate 0", "A rate is digits"),
        ("quote --amount 1 --buyer-country US --term-months 121", "A term is 1 to 120 months"),
        ("quote --amount 1 --buyer-country US --preset mine", "'mine' is not one of"),
        ("quote --amount 1 --buyer-country US --supplier sup_0c8fs90s4m1g0 --accepts tt", "--supplier says what"),
    ],
)
def test_wrong_words_are_one_line_and_exit_code_2(light: Fairhold, words: str, said: str) -> None:
    result = light(words, code=2)
    assert said in result.stderr
    assert result.stdout == ""


def test_a_supplier_of_the_book_says_which_rails_it_takes(fairhold: Fairhold, tmp_path: Path) -> None:
    fairhold("policy publish --preset seed")
    added = fairhold("party add --country CN --verified --name", "Ningbo Tumbler Works").stdout
    supplier = re.findall(r"sup_\w{13}|pty_\w{13}", added)[0]
    quote = f"quote --amount 600 --buyer-country US --supplier {supplier} --on 2026-11-23 --json"
    assert {one["rail"] for one in json.loads(fairhold(quote).stdout)["eligible"]} == {
        *("western_union", "bank_debit", "telegraphic_transfer"),
    }
    fairhold(f"supplier opt-in {supplier} --as operator")
    rails = tmp_path / "rails.json"
    rails.write_text('[{"rail":"card","cap":{"amount":"60000","currency":"USD"}}]')
    fairhold(f"supplier set-accepted-rails {supplier} --as supplier --rails", str(rails))
    answer = json.loads(fairhold(quote).stdout)
    assert [one["rail"] for one in answer["eligible"]] == ["card"]
    assert (answer["supplier_country"], answer["calendars"]) == ("CN", ["US", "CN"])
    fairhold("verify")
    assert "there is no supplier" in fairhold(quote.replace(supplier, "sup_0c8fs90s4m1g0"), code=1).stderr
    assert "unknown_supplier" in fairhold(quote.replace(supplier, "17"), code=2).stderr
