"""Cursors go back to the number they came from, for their own list and secret only."""

import pytest

from fairhold.reading.cursor import CursorInvalid, Cursors

CURSORS = Cursors(bytes(range(32)))


@pytest.mark.parametrize("number", [0, 1, 2**63 - 1])
def test_a_cursor_is_read_back(number: int) -> None:
    assert CURSORS.read(CURSORS.write(number, "orders|a"), "orders|a") == number


@pytest.mark.parametrize("text", ["", "x", "é", "AAAA", "A" * 27, CURSORS.write(7, "orders|b")])
def test_what_is_no_cursor_of_the_list_is_refused(text: str) -> None:
    with pytest.raises(CursorInvalid):
        CURSORS.read(text, "orders|a")


def test_a_cursor_of_another_secret_is_refused() -> None:
    with pytest.raises(CursorInvalid):
        Cursors(bytes(32)).read(CURSORS.write(7, "orders|a"), "orders|a")
    with pytest.raises(ValueError):
        Cursors(b"short")
