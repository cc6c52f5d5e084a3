"""What a command asks for, field by field: derived from its type, so that no form or client needs a list of its own."""

from collections.abc import Mapping
from typing import Any, Final, Literal

import msgspec
from msgspec import inspect

from fairhold.trade.families import GoodsTerms
from fairhold.trade.money import Money
from fairhold.trade.report import Report
from fairhold.trade.stream import Command
from fairhold.trade.table import COMMANDS
from fairhold.trade.terms import Contract

Kind = Literal[
    "text",
    "number",
    "yes_no",
    "choice",
    "choices",
    "money",
    "date",
    "contract",
    "group",
    "list",
    "json",
    "carried",
]
"""What a field takes. `json` is for what is filled in elsewhere or has several shapes: typed terms, a report, facts of
a claim. `carried` is a form's own, for
what it takes along from another form.
"""


class Field(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One field: its name, what it takes, and its bounds. `fields` are those inside a group, or of one list element."""

    name: str
    kind: Kind
    title: str
    required: bool
    default: Any = None
    choices: tuple[str, ...] = ()
    length_min: int | None = None
    length_max: int | None = None
    least: int | None = None
    most: int | None = None
    pattern: str | None = None
    fields: tuple["Field", ...] = ()


def _fields(of: inspect.StructType) -> tuple[Field, ...]:
    return tuple(_field(f) for f in of.fields)


def _field(field: inspect.Field) -> Field:
    kind, more = _kind(field.type)
    default = None if field.default is msgspec.NODEFAULT else msgspec.to_builtins(field.default)
    title = field.encode_name.replace("_", " ").capitalize()
    return Field(
        name=field.encode_name, kind=kind, title=title, required=field.required, default=default or None, **more
    )


def _kind(of: inspect.Type) -> tuple[Kind, dict[str, Any]]:
    """What a type takes, and its bounds. KeyError for a type that no command has had so far."""
    if isinstance(of, inspect.Metadata):
        return _kind(of.type)
    if isinstance(of, inspect.UnionType):
        inner, *others = (t for t in of.types if not isinstance(t, inspect.NoneType))
        return ("json", {}) if others else _kind(inner)
    if isinstance(of, inspect.StructType):
        return _struct(of)
    if isinstance(of, inspect.StrType):
        return "text", {"length_min": of.min_length, "length_max": of.max_length, "pattern": of.pattern}
    if isinstance(of, inspect.IntType):
        return "number", {"least": of.ge, "most": of.le}
    if isinstance(of, inspect.LiteralType):
        return "choice", {"choices": tuple(str(value) for value in of.values)}
    if isinstance(of, inspect.VarTupleType):
        kind, more = _kind(of.item_type)
        bounds = {"length_min": of.min_length, "length_max": of.max_length}
        if kind == "choice":
            return "choices", {**more, **bounds}
        inside = more.get("fields") or (Field(name="", kind=kind, title="", required=True, **more),)
        return "list", {"fields": inside, **bounds}
    return _PLAIN[type(of)], {}


def _struct(of: inspect.StructType) -> tuple[Kind, dict[str, Any]]:
    if of.cls is Money:
        return "money", {}
    if of.cls is Contract:
        return "contract", {}
    if of.cls in (GoodsTerms, Report):
        return "json", {}
    return "group", {"fields": _fields(of)}


_PLAIN: Final[dict[type[inspect.Type], Kind]] = {
    inspect.BoolType: "yes_no",
    inspect.DateType: "date",
    inspect.AnyType: "json",
}


def _of(struct: type[msgspec.Struct]) -> tuple[Field, ...]:
    described = inspect.type_info(struct)
    assert isinstance(described, inspect.StructType)
    return _fields(described)


def fields_at(pointer: str) -> tuple[Field, ...] | None:
    """The fields of whatever a JSON pointer into a contract points at (`-` for one more item); a single one without a
    name for a plain value, a list, or all the terms of goods. None where a contract has no such place.
    """
    found: inspect.Type = inspect.type_info(Contract)
    for step in pointer.split("/")[1:]:
        found = _bare(found)
        if isinstance(found, inspect.StructType):
            inside = next((field for field in found.fields if field.encode_name == step), None)
            if inside is None:
                return None
            found = inside.type
        elif isinstance(found, inspect.VarTupleType) and (step == "-" or step.isdecimal()):
            found = found.item_type
        elif not (isinstance(found, inspect.StrType) and step == "-"):
            return None
    found = _bare(found)
    if isinstance(found, inspect.StructType) and found.cls not in (Money, GoodsTerms):
        return _fields(found)
    kind, more = _kind(found)
    return (Field(name="", kind=kind, title="", required=True, **more),)


def _bare(of: inspect.Type) -> inspect.Type:
    """A type without its description and without None."""
    while isinstance(of, inspect.Metadata | inspect.UnionType):
        inner = of.type if isinstance(of, inspect.Metadata) else None
        of = inner or next(t for t in getattr(of, "types", ()) if not isinstance(t, inspect.NoneType))
    return of


FIELDS: Final[Mapping[type[Command], tuple[Field, ...]]] = {command: _of(command) for command in COMMANDS.values()}
"""The fields of every command."""

CONTRACT_FIELDS: Final[tuple[Field, ...]] = _of(Contract)
"""The fields of a contract, which the commands with kind `contract` take."""
