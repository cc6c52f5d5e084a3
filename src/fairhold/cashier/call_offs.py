"""Refunds that no rail was asked for yet when the rail took their payment back: they are not sent (I5, M28, M30).

The wish of the refund is held first, so that no process asks a rail for it meanwhile; then the order is asked to call
it off, which it does if the buyer owes; then what is left of the wish goes on. A process that dies in between leaves
the wish of the notice waiting, and the next round does all of it again.
"""

from datetime import datetime

import psycopg

from fairhold.book.outbox import claim, finish, free, hold
from fairhold.book.streams import load_events
from fairhold.cashier.matches import BORROWED_FOR
from fairhold.cashier.rails import transfers_of
from fairhold.cashier.sent import Sent
from fairhold.cashier.statements import NOT_NOW
from fairhold.desk import Asking, Desk
from fairhold.trade.payment import CallOffRefund
from fairhold.trade.payment_events import ChargebackNotified, PaymentReversed, RefundRetried
from fairhold.trade.who import BANK

KINDS = tuple(str(event.__struct_config__.tag) for event in (PaymentReversed, ChargebackNotified))


def call_off_refunds(desk: Desk, connection: psycopg.Connection, now: datetime) -> list[str]:
    """Call off what can still be called off; the names of those refunds. Done before rails are asked for anything."""
    called_off: list[str] = []
    for wish in claim(connection, KINDS, now, now + BORROWED_FOR):
        assert isinstance(wish.event, (PaymentReversed, ChargebackNotified))
        done = _call_off(desk, connection, wish.stream_id, wish.seq) if wish.event.owed else []
        if done is not None:
            finish(connection, wish, now, "done")
            called_off += done
    return called_off


def _call_off(desk: Desk, connection: psycopg.Connection, order: int, seq: int) -> list[str] | None:
    """The refunds of an order that are called off; None if that must be tried again."""
    done: list[str] = []
    for kept in load_events(connection, order):
        numbers = [one.number for one in transfers_of(kept.event) if one.attempt]
        if isinstance(kept.event, RefundRetried) or not numbers or not hold(connection, order, kept.seq):
            continue
        for number in numbers:
            sent = Sent("refund", order, number)
            key = f"call off:{seq}:{sent.name}"
            refused = desk.ask(Asking(order, CallOffRefund(number=number), BANK, key)).refused
            if refused is not None and refused.code in NOT_NOW:
                return None
            done += [sent.name] if refused is None else []
        free(connection, order, kept.seq)
    return done
