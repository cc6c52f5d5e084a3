"""Suggestions for money in suspense: what speaks for an order, what treasury should know, in which order they stand."""

from datetime import date

import msgspec
import pytest

from fairhold.reading.suggesting import Known, Suggestion, suggest
from fairhold.trade import ids
from fairhold.trade.agreement import Cancel
from fairhold.trade.order import Order, Stage
from fairhold.trade.payment import Payer
from fairhold.trade.policy import PRESETS
from fairhold.trade.remittance import Remittance
from fairhold.trade.timers import Tick
from fairhold.trade.who import CLOCK, Party
from trade.playing import BUYER, BUYER_ID, Play

TODAY = date(2019, 6, 8)
HARBOUR = Party(BUYER_ID, "Harbour Homeware Inc.", "US", verified=True)
SENDER = Payer("HARBOUR HOMEWARE", "US01", "CHASUS33")


def money(minor: int, currency: str = "USD", payer: Payer = SENDER) -> Remittance:
    """Money in suspense since the play's first week."""
    return Remittance(id=9, version=1, currency=currency, amount=minor, payer=payer, held_on=TODAY)


def known(**changed: object) -> Known:
    """Nothing but who the buyer is."""
    return msgspec.structs.replace(Known(meant={}, payers=frozenset(), companies={BUYER_ID: HARBOUR}), **changed)


def told(came: Remittance, orders: list[Order], more: Known | None = None) -> tuple[Suggestion, ...]:
    return suggest(came, orders, more or known(), PRESETS["seed"], TODAY)


def words(one: Suggestion) -> tuple[set[str], set[str]]:
    """The words of its reasons and of its cautions."""
    return {clue.word for clue in one.reasons}, {clue.word for clue in one.cautions}


def agreed(play: Play) -> Order:
    """An order over 80,000.00 that waits for its 25,000.00."""
    return play.orders[play.order(Stage.AGREED)]


def test_the_initial_payment_of_a_buyer_by_name() -> None:
    [one] = told(money(25_000_00), [agreed(Play())])
    assert words(one) == ({"amount_due", "same_name", "agreed_lately"}, set())
    assert (one.score, one.can_take, one.due.amount) == (55, True, "2500000")


@pytest.mark.parametrize(
    ("minor", "reason", "caution"),
    [
        (80_000_00, "amount_left", None),
        (24_975_00, "amount_nearly_due", "short_within_tolerance"),
        (24_900_00, "amount_nearly_due", "short"),
        (10_000_00, None, "short"),
        (90_000_00, None, "over"),
    ],
)
def test_short_and_over_are_said(minor: int, reason: str | None, caution: str | None) -> None:
    """SC22, SC23: 50.00 may be missing of a T/T; the rest is the parties' to settle."""
    [one] = told(money(minor), [agreed(Play())])
    reasons, cautions = words(one)
    assert (reason is None or reason in reasons, cautions) == (True, set() if caution is None else {caution})


def test_a_split_payment_is_recognised_by_its_other_part() -> None:
    other = (ids.to_text(ids.REMITTANCE_PREFIX, 77), 15_000_00)
    [one] = told(money(10_000_00), [agreed(Play())], known(others=(other,)))
    assert "split" in words(one)[0]


def test_another_currency_is_never_taken() -> None:
    """M11, A15: the reference names the order, and still the money goes back."""
    order = agreed(Play())
    [one] = told(money(25_000_00, "EUR"), [order], known(meant={order.id: "exact"}))
    assert (one.can_take, "other_currency" in words(one)[1]) == (False, True)
    assert one.score == 60 + 20 + 5 - 30


def test_a_third_party_is_asked_how_it_belongs_to_the_buyer_unless_it_paid_before() -> None:
    """M8, O47."""
    order, stranger = agreed(Play()), Payer("Blue Whale Trading", "HK77", "HSBCHKHH")
    [one] = told(money(25_000_00, payer=stranger), [order])
    assert words(one)[1] == {"third_party"}
    assert "Blue Whale Trading is not Harbour Homeware Inc." in one.cautions[0].text
    [again] = told(money(25_000_00, payer=stranger), [order], known(payers=frozenset({BUYER_ID})))
    assert words(again) == ({"amount_due", "paid_from_before", "agreed_lately"}, set())


def test_money_after_the_order_expired_is_to_go_back() -> None:
    play = Play()
    order = play.order(Stage.AGREED)
    play.at("2019-09-01")
    play.done(order, Tick(), CLOCK)
    assert play.stage(order) == Stage.EXPIRED
    [one] = told(money(25_000_00), [play.orders[order]], known(meant={order: "one digit wrong"}))
    assert (one.can_take, words(one)[1]) == (False, {"late_after_expiry"})


def test_money_for_a_cancelled_order_is_to_go_back() -> None:
    play = Play()
    order = play.order(Stage.AGREED)
    play.done(order, Cancel(), BUYER)
    [one] = told(money(25_000_00), [play.orders[order]], known(meant={order: "exact"}))
    assert (one.can_take, words(one)[1]) == (False, {"ended"})


def test_what_can_be_taken_stands_first_then_what_more_speaks_for_and_little_is_not_suggested() -> None:
    play = Play()
    first, second, third = (play.orders[play.order(Stage.AGREED, frozen=True)] for _ in range(3))
    ended = play.order(Stage.AGREED, frozen=True)
    play.done(ended, Cancel(), BUYER)
    meant = {second.id: "exact", ended: "exact"}
    found = told(money(25_000_00), [first, second, third, play.orders[ended]], known(meant=meant))
    assert [one.order for one in found] == [
        ids.to_text(ids.ORDER_PREFIX, number)
        for number in (second.id, *sorted((first.id, third.id), reverse=True), ended)
    ]
    assert found[0].score == 100
    stranger = Payer("Blue Whale Trading", "HK77", "")
    assert told(money(77_77, payer=stranger), [first, second, third]) == ()
    assert told(money(25_000_00), [play.orders[play.order(Stage.PROPOSED)]]) == ()


def test_an_order_with_nothing_left_to_pay_stands_behind_one_that_asks_for_money() -> None:
    play = Play()
    paid = play.orders[play.order(Stage.READY_TO_SHIP, frozen=True)]
    [one] = told(money(25_000_00), [paid], known(meant={paid.id: "exact"}))
    assert (words(one)[1], one.due.amount, one.score) == ({"nothing_due"}, "0", 60 + 20 + 5 - 30)
    assert told(money(25_000_00), [paid]) == ()
