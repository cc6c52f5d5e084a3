"""Names in an export: with colons, set apart by marks, without the space, and what is no name."""

import pytest

from fairhold.evidence.chat import read_chat
from fairhold.evidence.chat_sender import NAME_CHARS_MAX, Said, enclosed_name, split, whole_file


@pytest.mark.parametrize(
    ("rest", "said"),
    [
        ("Ann: hi", ("Ann", " hi")),
        ("Ann: re: price: 5", ("Ann", " re: price: 5")),
        ("Ann:", ("Ann", "")),
        ("~\u202fLi: ok", ("~ Li", " ok")),
        ("Ann joined", ("", "Ann joined")),
        (": hi", ("", ": hi")),
        ("  : hi", ("", "  : hi")),
        ('Ann named it "a: b"', ("", 'Ann named it "a: b"')),
        ("Ann «a: b»", ("", "Ann «a: b»")),
        ('"Ann" Lee: hi', ('"Ann" Lee', " hi")),
        ("x" * NAME_CHARS_MAX + ": hi", ("x" * NAME_CHARS_MAX, " hi")),
        ("x" * (NAME_CHARS_MAX + 1) + ": hi", ("", "x" * (NAME_CHARS_MAX + 1) + ": hi")),
        ("http://example.com", ("", "http://example.com")),
    ],
)
def test_the_name_stands_before_the_first_colon_and_blank(rest: str, said: tuple[str, str]) -> None:
    assert split(rest) == Said(*said)


def test_marks_around_a_name_show_which_colon_ends_it() -> None:
    assert enclosed_name("[..] \u2068ACME: Sales\u2069: hi") == "ACME: Sales"
    assert enclosed_name("[..] Ann: I said \u2068x\u2069 and: y") == ""
    read = read_chat("25/01/2024, 10:00 - \u2068ACME: Sales\u2069: hi: there\n25/01/2024, 10:01 - ACME: x\n")
    assert [(message.sender, message.text) for message in read.messages] == [
        ("ACME: Sales", "hi: there"),
        ("ACME", "x"),
    ]


def test_a_name_with_a_colon_shows_when_all_its_messages_begin_so() -> None:
    lines = [f"25/01/2024, 10:0{minute} - ACME: Sales: {word}: 5\n" for minute, word in enumerate(("a", "b", "c"))]
    read = read_chat("".join(lines))
    assert [(message.sender, message.text) for message in read.messages] == [
        ("ACME: Sales", "a: 5"),
        ("ACME: Sales", "b: 5"),
        ("ACME: Sales", "c: 5"),
    ]
    assert read.warnings == ("'ACME: Sales' is read as one name: all its messages begin so.",)


@pytest.mark.parametrize(
    "texts", [(" a: 1", " a: 2"), (" a: 1", " a: 2", " b: 3"), (" a: 1", " a: 2", " a"), (" a\nb: 1",) * 3]
)
def test_words_with_a_colon_that_some_messages_begin_with_are_text(texts: tuple[str, ...]) -> None:
    said = [Said("Ann", text) for text in texts]
    assert whole_file(said) == (said, [])


def test_a_known_name_needs_no_blank_behind_its_colon() -> None:
    read, _ = whole_file([Said("Ann", " a"), Said("", "Ann:b"), Said("", "Li:c"), Said("", "at 10:30 it ended")])
    assert read == [Said("Ann", " a"), Said("Ann", "b"), Said("", "Li:c"), Said("", "at 10:30 it ended")]
