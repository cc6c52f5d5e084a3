"""Pasted text as clauses."""

import pytest

from fairhold.lint.ways.fault import LINT_LINES_MAX, Unreadable
from fairhold.lint.ways.pasted import read_text


def test_each_line_is_a_clause_and_blank_lines_are_none() -> None:
    assert read_text("Colour: red\r\n\n  8 cm  \n").draft.clauses == ("Colour: red", "  8 cm")


def test_a_heading_keeps_the_line_and_the_items_below_it() -> None:
    text = "Packing:\n- 24 pcs per carton\n- 60 x 40 x 40 cm\nColour:\n红色\n- not below a list\n\n- nor this"
    assert read_text(text).draft.clauses == (
        "Packing:\n- 24 pcs per carton\n- 60 x 40 x 40 cm",
        "Colour:\n红色",
        "- not below a list",
        "- nor this",
    )


def test_a_paragraph_over_the_limit_and_too_many_of_them_are_refused() -> None:
    with pytest.raises(Unreadable, match="one paragraph has more than 20,000 characters") as caught:
        read_text("a\n" + "x" * 20_001)
    assert caught.value.where == "paragraph 2"
    with pytest.raises(Unreadable, match="lint_too_many_lines"):
        read_text("a\n" * (LINT_LINES_MAX + 1))
    assert len(read_text("a\n" * LINT_LINES_MAX).draft.clauses) == LINT_LINES_MAX
