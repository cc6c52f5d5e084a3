"""A coupon of the operator's own money (M36, O53)."""

from datetime import timedelta

import pytest

from fairhold.trade.accounts import Account
from fairhold.trade.order import Stage
from fairhold.trade.payment import GrantGoodwill, PayGoodwill
from fairhold.trade.timers import Tick
from fairhold.trade.who import CLOCK
from trade.playing import OPERATOR, SUPPLIER, TREASURY, Play, money, usd

GRANT = GrantGoodwill(amount=usd(100), reason="service", note="the payment was matched late")


def test_a_coupon_is_the_houses_cost_and_touches_no_client_money() -> None:
    """M36: exp:goodwill to coupons owed, then out of the house's account."""
    play = Play()
    order = play.order(Stage.IN_PRODUCTION)
    trust = play.book(Account.BANK_TRUST)
    play.done(order, GRANT, OPERATOR)
    assert (play.book(Account.GOODWILL), play.book(Account.COUPONS, order)) == (100_00, 100_00)
    assert play.refused(order, GRANT, OPERATOR) == "already_so"
    play.done(order, PayGoodwill(reference="house-17"), TREASURY)
    assert (play.book(Account.COUPONS, order), play.book(Account.BANK_HOUSE)) == (0, -100_00)
    assert play.refused(order, PayGoodwill(reference="house-18"), TREASURY) == "already_so"
    assert play.book(Account.BANK_TRUST) == trust


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (GrantGoodwill(amount=money(100_01), reason="service", note="x"), "amount_too_large"),
        (GrantGoodwill(amount=usd(0), reason="service", note="x"), "amount_not_positive"),
        (GrantGoodwill(amount=money(1, "EUR"), reason="service", note="x"), "wrong_currency"),
        (GrantGoodwill(amount=usd(100), reason="late_delivery", note="x"), "not_late"),
    ],
)
def test_a_coupon_is_small_and_for_a_reason(command: GrantGoodwill, code: str) -> None:
    """O53: at most about USD 100, for a late delivery only if it was late."""
    play = Play()
    order = play.order(Stage.IN_PRODUCTION)
    assert play.refused(order, command, OPERATOR) == code
    assert play.refused(order, PayGoodwill(reference="house-17"), TREASURY) == "already_so"
    assert play.refused(order, GRANT, SUPPLIER) == "role_not_allowed"


def test_a_late_delivery_earns_a_coupon() -> None:
    """O53."""
    play = Play()
    order = play.order(Stage.IN_PRODUCTION)
    late = GrantGoodwill(amount=usd(100), reason="late_delivery", note="promised by 2019-08-05")
    play.at(play.now + timedelta(days=70))
    play.done(order, Tick(), CLOCK)
    play.done(order, late, OPERATOR)
    assert play.orders[order].funds.goodwill == 100_00
