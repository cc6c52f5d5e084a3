"""The dispute team's list of cases in the browser."""

from datetime import timedelta

from fairhold.book.connection import connect
from fairhold.clock import advance
from fairhold.desk import Desk
from web.conftest import Place
from web.sample import NOW


def test_staff_reads_the_open_cases_and_a_side_finds_no_page(place: Place) -> None:
    page = place.treasury.get("/disputes")
    assert f'href="/orders/{place.orders["disputed"]}"' in page.html
    assert "1 open; none needs a look today." in page.text
    assert "Nobody has it" in page.text
    assert "Nothing was ruled yet." in page.text
    assert 'href="/disputes"' in page.html
    assert 'href="/disputes"' not in place.buyer.get("/orders").html
    for side in (place.buyer, place.supplier):
        assert side.fetch("/disputes").status_code == 404


def test_a_case_that_nobody_has_is_an_alarm(place: Place) -> None:
    with Desk(place.url) as desk, connect(place.url) as connection:
        advance(desk, connection, 1, NOW + timedelta(days=20))
    text = place.treasury.get("/disputes").text
    assert "1 of 1 open cases need a look today." in text
    assert "Nobody has the case" in text
