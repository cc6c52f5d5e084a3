"""What it costs a supplier that an order's money stays frozen until delivery (S15, SC3): days and money. It moves none.

An order above the free limit is neither released at shipment nor when the buyer accepts the goods before that. The days
are those from shipment until receipt is confirmed by time, which is the longest that a buyer who says nothing can take.
"""

from collections.abc import Callable

import msgspec

from fairhold.trade.money import show
from fairhold.trade.policy import Policy
from fairhold.trade.spelled import per_cent
from fairhold.trade.terms import Contract

YEAR_DAYS = 365
BP = 10_000


class Freeze(msgspec.Struct, frozen=True, gc=False):
    """An order above the free limit: so much of it is `above`, in minor units; all of it comes up to `days` later, and
    `cost` is what money costs in that time.
    """

    currency: str
    total: int
    free: int
    days: int
    cost: int
    yearly_bp: int

    @property
    def above(self) -> int:
        """The part of the total that the free limit does not cover."""
        return self.total - self.free

    @property
    def words(self) -> str:
        """The sentence that a supplier reads before it ticks, and a buyer before it proposes."""
        said = f"The order is {show(self.above, self.currency)} above the supplier's free limit."
        if not self.days:
            return f"{said} Its money would not come before delivery anyway."
        yearly = per_cent(self.yearly_bp)
        late = f"{show(self.total, self.currency)} come up to {self.days} days later than at shipment"
        return f"{said} Frozen until delivery, {late}: about {show(self.cost, self.currency)} at {yearly} a year."


def freeze(contract: Contract, free: int, policy: Policy) -> Freeze | None:
    """What the tick of S15 means for an order with so much of the limit free; None if the order is within it.

    The cost is rounded up to a minor unit.
    """
    total = contract.total.minor
    if total <= free:
        return None
    days = window_days(policy, contract.shipping_method) if _comes_sooner(contract, policy) else 0
    cost = -(-total * days * policy.frozen_cost_yearly_bp // (YEAR_DAYS * BP))
    return Freeze(contract.currency, total, free, days, cost, policy.frozen_cost_yearly_bp)


def _comes_sooner(contract: Contract, policy: Policy) -> bool:
    """Whether money of an order within the limit comes before delivery at all (M13, M14)."""
    at_acceptance = contract.coverage == "pre_shipment" and policy.release_event_pre == "pre_ship_acceptance"
    return at_acceptance or policy.early_release == "within_limit"


def window_days(policy: Policy, method: str) -> int:
    """Days after actual shipment until receipt is confirmed by time, by way of shipping (S54)."""
    return _WINDOWS[method](policy)


_WINDOWS: dict[str, Callable[[Policy], int]] = {
    "express": lambda p: p.auto_confirm_express_days,
    "air": lambda p: p.auto_confirm_air_days,
    "sea": lambda p: p.auto_confirm_sea_days,
    "land": lambda p: p.auto_confirm_land_days,
    "post": lambda p: p.auto_confirm_post_days,
}
