"""Asking rails other than the bank for what the book wishes: open a payment, let one go, give money back.

As with payments to the bank, the wish stands in the outbox with its event and is tried again with growing pauses until
the rail has it; our own name of the thing is the id of the request, so that asking twice does one thing. What a rail
declines for good goes back to the order.
"""

from datetime import datetime, timedelta
from typing import Final

import msgspec
import psycopg

from fairhold.acquiring.attempts import Asked
from fairhold.acquiring.outside import Outside
from fairhold.acquiring.port import Declined, RailAway, Request
from fairhold.book.outbox import Wish, begin, finish, postpone, rails_were_asked, wishes_for_rails
from fairhold.book.streams import load_events
from fairhold.cashier.sent import Sent
from fairhold.cashier.statements import NOT_NOW
from fairhold.desk import Asking, Desk
from fairhold.trade import ids
from fairhold.trade.money import money
from fairhold.trade.payment import FailPayment, Transfer
from fairhold.trade.payment_events import (
    ClaimAdvanced,
    CostShifted,
    PaymentFailed,
    PaymentStarted,
    RefundCalledOff,
    RefundOrdered,
    RefundRetried,
)
from fairhold.trade.stream import Command, Event
from fairhold.trade.who import BANK

ASKED_OF_RAILS: Final[tuple[type[Event], ...]] = (PaymentStarted, PaymentFailed)
"""Events whose wish is a rail's alone; those of refunds may be the bank's as well."""
_REFUNDS: Final[tuple[type[Event], ...]] = (RefundOrdered, CostShifted, ClaimAdvanced, RefundRetried)
REFUND_KINDS: Final = tuple(str(event.__struct_config__.tag) for event in _REFUNDS)
"""Wishes that may be the bank's, a rail's or both: the rail is asked first, and the bank takes what is left."""
KINDS: Final = (*(str(event.__struct_config__.tag) for event in ASKED_OF_RAILS), *REFUND_KINDS)
AGAIN_AFTER: Final = timedelta(seconds=5)
AGAIN_AFTER_MOST: Final = timedelta(hours=1)


class Wanted(msgspec.Struct, frozen=True):
    """One request to a rail, and what to ask of the order if the rail declines it (nothing: that it is declined is
    fine).
    """

    rail: str
    request: Request
    declined: Command | None = None


class RailReport(msgspec.Struct, frozen=True):
    """What came of a wish: what was asked of which rail, and why it waits or was declined."""

    payment: str
    rail: str
    action: str
    said: str = ""


def ask_rails(desk: Desk, connection: psycopg.Connection, outside: Outside, now: datetime) -> list[RailReport]:
    """Ask for everything that waits and is due."""
    reports: list[RailReport] = []
    for wish in wishes_for_rails(connection, KINDS, now):
        if any(one.attempt for one in transfers_of(wish.event)) and not begin(connection, wish):
            continue
        wanted = wanted_of(connection, wish, outside)
        asked = [_ask(desk, outside, wish, one) for one in wanted]
        reports += asked
        waits = next((one.said for one in asked if one.said.startswith(_WAITS)), "")
        if waits:
            pause = min(AGAIN_AFTER * 2 ** min(wish.attempts, 20), AGAIN_AFTER_MOST)
            postpone(connection, wish, now + pause, waits)
            continue
        rails_were_asked(connection, wish, now)
        if isinstance(wish.event, ASKED_OF_RAILS) or not goes_by_bank(wish.event):
            finish(connection, wish, now, "asked")
    return reports


_WAITS: Final = "waits: "


def _ask(desk: Desk, outside: Outside, wish: Wish, wanted: Wanted) -> RailReport:
    request = wanted.request
    report = RailReport(request.refund or request.payment, wanted.rail, request.action)
    rail = outside.rail(wanted.rail)
    if rail is None:
        return msgspec.structs.replace(report, said=f"{_WAITS}the settings have no address and secret of this rail")
    try:
        answer = rail.ask(request)
    except RailAway as error:
        return msgspec.structs.replace(report, said=f"{_WAITS}{error}")
    if not isinstance(answer, Declined) or wanted.declined is None:
        return report
    told = desk.ask(Asking(wish.stream_id, wanted.declined, BANK, f"declined:{request.id}"))
    if told.refused is not None and told.refused.code in NOT_NOW:
        return msgspec.structs.replace(report, said=f"{_WAITS}{told.refused.code}")
    return msgspec.structs.replace(report, said=f"declined: {answer.reason}")


def wanted_of(connection: psycopg.Connection, wish: Wish, outside: Outside) -> list[Wanted]:
    """The requests that a wish comes to; none if all of it is the bank's."""
    event = wish.event
    if isinstance(event, PaymentStarted):
        return [_authorise(wish.stream_id, event, outside)]
    if isinstance(event, PaymentFailed):
        return _cancel(connection, wish.stream_id, event)
    transfers = [transfer for transfer in transfers_of(event) if transfer.attempt]
    if not transfers:
        return []
    events = [kept.event for kept in load_events(connection, wish.stream_id)]
    started = {event.number: event for event in events if isinstance(event, PaymentStarted)}
    gone = {event.number for event in events if isinstance(event, RefundCalledOff)}
    return [_refund(wish.stream_id, one, started[one.attempt]) for one in transfers if one.number not in gone]


def transfers_of(event: Event) -> tuple[Transfer, ...]:
    """The transfers that an event orders, by whatever way."""
    if isinstance(event, (RefundOrdered, CostShifted, ClaimAdvanced)):
        return event.transfers
    return (event.transfer,) if isinstance(event, RefundRetried) else ()


def goes_by_bank(event: Event) -> bool:
    """Whether any of what an event orders goes by the bank."""
    return any(not transfer.attempt for transfer in transfers_of(event))


def _authorise(order_id: int, event: PaymentStarted, outside: Outside) -> Wanted:
    name = Asked(order_id, event.number).name
    order = ids.to_text(ids.ORDER_PREFIX, order_id)
    request = Request(
        id=f"{name}.authorise",
        action="authorise",
        payment=name,
        amount=money(event.amount, event.currency),
        fee=money(event.fee, event.currency),
        words=f"Order {order}",
        back=f"{outside.home}/orders/{order}" if outside.home else "",
    )
    return Wanted(event.rail, request, FailPayment(attempt=event.number, reason="declined by the rail"))


def _cancel(connection: psycopg.Connection, order_id: int, event: PaymentFailed) -> list[Wanted]:
    """Let go what a buyer may have paid although we gave it up; a rail that knows nothing of it declines."""
    started = _started(connection, order_id)[event.number]
    name = Asked(order_id, event.number).name
    amount = money(started.amount, started.currency)
    return [Wanted(started.rail, Request(id=f"{name}.cancel", action="cancel", payment=name, amount=amount))]


def _refund(order_id: int, transfer: Transfer, started: PaymentStarted) -> Wanted:
    sent = Sent("refund", order_id, transfer.number)
    request = Request(
        id=sent.name,
        action="refund",
        payment=Asked(order_id, transfer.attempt).name,
        amount=money(transfer.amount, started.currency),
        refund=sent.name,
    )
    return Wanted(started.rail, request, sent.bounce("declined by the rail"))


def _started(connection: psycopg.Connection, order_id: int) -> dict[int, PaymentStarted]:
    """The attempts of an order as they were started, by number."""
    events = (kept.event for kept in load_events(connection, order_id))
    return {event.number: event for event in events if isinstance(event, PaymentStarted)}
