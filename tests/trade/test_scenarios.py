"""The scenarios of the rulebook (section 5) that one order, its supplier and a bank line play, with exact results.

Each test cites its scenario. Amounts are in minor units, days in the policy zone.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from fairhold.trade import ids
from fairhold.trade.accounts import Account
from fairhold.trade.agreement import (
    Accept,
    AcceptAmendment,
    AgreeCancellation,
    Amend,
    AskCancellation,
    Cancel,
    Decline,
)
from fairhold.trade.award import base
from fairhold.trade.deciding import course
from fairhold.trade.dispute import OpenDispute, WithdrawDispute
from fairhold.trade.fulfilment import (
    AcceptGoods,
    ConfirmReceipt,
    DeclareReady,
    ExtendReceiving,
    RecordDelivery,
    Ship,
)
from fairhold.trade.order import Stage
from fairhold.trade.order_events import OrderClosed
from fairhold.trade.payment import AcceptShortfall, AnnouncePayment, RecordPayment, SettleRefund
from fairhold.trade.payment_events import EscrowReleased, RefundOrdered
from fairhold.trade.payouts import BouncePayout, RequestPayout, SetPayoutAccount, SettlePayout
from fairhold.trade.policy import PRESETS, Policy
from fairhold.trade.protection import guaranteed_after_release, protected_while_held
from fairhold.trade.remittance import (
    ConfirmMatch,
    HoldRemittance,
    SettleReturn,
    TickRemittance,
)
from fairhold.trade.suspense import MatchRemittance
from fairhold.trade.terms import ShipBy
from fairhold.trade.timers import Tick
from fairhold.trade.who import BANK, CLOCK
from trade.playing import (
    BUYER,
    CARRIER,
    PAYER,
    START,
    SUPPLIER,
    SUPPLIER_ID,
    Play,
    changed,
    contract,
    document,
    money,
    noon,
    usd,
)


def covered(play: Play, order: int) -> int:
    """The covered amount of an order, in minor units."""
    return base(course(play.case(Tick(), order), order, BUYER, play.now, play.policies))


# ---------------------------------------------------------------------------------------------- coverage (SC1, SC2)


def test_pre_shipment_coverage_of_80_000_covers_the_25_000_paid_down() -> None:
    """SC1."""
    play = Play()
    order = play.order(Stage.IN_PRODUCTION, coverage="pre_shipment")
    assert covered(play, order) == 25_000_00
    play.pay(order, 55_000_00)
    assert covered(play, order) == 25_000_00


def test_post_delivery_coverage_of_80_000_covers_the_deposit_and_then_everything() -> None:
    """SC1."""
    play = Play()
    order = play.order(Stage.IN_PRODUCTION)
    assert covered(play, order) == 25_000_00
    play.pay(order, 55_000_00)
    assert covered(play, order) == 80_000_00
    assert protected_while_held(covered(play, order), play.orders[order].funds.held) == 80_000_00


def test_coverage_of_3_000_with_1_500_down() -> None:
    """SC2."""
    play = Play()
    pre = play.order(Stage.READY_TO_SHIP, total=3_000_00, initial=1_500_00, coverage="pre_shipment")
    post = play.order(Stage.READY_TO_SHIP, total=3_000_00, initial=1_500_00)
    assert (covered(play, pre), covered(play, post)) == (1_500_00, 3_000_00)


# --------------------------------------------------------------------------------------- above the limit (SC3, SC4)


def test_a_supplier_may_decline_what_is_above_its_limit() -> None:
    """SC3: the supplier is warned and may decline (T07)."""
    play = Play(limit=30_000_00)
    order = play.propose(contract(50_000_00, 20_000_00))
    fingerprint = play.orders[order].fingerprint
    answer = play.ask(order, Accept(fingerprint=fingerprint), SUPPLIER)
    assert (answer.code, answer.allowed) == ("over_limit", ("decline", "counter_propose", "accept"))
    play.done(order, Decline(reason="limit_too_low"), SUPPLIER)
    assert play.stage(order) == Stage.CANCELLED


def test_above_the_limit_all_is_free_at_receipt_under_the_seed() -> None:
    """SC3: accepted only with the tick, nothing early, 50,000 free at receipt."""
    play = Play(limit=30_000_00)
    order = play.order(Stage.SHIPPED, frozen=True, total=50_000_00, initial=20_000_00)
    assert (play.orders[order].reserved, play.purse().free) == (30_000_00, 0)
    assert play.money(order) == {"ord:escrow:initial": 20_000_00, "ord:escrow:balance": 30_000_00}
    assert play.purse().available == 0
    play.done(order, ConfirmReceipt(), BUYER)
    assert (play.purse().available, play.purse().reserve) == (50_000_00, 0)
    assert play.money(order) == {}


def test_above_the_limit_the_rest_stays_in_reserve_where_the_policy_says_so() -> None:
    """SC3: 30,000 at receipt and 20,000 when the claim window has ended (recommended)."""
    play = Play(Policy(uncovered_reserve_until="claim_window_end"), limit=30_000_00)
    order = play.order(Stage.DELIVERED, frozen=True, total=50_000_00, initial=20_000_00)
    events = play.done(order, ConfirmReceipt(), BUYER)
    released = next(event for event in events if isinstance(event, EscrowReleased))
    assert (released.initial, released.balance, released.fee, released.reserve) == (20_000_00, 30_000_00, 0, 20_000_00)
    assert (play.purse().available, play.purse().reserve, play.purse().exposed) == (30_000_00, 20_000_00, 30_000_00)
    assert play.book(Account.SUPPLIER_RESERVE, SUPPLIER_ID) == 20_000_00
    assert play.deadlines(order) == {"claim_window": date(2019, 7, 3)}
    play.wait(order, datetime(2019, 7, 3, 23, 59, tzinfo=UTC))
    assert play.stage(order) == Stage.RECEIVED
    play.wait(order, datetime(2019, 7, 4, tzinfo=UTC))
    assert play.stage(order) == Stage.COMPLETED
    assert (play.purse().available, play.purse().reserve) == (50_000_00, 0)
    assert (play.purse().free, play.purse().exposed) == (30_000_00, 0)
    assert play.book(Account.SUPPLIER_AVAILABLE, SUPPLIER_ID) == 50_000_00


def test_within_the_limit_the_money_is_released_at_shipment() -> None:
    """SC4."""
    play = Play(limit=50_000_00)
    order = play.order(Stage.READY_TO_SHIP, total=50_000_00, initial=20_000_00)
    events = play.done(order, Ship(document=document(play.today)), SUPPLIER)
    released = next(event for event in events if isinstance(event, EscrowReleased))
    assert (released.reason, released.initial, released.balance) == ("shipment", 20_000_00, 30_000_00)
    assert (play.purse().available, play.purse().reserved, play.purse().exposed) == (
        50_000_00,
        50_000_00,
        50_000_00,
    )
    assert guaranteed_after_release(covered(play, order), 0, play.orders[order].reserved) == 50_000_00


# -------------------------------------------------------------------------------- receipt by time (SC10, SC11, SC12)


@pytest.mark.parametrize(
    ("method", "silent", "extended"),
    [
        ("express", date(2019, 8, 20), date(2019, 9, 19)),
        ("air", date(2019, 9, 4), date(2019, 10, 4)),
        ("sea", date(2019, 10, 4), date(2019, 11, 3)),
    ],
)
def test_receipt_is_confirmed_by_time_and_each_side_extends_once(method: str, silent: date, extended: date) -> None:
    """SC10."""
    play = Play()
    order = play.order(Stage.READY_TO_SHIP, shipping_method=method)
    play.at("2019-08-05")
    play.done(order, Ship(document=document(date(2019, 8, 5), method)), SUPPLIER)
    assert play.deadlines(order) == {"auto_confirm": silent}
    play.done(order, ExtendReceiving(), BUYER)
    assert play.refused(order, ExtendReceiving(), BUYER) == "extension_used_up"
    play.done(order, ExtendReceiving(), SUPPLIER)
    assert play.deadlines(order) == {"auto_confirm": extended}
    assert play.refused(order, ExtendReceiving(), BUYER) == "extension_used_up"
    assert play.refused(order, ExtendReceiving(), SUPPLIER) == "extension_used_up"


def shipped_on_5_august(policy: str) -> tuple[Play, int]:
    """An order under a preset that left by express on 2019-08-05."""
    play = Play(PRESETS[policy])
    order = play.order(Stage.READY_TO_SHIP)
    play.at("2019-08-05")
    play.done(order, Ship(document=document(date(2019, 8, 5))), SUPPLIER)
    return play, order


CLAIM = OpenDispute(grounds=("weight",), amount=usd(80_000), statement="100 g instead of 215 to 219 g.")


def test_after_a_manual_confirmation_on_9_august_claims_are_open_until_8_september() -> None:
    """SC11: the last instant of 2019-09-08 is in time, the first of 2019-09-09 is not."""
    play, order = shipped_on_5_august("seed")
    play.at("2019-08-09")
    play.done(order, ConfirmReceipt(), BUYER)
    assert play.deadlines(order) == {"claim_window": date(2019, 9, 8)}
    play.at(datetime(2019, 9, 9, tzinfo=UTC))
    assert play.refused(order, CLAIM, BUYER) == "wrong_stage"
    play.at(datetime(2019, 9, 8, 23, 59, 59, tzinfo=UTC))
    play.done(order, CLAIM, BUYER)
    assert "disputed" in play.orders[order].flags


@pytest.mark.parametrize(
    ("preset", "last"),
    [
        ("seed", datetime(2019, 8, 20, 23, 59, 59, tzinfo=UTC)),
        ("alibaba_2018", datetime(2019, 9, 19, 15, 59, 59, tzinfo=UTC)),
    ],
)
def test_a_silent_buyer_can_claim_as_long_as_the_preset_says(preset: str, last: datetime) -> None:
    """SC12: until the end of 2019-08-20 under the seed, of 2019-09-19 (in Shanghai) under alibaba_2018."""
    play, order = shipped_on_5_august(preset)
    play.at(last + timedelta(seconds=1))
    assert play.refused(order, CLAIM, BUYER) == "wrong_stage"
    play.at(last)
    play.done(order, CLAIM, BUYER)


def test_a_silent_buyer_s_order_completes_by_itself_on_the_last_day() -> None:
    """SC12: under the seed receipt and the end of claims fall on one instant, 24:00 of 2019-08-20."""
    play, order = shipped_on_5_august("seed")
    play.wait(order, datetime(2019, 8, 20, 23, 59, 59, tzinfo=UTC))
    assert play.stage(order) == Stage.SHIPPED
    play.wait(order, datetime(2019, 8, 21, tzinfo=UTC))
    assert play.stage(order) == Stage.COMPLETED
    assert play.orders[order].received_on == date(2019, 8, 20)
    assert play.purse().available == 80_000_00


# ---------------------------------------------------------------------------------------- timers stand still (SC14)


def test_a_dispute_of_ten_days_leaves_the_three_days_that_were_left() -> None:
    """SC14: three days left when it opened, three days left when it was withdrawn."""
    play, order = shipped_on_5_august("seed")
    play.at("2019-08-17")
    assert play.deadlines(order) == {"auto_confirm": date(2019, 8, 20)}
    play.done(order, CLAIM, BUYER)
    assert play.deadlines(order) == {
        "auto_confirm": None,
        "respond_ttl": date(2019, 8, 22),
        "auto_escalate": date(2019, 8, 24),
        "dispute_max": date(2019, 10, 1),
    }
    play.wait(order, "2019-08-26")
    assert play.stage(order) == Stage.SHIPPED
    play.at("2019-08-27")
    play.done(order, WithdrawDispute(), BUYER)
    assert play.deadlines(order) == {"auto_confirm": date(2019, 8, 30)}
    play.wait(order, datetime(2019, 8, 31, tzinfo=UTC))
    assert play.orders[order].received_on == date(2019, 8, 30)


# ------------------------------------------------------------------------------- short, double, lost (SC22-SC24)


def test_a_transfer_35_short_continues_and_the_supplier_s_gap_joins_the_balance() -> None:
    """SC22, seed (supplier_choice): 24,965 of 25,000 is within 50.00; nothing is made good, 55,035 stay due (M5)."""
    play = Play()
    order = play.order(Stage.AGREED)
    play.pay(order, 24_965_00)
    assert play.stage(order) == Stage.IN_PRODUCTION
    assert play.money(order) == {"ord:escrow:initial": 24_965_00}
    assert play.orders[order].due == 55_035_00
    assert play.book(Account.BANK_TRUST) == 24_965_00


def test_a_transfer_35_short_is_made_good_by_the_operator_where_it_bears_it() -> None:
    """SC22, operator: 35.00 from the house reaches escrow; 55,000 stay due (M5b, M5c)."""
    play = Play(Policy(underpay_absorbed_by="operator"))
    order = play.order(Stage.AGREED)
    play.pay(order, 24_965_00)
    assert play.stage(order) == Stage.IN_PRODUCTION
    assert play.money(order) == {"ord:escrow:initial": 25_000_00}
    assert play.orders[order].due == 55_000_00
    assert play.book(Account.BANK_TRUST) == 24_965_00
    assert play.book(Account.HOUSE_DUE_TO_TRUST) == 35_00
    assert (play.book(Account.BANK_CHARGES), play.book(Account.BANK_HOUSE)) == (35_00, -35_00)


def test_a_transfer_35_short_continues_and_the_buyer_pays_the_rest_where_it_bears_it() -> None:
    """SC22, strict_supplier (buyer): the order continues, and its balance has to come to the cent."""
    play = Play(PRESETS["strict_supplier"])
    order = play.order(Stage.AGREED)
    play.pay(order, 24_965_00)
    assert play.stage(order) == Stage.IN_PRODUCTION
    play.done(order, DeclareReady(), SUPPLIER)
    play.done(order, AcceptGoods(), BUYER)
    play.pay(order, 55_000_00)
    assert (play.stage(order), play.orders[order].due) == (Stage.AWAITING_BALANCE, 35_00)
    play.pay(order, 35_00)
    assert (play.stage(order), play.orders[order].due) == (Stage.READY_TO_SHIP, 0)


@pytest.mark.parametrize("bearer", ["supplier_choice", "operator", "buyer"])
def test_a_transfer_100_short_waits_for_a_top_up_on_the_same_account(bearer: Any) -> None:
    """SC22: 24,900 stays AGREED; a top-up of 100 funds it (T13, T14)."""
    play = Play(Policy(underpay_absorbed_by=bearer))
    order = play.order(Stage.AGREED)
    play.pay(order, 24_900_00)
    assert play.stage(order) == Stage.AGREED
    assert play.money(order) == {"ord:escrow:initial": 24_900_00}
    assert play.book(Account.HOUSE_DUE_TO_TRUST) == 0
    play.pay(order, 100_00)
    assert play.stage(order) == Stage.IN_PRODUCTION
    assert play.money(order) == {"ord:escrow:initial": 25_000_00}


def test_the_supplier_may_lower_the_price_by_a_gap_beyond_tolerance() -> None:
    """SC22, T15, M5d: no journal, the total falls by 100."""
    play = Play()
    order = play.order(Stage.AGREED)
    play.pay(order, 24_900_00)
    books = play.balances
    play.done(order, AcceptShortfall(settle="lower_price"), SUPPLIER)
    facts = play.orders[order]
    assert (play.stage(order), facts.initial, facts.total, facts.due) == (
        Stage.IN_PRODUCTION,
        24_900_00,
        79_900_00,
        55_000_00,
    )
    assert play.balances == books


def test_one_transfer_fills_both_milestones() -> None:
    """SC23: 80,000 on 25,000 + 55,000."""
    play = Play()
    order = play.order(Stage.AGREED)
    play.pay(order, 80_000_00)
    assert play.stage(order) == Stage.IN_PRODUCTION
    assert play.money(order) == {"ord:escrow:initial": 25_000_00, "ord:escrow:balance": 55_000_00}
    assert play.orders[order].due == 0
    play.done(order, DeclareReady(), SUPPLIER)
    play.done(order, AcceptGoods(), BUYER)
    assert play.stage(order) == Stage.READY_TO_SHIP


LOST = ids.new_id(START, 9, 1)


def without_reference(play: Play) -> None:
    """25,000 arrive without a reference on 2019-06-03."""
    play.done(LOST, HoldRemittance(amount=usd(25_000), line="lost-1", payer=PAYER, text="tumblers"), BANK)
    assert play.book(Account.SUSPENSE_UNMATCHED, LOST) == 25_000_00


def test_a_transfer_without_reference_is_matched_on_day_5() -> None:
    """SC24, M7, M7b."""
    play = Play()
    order = play.order(Stage.AGREED)
    without_reference(play)
    play.at("2019-06-08")
    name = ids.to_text(ids.ORDER_PREFIX, order)
    play.four_eyes(LOST, MatchRemittance(order=name))
    assert play.book(Account.TRANSIT_MATCHED, order) == 25_000_00
    found = RecordPayment(
        amount=usd(25_000), line="lost-1", payer=PAYER, remittance=ids.to_text(ids.REMITTANCE_PREFIX, LOST)
    )
    play.done(order, found, CLOCK)
    play.done(LOST, ConfirmMatch(), CLOCK)
    assert play.stage(order) == Stage.IN_PRODUCTION
    assert play.money(order) == {"ord:escrow:initial": 25_000_00}
    assert play.book(Account.SUSPENSE_UNMATCHED, LOST) == 0
    assert play.book(Account.BANK_TRUST) == 25_000_00


def test_a_transfer_that_nobody_claims_goes_back_on_day_30() -> None:
    """SC24, M7c: 24:00 of 2019-07-03."""
    play = Play()
    without_reference(play)
    play.at(datetime(2019, 7, 3, 23, 59, 59, tzinfo=UTC))
    assert play.done(LOST, TickRemittance(), CLOCK) == ()
    play.at(datetime(2019, 7, 4, tzinfo=UTC))
    (ordered,) = play.done(LOST, TickRemittance(), CLOCK)
    assert (ordered.amount, ordered.payer) == (25_000_00, PAYER)
    assert play.book(Account.SUSPENSE_UNMATCHED, LOST) == 25_000_00
    play.done(LOST, SettleReturn(line="out-1"), BANK)
    assert play.book(Account.SUSPENSE_UNMATCHED, LOST) == 0
    assert play.book(Account.BANK_TRUST) == 0


# ---------------------------------------------------------------------------------- lateness, silence (SC25, SC43)


def test_a_date_moved_by_the_supplier_alone_leaves_the_order_late() -> None:
    """SC25, first half: the wish stops the deadline for three days at most, then the order is late."""
    play = Play()
    order = play.order(Stage.IN_PRODUCTION)
    play.at("2019-08-04")
    play.done(order, Amend(contract=changed(play.orders[order].terms, ship_by=ShipBy(on=date(2019, 8, 20)))), SUPPLIER)
    assert play.deadlines(order) == {"ship_deadline": date(2019, 8, 8)}
    play.wait(order, datetime(2019, 8, 9, tzinfo=UTC))
    assert "late" in play.orders[order].flags
    assert play.orders[order].late_on == date(2019, 8, 8)


def test_a_date_moved_with_both_signatures_is_the_new_date() -> None:
    """SC25, second half."""
    play = Play()
    order = play.order(Stage.IN_PRODUCTION)
    play.at("2019-08-04")
    later = changed(play.orders[order].terms, ship_by=ShipBy(on=date(2019, 8, 20)))
    play.done(order, Amend(contract=later), SUPPLIER)
    amendment = play.orders[order].amendment
    assert amendment is not None
    play.done(order, AcceptAmendment(fingerprint=amendment.fingerprint), BUYER)
    assert play.deadlines(order) == {"ship_deadline": date(2019, 8, 20)}
    play.wait(order, datetime(2019, 8, 20, 23, 59, 59, tzinfo=UTC))
    assert "late" not in play.orders[order].flags
    play.wait(order, datetime(2019, 8, 21, tzinfo=UTC))
    assert play.orders[order].late_on == date(2019, 8, 20)


def test_silence_on_both_sides_ends_in_a_full_refund() -> None:
    """SC43: late on 2019-08-05, the system's case on day 30, decided five days later, all money back."""
    play = Play()
    order = play.order(Stage.IN_PRODUCTION)
    assert play.deadlines(order) == {"ship_deadline": date(2019, 8, 5)}
    play.wait(order, datetime(2019, 8, 6, tzinfo=UTC))
    assert play.orders[order].late_on == date(2019, 8, 5)
    assert play.deadlines(order) == {"late_backstop": date(2019, 9, 4)}
    play.wait(order, datetime(2019, 9, 4, 23, 59, 59, tzinfo=UTC))
    assert play.orders[order].dispute is None
    play.wait(order, datetime(2019, 9, 5, tzinfo=UTC))
    dispute = play.orders[order].dispute
    assert dispute is not None
    assert (dispute.by, dispute.grounds, dispute.amount, dispute.day) == (
        "clock",
        ("late_not_shipped",),
        25_000_00,
        date(2019, 9, 4),
    )
    assert play.money(order) == {"ord:frozen": 25_000_00}
    assert play.deadlines(order) == {"late_backstop": None, "case_answer": date(2019, 9, 9)}
    play.wait(order, datetime(2019, 9, 9, 23, 59, 59, tzinfo=UTC))
    assert play.stage(order) == Stage.IN_PRODUCTION
    events = play.wait(order, datetime(2019, 9, 10, tzinfo=UTC))
    assert play.stage(order) == Stage.CLOSED_REFUNDED
    (refund,) = [event for event in events if isinstance(event, RefundOrdered)]
    assert (refund.reason, refund.frozen_initial, refund.amount, refund.day) == (
        "late",
        25_000_00,
        25_000_00,
        date(2019, 9, 9),
    )
    assert [(t.number, t.amount, t.payee) for t in refund.transfers] == [(1, 25_000_00, PAYER)]
    assert (play.purse().free, play.suppliers[SUPPLIER_ID].fault_marks) == (100_000_00, 1)
    play.done(order, SettleRefund(number=1, line="out-1"), BANK)
    assert play.balances == {}


def test_a_clock_that_asks_late_does_the_same_as_one_that_asks_at_every_deadline() -> None:
    """SC43 again, asked once, a year later: each deadline happened on its own day."""
    asked_late, asked_often = Play(), Play()
    orders = [play.order(Stage.IN_PRODUCTION) for play in (asked_late, asked_often)]
    asked_late.wait(orders[0], "2020-08-01")
    asked_often.walk(orders[1], "2020-08-01")
    assert asked_late.orders[orders[0]] == asked_often.orders[orders[1]]
    assert asked_late.streams[orders[0]] == asked_often.streams[orders[1]]


# --------------------------------------------------------------------------------------- twice, too soon (SC45-SC47)


def test_a_second_confirmation_finds_the_order_received() -> None:
    """SC45: one release."""
    play = Play(limit=30_000_00)
    order = play.order(Stage.DELIVERED, frozen=True)
    play.done(order, ConfirmReceipt(), BUYER)
    assert play.refused(order, ConfirmReceipt(), BUYER) == "wrong_stage"
    releases = [event for event in play.streams[order] if isinstance(event, EscrowReleased)]
    assert [event.initial + event.balance for event in releases] == [80_000_00]
    assert play.purse().available == 80_000_00


def test_receipt_cannot_be_confirmed_against_an_open_dispute() -> None:
    """SC45."""
    play = Play()
    order = play.order(Stage.DELIVERED)
    play.done(order, CLAIM, BUYER)
    assert play.refused(order, ConfirmReceipt(), BUYER) == "dispute_open"


def test_payouts_wait_72_hours_after_the_account_changed() -> None:
    """SC46: refused ten hours after the change, granted after 72 hours."""
    play = Play()
    play.order(Stage.COMPLETED)
    account = SetPayoutAccount(name="Ningbo Tumbler Works", account="NL00BANK0123456789", bank="BANKNL2A")
    play.done(SUPPLIER_ID, account, SUPPLIER)
    want = RequestPayout(amount=usd(80_000))
    play.at(START + timedelta(hours=10))
    assert play.refused(SUPPLIER_ID, want, SUPPLIER) == "payout_account_cooling"
    play.at(START + timedelta(hours=72) - timedelta(seconds=1))
    assert play.refused(SUPPLIER_ID, want, SUPPLIER) == "payout_account_cooling"
    play.at(START + timedelta(hours=72))
    play.done(SUPPLIER_ID, want, SUPPLIER)
    assert (play.purse().available, play.purse().in_transit) == (0, 80_000_00)
    assert play.refused(SUPPLIER_ID, want, SUPPLIER) == "not_enough_available"
    play.done(SUPPLIER_ID, BouncePayout(number=1, reason="account closed"), BANK)
    assert (play.purse().available, play.purse().in_transit) == (80_000_00, 0)
    play.done(SUPPLIER_ID, want, SUPPLIER)
    play.done(SUPPLIER_ID, SettlePayout(number=2, line="out-2"), BANK)
    assert play.balances == {}


def test_a_proposal_expires_on_day_30_and_an_unpaid_order_on_day_60() -> None:
    """SC47, first two: T09 and T12."""
    play = Play()
    proposed = play.order(Stage.PROPOSED)
    agreed = play.order(Stage.AGREED)
    for order, last in ((proposed, date(2019, 7, 3)), (agreed, date(2019, 8, 2))):
        play.wait(order, datetime.combine(last, datetime.max.time(), UTC))
        assert play.stage(order) != Stage.EXPIRED
        (closed, *_) = reversed(play.wait(order, noon(last + timedelta(days=1))))
        assert isinstance(closed, OrderClosed)
        assert (closed.outcome, closed.day) == ("expired", last)
    assert play.purse().free == 100_000_00


def test_an_order_with_a_payment_in_flight_is_neither_cancelled_nor_expired() -> None:
    """SC47, third: announced on day 55, in flight through day 65, so the term ends on day 70."""
    play = Play()
    order = play.order(Stage.AGREED)
    play.at(noon(START.date() + timedelta(days=55)))
    play.done(order, AnnouncePayment(amount=usd(25_000)), BUYER)
    for who in (BUYER, SUPPLIER):
        assert play.refused(order, Cancel(), who) == "payment_in_flight"
    assert play.refused(order, AskCancellation(), SUPPLIER) == "nothing_received"
    assert play.deadlines(order) == {"pay_ttl": START.date() + timedelta(days=70)}
    play.wait(order, noon(START.date() + timedelta(days=65)))
    assert play.refused(order, Cancel(), SUPPLIER) == "payment_in_flight"
    play.wait(order, noon(START.date() + timedelta(days=66)))
    assert play.stage(order) == Stage.AGREED
    play.done(order, Cancel(), SUPPLIER)
    assert play.stage(order) == Stage.CANCELLED


def test_an_order_into_which_money_came_is_ended_by_consent_only() -> None:
    """T11, T16: cancel is refused, consent gives everything back."""
    play = Play()
    order = play.order(Stage.AGREED)
    play.pay(order, 10_000_00)
    assert play.refused(order, Cancel(), BUYER) == "money_received"
    play.done(order, AskCancellation(), BUYER)
    play.done(order, AgreeCancellation(), SUPPLIER)
    assert play.stage(order) == Stage.CLOSED_REFUNDED
    assert play.money(order) == {"buy:refund": 10_000_00}


def test_the_seed_s_main_story_of_80_000_in_the_books() -> None:
    """S33, SC1: signed, paid in two, shipped, delivered, received, paid out; every account ends at nothing."""
    play = Play()
    order = play.order(Stage.READY_TO_SHIP, frozen=True)
    assert play.money(order) == {"ord:escrow:initial": 25_000_00, "ord:escrow:balance": 55_000_00}
    play.at("2019-08-05")
    play.done(order, Ship(document=document(date(2019, 8, 5))), SUPPLIER)
    play.at("2019-08-09")
    play.done(order, RecordDelivery(delivered_on=date(2019, 8, 9), proof="feed 77"), CARRIER)
    play.done(order, ConfirmReceipt(), BUYER)
    assert play.book(Account.SUPPLIER_AVAILABLE, SUPPLIER_ID) == 80_000_00
    play.wait(order, "2019-09-09")
    assert play.stage(order) == Stage.COMPLETED
    play.done(SUPPLIER_ID, SetPayoutAccount(name="Ningbo", account="NL00BANK0123456789"), SUPPLIER)
    play.at("2019-09-13")
    play.done(SUPPLIER_ID, RequestPayout(amount=money(80_000_00)), SUPPLIER)
    play.done(SUPPLIER_ID, SettlePayout(number=1, line="out-1"), BANK)
    assert play.balances == {}
