"""SWIFT text taken apart: envelopes and headings of banks, fields and their lines, and that nothing is left over."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bank.swift_text import HEAD, entry, read_or_fault, refused, statement
from fairhold.bank.fault import ERRORS
from fairhold.bank.mt940 import read_swift
from fairhold.bank.statement import Kind
from fairhold.bank.swift import Field, decoded, looks_like_swift, messages_of
from fairhold.bank.tree import Limits

LIMITS = Limits()
ONE = statement(entry())


def test_a_message_is_its_fields_with_the_lines_where_they_begin() -> None:
    (message,) = messages_of(":20:A\n:86:one\ntwo \n\n three\n:21:B\n-\n", LIMITS)
    assert message.type == ""
    assert message.fields == [Field("20", "A", 1), Field("86", "one\ntwo \n\n three", 2), Field("21", "B", 6)]


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}\n{ONE.removesuffix('-' + chr(10))}-}}{{5:{{CHK:123456789ABC}}}}\n",
        f"\x01{HEAD}\n{ONE.removesuffix('-' + chr(10))}-}}\x03",
        f"{HEAD}{ONE.removesuffix('-' + chr(10))}-}}",
        f"{{1:F01FAIRGB2LAXXX0000000000}}\n{{2:I940FAIRGB2LXXXXN}}\n{{3:{{108:MT}}}}\n{{4:\n{ONE}",
        f"FAIRGB2L\n940\nFAIRGB2L\n{ONE}",
        f"940 00\n{ONE}",
        f":940:\n{ONE}",
        f"\ufeff{ONE}".removeprefix("\ufeff"),
        f"\n\n{ONE}\n\n\x1a",
        ONE.replace("\n", "\r\n"),
        ONE.replace("\n", "\r"),
        ONE.removesuffix("-\n"),
        ONE.replace("-\n", "-   \n"),
    ],
)
def test_envelopes_and_headings_of_banks_change_nothing(text: str) -> None:
    assert read_swift(text) == read_swift(ONE)


@pytest.mark.parametrize("type_", ["940", "950"])
def test_the_envelope_says_the_type(type_: str) -> None:
    (found,) = read_swift(HEAD.replace("O940", f"O{type_}") + "\n" + ONE)
    assert found.kind is Kind.STATEMENT
    other = refused(HEAD.replace("O940", "O941") + "\n" + ONE)
    assert (other.code, other.detail) == ("statement_version_unknown", "MT941 is not read, MT940, MT942 and MT950 are")
    assert refused(f":941:\n{ONE}").code == "statement_version_unknown"


def test_several_messages_stand_one_behind_the_other_with_or_without_an_end() -> None:
    second = ONE.replace("00045/001", "00046/001").replace("BANK-1", "BANK-2")
    for text in (ONE + second, ONE.removesuffix("-\n") + second, f"{HEAD}\n{ONE[:-2]}-}}{HEAD}\n{second[:-2]}-}}"):
        assert [one.sequence for one in read_swift(text)] == [45, 46]


@pytest.mark.parametrize(
    ("text", "code", "line", "pointer"),
    [
        ("hello\n" + ONE, "statement_text_outside", 1, "/"),
        (ONE + "hello\n", "statement_text_outside", 8, "/"),
        (":25:ACCOUNT\n" + ONE, "statement_text_outside", 1, "/"),
        (ONE.replace(":25:", ":99:X\n:25:"), "statement_tag_unknown", 2, "/:20:"),
        (ONE.replace(":62F:", ":61Z:X\n:62F:"), "statement_tag_unknown", 6, "/:61:"),
        (ONE.replace(":62F:", "{1:X}\n:62F:"), "statement_text_outside", 6, "/:61:"),
        (f"{HEAD} }} x\n{ONE}", "statement_text_outside", 1, "/"),
        ("{9:X}\n" + ONE, "statement_text_outside", 1, "/"),
        (ONE.replace("START1", "STA\x00RT"), "statement_text_outside", 1, "/"),
        (ONE.replace("START1", "STA\x1bRT"), "statement_text_outside", 1, "/"),
        (ONE.replace("START1", "X" * 4_001), "statement_text_too_long", 1, "/"),
        (ONE.replace(":62F:", ":86:" + ("y" * 2_500 + "\n") * 2 + ":62F:"), "statement_text_too_long", 6, "/:86:"),
        ("", "statement_empty", 0, "/"),
        ("\n\n-\n", "statement_empty", 0, "/"),
    ],
)
def test_text_that_belongs_to_no_field_refuses_the_file(text: str, code: str, line: int, pointer: str) -> None:
    fault = refused(text)
    assert (fault.code, fault.line, fault.pointer) == (code, line, pointer)


def test_text_that_only_looks_like_a_tag_is_part_of_its_field_when_it_is_not_at_the_start() -> None:
    (message,) = messages_of(":20:A\n:86:at 10:20:30 and :61: too\n:no tag here\n-", LIMITS)
    assert message.fields[1].text == "at 10:20:30 and :61: too\n:no tag here"


@pytest.mark.parametrize(
    ("text", "is_swift"),
    [
        (ONE, True),
        (HEAD, True),
        ("\ufeff" + ONE, True),
        ("FAIRGB2L\n940\n" + ONE, True),
        (":942:\n", True),
        ("date;amount\n2026-11-23;1", False),
        ("", False),
        ("x :20:", False),
        ("x" * 5_000 + "\n:20:", False),
    ],
)
def test_a_file_is_swift_text_by_what_is_in_it(text: str, is_swift: bool) -> None:
    assert looks_like_swift(text) is is_swift


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("Zürich".encode(), "Zürich"),
        ("Zürich".encode("utf-8-sig"), "Zürich"),
        ("Zürich".encode("utf-16"), "Zürich"),
        ("Zürich".encode("latin-1"), "Zürich"),
        (b"\xff\xfe\x00", "\xff\xfe\x00"),
    ],
)
def test_a_file_is_decoded_by_its_mark_as_utf_8_or_byte_by_byte(content: bytes, text: str) -> None:
    assert decoded(content) == text


@given(st.text(st.sampled_from(":-{}20F6159CD,USD\n\r A\x01é"), max_size=200))
def test_no_text_breaks_the_reader(text: str) -> None:
    found = read_or_fault(text)
    assert isinstance(found, list) or found.code in ERRORS
