"""Which materials and colours a message names, and when a contract covers them."""

import pytest

from fairhold.lint.mentions import hear, told
from fairhold.trade.families import ColourTerm, CustomisationTerm, GoodsTerms, MaterialTerm, Share
from fairhold.trade.thread import NAMED_MAX, Named


def heard(text: str) -> list[tuple[str, str]]:
    return [(named.family, named.word) for named in hear(text)]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("24k gold plated, yes", [("material", "gold")]),
        ("The body is SUS304, as always.", [("material", "sus304")]),
        (
            "Lid Pantone 186 C or red, and gold; the gold is thick.",
            [
                ("colour", "pantone 186 c"),
                ("colour", "red"),
                ("material", "gold"),
            ],
        ),
        ("杯身是不锈钢，红色", [("material", "不锈钢"), ("colour", "红色")]),
        ("We ship after the holidays, thank you.", []),
        ("Packed in wooden crates.", []),
        ("", []),
    ],
)
def test_a_message_is_heard_for_words_and_codes(text: str, named: list[tuple[str, str]]) -> None:
    assert heard(text) == named


def test_no_more_is_kept_of_a_message_than_a_thread_may_hold() -> None:
    assert len(hear(" ".join(f"RAL {number}" for number in range(1000, 1100)))) == NAMED_MAX


SAID = told(
    ["Steel tumbler 500 ml, matt black"],
    [
        GoodsTerms(
            material=(MaterialTerm(grade="brass", composition=(Share(component="Cu", least="60"),)),),
            customisation=(CustomisationTerm(what="logo in silver"),),
            colour=(ColourTerm(system="pantone", code="186 C"),),
        ),
        None,
    ],
)


@pytest.mark.parametrize(
    ("word", "covered"),
    [
        ("gold", False),
        ("steel", True),
        ("metal", True),
        ("copper", True),
        ("silver", True),
        ("bronze", False),
        ("sus304", False),
    ],
)
def test_a_material_is_covered_by_the_same_or_by_a_kind_of_it(word: str, covered: bool) -> None:
    """S72: bronze is not gold, steel is a metal, and plain steel need not be stainless."""
    assert SAID.covers(Named("material", word)) is covered


@pytest.mark.parametrize(
    ("word", "covered"), [("pantone 186c", True), ("pantone 187 c", False), ("ral 9005", False), ("blue", True)]
)
def test_a_colour_is_covered_by_its_code_and_a_word_by_any_code(word: str, covered: bool) -> None:
    assert SAID.covers(Named("colour", word)) is covered


def test_a_word_for_a_colour_is_covered_by_the_same_word_only() -> None:
    words = told(["Tumbler, matt black"], [])
    assert [words.covers(Named("colour", word)) for word in ("black", "red", "ral 9005")] == [True, False, False]


def test_a_contract_that_says_nothing_covers_nothing() -> None:
    nothing = told([], [None])
    assert not nothing.covers(Named("material", "gold"))
    assert not nothing.covers(Named("colour", "red"))
