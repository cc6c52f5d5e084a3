"""No sign is dropped, none acts on the others, and no run of signs is too long for a line."""

import pytest

from fairhold.papers.signs import BREAK, RUN_MAX, each, named, printable


def none(_: str) -> bool:
    return False


@pytest.mark.parametrize(
    "text", ["", "plain", "two\nlines", "材质：不锈钢", "naïve ± µ ≤ Δ", "שלום", "\u0645\u200c\u06cc"]
)
def test_what_can_be_printed_stays_as_it_is(text: str) -> None:
    assert printable(text, none) == (text, 0)


@pytest.mark.parametrize(
    ("sign", "shown"),
    [
        ("\x00", "[U+0000]"),
        ("\x1b", "[U+001B]"),
        ("\u202e", "[U+202E]"),  # would turn what follows around
        ("\u200b", "[U+200B]"),
        ("\u200f", "[U+200F]"),
        ("\ufeff", "[U+FEFF]"),
        ("\u00ad", "[U+00AD]"),
        ("\ue000", "[U+E000]"),
        ("\U000fffff", "[U+FFFFF]"),
        ("\ud800", "[U+D800]"),
    ],
)
def test_a_sign_that_nobody_would_see_is_printed_by_its_number(sign: str, shown: str) -> None:
    assert printable(f"a{sign}b", none) == (f"a{shown}b", 1)


def test_a_sign_without_a_picture_is_printed_by_its_number() -> None:
    assert printable("ok 😀😀", lambda sign: sign == "😀") == ("ok [U+1F600][U+1F600]", 2)


@pytest.mark.parametrize("end", ["\r\n", "\r", "\u2028", "\u2029", "\x0b", "\x0c", "\x85"])
def test_every_kind_of_line_end_is_one_line_end(end: str) -> None:
    assert printable(f"a{end}b", none) == ("a\nb", 0)


def test_a_tab_is_a_gap() -> None:
    assert printable("a\tb", none) == ("a    b", 0)


def test_marks_piled_on_a_sign_are_not_written_over_the_lines_around() -> None:
    shown, replaced = printable("e" + "\u0301" * 7, none)
    assert shown == "e" + "\u0301" * 4 + "[U+0301]" * 3
    assert replaced == 3


def test_a_long_run_may_break_and_says_the_same_without_the_breaks() -> None:
    run = "x" * 4_000
    shown, replaced = printable(run, none)
    assert replaced == 0
    assert shown.replace(BREAK, "") == run
    assert max(map(len, shown.split(BREAK))) == RUN_MAX


def test_a_hash_breaks_in_its_middle_only() -> None:
    shown, _ = printable(f"SHA-256 {'a1' * 32};", none)
    assert shown == f"SHA-256 {'a1' * 16}{BREAK}{'a1' * 16};"


def test_a_run_that_fits_has_no_break() -> None:
    assert printable("x" * RUN_MAX, none) == ("x" * RUN_MAX, 0)


def test_texts_are_changed_wherever_they_stand_but_under_the_names_kept() -> None:
    plain = {"kind": "a", "rows": [["a", "b"], {"text": "a", "number": 1, "yes": True, "none": None}]}
    assert each(plain, str.upper, frozenset({"kind"})) == {
        "kind": "a",
        "rows": [["A", "B"], {"text": "A", "number": 1, "yes": True, "none": None}],
    }


def test_the_number_of_a_sign_has_four_digits_at_least() -> None:
    assert [named(sign) for sign in ("\x01", "\u200b", "😀")] == ["[U+0001]", "[U+200B]", "[U+1F600]"]
