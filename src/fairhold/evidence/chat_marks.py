"""What the text of one message says about itself: a file attached, media left out, deleted, edited. Facts of the
wording only; whether the file is there, `chat_file` knows.
"""

import re
from typing import Final

from fairhold.evidence.chat_words import ATTACHED, DELETED, EDITED, OMITTED_FIRST, OMITTED_LAST, plain

LABEL_CHARS_MAX: Final = 40
NAME_CHARS_MAX: Final = 255
PLACEHOLDER_CHARS_MAX: Final = 80
STOPS: Final = ".。।"
"""Full stops behind a placeholder."""

_NAME = rf"[^<>\n]{{1,{NAME_CHARS_MAX}}}?"
_IOS = re.compile(rf"<\s?([^<>:：\n]{{1,{LABEL_CHARS_MAX}}}?)\s?[:：]\s?({_NAME})\s?>")
_IOS_OLD = re.compile(rf"({_NAME})\s<([^<>:\n]{{1,{LABEL_CHARS_MAX}}})>\Z")
_ANDROID = re.compile(rf"({_NAME})\s[(（]([^()（）\n]{{1,{LABEL_CHARS_MAX}}})[)）]\Z")
_MESSENGERS_OWN = re.compile(r"\d{8}-.+\.\w{1,8}|.*-(?:PHOTO|VIDEO|AUDIO|GIF|STICKER)-.*|[A-Z]{2,4}-\d{8}-WA\d+\..*")
"""Names that the messenger itself gives to files."""


def attachment_of(text: str) -> str | None:
    """The name of the file that a message says it carries, as written, or None.

    A label that is known is believed with any name; an unknown one only with a name that the messenger gives.
    """
    for found in _IOS.finditer(text) if "<" in text else ():
        if _means_a_file(found[1], found[2]):
            return found[2]
    first, _, _ = text.partition("\n")
    if len(first) > NAME_CHARS_MAX + LABEL_CHARS_MAX or not first.endswith((">", ")", "）")):
        return None
    found_last = (_IOS_OLD if first.endswith(">") else _ANDROID).match(first)
    return found_last[1] if found_last is not None and _means_a_file(found_last[2], found_last[1]) else None


def _means_a_file(label: str, name: str) -> bool:
    return plain(label) in ATTACHED or _MESSENGERS_OWN.fullmatch(name) is not None


def is_omitted(text: str) -> bool:
    """Whether the text seems to stand in place of media that the export leaves out."""
    if len(text) > PLACEHOLDER_CHARS_MAX or "\n" in text:
        return False
    if text.startswith("<") and text.endswith(">"):
        return ":" not in text and not is_edited(text)
    last = text.rpartition(" ")[2].rstrip(STOPS)
    return last in OMITTED_LAST or last[-2:] in OMITTED_LAST or text.startswith(OMITTED_FIRST)


def is_deleted(text: str) -> bool:
    """Whether the text stands in place of a message that somebody deleted."""
    return text.rstrip(STOPS) in DELETED


def is_edited(text: str) -> bool:
    """Whether the message says at its end that it was changed after it was sent."""
    if not text.endswith(">"):
        return False
    marker = text[text.rfind("<", len(text) - PLACEHOLDER_CHARS_MAX) + 1 : -1]
    return plain(marker) in EDITED
