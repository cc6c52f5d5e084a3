"""The limit on a page: the supplier sees its own, staff every one, a buyer none."""

from web.conftest import Place


def test_a_supplier_sees_what_is_used_and_how_it_comes_about(place: Place) -> None:
    page = place.supplier.get("/limit")
    assert "Assurance limit" in page.text
    assert "Free for new orders" in page.text
    assert "Granted by hand" in page.text
    assert "The operator granted the limit in force." in page.text
    assert ("Limit", "/limit") in page.links


def test_more_orders_can_be_supposed(place: Place) -> None:
    page = place.supplier.get("/limit?orders=3&value=20000.00")
    assert "With 3 more of USD 20,000.00, on time:" in page.text


def test_a_wrong_supposition_is_said_and_nothing_is_computed(place: Place) -> None:
    supplier = place.supplier
    for query, said in (
        ("orders=0&value=1", "Say how many orders: 1 to 1000."),
        ("orders=3&value=abc", "is not an amount"),
        ("orders=3&value=0", "Say what each order is worth."),
    ):
        page = supplier.get(f"/limit?{query}")
        assert supplier.last.status_code == 422
        assert said in page.text
        assert "With 3 more" not in page.text


def test_staff_sees_every_limit_and_a_buyer_none(place: Place) -> None:
    number = place.supplier.get("/limit").html
    assert number
    treasury, buyer = place.treasury, place.buyer
    treasury.get("/limit")
    assert treasury.last.status_code == 404
    buyer.get("/limit")
    assert buyer.last.status_code == 404
    buyer.get("/suppliers/sup_wrong/limit")
    assert buyer.last.status_code == 404
