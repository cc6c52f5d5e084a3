"""When money is there: working days of both countries, by the calendars of their banks."""

from datetime import date

import pytest

from fairhold.trade.days import add_bank_days
from rails.quoting import eligible

DAY = date.fromisoformat


@pytest.mark.parametrize(
    ("rail", "on", "supplier", "earliest", "latest"),
    [
        # Thanksgiving is on Thursday 2026-11-26
        ("bank_debit", "2026-11-23", "", "2026-11-30", "2026-12-01"),
        ("tt", "2026-11-23", "CN", "2026-11-27", "2026-12-03"),
        ("tt", "2026-11-27", "", "2026-12-02", "2026-12-08"),
        # sent on a Saturday or on the holiday itself: that day never counts
        ("western_union", "2026-11-21", "", "2026-11-23", "2026-11-23"),
        ("western_union", "2026-11-26", "", "2026-11-27", "2026-11-27"),
        # the National Day week of China, 1 to 7 October 2026, and Columbus Day in the United States, 12 October
        ("tt", "2026-09-30", "", "2026-10-05", "2026-10-09"),
        ("tt", "2026-09-30", "CN", "2026-10-13", "2026-10-19"),
        # China works on Saturday 2026-10-10, the United States do not
        ("western_union", "2026-10-09", "CN", "2026-10-13", "2026-10-13"),
    ],
)
def test_days_count_only_when_the_banks_of_both_countries_work(
    rail: str, on: str, supplier: str, earliest: str, latest: str
) -> None:
    arrival = eligible(100_00, rail, on=DAY(on), supplier_country=supplier).arrival
    assert (arrival.earliest, arrival.latest) == (DAY(earliest), DAY(latest))


def test_the_federal_reserve_does_not_make_up_for_a_holiday_on_a_saturday() -> None:
    """4 July 2026 is a Saturday: offices close on Friday, banks do not."""
    assert add_bank_days(DAY("2026-07-02"), 1, ("US",)) == DAY("2026-07-03")
    assert add_bank_days(DAY("2027-07-02"), 1, ("US",)) == DAY("2027-07-06")  # on a Sunday: Monday instead


def test_days_on_which_only_banks_close_count_as_closed() -> None:
    """New Year's Eve in Japan."""
    assert add_bank_days(DAY("2026-12-30"), 1, ("JP",)) == DAY("2027-01-04")
    assert add_bank_days(DAY("2026-12-30"), 1, ("GB",)) == DAY("2026-12-31")


def test_a_card_payment_takes_hours_and_no_working_day() -> None:
    arrival = eligible(100_00, "card", on=DAY("2026-12-25")).arrival
    assert (arrival.earliest, arrival.latest, arrival.working_days, arrival.hours) == (
        DAY("2026-12-25"),
        DAY("2026-12-25"),
        (0, 0),
        (1, 2),
    )


def test_a_loan_counts_from_its_agreement() -> None:
    arrival = eligible(100_00, "pay_later", credit_line_usd=100_00).arrival
    assert (arrival.earliest, arrival.latest) == (DAY("2026-11-24"), DAY("2026-11-27"))
    assert (arrival.working_days, arrival.counted_from) == ((1, 3), "loan_agreement")


def test_a_buyer_and_a_supplier_in_one_country_have_one_calendar() -> None:
    assert eligible(100_00, "tt", supplier_country="US").arrival == eligible(100_00, "tt").arrival
