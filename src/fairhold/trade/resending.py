"""A refund that came back, sent again (M18x, SC41, D39): at once to the bank account that it came back from, to any
other account only once a second person has agreed that it is the same legal person's.

What went back by a card or another rail is sent again by bank, so always to another account. How a transfer goes and
comes back is in `funding.py`. A proposal that nobody agrees to does nothing. A refund whose owner nobody finds in the
legal time is unclaimed property (M35) until somebody sends it again after all.
"""

from datetime import date

from fairhold.trade import payee_change
from fairhold.trade.course import Course
from fairhold.trade.payment import AgreeRefund, Funds, Payer, RetryRefund, Transfer
from fairhold.trade.payment_events import RefundPayeeProposed, RefundReclaimed, RefundRetried, RefundUnclaimed
from fairhold.trade.refusal import Refused, refuse


def retry_refund(command: RetryRefund, c: Course) -> Refused | None:
    """SC41: the same money on a new way, once the bank would not carry it out on the old one (I14)."""
    transfer = _back(command.number, c)
    if isinstance(transfer, Refused):
        return transfer
    old, new = transfer.payee, command.payee
    if not transfer.attempt and payee_change.is_same_account(old, new):
        _send(transfer, new, c)
        return None
    buyer = c.parties.get(c.order.buyer)
    change = payee_change.propose(command.number, new, (old.name, buyer.name if buyer is not None else ""), c)
    if isinstance(change, Refused):
        return change
    c.then(RefundPayeeProposed(number=change.number, payee=new, names=change.names, proposal=change.proposal))
    return None


def agree_refund(command: AgreeRefund, c: Course) -> Refused | None:
    """I11, SC41: by a second person of treasury, who says why if the account is in another name."""
    transfer = _back(command.number, c)
    if isinstance(transfer, Refused):
        return transfer
    waiting = next((one for one in c.order.funds.payee_changes if one.number == command.number), None)
    change = payee_change.agree(waiting, command.digest, command.reason, c)
    if isinstance(change, Refused):
        return change
    _send(transfer, change.payee, c, person=c.who.natural, reason=command.reason)
    return None


def _back(number: int, c: Course) -> Transfer | Refused:
    """The transfer of this number, which has come back or never left."""
    funds = c.order.funds
    transfer = next((one for one in funds.transfers if one.number == number), None)
    if transfer is None:
        return refuse("unknown_refund", f"Refund {number} is not on its way.", "M18b", pointer="/number")
    if number not in funds.bounced:
        return refuse("refund_on_its_way", f"Refund {number} has not come back.", "I14, SC41", pointer="/number")
    return transfer


def _send(transfer: Transfer, payee: Payer, c: Course, person: str = "", reason: str = "") -> None:
    reclaim(c, transfer)
    again = Transfer(c.order.funds.transfers_made + 1, transfer.amount, payee, lender=transfer.lender)
    currency = c.order.currency
    c.then(RefundRetried(number=transfer.number, transfer=again, currency=currency, person=person, reason=reason))


def reclaim(c: Course, transfer: Transfer) -> None:
    """The owner of an unclaimed refund has come, or the bank has paid it after all: it is owed to the buyer again."""
    if transfer.number in c.order.funds.unclaimed:
        amount, currency = transfer.amount, c.order.currency
        c.then(RefundReclaimed(number=transfer.number, amount=amount, currency=currency, day=c.day))


def idle_since(funds: Funds) -> date | None:
    """Since when the longest lying refund has waited for somebody to find its owner; None if there is none."""
    return min((one.back_on for one in _idle(funds) if one.back_on is not None), default=None)


def give_up(c: Course) -> None:
    """M35: nobody found the owner in `unclaimed_days`; the law says whose the money is, and it is no refund under way
    any more.
    """
    since = idle_since(c.order.funds)
    for one in _idle(c.order.funds):
        if one.back_on == since:
            c.then(RefundUnclaimed(number=one.number, amount=one.amount, currency=c.order.currency, day=c.day))


def _idle(funds: Funds) -> list[Transfer]:
    """The buyer's refunds that came back; a lender is known, and never unclaimed."""
    back = set(funds.bounced) - set(funds.unclaimed)
    return [one for one in funds.transfers if one.number in back and not one.lender]
