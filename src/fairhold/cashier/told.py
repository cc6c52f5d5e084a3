"""What a rail's notice means for its order as the order stands: something to ask, nothing new, not yet, or never. Pure.

Notices come late, twice and in another order than things happened. What fits the attempt now is asked; what has
happened already is nothing new; what something else must come before waits; what contradicts what is known, or speaks
of another amount, is set aside for people, and changes nothing.
"""

from collections.abc import Callable, Mapping
from typing import Final, Literal

import msgspec

from fairhold.acquiring.notice import Notice
from fairhold.cashier import sent
from fairhold.trade.money import money
from fairhold.trade.order import Order
from fairhold.trade.payment import (
    Attempt,
    BounceRefund,
    CapturePayment,
    ClearPayment,
    ClearRefund,
    CloseChargeback,
    FailPayment,
    NotifyChargeback,
    Payer,
    ReportLoanRepayment,
    ReversePayment,
    SettleRefund,
    attempt,
)
from fairhold.trade.stream import Command


class Ask(msgspec.Struct, frozen=True):
    """Ask the desk for this."""

    command: Command


class Confirm(msgspec.Struct, frozen=True):
    """The buyer has agreed to pay: ask the rail to take the money if the order would take it, else to let it go."""

    command: Command


class Nothing(msgspec.Struct, frozen=True):
    """It has happened already: nothing new."""


class NotYet(msgspec.Struct, frozen=True):
    """Something else must come before; why."""

    why: str


class Never(msgspec.Struct, frozen=True):
    """It contradicts what is known; how."""

    why: str


Meaning = Ask | Confirm | Nothing | NotYet | Never


class When(msgspec.Struct, frozen=True):
    """In which states of its attempt a notice is asked for, says nothing new, or comes too early."""

    now: tuple[str, ...]
    already: tuple[str, ...]
    early: tuple[str, ...] = ()


_TAKEN: Final = When(now=("started",), already=("captured", "cleared"))
_TAKEN_BACK: Final = When(now=("captured", "cleared"), already=("reversed",), early=("started",))
_WHEN: Final[Mapping[str, When]] = {
    "authorised": When(now=("started", "failed", "reversed"), already=("captured", "cleared")),
    "captured": _TAKEN,
    "loan_drawn": _TAKEN,
    "settled": When(now=("captured",), already=("cleared",), early=("started",)),
    "failed": When(now=("started",), already=("failed",)),
    "returned": _TAKEN_BACK,
    "loan_reversed": _TAKEN_BACK,
    "loan_paid_down": When(now=("captured", "cleared"), already=(), early=("started",)),
}
_ANY_AMOUNT: Final = frozenset({"failed", "loan_paid_down", "chargeback_opened", "chargeback_won", "chargeback_lost"})
"""What may speak of another amount than was asked for; every other notice of the attempt may not."""

_COMMANDS: Final[Mapping[str, Callable[[Notice, str, int], Command]]] = {
    "authorised": lambda notice, line, number: CapturePayment(attempt=number, payer=Payer(notice.payer)),
    "captured": lambda notice, line, number: CapturePayment(attempt=number, payer=Payer(notice.payer)),
    "loan_drawn": lambda notice, line, number: CapturePayment(attempt=number, payer=Payer(notice.payer)),
    "settled": lambda notice, line, number: ClearPayment(
        attempt=number, cost=notice.cost or money(0, notice.amount.currency), line=line
    ),
    "failed": lambda notice, line, number: FailPayment(attempt=number, reason=notice.reason),
    "returned": lambda notice, line, number: ReversePayment(attempt=number, line=line, reason=notice.reason),
    "loan_paid_down": lambda notice, line, number: ReportLoanRepayment(attempt=number, amount=notice.amount, line=line),
    "loan_reversed": lambda notice, line, number: ReversePayment(attempt=number, line=line, reason=notice.reason),
}


def meaning_of(notice: Notice, rail: str, number: int, order: Order) -> Meaning:
    """What a notice of a rail about attempt `number` means for the order as it stands."""
    found = attempt(order.funds, number)
    if found is None:
        return Never(f"the order has no attempt {number}")
    if found.rail != rail:
        return Never(f"attempt {number} is one of {found.rail}, not of {rail}")
    if notice.amount.currency != order.currency:
        return Never(f"the order is in {order.currency}")
    line = f"{rail}:{notice.reference}"
    if notice.refund is not None:
        return _of_refund(notice, line, found, order)
    if notice.amount.minor != found.amount and notice.happened not in _ANY_AMOUNT:
        return Never(f"attempt {number} is about {found.amount} minor units, not {notice.amount.amount}")
    if notice.happened in _WHEN:
        return _of_attempt(notice, line, found)
    return _of_chargeback(notice, line, found, order)


def _of_attempt(notice: Notice, line: str, found: Attempt) -> Meaning:
    when = _WHEN[notice.happened]
    if found.state in when.already:
        return Nothing()
    if found.state in when.early:
        return NotYet(f"the payment is only {found.state}")
    if found.state not in when.now:
        return Never(f"the payment is {found.state}")
    command = _COMMANDS[notice.happened](notice, line, found.number)
    return Confirm(command) if notice.happened == "authorised" else Ask(command)


def _of_refund(notice: Notice, line: str, found: Attempt, order: Order) -> Meaning:
    named = sent.read(notice.refund or "")
    if named is None or (named.kind, named.stream_id) != ("refund", order.id):
        return Never(f"{notice.refund} is no refund of this order")
    funds = order.funds
    way = next((t for t in (*funds.transfers, *funds.sent) if t.number == named.number), None)
    if way is None or way.attempt != found.number:
        return Never(f"attempt {found.number} has no refund {named.number}")
    if way.amount != notice.amount.minor:
        return Never(f"refund {named.number} is about {way.amount} minor units, not {notice.amount.amount}")
    is_paid = way.number not in {t.number for t in funds.transfers}
    if notice.happened == "refund_settled":
        if not is_paid:
            return NotYet("the refund has not been paid yet")
        return Ask(ClearRefund(number=way.number, line=line)) if way.number in funds.unsettled else Nothing()
    if notice.happened == "refund_failed":
        if way.number in funds.bounced:
            return Nothing()
        is_taken = is_paid and way.number not in funds.unsettled
        return Ask(BounceRefund(number=way.number, line=line if is_taken else "", reason=notice.reason))
    if way.number in funds.bounced:
        return Never("the refund had failed")
    return Nothing() if is_paid else Ask(SettleRefund(number=way.number, line=line))


def _of_chargeback(notice: Notice, line: str, found: Attempt, order: Order) -> Meaning:
    if found.state == "started":
        return NotYet("the payment is only started")
    if notice.happened == "chargeback_opened":
        return Ask(NotifyChargeback(amount=notice.amount, line=line, attempt=found.number))
    open_ones = [one.number for one in order.funds.chargebacks if one.attempt == found.number]
    if open_ones:
        outcome: Literal["won", "lost"] = "won" if notice.happened == "chargeback_won" else "lost"
        return Ask(CloseChargeback(outcome=outcome, line=line, number=min(open_ones)))
    if order.funds.chargebacks_made:
        return Never("no chargeback of this payment is open")
    return NotYet("no chargeback was told yet")
