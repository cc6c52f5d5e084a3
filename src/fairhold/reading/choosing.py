"""Before one chooses a supplier: what to look at, point by point, and what protection costs and brings (S2, S12-S15).

Each point says how it looks and why; none of them decides. Protection succeeds where evidence meets clear terms, and
does not replace a reliable supplier (S76, S77).
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Final, Literal

import msgspec
import psycopg

from fairhold.reading.badge import Share
from fairhold.reading.directory import RankShown, SupplierFound, read_found
from fairhold.trade.money import Money, money, percent, show
from fairhold.trade.policy import Policy
from fairhold.trade.rail import Row
from fairhold.trade.spelled import per_cent

Outcome = Literal["good", "careful", "bad", "unknown"]


class Point(msgspec.Struct, frozen=True):
    """One thing to look at: its name, how it looks, a sentence, and the rule."""

    name: str
    outcome: Outcome
    words: str
    rule: str


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """An order with and without protection (S2), in the limit's currency: the price, what the supplier asks on top,
    and both sums. `brings` says what is had for it, `without` what is not had otherwise.
    """

    price: Money
    surcharge: Money
    share: str
    with_protection: Money
    most: str
    brings: tuple[str, ...]
    without: tuple[str, ...]


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """One supplier before it is chosen: as the directory has it, its rank, what to look at, and for a value what
    protection costs.
    """

    supplier: SupplierFound
    rank: RankShown
    points: tuple[Point, ...]
    comparison: Comparison | None


def read_choice(
    connection: psycopg.Connection, supplier_id: int, policy: Policy, value: int | None = None
) -> Choice | None:
    """The choice for everybody who is logged in, for an order of `value` in minor units of the limit's currency if one
    is given; None if the supplier is not in the directory.
    """
    found = read_found(connection, supplier_id, policy)
    if found is None:
        return None
    shown, ranked, surcharge_bp = found
    return Choice(
        supplier=shown,
        rank=ranked,
        points=points(shown, ranked.orders, policy, value),
        comparison=None if value is None else compared(value, surcharge_bp, policy),
    )


def points(one: SupplierFound, orders: int, policy: Policy, value: int | None) -> tuple[Point, ...]:
    """What to look at of a supplier with so many ended orders, for an order of a value if one is given."""
    return tuple(look(one, orders, policy, value) for look in _LOOKS)


def compared(value: int, surcharge_bp: int, policy: Policy) -> Comparison:
    """What protection costs on top of a price, and what it brings."""
    currency = policy.limit_currency
    surcharge = percent(value, surcharge_bp)
    return Comparison(
        price=money(value, currency),
        surcharge=money(surcharge, currency),
        share=per_cent(surcharge_bp),
        with_protection=money(value + surcharge, currency),
        most=per_cent(policy.surcharge_max_bp),
        brings=_BRINGS,
        without=_WITHOUT,
    )


_BRINGS: Final = (
    "The money waits in the order's own account until the contract's event, and comes back if nothing is shipped.",
    "A claim is decided by the terms that both signed, and paid from what is held or inside the supplier's limit.",
)
_WITHOUT: Final = (
    "Money paid past the order's account is not protected, and nobody decides a claim on it.",
    "A wrong supplier costs its whole price, not only the time.",
)


def _limit(one: SupplierFound, orders: int, policy: Policy, value: int | None) -> Point:
    limit, free = one.limit.minor, one.free.minor
    said = f"{show(free, policy.limit_currency)} of {show(limit, policy.limit_currency)} is free"
    if one.suspended or not limit:
        words = "The limit is suspended." if one.suspended else "It has no limit."
        return Point(
            "limit", "bad", f"{words} It gets nothing before delivery, and nothing is guaranteed after.", "S12"
        )
    if value is None:
        return Point("limit", "unknown", f"{said}: pick a supplier whose free limit is above your order.", "S13, S14")
    if value <= free:
        return Point("limit", "good", f"{said}, which covers your order.", "S13, S14")
    words = "its money stays frozen until delivery, and many suppliers decline that"
    return Point("limit", "careful", f"{said}, less than your order: {words}.", "S15")


def _past(one: SupplierFound, orders: int, policy: Policy, value: int | None) -> Point:
    least = policy.choose_orders_count
    if orders < least:
        words = f"{orders or 'No'} {'order has' if orders in (0, 1) else 'orders have'} ended: that says little."
        return Point("past", "unknown" if not orders else "careful", f"{words} Begin with a small order.", "S13, S77")
    return Point("past", "good", f"{orders} orders have ended lately: {one.grade}.", "S13, S77")


def _on_time(one: SupplierFound, orders: int, policy: Policy, value: int | None) -> Point:
    share, wanted = one.on_time, policy.choose_on_time_bp
    if share.share is None:
        return Point("on_time", "unknown", "Nothing is known of its shipping yet.", "S77")
    outcome: Outcome = "good" if _bp(share.least) >= wanted else "bad" if _bp(share.most) < wanted else "careful"
    return Point("on_time", outcome, f"{_said(share)} left on time; look for {per_cent(wanted)} or more.", "S77")


def _lost(one: SupplierFound, orders: int, policy: Policy, value: int | None) -> Point:
    share, most = one.lost, policy.choose_lost_bp
    if share.share is None:
        return Point("lost", "unknown", "Nothing is known of disputes yet.", "S77")
    outcome: Outcome = "good" if _bp(share.most) <= most else "bad" if _bp(share.least) > most else "careful"
    words = f"{_said(share)} ended by its fault or with a dispute lost; look for {per_cent(most)} or less."
    return Point("lost", outcome, words, "S76, S77")


def _contracts(one: SupplierFound, orders: int, policy: Policy, value: int | None) -> Point:
    if one.contracts is None:
        words = "It has signed no contract here yet. Write terms that can be measured."
        return Point("contracts", "unknown", words, "S77")
    good = int(one.contracts) >= policy.choose_contract_points
    words = f"Its last contracts could be proved to {one.contracts} of 100"
    tail = "." if good else ": ask for clear terms, for evidence succeeds only against those."
    return Point("contracts", "good" if good else "careful", words + tail, "S77")


def _terms(one: SupplierFound, orders: int, policy: Policy, value: int | None) -> Point:
    if not one.profile.not_accepted:
        return Point("terms", "good", "It has ruled no terms out.", "S1")
    return Point("terms", "careful", f"It does not accept {'; '.join(one.profile.not_accepted)}.", "S1")


def _rails(one: SupplierFound, orders: int, policy: Policy, value: int | None) -> Point:
    taken = one.profile.rails
    names = list(policy.rails) if taken is None else [each.rail for each in taken if each.rail in policy.rails]
    if not names:
        return Point("rails", "bad", "It takes none of the protected ways to pay.", "S38, S48")
    rows: list[Row] = [policy.rails[name] for name in names]
    words = f"It takes {', '.join(row.title for row in rows)}. Pay only by these, into the order's own account."
    return Point("rails", "good", words, "S38, S48")


def _surcharge(one: SupplierFound, orders: int, policy: Policy, value: int | None) -> Point:
    if one.profile.surcharge is None:
        return Point("surcharge", "good", "It asks nothing on top for protection.", "S2")
    words = f"It asks {one.profile.surcharge} on top for protection: compare the whole price with other suppliers'."
    return Point("surcharge", "careful", words, "S2")


_LOOKS: Final[tuple[Callable[[SupplierFound, int, Policy, int | None], Point], ...]] = (
    _limit,
    _past,
    _on_time,
    _lost,
    _contracts,
    _terms,
    _rails,
    _surcharge,
)
"""What to look at, in this order."""


def _bp(share: str) -> int:
    return int(Decimal(share) * 100)


def _said(share: Share) -> str:
    return f"{share.share} % ({share.least} to {share.most} %)"
