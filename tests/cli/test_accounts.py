"""`fairhold accounts check` without a book."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

from pypdf import PdfWriter

from fairhold.papers.press import press
from fairhold.papers.sheet import Paper, Words


def run(text: str, *words: str, file: str = "-") -> subprocess.CompletedProcess[str]:
    """The command over a text on standard input."""
    return subprocess.run(
        [sys.executable, "-m", "fairhold", "accounts", "check", file, *words],
        input=text,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_number_that_is_not_ours_ends_with_1(tmp_path: Path) -> None:
    ran = run("Our bank changed: DE89 3704 0044 0532 0130 00, card 4111 1111 1111 1111")
    assert ran.returncode == 1
    assert "DE89370400440532013000" in ran.stdout
    assert "... 1111" in ran.stdout
    assert "money sent to a number that is not ours is not protected" in ran.stderr


def test_no_number_and_our_own_are_in_order() -> None:
    assert (run("Monday").returncode, run("Monday").stdout) == (0, "no account number found\n")
    ours = run("GB33BUKB20201555555555", "--json")
    assert (ours.returncode, [one["verdict"] for one in json.loads(ours.stdout)]) == (0, ["ours"])


def test_one_sign_off_is_named() -> None:
    ran = run("GB33BUKB20201555555556")
    assert ran.returncode == 1
    assert "NOT OURS: one sign away from ours" in ran.stdout


def test_the_text_of_a_pdf_is_looked_through_and_one_without_text_is_not_called_safe(tmp_path: Path) -> None:
    blocks = (Words(text="Our bank has changed: DE89 3704 0044 0532 0130 00"),)
    invoice = Paper(title="Invoice", subtitle="", marks=(), footer="", day=date(2026, 3, 5), blocks=blocks)
    file = tmp_path / "invoice.pdf"
    file.write_bytes(press().pdf(invoice))
    ran = run("", file=str(file))
    assert (ran.returncode, "DE89370400440532013000" in ran.stdout) == (1, True)
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.write(file)
    for content in (file.read_bytes(), b"%PDF-1.7 nothing of one"):
        file.write_bytes(content)
        unread = run("", file=str(file))
        assert (unread.returncode, unread.stdout) == (2, "")
        assert "the PDF" in unread.stderr
