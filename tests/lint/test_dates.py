"""Dates: which day each form names, and which forms name none."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairhold.lint.dates import dates

DAY = date(2019, 8, 5)


@pytest.mark.parametrize(
    "text",
    [
        *("2019-08-05", "2019/8/5", "2019.08.05", "5 Aug 2019", "5 August 2019", "05-Aug-2019", "Aug 5, 2019"),
        *("August 5th, 2019", "5th of August 2019", "2019年8月5日", "２０１９年８月５日", "2019-08-05T10:00"),
    ],
)
def test_a_day_with_its_year_is_a_date(text: str) -> None:
    (day,) = dates(f"on {text} at the latest")
    assert (day.kind, day.on) == ("exact", DAY)


@pytest.mark.parametrize(("text", "on"), [("25/12/2026", date(2026, 12, 25)), ("12/25/2026", date(2026, 12, 25))])
def test_figures_are_a_date_where_only_one_of_them_can_be_a_month(text: str, on: date) -> None:
    assert [(day.kind, day.on) for day in dates(text)] == [("exact", on)]


def test_the_same_figure_for_day_and_month_is_one_day() -> None:
    assert [(day.kind, day.on) for day in dates("05/05/2026")] == [("exact", date(2026, 5, 5))]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        *(("05/08/2019", "ambiguous"), ("05-08-2019", "ambiguous"), ("05.08.19", "ambiguous"), ("5/8/19", "ambiguous")),
        *(("2019-02-30", "impossible"), ("31 Feb 2026", "impossible"), ("Aug 5", "no_year"), ("8月5日", "no_year")),
    ],
)
def test_what_names_two_days_or_none_has_no_day(text: str, kind: str) -> None:
    (day,) = dates(text)
    assert (day.kind, day.on, text[day.start : day.end]) == (kind, None, text)


@pytest.mark.parametrize(
    "text", ["in Aug", "August 2019", "ISO 2859-1:1999", "AQL 0/2.5/4.0", "1.5.2", "may 5 pcs", "8月底", "v10.2.3"]
)
def test_a_month_or_a_number_is_no_date(text: str) -> None:
    assert dates(text) == ()


@given(st.text(alphabet="0123456789/-. augjnmy年月日,", max_size=60))
def test_no_text_makes_reading_fail_and_spans_lie_inside(text: str) -> None:
    for day in dates(text):
        assert 0 <= day.start < day.end <= len(text)
        assert (day.on is not None) == (day.kind == "exact")
