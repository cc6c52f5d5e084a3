"""Streams read back: one of them, or all."""

from market import START, Market, play

from fairhold.book.chain import START as NOTHING
from fairhold.book.connection import connect
from fairhold.book.streams import all_streams, load_events
from fairhold.desk import Desk
from fairhold.trade.order_events import DraftCreated
from fairhold.trade.who import Role, Who


def test_a_stream_is_read_back_event_by_event(database: str, market: Market) -> None:
    with Desk(database) as desk:
        (last,) = play(desk, [market.life("one", market.buyers[0], market.suppliers[0])])
    with connect(database) as connection:
        events = load_events(connection, last.stream_id)
        assert load_events(connection, last.stream_id + 4096) == []
    assert [recorded.seq for recorded in events] == list(range(1, 14))
    first = events[0]
    assert isinstance(first.event, DraftCreated)
    assert (first.at, first.kind, first.count, first.side_seq) == (START, "order.drafted", 1, None)
    assert first.who == Who(Role.BUYER, market.buyers[0], "bea")
    accepted = events[2]
    assert (accepted.side_seq, accepted.side_count) == (7, 1)
    heads = [NOTHING, *(recorded.hash for recorded in events)]
    assert [recorded.follows(head) for recorded, head in zip(events, heads, strict=False)] == [True] * 13


def test_all_streams_are_read_one_after_the_other(database: str, market: Market) -> None:
    with Desk(database) as desk:
        play(desk, [market.life(f"n{n}", market.buyers[0], market.suppliers[n]) for n in range(2)])
    with connect(database) as connection, connection.transaction():
        lengths = {stream_id: len(list(events)) for stream_id, events in all_streams(connection)}
    assert sorted(lengths.values()) == [10, 10, 13, 13]
    assert list(lengths) == sorted(lengths, key=lambda id: (id % 4096, id))
