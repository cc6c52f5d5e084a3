"""A refund on its way and its payment taken back by the rail: in either order the money comes back once (I5, M28)."""

from fairhold.trade.accounts import Account
from fairhold.trade.claims import PlaceHold
from fairhold.trade.fulfilment import DeclareCannotShip
from fairhold.trade.order import Stage
from fairhold.trade.payment import (
    BounceRefund,
    CallOffRefund,
    CapturePayment,
    ClearPayment,
    CloseChargeback,
    NotifyChargeback,
    ReversePayment,
    SettleRefund,
    StartPayment,
)
from fairhold.trade.payment_events import RefundCalledOff
from fairhold.trade.who import BANK
from trade.playing import BUYER, FIRST_OFFICER, SUPPLIER, TREASURY, Play, usd
from trade.test_collecting import HOLDER, asked, card_paid
from trade.test_loans import lent

WHOLE = NotifyChargeback(amount=usd(10_000), line="cb-1", attempt=1)


def refunding() -> tuple[Play, int]:
    """10,000.00 paid by card, on the trust account, and all of it on its way back."""
    play = asked()
    order = card_paid(play)
    play.done(order, ClearPayment(attempt=1, cost=usd(295), line="acq-1"), BANK)
    play.done(order, DeclareCannotShip(reason="fire"), SUPPLIER)
    assert play.money(order) == {"buy:refund": 10_000_00}
    return play, order


def settled_books(play: Play) -> dict[str, int]:
    """What the trust account and the house have left."""
    accounts = (Account.BANK_TRUST, Account.BANK_HOUSE, Account.HOUSE_DUE_TO_TRUST)
    return {account.wire: play.book(account) for account in accounts if play.book(account)}


def test_a_refund_that_has_not_left_when_its_payment_is_charged_back_is_not_sent() -> None:
    """M28, I5: the buyer got 10,000.00 from its bank; the refund pays what it owes for that."""
    play, order = refunding()
    play.done(order, WHOLE, BANK)
    assert play.orders[order].funds.buyer_owes == 10_000_00
    events = play.done(order, CallOffRefund(number=1), BANK)
    assert [str(event.__struct_config__.tag) for event in events] == ["refund.called_off", "payment.debt_set_off"]
    assert (play.money(order), play.orders[order].funds.buyer_owes) == ({}, 0)
    assert play.orders[order].funds.transfers == ()
    assert play.book(Account.BUYER_RECEIVABLE, order) == 0
    assert play.refused(order, CallOffRefund(number=1), BANK) == "refund_not_doubled"


def test_what_the_scheme_gives_back_later_is_sent_to_the_buyer_after_all() -> None:
    """M26d: the buyer lost the chargeback, so the refund is his again, once."""
    play, order = refunding()
    play.done(order, WHOLE, BANK)
    play.done(order, CallOffRefund(number=1), BANK)
    play.done(order, CloseChargeback(outcome="won", line="cb-2"), BANK)
    assert play.money(order) == {"buy:refund": 10_000_00}
    (transfer,) = play.orders[order].funds.transfers
    assert (transfer.number, transfer.amount, transfer.attempt) == (2, 10_000_00, 1)
    play.done(order, SettleRefund(number=2, line="r"), BANK)
    assert (play.money(order), play.orders[order].funds.buyer_owes) == ({}, 0)


def test_of_a_refund_larger_than_the_chargeback_the_rest_goes_on() -> None:
    """4,000.00 charged back of 10,000.00: 6,000.00 are still sent, under a new number."""
    play, order = refunding()
    play.done(order, NotifyChargeback(amount=usd(4_000), line="cb-1", attempt=1), BANK)
    play.done(order, CallOffRefund(number=1), BANK)
    (transfer,) = play.orders[order].funds.transfers
    assert (transfer.number, transfer.amount, transfer.attempt) == (2, 6_000_00, 1)
    assert (play.money(order), play.orders[order].funds.buyer_owes) == ({"buy:refund": 6_000_00}, 0)
    play.done(order, CloseChargeback(outcome="lost"), BANK)
    assert play.money(order) == {"buy:refund": 6_000_00}


def test_a_refund_that_has_left_stays_and_the_buyer_owes() -> None:
    """M28, as ever: sent, so it cannot be called off."""
    play, order = refunding()
    play.done(order, SettleRefund(number=1, line="r"), BANK)
    play.done(order, WHOLE, BANK)
    assert play.orders[order].funds.buyer_owes == 10_000_00
    assert play.refused(order, CallOffRefund(number=1), BANK) == "unknown_refund"
    play.done(order, BounceRefund(number=1, line="back", reason="card closed"), BANK)
    assert (play.money(order), play.orders[order].funds.buyer_owes) == ({}, 0)


def test_a_refund_that_came_back_before_is_called_off_at_once() -> None:
    """I5: it waited for another account; nobody has to ask."""
    play, order = refunding()
    play.done(order, BounceRefund(number=1, reason="card closed"), BANK)
    events = play.done(order, WHOLE, BANK)
    assert [one.amount for one in events if isinstance(one, RefundCalledOff)] == [10_000_00]
    assert (play.money(order), play.orders[order].funds.buyer_owes) == ({}, 0)


def test_after_a_chargeback_nothing_is_left_to_refund() -> None:
    """I5, the other order: taken from escrow first, so the end of the order sends nothing."""
    play = asked()
    order = card_paid(play)
    play.done(order, ClearPayment(attempt=1, cost=usd(295), line="acq-1"), BANK)
    play.done(order, WHOLE, BANK)
    play.done(order, DeclareCannotShip(reason="fire"), SUPPLIER)
    assert (play.orders[order].funds.transfers, play.orders[order].funds.buyer_owes) == ((), 0)
    play.done(order, CloseChargeback(outcome="lost"), BANK)
    assert (play.orders[order].funds.transfers, play.money(order)) == ((), {})


def test_a_loan_taken_back_while_its_lender_is_being_paid_is_not_paid_twice() -> None:
    """M29, M30: 25,000.00 on their way to the lender, who reverses the loan."""
    play = asked()
    order = lent(play)
    play.done(order, DeclareCannotShip(reason="fire"), SUPPLIER)
    assert play.money(order) == {"lend:payable": 25_000_00}
    play.done(order, ReversePayment(attempt=1, line="back"), BANK)
    play.done(order, CallOffRefund(number=1), BANK)
    assert (play.money(order), play.orders[order].funds.buyer_owes) == ({}, 0)
    (payment,) = play.orders[order].funds.payments
    assert (payment.returned, payment.charged, payment.left) == (0, 25_000_00, 0)
    assert settled_books(play) == {"bank:trust": 25_000_00, "house:due_to_trust": -25_000_00}, "the house had paid it"


def test_a_loan_taken_back_first_leaves_nothing_to_refund() -> None:
    play = asked()
    order = lent(play)
    play.done(order, ReversePayment(attempt=1, line="back"), BANK)
    play.done(order, DeclareCannotShip(reason="fire"), SUPPLIER)
    assert (play.money(order), play.orders[order].funds.transfers) == ({}, ())
    assert settled_books(play) == {}


def test_a_refund_is_called_off_only_for_a_debt_and_only_by_the_cashier() -> None:
    play, order = refunding()
    assert play.refused(order, CallOffRefund(number=1), BANK) == "refund_not_doubled"
    assert play.refused(order, CallOffRefund(number=1), TREASURY) == "role_not_allowed"
    assert play.refused(order, CallOffRefund(number=1), BUYER) == "role_not_allowed"
    play.done(order, WHOLE, BANK)
    assert play.refused(order, CallOffRefund(number=2), BANK) == "unknown_refund"


def test_while_compliance_holds_the_order_the_refund_becomes_credit_and_moves_no_further() -> None:
    """I6: it does not leave, and it pays the debt once the hold is lifted."""
    play = asked()
    order = play.order(Stage.AGREED, total=10_000_00, initial=10_000_00)
    play.done(order, StartPayment(rail="card", amount=usd(10_000)), BUYER)
    play.pay(order, 10_000_00)
    play.done(order, CapturePayment(attempt=1, payer=HOLDER), BANK)
    assert play.money(order) == {"ord:escrow:initial": 10_000_00, "buy:refund": 10_000_00}
    play.done(order, WHOLE, BANK)
    play.done(order, PlaceHold(reason="screening"), FIRST_OFFICER)
    play.done(order, CallOffRefund(number=1), BANK)
    assert play.money(order) == {"ord:escrow:initial": 10_000_00, "buy:credit": 10_000_00, "recv:buyer": 10_000_00}
    assert play.orders[order].funds.buyer_owes == 10_000_00
