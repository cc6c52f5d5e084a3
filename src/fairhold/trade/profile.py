"""What a supplier says of itself before anybody orders: its goods, what protection costs extra, what it never accepts.

Buyers read it before they choose (S2, S13, S77). It binds nobody: what holds is the contract that both sides sign. That
a contract asks for something the supplier does not accept is said to its author, and hinders nothing.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Final, Literal, get_args

import msgspec

from fairhold.trade.families import GoodsTerms, over
from fairhold.trade.money import Money, show
from fairhold.trade.spelled import per_cent
from fairhold.trade.terms import Contract

Kind = Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
About = Annotated[str, msgspec.Meta(max_length=1_000)]
Else = Annotated[str, msgspec.Meta(max_length=500)]
"""Texts without a NUL, for the facts of a supplier are also read as JSON by the database, which has none."""
GOODS_MAX: Final = 50
"""Kinds of goods that a supplier may name."""

TermName = Literal[
    "pre_shipment_coverage",
    "post_delivery_coverage",
    "balance_after_shipment",
    "late_damages",
    "part_shipments",
    "visit_before_shipment",
    "freight_and_duty_paid",
    "customised_goods",
    "pallets",
]
"""A term of a contract that a supplier may say it does not accept."""


class Profile(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """What a supplier says of itself.

    `surcharge_bp` is what it asks on top for a protected order, in basis points of the price (S2). `declines` are terms
    that it does not accept; neither does it accept a total below `order_least`, or an initial payment that is a smaller
    share of the total than `initial_least_bp`. `declines_else` says in words what else it does not accept.
    """

    goods: Annotated[tuple[Kind, ...], msgspec.Meta(max_length=GOODS_MAX)] = ()
    about: About = ""
    surcharge_bp: Annotated[int, msgspec.Meta(ge=0, le=10_000)] = 0
    declines: Annotated[tuple[TermName, ...], msgspec.Meta(max_length=len(get_args(TermName)))] = ()
    declines_else: Else = ""
    initial_least_bp: Annotated[int, msgspec.Meta(ge=0, le=10_000)] = 0
    order_least: Money | None = None


NOTHING_SAID: Final = Profile()


class Objection(msgspec.Struct, frozen=True, gc=False):
    """Something that a contract asks for and its supplier does not accept: the field, and a sentence about it."""

    field: str
    words: str


class _Declinable(msgspec.Struct, frozen=True):
    """A term as people call it, the contract's field, and whether a contract asks for it."""

    title: str
    field: str
    is_asked: Callable[[Contract], bool]


DECLINABLE: Final[Mapping[TermName, _Declinable]] = {
    "pre_shipment_coverage": _Declinable(
        "coverage before shipment", "/coverage", lambda contract: contract.coverage == "pre_shipment"
    ),
    "post_delivery_coverage": _Declinable(
        "coverage after delivery", "/coverage", lambda contract: contract.coverage == "post_delivery"
    ),
    "balance_after_shipment": _Declinable(
        "payment of the balance after shipment",
        "/balance_after_shipment",
        lambda contract: contract.balance_after_shipment,
    ),
    "late_damages": _Declinable(
        "damages for late shipment", "/late_damages", lambda contract: contract.late_damages is not None
    ),
    "part_shipments": _Declinable("shipment in parts", "/part_shipments", lambda contract: contract.part_shipments),
    "visit_before_shipment": _Declinable(
        "an inspection before shipment", "/inspection", lambda contract: contract.inspection is not None
    ),
    "freight_and_duty_paid": _Declinable(
        "delivery with duty paid (DDP)", "/incoterm", lambda contract: contract.incoterm == "DDP"
    ),
    "customised_goods": _Declinable(
        "goods made to order",
        "/goods/customisation",
        lambda contract: any(one.customisation for one in _goods(contract)),
    ),
    "pallets": _Declinable(
        "packing on pallets",
        "/goods/packaging/pallet",
        lambda contract: any(one.packaging is not None and one.packaging.pallet for one in _goods(contract)),
    ),
}
"""Every term that can be declined, and how a contract shows that it asks for it."""


def objections(profile: Profile, contract: Contract) -> Iterator[Objection]:
    """What of a contract its supplier does not accept by its own profile: terms first, then sums."""
    for name in profile.declines:
        term = DECLINABLE[name]
        if term.is_asked(contract):
            yield Objection(term.field, f"The supplier does not accept {term.title}.")
    least = profile.order_least
    if least is not None and least.currency == contract.currency and contract.total.minor < least.minor:
        yield Objection("/total", f"The supplier takes orders from {show(least.minor, least.currency)}.")
    if contract.initial.minor * 10_000 < contract.total.minor * profile.initial_least_bp:
        yield Objection("/initial", f"The supplier wants {per_cent(profile.initial_least_bp)} or more paid first.")


def _goods(contract: Contract) -> Iterator[GoodsTerms]:
    """The typed terms about goods, of each line."""
    return (over(contract.goods, line.terms) for line in contract.lines)
