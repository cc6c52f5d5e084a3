"""Texts and names from outside as they are shown."""

import pytest

from fairhold.evidence.display import NAME_CHARS_MAX, shown, shown_name


def test_what_steers_a_terminal_or_turns_the_writing_is_replaced() -> None:
    assert shown("a\x1b[31mb\u202ec\x9bd\te\nf\r") == "a\ufffd[31mb\ufffdc\ufffdd\te\nf\ufffd"
    assert shown("मुंबई 王 👩\u200d🔧") == "मुंबई 王 👩\u200d🔧"


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("ring.jpg", "ring.jpg"),
        ("../../etc/passwd", "passwd"),
        ("C:\\evil\\ring.jpg", "ring.jpg"),
        ("ring\u202egpj.exe", "ringgpj.exe"),
        ("a\nb\tc\x00.pdf", "a b c.pdf"),
        ("  . .. ", "unnamed"),
        ("", "unnamed"),
        ("folder/", "unnamed"),
        ("合同 最终.pdf", "合同 最终.pdf"),
    ],
)
def test_a_name_is_shown_without_path_and_tricks(name: str, seen: str) -> None:
    assert shown_name(name) == seen


def test_a_long_name_keeps_its_ending() -> None:
    seen = shown_name("x" * 300 + ".pdf")
    assert len(seen) == NAME_CHARS_MAX
    assert seen.endswith("x….pdf")
    assert len(shown_name("x" * 300 + "." + "y" * 300)) == NAME_CHARS_MAX
