"""Recalls of payouts: off at once if the payment has not left, else asked of the bank, and what the bank says (M15).

Money that comes back is a line of a statement and is booked there (`statements.py`); here nothing is booked but the
return of what never left.
"""

from datetime import datetime

import msgspec
import psycopg

from fairhold.bank.camt029 import read_resolutions
from fairhold.bank.camt055 import Recall, write_recall
from fairhold.bank.channel import Channel
from fairhold.bank.pain001 import message_id_of
from fairhold.book.outbox import Wish, call_off, claim, finish, payout_sent
from fairhold.cashier.house import House
from fairhold.cashier.matches import BORROWED_FOR
from fairhold.cashier.sent import Sent, read
from fairhold.cashier.statements import NOT_NOW
from fairhold.desk import Asking, Desk
from fairhold.trade.recalling import EndRecall
from fairhold.trade.stream import Command
from fairhold.trade.supplier_events import PayoutRecalled
from fairhold.trade.who import BANK

KINDS = (str(PayoutRecalled.__struct_config__.tag),)
REASON_CHARS_MAX = 200
MESSAGE_ID_CHARS_MAX = 35
"""The longest name of a message that ISO 20022 allows."""


class RecallReport(msgspec.Struct, frozen=True):
    """What became of a recall: the payout's name, and `called_off`, `asked` (of the bank), `by_hand` (people ask),
    `came_back` before, or `refused`.
    """

    name: str
    outcome: str
    reason: str = ""


def send_recalls(
    desk: Desk, connection: psycopg.Connection, channel: Channel, house: House, now: datetime
) -> list[RecallReport]:
    """Carry out waiting recalls. Raises ChannelError when the bank is away: the rest is tried again later.

    Made before payments are sent, so that what can still be called off is.
    """
    done = []
    for wish in claim(connection, KINDS, now, now + BORROWED_FOR):
        report = _recall(desk, connection, channel, house, wish, now)
        if report is not None:
            finish(connection, wish, now, report.outcome)
            done.append(report)
    return done


def _recall(
    desk: Desk, connection: psycopg.Connection, channel: Channel, house: House, wish: Wish, now: datetime
) -> RecallReport | None:
    """What became of it; None if it must be tried again."""
    recalled = wish.event
    assert isinstance(recalled, PayoutRecalled)
    sent = Sent("payout", wish.stream_id, recalled.number)
    paid = payout_sent(connection, wish.stream_id, recalled.number)
    if paid.back:
        ended = EndRecall(number=sent.number, reason="It came back before.")
        return _said(desk, sent, ended, "came_back", wish.seq)
    if call_off(connection, wish.stream_id, paid.seq, now):
        return _said(desk, sent, sent.bounce(f"Recalled before it left: {recalled.reason}"), "called_off", wish.seq)
    if paid.file and not paid.handed_over:
        return None  # the bank would know of no such payment
    debtor = house.debtor(paid.event.currency)
    if debtor is None or not paid.file:
        return RecallReport(sent.name, "by_hand", "It left by no payment file of ours: ask the bank yourself.")
    message_id = message_id_of("recall", f"{wish.stream_id}.{wish.seq}")
    recall = Recall(
        payment_file=paid.file,
        end_to_end_id=sent.name,
        amount=paid.event.amount,
        currency=paid.event.currency,
        cause=recalled.cause,
        reason=recalled.reason,
    )
    channel.send(f"{message_id}.xml", write_recall(message_id, wish.happened_at, debtor, recall))
    return RecallReport(sent.name, "asked", recalled.reason)


def take_resolutions(desk: Desk, data: bytes) -> list[RecallReport]:
    """Read a camt.029: what the bank will not fetch back stays paid. Raises StatementError with a `report_...` code."""
    told = read_resolutions(data)
    refused = [(read(one.end_to_end_id), one) for one in told.payments if one.refused]
    message = told.message_id[:MESSAGE_ID_CHARS_MAX]
    reports = []
    for sent, one in refused:
        if sent is not None and sent.kind == "payout":
            reason = (one.reason or "The bank gave no reason.")[:REASON_CHARS_MAX]
            report = _said(desk, sent, EndRecall(number=sent.number, reason=reason), "refused", message)
            reports += [report] if report else []
    return reports


def _said(desk: Desk, sent: Sent, command: Command, outcome: str, which: int | str) -> RecallReport | None:
    """Ask for what ends a recall; None if that must be tried again. A recall that has ended meanwhile is no fault.

    `which` is the place of the recall in the stream, or the bank's message: a payout may be recalled again.
    """
    answer = desk.ask(Asking(sent.stream_id, command, BANK, f"recall:{outcome}:{sent.name}:{which}"))
    refused = answer.refused
    if refused is not None and refused.code in NOT_NOW:
        return None
    return RecallReport(sent.name, outcome, refused.detail if refused is not None else "")
