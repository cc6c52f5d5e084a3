"""What can be wrong with a file that is to be linted, and the limits that every way in keeps.

A file is read whole or not at all. The codes are wire words: they are in the docs and never change their meaning.
"""

from types import MappingProxyType
from typing import Final

from fairhold.faults import Malformed

LINT_BYTES_MAX: Final = 1_048_576
"""Bytes of a file that is linted."""
LINT_LINES_MAX: Final = 5_000
"""Lines of goods, and clauses of a text, in a file that is linted."""
LINT_DEPTH_MAX: Final = 32
"""How deep the parts of a file may be nested."""

ERRORS: Final = MappingProxyType(
    {
        "lint_too_large": "The file holds more bytes than are read.",
        "lint_too_many_lines": "The file holds more lines of goods or clauses than are read.",
        "lint_too_deep": "The parts of the file are nested deeper than any contract needs.",
        "lint_encoding": "The file is not text in an encoding that is read.",
        "lint_empty": "The file holds nothing to read.",
        "lint_syntax": "The file is not well-formed in its format.",
        "lint_dtd": "The file carries a document type, which orders do not have and which we never read.",
        "lint_not_an_order": "The file is XML, but not a UBL 2 order.",
        "lint_no_header": "No row of the file names columns that are known.",
        "lint_field": "A field is unknown, or its value cannot be what it should be.",
    }
)
"""Every code of the ways in, with its meaning in one sentence."""


class Unreadable(Malformed, ValueError):
    """A file that cannot be linted: the code of `ERRORS`, where (a JSON pointer, an XPath or `line 3`), and why."""

    def __init__(self, code: str, detail: str, where: str = "") -> None:
        super().__init__(code, detail, where)
        self.code = code
        self.detail = detail
        self.where = where

    def told(self) -> str:
        """Code, detail and place in one line."""
        return f"{self.code}: {self.detail}{f' (at {self.where})' if self.where else ''}"

    def __str__(self) -> str:
        return self.told()
