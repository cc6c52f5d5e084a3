"""What waits for a second person, on pages: a limit is granted by two people, and only the staff concerned sees it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fairhold.trade import ids
from web.browser import Browser, Page
from web.conftest import Place, opened
from web.sample import SUPPLIER

NUMBER = ids.to_text(ids.SUPPLIER_PREFIX, SUPPLIER)
HERE, LIMIT = f"/measures/{NUMBER}", f"/suppliers/{NUMBER}/limit"


@pytest.fixture
def own_place(database: str, tmp_path: Path) -> Iterator[Place]:
    """The sample marketplace of one test."""
    with opened(database, tmp_path) as found:
        yield found


def propose(browser: Browser, command: str, **fields: str) -> Page:
    """Send a form of the limit's page."""
    given = browser.get(LIMIT).form(f"{HERE}/{command}")
    said = {name.replace("__", "."): [value] for name, value in fields.items()}
    return browser.post(f"{HERE}/{command}", {**given, **said})


def press(browser: Browser, command: str) -> Page:
    """Send a form of the page of what waits."""
    return browser.post(f"{HERE}/{command}", browser.get("/measures").form(f"{HERE}/{command}"))


def test_a_limit_is_granted_by_two_people(own_place: Place) -> None:
    """0042: the maker cannot agree; the supplier's limit changes only then."""
    olga, cora = own_place.browser("olga@fairhold.example"), own_place.browser("cora@fairhold.example")
    assert "Nothing waits" in olga.get("/measures").text
    asked = propose(olga, "grant_limit", limit__amount="1,250,000.00", reason="bank reference").text
    assert "Done: Grant a limit." in asked
    assert "Grant limit USD 1,250,000.00" in asked
    assert "bank reference" in asked
    assert "Second person needed." in press(olga, "agree_measure").text
    assert "USD 1,000,000.00" in cora.get(LIMIT).text
    after = press(cora, "agree_measure").text
    assert "Done: Agree to a measure." in after
    assert "Nothing waits" in after
    assert "USD 1,250,000.00" in cora.get(LIMIT).text


def test_a_limit_is_suspended_at_once_and_resumed_by_two(own_place: Place) -> None:
    olga, cora = own_place.browser("olga@fairhold.example"), own_place.browser("cora@fairhold.example")
    assert "Done: Suspend the limit." in propose(cora, "suspend_limit", reason="nobody answers").text
    assert "Suspended" in olga.get(LIMIT).text
    propose(olga, "resume_limit", reason="answered")
    assert "Suspended" in olga.get(LIMIT).text
    press(cora, "drop_measure")
    propose(olga, "resume_limit", reason="answered")
    press(cora, "agree_measure")
    assert "Suspended" not in olga.get(LIMIT).text


def test_treasury_sees_what_waits_but_only_agrees_to_its_own(own_place: Place) -> None:
    olga, tom = own_place.browser("olga@fairhold.example"), own_place.browser("tom@fairhold.example")
    propose(olga, "change_points", by="6", reason="late twice")
    page = tom.get("/measures")
    assert "Change points +6" in page.text
    assert [to for to, _ in page.forms if to.startswith("/measures")] == []
    assert [to for to, _ in tom.get(LIMIT).forms if to.startswith("/measures")] == [f"{HERE}/record_bond"]


def test_a_bank_guarantee_is_recorded_by_two_of_treasury(own_place: Place) -> None:
    """PP18: it stands on the limit's page once the second person agreed."""
    tom, tess = own_place.browser("tom@fairhold.example"), own_place.browser("tess@fairhold.example")
    paper = {"issuer": "Bank of Ningbo", "reference": "LG 4471", "rules": "isp98", "document": "5e" * 32}
    days = {"starts": "2026-03-01", "expires": "2026-12-31", "reason": "original seen"}
    asked = propose(tom, "record_bond", amount__amount="50,000.00", **paper, **days).text
    assert "Record bond USD 50,000.00, Bank of Ningbo LG 4471 until 2026-12-31" in asked
    assert "LG 4471" not in tom.get(LIMIT).text
    assert "Done: Agree to a measure." in press(tess, "agree_measure").text
    page = own_place.supplier.get("/limit").text
    assert "Bank of Ningbo LG 4471, ISP98" in page
    assert "USD 50,000.00" in page


def test_a_wrong_form_and_a_party_get_nowhere(own_place: Place) -> None:
    olga = own_place.browser("olga@fairhold.example")
    assert "The supplier has 0 points." in propose(olga, "change_points", by="-6", reason="a year is over").text
    assert olga.last.status_code == 422
    assert "Nothing waits" in olga.get("/measures").text
    for browser in (own_place.buyer, own_place.supplier):
        browser.get("/measures")
        assert browser.last.status_code == 404
