"""Two exports of one chat side by side: honest ones agree, and every kind of edit is named by its lines."""

from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.layouts import LAYOUTS, Layout
from fairhold.evidence.chat import read_chat
from fairhold.evidence.fault import EvidenceFault
from fairhold.evidence.two_sides import Comparison, compare

BY_NAME = {layout.name: layout for layout in LAYOUTS}
ANDROID, IOS = BY_NAME["android de"], BY_NAME["ios zh-TW"]
START = datetime.fromisoformat("2024-01-25T10:00:30")

Said = tuple[datetime, str, str]

TALK: list[Said] = [
    (START + timedelta(minutes=7 * number), ("Ann", "Li")[number % 2], text)
    for number, text in enumerate(
        ("hello", "hi", "600 rings, gold 750", "ok", "by 1 March", "ok", "no nickel", "ok", "price 25,000 USD", "deal")
    )
]


def exported(layout: Layout, talk: list[Said], hours: int = 0, names: dict[str, str] | None = None) -> str:
    names = names or {}
    return "".join(
        f"{layout.write(at + timedelta(hours=hours))}{names.get(who, who)}: {text}\n" for at, who, text in talk
    )


def compared(mine: list[Said], theirs: list[Said]) -> Comparison:
    """Ann's German Android in Berlin beside Li's iPhone in Taipei."""
    first = read_chat(exported(ANDROID, mine, names={"Li": "Li (factory)"}))
    second = read_chat(exported(IOS, theirs, hours=7, names={"Ann": "Ann Buyer", "Li": "李"}))
    return compare(first, second)


def found(comparison: Comparison) -> list[tuple[str, int | None, int | None]]:
    return [
        (one.kind, one.first.line if one.first else None, one.second.line if one.second else None)
        for one in comparison.differences
    ]


def changed(number: int, edit: Callable[[Said], Said]) -> list[Said]:
    return [edit(one) if at == number else one for at, one in enumerate(TALK)]


def test_two_honest_exports_agree_whatever_phones_they_are_from() -> None:
    same = compared(TALK, TALK)
    assert (same.common, same.outside, same.minutes_apart, same.differences) == (10, 0, 420, ())
    assert same.names == {"Ann": "Ann Buyer", "Li (factory)": "李"}


def test_a_changed_text_is_named_by_its_line_in_both() -> None:
    forged = changed(2, lambda said: (said[0], said[1], "600 rings, bronze"))
    comparison = compared(TALK, forged)
    assert found(comparison) == [("text", 3, 3)]
    first, second = comparison.differences[0].first, comparison.differences[0].second
    assert first is not None
    assert second is not None
    assert first.sha256 == sha256(b"600 rings, gold 750").hexdigest()
    assert second.sha256 == sha256(b"600 rings, bronze").hexdigest()
    assert (first.sender, second.sender) == ("Ann", "Ann Buyer")


def test_a_message_that_was_taken_out_or_put_in_is_named() -> None:
    without = [*TALK[:6], *TALK[7:]]
    assert found(compared(TALK, without)) == [("only_first", 7, None)]
    assert found(compared(without, TALK)) == [("only_second", None, 7)]


def test_a_message_among_equal_ones_that_was_taken_out_is_named() -> None:
    comparison = compared(TALK, [*TALK[:5], *TALK[6:]])
    assert found(comparison) == [("only_first", 6, None)]


@pytest.mark.parametrize("minutes", [5, 60, -1440, 60 * 24 * 30])
def test_a_changed_time_is_named(minutes: int) -> None:
    forged = changed(4, lambda said: (said[0] + timedelta(minutes=minutes), said[1], said[2]))
    assert found(compared(TALK, forged)) == [("time", 5, 5)]


def test_words_put_into_another_mouth_are_named() -> None:
    forged = changed(4, lambda said: (said[0], "Li", said[2]))
    assert found(compared(TALK, forged)) == [("sender", 5, 5)]


def test_what_only_one_export_reaches_is_no_difference() -> None:
    assert (compared(TALK, TALK[3:]).outside, compared(TALK, TALK[3:]).differences) == (3, ())
    assert (compared(TALK[:7], TALK).outside, compared(TALK[:7], TALK).differences) == (3, ())


def test_a_first_message_that_both_have_differently_is_a_difference() -> None:
    assert found(compared(TALK, changed(0, lambda said: (said[0], said[1], "bye")))) == [("text", 1, 1)]


def test_summer_that_begins_earlier_in_one_place_is_no_difference() -> None:
    summer = [
        (at + timedelta(hours=1), who, text) if number > 6 else (at, who, text)
        for number, (at, who, text) in enumerate(TALK)
    ]
    assert compared(TALK, summer).differences == ()


def test_placeholders_are_the_same_in_every_language() -> None:
    mine = [
        *TALK,
        (START + timedelta(hours=3), "Ann", "<Medien ausgeschlossen>"),
        (START + timedelta(hours=4), "Li", "Diese Nachricht wurde gelöscht"),
    ]
    theirs = [
        *TALK,
        (START + timedelta(hours=3), "Ann", "\u200e圖片已略去"),
        (START + timedelta(hours=4), "Li", "此訊息已刪除"),
    ]
    assert compared(mine, theirs).differences == ()
    kept = [
        *TALK,
        (START + timedelta(hours=3), "Ann", "<附件: 00000001-PHOTO-2024-01-25-10-00-00.jpg>"),
        (START + timedelta(hours=4), "Li", "bronze it is"),
    ]
    assert found(compared(mine, kept)) == [("text", 12, 12)]


def test_lines_of_the_messenger_are_not_compared() -> None:
    first = read_chat(exported(ANDROID, TALK) + "25.01.24, 19:00 - Nachrichten sind verschlüsselt\n")
    assert compare(first, read_chat(exported(ANDROID, TALK))).differences == ()


def test_two_other_chats_are_not_compared() -> None:
    other = [(at, who, f"other {text}") for at, who, text in TALK]
    with pytest.raises(EvidenceFault) as caught:
        compared(TALK, other)
    assert caught.value.code == "chats_nothing_common"


WORDS = st.lists(
    st.tuples(
        st.integers(1, 500), st.sampled_from(("Ann", "Li")), st.sampled_from(("ok", "yes", "no", "a", "b", "c", "d"))
    ),
    min_size=12,
    max_size=60,
)


@settings(deadline=None, max_examples=60)
@given(WORDS, st.data())
def test_one_edit_in_any_chat_never_goes_unseen(steps: list[tuple[int, str, str]], data: st.DataObject) -> None:
    at, talk = START, [(START, "Ann", "the first"), (START + timedelta(minutes=1), "Li", "the second")]
    for minutes, who, text in steps:
        at += timedelta(minutes=minutes)
        talk.append((at, who, text))
    talk.append((at + timedelta(minutes=1), "Ann", "the last"))
    assert compared(talk, talk).differences == ()
    victim = data.draw(st.integers(2, len(talk) - 2))
    when, who, text = talk[victim]
    edit = data.draw(st.sampled_from(("text", "gone", "new")))
    forged = {
        "text": [*talk[:victim], (when, who, text + "!"), *talk[victim + 1 :]],
        "gone": [*talk[:victim], *talk[victim + 1 :]],
        "new": [*talk[:victim], (when, who, "invented"), *talk[victim:]],
    }[edit]
    comparison = compared(talk, forged)
    assert comparison.differences
    assert {one.kind for one in comparison.differences} <= {"text", "only_first", "only_second"}


def test_long_chats_without_a_certain_message_are_compared_in_time_that_grows_with_them() -> None:
    steps = [(START + timedelta(minutes=number), "Ann", ("ok", "yes", "no")[number % 3]) for number in range(6000)]
    theirs = [steps[0], *steps[2:3000], *steps[3001:]]
    comparison = compared(steps, theirs)
    assert comparison.common + len([one for one in comparison.differences if one.first]) >= 5990
