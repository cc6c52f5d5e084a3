"""The phrase list: each phrase finds its own example, the file says where it comes from, and scanning stays quick."""

import json
import time
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

import write_phrases
from fairhold.lint import phrases
from fairhold.lint.family import Passage
from fairhold.lint.phrases import HITS_MAX, PHRASES, Phrase, remark, scan

FILE = write_phrases.FILE.read_text("utf-8")


def home(phrase: Phrase) -> str:
    return "quality" if phrase.family == "every" else phrase.family


@pytest.mark.parametrize("phrase", PHRASES, ids=lambda phrase: phrase.id)
def test_a_phrase_is_found_in_its_own_example(phrase: Phrase) -> None:
    hits = scan(home(phrase), f"zz {phrase.example}" if phrase.example.isascii() else phrase.example)
    assert phrase.id in {hit.phrase.id for hit in hits}


def test_the_file_has_every_pattern_of_its_source_and_sixty_in_chinese() -> None:
    ids = {phrase.id for phrase in PHRASES}
    assert {f"V{number:03}" for number in range(1, 153)} <= ids
    assert sum(1 for phrase in PHRASES if phrase.id.startswith("Z")) >= 60
    assert len(ids) == len(PHRASES)
    assert all(not phrase.example.isascii() for phrase in PHRASES if phrase.id.startswith("Z"))


def test_every_phrase_says_why_and_what_to_write_with_blanks() -> None:
    kinds = Counter(phrase.kind for phrase in PHRASES)
    assert set(kinds) == set(json.loads(FILE)["kinds"])
    for phrase in PHRASES:
        assert phrases.why(phrase).endswith(".")
        assert "____" in phrases.suggest(phrase) or phrase.kind == "off_platform"


def test_the_file_is_as_its_tool_writes_it() -> None:
    assert write_phrases.written(FILE) == FILE


def test_what_a_pattern_needs_stands_in_all_that_it_matches() -> None:
    assert write_phrases.needs("(?:very )?(?:good|nice) quality") == ("good quality", "nice quality")
    with pytest.raises(ValueError, match="nothing stands in everything"):
        write_phrases.needs(r"\d+")


def test_the_graver_phrase_wins_where_two_overlap_and_then_the_longer() -> None:
    hits = scan("quality", "Quality should be premium and to be confirmed")
    assert [(hit.phrase.id, hit.phrase.severity) for hit in hits] == [("V201", "major"), ("V105", "blocker")]


def test_spans_are_those_of_the_text_as_it_was_written() -> None:
    text = "１．Ｃｏｌｏｕｒ： ＲＥＤ"
    (hit,) = scan("colour", text)
    assert (hit.phrase.id, text[hit.start : hit.end]) == ("V048", "ＲＥＤ")


def test_a_remark_is_only_blamed_for_phrases_that_are_vague_anywhere() -> None:
    faults = remark(Passage("/remarks", "Please send pictures, etc., to be confirmed", start=7))
    assert [(fault.rule, fault.span) for fault in faults] == [("V083", (29, 33)), ("V105", (35, 50))]


def test_only_so_many_hits_are_told() -> None:
    assert len(scan("quality", "durable " * (HITS_MAX + 20))) == HITS_MAX


@given(st.text(max_size=120))
def test_no_text_makes_scanning_fail(text: str) -> None:
    for hit in scan("dispute", text):
        assert 0 <= hit.start < hit.end <= len(text)


@given(st.lists(st.sampled_from([phrase.example for phrase in PHRASES]), max_size=6).map(" ".join))
def test_hits_never_overlap(text: str) -> None:
    hits = scan("packaging", text)
    assert all(one.end <= two.start for one, two in pairwise(hits))


@pytest.mark.parametrize(
    "piece", ["good ", "very ", "as per ", "a", "1 ", "the the ", "quality is ", "to be ", "约", "包装"]
)
def test_scanning_takes_time_in_proportion_to_the_length(piece: str) -> None:
    text = piece * (20_000 // len(piece))
    scan("quality", piece)
    began = time.process_time()
    scan("quality", text)
    assert time.process_time() - began < 30
