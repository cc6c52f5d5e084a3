"""Size terms: figures, unit and tolerance; without a tolerance the default standard is named (S20, SC6, A16)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairhold.lint.dimensions import RULES
from fairhold.lint.draft import Draft, DraftLine
from fairhold.trade.families import DimensionTerm, GoodsTerms
from lint.judged import faults, grave, judge, letters

BAD = (
    ("8.8*8.8*13 cm", "dimensions-2", "major", "8.8*8.8*13 cm"),
    ("8.8*8.8*13", "dimensions-1", "major", "8.8*8.8*13"),
    ("Size: 30 x 20", "dimensions-1", "major", "30 x 20"),
    ("about 30 cm long", "dimensions-3", "major", "about 30 cm"),
    ("Size: as you like", "dimensions-1", "major", "as you like"),
    ("free size", "V057", "major", "free size"),
    ("T-shirts, size S, M, L", "V211", "major", "size S, M, L"),
    ("standard size", "V056", "major", "standard size"),
    ("thicker", "V062", "major", "thicker"),
    ("尺寸适中", "Z041", "major", "尺寸适中"),
    ("尺寸8.8*8.8*13厘米", "dimensions-2", "major", "8.8*8.8*13厘米"),
    ("8.8 cm ± 2 mm", "dimensions-4", "info", "8.8 cm ± 2 mm"),
)
GOOD = (
    "8.8*8.8*13 cm ± 0.2 cm",
    "Size 8.8 x 8.8 x 13 cm, tolerance ± 2 mm",
    "88 x 88 x 130 mm, ISO 2768-1 m, calipers, 10 pieces",
    "All dimensions ± 2 %",
    "Length 215-219 mm",
    "Thickness at least 0.5 mm",
    "尺寸30×20×10厘米±0.3厘米",
)
SILENT = (
    "Carton 60 x 40 x 40 cm",
    "drop height 76 cm",
    "scratches longer than 2 mm",
    "1 x 40 ft container",
    "gold plated 3 µm",
    "Quantity: 5000 m",
    "Logo engraved 30 x 12 mm",
)


@pytest.mark.parametrize(("text", "rule", "severity", "words"), BAD)
def test_a_vague_term_is_found_where_it_stands(text: str, rule: str, severity: str, words: str) -> None:
    assert (rule, severity, words) in faults(RULES, text)


@pytest.mark.parametrize("text", GOOD)
def test_a_precise_term_has_no_grave_fault(text: str) -> None:
    assert grave(RULES, text) == []


@pytest.mark.parametrize("text", SILENT)
def test_a_length_that_is_no_measure_of_the_goods_says_nothing(text: str) -> None:
    assert faults(RULES, text) == []


def test_a_size_without_a_tolerance_names_the_default_standard() -> None:
    """SC6."""
    (fault, _) = judge(RULES, "8.8*8.8*13 cm").faults
    assert (fault.rule, fault.severity) == ("dimensions-2", "major")
    assert "O33" in fault.why
    assert "ISO 2768-1" in fault.suggest


def test_a_tolerance_in_another_text_holds_for_all_sizes() -> None:
    assert grave(RULES, "8.8*8.8*13 cm", "Tolerance of all dimensions ± 2 mm") == []


def test_a_typed_term_is_judged_like_one_in_a_text() -> None:
    bare = DimensionTerm(axis="height", value="13", unit="cm")
    draft = Draft(lines=(DraftLine(terms=GoodsTerms(dimensions=(bare,))),))
    verdict = judge(RULES, terms=(bare,), draft=draft)
    assert [(fault.rule, fault.field) for fault in verdict.faults] == [
        ("dimensions-2", "/lines/0/terms/dimensions/0"),
        ("dimensions-4", "/lines/0/terms/dimensions/0"),
    ]
    whole = DimensionTerm(axis="height", value="13", unit="cm", plus="0.2", minus="0.2", pieces=10)
    verdict = judge(RULES, terms=(whole,), draft=Draft(goods=GoodsTerms(dimensions=(whole,))))
    assert (letters(verdict), verdict.faults) == ("SMTA", ())


def test_three_figures_are_length_width_and_height() -> None:
    terms = [found.term for found in RULES.read("8.8*8.8*13 cm ± 2 mm, 10 pieces measured")]
    assert terms == [
        DimensionTerm(axis=axis, value=value, unit="cm", plus="0.2", minus="0.2", pieces=10)
        for axis, value in (("length", "8.8"), ("width", "8.8"), ("height", "13"))
    ]


def test_a_range_and_a_bound_are_read_without_guessing() -> None:
    (ranged,) = RULES.read("length 215-219 mm")
    assert ranged.term == DimensionTerm(axis="length", value="215", unit="mm", plus="4", minus="0")
    (bound,) = RULES.read("thickness at least 0.5 mm")
    assert bound.term == DimensionTerm(axis="thickness", value="0.5", unit="mm", minus="0")
    assert RULES.read("about 30 cm") == ()


@given(st.text(max_size=80))
def test_no_text_makes_judging_fail(text: str) -> None:
    judge(RULES, text)
    judge(RULES, text, own=True)
