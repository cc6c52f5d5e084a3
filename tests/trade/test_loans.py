"""Orders paid by a loan: a refund pays off what is outstanding of it, and the surplus is the buyer's (M29, O46)."""

from fairhold.trade.accounts import Account
from fairhold.trade.fulfilment import DeclareCannotShip
from fairhold.trade.ledger import postings
from fairhold.trade.order import Stage
from fairhold.trade.payment import (
    BounceRefund,
    CapturePayment,
    ClearPayment,
    ClearRefund,
    Payer,
    ReportLoanRepayment,
    RetryRefund,
    ReversePayment,
    SettleRefund,
    StartPayment,
    Transfer,
)
from fairhold.trade.payment_events import LoanRepaid, RefundOrdered
from fairhold.trade.who import BANK
from trade.playing import BUYER, SUPPLIER, Play, money, usd
from trade.test_collecting import asked, card_paid

BORROWER = Payer("Harbour Homeware", "loan 77")


def lent(play: Play, minor: int = 25_000_00) -> int:
    """An order whose initial payment a lender has paid; the money is on the trust account."""
    order = play.order(Stage.AGREED, initial=minor)
    play.done(order, StartPayment(rail="pay_later", amount=money(minor, "USD")), BUYER)
    play.done(order, CapturePayment(attempt=1, payer=BORROWER), BANK)
    play.done(order, ClearPayment(attempt=1, cost=usd(0), line="loan-1"), BANK)
    return order


def repaid(play: Play, order: int, minor: int, line: str = "paid-1") -> None:
    """The lender says that the buyer has repaid so much."""
    play.done(order, ReportLoanRepayment(attempt=1, amount=money(minor, "USD"), line=line), BANK)


def test_of_a_refund_of_25000_with_20000_left_the_lender_gets_20000_and_the_buyer_5000() -> None:
    """M29, the verified example under 4.10; M29b."""
    play = asked()
    order = lent(play)
    repaid(play, order, 5_000_00)
    assert play.orders[order].funds.attempts[0].outstanding == 20_000_00
    play.done(order, DeclareCannotShip(reason="fire"), SUPPLIER)
    assert play.orders[order].funds.transfers == (
        Transfer(1, 20_000_00, BORROWER, attempt=1, lender=True),
        Transfer(2, 5_000_00, Payer("Harbour Homeware")),
    )
    assert play.money(order) == {"lend:payable": 20_000_00, "buy:refund": 5_000_00}
    assert play.orders[order].funds.attempts[0].outstanding == 0
    play.done(order, SettleRefund(number=1, line="loan-2"), BANK)
    assert play.money(order) == {"buy:refund": 5_000_00}
    assert play.book(Account.CLEARING_LENDER) == -20_000_00
    play.done(order, ClearRefund(number=1, line="loan-3"), BANK)
    play.done(order, SettleRefund(number=2, line="wire"), BANK)
    assert (play.money(order), play.book(Account.BANK_TRUST), play.book(Account.CLEARING_LENDER)) == ({}, 0, 0)


def test_nothing_repaid_all_goes_to_the_lender_all_repaid_all_to_the_buyer() -> None:
    """M29: what is outstanding counts, not what was lent."""
    for paid, lender, buyer in ((0, 25_000_00, 0), (24_999_99, 1, 24_999_99), (25_000_00, 0, 25_000_00)):
        play = asked()
        order = lent(play)
        if paid:
            repaid(play, order, paid)
        play.done(order, DeclareCannotShip(reason="fire"), SUPPLIER)
        due = {"lend:payable": lender, "buy:refund": buyer}
        assert play.money(order) == {name: amount for name, amount in due.items() if amount}


def test_two_refunds_pay_a_loan_off_only_once() -> None:
    """M29, I5: 10,000.00 of credit first, then the rest; 18,000.00 had been outstanding."""
    play = asked()
    order = play.order(Stage.AGREED, initial=25_000_00, total=30_000_00)
    play.done(order, StartPayment(rail="pay_later", amount=usd(25_000)), BUYER)
    play.pay(order, 15_000_00)
    play.done(order, CapturePayment(attempt=1, payer=BORROWER), BANK)
    play.done(order, ClearPayment(attempt=1, cost=usd(0), line="loan-1"), BANK)
    repaid(play, order, 7_000_00)
    first = [(one.amount, one.attempt, one.lender) for one in play.orders[order].funds.transfers]
    assert first == [(10_000_00, 1, True)]
    play.done(order, DeclareCannotShip(reason="fire"), SUPPLIER)
    later = [(one.amount, one.attempt, one.lender) for one in play.orders[order].funds.transfers[1:]]
    assert later == [(8_000_00, 1, True), (7_000_00, 0, False), (15_000_00, 0, False)]
    assert play.money(order) == {"lend:payable": 18_000_00, "buy:refund": 22_000_00}


def test_a_repayment_that_is_not_of_this_loan_is_refused() -> None:
    """M29: nothing of what the lender is said to have got is ours, so it may not grow above what was lent."""
    play = asked()
    order = lent(play)

    def told(minor: int, attempt: int = 1, currency: str = "USD") -> ReportLoanRepayment:
        return ReportLoanRepayment(attempt=attempt, amount=money(minor, currency), line="l")

    assert play.refused(order, told(25_000_01), BANK) == "more_than_lent"
    assert play.refused(order, told(0), BANK) == "more_than_lent"
    assert play.refused(order, told(1, currency="EUR"), BANK) == "wrong_currency"
    assert play.refused(order, told(1, attempt=2), BANK) == "unknown_attempt"
    assert play.refused(order, told(1), BUYER) == "role_not_allowed"
    (event,) = play.done(order, told(20_000_00), BANK)
    assert isinstance(event, LoanRepaid)
    assert postings(event, order) == ()
    assert play.refused(order, told(5_000_01), BANK) == "more_than_lent"
    play.done(order, ReversePayment(attempt=1, line="back"), BANK)
    assert play.refused(order, told(1), BANK) == "attempt_state"
    other = asked()
    assert other.refused(card_paid(other), told(1), BANK) == "no_loan"


def test_a_repayment_told_after_the_refund_was_ordered_is_the_lenders_to_settle() -> None:
    """M29: late notices change no refund that is under way."""
    play = asked()
    order = lent(play)
    play.done(order, DeclareCannotShip(reason="fire"), SUPPLIER)
    repaid(play, order, 5_000_00)
    assert play.orders[order].funds.attempts[0].outstanding == 0
    assert play.money(order) == {"lend:payable": 25_000_00}


def test_what_the_lender_sends_back_stays_the_lenders_until_it_is_sent_again() -> None:
    """M18x, SC41: to another account of its own, by two persons."""
    play = asked()
    order = lent(play)
    play.done(order, DeclareCannotShip(reason="fire"), SUPPLIER)
    play.done(order, SettleRefund(number=1, line="loan-2"), BANK)
    play.done(order, BounceRefund(number=1, line="loan-3", reason="account closed"), BANK)
    assert play.money(order) == {"lend:payable": 25_000_00}
    play.agreed_refund(order, RetryRefund(number=1, payee=Payer("Lender", "US01", "CHASUS33")))
    assert play.money(order) == {"lend:payable": 25_000_00}
    play.done(order, SettleRefund(number=2, line="wire"), BANK)
    assert (play.money(order), play.book(Account.BANK_TRUST)) == ({}, 0)


def test_a_refund_stored_before_lenders_had_an_account_posts_as_it_did() -> None:
    """Stored events are for ever: a transfer that says nothing of a lender is the buyer's."""
    old = RefundOrdered(
        reason="cancelled",
        currency="USD",
        supplier=7,
        initial=3,
        balance=4,
        transfers=(Transfer(1, 7, BORROWER, attempt=1),),
        day=Play().today,
    )
    assert [(row.debit.wire, row.credit.wire, row.amount) for row in postings(old, 1)] == [
        ("ord:escrow:initial", "buy:refund", 3),
        ("ord:escrow:balance", "buy:refund", 4),
    ]
