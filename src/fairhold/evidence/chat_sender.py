"""Who wrote a message of an exported chat: the name before the first colon, unless the whole file says otherwise.

A line without a name is the messenger's own. Names are as the exporting phone stores them and prove nothing about a
person; the same person has another name in the other side's export.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

import msgspec

NAME_CHARS_MAX: Final = 100
"""Characters that a name in a chat may have; what is longer before a colon is text."""
SAME_BEGINNINGS_MIN: Final = 3
"""How often all messages under a name must go on with the same words and a colon to make those part of the name."""
NAMES_REMEMBERED: Final = 4096
COLONS_MAX: Final = 3
"""Colons that a name may have."""

ENCLOSING: Final = "\u202c\u2069"
"""Marks that end a name which is set apart."""

_ENCLOSED = re.compile(
    rf"[\u202a\u202b\u2066-\u2068]([^\u202a-\u202e\u2066-\u2069\n]{{1,{NAME_CHARS_MAX}}})[\u202c\u2069][\u200e\u200f]?:"
)
_SIGNS = str.maketrans({**dict.fromkeys("\u00a0\u2007\u2009\u202f", " "), "\u2010": "-", "\u2011": "-"})
_QUOTES = (("“", "”"), ("„", "“"), ("«", "»"), ("「", "」"), ("『", "』"))


class Said(msgspec.Struct, frozen=True, gc=False):
    """Name and text of one message; the name is empty for lines of the messenger itself."""

    sender: str
    text: str


def enclosed_name(line: str) -> str:
    """The name that direction marks set apart from a colon behind it, or empty: it may hold colons of its own."""
    found = _ENCLOSED.search(line)
    return found[1] if found else ""


def split(rest: str, enclosed: str = "") -> Said:
    """Name and text of what follows a header. `enclosed` is a name that marks set apart in this line."""
    if enclosed and rest.startswith(f"{enclosed}:"):
        return Said(_tidy(enclosed), rest[len(enclosed) + 1 :])
    at = rest.find(": ", 0, NAME_CHARS_MAX + 2)
    if at < 0 and rest.endswith(":") and len(rest) <= NAME_CHARS_MAX + 1:
        at = len(rest) - 1
    name = _name(rest[:at]) if at > 0 else ""
    return Said(name, rest[at + 1 :]) if name else Said("", rest)


def whole_file(said: Sequence[Said]) -> tuple[list[Said], list[str]]:
    """All messages again, with what only the file as a whole can tell about names; and the names that have a colon."""
    read = list(said)
    with_colon: list[str] = []
    for _ in range(COLONS_MAX):
        longer = _longer_names(read)
        if not longer:
            break
        read = [_moved(one, longer[one.sender]) if one.sender in longer else one for one in read]
        with_colon = [name for name in with_colon if name not in longer]
        with_colon += [f"{name}: {more}" for name, more in longer.items()]
    known = {one.sender for one in read}
    if "" in known:
        known.remove("")
        read = [one if one.sender else _without_space(one, known) for one in read]
    return read, with_colon


@lru_cache(NAMES_REMEMBERED)
def _name(written: str) -> str:
    """The name, or empty when a quotation is open at its end: then the colon stands inside of it, as in lines about
    the name of a group.
    """
    if written.count('"') % 2 or any(written.count(left) > written.count(right) for left, right in _QUOTES):
        return ""
    return _tidy(written)


def _tidy(name: str) -> str:
    return name.translate(_SIGNS).strip()


def _longer_names(said: Iterable[Said]) -> dict[str, str]:
    """Names whose every message goes on with the same words and a colon: name to those words."""
    beginnings: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for one in said:
        sender = one.sender
        common = beginnings.get(sender)
        if common == "" or not sender:
            continue
        begins = _beginning(one.text)
        counts[sender] += 1
        beginnings[sender] = begins if common in (None, begins) else ""
    return {name: begins for name, begins in beginnings.items() if begins and counts[name] >= SAME_BEGINNINGS_MIN}


def _beginning(text: str) -> str:
    at = text.find(": ", 0, NAME_CHARS_MAX)
    words = text[:at].strip() if at > 0 else ""
    return "" if "\n" in words else words


def _moved(one: Said, words: str) -> Said:
    return Said(f"{one.sender}: {words}", one.text[one.text.find(": ") + 1 :])


def _without_space(one: Said, known: set[str]) -> Said:
    """A line whose name is known, but which has no space behind the colon, is a message all the same."""
    name, colon, text = one.text.partition(":")
    return Said(_tidy(name), text) if colon and _tidy(name) in known else one
