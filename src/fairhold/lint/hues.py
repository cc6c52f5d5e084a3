"""Colours in a text: the words, and the codes of the systems in which a colour can be looked up or measured.

The words are those of the phrase list. A code is read only where its system is plain; whether it is enough is decided
in `colour.py`.
"""

import re
from typing import Final, Literal

import msgspec

from fairhold.lint.folding import fold, remembered
from fairhold.lint.late import Late
from fairhold.lint.phrases import scan
from fairhold.lint.substances import Named
from fairhold.trade.families import Lab

System = Literal["pantone", "ral", "ncs", "munsell", "rgb", "hex", "cmyk", "lab"]

WORDS: Final = frozenset({"V048", "Z030"})
"""The phrases that are a colour's bare name."""


class Code(msgspec.Struct, frozen=True, gc=False):
    """A colour by its code, as it was written; `lab` where the code is the colour's CIE L*a*b* itself."""

    system: System
    code: str
    start: int
    end: int
    lab: Lab | None = None


_BOOK: Final = r"(?: ?-? ?(?:coated|uncoated|cp|up|tcx|tpx|tpg|tsx|tn|xgc|c|u|m))"
_SIGNED: Final = r"[-+]?\d{1,3}(?:\.\d{1,4})?"
_GAP: Final = r"[ ,;/|]{1,3}"
_OF: Final = r"(?: ?\*)? ?[:=]? ?"
_CODE: Final = Late(
    r"(?<![a-z0-9])(?:"
    r"(?:pantone|pms|panton|潘通)(?:[ :]|colou?r|no\.?|number|#|code|色号|tpx|tcx){0,6}(?P<pantone>"
    rf"\d\d-\d{{4}}{_BOOK}?|\d{{3,5}}{_BOOK}?|(?:cool|warm) gr[ae]y \d{{1,2}}{_BOOK}?"
    r"|(?:process |reflex |rubine |rhodamine |warm |bright |neutral |medium )?"
    rf"(?:black|blue|red|yellow|green|purple|violet|orange|magenta|cyan|white)(?: ?\d{{1,4}}{_BOOK}?|{_BOOK}))"
    r"|(?P<textile>\d\d-\d{4} ?(?:tcx|tpx|tpg|tsx|tn))"
    r"|ral(?: ?(?:classic|design|colou?r|no\.?|code|k[57]|effect|[:#]))*[ -]?(?P<ral>\d{3} ?\d{2} ?\d{2}|\d{4})"
    r"|ncs ?[:-]? ?(?P<ncs>(?:s ?)?\d{4} ?-? ?(?:[rgby]\d\d[rgby]|[rgbyn]))"
    r"|munsell ?:? ?(?P<munsell>(?:\d{1,2}(?:\.\d)? ?(?:rp|yr|gy|bg|pb|[rygbpn]) ?\d{1,2}(?:\.\d)?/\d{1,2}(?:\.\d)?"
    r"|n ?\d(?:\.\d)?/?))"
    rf"|s?rgb ?[:=(]{{0,3}} ?(?P<rgb>(?:r ?[:=]? ?)?\d{{1,3}}{_GAP}(?:g ?[:=]? ?)?\d{{1,3}}{_GAP}(?:b ?[:=]? ?)?\d"
    rf"{{1,3}})"
    r"|(?:hex ?:? ?)?(?P<hex>#[0-9a-f]{6})|hex ?:? ?(?P<bare_hex>[0-9a-f]{6})"
    rf"|cmyk ?[:=(]{{0,3}} ?(?P<cmyk>\d{{1,3}} ?%?{_GAP}\d{{1,3}} ?%?{_GAP}\d{{1,3}} ?%?{_GAP}\d{{1,3}} ?%?)"
    r"|(?P<inks>c ?\d{1,3} ?%?[ ,/]{0,2}m ?\d{1,3} ?%?[ ,/]{0,2}y ?\d{1,3} ?%?[ ,/]{0,2}k ?\d{1,3}) ?%?"
    r")(?![a-z0-9])"
    rf"|(?<![a-z0-9])(?P<lab>(?:cie ?)?l ?\*? ?a ?\*? ?b ?\*? ?[:=(]{{0,3}} ?(?P<l1>\d{{1,3}}(?:\.\d{{1,4}})?){_GAP}"
    rf"(?P<a1>{_SIGNED}){_GAP}(?P<b1>{_SIGNED})"
    rf"|l{_OF}(?P<l2>\d{{1,3}}(?:\.\d{{1,4}})?) ?[,;/ ] ?a{_OF}(?P<a2>{_SIGNED}) ?[,;/ ] ?b{_OF}(?P<b2>{_SIGNED}))(?"
    rf"![\d.]*\d)"
)
_FIELD_CODE: Final = Late(r"(?<![a-z0-9.-])\d{3,4} ?[cu](?![a-z0-9])")
_SYSTEMS: Final[dict[str, System]] = {
    "pantone": "pantone",
    "textile": "pantone",
    "ral": "ral",
    "ncs": "ncs",
    "munsell": "munsell",
    "rgb": "rgb",
    "hex": "hex",
    "bare_hex": "hex",
    "cmyk": "cmyk",
    "inks": "cmyk",
}


@remembered
def codes(text: str) -> tuple[Code, ...]:
    """Every code of a colour in a text."""
    return tuple(_code(text, match) for match in _CODE.finditer(fold(text)))


def field_codes(text: str) -> tuple[Code, ...]:
    """Codes that are plain only in a field for colours: "186 C" is one of Pantone's there."""
    return tuple(
        Code("pantone", text[match.start() : match.end()].strip(), match.start(), match.end())
        for match in _FIELD_CODE.finditer(fold(text))
    )


def _code(text: str, match: re.Match[str]) -> Code:
    start, end = match.span()
    if match["lab"]:
        lab = Lab(
            lightness=_plain(match["l1"] or match["l2"]),
            a=_plain(match["a1"] or match["a2"]),
            b=_plain(match["b1"] or match["b2"]),
        )
        return Code("lab", text[start:end].strip(), start, end, lab)
    name = next(name for name in _SYSTEMS if match[name])
    return Code(_SYSTEMS[name], text[match.start(name) : match.end(name)].strip(), start, end)


def _plain(figure: str) -> str:
    """A signed figure as typed terms hold it: no plus, no leading zeros."""
    sign = "-" if figure.startswith("-") else ""
    whole, dot, fraction = figure.lstrip("+-").partition(".")
    return f"{sign}{int(whole)}{dot}{fraction}"


@remembered
def named(text: str) -> tuple[Named, ...]:
    """The colours that a text names by a word."""
    folded = fold(text)
    return tuple(
        Named(folded[hit.start : hit.end], folded[hit.start : hit.end].split()[-1], hit.start, hit.end)
        for hit in scan("colour", text)
        if hit.phrase.id in WORDS
    )
