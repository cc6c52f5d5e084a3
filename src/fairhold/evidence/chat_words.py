"""Words that exports of chats write in the language of the phone: parts of the day, attachments, left-out media.

The lists are data (`data/chat_words.json`, with their source). A part of the day that is missing there is not
guessed: the reader stops and names the word. Of attachments the name of the file is the other sign, so a label that
is missing loses little.
"""

import re
from pathlib import Path
from types import MappingProxyType
from typing import Final

import msgspec

MORNING: Final = "am"
"""12 is 0, the others as they are."""
AFTERNOON: Final = "pm"
"""12 is 12, the others 12 later."""
NOON: Final = "noon"
"""10 to 12 as they are, the others 12 later."""
NIGHT: Final = "night"
"""12 is 0, 1 to 5 as they are, 6 to 11 are 12 later."""
BUDDHIST_ERA: Final = "be"
"""Written after a year of the Buddhist era by phones set to English. A year without it is not taken for one."""
BUDDHIST_YEARS_AHEAD: Final = 543

_LEFT_OUT = re.compile(r"[\s.,，،、'\"`´’‘“”״׳″′()\-]+")


def plain(word: str) -> str:
    """A word in the one form in which it is looked up: small, without spaces, dots and quotes."""
    return _LEFT_OUT.sub("", word).casefold()


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    source: str
    parts_of_day: dict[str, list[str]]
    beside_time: list[str]
    attached: list[str]
    omitted_last: list[str]
    omitted_first: list[str]
    deleted: list[str]
    edited: list[str]


_FILE: Final = msgspec.json.decode(
    Path(__file__).with_name("data").joinpath("chat_words.json").read_bytes(), type=_File
)

PARTS_OF_DAY: Final = MappingProxyType(
    {plain(word): part for part, words in _FILE.parts_of_day.items() for word in words}
)
"""Plain word: MORNING, AFTERNOON, NOON or NIGHT."""
BESIDE_TIME: Final = frozenset(map(plain, _FILE.beside_time))
"""Plain words that stand between date and time, or after a time of 24 hours, and mean nothing."""
ATTACHED: Final = frozenset(map(plain, _FILE.attached))
"""Plain labels that say in the text that a file was attached."""
OMITTED_LAST: Final = frozenset(_FILE.omitted_last)
"""Last words, or last letters where words are not spaced, of a placeholder for media that the export leaves out."""
OMITTED_FIRST: Final = tuple(_FILE.omitted_first)
"""The same for languages that put the verb first."""
DELETED: Final = frozenset(_FILE.deleted)
"""What stands in place of a message that somebody deleted, without the full stop."""
EDITED: Final = frozenset(map(plain, _FILE.edited))
"""Plain lines in angle brackets behind a message that was changed after it was sent."""
