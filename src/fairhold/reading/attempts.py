"""An order's payments that a rail is asked for, as its parties see them: how far each is, and its name at the rail."""

from typing import Final

import msgspec

from fairhold.acquiring.attempts import Asked
from fairhold.trade.money import Money
from fairhold.trade.order import Order

STATE_TITLES: Final = {
    "started": "Waits for the buyer",
    "captured": "Taken, on its way",
    "cleared": "Paid",
    "failed": "Not paid",
    "reversed": "Taken back",
}
"""States of an attempt as people read them."""


class AttemptShown(msgspec.Struct, frozen=True, kw_only=True):
    """One attempt: `payment` is its name at the rail, on whose page the buyer pays `amount` and the `fee` on top."""

    number: int
    payment: str
    rail: str
    milestone: str
    amount: Money
    fee: Money
    state: str
    state_title: str


def attempts(order: Order) -> tuple[AttemptShown, ...]:
    """All of them, in the order in which they were started."""
    return tuple(
        AttemptShown(
            number=one.number,
            payment=Asked(order.id, one.number).name,
            rail=one.rail,
            milestone=one.milestone,
            amount=Money(str(one.amount), order.currency),
            fee=Money(str(one.fee), order.currency),
            state=one.state,
            state_title=STATE_TITLES[one.state],
        )
        for one in order.funds.attempts
    )
