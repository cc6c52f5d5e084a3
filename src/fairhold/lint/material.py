"""Material terms (S21, SC7): a grade or a composition with limits, that nothing else is in it, coating, and the test.

A family of materials ("stainless steel", "leather") is no composition, and a trade name no fineness. Grades are known
by name (`substances.py`), not by what their standards say.
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

import msgspec

from fairhold.lint.colour import LABEL as COLOUR
from fairhold.lint.family import SILENT, FamilyRules, Flaw, Found, Reading, Rule, Subject, Verdict
from fairhold.lint.folding import fold, remembered
from fairhold.lint.judging import (
    PINNED,
    Label,
    Text,
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
from fairhold.lint.substances import PERSONAL, Named, graded, groups, kinds, mentioned, named, symbol
from fairhold.lint.testing import tested
from fairhold.lint.values import Value, as_figure, values
from fairhold.trade.families import Coating, MaterialTerm, Share

_EXAMPLE: Final = (
    "Grade ____ (e.g. SUS304: Cr ____ to ____ %, Ni ____ to ____ %), no other material; tested by ____ (XRF, OES, FTIR)"
    " at ____ on ____ pieces"
)
NO_COMPOSITION: Final = Rule(
    "material-1",
    "blocker",
    "The material is named, but neither a grade nor a share with 'no other material': whatever is delivered bears "
    "the name"
    " too (S21, SC7).",
    _EXAMPLE,
)
NO_THICKNESS: Final = Rule(
    "material-2",
    "blocker",
    "A coating without a thickness may be as thin as a breath.",
    "____ plated, at least ____ µm, measured by XRF (ISO 3497) on ____ pieces",
)
NO_TEST: Final = Rule(
    "material-3",
    "major",
    "No test is agreed: without it the buyer has no evidence of what the goods are made of (S21, SC7).",
    "tested by ____ (XRF, OES, FTIR, ISO 1833) at ____ (laboratory) on ____ pieces, split sample kept sealed",
)
NO_LIMITS: Final = Rule(
    "material-4",
    "minor",
    "Only a grade: the limits stand in a standard that is not named with its edition.",
    "____ according to ____ (standard, edition): ____ % to ____ %",
)
NOT_CLOSED: Final = Rule("material-5", "minor", "Nothing says that nothing else may be mixed in.", "no other material")
MISSING: Final = Rule(
    "material-6",
    "major",
    "Nothing is said about the material, so a claim on it has no term to stand on (S72).",
    _EXAMPLE,
)

SHARES_MAX: Final = 50
"""Components of one material that are read from a text."""

LABEL: Final = Label(
    r"(?:raw |main |outer |inner |shell |body |base |lid |handle |lining |upper |fabric |surface |frame |cover "
    r"|filling |sole )?"
    r"(?:materials?|fabric|composition|shell|lining|upper|filling|made of|metal|fineness|purity)(?: composition"
    r"| grade)?"
    r"|材质|材料|面料|成分|用料|原料|主材"
)
TOPIC: Final = Late(
    r"materials?(?! (?:breach|conflict|defect|deviat|non-?conform|adverse|change))|composition|made (?:of|from)"
    r"|alloy|purity|fineness|karat"
    r"|plat(?:ed|ing)|coat(?:ed|ing)|(?<![a-z])(?:xrf|oes|ft-?ir|icp|fire assay|microscopy|spectroscopy)(?![a-z])"
    r"|光谱|材质|材料|面料|成分|含量|镀"
)
_CLOSED: Final = Late(
    r"no other (?:steel|metals?|materials?|mixture|admixture|fib(?:er|re)s?|components?|alloys?|additives?"
    r"|substances?|elements?|polymers?|resins?|plastics?)"
    r"|no (?:admixture|mixture|mixing|blend(?:ing)?|recycled|regrind|fillers?)|nothing else"
    r"|without (?:any )?(?:other|admixture|mixture|regrind)|unmixed|exclusively|virgin"
    r"|(?:不含|无|没有|不得(?:掺|混|含)有?|不掺|不混)(?:任何)?(?:其他|杂质|其它|杂)|不得掺杂|无其他|无其它"
)
_COATED: Final = Late(
    r"(?<![a-z])(?:(?P<what>gold|silver|nickel|chrome|chromium|zinc|tin|copper|rhodium|powder|enamel|titanium|pvd"
    r"|ptfe|teflon|rose gold|palladium|epoxy|lacquer)"
    r"[- ])?(?:electro|vacuum |ion |hard )?(?:plat(?:ed|ing)|coat(?:ed|ing)|anodi[sz](?:ed|ing)|galvani[sz](?:ed"
    r"|ing))(?![a-z])|镀(?P<sign>[金银镍铬锌锡铜钛])"
)
_STANDARD: Final = Late(
    r"(?<![a-z0-9])(?:astm [a-z] ?\d{1,4}|en(?: iso)? ?\d{2,6}|iso ?\d{3,5}|gb(?:/t)? ?\d{2,6}(?:\.\d{1,3})?"
    r"|jis [a-z] ?\d{4}|din ?\d{3,6}|21 ?cfr ?\d{2,3}(?:\.\d{1,5})?"
    r"|(?:eu|ec|\(eu\)|\(ec\)|regulation)(?: ?\((?:eu|ec)\))?(?: no\.?)? ?\d{2,4}/\d{2,4}|\d{4}/\d{2,4}/(?:ec|eu)"
    r"|lfgb ?§? ?\d{2}|oeko-?tex (?:standard )?100|usp class vi|iso ?10993|prop(?:osition)? ?65)"
)
_BARE_GRADE: Final = Late(r"(?<![\d.a-z/-])(?:201|304l?|316l?|430)(?![\d.%a-z-]| ?(?:pcs|pieces|mm|cm|g(?![a-z])|kg))")
_FINENESS: Final = Late(
    r"(?:fineness|purity|纯度|成色)(?: of)? ?[:=]? ?(?:≥|>=|min\.? )?\d{2,4}(?:\.\d+)? ?(?:‰|%|/ ?1000)?"
    r"|(?<!\d)\d{3}(?:\.\d)? ?(?:‰|/ ?1000)"
)
_AFTER: Final = Late(r" ?(?:of |pure |by (?:mass|weight) )?([^\W\d_][^\d,;/+&.()%<>≤≥=:]{0,38})")
_BEFORE: Final = Late(r"([^\W\d_][^\d,;/+&.()%<>≤≥=:]{0,38}?)(?: content| share)?[ :=(≥≤<>]{0,4}(?:min\.? |max\.? )?$")
_NEAR: Final = 44
"""Signs before a share in which its component stands."""
_WIDE: Final = frozenset({"metal", "plastic", "fabric", "wood", "board"})
"""Families so wide that even all of it says nothing."""
_PRECIOUS: Final = frozenset({"gold", "silver", "platinum"})


class _Part(msgspec.Struct, frozen=True, gc=False):
    """A share of a component, what the component is, and where both stand."""

    share: Share
    groups: frozenset[str]
    start: int
    end: int


@remembered
def reading(text: str, own: bool) -> Reading:
    """What one text says about material."""
    seen = opened(text, own, LABEL)
    hits = tuple(hit for hit in scan("material", text) if not _ruled_out(hit, text))
    coloured = COLOUR.end(seen.folded) is not None or (not seen.mine and PERSONAL.search(seen.folded) is not None)
    words = () if coloured else tuple(word for word in named(text) if seen.mine or word.group != "fabric")
    grades = _grades(seen)
    parts = _parts(text, seen.folded)
    coat = _coat(seen.folded)
    topical = bool(grades or parts or coat) or TOPIC.search(seen.folded) is not None
    if seen.empty or not (seen.mine or topical or words or heard(hits)):
        return SILENT
    terms = _terms(seen, grades, parts, coat, words)
    given = _gives(seen, grades, parts, terms, words)
    flaws = _words(hits, words, seen, topical, given) if not coloured else []
    if (
        coat is not None
        and "coating" not in given
        and not any(coat.start() < one.end and one.start < coat.end() for one in flaws)
    ):
        flaws.append(flaw(NO_THICKNESS, coat.start(), coat.end(), "M", ("coating",)))
    if "S" in given:
        flaws += _open_points(*_named_at(seen, grades or parts or words))
    else:
        flaws += unsaid(seen, NO_COMPOSITION, flaws, unless=("S",))
    return read_as(terms, [one for one in flaws if one.unless.isdisjoint(given)], given)


def _coat(folded: str) -> re.Match[str] | None:
    """The first coating that a text does not rule out."""
    for match in _COATED.finditer(folded):
        if not _NOT.search(folded[max(0, match.start() - _NOT_SIGNS) : match.start()]):
            return match
    return None


def _named_at(seen: Text, named: Sequence[Named | _Part]) -> tuple[int, int]:
    """Where the material is named first, else the file or sample that says which it is, else all of the text."""
    pinned = PINNED.search(seen.folded)
    if named:
        return named[0].start, named[0].end
    return pinned.span() if pinned is not None else (0, len(seen.text))


def _open_points(start: int, end: int) -> list[Flaw]:
    """What a named material still lacks unless another text says it."""
    return [
        flaw(NO_TEST, start, end, "T", ("T",)),
        flaw(NO_LIMITS, start, end, unless=("limits",)),
        flaw(NOT_CLOSED, start, end, unless=("closed",)),
    ]


def _grades(seen: Text) -> tuple[Named, ...]:
    """The grades of a text; in a field for materials "304" is one too."""
    found = graded(seen.text)
    if found or not seen.mine:
        return found
    bare = _BARE_GRADE.search(seen.folded, seen.start)
    return (Named(bare.group(), "stainless steel", bare.start(), bare.end()),) if bare else ()


def _parts(text: str, folded: str) -> list[_Part]:
    """The shares of a text whose component is a material."""
    found = []
    for value in values(text):
        if value.kind == "share" and value.unit != "karat":
            part = _part(value, text, folded)
            if part is not None:
                found.append(part)
    return found


def _part(value: Value, text: str, folded: str) -> _Part | None:
    before = _BEFORE.search(folded[max(0, value.start - _NEAR) : value.start])
    word = before[1].split()[-1] if before else ""
    element = symbol(word)
    if element is not None:
        start = folded.rindex(word, 0, value.start)
        return _sized(value, text[start : start + len(word)], kinds(element), start, value.end)
    after = _AFTER.match(folded, value.end)
    if after is not None and groups(after[1]):
        name = text[after.start(1) : after.end(1)].strip()
        return _sized(value, name, groups(name), value.start, after.start(1) + len(name))
    if before is not None and groups(before[1]):
        start = folded.rindex(before[1], 0, value.start)
        return _sized(value, text[start : start + len(before[1])].strip(), groups(before[1]), start, value.end)
    return None


def _sized(value: Value, component: str, known: frozenset[str], start: int, end: int) -> _Part | None:
    """The share with its limits in per cent, None where they are no shares of a whole."""
    scale = Decimal(10) if value.unit == "‰" else Decimal(1)
    least, most = _limits(value)
    low = None if least is None else as_figure(least / scale)
    high = None if most is None else as_figure(most / scale)
    if any(limit is not None and limit / scale > 100 for limit in (least, most)) or (low, high) == (None, None):
        return None
    return _Part(Share(component=component[:300], least=low, most=high), known, start, end)


def _limits(value: Value) -> tuple[Decimal | None, Decimal | None]:
    """From where to where: the limits as written, the tolerance around the figure, or the figure itself twice."""
    if value.low is not None or value.high is not None or not value.figures:
        return value.low, value.high
    figure = value.figures[0]
    return max(figure - (value.minus or 0), Decimal(0)), figure + (value.plus or 0)


def _coating(seen: Text, coat: re.Match[str] | None) -> Coating | None:
    """A coating and its thickness, which stands in micrometres."""
    thick = next((one for one in values(seen.text) if one.kind == "length" and one.unit == "um"), None)
    if coat is None or thick is None:
        return None
    least, most = _limits(thick)
    what = coat["what"] or coat["sign"] or coat.group()
    low = None if least is None else as_figure(least)
    high = None if most is None else as_figure(most)
    return Coating(material=what, least_um=low, most_um=high)


def _terms(
    seen: Text, grades: tuple[Named, ...], parts: list[_Part], coat: re.Match[str] | None, words: tuple[Named, ...]
) -> list[Found]:
    """A term for each grade, or one for the composition; shares and coating belong to the first."""
    named_at = [(seen.text[one.start : one.end].strip(), one.start, one.end) for one in grades]
    if not named_at and parts:
        named_at = [(parts[0].share.component, parts[0].start, parts[-1].end)]
    fine = _FINENESS.search(seen.folded)
    if not named_at and fine is not None and any(word.group in _PRECIOUS for word in words):
        named_at = [(fine.group().strip(), fine.start(), fine.end())]
    test = tested(seen.text).verification
    norm = _STANDARD.search(seen.folded)
    closed = _closed(seen, parts)
    terms = []
    for number, (name, start, end) in enumerate(named_at):
        term = MaterialTerm(
            grade=name[:300],
            composition=() if number else tuple(part.share for part in parts[:SHARES_MAX]),
            nothing_else=closed,
            coating=None if number else _coating(seen, coat),
            standard=seen.text[norm.start() : norm.end()] if norm else "",
            verification=test,
        )
        terms.append(Found(term, start, end))
    return terms


def _closed(seen: Text, parts: list[_Part]) -> bool:
    """Whether the text says that there is nothing else in it."""
    whole = sum(Decimal(part.share.least or 0) for part in parts) == 100
    return whole or _CLOSED.search(seen.folded) is not None


def _gives(
    seen: Text, grades: tuple[Named, ...], parts: list[_Part], terms: list[Found], words: tuple[Named, ...]
) -> set[str]:
    """What the text adds to the subject: which materials it pins, limits, that nothing else is in it, a test."""
    given: set[str] = set()
    for grade in grades:
        given |= {f"group:{group}" for group in kinds(grade.group)}
    for part in parts:
        given |= {f"group:{group}" for group in part.groups if part.groups - _WIDE}
    fine = _FINENESS.search(seen.folded)
    if fine is not None and terms:
        given |= {f"group:{group}" for group in (*_PRECIOUS, "metal")} | {"limits", "M"}
    if parts:
        given |= {"limits", "M"}
    if terms and terms[0].term.coating is None and _coating(seen, _coat(seen.folded)) is not None:
        given.add("coating")
    if given or grades:
        given.add("S")
    given |= _coated(seen, words)
    if _closed(seen, parts):
        given.add("closed")
    if PINNED.search(seen.folded):
        given |= {"S", "M"}
    clause = tested(seen.text)
    if clause.enough or clause.by is not None:
        given.add("T")
    return given


def _coated(seen: Text, words: tuple[Named, ...]) -> set[str]:
    """A coating whose thickness is said covers the metal that it is made of."""
    coat = _coat(seen.folded)
    coating = _coating(seen, coat)
    if coat is not None and _SALT_SPRAY.search(seen.folded):
        return {"coating", "M", *(f"group:{word.group}" for word in words if word.start < coat.end() + _BESIDE)}
    if coat is None or coating is None:
        return set()
    thick = next(one for one in values(seen.text) if one.kind == "length" and one.unit == "um")
    beside = [word for word in words if thick.start - _BESIDE <= word.end and word.start <= thick.end + _BESIDE]
    return {
        *("coating", "M"),
        *(f"group:{group}" for group in groups(coating.material)),
        *(f"group:{word.group}" for word in beside),
    }


_BESIDE: Final = 14
"""How near to a thickness the metal that is so thick stands."""
_NOT: Final = Late(r"(?:\bnot|\bno|\bnon|\bwithout|\bnever|不|无)[ -]?(?:any )?$")
_NOT_SIGNS: Final = 12


def _ruled_out(hit: Hit, text: str) -> bool:
    """Whether the words before a phrase say that it is not so: "not plated"."""
    return _NOT.search(fold(text)[max(0, hit.start - _NOT_SIGNS) : hit.start]) is not None


def _words(hits: tuple[Hit, ...], words: tuple[Named, ...], seen: Text, topical: bool, given: set[str]) -> list[Flaw]:
    """The flaws of phrases and of bare names; neither counts where what it names is pinned."""
    flaws = []
    for hit in hits:
        if not counts(hit, seen, topical):
            continue
        if hit.phrase.kind == "claim_word":
            if not _STANDARD.search(seen.folded):
                flaws.append(flaw_of(hit, frozenset(("standard",))))
            continue
        meant = {word.group for word in named(seen.text) if word.start < hit.end and hit.start < word.end}
        if hit.phrase.id in _PLATED:
            if _SALT_SPRAY.search(seen.folded):
                continue
            flaws.append(flaw_of(hit, frozenset(("coating",))))
        elif hit.phrase.id in _BLENDS:
            flaws.append(flaw_of(hit, frozenset(("limits",))))
        elif hit.phrase.kind != "material":
            flaws.append(flaw_of(hit, frozenset(("S",))))
        elif hit.phrase.id in _KARAT:
            flaws.append(flaw_of(hit, frozenset(("group:gold",))))
        elif _goods(hit, words, seen.text):
            flaws.append(flaw_of(hit, frozenset(f"group:{group}" for group in meant) or frozenset(("S",))))
    taken = [(one.start, one.end) for one in flaws]
    bare = [word for word in words if not any(word.start < end and start < word.end for start, end in taken)]
    return flaws + [flaw(NO_COMPOSITION, word.start, word.end, "SM", (f"group:{word.group}",)) for word in bare]


_SALT_SPRAY: Final = Late(r"(?:salt spray|盐雾).{0,24}\d")
"""What a coating must stand, which is as good as how thick it is."""
_PLATED: Final = frozenset({"V075", "Z053"})
"""The phrases for a coating: cleared by its thickness."""
_BLENDS: Final = frozenset({"V076"})
"""The phrases for a mixture: cleared by the share of each."""
_KARAT: Final = frozenset({"V065"})
"""The phrases for gold of so many karat: cleared by its fineness."""


def _goods(hit: Hit, words: tuple[Named, ...], text: str) -> bool:
    """Whether a phrase with a material's name in it is about the goods, not about their packing."""
    inside = [word for word in mentioned(text) if word.start < hit.end and hit.start < word.end]
    return not inside or any(word in words for word in inside)


def _flaws(term: MaterialTerm) -> list[Flaw]:
    """What is wrong with a typed term."""
    flaws = []
    if not _pinned(term):
        flaws.append(flaw(NO_COMPOSITION, breaks="SM"))
    if term.coating is not None and term.coating.least_um is None and term.coating.most_um is None:
        flaws.append(flaw(NO_THICKNESS, breaks="M"))
    if term.verification is None:
        flaws.append(flaw(NO_TEST, breaks="T", unless=("T",)))
    if not term.composition:
        flaws.append(flaw(NO_LIMITS))
    if not term.nothing_else:
        flaws.append(flaw(NOT_CLOSED))
    return flaws


def _pinned(term: MaterialTerm) -> bool:
    """Whether a typed term says more than the family: shares, a grade, a figure, or all of one material."""
    if any(share.least is not None or share.most is not None for share in term.composition):
        return True
    known = {word.group for word in named(term.grade)}
    whole = term.nothing_else and bool(known - _WIDE)
    return (
        whole
        or bool(graded(term.grade))
        or (any(sign.isdigit() for sign in term.grade) and not _KARAT_ONLY.fullmatch(term.grade.lower()))
    )


_KARAT_ONLY: Final = Late(r"\d{1,2} ?k(?:t|arat)?(?: (?:rose |white |yellow )?gold)?")


def _given(term: MaterialTerm) -> set[str]:
    known = groups(term.grade).union(*(groups(f"{share.component} 1") for share in term.composition))
    given = {f"group:{group}" for group in known} if _pinned(term) else set()
    if _pinned(term):
        given.add("S")
    if term.composition:
        given |= {"M", "limits"}
    if term.nothing_else:
        given.add("closed")
    if term.verification is not None:
        given.add("T")
    if term.standard:
        given.add("standard")
    if term.coating is not None and (term.coating.least_um or term.coating.most_um):
        given |= {"coating", *(f"group:{group}" for group in groups(term.coating.material))}
    return given


def judge(subject: Subject) -> Verdict:
    """What a dispute about the material could rest on."""
    return verdict(subject, [*weighed(subject, "material", _flaws, _given), *passages(subject, reading)], MISSING)


RULES: Final = FamilyRules(
    name="material",
    weight=13,
    per_line=True,
    topic=TOPIC,
    reading=reading,
    judge=judge,
    rules=(NO_COMPOSITION, NO_THICKNESS, NO_TEST, NO_LIMITS, NOT_CLOSED, MISSING),
)
