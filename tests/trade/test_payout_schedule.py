"""Payouts by themselves: on which days, from which amount on, and never twice (S9, M15a)."""

from datetime import date

import pytest

from fairhold.trade.order import Stage
from fairhold.trade.payout_schedule import PayScheduled, SetPayoutSchedule, last_due, next_due
from fairhold.trade.payouts import RequestPayout, SetPayoutAccount
from fairhold.trade.policy import Policy
from fairhold.trade.supplier import PayoutSchedule
from fairhold.trade.supplier_events import PayoutRequested, PayoutScheduleRun
from trade.playing import CLOCK, SUPPLIER, SUPPLIER_ID, TREASURY, Play, usd


def rich(schedule: SetPayoutSchedule | None = None, policy: Policy | None = None) -> Play:
    """On Monday 2019-06-03 the supplier has 80,000 and an account that has cooled by the Thursday."""
    play = Play(policy)
    play.done(SUPPLIER_ID, SetPayoutAccount(name="Ningbo Tumbler Works", account="NL00BANK0123456789"), SUPPLIER)
    if schedule is not None:
        play.done(SUPPLIER_ID, schedule, SUPPLIER)
    play.order(Stage.COMPLETED)
    assert play.purse().available == 80_000_00
    return play


def paid(play: Play, day: str) -> list[int]:
    """What the clock pays out on that day, by looking twice."""
    play.at(day)
    first = play.done(SUPPLIER_ID, PayScheduled(), CLOCK)
    assert play.done(SUPPLIER_ID, PayScheduled(), CLOCK) == ()
    return [event.amount for event in first if isinstance(event, PayoutRequested)]


@pytest.mark.parametrize(
    ("schedule", "today", "last", "following"),
    [
        (PayoutSchedule("manual"), "2019-06-07", None, None),
        (PayoutSchedule("daily"), "2019-06-07", "2019-06-07", "2019-06-08"),
        (PayoutSchedule("weekly", 5), "2019-06-07", "2019-06-07", "2019-06-14"),
        (PayoutSchedule("weekly", 5), "2019-06-06", "2019-05-31", "2019-06-07"),
        (PayoutSchedule("weekly", 7), "2019-06-08", "2019-06-02", "2019-06-09"),
        (PayoutSchedule("monthly", 28), "2019-06-27", "2019-05-28", "2019-06-28"),
        (PayoutSchedule("monthly", 1), "2020-01-01", "2020-01-01", "2020-02-01"),
        (PayoutSchedule("monthly", 15), "2020-01-14", "2019-12-15", "2020-01-15"),
    ],
)
def test_payout_days(schedule: PayoutSchedule, today: str, last: str | None, following: str | None) -> None:
    day = date.fromisoformat(today)
    assert last_due(schedule, day) == (None if last is None else date.fromisoformat(last))
    assert next_due(schedule, day) == (None if following is None else date.fromisoformat(following))


def test_nothing_is_paid_by_itself_unless_somebody_said_so() -> None:
    """`payout_schedule_default`."""
    assert paid(rich(), "2019-06-20") == []
    assert paid(rich(policy=Policy(payout_schedule_default="daily")), "2019-06-20") == [80_000_00]
    by_hand = rich(SetPayoutSchedule(every="manual"), Policy(payout_schedule_default="daily"))
    assert paid(by_hand, "2019-06-20") == []


def test_every_friday_and_what_comes_later_waits_for_the_next() -> None:
    """The account cools until Thursday 06-06; on Friday 06-07 all goes, and 1,000 of the day after on 06-14."""
    play = rich(SetPayoutSchedule(every="weekly", weekday=5))
    assert paid(play, "2019-06-06") == []
    assert paid(play, "2019-06-07") == [80_000_00]
    assert (play.purse().available, play.purse().in_transit) == (0, 80_000_00)
    play.at("2019-06-08")
    play.order(Stage.COMPLETED, total=1_000_00, initial=1_000_00)
    assert paid(play, "2019-06-13") == []
    assert paid(play, "2019-06-14") == [1_000_00]


def test_an_empty_friday_is_over_and_a_missed_one_is_made_good() -> None:
    play = rich(SetPayoutSchedule(every="weekly", weekday=5))
    play.at("2019-06-07")
    play.done(SUPPLIER_ID, RequestPayout(amount=usd(80_000)), SUPPLIER)
    assert [type(event) for event in play.done(SUPPLIER_ID, PayScheduled(), CLOCK)] == [PayoutScheduleRun]
    play.order(Stage.COMPLETED, total=1_000_00, initial=1_000_00)
    assert paid(play, "2019-06-08") == []
    assert paid(play, "2019-06-16") == [1_000_00]
    play.order(Stage.COMPLETED, total=2_000_00, initial=2_000_00)
    assert paid(play, "2019-06-21") == [2_000_00]


def test_the_first_day_is_the_next_of_its_kind() -> None:
    play = rich()
    play.at("2019-06-07")
    play.done(SUPPLIER_ID, SetPayoutSchedule(every="daily"), SUPPLIER)
    assert paid(play, "2019-06-07") == []
    assert paid(play, "2019-06-08") == [80_000_00]


def test_a_small_amount_waits_until_it_is_worth_sending() -> None:
    play = rich(SetPayoutSchedule(every="daily", least=(usd(80_001),)))
    assert paid(play, "2019-06-10") == []
    play.order(Stage.COMPLETED, total=1_00, initial=1_00)
    assert paid(play, "2019-06-11") == [80_001_00]


def test_an_account_that_is_new_or_missing_stops_scheduled_payouts_too() -> None:
    """SC46: nothing is recorded, so the day is made good."""
    play = rich(SetPayoutSchedule(every="daily"))
    play.at("2019-06-05")
    assert play.refused(SUPPLIER_ID, PayScheduled(), CLOCK) == "payout_account_cooling"
    assert paid(play, "2019-06-07") == [80_000_00]
    bare = Play(Policy(payout_schedule_default="daily"))
    bare.order(Stage.COMPLETED)
    assert bare.refused(SUPPLIER_ID, PayScheduled(), CLOCK) == "payout_account_missing"


@pytest.mark.parametrize(
    ("schedule", "code"),
    [
        (SetPayoutSchedule(every="weekly"), "schedule_wrong"),
        (SetPayoutSchedule(every="daily", weekday=5), "schedule_wrong"),
        (SetPayoutSchedule(every="monthly"), "schedule_wrong"),
        (SetPayoutSchedule(every="weekly", weekday=5, month_day=1), "schedule_wrong"),
        (SetPayoutSchedule(every="daily", least=(usd(1), usd(2))), "schedule_wrong"),
    ],
)
def test_a_schedule_names_the_day_it_needs_and_no_other(schedule: SetPayoutSchedule, code: str) -> None:
    play = rich()
    assert play.refused(SUPPLIER_ID, schedule, SUPPLIER) == code
    assert play.refused(SUPPLIER_ID, SetPayoutSchedule(every="daily"), TREASURY) == "role_not_allowed"
