"""Days: zones and their edges, business days, pauses, and deadlines that were paused."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairhold.trade import days
from fairhold.trade.days import (
    BUSINESS_DAYS_MAX,
    Pause,
    add_bank_days,
    add_business_days,
    day_of,
    days_left,
    deadline,
    deadline_day,
    end_of,
    holiday_of,
    is_country,
    last_day,
    start_of,
)

DISPUTE = frozenset({"dispute"})
BOTH = frozenset({"dispute", "hold"})
SHIPPED = date(2019, 8, 5)


def day(n: int) -> date:
    """The n-th of August 2019; from the 32nd on, September."""
    return date(2019, 7, 31) + timedelta(days=n)


def instant(year: int, month: int, dom: int, hour: int = 0) -> datetime:
    """An instant in UTC."""
    return datetime(year, month, dom, hour, tzinfo=UTC)


# --- days and zones


def test_a_day_is_the_day_of_the_zone() -> None:
    late = datetime(2019, 8, 5, 16, 0, tzinfo=UTC)
    assert day_of(late, "UTC") == date(2019, 8, 5)
    assert day_of(late, "Asia/Shanghai") == date(2019, 8, 6)
    assert day_of(late - timedelta(microseconds=1), "Asia/Shanghai") == date(2019, 8, 5)
    assert day_of(late, "America/New_York") == date(2019, 8, 5)


def test_the_zone_that_now_is_written_in_does_not_matter() -> None:
    east = timezone(timedelta(hours=8))
    assert day_of(datetime(2019, 8, 6, 0, 30, tzinfo=east), "UTC") == date(2019, 8, 5)
    assert day_of(datetime(2019, 8, 6, 0, 30, tzinfo=ZoneInfo("UTC")), "UTC") == date(2019, 8, 6)


@pytest.mark.parametrize("tz", ["UTC", "Asia/Shanghai"])
def test_a_time_without_a_zone_falls_on_no_day(tz: str) -> None:
    with pytest.raises(ValueError, match="without a zone"):
        day_of(datetime(2019, 8, 5), tz)  # noqa: DTZ001 - the very fault that is refused


@pytest.mark.parametrize("tz", ["Mars/Olympus", "", "../etc/passwd", "Asia", "UTC\0"])
def test_what_names_no_zone_is_refused(tz: str) -> None:
    with pytest.raises(ValueError, match="names no time zone"):
        days.zone(tz)


def test_a_day_begins_and_ends_at_midnight_of_its_zone() -> None:
    assert start_of(SHIPPED, "UTC") == instant(2019, 8, 5)
    assert end_of(SHIPPED, "UTC") == instant(2019, 8, 6)
    assert start_of(SHIPPED, "Asia/Shanghai") == instant(2019, 8, 4, 16)
    assert end_of(SHIPPED, "Asia/Shanghai") == instant(2019, 8, 5, 16)
    assert end_of(SHIPPED, "Asia/Shanghai").tzinfo is UTC


def test_a_day_has_as_many_hours_as_its_clocks_give_it() -> None:
    spring, autumn = date(2026, 3, 29), date(2026, 10, 25)
    assert end_of(spring, "Europe/Berlin") - start_of(spring, "Europe/Berlin") == timedelta(hours=23)
    assert end_of(autumn, "Europe/Berlin") - start_of(autumn, "Europe/Berlin") == timedelta(hours=25)


def test_where_clocks_skip_midnight_the_day_begins_at_the_jump() -> None:
    # Sao Paulo, 4 November 2018: 23:59:59 at UTC-3 was followed by 01:00:00 at UTC-2.
    assert start_of(date(2018, 11, 4), "America/Sao_Paulo") == instant(2018, 11, 4, 3)
    assert end_of(date(2018, 11, 3), "America/Sao_Paulo") == instant(2018, 11, 4, 3)
    assert day_of(instant(2018, 11, 4, 3), "America/Sao_Paulo") == date(2018, 11, 4)


def test_where_midnight_comes_twice_the_day_begins_at_the_first() -> None:
    # Havana, 4 November 2018: at 01:00 clocks went back to 00:00.
    assert start_of(date(2018, 11, 4), "America/Havana") == instant(2018, 11, 4, 4)


@given(st.dates(days.DAY_EARLIEST, days.DAY_LATEST), st.sampled_from(["UTC", "Asia/Shanghai", "America/New_York"]))
def test_a_day_holds_its_first_instant_and_not_its_end(one: date, tz: str) -> None:
    assert day_of(start_of(one, tz), tz) == one
    assert day_of(end_of(one, tz) - timedelta(microseconds=1), tz) == one
    assert day_of(end_of(one, tz), tz) == one + timedelta(days=1)


# --- business days


def test_business_days_skip_weekends_and_holidays() -> None:
    friday = date(2019, 8, 2)
    assert add_business_days(friday, 1, "US") == date(2019, 8, 5)
    assert add_business_days(friday, 5, "US") == date(2019, 8, 9)
    assert add_business_days(date(2019, 8, 30), 1, "US") == date(2019, 9, 3)  # Labor Day
    assert add_business_days(date(2019, 8, 30), 1, "CN") == date(2019, 9, 2)


def test_no_business_days_leave_the_day_even_on_a_weekend() -> None:
    assert add_business_days(date(2019, 8, 3), 0, "US") == date(2019, 8, 3)


def test_a_weekend_day_that_china_works_instead_is_a_business_day() -> None:
    # Spring festival 2024: 10 to 17 February off, the Sundays 4 and 18 February worked.
    assert add_business_days(date(2024, 2, 3), 1, "CN") == date(2024, 2, 4)
    assert add_business_days(date(2024, 2, 9), 1, "CN") == date(2024, 2, 18)
    assert add_business_days(date(2024, 2, 9), 2, "CN") == date(2024, 2, 19)


@pytest.mark.parametrize(("n", "country"), [(-1, "US"), (401, "US"), (1, "XX"), (1, "")])
def test_too_many_business_days_and_unknown_countries_are_refused(n: int, country: str) -> None:
    with pytest.raises(ValueError, match=r"business days|no calendar"):
        add_business_days(SHIPPED, n, country)


def test_a_bank_day_is_one_on_which_the_banks_of_every_country_work() -> None:
    wednesday = date(2019, 9, 25)
    assert add_bank_days(wednesday, 0, ("US", "CN")) == wednesday
    assert add_bank_days(wednesday, 3, ("US", "CN")) == date(2019, 9, 30)
    assert add_bank_days(wednesday, 4, ("US", "CN")) == date(2019, 10, 8)  # China rests on 1 to 7 October
    assert add_bank_days(wednesday, 4, ("US",)) == date(2019, 10, 1)
    assert add_bank_days(date(2019, 10, 11), 1, ("US", "CN")) == date(2019, 10, 15)  # Columbus Day; China works on 12


@pytest.mark.parametrize(("n", "countries"), [(-1, ("US",)), (BUSINESS_DAYS_MAX + 1, ("US",)), (1, ("US", "XX"))])
def test_bank_days_outside_the_limits_or_of_no_country_are_refused(n: int, countries: tuple[str, ...]) -> None:
    with pytest.raises(ValueError):
        add_bank_days(SHIPPED, n, countries)


def test_a_country_is_known_by_the_code_of_the_standard() -> None:
    assert [code for code in ("US", "CN", "GB", "UK", "us", "USA", "XX", "") if is_country(code)] == ["US", "CN", "GB"]


# --- pauses


def test_a_pause_is_on_until_it_has_an_end() -> None:
    assert days.is_paused((Pause("dispute", day(1)),), DISPUTE)
    assert not days.is_paused((Pause("dispute", day(1), day(2)),), DISPUTE)
    assert not days.is_paused((Pause("hold", day(1)),), DISPUTE)
    assert not days.is_paused((), DISPUTE)


@pytest.mark.parametrize(
    ("pauses", "n"),
    [
        ((), 0),
        ((Pause("dispute", day(10), day(20)),), 10),
        ((Pause("dispute", day(10), day(10)),), 0),
        ((Pause("hold", day(10), day(20)),), 0),
        ((Pause("dispute", day(1), day(8)),), 3),
        ((Pause("dispute", day(1), day(5)),), 0),
        ((Pause("dispute", day(10), day(12)), Pause("dispute", day(14), day(17))), 5),
        ((Pause("dispute", day(14), day(17)), Pause("dispute", day(10), day(12))), 5),
        ((Pause("dispute", day(10), day(20)), Pause("dispute", day(12), day(15))), 10),
        ((Pause("dispute", day(10), day(15)), Pause("dispute", day(12), day(20))), 10),
        ((Pause("dispute", day(10), day(15)), Pause("dispute", day(15), day(20))), 10),
        ((Pause("dispute", day(10)),), 15),
        ((Pause("dispute", day(30)),), 0),
        ((Pause("dispute", day(20), day(30)),), 10),
    ],
)
def test_paused_days_are_those_of_the_union_since_a_day(pauses: tuple[Pause, ...], n: int) -> None:
    assert days.paused_days(pauses, DISPUTE, since=day(5), today=day(25)) == n


def test_two_kinds_of_pause_at_once_count_once() -> None:
    pauses = (Pause("dispute", day(10), day(15)), Pause("hold", day(12), day(20)))
    assert days.paused_days(pauses, BOTH, day(5), None) == 10
    assert days.paused_days(pauses, DISPUTE, day(5), None) == 5


def test_an_open_pause_counts_nothing_when_today_is_not_known() -> None:
    assert days.paused_days((Pause("dispute", day(10)),), DISPUTE, day(5), None) == 0


# --- deadlines


@pytest.mark.parametrize(
    ("length_days", "last"),
    [
        (15, date(2019, 8, 20)),  # SC10: express, then as both sides extended it
        (45, date(2019, 9, 19)),
        (30, date(2019, 9, 4)),  # air, and sea as agreed
        (60, date(2019, 10, 4)),
        (90, date(2019, 11, 3)),
        (0, date(2019, 8, 5)),
    ],
)
def test_a_deadline_ends_at_the_end_of_its_last_day(length_days: int, last: date) -> None:
    at = deadline(SHIPPED, length_days, (), DISPUTE, "UTC")
    assert at == datetime(last.year, last.month, last.day, tzinfo=UTC) + timedelta(days=1)
    assert deadline(SHIPPED, length_days, (), DISPUTE, "Asia/Shanghai") == at - timedelta(hours=8)


def test_the_claim_window_of_sc11_is_open_through_its_last_day() -> None:
    at = deadline(date(2019, 8, 9), 30, (), DISPUTE, "UTC")
    assert at == instant(2019, 9, 9)


def test_a_pause_with_a_day_to_end_shifts_the_deadline_from_the_start() -> None:
    pauses = (Pause("dispute", day(17), day(20)),)
    assert deadline_day(SHIPPED, 15, pauses, DISPUTE, day(18)) == day(23)
    assert last_day(SHIPPED, 15, pauses, DISPUTE) == day(23)
    assert deadline(SHIPPED, 15, pauses, DISPUTE, "UTC") == end_of(day(23), "UTC")


def test_a_deadline_does_not_exist_while_it_is_paused() -> None:
    assert deadline(SHIPPED, 15, (Pause("dispute", day(17)),), DISPUTE, "UTC") is None
    assert last_day(SHIPPED, 15, (Pause("dispute", day(17)),), DISPUTE) is None
    assert deadline(SHIPPED, 15, (Pause("hold", day(17)),), DISPUTE, "UTC") == instant(2019, 8, 21)


def test_three_days_left_before_a_dispute_are_three_days_left_after_it() -> None:
    opened, withdrawn = day(17), day(27)  # SC14: of 15 days three are left, ten pass
    assert days_left(SHIPPED, 15, (), DISPUTE, opened) == 3
    pauses = (Pause("dispute", opened, withdrawn),)
    assert days_left(SHIPPED, 15, pauses, DISPUTE, withdrawn) == 3
    assert deadline(SHIPPED, 15, pauses, DISPUTE, "UTC") == instant(2019, 8, 31)


def test_a_dispute_opened_and_withdrawn_on_one_day_shifts_nothing() -> None:
    assert deadline(SHIPPED, 15, (Pause("dispute", day(17), day(17)),), DISPUTE, "UTC") == instant(2019, 8, 21)


def test_a_pause_that_begins_on_the_last_day_keeps_that_day() -> None:
    pauses = (Pause("dispute", day(20), day(30)),)
    assert deadline(SHIPPED, 15, pauses, DISPUTE, "UTC") == instant(2019, 8, 31)
    assert days_left(SHIPPED, 15, pauses, DISPUTE, day(30)) == 0


def test_a_pause_after_the_last_day_does_not_revive_a_timer() -> None:
    pauses = (Pause("dispute", day(21), day(31)),)
    assert deadline(SHIPPED, 15, pauses, DISPUTE, "UTC") == instant(2019, 8, 21)
    assert deadline_day(SHIPPED, 15, (Pause("dispute", day(21)),), DISPUTE, day(40)) == day(20)


def test_a_first_pause_can_keep_a_timer_alive_for_a_second() -> None:
    pauses = (Pause("dispute", day(25), day(28)), Pause("hold", day(18), day(24)))
    assert deadline(SHIPPED, 15, pauses, BOTH, "UTC") == end_of(day(29), "UTC")


def test_while_paused_the_days_left_stand_still() -> None:
    pauses = (Pause("dispute", day(17)),)
    assert [days_left(SHIPPED, 15, pauses, DISPUTE, day(n)) for n in (17, 18, 30)] == [3, 3, 3]
    assert deadline_day(SHIPPED, 15, pauses, DISPUTE, day(30)) == day(33)


def test_a_timer_that_ran_out_has_less_than_no_days_left() -> None:
    assert days_left(SHIPPED, 15, (), DISPUTE, day(22)) == -2


_stretch = st.tuples(st.integers(0, 40), st.integers(0, 20), st.sampled_from(["dispute", "hold", "other"]))


@given(st.lists(_stretch, max_size=5), st.integers(0, 60))
def test_days_left_and_elapsed_less_paused_are_the_length_while_a_timer_runs(
    stretches: list[tuple[int, int, str]], length_days: int
) -> None:
    """I13, day by day against a clock that is simply stopped on paused days."""
    pauses = tuple(Pause(by, day(at), day(at + length)) for at, length, by in stretches)
    covered = {day(at + i) for at, length, by in stretches if by in BOTH for i in range(length)}
    left, today = length_days, day(5)
    while left > 0 or today in covered:
        left -= today not in covered
        today += timedelta(days=1)
    assert deadline(day(5), length_days, pauses, BOTH, "UTC") == end_of(today, "UTC")
    begun = tuple(pause for pause in pauses if pause.since <= today)
    paused = days.paused_days(begun, BOTH, day(5), today)
    assert days_left(day(5), length_days, pauses, BOTH, today) + (today - day(5)).days - paused == length_days


def test_a_public_holiday_has_a_name_and_a_weekend_has_none() -> None:
    assert holiday_of(date(2026, 10, 1), "CN") == "National Day"
    assert holiday_of(date(2026, 7, 4), "US") == "Independence Day"
    assert holiday_of(date(2026, 10, 11), "CN") == ""
    assert holiday_of(date(2026, 10, 1), "XX") == holiday_of(date(2026, 10, 1), "") == ""
