"""A whole export of a chat: layouts of many countries, and the traps that a single line cannot show."""

from datetime import date, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.layouts import FIRST, LAYOUTS, Layout
from fairhold.evidence import chat as chat_room
from fairhold.evidence.chat import Chat, Message, read_chat
from fairhold.evidence.chat_header import Header, header_of
from fairhold.evidence.chat_order import DateOrder
from fairhold.evidence.fault import EvidenceFault

TIMES = [
    FIRST,
    FIRST + timedelta(hours=9, minutes=20),
    FIRST + timedelta(hours=12),
    FIRST + timedelta(hours=12, minutes=1),
    FIRST + timedelta(hours=20, minutes=45),
    FIRST + timedelta(days=3, hours=6),
    FIRST + timedelta(days=40, hours=14),
]
"""Midnight, morning, just past noon, afternoon, evening, the next week, another month."""


def written(layout: Layout, said: list[tuple[datetime, str, str]]) -> str:
    """An export: times, senders (empty for none) and texts."""
    return "".join(f"{layout.write(at)}{sender}{': ' if sender else ''}{text}\n" for at, sender, text in said)


def at(moment: datetime, layout: Layout) -> str:
    return moment.isoformat() if layout.seconds else moment.replace(second=0).isoformat()


TIED = "The file does not tell the order of day and month: dmy and mdy fit equally well; "


def said(chat: Chat) -> list[tuple[str, str]]:
    return [(message.sender, message.text) for message in chat.messages]


def fault(text: str, told: DateOrder | None = None) -> tuple[str, str]:
    with pytest.raises(EvidenceFault) as caught:
        read_chat(text, told)
    return caught.value.code, caught.value.detail


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_the_layouts_of_many_phones_are_read_to_the_second_or_minute(layout: Layout) -> None:
    chat = [(TIMES[0], "", "Messages are end-to-end encrypted.")]
    chat += [(moment, ("Ann Buyer", "王 Li")[number % 2], f"line {number}") for number, moment in enumerate(TIMES[1:])]
    read = read_chat(written(layout, chat))
    assert read.messages == tuple(Message(at(moment, layout), sender, text, None) for moment, sender, text in chat)
    assert (read.date_order, read.ambiguous, read.warnings) == (layout.order, False, ())
    assert read.first_lines == (1, 2, 3, 4, 5, 6, 7)


GRID = [
    (order, sep, clock, frame)
    for order, sep, clock, frame in product(
        ("dmy", "mdy", "ymd", "ydm"),
        "-/.",
        ("%H:%M", "%I:%M %p", "%H:%M:%S", "%I:%M:%S %p"),
        ("{day}, {time} - ", "[{day} {time}] "),
    )
]


@pytest.mark.parametrize(("order", "sep", "clock", "frame"), GRID, ids=lambda part: part)
def test_every_order_separator_clock_and_frame_is_told_from_the_dates(
    order: str, sep: str, clock: str, frame: str
) -> None:
    day = sep.join({"d": "%d", "m": "%m", "y": "%y"}[letter] for letter in order)
    layout = Layout("", order, "%S" in clock, lambda when: when.strftime(frame.format(day=day, time=clock)))
    read = read_chat(written(layout, [(moment, "Ann", "yes") for moment in TIMES]))
    assert [message.at for message in read.messages] == [at(moment, layout) for moment in TIMES]
    assert (read.date_order, read.ambiguous) == (order, False)


NAMES = st.text(
    st.characters(exclude_categories=("C", "Z"), exclude_characters=':"“”„«»「」『』\u2010\u2011'),
    min_size=1,
    max_size=20,
)
LINES = st.text(st.characters(exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp")), max_size=30).filter(
    lambda line: not line[:3].lstrip(" [［\u00a0")[:1].isdigit()
)
TEXTS = st.lists(LINES, min_size=1, max_size=3).map(lambda lines: "\n".join(lines).strip())


@settings(deadline=None, max_examples=60)
@given(
    layout=st.sampled_from(LAYOUTS),
    steps=st.lists(st.tuples(st.integers(0, 20_000), NAMES, TEXTS), max_size=6),
)
def test_what_a_phone_wrote_is_read_back_as_it_was(layout: Layout, steps: list[tuple[int, str, str]]) -> None:
    chat, moment = [(FIRST, "First", "begins")], FIRST
    for minutes, sender, text in steps:
        moment += timedelta(minutes=minutes)
        chat.append((moment, sender, text))
    read = read_chat(written(layout, chat))
    assert [(message.at, message.sender, message.text) for message in read.messages] == [
        (at(when, layout), sender, text) for when, sender, text in chat
    ]
    assert read.date_order == layout.order


def test_a_message_has_all_its_lines_and_no_blanks_at_its_ends() -> None:
    read = read_chat(
        "25/01/2024, 10:00 - Ann: terms:\r\n\r\n  1. gold 750\r\n2. no nickel  \r\n\r\n"
        "25/01/2024, 10:05 - Li:  ok \r\n\r\n"
    )
    assert said(read) == [("Ann", "terms:\n\n  1. gold 750\n2. no nickel"), ("Li", "ok")]
    assert read.first_lines == (1, 6)


def test_a_message_without_words_is_a_message() -> None:
    read = read_chat("25/01/2024, 10:00 - Ann: \n25/01/2024, 10:01 - Li:\n")
    assert said(read) == [("Ann", ""), ("Li", "")]


def test_dates_inside_of_a_message_begin_no_message() -> None:
    text = (
        "[25/01/2024, 10:00:00] Ann: you wrote on 24/01/2024, 09:00 - Li: gold\n"
        "24/01/2024, 09:00 - Li: gold, not plated\n"
        "[09:01, 24/01/2024] Li: promised\n"
        "2024-01-24 09:02:11\n"
        "24/01/2024: delivery\n"
        "10.5.20 kg at 3.50 - fine\n"
        "[25/01/2024, 10:05:00] Li: yes\n"
    )
    read = read_chat(text)
    assert [message.sender for message in read.messages] == ["Ann", "Li"]
    assert read.messages[0].text.count("\n") == 5
    assert read.warnings == ("Lines 2, 3, 6 begin like a message of another layout; they are read as text.",)


def test_a_pasted_transcript_does_not_outvote_the_layout_of_the_file() -> None:
    pasted = "".join(f"24/01/2024, 09:{minute:02} - Li: pasted\n" for minute in range(15))
    read = read_chat(f"[25/01/2024, 10:00:00] Ann: look\n{pasted}[25/01/2024, 10:05:00] Li: yes\n")
    assert [message.sender for message in read.messages] == ["Ann", "Li"]
    assert "Lines 2, 3, 4, 5, 6 and 10 more begin like a message of another layout" in read.warnings[0]


def test_a_first_line_that_was_tampered_with_does_not_swallow_the_chat() -> None:
    rest = "".join(f"25/01/2024, 10:{minute:02} - Ann: {minute}\n" for minute in range(30))
    read = read_chat(f"[25/01/2024, 09:59:00] Ann: forged\n{rest}")
    assert len(read.messages) == 30
    assert read.warnings[:2] == (
        "Lines 1 begin like a message of another layout; they are read as text.",
        "The first message begins at line 2; what stands before it is not read.",
    )


def test_a_quoted_date_without_a_name_that_lies_back_is_text() -> None:
    read = read_chat(
        "25/01/2024, 10:00 - Ann: the plan was\n20/01/2024, 12:00 - ready at port\n25/01/2024, 10:10 - Li: yes\n"
    )
    assert said(read) == [("Ann", "the plan was\n20/01/2024, 12:00 - ready at port"), ("Li", "yes")]
    assert read.warnings == ("Lines 2 have a date before the message above and no name; they are read as text.",)


def test_messages_that_step_back_in_time_are_kept_and_named() -> None:
    read = read_chat("25/01/2024, 10:00 - Ann: a\n24/01/2024, 09:00 - Li: b\n25/01/2024, 10:05 - Ann: c\n")
    assert [message.at for message in read.messages] == [
        "2024-01-25T10:00:00",
        "2024-01-24T09:00:00",
        "2024-01-25T10:05:00",
    ]
    assert read.warnings == ("Lines 2 are earlier than the message before.",)


def test_an_impossible_date_among_good_ones_is_text_and_is_named() -> None:
    read = read_chat(
        "25/01/2024, 10:00 - Ann: a\n31/02/2024, 10:01 - Li: b\n25/01/2024, 25:02 - Li: c\n26/01/2024, 10:05 - Li: d\n"
    )
    assert [message.sender for message in read.messages] == ["Ann", "Li"]
    assert read.messages[0].text == "a\n31/02/2024, 10:01 - Li: b\n25/01/2024, 25:02 - Li: c"
    assert read.warnings == ("Lines 2, 3 begin like a message with an impossible date or time; they are read as text.",)


def test_lines_of_the_messenger_have_no_sender() -> None:
    read = read_chat(
        '25/01/2024, 10:00 - You created group "Deal: rings"\n'
        "25/01/2024, 10:00 - Li changed the subject to “Deal: 1,000 rings”\n"
        "25/01/2024, 10:01 - Ann: hello\n"
        "25/01/2024, 10:02 - +86 138 0000 0000 left\n"
    )
    assert [message.sender for message in read.messages] == ["", "", "Ann", ""]
    assert read.messages[0].text == 'You created group "Deal: rings"'


def test_an_order_that_the_file_does_not_tell_is_ambiguous_until_somebody_tells_it() -> None:
    text = "03/04/2024, 10:00 - Ann: a\n03/04/2024, 10:05 - Li: b\n"
    read = read_chat(text)
    assert (read.ambiguous, read.date_order, read.messages[0].at) == (True, "dmy", "2024-04-03T10:00:00")
    assert read.warnings == (TIED + "ask whose phone it is, and read again with the order told.",)
    told = read_chat(text, "mdy")
    assert (told.ambiguous, told.date_order, told.messages[0].at) == (False, "mdy", "2024-03-04T10:00:00")
    assert told.warnings == ()


def test_an_order_that_cannot_be_is_refused_even_if_it_is_told() -> None:
    assert fault("25/01/2024, 10:00 - Ann: a\n", "mdy") == (
        "chat_dates",
        "The date in line 1 is none in the order mdy.",
    )
    assert fault("25/01/2024, 10:00 - Ann: a\n", "ymd")[0] == "chat_dates"


def test_dates_of_another_calendar_are_not_guessed() -> None:
    buddhist = read_chat("15/3/2567 14:05 - S: x\n16/3/2567 14:05 - S: y\n", today=date(2026, 1, 1))
    assert buddhist.messages[0].at == "2567-03-15T14:05:00"
    assert "is of 2567-03-16, which has not come yet" in buddhist.warnings[0]
    jalali = read_chat("۱۴۰۲/۱۱/۰۵،\u200f ۱۴:۰۵ - رضا: سلام\n")
    assert jalali.messages[0].at == "1402-11-05T14:05:00"
    assert "before the messenger existed" in jalali.warnings[0]
    assert fault("1402/02/31 14:05 - R: x\n") == (
        "chat_dates",
        "The date in line 1 is none in any order of day, month and year.",
    )


def test_an_era_that_is_written_is_counted_in_and_said() -> None:
    read = read_chat("[3/18/2565 BE, 14:56:01] Ann: a\n")
    assert read.messages[0].at == "2022-03-18T14:56:01"
    assert read.warnings == ("The years are marked as of the Buddhist era; 543 is taken off.",)


def test_an_unknown_word_beside_a_clock_of_12_hours_stops_the_reading() -> None:
    assert fault("25/01/2024, 9:05 krik - Ann: a\n25/01/2024, 2:05 krak - Ann: b\n") == (
        "chat_time_word",
        "Beside the time stands 'krak', 'krik': is it a half of the day? Not known here.",
    )


def test_an_unknown_half_of_the_day_beside_a_known_one_stops_the_reading() -> None:
    assert fault("25/01/2024, 9:05 am - Ann: a\n25/01/2024, 2:05 krak - Ann: b\n")[0] == "chat_time_word"
    many = "25/01/2024, 9:05 am - Ann: a\n" * 30
    assert len(read_chat(f"{many}25/01/2024, 2:05 krak - quoted\n").messages) == 30


def test_an_unknown_word_beside_a_clock_of_24_hours_is_harmless() -> None:
    read = read_chat("25/01/2024 blah 09:05 - Ann: a\n25/01/2024 blah 14:05 - Ann: b\n")
    assert [message.at for message in read.messages] == ["2024-01-25T09:05:00", "2024-01-25T14:05:00"]


@pytest.mark.parametrize(
    ("time", "hour"),
    [
        ("上午9:05", 9),
        ("上午12:05", 0),
        ("下午12:05", 12),
        ("下午2:05", 14),
        ("凌晨12:05", 0),
        ("凌晨3:05", 3),
        ("中午12:05", 12),
        ("中午1:05", 13),
        ("中午11:05", 11),
        ("晚上8:05", 20),
        ("晚上12:05", 0),
        ("午後0:05", 12),
        ("午前0:05", 0),
        ("下午14:05", 14),
    ],
)
def test_parts_of_the_day_give_the_hour(time: str, hour: int) -> None:
    assert read_chat(f"2024/1/25 {time} - 王: 好\n").messages[0].at == f"2024-01-25T{hour:02}:05:00"


def test_a_time_that_is_none_is_refused_when_there_is_no_other() -> None:
    assert fault("25/01/2024, 14:05 AM - Ann: a\n") == (
        "chat_clock",
        "The time in line 1 is none, or does not go with the word beside it.",
    )
    assert fault("25/01/2024, 24:05 - Ann: a\n")[0] == "chat_clock"


@pytest.mark.parametrize("text", ["", "\n\n", "hello\nworld\n", "25/01/2024\n", "[x] Ann: hi\n", "123\n"])
def test_a_text_without_messages_is_refused(text: str) -> None:
    assert fault(text)[0] == "chat_empty"


def test_more_messages_than_the_limit_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chat_room, "MESSAGES_MAX", 2)
    line = "25/01/2024, 10:00 - Ann: a\n"
    assert len(read_chat(line * 2).messages) == 2
    assert fault(line * 3) == ("chat_too_many_messages", "3 messages; at most 2 are read.")


def test_marks_of_direction_are_taken_out_of_names_and_texts() -> None:
    read = read_chat(
        "\ufeff\u200e[25/01/2024, 10:00:00] \u202a+1\u00a0(555)\u00a0010\u20110199\u202c: \u200epay \u202eereh\n"
    )
    assert said(read) == [("+1 (555) 010-0199", "pay ereh")]


def test_what_messages_say_about_themselves_is_counted() -> None:
    read = read_chat(
        "25/01/2024, 10:00 - Ann: <Media omitted>\n"
        "25/01/2024, 10:01 - Ann: IMG-20240125-WA0001.jpg (file attached)\nthe ring\n"
        "25/01/2024, 10:02 - Li: This message was deleted\n"
        "25/01/2024, 10:03 - Li: gold 750 <This message was edited>\n"
    )
    assert [message.attachment for message in read.messages] == [None, "IMG-20240125-WA0001.jpg", None, None]
    assert read.messages[1].text == "IMG-20240125-WA0001.jpg (file attached)\nthe ring"
    assert read.warnings == (
        "Messages that stand for media that the export leaves out: 1.",
        "Messages that say that they were deleted: 1.",
        "Messages that say that they were edited after sending: 1.",
    )


def test_work_grows_with_the_length_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def calls(messages: int) -> int:
        seen = 0

        def counted(line: str, number: int) -> Header | None:
            nonlocal seen
            seen += 1
            return header_of(line, number)

        with monkeypatch.context() as patch:
            patch.setattr(chat_room, "header_of", counted)
            read_chat("25/01/2024, 10:00 - Ann: a\nmore\n" * messages)
        return seen

    assert (calls(100), calls(1000)) == (201, 2001)
