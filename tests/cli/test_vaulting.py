"""The vault on the command line: in, out, held, erased, and proved; and what breaks it is named."""

import json
from hashlib import sha256
from pathlib import Path

import psycopg
import pytest

from cli.conftest import Fairhold
from cli.test_main_job import market, signed
from fairhold.evidence.scanner import EICAR
from fairhold.settings import Settings
from fairhold.trade import ids

__all__ = ["market"]

NOTE = b"The lids do not close.\n"
HASH = sha256(NOTE).hexdigest()


@pytest.fixture
def order(fairhold: Fairhold, market: tuple[str, str], tmp_path: Path) -> str:
    """An order that both have signed."""
    return signed(fairhold, market, tmp_path)


@pytest.fixture
def note(fairhold: Fairhold, order: str, tmp_path: Path) -> Path:
    """A note in the vault."""
    file = tmp_path / "note.txt"
    file.write_bytes(NOTE)
    told = fairhold(f"evidence add {order} --as buyer --document communication", str(file)).stdout
    assert told == f"{HASH}  txt, 23 bytes, kept\n"
    return file


def test_a_file_goes_in_and_comes_out_with_its_custody(
    fairhold: Fairhold, order: str, note: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.txt"
    assert fairhold(f"evidence get {order} {HASH} --as auditor --out", str(out)).stdout == f"{out}: 23 bytes\n"
    assert out.read_bytes() == NOTE
    told = json.loads(fairhold(f"evidence list {order} --custody --json").stdout)
    (file,) = told["files"]
    assert (file["sha256"], file["kind"], file["state"], file["by"]) == (HASH, "txt", "kept", "buyer")
    assert (file["document"], file["name"], file["facts"]) == ("communication", "note.txt", {})
    assert [entry["action"] for entry in told["custody"]] == ["received", "scanned", "handed_out"]
    assert HASH in fairhold(f"evidence list {order}").stdout
    assert "handed_out" in fairhold(f"evidence list {order} --custody").stdout


def test_held_let_go_and_erased(fairhold: Fairhold, order: str, note: Path) -> None:
    told = fairhold(f"evidence hold {order} {HASH} --as adjudicator:ada --reason court", code=3).stderr
    assert told == "fairhold: not_your_case: Nobody has given you a case on this order.\n"
    fairhold(f"evidence hold {order} {HASH} --as dispute_lead --reason court")
    told = fairhold(f"evidence erase {order} {HASH} --reason privacy", code=3).stderr
    assert told == f"fairhold: vault_held: {HASH} is held by {order}.\n"
    assert "only compliance" in fairhold(f"evidence erase {order} {HASH} --as buyer --reason mine", code=3).stderr
    assert "length >= 3" in fairhold(f"evidence let-go {order} {HASH} --reason x", code=2).stderr
    fairhold(f"evidence let-go {order} {HASH} --reason settled")
    fairhold(f"evidence erase {order} {HASH} --reason privacy")
    told = json.loads(fairhold(f"evidence list {order} --json").stdout)
    assert [(file["state"], file["name"]) for file in told["files"]] == [("erased", "")]
    fairhold("evidence verify")


def test_what_may_not_be_kept_is_said_and_nothing_is_kept(fairhold: Fairhold, order: str, tmp_path: Path) -> None:
    file = tmp_path / "harmless.txt"
    file.write_bytes(EICAR)
    told = fairhold(f"evidence add {order}", str(file), code=2).stderr
    assert told == "fairhold: scan_found: The scanner found Eicar-Test-Signature.\n"
    file.write_bytes(b"")
    assert "vault_empty" in fairhold(f"evidence add {order}", str(file), code=2).stderr
    assert "only adjudicator or" in fairhold(f"evidence add {order} --as bank", str(file), code=3).stderr
    assert json.loads(fairhold(f"evidence list {order} --json").stdout) == {"files": []}
    nobody_s = ids.to_text(ids.ORDER_PREFIX, 1)
    assert f"there is no order {nobody_s}" in fairhold(f"evidence add {nobody_s}", str(file), code=1).stderr


def test_a_flipped_byte_is_named_and_so_is_a_deleted_row(
    fairhold: Fairhold, order: str, note: Path, settings: Settings, tmp_path: Path
) -> None:
    assert "ok  custody" in fairhold("evidence verify").stdout
    sealed = settings.data / "evidence" / "bytes" / HASH[:2] / HASH
    sealed.write_bytes(sealed.read_bytes()[:-1] + b"?")
    assert f"{order}: file {HASH} is damaged" in fairhold("evidence verify", code=1).stdout
    with psycopg.connect(settings.database_url) as owner:
        owner.execute("DELETE FROM custody WHERE seq = 1")
    told = fairhold("verify", code=1).stdout
    assert f"custody: {order}: Entry 1: An entry is missing" in told
    assert f"evidence: {order}: file {HASH} is damaged" in told
    assert json.loads(fairhold("evidence heads --json").stdout) == []
    file = tmp_path / "head.json"
    file.write_text("{}")
    assert "is no head" in fairhold("evidence verify --head", str(file), code=2).stderr
