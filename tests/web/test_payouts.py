"""Payouts on a page: a first payout account, another one that a second person agrees to, and the password for it."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from book.market import START
from fairhold.desk import Asking, Desk
from fairhold.trade import ids
from fairhold.trade.money import money
from fairhold.trade.payouts import RequestPayout
from fairhold.trade.timers import Tick
from fairhold.trade.who import CLOCK
from web.browser import Browser, Page
from web.conftest import Place, opened
from web.sample import SELLS, SUPPLIER

HERE = f"/payouts/{ids.to_text(ids.SUPPLIER_PREFIX, SUPPLIER)}"
OTHER = {"name": ["Wong Trading"], "account": ["HK00BANK0000000002"], "bank": [""]}


@pytest.fixture
def own_place(database: str, tmp_path: Path) -> Iterator[Place]:
    """The sample marketplace of one test."""
    with opened(database, tmp_path) as found:
        yield found


def ask(browser: Browser, command: str, fields: dict[str, list[str]] | None = None) -> Page:
    """Send one of the forms of the page."""
    given = browser.get("/payouts").form(f"{HERE}/{command}")
    return browser.post(f"{HERE}/{command}", {**given, **(fields or {})})


def paid_out(place: Place) -> None:
    """Everything that the supplier has available is with the bank."""
    with Desk(place.url) as desk:
        at = START + timedelta(days=60)
        order = ids.from_text(ids.ORDER_PREFIX, place.orders["received"]) or 0
        assert desk.ask(Asking(order, Tick(), CLOCK, "tick", now=at)).refused is None
        answer = desk.ask(Asking(SUPPLIER, RequestPayout(amount=money(1_000_00, "USD")), SELLS, "payout", now=at))
        assert answer.refused is None, answer.refused


def test_another_account_waits_for_a_second_person_and_in_another_name_for_treasury_s_reason(own_place: Place) -> None:
    """PP8, I11: the maker cannot agree; the queue empties; each step is a notice to the supplier."""
    supplier, treasury = own_place.browser("sam@longhai.example"), own_place.browser("tom@fairhold.example")
    assert "Nothing waits" in treasury.get("/payouts").text
    asked = ask(supplier, "set_payout_account", OTHER).text
    assert "Done: Set the payout account." in asked
    assert "In another name" in asked
    assert "To Company 2, ending 5555." in asked
    assert "Treasury decides about an account in another name." in asked
    assert "Wong Trading, ending 0002" in treasury.get("/payouts").text
    assert "Say why the other name is right." in ask(treasury, "agree_payout_account").text
    assert "Nothing waits" in ask(treasury, "agree_payout_account", {"reason": ["register seen"]}).text
    after = supplier.get("/payouts").text
    assert "To Wong Trading, ending 0002." in after
    assert "New payout account agreed tom@fairhold.example agreed that payouts go to the account ending 0002." in after


def test_what_the_account_s_bank_says_stands_on_the_page_and_the_holder_s_name_is_for_staff(own_place: Place) -> None:
    """PP8: the name that was given is the company's own; its bank knows another holder."""
    supplier, treasury = own_place.browser("sam@longhai.example"), own_place.browser("tom@fairhold.example")
    own = {"name": ["Longhai Steelware Co Ltd"], "account": ["HK00BANK0000000002"], "bank": [""]}
    asked = ask(supplier, "set_payout_account", own).text
    assert "In the company's name" in asked
    assert "was not asked whose it is" in asked
    assert "Second person needed." in ask(supplier, "agree_payout_account").text
    said = ask(treasury, "verify_payee", {"outcome": ["differs"], "holder": ["Wong Trading"]}).text
    assert "Done: Verify the payee." in said
    assert "has said whose it is: Wong Trading" in said
    theirs = supplier.get("/payouts").text
    assert "Its bank says that the new account is in another name." in theirs
    assert "Wong Trading" not in theirs
    assert "Say why the other name is right." in ask(treasury, "agree_payout_account").text


def test_a_session_left_open_is_sent_to_the_login_and_changes_nothing(own_place: Place) -> None:
    """PP8: the password was given eleven minutes ago."""
    supplier = own_place.browser("sam@longhai.example")
    with psycopg.connect(own_place.url, autocommit=True) as owner:
        owner.execute("UPDATE sessions SET created_at = created_at - interval '11 minutes'")
    refused = ask(supplier, "set_payout_account", OTHER)
    assert "Password needed again." in refused.text
    assert ("Log in again", "/login?again=1&to=/payouts") in refused.links
    assert "Wong Trading" not in supplier.get("/payouts").text
    assert "Password" in supplier.get("/login?again=1&to=/payouts").text


def test_treasury_finds_a_payout_by_the_name_that_the_bank_knows_and_recalls_it(own_place: Place) -> None:
    """M15: called off at once would need a cashier; here it stands as recalled until the bank has answered."""
    supplier, treasury = own_place.browser("sam@longhai.example"), own_place.browser("tom@fairhold.example")
    paid_out(own_place)
    name = HERE.removeprefix("/payouts/").upper().replace("_", "-") + "-P1"
    found = treasury.get(f"/payouts?payout={name}")
    assert "Payouts of Longhai Steelware Co., Ltd." in found.text
    assert "No such payout" in treasury.get("/payouts?payout=SUP-1").text
    form = found.form(f"{HERE}/recall_payout")
    asked = {**form, "cause": ["fraud"], "reason": ["not their account"]}
    assert "Done: Recall a payout." in treasury.post(f"{HERE}/recall_payout", asked).text
    waiting = treasury.get("/payouts")
    assert "Recalled" in waiting.text
    assert "Recalled" in supplier.get("/payouts").text
    no = {**waiting.form(f"{HERE}/end_recall"), "reason": ["the money is gone"]}
    assert "Nothing waits" in treasury.post(f"{HERE}/end_recall", no).text
    assert "Recall refused the money is gone" in supplier.get("/payouts").text


def test_a_buyer_has_no_such_page(place: Place) -> None:
    assert place.buyer.fetch("/payouts").status_code == 404
    assert ("Payouts", "/payouts") not in place.buyer.get("/orders").links


def test_a_supplier_says_on_which_days_it_is_paid(own_place: Place) -> None:
    """S9."""
    supplier = own_place.browser("sam@longhai.example")
    assert "Nothing is paid out by itself." in supplier.get("/payouts").text
    weekly = {
        "every": ["weekly"],
        "weekday": ["5"],
        "least.0.amount": ["100.00"],
        "least.0.currency": ["USD"],
    }
    said = ask(supplier, "set_payout_schedule", weekly).text
    assert "Done: Set the payout days." in said
    assert "What is available is paid out every Friday. From USD 100.00 on." in said
    assert "Not a schedule." in ask(supplier, "set_payout_schedule", {"every": ["monthly"]}).text
