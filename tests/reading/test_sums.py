"""The two figures of protection as a reading shows them: what is held, and what the limit covers after release."""

from fairhold.reading.order import sums
from fairhold.trade.fulfilment import ConfirmReceipt
from fairhold.trade.order import Stage
from trade.playing import BUYER, Play


def test_what_is_released_beyond_the_limit_is_neither_held_nor_guaranteed() -> None:
    """4.9, A5, SC3: 50,000 with a limit of 30,000, frozen until delivery; at receipt all of it is released."""
    play = Play(limit=30_000_00)
    order = play.order(Stage.SHIPPED, frozen=True, total=50_000_00, initial=25_000_00)
    shown = sums(play.orders[order])
    assert [shown.covered.minor, shown.protected.minor, shown.guaranteed.minor] == [50_000_00, 50_000_00, 0]
    play.done(order, ConfirmReceipt(), BUYER)
    shown = sums(play.orders[order])
    assert [shown.covered.minor, shown.protected.minor, shown.guaranteed.minor] == [50_000_00, 0, 30_000_00]
