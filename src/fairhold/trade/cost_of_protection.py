"""What protection costs a supplier on one order: the fee, and money that waits (S2, S15, PP20).

Pure arithmetic over days and sums; it promises nothing, for a buyer may pay late or claim. The initial payment is taken
to come on the first day, the balance when the goods leave.
"""

import msgspec

from fairhold.trade.money import percent

DAYS_A_YEAR = 365
_BASIS = 10_000


class Plan(msgspec.Struct, frozen=True, gc=False):
    """An order as its supplier expects it: sums in minor units, days of making and of the way, and what money costs it
    in ten-thousandths a year.
    """

    total: int
    initial: int
    making_days: int
    way_days: int
    rate_bp: int


class Held(msgspec.Struct, frozen=True, gc=False):
    """So much money that waits for so many days, and what that costs in minor units (half up)."""

    why: str
    amount: int
    days: int
    cost: int


class Cost(msgspec.Struct, frozen=True, gc=False):
    """What one order costs its supplier, in minor units: each wait, the service fee, and both together."""

    waits: tuple[Held, ...]
    fee: int
    together: int


def cost(plan: Plan, covered: int, early: bool, fee_bp: int, claim_days: int) -> Cost:
    """The cost of an order of which the limit covers `covered`.

    With `early` all of it goes out when the goods leave (M14); else at receipt, and what the limit does not cover
    `claim_days` later (M13r; 0 where nothing is kept back).
    """
    balance = plan.total - plan.initial
    waits = [_held("the initial payment, while the goods are made", plan.initial, plan.making_days, plan)]
    if not early:
        waits.append(_held("the initial payment, until receipt", plan.initial, plan.way_days, plan))
        waits.append(_held("the balance, until receipt", balance, plan.way_days, plan))
        above = max(0, plan.total - covered)
        waits.append(_held("what the limit does not cover, until claims end", above, claim_days, plan))
    kept = tuple(one for one in waits if one.amount and one.days)
    fee = percent(plan.total, fee_bp)
    return Cost(kept, fee, fee + sum(one.cost for one in kept))


def share_bp(amount: int, total: int) -> int:
    """An amount as a share of a total in ten-thousandths, rounded up: asked on top, it pays for the amount."""
    return -(-amount * _BASIS // total) if total else 0


def _held(why: str, amount: int, days: int, plan: Plan) -> Held:
    year = _BASIS * DAYS_A_YEAR
    return Held(why, amount, days, (2 * amount * days * plan.rate_bp + year) // (2 * year))
