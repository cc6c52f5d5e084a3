"""Forms for commands, derived from their fields: what stands in them at first, and what came back made into a command.

Names of nested fields are joined by dots (`document.carrier`, `contract.lines.0.quantity`), in forms and in faults.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from fairhold.reading.fields import CONTRACT_FIELDS, FIELDS, Field
from fairhold.trade.money import MoneyError, parse, show
from fairhold.trade.stream import Command

ROWS_MAX: Final = 500
"""The most rows of a list that a form reads."""
SIGNED: Final = "fingerprint"
"""The field of a command that signs a contract; a form carries it hidden."""
MISSING: Final = "This is needed."

LABELS: Final[Mapping[str, str]] = {
    "initial": "Initial payment",
    "coverage": "Protection",
    "buyer": "Number of the buying company (pty_…)",
    "supplier": "Number of the selling company (pty_…)",
    "lines": "Goods",
    "incoterm": "Trade term",
    "incoterm_place": "Place of the trade term",
    "destination": "Country of destination (two letters)",
    "part_shipments": "Part shipments are allowed",
    "balance_after_shipment": "The balance may follow the shipment",
    "kept_share": "Supplier keeps, if the balance never comes",
    "late_damages": "If shipped late",
    "per_day_bp": "Per day, in hundredths of a percent",
    "cap_bp": "At most, in hundredths of a percent",
    "packed_bp": "Packed share, in hundredths of a percent",
    "on": "On the day",
    "days": "Or so many days",
    "after": "after the",
    "frozen_until_delivery": "The money stays frozen until delivery",
    "supplier_keeps": "The supplier keeps",
    "line": "Key of the bank's line",
    "report": "Fingerprint of the report (SHA-256)",
    "date_shows": "The date is that of",
    "waive_inspection": "I do without the agreed inspection",
    "confirmed": "I give up all claims for this order",
}
"""Fields whose own name says too little on a form: what is written there."""

Given = Mapping[str, Sequence[str]]
"""What a browser sent: names and their values."""

_PLACE = re.compile(r" - at `\$\.?([^`]*)`$")


class Row(msgspec.Struct, frozen=True):
    """One row of a list in a form."""

    place: int
    title: str
    value: Any
    required: bool


class Filled(msgspec.Struct, frozen=True):
    """A form that came back: the values to show again, the command if it can be one, and what is wrong by name."""

    values: Mapping[str, Any]
    command: Command | None
    faults: Mapping[str, str]


def fields_of(kind: type[Command]) -> tuple[Field, ...]:
    """The fields that a person fills in, contracts with all their terms."""
    return tuple(_opened(field) for field in FIELDS[kind] if field.name != SIGNED)


def signs(kind: type[Command]) -> bool:
    """Whether the command signs a contract."""
    return any(field.name == SIGNED for field in FIELDS[kind])


def shown(fields: Sequence[Field], values: Mapping[str, Any], currency: str = "") -> dict[str, Any]:
    """Values of the wire as a form shows them: money as people write it, in `currency` where there is none yet."""
    return {field.name: _shown(field, values.get(field.name), currency) for field in fields}


def rows(field: Field, value: Any, titles: Sequence[str] = (), currency: str = "") -> list[Row]:
    """The rows of a list: what there is, and one more to fill in where rows have fields of their own."""
    given = list(value or ())
    if field.fields[0].name:
        found = [Row(n, f"No. {n + 1}", each, True) for n, each in enumerate(given)]
        empty = shown(field.fields, {}, currency)
        return [*found, Row(len(given), "One more" if given else "No. 1", empty, not given and field.required)]
    count = max(len(given), len(titles), 1)
    given += [None] * (count - len(given))
    return [Row(n, titles[n] if n < len(titles) else f"No. {n + 1}", each, True) for n, each in enumerate(given)]


def fill(kind: type[Command], given: Given) -> Filled:
    """The command that a form asks for, or what is wrong with it."""
    faults: dict[str, str] = {}
    fields = fields_of(kind)
    values = {field.name: _value(field, field.name, given) for field in fields}
    body = {field.name: _said(field, field.name, values[field.name], field.required, faults) for field in fields}
    if signs(kind):
        body[SIGNED] = _first(given, SIGNED)
    if faults:
        return Filled(values, None, faults)
    said = {name: value for name, value in body.items() if value is not None}
    try:
        command = msgspec.convert({"command": kind.__struct_config__.tag, **said}, kind, strict=False)
    except msgspec.ValidationError as error:
        return Filled(values, None, _fault(error))
    return Filled(values, command, {})


def field_at(place: str) -> str:
    """The name of the field that a place in a command (`contract.total.amount`, `grounds.0`) is shown at."""
    return re.sub(r"(?<=.)\.(amount|currency|\d+|\.\.\.)$", "", place)


def _fault(error: Exception) -> dict[str, str]:
    found = _PLACE.search(str(error))
    name = field_at(re.sub(r"\[(\d+|\.\.\.)\]", r".\1", found[1])) if found else ""
    return {name: _PLACE.sub("", str(error)) + "."}


def _opened(field: Field) -> Field:
    """The field with its label, those inside it too, and a contract with its terms."""
    inside = CONTRACT_FIELDS if field.kind == "contract" else field.fields
    title = LABELS.get(field.name, field.title)
    return msgspec.structs.replace(field, title=title, fields=tuple(_opened(inner) for inner in inside))


def _shown(field: Field, value: Any, currency: str) -> Any:
    if field.kind == "money":
        if not value:
            return {"amount": "", "currency": currency}
        amount = show(int(value["amount"]), value["currency"]).split(" ", 1)[1]
        return {"amount": amount, "currency": value["currency"]}
    if field.kind in ("group", "contract"):
        return shown(field.fields, value or {}, currency)
    if field.kind == "list" and field.fields[0].name:
        return [shown(field.fields, each, currency) for each in value or ()]
    return field.default if value is None else value


def _value(field: Field, name: str, given: Given) -> Any:
    """What the form says about a field, as text, to be shown again."""
    if field.kind == "money":
        return {"amount": _first(given, f"{name}.amount"), "currency": _first(given, f"{name}.currency").upper()}
    if field.kind in ("group", "contract"):
        return {inner.name: _value(inner, f"{name}.{inner.name}", given) for inner in field.fields}
    if field.kind == "list":
        return [_row(field, f"{name}.{place}", given) for place in _places(name, given)]
    if field.kind == "choices":
        return list(given.get(name, ()))
    if field.kind == "yes_no":
        return _first(given, name) == "true"
    return _first(given, name)


def _row(field: Field, name: str, given: Given) -> Any:
    if not field.fields[0].name:
        return _value(field.fields[0], name, given)
    return {inner.name: _value(inner, f"{name}.{inner.name}", given) for inner in field.fields}


def _places(name: str, given: Given) -> list[int]:
    """The numbers of the rows that the form has, in order; rows of nothing are left out."""
    found = {
        int(place)
        for key, values in given.items()
        if key.startswith(f"{name}.")
        and (place := key[len(name) + 1 :].split(".", 1)[0]).isdecimal()
        and len(place) <= len(str(ROWS_MAX))
        and not key.endswith((".currency", ".unit"))
        and any(value.strip() for value in values)
    }
    return sorted(found)[:ROWS_MAX]


def _said(field: Field, name: str, value: Any, must: bool, faults: dict[str, str]) -> Any:
    """What the command gets of a field; None for what was left empty."""
    if field.kind == "money":
        return _money(name, value, must, faults)
    if field.kind in ("group", "contract"):
        if not must and _is_empty(value):
            return None
        inner = {f.name: _said(f, f"{name}.{f.name}", value[f.name], f.required, faults) for f in field.fields}
        return {part: said for part, said in inner.items() if said is not None}
    if field.kind == "list":
        return [_row_said(field, f"{name}.{place}", each, faults) for place, each in enumerate(value)]
    if field.kind == "yes_no":
        return value or None
    if value in ("", []):
        if must:
            faults[name] = MISSING
        return None
    return value


def _row_said(field: Field, name: str, value: Any, faults: dict[str, str]) -> Any:
    if not field.fields[0].name:
        return _said(field.fields[0], name, value, True, faults)
    inner = {f.name: _said(f, f"{name}.{f.name}", value[f.name], f.required, faults) for f in field.fields}
    return {part: said for part, said in inner.items() if said is not None}


def _money(name: str, value: Mapping[str, str], must: bool, faults: dict[str, str]) -> dict[str, str] | None:
    if not value["amount"]:
        if must:
            faults[name] = MISSING
        return None
    try:
        return {"amount": str(parse(value["amount"], value["currency"])), "currency": value["currency"]}
    except MoneyError as error:
        faults[name] = error.detail
        return None


def _is_empty(value: Any) -> bool:
    if isinstance(value, Mapping):
        return all(_is_empty(inner) for name, inner in value.items() if name not in ("currency", "after"))
    return value in ("", None, False) or value == []


def _first(given: Given, name: str) -> str:
    values = given.get(name)
    return values[0].strip() if values else ""
