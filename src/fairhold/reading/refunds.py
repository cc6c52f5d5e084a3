"""Refunds that came back, as staff reads them: where they went, and which other account waits for a second person.

Bank details are staff's alone: to a company or an inspector there is nothing here.
"""

import msgspec

from fairhold.reading.payees import READERS, PayeeProposed, payee_proposed
from fairhold.trade.money import Money
from fairhold.trade.order import Order
from fairhold.trade.payment import Payer
from fairhold.trade.who import Who


class RefundBack(msgspec.Struct, frozen=True, kw_only=True):
    """A refund that no bank carried out, and where it should have gone; None is `proposed` where nothing waits.
    `unclaimed` says that nobody found its owner in the legal time (M35).
    """

    number: int
    amount: Money
    payee: Payer
    proposed: PayeeProposed | None
    unclaimed: bool


def refunds_back(order: Order, who: Who) -> tuple[RefundBack, ...]:
    """The refunds of an order that wait for treasury."""
    if who.role not in READERS:
        return ()
    funds = order.funds
    changes = {one.number: one for one in funds.payee_changes}
    return tuple(
        RefundBack(
            number=one.number,
            amount=Money(str(one.amount), order.currency),
            payee=one.payee,
            proposed=payee_proposed(changes[one.number]) if one.number in changes else None,
            unclaimed=one.number in funds.unclaimed,
        )
        for one in funds.transfers
        if one.number in funds.bounced
    )
