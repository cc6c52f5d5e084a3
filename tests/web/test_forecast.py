"""The forecast on a page: for the supplier itself and for staff."""

from fairhold.trade import ids
from web import sample
from web.conftest import Place

THEIRS = f"/suppliers/{ids.to_text(ids.SUPPLIER_PREFIX, sample.SUPPLIER)}/forecast"


def test_a_supplier_sees_what_comes_under_which_condition(place: Place) -> None:
    page = place.supplier.get("/forecast")
    assert "When the buyer confirms receipt, or lets the time pass." in page.text
    assert "Not paid yet" in page.text
    assert ("Forecast", "/forecast") in page.links
    assert f"/orders/{place.orders['made']}" in {href for _, href in page.links}


def test_staff_sees_the_same_and_a_buyer_nothing(place: Place) -> None:
    treasury, buyer = place.treasury, place.buyer
    assert "What comes" in treasury.get(THEIRS).text
    for path in ("/forecast", THEIRS, "/suppliers/sup_wrong/forecast"):
        buyer.get(path)
        assert buyer.last.status_code == 404
