"""Payments that a rail is asked for: card, bank debit, loan; each notice once, in its order (S41-S43, M2, M3, M10)."""

from datetime import date

from fairhold.rails.price import price
from fairhold.trade.accounts import Account
from fairhold.trade.agreement import AskCancellation, Cancel
from fairhold.trade.experts import UNASKED
from fairhold.trade.fulfilment import ConfirmReceipt, DeclareCannotShip, Ship
from fairhold.trade.joining import SetAcceptedRails
from fairhold.trade.order import Stage
from fairhold.trade.payment import (
    BounceRefund,
    CapturePayment,
    ClearPayment,
    ClearRefund,
    FailPayment,
    Payer,
    RecordPayment,
    RetryRefund,
    ReversePayment,
    SettleRefund,
    StartPayment,
)
from fairhold.trade.rail import AcceptedRail
from fairhold.trade.who import BANK
from trade.playing import BUYER, SUPPLIER, SUPPLIER_ID, Play, changed, document, money, usd

HOLDER = Payer("Harbour Homeware", "card ending 4242")
CARDS = SetAcceptedRails(
    rails=(AcceptedRail(rail="card", cap=usd(12_000)), AcceptedRail(rail="bank_debit"), AcceptedRail(rail="pay_later"))
)


def asked(currency: str = "USD") -> Play:
    """A supplier that takes cards up to the rail's own limit, and the rails' real prices."""
    play = Play(currency=currency, experts=changed(UNASKED, price=price))
    play.done(SUPPLIER_ID, CARDS, SUPPLIER)
    return play


def card_paid(play: Play, total: int = 80_000_00, initial: int = 10_000_00) -> int:
    """An order whose initial payment a card has paid, captured and not yet cleared."""
    order = play.order(Stage.AGREED, total=total, initial=initial)
    play.done(order, StartPayment(rail="card", amount=money(initial, "USD")), BUYER)
    play.done(order, CapturePayment(attempt=1, payer=HOLDER), BANK)
    return order


def test_a_card_pays_on_top_and_the_money_is_matched_by_what_the_acquirer_owes() -> None:
    """M2a, A11: 10,000.00 and 295.00 on top."""
    play = asked()
    order = card_paid(play)
    assert play.stage(order) == Stage.IN_PRODUCTION
    assert play.money(order) == {"ord:escrow:initial": 10_000_00}
    assert (play.book(Account.CLEARING_CARD), play.book(Account.CLEARING_FEES)) == (10_000_00, 295_00)
    assert (play.book(Account.PROCESSING_FEES), play.book(Account.BANK_TRUST)) == (295_00, 0)
    play.done(order, ClearPayment(attempt=1, cost=usd(210), line="acq-1"), BANK)
    assert (play.book(Account.CLEARING_CARD), play.book(Account.CLEARING_FEES)) == (0, 0)
    assert (play.book(Account.BANK_TRUST), play.book(Account.BANK_HOUSE)) == (10_000_00, 85_00)
    assert play.book(Account.RAIL_COSTS) == 210_00


def test_a_rail_that_costs_more_than_its_fee_costs_the_house() -> None:
    """M2b: 295.00 earned, 300.00 kept by the acquirer."""
    play = asked()
    order = card_paid(play)
    play.done(order, ClearPayment(attempt=1, cost=usd(300), line="acq-1"), BANK)
    assert (play.book(Account.BANK_HOUSE), play.book(Account.RAIL_COSTS)) == (-5_00, 300_00)


def test_a_payment_that_is_not_to_be_is_refused() -> None:
    """A15, S38, M6. What the rails themselves refuse is in `tests/rails/test_price.py`."""
    play = asked()
    order = play.order(Stage.AGREED)
    assert play.refused(order, StartPayment(rail="card", amount=money(1, "EUR")), BUYER) == "wrong_currency"
    assert play.refused(order, StartPayment(rail="card", amount=usd(80_000, 1)), BUYER) == "more_than_due"
    assert play.refused(order, StartPayment(rail="telegraphic_transfer", amount=usd(1)), BUYER) == "rail_not_pulled"
    assert play.refused(order, StartPayment(rail="paypal", amount=usd(1)), BUYER) == "rail_not_pulled"
    assert play.refused(order, CapturePayment(attempt=1), BANK) == "attempt_state"
    play.done(order, StartPayment(rail="card", amount=usd(10_000)), BUYER)
    assert play.refused(order, StartPayment(rail="card", amount=usd(1)), BUYER) == "payment_announced"
    assert play.refused(order, CapturePayment(attempt=2), BANK) == "unknown_attempt"
    play.done(order, CapturePayment(attempt=1, payer=HOLDER), BANK)
    assert play.refused(order, ClearPayment(attempt=1, cost=money(1, "EUR"), line="l"), BANK) == "wrong_currency"


def test_each_notice_counts_once_and_only_in_its_turn() -> None:
    """A doubled, late or contradictory notice changes nothing."""
    play = asked()
    order = play.order(Stage.AGREED)
    play.done(order, StartPayment(rail="card", amount=usd(10_000)), BUYER)
    clear = ClearPayment(attempt=1, cost=usd(0), line="acq-1")
    assert play.refused(order, clear, BANK) == "attempt_state"
    play.done(order, CapturePayment(attempt=1, payer=HOLDER), BANK)
    assert play.refused(order, CapturePayment(attempt=1), BANK) == "attempt_state"
    assert play.refused(order, FailPayment(attempt=1, reason="declined"), BANK) == "attempt_state"
    play.done(order, clear, BANK)
    assert play.refused(order, clear, BANK) == "attempt_state"
    play.done(order, ReversePayment(attempt=1, line="back", reason="fraud"), BANK)
    assert play.refused(order, ReversePayment(attempt=1, line="back-2"), BANK) == "attempt_state"


def test_a_payment_that_was_not_taken_may_be_tried_again() -> None:
    """T11: meanwhile the order could not be cancelled; afterwards it can."""
    play = asked()
    order = play.order(Stage.AGREED)
    play.done(order, StartPayment(rail="card", amount=usd(10_000)), BUYER)
    assert play.refused(order, Cancel(), SUPPLIER) == "payment_in_flight"
    play.done(order, FailPayment(attempt=1, reason="declined"), BANK)
    assert play.orders[order].in_flight_until is None
    play.done(order, StartPayment(rail="card", amount=usd(9_000)), BUYER)
    play.done(order, FailPayment(attempt=2), BUYER)
    play.done(order, Cancel(), SUPPLIER)
    assert play.stage(order) == Stage.CANCELLED


def test_nothing_is_started_while_the_order_is_being_ended() -> None:
    """T16, T19: a wish to cancel waits for its answer."""
    play = asked()
    order = play.order(Stage.IN_PRODUCTION)
    play.done(order, AskCancellation(supplier_keeps=usd(0)), BUYER)
    assert play.refused(order, StartPayment(rail="card", amount=usd(1)), BUYER) == "cancellation_pending"


def test_captured_money_is_released_once_its_rail_has_paid_it() -> None:
    """I2: of 80,000.00 paid 10,000.00 are still with the acquirer when the buyer confirms receipt."""
    play = asked()
    order = card_paid(play)
    play.take(order, Stage.SHIPPED, frozen=True)
    play.done(order, ConfirmReceipt(), BUYER)
    assert play.purse().available == 70_000_00
    assert sum(play.money(order).values()) == 10_000_00
    play.done(order, ClearPayment(attempt=1, cost=usd(210), line="acq-1"), BANK)
    assert (play.purse().available, play.money(order)) == (80_000_00, {})


def test_a_refund_goes_back_to_the_card_and_the_acquirer_keeps_it() -> None:
    """O40, M18c, M18d: 10,000.00 back by the attempt that brought them."""
    play = asked()
    order = card_paid(play)
    play.done(order, ClearPayment(attempt=1, cost=usd(210), line="acq-1"), BANK)
    play.done(order, DeclareCannotShip(reason="fire"), SUPPLIER)
    (transfer,) = play.orders[order].funds.transfers
    assert (transfer.amount, transfer.payee, transfer.attempt) == (10_000_00, HOLDER, 1)
    assert play.refused(order, ClearRefund(number=1, line="acq-2"), BANK) == "unknown_refund"
    play.done(order, SettleRefund(number=1, line="acq-ref"), BANK)
    assert (play.money(order), play.book(Account.CLEARING_CARD)) == ({}, -10_000_00)
    assert play.refused(order, ClearRefund(number=2, line="acq-2"), BANK) == "unknown_refund"
    play.done(order, ClearRefund(number=1, line="acq-2"), BANK)
    assert (play.book(Account.BANK_TRUST), play.book(Account.CLEARING_CARD)) == (0, 0)


def test_a_refund_to_a_closed_card_comes_back_and_goes_by_bank() -> None:
    """SC41, M18x: the acquirer had said that it was done."""
    play = asked()
    order = card_paid(play)
    play.done(order, ClearPayment(attempt=1, cost=usd(0), line="acq-1"), BANK)
    play.done(order, DeclareCannotShip(reason="fire"), SUPPLIER)
    play.done(order, SettleRefund(number=1, line="acq-ref"), BANK)
    play.done(order, BounceRefund(number=1, line="acq-bounce", reason="card closed"), BANK)
    assert (play.money(order), play.book(Account.CLEARING_CARD)) == ({"buy:refund": 10_000_00}, 0)
    play.agreed_refund(order, RetryRefund(number=1, payee=Payer("Harbour Homeware", "US01", "CHASUS33")))
    play.done(order, SettleRefund(number=2, line="wire"), BANK)
    assert (play.money(order), play.book(Account.BANK_TRUST)) == ({}, 0)


def test_a_debit_that_is_returned_while_held_is_due_again() -> None:
    """M30, S41: 20,000.00 for 15.00 on top; it had cleared."""
    play = asked()
    order = play.order(Stage.AGREED, initial=20_000_00)
    play.done(order, StartPayment(rail="bank_debit", amount=usd(20_000)), BUYER)
    play.done(order, CapturePayment(attempt=1), BANK)
    assert (play.stage(order), play.book(Account.CLEARING_DEBIT)) == (Stage.IN_PRODUCTION, 20_000_00)
    play.done(order, ClearPayment(attempt=1, cost=usd(4), line="ach-1"), BANK)
    assert play.book(Account.BANK_HOUSE) == 11_00
    play.done(order, ReversePayment(attempt=1, line="ach-r01", reason="R01"), BANK)
    assert (play.stage(order), play.money(order), play.orders[order].due) == (Stage.IN_PRODUCTION, {}, 80_000_00)
    assert (play.book(Account.BANK_TRUST), play.orders[order].funds.buyer_owes) == (0, 0)


def paid_by_debit(at: Stage) -> tuple[Play, int]:
    """80,000.00, of which a bank debit of 50,000.00 was the balance."""
    play = asked()
    order = play.order(Stage.AGREED, initial=30_000_00)
    play.pay(order, 30_000_00)
    play.take(order, Stage.AWAITING_BALANCE)
    play.done(order, StartPayment(rail="bank_debit", amount=usd(50_000)), BUYER)
    play.done(order, CapturePayment(attempt=1), BANK)
    play.done(order, ClearPayment(attempt=1, cost=usd(4), line="ach-1"), BANK)
    play.take(order, at)
    return play, order


def test_goods_do_not_leave_unpaid_when_a_rail_takes_the_balance_back() -> None:
    """M30, T30-T34: the balance is waited for again, the ship deadline stops, and who does not pay is in default."""
    play, order = paid_by_debit(Stage.READY_TO_SHIP)
    play.at("2019-06-13")
    assert play.deadlines(order) == {"ship_deadline": date(2019, 8, 5)}
    play.done(order, ReversePayment(attempt=1, line="ach-r01", reason="R01"), BANK)
    facts = play.orders[order]
    assert (play.stage(order), facts.due, facts.total_funded_on) == (Stage.AWAITING_BALANCE, 50_000_00, None)
    assert play.refused(order, Ship(document=document(play.today)), SUPPLIER) == "wrong_stage"
    assert play.deadlines(order) == {"balance_ttl": date(2019, 8, 12)}
    play.walk(order, "2019-08-13")
    facts = play.orders[order]
    assert (facts.buyer_default_on, facts.late_on) == (date(2019, 8, 12), None)
    play.pay(order, 50_000_00)
    assert (play.stage(order), play.orders[order].buyer_default_on) == (Stage.READY_TO_SHIP, None)
    assert play.deadlines(order) == {"ship_deadline": date(2019, 10, 5)}  # 61 days stopped


def test_a_payment_taken_back_once_the_goods_have_left_moves_no_stage() -> None:
    """M30: the supplier was paid at shipment, so the buyer owes the house."""
    play, order = paid_by_debit(Stage.SHIPPED)
    play.done(order, ReversePayment(attempt=1, line="ach-r01", reason="R01"), BANK)
    facts = play.orders[order]
    assert (play.stage(order), facts.funds.buyer_owes, facts.due) == (Stage.SHIPPED, 50_000_00, 0)
    assert facts.total_funded_on is not None


def test_a_payment_taken_back_that_lacks_no_more_than_the_tolerance_reopens_nothing() -> None:
    """M30, M5b: a cent is within what may be missing."""
    play = asked()
    order = play.order(Stage.AGREED, initial=30_000_00)
    play.pay(order, 30_000_00)
    play.take(order, Stage.AWAITING_BALANCE)
    play.done(order, StartPayment(rail="bank_debit", amount=usd(0, 1)), BUYER)
    play.pay(order, 49_999_99)
    play.done(order, CapturePayment(attempt=1), BANK)
    assert play.stage(order) == Stage.READY_TO_SHIP
    play.done(order, ReversePayment(attempt=1, line="ach-r01", reason="R01"), BANK)
    assert (play.stage(order), play.orders[order].funds.buyer_owes) == (Stage.READY_TO_SHIP, 0)


def test_a_debit_that_is_returned_after_the_payout_is_owed_by_the_buyer() -> None:
    """M30: the house pays for it, and the supplier keeps what it earned."""
    play = asked()
    order = play.order(Stage.AGREED, total=20_000_00, initial=20_000_00)
    play.done(order, StartPayment(rail="bank_debit", amount=usd(20_000)), BUYER)
    play.done(order, CapturePayment(attempt=1), BANK)
    play.done(order, ClearPayment(attempt=1, cost=usd(15), line="ach-1"), BANK)
    play.take(order, Stage.RECEIVED)
    assert play.purse().available == 20_000_00
    play.done(order, ReversePayment(attempt=1, line="ach-r10", reason="R10"), BANK)
    assert (play.purse().available, play.book(Account.BUYER_RECEIVABLE, order)) == (20_000_00, 20_000_00)
    assert play.book(Account.BANK_HOUSE) == -20_000_00
    play.done(order, RecordPayment(amount=usd(1_000), line="more"), BANK)
    assert play.orders[order].funds.buyer_owes == 19_000_00


def test_a_lender_that_takes_its_loan_back_within_two_days_undoes_the_draw() -> None:
    """M10a, S43: nothing on top; it had not cleared."""
    play = asked()
    order = play.order(Stage.AGREED)
    play.done(order, StartPayment(rail="pay_later", amount=usd(25_000)), BUYER)
    play.done(order, CapturePayment(attempt=1), BANK)
    assert (play.book(Account.CLEARING_LENDER), play.book(Account.PROCESSING_FEES)) == (25_000_00, 0)
    play.done(order, ReversePayment(attempt=1, line="loan-back", reason="withdrawn within 48 hours"), BANK)
    assert (play.book(Account.CLEARING_LENDER), play.money(order), play.orders[order].due) == (0, {}, 80_000_00)


def test_money_that_waited_for_a_payment_that_is_taken_back_waits_no_longer() -> None:
    """I2, M30: paid twice, by a debit that never cleared and by wire; the wire is released when the debit is gone."""
    play = asked()
    order = play.order(Stage.AGREED, total=20_000_00, initial=20_000_00)
    play.done(order, StartPayment(rail="bank_debit", amount=usd(20_000)), BUYER)
    play.pay(order, 20_000_00)
    play.done(order, CapturePayment(attempt=1), BANK)
    play.take(order, Stage.COMPLETED)
    assert (play.purse().available, play.money(order)) == (
        0,
        {"buy:refund": 20_000_00, "ord:escrow:initial": 20_000_00},
    )
    play.done(order, ReversePayment(attempt=1, line="ach-r01", reason="R01"), BANK)
    assert play.purse().available == 20_000_00


def test_the_fee_of_a_payment_that_never_cleared_is_not_earned() -> None:
    """M2a undone."""
    play = asked()
    order = card_paid(play)
    play.done(order, ReversePayment(attempt=1, line="void"), BANK)
    assert (play.book(Account.PROCESSING_FEES), play.book(Account.CLEARING_FEES)) == (0, 0)


def test_an_attempt_counts_as_in_flight_like_an_announced_transfer() -> None:
    """T12, P payment_in_flight_days: ten days."""
    play = asked()
    order = play.order(Stage.AGREED)
    play.done(order, StartPayment(rail="card", amount=usd(1_000)), BUYER)
    assert play.orders[order].in_flight_until == date(2019, 6, 13)
