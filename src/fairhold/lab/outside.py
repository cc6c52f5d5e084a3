"""What banks, card schemes and lenders do of themselves, and when: they ask the order as their notices would.

Each thing is done once, so long after the simulation first saw that it was to be done. It may be refused, as in life.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Final, Literal, NamedTuple

from fairhold.lab.cast import Deal
from fairhold.lab.market import Market
from fairhold.trade.inspection import SettleInspector
from fairhold.trade.money import money
from fairhold.trade.order import Order
from fairhold.trade.payment import (
    Attempt,
    CapturePayment,
    ClearPayment,
    ClearRefund,
    CloseChargeback,
    NotifyChargeback,
    Payer,
    ReversePayment,
    SettleRefund,
)
from fairhold.trade.stream import Command
from fairhold.trade.who import BANK

AT_ONCE: Final = timedelta(0)
CAPTURE: Final = timedelta(hours=2)
CLEARING: Final = timedelta(days=2)
LOAN_TAKEN_BACK: Final = timedelta(hours=40)
"""Within the forty-eight hours that a lender has."""
CASE: Final = timedelta(days=35)
"""How long a card scheme takes to decide a chargeback."""
RIGHT_OF_100: Final = 80
"""Of a hundred chargebacks the scheme decides so many as the goods were."""


class Act(NamedTuple):
    """Something to be done: its name in the order, which is its bank line's too, how long it takes, and the asking."""

    name: str
    takes: timedelta
    command: Command


class Outside:
    """The world outside one marketplace."""

    def __init__(self, market: Market) -> None:
        self.market = market
        self.seen: dict[str, datetime] = {}
        self.done: set[str] = set()

    def pass_by(self, deal: Deal) -> None:
        """Everything is done that is due on an order."""
        for at, act in self._waiting(deal):
            if at <= self.market.now:
                self.done.add(act.name)
                self.market.ask(deal.id, act.command, BANK)

    def next(self, deal: Deal) -> datetime | None:
        """When something is due on an order; None if nothing is, as things stand."""
        return min((at for at, _ in self._waiting(deal)), default=None)

    def _waiting(self, deal: Deal) -> list[tuple[datetime, Act]]:
        acts = [act for act in acts_of(deal, self.market.orders[deal.id]) if act.name not in self.done]
        return [(self.seen.setdefault(act.name, self.market.now) + act.takes, act) for act in acts]


def acts_of(deal: Deal, order: Order) -> Iterator[Act]:
    """All that is to be done about an order as it stands."""
    for one in order.funds.attempts:
        yield from _attempt(deal, order, one)
    for case in order.funds.chargebacks:
        name = f"{deal.id} case {case.number}"
        yield Act(
            name, CASE, CloseChargeback(outcome=_outcome(deal, order, case.number), line=name, number=case.number)
        )
    for transfer in order.funds.transfers:
        name = f"{deal.id} refund {transfer.number}"
        yield Act(name, AT_ONCE, SettleRefund(number=transfer.number, line=name))
    for number in order.funds.unsettled:
        name = f"{deal.id} refund {number} taken"
        yield Act(name, CLEARING, ClearRefund(number=number, line=name))
    for visit in order.visits:
        if visit.owed:
            name = f"{deal.id} visit {visit.number}"
            yield Act(name, AT_ONCE, SettleInspector(visit=visit.number, line=name))


def _attempt(deal: Deal, order: Order, one: Attempt) -> Iterator[Act]:
    name = f"{deal.id} {one.kind} {one.number} {one.state}"
    if one.state == "started":
        payer = Payer(deal.buyer.who.person, deal.pays_from, "")
        yield Act(name, CAPTURE, CapturePayment(attempt=one.number, payer=payer))
    elif one.state == "captured" and one.kind == "pay_later" and deal.taken_back_days:
        yield Act(name, LOAN_TAKEN_BACK, ReversePayment(attempt=one.number, line=name, reason="no credit after all"))
    elif one.state == "captured":
        yield Act(name, CLEARING, ClearPayment(attempt=one.number, cost=money(one.fee, order.currency), line=name))
    elif one.state == "cleared" and one.kind == "card" and deal.taken_back_days:
        amount = money(one.amount, order.currency)
        taken = NotifyChargeback(amount=amount, line=name, attempt=one.number)
        yield Act(name, timedelta(days=deal.taken_back_days), taken)


def _outcome(deal: Deal, order: Order, number: int) -> Literal["won", "lost"]:
    """Won is the supplier's case; mostly as the goods were."""
    right = Random(f"case {deal.id} {number}").randrange(100) < RIGHT_OF_100
    delivered = order.shipped_on is not None and deal.goods_of(order) == "good"
    return "won" if delivered == right else "lost"
