"""Money that a buyer sent to the operator's own account instead of the trust account (M9b).

It is a client's money from the hour it came: the house owes it to the trust at once, and moves it the same day. Until
the move has come by a line of the trust account, it can go to no order. A report that was wrong is withdrawn by two
persons, and only while nothing has been moved.
"""

from datetime import date
from typing import Annotated, ClassVar, Final

import msgspec

from fairhold.trade import ids
from fairhold.trade.holding import check_money, rule
from fairhold.trade.money import Money
from fairhold.trade.payment import Payer
from fairhold.trade.refusal import refuse
from fairhold.trade.remittance import RemittanceCommand, RemittanceNumber, Subject
from fairhold.trade.remittance_events import MisdirectedMoved, MisdirectedReported
from fairhold.trade.stream import Command, Decision, Rule
from fairhold.trade.suspense import propose
from fairhold.trade.who import Role

OWN_ACCOUNT: Final = "own:"
"""How the key of a line of the operator's own account begins, so that no line of the trust account is taken for it."""


class ReportMisdirected(RemittanceCommand, frozen=True, kw_only=True, tag="report_misdirected"):
    """A payment of a buyer has come to the operator's own account (M9b).

    `line` is that account's own name for the credit, so that it is reported once; `arrived` is the day of the credit,
    and on that day it has to be moved to the trust account.
    """

    begins: ClassVar[bool] = True

    amount: Money
    line: Annotated[str, msgspec.Meta(min_length=1, max_length=190)]
    arrived: date
    payer: Payer = Payer()
    text: Annotated[str, msgspec.Meta(max_length=2000)] = ""


class NoteMove(RemittanceCommand, frozen=True, kw_only=True, tag="note_move"):
    """The house's transfer, a remittance of its own, has brought so much of the money to the trust account (M9b)."""

    amount: Money
    transfer: RemittanceNumber


class WithdrawReport(RemittanceCommand, frozen=True, kw_only=True, tag="withdraw_report"):
    """Propose that the report was wrong, or that the own account's bank sent the money back; a second person agrees."""


def line_key(line: str) -> str:
    """The key under which a line of the operator's own account is known; its hash is the remittance's number."""
    return OWN_ACCOUNT + line


def _report(c: ReportMisdirected, s: Subject) -> Decision:
    fault = check_money(c.amount, s)
    if fault:
        return fault
    if c.arrived > s.day:
        detail = f"{c.arrived} is after today, {s.day}."
        return refuse("date_in_future", detail, "M9b", pointer="/arrived")
    return (
        MisdirectedReported(
            currency=c.amount.currency,
            amount=c.amount.minor,
            line=line_key(c.line),
            payer=c.payer,
            text=c.text,
            day=c.arrived,
            policy_version=s.policy_version,
        ),
    )


def _note(c: NoteMove, s: Subject) -> Decision:
    r = s.remittance
    if c.amount.currency != r.currency:
        detail = f"{r.currency} came to the own account, {c.amount.currency} was moved."
        return refuse("wrong_currency", detail, "M9b", pointer="/amount/currency")
    transfer = ids.from_text(ids.REMITTANCE_PREFIX, c.transfer)
    if not transfer:
        return refuse("unknown_remittance", f"{c.transfer} is no remittance.", "M9b", pointer="/transfer")
    came = min(c.amount.minor, r.amount - r.moved)
    return (MisdirectedMoved(currency=r.currency, amount=came, transfer=transfer, day=s.day),)


def _withdraw(c: WithdrawReport, s: Subject) -> Decision:
    if s.remittance.moved:
        return refuse("move_began", "A part of it has come to the trust account: move the rest.", "M9b")
    return propose("withdraw", 0, s)


_WHO, _WHEN = {Role.TREASURY}, {"misdirected"}

RULES: dict[type[Command], Rule] = {
    row.command: row
    for row in (
        rule(ReportMisdirected, "Report money on the house's account", _WHO, set(), _report, "M9b"),
        rule(NoteMove, "The money was moved", {Role.CLOCK}, _WHEN, _note, "M9b"),
        rule(WithdrawReport, "Withdraw the report", _WHO, _WHEN, _withdraw, "M9b"),
    )
}
