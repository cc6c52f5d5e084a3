"""The same chat as two phones exported it, message by message: where they differ, one of the files was changed.

An edit of an export leaves no trace in itself, so the other side's export is the check. What two honest exports differ
in is not counted: the names of people as each phone keeps them, the hours between two time zones, seconds that only
one kind of phone writes, the language of placeholders, and messages before or after the part that both have. A message
that one side deleted for itself alone looks like one that the other side invented: a difference is a question to both.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from itertools import pairwise
from typing import Final, Literal

import msgspec

from fairhold.evidence.chat import Chat, Message
from fairhold.evidence.chat_marks import is_deleted, is_edited, is_omitted
from fairhold.evidence.fault import EvidenceFault
from fairhold.evidence.pairing import CUT_OFF_MINUTES, Said, is_in_time, minutes_apart, paired

Kind = Literal["only_first", "only_second", "text", "time", "sender"]


ANYBODY: Final = ""
"""Stands for a person whose name in the other export is not known."""


class Side(msgspec.Struct, frozen=True):
    """A message in one of the exports: its first line in the file, and what it says."""

    line: int
    at: str
    sender: str
    sha256: str
    """Of the text in UTF-8, hex."""


class Difference(msgspec.Struct, frozen=True):
    """One place where the exports differ; a side is None where it has no such message."""

    kind: Kind
    first: Side | None
    second: Side | None


class Comparison(msgspec.Struct, frozen=True):
    """Two exports side by side."""

    common: int
    """Messages that both have, also those that differ in time or sender."""
    outside: int
    """Messages of the one that lie before or after everything that the other has."""
    minutes_apart: int
    """How much later the second phone's clock is; of the most messages, if it changed."""
    names: dict[str, str]
    """Name in the first export: name of the same person in the second."""
    differences: tuple[Difference, ...]


class _Line(msgspec.Struct, frozen=True, gc=False):
    """A message, its first line in the file, and what is compared of it."""

    message: Message
    line: int
    said: Said


def compare(first: Chat, second: Chat) -> Comparison:
    """Both exports side by side. Raises EvidenceFault `chats_nothing_common`."""
    left, right = _lines(first), _lines(second)
    lefts_said, rights_said = [one.said for one in left], [one.said for one in right]
    pairs = paired(lefts_said, rights_said)
    if not pairs:
        raise EvidenceFault("chats_nothing_common", "The two chats have no message in common.")
    names = _names(left, right, pairs)
    minutes = minutes_apart(lefts_said, rights_said, pairs)
    apart = [right[two].said.minute - left[one].said.minute for one, two in pairs]
    found: list[Difference] = []
    outside = 0
    edges = [(-1, -1), *pairs, (len(left), len(right))]
    for number, ((one, two), (after, other)) in enumerate(pairwise(edges)):
        lefts, rights = left[one + 1 : after], right[two + 1 : other]
        if number in (0, len(pairs)) and not (lefts and rights):
            outside += len(lefts) + len(rights)
        else:
            found += _of_a_gap(lefts, rights, minutes, names)
        if number < len(pairs):
            in_time = _in_time(apart, number, minutes)
            found += _of_a_pair(left[after], right[other], in_time, names)
    return Comparison(len(pairs), outside, minutes, names, tuple(found))


def _lines(chat: Chat) -> list[_Line]:
    """What people wrote. Lines of the messenger itself are worded by each phone, so they are left out."""
    minutes: dict[str, int] = {}
    lines = []
    for message, line in zip(chat.messages, chat.first_lines, strict=True):
        if not message.sender:
            continue
        at = message.at[:16]
        if at not in minutes:
            moment = datetime.fromisoformat(at)
            minutes[at] = moment.toordinal() * 1440 + moment.hour * 60 + moment.minute
        lines.append(_Line(message, line, Said(_key(message), minutes[at])))
    return lines


def _key(message: Message) -> str:
    """What must be the same in both exports, whatever the languages of the phones."""
    text = message.text
    if is_deleted(text):
        return "\0deleted"
    if message.attachment is not None or is_omitted(text):
        return "\0media"
    return text[: text.rfind("<")].rstrip() if is_edited(text) else text


def _names(left: Sequence[_Line], right: Sequence[_Line], pairs: Sequence[tuple[int, int]]) -> dict[str, str]:
    """For every name of the first export the one that mostly stands over the same messages in the second."""
    counted: dict[str, Counter[str]] = {}
    for one, two in pairs:
        counted.setdefault(left[one].message.sender, Counter())[right[two].message.sender] += 1
    return {name: others.most_common(1)[0][0] for name, others in counted.items()}


def _in_time(apart: Sequence[int], at: int, minutes: int) -> bool:
    """Whether the clocks are as far apart at this pair as they usually are, or as at its neighbour in a summer."""
    off = apart[at] - minutes
    if abs(off) <= CUT_OFF_MINUTES:
        return True
    beside = [apart[near] for near in (at - 1, at + 1) if 0 <= near < len(apart)]
    return is_in_time(off) and any(abs(apart[at] - other) <= CUT_OFF_MINUTES for other in beside)


def _of_a_pair(left: _Line, right: _Line, in_time: bool, names: dict[str, str]) -> list[Difference]:
    """Differences of two messages with the same text."""
    found: list[Kind] = [] if in_time else ["time"]
    if names[left.message.sender] != right.message.sender:
        found.append("sender")
    return [Difference(kind, _side(left), _side(right)) for kind in found]


def _of_a_gap(
    lefts: Sequence[_Line], rights: Sequence[_Line], minutes: int, names: Mapping[str, str]
) -> list[Difference]:
    """Messages without a pair: of the same person in the same minute they are one that was changed, else alone."""
    waiting: dict[tuple[int, str], list[_Line]] = {}
    for right in reversed(rights):
        minute = right.said.minute - minutes
        waiting.setdefault((minute, right.message.sender), []).append(right)
        waiting.setdefault((minute, ANYBODY), []).append(right)
    taken: set[int] = set()
    found = []
    for left in lefts:
        name = names.get(left.message.sender, ANYBODY)
        same = None
        for near in (0, -CUT_OFF_MINUTES, CUT_OFF_MINUTES):
            candidates = waiting.get((left.said.minute + near, name), [])
            while same is None and candidates:
                one = candidates.pop()
                same = None if one.line in taken else one
        if same is None:
            found.append(Difference("only_first", _side(left), None))
        else:
            taken.add(same.line)
            found.append(Difference("text", _side(left), _side(same)))
    alone = [right for right in rights if right.line not in taken]
    return [*found, *(Difference("only_second", None, _side(right)) for right in alone)]


def _side(line: _Line) -> Side:
    message = line.message
    return Side(line.line, message.at, message.sender, sha256(message.text.encode()).hexdigest())
