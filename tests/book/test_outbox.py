"""The outbox: wishes wait until they are done, once."""

from datetime import timedelta

import pytest
from market import START, Market, payout, play

from fairhold.book.connection import connect
from fairhold.book.outbox import finish, postpone, waiting
from fairhold.desk import Desk
from fairhold.trade.supplier_events import PayoutRequested


@pytest.fixture
def wished(database: str, market: Market) -> str:
    with Desk(database) as desk:
        play(desk, [market.life("one", market.buyers[0], market.suppliers[0])])
        for n in (1, 2):
            assert desk.ask(payout(market.suppliers[0], n * 100, f"p{n}", START + timedelta(hours=n))).refused is None
    return database


def test_wishes_wait_with_their_event_the_oldest_first(wished: str, market: Market) -> None:
    with connect(wished) as connection:
        wishes = waiting(connection, START + timedelta(days=1))
        assert waiting(connection, START + timedelta(hours=1)) == wishes[:1]
        assert waiting(connection, START + timedelta(days=1), limit=1) == wishes[:1]
    assert [wish.stream_id for wish in wishes] == [market.suppliers[0]] * 2
    assert [wish.happened_at for wish in wishes] == [START + timedelta(hours=1), START + timedelta(hours=2)]
    events = [wish.event for wish in wishes]
    assert [event.amount for event in events if isinstance(event, PayoutRequested)] == [100, 200]


def test_a_wish_is_finished_once(wished: str) -> None:
    later = START + timedelta(days=1)
    with connect(wished) as connection:
        first, second = waiting(connection, later)
        assert finish(connection, first, later, "sent")
        assert not finish(connection, first, later, "sent")
        assert not postpone(connection, first, later, "no")
        assert waiting(connection, later) == [second]


def test_a_wish_that_failed_is_tried_again_later(wished: str) -> None:
    later = START + timedelta(days=1)
    with connect(wished) as connection:
        first, second = waiting(connection, later)
        assert postpone(connection, first, later + timedelta(minutes=5), "bank closed")
        assert waiting(connection, later) == [second]
        _, again = waiting(connection, later + timedelta(minutes=5))
        assert (again.seq, again.attempts) == (first.seq, 1)
