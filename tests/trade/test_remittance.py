"""A bank line without an order: held, matched, returned, the house's own, or a debit to explain (M7, M9b, SC24)."""

from datetime import UTC, date, datetime

import pytest

from fairhold.trade import deciding, ids
from fairhold.trade.accounts import Account
from fairhold.trade.order import Stage
from fairhold.trade.remittance import (
    BounceReturn,
    ConfirmMatch,
    HoldRemittance,
    RecordDebit,
    RemittanceCommand,
    SettleReturn,
    TickRemittance,
    UndoMatch,
)
from fairhold.trade.suspense import ApplyToHouse, MatchRemittance, ReturnRemittance
from fairhold.trade.who import BANK, CLOCK, Who
from trade.playing import PAYER, START, SUPPLIER, Play, money, usd

LINE = ids.new_id(START, 9, 1)
HOLD = HoldRemittance(amount=usd(25_000), line="l-1", payer=PAYER)


def held() -> Play:
    """25,000 in suspense since 2019-06-03."""
    play = Play()
    play.done(LINE, HOLD, BANK)
    return play


def running(play: Play) -> list[str]:
    """The names of the deadlines that run."""
    return [deadline.name for deadline in deciding.due(play.remittances[LINE], play.policies)]


def test_money_without_an_order_lies_in_suspense() -> None:
    """M7: and goes back after thirty days unless somebody finds its order."""
    play = held()
    assert (play.book(Account.SUSPENSE_UNMATCHED, LINE), play.book(Account.BANK_TRUST)) == (25_000_00, 25_000_00)
    (deadline,) = deciding.due(play.remittances[LINE], play.policies)
    assert (deadline.name, deadline.day, deadline.at) == (
        "unmatched_hold",
        date(2019, 7, 3),
        datetime(2019, 7, 4, tzinfo=UTC),
    )


@pytest.mark.parametrize("command", [HOLD, RecordDebit(amount=usd(1), line="l-1")])
def test_a_bank_line_is_recorded_once_and_is_money(command: HoldRemittance | RecordDebit) -> None:
    """I8."""
    play = held()
    assert play.refused(LINE, command, BANK) == "already_so"
    kind = type(command)
    assert play.refused(LINE + 4096, kind(amount=usd(0), line="l-2"), BANK) == "amount_not_positive"
    assert play.refused(LINE + 4096, kind(amount=money(1, "XXX"), line="l-2"), BANK) == "currency_unknown"


def test_a_match_is_confirmed_when_the_order_has_taken_the_money() -> None:
    """M7b: two steps through transit."""
    play = held()
    order = play.order(Stage.AGREED)
    play.four_eyes(LINE, MatchRemittance(order=ids.to_text(ids.ORDER_PREFIX, order)))
    assert (play.book(Account.SUSPENSE_UNMATCHED, LINE), play.book(Account.TRANSIT_MATCHED, order)) == (0, 25_000_00)
    assert deciding.due(play.remittances[LINE], play.policies) == ()
    play.done(LINE, ConfirmMatch(), CLOCK)
    assert play.remittances[LINE].state == "applied"


def test_a_match_that_the_order_refuses_is_undone() -> None:
    """M7b."""
    play = held()
    order = play.order(Stage.PROPOSED)
    play.four_eyes(LINE, MatchRemittance(order=ids.to_text(ids.ORDER_PREFIX, order)))
    play.done(LINE, UndoMatch(reason="wrong_stage"), CLOCK)
    assert (play.book(Account.SUSPENSE_UNMATCHED, LINE), play.book(Account.TRANSIT_MATCHED, order)) == (25_000_00, 0)
    assert (play.remittances[LINE].state, play.remittances[LINE].order) == ("held", 0)


def test_a_return_is_confirmed_by_the_bank_or_comes_back_to_treasury() -> None:
    """M7c: after a failed return time sends nothing any more."""
    play = held()
    play.four_eyes(LINE, ReturnRemittance())
    assert play.remittances[LINE].state == "returning"
    play.done(LINE, BounceReturn(reason="closed"), BANK)
    assert (play.remittances[LINE].state, running(play)) == ("held", ["unclaimed"])
    play.four_eyes(LINE, ReturnRemittance())
    play.done(LINE, SettleReturn(line="out"), BANK)
    assert (play.remittances[LINE].state, play.balances) == ("returned", {})


def test_a_return_that_comes_back_after_it_was_paid_is_in_suspense_again() -> None:
    """M7c, I8: by the bank line that brings it, and for treasury to decide."""
    play = held()
    play.four_eyes(LINE, ReturnRemittance())
    play.done(LINE, SettleReturn(line="out"), BANK)
    assert play.refused(LINE, BounceReturn(reason="closed"), BANK) == "line_missing"
    play.done(LINE, BounceReturn(reason="closed", line="in"), BANK)
    assert (play.remittances[LINE].state, running(play)) == ("held", ["unclaimed"])
    assert (play.book(Account.SUSPENSE_UNMATCHED, LINE), play.book(Account.BANK_TRUST)) == (25_000_00, 25_000_00)


def test_a_debit_that_nothing_explains_is_owed_by_the_house_until_it_tops_up() -> None:
    """M9b: I2 holds all the time."""
    play = Play()
    play.done(LINE, RecordDebit(amount=usd(15), line="l-1", text="charges"), BANK)
    assert (play.book(Account.BANK_TRUST), play.book(Account.HOUSE_DUE_TO_TRUST)) == (-15_00, 15_00)
    top_up = LINE + 4096
    play.done(top_up, HoldRemittance(amount=usd(15), line="l-2"), BANK)
    play.four_eyes(top_up, ApplyToHouse())
    assert (play.balances, play.remittances[top_up].state) == ({}, "house")


@pytest.mark.parametrize(
    ("command", "who", "code"),
    [
        (ConfirmMatch(), CLOCK, "wrong_stage"),
        (SettleReturn(line="x"), BANK, "wrong_stage"),
        (ApplyToHouse(), SUPPLIER, "role_not_allowed"),
    ],
)
def test_a_remittance_is_asked_for_what_its_state_allows(command: RemittanceCommand, who: Who, code: str) -> None:
    """The table of states."""
    play = held()
    assert play.refused(LINE, command, who) == code
    assert play.done(LINE, TickRemittance(), CLOCK) == ()


def test_a_remittance_that_never_came_is_unknown() -> None:
    """B3."""
    play = Play()
    assert play.refused(LINE, TickRemittance(), CLOCK) == "unknown_remittance"
