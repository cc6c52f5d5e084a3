"""SWIFT text (MT940, MT942, MT950) taken apart: messages and their fields, with line numbers and nothing left over.

Only the outer shape is read here: envelopes, what begins a field and what goes on with it. Whatever belongs to no field
is refused, because a reader that passes over text may pass over money. What a field says is for `mt940.py`.
"""

import codecs
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from fairhold.bank.fault import StatementError
from fairhold.bank.tree import Limits

TAGS: Final = frozenset(
    [
        *("13", "13D", "20", "21", "25", "25P", "28", "28C", "34F", "60F", "60M", "61", "62F", "62M", "64", "65"),
        *("86", "90C", "90D", "NS"),
    ]
)
"""Every tag that is read. Another one refuses the file: nobody can say what it would have meant."""

_BOMS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_FIELD: Final = re.compile(r":([0-9]{2}[A-Z]?|NS):(.*)", re.DOTALL)
_TYPE: Final = re.compile(r"\{2:[IO]([0-9]{3})")
_BLOCKS: Final = re.compile(r"(?:\{[1-35]:(?:[^{}]|\{[^{}]*\})*\})*")
_HEADING: Final = re.compile(r":?(9[0-9]{2})(?: ?[0-9]{2})?:?|[A-Z0-9]{8,12}")
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_FRAMES: Final = "\x01\x03\x1a"
"""Signs that frame a message on the wire (SOH, ETX) or end a file (SUB)."""


class Field(NamedTuple):
    """One field: its tag, its text with line feeds between its lines, and the line of the file where it begins."""

    tag: str
    text: str
    line: int


class Message(NamedTuple):
    """One message: its type as its envelope or heading says (940, or empty where neither does) and its fields."""

    type: str
    fields: list[Field]


def looks_like_swift(text: str) -> bool:
    """Whether a file can only be meant as SWIFT text. To choose a reader; that reads it properly and may refuse it."""
    head = text[:4096].lstrip(_FRAMES + "\ufeff \t\r\n")
    return (
        head.startswith(("{1:", "{2:", ":20:", ":940:", ":942:")) or re.search(r"^:20:", head, re.MULTILINE) is not None
    )


def decoded(content: bytes) -> str:
    """The file as text: what its mark says, UTF-8, else Latin-1, in which every byte is a letter."""
    encoding = next((name for mark, name in _BOMS if content.startswith(mark)), "utf-8")
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return content.decode("latin-1")


def messages_of(text: str, limits: Limits) -> list[Message]:
    """The messages of a file, in its order. Raises StatementError for text outside of a field, an unknown tag, a field
    without an end, or a limit."""
    reader = _Reader(limits)
    for number, line in enumerate(_lines(text), 1):
        reader.read(number, line)
    reader.end(0)
    return reader.messages


def _lines(text: str) -> Iterator[str]:
    return iter(text.strip(_FRAMES).replace("\r\n", "\n").replace("\r", "\n").split("\n"))


class _Reader:
    """The messages read so far, and the one under way."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.messages: list[Message] = []
        self.type = ""
        self.tag = ""
        self.parts: list[str] = []
        self.begun = 0
        self.fields: list[Field] = []

    def read(self, number: int, line: str) -> None:
        """Take one line of the file."""
        line = line.strip(_FRAMES)
        if len(line) > self.limits.statement_text_chars_max:
            said = f"a line of {len(line)} characters, at most {self.limits.statement_text_chars_max} are read"
            raise StatementError("statement_text_too_long", number, "/", said)
        found = _CONTROLS.search(line)
        if found is not None:
            said = f"{found[0]!r} has no business in a statement"
            raise StatementError("statement_text_outside", number, self._pointer, said)
        field = _FIELD.fullmatch(line)
        if field is not None and field[1] in TAGS:
            self._begin(number, field[1], field[2])
        elif line.startswith(("{", "-}")):
            self._envelope(number, line)
        elif line.rstrip() == "-":
            self.end(number)
        elif self.tag and field is None:
            self.parts.append(line)
        elif field is not None and self.tag:
            raise StatementError("statement_tag_unknown", number, self._pointer, f":{field[1]}: is not read")
        elif line.strip():
            self._heading(number, line.strip())

    def end(self, number: int) -> None:
        """The message is over; nothing happens when there is none."""
        self._close()
        if self.fields:
            self.messages.append(Message(self.type, self.fields))
        self.type, self.fields = "", []

    @property
    def _pointer(self) -> str:
        return f"/:{self.tag}:" if self.tag else "/"

    def _begin(self, number: int, tag: str, text: str) -> None:
        self._close()
        if tag == "20" and self.fields:
            self.end(number)
        if not self.fields and tag != "20":
            raise StatementError("statement_text_outside", number, "/", f":{tag}: stands before any :20:")
        self.tag, self.parts, self.begun = tag, [text], number

    def _close(self) -> None:
        if self.tag:
            text = "\n".join(self.parts).rstrip()
            if len(text) > self.limits.statement_text_chars_max:
                said = f"{len(text)} characters, at most {self.limits.statement_text_chars_max} are read"
                raise StatementError("statement_text_too_long", self.begun, self._pointer, said)
            self.fields.append(Field(self.tag, text, self.begun))
        self.tag, self.parts = "", []

    def _envelope(self, number: int, line: str) -> None:
        """Blocks around a message: `-}` ends one, `{4:` opens one; what `{4:` is followed by is its first line."""
        if line.startswith("-}"):
            self.end(number)
            line = line[2:]
        elif self.tag:
            raise StatementError("statement_text_outside", number, self._pointer, "a block begins inside a message")
        blocks = _BLOCKS.match(line)
        assert blocks is not None, "the pattern also fits nothing"
        rest = line[blocks.end() :].lstrip(_FRAMES)
        kind = _TYPE.search(blocks[0])
        self.type = kind[1] if kind is not None else self.type
        if rest.startswith("{4:"):
            rest = rest[3:]
        elif rest:
            raise StatementError("statement_text_outside", number, "/", f"{rest[:40]!r} is no block of a message")
        if rest:
            self.read(number, rest)

    def _heading(self, number: int, line: str) -> None:
        """Lines that some banks put before a message: their BIC, and the type as `940`, `940 00` or `:940:`."""
        found = _HEADING.fullmatch(line)
        if found is None or self.fields:
            raise StatementError("statement_text_outside", number, "/", f"{line[:40]!r} belongs to no field")
        self.type = found[1] or self.type
