"""What differs between two contract versions, down to the single field of a single term (PP11, S26).

Lists are aligned before they are compared, so that a line put first does not make every other line look changed. It
says what differs, not whether it may: that is the amendment's rule.
"""

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Any, Final

import msgspec

from fairhold.trade.families import Box, GoodsTerms, Lab
from fairhold.trade.money import Money
from fairhold.trade.terms import Contract, ShipBy

WHOLE: Final = (Money, ShipBy, Box, Lab)
"""Values of several fields that are read as one: an amount, a ship date, a carton, a colour."""


class Difference(msgspec.Struct, frozen=True, gc=False):
    """One place in which two versions differ: a JSON pointer, and the value before and after; None for nothing.

    An item that was taken away is named by its place in the old version, any other by its place in the new one.
    """

    path: str
    before: Any
    after: Any


def differences(old: Contract, new: Contract) -> tuple[Difference, ...]:
    """Every difference, in the contract's order; none if both have the same fingerprint."""
    return tuple(_between("", old, new))


def _between(path: str, old: Any, new: Any) -> Iterator[Difference]:
    if old == new:
        return
    if {old, new} > {None} and isinstance(old or new, GoodsTerms) and (old or new) != GoodsTerms():
        old, new = old or GoodsTerms(), new or GoodsTerms()
    if isinstance(old, msgspec.Struct) and type(old) is type(new) and not isinstance(old, WHOLE):
        for name in old.__struct_fields__:
            yield from _between(f"{path}/{name}", getattr(old, name), getattr(new, name))
    elif isinstance(old, tuple) and any(isinstance(item, msgspec.Struct) for item in (*old, *new)):
        yield from _between_lists(path, old, new)
    else:
        yield Difference(path, _or_nothing(old), _or_nothing(new))


def _between_lists(path: str, old: tuple[Any, ...], new: tuple[Any, ...]) -> Iterator[Difference]:
    """Items that both have stand still; between them the first answers the first, and so on; what is over is new or
    gone."""
    for kind, from_old, to_old, from_new, to_new in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        pairs = min(to_old - from_old, to_new - from_new)
        for n in range(pairs):
            yield from _between(f"{path}/{from_new + n}", old[from_old + n], new[from_new + n])
        for n in range(from_old + pairs, to_old):
            yield Difference(f"{path}/{n}", old[n], None)
        for n in range(from_new + pairs, to_new):
            yield Difference(f"{path}/{n}", None, new[n])


def _or_nothing(value: Any) -> Any:
    return None if value in ("", ()) else value
