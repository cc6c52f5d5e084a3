"""What a report measured, by term and in words."""

import pytest

from fairhold.reading.measured import Measured, TermWords, in_full, in_words, measured, words
from fairhold.trade.report import Report
from standards.test_reporting import CONTRACT, GOOD, reading
from trade.playing import changed

WEIGHT = TermWords("/lines/0/terms/weight/0", "Tumbler", "Weight", "215 to 219 g; net")


def report(*readings: object) -> Report:
    made: Report = changed(GOOD, measurements=readings)
    return made


def test_readings_are_summed_up_by_term() -> None:
    """SC8: values are compared as numbers, and limits of a class come from its table (A16)."""
    told = report(
        reading(value="217"),
        reading("/goods/dimensions/1", "8.83", "cm"),
        reading(value="99.5"),
        reading(value="219"),
        reading("/goods/dimensions/2", "95", "mm"),
    )
    assert measured(told, CONTRACT) == (
        Measured(term=WEIGHT, unit="g", least="215", most="219", readings=3, lowest="99.5", highest="219", outside=1),
        Measured(
            term=TermWords("/goods/dimensions/1", "All goods", "Size", "diameter 8.8 cm; tolerance class ISO 2768-1 m"),
            unit="cm",
            least="8.77",
            most="8.83",
            readings=1,
            lowest="8.83",
            highest="8.83",
            outside=0,
        ),
        Measured(
            term=TermWords("/goods/dimensions/2", "All goods", "Size", "length 88 mm"),
            unit="mm",
            least="",
            most="",
            readings=1,
            lowest="95",
            highest="95",
            outside=0,
        ),
    )
    assert measured(report(), CONTRACT) == ()


@pytest.mark.parametrize(
    ("pointer", "goods", "title"),
    [
        ("/lines/0/terms/weight/0", "Tumbler", "Weight"),
        ("/lines/0/terms/dimensions/0", "Tumbler", "Size"),
        ("/goods/colour/0", "All goods", "Colour"),
        ("/inspection", "", "Inspection before shipment"),
        ("/lines/7/terms/weight/0", "", "/lines/7/terms/weight/0"),
        ("/nowhere", "", "/nowhere"),
        ("", "", ""),
    ],
)
def test_a_pointer_is_put_in_words(pointer: str, goods: str, title: str) -> None:
    """A line takes over what is said of all goods."""
    found = words(CONTRACT, pointer)
    assert (found.goods, found.title) == (goods, title)
    assert bool(found.says) == (title not in (pointer,))


def test_reasons_name_their_term_in_words() -> None:
    reasons = (
        "/lines/0/terms/weight/0: 1 of 3 outside, the worst 213.5 g",
        "/nowhere was not inspected",
        "8 major defects, 7 accepted",
    )
    assert in_words(reasons, (WEIGHT,)) == (
        "Tumbler, weight: 1 of 3 outside, the worst 213.5 g",
        "/nowhere was not inspected",
        "8 major defects, 7 accepted",
    )
    assert in_full(WEIGHT) == "Tumbler: Weight: 215 to 219 g; net"
