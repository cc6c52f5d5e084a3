"""The buyer's money: what arrives, what is short or over, what goes back, what is taken back."""

from datetime import date

import pytest

from fairhold.trade import ids
from fairhold.trade.accounts import Account
from fairhold.trade.agreement import AcceptAmendment, Amend
from fairhold.trade.claims import LiftHold, PlaceHold
from fairhold.trade.dispute import OpenDispute
from fairhold.trade.fulfilment import (
    AcceptGoods,
    ConfirmReceipt,
    DeclareCannotShip,
    DeclareReady,
    Ship,
    ShipOnOpenAccount,
)
from fairhold.trade.order import Stage
from fairhold.trade.payment import (
    AcceptShortfall,
    AnnouncePayment,
    BounceRefund,
    Funds,
    Payer,
    RecordPayment,
    RetryRefund,
    SettleRefund,
    allocate,
    take,
)
from fairhold.trade.payment_events import RefundOrdered
from fairhold.trade.policy import Policy
from fairhold.trade.terms import fingerprint
from fairhold.trade.who import BANK
from trade.playing import (
    BUYER,
    FIRST_OFFICER,
    SECOND_OFFICER,
    START,
    SUPPLIER,
    TREASURY,
    Play,
    changed,
    document,
    money,
    usd,
)

CLAIM = OpenDispute(grounds=("weight",), amount=usd(80_000), statement="100 g instead of 215 to 219 g.")


# ------------------------------------------------------------------------------- arriving (T13, T14, T30, T31, T41)


def test_a_payment_beyond_tolerance_short_leaves_the_order_where_it_is() -> None:
    """T13."""
    play = Play()
    order = play.order(Stage.AGREED)
    play.pay(order, 24_949_99)
    assert (play.stage(order), play.money(order)) == (Stage.AGREED, {"ord:escrow:initial": 24_949_99})


def test_a_payment_within_tolerance_begins_production() -> None:
    """T14: 50.00 short is the most."""
    play = Play()
    order = play.order(Stage.AGREED)
    play.pay(order, 24_950_00)
    assert (play.stage(order), play.orders[order].initial_funded_on) == (Stage.IN_PRODUCTION, date(2019, 6, 3))
    assert play.money(order) == {"ord:escrow:initial": 24_950_00}


def test_the_tolerance_is_at_most_five_percent_of_what_is_due() -> None:
    """S44: of an initial payment of 500.00 no more than 25.00 may be missing."""
    play = Play()
    for paid, stage in ((474_99, Stage.AGREED), (475_00, Stage.IN_PRODUCTION)):
        order = play.order(Stage.AGREED, total=1_000_00, initial=500_00)
        play.pay(order, paid)
        assert play.stage(order) == stage


def test_a_full_payment_in_advance_may_be_as_short_as_an_initial_one() -> None:
    """T14, T31: all 25,000 due at once, 24,965 arrive; nobody waits for the last 35.00."""
    play = Play()
    order = play.order(Stage.AGREED, total=25_000_00, initial=25_000_00)
    play.pay(order, 24_965_00)
    play.done(order, DeclareReady(), SUPPLIER)
    play.done(order, AcceptGoods(), BUYER)
    assert play.stage(order) == Stage.READY_TO_SHIP


def test_part_of_the_balance_leaves_the_order_waiting() -> None:
    """T30."""
    play = Play()
    order = play.order(Stage.AWAITING_BALANCE)
    play.pay(order, 54_949_99)
    assert (play.stage(order), play.orders[order].due) == (Stage.AWAITING_BALANCE, 50_01)
    assert play.money(order) == {"ord:escrow:initial": 25_000_00, "ord:escrow:balance": 54_949_99}


def test_the_balance_within_tolerance_makes_the_order_ready_to_ship() -> None:
    """T31: 50.00 short; what came is what there is (M5)."""
    play = Play()
    order = play.order(Stage.AWAITING_BALANCE)
    play.pay(order, 54_950_00)
    assert play.stage(order) == Stage.READY_TO_SHIP
    assert play.money(order) == {"ord:escrow:initial": 25_000_00, "ord:escrow:balance": 54_950_00}


def test_a_balance_on_open_account_arrives_while_the_goods_are_away() -> None:
    """T41: held until receipt like any other money."""
    play = Play(limit=0)
    order = play.order(Stage.READY, frozen=True, balance_after_shipment=True)
    play.done(order, AcceptGoods(), BUYER)
    play.done(order, ShipOnOpenAccount(document=document(play.today)), SUPPLIER)
    play.pay(order, 55_000_00)
    assert (play.stage(order), play.money(order)) == (
        Stage.SHIPPED,
        {"ord:escrow:initial": 25_000_00, "ord:escrow:balance": 55_000_00},
    )


def test_a_balance_that_comes_after_receipt_goes_straight_to_the_supplier() -> None:
    """T44: nothing is left to protect; a hold or a dispute keeps it until they end."""
    play = Play(limit=0)
    order = play.order(Stage.READY, frozen=True, balance_after_shipment=True)
    play.done(order, AcceptGoods(), BUYER)
    play.done(order, ShipOnOpenAccount(document=document(play.today)), SUPPLIER)
    play.done(order, ConfirmReceipt(), BUYER)
    assert (play.stage(order), play.purse().available) == (Stage.RECEIVED, 25_000_00)
    play.pay(order, 10_000_00)
    assert (play.money(order), play.purse().available) == ({}, 35_000_00)
    play.done(order, PlaceHold(reason="screening"), FIRST_OFFICER)
    play.pay(order, 20_000_00)
    assert (play.money(order), play.purse().available) == ({"ord:escrow:balance": 20_000_00}, 35_000_00)
    play.done(order, LiftHold(), FIRST_OFFICER)
    play.done(order, LiftHold(), SECOND_OFFICER)
    assert (play.money(order), play.purse().available) == ({}, 55_000_00)


def test_a_payment_has_to_be_an_amount_of_the_order_s_currency_and_of_one_line() -> None:
    """A15, S34, I8: and a remittance that is named has to be one."""
    play = Play()
    order = play.order(Stage.AGREED)
    assert play.refused(order, RecordPayment(amount=money(1, "EUR"), line="1"), BANK) == "wrong_currency"
    assert play.refused(order, RecordPayment(amount=usd(0), line="1"), BANK) == "amount_not_positive"
    odd = RecordPayment(amount=usd(1), line="1", remittance="rem_nothing")
    assert play.refused(order, odd, BANK) == "unknown_remittance"


# ---------------------------------------------------------------------------------------------------- over (M6, M6b)


def test_a_surplus_goes_back_on_the_way_it_came() -> None:
    """M6, M6b: 81,000 for 80,000."""
    play = Play()
    order = play.order(Stage.AGREED)
    events = play.pay(order, 81_000_00)
    assert play.money(order) == {
        "ord:escrow:initial": 25_000_00,
        "ord:escrow:balance": 55_000_00,
        "buy:refund": 1_000_00,
    }
    (refund,) = [event for event in events if isinstance(event, RefundOrdered)]
    assert (refund.reason, refund.credit, refund.amount) == ("surplus", 1_000_00, 1_000_00)


def test_a_surplus_too_small_to_send_stays_the_buyer_s_credit() -> None:
    """M6b: below 10.00; it goes back with any later refund."""
    play = Play()
    order = play.order(Stage.AGREED)
    play.pay(order, 80_009_99)
    assert play.money(order)["buy:credit"] == 9_99
    play.done(order, DeclareCannotShip(reason="fire"), SUPPLIER)
    assert play.money(order) == {"buy:refund": 80_009_99}


def test_where_the_policy_says_so_all_that_is_not_due_goes_back() -> None:
    """O9: 26,000 for 25,000 due, 1,000 back; but one wire of everything is taken (SC23)."""
    play = Play(Policy(overpay_action="return"), limit=1_000_000_00)
    order = play.order(Stage.AGREED)
    play.pay(order, 26_000_00)
    assert play.money(order) == {"ord:escrow:initial": 25_000_00, "buy:refund": 1_000_00}
    whole = play.order(Stage.AGREED)
    play.pay(whole, 80_000_00)
    assert play.money(whole) == {"ord:escrow:initial": 25_000_00, "ord:escrow:balance": 55_000_00}


def test_money_fills_the_initial_payment_then_the_balance_then_the_credit() -> None:
    """M1, M6, SC23."""
    assert allocate(Funds(), 25, 80, 90) == (25, 55, 10)
    assert allocate(Funds(paid_initial=25), 25, 80, 90) == (0, 55, 35)
    assert allocate(Funds(paid_initial=25, paid_balance=55), 10, 80, 1) == (0, 0, 1)
    assert allocate(Funds(paid_initial=25), 10, 80, 60) == (0, 55, 5)


def test_escrow_is_taken_from_the_initial_payment_first() -> None:
    """The parts never exceed what is there."""
    assert [take(25, 55, amount).amount for amount in (0, 10, 40, 100)] == [0, 10, 40, 80]
    assert take(25, 55, 40).initial == 25


# ------------------------------------------------------------------------------------------------------ short (T15)


def test_the_supplier_moves_the_gap_to_the_balance() -> None:
    """T15, M5d: no journal; 60,000 stay due."""
    play = Play()
    order = play.order(Stage.AGREED)
    assert play.refused(order, AcceptShortfall(settle="lower_price"), SUPPLIER) == "no_shortfall"
    play.pay(order, 20_000_00)
    books = play.balances
    play.done(order, AcceptShortfall(settle="move_to_balance"), SUPPLIER)
    facts = play.orders[order]
    assert (play.stage(order), facts.initial, facts.total, facts.due) == (
        Stage.IN_PRODUCTION,
        20_000_00,
        80_000_00,
        60_000_00,
    )
    assert play.balances == books


def test_a_lower_initial_payment_lowers_the_share_that_could_be_kept() -> None:
    """T15: the version that comes out of it is one that both could sign."""
    play = Play()
    order = play.order(Stage.AGREED, kept_share=usd(25_000))
    play.pay(order, 20_000_00)
    play.done(order, AcceptShortfall(settle="lower_price"), SUPPLIER)
    assert play.orders[order].terms.kept_share == usd(20_000)
    new = changed(play.orders[order].terms, remarks="signed again")
    play.done(order, Amend(contract=new), BUYER)
    play.done(order, AcceptAmendment(fingerprint=fingerprint(new)), SUPPLIER)


# ------------------------------------------------------------------------------------------------------- announced


def test_a_payment_is_announced_one_at_a_time() -> None:
    """T11, T12: the next only after this one has come."""
    play = Play()
    order = play.order(Stage.AGREED)
    assert play.refused(order, AnnouncePayment(amount=money(1, "EUR")), BUYER) == "wrong_currency"
    assert play.refused(order, AnnouncePayment(amount=usd(0)), BUYER) == "amount_not_positive"
    play.done(order, AnnouncePayment(amount=usd(25_000), reference="wire 7"), BUYER)
    assert play.orders[order].in_flight_until == date(2019, 6, 13)
    assert play.refused(order, AnnouncePayment(amount=usd(25_000)), BUYER) == "payment_announced"
    play.pay(order, 1_00)
    play.done(order, AnnouncePayment(amount=usd(24_999)), BUYER)


# ---------------------------------------------------------------------------------------------- refunds (M18, SC41)


def cannot_ship() -> tuple[Play, int]:
    """An order whose 25,000 are on their way back as refund 1."""
    play = Play()
    order = play.order(Stage.IN_PRODUCTION)
    play.done(order, DeclareCannotShip(reason="fire"), SUPPLIER)
    return play, order


def test_a_refund_is_paid_once() -> None:
    """M18b."""
    play, order = cannot_ship()
    assert play.refused(order, SettleRefund(number=2, line="out"), BANK) == "unknown_refund"
    play.done(order, SettleRefund(number=1, line="out"), BANK)
    assert (play.balances, play.orders[order].funds.refunded) == ({}, 25_000_00)
    assert play.refused(order, SettleRefund(number=1, line="out"), BANK) == "unknown_refund"


def test_a_refund_is_sent_again_only_after_it_has_come_back() -> None:
    """M18x, SC41, I14: the same money is never on two ways."""
    play, order = cannot_ship()
    again = RetryRefund(number=1, payee=Payer("Harbour Homeware", "US99", "CHASUS33"))
    assert play.refused(order, again, TREASURY) == "refund_on_its_way"
    play.done(order, BounceRefund(number=1, reason="account closed"), BANK)
    assert play.refused(order, BounceRefund(number=1), BANK) == "unknown_refund"
    play.agreed_refund(order, again)
    assert [(t.number, t.amount, t.payee.account) for t in play.orders[order].funds.transfers] == [
        (2, 25_000_00, "US99")
    ]
    assert play.refused(order, again, TREASURY) == "unknown_refund"
    play.done(order, SettleRefund(number=2, line="out"), BANK)
    assert play.balances == {}


def test_a_refund_that_comes_back_after_it_was_paid_is_owed_again() -> None:
    """M18x: bank:trust to buy:refund, and treasury sends it again; without a line no money has come (I8)."""
    play, order = cannot_ship()
    play.done(order, SettleRefund(number=1, line="out"), BANK)
    for who in (BANK, TREASURY):
        assert play.refused(order, BounceRefund(number=1, reason="account closed"), who) == "line_missing"
    assert (play.balances, play.orders[order].funds.bounced) == ({}, ())
    play.done(order, BounceRefund(number=1, line="in", reason="account closed"), BANK)
    assert (play.money(order), play.book(Account.BANK_TRUST)) == ({"buy:refund": 25_000_00}, 25_000_00)
    play.agreed_refund(order, RetryRefund(number=1, payee=Payer("Harbour Homeware", "US99", "")))
    play.done(order, SettleRefund(number=2, line="out-2"), BANK)
    assert play.balances == {}


def test_a_refund_goes_back_over_the_payments_it_came_from_the_latest_first() -> None:
    """O40: 25,000 from one account and 55,000 from another go back to each."""
    play = Play()
    order = play.order(Stage.AGREED)
    one, two = Payer("Harbour", "US01", ""), Payer("Harbour Homeware Pacific", "US02", "")
    play.pay(order, 25_000_00, one)
    play.pay(order, 55_000_00, two)
    play.done(order, DeclareCannotShip(reason="fire"), SUPPLIER)
    transfers = play.orders[order].funds.transfers
    assert [(t.number, t.amount, t.payee) for t in transfers] == [(1, 55_000_00, two), (2, 25_000_00, one)]


def test_what_the_operator_made_good_goes_back_to_the_operator() -> None:
    """M5b, I5: 24,965 came, 35 were made good; the buyer gets 24,965."""
    play = Play(Policy(underpay_absorbed_by="operator"))
    order = play.order(Stage.AGREED)
    play.pay(order, 24_965_00)
    play.done(order, DeclareCannotShip(reason="fire"), SUPPLIER)
    assert play.money(order) == {"buy:refund": 24_965_00}
    assert play.book(Account.HOUSE_DUE_TO_TRUST) == 0
    assert play.book(Account.BANK_CHARGES) == 0


def test_the_operator_makes_good_both_milestones_and_the_supplier_gets_the_whole_price() -> None:
    """M5b, M5c: 35 of 25,000 and 20 of 55,000; 80,000 are released, 55 are the cost of the house."""
    play = Play(Policy(underpay_absorbed_by="operator"))
    order = play.order(Stage.AGREED)
    play.pay(order, 24_965_00)
    play.done(order, DeclareReady(), SUPPLIER)
    play.done(order, AcceptGoods(), BUYER)
    play.pay(order, 54_980_00)
    assert play.money(order) == {"ord:escrow:initial": 25_000_00, "ord:escrow:balance": 55_000_00}
    play.done(order, Ship(document=document(play.today)), SUPPLIER)
    assert play.purse().available == 80_000_00
    assert (play.book(Account.BANK_CHARGES), play.book(Account.BANK_HOUSE)) == (55_00, -55_00)
    assert (play.book(Account.HOUSE_DUE_TO_TRUST), play.book(Account.BANK_TRUST)) == (55_00, 79_945_00)


@pytest.mark.parametrize("held", [False, True])
def test_a_payment_from_suspense_is_posted_out_of_transit(held: bool) -> None:
    """M1, M7b: one line, one journal, whether it waited or not."""
    play = Play()
    order = play.order(Stage.AGREED)
    name = ids.to_text(ids.REMITTANCE_PREFIX, ids.new_id(START, 9, 5)) if held else ""
    play.done(order, RecordPayment(amount=usd(25_000), line="l", remittance=name), BANK)
    source = Account.TRANSIT_MATCHED if held else Account.BANK_TRUST
    row = next(rows[0] for _, rows in play.journal if rows)
    assert (row.debit, row.credit, row.amount) == (source, Account.ESCROW_INITIAL, 25_000_00)
