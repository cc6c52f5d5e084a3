"""Numbers of bank lines."""

from hashlib import sha256

from fairhold.book.lines import line_number


def test_a_line_has_the_same_positive_number_wherever_it_is_read() -> None:
    digest = sha256(b"DE021203/2026-03-02/7").digest()
    assert line_number("DE021203/2026-03-02/7") == int.from_bytes(digest[:8], "big") >> 1
    assert 0 < line_number("x") < 2**63
