"""One place of a contract, named by a JSON pointer: put a value there, or take out what is there.

`-` at the end of a pointer is the place behind the last item of a list, or a new line of a text. What is missing on the
way is made. The result is a whole contract again, or the refusal that says why the value does not fit.
"""

from typing import Any

import msgspec

from fairhold.trade.refusal import Refused, refuse
from fairhold.trade.terms import Contract


def with_value(contract: Contract, path: str, value: Any) -> Contract | Refused:
    """The contract with a value (as the wire has it) at a place. Refused: term_malformed."""
    try:
        changed = _put(_plain(contract), path.split("/")[1:], value)
    except LookupError:
        return refuse("term_malformed", f"There is no place {path} in this contract.", "PP2", pointer="/path")
    return _read(changed)


def without(contract: Contract, path: str) -> Contract | Refused:
    """The contract without what is at a place: an item leaves its list, a field has its default. Refused:
    term_malformed.
    """
    plain = _plain(contract)
    *way, last = path.split("/")[1:]
    place = plain
    for step in way:
        place = _at(place, step)
    if isinstance(place, dict) and last in place:
        del place[last]
    elif isinstance(place, list) and last.isdecimal() and int(last) < len(place):
        del place[int(last)]
    else:
        return refuse("term_malformed", f"There is nothing at {path} in this contract.", "PP2", pointer="/path")
    return _read(plain)


def value_at(contract: Contract, path: str) -> Any:
    """What is at a place, as a typed value; None for nothing."""
    place: Any = contract
    for step in path.split("/")[1:]:
        if isinstance(place, msgspec.Struct):
            place = getattr(place, step, None) if step in place.__struct_fields__ else None
        elif isinstance(place, tuple):
            place = place[int(step)] if step.isdecimal() and int(step) < len(place) else None
        else:
            return None
    return place


def _read(plain: Any) -> Contract | Refused:
    try:
        return msgspec.convert(plain, Contract)
    except msgspec.ValidationError as error:
        return refuse("term_malformed", f"{error}.", "PP2", pointer="/value")


def _put(place: Any, steps: list[str], value: Any) -> Any:
    """What stands at a place after a value was put below it. LookupError where there is no way."""
    if not steps:
        return value
    step, rest = steps[0], steps[1:]
    if isinstance(place, str) and step == "-":
        return f"{place}\n{value}".lstrip("\n") if isinstance(value, str) else value
    if place is None:
        place = [] if step == "-" or step.isdecimal() else {}
    if isinstance(place, dict) and step != "-":
        return {**place, step: _put(place.get(step), rest, value)}
    if not isinstance(place, list):
        raise LookupError(step)
    at = len(place) if step == "-" else int(step) if step.isdecimal() else -1
    if not 0 <= at <= len(place):
        raise LookupError(step)
    return [*place[:at], _put(place[at] if at < len(place) else None, rest, value), *place[at + 1 :]]


def _at(place: Any, step: str) -> Any:
    if isinstance(place, dict):
        return place.get(step)
    return place[int(step)] if isinstance(place, list) and step.isdecimal() and int(step) < len(place) else None


def _plain(value: Any) -> Any:
    """A contract as plain values that can be changed, those that have their default among them."""
    if isinstance(value, msgspec.Struct):
        return {name: _plain(getattr(value, name)) for name in value.__struct_fields__}
    return [_plain(one) for one in value] if isinstance(value, tuple) else value
