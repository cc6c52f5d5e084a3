"""The text of an exported chat as messages: who, when by that phone's clock, what. Extracted facts, never trusted.

An export proves nothing by itself: its text can be changed and no trace is left. The other side's export of the same
chat is the check (`two_sides`), and lines are submitted with proofs against the whole (`subset`).

No time zone is claimed: `at` is the time of the phone that exported, with seconds 00 where the export has none.
Everything is decided for the whole file, in time that grows with its length: which lines begin a message, in which
order day and month stand, which names have a colon.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

import msgspec

from fairhold.evidence.chat_header import Header, Layout, header_of
from fairhold.evidence.chat_marks import attachment_of, is_deleted, is_edited, is_omitted
from fairhold.evidence.chat_order import DAY_SECONDS, YEAR_FIRST_POSSIBLE, DateOrder, Decision, decide
from fairhold.evidence.chat_sender import ENCLOSING, Said, enclosed_name, split, whole_file
from fairhold.evidence.chat_words import BUDDHIST_ERA
from fairhold.evidence.fault import EvidenceFault

MESSAGES_MAX: Final = 500_000
FIRST_LAYOUT_SHARE: Final = 20
"""The layout of the first line that looks like a header is the file's, unless another has this many times as many."""
QUOTED_BACK_SECONDS: Final = 3600
"""A line without a name that is this much earlier than the message before it is text that quotes a date."""
MARKS: Final = "\r\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
"""Signs that only steer the direction of writing or end a line twice. They are taken out of everything that is read."""
LINES_NAMED_MAX: Final = 5
"""Line numbers that one warning names."""


class Message(msgspec.Struct, frozen=True, gc=False):
    """One message. `sender` is empty for lines of the messenger itself, `attachment` the name of a file, if any."""

    at: str
    """ISO 8601, local, without offset: `2024-03-05T14:05:00`."""
    sender: str
    text: str
    attachment: str | None


class Chat(msgspec.Struct, frozen=True):
    """A chat as read, and where each message begins: `first_lines` counts lines of the file from 1."""

    messages: tuple[Message, ...]
    date_order: DateOrder
    ambiguous: bool
    """The order of day and month cannot be told from the file."""
    warnings: tuple[str, ...]
    first_lines: tuple[int, ...]


class _Draft(msgspec.Struct, frozen=True, gc=False):
    """A message whose sender is known as far as its own line tells."""

    header: Header
    stamp: int
    said: Said


def read_chat(text: str, told: DateOrder | None = None, today: date | None = None) -> Chat:
    """Read an export. `told` is the order of dates if somebody knows it; with `today`, later messages are warned of.

    Raises EvidenceFault with `chat_empty`, `chat_time_word`, `chat_clock`, `chat_dates` or `chat_too_many_messages`.
    """
    lines = without_marks(text).split("\n")
    mine, others = _of_one_layout(_headers(lines))
    decision = _decided(mine, told)
    drafts, impossible, quoted = _drafts(lines, mine, decision, _enclosed(text))
    said, with_colon = whole_file([draft.said for draft in drafts])
    messages = _messages(lines, drafts, said)
    warnings = [
        *_of_order(decision),
        *_of_calendar(drafts, today),
        *_of_lines("begin like a message of another layout; they are read as text", others),
        *_of_lines("begin like a message with an impossible date or time; they are read as text", impossible),
        *_of_lines("have a date before the message above and no name; they are read as text", quoted),
        *_of_preamble(drafts),
        *_of_steps(drafts),
        *(f"{name!r} is read as one name: all its messages begin so." for name in with_colon),
        *_of_marks(messages),
    ]
    return Chat(
        messages=messages,
        date_order=decision.reading.order,
        ambiguous=len(decision.tied) > 1,
        warnings=tuple(warnings),
        first_lines=tuple(draft.header.line + 1 for draft in drafts),
    )


def without_marks(text: str) -> str:
    """The text without MARKS."""
    for mark in MARKS:
        if mark in text:
            text = text.replace(mark, "")
    return text


def _headers(lines: Sequence[str]) -> list[Header]:
    """Every line that begins with a header."""
    found = [header for number, line in enumerate(lines) if (header := header_of(line, number)) is not None]
    if not found:
        raise EvidenceFault("chat_empty", "No line begins with a date and a time as an exported chat writes them.")
    if len(found) > MESSAGES_MAX:
        raise EvidenceFault("chat_too_many_messages", f"{len(found)} messages; at most {MESSAGES_MAX} are read.")
    return found


def _enclosed(text: str) -> dict[int, str]:
    """Names that marks set apart from a colon behind them, by line."""
    if not any(mark in text for mark in ENCLOSING):
        return {}
    return {number: name for number, line in enumerate(text.split("\n")) if (name := enclosed_name(line))}


def _of_one_layout(headers: Sequence[Header]) -> tuple[list[Header], list[int]]:
    """Those of the layout that the phone wrote, and the lines of the others."""
    counts = Counter(header.layout for header in headers)
    (layout, most), *_ = counts.most_common(1)
    first = headers[0].layout
    if counts[first] * FIRST_LAYOUT_SHARE >= most:
        layout = first
    mine = [header for header in headers if header.layout == layout]
    _words_are_known(headers, mine, layout)
    return mine, [header.line for header in headers if header.layout != layout]


def _words_are_known(headers: Sequence[Header], mine: Sequence[Header], layout: Layout) -> None:
    """A word that no table knows is harmless on a clock of 24 hours; on one of 12 it decides the half of the day."""
    unknown = [header.unknown for header in mine if header.unknown]
    if layout.part:
        like_mine = _without_words(layout)
        alike = [one.unknown for one in headers if one.unknown and _without_words(one.layout) == like_mine]
        unknown += alike if len(alike) * FIRST_LAYOUT_SHARE >= len(mine) else []
    elif any(header.hour == 0 or header.hour > 12 for header in mine):
        return
    if unknown:
        names = ", ".join(repr(word) for word in sorted(set(unknown))[:LINES_NAMED_MAX])
        raise EvidenceFault(
            "chat_time_word", f"Beside the time stands {names}: is it a half of the day? Not known here."
        )


def _without_words(layout: Layout) -> Layout:
    return layout._replace(part="", between="", after="")


def _decided(headers: Sequence[Header], told: DateOrder | None) -> Decision:
    decision = decide(headers, told)
    reading = decision.reading
    if reading.impossible == len(headers) or (told and reading.impossible):
        at = reading.stamps.index(None)
        where = f"line {headers[at].line + 1}"
        if headers[at].seconds is None:
            raise EvidenceFault("chat_clock", f"The time in {where} is none, or does not go with the word beside it.")
        orders = f"the order {told}" if told else "any order of day, month and year"
        raise EvidenceFault("chat_dates", f"The date in {where} is none in {orders}.")
    return decision


def _drafts(
    lines: Sequence[str], headers: Sequence[Header], decision: Decision, enclosed: Mapping[int, str]
) -> tuple[list[_Draft], list[int], list[int]]:
    """The messages with their first lines; lines whose date or time is impossible; lines that only quote a date."""
    drafts: list[_Draft] = []
    impossible: list[int] = []
    quoted: list[int] = []
    for header, stamp in zip(headers, decision.reading.stamps, strict=True):
        line = header.line
        if stamp is None:
            impossible.append(line)
            continue
        said = split(lines[line][header.end :].removeprefix(" "), enclosed.get(line, ""))
        if not said.sender and drafts and stamp < drafts[-1].stamp - QUOTED_BACK_SECONDS:
            quoted.append(line)
            continue
        drafts.append(_Draft(header, stamp, said))
    return drafts, impossible, quoted


def _messages(lines: Sequence[str], drafts: Sequence[_Draft], said: Sequence[Said]) -> tuple[Message, ...]:
    """The messages with all their lines. The messenger sends no blanks at the ends of a message, so none are kept."""
    days: dict[int, str] = {}
    times: dict[int, str] = {}
    messages = []
    ends = [draft.header.line for draft in drafts[1:]] + [len(lines)]
    for draft, one, end in zip(drafts, said, ends, strict=True):
        day, seconds = divmod(draft.stamp, DAY_SECONDS)
        if day not in days:
            days[day] = _day(draft.stamp).isoformat()
        if seconds not in times:
            times[seconds] = f"T{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
        start = draft.header.line + 1
        text = (one.text if start == end else "\n".join((one.text, *lines[start:end]))).strip()
        messages.append(Message(days[day] + times[seconds], one.sender, text, attachment_of(text)))
    return tuple(messages)


def _day(stamp: int) -> date:
    return date.fromordinal(stamp // DAY_SECONDS + 1)


def _of_order(decision: Decision) -> Iterable[str]:
    if len(decision.tied) < 2:
        return
    orders = " and ".join(decision.tied)
    then = (
        "every date reads the same"
        if decision.indifferent
        else "ask whose phone it is, and read again with the order told"
    )
    yield f"The file does not tell the order of day and month: {orders} fit equally well; {then}."


def _of_calendar(drafts: Sequence[_Draft], today: date | None) -> Iterable[str]:
    earliest, latest = (_day(bound(draft.stamp for draft in drafts)) for bound in (min, max))
    if drafts[0].header.layout.between == BUDDHIST_ERA:
        yield "The years are marked as of the Buddhist era; 543 is taken off."
    if earliest.year < YEAR_FIRST_POSSIBLE:
        yield f"The earliest message is of {earliest}, before the messenger existed: the calendar may be another one."
    if today is not None and latest > today + timedelta(days=1):
        yield f"The latest message is of {latest}, which has not come yet: clock or calendar of the phone may be wrong."


def _of_lines(what: str, numbers: Sequence[int]) -> Iterable[str]:
    if numbers:
        named = ", ".join(str(number + 1) for number in numbers[:LINES_NAMED_MAX])
        more = f" and {len(numbers) - LINES_NAMED_MAX} more" if len(numbers) > LINES_NAMED_MAX else ""
        yield f"Lines {named}{more} {what}."


def _of_preamble(drafts: Sequence[_Draft]) -> Iterable[str]:
    if drafts[0].header.line:
        yield f"The first message begins at line {drafts[0].header.line + 1}; what stands before it is not read."


def _of_steps(drafts: Sequence[_Draft]) -> Iterable[str]:
    back = [after.header.line for before, after in pairwise(drafts) if after.stamp < before.stamp]
    return _of_lines("are earlier than the message before", back)


def _of_marks(messages: Sequence[Message]) -> Iterable[str]:
    omitted = deleted = edited = 0
    for message in messages:
        if is_deleted(message.text):
            deleted += 1
        elif is_omitted(message.text):
            omitted += 1
        elif is_edited(message.text):
            edited += 1
    for count, what in (
        (omitted, "stand for media that the export leaves out"),
        (deleted, "say that they were deleted"),
        (edited, "say that they were edited after sending"),
    ):
        if count:
            yield f"Messages that {what}: {count}."
