"""Payouts on a page: a first payout account, another one that a second person agrees to, and the password for it."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from fairhold.trade import ids
from web.browser import Browser, Page
from web.conftest import Place, opened
from web.sample import SUPPLIER

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


def test_another_account_waits_for_a_second_person_and_in_another_name_for_treasury_s_reason(own_place: Place) -> None:
    """PP8, I11: the maker cannot agree; the queue empties; each step is a notice to the supplier."""
    supplier, treasury = own_place.browser("sam@longhai.example"), own_place.browser("tom@fairhold.example")
    assert "Nothing waits" in treasury.get("/payouts").text
    asked = ask(supplier, "set_payout_account", OTHER).text
    assert "Done: Set the payout account." in asked
    assert "In another name" in asked
    assert "To Company 2, ending 5555." in asked
    assert "Second person needed." in ask(supplier, "agree_payout_account").text
    assert "Wong Trading, ending 0002" in treasury.get("/payouts").text
    assert "Say why the other name is right." in ask(treasury, "agree_payout_account").text
    assert "Nothing waits" in ask(treasury, "agree_payout_account", {"reason": ["register seen"]}).text
    after = supplier.get("/payouts").text
    assert "To Wong Trading, ending 0002." in after
    assert "New payout account agreed tom@fairhold.example agreed that payouts go to the account ending 0002." in after


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
