"""What an award pays, from what, and what becomes of the order (4.7 waterfall, T49-T51, I5)."""

from datetime import date, timedelta

import pytest

from fairhold.rails.price import price
from fairhold.trade.accounts import Account
from fairhold.trade.award import base, claimable
from fairhold.trade.claims import OpenDispute
from fairhold.trade.course import Course
from fairhold.trade.deciding import course
from fairhold.trade.dispute import AcceptClaim, Phase, RejectClaim, phase
from fairhold.trade.experts import UNASKED
from fairhold.trade.joining import SetAcceptedRails
from fairhold.trade.negotiation import AcceptOffer, MakeOffer
from fairhold.trade.order import Stage
from fairhold.trade.payment import (
    BounceRefund,
    CapturePayment,
    ClearPayment,
    NotifyChargeback,
    RetryRefund,
    SettleRefund,
    StartPayment,
)
from fairhold.trade.payouts import RequestPayout, SetPayoutAccount
from fairhold.trade.policy import PRESETS, Policy
from fairhold.trade.rail import AcceptedRail
from fairhold.trade.timers import Tick
from trade.playing import BANK, BUYER, PAYER, SUPPLIER, SUPPLIER_ID, TREASURY, Play, changed, usd
from trade.quarrels import claim, everything, facts, offer, ruled, whole_claim

FUNDED = (
    *(Stage.IN_PRODUCTION, Stage.READY, Stage.AWAITING_BALANCE, Stage.READY_TO_SHIP),
    *(Stage.SHIPPED, Stage.DELIVERED, Stage.RECEIVED),
)


def looked_at(play: Play, order: int) -> Course:
    """The order as a rule sees it."""
    return course(play.case(Tick(), order), order, BUYER, play.now, play.policies)


def test_what_can_be_claimed_is_the_base_less_what_has_gone_back() -> None:
    """4.9, I5: of 80,000 paid 10,000 were charged back."""
    play = Play(limit=0)
    order = play.order(Stage.DELIVERED, frozen=True)
    assert (base(looked_at(play, order)), claimable(looked_at(play, order), ("weight",))) == (80_000_00, 80_000_00)
    play.done(order, NotifyChargeback(amount=usd(10_000), line="cb"), BANK)
    assert (base(looked_at(play, order)), claimable(looked_at(play, order), ("weight",))) == (70_000_00, 70_000_00)


@pytest.mark.parametrize("at", FUNDED)
def test_an_offer_of_everything_ends_the_order_at_every_stage(at: Stage) -> None:
    """D08, T49, M18a."""
    play, order = whole_claim(at)
    held = play.orders[order].funds.received
    play.done(order, RejectClaim(reason="Not so.", offer=offer(held // 100)), SUPPLIER)
    play.done(order, AcceptOffer(), BUYER)
    assert (play.stage(order), play.money(order)) == (Stage.CLOSED_REFUNDED, {"buy:refund": held})


@pytest.mark.parametrize("at", FUNDED)
def test_a_claim_of_everything_that_is_accepted_ends_the_order_at_every_stage(at: Stage) -> None:
    """D03, T49, M18a."""
    play, order = whole_claim(at)
    held = play.orders[order].funds.received
    play.done(order, AcceptClaim(), SUPPLIER)
    assert (play.stage(order), play.money(order)) == (Stage.CLOSED_REFUNDED, {"buy:refund": held})


@pytest.mark.parametrize("at", FUNDED)
def test_a_claim_of_everything_that_nobody_answers_ends_the_order_where_silence_pays(at: Stage) -> None:
    """`auto_uphold`, T49."""
    play, order = whole_claim(at, Policy(no_response_effect="auto_uphold"))
    held = play.orders[order].funds.received
    play.walk(order, "2019-08-12")
    assert (play.stage(order), play.money(order)) == (Stage.CLOSED_REFUNDED, {"buy:refund": held})


@pytest.mark.parametrize("by_offer", [False, True])
def test_what_no_money_of_the_order_covers_is_shown(by_offer: bool) -> None:
    """4.7 step 5, T50: 80,000 released, 50,000 of them withdrawn: 30,000 go back and 50,000 stay owed."""
    play = Play(Policy(guarantee_advances=False), limit=100_000_00)
    play.done(SUPPLIER_ID, SetPayoutAccount(name="Ningbo", account="NL00BANK0123456789"), SUPPLIER)
    order = play.order(Stage.RECEIVED)
    play.at("2019-06-10")
    play.done(SUPPLIER_ID, RequestPayout(amount=usd(50_000)), SUPPLIER)
    play.done(order, claim(80_000), BUYER)
    if by_offer:
        play.done(order, RejectClaim(reason="Not so."), SUPPLIER)
        play.done(order, MakeOffer(offer=offer(80_000)), BUYER)
    play.done(order, AcceptOffer() if by_offer else AcceptClaim(), SUPPLIER)
    assert (play.stage(order), play.orders[order].uncovered) == (Stage.CLOSED_SETTLED, 50_000_00)
    assert play.money(order) == {"buy:refund": 30_000_00}
    assert play.book(Account.SUPPLIER_DISPUTE_HOLD, SUPPLIER_ID) == 0


@pytest.mark.parametrize("at", [Stage.SHIPPED, Stage.DELIVERED])
def test_an_accepted_claim_on_money_released_early_is_paid_as_far_as_it_is_there(at: Stage) -> None:
    """T50, M14: as above, released at shipment."""
    play = Play(Policy(guarantee_advances=False))
    play.done(SUPPLIER_ID, SetPayoutAccount(name="Ningbo", account="NL00BANK0123456789"), SUPPLIER)
    order = play.order(at)
    play.at("2019-06-10")
    play.done(SUPPLIER_ID, RequestPayout(amount=usd(50_000)), SUPPLIER)
    play.done(order, claim(80_000, "not_received"), BUYER)
    play.done(order, AcceptClaim(), SUPPLIER)
    assert (play.stage(order), play.orders[order].uncovered) == (Stage.CLOSED_SETTLED, 50_000_00)
    assert play.money(order) == {"buy:refund": 30_000_00}


def part_ruled(minor: int) -> tuple[Play, int]:
    """The buyer gets so much of 80,000, the time to appeal is over, and the order goes on."""
    play = Play(limit=0)
    order = play.order(Stage.DELIVERED, frozen=True)
    play.done(order, claim(80_000), BUYER)
    ruled(play, order, everything(play, order, minor))
    assert play.deadlines(order)["appeal_ttl"] == date(2019, 6, 18)
    play.walk(order, "2019-06-18")
    assert phase(facts(play, order)) == Phase.DECIDED
    play.walk(order, "2019-06-19")
    assert play.orders[order].dispute is None
    return play, order


def test_where_nothing_was_awarded_the_order_goes_on_once_the_time_to_appeal_is_over() -> None:
    """D25, M17, T51: nothing is frozen any more and nothing is owed; the ground is closed (O27)."""
    play, order = part_ruled(0)
    assert play.orders[order].past[-1].outcome == "rejected"
    assert (play.stage(order), play.orders[order].funds.frozen_initial) == (Stage.DELIVERED, 0)
    assert play.money(order) == {"ord:escrow:initial": 25_000_00, "ord:escrow:balance": 55_000_00}
    assert play.refused(order, claim(80_000), BUYER) == "ground_closed"


def test_a_part_that_was_awarded_is_paid_by_the_bank_and_the_order_goes_on() -> None:
    """D38, M19, M18b: 24,000 of 80,000."""
    play, order = part_ruled(24_000_00)
    assert play.money(order)["buy:refund"] == 24_000_00
    play.done(order, SettleRefund(number=1, line="out"), BANK)
    assert (play.stage(order), play.orders[order].past[-1].outcome) == (Stage.DELIVERED, "ruled")
    assert (play.orders[order].funds.refunded, sum(play.money(order).values())) == (24_000_00, 56_000_00)


def test_an_award_that_the_bank_cannot_pay_stays_owed_until_it_is_sent_again() -> None:
    """D39, M18x, SC41."""
    play, order = part_ruled(24_000_00)
    play.done(order, BounceRefund(number=1, reason="account closed"), BANK)
    assert play.money(order)["buy:refund"] == 24_000_00
    assert play.refused(order, SettleRefund(number=2, line="out"), BANK) == "unknown_refund"
    play.done(order, RetryRefund(number=1, payee=PAYER), TREASURY)
    play.done(order, SettleRefund(number=2, line="out"), BANK)
    assert (play.orders[order].funds.refunded, play.orders[order].funds.refund) == (24_000_00, 0)


def test_what_went_back_by_one_dispute_cannot_be_claimed_by_the_next() -> None:
    """I5: 24,000 of 80,000 went back, and the inspector of a visit was paid beside it; 56,000 are left to claim."""
    play = Play(limit=0)
    order = play.order(Stage.DELIVERED, frozen=True)
    play.book_visit(order, "after_delivery")
    play.done(order, claim(24_000), BUYER)
    play.done(order, AcceptClaim(), SUPPLIER)
    assert claimable(looked_at(play, order), ("size",)) == 56_000_00
    assert play.refused(order, claim(56_001, "size"), BUYER) == "claim_above_cover"


def test_an_offer_pays_what_is_frozen_first_and_then_what_the_supplier_was_paid() -> None:
    """M18a, M21a: 30,000 in reserve of which none is escrow; 40,000 by offer."""
    play = Play(Policy(uncovered_reserve_until="claim_window_end"), limit=50_000_00)
    order = play.order(Stage.RECEIVED, frozen=True)
    play.done(order, claim(60_000), BUYER)
    assert (play.purse().available, play.purse().reserve, play.purse().dispute_hold) == (20_000_00, 0, 60_000_00)
    play.done(order, RejectClaim(reason="Not so.", offer=offer(40_000)), SUPPLIER)
    play.done(order, AcceptOffer(), BUYER)
    assert play.money(order) == {"buy:refund": 40_000_00}
    assert play.purse().dispute_hold == 0
    assert play.purse().available + play.purse().reserve == 40_000_00


@pytest.mark.parametrize(("shifts", "more"), [(True, 295_00), (False, 0)])
def test_a_supplier_that_loses_everything_bears_the_processing_fees_if_the_policy_says_so(
    shifts: bool, more: int
) -> None:
    """M33, R26: 10,000.00 by card cost the buyer 295.00 on top."""
    policy = changed(PRESETS["seed"], fee_shift_on_fault=shifts, early_release="never")
    play = Play(policy, experts=changed(UNASKED, price=price))
    play.done(SUPPLIER_ID, SetAcceptedRails(rails=(AcceptedRail(rail="card", cap=usd(12_000)),)), SUPPLIER)
    play.order(Stage.RECEIVED)
    available = play.purse().available
    order = play.order(Stage.AGREED, total=10_000_00, initial=10_000_00)
    play.done(order, StartPayment(rail="card", amount=usd(10_000)), BUYER)
    play.done(order, CapturePayment(attempt=1, payer=PAYER), BANK)
    play.done(order, ClearPayment(attempt=1, cost=usd(210), line="acq-1"), BANK)
    play.wait(order, "2019-08-06")
    late = OpenDispute(grounds=("late_not_shipped",), amount=usd(10_000), statement="Nothing came.")
    play.done(order, late, BUYER)
    ruled(play, order, everything(play, order))
    play.walk(order, play.today + timedelta(days=30))
    assert play.stage(order) == Stage.CLOSED_REFUNDED
    assert play.book(Account.BUYER_REFUND, order) == 10_000_00 + more
    assert play.purse().available == available - more


def test_an_offer_of_everything_for_delivered_goods_settles_what_is_gone() -> None:
    """D08, T50, M14: released at shipment, 50,000 of 80,000 withdrawn, by an operator that gives no guarantee."""
    play = Play(Policy(guarantee_advances=False))
    play.done(SUPPLIER_ID, SetPayoutAccount(name="Ningbo", account="NL00BANK0123456789"), SUPPLIER)
    order = play.order(Stage.DELIVERED)
    play.at("2019-06-10")
    play.done(SUPPLIER_ID, RequestPayout(amount=usd(50_000)), SUPPLIER)
    play.done(order, claim(80_000, "not_received"), BUYER)
    play.done(order, RejectClaim(reason="Not so.", offer=offer(80_000)), SUPPLIER)
    play.done(order, AcceptOffer(), BUYER)
    assert (play.stage(order), play.orders[order].uncovered) == (Stage.CLOSED_SETTLED, 50_000_00)
    assert play.money(order) == {"buy:refund": 30_000_00}
