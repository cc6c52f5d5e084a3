"""A refund that came back, on the order's page: seen by treasury alone, and sent elsewhere by two of its people."""

from urllib.parse import parse_qs, urlsplit

from web.conftest import Place


def test_a_refund_that_came_back_goes_to_another_account_by_two_people(place: Place) -> None:
    """SC41, D39: a closed account."""
    order = f"/orders/{place.orders['made']}"
    supplier, buyer = place.supplier, place.buyer
    tom, tess = place.browser("tom@fairhold.example"), place.browser("tess@fairhold.example")
    assert "Done:" in supplier.ask(f"{order}/declare_cannot_ship", reason="A fire.").text
    assert "Refunds that came back" not in tom.get(order).text
    assert "Done:" in tom.ask(f"{order}/bounce_refund", number="1", reason="Account closed.").text
    told = tom.get(order)
    assert "Refunds that came back" in told.text
    assert "Send it again" in told.text
    assert "Refunds that came back" not in buyer.get(order).text + supplier.get(order).text
    (again,) = [to for name, to in told.attributes if name == "href" and to and f"{order}/retry_refund?" in to]
    shown = tom.get(again).form(f"{order}/retry_refund")
    assert shown["payee.account"] == [parse_qs(urlsplit(again).query)["payee.account"][0]]
    assert "Done: Send a refund again." in tom.ask(again, **{"payee.account": "NO8330001234567"}).text
    told = tess.get(order)
    assert "NO8330001234567" in told.text
    assert "tom@fairhold.example" in told.text
    (agree,) = [to for name, to in told.attributes if name == "href" and to and f"{order}/agree_refund?" in to]
    path = urlsplit(agree).path
    refused = tom.post(path, tom.get(agree).form(path))
    assert "another person agrees" in refused.text
    assert "Done: Agree to another account for a refund." in tess.ask(agree).text
    told = tess.get(order).text
    assert "Refunds that came back" not in told
    assert "Refund sent again" in told
