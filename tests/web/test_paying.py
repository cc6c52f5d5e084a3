"""How the buyer can pay, on the order's page, and how far each payment by a rail is."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fairhold.desk import Asking, Desk
from fairhold.trade import ids
from fairhold.trade.joining import SetAcceptedRails
from fairhold.trade.money import money
from fairhold.trade.payment import StartPayment
from fairhold.trade.rail import AcceptedRail
from web import sample
from web.conftest import Place, opened


@pytest.fixture
def own_place(database: str, tmp_path: Path) -> Iterator[Place]:
    """The sample marketplace of one test."""
    with opened(database, tmp_path) as found:
        yield found


def test_the_buyer_reads_what_each_way_to_pay_costs_and_why_others_cannot(place: Place) -> None:
    """S44, S46: the same quote as `fairhold quote`; a rail that cannot carry it is no link."""
    page = place.buyer.get(f"/orders/{place.orders['agreed']}")
    assert (
        "Ways to pay USD 25,000.00 T/T (bank transfer) USD 25,050.00 Fee about USD 20.00 to USD 50.00 to the bank. "
        "There between 10 Mar 2026 and 16 Mar 2026." in page.text
    )
    assert "Card One payment by Card is at most USD 12,000.00" in page.text
    assert "Pay by card" not in dict(page.links)


def test_nobody_else_reads_ways_to_pay(place: Place) -> None:
    assert "Ways to pay" not in place.supplier.get(f"/orders/{place.orders['agreed']}").text


def test_a_payment_by_card_says_how_far_it_is(own_place: Place) -> None:
    """S42: 10,000.00 and 295.00 on top, asked for and not yet taken."""
    desk = Desk(own_place.url)
    cards = SetAcceptedRails(rails=(AcceptedRail(rail="card", cap=money(1_200_000, "USD")),))
    assert desk.ask(Asking(sample.SUPPLIER, cards, sample.SELLS, "cards")).refused is None
    made = sample.contract("Cups", initial=money(1_000_000, "USD"))
    player = sample.Player(desk, made).agreed()
    path = f"/orders/{ids.to_text(ids.ORDER_PREFIX, player.id)}"
    links = dict(own_place.buyer.get(path).links)
    assert links["Pay by card"] == f"{path}/start_payment"
    player.ask(StartPayment(rail="card", amount=money(1_000_000, "USD")), sample.BUYS)
    text = own_place.buyer.get(path).text
    assert "Payments by card, debit or loan Rail Amount Fee State Card" in text
    assert "USD 10,000.00 USD 295.00 Waits for the buyer This rail is not connected here." in text
    desk.close()
