"""Texts that say something else than the typed fields: whoever reads the text is wrong, for the field wins (O7, PP31).

Only what can be compared figure by figure or word by word is reported, with both values. A text that adds something is
no contradiction.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from typing import Any, Final

from fairhold.lint.checks.check import Check, Whole, fault
from fairhold.lint.dates import dates
from fairhold.lint.families import BY_NAME
from fairhold.lint.family import Fault, Rule
from fairhold.lint.folding import fold, remembered
from fairhold.lint.late import Late
from fairhold.lint.passages import Said
from fairhold.lint.substances import graded
from fairhold.lint.values import in_unit, values
from fairhold.trade.families import (
    ColourTerm,
    DimensionTerm,
    Family,
    InspectionTerm,
    PackagingTerm,
    QualityTerm,
    WeightTerm,
    over,
)
from fairhold.trade.money import show


def _rule(number: int, what: str, suggest: str) -> Rule:
    why = f"A text names another {what} than the field; the field wins once both have signed."
    return Rule(f"against-{number}", "blocker", why, suggest)


DAY: Final = _rule(1, "ship date", "Leave the date out of the text, or correct the field to ____.")
TERM: Final = _rule(2, "trade term", "Leave the trade term out of the text, or correct the field to ____.")
MODE: Final = _rule(3, "way of shipping", "Leave the way of shipping out of the text, or correct the field to ____.")
QUANTITY: Final = _rule(4, "quantity", "Leave the quantity out of the text, or correct the field to ____.")
PAYMENT: Final = _rule(5, "initial payment", "Leave the share out of the text, or correct the initial payment to ____.")
_CORRECT: Final = "Leave the value out of the text, or correct the term to ____."
TYPED: Final[dict[Family, Rule]] = {
    "dimensions": _rule(6, "size", _CORRECT),
    "weight": _rule(7, "weight", _CORRECT),
    "colour": _rule(8, "colour code", _CORRECT),
    "packaging": _rule(9, "packing", _CORRECT),
    "quality": _rule(10, "level or limit of quality", _CORRECT),
    "inspection": _rule(11, "level or limit of inspection", _CORRECT),
    "material": _rule(12, "grade", _CORRECT),
}
"""The rules about typed terms, by family."""

_SHIPPED: Final = Late(r"ship|dispatch|despatch|deliver|depart|etd|装运|发货|出货|交货|船期|出运")
_NOT_SHIPPED: Final = Late(r"sample|arriv|claim|cancel|after|eta(?![a-z])|document|样品|到货|到港|取消|索赔")
_TERMS: Final = Late(r"(?<![a-z0-9])(exw|fca|fas|fob|cfr|cif|cpt|cip|dap|dpu|ddp)(?![a-z0-9])")
_MODES: Final = Late(
    r"(?P<sea>(?:by|via) (?:sea|vessel)(?![a-z])|sea ?freight|ocean ?freight|海运)"
    r"|(?P<express>(?:by|via) (?:air )?(?:express|courier|dhl|fedex|ups|tnt)(?![a-z])|快递)"
    r"|(?P<air>(?:by|via) air(?![a-z])|air ?freight|air ?cargo|空运)"
    r"|(?P<land>(?:by|via) (?:truck|rail|road|train|land)(?![a-z])|陆运|铁路运输)"
)
_COUNT: Final = Late(r"(?:(?:total |order )?quantity|qty|数量|订购数量)\s?(?:is |of |[:=为])?\s?")
_SHARE: Final = r"(\d{1,2}(?:\.\d{1,2})?) ?%"
_DOWN: Final = Late(
    rf"{_SHARE} ?(?:t/t )?(?:as )?(?:an? )?(?:deposit|down ?payment|(?:in )?advance|initial|prepay|定金|订金|预付)"
    rf"|(?:deposit|down ?payment|advance payment|initial payment|定金|订金|预付款?) ?(?:of |is |[:=为])? ?{_SHARE}"
)
_BESIDE_PACKING: Final = frozenset(("dimensions", "weight"))
"""Families whose figures are the carton's where a sentence is about packing."""
_HALF_PERCENT: Final = Decimal("0.5")


def _span(one: Said, start: int, end: int) -> tuple[int, int]:
    return one.passage.start + start, one.passage.start + end


def _day(whole: Whole) -> Iterator[Fault]:
    on = whole.draft.ship_by.on if whole.draft.ship_by is not None else None
    if on is None:
        return
    for one in whole.of("shipment_date"):
        folded = fold(one.passage.text)
        found = dates(one.passage.text)
        if len(found) != 1 or found[0].on in (None, on):
            continue
        if _SHIPPED.search(folded) and not _NOT_SHIPPED.search(folded):
            why = f"The text says {found[0].on}, the ship date is {on}; the field wins."
            yield fault(DAY, one.passage.field, _span(one, found[0].start, found[0].end), why)


def _term(whole: Whole) -> Iterator[Fault]:
    typed = whole.draft.incoterm.strip().upper()
    if not typed:
        return
    for one in whole.of("incoterm"):
        for match in _TERMS.finditer(fold(one.passage.text)):
            if match[1].upper() != typed:
                why = f"The text says {match[1].upper()}, the trade term is {typed}; the field wins."
                yield fault(TERM, one.passage.field, _span(one, *match.span()), why)


def _mode(whole: Whole) -> Iterator[Fault]:
    typed = whole.draft.shipping_method
    if not typed:
        return
    for one in whole.sentences:
        found = _modes(one.passage.text)
        modes = {mode for mode, _, _ in found}
        if len(modes) == 1 and typed not in modes and not {typed, *modes} <= {"air", "express"}:
            _, start, end = found[0]
            why = f"The text says {one.passage.text[start:end].lower()}, the goods go by {typed}; the field wins."
            yield fault(MODE, one.passage.field, _span(one, start, end), why)


@remembered
def _modes(text: str) -> tuple[tuple[str, int, int], ...]:
    """The ways of shipping that a text names, and where."""
    return tuple((str(match.lastgroup), *match.span()) for match in _MODES.finditer(fold(text)))


def _quantity(whole: Whole) -> Iterator[Fault]:
    counts = [line.quantity for line in whole.draft.lines]
    if None in counts or not counts:
        return
    known = [count for count in counts if count is not None]
    for one in whole.of("quantity"):
        match = _COUNT.search(fold(one.passage.text))
        if match is None:
            continue
        value = next((v for v in values(one.passage.text) if v.start >= match.end() - 1), None)
        if value is None or value.start > match.end() or value.kind != "count" or len(value.figures) != 1 or value.per:
            continue
        right = [known[one.line]] if one.line is not None else [*known, sum(known)]
        if value.unit in ("pcs", "sets", "pairs") and value.figures[0] not in right:
            why = f"The text says {value.figures[0]}, the quantity is {right[-1]}; the field wins."
            yield fault(QUANTITY, one.passage.field, _span(one, value.start, value.end), why)


def _payment(whole: Whole) -> Iterator[Fault]:
    total, initial = whole.draft.total, whole.draft.initial
    if total is None or initial is None or not total.minor or total.currency != initial.currency:
        return
    share = Decimal(100 * initial.minor) / total.minor
    for one in whole.of("payment"):
        match = _DOWN.search(fold(one.passage.text))
        if match is not None and abs(Decimal(match[1] or match[2]) - share) > _HALF_PERCENT:
            says = f"The text says {match[1] or match[2]} % down, the initial payment is "
            why = f"{says}{show(initial.minor, initial.currency)}, {share:.1f} % of the total; the field wins."
            yield fault(PAYMENT, one.passage.field, _span(one, *match.span()), why)


# ---------------------------------------------------------------------------------------------------------- the goods


def _typed(family: Family, whole: Whole) -> Iterator[Fault]:
    draft = whole.draft
    if draft.goods is None and draft.inspection is None and not any(line.terms for line in draft.lines):
        return
    for one in whole.of(family):
        if family in _BESIDE_PACKING and "packaging" in one.families:
            continue
        for terms in _terms_for(whole, one, family):
            yield from _grades(one, terms) if family == "material" else _differing(one, family, terms)


def _terms_for(whole: Whole, one: Said, family: Family) -> Iterator[tuple[Any, ...]]:
    """The typed terms that a sentence may contradict: those of its line, or of the goods in general."""
    if family == "inspection":
        found: Any = whole.draft.inspection
    else:
        line = one.line if one.line is not None else 0 if len(whole.draft.lines) == 1 else None
        own = whole.draft.lines[line].terms if line is not None else None
        found = getattr(over(whole.draft.goods, own), family)
    if found:
        yield found if isinstance(found, tuple) else (found,)


def _differing(one: Said, family: Family, typed: tuple[Any, ...]) -> Iterator[Fault]:
    for found in BY_NAME[family].read(one.passage.text):
        both = _both(found.term, typed)
        if both is not None:
            why = f"The text says {both[0]}, the term says {both[1]}; the field wins."
            yield fault(TYPED[family], one.passage.field, _span(one, found.start, found.end), why)


def _both(said: Any, typed: tuple[Any, ...]) -> tuple[str, str] | None:
    """What the text says and what the term says, where they cannot both be true."""
    if isinstance(said, DimensionTerm):
        return _sizes(said, [term for term in typed if term.axis == said.axis])
    if isinstance(said, WeightTerm):
        return _weights(said, typed[0]) if len(typed) == 1 else None
    if isinstance(said, ColourTerm):
        codes = [term.code for term in typed if term.system == said.system]
        known = {_bare(code) for code in codes}
        return (said.code, codes[0]) if codes and _bare(said.code) not in known else None
    names: tuple[str, ...] = ()
    if isinstance(said, PackagingTerm):
        names = ("pieces_per_carton", "cartons", "gross_kg_most", "drop_height_mm")
    elif isinstance(said, QualityTerm | InspectionTerm):
        names = ("level", "aql")
    for name in names:
        mine, theirs = getattr(said, name), getattr(typed[0], name)
        if mine is not None and theirs is not None and not _same(mine, theirs):
            return _words(name, mine), _words(name, theirs)
    return None


def _sizes(said: DimensionTerm, typed: list[DimensionTerm]) -> tuple[str, str] | None:
    if said.axis == "other" or not typed:
        return None
    for term in typed:
        value = in_unit(Decimal(said.value), said.unit, term.unit)
        low = Decimal(term.value) - Decimal(term.minus or 0)
        if value is None or low <= value <= Decimal(term.value) + Decimal(term.plus or 0):
            return None
    return f"{said.axis} {said.value} {said.unit}", f"{typed[0].axis} {typed[0].value} {typed[0].unit}"


def _weights(said: WeightTerm, typed: WeightTerm) -> tuple[str, str] | None:
    if said.basis and typed.basis and said.basis != typed.basis:
        return None
    mine, theirs = _range(said, typed.unit), _range(typed, typed.unit)
    if mine is None or theirs is None or (mine[0] <= theirs[1] and theirs[0] <= mine[1]):
        return None
    return _weight_words(said), _weight_words(typed)


def _range(term: WeightTerm, unit: str) -> tuple[Decimal, Decimal] | None:
    least, most = term.least or term.nominal, term.most or term.nominal
    if least is None or most is None:
        return None
    low, high = in_unit(Decimal(least), term.unit, unit), in_unit(Decimal(most), term.unit, unit)
    return None if low is None or high is None else (low, high)


def _weight_words(term: WeightTerm) -> str:
    figures = term.nominal or "-".join(figure for figure in (term.least, term.most) if figure)
    return f"{figures} {term.unit}"


def _grades(one: Said, typed: tuple[Any, ...]) -> Iterator[Fault]:
    """Another grade of the same material: SUS316 where the term says SUS304."""
    named = ", ".join(term.grade for term in typed)
    right = {(grade.group, _bare(grade.word)) for grade in graded(named)}
    for grade in graded(one.passage.text):
        of_kind = [word for group, word in right if group == grade.group]
        if of_kind and all(re.sub(r"\D", "", word) != re.sub(r"\D", "", grade.word) for word in of_kind):
            why = f"The text says {grade.word.upper()}, the term says {named}; the field wins."
            yield fault(TYPED["material"], one.passage.field, _span(one, grade.start, grade.end), why)


def _same(mine: Any, theirs: Any) -> bool:
    if isinstance(mine, str) and isinstance(theirs, str) and mine[:1].isdigit() and theirs[:1].isdigit():
        return Decimal(mine) == Decimal(theirs)
    if hasattr(mine, "critical") and hasattr(theirs, "critical"):
        return all(_same(getattr(mine, name), getattr(theirs, name)) for name in ("critical", "major", "minor"))
    return bool(mine == theirs)


def _words(name: str, value: Any) -> str:
    if hasattr(value, "critical"):
        return f"AQL {value.critical}/{value.major}/{value.minor}"
    return f"{name.replace('_', ' ')} {value}"


def _bare(code: str) -> str:
    return re.sub(r"[^a-z0-9]", "", fold(code))


CHECKS: Final = (
    Check((DAY,), "shipment_date", _day),
    Check((TERM,), "incoterm", _term),
    Check((MODE,), "incoterm", _mode),
    Check((QUANTITY,), "quantity", _quantity),
    Check((PAYMENT,), "payment", _payment),
    *(Check((rule,), family, partial(_typed, family)) for family, rule in TYPED.items()),
)
"""The checks of this file."""
