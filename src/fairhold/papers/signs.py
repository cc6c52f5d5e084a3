"""Text as it can be printed: no sign is dropped and none can change what the signs around it look like.

A sign that would be invisible, that turns the direction of what follows, or that no font of the paper has is printed as
its code point in brackets, as [U+202E]. Very long runs without a space get places where a line may break.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any, Final

RUN_MAX: Final = 24
"""Signs in a row without a space after which a line may break."""
MARKS_MAX: Final = 4
"""Combining marks on one sign; more would be written over the lines above and below."""
HASH: Final = 64
"""Signs of a SHA-256, which is broken in the middle."""
BREAK: Final = "\u200b"
"""Where a line may break: no width and no meaning. It is printed only where this file puts it."""

_JOINERS: Final = frozenset("\u200c\u200d")
"""Format signs without which some scripts cannot be written."""
_LINE_ENDS: Final = re.compile("\r\n|[\r\u0085\u2028\u2029\x0b\x0c]")
_PLAIN: Final = re.compile(r"[ -~\n]*")
_RUN: Final = re.compile(rf"\b[0-9a-f]{{{HASH}}}\b|[!-~]{{{RUN_MAX}}}(?=[!-~])")
_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def named(sign: str) -> str:
    """The code point of a sign, as it is printed in its place."""
    return f"[U+{ord(sign):04X}]"


def printable(text: str, lacking: Callable[[str], bool]) -> tuple[str, int]:
    """The text as it is set, and how many signs of it are printed as their code point. `lacking` tells whether the
    fonts have no picture of a sign.
    """
    text = _LINE_ENDS.sub("\n", text).replace("\t", "    ")
    replaced = 0
    if not _PLAIN.fullmatch(text):
        signs = list(_shown(text, lacking))
        replaced = sum(len(sign) > 1 for sign in signs)
        text = "".join(signs)
    return _RUN.sub(_with_break, text), replaced


def _with_break(run: re.Match[str]) -> str:
    text = run[0]
    place = HASH // 2 if len(text) == HASH else RUN_MAX
    return text[:place] + BREAK + text[place:]


def _shown(text: str, lacking: Callable[[str], bool]) -> Iterator[str]:
    marks = 0
    for sign in text:
        if " " <= sign <= "~" or sign == "\n":
            yield sign
            marks = 0
            continue
        category = unicodedata.category(sign)
        marks = marks + 1 if category in ("Mn", "Me") else 0
        hidden = category in _HIDDEN and sign not in _JOINERS
        yield named(sign) if hidden or marks > MARKS_MAX or lacking(sign) else sign


def each(value: Any, change: Callable[[str], str], kept: frozenset[str] = frozenset()) -> Any:
    """Plain values with every text changed, but for those under the names in `kept`."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {name: inner if name in kept else each(inner, change, kept) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [each(inner, change, kept) for inner in value]
    return value
