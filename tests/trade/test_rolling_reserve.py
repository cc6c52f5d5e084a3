"""What is kept back of sales paid by card, against chargebacks: how much, until when, and what uses it (PP21, M27)."""

from datetime import timedelta

from fairhold.rails.price import price
from fairhold.trade.accounts import Account
from fairhold.trade.experts import UNASKED
from fairhold.trade.fulfilment import ConfirmReceipt
from fairhold.trade.joining import SetAcceptedRails
from fairhold.trade.order import Stage
from fairhold.trade.payment import (
    CapturePayment,
    ClearPayment,
    CloseChargeback,
    KeptBack,
    NotifyChargeback,
    StartPayment,
)
from fairhold.trade.payment_events import RollingFreed
from fairhold.trade.policy import Policy
from fairhold.trade.rail import AcceptedRail
from fairhold.trade.terms import ShipBy
from fairhold.trade.who import BANK
from trade.playing import BUYER, SUPPLIER, SUPPLIER_ID, Play, changed, money, usd

A = Account
KEEPS = Policy(rolling_reserve_card_bp=1_000, rolling_reserve_card_days=120)


def playing(policy: Policy) -> Play:
    """A supplier that takes cards, under a policy."""
    play = Play(policy, experts=changed(UNASKED, price=price))
    play.done(
        SUPPLIER_ID,
        SetAcceptedRails(rails=(AcceptedRail(rail="card", cap=usd(12_000)), AcceptedRail(rail="telegraphic_transfer"))),
        SUPPLIER,
    )
    return play


def received(play: Play, by_card: int, total: int) -> int:
    """An order of so many dollars, the first of them paid by card and the rest by transfer, that the buyer received."""
    ship_by = ShipBy(on=play.today + timedelta(days=60))
    order = play.order(Stage.AGREED, total=total * 100, initial=total * 100, ship_by=ship_by)
    play.done(order, StartPayment(rail="card", amount=usd(by_card)), BUYER)
    play.done(order, CapturePayment(attempt=1), BANK)
    play.done(order, ClearPayment(attempt=1, cost=money(0, "USD"), line=f"clear-{order}"), BANK)
    if total > by_card:
        play.pay(order, (total - by_card) * 100)
    play.take(order, Stage.SHIPPED, frozen=True)
    play.done(order, ConfirmReceipt(), BUYER)
    return order


def kept(play: Play) -> tuple[int, int]:
    """What the rolling reserve has, and what the supplier may withdraw; facts and books agree."""
    assert play.suppliers[SUPPLIER_ID].kept_back("USD") == play.book(A.SUPPLIER_ROLLING, SUPPLIER_ID)
    return play.suppliers[SUPPLIER_ID].kept_back("USD"), play.purse().available


def test_nothing_is_kept_back_by_default() -> None:
    play = playing(Policy())
    received(play, 500, 500)
    assert kept(play) == (0, 500_00)


def test_a_tenth_of_what_was_paid_by_card_is_kept_for_120_days() -> None:
    """PP21: of 500.00 by card 50.00; the day of the release is day 0, and it ends with day 120."""
    play = playing(KEEPS)
    order = received(play, 500, 500)
    assert (kept(play), play.orders[order].funds.kept_back) == ((50_00, 450_00), (KeptBack(50_00, play.today),))
    until = play.today + timedelta(days=120)
    assert play.deadlines(order)["rolling_reserve"] == until
    play.wait(order, until)
    assert kept(play) == (50_00, 450_00)
    play.wait(order, until + timedelta(days=1))
    assert (kept(play), play.orders[order].funds.kept_back) == ((0, 500_00), ())
    assert (play.stage(order), play.wakes(order)) == (Stage.COMPLETED, None)


def test_only_the_part_that_came_by_card_is_kept_back() -> None:
    """Of 1,000.00 a quarter came by card: 25.00; after a service fee of 2 % the rest is 955.00."""
    play = playing(Policy(rolling_reserve_card_bp=1_000, rolling_reserve_card_days=120, service_fee_supplier_bp=200))
    received(play, 250, 1_000)
    assert kept(play) == (25_00, 955_00)


def test_a_share_without_days_keeps_nothing() -> None:
    play = playing(Policy(rolling_reserve_card_bp=1_000))
    received(play, 500, 500)
    assert kept(play) == (0, 500_00)


def test_a_chargeback_uses_the_reserve_of_all_sales_before_the_supplier_owes_anything() -> None:
    """M27: 50.00 and 100.00 are kept; of 500.00 taken back 150.00 come from them, 350.00 and the fee are owed."""
    play = playing(KEEPS)
    first = received(play, 500, 500)
    second = received(play, 1_000, 1_000)
    assert kept(play) == (150_00, 1_350_00)
    play.done(first, NotifyChargeback(amount=usd(500), line="cb", attempt=1), BANK)
    assert kept(play) == (0, 1_350_00)
    assert (play.purse().receivable, play.book(A.SUPPLIER_RECEIVABLE, SUPPLIER_ID)) == (370_00, 370_00)
    assert play.orders[first].funds.chargebacks[0].rolling == 150_00
    play.wait(second, play.today + timedelta(days=121))
    freed = [event for event in play.streams[second] if isinstance(event, RollingFreed)]
    assert [event.amount for event in freed] == [0]
    assert (kept(play), play.purse().receivable) == ((0, 1_350_00), 370_00)


def test_a_chargeback_below_the_reserve_leaves_the_rest_to_be_freed_and_only_the_fee_is_owed() -> None:
    """M27: 30.00 of 50.00 are taken; 20.00 are freed, and they pay the fee of 20.00 (SC40)."""
    play = playing(KEEPS)
    order = received(play, 500, 500)
    play.done(order, NotifyChargeback(amount=usd(30), line="cb", attempt=1), BANK)
    assert (kept(play), play.purse().receivable) == ((20_00, 450_00), 20_00)
    play.wait(order, play.today + timedelta(days=121))
    assert (kept(play), play.purse().receivable) == ((0, 450_00), 0)


def test_what_the_reserve_paid_for_a_chargeback_that_is_won_is_the_supplier_s() -> None:
    """M26d."""
    play = playing(KEEPS)
    order = received(play, 500, 500)
    play.done(order, NotifyChargeback(amount=usd(500), line="cb", attempt=1), BANK)
    assert (kept(play), play.purse().receivable, play.orders[order].funds.received) == ((0, 450_00), 470_00, 0)
    play.done(order, CloseChargeback(outcome="won", line="cb-back"), BANK)
    assert (kept(play), play.purse().receivable, play.orders[order].funds.received) == ((0, 500_00), 20_00, 500_00)
