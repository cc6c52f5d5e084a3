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
    "listing": "The supplier's listing",
    "taken_on": "As it stood on",
    "off_platform": "Money that goes past the account: it is not protected",
    "what": "What",
    "grade": "Grade or name (SUS304, 925 silver, ABS)",
    "part": "Part of the goods (empty: all of it)",
    "component": "Component (Cr, cotton)",
    "least": "At least",
    "most": "At most",
    "least_um": "At least, micrometres",
    "most_um": "At most, micrometres",
    "nothing_else": "No other mixture is accepted",
    "by": "Tested by",
    "pieces": "On how many pieces",
    "plus": "May be more by",
    "minus": "May be less by",
    "tolerance_class": "or a class of ISO 2768-1",
    "more_bp": "May be more, in hundredths of a percent",
    "less_bp": "May be less, in hundredths of a percent",
    "portions": "Split by size, colour or model",
    "aql": "Acceptance limits (AQL, %)",
    "defects": "Defects by class",
    "lab": "L*a*b* values",
    "lightness": "L*",
    "a": "a*",
    "b": "b*",
    "tolerance": "ΔE at most",
    "illuminant": "Light and angle",
    "pieces_per_carton": "Pieces per carton",
    "gross_kg_most": "Gross weight at most, kg",
    "volume_m3": "Volume in all, m³",
    "drop_height_mm": "Drop height, mm",
    "ispm15": "Wood treated to ISPM 15",
    "pallet": "On pallets",
    "sha256": "Content (SHA-256)",
    "checklist": "Checklist (SHA-256)",
    "prevails": "Prevails over the words of the contract",
    "held_by": "Held by",
    "consequence": "If it fails",
    "reinspection_paid_by": "Second inspection paid by",
    "tie_breaker": "If the sides disagree, decided by",
    "cancel_on": "The buyer may end the order from",
    "about": "About the company",
    "surcharge_bp": "On top for a protected order, in hundredths of a percent",
    "declines": "Terms that are not accepted",
    "declines_else": "What else is not accepted",
    "initial_least_bp": "Initial payment at least, in hundredths of a percent of the total",
    "order_least": "Smallest order",
    "grades": "Price reductions by deviation",
    "from_percent": "From a deviation of, %",
    "reduction_bp": "Price less, in hundredths of a percent",
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

CHOICES: Final[Mapping[str, str]] = {
    "ciede2000": "CIEDE2000 (ΔE00)",
    "cie76": "CIE76",
    "cie94": "CIE94",
    "cmc_2_1": "CMC 2:1",
    "cmc_1_1": "CMC 1:1",
    "iso2768_f": "ISO 2768-1 f (fine)",
    "iso2768_m": "ISO 2768-1 m (medium)",
    "iso2768_c": "ISO 2768-1 c (coarse)",
    "iso2768_v": "ISO 2768-1 v (very coarse)",
    "joint": "Both sides together",
    "um": "µm",
    "ral": "RAL",
    "ncs": "NCS",
    "rgb": "RGB",
    "cmyk": "CMYK",
    "lab": "L*a*b*",
    "paypal": "PayPal",
    "whatsapp": "WhatsApp",
    "wechat": "WeChat",
    "sms": "SMS",
    **{unit: unit for unit in ("mm", "cm", "m", "in", "ft", "mg", "g", "kg", "t", "oz", "lb")},
}
"""Choices whose own word says too little, or is a unit."""
CARRIED: Final = frozenset({"goods", "terms", "inspection", "shipment", "dispute", "waivers"})
"""Typed terms of a contract, which are filled in one by one: the contract's form only carries them along."""

Given = Mapping[str, Sequence[str]]
"""What a browser sent: names and their values."""

KEPT_DEFAULTS: Final = frozenset({"after"})
"""Defaults that a part without anything else in it does not say: `_is_empty` looks past them."""
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


class ReadFields(msgspec.Struct, frozen=True):
    """Fields that came back: the values to show again, what they say in wire form, and what is wrong by name."""

    values: dict[str, Any]
    said: dict[str, Any]
    faults: dict[str, str]


def fields_of(kind: type[Command]) -> tuple[Field, ...]:
    """The fields that a person fills in, contracts with all their terms."""
    return tuple(opened(field) for field in FIELDS[kind] if field.name != SIGNED)


def signs(kind: type[Command]) -> bool:
    """Whether the command signs a contract."""
    return any(field.name == SIGNED for field in FIELDS[kind])


def shown(fields: Sequence[Field], values: Mapping[str, Any], currency: str = "") -> dict[str, Any]:
    """Values of the wire as a form shows them: money as people write it, in `currency` where there is none yet."""
    return {field.name: _shown(field, values.get(field.name), currency) for field in fields}


def rows(field: Field, value: Any, titles: Sequence[str] = (), currency: str = "") -> list[Row]:
    """The rows of a list: what there is, and one more to fill in where rows have fields of their own. `titles` are
    those of the contract's lines, for lists with a number for each.
    """
    given = list(value or ())
    if field.fields[0].name:
        found = [Row(n, f"No. {n + 1}", each, True) for n, each in enumerate(given)]
        empty = shown(field.fields, {}, currency)
        return [*found, Row(len(given), "One more" if given else "No. 1", empty, not given and field.required)]
    titles = titles if field.fields[0].kind == "number" else ()
    count = max(len(given), len(titles), 1)
    given += [None] * (count - len(given))
    return [Row(n, titles[n] if n < len(titles) else f"No. {n + 1}", each, True) for n, each in enumerate(given)]


def fill(kind: type[Command], given: Given) -> Filled:
    """The command that a form asks for, or what is wrong with it."""
    read = read_fields(fields_of(kind), given)
    if signs(kind):
        read.said[SIGNED] = _first(given, SIGNED)
    values, said = read.values, read.said
    if read.faults:
        return Filled(values, None, read.faults)
    try:
        command = msgspec.convert({"command": kind.__struct_config__.tag, **said}, kind, strict=False)
    except msgspec.ValidationError as error:
        return Filled(values, None, _fault(error))
    return Filled(values, command, {})


def read_fields(fields: Sequence[Field], given: Given) -> ReadFields:
    """What a form says, field by field."""
    faults: dict[str, str] = {}
    values = {field.name: _value(field, field.name, given) for field in fields}
    said = {field.name: _said(field, field.name, values[field.name], field.required, faults) for field in fields}
    return ReadFields(values, {name: value for name, value in said.items() if value is not None}, faults)


def field_at(place: str) -> str:
    """The name of the field that a place in a command (`contract.total.amount`, `grounds.0`) is shown at."""
    return re.sub(r"(?<=.)\.(amount|currency|\d+|\.\.\.)$", "", place)


def _fault(error: Exception) -> dict[str, str]:
    found = _PLACE.search(str(error))
    name = field_at(re.sub(r"\[(\d+|\.\.\.)\]", r".\1", found[1])) if found else ""
    return {name: _PLACE.sub("", str(error)) + "."}


def opened(field: Field, in_contract: bool = False) -> Field:
    """The field with its label, those inside it too, and a contract with its terms."""
    in_contract = in_contract or field.kind == "contract"
    inside = CONTRACT_FIELDS if field.kind == "contract" else field.fields
    if in_contract and field.name in CARRIED:
        return msgspec.structs.replace(field, kind="carried", fields=())
    title = LABELS.get(field.name, field.title)
    return msgspec.structs.replace(field, title=title, fields=tuple(opened(inner, in_contract) for inner in inside))


def _shown(field: Field, value: Any, currency: str) -> Any:
    if field.kind == "money":
        if not value:
            return {"amount": "", "currency": currency}
        amount = show(int(value["amount"]), value["currency"]).split(" ", 1)[1]
        return {"amount": amount, "currency": value["currency"]}
    if field.kind in ("group", "contract"):
        inside = shown(field.fields, value or {}, currency)
        return inside if value or field.required else _blank(field, inside)
    if field.kind == "list" and field.fields[0].name:
        return [shown(field.fields, each, currency) for each in value or ()]
    if field.kind == "carried":
        return msgspec.json.encode(value).decode() if value else ""
    if field.kind == "json":
        return "" if value is None else msgspec.json.format(msgspec.json.encode(value)).decode()
    return field.default if value is None else value


def _blank(field: Field, inside: dict[str, Any]) -> dict[str, Any]:
    """A part that may be left out, with nothing in it yet: a default in it would say something by itself."""
    names = {inner.name for inner in field.fields if inner.kind not in ("money", "group", "list", "choices")}
    return {name: None if name in names and name not in KEPT_DEFAULTS else value for name, value in inside.items()}


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
        and not key.endswith((".currency", ".unit", ".terms"))
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
    return _decoded(name, value, faults) if field.kind in ("json", "carried") else value


def _decoded(name: str, value: str, faults: dict[str, str]) -> Any:
    try:
        return msgspec.json.decode(value)
    except (msgspec.DecodeError, RecursionError) as error:
        faults[name] = f"This is not JSON: {error}."
        return None


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


def says(value: Any) -> bool:
    """Whether a part of a form has anything in it."""
    if isinstance(value, Mapping):
        return any(says(inner) for name, inner in value.items() if name not in ("currency", *KEPT_DEFAULTS))
    return any(says(one) for one in value) if isinstance(value, list) else value not in ("", None, False)


def _is_empty(value: Any) -> bool:
    if isinstance(value, Mapping):
        return all(_is_empty(inner) for name, inner in value.items() if name not in ("currency", "after"))
    return value in ("", None, False) or value == []


def _first(given: Given, name: str) -> str:
    values = given.get(name)
    return values[0].strip() if values else ""
