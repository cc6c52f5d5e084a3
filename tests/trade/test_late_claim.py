"""Claims on an order that has ended: which exceptions are heard, until when, and what pays an award (T54, O15, R3)."""

from datetime import date, timedelta

import pytest

from fairhold.trade.accounts import Account
from fairhold.trade.collateral import RecordDeposit
from fairhold.trade.dispute import AcceptClaim, LateClaim, OpenDispute, RejectClaim, WithdrawDispute
from fairhold.trade.fulfilment import ConfirmReceipt, Ship, WaiveClaims
from fairhold.trade.ground import Ground, LateReason
from fairhold.trade.negotiation import AcceptOffer
from fairhold.trade.order import Stage
from fairhold.trade.payouts import RequestPayout, SetPayoutAccount
from fairhold.trade.policy import LATE_REASONS, PRESETS, Policy
from fairhold.trade.supplier_events import FaultMarked
from trade.playing import BUYER, SUPPLIER, SUPPLIER_ID, TREASURY, Play, document, usd
from trade.quarrels import facts, offer

EVERY = Policy(late_claim_exceptions=LATE_REASONS)
PROOF = "5a" * 32


def late(
    reason: LateReason = "fraud",
    on: date | None = None,
    dollars: int = 80_000,
    ground: Ground = "material",
    proof: str | None = PROOF,
) -> LateClaim:
    """A claim on the material, by fraud if nothing else is said."""
    return LateClaim(
        reason=reason, on=on, proof=proof, grounds=(ground,), amount=usd(dollars), statement="It is brass."
    )


def by_time(policy: Policy = EVERY) -> tuple[Play, int]:
    """Sent by express on 2019-06-03; nobody said anything, so on 06-19 the clock confirmed receipt and ended it."""
    play = Play(policy, limit=60_000_00)
    order = play.order(Stage.SHIPPED, frozen=True)
    play.walk(order, "2019-06-19")
    assert (play.stage(order), play.orders[order].received_by) == (Stage.COMPLETED, "clock")
    return play, order


def by_hand(policy: Policy = EVERY) -> tuple[Play, int]:
    """Receipt was confirmed by the buyer, and his thirty days went by."""
    play = Play(policy, limit=60_000_00)
    order = play.order(Stage.RECEIVED, frozen=True)
    play.walk(order, "2019-07-05")
    assert (play.stage(order), play.orders[order].received_by) == (Stage.COMPLETED, "buyer")
    return play, order


# ------------------------------------------------------------------------------------------------ what is heard, when


def test_the_presets_hear_what_the_rulebook_says() -> None:
    """R3: proof of a late receipt is heard by `alibaba_2018` and `strict_buyer`."""
    heard = {name: policy.late_claim_exceptions for name, policy in PRESETS.items()}
    assert heard == {
        "seed": ("fraud", "broken_promise"),
        "alibaba_2018": LATE_REASONS,
        "strict_buyer": LATE_REASONS,
        "strict_supplier": ("fraud", "broken_promise"),
    }
    assert LATE_REASONS == ("receipt_proved", "fraud", "broken_promise", "platform_closed")


@pytest.mark.parametrize("reason", ["receipt_proved", "platform_closed"])
def test_an_exception_that_the_policy_leaves_out_is_not_heard(reason: LateReason) -> None:
    """O15, S54."""
    play, order = by_time(Policy())
    assert play.refused(order, late(reason, on=play.today), BUYER) == "late_claim_not_heard"


def test_only_the_buyer_claims_and_only_after_the_end() -> None:
    """T54."""
    play, order = by_time()
    assert play.refused(order, late(on=play.today), SUPPLIER) == "role_not_allowed"
    other = play.order(Stage.RECEIVED, frozen=True)
    assert play.refused(other, late(on=play.today), BUYER) == "wrong_stage"
    usual = OpenDispute(grounds=("material",), amount=usd(1), statement="It is brass.")
    assert play.refused(order, usual, BUYER) == "wrong_stage"


@pytest.mark.parametrize(("today", "refused"), [("2019-07-18", False), ("2019-07-19", True)])
def test_goods_that_came_late_are_claimed_for_less_than_thirty_days(today: str, refused: bool) -> None:
    """O15a: they came on 2019-06-19; on 07-18 that is 29 days ago."""
    play, order = by_time()
    play.at(today)
    told = late("receipt_proved", on=date(2019, 6, 19))
    if refused:
        assert play.refused(order, told, BUYER) == "late_claim_too_late"
        return
    play.done(order, told, BUYER)
    assert facts(play, order).late == "receipt_proved"


def test_who_confirmed_receipt_himself_had_his_window() -> None:
    """O15a: the button was there."""
    play, order = by_hand()
    assert play.refused(order, late("receipt_proved", on=play.today), BUYER) == "ground_not_open"
    assert play.refused(order, late("platform_closed"), BUYER) == "ground_not_open"


@pytest.mark.parametrize(("today", "refused"), [("2019-08-30", False), ("2019-08-31", True)])
def test_fraud_is_claimed_for_thirty_days_after_it_was_found(today: str, refused: bool) -> None:
    """R3: found on 2019-07-31, long after the claim window."""
    play, order = by_hand()
    play.at(today)
    told = late("fraud", on=date(2019, 7, 31))
    if refused:
        assert play.refused(order, told, BUYER) == "late_claim_too_late"
    else:
        play.done(order, told, BUYER)


def test_who_gave_up_all_claims_is_heard_only_if_he_was_deceived() -> None:
    """T48, R3: the clock confirmed receipt on 2019-06-18, and the buyer waived his claims two days later."""
    play = Play(PRESETS["alibaba_2018"], limit=60_000_00)
    order = play.order(Stage.SHIPPED, frozen=True)
    play.walk(order, "2019-06-20")
    play.done(order, WaiveClaims(confirmed=True), BUYER)
    assert (play.stage(order), play.orders[order].received_by) == (Stage.COMPLETED, "clock")
    assert play.refused(order, late("receipt_proved", on=play.today), BUYER) == "late_claim_not_heard"
    assert play.refused(order, late("platform_closed"), BUYER) == "late_claim_not_heard"
    play.done(order, late("fraud", on=play.today), BUYER)


def test_nothing_is_heard_two_years_after_the_end() -> None:
    """`late_claim_max_days`: the order ended on 2019-07-04."""
    play, order = by_hand()
    ended = play.orders[order].closed
    assert ended is not None
    play.at(ended.day + timedelta(days=731))
    assert play.refused(order, late(on=play.today), BUYER) == "late_claim_too_late"
    play.at(ended.day + timedelta(days=730))
    play.done(order, late(on=play.today), BUYER)


def test_what_is_not_on_record_needs_a_day_and_a_file() -> None:
    play, order = by_time()
    assert play.refused(order, late("fraud", on=None), BUYER) == "late_claim_unproved"
    assert play.refused(order, late("receipt_proved", on=play.today, proof=None), BUYER) == "late_claim_unproved"
    assert play.refused(order, late(on=play.today + timedelta(days=1)), BUYER) == "date_in_future"
    assert play.refused(order, late(on=date(2019, 6, 1)), BUYER) == "date_out_of_range"


@pytest.mark.parametrize(("today", "refused"), [("2019-07-18", False), ("2019-07-19", True)])
def test_an_order_that_the_clock_ended_is_claimed_for_thirty_days(today: str, refused: bool) -> None:
    """O15: it ended with 2019-06-18."""
    play, order = by_time()
    ended = play.orders[order].closed
    assert ended is not None
    assert ended.day == date(2019, 6, 18)
    play.at(today)
    if refused:
        assert play.refused(order, late("platform_closed", proof=None), BUYER) == "late_claim_too_late"
    else:
        play.done(order, late("platform_closed", proof=None), BUYER)


def test_a_broken_promise_opens_the_same_ground_again() -> None:
    """O15b, O27: a replacement by 2019-06-20 was agreed and did not come."""
    play = Play(limit=0)
    order = play.order(Stage.RECEIVED, frozen=True)
    play.done(order, OpenDispute(grounds=("material",), amount=usd(9_000), statement="It is brass."), BUYER)
    play.done(order, RejectClaim(reason="No.", offer=offer(0, replace_by=date(2019, 6, 20))), SUPPLIER)
    play.done(order, AcceptOffer(), BUYER)
    play.walk(order, "2019-07-10")
    assert play.stage(order) == Stage.COMPLETED
    kept, clean = by_hand()
    assert kept.refused(clean, late("broken_promise"), BUYER) == "ground_not_open"
    play.at("2019-07-21")
    assert play.refused(order, late("broken_promise", dollars=9_000), BUYER) == "late_claim_too_late"
    play.at("2019-07-20")
    play.done(order, late("broken_promise", dollars=9_000, proof=None), BUYER)
    assert facts(play, order).grounds == ("material",)


def test_what_was_to_be_claimed_before_shipment_is_not_claimed_now() -> None:
    """A1, A6: nor is quality under pre-shipment coverage."""
    play, order = by_time()
    told = late(on=play.today, ground="pre_ship_quality")
    assert play.refused(order, told, BUYER) == "ground_not_open"
    other = play.order(Stage.READY_TO_SHIP, frozen=True, coverage="pre_shipment")
    play.done(other, Ship(document=document(play.today)), SUPPLIER)
    play.done(other, ConfirmReceipt(), BUYER)
    play.walk(other, play.today + timedelta(days=40))
    assert play.stage(other) == Stage.COMPLETED
    assert play.refused(other, late(on=play.today), BUYER) == "ground_not_covered"


# --------------------------------------------------------------------------------------------------- what pays, the end


def ended_poor(deposit: int = 5_000) -> tuple[Play, int]:
    """As SC37, but the order has ended: of 80,000 the supplier has 10,000 left, a deposit and a limit of 60,000."""
    play = Play(EVERY, limit=100_000_00)
    play.done(SUPPLIER_ID, SetPayoutAccount(name="Ningbo Tumbler Works", account="NL00BANK0123456789"), SUPPLIER)
    order = play.order(Stage.COMPLETED, frozen=True)
    play.grant(usd(60_000))
    play.at(play.today + timedelta(days=7))
    play.done(SUPPLIER_ID, RequestPayout(amount=usd(70_000)), SUPPLIER)
    if deposit:
        play.done(SUPPLIER_ID, RecordDeposit(amount=usd(deposit), line="deposit-1"), TREASURY)
    return play, order


def test_an_award_is_paid_from_balance_deposit_and_guarantee_and_the_order_stays_completed() -> None:
    """T54, 4.7, M21a-M21c, SC37: 10,000 and 5,000 and 60,000 of 80,000; 5,000 stay uncovered, on record."""
    play, order = ended_poor()
    play.done(order, late(on=play.today), BUYER)
    purse = play.purse()
    assert (play.orders[order].reserved, purse.reserved, purse.free) == (60_000_00, 60_000_00, 0)
    assert (play.orders[order].funds.disputed, purse.available) == (10_000_00, 0)
    play.done(order, AcceptClaim(), SUPPLIER)
    done, purse = play.orders[order], play.purse()
    assert (play.stage(order), done.dispute, done.reserved) == (Stage.COMPLETED, None, 0)
    assert (done.funds.refund, done.uncovered, done.funds.advanced) == (75_000_00, 5_000_00, 65_000_00)
    assert (purse.deposit, purse.available, purse.drawn, purse.reserved) == (0, 0, 60_000_00, 0)
    assert play.book(Account.SUPPLIER_RECEIVABLE, SUPPLIER_ID) == 60_000_00
    assert [e.reason for e in play.streams[SUPPLIER_ID] if isinstance(e, FaultMarked)] == ["late_claim"]
    assert play.wakes(order) is None


def test_what_was_paid_back_is_not_paid_again() -> None:
    """I5: the order gave 80,000 back; nothing is left to claim."""
    play, order = ended_poor()
    play.done(order, late(on=play.today), BUYER)
    play.done(order, AcceptClaim(), SUPPLIER)
    again = late(on=play.today, ground="weight", dollars=80_000)
    assert play.refused(order, again, BUYER) == "claim_above_cover"
    play.done(order, late(on=play.today, ground="weight", dollars=5_000), BUYER)


def test_a_claim_that_is_withdrawn_gives_everything_back() -> None:
    """D40, L4, M17."""
    play, order = ended_poor()
    before = (play.purse(), play.money(order))
    play.done(order, late(on=play.today), BUYER)
    play.done(order, WithdrawDispute(), BUYER)
    assert (play.purse(), play.money(order)) == before
    assert (play.stage(order), play.orders[order].past[-1].outcome) == (Stage.COMPLETED, "withdrawn")


def test_a_claim_that_nobody_pursues_ends_by_the_hard_end() -> None:
    """R13, D45."""
    play, order = ended_poor()
    began = play.today
    play.done(order, late(on=play.today), BUYER)
    play.walk(order, began + timedelta(days=60))
    assert (play.orders[order].dispute, play.stage(order)) == (None, Stage.COMPLETED)
    assert play.wakes(order) is None
