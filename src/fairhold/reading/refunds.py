"""Refunds that came back, as staff reads them: where they went, and which other account waits for a second person.

Bank details are staff's alone: to a company or an inspector there is nothing here.
"""

from datetime import datetime
from typing import Final

import msgspec

from fairhold.trade.money import Money
from fairhold.trade.order import Order
from fairhold.trade.payment import PayeeChange, Payer
from fairhold.trade.who import Role, Who

_READERS: Final = frozenset({Role.TREASURY, Role.COMPLIANCE, Role.OPERATOR, Role.AUDITOR})
"""The roles of staff that have to do with where money goes."""


class PayeeProposed(msgspec.Struct, frozen=True, kw_only=True):
    """Another account for a refund, and how its name compares with the `known` one: `same`, `close` or `differs`. Agree
    to it by `digest`, before `until`.
    """

    payee: Payer
    names: str
    known: str
    by: str
    at: datetime
    until: datetime
    digest: str


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
    if who.role not in _READERS:
        return ()
    funds = order.funds
    changes = {one.number: one for one in funds.payee_changes}
    return tuple(
        RefundBack(
            number=one.number,
            amount=Money(str(one.amount), order.currency),
            payee=one.payee,
            proposed=_proposed(changes[one.number]) if one.number in changes else None,
            unclaimed=one.number in funds.unclaimed,
        )
        for one in funds.transfers
        if one.number in funds.bounced
    )


def _proposed(change: PayeeChange) -> PayeeProposed:
    return PayeeProposed(
        payee=change.payee,
        names=change.names.outcome,
        known=change.names.known,
        by=change.proposal.maker,
        at=change.proposal.at,
        until=change.proposal.until,
        digest=change.proposal.digest,
    )
