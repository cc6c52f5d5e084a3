"""The buyer's money: announced, arrived, short, over, sent back (T13-T15, T30, T31, T41; M1, M5, M6, M18).

What a rail takes itself is in `collecting.py`, what it takes back in `chargebacks.py`.
"""

from datetime import timedelta

from fairhold.trade import account_name, calling_off, fees, ids, resending, settlement, terms
from fairhold.trade.course import Course
from fairhold.trade.money import EXPONENTS, show
from fairhold.trade.order import Stage, stage
from fairhold.trade.order_events import ContractAmended
from fairhold.trade.payment import (
    AcceptShortfall,
    AnnouncePayment,
    BounceRefund,
    ClearRefund,
    DeclareOffPlatformPayment,
    RecordPayment,
    SettleRefund,
    Transfer,
    allocate,
    attempt,
)
from fairhold.trade.payment_events import (
    BalanceReopened,
    GapAbsorbed,
    MilestoneFunded,
    OffPlatformDeclared,
    PaymentAnnounced,
    PaymentReceived,
    RefundBounced,
    RefundCleared,
    RefundSettled,
)
from fairhold.trade.refusal import Refused, refuse


def announce_payment(command: AnnouncePayment, c: Course) -> Refused | None:
    """A transfer counts as in flight for `payment_in_flight_days`: the order neither expires nor can be cancelled
    under it.
    """
    if command.amount.currency != c.order.currency:
        return refuse("wrong_currency", f"The order is in {c.order.currency}.", "A15", pointer="/amount/currency")
    if command.amount.minor == 0:
        return refuse("amount_not_positive", "The amount is zero.", "S34", pointer="/amount/amount")
    milestones = 1 if c.order.initial_funded_on is None else 2
    c.then(
        PaymentAnnounced(
            amount=command.amount.minor,
            currency=c.order.currency,
            reference=command.reference,
            day=c.day,
            until=c.day + timedelta(days=c.policy.payment_in_flight_days),
            pauses=sum(pause.by == "payment" for pause in c.order.pauses) < milestones,
        )
    )
    return None


def declare_off_platform_payment(command: DeclareOffPlatformPayment, c: Course) -> Refused | None:
    """A14, S38, M9, SC21: it is told on the order and never counts as received or covered; the rest of the order keeps
    its protection.
    """
    if command.amount.currency != c.order.currency:
        return refuse("wrong_currency", f"The order is in {c.order.currency}.", "A15", pointer="/amount/currency")
    if command.amount.minor == 0:
        return refuse("amount_not_positive", "The amount is zero.", "A14", pointer="/amount/amount")
    most = c.policy.amount_max * 10 ** EXPONENTS[c.order.currency]
    if c.order.off_platform + command.amount.minor > most:
        detail = f"All that is declared would be above {show(most, c.order.currency)}."
        return refuse("amount_too_large", detail, "policy amount_max", pointer="/amount/amount")
    if command.paid_on > c.day:
        return refuse("date_in_future", f"{command.paid_on} has not come.", "A14", pointer="/paid_on")
    c.then(
        OffPlatformDeclared(
            by=c.side,
            amount=command.amount.minor,
            currency=c.order.currency,
            way=command.way,
            paid_on=command.paid_on,
            note=command.note,
            day=c.day,
        )
    )
    return None


def record_payment(command: RecordPayment, c: Course) -> Refused | None:
    """M1, M5, M6, SC22, SC23: the money fills the initial payment, then the balance; what is over is the buyer's
    credit, out of which open visits of an inspector are paid first.

    After receipt it passes straight on to the supplier, for nothing is left to protect (T44: open account).
    """
    order = c.order
    if command.amount.currency != order.currency:
        return refuse("wrong_currency", f"The order is in {order.currency}.", "A15, M11", pointer="/amount/currency")
    if command.amount.minor == 0:
        return refuse("amount_not_positive", "The amount is zero.", "S34", pointer="/amount/amount")
    if not command.relation and _is_third_party(command.payer.name, c):
        return refuse(
            "third_party_payer", f"{command.payer.name} paid, who is not the buyer.", "M8, O47", pointer="/payer/name"
        )
    remittance = ids.from_text(ids.REMITTANCE_PREFIX, command.remittance) if command.remittance else 0
    if remittance is None:
        detail = f"{command.remittance} is not a remittance."
        return refuse("unknown_remittance", detail, "M7b, I8", pointer="/remittance")
    initial, balance, credit = shares(c, command.amount.minor)
    c.then(
        PaymentReceived(
            line=command.line,
            currency=order.currency,
            initial=initial,
            balance=balance,
            credit=credit,
            payer=command.payer,
            remittance=remittance,
            day=c.day,
        )
    )
    arrived(c)
    return None


def shares(c: Course, amount: int) -> tuple[int, int, int]:
    """What of an amount fills the initial payment, the balance, and is the buyer's credit (M1, M6, SC23): before the
    balance is due, as much of it as inspection visits wait for stays credit.
    """
    order = c.order
    initial, balance, credit = allocate(order.funds, order.initial, order.total, amount)
    due_now = stage(order) not in (Stage.AGREED, Stage.IN_PRODUCTION, Stage.READY)
    if not due_now:
        for_fees = min(balance, max(0, fees.due(order) - order.funds.credit - credit))
        balance, credit = balance - for_fees, credit + for_fees
    if c.policy.overpay_action == "return" and balance and initial + balance != order.total:
        balance, credit = (balance, credit) if due_now else (0, credit + balance)
    return initial, balance, credit


def arrived(c: Course) -> None:
    """What follows from money that has come in: milestones, visits that wait for it, cases without an object."""
    settle(c)
    fees.collect(c)
    if c.order.total_funded_on is not None:
        settlement.overtake(c, "non_payment")
    if c.order.late_on is None:
        settlement.overtake(c, "late_not_shipped")
    settlement.return_credit(c)
    settlement.pass_on(c)


def _is_third_party(payer: str, c: Course) -> bool:
    """M8, O47: the name that the bank gives has other words than the buyer's. A bank that gives none says nothing."""
    buyer = c.parties.get(c.order.buyer)
    if c.policy.third_party_payer == "accept" or not payer or buyer is None:
        return False
    return account_name.compare(payer, buyer.name).outcome == "differs"


def settle(c: Course) -> None:
    """Say which milestones are funded now, within tolerance (T14, T31); absorb the gap if the operator does (M5b,
    M5c).
    """
    order = c.order
    if order.initial_funded_on is None:
        gap = order.initial - order.funds.paid_initial
        if gap > tolerance(c, order.initial):
            return
        _absorb(c, gap, 0)
        c.then(MilestoneFunded(milestone="initial", day=c.day))
    order = c.order
    if order.total_funded_on is None:
        gap = order.due
        if gap > _may_lack(c):
            return
        missing_initial = max(0, order.initial - order.funds.paid_initial)
        _absorb(c, missing_initial, gap - missing_initial)
        c.then(MilestoneFunded(milestone="total", day=c.day))


def reopen(c: Course) -> None:
    """M30: what a rail took back for good has to come again before the goods leave (T31), or the buyer is in default
    (T33). What the initial payment has begun stays begun.
    """
    order = c.order
    has_left = order.shipped_on is not None or order.closed is not None
    if order.total_funded_on is None or has_left or order.due <= _may_lack(c):
        return
    waits = order.goods_accepted_on is not None and not order.terms.balance_after_shipment
    c.then(BalanceReopened(waits=waits, day=c.day))


def _may_lack(c: Course) -> int:
    """How much of everything due may be missing, in minor units."""
    last_milestone = c.order.total - c.order.initial or c.order.total
    return 0 if c.policy.underpay_absorbed_by == "buyer" else tolerance(c, last_milestone)


def tolerance(c: Course, due: int) -> int:
    """How much of an amount due may be missing, in minor units: the currency's figure, at most a share of what is
    due.
    """
    figure = c.policy.underpay_tolerance_minor.get(c.order.currency, 0)
    return min(figure, due * c.policy.underpay_tolerance_max_bp // 10_000)


def _absorb(c: Course, initial: int, balance: int) -> None:
    if initial + balance > 0 and c.policy.underpay_absorbed_by == "operator":
        c.then(GapAbsorbed(currency=c.order.currency, initial=initial, balance=balance, day=c.day))


def accept_shortfall(command: AcceptShortfall, c: Course) -> Refused | None:
    """T15: the supplier lowers the price by the gap, or moves it to the balance. Either way only the buyer gains, so
    one signs.
    """
    order = c.order
    gap = order.initial - order.funds.paid_initial
    contract = terms.lowered(order.terms, gap, total_too=command.settle == "lower_price")
    c.then(
        ContractAmended(
            by=c.who.role,
            contract=contract,
            fingerprint=terms.fingerprint(contract),
            reserved=order.reserved,
            ship_term_changed=False,
            early_release=order.early_release,
            clears_late=False,
            reopens_balance=False,
            day=c.day,
        )
    )
    settle(c)
    return None


def settle_refund(command: SettleRefund, c: Course) -> Refused | None:
    """M18b, M18c: the bank, or the rail that the money came by, has paid."""
    transfer = _transfer(c, command.number)
    if isinstance(transfer, Refused):
        return transfer
    resending.reclaim(c, transfer)
    by = attempt(c.order.funds, transfer.attempt)
    c.then(
        RefundSettled(
            number=transfer.number,
            amount=transfer.amount,
            currency=c.order.currency,
            line=command.line,
            kind="bank" if by is None else by.kind,
            lender=transfer.lender,
        )
    )
    return None


def clear_refund(command: ClearRefund, c: Course) -> Refused | None:
    """M18d: the rail has taken what it refunded."""
    funds = c.order.funds
    transfer = next((t for t in funds.sent if t.number == command.number and t.number in funds.unsettled), None)
    by = attempt(funds, transfer.attempt) if transfer is not None else None
    if transfer is None or by is None:
        detail = f"No rail has yet to take refund {command.number}."
        return refuse("unknown_refund", detail, "M18d", pointer="/number")
    c.then(
        RefundCleared(
            number=transfer.number,
            amount=transfer.amount,
            kind=by.kind,
            currency=c.order.currency,
            line=command.line,
        )
    )
    return None


def bounce_refund(command: BounceRefund, c: Course) -> Refused | None:
    """M18x: the money is still owed to the buyer, or owed again; treasury sends it again (SC41)."""
    funds = c.order.funds
    sent = next((t for t in funds.sent if t.number == command.number), None)
    transfer = sent or _transfer(c, command.number)
    if isinstance(transfer, Refused):
        return transfer
    if command.number in funds.bounced:
        return refuse("unknown_refund", f"Refund {command.number} is back already.", "M18x", pointer="/number")
    if sent is not None and sent.number not in funds.unsettled and not command.line:
        detail = "The refund has been paid; name the bank line that brings it back."
        return refuse("line_missing", detail, "M18x, I8", pointer="/line")
    by = attempt(funds, transfer.attempt)
    c.then(
        RefundBounced(
            number=transfer.number,
            amount=transfer.amount,
            currency=c.order.currency,
            line=command.line,
            reason=command.reason,
            was_paid=sent is not None,
            kind=by.kind if by is not None and sent is not None and sent.number in funds.unsettled else "bank",
            lender=transfer.lender,
            day=c.day,
        )
    )
    calling_off.call_off_returned(c)
    return None


def _transfer(c: Course, number: int) -> Transfer | Refused:
    found = next((t for t in c.order.funds.transfers if t.number == number), None)
    return found or refuse("unknown_refund", f"Refund {number} is not on its way.", "M18b", pointer="/number")
