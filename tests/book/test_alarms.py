"""Alarms: the clock finds what may be due, by the wall or by a test clock."""

from datetime import timedelta

from market import START, Market, play

from fairhold.book.alarms import waking_orders, waking_remittances
from fairhold.book.connection import connect
from fairhold.book.reference import TestClock as Standing
from fairhold.book.reference import attach_test_clock, set_test_clock
from fairhold.desk import Asking, Desk
from fairhold.trade import ids
from fairhold.trade.money import money
from fairhold.trade.remittance import HoldRemittance
from fairhold.trade.who import BANK


def test_orders_wake_at_their_first_deadline_the_earliest_first(database: str, market: Market) -> None:
    with Desk(database) as desk, connect(database) as connection:
        lives = [market.life(str(n), market.buyers[0], market.suppliers[0], START + timedelta(days=n)) for n in (2, 1)]
        second, first = (answer.stream_id for answer in play(desk, lives))
        assert waking_orders(connection, START) == []
        assert waking_orders(connection, START + timedelta(days=365)) == [first, second]
        assert waking_orders(connection, START + timedelta(days=365), limit=1) == [first]


def test_an_order_on_a_test_clock_wakes_by_that_clock_alone(database: str, market: Market) -> None:
    far = START + timedelta(days=365)
    with Desk(database) as desk, connect(database) as connection:
        (answer,) = play(desk, [market.life("one", market.buyers[0], market.suppliers[0])])
        set_test_clock(connection, Standing(3, START, "mine", for_all=False))
        attach_test_clock(connection, answer.stream_id, 3)
        assert waking_orders(connection, far) == []
        set_test_clock(connection, Standing(3, far, "mine", for_all=False))
        assert waking_orders(connection, START) == [answer.stream_id]
        attach_test_clock(connection, answer.stream_id, None)
        assert waking_orders(connection, START) == []


def test_a_remittance_wakes_when_its_holding_time_is_over(database: str, market: Market) -> None:
    id = ids.new_id(START, 5, 5)
    held = HoldRemittance(amount=money(100, "USD"), line="L")
    with Desk(database) as desk, connect(database) as connection:
        assert desk.ask(Asking(id, held, BANK, "k", now=START)).refused is None
        assert waking_remittances(connection, START + timedelta(days=30)) == []
        assert waking_remittances(connection, START + timedelta(days=31)) == [id]
