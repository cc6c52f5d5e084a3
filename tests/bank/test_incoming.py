"""A file from the bank is read by what is in it, and a bundle is believed whole or not at all."""

import gzip
from collections.abc import Callable
from typing import Any

import pytest

from bank import swift_text
from bank.swift_text import HEAD, report
from bank.swift_text import statement as swift
from bank.test_bundle import zipped
from fairhold.bank.fault import StatementError
from fairhold.bank.incoming import read_incoming
from fairhold.bank.statement import Kind

Build = Callable[..., Any]


def refused(content: bytes) -> StatementError:
    """The fault that a file is refused for."""
    with pytest.raises(StatementError) as caught:
        read_incoming(content)
    return caught.value


def test_each_format_is_known_by_its_content(statement_file: Build, entry: Build) -> None:
    camt = statement_file(entry())
    text = swift(swift_text.entry()).encode()
    for content in (camt, text, gzip.compress(camt), gzip.compress(text), (HEAD + "\n").encode() + text):
        (one,) = read_incoming(content)
        assert (one.name, [found.moved for found in one.statements]) == ("", [2_500_000])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_mark_of_the_encoding_changes_nothing(encoding: str, statement_file: Build, entry: Build) -> None:
    camt = statement_file(entry()).decode()
    other = camt.replace("UTF-8", "UTF-16") if encoding == "utf-16" else camt
    assert read_incoming(other.encode(encoding))[0].statements[0].moved == 2_500_000
    assert read_incoming(swift(swift_text.entry()).encode(encoding))[0].statements[0].moved == 2_500_000


def test_letters_outside_of_utf_8_are_read_byte_by_byte() -> None:
    content = swift(swift_text.entry(about="Zürich")).encode("latin-1")
    assert read_incoming(content)[0].statements[0].lines[0].unstructured == ("Zürich",)


def test_a_bundle_may_hold_files_of_every_format(notification_file: Build) -> None:
    content = zipped(
        ("1.sta", swift(swift_text.entry()).encode()),
        ("2.xml", notification_file()),
        ("3.gz", gzip.compress(report(swift_text.entry()).encode())),
    )
    found = read_incoming(content)
    assert [(one.name, [each.kind for each in one.statements]) for one in found] == [
        ("1.sta", [Kind.STATEMENT]),
        ("2.xml", [Kind.NOTIFICATION]),
        ("3.gz", [Kind.NOTIFICATION]),
    ]
    assert found[2].content == report(swift_text.entry()).encode()


def test_one_bad_file_refuses_its_bundle_and_is_named() -> None:
    bad = swift(swift_text.entry(), closing=":62F:C261123USD1,00").encode()
    fault = refused(zipped(("good.sta", swift(swift_text.entry()).encode()), ("bad.sta", bad)))
    assert (fault.code, fault.line, fault.pointer) == ("statement_balance_mismatch", 6, "/bad.sta/:62F:")
    assert refused(zipped(("notes.txt", b"hello"))).pointer == "/notes.txt/"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"   ",
        b"hello",
        b"%PDF-1.7",
        b"date;amount\n2026-11-23;1.00\n",
        b"\x00\x01\x02",
        b"{}",
        gzip.compress(b"hello"),
    ],
)
def test_what_is_neither_of_them_is_refused(content: bytes) -> None:
    assert refused(content).code == "statement_unknown_format"


def test_markup_that_is_no_statement_is_refused_as_markup() -> None:
    assert refused(b"<html/>").code == "statement_not_camt"
    assert refused(b"<?xml version='1.0'?><!DOCTYPE x><x/>").code == "statement_dtd"
    assert refused(b" <x").code == "statement_not_xml"
