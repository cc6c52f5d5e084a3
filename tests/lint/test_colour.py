"""Colour terms: a word is no colour, a code is; a limit needs its formula (S19, SC5, standards 3.1)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairhold.lint.colour import RULES
from fairhold.lint.draft import Draft, DraftLine
from fairhold.lint.hues import codes, named
from fairhold.trade.families import ColourTerm, GoodsTerms, Lab, SampleTerm, Verification
from lint.judged import faults, grave, judge, letters

BAD = (
    ("red", "V048", "blocker", "red"),
    ("Colour: dark blue", "V048", "blocker", "dark blue"),
    ("Colour: gold", "V210", "blocker", "gold"),
    ("颜色:红色", "Z030", "blocker", "红色"),
    ("assorted colours", "V051", "blocker", "assorted colours"),
    ("Colour as per sample", "V052", "blocker", "Colour as per sample"),
    ("Colour: whatever sells", "colour-1", "blocker", "whatever sells"),
    ("Pantone 186 C, dE < 2", "colour-2", "blocker", "Pantone 186 C"),
    ("Colour tolerance ± 5 %", "colour-2", "blocker", "Colour tolerance ± 5"),
    ("slight colour difference allowed", "V053", "major", "slight colour difference"),
    ("Pantone 186C or RGB 200,16,46", "colour-8", "major", "Pantone 186C or RGB 200,16,46"),
    ("Red cup (Pantone 186 C), white lid", "V048", "blocker", "white"),
    ("Pantone 186 C", "colour-3", "info", "Pantone 186 C"),
    ("Pantone 186 C", "colour-4", "minor", "Pantone 186 C"),
    ("Pantone 186 C, dE00 <= 2", "colour-5", "minor", "Pantone 186 C"),
)
GOOD = (
    "Pantone 186 C",
    "Colour: 186 C",
    "Red (Pantone 186 C)",
    "Pantone 186 C, dE00 <= 2.0, D65/10",
    "Pantone Cool Gray 11 C",
    "18-1664 TCX",
    "RAL 9005, dE00 max 1.5",
    "NCS S 1080-Y90R",
    "RGB(200,16,46)",
    "#C8102E",
    "CMYK 0,100,81,4",
    "L*=42.1 a*=65.3 b*=35.2, CMC(2:1) ≤ 1.0",
    "颜色 Pantone 186C，ΔE00≤2.0，D65/10",
)
SILENT = (
    "Red wine glasses are not part of it",
    "no black spots",
    "green tea",
    "white oak",
    "Blue Ocean Trading Co., Ltd",
    "dent up to 2 mm",
    "etc.",
)


@pytest.mark.parametrize(("text", "rule", "severity", "words"), BAD)
def test_a_vague_term_is_found_where_it_stands(text: str, rule: str, severity: str, words: str) -> None:
    assert (rule, severity, words) in faults(RULES, text)


@pytest.mark.parametrize("text", GOOD)
def test_a_code_has_no_grave_fault(text: str) -> None:
    """SC5: red is refused, Pantone 186 C passes."""
    assert grave(RULES, text) == []


@pytest.mark.parametrize("text", SILENT)
def test_a_text_about_something_else_says_nothing(text: str) -> None:
    assert faults(RULES, text) == []


def test_a_whole_term_passes_all_four_tests() -> None:
    verdict = judge(RULES, "Lab 42.1/65.3/35.2, ΔE*00 ≤ 1.0, D65/10°, 3 readings by spectrophotometer")
    assert (letters(verdict), verdict.faults) == ("SMTA", ())


def test_a_code_in_one_text_covers_the_word_in_another() -> None:
    assert grave(RULES, "Red tumbler", "Pantone 186 C") == []


def test_a_typed_term_is_judged_like_one_in_a_text_and_covers_the_word() -> None:
    term = ColourTerm(system="pantone", code="186 C", tolerance="2")
    draft = Draft(lines=(DraftLine(terms=GoodsTerms(colour=(term,))),))
    verdict = judge(RULES, "Red tumbler", terms=(term,), draft=draft)
    assert [(fault.rule, fault.severity, fault.field, fault.span) for fault in verdict.faults] == [
        ("colour-2", "blocker", "/lines/0/terms/colour/0", None),
        ("colour-3", "info", "/lines/0/terms/colour/0", None),
        ("colour-5", "minor", "/lines/0/terms/colour/0", None),
        ("colour-6", "info", "/lines/0/terms/colour/0", None),
    ]


def test_a_colour_as_sample_is_covered_by_a_typed_sample() -> None:
    assert grave(RULES, "same colour") == [("V052", "blocker", "same colour")]
    draft = Draft(goods=GoodsTerms(sample=(SampleTerm(sample="S-12", seal="8841"),)))
    assert judge(RULES, "same colour", draft=draft).faults == ()


def test_a_text_is_read_into_a_typed_term() -> None:
    (found,) = RULES.read("Pantone 186 C (L*42.1 a*65.3 b*35.2), dE00 <= 2.0, D65/10, spectrophotometer by SGS")
    assert found.term == ColourTerm(
        system="pantone",
        code="186 C",
        lab=Lab(lightness="42.1", a="65.3", b="35.2"),
        tolerance="2",
        formula="ciede2000",
        illuminant="D65/10",
        verification=Verification(method="spectrophotometer", by="inspector"),
    )


def test_codes_and_names_know_where_they_stand() -> None:
    text = "Body Pantone 186 C, lid dark blue"
    assert [(code.system, text[code.start : code.end]) for code in codes(text)] == [("pantone", "Pantone 186 C")]
    assert [(word.word, word.group) for word in named(text)] == [("dark blue", "blue")]


@given(st.text(max_size=80))
def test_no_text_makes_judging_fail(text: str) -> None:
    judge(RULES, text)
    judge(RULES, text, own=True)
