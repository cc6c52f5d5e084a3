"""Our own format, in JSON or TOML: a draft field by field; every contract is one.

Figures are kept as they were written: 8.80 stays 8.80. Money is `{"amount": "2500000", "currency": "USD"}` in minor
units or the text "25,000.00 USD". A ship date or a quantity that is neither day nor number is kept as the text that it
is, for the linter to judge (S25, S23).
"""

import json
import re
import tomllib
from collections import Counter
from datetime import date, datetime
from typing import Any, Final, get_args

import msgspec
from msgspec import inspect

from fairhold.lint.draft import Draft
from fairhold.lint.ways.fault import LINT_DEPTH_MAX, LINT_LINES_MAX, Unreadable
from fairhold.lint.ways.taken import Taken
from fairhold.trade.money import Money, MoneyError, of_text
from fairhold.trade.terms import Incoterm

_WRAPPERS: Final = ("contract", "draft")
_INCOTERM: Final = re.compile(rf"\s*({'|'.join(get_args(Incoterm))})\s+(\S.*)", re.IGNORECASE | re.DOTALL)
_DIGITS: Final = re.compile(r"\d{1,3}(?:,\d{3})+|\d{1,12}")
_AT: Final = re.compile(r"^(?P<said>.*?) - at `(?:key` in `)?\$(?P<path>[^`]*)`$", re.DOTALL)
_STEP: Final = re.compile(r"\.([^.\[\]]+)|\[([0-9]+)\]")
_STRING: Final = re.compile(
    r'''"""(?:[^"\\]++|\\.|"(?!""))*+(?:""")?|"(?:[^"\\\n]++|\\.)*+"?'''
    r"""|'''(?:[^']++|'(?!''))*+(?:''')?|'[^'\n]*+'?|#[^\n]*+""",
    re.DOTALL,
)
"""A string or comment of TOML, also one that never ends; every part is possessive, so that no text is slow to read."""
_BRACKET: Final = re.compile(r"[\[\]{}]")
_DOTTED: Final = re.compile(rf"(?<![\w.-])(?:[\w-]*\.){{{LINT_DEPTH_MAX}}}")
_NO_BLANKS: Final = str.maketrans("", "", " \t")


def read_json(text: str) -> Taken:
    """A draft from JSON. Raises Unreadable."""
    try:
        said = json.loads(
            text, object_pairs_hook=_once, parse_float=str, parse_constant=_no_number, parse_int=_whole_number
        )
        msgspec.json.encode(said)
    except UnicodeEncodeError:
        raise Unreadable("lint_syntax", "not JSON: half a surrogate pair stands for no sign") from None
    except RecursionError:
        raise _too_deep() from None
    except json.JSONDecodeError as error:
        raise Unreadable("lint_syntax", f"not JSON: {error.msg}", f"line {error.lineno}") from None
    return Taken("json", draft_of(said))


def read_toml(text: str) -> Taken:
    """A draft from TOML. Raises Unreadable."""
    _check_depth(text)
    try:
        said = tomllib.loads(text, parse_float=str)
    except RecursionError:
        raise _too_deep() from None
    except ValueError as error:
        raise Unreadable("lint_syntax", f"not TOML: {error}") from None
    return Taken("toml", draft_of(said))


def draft_of(said: Any) -> Draft:
    """A draft from plain values as JSON and TOML have them. Raises Unreadable (lint_field, lint_too_many_lines)."""
    if isinstance(said, dict) and len(said) == 1 and next(iter(said)) in _WRAPPERS:
        (said,) = said.values()
    if not isinstance(said, dict):
        raise Unreadable("lint_field", "a draft is an object of named fields")
    try:
        shaped = _shaped(_DRAFT, _as_written(said), "")
        draft = msgspec.convert(shaped, Draft)
    except RecursionError:
        raise _too_deep() from None
    except msgspec.ValidationError as error:
        raise _field(error) from None
    if len(draft.lines) > LINT_LINES_MAX or len(draft.clauses) > LINT_LINES_MAX:
        raise Unreadable("lint_too_many_lines", f"more than {LINT_LINES_MAX:,} lines or clauses (lint_lines_max)")
    return draft


def _too_deep() -> Unreadable:
    return Unreadable("lint_too_deep", f"nested more than {LINT_DEPTH_MAX} deep (lint_depth_max)")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose names each stand once: of two values for one term nobody could say which was agreed."""
    found = dict(pairs)
    if len(found) != len(pairs):
        ((twice, _),) = Counter(name for name, _ in pairs).most_common(1)
        raise Unreadable("lint_syntax", f"`{twice[:60]}` is given twice in one object")
    return found


def _no_number(word: str) -> Any:
    raise Unreadable("lint_syntax", f"not JSON: {word} is no number")


def _whole_number(digits: str) -> int | str:
    return int(digits) if len(digits) <= 18 else digits


def _check_depth(text: str) -> None:
    """Refuse TOML whose brackets or dotted names nest too deep, before it is read: reading them is quadratic."""
    bare = _STRING.sub("s", text).translate(_NO_BLANKS)
    depth = 0
    for sign in _BRACKET.findall(bare):
        depth = max(0, depth + (1 if sign in "[{" else -1))
        if depth > LINT_DEPTH_MAX:
            raise _too_deep()
    if _DOTTED.search(bare):
        raise _too_deep()


def _as_written(said: dict[str, Any]) -> dict[str, Any]:
    """The draft with what people write in one field put into the fields that it means."""
    found = dict(said)
    ship_by = found.get("ship_by")
    if isinstance(ship_by, date | datetime):
        found["ship_by"] = {"on": str(ship_by)[:10]}
    elif isinstance(ship_by, str):
        del found["ship_by"]
        _read_ship_date(found, ship_by)
    split = _INCOTERM.fullmatch(found["incoterm"]) if isinstance(found.get("incoterm"), str) else None
    if split is not None and not found.get("incoterm_place"):
        found["incoterm"], found["incoterm_place"] = split[1].upper(), split[2].strip()
    if isinstance(found.get("lines"), list):
        found["lines"] = [_line(line) if isinstance(line, dict) else line for line in found["lines"]]
    return found


def _read_ship_date(found: dict[str, Any], written: str) -> None:
    try:
        found["ship_by"] = {"on": date.fromisoformat(written.strip()).isoformat()}
    except ValueError:
        found.setdefault("ship_by_text", written)


def _line(line: dict[str, Any]) -> dict[str, Any]:
    quantity = line.get("quantity")
    if not isinstance(quantity, str):
        return line
    plain = _DIGITS.fullmatch(quantity.strip())
    if plain is not None:
        return {**line, "quantity": int(plain[0].replace(",", ""))}
    rest = {name: value for name, value in line.items() if name != "quantity"}
    return {"quantity_text": quantity, **rest}


def _shaped(kind: inspect.Type, value: Any, path: str) -> Any:
    """The value as its type wants it: numbers where text is expected are text, amounts in words are money."""
    kind = _bare(kind)
    if isinstance(kind, inspect.StructType):
        if kind.cls is Money and isinstance(value, str):
            return _money(value, path)
        if isinstance(value, dict):
            fields = {field.encode_name: field.type for field in kind.fields}
            return {
                name: _shaped(fields[name], inner, f"{path}/{name}") if name in fields else inner
                for name, inner in value.items()
            }
    elif isinstance(kind, inspect.VarTupleType) and isinstance(value, list):
        return [_shaped(kind.item_type, inner, f"{path}/{i}") for i, inner in enumerate(value)]
    elif isinstance(kind, inspect.StrType) and type(value) is int:
        return str(value)
    elif isinstance(kind, inspect.DateType) and isinstance(value, date | datetime):
        return str(value)[:10]
    return value


def _money(text: str, path: str) -> dict[str, str]:
    try:
        found = of_text(text)
    except MoneyError as error:
        raise Unreadable("lint_field", f"{error.code}: {error.detail}", path) from None
    return {"amount": found.amount, "currency": found.currency}


def _bare(kind: inspect.Type) -> inspect.Type:
    """A type without its bounds and without None."""
    while isinstance(kind, inspect.Metadata | inspect.UnionType):
        if isinstance(kind, inspect.Metadata):
            kind = kind.type
        else:
            kind = next(one for one in kind.types if not isinstance(one, inspect.NoneType))
    return kind


def _field(error: msgspec.ValidationError) -> Unreadable:
    found = _AT.match(str(error))
    said, path = (found["said"], found["path"]) if found else (str(error), "")
    pointer = "".join(f"/{name or index}" for name, index in _STEP.findall(path))
    return Unreadable("lint_field", f"{said}.", pointer)


_DRAFT: Final = inspect.type_info(Draft)
