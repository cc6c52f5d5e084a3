"""An order's facts: the stage is derived from them, the fold never refuses, and flags lie over the stage."""

from datetime import date

import pytest

from fairhold.trade.dispute import OpenDispute
from fairhold.trade.ledger import EVENTS
from fairhold.trade.order import CLOSED, Order, Stage, stage
from fairhold.trade.order_fold import _EVOLVE as STEPS
from fairhold.trade.order_fold import evolve
from fairhold.trade.payment import NotifyChargeback
from fairhold.trade.payment_fold import _FOLD as MONEY_STEPS
from fairhold.trade.who import BANK
from trade.playing import BUYER, Play, usd

WAY = list(Stage)[2:12]


@pytest.mark.parametrize("at", WAY)
def test_the_stage_is_read_off_the_facts_on_the_whole_way(at: Stage) -> None:
    """Rule 5 of the house: facts are stored, the stage is derived."""
    play = Play()
    order = play.order(at)
    again = Order(id=order)
    for event in play.streams[order]:
        again = evolve(again, event)
    assert stage(again) == at
    assert again.version == len(play.streams[order])


def test_an_order_without_events_is_none() -> None:
    assert stage(Order(id=1)) == Stage.NONE


def test_closed_stages_are_the_five_ends() -> None:
    assert {at.value for at in CLOSED} == {"completed", "cancelled", "expired", "closed_refunded", "closed_settled"}


def test_every_event_of_an_order_has_a_step_of_the_fold() -> None:
    for event in EVENTS:
        if event.stream == "order":
            assert (event in STEPS) or (event in MONEY_STEPS), event.__name__
        else:
            assert event not in STEPS


def test_flags_lie_over_the_stage() -> None:
    """4.1.3: LATE and a dispute at once; a chargeback on another order."""
    play = Play(limit=0)
    order = play.order(Stage.READY_TO_SHIP, frozen=True)
    play.wait(order, "2019-08-06")
    claim = OpenDispute(grounds=("late_not_shipped",), amount=usd(1), statement="Where?")
    play.done(order, claim, BUYER)
    assert play.orders[order].flags == ("late", "disputed")
    play.at("2019-06-03")
    other = play.order(Stage.READY, frozen=True)
    play.done(other, NotifyChargeback(amount=usd(1), line="cb"), BANK)
    assert play.orders[other].flags == ("chargeback",)


def test_what_is_due_is_never_below_nothing() -> None:
    play = Play()
    order = play.order(Stage.AGREED)
    assert (play.orders[order].due, play.orders[order].initial, play.orders[order].total) == (
        80_000_00,
        25_000_00,
        80_000_00,
    )
    play.pay(order, 81_000_00)
    assert play.orders[order].due == 0
    assert play.orders[order].opened_on == date(2019, 6, 3)
