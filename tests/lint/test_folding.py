"""Folding keeps the length of every text, so that a span in the folded text is one in the text."""

from hypothesis import given
from hypothesis import strategies as st

from fairhold.lint.folding import REMEMBERED_CHARS_MAX, fold, remembered


@given(st.text())
def test_folding_keeps_the_length_of_any_text(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_signs_letters_and_traditional_signs_become_one_spelling() -> None:
    assert fold("８．８×８．８ ｃｍ") == "8.8x8.8 cm"
    assert fold("ΔE₀₀ ≦ 2 µm – “Red”") == 'de00 ≤ 2 um - "red"'
    assert fold("顏色與數量、包裝") == "颜色与数量,包装"
    assert fold("\u202eRED\u00a0İ") == " red i"


def test_a_long_text_is_read_but_not_remembered() -> None:
    calls = []

    @remembered
    def read(text: str) -> int:
        calls.append(text)
        return len(text)

    short, long = "a", "a" * (REMEMBERED_CHARS_MAX + 1)
    assert (read(short), read(short), read(long), read(long)) == (1, 1, len(long), len(long))
    assert calls == [short, long, long]
