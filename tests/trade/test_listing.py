"""The supplier's listing as it stood when the order was made, and money that goes past the order's account."""

from datetime import date
from typing import Any

import msgspec
import pytest

from fairhold.trade.agreement import Amend, CounterPropose, CreateDraft, EditDraft, Propose
from fairhold.trade.families import Listing, OffPlatform
from fairhold.trade.order import Stage
from fairhold.trade.payment import DeclareOffPlatformPayment
from fairhold.trade.payment_events import OffPlatformDeclared
from fairhold.trade.policy import Policy
from fairhold.trade.terms import fingerprint
from trade.playing import BUYER, SUPPLIER, TREASURY, Play, contract, money, usd

GOLD = Listing(title="Cup, gold rim", text="Rim plated with 24k gold.")
TAKEN = Listing(title="Cup, gold rim", text="Rim plated with 24k gold.", taken_on=date(2019, 6, 3))
ORDER = 4_711


def drafted(play: Play, **terms: Any) -> None:
    play.done(ORDER, CreateDraft(contract=contract(**terms)), BUYER)


def paypal(major: int = 500, **given: Any) -> DeclareOffPlatformPayment:
    said: dict[str, Any] = {"amount": usd(major), "way": "paypal", "paid_on": date(2019, 6, 1), "note": "deposit"}
    return DeclareOffPlatformPayment(**(said | given))


# ------------------------------------------------------------------------------------------------------------- listing


def test_a_listing_is_dated_when_the_order_is_drafted_and_both_sign_that_day() -> None:
    """S72, SC35c: the fingerprint covers the day."""
    play = Play()
    drafted(play, listing=GOLD)
    assert play.orders[ORDER].terms.listing == TAKEN
    assert play.orders[ORDER].fingerprint == fingerprint(contract(listing=TAKEN))


def test_the_same_listing_keeps_its_day_and_another_one_has_its_own() -> None:
    play = Play()
    drafted(play, listing=GOLD)
    play.at("2019-06-05")
    play.done(ORDER, EditDraft(contract=contract(listing=GOLD, remarks="x")), BUYER)
    assert play.orders[ORDER].terms.listing == TAKEN
    other = Listing(title="Cup, brass rim")
    play.done(ORDER, EditDraft(contract=contract(listing=other)), BUYER)
    assert play.orders[ORDER].terms.listing == Listing(title="Cup, brass rim", taken_on=date(2019, 6, 5))
    play.done(ORDER, Propose(fingerprint=play.orders[ORDER].fingerprint), BUYER)
    play.at("2019-06-07")
    play.done(ORDER, CounterPropose(contract=contract(listing=GOLD)), SUPPLIER)
    assert play.orders[ORDER].terms.listing == Listing(title=GOLD.title, text=GOLD.text, taken_on=date(2019, 6, 7))


def test_a_day_that_the_parties_give_is_kept_unless_it_has_not_come() -> None:
    play = Play()
    early = Listing(title="Cup", taken_on=date(2019, 4, 1))
    late = Listing(title="Cup", taken_on=date(2019, 6, 4))
    assert play.refused(ORDER, CreateDraft(contract=contract(listing=late)), BUYER) == "date_in_future"
    drafted(play, listing=early)
    assert play.refused(ORDER, EditDraft(contract=contract(listing=late)), BUYER) == "date_in_future"
    assert play.orders[ORDER].terms.listing == early


@pytest.mark.parametrize("listing", [None, Listing(title="Cup, brass rim")])
def test_once_both_have_signed_the_listing_never_changes(listing: Listing | None) -> None:
    play = Play()
    order = play.order(Stage.AGREED, terms=contract(listing=GOLD))
    assert play.refused(order, Amend(contract=contract(listing=listing)), BUYER) == "term_fixed"
    play.done(order, Amend(contract=contract(listing=GOLD, remarks="x")), BUYER)


# ----------------------------------------------------------------------------------------------- money past the account


def test_money_past_the_account_is_told_and_never_counted() -> None:
    """SC21, A14, S38, M9: nothing received, nothing covered, a red flag."""
    play = Play()
    order = play.order(Stage.AGREED)
    books, facts = play.balances, play.orders[order]
    assert play.done(order, paypal(25_000), BUYER) == (
        OffPlatformDeclared(
            by="buyer",
            amount=25_000_00,
            currency="USD",
            way="paypal",
            paid_on=date(2019, 6, 1),
            note="deposit",
            day=date(2019, 6, 3),
        ),
    )
    assert play.balances == books
    told = msgspec.structs.replace(facts, version=facts.version + 1, off_platform=25_000_00)
    assert play.orders[order] == told
    assert (play.orders[order].unprotected, play.orders[order].flags) == (25_000_00, ("unprotected_money",))


def test_what_the_contract_declares_and_what_is_declared_later_are_one_sum() -> None:
    play = Play()
    declared = (OffPlatform(what="Mould fee", amount=usd(1_500)), OffPlatform(what="Courier", amount=usd(80)))
    order = play.order(Stage.AGREED, terms=contract(off_platform=declared))
    play.done(order, paypal(20), SUPPLIER)
    assert play.orders[order].unprotected == 1_600_00


def test_what_is_declared_is_an_amount_of_the_order_paid_on_a_day_that_was() -> None:
    play = Play(Policy(amount_max=100_000))
    order = play.order(Stage.AGREED)
    assert play.refused(order, paypal(amount=money(5_00, "EUR")), BUYER) == "wrong_currency"
    assert play.refused(order, paypal(0), BUYER) == "amount_not_positive"
    assert play.refused(order, paypal(100_001), BUYER) == "amount_too_large"
    assert play.refused(order, paypal(paid_on=date(2019, 6, 4)), BUYER) == "date_in_future"
    play.done(order, paypal(100_000), BUYER)
    assert play.refused(order, paypal(1), BUYER) == "amount_too_large"
    assert play.refused(order, paypal(), TREASURY) == "role_not_allowed"


def test_before_both_have_signed_it_stands_in_the_contract() -> None:
    play = Play()
    order = play.order(Stage.PROPOSED)
    assert play.refused(order, paypal(), BUYER) == "wrong_stage"
