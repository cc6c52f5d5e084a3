"""What a bank line means: the asking it leads to, and what is held against it if that is refused. Pure.

A credit that names one order is its payment; one that carries the name of a payment of ours has come back; every other
waits in suspense (M7). A debit that carries the name of a payment of ours settles it; every other is owed by the house
(M9b). Nothing is guessed: two orders named means nobody is.
"""

import msgspec

from fairhold.bank.numbers import find_orders
from fairhold.bank.statement import Line
from fairhold.book.lines import line_number
from fairhold.cashier import sent
from fairhold.trade.accounts import Account
from fairhold.trade.ledger import postings
from fairhold.trade.money import money
from fairhold.trade.payment import Payer, RecordPayment
from fairhold.trade.remittance import HoldRemittance, RecordDebit
from fairhold.trade.stream import Command, Event

TEXT_CHARS_MAX = 2_000
NAME_CHARS_MAX = 200


class Meaning(msgspec.Struct, frozen=True):
    """What to ask first because of a line (nothing if `command` is None), and why it is held if that cannot be.

    `exact`: the asking is only right if it moves the trust account by just this line, which a dry run tells.
    """

    outcome: str
    stream_id: int = 0
    command: Command | None = None
    reason: str = ""
    exact: bool = False


def meaning_of(line: Line, prefix: str) -> Meaning:
    """What a line means; `prefix` is what order account numbers begin with."""
    ours = sent.read(line.end_to_end_id)
    if not line.credit:
        if ours is None or line.is_reversal:
            return Meaning("debit", reason="unexplained_debit")
        return Meaning(f"{ours.kind}_settled", ours.stream_id, ours.settle(line.key), ours.name, exact=True)
    if ours is not None:
        back = ours.bounce(line.reason or "returned", line.key, money(line.amount, line.currency))
        return Meaning("came_back", ours.stream_id, back, f"returned_transfer {ours.name}", exact=True)
    if line.is_return or line.is_reversal:
        return Meaning("suspense", reason="returned_transfer")
    if line.batch_of > 1:
        return Meaning("suspense", reason="bundle_not_told_apart")
    orders = find_orders(line.texts, prefix)
    if len(orders) != 1:
        return Meaning("suspense", reason="ambiguous_reference" if orders else "no_reference")
    payment = RecordPayment(amount=money(line.amount, line.currency), line=line.key, payer=payer_of(line))
    return Meaning("order", orders[0], payment)


def held(line: Line, reason: str) -> Meaning:
    """The line in suspense, or for a debit on the house's account: what is left when nobody can take it."""
    amount, stream_id = money(line.amount, line.currency), line_number(line.key)
    if line.credit:
        command: Command = HoldRemittance(
            amount=amount, line=line.key, payer=payer_of(line), text=text_of(line), reason=reason[:200]
        )
        return Meaning("suspense", stream_id, command, reason)
    words = f"{reason}: {text_of(line)}"[:TEXT_CHARS_MAX]
    return Meaning("debit", stream_id, RecordDebit(amount=amount, line=line.key, text=words), reason)


def books_exactly(events: tuple[Event, ...], stream_id: int, line: Line) -> bool:
    """Whether events move the trust account by the amount of the line and in its direction, and by nothing else."""
    moved = 0
    for event in events:
        for row in postings(event, stream_id):
            if row.currency != line.currency:
                return False
            moved += row.amount * ((row.debit == Account.BANK_TRUST) - (row.credit == Account.BANK_TRUST))
    return moved == line.signed


def payer_of(line: Line) -> Payer:
    """Who is on the other side of a line, so that the money can go back the same way (O40)."""
    other = line.counterparty
    return Payer((other.name or line.ultimate_name)[:NAME_CHARS_MAX], other.account, other.bic)


def text_of(line: Line) -> str:
    """All that was written with a line, for the people who look for its order."""
    return " / ".join(dict.fromkeys(text for text in line.texts if text))[:TEXT_CHARS_MAX]
