"""What happens by itself: each deadline to the day, what stops it, and that nobody can stall (4.1.4, 4.6)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from fairhold.trade.agreement import Amend, DropAmendment
from fairhold.trade.claims import PlaceHold
from fairhold.trade.deciding import due
from fairhold.trade.dispute import AcceptClaim, OpenDispute, WithdrawDispute
from fairhold.trade.freezing import window_days
from fairhold.trade.fulfilment import (
    AcceptGoods,
    ConfirmReceipt,
    DeclareReady,
    RecordDelivery,
    Ship,
    ShipOnOpenAccount,
    ShipPart,
)
from fairhold.trade.inspection import StartRework
from fairhold.trade.order import CLOSED, Stage
from fairhold.trade.order_events import OrderClosed, ShipmentEnded
from fairhold.trade.payment import AnnouncePayment
from fairhold.trade.payment_events import RefundOrdered
from fairhold.trade.payouts import RequestPayout, SetPayoutAccount
from fairhold.trade.policy import PRESETS, Policy
from fairhold.trade.terms import InspectionTerm, Line, ShipBy
from fairhold.trade.timers import TIMERS, Tick
from fairhold.trade.who import CLOCK
from trade.playing import (
    BUYER,
    CARRIER,
    FIRST_OFFICER,
    SUPPLIER,
    SUPPLIER_ID,
    Play,
    changed,
    document,
    usd,
)

TERM = InspectionTerm(inspector="Blue Heron Inspection", standard="AQL 2.5")


def to_the_end_of(play: Play, order: int, day: date) -> None:
    """The last instant of a day changes nothing, the next one does."""
    version = play.orders[order].version
    play.wait(order, datetime(day.year, day.month, day.day, 23, 59, 59, 999_999, tzinfo=UTC))
    assert play.orders[order].version == version
    play.wait(order, datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1))
    assert play.orders[order].version > version


# -------------------------------------------------------------------------------------- before shipment (T09-T35)


def test_a_proposal_expires_after_thirty_days() -> None:
    """T09."""
    play = Play()
    order = play.order(Stage.PROPOSED)
    to_the_end_of(play, order, date(2019, 7, 3))
    assert play.stage(order) == Stage.EXPIRED


def test_an_agreed_order_expires_unpaid_after_sixty_days() -> None:
    """T12, L4."""
    play = Play()
    order = play.order(Stage.AGREED)
    to_the_end_of(play, order, date(2019, 8, 2))
    assert (play.stage(order), play.purse().free, play.balances) == (Stage.EXPIRED, 100_000_00, {})


def test_an_agreed_order_paid_in_part_ends_too_and_the_money_goes_back() -> None:
    """T12, 4.1.4: nobody stalls by paying a part."""
    play = Play()
    order = play.order(Stage.AGREED, ship_by=ShipBy(days=30))
    play.pay(order, 10_000_00)
    to_the_end_of(play, order, date(2019, 8, 2))
    assert (play.stage(order), play.money(order)) == (Stage.CLOSED_REFUNDED, {"buy:refund": 10_000_00})


def test_a_payment_in_flight_stops_the_payment_term_while_it_is() -> None:
    """T12: announced on 07-30 for ten days, arrived in part on 08-05: six days more."""
    play = Play()
    order = play.order(Stage.AGREED, ship_by=ShipBy(days=30))
    play.at("2019-07-30")
    play.done(order, AnnouncePayment(amount=usd(25_000)), BUYER)
    assert play.deadlines(order) == {"pay_ttl": date(2019, 8, 12)}
    play.at("2019-08-05")
    play.pay(order, 1_00)
    assert play.deadlines(order) == {"pay_ttl": date(2019, 8, 8)}


@pytest.mark.parametrize("at", [Stage.IN_PRODUCTION, Stage.READY, Stage.READY_TO_SHIP])
def test_an_order_that_does_not_leave_in_time_is_late(at: Stage) -> None:
    """T22, T23, T35: the stage stays, nothing moves."""
    play = Play()
    inspected = TERM if at == Stage.READY else None
    order = play.order(at, inspection=inspected)
    money = play.money(order)
    to_the_end_of(play, order, date(2019, 8, 5))
    assert (play.stage(order), play.orders[order].flags, play.orders[order].late_on) == (
        at,
        ("late",),
        date(2019, 8, 5),
    )
    assert play.money(order) == money


def test_a_term_of_days_runs_from_the_payment_that_it_names() -> None:
    """S25, O7: 30 days after the initial payment of 06-10; 20 days after the balance of 06-20."""
    play = Play(limit=1_000_000_00)
    by_initial = play.order(Stage.AGREED, ship_by=ShipBy(days=30))
    by_balance = play.order(Stage.AGREED, ship_by=ShipBy(days=20, after="balance_payment"))
    play.at("2019-06-10")
    for order in (by_initial, by_balance):
        play.pay(order, 25_000_00)
    assert play.deadlines(by_initial) == {"ship_deadline": date(2019, 7, 10)}
    play.at("2019-06-20")
    play.pay(by_balance, 55_000_00)
    assert play.deadlines(by_balance) == {"ship_deadline": date(2019, 7, 10)}


def test_production_cannot_last_for_ever_where_shipment_waits_for_the_balance() -> None:
    """4.1.4: the supplier never declares the goods ready; 90 days after the initial payment the order is late."""
    play = Play()
    order = play.order(Stage.IN_PRODUCTION, ship_by=ShipBy(days=20, after="balance_payment"))
    assert play.deadlines(order) == {"ship_deadline": date(2019, 9, 1)}
    to_the_end_of(play, order, date(2019, 9, 1))
    assert "late" in play.orders[order].flags
    play.at("2019-09-10")
    play.pay(order, 55_000_00)
    assert (play.orders[order].late_on, play.deadlines(order)) == (None, {"ship_deadline": date(2019, 9, 30)})


def test_a_payment_that_starts_the_term_ends_the_case_for_lateness() -> None:
    """4.6: the buyer paid after all, so the term that he waited for begins."""
    play = Play()
    order = play.order(Stage.IN_PRODUCTION, ship_by=ShipBy(days=20, after="balance_payment"))
    play.wait(order, "2019-10-03")
    assert play.orders[order].dispute is not None
    play.pay(order, 55_000_00)
    assert (play.orders[order].dispute, play.deadlines(order)) == (None, {"ship_deadline": date(2019, 10, 23)})


def test_waiting_for_the_balance_stops_the_ship_deadline() -> None:
    """4.6: nine days of waiting move 2019-08-05 to 08-14 (buyer's time, not the supplier's)."""
    play = Play()
    order = play.order(Stage.AWAITING_BALANCE)
    play.at("2019-06-12")
    play.pay(order, 55_000_00)
    assert play.deadlines(order) == {"ship_deadline": date(2019, 8, 14)}


def test_a_pending_amendment_stops_the_ship_deadline_three_days_and_only_once() -> None:
    """4.6: dropped after one day it was one day; a second wish stops nothing, so nobody stalls."""
    play = Play()
    order = play.order(Stage.IN_PRODUCTION)
    new = changed(play.orders[order].terms, remarks="x")
    play.at("2019-06-10")
    play.done(order, Amend(contract=new), SUPPLIER)
    assert play.deadlines(order) == {"ship_deadline": date(2019, 8, 8)}
    play.at("2019-06-11")
    play.done(order, DropAmendment(), BUYER)
    assert play.deadlines(order) == {"ship_deadline": date(2019, 8, 6)}
    play.done(order, Amend(contract=new), SUPPLIER)
    assert play.deadlines(order) == {"ship_deadline": date(2019, 8, 6)}


@pytest.mark.parametrize(("paid", "after"), [(False, Stage.AWAITING_BALANCE), (True, Stage.READY_TO_SHIP)])
@pytest.mark.parametrize("inspected", [False, True])
def test_goods_that_nobody_looks_at_count_as_accepted_after_seven_days(
    paid: bool, after: Stage, inspected: bool
) -> None:
    """T26: from the pass, or from the declaration where no inspection was agreed; M13 as with T24."""
    play = Play()
    order = play.order(Stage.READY, inspection=TERM if inspected else None, coverage="pre_shipment")
    if inspected:
        assert "preship_accept_ttl" not in play.deadlines(order)
        play.at("2019-06-05")
        play.inspected(order, "pass")
    if paid:
        play.pay(order, 55_000_00)
    to_the_end_of(play, order, date(2019, 6, 12) if inspected else date(2019, 6, 10))
    assert play.stage(order) == after
    assert play.purse().available == (80_000_00 if paid else 25_000_00)


def test_a_buyer_that_does_not_pay_the_balance_is_in_default_after_sixty_days() -> None:
    """T33: the stage stays; paying late heals it."""
    play = Play()
    order = play.order(Stage.AWAITING_BALANCE)
    to_the_end_of(play, order, date(2019, 8, 2))
    assert (play.stage(order), play.orders[order].flags) == (Stage.AWAITING_BALANCE, ("buyer_default",))
    assert play.deadlines(order) == {"abandoned_balance": date(2019, 9, 1)}
    play.pay(order, 55_000_00)
    assert (play.stage(order), play.orders[order].flags) == (Stage.READY_TO_SHIP, ())


# ------------------------------------------------------------------------------------------ after shipment (T44-T47)


@pytest.mark.parametrize(
    ("method", "last"),
    [
        ("express", date(2019, 6, 18)),
        ("air", date(2019, 7, 3)),
        ("sea", date(2019, 8, 2)),
        ("land", date(2019, 8, 2)),
        ("post", date(2019, 8, 2)),
    ],
)
@pytest.mark.parametrize("at", [Stage.SHIPPED, Stage.DELIVERED])
def test_receipt_counts_as_confirmed_when_the_window_is_over(method: str, last: date, at: Stage) -> None:
    """T44, T45, M13: 80,000 held until then."""
    play = Play(Policy(claim_days_after_auto_confirm=30), limit=0)
    order = play.order(at, frozen=True, shipping_method=method)
    to_the_end_of(play, order, last)
    assert (play.stage(order), play.purse().available, play.orders[order].received_on) == (
        Stage.RECEIVED,
        80_000_00,
        last,
    )
    assert play.deadlines(order) == {"claim_window": last + timedelta(days=30)}
    assert window_days(PRESETS["seed"], method) == (last - date(2019, 6, 3)).days


def test_the_order_is_complete_when_the_claim_window_is_over() -> None:
    """T47, M13r, L4: 30 days after a confirmation by hand."""
    play = Play(Policy(uncovered_reserve_until="claim_window_end"), limit=30_000_00)
    order = play.order(Stage.RECEIVED, frozen=True)
    to_the_end_of(play, order, date(2019, 7, 3))
    assert (play.stage(order), play.purse().available, play.purse().free) == (Stage.COMPLETED, 80_000_00, 30_000_00)


def test_an_unpaid_open_account_balance_does_not_keep_an_order_open() -> None:
    """T44: it stays due, outside protection."""
    play = Play()
    order = play.order(Stage.AWAITING_BALANCE, initial=0, balance_after_shipment=True)
    play.done(order, ShipOnOpenAccount(document=document(play.today)), SUPPLIER)
    play.wait(order, "2019-06-19")
    assert (play.stage(order), play.orders[order].due, play.balances) == (Stage.COMPLETED, 80_000_00, {})


# --------------------------------------------------------------------------------------- cases of the system (T55-T59)


@pytest.mark.parametrize("at", [Stage.IN_PRODUCTION, Stage.READY, Stage.READY_TO_SHIP])
def test_a_late_order_about_which_nobody_does_anything_is_refunded(at: Stage) -> None:
    """T55, T56, T57, M18, L4: late on 08-05, a case on 09-04, everything back on 09-09, the supplier marked."""
    play = Play()
    order = play.order(at, inspection=TERM if at == Stage.READY else None)
    paid = sum(play.money(order).values())
    play.walk(order, "2019-09-09")
    assert play.stage(order) == at
    play.walk(order, "2019-09-10")
    assert (play.stage(order), play.money(order)) == (Stage.CLOSED_REFUNDED, {"buy:refund": paid})
    assert (play.suppliers[SUPPLIER_ID].fault_marks, play.purse().free) == (1, 100_000_00)
    closed = play.streams[order][-1]
    assert isinstance(closed, OrderClosed)
    assert (closed.reason, closed.day) == ("late", date(2019, 9, 9))


def test_of_a_late_order_of_which_a_part_has_left_only_the_rest_is_refunded() -> None:
    """T57, R16: 60,000 of 80,000 left; 20,000 go back and the order goes on with what left."""
    play = Play(limit=0)
    lines = (
        Line(description="Tumbler", quantity=600, unit_price=usd(100)),
        Line(description="Lid", quantity=400, unit_price=usd(50)),
    )
    order = play.order(Stage.READY_TO_SHIP, frozen=True, part_shipments=True, lines=lines, shipping_method="sea")
    play.at("2019-08-01")
    play.done(order, ShipPart(document=document(date(2019, 8, 1), "sea"), quantities=(600, 0)), SUPPLIER)
    play.walk(order, "2019-09-10")
    assert isinstance(play.streams[order][-1], ShipmentEnded)
    assert (play.stage(order), play.orders[order].shipped_on) == (Stage.SHIPPED, date(2019, 8, 1))
    assert play.money(order) == {
        "buy:refund": 20_000_00,
        "ord:escrow:initial": 5_000_00,
        "ord:escrow:balance": 55_000_00,
    }
    play.walk(order, "2020-01-01")
    assert (play.stage(order), play.purse().available) == (Stage.COMPLETED, 60_000_00)


def test_samples_without_a_price_do_not_stop_the_clock() -> None:
    """R16: only freight was paid; of goods without a price everything goes back."""
    play = Play()
    lines = (
        Line(description="Sample", quantity=2, unit_price=usd(0)),
        Line(description="Colour card", quantity=1, unit_price=usd(0)),
    )
    order = play.order(
        Stage.READY_TO_SHIP,
        frozen=True,
        lines=lines,
        freight=usd(50),
        total=50_00,
        initial=50_00,
        incoterm="CIF",
        part_shipments=True,
    )
    play.done(order, ShipPart(document=document(play.today), quantities=(1, 0)), SUPPLIER)
    play.walk(order, "2019-09-10")
    assert play.money(order) == {"buy:refund": 50_00}


def test_an_abandoned_balance_ends_by_the_contract_s_clause() -> None:
    """T58, M19: default on 08-02, a case on 09-01, the split on 09-06: 10,000 kept, 15,000 back."""
    play = Play()
    order = play.order(Stage.AWAITING_BALANCE, kept_share=usd(10_000))
    play.walk(order, "2019-09-02")
    dispute = play.orders[order].dispute
    assert dispute is not None
    assert (dispute.by, dispute.grounds, dispute.amount) == ("clock", ("non_payment",), 0)
    play.walk(order, "2019-09-06")
    assert play.stage(order) == Stage.AWAITING_BALANCE
    play.walk(order, "2019-09-07")
    assert (play.stage(order), play.purse().available, play.money(order)) == (
        Stage.CLOSED_SETTLED,
        10_000_00,
        {"buy:refund": 15_000_00},
    )


def test_a_buyer_that_pays_while_the_case_is_open_keeps_his_order() -> None:
    """T58: first a case, so that he still can."""
    play = Play()
    order = play.order(Stage.AWAITING_BALANCE)
    play.walk(order, "2019-09-02")
    play.pay(order, 55_000_00)
    assert (play.stage(order), play.orders[order].dispute) == (Stage.READY_TO_SHIP, None)


def test_goods_that_failed_and_about_which_nobody_does_anything_are_refunded() -> None:
    """T59, M18, L4: failed on 06-03, a case on 07-03, everything back on 07-08; no mark for a failed lot."""
    play = Play()
    order = play.order(Stage.READY, inspection=TERM)
    play.inspected(order, "fail")
    play.walk(order, "2019-07-08")
    assert play.stage(order) == Stage.READY
    play.walk(order, "2019-07-09")
    assert (play.stage(order), play.money(order)) == (Stage.CLOSED_REFUNDED, {"buy:refund": 25_000_00})
    assert (play.suppliers[SUPPLIER_ID].fault_marks, play.purse().free) == (0, 100_000_00)


def test_rework_ends_the_case_over_goods_that_failed() -> None:
    """T28."""
    play = Play()
    order = play.order(Stage.READY, inspection=TERM)
    play.inspected(order, "fail")
    play.walk(order, "2019-07-05")
    play.done(order, StartRework(), SUPPLIER)
    assert (play.stage(order), play.orders[order].dispute) == (Stage.IN_PRODUCTION, None)
    assert play.money(order) == {"ord:escrow:initial": 25_000_00}


def unproved() -> tuple[Play, int]:
    """Goods of which nobody has proved delivery, where the policy wants proof; the system's case is open."""
    play = Play(PRESETS["strict_buyer"], limit=0)
    order = play.order(Stage.SHIPPED, frozen=True)
    assert play.deadlines(order) == {"delivery_proof": date(2019, 7, 18)}
    play.walk(order, "2019-07-19")
    dispute = play.orders[order].dispute
    assert dispute is not None
    assert (dispute.grounds, dispute.amount) == (("not_received",), 80_000_00)
    return play, order


def test_without_proof_of_delivery_the_goods_count_as_not_received() -> None:
    """PP10: window until 06-18, proof until 07-18, decided on 07-23: 80,000 back."""
    play, order = unproved()
    play.walk(order, "2019-07-24")
    assert (play.stage(order), play.money(order)) == (Stage.CLOSED_REFUNDED, {"buy:refund": 80_000_00})
    assert play.suppliers[SUPPLIER_ID].fault_marks == 1


def test_what_was_released_and_withdrawn_stays_owed_when_no_delivery_is_proved() -> None:
    """PP10, T50: 80,000 released at shipment, 50,000 of them withdrawn: 30,000 go back and 50,000 stay owed."""
    play = Play(Policy(auto_confirm_needs_delivery_evidence=True))
    play.done(SUPPLIER_ID, SetPayoutAccount(name="Ningbo", account="NL00BANK0123456789"), SUPPLIER)
    order = play.order(Stage.SHIPPED)
    play.at("2019-06-10")
    play.done(SUPPLIER_ID, RequestPayout(amount=usd(50_000)), SUPPLIER)
    play.walk(order, "2019-07-24")
    assert (play.stage(order), play.orders[order].uncovered) == (Stage.CLOSED_SETTLED, 50_000_00)
    assert play.money(order) == {"buy:refund": 30_000_00}


def test_proof_of_delivery_ends_that_case_and_time_confirms_receipt() -> None:
    """PP10: brought on 07-21, two days of the case do not count; the window is long over."""
    play, order = unproved()
    play.at("2019-07-21")
    play.done(order, RecordDelivery(delivered_on=date(2019, 6, 20), proof="POD 7"), CARRIER)
    assert (play.orders[order].dispute, play.stage(order)) == (None, Stage.DELIVERED)
    play.done(order, Tick(), CLOCK)
    assert (play.stage(order), play.purse().available, play.purse().reserve) == (Stage.RECEIVED, 0, 80_000_00)


def test_the_buyer_s_word_ends_that_case_too() -> None:
    """T42, PP10."""
    play, order = unproved()
    play.done(order, ConfirmReceipt(), BUYER)
    assert (play.orders[order].dispute, play.stage(order)) == (None, Stage.RECEIVED)
    assert play.purse().reserve == 80_000_00


def test_the_supplier_may_accept_that_case() -> None:
    """T49."""
    play, order = unproved()
    play.done(order, AcceptClaim(), SUPPLIER)
    assert (play.stage(order), play.money(order)) == (Stage.CLOSED_REFUNDED, {"buy:refund": 80_000_00})


# ------------------------------------------------------------------------------------------------------- in general


def test_a_dispute_after_a_deadline_does_not_take_back_what_was_late() -> None:
    """4.6: late on 08-05; a dispute from 08-10 to 08-20 does not move that day."""
    play = Play()
    order = play.order(Stage.IN_PRODUCTION)
    play.at("2019-08-10")
    play.done(order, OpenDispute(grounds=("late_not_shipped",), amount=usd(25_000), statement="Where is it?"), BUYER)
    assert play.orders[order].late_on == date(2019, 8, 5)
    play.at("2019-08-20")
    play.done(order, WithdrawDispute(), BUYER)
    assert (play.orders[order].late_on, play.deadlines(order)) == (
        date(2019, 8, 5),
        {"late_backstop": date(2019, 9, 14)},
    )


def test_an_asking_finds_every_deadline_that_has_passed_already_happened() -> None:
    """The clock is late, the guard is not: confirming on the day after the window finds the order received."""
    play = Play(Policy(claim_days_after_auto_confirm=30), limit=0)
    order = play.order(Stage.SHIPPED, frozen=True)
    play.at("2019-06-19")
    assert play.refused(order, ConfirmReceipt(), BUYER) == "wrong_stage"
    play.done(order, OpenDispute(grounds=("weight",), amount=usd(1), statement="Light."), BUYER)
    assert play.orders[order].received_on == date(2019, 6, 18)


def test_on_one_instant_the_earlier_row_of_the_table_goes_first() -> None:
    """Late and accepted by silence on the same day: first the flag, then T26."""
    play = Play()
    order = play.order(Stage.IN_PRODUCTION, ship_by=ShipBy(on=date(2019, 6, 10)))
    play.done(order, DeclareReady(), SUPPLIER)
    play.pay(order, 55_000_00)
    to_the_end_of(play, order, date(2019, 6, 10))
    assert [type(event).__name__ for event in play.streams[order][-2:]] == ["ShipmentOverdue", "GoodsAccepted"]


def test_days_end_where_the_policy_s_zone_says() -> None:
    """A7: 24:00 in Shanghai is 16:00 UTC."""
    play = Play(PRESETS["alibaba_2018"])
    order = play.order(Stage.PROPOSED)
    (deadline,) = due(play.orders[order], play.policies)
    assert (deadline.day, deadline.at) == (date(2019, 7, 3), datetime(2019, 7, 3, 16, tzinfo=UTC))


def test_a_hold_stops_every_deadline_but_none_forgets_its_days() -> None:
    """I6, I13: six days of a hold on an order in production, one on a proposal."""
    play = Play()
    order = play.order(Stage.IN_PRODUCTION)
    play.done(order, PlaceHold(reason="screening"), FIRST_OFFICER)
    assert play.deadlines(order) == {"ship_deadline": None}
    assert play.wakes(order) is None


def test_every_deadline_says_what_happens_and_the_clock_acts_on_all_but_two() -> None:
    """4.6: after `respond_ttl` it is the claimant who may go on, not the clock; an overdue decision is alarmed."""
    assert [timer.name for timer in TIMERS if timer.act is None] == ["respond_ttl", "decision_sla"]
    assert all(timer.on_expiry.endswith(".") for timer in TIMERS)
    after_the_end = {timer.name for timer in TIMERS if timer.stages & CLOSED and not timer.in_dispute}
    assert after_the_end == {"rolling_reserve", "unclaimed_refund"}


def test_ready_goods_accepted_by_hand_need_no_timer() -> None:
    """T24: the seven days are over with the acceptance; a shipment ends the ship deadline."""
    play = Play()
    order = play.order(Stage.READY)
    play.pay(order, 55_000_00)
    play.done(order, AcceptGoods(), BUYER)
    assert play.deadlines(order) == {"ship_deadline": date(2019, 8, 5)}
    play.done(order, Ship(document=document(play.today)), SUPPLIER)
    assert play.deadlines(order) == {"auto_confirm": date(2019, 6, 18)}
    refunds = [event for event in play.streams[order] if isinstance(event, RefundOrdered)]
    assert refunds == []


def test_a_late_order_whose_money_was_released_and_withdrawn_ends_settled_with_the_award_uncovered() -> None:
    """T50, 4.7 step 5: paid in full in advance, released at acceptance, withdrawn by the supplier, never shipped."""
    play = Play(Policy(guarantee_advances=False))
    play.done(SUPPLIER_ID, SetPayoutAccount(name="Ningbo Tumbler Works", account="NL00BANK0123456789"), SUPPLIER)
    order = play.order(Stage.READY_TO_SHIP, total=25_000_00, initial=25_000_00, coverage="pre_shipment")
    play.at("2019-06-10")
    play.done(SUPPLIER_ID, RequestPayout(amount=usd(25_000)), SUPPLIER)
    play.walk(order, "2019-09-11")
    assert (play.stage(order), play.money(order)) == (Stage.CLOSED_SETTLED, {})
    assert (play.orders[order].uncovered, play.orders[order].flags) == (25_000_00, ("late", "part_paid"))
