"""The order of day, month and year: impossible dates first, then steps back, then the span, then nothing."""

import pytest

from fairhold.evidence.chat import read_chat


def order(*dates: str) -> tuple[str, bool]:
    read = read_chat("".join(f"{date}, 10:00 - Ann: a\n" for date in dates))
    return read.date_order, read.ambiguous


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (["13/01/2024"], ("dmy", False)),
        (["01/13/2024"], ("mdy", False)),
        (["2024/01/02"], ("ymd", False)),
        (["2024/13/02"], ("ydm", False)),
        (["01/02/2024"], ("dmy", True)),
        (["05/05/2024"], ("dmy", True)),
        (["13/01/24"], ("dmy", False)),
        (["13/01/02", "13/01/03"], ("ymd", False)),
        (["15.3.23."], ("dmy", True)),
        (["15.3.23.", "16.3.23."], ("dmy", False)),
        (["23. 3. 15.", "23. 3. 16."], ("ymd", False)),
        (["24-31-01"], ("ydm", False)),
    ],
)
def test_impossible_dates_decide_first(dates: list[str], expected: tuple[str, bool]) -> None:
    assert order(*dates) == expected


def test_the_fewest_steps_back_in_time_decide_next() -> None:
    assert order("01/02/2024", "02/02/2024", "01/03/2024") == ("dmy", False)
    assert order("02/01/2024", "02/02/2024", "03/01/2024") == ("mdy", False)


def test_the_shortest_span_decides_then() -> None:
    assert order("03/05/2024", "04/05/2024") == ("dmy", False)
    assert order("05/03/2024", "05/04/2024") == ("mdy", False)


def test_dates_that_read_the_same_in_both_orders_are_said_to() -> None:
    read = read_chat("05/05/2024, 10:00 - Ann: a\n")
    assert read.warnings == (
        "The file does not tell the order of day and month: dmy and mdy fit equally well; every date reads the same.",
    )


def test_two_digits_are_a_year_of_the_messenger_and_no_earlier_one() -> None:
    assert order("09/10/08") == ("ymd", False)
    assert read_chat("09/10/08, 10:00 - Ann: a\n").messages[0].at == "2009-10-08T10:00:00"
