"""The seven documents of a claim: files are counted by what they were handed in as, else by what they hold."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fairhold.book.custody import File
from fairhold.reading.documents import DOCUMENTS, checklist, document_of
from fairhold.trade.order import Order
from fairhold.trade.who import Role, Who

HOME = Path(__file__).resolve().parents[2]


def file(kind: str, document: str = "", facts: str = "{}") -> File:
    return File(
        order=1,
        sha256="0" * 64,
        size=1,
        kind=kind,
        document=document,
        name="a",
        facts=facts,
        who=Who(Role.BUYER, 1),
        added_at=datetime(2026, 11, 23, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("given", "document"),
    [
        (file("pdf"), ""),
        (file("pdf", "receipt"), "receipt"),
        (file("jpeg"), "pictures"),
        (file("jpeg", "design"), "design"),
        (file("eml"), "communication"),
        (file("txt"), ""),
        (file("txt", facts='{"chat": {}}'), "communication"),
        (file("zip", facts='{"chat": {}}'), "communication"),
    ],
)
def test_a_file_is_what_it_was_handed_in_as_or_what_it_holds(given: File, document: str) -> None:
    assert document_of(given) == document


def test_an_order_that_nobody_signed_has_nothing_attached() -> None:
    found = checklist(Order(id=1), (), {"ab": "pictures"})
    assert [(one.document, one.attached, one.files, one.there) for one in found] == [
        (word, (), ("ab",) if word == "pictures" else (), word == "pictures") for word in DOCUMENTS
    ]


def test_the_page_has_the_seven_with_their_titles() -> None:
    page = (HOME / "docs" / "concepts" / "evidence.md").read_text("utf-8")
    part = page.split("### The seven documents")[1].split("\n## ")[0]
    assert re.findall(r"^\| ([a-z_]+) \| (.+?) \|", part, re.MULTILINE)[1:] == list(DOCUMENTS.items())
