"""Money that a rail takes back from the buyer's payment, and its word on who keeps it (T53, M26-M28).

The dispute of the same order stands still meanwhile: `pausing.py`. A returned bank debit is no chargeback, for nobody
decides about it: it is in `collecting.py`.
"""

from fairhold.trade import calling_off, pausing, settlement
from fairhold.trade.course import Course
from fairhold.trade.payment import Chargeback, CloseChargeback, NotifyChargeback, Parts, Payment, returnable, take
from fairhold.trade.payment_events import ChargebackClosed, ChargebackNotified, MoneyUnfrozen, SetOffUndone
from fairhold.trade.refusal import Refused, refuse
from fairhold.trade.supplier_events import BalanceReturned, DebtChanged, DebtSetOffUndone, RollingTaken


def notify_chargeback(command: NotifyChargeback, c: Course) -> Refused | None:
    """T53: the rail took money back, from escrow while it is held (M26a, M26b), else from the supplier's rolling
    reserve (PP21), else the supplier owes what was released to it (M27); what the buyer had been refunded before, or
    had spent on visits, is owed by him (M28). The scheme's fee follows the policy (M26c), and the debt once the money
    was paid out (M27). It may come long after the order has ended (SC40).
    """
    order, amount = c.order, command.amount.minor
    if command.amount.currency != order.currency:
        return refuse("wrong_currency", f"The order is in {order.currency}.", "A15", pointer="/amount/currency")
    came = [one for one in order.funds.payments if not command.attempt or one.attempt == command.attempt]
    if command.attempt and not came:
        return refuse("unknown_attempt", f"Attempt {command.attempt} brought no money.", "T53", pointer="/attempt")
    if not 0 < amount <= sum(one.amount - one.charged for one in came):
        detail = "A chargeback is at most the money received and not charged back before."
        return refuse("more_than_received", detail, "T53", pointer="/amount/amount")
    theirs = min(amount, _left(c, came))
    parts = _from_escrow(c, theirs)
    lacking = min(theirs - parts.amount, order.funds.released)
    rolling = min(lacking, c.supplier.kept_back(order.currency))
    debt = lacking - rolling
    bearer = "supplier" if lacking or c.policy.chargeback_fee_bearer == "supplier" else "operator"
    fee = c.policy.chargeback_fee_minor.get(order.currency, 0)
    c.then(
        ChargebackNotified(
            currency=order.currency,
            line=command.line,
            supplier=order.supplier,
            initial=parts.initial,
            balance=parts.balance,
            receivable=debt,
            rolling=rolling,
            owed=amount - parts.amount - lacking,
            fee=fee,
            fee_by="supplier" if bearer == "supplier" else "operator",
            attempt=command.attempt,
            day=c.day,
        )
    )
    if rolling:
        c.then(RollingTaken(order=order.id, currency=order.currency, amount=rolling))
    debt += fee if bearer == "supplier" else 0
    if debt:
        c.then(DebtChanged(order=order.id, currency=order.currency, amount=debt))
    pausing.pause(c)
    calling_off.call_off_returned(c)
    return None


def _left(c: Course, came: list[Payment]) -> int:
    """What of these payments is neither refunded nor charged back (I5)."""
    funds = c.order.funds
    return max(0, min(sum(one.left for one in came), returnable(funds), funds.received))


def _from_escrow(c: Course, amount: int) -> Parts:
    """So much of an amount as is held, thawed first where a dispute has frozen it."""
    funds = c.order.funds
    short = amount - funds.escrow
    if short > 0 and funds.frozen:
        thawed = take(funds.frozen_initial, funds.frozen_balance, short)
        c.then(MoneyUnfrozen(currency=c.order.currency, initial=thawed.initial, balance=thawed.balance))
    return take(c.order.funds.initial, c.order.funds.balance, amount)


def close_chargeback(command: CloseChargeback, c: Course) -> Refused | None:
    """T53: won by the supplier, the money comes back where it was taken (M26d); lost, it stays away, and what was taken
    from escrow is due again. On an order that has ended, what comes back goes where the order's money went.
    """
    closed = _open(c, command.number)
    if isinstance(closed, Refused):
        return closed
    if command.outcome == "won" and closed.taken.amount + closed.rolling and not command.line:
        return refuse("line_missing", "Name the bank line that brings the money back.", "M26d, I8", pointer="/line")
    set_off = closed.buyer - c.order.funds.buyer_owes
    if command.outcome == "won" and set_off > 0:
        c.then(SetOffUndone(currency=c.order.currency, amount=set_off))
    c.then(
        ChargebackClosed(
            outcome=command.outcome,
            currency=c.order.currency,
            line=command.line,
            supplier=c.order.supplier,
            initial=closed.taken.initial,
            balance=closed.taken.balance,
            receivable=closed.supplier,
            rolling=closed.rolling,
            owed=closed.buyer,
            number=closed.number,
            day=c.day,
        )
    )
    if command.outcome == "won" and closed.supplier:
        _give_back(c, closed.supplier)
    if command.outcome == "won" and closed.rolling:
        c.then(BalanceReturned(order=c.order.id, currency=c.order.currency, amount=closed.rolling))
    lost = closed.taken.amount + closed.rolling + closed.supplier if command.outcome == "lost" else 0
    pausing.after_chargeback(c, lost)
    settlement.return_credit(c)
    if c.order.closed is not None and c.order.received_on is None:
        settlement.refund_all(c, "cancelled")
    else:
        settlement.pass_on(c)
    return None


def _give_back(c: Course, amount: int) -> None:
    """The supplier does not owe it any more; what later sales have paid of it is its again."""
    order, currency = c.order.id, c.order.currency
    paid = amount - c.supplier.purse(currency).debt
    if paid > 0:
        c.then(DebtSetOffUndone(order=order, currency=currency, amount=paid, day=c.day))
    c.then(DebtChanged(order=order, currency=currency, amount=-amount))


def _open(c: Course, number: int) -> Chargeback | Refused:
    found = next((one for one in c.order.funds.chargebacks if number in (0, one.number)), None)
    return found or refuse("no_chargeback", f"Chargeback {number} is not open.", "T53", pointer="/number")
