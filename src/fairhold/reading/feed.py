"""The feed: all that happened, in the order in which it became visible, for programs that follow along (B5).

A position is opaque text; later events have greater ones. Whoever asks again with the last position that he got misses
nothing and gets nothing twice.
"""

import re
from datetime import datetime
from typing import Any, Final

import msgspec
import psycopg

from fairhold.book import readings
from fairhold.book.readings import Followed
from fairhold.reading.happenings import Actor, actor, data, is_shown
from fairhold.trade import ids
from fairhold.trade.who import Who

_POSITION: Final = re.compile(r"[0-9a-f]{16}[0-7][0-9a-f]{15}[0-9a-f]{8}")
_PREFIXES: Final = {"order": ids.ORDER_PREFIX, "supplier": ids.SUPPLIER_PREFIX, "remittance": ids.REMITTANCE_PREFIX}


class PositionInvalid(ValueError):
    """A text that was never a position."""


class FeedEvent(msgspec.Struct, frozen=True, kw_only=True):
    """One event: where it stands in the feed, what happened to which stream, when and by whom."""

    position: str
    stream: str
    sequence: int
    at: datetime
    event: str
    by: Actor
    data: dict[str, Any]


class FeedPage(msgspec.Struct, frozen=True):
    """Some events. `next_after` is what to ask with the next time, also when nothing has happened."""

    data: tuple[FeedEvent, ...]
    next_after: str
    has_more: bool


def read_feed(connection: psycopg.Connection, who: Who, after: str, page_size: int) -> FeedPage:
    """What happened after a position to the streams that `who` may see. Raises PositionInvalid."""
    place = _place(after)
    with readings.snapshot(connection, who):
        found = readings.feed(connection, place, page_size + 1)
    more = len(found) > page_size
    shown = found[:page_size]
    events = tuple(_event(followed, who) for followed in shown if is_shown(followed.happened, who))
    return FeedPage(events, _position(shown[-1]) if shown else after, more)


def _event(followed: Followed, who: Who) -> FeedEvent:
    happened = followed.happened
    return FeedEvent(
        position=_position(followed),
        stream=ids.to_text(_PREFIXES[happened.event.stream], followed.stream_id),
        sequence=happened.seq,
        at=happened.at,
        event=happened.kind,
        by=actor(happened.actor, who),
        data=data(happened, who),
    )


def _position(followed: Followed) -> str:
    return f"{followed.batch:016x}{followed.stream_id:016x}{followed.happened.seq:08x}"


def _place(position: str) -> tuple[int, int, int]:
    if not position:
        return 0, 0, 0
    if not _POSITION.fullmatch(position) or position[0] > "7":
        raise PositionInvalid("this is not a position of the feed")
    return int(position[:16], 16), int(position[16:32], 16), min(int(position[32:], 16), 2**31 - 1)
