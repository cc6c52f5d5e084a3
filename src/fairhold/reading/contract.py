"""A contract as people read it: each term with its name and value, and what differs between two versions in words.

A test holds that every field of the contract has its place here, in the terms or in the table of goods. What is not
protected is marked as such, so that no page can show it as a term like any other.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

import msgspec

from fairhold.trade import spelled
from fairhold.trade.difference import Difference, differences
from fairhold.trade.families import (
    Aql,
    Box,
    Coating,
    ColourTerm,
    CustomisationTerm,
    Defect,
    DimensionTerm,
    DisputeTerm,
    DocumentTerm,
    FileTerm,
    GoodsTerms,
    Grade,
    InspectionTerm,
    Lab,
    LateDamages,
    Listing,
    MaterialTerm,
    OffPlatform,
    PackagingTerm,
    Portion,
    QualityTerm,
    QuantityTerm,
    SampleTerm,
    Share,
    ShipmentTerm,
    Verification,
    Waiver,
    WeightTerm,
)
from fairhold.trade.money import Money, show
from fairhold.trade.terms import Contract, Line, ShipBy

ELSEWHERE: Final = frozenset({"title", "buyer", "supplier", "lines"})
"""Fields that are shown in the head of a page and in the table of goods."""
NOTHING: Final = "nothing"

METHODS: Final = spelled.METHODS
COVERAGES: Final = spelled.COVERAGES


class Term(msgspec.Struct, frozen=True):
    """One term in words. `protected` is false for what both sides leave unprotected (A14, T04)."""

    title: str
    value: str
    pointer: str
    protected: bool = True


class Change(msgspec.Struct, frozen=True):
    """One place in which two versions differ: where, and what it says in each."""

    title: str
    before: str
    after: str


def terms(contract: Contract) -> tuple[Term, ...]:
    """The terms that say something, in the contract's order; those about goods are those of all goods."""
    found: list[Term] = []
    for name, (title, say) in TERMS.items():
        value = getattr(contract, name)
        if name == "goods":
            found += [Term(clause.title, clause.text, clause.pointer) for clause in spelled.of_goods(value, "/goods")]
        elif name in UNPROTECTED:
            found += [Term(title, say(one), f"/{name}/{n}", protected=False) for n, one in enumerate(value)]
        elif value and (text := say(value)):
            found.append(Term(title, text, f"/{name}"))
    return tuple(found)


def of_line(contract: Contract, place: int) -> tuple[Term, ...]:
    """The typed terms that a line has of its own."""
    pointer = f"/lines/{place}/terms"
    return tuple(Term(c.title, c.text, c.pointer) for c in spelled.of_goods(contract.lines[place].terms, pointer))


def changes(old: Contract, new: Contract) -> tuple[Change, ...]:
    """What differs between two versions, in words."""
    return tuple(change(found) for found in differences(old, new))


def change(found: Difference) -> Change:
    """One difference in words."""
    return Change(place_of(found.path), _value(found.path, found.before), _value(found.path, found.after))


def place_of(pointer: str) -> str:
    """Where a JSON pointer into a contract points, in words: `Goods 2: colour 1, tolerance`."""
    first, *rest = [part for part in pointer.split("/")[1:] if part != "-"]
    if first == "lines" and rest:
        head, rest = f"Goods {int(rest[0]) + 1}", [part for part in rest[1:] if part != "terms"]
    else:
        head = TERMS[first][0] if first in TERMS else first.capitalize()
    said: list[str] = []
    for part in rest:
        if part.isdecimal():
            said[-1:] = [f"{said[-1]} {int(part) + 1}"] if said else [f"no. {int(part) + 1}"]
        else:
            said.append(part.replace("_", " "))
    return f"{head}: {', '.join(said)}" if said else head


def say(value: Any) -> str:
    """One value of a contract in words, whatever it is: a typed term, an amount, a day, a yes or no, a text."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(say(one) for one in value)
    spell = _SPELLED.get(type(value))
    return spell(value) if spell is not None else str(value)


def _value(path: str, value: Any) -> str:
    name = path.rsplit("/", 1)[1]
    if value is None:
        return NOTHING
    if name.endswith("_bp"):
        return spelled.per_cent(value)
    if isinstance(value, str):
        return METHODS.get(value) or COVERAGES.get(value) or value
    return say(value)


def _amount(value: Money) -> str:
    return show(value.minor, value.currency)


def _line(line: Line) -> str:
    text = f"{line.quantity:,} {line.unit} {line.description} at {_amount(line.unit_price)}"
    own = "; ".join(clause.text for clause in spelled.of_goods(line.terms))
    return text + "".join(f" ({part})" for part in (line.specification, own) if part)


def _listing(listing: Listing) -> str:
    day = f", as it stood on {listing.taken_on}" if listing.taken_on else ""
    return f"{listing.title}{day}" + (f": {listing.text}" if listing.text else "")


def _off_platform(declared: OffPlatform) -> str:
    return f"{_amount(declared.amount)} for {declared.what}, paid past the protected account: nobody gives it back"


def _waiver(waiver: Waiver) -> str:
    where = place_of(waiver.field) if waiver.field.startswith("/") else waiver.field
    return f"{spelled.TITLES[waiver.family]} ({where}): by choice of both sides a claim on it cannot be won"


def _text(value: Any) -> str:
    return str(value or "")


_SPELLED: Final[Mapping[type[Any], Callable[[Any], str]]] = {
    Money: _amount,
    ShipBy: spelled.ship_by,
    date: str,
    Line: _line,
    MaterialTerm: spelled.material,
    DimensionTerm: spelled.dimension,
    WeightTerm: spelled.weight,
    QuantityTerm: spelled.quantity,
    QualityTerm: spelled.quality,
    ColourTerm: spelled.colour,
    PackagingTerm: spelled.packaging,
    FileTerm: spelled.file,
    CustomisationTerm: spelled.customisation,
    DocumentTerm: spelled.document,
    SampleTerm: spelled.sample,
    Verification: spelled.verification,
    InspectionTerm: spelled.inspection,
    ShipmentTerm: spelled.shipment,
    LateDamages: spelled.late_damages,
    DisputeTerm: spelled.dispute,
    Grade: spelled.grade,
    GoodsTerms: lambda value: "; ".join(clause.text for clause in spelled.of_goods(value)) or "no terms",
    Listing: _listing,
    OffPlatform: _off_platform,
    Waiver: _waiver,
    Box: lambda box: f"{box.length} x {box.width} x {box.height} {box.unit}",
    Lab: lambda lab: f"L* {lab.lightness}, a* {lab.a}, b* {lab.b}",
    Share: spelled.share,
    Coating: spelled.coating,
    Aql: spelled.aql,
    Portion: lambda portion: f"{portion.label}: {portion.quantity:,}",
    Defect: lambda defect: f"{defect.name} ({defect.severity})",
}
"""Values of several fields, by how they are said."""

TERMS: Final[Mapping[str, tuple[str, Callable[[Any], str]]]] = {
    "total": ("Total", _amount),
    "initial": ("Initial payment", _amount),
    "freight": ("Freight", _amount),
    "discount": ("Discount", _amount),
    "coverage": ("Protection", lambda value: COVERAGES[value]),
    "ship_by": ("Ship by", spelled.ship_by),
    "shipping_method": ("Shipping method", lambda value: METHODS[value]),
    "incoterm": ("Trade term", _text),
    "incoterm_place": ("Place of the trade term", _text),
    "destination": ("Country of destination", _text),
    "category": ("Category", _text),
    "part_shipments": ("Part shipments allowed", lambda value: "Yes"),
    "balance_after_shipment": ("Balance after shipment", lambda value: "Yes"),
    "inspection": ("Inspection before shipment", spelled.inspection),
    "kept_share": ("Supplier keeps if the balance never comes", _amount),
    "shipment": ("Proof of shipment", spelled.shipment),
    "late_damages": ("If shipped late", spelled.late_damages),
    "goods": ("All goods", say),
    "quality": ("Quality", _text),
    "packaging": ("Packaging", _text),
    "dispute": ("How disputes are settled", spelled.dispute),
    "dispute_resolution": ("Dispute resolution", _text),
    "remarks": ("Remarks", _text),
    "listing": ("The supplier's listing", _listing),
    "off_platform": ("Not protected", _off_platform),
    "waivers": ("Not protected", _waiver),
}
"""Field: its title and how its value is said."""

UNPROTECTED: Final = frozenset({"off_platform", "waivers"})
"""Fields whose every entry is something that nobody protects."""
