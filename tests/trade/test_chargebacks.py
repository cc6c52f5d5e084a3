"""Chargebacks: taken from escrow, owed by the supplier or by the buyer, won and lost, also long after the end (T53)."""

from datetime import timedelta

from fairhold.trade.accounts import Account
from fairhold.trade.dispute import AcceptClaim, OpenDispute, WithdrawDispute
from fairhold.trade.fulfilment import ConfirmReceipt, DeclareCannotShip, Ship
from fairhold.trade.order import Stage
from fairhold.trade.payment import CloseChargeback, NotifyChargeback
from fairhold.trade.payouts import RequestPayout, SetPayoutAccount
from fairhold.trade.policy import Policy
from fairhold.trade.terms import ShipBy
from fairhold.trade.who import BANK
from trade.playing import BUYER, SUPPLIER, SUPPLIER_ID, Play, document, money, usd

CLAIM = OpenDispute(grounds=("weight",), amount=usd(80_000), statement="100 g instead of 215 to 219 g.")


def test_a_chargeback_while_held_takes_escrow_and_won_it_comes_back() -> None:
    """T53, M26a-M26d: the stage stays; the scheme's 20.00 are the house's."""
    play = Play()
    order = play.order(Stage.READY)
    assert play.refused(order, NotifyChargeback(amount=usd(25_000, 1), line="cb"), BANK) == "more_than_received"
    assert play.refused(order, NotifyChargeback(amount=money(1, "EUR"), line="cb"), BANK) == "wrong_currency"
    assert play.refused(order, CloseChargeback(outcome="won"), BANK) == "no_chargeback"
    play.done(order, NotifyChargeback(amount=usd(25_000), line="cb"), BANK)
    assert (play.stage(order), play.money(order), play.book(Account.BANK_TRUST)) == (Stage.READY, {}, 0)
    assert "chargeback" in play.orders[order].flags
    assert play.refused(order, NotifyChargeback(amount=usd(1), line="cb-2"), BANK) == "more_than_received"
    assert play.refused(order, CloseChargeback(outcome="won"), BANK) == "line_missing"  # no line, no money (I8)
    assert (play.book(Account.BANK_TRUST), len(play.orders[order].funds.chargebacks)) == (0, 1)
    play.done(order, CloseChargeback(outcome="won", line="cb-back"), BANK)
    assert (play.money(order), play.book(Account.BANK_TRUST)) == ({"ord:escrow:initial": 25_000_00}, 25_000_00)
    assert (play.book(Account.CHARGEBACK_FEES), play.book(Account.BANK_HOUSE)) == (20_00, -20_00)


def test_a_chargeback_after_release_is_owed_by_the_supplier() -> None:
    """T53, M27: the house paid, and 20.00 to the scheme; won, the supplier owes the 20.00 only."""
    play = Play()
    order = play.order(Stage.SHIPPED)
    play.done(order, NotifyChargeback(amount=usd(80_000), line="cb"), BANK)
    assert play.book(Account.SUPPLIER_RECEIVABLE, SUPPLIER_ID) == 80_020_00
    assert play.book(Account.BANK_HOUSE) == -80_020_00
    assert play.purse().receivable == 80_020_00
    play.done(order, CloseChargeback(outcome="won", line="cb-back"), BANK)
    assert (play.purse().receivable, play.book(Account.BANK_HOUSE)) == (20_00, -20_00)


def test_money_won_back_after_receipt_is_the_supplier_s() -> None:
    """M26d, T44: it does not stay in escrow."""
    play = Play(limit=0)
    order = play.order(Stage.READY_TO_SHIP, frozen=True)
    play.done(order, NotifyChargeback(amount=usd(30_000), line="cb"), BANK)
    play.done(order, Ship(document=document(play.today)), SUPPLIER)
    play.done(order, ConfirmReceipt(), BUYER)
    assert play.purse().available == 50_000_00
    play.done(order, CloseChargeback(outcome="won", line="cb-back"), BANK)
    assert (play.purse().available, play.money(order)) == (80_000_00, {})


def test_money_won_back_under_a_dispute_waits_for_its_end() -> None:
    """M26d, D43: of 50,000 claimed 30,000 came back and are frozen first; so of 50,000 released 20,000 stay held."""
    play = Play(limit=0)
    order = play.order(Stage.READY_TO_SHIP, frozen=True)
    play.done(order, NotifyChargeback(amount=usd(30_000), line="cb"), BANK)
    play.done(order, Ship(document=document(play.today)), SUPPLIER)
    play.done(order, ConfirmReceipt(), BUYER)
    part = OpenDispute(grounds=("weight",), amount=usd(50_000), statement="Light.")
    play.done(order, part, BUYER)
    play.done(order, CloseChargeback(outcome="won", line="cb-back"), BANK)
    assert (play.purse().available, play.money(order)) == (30_000_00, {"ord:frozen": 30_000_00})
    play.done(order, WithdrawDispute(), BUYER)
    assert (play.purse().available, play.money(order)) == (80_000_00, {})


def test_one_recovery_only() -> None:
    """A13, I5, D42: released 80,000 is held for a dispute, then 80,000 are charged back: the claim pays nothing on
    top, and with the scheme's word it is over.
    """
    play = Play()
    order = play.order(Stage.DELIVERED)
    play.done(order, CLAIM, BUYER)
    assert play.book(Account.SUPPLIER_DISPUTE_HOLD, SUPPLIER_ID) == 80_000_00
    play.done(order, NotifyChargeback(amount=usd(80_000), line="cb"), BANK)
    assert play.refused(order, AcceptClaim(), SUPPLIER) == "wrong_phase"
    play.done(order, CloseChargeback(outcome="lost", line="cb-lost"), BANK)
    assert (play.stage(order), play.orders[order].dispute) == (Stage.DELIVERED, None)
    assert (play.money(order), play.purse().available, play.purse().receivable) == ({}, 80_000_00, 80_020_00)


def test_what_has_gone_back_cannot_be_claimed_again_and_charged_back_the_buyer_owes_it() -> None:
    """I5, M28: a claim of 24,000 was paid; of 80,000 charged back the supplier pays 56,000 and the buyer 24,000."""
    play = Play()
    order = play.order(Stage.DELIVERED)
    part = OpenDispute(grounds=("weight",), amount=usd(24_000), statement="A third.")
    play.done(order, part, BUYER)
    play.done(order, AcceptClaim(), SUPPLIER)
    assert (play.stage(order), play.purse().available) == (Stage.DELIVERED, 56_000_00)
    assert play.refused(order, CLAIM, BUYER) == "claim_above_cover"
    assert play.refused(order, NotifyChargeback(amount=usd(80_001), line="cb"), BANK) == "more_than_received"
    play.done(order, NotifyChargeback(amount=usd(80_000), line="cb"), BANK)
    assert play.purse().receivable == 56_020_00
    assert (play.orders[order].funds.buyer_owes, play.book(Account.BUYER_RECEIVABLE, order)) == (24_000_00, 24_000_00)
    assert "buyer_owes" in play.orders[order].flags
    play.done(order, CloseChargeback(outcome="won", line="cb-back"), BANK)
    assert (play.purse().receivable, play.orders[order].funds.buyer_owes) == (20_00, 0)


def test_a_chargeback_150_days_after_the_payout_is_owed_with_its_fee() -> None:
    """SC40, M27: the order has long ended and stays completed."""
    play = Play()
    order = play.order(Stage.COMPLETED)
    play.at(play.now + timedelta(days=150))
    play.done(order, NotifyChargeback(amount=usd(25_000), line="cb"), BANK)
    assert (play.stage(order), play.purse().receivable) == (Stage.COMPLETED, 25_020_00)
    play.done(order, CloseChargeback(outcome="lost", line="cb-lost"), BANK)
    assert (play.stage(order), play.purse().receivable, play.orders[order].funds.charged_back) == (
        Stage.COMPLETED,
        25_020_00,
        0,
    )


def paid_out() -> tuple[Play, int]:
    """An order of 80,000 that ended and was paid out, of which 25,000 are charged back 150 days later."""
    play = Play()
    play.done(SUPPLIER_ID, SetPayoutAccount(name="Ningbo Tumbler Works", account="NL00BANK0123456789"), SUPPLIER)
    order = play.order(Stage.COMPLETED)
    play.at(play.now + timedelta(days=7))
    play.done(SUPPLIER_ID, RequestPayout(amount=usd(80_000)), SUPPLIER)
    play.at(play.now + timedelta(days=143))
    play.done(order, NotifyChargeback(amount=usd(25_000), line="cb"), BANK)
    return play, order


def test_what_a_chargeback_left_owed_is_taken_from_the_next_sale() -> None:
    """SC40, M22, M27: of the next 40,000 the platform takes 25,020, and the supplier may have the rest."""
    play, _ = paid_out()
    assert (play.purse().available, play.purse().receivable) == (0, 25_020_00)
    assert play.book(Account.BANK_HOUSE) == -25_020_00
    play.order(Stage.COMPLETED, total=40_000_00, initial=40_000_00, ship_by=ShipBy(on=play.today + timedelta(days=9)))
    assert (play.purse().available, play.purse().receivable, play.purse().debt) == (14_980_00, 0, 0)
    assert (play.book(Account.BANK_HOUSE), play.book(Account.HOUSE_DUE_TO_TRUST)) == (0, -25_020_00)
    play.done(SUPPLIER_ID, RequestPayout(amount=usd(14_980)), SUPPLIER)


def test_a_small_sale_pays_a_part_and_the_rest_stays_owed() -> None:
    play, _ = paid_out()
    play.order(Stage.COMPLETED, total=1_000_00, initial=1_000_00, ship_by=ShipBy(on=play.today + timedelta(days=9)))
    assert (play.purse().available, play.purse().receivable) == (0, 24_020_00)


def test_what_a_sale_paid_comes_back_when_the_chargeback_is_won() -> None:
    """M26d: the scheme's fee stays with the supplier (M27)."""
    play, order = paid_out()
    play.order(Stage.COMPLETED, total=10_000_00, initial=10_000_00, ship_by=ShipBy(on=play.today + timedelta(days=9)))
    assert (play.purse().available, play.purse().receivable) == (0, 15_020_00)
    play.done(order, CloseChargeback(outcome="won", line="cb-back"), BANK)
    assert (play.purse().available, play.purse().receivable) == (9_980_00, 0)
    assert play.book(Account.SUPPLIER_RECEIVABLE, SUPPLIER_ID) == 0


def test_money_won_back_for_a_cancelled_order_is_the_buyer_s() -> None:
    """M26d: the order ended without the supplier while the scheme looked at it."""
    play = Play()
    order = play.order(Stage.IN_PRODUCTION)
    play.done(order, NotifyChargeback(amount=usd(10_000), line="cb"), BANK)
    play.done(order, DeclareCannotShip(reason="fire"), SUPPLIER)
    assert (play.stage(order), play.money(order)) == (Stage.CLOSED_REFUNDED, {"buy:refund": 15_000_00})
    play.done(order, CloseChargeback(outcome="won", line="cb-back"), BANK)
    assert play.money(order) == {"buy:refund": 25_000_00}


def test_what_a_lost_chargeback_took_from_escrow_is_due_again() -> None:
    """T53: the stage stays, and the balance now asks for it too."""
    play = Play()
    order = play.order(Stage.AWAITING_BALANCE)
    play.done(order, NotifyChargeback(amount=usd(25_000), line="cb"), BANK)
    assert play.orders[order].due == 55_000_00
    play.done(order, CloseChargeback(outcome="lost", line="cb-lost"), BANK)
    assert (play.stage(order), play.orders[order].due) == (Stage.AWAITING_BALANCE, 80_000_00)
    play.pay(order, 55_000_00)
    assert play.stage(order) == Stage.AWAITING_BALANCE
    play.pay(order, 25_000_00)
    assert (play.stage(order), play.orders[order].due) == (Stage.READY_TO_SHIP, 0)


def test_credit_that_paid_the_buyer_s_debt_is_his_again_once_the_chargeback_is_won() -> None:
    """M28, M26d: 24,000 had been refunded, 500 of them were set off against a surplus."""
    play = Play()
    order = play.order(Stage.DELIVERED)
    play.done(order, OpenDispute(grounds=("weight",), amount=usd(24_000), statement="A third."), BUYER)
    play.done(order, AcceptClaim(), SUPPLIER)
    play.done(order, NotifyChargeback(amount=usd(80_000), line="cb"), BANK)
    play.pay(order, 500_00)
    assert (play.orders[order].funds.buyer_owes, play.orders[order].funds.credit) == (23_500_00, 0)
    assert play.book(Account.HOUSE_DUE_TO_TRUST) == -500_00
    play.done(order, CloseChargeback(outcome="won", line="cb-back"), BANK)
    assert (play.orders[order].funds.buyer_owes, play.book(Account.HOUSE_DUE_TO_TRUST)) == (0, 0)
    assert play.money(order)["buy:refund"] == 24_500_00


def test_several_chargebacks_are_told_apart_by_their_numbers() -> None:
    """T53: 10,000 and 5,000 of 25,000; the second is won first."""
    play = Play(Policy(chargeback_fee_bearer="supplier"))
    order = play.order(Stage.IN_PRODUCTION)
    for line, dollars in (("a", 10_000), ("b", 5_000)):
        play.done(order, NotifyChargeback(amount=usd(dollars), line=line), BANK)
    assert (play.money(order), play.orders[order].funds.charged_back) == ({"ord:escrow:initial": 10_000_00}, 15_000_00)
    assert play.purse().receivable == 40_00
    assert play.refused(order, CloseChargeback(outcome="won", number=3), BANK) == "no_chargeback"
    play.done(order, CloseChargeback(outcome="won", line="b-back", number=2), BANK)
    assert (play.money(order), play.orders[order].funds.charged_back) == ({"ord:escrow:initial": 15_000_00}, 10_000_00)
    play.done(order, CloseChargeback(outcome="lost", line="a-lost"), BANK)
    assert (play.orders[order].funds.charged_back, play.orders[order].due) == (0, 65_000_00)
