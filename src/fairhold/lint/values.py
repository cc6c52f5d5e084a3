"""Values in a text: figures with unit, tolerance, range or bound, and from where to where they stand.

Only what can be read in one way is a value. "1.000,50" has none, since nobody can say whose comma it is; "about 217 g"
is one, flagged. Every pattern is linear. Dates are in `dates.py`, the units in `units.py`.
"""

import re
from decimal import Decimal
from typing import Final, Literal

import msgspec

from fairhold.lint.folding import fold, remembered
from fairhold.lint.late import Late
from fairhold.lint.units import Kind, Unit, unit_at, unit_of

DIGITS_MAX: Final = 9
"""Digits before the decimal point of a figure that is read."""
VALUES_MAX: Final = 200
"""Values read from one text."""
FIGURES_MAX: Final = 3
"""Figures of one value: length, width and height."""

FIGURE_BELOW: Final = 10**9
FIGURE_DECIMALS_MAX: Final = 6
"""What a figure of a typed term can be (`trade/families.py`)."""

Axis = Literal["length", "width", "height", "depth", "diameter", "thickness", ""]


class Value(msgspec.Struct, frozen=True, gc=False):
    """A measured quantity. `figures` are the nominal figures (one, or two to three for sizes; none in a bare
    tolerance), `low` and `high` the limits that were written, `plus` and `minus` the tolerance, in per cent when
    `relative`. `per` is the counted thing that it holds for ("15 kg per carton").
    """

    kind: Kind
    unit: str
    start: int
    end: int
    figures: tuple[Decimal, ...] = ()
    axes: tuple[Axis, ...] = ()
    low: Decimal | None = None
    high: Decimal | None = None
    plus: Decimal | None = None
    minus: Decimal | None = None
    relative: bool = False
    approximate: bool = False
    per: str = ""

    @property
    def bounded(self) -> bool:
        """Whether it says from where to where a measured figure is right."""
        limits = self.low is not None or self.high is not None or self.plus is not None
        return limits and not self.approximate


class _Token(msgspec.Struct, frozen=True, gc=False):
    """A piece of a text that a value may be made of."""

    sort: str
    start: int
    end: int
    word: str = ""
    figure: Decimal | None = None
    unit: Unit | None = None


_AXES: Final[dict[str, Axis]] = {
    **dict.fromkeys(("l", "length", "long", "长", "长度"), "length"),
    **dict.fromkeys(("w", "width", "wide", "宽", "宽度"), "width"),
    **dict.fromkeys(("h", "height", "high", "tall", "高", "高度"), "height"),
    **dict.fromkeys(("d", "depth", "deep", "深", "深度"), "depth"),
    **dict.fromkeys(("diameter", "dia", "dia.", "diam", "diam.", "ø", "直径"), "diameter"),
    **dict.fromkeys(("thickness", "thick", "厚", "厚度"), "thickness"),
}
_FRACTIONS: Final = {"½": "0.5", "¼": "0.25", "¾": "0.75", "⅛": "0.125", "⅜": "0.375", "⅝": "0.625", "⅞": "0.875"}
_INCH: Final = r'(?=[ -]?(?:"|in\b|inch|英寸|寸))'
_NUMBER: Final = (
    rf"\d{{1,3}}[ -]\d{{1,2}}/\d{{1,2}}{_INCH}|\d{{1,2}}/\d{{1,2}}{_INCH}|\d{{0,3}}[ ]?[½¼¾⅛⅜⅝⅞]|\d+(?:[.,]\d+)*|\.\d+"
)
_MOST: Final = (
    r"<=|≤|=<|<|\b(?:max(?:imum)?|at most|up to|no more than|not (?:more than|over|to exceed|exceed(?:ing)?)|less than"
    r"|below|under|within)\b\.?|不超过|不大于|不高于|不多于|小于等于|小于|最大|最高|最多|至多|低于"
)
_LEAST: Final = (
    r">=|≥|=>|>|\b(?:min(?:imum)?|at least|no less than|not (?:less than|under|below)|more than|over|above)\b\.?"
    r"|不少于|不低于|不小于|大于等于|大于|最小|最低|最少|至少|高于"
)
_ABOUT: Final = (
    r"\b(?:about|abt|approx(?:imate(?:ly)?)?|around|circa|ca|roughly|nearly|almost|more or less|or so|estimated"
    r"|est)\b\.?"
    r"|(?<![合签违预节条规])约|大约|大概|差不多|将近|左右|上下"
)
_AXIS: Final = (
    r"\b(?:length|long|width|wide|height|high|tall|depth|deep|diameter|diam|dia|thickness|thick)\b\.?"
    r"|(?<![a-z])[lwhd](?![a-z])|ø|长度?|宽度?|高度?|深度?|直径|厚度?"
)
_THING: Final = (
    r"\b(?:pcs?|pieces?|units?|cartons?|ctns?|box(?:es)?|sets?|pairs?|pallets?|bags?|day|week|roll)\b"
    r"|[箱件个套只天日双盒袋]"
)
_TOKEN: Final = Late(
    rf"(?P<number>{_NUMBER})"
    r"|(?P<tolerance>±|\+\s?/?\s?-|-\s?/\s?\+|正负)|(?P<plus>\+)|(?P<tilde>~)|(?P<range>-+|\b(?:to|through)\b|[至到])"
    rf"|(?P<and>\band\b|和)|(?P<between>\bbetween\b|介于)|(?P<most>{_MOST})|(?P<least>{_LEAST})|(?P<about>{_ABOUT})"
    rf"|(?P<by>[x*](?![a-z])|\bby\b(?= ?\d)|乘)|(?P<per>\bper\b|/|每)|(?P<axis>{_AXIS})|(?P<thing>{_THING})"
    r"|(?P<blank>[ :=(),]+)|(?P<other>[a-z]+\d*|.)"
)
_SCALE: Final[dict[str, Decimal]] = {
    "um": Decimal(1),
    "mm": Decimal(1000),
    "cm": Decimal(10_000),
    "m": Decimal(1_000_000),
    "in": Decimal(25_400),
    "ft": Decimal(304_800),
    "mg": Decimal(1),
    "g": Decimal(1000),
    "kg": Decimal(1_000_000),
    "t": Decimal(1_000_000_000),
    "oz": Decimal("28349.523125"),
    "lb": Decimal("453592.37"),
    "l": Decimal(1000),
    "ml": Decimal(1),
    "%": Decimal(10),
    "‰": Decimal(1),
}
"""How many of the smallest unit of its kind a unit is, where a tolerance may stand in another unit than the value."""
_THINGS: Final = {
    **dict.fromkeys(("pc", "pcs", "piece", "pieces", "unit", "units", "件", "个", "只"), "piece"),
    **dict.fromkeys(("carton", "cartons", "ctn", "ctns", "箱"), "carton"),
    **dict.fromkeys(("box", "boxes", "盒"), "box"),
    **dict.fromkeys(("set", "sets", "套"), "set"),
    **dict.fromkeys(("pair", "pairs", "双"), "pair"),
    **dict.fromkeys(("pallet", "pallets"), "pallet"),
    **dict.fromkeys(("bag", "bags", "袋"), "bag"),
    **dict.fromkeys(("day", "天", "日"), "day"),
}
_THOUSANDS: Final = Late(r"[1-9]\d{0,2}\.\d{3}")
"""A figure that is a thousand to some and a decimal to others."""


@remembered
def values(text: str) -> tuple[Value, ...]:
    """Every value of a text, in order, at most `VALUES_MAX`."""
    tokens = _tokens(fold(text))
    found: list[Value] = []
    i = 0
    while i < len(tokens) and len(found) < VALUES_MAX:
        if tokens[i].sort == "number":
            value, i = _value(tokens, i)
        elif tokens[i].sort in ("tolerance", "plus"):
            value, i = _bare_tolerance(tokens, i)
        else:
            value, i = None, i + 1
        if value is not None:
            found.append(value)
    return tuple(found)


def as_figure(number: Decimal) -> str | None:
    """A figure as typed terms hold it, None where it has more digits than they do."""
    if not 0 <= number < FIGURE_BELOW:
        return None
    text = f"{number.normalize():f}"
    return text if len(text.partition(".")[2]) <= FIGURE_DECIMALS_MAX else None


def in_unit(figure: Decimal, old: str, new: str) -> Decimal | None:
    """A figure in another unit of the same kind, None where the two do not compare."""
    if old == new:
        return figure
    if old not in _SCALE or new not in _SCALE:
        return None
    return figure * _SCALE[old] / _SCALE[new]


def _figure(run: str) -> Decimal | None:
    """The figure that a run of digits, dots and commas is, or None where it can be read in two ways."""
    commas, dots = run.count(","), run.count(".")
    if commas == 0 and dots <= 1:
        plain = run
    elif commas and re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", run):
        plain = run.replace(",", "")
    elif commas == 1 and dots == 0 and re.fullmatch(r"0,\d{1,6}", run):
        plain = run.replace(",", ".")
    else:
        return None
    whole, _, fraction = plain.partition(".")
    if len(whole) > DIGITS_MAX or len(fraction) > DIGITS_MAX:
        return None
    return Decimal(plain if whole else f"0{plain}")


def _broken(text: str) -> Decimal | None:
    """A figure with a fraction, as inches are written: 3/4, 1 1/2, 1-1/2."""
    whole, _, part = text.replace("-", " ").rpartition(" ")
    over, _, under = part.partition("/")
    return Decimal(whole or "0") + Decimal(over) / Decimal(under) if int(under) else None


def _number(text: str) -> Decimal | None:
    if "/" in text:
        return _broken(text)
    if text[-1] in _FRACTIONS:
        return Decimal(text[:-1].strip() or 0) + Decimal(_FRACTIONS[text[-1]])
    return _figure(text)


_GAP: Final = Late(r"(?: ?\((?P<side>[lwhdø])\)| ?\))?[ -]?")


def _tokens(text: str) -> list[_Token]:
    """The pieces of a folded text that matter, blanks left out, closed by an empty one."""
    found: list[_Token] = []
    place = 0
    while match := _TOKEN.match(text, place):
        sort, word = match.lastgroup or "", match.group()
        place = match.end()
        if sort == "number":
            found.append(_Token("number", match.start(), place, word=word, figure=_number(word)))
            place = _unit_token(text, place, found)
        elif sort != "blank":
            found.append(_Token(sort, match.start(), place, word=word))
    found.append(_Token("end", len(text), len(text)))
    return found


def _unit_token(text: str, place: int, found: list[_Token]) -> int:
    """Add the unit that follows a number, with the axis that may stand between in brackets; return the place after."""
    gap = _GAP.match(text, place)
    assert gap is not None
    unit = unit_at(text, gap.end()) or unit_at(text, place)
    if unit is None:
        return place
    if gap["side"]:
        found.append(_Token("axis", gap.start("side"), gap.end("side"), word=gap["side"]))
    found.append(_Token("unit", gap.end(), unit[1], unit=unit[0]))
    return unit[1]


class _Part(msgspec.Struct):
    """A value while it is being read."""

    start: int
    end: int = 0
    figures: list[Decimal] = msgspec.field(default_factory=list)
    axes: list[Axis] = msgspec.field(default_factory=list)
    unit: Unit | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    plus: Decimal | None = None
    minus: Decimal | None = None
    margin_unit: Unit | None = None
    clear: bool = True
    dotted: bool = False


def _value(tokens: list[_Token], i: int) -> tuple[Value | None, int]:
    """The value that begins with the number at `i`, and where reading goes on."""
    part = _Part(tokens[i].start)
    j = _figures(tokens, i, part)
    chained = j
    while tokens[chained].sort in ("range", "per") and tokens[chained + 1].sort == "number":
        chained += 2 + (tokens[chained + 2].sort == "unit")
    if chained != j:
        return None, chained
    j = _margin(tokens, j, part)
    approximate, j = _edges(tokens, i, j, part)
    per, j = _holder(tokens, i, j)
    return _finished(part, approximate, per), max(j, i + 1)


def _figures(tokens: list[_Token], i: int, part: _Part) -> int:
    """Read the figures: one, a range, or sizes joined by x; return the place after them."""
    near = i - 1 if i and tokens[i - 1].sort not in ("most", "least", "about", "tilde", "between") else i - 2
    before = tokens[near] if near >= 0 else tokens[-1]
    axis = _AXES.get(before.word.rstrip("."), "") if before.sort == "axis" else ""
    j = i
    while True:
        _take(part, tokens[j])
        if tokens[j + 1].sort == "axis" and tokens[j + 2].sort == "unit":
            axis, j = _AXES[tokens[j + 1].word], j + 1
        j = _unit(tokens, j + 1, part)
        j = _margin(tokens, j, part)
        if tokens[j].sort == "axis" and tokens[j + 1].sort != "number":
            axis = _AXES.get(tokens[j].word.rstrip("."), "")
            j += 1
        part.axes.append(axis)
        step = 1 + (tokens[min(j + 1, len(tokens) - 1)].sort == "axis")
        if tokens[j].sort != "by" or j + step >= len(tokens) or tokens[j + step].sort != "number":
            break
        axis = _AXES.get(tokens[j + 1].word.rstrip("."), "") if step == 2 else ""
        j += step
    if len(part.figures) == 1:
        j = _range(tokens, i, j, part)
    return j


def _take(part: _Part, token: _Token) -> None:
    if token.figure is None or len(part.figures) == FIGURES_MAX:
        part.clear = False
    else:
        part.figures.append(token.figure)
        part.dotted = part.dotted or _THOUSANDS.fullmatch(token.word) is not None


def _unit(tokens: list[_Token], j: int, part: _Part) -> int:
    unit = tokens[j].unit
    if unit is None:
        return j
    if part.unit is not None and part.unit != unit:
        part.clear = False
    part.unit, part.end = unit, tokens[j].end
    return j + 1


def _range(tokens: list[_Token], i: int, j: int, part: _Part) -> int:
    """Read "- 219 g" after a figure, "and 219 g" after "between" and a figure, or the "/1000" of a fineness."""
    joined = tokens[j].sort in ("range", "tilde") or (tokens[j].sort == "and" and i and tokens[i - 1].sort == "between")
    following = tokens[j + 1] if j + 1 < len(tokens) else tokens[-1]
    if tokens[j].sort == "per" and following.word == "1000" and part.unit is None:
        part.unit, part.end = unit_of("‰"), following.end
        return j + 2
    if not joined or following.sort != "number" or following.figure is None:
        return j
    unit = tokens[j + 2].unit
    if unit is None or (part.unit is not None and part.unit.kind != unit.kind) or (part.unit and part.unit != unit):
        return j
    part.low, part.high = part.figures[0], following.figure
    part.clear = part.clear and part.low < part.high
    part.figures.clear()
    part.unit, part.end = unit, tokens[j + 2].end
    return j + 3


def _margin(tokens: list[_Token], j: int, part: _Part) -> int:
    """Read a tolerance after a figure: ± 2, +0.1/-0.05, with or without its unit."""
    sort, before = tokens[j].sort, j
    if sort not in ("tolerance", "plus") or tokens[j + 1].sort != "number" or tokens[j + 1].figure is None:
        return j
    plus = minus = tokens[j + 1].figure or Decimal(0)
    end, j = tokens[j + 1].end, j + 2
    unit = tokens[j].unit
    if unit is not None:
        end, j = tokens[j].end, j + 1
    if sort == "plus":
        k = j + (tokens[j].sort == "per")
        if tokens[k].sort != "range" or tokens[k + 1].sort != "number" or tokens[k + 1].figure is None:
            return j
        minus, end, j = tokens[k + 1].figure or Decimal(0), tokens[k + 1].end, k + 2
        if tokens[j].unit is not None:
            unit, end, j = tokens[j].unit, tokens[j].end, j + 1
    if part.unit is not None and unit is not None and unit.kind not in (part.unit.kind, "share"):
        return before
    part.plus, part.minus = max(plus, part.plus or plus), max(minus, part.minus or minus)
    part.margin_unit, part.end = unit or part.margin_unit, end
    return j


def _bare_tolerance(tokens: list[_Token], i: int) -> tuple[Value | None, int]:
    """A tolerance that stands without a figure before it: "all sizes ± 0.2 mm"."""
    part = _Part(tokens[i].start)
    j = _margin(tokens, i, part)
    if j == i:
        return None, i + 1
    part.unit, part.margin_unit = part.margin_unit, None
    return _finished(part, False, ""), j


def _edges(tokens: list[_Token], i: int, j: int, part: _Part) -> tuple[bool, int]:
    """What stands before and after the figures: about, at least, at most."""
    k = i - 1 - (1 if i and tokens[i - 1].sort == "axis" else 0)
    before = tokens[k].sort if k >= 0 else ""
    tilde = before == "tilde" and (k == 0 or tokens[k - 1].sort not in ("number", "unit"))
    approximate = (
        tilde or before == "about" or (before in ("range", "most", "least") and k > 0 and tokens[k - 1].sort == "about")
    )
    if tilde or before in ("about", "most", "least", "between"):
        part.start = tokens[k].start
    after = tokens[j].sort
    if after == "about" and tokens[j + 1].sort != "number":
        approximate, part.end, j = True, tokens[j].end, j + 1
    bound = before if before in ("most", "least") else ""
    if not bound and after in ("most", "least") and tokens[j + 1].sort not in ("number", "tolerance", "plus"):
        bound, part.end, j = after, tokens[j].end, j + 1
    if bound and len(part.figures) == 1 and part.plus is None:
        part.low, part.high = (part.figures[0], None) if bound == "least" else (None, part.figures[0])
    return approximate, j


def _holder(tokens: list[_Token], i: int, j: int) -> tuple[str, int]:
    """What the value holds for: "/ctn" or "per carton" after it, 每箱 before it."""
    if tokens[j].sort == "per" and tokens[j + 1].sort == "thing":
        return _THINGS.get(tokens[j + 1].word, ""), j + 2
    if i > 1 and tokens[i - 1].sort == "thing" and tokens[i - 2].sort == "per":
        return _THINGS.get(tokens[i - 1].word, ""), j
    return "", j


def _finished(part: _Part, approximate: bool, per: str) -> Value | None:
    """The value in its canonical unit, or None where something in it cannot be read in one way."""
    margin = part.margin_unit
    unit = part.unit or (margin if margin is not None and margin.name not in ("%", "‰") else None) or margin
    if unit is None or not part.clear:
        return None
    if unit.kind in ("count", "weight") and part.dotted:
        return None
    if unit.kind == "count" and any(figure % 1 for figure in (*part.figures, part.low or 0, part.high or 0)):
        return None
    plus, minus, relative = _margins(part, unit)
    if part.plus is not None and plus is None:
        return None
    factor = unit.factor
    return Value(
        kind=unit.kind,
        unit=unit.name,
        start=part.start,
        end=part.end,
        figures=tuple(figure * factor for figure in part.figures),
        axes=tuple(part.axes),
        low=None if part.low is None else part.low * factor,
        high=None if part.high is None else part.high * factor,
        plus=plus,
        minus=minus,
        relative=relative,
        approximate=approximate,
        per=per,
    )


def _margins(part: _Part, unit: Unit) -> tuple[Decimal | None, Decimal | None, bool]:
    """The tolerance in the unit of the value, or in per cent of it."""
    if part.plus is None or part.minus is None:
        return None, None, False
    margin = part.margin_unit or unit
    if margin.name == "%" and unit.kind != "share":
        return part.plus, part.minus, True
    factor = in_unit(margin.factor, margin.name, unit.name)
    if factor is None or margin.kind != unit.kind:
        return None, None, False
    return part.plus * factor, part.minus * factor, False
