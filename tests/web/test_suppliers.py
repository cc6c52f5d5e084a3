"""The directory on pages: searched by a form, and one supplier with its rank (S12-S15, 4.9)."""

from datetime import UTC, datetime

import pytest

from fairhold.book.connection import connect
from fairhold.cashier.directory import renew
from web.conftest import Place


@pytest.fixture(scope="module")
def listed(place: Place) -> Place:
    """The sample with its directory made."""
    with connect(place.url) as connection:
        assert renew(connection, datetime.now(UTC)) > 0
    return place


def test_a_buyer_finds_a_supplier_and_reads_how_its_rank_comes_about(listed: Place) -> None:
    buyer = listed.buyer
    page = buyer.get("/suppliers?words=longh")
    assert ("Suppliers", "/suppliers") in page.links
    (link,) = [href for title, href in page.links if href.startswith("/suppliers/sup_")]
    shown = buyer.get(link)
    assert "Longhai" in shown.text
    assert "Does not accept" in shown.text
    assert "Lower bound of the share of orders that left on time." in shown.text
    assert ("Badge", link.replace("/suppliers/", "/badges/")) in shown.links


def test_filters_narrow_and_nothing_found_is_said(listed: Place) -> None:
    for query in ("words=silk", "country=XX", "currency=CHF", "free=99999999.00", "on_time=100"):
        assert "No supplier fits" in listed.buyer.get(f"/suppliers?{query}").text
    assert "No supplier fits" not in listed.buyer.get("/suppliers?rail=telegraphic_transfer&currency=USD").text


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("on_time=101", "On time is a share of 0 to 100 per cent."),
        ("free=abc", "is not an amount"),
        ("rail=paypal", "There is no such rail."),
    ],
)
def test_what_cannot_be_read_is_said(listed: Place, query: str, said: str) -> None:
    buyer = listed.buyer
    assert said in buyer.get(f"/suppliers?{query}").text
    assert buyer.last.status_code == 422


def test_a_cursor_of_another_list_and_a_supplier_that_is_not_there_lead_nowhere(listed: Place) -> None:
    buyer = listed.buyer
    buyer.get("/suppliers?cursor=abc")
    assert buyer.last.status_code == 400
    for number in ("sup_wrong", "sup_0ep7trc0009yj"):
        buyer.get(f"/suppliers/{number}")
        assert buyer.last.status_code == 404


def test_a_checklist_and_a_comparison_stand_on_a_suppliers_page(listed: Place) -> None:
    buyer = listed.buyer
    (link,) = [href for _, href in buyer.get("/suppliers?words=longh").links if href.startswith("/suppliers/sup_")]
    shown = buyer.get(f"{link}?value=50000.00").text
    assert "Before you choose" in shown
    assert "A wrong supplier costs about a month even when the refund comes." in shown
    assert "With protection" in shown
    assert "is not an amount" in buyer.get(f"{link}?value=abc").text
    assert buyer.last.status_code == 422
