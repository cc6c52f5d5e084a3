"""A contract as people read it: each term with its name and value, and what differs between two versions.

A test holds that every field of the contract has its place here, in the lines or in the head of the page.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec

from fairhold.trade.money import BASIS_POINTS, show
from fairhold.trade.terms import Line

ELSEWHERE: Final = frozenset({"title", "buyer", "supplier", "lines"})
"""Fields that the page shows in its head and in the table of goods."""

METHODS: Final[Mapping[str, str]] = {
    "express": "Express",
    "air": "Air freight",
    "sea": "Sea freight",
    "land": "Land freight",
    "post": "Post parcel",
}
COVERAGES: Final[Mapping[str, str]] = {
    "pre_shipment": "Before shipment: the initial payment is protected",
    "post_delivery": "Until delivery: the whole payment is protected",
}


class Term(msgspec.Struct, frozen=True):
    """One term in words."""

    title: str
    value: str


class Change(msgspec.Struct, frozen=True):
    """One term that differs between two versions."""

    title: str
    before: str
    after: str


def goods(lines: Any) -> tuple[Line, ...]:
    """The lines of a contract with what the wire leaves out."""
    return msgspec.convert(lines or (), tuple[Line, ...])


def terms(contract: Mapping[str, Any]) -> tuple[Term, ...]:
    """The terms that say something, in the contract's order."""
    found = (Term(title, value(contract.get(name))) for name, (title, value) in TERMS.items())
    return tuple(term for term in found if term.value)


def changes(before: Mapping[str, Any], after: Mapping[str, Any], names: tuple[str, ...]) -> tuple[Change, ...]:
    """The named terms as they stand and as they would stand."""
    found = []
    for name in names:
        title, value = TERMS.get(name, (name.capitalize(), _lines if name == "lines" else _text))
        found.append(Change(title, value(before.get(name)) or "nothing", value(after.get(name)) or "nothing"))
    return tuple(found)


def _text(value: Any) -> str:
    return str(value or "")


def _money(value: Any) -> str:
    return show(int(value["amount"]), value["currency"]) if value else ""


def _yes(value: Any) -> str:
    return "Yes" if value else ""


def _ship_by(value: Any) -> str:
    if not value:
        return ""
    if value.get("on"):
        return str(value["on"])
    after = value.get("after", "initial_payment").replace("_", " ")
    return f"{value.get('days')} days after the {after}"


def _inspection(value: Any) -> str:
    return f"{value['inspector']}, against {value['standard']}" if value else ""


def _late_damages(value: Any) -> str:
    return f"{_share(value['per_day_bp'])} of the total per day, at most {_share(value['cap_bp'])}" if value else ""


def _share(basis_points: int) -> str:
    return f"{basis_points * 100 // BASIS_POINTS}.{basis_points % 100:02d} %"


def _lines(value: Any) -> str:
    return "; ".join(
        f"{line.quantity} {line.unit} {line.description} at {show(line.unit_price.minor, line.unit_price.currency)}"
        + (f" ({line.specification})" if line.specification else "")
        for line in goods(value)
    )


TERMS: Final[Mapping[str, tuple[str, Callable[[Any], str]]]] = {
    "total": ("Total", _money),
    "initial": ("Initial payment", _money),
    "freight": ("Freight", _money),
    "discount": ("Discount", _money),
    "coverage": ("Protection", lambda value: COVERAGES.get(value, "")),
    "ship_by": ("Ship by", _ship_by),
    "shipping_method": ("Shipping method", lambda value: METHODS.get(value, "")),
    "incoterm": ("Trade term", _text),
    "incoterm_place": ("Place of the trade term", _text),
    "destination": ("Country of destination", _text),
    "category": ("Category", _text),
    "part_shipments": ("Part shipments allowed", _yes),
    "balance_after_shipment": ("Balance after shipment", _yes),
    "inspection": ("Inspection before shipment", _inspection),
    "kept_share": ("Supplier keeps if the balance never comes", _money),
    "late_damages": ("If shipped late", _late_damages),
    "quality": ("Quality", _text),
    "packaging": ("Packaging", _text),
    "dispute_resolution": ("Dispute resolution", _text),
    "remarks": ("Remarks", _text),
}
"""Field: its title and how its value is said."""
