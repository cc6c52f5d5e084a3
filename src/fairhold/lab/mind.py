"""What somebody of the simulation knows when deciding whether to ask for something. It decides nothing itself."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Final

import msgspec

from fairhold.lab.cast import Deal, Goods
from fairhold.lab.market import Market
from fairhold.trade.days import day_of
from fairhold.trade.ground import Ground
from fairhold.trade.order import Order
from fairhold.trade.stream import Command
from fairhold.trade.who import Role, Who

OVERDUE_DAYS: Final = 9
"""A buyer who has nothing in hand so many days after shipment claims that the goods never came."""


class Mind(msgspec.Struct, frozen=True):
    """What somebody knows when deciding: the order, the truth of it, the day, and chance."""

    deal: Deal
    order: Order
    market: Market
    who: Who
    dice: Random

    @property
    def today(self) -> date:
        """The policy's day."""
        return day_of(self.market.now, self.market.policy.policy_tz)

    def often(self, percent: int) -> bool:
        """True so many times of a hundred."""
        return self.dice.randrange(100) < percent

    @property
    def goods(self) -> Goods:
        """What the goods really are."""
        return self.deal.goods_of(self.order)

    @property
    def is_here(self) -> bool:
        """Whether this side still answers: who vanishes or takes the money and goes does not once it is paid."""
        side = self.deal.supplier if self.who.role == Role.SUPPLIER else self.deal.buyer
        gone = side.character == "vanishing" and self.goods == "nothing"
        return not gone or self.who.role not in (Role.SUPPLIER, Role.BUYER) or self.order.initial_funded_on is None

    @property
    def has_arrived(self) -> bool:
        """Whether the goods are at the buyer's."""
        sent = self.order.shipped_on
        return self.goods != "nothing" and sent is not None and self.today >= sent + timedelta(self.deal.transit_days)

    @property
    def due_back(self) -> tuple[Ground, int] | None:
        """The ground on which the truth gives the buyer money back, and how much of each hundred; None for none."""
        if self.order.shipped_on is not None:
            if self.goods == "faulty":
                return ("function_appearance", 50) if self.has_arrived else None
            late = self.goods == "nothing" and self.today > self.order.shipped_on + timedelta(OVERDUE_DAYS)
            return ("not_received", 100) if late else None
        return ("late_not_shipped", 100) if self.order.late_on is not None else None


Habit = tuple[Callable[[Mind], bool], Callable[[Mind], Command]]
"""When somebody wants it, and how it is filled in."""


def next_thought(order: Order, now: datetime, dice: Random) -> datetime:
    """When the people of an order look at it again: an inspector on the day of the visit, and hours after it began."""
    free = now + timedelta(hours=dice.randint(18, 96))
    visit = next((one for one in order.visits if one.is_open and one.on is not None), None)
    if visit is None or visit.on is None:
        return free
    if visit.begun_at is not None:
        return min(free, max(now, visit.begun_at) + timedelta(hours=4))
    day = datetime.combine(visit.on, time(9), UTC)
    return min(free, day) if day > now else free
