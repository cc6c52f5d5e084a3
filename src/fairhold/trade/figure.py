"""How a figure of the policy is declared: its bounds, its unit, its meaning and where it comes from.

The policy and the rows of its rails are made of these; the reference page is written from them. No figure stands here.
"""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Final, Literal, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta

CurrencyCode = Annotated[str, Meta(pattern=r"^[A-Z]{3}(?!\n)$")]
"""The code of a currency as it is spelled; whether there is one is for `money.EXPONENTS` to say."""

CountryCode = Annotated[str, Meta(pattern=r"^[A-Z]{2}(?!\n)$")]
"""An ISO 3166 alpha-2 code as it is spelled."""

MINOR_MAX: Final = 100_000_000
"""The largest amount that a policy may name, in minor units."""

MinorUnits = Annotated[int, Meta(ge=0, le=MINOR_MAX)]


def days(at_least: int, at_most: int, source: str, meaning: str) -> Meta:
    """A number of days."""
    return Meta(ge=at_least, le=at_most, description=meaning, extra={"unit": "days", "source": source})


def number(unit: str, at_least: int, at_most: int, source: str, meaning: str) -> Meta:
    """A number of anything else."""
    return Meta(ge=at_least, le=at_most, description=meaning, extra={"unit": unit, "source": source})


def choice(source: str, meaning: str, unit: str = "choice") -> Meta:
    """One of several words, or a list or table of them."""
    return Meta(description=meaning, extra={"unit": unit, "source": source})


def yes_no(source: str, meaning: str) -> Meta:
    """A switch."""
    return choice(source, meaning, "yes or no")


class Described(msgspec.Struct, frozen=True):
    """One figure as the reference shows it. `allowed` is a range or the choices, empty where the unit says it all."""

    name: str
    unit: str
    default: str
    allowed: str
    meaning: str
    source: str


def described(defaults: msgspec.Struct, shown: Callable[[Any], str]) -> list[Described]:
    """Every figure of a struct, in its order, with its default as `shown` shows it."""
    hints = get_type_hints(type(defaults), include_extras=True)
    return [_described(name, shown(getattr(defaults, name)), hints[name]) for name in defaults.__struct_fields__]


def _described(name: str, default: str, annotation: Any) -> Described:
    kind, *metas = get_args(annotation)
    meta = next(meta for meta in metas if meta.extra)
    told: Mapping[str, str] = meta.extra
    return Described(name, told["unit"], default, _allowed(kind, meta), meta.description, told["source"])


def _allowed(kind: Any, meta: Meta) -> str:
    if get_origin(kind) is tuple:
        kind = get_args(kind)[0]
    if get_origin(kind) is Literal:
        return ", ".join(f"`{choice}`" for choice in get_args(kind))
    return "" if meta.ge is None else f"{meta.ge} to {meta.le}"
