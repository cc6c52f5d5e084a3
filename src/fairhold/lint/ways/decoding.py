"""Bytes to text: UTF-8, or UTF-16 with its mark, unless another encoding is named. Nothing is guessed.

A wrong guess would change what was agreed without anybody noticing, so bytes that are no UTF-8 are refused with a word
on what they look like. Characters are never dropped or replaced; hidden ones are for the linter to report.
"""

import codecs
from typing import Final

from fairhold.lint.ways.fault import LINT_BYTES_MAX, Unreadable

ENCODINGS: Final = ("utf-8", "utf-16", "gb18030", "big5", "windows-1252")
"""Encodings that may be named; the first two need not be."""
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, ""),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def within(content: bytes) -> bytes:
    """The content, if it is not too large. Raises Unreadable (lint_too_large)."""
    if len(content) > LINT_BYTES_MAX:
        raise Unreadable("lint_too_large", f"more than {LINT_BYTES_MAX:,} bytes (lint_bytes_max)")
    return content


def text_of(content: bytes, encoding: str = "") -> str:
    """The text. Raises Unreadable (lint_too_large, lint_encoding, lint_empty)."""
    within(content)
    found = encoding or next((name for mark, name in _MARKS if content.startswith(mark)), "utf-8")
    try:
        text = content.decode(found) if found else ""
    except (UnicodeError, LookupError) as error:
        raise Unreadable("lint_encoding", _why(content, found, error)) from None
    if not found:
        raise Unreadable("lint_encoding", "the file is UTF-32; save it as UTF-8")
    if "\x00" in text:
        hint = "it looks like UTF-16 without its mark" if content[1::2].count(0) * 4 > len(content) else "it is no text"
        raise Unreadable("lint_encoding", f"the file has NUL characters: {hint}; save it as UTF-8")
    text = text.removeprefix("\ufeff")
    if not text.strip():
        raise Unreadable("lint_empty", "there is nothing but blanks")
    return text


def _why(content: bytes, encoding: str, error: Exception) -> str:
    place = error.start if isinstance(error, UnicodeDecodeError) else 0
    line = content.count(b"\n", 0, place) + 1
    if encoding != "utf-8":
        return f"the file is not {encoding} (line {line})"
    return (
        f"byte 0x{content[place]:02x} in line {line} is not UTF-8{_guess(content)}; save the file as UTF-8 or name its "
        f"encoding ({', '.join(ENCODINGS[2:])})"
    )


def _guess(content: bytes) -> str:
    """What bytes look like that are no UTF-8: text in two bytes a sign that the oldest Chinese set has, or Western."""
    try:
        content.decode("gb2312")
    except UnicodeDecodeError:
        return ", perhaps windows-1252"
    return ", perhaps gb18030"
