"""Which way in a file takes: the one that is named, or the one that its content shows.

Each way is loaded when a file takes it: the command line starts with this module, and JSON, TOML, CSV and XML each
bring a parser along, of which a file needs one.
"""

import importlib
import re
from collections.abc import Callable
from functools import cache
from typing import Any, Final, Literal, get_args

from fairhold.lint.draft import Draft
from fairhold.lint.late import Late
from fairhold.lint.ways.decoding import text_of, within
from fairhold.lint.ways.taken import Format, Taken

Way = Literal["auto"] | Format
WAYS: Final[tuple[str, ...]] = ("auto", *get_args(Format))
"""The formats that may be named."""

_HEAD_CHARS: Final = 4_096
_XML: Final = re.compile(rb"\A(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\x00]*<\x00?[?!A-Za-z]")
_FIELDS: Final = frozenset((*Draft.__struct_fields__, "contract", "draft"))
_TOML: Final = Late(
    r"\A(?:\s|#[^\n]*\n)*+(?:(?P<key>[a-z_]+)\s*=\s*[\"'\[{\dtf]|\[\[?(?P<table>[a-z_]+)(?:\.[\w.]+)?\]\]?\s*(?:\n|#|\Z))"
)


def read(content: bytes, way: Way = "auto", encoding: str = "") -> Taken:
    """A file as a draft. Raises Unreadable with a code of `ways/fault.py`."""
    if way == "ubl" or (way == "auto" and not encoding and _XML.match(content[:_HEAD_CHARS])):
        return taken("ubl", within(content))
    text = text_of(content, encoding)
    return taken(format_of(text) if way == "auto" else way, text)


def taken(way: Format, content: Any) -> Taken:
    """What one way makes of a file: of its bytes for UBL, of its text otherwise. Raises Unreadable."""
    found = _way(_READERS[way])(content)
    assert isinstance(found, Taken)
    return found


def format_of(text: str) -> Format:
    """The format that a text is in, told by its beginning: JSON opens a brace, TOML names a field of a draft, CSV has a
    row of known headings; anything else is text."""
    head = text[:_HEAD_CHARS].lstrip()
    if head.startswith("{"):
        return "json"
    field = _TOML.match(head)
    if field is not None and (field["key"] or field["table"]) in _FIELDS:
        return "toml"
    return "csv" if _way("rows:looks_like_rows")(text) else "text"


_READERS: Final[dict[Format, str]] = {
    "json": "own:read_json",
    "toml": "own:read_toml",
    "ubl": "ubl:read_ubl",
    "csv": "rows:read_csv",
    "text": "pasted:read_text",
}
"""Which function reads which format (`module:function` beside this one)."""


@cache
def _way(place: str) -> Callable[[Any], Any]:
    module, name = place.split(":")
    found: Callable[[Any], Any] = getattr(importlib.import_module(f"fairhold.lint.ways.{module}"), name)
    return found
