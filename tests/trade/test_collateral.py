"""Deposits, what the platform pays on a supplier's behalf, and how it gets it back (4.7, M21-M24, M39, SC37, SC38)."""

from datetime import timedelta

import pytest

from fairhold.trade.accounts import Account
from fairhold.trade.collateral import (
    RecordDeposit,
    RecordRepayment,
    ReleaseDeposit,
    RepayAdvance,
    TopUpDeposit,
    WriteOffAdvance,
)
from fairhold.trade.dispute import AcceptClaim
from fairhold.trade.fulfilment import ConfirmReceipt
from fairhold.trade.order import Stage
from fairhold.trade.payouts import RequestPayout, SetPayoutAccount
from fairhold.trade.policy import Policy
from fairhold.trade.second_person import AgreeMeasure, DropMeasure
from fairhold.trade.supplier_events import AdvanceDrawn, AdvanceRecovered, LimitSuspended
from fairhold.trade.who import Who
from trade.playing import BUYER, SECOND_OF_TREASURY, SUPPLIER, SUPPLIER_ID, TREASURY, Play, usd
from trade.quarrels import claim

A = Account


def in_default(deposit: int = 5_000, limit: int = 60_000, policy: Policy | None = None) -> tuple[Play, int]:
    """SC37: 80,000 released, of which the supplier still has 10,000; the buyer has claimed everything."""
    play = Play(policy, limit=100_000_00)
    play.done(SUPPLIER_ID, SetPayoutAccount(name="Ningbo Tumbler Works", account="NL00BANK0123456789"), SUPPLIER)
    play.grant(usd(limit))
    order = play.order(Stage.RECEIVED, frozen=True)
    play.at("2019-06-10")
    play.done(SUPPLIER_ID, RequestPayout(amount=usd(70_000)), SUPPLIER)
    if deposit:
        play.done(SUPPLIER_ID, RecordDeposit(amount=usd(deposit), line="deposit-1"), TREASURY)
    play.done(order, claim(80_000), BUYER)
    return play, order


def agreed(play: Play, who: Who = SECOND_OF_TREASURY) -> None:
    """A second person agrees to the measure that waits."""
    (waits,) = play.suppliers[SUPPLIER_ID].pending
    play.done(SUPPLIER_ID, AgreeMeasure(digest=waits.proposal.digest), who)


def drawn(play: Play) -> tuple[int, int, int]:
    """What is drawn of the limit, what the supplier owes, and what is booked as the expected loss."""
    purse = play.purse()
    return purse.drawn, purse.receivable, play.suppliers[SUPPLIER_ID].provision("USD")


def test_an_award_is_paid_from_held_money_then_the_deposit_then_the_guarantee_and_the_rest_is_uncovered() -> None:
    """SC37: the buyer gets 75,000, 5,000 stay uncovered, 60,000 are to be recovered."""
    play, order = in_default()
    play.done(order, AcceptClaim(), SUPPLIER)
    facts = play.orders[order]
    assert (play.stage(order), facts.funds.refund, facts.uncovered) == (Stage.CLOSED_SETTLED, 75_000_00, 5_000_00)
    assert facts.funds.advanced == 65_000_00
    assert drawn(play) == (60_000_00, 60_000_00, 30_000_00)
    purse = play.purse()
    assert (purse.granted, purse.free, purse.reserved, purse.exposed) == (60_000_00, 0, 0, 0)
    assert (purse.deposit, purse.available, purse.dispute_hold) == (0, 0, 0)
    assert (play.book(A.BUYER_REFUND, order), play.book(A.SUPPLIER_RECEIVABLE, SUPPLIER_ID)) == (75_000_00, 60_000_00)
    assert (play.book(A.BANK_GUARANTEE), play.book(A.HOUSE_DUE_TO_TRUST)) == (-60_000_00, 60_000_00)
    assert play.book(A.PROVISION_EXPENSE) == 30_000_00


def test_with_a_limit_of_65_000_the_buyer_gets_everything() -> None:
    """4.7 worked example."""
    play, order = in_default(limit=65_000)
    play.done(order, AcceptClaim(), SUPPLIER)
    assert (play.stage(order), play.orders[order].funds.refund) == (Stage.CLOSED_REFUNDED, 80_000_00)
    assert (play.orders[order].uncovered, drawn(play)[0]) == (0, 65_000_00)


def test_an_operator_that_gives_no_guarantee_advances_nothing() -> None:
    play, order = in_default(policy=Policy(guarantee_advances=False))
    play.done(order, AcceptClaim(), SUPPLIER)
    assert (play.orders[order].funds.refund, play.orders[order].uncovered) == (15_000_00, 65_000_00)
    assert drawn(play) == (0, 0, 0)


def test_what_later_sales_left_in_the_balance_comes_before_deposit_and_guarantee() -> None:
    """4.7 step 2: between the claim and the award the supplier sold for 20,000 more."""
    play, order = in_default(limit=80_000)
    play.grant(usd(200_000))
    sold(play, 20_000)
    play.done(order, AcceptClaim(), SUPPLIER)
    assert (play.orders[order].funds.refund, play.orders[order].uncovered) == (80_000_00, 0)
    assert (drawn(play)[0], play.purse().available) == (45_000_00, 0)


def sold(play: Play, total: int) -> int:
    """Another order of so many dollars that the buyer receives."""
    return play.order(Stage.RECEIVED, frozen=True, total=total * 100, initial=total * 100)


def test_a_later_sale_pays_the_advance_back_and_the_rest_is_written_off_by_two_persons() -> None:
    """SC38: 40,000 come back, 20,000 are lost; the limit stays drawn by 20,000 until they are written off."""
    play, order = in_default()
    play.done(order, AcceptClaim(), SUPPLIER)
    sale = sold(play, 40_000)
    back = [event for event in play.streams[SUPPLIER_ID] if isinstance(event, AdvanceRecovered)]
    assert [(event.amount, event.source, event.order) for event in back] == [(40_000_00, "sale", sale)]
    assert drawn(play) == (20_000_00, 20_000_00, 10_000_00)
    assert (play.purse().available, play.book(A.BANK_GUARANTEE), play.book(A.HOUSE_DUE_TO_TRUST)) == (
        0,
        -20_000_00,
        20_000_00,
    )
    play.done(SUPPLIER_ID, WriteOffAdvance(amount=usd(20_000), reason="nobody is there any more"), TREASURY)
    assert drawn(play) == (20_000_00, 20_000_00, 10_000_00)
    agreed(play)
    assert drawn(play) == (0, 0, 0)
    assert (play.book(A.PROVISION_EXPENSE), play.book(A.BANK_GUARANTEE)) == (20_000_00, -20_000_00)
    assert play.book(A.SUPPLIER_RECEIVABLE, SUPPLIER_ID) == 0
    assert play.suppliers[SUPPLIER_ID].suspended
    assert isinstance(play.streams[SUPPLIER_ID][-1], LimitSuspended)


def test_a_share_of_sales_may_be_all_that_is_taken_back_and_the_same_share_is_not_paid_out() -> None:
    """`guarantee_recovery_bp`: half of 40,000 comes back; of the other half 20,000 wait for the rest of the debt."""
    play, order = in_default(policy=Policy(guarantee_recovery_bp=5_000))
    play.done(order, AcceptClaim(), SUPPLIER)
    sold(play, 60_000)
    assert (drawn(play)[0], play.purse().available) == (30_000_00, 30_000_00)
    assert play.refused(SUPPLIER_ID, RequestPayout(amount=usd(15_000, 1)), SUPPLIER) == "not_enough_available"
    play.done(SUPPLIER_ID, RequestPayout(amount=usd(15_000)), SUPPLIER)


def test_a_supplier_pays_back_from_its_balance_or_straight_to_the_guarantee_account() -> None:
    """M22, M22c."""
    play, order = in_default(policy=Policy(guarantee_recovery_bp=5_000))
    play.done(order, AcceptClaim(), SUPPLIER)
    sold(play, 60_000)
    assert play.refused(SUPPLIER_ID, RepayAdvance(amount=usd(30_000, 1)), SUPPLIER) == "not_enough_available"
    play.done(SUPPLIER_ID, RepayAdvance(amount=usd(10_000)), SUPPLIER)
    assert (drawn(play), play.purse().available) == ((20_000_00, 20_000_00, 10_000_00), 20_000_00)
    more = RecordRepayment(amount=usd(20_000, 1), reference="house-1")
    assert play.refused(SUPPLIER_ID, more, TREASURY) == "more_than_owed"
    play.done(SUPPLIER_ID, RecordRepayment(amount=usd(20_000), reference="house-1"), TREASURY)
    assert (drawn(play), play.book(A.BANK_GUARANTEE), play.book(A.PROVISION_EXPENSE)) == ((0, 0, 0), 0, 0)
    assert play.book(A.HOUSE_DUE_TO_TRUST) == 20_000_00


def test_a_deposit_comes_by_bank_line_or_from_the_balance_and_goes_back_with_two_persons() -> None:
    """M39, I11."""
    play = Play()
    play.order(Stage.COMPLETED)
    play.done(SUPPLIER_ID, RecordDeposit(amount=usd(5_000), line="deposit-1"), TREASURY)
    play.done(SUPPLIER_ID, TopUpDeposit(amount=usd(3_000)), SUPPLIER)
    assert (play.purse().deposit, play.purse().available) == (8_000_00, 77_000_00)
    assert play.book(A.SUPPLIER_DEPOSIT, SUPPLIER_ID) == 8_000_00
    play.done(SUPPLIER_ID, ReleaseDeposit(amount=usd(8_000), reason="leaves"), TREASURY)
    (waits,) = play.suppliers[SUPPLIER_ID].pending
    agree = AgreeMeasure(digest=waits.proposal.digest)
    assert play.refused(SUPPLIER_ID, agree, TREASURY) == "second_person_needed"
    assert play.refused(SUPPLIER_ID, AgreeMeasure(digest="0" * 64), SECOND_OF_TREASURY) == "nothing_proposed"
    play.done(SUPPLIER_ID, agree, SECOND_OF_TREASURY)
    assert (play.purse().deposit, play.purse().available) == (0, 85_000_00)
    assert play.suppliers[SUPPLIER_ID].pending == ()


def test_a_deposit_that_secures_released_money_stays() -> None:
    """PP18: 80,000 of the limit are exposed until the claim window has ended."""
    play = Play()
    order = play.order(Stage.DELIVERED)
    play.done(SUPPLIER_ID, RecordDeposit(amount=usd(90_000), line="deposit-1"), TREASURY)
    play.done(order, ConfirmReceipt(), BUYER)
    release = ReleaseDeposit(amount=usd(10_000, 1), reason="leaves")
    assert play.refused(SUPPLIER_ID, release, TREASURY) == "deposit_in_use"
    play.done(SUPPLIER_ID, ReleaseDeposit(amount=usd(10_000), reason="leaves"), TREASURY)
    agreed(play)
    assert play.purse().deposit == 80_000_00


def test_a_measure_runs_out_may_be_dropped_and_is_asked_again_when_it_is_agreed_to() -> None:
    play = Play()
    play.done(SUPPLIER_ID, RecordDeposit(amount=usd(100), line="deposit-1"), TREASURY)
    release = ReleaseDeposit(amount=usd(100), reason="leaves")
    play.done(SUPPLIER_ID, release, TREASURY)
    play.done(SUPPLIER_ID, release, TREASURY)
    first, second = (one.proposal for one in play.suppliers[SUPPLIER_ID].pending)
    play.done(SUPPLIER_ID, DropMeasure(digest=first.digest), TREASURY)
    assert play.refused(SUPPLIER_ID, DropMeasure(digest=first.digest), TREASURY) == "nothing_proposed"
    play.done(SUPPLIER_ID, release, TREASURY)
    third = play.suppliers[SUPPLIER_ID].pending[-1].proposal
    play.done(SUPPLIER_ID, AgreeMeasure(digest=third.digest), SECOND_OF_TREASURY)
    again = AgreeMeasure(digest=second.digest)
    assert play.refused(SUPPLIER_ID, again, SECOND_OF_TREASURY) == "deposit_in_use"
    play.at(second.until + timedelta(seconds=1))
    assert play.refused(SUPPLIER_ID, again, SECOND_OF_TREASURY) == "proposal_expired"


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (RecordDeposit(amount=usd(0), line="x"), "amount_not_positive"),
        (RecordDeposit(amount=usd(9_999_999_999), line="x"), "amount_too_large"),
        (WriteOffAdvance(amount=usd(1), reason="x"), "more_than_owed"),
    ],
)
def test_amounts_that_cannot_be_are_refused(command: RecordDeposit | WriteOffAdvance, code: str) -> None:
    assert Play().refused(SUPPLIER_ID, command, TREASURY) == code


def test_so_many_measures_wait_at_most() -> None:
    play = Play()
    play.done(SUPPLIER_ID, RecordDeposit(amount=usd(100), line="deposit-1"), TREASURY)
    for _ in range(20):
        play.done(SUPPLIER_ID, ReleaseDeposit(amount=usd(100), reason="leaves"), TREASURY)
    release = ReleaseDeposit(amount=usd(100), reason="leaves")
    assert play.refused(SUPPLIER_ID, release, TREASURY) == "too_many_pending"
    play.at(play.suppliers[SUPPLIER_ID].pending[0].proposal.until)
    play.done(SUPPLIER_ID, release, TREASURY)  # the first twenty have run out


def test_the_share_that_was_advanced_is_no_longer_the_orders() -> None:
    """I7: what is drawn has left the order's share, so freeing it at the end gives back only the rest."""
    play, order = in_default(limit=90_000)
    play.done(order, AcceptClaim(), SUPPLIER)
    (event,) = (event for event in play.streams[SUPPLIER_ID] if isinstance(event, AdvanceDrawn))
    assert (event.amount, event.exposed) == (65_000_00, 65_000_00)
    assert (play.orders[order].reserved, play.purse().free) == (0, 25_000_00)
