"""What a supplier still gets: of each running order how much comes under which condition, and by which day if nobody
acts (PP20); and why it declined offers, counted (S1).

A condition is what the rules say of the order as it stands. Nothing is promised: a buyer may claim, a supplier be late.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Final

import msgspec
import psycopg

from fairhold.book import readings
from fairhold.book.readings import Filters
from fairhold.reading.supplier import is_yours
from fairhold.trade import ids
from fairhold.trade.agreement import releases_at_acceptance
from fairhold.trade.days import day_of
from fairhold.trade.deciding import due, policy_of
from fairhold.trade.money import Money, percent
from fairhold.trade.order import AWAY, CLOSED, RUNNING, Order, Stage, stage
from fairhold.trade.payout_schedule import next_due, schedule_of
from fairhold.trade.policy import Policies, Policy
from fairhold.trade.supplier import Supplier
from fairhold.trade.who import Role, Who

ORDERS_MAX: Final = 500
"""How many of the latest running orders a forecast looks at, and of those that ended and of which part is kept back."""
KEPT_BACK_MOST: Final = timedelta(days=1_000)
"""An order that has ended and still has money in the rolling reserve wakes within this time."""
DECLINED_MAX: Final = 1_000
"""How many of the latest orders without a deal the declines are counted over."""

CONDITIONS: Final[dict[str, str]] = {
    "hold": "When compliance lifts its hold.",
    "dispute": "What the dispute leaves to you, when it ends.",
    "after_dispute": "After the dispute, as before it.",
    "acceptance": "When the buyer accepts the goods before they leave, or lets the time pass.",
    "shipment": "When you ship, for the order is inside your limit.",
    "receipt": "When the buyer confirms receipt, or lets the time pass.",
    "claims": "When claims end: the limit does not cover this part.",
    "rolling": "When the time is over for which a part of what was paid by card is kept back against chargebacks.",
    "rail": "As soon as the payment's rail has paid it.",
    "unpaid": "The buyer has not paid it yet.",
}
"""Under which condition money comes, in words to the supplier."""
HELD: Final = frozenset(CONDITIONS) - {"unpaid"}
"""The conditions of money that was paid."""
SURE: Final = HELD - {"dispute"}
"""Those of money that comes in full unless something happens."""


class Coming(msgspec.Struct, frozen=True, kw_only=True):
    """Money of one order after the service fee. `day` is the last one before it comes by itself: None if it only comes
    when somebody acts.
    """

    order: str
    title: str
    amount: Money
    condition: str
    words: str
    day: date | None


class Sum(msgspec.Struct, frozen=True):
    """One currency: what is held for the supplier, the part of it that comes by itself, and what is not paid yet."""

    held: Money
    dated: Money
    unpaid: Money


class Declines(msgspec.Struct, frozen=True):
    """How many offers the supplier declined for one reason."""

    reason: str
    count: int


class Forecast(msgspec.Struct, frozen=True, kw_only=True):
    """What comes, the earliest first and what has no day last; `more`: older running orders are left out. Declines of
    the orders that were opened from `since` on. `payout_day` is the next on which what has come is paid out by itself,
    None if the supplier asks for each payout.
    """

    supplier: str
    day: date
    since: date
    payout_day: date | None
    sums: tuple[Sum, ...]
    coming: tuple[Coming, ...]
    more: bool
    declines: tuple[Declines, ...]


def read_forecast(
    connection: psycopg.Connection, who: Who, supplier_id: int, now: datetime, policies: Policies
) -> Forecast | None:
    """The forecast, to staff and to the supplier itself; None if there is no such supplier or it is another."""
    if not is_yours(who, supplier_id):
        return None
    today = day_of(now, policies.now.policy_tz)
    since = today - timedelta(days=policies.now.limit_window_days)
    seller = Who(Role.SUPPLIER, supplier_id)
    with readings.snapshot(connection, seller):
        if supplier_id not in readings.parties(connection, (supplier_id,)):
            return None
        running = Filters(stages=tuple(sorted(RUNNING)))
        numbers = readings.order_numbers(connection, seller, running, 0, ORDERS_MAX + 1)
        ended = Filters(stages=tuple(sorted(CLOSED)), deadline_before=now + KEPT_BACK_MOST)
        kept = readings.order_numbers(connection, seller, ended, 0, ORDERS_MAX + 1)
        found = readings.orders(connection, [*numbers[:ORDERS_MAX], *kept[:ORDERS_MAX]], now)
        supplier = readings.supplier(connection, supplier_id) or Supplier(id=supplier_id)
        declined = readings.declines(connection, supplier_id, since, DECLINED_MAX)
    coming = tuple(sorted((one for read in found.values() for one in comes(read.facts, policies)), key=_place))
    return Forecast(
        supplier=ids.to_text(ids.SUPPLIER_PREFIX, supplier_id),
        day=today,
        since=since,
        payout_day=next_due(schedule_of(supplier, policies.now), today),
        sums=sums(coming),
        coming=coming,
        more=max(len(numbers), len(kept)) > ORDERS_MAX,
        declines=tuple(Declines(reason, count) for reason, count in declined),
    )


def comes(order: Order, policies: Policies) -> Iterator[Coming]:
    """What of one order comes to its supplier, and when."""
    days = {one.name: one.day for one in due(order, policies)}
    policy = policy_of(order, policies)
    for condition, amount, day in _parts(order, policy, days):
        if amount:
            yield Coming(
                order=ids.to_text(ids.ORDER_PREFIX, order.id),
                title=order.terms.title,
                amount=Money(str(amount), order.currency),
                condition=condition,
                words=CONDITIONS[condition],
                day=day,
            )


def sums(coming: Iterable[Coming]) -> tuple[Sum, ...]:
    """The sums by currency."""
    rows = list(coming)
    made = []
    for currency in sorted({one.amount.currency for one in rows}):
        of = [one for one in rows if one.amount.currency == currency]
        held = sum(one.amount.minor for one in of if one.condition in HELD)
        dated = sum(one.amount.minor for one in of if one.condition in SURE and one.day is not None)
        unpaid = sum(one.amount.minor for one in of if one.condition not in HELD)
        made.append(Sum(Money(str(held), currency), Money(str(dated), currency), Money(str(unpaid), currency)))
    return tuple(made)


_Part = tuple[str, int, date | None]


def _parts(order: Order, policy: Policy, days: dict[str, date | None]) -> Iterator[_Part]:
    funds = order.funds
    for one in funds.kept_back:
        kept_days = timedelta(days=policy.rolling_reserve_card_days)
        yield "rolling", one.amount, None if order.hold is not None else one.since + kept_days
    if stage(order) in CLOSED:
        return
    disputed = funds.frozen + funds.disputed + funds.disputed_reserve
    if order.hold is not None:
        yield "hold", _net(funds.escrow, policy) + disputed + funds.reserve, None
    else:
        yield "dispute", disputed, days.get("dispute_max")
        yield from _escrow(order, policy, days)
        yield "claims", funds.reserve, days.get("claim_window")
    yield "unpaid", _net(order.due, policy), None


def _escrow(order: Order, policy: Policy, days: dict[str, date | None]) -> Iterator[_Part]:
    """What nobody froze: when it is released, and the part that then stays in reserve (M13, M13r, M14)."""
    amount, at = _net(order.funds.escrow, policy), stage(order)
    if order.dispute is not None:
        yield "after_dispute", amount, None
    elif at == Stage.RECEIVED:
        yield "rail", amount, None
    elif at not in AWAY and order.goods_accepted_on is None and releases_at_acceptance(order, policy):
        yield "acceptance", amount, days.get("preship_accept_ttl")
    elif at not in AWAY and order.early_release:
        yield "shipment", amount, None
    else:
        day = days.get("auto_confirm")
        covered = order.reserved - order.exposed
        kept = max(0, amount - covered) if policy.uncovered_reserve_until == "claim_window_end" else 0
        yield "receipt", amount - kept, day
        yield "claims", kept, None if day is None else day + timedelta(days=policy.claim_days_after_auto_confirm)


def _net(amount: int, policy: Policy) -> int:
    return amount - percent(amount, policy.service_fee_supplier_bp)


def _place(one: Coming) -> tuple[bool, date, str, str]:
    return one.day is None, one.day or date.max, one.order, one.condition
