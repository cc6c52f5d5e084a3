"""Papers on the command line: an order's contract and how provable it is, and the report of a file."""

import json
from hashlib import sha256
from pathlib import Path

import pytest

from cli.conftest import Fairhold
from cli.test_main_job import market, signed
from fairhold.trade import ids
from papers.reading_back import said, squeezed

__all__ = ["market"]


@pytest.fixture
def order(fairhold: Fairhold, market: tuple[str, str], tmp_path: Path) -> str:
    """An order that both have signed."""
    return signed(fairhold, market, tmp_path)


def test_an_order_s_papers_are_written_to_a_file(fairhold: Fairhold, order: str, tmp_path: Path) -> None:
    out = tmp_path / "contract.pdf"
    told = fairhold(f"order paper {order} --out", str(out)).stdout
    assert told == f"{out}: {out.stat().st_size:,} bytes\n"
    text = said(out.read_bytes())
    assert squeezed(f"Purchase contract Tumblers Order {order}, version 1, signed by buyer and supplier") in text
    assert squeezed("Harbour Homeware, US") in text
    again = tmp_path / "again.pdf"
    fairhold(f"order paper {order} --kind contract --version 1 --out", str(again))
    assert again.read_bytes() == out.read_bytes()
    fairhold(f"order paper {order} --kind provability --out", str(out))
    assert said(out.read_bytes()).startswith(squeezed("Provability report Tumblers"))


def test_what_cannot_be_printed_is_said_in_one_line(fairhold: Fairhold, order: str, tmp_path: Path) -> None:
    out = tmp_path / "x.pdf"
    nobody_s = ids.to_text(ids.ORDER_PREFIX, 1)
    told = fairhold(f"order paper {nobody_s} --out", str(out), code=1).stderr
    assert told == f"fairhold: there is no order {nobody_s}\n"
    told = fairhold(f"order paper {order} --version 9 --out", str(out), code=1).stderr
    assert told == f"fairhold: {order} has no version 9\n"
    nowhere = tmp_path / "no" / "x.pdf"
    told = fairhold(f"order paper {order} --out", str(nowhere), code=2).stderr
    assert told == f"fairhold: {nowhere}: No such file or directory\n"
    assert list(tmp_path.glob("*.pdf")) == []


def test_the_report_of_a_file_is_written_beside_the_answer(fairhold: Fairhold, tmp_path: Path) -> None:
    file, out = tmp_path / "order.txt", tmp_path / "report.pdf"
    file.write_text("Colour: red\n")
    told = fairhold(f"lint {file} --pdf {out}", code=1).stdout
    assert told.startswith("Score 0 of 100: weak. 1 blocker.")
    text = said(out.read_bytes())
    assert squeezed("Provability report order.txt Read as text, checked on") in text
    assert squeezed("Colour: red Why") in text
    assert sha256(b"Colour: red\n").hexdigest() in text
    missing = tmp_path / "no" / "report.pdf"
    assert fairhold(f"lint {file} --pdf {missing}", code=2).stdout == ""


def test_the_payment_card_in_words_as_json_and_on_paper(fairhold: Fairhold, order: str, tmp_path: Path) -> None:
    out = tmp_path / "card.pdf"
    lines = fairhold(f"order payment-card {order} --out", str(out)).stdout.splitlines()
    card = json.loads(fairhold(f"order payment-card {order} --json").stdout)
    assert lines[0].startswith("Initial payment: ")
    assert f"    words      {' '.join(card['words'])}" in lines
    assert f"    check      {card['link']}" in lines
    assert card["link"].startswith("http://127.0.0.1:8390/verify/")
    assert squeezed(card["account"]) in said(out.read_bytes())
    nobody_s = ids.to_text(ids.ORDER_PREFIX, 1)
    assert "there is no order" in fairhold(f"order payment-card {nobody_s}", code=1).stderr
