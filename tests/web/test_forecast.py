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


def test_what_protection_costs_is_computed_and_leads_to_the_limit(place: Place) -> None:
    """S15, PP20."""
    query = "value=50000.00&initial=15000.00&making_days=30&way_days=35&rate_bp=1200"
    page = place.supplier.get(f"/forecast?{query}")
    assert "of your limit is free" in page.text
    assert "Inside the limit it would cost" in page.text
    assert any("/limit?orders=3" in href for _, href in page.links)
    for wrong, said in (
        ("value=abc&making_days=1&way_days=1&rate_bp=1", "is not an amount"),
        ("value=0.00&making_days=1&way_days=1&rate_bp=1", "Say what the order is worth."),
        ("value=1.00&making_days=731&way_days=1&rate_bp=1", "Days of making: a whole number of 0 to 730."),
    ):
        supplier = place.supplier
        assert said in supplier.get(f"/forecast?{wrong}").text
        assert supplier.last.status_code == 422
