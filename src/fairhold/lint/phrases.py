"""The list of vague phrases: which words, in which family of terms, why they lose a claim, what to write instead.

The phrases are data (`data/phrases.json`); each family's are scanned in one pass. A phrase is only a suspicion: whether
a value in the same place clears it is decided by its family.
"""

import re
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Final, Literal

import msgspec

from fairhold.lint.family import Fault, Passage, Severity
from fairhold.lint.folding import fold, remembered
from fairhold.trade.families import Family

HITS_MAX: Final = 100
"""Phrases reported of one text."""
BEGINNING_SIGNS: Final = 4
"""Signs of a need that are looked up at once, before it is looked for."""


class Kind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why a group of phrases loses, and what to write instead."""

    why: str
    suggest: str


class Phrase(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One phrase. `family` "every" is scanned with each family's own. `where` says in which texts it counts: anywhere,
    only in those that are about its family (`topic`), or only in a field or after a label of it (`own`). A `firm` one
    is not cleared by a value. `breaks` are the tests of standards 2.1 that it fails. `needs` are strings of which one
    stands in everything that the pattern matches (`tools/write_phrases.py` writes them).
    """

    id: str
    family: Family | Literal["every"]
    severity: Severity
    kind: str
    pattern: str
    example: str
    breaks: str = "M"
    where: Literal["anywhere", "topic", "own"] = "anywhere"
    firm: bool = False
    needs: tuple[str, ...] = ()


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    source: str
    words: dict[str, str]
    kinds: dict[str, Kind]
    phrases: tuple[Phrase, ...]


class Hit(msgspec.Struct, frozen=True, gc=False):
    """A phrase and where it stands in the text."""

    phrase: Phrase
    start: int
    end: int


_FILE: Final = msgspec.json.decode(Path(__file__).with_name("data").joinpath("phrases.json").read_bytes(), type=_File)
PHRASES: Final[tuple[Phrase, ...]] = _FILE.phrases
"""Every phrase, in the order of the file."""
SOURCE: Final = _FILE.source
"""Where the list comes from."""
_BY_ID: Final = {phrase.id: phrase for phrase in PHRASES}
_MACRO: Final = re.compile(r"\{([a-z_]+)\}")
_ORDER: Final[dict[Severity, int]] = {"blocker": 0, "major": 1, "minor": 2, "info": 3}


def why(phrase: Phrase) -> str:
    """Why a claim that rests on the phrase would be lost."""
    return _FILE.kinds[phrase.kind].why


def suggest(phrase: Phrase) -> str:
    """What to write instead, with blanks."""
    return _FILE.kinds[phrase.kind].suggest


def source_of(phrase: Phrase) -> str:
    """The phrase's regular expression over folded text, its word lists filled in and its edges guarded."""
    text = phrase.pattern
    while _MACRO.search(text):
        text = _MACRO.sub(lambda match: f"(?:{_FILE.words[match[1]]})", text)
    return text


@cache
def _pattern(phrase_id: str) -> re.Pattern[str]:
    """The phrase's pattern, compiled when it is first needed; a phrase in letters begins and ends with a word."""
    phrase = _BY_ID[phrase_id]
    source = source_of(phrase)
    return re.compile(rf"(?<![a-z0-9])(?:{source})(?![a-z0-9])" if phrase.example.isascii() else source)


def _by_beginning() -> dict[int, dict[str, tuple[tuple[str, tuple[str, ...]], ...]]]:
    """The needs and the phrases that have them, found by their first signs: at most `BEGINNING_SIGNS` of them."""
    holders: dict[str, list[str]] = defaultdict(list)
    for phrase in PHRASES:
        for need in phrase.needs:
            holders[need].append(phrase.id)
    found: dict[int, dict[str, list[tuple[str, tuple[str, ...]]]]] = defaultdict(lambda: defaultdict(list))
    for need, ids in holders.items():
        beginning = need[:BEGINNING_SIGNS]
        found[len(beginning)][beginning].append((need, tuple(ids)))
    return {size: {key: tuple(rows) for key, rows in keys.items()} for size, keys in found.items()}


_NEEDED: Final = _by_beginning()


def _candidates(folded: str) -> set[str]:
    """The phrases that may be in a folded text."""
    found: set[str] = set()
    for size, needed in _NEEDED.items():
        for beginning in needed.keys() & {folded[i : i + size] for i in range(len(folded))}:
            for need, ids in needed[beginning]:
                if need in folded:
                    found.update(ids)
    return found


@remembered
def _hits(text: str) -> tuple[Hit, ...]:
    """Every phrase of every family in a text, those that count first where two overlap before the other."""
    folded = fold(text)
    found = []
    for phrase_id in _candidates(folded):
        for number, match in enumerate(_pattern(phrase_id).finditer(folded)):
            if number == HITS_MAX:
                break
            found.append(Hit(_BY_ID[phrase_id], match.start(), match.end()))
    found.sort(key=_rank)
    return tuple(found)


_WHERE: Final = {"anywhere": 0, "topic": 1, "own": 2}


def _rank(hit: Hit) -> tuple[int, int, int, int, str]:
    """Which of two hits in one place counts: the graver, then the one that counts in more texts, then the longer."""
    phrase = hit.phrase
    return _ORDER[phrase.severity], _WHERE[phrase.where], hit.start - hit.end, hit.start, phrase.id


def scan(family: Family | Literal["every"], text: str) -> tuple[Hit, ...]:
    """The phrases of a family, and those of every family, in a text: from left to right, none over another."""
    kept: list[Hit] = []
    for hit in _hits(text):
        if hit.phrase.family not in (family, "every") or len(kept) == HITS_MAX:
            continue
        if all(hit.end <= other.start or hit.start >= other.end for other in kept):
            kept.append(hit)
    kept.sort(key=lambda hit: hit.start)
    return tuple(kept)


def remark(passage: Passage) -> tuple[Fault, ...]:
    """What is vague in a text that belongs to no family."""
    return tuple(
        Fault(
            hit.phrase.id,
            hit.phrase.severity,
            passage.field,
            (passage.start + hit.start, passage.start + hit.end),
            why(hit.phrase),
            suggest(hit.phrase),
        )
        for hit in scan("every", passage.text)
        if hit.phrase.where == "anywhere"
    )
