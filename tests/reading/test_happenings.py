"""What a timeline entry tells of an event, and that it marks one into which a card number was written."""

from datetime import UTC, datetime

import pytest

from fairhold.book.readings import Happened
from fairhold.reading.happenings import entry
from fairhold.trade.order import Stage
from fairhold.trade.payment import AnnouncePayment
from trade.playing import BUYER, SUPPLIER, Play, usd


@pytest.mark.parametrize(
    ("reference", "marked"), [("4111 1111 1111 1111", True), ("4111 1111 1111 1112", False), ("***", False)]
)
def test_an_entry_with_a_card_number_is_marked_for_both_sides(reference: str, marked: bool) -> None:
    """PP7: the number itself was masked before."""
    play = Play()
    order = play.order(Stage.AGREED)
    play.done(order, AnnouncePayment(amount=usd(1), reference=f"paid by {reference}"), BUYER)
    event = play.streams[order][-1]
    told = Happened(4, datetime(2019, 6, 3, tzinfo=UTC), "payment.announced", f"buyer:{BUYER.party}:bea", event)
    assert [entry(told, who, []).card_number for who in (BUYER, SUPPLIER)] == [marked, marked]
    if marked:
        assert entry(told, SUPPLIER, []).data["reference"] == "paid by **** **** **** 1111"
