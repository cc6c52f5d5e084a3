"""An order's thread as its parties read it: what was written, what was filed from elsewhere, and what became of it."""

from datetime import date, datetime

import msgspec
import psycopg

from fairhold.bank.accounts import Found, Ours, find
from fairhold.book import readings
from fairhold.book.readings import Happened
from fairhold.reading.cursor import Cursors
from fairhold.reading.happenings import Actor, actor
from fairhold.reading.listing import PAGE_SIZE, Page
from fairhold.reading.order import is_yours
from fairhold.trade.thread import (
    MessageAcknowledged,
    MessageContested,
    MessagePosted,
    Named,
    OutsideMessageFiled,
    TermPromoted,
)
from fairhold.trade.who import Role, Who


class Promoted(msgspec.Struct, frozen=True, kw_only=True):
    """A term that was made of a message: its place in the contract, by whom, and the words that it was made of."""

    path: str
    by: str
    at: datetime
    words: str


class Elsewhere(msgspec.Struct, frozen=True, kw_only=True):
    """Where a filed message came from, and what the other side says of it (`acknowledged`, `contested` or nothing).

    `content` is the SHA-256 of its text in UTF-8, to compare with the original.
    """

    channel: str
    sender: str
    sent_on: date
    content: str
    answer: str = ""
    reason: str = ""
    answered_at: datetime | None = None


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """One message of a thread. `seal` is the SHA-256 that binds its order, number, side, day and words; `accounts` are
    the account numbers in its words, with whether each is this order's (PP7, PP8).
    """

    number: int
    by: str
    who: Actor
    at: datetime
    day: date
    text: str
    seal: str
    named: tuple[Named, ...]
    accounts: tuple[Found, ...]
    elsewhere: Elsewhere | None = None
    promoted: tuple[Promoted, ...] = ()


def read_messages(
    connection: psycopg.Connection,
    who: Who,
    order_id: int,
    now: datetime,
    cursors: Cursors,
    ours: Ours,
    *,
    page_size: int = PAGE_SIZE,
    cursor: str = "",
) -> Page[Message] | None:
    """A page of the thread, the oldest message first; None if there is no such order or it is not the reader's (an
    inspector's never). Raises CursorInvalid.
    """
    of = f"messages|{order_id}"
    after = cursors.read(cursor, of) if cursor else 0
    with readings.snapshot(connection, who):
        found = readings.orders(connection, (order_id,), now).get(order_id)
    if found is None or not is_yours(found.facts, who) or who.role == Role.INSPECTOR:
        return None
    rest = thread(found.history, who, ours.of(order_id))[after:]
    more = len(rest) > page_size
    shown = rest[:page_size]
    return Page(shown, cursors.write(shown[-1].number, of) if more else None, more)


def thread(history: tuple[Happened, ...], who: Who, ours: Ours) -> tuple[Message, ...]:
    """Every message of an order that the reader may see, by number from 1 without a gap."""
    found: list[Message] = []
    for happened in history:
        event = happened.event
        if isinstance(event, MessagePosted | OutsideMessageFiled):
            found.append(_message(happened, event, who, ours))
        elif isinstance(event, MessageAcknowledged | MessageContested | TermPromoted):
            found[event.number - 1] = _after(found[event.number - 1], happened, event)
    return tuple(found)


def _message(happened: Happened, event: MessagePosted | OutsideMessageFiled, who: Who, ours: Ours) -> Message:
    elsewhere = None
    if isinstance(event, OutsideMessageFiled):
        elsewhere = Elsewhere(channel=event.channel, sender=event.sender, sent_on=event.sent_on, content=event.content)
    return Message(
        number=event.number,
        by=event.by,
        who=actor(happened.actor, who),
        at=happened.at,
        day=event.day,
        text=event.text,
        seal=event.seal,
        named=event.named,
        accounts=find(event.text, ours),
        elsewhere=elsewhere,
    )


def _after(
    message: Message, happened: Happened, event: MessageAcknowledged | MessageContested | TermPromoted
) -> Message:
    if isinstance(event, TermPromoted):
        words = message.text[event.start : event.end] or message.text
        promoted = Promoted(path=event.path, by=event.by, at=happened.at, words=words)
        return msgspec.structs.replace(message, promoted=(*message.promoted, promoted))
    assert message.elsewhere is not None
    contested = isinstance(event, MessageContested)
    answered = msgspec.structs.replace(
        message.elsewhere,
        answer="contested" if contested else "acknowledged",
        reason=event.reason if isinstance(event, MessageContested) else "",
        answered_at=happened.at,
    )
    return msgspec.structs.replace(message, elsewhere=answered)
