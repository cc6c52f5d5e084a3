"""Related buyers on a page: one is noted, one person finds, another agrees; no party sees any of it (O50, 0041)."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fairhold.trade import ids
from web.browser import Browser, Page
from web.conftest import Place, opened
from web.sample import BUYER, STRANGER, SUPPLIER

NUMBER, RELATED = ids.to_text(ids.SUPPLIER_PREFIX, SUPPLIER), ids.to_text(ids.PARTY_PREFIX, BUYER)
HERE, LIMIT = f"/links/{NUMBER}", f"/suppliers/{NUMBER}/limit"
JUDGED = "/links?judged=yes"


@pytest.fixture
def own_place(database: str, tmp_path: Path) -> Iterator[Place]:
    """The sample marketplace of one test."""
    with opened(database, tmp_path) as found:
        yield found


def note(browser: Browser, buyer: str = RELATED) -> Page:
    return browser.post(f"{HERE}/note_link", {**browser.get(LIMIT).form(f"{HERE}/note_link"), "buyer": [buyer]})


def press(browser: Browser, command: str, where: str = "/links", **said: str) -> Page:
    given = browser.get(where).form(f"{HERE}/{command}")
    return browser.post(f"{HERE}/{command}", {**given, **{name: [value] for name, value in said.items()}})


def buttons(browser: Browser, where: str = "/links") -> list[str]:
    return [to.removeprefix(f"{HERE}/") for to, _ in browser.get(where).forms if to.startswith("/links")]


def test_two_persons_find_that_a_buyer_is_related(own_place: Place) -> None:
    cora, olga = own_place.browser("cora@fairhold.example"), own_place.browser("olga@fairhold.example")
    assert "Nobody seems related" in cora.get("/links").text
    text = note(cora).text
    assert "Nordfjell Outdoor AS and Longhai Steelware Co., Ltd." in text
    assert "Somebody of the staff saw it" in text
    assert "Weak: a sign that may have another explanation" in text
    assert buttons(cora) == ["confirm_link", "clear_link"]
    assert buttons(olga) == []
    waits = press(cora, "confirm_link", reason="one owner").text
    assert "cora@fairhold.example proposes: Confirm link, because: one owner." in waits
    assert buttons(cora) == buttons(olga) == ["agree_measure", "drop_measure"]
    assert "Second person needed." in press(cora, "agree_measure").text
    assert "Suspected" in cora.get("/links").text
    after = press(olga, "agree_measure").text
    assert "Done: Agree to a measure." in after
    assert "Nobody seems related" in after
    assert "Confirmed" in cora.get(JUDGED).text
    assert buttons(cora, JUDGED) == ["clear_link"]


def test_a_finding_is_dropped_and_another_one_clears(own_place: Place) -> None:
    cora, olga = own_place.browser("cora@fairhold.example"), own_place.browser("olga@fairhold.example")
    note(cora)
    press(cora, "confirm_link", reason="one owner")
    press(olga, "drop_measure")
    assert buttons(cora) == ["confirm_link", "clear_link"]
    press(cora, "clear_link", reason="namesakes")
    press(olga, "agree_measure")
    assert "Cleared" in cora.get(JUDGED).text
    assert buttons(cora, JUDGED) == ["confirm_link"]


def test_a_wrong_buyer_and_a_party_get_nowhere(own_place: Place) -> None:
    cora = own_place.browser("cora@fairhold.example")
    assert "nobody is no buyer of this supplier." in note(cora, "nobody").text
    assert cora.last.status_code == 422
    assert "Nobody seems related" in cora.get("/links").text
    note(cora, ids.to_text(ids.PARTY_PREFIX, STRANGER))
    for browser in (own_place.buyer, own_place.supplier, own_place.treasury):
        browser.get("/links")
        assert browser.last.status_code == 404
    assert "Somebody of the staff" not in own_place.supplier.get("/limit").text
