"""Characters that make a text say something else to the eye than to the record: hidden ones, and letters of another
alphabet that look alike.

They are kept as they were written; only the finding says that they are there.
"""

import unicodedata
from collections.abc import Iterator
from itertools import islice
from typing import Final

import msgspec

from fairhold.lint.checks.check import Check, Whole, fault
from fairhold.lint.draft import Draft
from fairhold.lint.family import Fault, Rule
from fairhold.lint.late import Late
from fairhold.lint.passages import PASSAGES_MAX, texts

HITS_MAX: Final = 20
"""Findings of each kind in one draft."""

REORDERING: Final = Rule(
    "hidden-1",
    "blocker",
    "A hidden mark turns the reading direction: the text may look different from what is signed.",
    "Type the words again without the mark.",
)
INVISIBLE: Final = Rule(
    "hidden-2",
    "major",
    "A hidden character stands in the text: what is signed is not what is seen.",
    "Type the words again without the character.",
)
ALIKE: Final = Rule(
    "hidden-3",
    "major",
    "A letter of another alphabet looks like a Latin one: the word, number or unit is not what it seems.",
    "Type the word again in one alphabet.",
)
UNREAD: Final = Rule(
    "unread-1",
    "blocker",
    f"The text has more sentences than are examined ({PASSAGES_MAX:,}); what the rest says was not read.",
    "Shorten the text, or put its terms into fields.",
)

_TURNS: Final = "\u202a-\u202e\u2066-\u2069"
_HIDES: Final = (
    "\u200b-\u200f\u061c\u2060-\u2064\ufeff\u00ad\u180e\u115f\u1160\u3164\uffa0\ufff9-\ufffb\U000e0000-\U000e007f"
    "\x01-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"
)
_OTHER: Final = "\u0370-\u03ff\u0400-\u052f"
_TURNING: Final = Late(f"[{_TURNS}]+")
_HIDING: Final = Late(f"[{_HIDES}]+")
_SUSPECT: Final = Late(f"[{_TURNS}{_HIDES}{_OTHER}]")
_ASCII: Final = bytes(range(128))
_LATIN: Final = Late("[A-Za-z]")
_MIXED: Final = Late(
    rf"(?<![A-Za-z{_OTHER}])(?:[A-Za-z]+[{_OTHER}]|[{_OTHER}]+[A-Za-z])"
    rf"|(?<=\d)\s?[\u0410\u0412\u0415\u041a\u041c-\u041e\u0420-\u0422\u0425\u0430\u0433\u0435\u043a\u043c\u043e\u0440-\u0443\u0445]{{1,2}}(?![A-Za-z{_OTHER}])"
)
"""A word of two alphabets; or, behind a figure, one or two letters that look like a Latin unit or code."""
_CYRILLIC: Final = Late("[\u0400-\u052f]")
_WORDS_MIN: Final = 3
"""Letters that make a text one that is written in the other alphabet, so that its units are too."""
_SYMBOLS: Final = frozenset(
    "\u03bc\u0394\u03b4\u03a9\u03c9\u03c0\u03c3\u03a3\u03b1\u03b2\u03b3\u03c6\u03a6\u03b8\u03bb"
)
"""Greek letters that units and formulas use: \u03bcm, \u0394E, k\u03a9."""
_encode: Final = msgspec.json.Encoder().encode


def _is_clean(draft: Draft) -> bool:
    """Whether no text of the draft has a character that needs a closer look. Nearly every draft is clean, and ASCII
    costs nothing."""
    encoded = _encode(draft)
    if b"\\u00" in encoded or b"\x7f" in encoded:
        return False
    return encoded.isascii() or _SUSPECT.search(encoded.translate(None, _ASCII).decode()) is None


def _texts(draft: Draft) -> Iterator[tuple[str, str, bool]]:
    """Every text of a draft with its pointer, and whether it is free text; the words of typed terms are not."""
    yield from ((field, text, True) for field, text, _, _ in texts(draft))
    typed: list[tuple[str, object]] = [("/goods", draft.goods)]
    typed += [(f"/{name}", getattr(draft, name)) for name in ("inspection", "shipment", "dispute")]
    typed += [(f"/lines/{i}/terms", line.terms) for i, line in enumerate(draft.lines)]
    for pointer, terms in typed:
        yield from ((field, text, False) for field, text in _strings(pointer, terms))


def _strings(pointer: str, value: object) -> Iterator[tuple[str, str]]:
    """The texts inside typed terms, each with its pointer."""
    if isinstance(value, str):
        yield pointer, value
    elif isinstance(value, tuple):
        for i, inner in enumerate(value):
            yield from _strings(f"{pointer}/{i}", inner)
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from _strings(f"{pointer}/{name}", getattr(value, name))


def _hidden(whole: Whole) -> Iterator[Fault]:
    if _is_clean(whole.draft):
        return
    for found in (_marks(whole.draft, _TURNING, REORDERING), _marks(whole.draft, _HIDING, INVISIBLE)):
        yield from islice(found, HITS_MAX)
    yield from islice(_alike(whole.draft), HITS_MAX)


def _marks(draft: Draft, pattern: Late, rule: Rule) -> Iterator[Fault]:
    for field, text, free in _texts(draft):
        for match in pattern.finditer(text):
            names = ", ".join(dict.fromkeys(f"U+{ord(sign):04X}" for sign in match[0][:5]))
            yield fault(rule, field, match.span() if free else None, f"{rule.why[:-1]} ({names}).")


def _alike(draft: Draft) -> Iterator[Fault]:
    for field, text, free in _texts(draft):
        foreign = sum(1 for _ in _CYRILLIC.finditer(text)) >= _WORDS_MIN
        for match in _MIXED.finditer(text):
            odd = next((sign for sign in match[0] if ord(sign) > 0x36F and sign not in _SYMBOLS), None)
            if odd is None or (foreign and not _LATIN.search(match[0])):
                continue
            name = unicodedata.name(odd, "unnamed").capitalize()
            yield fault(ALIKE, field, match.span() if free else None, f"{odd!r} is {name}, not a Latin letter.")


def _unread(whole: Whole) -> Iterator[Fault]:
    if len(whole.sentences) == PASSAGES_MAX:
        yield fault(UNREAD, whole.sentences[-1].passage.field, None)


CHECKS: Final = (Check((REORDERING, INVISIBLE, ALIKE), "remarks", _hidden), Check((UNREAD,), "quality", _unread))
"""The checks of this file."""
