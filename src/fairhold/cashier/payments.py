"""Payments out: wishes into pain.001 files, files to the bank, and what the bank says of them (M15, M18b, M7c).

Sending twice pays once. Which wishes travel in a file is written down before the file exists; the file is then made
from the book alone, with an id that is a hash of its wishes, so that whoever sends it again, after a crash or beside
another process, sends the same bytes under the same name and id. The channel drops the repetition or the bank does.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import msgspec
import psycopg

from fairhold.bank.channel import Channel
from fairhold.bank.fault import PaymentError
from fairhold.bank.pain001 import (
    NAME_CHARS_MAX,
    CreditTransfer,
    block_id,
    check_transfer,
    message_id_of,
    write_payments,
)
from fairhold.bank.pain002 import Outcome, read_report
from fairhold.book.outbox import Wish, finish_file, put_into_files, unsent_files, wishes_of_file
from fairhold.cashier.house import House
from fairhold.cashier.rails import REFUND_KINDS
from fairhold.cashier.sent import Sent, by_bank, sent_by
from fairhold.cashier.statements import NOT_NOW
from fairhold.desk import Asking, Desk
from fairhold.trade.days import add_bank_days, is_country
from fairhold.trade.inspection import FeeCharged, FeeEarned, InspectorPaidAgain
from fairhold.trade.payment import Payer
from fairhold.trade.payment_events import ClaimAdvanced, CostShifted, RefundOrdered, RefundRetried
from fairhold.trade.remittance_events import RemittanceReturnOrdered
from fairhold.trade.stream import Event
from fairhold.trade.supplier_events import PayoutRequested
from fairhold.trade.who import BANK

PAYMENT_EVENTS: tuple[type[Event], ...] = (
    *(RefundOrdered, CostShifted, ClaimAdvanced, RefundRetried, PayoutRequested, RemittanceReturnOrdered),
    *(FeeEarned, FeeCharged, InspectorPaidAgain),
)
KINDS = tuple(str(event.__struct_config__.tag) for event in PAYMENT_EVENTS)


class FileReport(msgspec.Struct, frozen=True):
    """A payment file handed to the bank: what it pays, minor units, and what could not be written into it and why."""

    message_id: str
    currency: str
    payments: tuple[tuple[str, int], ...]
    unsendable: tuple[tuple[str, str], ...]

    @property
    def total(self) -> int:
        """The sum of the payments."""
        return sum(amount for _, amount in self.payments)


class Verdicts(msgspec.Struct, frozen=True):
    """What a status report said: payments of ours by name that the bank refused, with its reason."""

    message_id: str
    known: bool
    rejected: tuple[tuple[str, str], ...]


def send_payments(
    desk: Desk, connection: psycopg.Connection, channel: Channel, house: House, now: datetime
) -> list[FileReport]:
    """Put waiting wishes into files and hand over every file that was not. Raises ChannelError when the bank is away.

    What no bank would carry (a name, an account) is not sent but bounced, so that people see it.
    """
    put_into_files(connection, KINDS, now, lambda wishes: _files(wishes, house), rails_first=REFUND_KINDS)
    reports = []
    for message_id in unsent_files(connection):
        wishes = wishes_of_file(connection, message_id)
        transfers, faults = _sendable(wishes)
        currency = _currency(wishes[0])
        debtor = house.debtor(currency)
        if debtor is None:
            continue
        if transfers:
            at = max(wish.happened_at for wish in wishes).astimezone(UTC)
            content = write_payments(message_id, at, execution_day(at.date(), debtor.bic), debtor, transfers)
            channel.send(f"{message_id}.xml", content)
        bounced = [_bounce(desk, wish, sent, code) for wish, sent, code in faults]
        if all(bounced):
            finish_file(connection, message_id, now)
        paid = tuple((transfer.end_to_end_id, transfer.amount) for transfer in transfers)
        reports.append(FileReport(message_id, currency, paid, tuple((sent.name, code) for _, sent, code in faults)))
    return reports


def execution_day(day: date, bic: str) -> date:
    """The day itself, or the next one on which the banks of the country in the BIC work; a BIC without one says nothing
    about its days.
    """
    country = bic[4:6]
    return add_bank_days(day - timedelta(days=1), 1, (country,)) if is_country(country) else day


def take_report(desk: Desk, connection: psycopg.Connection, data: bytes) -> Verdicts:
    """Read a pain.002: what the bank refuses is bounced; what it accepts is believed when a statement shows it.

    Raises StatementError with a `report_...` code.
    """
    report = read_report(data)
    wishes = wishes_of_file(connection, report.message_id)
    rejected = []
    for wish in wishes:
        for sent in sent_by(wish):
            verdict = report.of(sent.name, block_id(report.message_id, _currency(wish)))
            if verdict is not None and verdict.outcome is Outcome.REJECTED:
                reason = " ".join(part for part in (verdict.reason or verdict.word, verdict.detail) if part)
                _bounce(desk, wish, sent, reason)
                rejected.append((sent.name, reason))
    return Verdicts(report.message_id, bool(wishes), tuple(rejected))


def transfers_of(wish: Wish) -> list[CreditTransfer]:
    """The payments that a wish asks for, as the bank will be asked."""
    event = wish.event
    names = [sent.name for sent in sent_by(wish)]
    if isinstance(event, (RefundOrdered, CostShifted, ClaimAdvanced)):
        pairs = zip(names, by_bank(event), strict=True)
        return [_transfer(name, t.amount, event.currency, t.payee, "Refund") for name, t in pairs]
    if isinstance(event, RefundRetried):
        return [_transfer(names[0], event.transfer.amount, event.currency, event.transfer.payee, "Refund")]
    if isinstance(event, PayoutRequested):
        account = event.account
        payee = Payer(account.name, account.account, account.bank)
        return [_transfer(names[0], event.amount, event.currency, payee, "Payout")]
    if isinstance(event, FeeCharged):
        return [_transfer(names[0], event.available + event.receivable, event.currency, event.payee, "Inspection")]
    if isinstance(event, (FeeEarned, InspectorPaidAgain)):
        return [_transfer(names[0], event.amount, event.currency, event.payee, "Inspection")]
    assert isinstance(event, RemittanceReturnOrdered)
    return [_transfer(names[0], event.amount, event.currency, event.payer, "Return of your payment")]


def _files(wishes: list[Wish], house: House) -> dict[str, list[Wish]]:
    """One file per currency that the house has an account in; refunds that only go by a rail are in none."""
    by_currency: defaultdict[str, list[Wish]] = defaultdict(list)
    for wish in wishes:
        if sent_by(wish):
            by_currency[_currency(wish)].append(wish)
    return {
        message_id_of(currency, *(f"{wish.stream_id}.{wish.seq}" for wish in some)): some
        for currency, some in by_currency.items()
        if currency in house.accounts
    }


def _sendable(wishes: Sequence[Wish]) -> tuple[list[CreditTransfer], list[tuple[Wish, Sent, str]]]:
    """The payments that a bank would carry, and the others with the code of their fault."""
    good: list[CreditTransfer] = []
    bad: list[tuple[Wish, Sent, str]] = []
    for wish in wishes:
        for sent, transfer in zip(sent_by(wish), transfers_of(wish), strict=True):
            try:
                good.append(check_transfer(transfer))
            except PaymentError as fault:
                bad.append((wish, sent, fault.code))
    return good, bad


def _bounce(desk: Desk, wish: Wish, sent: Sent, reason: str) -> bool:
    """Take a payment back that the bank did not carry out; False if that must be asked again.

    Once for each wish and not for each name: an inspector who is paid again is paid under the same name.
    """
    answer = desk.ask(Asking(sent.stream_id, sent.bounce(reason), BANK, f"rejected:{sent.name}:{wish.seq}"))
    return answer.refused is None or answer.refused.code not in NOT_NOW


def _transfer(name: str, amount: int, currency: str, payee: Payer, words: str) -> CreditTransfer:
    return CreditTransfer(
        end_to_end_id=name,
        amount=amount,
        currency=currency,
        creditor_name=payee.name[:NAME_CHARS_MAX],
        creditor_account=payee.account,
        creditor_bic=payee.bank,
        remittance=f"{words} {name}",
    )


def _currency(wish: Wish) -> str:
    event = wish.event
    assert isinstance(event, PAYMENT_EVENTS)
    return str(event.currency)  # type: ignore[attr-defined]
