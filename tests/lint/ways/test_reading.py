"""Which way in a file takes: told by its content, or named."""

import random
from pathlib import Path
from typing import get_args

import pytest

from fairhold.lint.ways.fault import ERRORS, Unreadable
from fairhold.lint.ways.reading import Way, read
from fairhold.lint.ways.taken import Format

ORDER = (Path(__file__).parent / "orders" / "order.xml").read_bytes()


@pytest.mark.parametrize(
    ("content", "format"),
    [
        (b'{"title": "Cups"}', "json"),
        (b'\xef\xbb\xbf \n{"contract": {}}', "json"),
        (b'title = "Cups"\n', "toml"),
        (b"# an order\n\n[[lines]]\nquantity = 5\n", "toml"),
        (b"ship_by = 2019-08-05", "toml"),
        (b"[goods.packaging]\ncartons = 5", "toml"),
        (ORDER, "ubl"),
        (b"\n" + ORDER.partition(b"\n")[2], "ubl"),
        (ORDER.decode().replace("UTF-8", "UTF-16").encode("utf-16"), "ubl"),
        (b"item;qty\nCup;5\n", "csv"),
        ("品名,数量\n杯子,5\n".encode(), "csv"),
        (b"Colour: red", "text"),
        (b"Title = the name of the goods", "text"),
        (b"Item, quantity and price as agreed.\n", "text"),
        (b"[Draft] Colour: red", "text"),
        (b"size < 5 cm", "text"),
        ("颜色：红色".encode("utf-16"), "text"),
    ],
)
def test_the_format_is_told_by_the_content(content: bytes, format: str) -> None:
    assert read(content).format == format


def test_a_named_format_is_believed() -> None:
    assert read(b'{"title": "Cups"}', "text").draft.clauses == ('{"title": "Cups"}',)
    assert read("材质：钢".encode("gb18030"), "text", "gb18030").draft.clauses == ("材质：钢",)
    with pytest.raises(Unreadable, match="lint_syntax"):
        read(b"Colour: red", "json")
    with pytest.raises(Unreadable, match="lint_syntax"):
        read(b"Colour: red", "ubl")


def code_of(content: bytes, way: Way) -> str:
    """The code by which a file is refused, empty if it is read."""
    try:
        read(content, way)
    except Unreadable as fault:
        return fault.code
    return ""


def test_whatever_bytes_come_they_are_read_or_refused_by_a_known_code() -> None:
    dice = random.Random(4)
    starts = [b"", b"{", b"<", b"title = ", b"item,qty\n", ORDER[:200], b"\xff\xfe", "颜色".encode("gb18030")]
    for _ in range(400):
        content = dice.choice(starts) + dice.randbytes(dice.randrange(60))
        assert {code_of(content, way) for way in get_args(Format)} <= {"", *ERRORS}
        assert code_of(content, "auto") in {"", *ERRORS}
