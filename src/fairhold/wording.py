"""Commands from words: `name=value` pairs, as people write them on a command line or in a story, made into commands.

Names of nested fields are joined by dots (`document.carrier`). Money is written `25,000.00 USD`, yes and no are yes and
no, a list has commas. `@file` reads a part, such as a contract, from a JSON file. Which commands exist and what their
fields are comes from the commands themselves; nothing is listed here.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec
from msgspec import inspect

from fairhold.faults import Malformed
from fairhold.trade.money import Money, MoneyError, of_text, show
from fairhold.trade.stream import Command

_BOOLEANS = {"yes": True, "true": True, "no": False, "false": False}
_FILE = "@"
_AT = re.compile(r" - at `\$\.?([^`]*)`$")


class WordsWrong(Malformed, ValueError):
    """Words that make no command: `code` is a refusal's code, `pointer` names the field (`/amount`)."""

    def __init__(self, code: str, detail: str, pointer: str = "") -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.pointer = pointer

    def told(self) -> str:
        """Code, detail and field in one line."""
        at = f" (at {self.pointer})" if self.pointer else ""
        return f"{self.code}: {self.detail}{at}"


class Field(msgspec.Struct, frozen=True):
    """One thing to say: its dotted name, what is written, whether it must be said, and the choices if it has any."""

    name: str
    form: str
    required: bool
    choices: tuple[str, ...] = ()


def fields_of(kind: type[msgspec.Struct]) -> tuple[Field, ...]:
    """What may be said of a command, in its own order; a contract and other large parts come as one file."""
    return tuple(_fields(_struct(kind), "", True))


def command_of(kind: type[Command], words: Mapping[str, str], read: Callable[[str], bytes] | None = None) -> Command:
    """The command that words make. `read` gives the bytes of a file after `@`; without it files are refused.

    Raises WordsWrong.
    """
    known = {field.name: field for field in fields_of(kind)}
    said: dict[str, Any] = {}
    for name, value in words.items():
        if name not in known:
            there = ", ".join(known) or "none"
            raise WordsWrong("malformed", f"`{name}` is not a field of {tag(kind)}; fields: {there}.", _pointer(name))
        place = said
        *above, last = name.split(".")
        for part in above:
            place = place.setdefault(part, {})
        place[last] = _value(known[name], value, read)
    return decode(kind, {**said, "command": tag(kind)})


def decode(kind: type[Command], said: Any) -> Command:
    """A command from plain values as JSON has them. Raises WordsWrong with a pointer to the fault."""
    try:
        return msgspec.convert(said, kind, strict=False)
    except msgspec.ValidationError as error:
        at = _AT.search(str(error))
        pointer = "/" + at[1].replace(".", "/").replace("[", "/").replace("]", "") if at else ""
        raise WordsWrong("malformed", _AT.sub("", str(error)) + ".", pointer) from None


def tag(kind: type[Command]) -> str:
    """The command's word."""
    return str(kind.__struct_config__.tag)


def money_of(text: str) -> Money:
    """`25,000.00 USD` or `USD 25,000.00` as money. Raises WordsWrong with the code that says why not."""
    try:
        return of_text(text)
    except MoneyError as error:
        raise WordsWrong(error.code, error.detail) from None


def amount(minor: int, currency: str) -> str:
    """Minor units as words: `25,000.00 USD`."""
    code, figure = show(minor, currency).split(" ", 1)
    return f"{figure} {code}"


def _value(field: Field, value: str, read: Callable[[str], bytes] | None) -> Any:
    if value.startswith(_FILE) and field.form in ("file", "list", "json"):
        return _from_file(field, value.removeprefix(_FILE), read)
    if field.form == "file":
        raise WordsWrong(
            "malformed", f"`{field.name}` is read from a file: write {field.name}=@FILE.", _pointer(field.name)
        )
    if field.form == "money":
        try:
            return msgspec.to_builtins(money_of(value))
        except WordsWrong as wrong:
            raise WordsWrong(wrong.code, wrong.detail, _pointer(field.name)) from None
    if field.form == "yes or no":
        if value not in _BOOLEANS:
            raise WordsWrong("malformed", f"`{field.name}` is yes or no, not {value!r}.", _pointer(field.name))
        return _BOOLEANS[value]
    if field.form == "json":
        return _from_json(value)
    if field.form == "list":
        return [part.strip() for part in value.split(",") if part.strip()]
    return value


def _from_file(field: Field, name: str, read: Callable[[str], bytes] | None) -> Any:
    if read is None:
        raise WordsWrong("malformed", f"`{field.name}` cannot come from a file here.", _pointer(field.name))
    try:
        return msgspec.json.decode(read(name))
    except OSError as error:
        raise WordsWrong("malformed", f"{name}: {error.strerror or error}", _pointer(field.name)) from None
    except (msgspec.DecodeError, RecursionError) as error:
        raise WordsWrong("malformed", f"{name} is not JSON: {error}", _pointer(field.name)) from None


def _from_json(text: str) -> Any:
    """A value as JSON, or the text itself where it is none: `{"grade": "SUS304"}`, `3`, `No polybags.`"""
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return text


def _fields(struct: inspect.StructType, before: str, required: bool) -> Iterator[Field]:
    for field in struct.fields:
        kind = _bare(field.type)
        name, needed = f"{before}{field.encode_name}", required and field.required
        if isinstance(kind, inspect.StructType) and kind.cls is not Money:
            inner = list(_fields(kind, f"{name}.", needed))
            if any(one.form == "file" for one in inner):
                yield Field(name, "file", needed)
            else:
                yield from inner
        else:
            yield _field(name, kind, needed)


def _field(name: str, kind: inspect.Type, required: bool) -> Field:
    if isinstance(kind, inspect.StructType):
        return Field(name, "money", required)
    if isinstance(kind, inspect.LiteralType):
        return Field(name, "choice", required, tuple(str(value) for value in kind.values))
    if isinstance(kind, inspect.BoolType):
        return Field(name, "yes or no", required)
    if isinstance(kind, inspect.IntType):
        return Field(name, "number", required)
    if isinstance(kind, inspect.DateType):
        return Field(name, "day", required)
    if isinstance(kind, inspect.AnyType):
        return Field(name, "json", required)
    if isinstance(kind, inspect.VarTupleType):
        item = _bare(kind.item_type)
        return Field(name, "file" if isinstance(item, inspect.StructType) else "list", required)
    return Field(name, "text", required)


def _bare(kind: inspect.Type) -> inspect.Type:
    """A type without its description and without None."""
    while isinstance(kind, inspect.Metadata | inspect.UnionType):
        if isinstance(kind, inspect.Metadata):
            kind = kind.type
        else:
            kind = next(one for one in kind.types if not isinstance(one, inspect.NoneType))
    return kind


def _struct(kind: type[msgspec.Struct]) -> inspect.StructType:
    found = inspect.type_info(kind)
    assert isinstance(found, inspect.StructType)
    return found


def _pointer(name: str) -> str:
    return "/" + name.replace(".", "/")
