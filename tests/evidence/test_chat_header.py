"""One line of an export: what is a header, what is none, and that no line makes the pattern work long."""

import re

import pytest

from fairhold.evidence import chat_header
from fairhold.evidence.chat_header import UNKNOWN, header_of, seconds_of
from fairhold.evidence.chat_words import AFTERNOON, MORNING, NIGHT, NOON


@pytest.mark.parametrize(
    "line",
    [
        "",
        "[",
        "1",
        "hello",
        "25/01/2024",
        "25/01/2024, 10:00",
        "25/01/2024, 10:00 Ann: no frame",
        "25/01/2024, 10:00- Ann: no space",
        "25/01-2024, 10:00 - two separators",
        "2024年01年25日 10:00 - two years",
        "025/01/2024, 10:00 - three digits",
        "2024/01/2025, 10:00 - two years",
        "25/01/2024, 1000 - no clock",
        "[25/01/2024, 10:00 - no end",
        "25/01/2024 " + "x" * 30 + " 10:00 - a long word",
        " " * 200 + "25/01/2024, 10:00 - far away",
    ],
)
def test_what_is_not_quite_a_header_is_none(line: str) -> None:
    assert header_of(line) is None


def test_a_header_says_what_was_written_and_where_it_ends() -> None:
    line = "[5/11/23, 2:05:33 PM] Ann: hi"
    header = header_of(line, 7)
    assert header is not None
    assert (header.line, header.first, header.middle, header.last, header.digits) == (7, 5, 11, 23, (1, 2))
    assert (header.hour, header.seconds, line[header.end :]) == (2, 14 * 3600 + 5 * 60 + 33, " Ann: hi")
    layout = header.layout
    assert (layout.frame, layout.separator, layout.years, layout.comma) == ("[", "/", "short", True)
    assert (layout.seconds, layout.part, layout.between, layout.after, layout.dot) == (True, "after", "", "", False)


def test_a_word_that_is_not_known_is_kept_aside() -> None:
    header = header_of("25/01/2024, 9:05 krik - Ann: a")
    assert header is not None
    assert (header.unknown, header.layout.after, header.layout.part) == ("krik", UNKNOWN, "")


@pytest.mark.parametrize("part", [MORNING, AFTERNOON, NOON, NIGHT])
def test_every_part_of_the_day_knows_every_hour_of_twelve(part: str) -> None:
    assert all(seconds_of(hour, 59, 59, part) is not None for hour in range(13))


@pytest.mark.parametrize(
    ("hour", "minute", "second", "part"), [(24, 0, 0, ""), (0, 60, 0, ""), (0, 0, 60, ""), (13, 0, 0, MORNING)]
)
def test_a_time_that_is_none_has_no_seconds(hour: int, minute: int, second: int, part: str) -> None:
    assert seconds_of(hour, minute, second, part) is None


def test_no_pattern_repeats_without_a_bound() -> None:
    for pattern in (chat_header._DATE_FIRST, chat_header._TIME_FIRST):
        bare = re.sub(r"\[[^\]]*\]|\\.|\(\?", "", pattern.pattern)
        assert "*" not in bare
        assert "+" not in bare
