"""Values: every form with its span, and what can be read in two ways is no value."""

import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairhold.lint.units import UNITS, unit_of
from fairhold.lint.values import VALUES_MAX, Value, as_figure, in_unit, values


def d(*figures: str) -> tuple[Decimal, ...]:
    return tuple(Decimal(figure) for figure in figures)


def one(text: str) -> Value:
    (value,) = values(text)
    return value


SIZES = (
    ("8.8*8.8*13 cm", "cm", d("8.8", "8.8", "13"), ("", "", "")),
    ("8.8cmx8.8cmx13cm", "cm", d("8.8", "8.8", "13"), ("", "", "")),
    ("8.8 x 8.8 x 13cm", "cm", d("8.8", "8.8", "13"), ("", "", "")),
    ("8.8 cm x 8.8 cm x 13 cm", "cm", d("8.8", "8.8", "13"), ("", "", "")),
    ("L 30 × W 20 × H 10 mm", "mm", d("30", "20", "10"), ("length", "width", "height")),
    ("30(L) x 20(W) x 10(H) mm", "mm", d("30", "20", "10"), ("length", "width", "height")),
    ("长30×宽20×高10厘米", "cm", d("30", "20", "10"), ("length", "width", "height")),
    ("diameter 8.8 cm", "cm", d("8.8"), ("diameter",)),
    ('3/4"', "in", d("0.75"), ("",)),
    ("1 1/2 inch", "in", d("1.5"), ("",)),
    ("1½ in.", "in", d("1.5"), ("",)),
    ("3 mil", "um", d("76.2"), ("",)),
    ("０.5 ｍｍ", "mm", d("0.5"), ("",)),
)


@pytest.mark.parametrize(("text", "unit", "figures", "axes"), SIZES)
def test_a_size_is_read_with_its_figures_unit_and_axes(
    text: str, unit: str, figures: tuple[Decimal, ...], axes: tuple[str, ...]
) -> None:
    value = one(text)
    assert (value.kind, value.unit, value.figures, value.axes) == ("length", unit, figures, axes)
    assert not value.bounded


LIMITS = (
    ("215-219 g", "215", "219", None, None, False),
    ("215~219 g", "215", "219", None, None, False),
    ("between 215 and 219 g", "215", "219", None, None, False),
    ("215 to 219 g", "215", "219", None, None, False),
    ("min 20 µm", "20", None, None, None, False),
    ("20 µm min.", "20", None, None, None, False),
    ("不少于20微米", "20", None, None, None, False),
    ("max. 15 kg", None, "15", None, None, False),
    ("≤ 15 kg", None, "15", None, None, False),
    ("217 g ± 2 g", None, None, "2", "2", False),
    ("217 ± 2 g", None, None, "2", "2", False),
    ("217 g(±2g)", None, None, "2", "2", False),
    ("13 cm +0.1/-0.05", None, None, "0.1", "0.05", False),
    ("8.8 cm ± 2 mm", None, None, "0.2", "0.2", False),
    ("88 mm ± 2 %", None, None, "2", "2", True),
    ("(88 ± 1) x (88 ± 1) x (130 ± 2) mm", None, None, "2", "2", False),
    ("750/1000 ± 5 ‰", None, None, "5", "5", False),
)


@pytest.mark.parametrize(("text", "low", "high", "plus", "minus", "relative"), LIMITS)
def test_a_range_a_bound_or_a_tolerance_says_from_where_to_where(
    text: str, low: str | None, high: str | None, plus: str | None, minus: str | None, relative: bool
) -> None:
    value = one(text)
    read = (value.low, value.high, value.plus, value.minus)
    assert read == tuple(None if figure is None else Decimal(figure) for figure in (low, high, plus, minus))
    assert value.relative is relative
    assert value.bounded


@pytest.mark.parametrize(
    "text", ["about 217 g", "approx. 217 g", "~217 g", "217 g or so", "重量217克左右", "大约217克"]
)
def test_about_is_a_value_but_no_limit(text: str) -> None:
    value = one(text)
    assert (value.figures, value.unit, value.approximate, value.bounded) == (d("217"), "g", True, False)


COUNTS = (
    ("1,000 pcs", "pcs", "1000", ""),
    ("20 pcs", "pcs", "20", ""),
    ("20 dozen", "pcs", "240", ""),
    ("500 pairs", "pairs", "500", ""),
    ("24 pcs/ctn", "pcs", "24", "carton"),
    ("24 pcs per carton", "pcs", "24", "carton"),
    ("每箱24个", "pcs", "24", "carton"),
)


@pytest.mark.parametrize(("text", "unit", "figure", "per"), COUNTS)
def test_pieces_are_counted_and_pcs_is_no_parsec(text: str, unit: str, figure: str, per: str) -> None:
    value = one(text)
    assert (value.kind, value.unit, value.figures, value.per) == ("count", unit, d(figure), per)


@pytest.mark.parametrize(
    "text",
    [
        *("1.000,50 g", "1.000 pcs", "10,12 mm", "1.000 kg", "1.5 pcs"),
        *("2019-08-05", "05/08/2019", "AQL 0/2.5/4.0", "ISO 2859-1", "Pantone 186 C", "SUS304", "M8", "5 in August"),
        *("10k pcs", "219-215 g", "5 ft x 30 cm", "10-20-30 mm", "1234567890 g", "+0.1/-0.05"),
    ],
)
def test_what_can_be_read_in_two_ways_or_has_no_unit_is_no_value(text: str) -> None:
    assert values(text) == ()


def test_every_value_knows_where_it_stands() -> None:
    text = "Cr 17.5–19.5 %, Ni 8–10.5 %, weight about 217 g, ±0.2 mm"
    assert [text[value.start : value.end] for value in values(text)] == [
        "17.5–19.5 %",
        "8–10.5 %",
        "about 217 g",
        "±0.2 mm",
    ]


def test_a_tolerance_may_stand_alone() -> None:
    value = one("all edges ± 0.2 mm")
    assert (value.figures, value.plus, value.minus, value.unit) == ((), Decimal("0.2"), Decimal("0.2"), "mm")


def test_only_so_many_values_are_read() -> None:
    assert len(values("1 mm, " * (VALUES_MAX + 10))) == VALUES_MAX


def test_units_convert_within_their_kind_only() -> None:
    assert in_unit(Decimal(2), "mm", "cm") == Decimal("0.2")
    assert in_unit(Decimal(1), "in", "mm") == Decimal("25.4")
    assert in_unit(Decimal(1), "pcs", "mm") is None


def test_a_figure_is_written_as_typed_terms_hold_it() -> None:
    assert [as_figure(Decimal(text)) for text in ("13.0", "0.20", "100", "1E+3")] == ["13", "0.2", "100", "1000"]
    assert as_figure(Decimal("0.1234567")) is None
    assert as_figure(Decimal(10) ** 9) is None


def test_every_spelling_of_a_unit_is_read_after_a_figure() -> None:
    missed = [word for word in UNITS if not (found := values(f"7 {word}")) or found[0].unit != unit_of(word).name]
    assert missed == []


@given(st.text(alphabet="0123456789.,+-±x*/~ mcgkpst%‰'\"()in箱个约至", max_size=80))
def test_no_text_makes_reading_fail_and_spans_lie_inside(text: str) -> None:
    for value in values(text):
        assert 0 <= value.start < value.end <= len(text)


@pytest.mark.parametrize("piece", ["1", "1.", "1,", "± ", "1 x ", "1-", "about ", "1 1/", " " * 3, "+1/-", "(1"])
def test_reading_takes_time_in_proportion_to_the_length(piece: str) -> None:
    text = piece * (20_000 // len(piece))
    began = time.process_time()
    values(text)
    assert time.process_time() - began < 30
