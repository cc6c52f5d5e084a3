"""From production to completion: each transition with its stage and its money, and what a document has to show."""

from datetime import date
from typing import Any

import pytest

from fairhold.trade.accounts import Account
from fairhold.trade.dispute import OpenDispute
from fairhold.trade.fulfilment import (
    AcceptGoods,
    CancelForNonPayment,
    CancelUnpaid,
    ConfirmReceipt,
    DeclareCannotShip,
    DeclareReady,
    ExtendReceiving,
    RecordDelivery,
    Ship,
    ShipOnOpenAccount,
    ShipPart,
    WaiveClaims,
    late_days,
    unshipped_value,
)
from fairhold.trade.inspection import StartRework
from fairhold.trade.order import Stage
from fairhold.trade.payment_events import EscrowReleased
from fairhold.trade.policy import Policy
from fairhold.trade.terms import InspectionTerm, Line, ShipBy
from fairhold.trade.who import Who
from trade.playing import (
    BUYER,
    CARRIER,
    SUPPLIER,
    SUPPLIER_ID,
    Play,
    contract,
    document,
    usd,
)

TERM = InspectionTerm(inspector="Blue Heron Inspection", standard="AQL 2.5")
TWO_LINES: dict[str, Any] = {
    "lines": (
        Line(description="Tumbler", quantity=600, unit_price=usd(100)),
        Line(description="Lid", quantity=400, unit_price=usd(50)),
    )
}
"""Two lines of 60,000 and 20,000, together 80,000."""


# ------------------------------------------------------------------------------------ ready and inspected (T18-T28)


def test_goods_are_declared_ready() -> None:
    """T18: an agreed inspection needs 80 % finished and packed."""
    play = Play()
    plain = play.order(Stage.IN_PRODUCTION, total=8_000_00, initial=2_500_00)
    play.done(plain, DeclareReady(packed_bp=1), SUPPLIER)
    assert play.stage(plain) == Stage.READY
    inspected = play.order(Stage.IN_PRODUCTION, inspection=TERM)
    assert play.refused(inspected, DeclareReady(packed_bp=7_999), SUPPLIER) == "not_enough_packed"
    play.done(inspected, DeclareReady(packed_bp=8_000), SUPPLIER)
    assert (play.stage(inspected), play.money(inspected)) == (Stage.READY, {"ord:escrow:initial": 25_000_00})


def test_a_supplier_that_cannot_ship_gives_everything_back_and_is_marked() -> None:
    """T21, M18, L4."""
    play = Play()
    order = play.order(Stage.IN_PRODUCTION)
    play.done(order, DeclareCannotShip(reason="fire"), SUPPLIER)
    assert (play.stage(order), play.money(order)) == (Stage.CLOSED_REFUNDED, {"buy:refund": 25_000_00})
    assert (play.suppliers[SUPPLIER_ID].fault_marks, play.purse().free) == (1, 100_000_00)


def test_accepted_goods_wait_for_the_balance() -> None:
    """T24: under post-delivery coverage nothing is released."""
    play = Play()
    order = play.order(Stage.READY)
    play.done(order, AcceptGoods(), BUYER)
    assert (play.stage(order), play.money(order)) == (Stage.AWAITING_BALANCE, {"ord:escrow:initial": 25_000_00})
    assert play.deadlines(order) == {"balance_ttl": date(2019, 8, 2)}


def test_accepted_goods_that_are_paid_may_leave() -> None:
    """T25."""
    play = Play()
    order = play.order(Stage.READY)
    play.pay(order, 55_000_00)
    play.done(order, AcceptGoods(), BUYER)
    assert play.stage(order) == Stage.READY_TO_SHIP


def test_acceptance_releases_the_money_under_pre_shipment_coverage() -> None:
    """T24, M13, L2: 25,000 less 2.5 % to the supplier, the limit exposed."""
    play = Play(Policy(service_fee_supplier_bp=250))
    order = play.order(Stage.READY, coverage="pre_shipment")
    events = play.done(order, AcceptGoods(), BUYER)
    (released,) = [event for event in events if isinstance(event, EscrowReleased)]
    assert (released.reason, released.initial, released.fee) == ("acceptance", 25_000_00, 625_00)
    assert (play.money(order), play.purse().available) == ({}, 24_375_00)
    assert (play.book(Account.FEE_DUE_TO_HOUSE), play.purse().exposed) == (625_00, 25_000_00)


@pytest.mark.parametrize("limit", [30_000_00, 100_000_00])
def test_acceptance_releases_nothing_that_is_frozen_until_delivery(limit: int) -> None:
    """T24, R4: the supplier's tick beats every earlier release, also within the limit."""
    play = Play(limit=limit)
    order = play.order(Stage.READY, frozen=True, coverage="pre_shipment")
    play.done(order, AcceptGoods(), BUYER)
    assert (play.money(order), play.purse().available) == ({"ord:escrow:initial": 25_000_00}, 0)


def test_acceptance_releases_nothing_where_receipt_is_the_release() -> None:
    """T24, `release_event_pre`."""
    play = Play(Policy(release_event_pre="receipt"))
    order = play.order(Stage.READY, coverage="pre_shipment")
    play.done(order, AcceptGoods(), BUYER)
    assert play.money(order) == {"ord:escrow:initial": 25_000_00}


@pytest.mark.parametrize(("result", "is_open"), [(None, False), ("fail", False), ("pending", True), ("pass", True)])
def test_an_agreed_inspection_is_a_gate_that_the_buyer_may_waive(result: str | None, is_open: bool) -> None:
    """T24, T25: passed, pending and judged by the buyer, or waived."""
    play = Play()
    order = play.order(Stage.READY, inspection=TERM)
    if result is not None:
        play.inspected(order, result)
    if not is_open:
        assert play.refused(order, AcceptGoods(), BUYER) == "inspection_not_passed"
    play.done(order, AcceptGoods(waive_inspection=not is_open), BUYER)
    assert play.stage(order) == Stage.AWAITING_BALANCE


def test_a_failed_inspection_blocks_the_goods() -> None:
    """T27: READY stays."""
    play = Play()
    order = play.order(Stage.READY, inspection=TERM)
    play.inspected(order, "fail")
    assert (play.stage(order), play.money(order)) == (Stage.READY, {"ord:escrow:initial": 25_000_00})
    assert play.deadlines(order) == {"ship_deadline": date(2019, 8, 5), "failed_inspection_ttl": date(2019, 7, 3)}


def test_the_supplier_reworks_goods_that_failed() -> None:
    """T28: in production again, and inspected anew."""
    play = Play()
    order = play.order(Stage.READY, inspection=TERM)
    assert play.refused(order, StartRework(), SUPPLIER) == "inspection_not_failed"
    play.inspected(order, "fail")
    play.done(order, StartRework(), SUPPLIER)
    assert (play.stage(order), play.orders[order].inspection) == (Stage.IN_PRODUCTION, None)
    play.done(order, DeclareReady(), SUPPLIER)
    assert play.refused(order, AcceptGoods(), BUYER) == "inspection_not_passed"


# ---------------------------------------------------------------------------------- unpaid balance (T32, T34, T46)


def test_goods_leave_on_open_account_where_the_contract_says_so() -> None:
    """T32, M14: within the limit the deposit is released at shipment."""
    play = Play()
    strict = play.order(Stage.AWAITING_BALANCE, total=8_000_00, initial=2_500_00)
    assert play.refused(strict, ShipOnOpenAccount(document=document(play.today)), SUPPLIER) == (
        "balance_before_shipment"
    )
    order = play.order(Stage.AWAITING_BALANCE, balance_after_shipment=True)
    play.done(order, ShipOnOpenAccount(document=document(play.today)), SUPPLIER)
    assert (play.stage(order), play.purse().available, play.orders[order].due) == (
        Stage.SHIPPED,
        25_000_00,
        55_000_00,
    )


@pytest.mark.parametrize(("kept", "supplier", "buyer"), [(None, 0, 25_000_00), (10_000, 10_000_00, 15_000_00)])
def test_the_supplier_ends_an_order_whose_balance_never_came(kept: int | None, supplier: int, buyer: int) -> None:
    """T34, M19, R28: it keeps what the contract says, nothing by default."""
    play = Play()
    order = play.order(Stage.AWAITING_BALANCE, kept_share=None if kept is None else usd(kept))
    assert play.refused(order, CancelForNonPayment(), SUPPLIER) == "no_default"
    play.at("2019-08-03")
    play.done(order, CancelForNonPayment(), SUPPLIER)
    assert (play.stage(order), play.purse().available, play.money(order)) == (
        Stage.CLOSED_SETTLED,
        supplier,
        {"buy:refund": buyer},
    )


def test_what_was_released_already_counts_as_kept() -> None:
    """T34, 4.7: at most the initial payment is kept, also where acceptance released it (T24)."""
    play = Play()
    order = play.order(Stage.AWAITING_BALANCE, coverage="pre_shipment", kept_share=usd(25_000))
    play.pay(order, 30_000_00)
    assert play.purse().available == 25_000_00
    play.at("2019-08-03")
    play.done(order, CancelForNonPayment(), SUPPLIER)
    assert (play.purse().available, play.money(order)) == (25_000_00, {"buy:refund": 30_000_00})


def test_an_order_shipped_on_open_account_and_never_paid_is_cancelled() -> None:
    """T46, L4."""
    play = Play(limit=200_000_00)
    unpaid = play.order(Stage.AWAITING_BALANCE, initial=0, balance_after_shipment=True)
    play.done(unpaid, ShipOnOpenAccount(document=document(play.today)), SUPPLIER)
    play.done(unpaid, CancelUnpaid(), SUPPLIER)
    assert (play.stage(unpaid), play.purse().free) == (Stage.CANCELLED, 200_000_00)
    paid = play.order(Stage.AWAITING_BALANCE, balance_after_shipment=True)
    play.done(paid, ShipOnOpenAccount(document=document(play.today)), SUPPLIER)
    assert play.refused(paid, CancelUnpaid(), SUPPLIER) == "money_received"
    strict = play.order(Stage.SHIPPED)
    assert play.refused(strict, CancelUnpaid(), SUPPLIER) == "balance_before_shipment"


# ------------------------------------------------------------------------------------------- shipment (T36, T37)


def test_a_part_leaves_and_the_order_waits_for_the_rest() -> None:
    """T36, T37, A25: the window is that of the latest consignment."""
    play = Play(limit=0)
    order = play.order(Stage.READY_TO_SHIP, frozen=True, part_shipments=True, **TWO_LINES)
    play.at("2019-06-10")
    part = ShipPart(document=document(date(2019, 6, 10)), quantities=(600, 100))
    play.done(order, part, SUPPLIER)
    assert (play.stage(order), unshipped_value(play.orders[order])) == (Stage.READY_TO_SHIP, 15_000_00)
    assert play.refused(order, part, SUPPLIER) == "quantities_wrong"
    play.at("2019-07-01")
    play.done(order, Ship(document=document(date(2019, 7, 1))), SUPPLIER)
    assert play.stage(order) == Stage.SHIPPED
    assert play.orders[order].consignments[1].quantities == (0, 300)
    assert play.deadlines(order) == {"auto_confirm": date(2019, 7, 16)}


def test_a_part_is_some_of_what_is_left_but_not_all_of_it() -> None:
    """T36."""
    play = Play(limit=1_000_000_00)
    whole_only = play.order(Stage.READY_TO_SHIP)
    part = ShipPart(document=document(play.today), quantities=(1,))
    assert play.refused(whole_only, part, SUPPLIER) == "part_shipment_not_allowed"
    order = play.order(Stage.READY_TO_SHIP, part_shipments=True, **TWO_LINES)
    for quantities in ((), (0, 0), (1,), (601, 0)):
        odd = ShipPart(document=document(play.today), quantities=quantities)
        assert play.refused(order, odd, SUPPLIER) == "quantities_wrong"
    everything = ShipPart(document=document(play.today), quantities=(600, 400))
    assert play.refused(order, everything, SUPPLIER) == "last_consignment"
    odd = ShipPart(document=document(play.today, carrier=""), quantities=(1, 1))
    assert play.refused(order, odd, SUPPLIER) == "document_invalid"
    never = Play(Policy(part_shipments="never"))
    order = never.order(Stage.READY_TO_SHIP, part_shipments=True)
    assert never.refused(order, part, SUPPLIER) == "part_shipment_not_allowed"


def test_shipment_within_the_limit_releases_and_without_it_holds() -> None:
    """T37, M14, A4."""
    for policy, limit, frozen, available in (
        (Policy(), 100_000_00, False, 80_000_00),
        (Policy(), 100_000_00, True, 0),
        (Policy(), 79_999_99, True, 0),
        (Policy(early_release="never"), 100_000_00, False, 0),
    ):
        play = Play(policy, limit=limit)
        order = play.order(Stage.SHIPPED, frozen=frozen)
        assert (play.stage(order), play.purse().available) == (Stage.SHIPPED, available)
        assert play.deadlines(order) == {"auto_confirm": date(2019, 6, 18)}


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"carrier": " x"}, "document_invalid"),
        ({"number": "1234"}, "document_invalid"),
        ({"number": "NUMBER"}, "document_invalid"),
        ({"number": "1" * 36}, "document_invalid"),
        ({"date_shows": "on_board"}, "document_date_kind"),
        ({"method": "sea", "date_shows": "carrier_pickup"}, "document_date_kind"),
        ({"shipped_on": date(2019, 6, 11)}, "date_in_future"),
        ({"shipped_on": date(2019, 6, 2)}, "date_before_contract"),
    ],
)
def test_a_transport_document_has_to_be_one(fields: dict[str, Any], code: str) -> None:
    """T37, R2, O16."""
    play = Play()
    order = play.order(Stage.READY_TO_SHIP)
    play.at("2019-06-10")
    given = {"shipped_on": date(2019, 6, 10)} | fields
    assert play.refused(order, Ship(document=document(**given)), SUPPLIER) == code


def test_freight_counts_from_export_clearance_where_the_policy_says_so() -> None:
    """O16, `shipment_date_definition`."""
    play = Play(Policy(shipment_date_definition="pickup_or_export_clearance"))
    order = play.order(Stage.READY_TO_SHIP, shipping_method="sea")
    assert play.refused(order, Ship(document=document(play.today, "sea")), SUPPLIER) == "document_date_kind"
    play.done(order, Ship(document=document(play.today, "sea", date_shows="export_clearance")), SUPPLIER)


def test_a_shipment_recorded_late_leaves_the_buyer_his_time() -> None:
    """A2, `ship_record_grace_days`: left on 06-03, recorded on 06-13: the window runs from 06-10."""
    play = Play()
    order = play.order(Stage.READY_TO_SHIP)
    play.at("2019-06-13")
    play.done(order, Ship(document=document(date(2019, 6, 3))), SUPPLIER)
    assert play.deadlines(order) == {"auto_confirm": date(2019, 6, 25)}


def test_a_slower_way_than_agreed_gives_the_longer_window() -> None:
    """A21: agreed express, sent by sea: 60 days; agreed sea, sent by express: 60 days too."""
    play = Play(limit=1_000_000_00)
    for agreed, actual in (("express", "sea"), ("sea", "express")):
        order = play.order(Stage.READY_TO_SHIP, shipping_method=agreed)
        play.done(order, Ship(document=document(play.today, actual)), SUPPLIER)
        assert play.deadlines(order) == {"auto_confirm": date(2019, 8, 2)}


def test_late_days_are_counted_from_the_last_day_in_time() -> None:
    """LATE_SHIPPED (4.7): due 2019-08-05, left on the 11th: 6 days; recorded later but left in time: none."""
    play = Play(limit=1_000_000_00)
    late, in_time = play.order(Stage.READY_TO_SHIP), play.order(Stage.READY_TO_SHIP)
    play.at("2019-08-11")
    assert late_days(play.orders[late], date(2019, 8, 11)) == 6
    play.done(late, Ship(document=document(date(2019, 8, 11))), SUPPLIER)
    assert play.orders[late].late_on == date(2019, 8, 5)
    play.done(in_time, Ship(document=document(date(2019, 8, 5))), SUPPLIER)
    assert play.orders[in_time].late_on is None
    without_term = play.propose(contract(ship_by=ShipBy(days=60, after="balance_payment")))
    assert late_days(play.orders[without_term], date(2019, 8, 6)) == 0


# ----------------------------------------------------------------------------------- delivery, receipt (T38-T48)


@pytest.mark.parametrize(("who", "proof"), [(BUYER, ""), (SUPPLIER, "POD 7"), (CARRIER, "feed 77")])
def test_delivery_is_recorded_by_the_buyer_or_with_proof(who: Who, proof: str) -> None:
    """T38."""
    play = Play()
    order = play.order(Stage.SHIPPED)
    play.at("2019-06-10")
    if proof:
        assert play.refused(order, RecordDelivery(delivered_on=play.today), who) == "proof_missing"
    too_soon = RecordDelivery(delivered_on=date(2019, 6, 2), proof=proof)
    assert play.refused(order, too_soon, who) == "delivered_before_shipped"
    too_late = RecordDelivery(delivered_on=date(2019, 6, 11), proof=proof)
    assert play.refused(order, too_late, who) == "date_in_future"
    play.done(order, RecordDelivery(delivered_on=date(2019, 6, 9), proof=proof), who)
    assert (play.stage(order), play.orders[order].delivered_on) == (Stage.DELIVERED, date(2019, 6, 9))


@pytest.mark.parametrize("at", [Stage.SHIPPED, Stage.DELIVERED])
def test_each_side_extends_the_receiving_time_once(at: Stage) -> None:
    """T39, T40, SC10: 15 days each; three steps of a party need a policy that allows them."""
    play = Play()
    order = play.order(at)
    play.done(order, ExtendReceiving(), SUPPLIER)
    assert (play.stage(order), play.deadlines(order)) == (at, {"auto_confirm": date(2019, 7, 3)})
    assert play.refused(order, ExtendReceiving(), SUPPLIER) == "extension_used_up"
    play.done(order, ExtendReceiving(), BUYER)
    assert play.deadlines(order) == {"auto_confirm": date(2019, 7, 18)}
    patient = Play(Policy(receive_extension_per_party_count=3))
    order = patient.order(at)
    for _ in range(2):
        patient.done(order, ExtendReceiving(), BUYER)
    assert patient.refused(order, ExtendReceiving(), BUYER) == "extension_used_up"


@pytest.mark.parametrize("at", [Stage.SHIPPED, Stage.DELIVERED])
def test_the_buyer_confirms_receipt_and_the_supplier_is_paid(at: Stage) -> None:
    """T42, T43, M13: 80,000 less 2.5 %."""
    play = Play(Policy(service_fee_supplier_bp=250), limit=0)
    order = play.order(at, frozen=True)
    play.done(order, ConfirmReceipt(), BUYER)
    assert (play.stage(order), play.money(order)) == (Stage.RECEIVED, {})
    assert (play.purse().available, play.book(Account.FEE_DUE_TO_HOUSE)) == (78_000_00, 2_000_00)


def test_the_fee_is_rounded_half_up_once_per_release() -> None:
    """R30: 250 basis points of 0.20 are 0.005, so 0.01."""
    play = Play(Policy(service_fee_supplier_bp=250), limit=0)
    order = play.order(Stage.SHIPPED, frozen=True, total=20, initial=10)
    play.done(order, ConfirmReceipt(), BUYER)
    assert (play.purse().available, play.book(Account.FEE_DUE_TO_HOUSE)) == (19, 1)


def test_the_buyer_gives_up_his_claims_in_two_steps() -> None:
    """T48, M13r, L4: the reserve is free at once."""
    play = Play(Policy(uncovered_reserve_until="claim_window_end"), limit=30_000_00)
    order = play.order(Stage.RECEIVED, frozen=True)
    assert (play.purse().available, play.purse().reserve) == (30_000_00, 50_000_00)
    assert play.refused(order, WaiveClaims(), BUYER) == "confirmation_needed"
    play.done(order, WaiveClaims(confirmed=True), BUYER)
    assert (play.stage(order), play.purse().available, play.purse().reserve, play.purse().free) == (
        Stage.COMPLETED,
        80_000_00,
        0,
        30_000_00,
    )


def test_claims_are_not_given_up_while_one_is_open() -> None:
    """T48: no dispute."""
    play = Play()
    order = play.order(Stage.RECEIVED)
    play.done(order, OpenDispute(grounds=("weight",), amount=usd(1), statement="Light."), BUYER)
    assert play.refused(order, WaiveClaims(confirmed=True), BUYER) == "dispute_open"
