"""Money that a buyer sent to the operator's own account: owed at once, moved the same day, then as any other (M9b)."""

from datetime import date, datetime, timedelta

import pytest

from fairhold.trade import deciding, ids
from fairhold.trade.accounts import Account
from fairhold.trade.misdirected import NoteMove, ReportMisdirected, WithdrawReport
from fairhold.trade.money import Money
from fairhold.trade.order import Stage
from fairhold.trade.remittance import ConfirmMatch, HoldRemittance, TickRemittance
from fairhold.trade.remittance_events import MoveLate, RemittanceMatched
from fairhold.trade.suspense import AgreeRemittance, ApplyToHouse, MatchRemittance, ReturnRemittance
from fairhold.trade.who import BANK, CLOCK, Role, Who
from trade.playing import PAYER, START, SUPPLIER, Play, money, usd

LINE = ids.new_id(START, 9, 1)
TRANSFER = LINE + 4096
TREASURY = Who(Role.TREASURY, 0, "tom@fairhold.example", human="tom")
REPORT = ReportMisdirected(amount=usd(25_000), line="house/7", arrived=START.date(), payer=PAYER, text="tumblers")


def reported() -> Play:
    """25,000 came to the house's own account on 2019-06-03."""
    play = Play()
    play.done(LINE, REPORT, TREASURY)
    return play


def note(amount: Money) -> NoteMove:
    """So much has come by the transfer."""
    return NoteMove(amount=amount, transfer=ids.to_text(ids.REMITTANCE_PREFIX, TRANSFER))


def test_it_is_a_client_s_money_from_the_hour_it_came() -> None:
    """M9b: house:due_to_trust against susp:unmatched, and it has to be moved by the end of the day."""
    play = reported()
    assert play.balances == {
        (Account.HOUSE_DUE_TO_TRUST, 0, "USD"): -25_000_00,
        (Account.SUSPENSE_UNMATCHED, LINE, "USD"): 25_000_00,
    }
    (deadline,) = deciding.due(play.remittances[LINE], play.policies)
    assert (deadline.name, deadline.day, deadline.at) == (
        "move_misdirected",
        date(2019, 6, 3),
        datetime(2019, 6, 4, tzinfo=START.tzinfo),
    )


def test_the_move_ends_the_debt_and_the_money_is_held_for_its_buyer() -> None:
    """M9b, then M7b: the order gets the buyer as its payer, not the house."""
    play = reported()
    play.done(TRANSFER, HoldRemittance(amount=usd(25_000), line="trust/1"), BANK)
    play.four_eyes(TRANSFER, ApplyToHouse(moves=ids.to_text(ids.REMITTANCE_PREFIX, LINE)))
    assert play.remittances[LINE].state == "misdirected"
    play.done(LINE, note(usd(25_000)), CLOCK)
    assert play.balances == {
        (Account.BANK_TRUST, 0, "USD"): -25_000_00,
        (Account.SUSPENSE_UNMATCHED, LINE, "USD"): 25_000_00,
    }
    assert [one.name for one in deciding.due(play.remittances[LINE], play.policies)] == ["unmatched_hold"]
    order = play.order(Stage.AGREED)
    play.four_eyes(LINE, MatchRemittance(order=ids.to_text(ids.ORDER_PREFIX, order)))
    (matched,) = [event for event in play.streams[LINE] if isinstance(event, RemittanceMatched)]
    assert (matched.payer, matched.line, matched.amount) == (PAYER, "own:house/7", 25_000_00)
    play.done(LINE, ConfirmMatch(), CLOCK)
    assert play.remittances[LINE].state == "applied"


def test_a_part_that_was_moved_waits_for_the_rest() -> None:
    """M9b: the whole amount has to be in the trust account; what came beyond it is no part of it."""
    play = reported()
    play.done(LINE, note(usd(10_000)), CLOCK)
    assert (play.remittances[LINE].state, play.remittances[LINE].moved) == ("misdirected", 10_000_00)
    assert play.refused(LINE, WithdrawReport(), TREASURY) == "move_began"
    play.done(LINE, note(usd(15_001)), CLOCK)
    assert (play.remittances[LINE].state, play.remittances[LINE].moved) == ("held", 25_000_00)
    assert play.refused(LINE, note(usd(1)), CLOCK) == "wrong_stage"


@pytest.mark.parametrize(
    ("command", "who", "code"),
    [
        (REPORT, TREASURY, "already_so"),
        (MatchRemittance(order="ord_0ep7trc0009yj"), TREASURY, "wrong_stage"),
        (ReturnRemittance(), TREASURY, "wrong_stage"),
        (note(usd(25_000)), TREASURY, "role_not_allowed"),
        (note(money(25_000, "EUR")), CLOCK, "wrong_currency"),
        (WithdrawReport(), SUPPLIER, "role_not_allowed"),
    ],
)
def test_before_it_is_moved_it_goes_nowhere(command: WithdrawReport, who: Who, code: str) -> None:
    play = reported()
    before = dict(play.balances)
    assert play.refused(LINE, command, who) == code
    assert play.balances == before


def test_a_wrong_report_is_withdrawn_by_two_persons() -> None:
    """I11: the debt is off, and the money is nobody's."""
    play = reported()
    play.done(LINE, WithdrawReport(), TREASURY)
    plan = play.remittances[LINE].plan
    assert plan is not None
    assert play.refused(LINE, AgreeRemittance(digest=plan.proposal.digest), TREASURY) == "second_person_needed"
    play.done(LINE, AgreeRemittance(digest=plan.proposal.digest), Who(Role.TREASURY, 0, "tess", human="tess"))
    assert (play.remittances[LINE].state, play.balances) == ("withdrawn", {})


def test_the_house_that_is_late_is_on_record_once() -> None:
    """`misdirected_move_days`: 0 is the same day."""
    play = reported()
    assert play.done(LINE, TickRemittance(), CLOCK) == ()
    play.now += timedelta(days=1)
    assert play.done(LINE, TickRemittance(), CLOCK) == (MoveLate(day=date(2019, 6, 4)),)
    assert play.done(LINE, TickRemittance(), CLOCK) == ()
    play.done(LINE, note(usd(25_000)), CLOCK)
    assert play.remittances[LINE].held_on == date(2019, 6, 4)


@pytest.mark.parametrize(
    ("report", "code"),
    [
        (ReportMisdirected(amount=usd(0), line="x", arrived=START.date()), "amount_not_positive"),
        (ReportMisdirected(amount=money(1, "XXX"), line="x", arrived=START.date()), "currency_unknown"),
        (ReportMisdirected(amount=usd(1), line="x", arrived=date(2019, 6, 4)), "date_in_future"),
    ],
)
def test_a_report_is_of_money_that_has_come(report: ReportMisdirected, code: str) -> None:
    play = Play()
    assert play.refused(LINE, report, TREASURY) == code
    assert play.balances == {}


def test_a_top_up_moves_other_money_than_itself() -> None:
    play = reported()
    play.done(TRANSFER, HoldRemittance(amount=usd(25_000), line="trust/1"), BANK)
    itself = ApplyToHouse(moves=ids.to_text(ids.REMITTANCE_PREFIX, TRANSFER))
    assert play.refused(TRANSFER, itself, TREASURY) == "unknown_remittance"
