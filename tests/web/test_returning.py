"""Goods that go back, on the pages: both sides act in turn and see who must do what until when."""

from web.conftest import Place
from web.test_asking import asked


def do(place: Place, side: str, command: str, **fields: str | list[str]) -> str:
    """Ask for a command on the page of the order in dispute, and go."""
    browser = place.buyer if side == "buyer" else place.supplier
    path = f"/orders/{place.orders['disputed']}/{command}"
    preview = asked(browser, path, **fields)
    return browser.post(path, preview.form(path, "go")).text


def test_a_return_is_agreed_and_sent_on_the_pages(place: Place) -> None:
    """D04, D08, D31, D32: 12,500.00 for the goods back; address within three days, sending within fifteen."""
    do(
        place,
        "supplier",
        "reject_claim",
        reason="We want to see them.",
        offer__refund__amount="12,500",
        offer__refund__currency="USD",
        offer__goods_back__0="100",
        offer__goods_back__1="0",
    )
    text = do(place, "buyer", "accept_offer")
    assert "Return of the goods USD 12,500.00 when they are back" in text
    assert "Say where the goods go back to until 8 Mar 2026 By the supplier. Otherwise the refund is paid" in text
    text = do(place, "supplier", "name_return_address", address="Longhai, gate 4, 12 Harbour Road")
    assert "Send the goods back until 20 Mar 2026 By the buyer. Otherwise what hangs on the return is not paid." in text
    assert "Longhai, gate 4, 12 Harbour Road" in text
    text = do(place, "buyer", "ship_return", carrier="Blue Heron", tracking="BHR-55120", units__0="100", units__1="0")
    assert "Blue Heron, BHR-55120" in text
    assert "The supplier confirms that the goods are back, or contests it." in text
