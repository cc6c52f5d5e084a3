"""Size terms (S20, SC6): figures with unit and axis, and a tolerance or a class of ISO 2768-1.

Where no tolerance is agreed the default standard of O33 applies, which this file only names. Lengths that are not
measures of the goods (cartons, drop heights, coatings, distances to look from) belong to other families.
"""

import re
from decimal import Decimal
from typing import Final, Literal

from fairhold.lint.family import SILENT, FamilyRules, Flaw, Found, Reading, Rule, Subject, Verdict
from fairhold.lint.folding import remembered
from fairhold.lint.judging import (
    PINNED,
    Label,
    Placed,
    Text,
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
from fairhold.lint.testing import tested
from fairhold.lint.values import Axis, Value, as_figure, in_unit, values
from fairhold.trade.families import DimensionTerm, LengthUnit

DimensionAxis = Literal["length", "width", "height", "depth", "diameter", "thickness", "other"]
ToleranceClass = Literal["iso2768_f", "iso2768_m", "iso2768_c", "iso2768_v"]

_EXAMPLE: Final = "L ____ x W ____ x H ____ mm ± ____ mm (or ISO 2768-1 class ____), measured at ____, ____ pieces"
NO_FIGURE: Final = Rule("dimensions-1", "major", "A size without figures and unit cannot be measured (S20).", _EXAMPLE)
NO_TOLERANCE: Final = Rule(
    "dimensions-2",
    "major",
    "No tolerance: only the default standard would decide how far off is too far (10 pieces, usual practice of the "
    "trade,"
    " O33), which is opinion.",
    "± ____ mm on each axis, or ISO 2768-1 class ____ (f, m, c, v)",
)
ABOUT: Final = Rule(
    "dimensions-3", "major", "About how much is left to opinion, so no measurement can be out.", _EXAMPLE
)
NO_METHOD: Final = Rule(
    "dimensions-4",
    "info",
    "Where it is measured and on how many pieces is not said; the default is 10 pieces (O33).",
    "measured at ____ by ____ on ____ pieces",
)
MISSING: Final = Rule("dimensions-5", "minor", "Nothing is said about size: any size is as agreed.", _EXAMPLE)

LABEL: Final = Label(
    r"(?:product |item |overall |outer |inner |finished |bottle |body |cup |bag |unit )?(?:sizes?|dimensions?"
    r"|measurements?|dims?|length|width|height|thickness|diameter|depth|specification size)(?: \(?l ?x ?w ?x ?h\)?)?"
    r"|尺寸|规格尺寸|大小|尺码|长度|宽度|高度|厚度|直径|外形尺寸"
)
TOPIC: Final = Late(
    r"(?<![a-z])(?:sizes?|sizing|dimensions?|dims|length|width|height|thickness|thick|diameter|depth|circumference"
    r"|gauge|measurements?|tolerances?)(?![a-z])|iso ?2768|尺寸|尺码|长度|宽度|高度|厚度|直径|公差"
)
_CLASS: Final = Late(
    r"iso ?2768(?:-1)?(?: ?[-:,]? ?(?:class|tolerance class|等级)?[ -]?)(?P<name>[fmcv])(?:k|h|l)?(?![a-z])"
    r"|2768-?(?P<short>[fmcv])(?:k|h|l)?(?![a-z])"
)
_PACKED: Final = Late(
    r"carton|(?<![a-z])ctn|(?<![a-z])pack(?:ing|aging|ed|age)?(?![a-z])|pallet|(?:outer|inner|gift|colou?r|export"
    r"|master|shipping) box|shipping marks?|唛头|crate|container|外箱|纸箱|内盒|彩盒|包装|托盘|箱规"
)
_NOT_GOODS: Final = Late(
    r"(?:drop(?:ped)?(?:[- ]test)?|height of|from a height|falls?|distance|viewed|seen|visible|eyes?|away"
    r"|scratch(?:es)?|dents?|stains?|cracks?|gaps?|burrs?|bubbles?|spots?|defects?|marks?|holes?|container|plat(?:ed"
    r"|ing)|coat(?:ed|ing)"
    r"|radius of|mesh|wavelength|lux|划痕|跌落|距离|镀层|瑕疵)[^,;.]{0,24}$"
)
_MARK: Final = Late(r"(?:logos?|print(?:ed|ing)?|engrav\w*|emboss\w*|embroider\w*|丝印|激光|刻字)[^;.]{0,36}$")
_NOT_GOODS_AFTER: Final = Late(
    r" ?(?:drop|(?:viewing )?distance|away|from (?:the )?(?:eye|inspector)|plat(?:ed|ing)|coat(?:ed|ing)|scratch"
    r"|nickel|gold|chrome|zinc|container|hq|hc|gp|fcl|of (?:fabric|cable|wire|pipe|rope|yarn|film)|under \d+ ?lux"
    r"|under (?:d65|light))"
)
_QUANTITY: Final = Late(r"[^a-z]*(?:order )?(?:quantity|qty|数量)")
_BARE: Final = Late(
    r"(?<![\d.,a-z])\d{1,5}(?:\.\d{1,3})? ?[x*] ?\d{1,5}(?:\.\d{1,3})?(?: ?[x*] ?\d{1,5}(?:\.\d{1,3})?)?(?![\d.]*\d"
    r"| ?(?:px|pixels|pcs|ft|'|hq|gp|dpi|sets|carton|ctn))"
)
RUN_METRES: Final = 50
"""From how many metres on a length is a quantity of cloth or cable, not a measure."""
_WRAP: Final = Late(
    r" ?(?:thick )?(?:pe|opp|pp|poly|plastic|bubble|paper)? ?(?:bags?|film|wrap|pouch|polybags?|sleeves?)(?![a-z])"
)
_FIT: Final = Late(r" ?(?:[a-hjkmnprstuz]|js)\d{1,2}(?![\da-z])|.{0,12}iso ?286")
"""A tolerance class of ISO 286 after a figure: 25 mm h7."""
_ABOUT: Final = Late(r"(?:about|abt|approx(?:imate(?:ly)?)?|around|circa|ca|roughly|约|大约)[. :]{0,2}$")
"""What stands before a size without a unit in any text, so that it is one."""
_CONTAINERS: Final = frozenset({Decimal(20), Decimal(40), Decimal(45)})
_NEAR: Final = 40
_FIGURES_BY_PLACE: Final[tuple[DimensionAxis, ...]] = ("length", "width", "height")
"""What three figures without letters are: length, width and height, in this order (S20)."""


@remembered
def reading(text: str, own: bool) -> Reading:
    """What one text says about size."""
    seen = opened(text, own, LABEL)
    hits = scan("dimensions", text)
    sizes, margins = _measures(seen)
    bare = _unitless(seen, sizes)
    kind = _class(seen.folded)
    topical = bool(sizes) or kind is not None or TOPIC.search(seen.folded) is not None
    if seen.empty or not (seen.mine or heard(hits) or sizes or bare or kind or (margins and topical)):
        return SILENT
    common = margins[0] if margins and topical else None
    fitted = common is not None or kind is not None or any(_FIT.match(seen.folded, value.end) for value in sizes)
    flaws = [wrong for value in sizes for wrong in _flaws(value, fitted)]
    flaws += [flaw(NO_FIGURE, match.start(), match.end(), "SM") for match in bare]
    given = _gives(seen, sizes, fitted)
    flaws += [one for one in worded(hits, seen, topical, ("valued",)) if one.unless.isdisjoint(given)]
    if not sizes and not bare and common is None and kind is None:
        flaws += unsaid(seen, NO_FIGURE, flaws, unless=("valued",))
    terms = [Found(term, value.start, value.end) for value in sizes for term in _terms(value, common, kind, text)]
    return read_as(terms, flaws, given)


def _measures(seen: Text) -> tuple[list[Value], list[Value]]:
    """The sizes of the goods in a text, and the tolerances that stand by themselves."""
    if _QUANTITY.match(seen.folded):
        return [], []
    packed = _PACKED.search(seen.folded)
    sizes, margins = [], []
    for value in values(seen.text):
        if value.kind == "share" and not value.figures and value.plus is not None:
            margins.append(value)
        if value.kind != "length":
            continue
        if not value.figures and value.plus is not None:
            margins.append(value)
        elif not (packed and packed.start() < value.start) and _of_goods(value, seen.folded):
            sizes.append(value)
    return sizes, margins


def _of_goods(value: Value, folded: str) -> bool:
    """Whether a length is a measure of the goods themselves."""
    if value.unit == "ft" and _CONTAINERS.intersection(value.figures):
        return False
    if value.unit == "m" and (value.figures or (Decimal(0),))[0] >= RUN_METRES:
        return False
    if _WRAP.match(folded, value.end):
        return False
    if value.unit == "um" and "thick" not in folded and "厚" not in folded:
        return False
    before = folded[max(0, value.start - _NEAR) : value.start]
    return (
        not _NOT_GOODS.search(before)
        and (value.approximate or not _MARK.search(before))
        and not _NOT_GOODS_AFTER.match(folded, value.end)
    )


def _unitless(seen: Text, sizes: list[Value]) -> list[re.Match[str]]:
    """Sizes without a unit: three figures joined by x anywhere, two in a field for sizes."""
    if _PACKED.search(seen.folded):
        return []
    taken = [(value.start, value.end) for value in values(seen.text)]
    return [
        match
        for match in _BARE.finditer(seen.folded)
        if (seen.mine or _ABOUT.search(seen.folded[: match.start()]) or len(re.findall(r"[x*]", match.group())) == 2)
        and not any(match.start() < end and start < match.end() for start, end in taken)
    ]


def _class(folded: str) -> ToleranceClass | None:
    found = _CLASS.search(folded)
    return _CLASSES[found["name"] or found["short"]] if found else None


_CLASSES: Final[dict[str, ToleranceClass]] = {
    "f": "iso2768_f",
    "m": "iso2768_m",
    "c": "iso2768_c",
    "v": "iso2768_v",
}


def _flaws(value: Value, covered: bool) -> list[Flaw]:
    """What is wrong with one size; `covered` says that the text has a tolerance for all of them."""
    flaws = []
    if value.approximate:
        flaws.append(flaw(ABOUT, value.start, value.end, "M"))
    elif not value.bounded and not covered:
        flaws.append(flaw(NO_TOLERANCE, value.start, value.end, "M", ("tolerance",)))
    flaws.append(flaw(NO_METHOD, value.start, value.end, unless=("T",)))
    return flaws


def _gives(seen: Text, sizes: list[Value], covered: bool) -> set[str]:
    given = {"S", "valued"} if sizes else set()
    if any(value.bounded for value in sizes):
        given.add("M")
    if covered:
        given |= {"M", "tolerance"}
    if PINNED.search(seen.folded) and seen.mine:
        given |= {"S", "M", "valued"}
    clause = tested(seen.text)
    if (sizes or covered) and (clause.pieces is not None or clause.enough):
        given.add("T")
    return given


def _terms(value: Value, common: Value | None, kind: ToleranceClass | None, text: str) -> list[DimensionTerm]:
    """The typed measures of a size, one for each figure or limit; none of what cannot be said exactly."""
    if value.approximate:
        return []
    if not value.figures:
        return _ranged(value, text)
    terms = []
    margin = common if value.plus is None and common is not None else value
    for place, figure in enumerate(value.figures):
        plus, minus = _margins(figure, value, margin)
        number = as_figure(figure)
        if number is None:
            continue
        terms.append(
            DimensionTerm(
                axis=_axis(value, place),
                value=number,
                unit=_UNITS[value.unit],
                plus=plus,
                minus=minus,
                tolerance_class=kind if plus is None and minus is None else None,
                pieces=tested(text).pieces,
            )
        )
    return terms


def _ranged(value: Value, text: str) -> list[DimensionTerm]:
    """A range is its least figure with all of the rest as tolerance upwards."""
    if value.low is None or value.high is None:
        return []
    number, plus = as_figure(value.low), as_figure(value.high - value.low)
    if number is None or plus is None:
        return []
    unit = _UNITS[value.unit]
    return [
        DimensionTerm(axis=_axis(value, 0), value=number, unit=unit, plus=plus, minus="0", pieces=tested(text).pieces)
    ]


_UNITS: Final[dict[str, LengthUnit]] = {"um": "um", "mm": "mm", "cm": "cm", "m": "m", "in": "in", "ft": "ft"}


def _axis(value: Value, place: int) -> DimensionAxis:
    """The axis as written; of three figures without letters length, width, height; else none is guessed."""
    written: Axis = value.axes[place] if place < len(value.axes) else ""
    if written:
        return written
    return _FIGURES_BY_PLACE[place] if len(value.figures) == len(_FIGURES_BY_PLACE) else "other"


def _margins(figure: Decimal, value: Value, margin: Value) -> tuple[str | None, str | None]:
    """The tolerance of one figure in its own unit; a bound has none on its side and leaves the other open."""
    if value.low is not None or value.high is not None:
        return ("0", None) if value.low is None else (None, "0")
    if margin.plus is None or margin.minus is None:
        return None, None
    if margin.relative or margin.kind == "share":
        return as_figure(figure * margin.plus / 100), as_figure(figure * margin.minus / 100)
    plus = in_unit(margin.plus, margin.unit, value.unit)
    minus = in_unit(margin.minus, margin.unit, value.unit)
    return (as_figure(plus), as_figure(minus)) if plus is not None and minus is not None else (None, None)


def _of_typed(term: DimensionTerm) -> Reading:
    """What is wrong with a typed measure, and what it gives."""
    toleranced = term.plus is not None or term.minus is not None or term.tolerance_class is not None
    flaws = [] if toleranced else [flaw(NO_TOLERANCE, breaks="M", unless=("tolerance",))]
    if term.pieces is None and not term.measured_at:
        flaws.append(flaw(NO_METHOD, unless=("T",)))
    given = {"S", "valued"} | ({"M"} if toleranced else set()) | ({"T"} if term.pieces or term.measured_at else set())
    return Reading((), tuple(flaws), frozenset(given))


def judge(subject: Subject) -> Verdict:
    """What a dispute about the size could rest on."""
    placed = [Placed(_of_typed(term), field, None) for field, term in typed(subject, "dimensions")]
    placed += passages(subject, reading)
    return verdict(subject, placed, MISSING)


RULES: Final = FamilyRules(
    name="dimensions",
    weight=9,
    per_line=True,
    topic=TOPIC,
    reading=reading,
    judge=judge,
    rules=(NO_FIGURE, NO_TOLERANCE, ABOUT, NO_METHOD, MISSING),
)
