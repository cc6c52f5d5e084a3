"""Carrying matched money from suspense to its order, in two steps, because the order may live elsewhere (M7b).

The remittance let go of the money in an event; here the order is asked to take it, and the remittance is told. A wish
is borrowed for a while, so that no two processes ask at once, and only while its remittance still waits is the order
asked: otherwise an order that said no could say yes later, when the money is back in suspense. Money on the house's
own account is told here, too, what the house has moved of it (M9b).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec
import psycopg

from fairhold.book.outbox import Wish, claim, finish, postpone
from fairhold.book.streams import Recorded, load_events
from fairhold.cashier.statements import NOT_NOW
from fairhold.desk import Asking, Desk
from fairhold.trade import ids
from fairhold.trade.misdirected import NoteMove
from fairhold.trade.money import money
from fairhold.trade.payment import RecordPayment, Relation
from fairhold.trade.remittance import ConfirmMatch, UndoMatch
from fairhold.trade.remittance_events import (
    AppliedToHouse,
    MatchConfirmed,
    MatchUndone,
    RemittanceMatched,
    ReviewCleared,
)
from fairhold.trade.who import CLOCK

KINDS = (str(RemittanceMatched.__struct_config__.tag),)
MOVES = (str(AppliedToHouse.__struct_config__.tag),)
BORROWED_FOR = timedelta(minutes=5)
AGAIN_AFTER = timedelta(seconds=10)


class Carried(msgspec.Struct, frozen=True):
    """What came of one match: the order took the money (`refused` empty) or why it is in suspense again."""

    remittance: str
    order: str
    refused: str


def carry_matches(desk: Desk, connection: psycopg.Connection, now: datetime) -> list[Carried]:
    """Carry every match that waits; `now` is the wall's time."""
    carried = (_carry(desk, connection, wish, now) for wish in claim(connection, KINDS, now, now + BORROWED_FOR))
    return [one for one in carried if one is not None]


def _carry(desk: Desk, connection: psycopg.Connection, wish: Wish, now: datetime) -> Carried | None:
    event = wish.event
    assert isinstance(event, RemittanceMatched)
    history = load_events(connection, wish.stream_id)
    if not _still_waits(history, wish):
        finish(connection, wish, now, "over")
        return None
    remittance = ids.to_text(ids.REMITTANCE_PREFIX, wish.stream_id)
    key = f"match:{remittance}:{wish.seq}"
    payment = RecordPayment(
        amount=money(event.amount, event.currency),
        line=event.line,
        payer=event.payer,
        remittance=remittance,
        relation=_relation(history),
    )
    taken = desk.ask(Asking(event.order, payment, CLOCK, key))
    if taken.refused is not None and taken.refused.code in NOT_NOW:
        postpone(connection, wish, now + AGAIN_AFTER, taken.refused.code)
        return None
    reason = "" if taken.refused is None else taken.refused.code
    command = UndoMatch(reason=reason) if reason else ConfirmMatch()
    told = desk.ask(Asking(wish.stream_id, command, CLOCK, key))
    if told.refused is not None:
        postpone(connection, wish, now + AGAIN_AFTER, told.refused.code)
        return None
    finish(connection, wish, now, reason or "taken")
    return Carried(remittance, ids.to_text(ids.ORDER_PREFIX, event.order), reason)


def note_moves(desk: Desk, connection: psycopg.Connection, now: datetime) -> None:
    """Tell money on the house's own account what top-ups have brought of it; `now` is the wall's time."""
    for wish in claim(connection, MOVES, now, now + BORROWED_FOR):
        assert isinstance(wish.event, AppliedToHouse)
        said = _note_move(desk, wish.event, ids.to_text(ids.REMITTANCE_PREFIX, wish.stream_id))
        if said in NOT_NOW:
            postpone(connection, wish, now + AGAIN_AFTER, said)
        else:
            finish(connection, wish, now, said or "noted")


def _note_move(desk: Desk, event: AppliedToHouse, transfer: str) -> str:
    """Why it could not be noted; empty if it was, or the top-up moved nothing."""
    if not event.moves:
        return ""
    noted = NoteMove(amount=money(event.amount, event.currency), transfer=transfer)
    answer = desk.ask(Asking(event.moves, noted, CLOCK, f"move:{transfer}"))
    return "" if answer.refused is None else answer.refused.code


def _still_waits(history: Sequence[Recorded], wish: Wish) -> bool:
    """Whether nothing has answered this match yet."""
    answers = (MatchConfirmed, MatchUndone)
    return not any(isinstance(kept.event, answers) for kept in history if kept.seq > wish.seq)


def _relation(history: Sequence[Recorded]) -> Relation:
    """How the payer belongs to the buyer, if compliance has cleared him (M8)."""
    cleared = [kept.event.relation for kept in history if isinstance(kept.event, ReviewCleared)]
    return cleared[-1] if cleared else ""
