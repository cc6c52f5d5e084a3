"""Packaging terms (S24, R5): pieces per carton, carton size and board, weight, drop test, marks, pallet.

A packaging claim after delivery needs such a term; packing "for export" is in no standard. What a carton must stand is
judged elsewhere.
"""

import re
from decimal import Decimal
from typing import Final

from fairhold.lint.family import SILENT, FamilyRules, Found, Reading, Rule, Subject, Verdict
from fairhold.lint.folding import remembered
from fairhold.lint.judging import (
    PINNED,
    Label,
    Placed,
    Text,
    adrift,
    flaw,
    heard,
    opened,
    passages,
    read_as,
    typed,
    unsaid,
    verdict,
    worded,
)
from fairhold.lint.late import Late
from fairhold.lint.phrases import scan
from fairhold.lint.values import Value, as_figure, in_unit, values
from fairhold.trade.families import Box, LengthUnit, PackagingTerm

_EXAMPLE: Final = (
    "____ pcs per inner box, ____ per carton of ____ x ____ x ____ cm, ____ ply, ECT ____, at most ____ kg, drop "
    "test ISTA"
    " ____, marks ____, pallet yes/no, ISPM 15 yes/no"
)
NOTHING_MEASURED: Final = Rule(
    "packaging-1", "major", "Nothing in it can be counted or measured: damage cannot be put down to it (S24).", _EXAMPLE
)
PARTIAL: Final = Rule(
    "packaging-2",
    "minor",
    "Only a part is said: pieces per carton, carton and board, weight and drop test belong together.",
    _EXAMPLE,
)
NO_TEST: Final = Rule(
    "packaging-3",
    "info",
    "What a packed carton must stand is not said.",
    "drop test ISTA ____ (1 corner, 3 edges, 6 faces) from ____ mm",
)
ABOUT: Final = Rule("packaging-5", "major", "About how much is left to opinion, so no carton can be out.", _EXAMPLE)
MISSING: Final = Rule(
    "packaging-4",
    "major",
    "Nothing is said about packaging: after delivery there is no term to claim on (R5).",
    _EXAMPLE,
)

LABEL: Final = Label(
    r"(?:export |inner |outer |master |retail |unit |individual |product |goods |gift )?(?:pack(?:ing|aging)|carton"
    r"|box|package|cartons|pallets?|shipping marks?|marks?|master carton)(?: requirements?| details?| size| method"
    r"| dimensions?| terms?| list)?|包装|包装要求|包装方式|外箱|内盒|纸箱|箱规|唛头"
)
TOPIC: Final = Late(
    r"(?<![a-z])(?:pack(?:ed|ing|aging|age|ages|s)?|cartons?|ctns?|pallets?|palleti[sz]ed|crates?|wooden case"
    r"|inner box|colou?r box|gift box|poly ?bags?|bubble wrap|shipping marks?|ispm|ista|drop test|corrugated"
    r"|desiccant|shrink wrap)(?![a-z])|包装|纸箱|外箱|内盒|彩盒|托盘|箱规|唛头|装箱|每箱"
)
_PER_CARTON: Final = Late(
    r"(?P<n1>\d{1,5}) ?(?:pcs|pieces|pc|units?|sets?|pairs?|bottles|boxes|bags|packs|dozens?)? ?(?:/|per|in (?:a|an"
    r"|one|each|every)|to (?:a|the|one|each)|each) ?(?:export |master |outer |inner )?(?:cartons?|ctns?|master|case"
    r"|carton box)(?![a-z])"
    r"|(?:pcs|pieces|qty|quantity) ?(?:/|per) ?(?:export |master |outer )?(?:carton|ctn) ?[:=]? ?(?P<n2>\d{1,5})"
    r"|(?:每箱|一箱)(?:装)?(?P<n3>\d{1,5})|(?P<n4>\d{1,5}) ?(?:个|件|只|套|双|盒|支|瓶) ?(?:/|一|每) ?箱"
    r"|cartons? of (?P<n5>\d{1,5})(?! ?(?:x|\*|cm|mm|kg|\.\d))"
)
_CARTONS: Final = Late(
    r"(?<![\d.x*])(?P<n>\d{1,6}) ?(?:export |master )?(?:cartons|ctns)(?![a-z])(?! ?(?:per|/|of \d))|共(?P<m>\d{1,6})箱"
)
_BOARD: Final = Late(
    r"(?:\d|three|five|seven|double|single|triple)[- ]?(?:ply|layers?|walls?)(?: (?:bc|b|c|e|eb|ab|k=k|kraft"
    r"|corrugated)(?:[- ]?flute)?)?|(?:bc|eb|ab|be|b|c|e)[- ]flute|ect ?(?:≥|>=)? ?\d{1,3}(?:\.\d)?|bct ?\d+"
    r"|burst(?:ing)? (?:strength )?\d+|k[=-]?[ak][=-]?k?|\d{3} ?g(?:sm)? (?:kraft|board|duplex|art|cardboard"
    r"|corrugated)|(?:三|五|七|单|双)(?:层|瓦|坑)"
)
_INNER: Final = Late(
    r"(?:(?:each|one|1|every) (?:pc|piece|unit|item|cup|bottle|set|pair)? ?(?:in|into|packed in"
    r"|wrapped in) [a-z0-9 .-]{3,60}|(?:poly ?bag|pe bag|opp bag|bubble bag|inner box|white box|colou?r box|gift box"
    r"|egg crate|foam|blister)[a-z0-9 .,x*±-]{0,40}\d[a-z0-9 .µ-]{0,12})|(?:每|一)(?:个|件|只|套)(?:装|用|入"
    r"|套)?.{0,10}(?:盒|袋)"
)
_DROP: Final = Late(
    r"ista ?[-]?\d[a-h]?|iso ?2248|drop[- ]?test(?:s|ed)?[^.;]{0,40}\d|drop(?:ped)? from \d|跌落(?:测试"
    r"|试验)?[^。;]{0,20}\d"
)
_HEIGHT: Final = Late(r"drop|跌落")
_MARKS: Final = Late(r"(?:shipping |side |front )?marks? ?(?:[:=]|text|as follows|on (?:two|four|\d) sides)|唛头[:=]")
_PALLET: Final = Late(
    r"(?P<no>no pallets?|without pallets?|not palleti[sz]ed|unpalleti[sz]ed|不打托|无托盘)"
    r"|(?:euro[- ]?)?pallets?(?! (?:if|when|optional|or not|available))|palleti[sz]ed|托盘|打托"
)
_ISPM: Final = Late(r"ispm[- ]?(?:no\.? ?)?15")
_CARTON: Final = Late(r"carton|(?<![a-z])ctn|master|outer|export box|外箱|纸箱|箱规|(?<![a-z])box|pack")
_PRODUCT: Final = Late(r"(?:product|item|cup|bottle|goods) (?:size|dimension)")
_LENGTHS: Final[dict[str, LengthUnit]] = {"mm": "mm", "cm": "cm", "m": "m", "in": "in", "ft": "ft"}
FEATURES_MIN: Final = 2
"""How many of count, carton, board, weight and drop test make a packaging that can be measured."""


_ASKED: Final = Late(
    r"(?<![a-z])(?:pack(?:ed|ing|aging)?|cartons?|boxes|wrap(?:ped|ping)?|crates?)(?! list)(?![a-z])|包装|纸箱|箱子"
)
"""What a sentence asks something of."""


@remembered
def reading(text: str, own: bool) -> Reading:
    """What one text says about packaging."""
    seen = opened(text, own, LABEL)
    hits = scan("packaging", text)
    spoken = seen.mine or TOPIC.search(seen.folded) is not None
    if seen.empty or not (spoken or heard(hits) or _ASKED.search(seen.folded)):
        return SILENT
    term = _term(seen) if spoken else PackagingTerm()
    given = _given(term)
    if PINNED.search(seen.folded) and spoken:
        given |= {"S", "M"}
    flaws = [one for one in worded(hits, seen, spoken) if one.unless.isdisjoint(given)]
    if spoken:
        loose = [value for value in values(text) if value.approximate]
        flaws += [flaw(ABOUT, value.start, value.end, "M") for value in loose]
    if "S" in given:
        flaws += [flaw(PARTIAL, 0, len(text), unless=("M",))] if "M" not in given else []
        flaws += [flaw(NO_TEST, 0, len(text), unless=("T",))] if "T" not in given else []
    else:
        flaws += unsaid(seen, NOTHING_MEASURED, flaws)
        flaws += adrift(seen, NOTHING_MEASURED, _ASKED, flaws, ("M",))
    found = [Found(term, 0, len(text))] if term != PackagingTerm() else []
    return read_as(found, flaws, given)


def _term(seen: Text) -> PackagingTerm:
    """The typed packaging, as far as the text says it."""
    folded = seen.folded
    board, inner, drop, marks = (pattern.search(folded) for pattern in (_BOARD, _INNER, _DROP, _MARKS))
    pallet = _PALLET.search(folded)
    return PackagingTerm(
        inner=seen.text[inner.start() : inner.end()][:300] if inner else "",
        pieces_per_carton=_number(_PER_CARTON.search(folded)),
        cartons=_number(_CARTONS.search(folded)),
        carton=_carton(seen),
        board=seen.text[board.start() : board.end()] if board else "",
        gross_kg_most=_gross(seen),
        volume_m3=_volume(seen),
        drop_test=seen.text[drop.start() : drop.end()][:300] if drop else "",
        drop_height_mm=_drop_height(seen) if drop else None,
        marks=seen.text[marks.start() :][:300] if marks else "",
        pallet=None if pallet is None else pallet["no"] is None,
        ispm15=True if _ISPM.search(folded) else None,
    )


def _number(match: re.Match[str] | None) -> int | None:
    if match is None:
        return None
    number = int(next(group for group in match.groups() if group))
    return number if number >= 1 else None


def _carton(seen: Text) -> Box | None:
    """The outside of a carton: three lengths in a text that speaks of cartons, not of the product's size."""
    if not _CARTON.search(seen.folded) or _PRODUCT.search(seen.folded):
        return None
    for value in values(seen.text):
        if value.kind == "length" and len(value.figures) == 3 and value.unit in _LENGTHS and not value.approximate:
            sides = [as_figure(figure) for figure in value.figures]
            if None not in sides:
                length, width, height = (str(side) for side in sides)
                return Box(length=length, width=width, height=height, unit=_LENGTHS[value.unit])
    return None


def _gross(seen: Text) -> str | None:
    """The most that a carton may weigh, in kilograms."""
    for value in values(seen.text):
        if value.kind == "weight" and not value.approximate:
            most = _most(value)
            kilograms = in_unit(most, value.unit, "kg") if most is not None else None
            if kilograms is not None and kilograms >= 1:
                return as_figure(kilograms)
    return None


def _most(value: Value) -> Decimal | None:
    return value.high if value.high is not None else (value.figures[0] if value.figures and value.low is None else None)


def _volume(seen: Text) -> str | None:
    found = (value for value in values(seen.text) if value.unit == "m3" and value.figures and not value.approximate)
    first = next(found, None)
    return None if first is None else as_figure(first.figures[0])


def _drop_height(seen: Text) -> int | None:
    """From how high it falls, in millimetres: the length that follows the word drop."""
    word = _HEIGHT.search(seen.folded)
    for value in values(seen.text):
        if word is not None and value.kind == "length" and value.start > word.start() and len(value.figures) == 1:
            height = in_unit(value.figures[0], value.unit, "mm")
            if height is not None and height == height.to_integral_value() and height >= 1:
                return int(height)
    return None


def _given(term: PackagingTerm) -> set[str]:
    """S for any figure or choice, M for enough of them together, T for a drop test."""
    measured = (term.pieces_per_carton, term.carton, term.board, term.gross_kg_most, term.drop_test)
    named = (term.inner, term.cartons, term.volume_m3, term.marks, term.pallet is not None, term.ispm15)
    given = {"S"} if any(measured) or any(named) else set()
    if sum(1 for feature in measured if feature) >= FEATURES_MIN:
        given |= {"S", "M"}
    if term.drop_test:
        given.add("T")
    return given


def _of_typed(term: PackagingTerm) -> Reading:
    given = _given(term)
    flaws = [] if "M" in given else [flaw(PARTIAL if "S" in given else NOTHING_MEASURED, breaks="M", unless=("M",))]
    if "T" not in given:
        flaws.append(flaw(NO_TEST, unless=("T",)))
    return Reading((), tuple(flaws), frozenset(given))


def judge(subject: Subject) -> Verdict:
    """What a dispute about packaging could rest on."""
    placed = [Placed(_of_typed(term), field, None) for field, term in typed(subject, "packaging")]
    placed += passages(subject, reading)
    return verdict(subject, placed, MISSING)


RULES: Final = FamilyRules(
    name="packaging",
    weight=8,
    per_line=True,
    topic=TOPIC,
    reading=reading,
    judge=judge,
    rules=(NOTHING_MEASURED, PARTIAL, NO_TEST, MISSING, ABOUT),
)
