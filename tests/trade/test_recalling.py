"""Recall of a payout: asked for by treasury, ended by the money or by the bank's no (M15)."""

from fairhold.trade.order import Stage
from fairhold.trade.payouts import BouncePayout, RequestPayout, SetPayoutAccount, SettlePayout
from fairhold.trade.recalling import RECALLS_MAX, EndRecall, RecallPayout
from trade.playing import BANK, SUPPLIER, SUPPLIER_ID, TREASURY, Play, usd

RECALL = RecallPayout(number=1, cause="fraud", reason="the account was not theirs")
NO = EndRecall(number=1, reason="the money is gone")


def paying(amount: int = 80_000) -> Play:
    """A payout of so many dollars is with the bank."""
    play = Play()
    play.done(SUPPLIER_ID, SetPayoutAccount(name="Ningbo Tumbler Works", account="NL00BANK0123456789"), SUPPLIER)
    play.order(Stage.COMPLETED)
    play.at("2019-06-20")
    play.done(SUPPLIER_ID, RequestPayout(amount=usd(amount)), SUPPLIER)
    return play


def money(play: Play) -> tuple[int, int]:
    """What is available and what is with the bank."""
    return play.purse().available, play.purse().in_transit


def test_a_payout_on_its_way_is_recalled_and_comes_back() -> None:
    play = paying()
    assert money(play) == (0, 80_000_00)
    play.done(SUPPLIER_ID, RECALL, TREASURY)
    assert (money(play), play.suppliers[SUPPLIER_ID].recalls) == ((0, 80_000_00), (1,))
    play.done(SUPPLIER_ID, BouncePayout(number=1, reason="recalled"), BANK)
    assert (money(play), play.suppliers[SUPPLIER_ID].recalls) == ((80_000_00, 0), ())
    assert play.refused(SUPPLIER_ID, BouncePayout(number=1), BANK) == "unknown_payout"
    assert play.refused(SUPPLIER_ID, NO, BANK) == "no_recall"


def test_a_payout_that_was_paid_is_recalled_and_comes_back_with_a_line_of_the_bank() -> None:
    """It may be less than was sent: banks take their fee for it."""
    play = paying()
    play.done(SUPPLIER_ID, SettlePayout(number=1, line="L1"), BANK)
    play.done(SUPPLIER_ID, RECALL, TREASURY)
    assert play.refused(SUPPLIER_ID, RECALL, TREASURY) == "already_so"
    play.done(SUPPLIER_ID, BouncePayout(number=1, line="L2", amount=usd(79_980)), BANK)
    assert (money(play), play.suppliers[SUPPLIER_ID].recalls) == ((79_980_00, 0), ())


def test_the_bank_refuses_and_the_payout_stays_paid_until_somebody_asks_again() -> None:
    play = paying()
    play.done(SUPPLIER_ID, RECALL, TREASURY)
    play.done(SUPPLIER_ID, SettlePayout(number=1, line="L1"), BANK)
    play.done(SUPPLIER_ID, NO, BANK)
    assert (money(play), play.suppliers[SUPPLIER_ID].recalls) == ((0, 0), ())
    play.done(SUPPLIER_ID, RECALL, TREASURY)
    assert play.suppliers[SUPPLIER_ID].recalls == (1,)


def test_only_treasury_recalls_and_only_what_was_paid_out() -> None:
    play = paying()
    assert play.refused(SUPPLIER_ID, RECALL, SUPPLIER) == "role_not_allowed"
    assert play.refused(SUPPLIER_ID, RecallPayout(number=2, cause="twice", reason="x"), TREASURY) == "unknown_payout"
    assert play.refused(SUPPLIER_ID, NO, TREASURY) == "no_recall"
    assert play.suppliers[SUPPLIER_ID].recalls == ()


def test_so_many_recalls_are_open_and_no_more() -> None:
    play = paying(1)
    for number in range(2, RECALLS_MAX + 2):
        play.done(SUPPLIER_ID, RequestPayout(amount=usd(1)), SUPPLIER)
        play.done(SUPPLIER_ID, RecallPayout(number=number, cause="twice", reason="x"), TREASURY)
    assert play.refused(SUPPLIER_ID, RECALL, TREASURY) == "too_many_recalls"
    assert len(play.suppliers[SUPPLIER_ID].recalls) == RECALLS_MAX
