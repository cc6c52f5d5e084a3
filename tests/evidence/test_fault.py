"""The faults of this room: each stands in the documentation with its meaning, and nowhere else does another."""

import re
from pathlib import Path

import pytest

from fairhold.evidence.fault import FAULTS, EvidenceFault
from fairhold.evidence.kinds import KINDS
from fairhold.faults import Malformed

HOME = Path(__file__).resolve().parents[2]


def test_the_page_has_every_fault_with_its_meaning() -> None:
    page = (HOME / "docs" / "concepts" / "evidence.md").read_text("utf-8")
    assert re.findall(r"^\| `([a-z0-9_]+)` \| (.+) \|$", page, re.MULTILINE) == list(FAULTS.items())


def test_every_fault_is_raised_somewhere() -> None:
    rooms = [HOME / "src" / "fairhold" / room for room in ("evidence", "safe", "casefile")]
    files = [path for room in rooms for path in room.glob("*.py") if path.name != "fault.py"]
    source = "".join(path.read_text("utf-8") for path in files)
    assert [code for code in FAULTS if f'"{code}"' not in source] == []


def test_a_fault_tells_its_code_and_why_in_one_line() -> None:
    fault = EvidenceFault("chat_empty", "No line.")
    assert isinstance(fault, Malformed)
    assert (fault.told(), str(fault)) == ("chat_empty: No line.", "No line.")


def test_a_code_that_is_not_listed_cannot_be_raised() -> None:
    with pytest.raises(AssertionError):
        EvidenceFault("other", "")


def test_the_page_has_every_kind_with_its_media_type() -> None:
    page = (HOME / "docs" / "concepts" / "evidence.md").read_text("utf-8")
    rows = re.findall(r"^\| ([a-z0-9]+) \| (.+) \| `(.+)` \|$", page, re.MULTILINE)
    assert rows == [(kind, what, media) for kind, (media, what) in KINDS.items()]
