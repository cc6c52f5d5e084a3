"""A supplier: taking part, the limit and who uses it, what it may withdraw, payouts."""

from datetime import timedelta

from fairhold.trade.accounts import Account
from fairhold.trade.agreement import Cancel
from fairhold.trade.fulfilment import ConfirmReceipt
from fairhold.trade.joining import OptIn, OptOut, SetAcceptedRails
from fairhold.trade.limits import GrantLimit
from fairhold.trade.order import Stage
from fairhold.trade.payouts import BouncePayout, RequestPayout, SetPayoutAccount, SettlePayout
from fairhold.trade.policy import Policy
from fairhold.trade.rail import AcceptedRail, TelegraphicTransfer, flat
from fairhold.trade.supplier import Purse
from fairhold.trade.supplier_events import PayoutRequested
from fairhold.trade.who import BANK, Party
from trade.playing import BUYER, OPERATOR, START, STRANGER, SUPPLIER, SUPPLIER_ID, TREASURY, Play, money, usd

ACCOUNT = SetPayoutAccount(name="Ningbo Tumbler Works", account="NL00BANK0123456789", bank="BANKNL2A")


def test_a_verified_company_takes_part_and_stops() -> None:
    """S1: once each."""
    play = Play()
    assert play.refused(SUPPLIER_ID, OptIn(), SUPPLIER) == "already_so"
    play.done(SUPPLIER_ID, OptOut(), SUPPLIER)
    assert play.refused(SUPPLIER_ID, OptOut(), SUPPLIER) == "already_so"
    for party in (
        None,
        Party(SUPPLIER_ID, "Ningbo", "CN"),
        Party(SUPPLIER_ID, "Ningbo", "CN", verified=True, sanctioned=True),
    ):
        play.parties.pop(SUPPLIER_ID, None)
        if party is not None:
            play.parties[SUPPLIER_ID] = party
        assert play.refused(SUPPLIER_ID, OptIn(), SUPPLIER) == "party_not_verified"


def test_a_supplier_sees_only_itself_and_only_the_operator_grants() -> None:
    """4.2."""
    play = Play()
    other = STRANGER.__class__(SUPPLIER.role, STRANGER.party)
    assert play.refused(SUPPLIER_ID, OptOut(), other) == "unknown_supplier"
    assert play.refused(SUPPLIER_ID, GrantLimit(limit=usd(1), reason="x"), SUPPLIER) == "role_not_allowed"


def test_a_supplier_says_which_rails_it_takes_and_up_to_what() -> None:
    """S48: what it says last holds; before it says anything nothing is known."""
    play = Play()
    assert play.suppliers[SUPPLIER_ID].accepted_rails is None
    rails = (AcceptedRail(rail="telegraphic_transfer"), AcceptedRail(rail="card", cap=usd(500)))
    play.done(SUPPLIER_ID, SetAcceptedRails(rails=rails), SUPPLIER)
    assert play.suppliers[SUPPLIER_ID].accepted_rails == rails
    assert play.refused(SUPPLIER_ID, SetAcceptedRails(rails=rails), SUPPLIER) == "already_so"
    play.done(SUPPLIER_ID, SetAcceptedRails(rails=rails[:1]), OPERATOR)
    assert play.suppliers[SUPPLIER_ID].accepted_rails == rails[:1]


def test_only_rails_of_the_marketplace_can_be_taken_each_once_with_a_cap_in_dollars() -> None:
    """S48, S38, A9: the first fault in the order of the list is the answer."""
    play = Play(Policy(rails={"sepa": TelegraphicTransfer(currencies=("EUR",), fees_minor={"EUR": (flat(0),)})}))
    sepa = AcceptedRail(rail="sepa")
    for rails, code in (
        ((AcceptedRail(rail="paypal"), sepa, sepa), "rail_not_protected"),
        ((AcceptedRail(rail="card"),), "rail_not_protected"),
        ((sepa, sepa), "rail_named_twice"),
        ((AcceptedRail(rail="sepa", cap=money(500_00, "EUR")),), "wrong_currency"),
        ((AcceptedRail(rail="sepa", cap=usd(0)),), "amount_not_positive"),
    ):
        assert play.refused(SUPPLIER_ID, SetAcceptedRails(rails=rails), SUPPLIER) == code
    play.done(SUPPLIER_ID, SetAcceptedRails(rails=(sepa,)), SUPPLIER)


def test_a_limit_is_an_amount_that_a_rail_takes() -> None:
    """L5, S44."""
    play = Play()
    roubles = GrantLimit(limit=money(1, "RUB"), reason="x")
    assert play.refused(SUPPLIER_ID, roubles, OPERATOR) == "currency_not_accepted"
    absurd = GrantLimit(limit=money(100_000_000_001), reason="x")
    assert play.refused(SUPPLIER_ID, absurd, OPERATOR) == "amount_too_large"


def test_orders_use_the_limit_and_give_it_back() -> None:
    """L1, L4: two orders of 80,000 and 20,000 fill 100,000."""
    play = Play()
    first = play.order(Stage.AGREED)
    play.order(Stage.AGREED, total=20_000_00, initial=1_00)
    assert (play.purse().free, play.purse().reserved) == (0, 100_000_00)
    play.done(first, Cancel(), BUYER)
    assert (play.purse().free, play.purse().reserved) == (80_000_00, 20_000_00)


def test_a_limit_that_falls_leaves_running_orders_theirs() -> None:
    """L5, I7: free is nothing, never less."""
    play = Play()
    play.order(Stage.AGREED)
    play.grant(usd(30_000))
    purse = play.purse()
    assert (purse.limit, purse.granted, purse.reserved, purse.free) == (30_000_00, 80_000_00, 80_000_00, 0)
    assert Purse(limit=100, reserved=60, drawn=10).free == 30


def test_limits_are_per_currency() -> None:
    """A supplier with dollars only needs its tick for euros."""
    play = Play()
    order = play.order(Stage.AGREED, frozen=True, currency="EUR")
    assert (play.orders[order].reserved, play.purse("EUR").free, play.purse("USD").free) == (0, 0, 100_000_00)


def paid_supplier() -> Play:
    """80,000 available, the account three days old."""
    play = Play(limit=0)
    play.done(SUPPLIER_ID, ACCOUNT, SUPPLIER)
    order = play.order(Stage.SHIPPED, frozen=True)
    play.done(order, ConfirmReceipt(), BUYER)
    play.at(START + timedelta(hours=72))
    return play


def test_a_payout_needs_an_account_and_available_money() -> None:
    """M15a, PP8, I3."""
    play = Play(limit=0)
    assert play.refused(SUPPLIER_ID, RequestPayout(amount=usd(1)), SUPPLIER) == "payout_account_missing"
    play = paid_supplier()
    assert play.refused(SUPPLIER_ID, RequestPayout(amount=usd(0)), SUPPLIER) == "amount_not_positive"
    assert play.refused(SUPPLIER_ID, RequestPayout(amount=usd(80_000, 1)), SUPPLIER) == "not_enough_available"
    assert play.refused(SUPPLIER_ID, RequestPayout(amount=money(1, "EUR")), SUPPLIER) == "not_enough_available"
    assert play.refused(SUPPLIER_ID, RequestPayout(amount=money(1, "XXX")), SUPPLIER) == "currency_unknown"


def test_a_payout_leaves_at_once_and_is_confirmed_or_comes_back() -> None:
    """M15a, M15b."""
    play = paid_supplier()
    (wish,) = play.done(SUPPLIER_ID, RequestPayout(amount=usd(30_000)), SUPPLIER)
    assert isinstance(wish, PayoutRequested)
    assert (wish.number, wish.amount, wish.account.account) == (1, 30_000_00, ACCOUNT.account)
    play.done(SUPPLIER_ID, RequestPayout(amount=usd(50_000)), SUPPLIER)
    assert (play.purse().available, play.purse().in_transit) == (0, 80_000_00)
    play.done(SUPPLIER_ID, BouncePayout(number=1, reason="closed"), BANK)
    play.done(SUPPLIER_ID, SettlePayout(number=2, line="out"), TREASURY)
    assert (play.purse().available, play.purse().in_transit) == (30_000_00, 0)
    assert play.book(Account.BANK_TRUST) == 30_000_00
    for command in (SettlePayout(number=1, line="out"), BouncePayout(number=2)):
        assert play.refused(SUPPLIER_ID, command, BANK) == "unknown_payout"


def test_a_payout_that_comes_back_after_it_was_paid_is_available_again() -> None:
    """M15: bank:trust to sup:available, by the bank line that brings it."""
    play = paid_supplier()
    play.done(SUPPLIER_ID, RequestPayout(amount=usd(80_000)), SUPPLIER)
    play.done(SUPPLIER_ID, SettlePayout(number=1, line="out"), BANK)
    assert play.balances == {}
    back = BouncePayout(number=1, line="in", amount=usd(80_000), reason="closed")
    assert play.refused(SUPPLIER_ID, BouncePayout(number=2, line="in", amount=usd(1)), BANK) == "unknown_payout"
    assert play.refused(SUPPLIER_ID, BouncePayout(number=1, line="in", amount=usd(0)), BANK) == "amount_not_positive"
    odd = BouncePayout(number=1, line="in", amount=money(1, "XXX"))
    assert play.refused(SUPPLIER_ID, odd, BANK) == "currency_unknown"
    play.done(SUPPLIER_ID, back, BANK)
    assert (play.purse().available, play.book(Account.BANK_TRUST)) == (80_000_00, 80_000_00)
