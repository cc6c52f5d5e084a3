"""Bytes to text: what is read, what is refused, and what the refusal says."""

import pytest

from fairhold.lint.ways.decoding import text_of
from fairhold.lint.ways.fault import LINT_BYTES_MAX, Unreadable


def refused(content: bytes, encoding: str = "") -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        text_of(content, encoding)
    return caught.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_utf_8_and_marked_utf_16_are_read_without_being_named(encoding: str) -> None:
    assert text_of("颜色：红色 ± 2 µm".encode(encoding)) == "颜色：红色 ± 2 µm"


@pytest.mark.parametrize("encoding", ["gb18030", "big5", "windows-1252"])
def test_other_encodings_are_read_when_they_are_named(encoding: str) -> None:
    text = "Stärke" if encoding == "windows-1252" else "品質"
    assert text_of(text.encode(encoding), encoding) == text


def test_chinese_in_a_national_encoding_is_refused_with_a_guess() -> None:
    fault = refused("数量：一千件\n颜色：红色".encode("gb18030"))
    assert fault.code == "lint_encoding"
    assert fault.detail == (
        "byte 0xca in line 1 is not UTF-8, perhaps gb18030; save the file as UTF-8 or name its encoding "
        "(gb18030, big5, windows-1252)"
    )


def test_western_letters_in_one_byte_each_are_refused_with_a_guess() -> None:
    fault = refused(b"Gr\xf6\xdfe: 8 cm\nFarbe: gr\xfcn")
    assert "byte 0xf6 in line 1 is not UTF-8, perhaps windows-1252;" in fault.detail


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("Colour: red".encode("utf-16-le"), "the file has NUL characters: it looks like UTF-16 without its mark"),
        (b"Colour: \x00 red and more", "the file has NUL characters: it is no text"),
        ("Colour".encode("utf-32"), "the file is UTF-32; save it as UTF-8"),
    ],
)
def test_nuls_and_utf_32_are_refused(content: bytes, said: str) -> None:
    fault = refused(content)
    assert fault.code == "lint_encoding"
    assert said in fault.detail


def test_a_named_encoding_that_is_not_the_one_is_refused() -> None:
    assert refused(b"\xff\xff", "gb18030").detail == "the file is not gb18030 (line 1)"


@pytest.mark.parametrize("content", [b"", b" \n\t", b"\xef\xbb\xbf"])
def test_nothing_is_refused(content: bytes) -> None:
    assert refused(content).code == "lint_empty"


def test_a_file_over_the_limit_is_refused_before_it_is_read() -> None:
    fault = refused(b"x" * (LINT_BYTES_MAX + 1))
    assert (fault.code, fault.detail) == ("lint_too_large", "more than 1,048,576 bytes (lint_bytes_max)")


def test_hidden_characters_are_kept() -> None:
    text = "red\u202ekcalb\u200b"
    assert text_of(text.encode()) == text
