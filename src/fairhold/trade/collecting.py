"""Payments that we ask a rail for: card, bank debit, pay later (S41-S43, S47-S50; M2, M3, M10, M30).

The buyer starts one; the rail says that it has the money (captured), pays it to the trust account (cleared), could not
take it (failed) or took it back for good (reversed). Captured money counts as paid, so that production begins, but it
cannot be released before it is cleared (I2). Every notice can come late, twice or in another order: what no longer
fits the attempt's state is refused and changes nothing.
"""

from datetime import timedelta
from typing import Literal, cast

from fairhold.trade import calling_off, funding, pausing, settlement
from fairhold.trade.course import Course
from fairhold.trade.experts import PaymentAsked
from fairhold.trade.order import stage
from fairhold.trade.payment import (
    Attempt,
    CapturePayment,
    ClearPayment,
    FailPayment,
    Pulled,
    ReportLoanRepayment,
    ReversePayment,
    StartPayment,
    State,
    attempt,
    take,
)
from fairhold.trade.payment_events import (
    LoanRepaid,
    MoneyUnfrozen,
    PaymentCaptured,
    PaymentCleared,
    PaymentFailed,
    PaymentReversed,
    PaymentStarted,
)
from fairhold.trade.rail import BankDebit, Card, PayLater
from fairhold.trade.refusal import Refused, refuse

PULLED = (BankDebit, Card, PayLater)
"""The kinds of rails that we ask for the money."""


def start_payment(command: StartPayment, c: Course) -> Refused | None:
    """S41-S43, S48, A8-A11, SC15-SC20: the rail, the supplier and the milestone must allow it; then it counts as in
    flight, as an announced transfer does (T11, T12).
    """
    order, amount = c.order, command.amount.minor
    if command.amount.currency != order.currency:
        return refuse("wrong_currency", f"The order is in {order.currency}.", "A15", pointer="/amount/currency")
    if not 0 < amount <= order.due:
        detail = "A payment is above zero and at most what is due."
        return refuse("more_than_due", detail, "M6, A10", pointer="/amount/amount")
    row = c.policy.rails.get(command.rail)
    if not isinstance(row, PULLED):
        pulled = " or ".join(name for name, one in c.policy.rails.items() if isinstance(one, PULLED)) or "none"
        said = f"By {command.rail} the buyer sends the money. Rails that are asked for it: {pulled}."
        return refuse("rail_not_pulled", said, "S41-S45", pointer="/rail", allowed=("announce_payment",))
    milestone: Literal["initial", "balance"] = "initial" if order.initial_funded_on is None else "balance"
    buyer, supplier = c.parties.get(order.buyer), c.parties.get(order.supplier)
    asked = PaymentAsked(
        rail=command.rail,
        amount=amount,
        currency=order.currency,
        order_total=order.total,
        buyer_country=buyer.country if buyer is not None else "",
        supplier_country=supplier.country if supplier is not None else "",
        accepts=c.supplier.accepted_rails,
        made=sum(one.rail == command.rail and one.milestone == milestone for one in _counting(c)),
        on=c.day,
    )
    fee = c.experts.price(asked, c.policy)
    if isinstance(fee, Refused):
        return fee
    milestones = 1 if order.initial_funded_on is None else 2
    c.then(
        PaymentStarted(
            number=len(order.funds.attempts) + 1,
            rail=command.rail,
            kind=cast(Pulled, str(row.__struct_config__.tag)),
            milestone=milestone,
            amount=amount,
            currency=order.currency,
            fee=fee,
            day=c.day,
            until=c.day + timedelta(days=c.policy.payment_in_flight_days),
            pauses=sum(pause.by == "payment" for pause in order.pauses) < milestones,
        )
    )
    return None


def _counting(c: Course) -> list[Attempt]:
    """Attempts that took, or may still take, money of the buyer (A10)."""
    return [one for one in c.order.funds.attempts if one.state in ("started", "captured", "cleared")]


def capture_payment(command: CapturePayment, c: Course) -> Refused | None:
    """M2a, M3, M10a: the order is paid by so much, which is not yet available."""
    found = _in_state(c, command.attempt, "started")
    if isinstance(found, Refused):
        return found
    initial, balance, credit = funding.shares(c, found.amount)
    c.then(
        PaymentCaptured(
            number=found.number,
            kind=found.kind,
            currency=c.order.currency,
            initial=initial,
            balance=balance,
            credit=credit,
            fee=found.fee,
            payer=command.payer,
            day=c.day,
        )
    )
    funding.arrived(c)
    return None


def clear_payment(command: ClearPayment, c: Course) -> Refused | None:
    """M2b, M3, M10b: from now on it can be released, and after receipt it is, at once (T44)."""
    found = _in_state(c, command.attempt, "captured")
    if isinstance(found, Refused):
        return found
    if command.cost.currency != c.order.currency:
        return refuse("wrong_currency", f"The order is in {c.order.currency}.", "A15", pointer="/cost/currency")
    c.then(
        PaymentCleared(
            number=found.number,
            kind=found.kind,
            currency=c.order.currency,
            amount=found.amount,
            fee=found.fee,
            cost=command.cost.minor,
            line=command.line,
            day=c.day,
        )
    )
    settlement.pass_on(c)
    return None


def fail_payment(command: FailPayment, c: Course) -> Refused | None:
    """Nothing came; the buyer may try again, by this rail or another."""
    found = _in_state(c, command.attempt, "started")
    if isinstance(found, Refused):
        return found
    c.then(PaymentFailed(number=found.number, reason=command.reason, day=c.day))
    return None


def reverse_payment(command: ReversePayment, c: Course) -> Refused | None:
    """M30: taken from what is held, and what is not held any more the buyer owes. What was paid is due again, and
    what waited for it to clear no longer does.
    """
    found = _in_state(c, command.attempt, "captured", "cleared")
    if isinstance(found, Refused):
        return found
    payment = next(one for one in c.order.funds.payments if one.attempt == found.number)
    credit = min(payment.left, c.order.funds.credit)
    theirs = min(payment.left - credit, c.order.funds.received)
    short = theirs - c.order.funds.escrow
    if short > 0 and c.order.funds.frozen:
        thawed = take(c.order.funds.frozen_initial, c.order.funds.frozen_balance, short)
        c.then(MoneyUnfrozen(currency=c.order.currency, initial=thawed.initial, balance=thawed.balance))
    parts = take(c.order.funds.initial, c.order.funds.balance, theirs)
    c.then(
        PaymentReversed(
            number=found.number,
            kind=found.kind,
            currency=c.order.currency,
            line=command.line,
            initial=parts.initial,
            balance=parts.balance,
            credit=credit,
            owed=found.amount - parts.amount - credit,
            fee=0 if found.state == "cleared" else found.fee,
            was_cleared=found.state == "cleared",
            reason=command.reason,
            day=c.day,
        )
    )
    funding.reopen(c)
    calling_off.call_off_returned(c)
    pausing.after_chargeback(c, lost=parts.amount)
    settlement.pass_on(c)
    return None


def report_loan_repayment(command: ReportLoanRepayment, c: Course) -> Refused | None:
    """M29: a refund pays off so much less, and the buyer gets so much more of it. What a refund under way overpays is
    between the lender and the buyer.
    """
    found = _in_state(c, command.attempt, "captured", "cleared")
    if isinstance(found, Refused):
        return found
    if command.amount.currency != c.order.currency:
        return refuse("wrong_currency", f"The order is in {c.order.currency}.", "A15", pointer="/amount/currency")
    if found.kind != "pay_later":
        return refuse("no_loan", f"Attempt {found.number} was paid by {found.rail}.", "M29", pointer="/attempt")
    if not 0 < command.amount.minor <= found.amount - found.repaid:
        detail = "A repayment is above zero and at most what was lent and not repaid before."
        return refuse("more_than_lent", detail, "M29", pointer="/amount/amount")
    c.then(
        LoanRepaid(
            number=found.number, currency=c.order.currency, amount=command.amount.minor, line=command.line, day=c.day
        )
    )
    return None


def _in_state(c: Course, number: int, *states: State) -> Attempt | Refused:
    found = attempt(c.order.funds, number)
    if found is None:
        return refuse("unknown_attempt", f"There is no attempt {number}.", "S41-S43", pointer="/attempt")
    if found.state not in states:
        detail = f"Attempt {number} is {found.state}; this needs {' or '.join(states)}. Stage: {stage(c.order)}."
        return refuse("attempt_state", detail, "S41-S43", pointer="/attempt")
    return found
