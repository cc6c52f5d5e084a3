"""Terms read out of free text, put into the typed fields that say nothing: the draft as its words mean it.

A typed field is never changed or added to: once a family has one, what the text says of it is a remark (O7). Used to
suppose disputes on a pasted text as on a typed contract; nothing of it is signed.
"""

from collections.abc import Iterable
from functools import reduce
from typing import Any, Final, TypeVar, get_args

import msgspec

from fairhold.lint.draft import Draft, DraftLine
from fairhold.lint.families import BY_NAME
from fairhold.lint.incoterm import TradeTerm
from fairhold.lint.passages import Said, said
from fairhold.lint.values import values
from fairhold.trade.families import (
    DisputeTerm,
    Family,
    GoodsTerms,
    InspectionTerm,
    LateDamages,
    PackagingTerm,
    QualityTerm,
    QuantityTerm,
    ShipmentTerm,
    over,
)
from fairhold.trade.terms import ShipBy

TERMS_MAX: Final = 50
"""Typed terms of one family that goods can have (`trade/families.py`)."""

_OF_GOODS: Final[frozenset[Family]] = frozenset(f for f in get_args(Family) if f in GoodsTerms.__struct_fields__)
_OF_ORDER: Final[frozenset[Family]] = frozenset(get_args(Family)) - _OF_GOODS
_ALONE: Final = (QuantityTerm, QualityTerm, PackagingTerm)
_PLACES: Final[dict[type, str]] = {
    ShipBy: "ship_by",
    ShipmentTerm: "shipment",
    LateDamages: "late_damages",
    InspectionTerm: "inspection",
    DisputeTerm: "dispute",
}
"""Where a term of the order stands in a draft."""

AnyTerm = TypeVar("AnyTerm", bound=msgspec.Struct)


def merged(draft: Draft, sentences: tuple[Said, ...] | None = None) -> Draft:
    """The draft with what its texts say in typed fields, as far as these are empty. `sentences` are its passages, if
    they were cut before."""
    spoken = said(draft) if sentences is None else sentences
    general = _goods(one for one in spoken if one.line is None)
    own: dict[int, list[Said]] = {}
    for one in spoken:
        if one.line is not None:
            own.setdefault(one.line, []).append(one)
    lines = tuple(_line(line, draft.goods, own[i]) if i in own else line for i, line in enumerate(draft.lines))
    found: dict[str, Any] = {"lines": lines, "goods": _added(draft.goods, general, over(draft.goods, None))}
    for family, terms in _read(spoken, _OF_ORDER).items():
        for term in terms:
            name = _PLACES.get(type(term))
            if name is not None and getattr(draft, name) is None:
                found[name] = filled(found[name], term) if name in found else term
            elif isinstance(term, TradeTerm) and family == "incoterm" and not draft.incoterm:
                found.setdefault("incoterm", term.rule)
                found.setdefault("incoterm_place", draft.incoterm_place or term.place)
    return msgspec.structs.replace(draft, **found)


def for_disputes(draft: Draft, sentences: tuple[Said, ...] | None = None, read: Draft | None = None) -> Draft:
    """The merged draft as a dispute would see it: a text that names one quantity and no lines has one line.

    `sentences` and `read` are its passages and the merged draft, where they are there already.
    """
    spoken = said(draft) if sentences is None else sentences
    found = merged(draft, spoken) if read is None else read
    quantity = None if draft.lines else said_quantity(spoken)
    if quantity is None:
        return found
    return msgspec.structs.replace(found, lines=(DraftLine(description=draft.title, quantity=quantity),))


def said_quantity(sentences: Iterable[Said]) -> int | None:
    """The one number of pieces that sentences about the quantity name, None where they name none or several."""
    found = {
        value.figures[0]
        for one in sentences
        if "quantity" in one.families and "packaging" not in one.families
        for value in values(one.passage.text)
        if value.kind == "count" and value.unit == "pcs" and len(value.figures) == 1 and not value.per
    }
    return int(found.pop()) if len(found) == 1 else None


def filled(first: AnyTerm, second: AnyTerm) -> AnyTerm:
    """A term with what another of its kind says where it says nothing."""
    if type(first) is not type(second):
        return first
    said_already = {
        field.name: getattr(first, field.name)
        for field in msgspec.structs.fields(type(first))
        if field.required or getattr(first, field.name) != field.default
    }
    return msgspec.structs.replace(second, **said_already)


def _line(line: DraftLine, general: GoodsTerms | None, sentences: Iterable[Said]) -> DraftLine:
    return msgspec.structs.replace(line, terms=_added(line.terms, _goods(sentences), over(general, line.terms)))


def _goods(sentences: Iterable[Said]) -> dict[str, Any]:
    """The terms about goods that some sentences hold, by family."""
    found: dict[str, Any] = {}
    for family, terms in _read(sentences, _OF_GOODS).items():
        alone = isinstance(terms[0], _ALONE)
        found[family] = reduce(filled, terms) if alone else tuple(dict.fromkeys(terms))[:TERMS_MAX]
    return found


def _read(sentences: Iterable[Said], families: frozenset[Family]) -> dict[Family, list[Any]]:
    """What the sentences say to these families, in their order."""
    found: dict[Family, list[Any]] = {}
    for one in sentences:
        for family in one.families:
            if family in families:
                for term in BY_NAME[family].read(one.passage.text):
                    found.setdefault(family, []).append(term.term)
    return found


def _added(own: GoodsTerms | None, found: dict[str, Any], typed: GoodsTerms) -> GoodsTerms | None:
    """Terms with the found ones of the families that are not `typed` anywhere."""
    more = {family: terms for family, terms in found.items() if not getattr(typed, family)}
    if not more:
        return own
    return GoodsTerms(**more) if own is None else msgspec.structs.replace(own, **more)
