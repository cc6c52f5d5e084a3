"""Free text cut into sentences, and each sorted to the families of terms that it speaks of, or left as a remark.

A label ("Colour:", "材质：") decides; without one the words do (`families.spoken`). Figures, dates, abbreviations and
"No. 5" do not end a sentence. Nothing is judged here.
"""

import re
from collections.abc import Iterator
from typing import Final

import msgspec

from fairhold.lint.draft import Draft
from fairhold.lint.families import spoken
from fairhold.lint.family import Passage
from fairhold.lint.folding import fold, remembered
from fairhold.lint.labels import decided, is_labelled
from fairhold.lint.late import Late
from fairhold.trade.families import Family

PASSAGES_MAX: Final = 5_000
"""Passages that are examined of one draft; `check_hidden.py` says so where there are more."""

_OWN: Final[dict[str, Family]] = {
    "quality": "quality",
    "packaging": "packaging",
    "dispute_resolution": "dispute",
    "ship_by_text": "shipment_date",
    "incoterm_place": "incoterm",
}
"""Fields of the order that belong to one family."""

_CUT: Final = re.compile(
    r"(?P<line>[\r\n\u2028\u2029\x0b\x0c\x85]+)|[。！？；]+|(?<!\d);|;(?!\s?[-+]?\d)"
    r"|(?P<stop>(?<![.!?])[.!?]++)(?=\s)|(?P<comma>[,，、])(?=\s?[^\W\d][^,，:：\n]{0,24}[:：])"
)
_TEST: Final = Late(
    r"\s?(?:and |to be |shall be |will be |all )?(?:tested|verified|checked|measured|weighed|read)"
    r" (?:by|with|on|at|in|per|using)\b|\s?(?:由|经|用).{0,12}?(?:检测|测试|测量|化验)"
)
"""A sentence without a subject that says how the one before it is tested: the two are one term."""
_WORD: Final = re.compile(r"(?:^|[^a-z0-9.])([a-z.]{1,8})$|(?:^|\s)\(?(\d{1,3}|[a-z])$", re.IGNORECASE)
"""What stands right before a full stop: a short word, or a number or letter alone."""
_WORD_CHARS: Final = 12
_TITLES: Final = frozenset(
    (
        *("approx", "appr", "ca", "dia", "diam", "art", "fig", "vs", "eg", "e.g", "ie", "i.e", "inc", "ltd", "co"),
        *("corp", "st", "mr", "mrs", "ms", "dr", "ref", "cf", "resp", "viz"),
    )
)
"""Abbreviations that never end a sentence."""
_MEASURES: Final = frozenset(
    (
        *("no", "nos", "max", "min", "qty", "pc", "pcs", "spec", "specs", "wt", "vol", "ctn", "ctns", "std", "temp"),
        *("tel", "ph", "sq", "cu", "doc", "ed", "rev", "ver", "incl", "excl", "pos", "pg", "pp", "est", "thk", "len"),
        *("in", "ft", "lb", "lbs", "oz", "gr", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct"),
        *("nov", "dec"),
    )
)
"""Abbreviations that end one where a capital letter follows that begins no number: "24 pcs. Colour" and "in Aug.
Packing", but "No. A12" and "Aug. 5"."""
_EDGES: Final = " \t\u00a0\u3000\u200b\u200c\u200d\ufeff\u200e\u200f"
_BULLET: Final = re.compile(r"[-*•·–—‣◦]\s|\(?[a-z\d]{1,2}[.)]\s", re.IGNORECASE)
_HEADING: Final = re.compile(r"[^:：]{1,60}[:：]")


class Said(msgspec.Struct, frozen=True, gc=False):
    """A passage, the families that it speaks of, and the index of its line; None for what is said of the whole order.

    `owner` is the family to which the field belongs, if it belongs to one.
    """

    passage: Passage
    families: tuple[Family, ...]
    line: int | None
    owner: Family | None = None

    def as_of(self, family: Family) -> Passage:
        """The passage as that family reads it."""
        return msgspec.structs.replace(self.passage, own=True) if family == self.owner else self.passage


def said(draft: Draft) -> tuple[Said, ...]:
    """Every passage of a draft in its own order, at most `PASSAGES_MAX`."""
    found: list[Said] = []
    for field, text, line, owner in texts(draft):
        for start, piece, spoken_of in _pieces(text):
            families = spoken_of if owner is None or owner in spoken_of else (owner, *spoken_of)
            found.append(Said(Passage(field, piece, start), families, line, owner))
            if len(found) == PASSAGES_MAX:
                return tuple(found)
    return tuple(found)


def texts(draft: Draft) -> Iterator[tuple[str, str, int | None, Family | None]]:
    """Every free text that is not empty: JSON pointer, text, index of its line, and the family that owns the field."""
    if draft.title:
        yield "/title", draft.title, None, None
    for i, line in enumerate(draft.lines):
        if line.description:
            yield f"/lines/{i}/description", line.description, i, None
        if line.quantity_text:
            yield f"/lines/{i}/quantity_text", line.quantity_text, i, "quantity"
        if line.specification:
            yield f"/lines/{i}/specification", line.specification, i, None
    for name, owner in _OWN.items():
        text = getattr(draft, name)
        if text:
            yield f"/{name}", text, None, owner
    if draft.remarks:
        yield "/remarks", draft.remarks, None, None
    for i, clause in enumerate(draft.clauses):
        if clause:
            yield f"/clauses/{i}", clause, None, None


@remembered
def _pieces(text: str) -> tuple[tuple[int, str, tuple[Family, ...]], ...]:
    """The passages of one text: where each begins, its words, its families. Items below a heading are of its families
    too."""
    found = []
    heading: tuple[Family, ...] = ()
    for start, end in cut(text):
        piece = text[start:end]
        families = families_of(piece)
        if heading and _BULLET.match(piece):
            families = (*families, *(family for family in heading if family not in families))
        else:
            first, *rest = piece.splitlines()
            heading = families_of(first) if rest and _HEADING.fullmatch(first.rstrip()) else ()
        found.append((start, piece, families))
    return tuple(found)


def families_of(sentence: str) -> tuple[Family, ...]:
    """The families that a sentence speaks of; what a label names first, without what is only a part of it."""
    return decided(sentence, spoken(sentence))


@remembered
def cut(text: str) -> tuple[tuple[int, int], ...]:
    """From where to where each sentence of a text goes, without the blanks around it. A heading that ends in a colon
    goes with the line that follows."""
    found: list[tuple[int, int]] = []
    start = 0
    heading_read = False
    for match in _CUT.finditer(text):
        if match["stop"] and _goes_on(text, start, match.start()):
            continue
        if not is_labelled(text, match.end()) if match["comma"] else _belongs(text, match):
            continue
        if match["line"] and not heading_read and text[start : match.start()].rstrip(_EDGES).endswith((":", "：")):
            heading_read = True
            continue
        _keep(found, text, start, match.start())
        start, heading_read = match.end(), False
    _keep(found, text, start, len(text))
    return tuple(found)


def _belongs(text: str, match: re.Match[str]) -> bool:
    """Whether what follows says how the sentence before the cut is tested."""
    return not match["line"] and _TEST.match(fold(text), match.end()) is not None


def _keep(found: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    while start < end and text[start] in _EDGES + "\r\n":
        start += 1
    while start < end and text[end - 1] in _EDGES + "\r\n":
        end -= 1
    if start < end:
        found.append((start, end))


def _goes_on(text: str, start: int, stop: int) -> bool:
    """Whether the full stop at `stop` ends an abbreviation or the number of a clause, not a sentence."""
    match = _WORD.search(text[max(start, stop - _WORD_CHARS) : stop])
    if match is None or text[stop] != ".":
        return False
    if match[2]:
        return not match[2].isdigit() or not text[start : stop - len(match[2])].strip(_EDGES + "(\r\n")
    word = match[1].lower().strip(".")
    if word in _MEASURES:
        following = text[stop + 1 : stop + 1 + _WORD_CHARS].split(maxsplit=1)
        return bool(following) and (following[0][0].islower() or any(map(str.isdigit, following[0])))
    return word in _TITLES
