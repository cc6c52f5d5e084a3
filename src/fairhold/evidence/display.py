"""Texts and names from outside made fit to be shown: never used as a path, a key or a thing to compare."""

import re
import unicodedata
from typing import Final

NAME_CHARS_MAX: Final = 120
NAME_UNNAMED: Final = "unnamed"
REPLACEMENT: Final = "\ufffd"
"""What stands in place of a sign that would steer a terminal or turn the direction of writing."""

_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
_PATH = re.compile(r"[/\\]")
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,8}\Z")


def shown(text: str) -> str:
    """The text with REPLACEMENT for everything that steers instead of saying; line feeds and tabs stay."""
    return _STEERING.sub(REPLACEMENT, text)


def shown_name(name: str) -> str:
    """A file name as it may be shown: its last part, in one line, no longer than NAME_CHARS_MAX, ending kept."""
    last = _PATH.split(unicodedata.normalize("NFC", name))[-1]
    clean = " ".join(_STEERING.sub("", last).split()).strip(". ")
    if len(clean) > NAME_CHARS_MAX:
        ending = _ENDING.search(clean)
        kept = ending[0] if ending else ""
        clean = clean[: NAME_CHARS_MAX - len(kept) - 1] + "…" + kept
    return clean or NAME_UNNAMED
