"""What a ring that trades with itself could vanish with under the bounded model, against the fees it paid for it.

The staged rings of standards 6.1: sixty orders of 9,000 over a year, with three shells (E7), with thirty that nobody
noticed (E10), and with thirty that were. No dice: the same policy, the same figures. A house that takes no fee leaves a
ring nothing, unless it keeps a reserve for what is unsecured; then the figures say how much one ring could take of it.
"""

from datetime import date, timedelta
from decimal import ROUND_FLOOR, Decimal
from typing import Final

import msgspec

from fairhold.limit import bounded
from fairhold.limit.history import Past, Standing
from fairhold.limit.models import weight
from fairhold.trade import ids
from fairhold.trade.days import day_of
from fairhold.trade.link import Link, LinkState
from fairhold.trade.money import EXPONENTS
from fairhold.trade.policy import Policy
from fairhold.trade.supplier_events import OrderCounted

ORDERS: Final = 60
DAYS_BETWEEN_ORDERS: Final = 6
ORDER_MAJOR: Final = 9_000
KNOWN_DAYS: Final = 1_000
"""The shells were on the platform for so long that they are nobody's new buyers."""
DIAL_FEE_BP: Final = 250
"""The fee that the default dial is made for (standards 6.1: at most one and a half times it)."""
FIRST_SHELL: Final = 1 << 30
RINGS: Final[tuple[tuple[str, int, LinkState | None], ...]] = (
    ("3 shells, unnoticed", 3, None),
    ("30 shells, unnoticed", 30, None),
    ("30 shells, suspected", 30, "suspected"),
    ("30 shells, confirmed", 30, "confirmed"),
)
"""Each ring: its name, how many shells it buys through, and what is known about them."""


class Ring(msgspec.Struct, frozen=True):
    """A staged ring under a policy. Money is in minor units of the currency of the limit.

    `taken` is the unsecured part of its limit, all that it could vanish with; caps and the growth cap would leave it
    less. `fees` are what it paid on its own orders, `gain` is what is won by vanishing. `break_even_bp` is the dial
    (`limit_g_bp`) above which it would gain; None where nothing of its trade counts.
    """

    name: str
    shells: int
    taken: int
    fees: int
    gain: int
    break_even_bp: int | None


def staged(policy: Policy) -> tuple[Ring, ...]:
    """Every ring under the bounded model with this policy's dial, fee and weights."""
    under = msgspec.structs.replace(policy, limit_model="bounded")
    return tuple(_ring(name, shells, state, under) for name, shells, state in RINGS)


def _ring(name: str, shells: int, state: LinkState | None, policy: Policy) -> Ring:
    day = day_of(ids.born_at(FIRST_SHELL), policy.policy_tz) + timedelta(days=KNOWN_DAYS)
    past = tuple(_past(number, shells, state, day, policy) for number in range(ORDERS))
    taken = bounded.compute(past, Standing(), day, policy).raw
    fees = sum(one.value for one in past) * policy.service_fee_supplier_bp // 10_000
    return Ring(name, shells, taken, fees, taken - fees, _break_even(past, day, fees, policy))


def _past(number: int, shells: int, state: LinkState | None, day: date, policy: Policy) -> Past:
    """An order that went well, each with the next shell; the last one ended half a step ago."""
    buyer = FIRST_SHELL + number % shells
    ended = day - timedelta(days=DAYS_BETWEEN_ORDERS * number + DAYS_BETWEEN_ORDERS // 2)
    counted = OrderCounted(
        order=number + 1,
        buyer=buyer,
        currency=policy.limit_currency,
        value=ORDER_MAJOR * 10 ** EXPONENTS[policy.limit_currency],
        failed=0,
        on_time=True,
        lost=False,
        day=ended,
    )
    link = None if state is None else Link(buyer, state, ("same_account",))
    return Past(counted.order, buyer, ended, counted.value, weight_bp=weight(counted, link, policy))


def _break_even(past: tuple[Past, ...], day: date, fees: int, policy: Policy) -> int | None:
    """The dial at which what could be taken is what was paid, rounded down to a basis point: the limit is `g` times
    the rest.
    """
    whole = msgspec.structs.replace(policy, limit_g_bp=10_000, limit_g_reserve_bp=10_000)
    rest = bounded.compute(past, Standing(), day, whole).raw
    if not rest:
        return None
    return int((Decimal(10_000) * fees / rest).to_integral_value(ROUND_FLOOR))
