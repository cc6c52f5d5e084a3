"""The order's thread: what the two sides wrote each other here, what they filed from elsewhere, what became a term.

Texts live in the events; the facts keep only what a rule needs: how many there are, which filed message waits for an
answer, and which materials and colours were named (SC35b). Messages never change the stage and start no clock; the
rules are in `messages.py`.
"""

import hashlib
from datetime import date
from typing import Annotated, Any, Literal

import msgspec

from fairhold.trade import ids
from fairhold.trade.families import Family, Optional, Side
from fairhold.trade.stream import Command, Event

TEXT_MAX = 10_000
"""Characters that a message may have at the very most; the policy says how many it may have."""
NAMED_MAX = 20
"""Materials and colours kept of one message."""
MENTIONS_MAX = 100
"""Materials and colours kept of a whole thread; more different ones are named by nobody in good faith."""

MessageText = Annotated[str, msgspec.Meta(min_length=1, max_length=TEXT_MAX, pattern=r"\S")]
Number = Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]
Place = Annotated[int, msgspec.Meta(ge=0, le=TEXT_MAX)]
Pointer = Annotated[str, msgspec.Meta(max_length=200, pattern=r"^(/[a-z0-9_]{1,40}){0,8}/([a-z0-9_]{1,40}|-)(?!\n)$")]
"""A JSON pointer into a contract; `-` at its end is the place behind the last item of a list, or of a text."""
Channel = Literal["email", "whatsapp", "wechat", "sms", "phone", "letter", "other"]


# ------------------------------------------------------------------------------------------------------------- facts


class Named(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """A material or colour that a text names, in the words of the closed list that found it."""

    family: Family
    word: str


class Mention(msgspec.Struct, frozen=True, gc=False):
    """A material or colour and the first message of the thread that names it."""

    message: int
    family: Family
    word: str


class Outside(msgspec.Struct, frozen=True, gc=False):
    """A message from elsewhere: who filed it, and what the other side said of it, empty as long as it is silent."""

    number: int
    by: Side
    answer: Literal["", "acknowledged", "contested"] = ""


class Thread(msgspec.Struct, frozen=True, gc=False):
    """What the rules know of a thread. `written` counts the messages of buyer and supplier on `day`, the last one;
    `authors` has a sign for each message, `b` or `s`: whose words they are.
    """

    count: int = 0
    day: date | None = None
    written: tuple[int, int] = (0, 0)
    outside: tuple[Outside, ...] = ()
    mentions: tuple[Mention, ...] = ()
    authors: str = ""


# ---------------------------------------------------------------------------------------------------------- commands


class PostMessage(Command, frozen=True, kw_only=True, tag="post_message"):
    """Write to the other side in the order's thread (E4). What stands here needs no further proof of who wrote it."""

    text: MessageText


class FileOutsideMessage(Command, frozen=True, kw_only=True, tag="file_outside_message"):
    """Put into the thread what one side wrote the other elsewhere: who wrote it, where, on which day (PP2, O29)."""

    channel: Channel
    sender: Side
    sent_on: date
    text: MessageText


class AcknowledgeMessage(Command, frozen=True, kw_only=True, tag="acknowledge_message"):
    """Say that a filed message is genuine; it then counts as evidence of both (O29, E5, R8)."""

    message: Number


class ContestMessage(Command, frozen=True, kw_only=True, tag="contest_message"):
    """Say that a filed message is not genuine (O29, E8)."""

    message: Number
    reason: Optional = ""


class PromoteToTerm(Command, frozen=True, kw_only=True, tag="promote_to_term"):
    """Make a term of what a message says (PP2): an edit of the draft, an answer to the proposal, or an amendment that
    the other side signs.

    `value` goes to `path` of the contract. `start` and `end` mark the words of the message, in characters; unless the
    end is behind the start it is all of them.
    """

    message: Number
    path: Pointer
    value: Any
    start: Place = 0
    end: Place = 0
    frozen_until_delivery: bool = False


# ------------------------------------------------------------------------------------------------------------ events


class MessagePosted(Event, frozen=True, kw_only=True, tag="message.posted"):
    """One side wrote to the other. `seal` binds order, number, side, day and text; `named` is what the text names.

    What is written `in_draft` is read by the other side when the draft is proposed, not before (T01).
    """

    number: int
    by: Side
    text: str
    named: tuple[Named, ...]
    seal: str
    in_draft: bool
    day: date


class OutsideMessageFiled(Event, frozen=True, kw_only=True, tag="message.filed"):
    """One side put a message from elsewhere into the thread. `content` is the SHA-256 of its text in UTF-8."""

    number: int
    by: Side
    channel: str
    sender: Side
    sent_on: date
    text: str
    named: tuple[Named, ...]
    content: str
    seal: str
    in_draft: bool
    day: date


class MessageAcknowledged(Event, frozen=True, kw_only=True, tag="message.acknowledged"):
    """The other side said that a filed message is genuine."""

    number: int
    by: Side
    day: date


class MessageContested(Event, frozen=True, kw_only=True, tag="message.contested"):
    """The other side said that a filed message is not genuine."""

    number: int
    by: Side
    reason: str
    day: date


class TermPromoted(Event, frozen=True, kw_only=True, tag="message.promoted"):
    """What a message says became a term of the version that the next event brings; from which words of it."""

    number: int
    by: Side
    start: int
    end: int
    path: str
    in_draft: bool
    day: date


# ------------------------------------------------------------------------------------------------------- fold and seal


def fold(thread: Thread, event: Event) -> Thread:
    """The thread after an event; events that are none of its business leave it as it is."""
    if isinstance(event, MessagePosted | OutsideMessageFiled):
        return _written(thread, event)
    if isinstance(event, MessageAcknowledged):
        return _answered(thread, event.number, "acknowledged")
    if isinstance(event, MessageContested):
        kept = tuple(mention for mention in thread.mentions if mention.message != event.number)
        return msgspec.structs.replace(_answered(thread, event.number, "contested"), mentions=kept)
    return thread


def seal(order: int, number: int, by: Side, day: date, *said: str) -> str:
    """SHA-256 (hex) of the JSON array of order, number, side, day and what was said: anybody can compute it again."""
    return hashlib.sha256(_array(order, number, by, day, *said)).hexdigest()


def sealed(order: int, event: MessagePosted | OutsideMessageFiled) -> str:
    """The JSON array that the seal of a message is the SHA-256 of, in UTF-8."""
    said: tuple[str, ...] = (event.text,)
    if isinstance(event, OutsideMessageFiled):
        said = (event.channel, event.sender, event.sent_on.isoformat(), event.text)
    return _array(order, event.number, event.by, event.day, *said).decode()


def _array(order: int, number: int, by: Side, day: date, *said: str) -> bytes:
    return _encoder.encode((ids.to_text(ids.ORDER_PREFIX, order), number, by, day, *said))


def content(text: str) -> str:
    """SHA-256 (hex) of a text in UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()


_encoder = msgspec.json.Encoder()


def _written(thread: Thread, event: MessagePosted | OutsideMessageFiled) -> Thread:
    buyers, suppliers = thread.written if thread.day == event.day else (0, 0)
    written = (buyers + 1, suppliers) if event.by == "buyer" else (buyers, suppliers + 1)
    known = {(mention.family, mention.word) for mention in thread.mentions}
    new = [Mention(event.number, n.family, n.word) for n in event.named if (n.family, n.word) not in known]
    outside = thread.outside
    if isinstance(event, OutsideMessageFiled):
        outside = (*outside, Outside(event.number, event.by))
    words_of: Side = event.sender if isinstance(event, OutsideMessageFiled) else event.by
    authors = thread.authors + words_of[0]
    return Thread(event.number, event.day, written, outside, (*thread.mentions, *new)[:MENTIONS_MAX], authors)


def author(thread: Thread, number: int) -> Side:
    """Whose words a message of the thread is, wherever it was written. IndexError for none."""
    return "buyer" if thread.authors[number - 1] == "b" else "supplier"


def _answered(thread: Thread, number: int, answer: Literal["acknowledged", "contested"]) -> Thread:
    outside = tuple(
        msgspec.structs.replace(one, answer=answer) if one.number == number else one for one in thread.outside
    )
    return msgspec.structs.replace(thread, outside=outside)
