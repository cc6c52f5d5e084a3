"""The tables of words: nothing stands in two of them, and every entry is in the form that is looked up."""

from fairhold.evidence.chat_words import ATTACHED, BESIDE_TIME, BUDDHIST_ERA, EDITED, PARTS_OF_DAY, plain


def test_no_word_is_both_a_part_of_the_day_and_harmless() -> None:
    assert set(PARTS_OF_DAY) & BESIDE_TIME == set()
    assert BUDDHIST_ERA not in PARTS_OF_DAY
    assert BUDDHIST_ERA not in BESIDE_TIME


def test_every_word_is_written_as_it_is_looked_up() -> None:
    words = [*PARTS_OF_DAY, *BESIDE_TIME, *ATTACHED, *EDITED]
    assert [word for word in words if plain(word) != word or not word] == []


def test_blanks_dots_quotes_and_capitals_make_no_difference() -> None:
    assert plain(" P.\u00a0M. ") == plain("pm") == "pm"
    assert plain("אחה״צ") == plain('אחה"צ')
