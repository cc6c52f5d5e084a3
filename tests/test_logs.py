"""The log's lines: one JSON object each, or text for a person."""

import json
import logging
import sys

import pytest

from fairhold import logs
from fairhold.logs import JsonLine, TextLine


def record(**extra: object) -> logging.LogRecord:
    made = logging.makeLogRecord({"name": "fairhold.desk", "levelname": "INFO", "msg": "batch of %d", "args": (3,)})
    made.created = 1_790_000_000.25
    made.__dict__.update(extra)
    return made


def test_a_line_is_one_json_object_with_what_was_given_beside_the_words() -> None:
    assert json.loads(JsonLine().format(record(order="ord_1", text="zwei\nZeilen"))) == {
        "at": "2026-09-21T14:13:20.250Z",
        "level": "info",
        "where": "fairhold.desk",
        "what": "batch of 3",
        "order": "ord_1",
        "text": "zwei\nZeilen",
    }
    assert "\n" not in JsonLine().format(record(text="zwei\nZeilen"))


def test_an_error_is_told_with_its_traceback() -> None:
    try:
        raise ValueError("wrong")
    except ValueError:
        line = record(exc_info=sys.exc_info())
    assert json.loads(JsonLine().format(line))["error"].endswith("ValueError: wrong")
    assert TextLine().format(line).endswith("ValueError: wrong")


def test_a_person_reads_time_level_words_and_values() -> None:
    assert TextLine().format(record(order="ord_1")) == "14:13:20 info    batch of 3 order=ord_1"


def test_starting_twice_writes_each_line_once(capsys: pytest.CaptureFixture[str]) -> None:
    before = logging.root.handlers[:], logging.root.level
    try:
        logs.start("info", "text")
        logs.start("warning", "text")
        logging.getLogger("fairhold").warning("once")
        logging.getLogger("fairhold").info("never")
    finally:
        logging.root.handlers[:] = before[0]
        logging.root.setLevel(before[1])
    assert capsys.readouterr().err.count("once") == 1
