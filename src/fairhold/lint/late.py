"""Patterns that are compiled when they are first asked: a text needs few of them, and a command starts at once."""

import re
import sys
from collections.abc import Iterator
from functools import cached_property
from typing import Final

END: Final = sys.maxsize
"""As far as a text goes."""


class Late:
    """A regular expression over folded text, with the methods of a compiled one that this room uses."""

    def __init__(self, source: str) -> None:
        self.source = source

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The compiled expression."""
        return re.compile(self.source)

    def search(self, text: str, start: int = 0, end: int = END) -> re.Match[str] | None:
        """The first match anywhere from `start` on."""
        return self.pattern.search(text, start, end)

    def match(self, text: str, start: int = 0, end: int = END) -> re.Match[str] | None:
        """The match that begins at `start`."""
        return self.pattern.match(text, start, end)

    def fullmatch(self, text: str, start: int = 0, end: int = END) -> re.Match[str] | None:
        """The match of all of the text from `start` on."""
        return self.pattern.fullmatch(text, start, end)

    def finditer(self, text: str, start: int = 0, end: int = END) -> Iterator[re.Match[str]]:
        """Every match, from left to right."""
        return self.pattern.finditer(text, start, end)

    def sub(self, replacement: str, text: str) -> str:
        """The text with every match replaced."""
        return self.pattern.sub(replacement, text)
