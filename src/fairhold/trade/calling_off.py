"""A refund on its way whose payment is then taken back: not sent, so that the buyer gets the money only once (I5).

What the rail took and the order no longer held the buyer owes (M28, M30). Refunds that have not left pay that: they
become his credit, the credit pays the debt, and what is over goes back anew. What has left stays, and so does the debt.
Which refunds have not left, the core knows only of those that came back; of the others the cashier says so.
"""

from fairhold.trade import settlement
from fairhold.trade.course import Course
from fairhold.trade.payment import CallOffRefund, Parts, Transfer, attempt
from fairhold.trade.payment_events import RefundCalledOff
from fairhold.trade.refusal import Refused, refuse


def call_off_refund(command: CallOffRefund, c: Course) -> Refused | None:
    """I5: only while the buyer owes what a rail took back."""
    transfer = next((one for one in c.order.funds.transfers if one.number == command.number), None)
    if transfer is None:
        return refuse("unknown_refund", f"Refund {command.number} is not on its way.", "M18b", pointer="/number")
    if not _pays_debt(transfer, c):
        detail = "It goes by no rail that took money back, or the buyer owes nothing."
        return refuse("refund_not_doubled", detail, "I5, M28", pointer="/number")
    _call_off(transfer, c)
    return None


def call_off_returned(c: Course) -> None:
    """Refunds that came back and wait for another account pay what the buyer owes."""
    for transfer in c.order.funds.transfers:
        if transfer.number in c.order.funds.bounced and _pays_debt(transfer, c):
            _call_off(transfer, c)


def _pays_debt(transfer: Transfer, c: Course) -> bool:
    """A lender's money pays only for the loan that the lender itself took back; unclaimed money is the law's (M35)."""
    funds = c.order.funds
    by = attempt(funds, transfer.attempt)
    if by is None or transfer.number in funds.unclaimed:
        return False
    return funds.buyer_owes > 0 and (not transfer.lender or by.state == "reversed")


def _call_off(transfer: Transfer, c: Course) -> None:
    funds, currency = c.order.funds, c.order.currency
    by = attempt(funds, transfer.attempt)
    is_reversed = by is not None and by.state == "reversed"
    had = funds.credit
    c.then(
        RefundCalledOff(
            number=transfer.number,
            amount=transfer.amount,
            currency=currency,
            attempt=transfer.attempt,
            taken=min(transfer.amount, funds.buyer_owes) if is_reversed else 0,
            lender=transfer.lender,
        )
    )
    settlement.return_credit(c)
    over = c.order.funds.credit - had
    if over > 0 and c.order.hold is None:
        settlement.refund(c, "surplus", Parts(0, 0), Parts(0, 0), credit=over)
