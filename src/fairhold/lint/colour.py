"""Colour terms (S19, standards 2.1 and 3.1): a code at least, best with Lab values, a limit, its formula and the light.

"Red" cannot be compared with anything; a code can (SC5). A limit without its formula is no limit, since the formulas
differ. Which colour the goods have is measured elsewhere.
"""

from decimal import Decimal
from itertools import pairwise
from typing import Final, Literal

import msgspec

from fairhold.lint.family import SILENT, FamilyRules, Flaw, Found, Reading, Rule, Subject, Verdict
from fairhold.lint.folding import remembered
from fairhold.lint.hues import WORDS, Code, codes, field_codes
from fairhold.lint.judging import (
    Label,
    Placed,
    Text,
    adrift,
    counts,
    flaw,
    flaw_of,
    heard,
    opened,
    passages,
    read_as,
    unsaid,
    verdict,
    weighed,
)
from fairhold.lint.late import Late
from fairhold.lint.phrases import Hit, scan
from fairhold.lint.sample import identified, sampled
from fairhold.lint.substances import PERSONAL
from fairhold.lint.testing import tested
from fairhold.lint.values import as_figure
from fairhold.trade.families import ColourTerm

Formula = Literal["ciede2000", "cie76", "cie94", "cmc_2_1", "cmc_1_1"]
Illuminant = Literal["D65/10", "D65/2", "D50/2", "D50/10", "A/10", "TL84/10"]

_EXAMPLE: Final = "Pantone ____ C (L* ____ a* ____ b* ____), dE00 <= ____ (D65/10), ____ readings by spectrophotometer"
NO_CODE: Final = Rule(
    "colour-1",
    "blocker",
    "No code says which colour it is, so the goods cannot be compared with anything (S19).",
    _EXAMPLE,
)
NO_FORMULA: Final = Rule(
    "colour-2",
    "blocker",
    "A limit without its formula is no limit: CIE76, CMC and CIEDE2000 give different figures for the same two "
    "colours.",
    "dE00 (CIEDE2000) <= ____, D65/10",
)
NO_LAB: Final = Rule(
    "colour-3",
    "info",
    "Only a code: printed books and screens disagree on its measured values, by dE00 0.7 to 3.6 between public tables.",
    "____ with L* ____ a* ____ b* ____ (D65/10)",
)
NO_LIMIT: Final = Rule(
    "colour-4", "minor", "Nothing says how far off the code the colour may be.", "dE00 (CIEDE2000) <= ____, D65/10"
)
NO_LIGHT: Final = Rule(
    "colour-5", "minor", "Light and observer of the measurement are open; readings differ with them.", "D65/10"
)
NO_READINGS: Final = Rule(
    "colour-6",
    "info",
    "Nothing says who measures, with what and how often.",
    "____ readings by spectrophotometer by ____",
)
MISSING: Final = Rule("colour-7", "minor", "Nothing is said about colour: any colour is as agreed.", _EXAMPLE)
TWO_CODES: Final = Rule(
    "colour-8",
    "major",
    "Two codes with an or between them are two colours, and the better one will be shown.",
    _EXAMPLE,
)

AS_SAMPLE: Final = frozenset({"V052", "Z033"})
"""The phrases that point to a sample: cleared by one that is identified."""

LABEL: Final = Label(
    r"(?:main |body |logo |print |printing |fabric |outer |inner |lid |frame |thread |case "
    r"|pantone )?(?:colou?r)s?(?: code| no\.?)?|shade"
    r"|颜色|色号|色彩|颜色要求"
)
TOPIC: Final = Late(
    r"colou?r|shade|pantone|(?<![a-z])(?:pms|ral|ncs|cmyk|rgb)(?![a-z])|ciede|delta[- ]e|(?<![a-z])de ?(?:00|2000)"
    r"|颜色|色差|色号|潘通"
)
_LIMIT: Final = Late(
    r"(?:(?<![a-z])(?:d ?e|delta[- ]?e)(?: ?\*)?(?: ?[_(]? ?(?:cie ?|cmc ?)?(?:00|2000|(?:19)?76|(?:19)?94|ab"
    r"|2 ?: ?1|1 ?: ?1|cmc)\)?){0,2}(?![a-z])|ciede ?2000"
    r"|(?<![a-z])cmc(?: ?\(?[ 12:]{0,6}\)?)?"
    r"|colou?r (?:tolerance|difference|deviation|variation)s?|色差)"
    r" ?(?:is |must be |shall be |of |to be )?(?:[:=]|<=|≤|<|±|max(?:imum)?\.?|within|not (?:more than|over"
    r"|exceed(?:ing)?)|at most|below|under|up to"
    r"|不超过|小于|不大于)[ :=]{0,3}(?:± ?)?(?P<figure>\d{1,2}(?:\.\d{1,2})?)"
)
_GREY_SCALE: Final = Late(r"gr[ae]y ?scale|iso ?105[- ]?a0[25]|aatcc ?(?:ep|evaluation)")
_FORMULAS: Final[tuple[tuple[Late, Formula], ...]] = (
    (
        Late(r"ciede ?2000|cie ?de ?2000|cie ?2000|d ?e ?\*? ?[_(]?(?:00|2000)|delta[- ]?e ?\(?(?:00|2000)"),
        "ciede2000",
    ),
    (Late(r"cmc ?\(? ?1 ?: ?1"), "cmc_1_1"),
    (Late(r"cmc"), "cmc_2_1"),
    (Late(r"cie ?(?:19)?76|d ?e ?\*? ?[_(]?(?:76|ab)(?![a-z])"), "cie76"),
    (Late(r"cie ?(?:19)?94|d ?e ?\*? ?[_(]?94"), "cie94"),
)
_LIGHT: Final = Late(
    r"(?<![a-z])(?P<lamp>d ?65|d ?50|tl ?84|(?<![a-z])a) ?(?:/|,|and|with)? ?(?P<angle>10|2) ?(?:°|deg|(?!\d))"
)
_OR: Final = Late(r"\bor\b|或|/")
_LIGHTS: Final[dict[str, Illuminant]] = {
    "d65/10": "D65/10",
    "d65/2": "D65/2",
    "d50/2": "D50/2",
    "d50/10": "D50/10",
    "a/10": "A/10",
    "tl84/10": "TL84/10",
}


_ASKED: Final = Late(r"(?<![a-z])(?:colou?rs?|shades?)(?![a-z])(?! fastness)|颜色")
"""What a sentence asks something of."""


@remembered
def reading(text: str, own: bool) -> Reading:
    """What one text says about colour."""
    seen = opened(text, own, LABEL)
    personal = not seen.mine and PERSONAL.search(seen.folded) is not None
    hits = () if personal else scan("colour", text)
    found = codes(text) or (field_codes(text) if seen.mine else ())
    limit = _LIMIT.search(seen.folded)
    topical = bool(found) or TOPIC.search(seen.folded) is not None
    if seen.empty or not (seen.mine or topical or heard(hits) or limit or _ASKED.search(seen.folded)):
        return SILENT
    terms = _terms(seen, found)
    if identified(text):
        hits = tuple(hit for hit in hits if hit.phrase.id not in AS_SAMPLE)
    flaws = [wrong for one in terms for wrong in _flaws(one.term, one.start, one.end)]
    if limit is not None and not found and _formula(seen.folded) is None and not _GREY_SCALE.search(seen.folded):
        flaws.append(flaw(NO_FORMULA, limit.start(), limit.end(), "M"))
    flaws += _alternatives(found, seen.folded) + _words(hits, found, seen, topical)
    if not found and limit is None:
        flaws += unsaid(seen, NO_CODE, flaws, unless=("coded",))
        flaws += adrift(seen, NO_CODE, _ASKED, flaws, ("coded", "sample"))
    return read_as(terms, flaws, _gives(terms, seen))


def _terms(seen: Text, found: tuple[Code, ...]) -> list[Found]:
    """A term for each code; Lab values belong to the code before them."""
    tolerance, formula, light = _margin(seen.folded)
    test = tested(seen.text).verification
    terms: list[Found] = []
    for code in found:
        if code.lab is not None and terms and terms[-1].term.lab is None:
            last = terms.pop()
            terms.append(Found(msgspec.structs.replace(last.term, lab=code.lab), last.start, code.end))
            continue
        term = ColourTerm(
            system=code.system,
            code=code.code,
            lab=code.lab,
            tolerance=tolerance,
            formula=formula,
            illuminant=light,
            verification=test,
        )
        terms.append(Found(term, code.start, code.end))
    return terms


def _margin(folded: str) -> tuple[str | None, Formula | None, Illuminant | None]:
    """How far off the colour may be, by which formula, under which light."""
    limit = _LIMIT.search(folded)
    light = _LIGHT.search(folded)
    named = f"{light['lamp'].replace(' ', '')}/{light['angle']}" if light else ""
    return as_figure(Decimal(limit["figure"])) if limit else None, _formula(folded), _LIGHTS.get(named)


def _formula(folded: str) -> Formula | None:
    return next((name for pattern, name in _FORMULAS if pattern.search(folded)), None)


def _flaws(term: ColourTerm, start: int = 0, end: int = 0) -> list[Flaw]:
    """What is wrong with a colour term, wherever it was read."""
    flaws = []
    if term.system == "other" and term.lab is None:
        flaws.append(flaw(NO_CODE, start, end, "SM"))
    if term.tolerance is not None and term.formula is None:
        flaws.append(flaw(NO_FORMULA, start, end, "M"))
    if term.lab is None:
        flaws.append(flaw(NO_LAB, start, end, unless=("lab",)))
    if term.tolerance is None:
        flaws.append(flaw(NO_LIMIT, start, end, unless=("limit",)))
    elif term.illuminant is None:
        flaws.append(flaw(NO_LIGHT, start, end, unless=("light",)))
    if term.verification is None:
        flaws.append(flaw(NO_READINGS, start, end, unless=("T",)))
    return flaws


def _alternatives(found: tuple[Code, ...], folded: str) -> list[Flaw]:
    return [
        flaw(TWO_CODES, one.start, two.end, "S")
        for one, two in pairwise(found)
        if one.system != two.system and _OR.search(folded, one.end, two.start)
    ]


def _words(hits: tuple[Hit, ...], found: tuple[Code, ...], seen: Text, topical: bool) -> list[Flaw]:
    """The flaws of phrases; the name of a colour is none where a code stands for it."""
    flaws = []
    coded = _coded(hits, found, seen.folded)
    for hit in hits:
        if not counts(hit, seen, topical):
            continue
        if hit.phrase.kind != "bare_colour":
            flaws.append(flaw_of(hit, frozenset(("limit",))))
        elif any(hit.start < code.end and code.start < hit.end for code in found):
            continue
        elif hit.phrase.id not in WORDS:
            if not found:
                flaws.append(flaw_of(hit, frozenset(("coded", "sample"))))
        elif _base(hit, seen.folded) not in coded:
            flaws.append(flaw_of(hit, frozenset(("typed",) if found else ("coded",))))
    return flaws


def _coded(hits: tuple[Hit, ...], found: tuple[Code, ...], folded: str) -> set[str]:
    """The colours by name that a code stands for: of each code the nearest."""
    names = [hit for hit in hits if hit.phrase.id in WORDS]
    outside = [hit for hit in names if not any(hit.start < code.end and code.start < hit.end for code in found)]
    nearest = (min(outside, key=lambda hit: _distance(hit, code, folded), default=None) for code in found)
    return {_base(hit, folded) for hit in nearest if hit is not None}


_CUT: Final = Late(r"[,;+&]|\band\b|和")
_CUT_SIGNS: Final = 30
"""How many signs further away a name is that stands in another part of the sentence."""


def _distance(hit: Hit, code: Code, folded: str) -> int:
    """How far a colour's name stands from a code."""
    start, end = (hit.end, code.start) if hit.end <= code.start else (code.end, hit.start)
    return end - start + (_CUT_SIGNS if _CUT.search(folded, start, end) else 0)


def _base(hit: Hit, folded: str) -> str:
    """The colour itself: "dark red" and "red" are both red here."""
    return folded[hit.start : hit.end].removesuffix(" colour").removesuffix(" color").split()[-1].split("-")[-1]


def _gives(terms: list[Found], seen: Text) -> set[str]:
    """What the terms, or what a text without a code, add to the subject."""
    given = set().union(*(_given(one.term) for one in terms))
    tolerance, formula, light = _margin(seen.folded)
    grey_scale = _GREY_SCALE.search(seen.folded) is not None
    if grey_scale or (tolerance is not None and formula is not None):
        given |= {"limit", "M"}
    if light is not None:
        given.add("light")
    if identified(seen.text):
        given |= {"S", "coded"}
    if tested(seen.text).enough and (terms or seen.mine or tolerance is not None):
        given.add("T")
    return given


def _given(term: ColourTerm) -> set[str]:
    given = {"S", "coded"} if term.system != "other" or term.lab is not None else set()
    if term.tolerance is not None and term.formula is not None:
        given |= {"M", "limit"}
    if term.lab is not None:
        given.add("lab")
    if term.illuminant is not None:
        given.add("light")
    if term.verification is not None:
        given.add("T")
    return given


def _given_typed(term: ColourTerm) -> set[str]:
    return _given(term) | {"typed"}


def judge(subject: Subject) -> Verdict:
    """What a dispute about the colour could rest on."""
    placed = [*weighed(subject, "colour", _flaws, _given_typed), *passages(subject, reading)]
    if placed and sampled(subject):
        placed.append(Placed(Reading(gives=frozenset(("sample",))), subject.pointer, None))
    return verdict(subject, placed, MISSING)


RULES: Final = FamilyRules(
    name="colour",
    weight=8,
    per_line=True,
    topic=TOPIC,
    reading=reading,
    judge=judge,
    rules=(NO_CODE, NO_FORMULA, NO_LAB, NO_LIMIT, NO_LIGHT, NO_READINGS, MISSING, TWO_CODES),
)
