"""The vault on the command line: in, out, held, erased, and proved; and what breaks it is named."""

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner
from msgspec import structs

from cli.conftest import Fairhold
from cli.test_main_job import market, signed
from evidence.buckets import BUCKET, Server, credentials, libraries, nowhere, server
from fairhold.cli.main import main
from fairhold.evidence.scanner import EICAR
from fairhold.safe.strongroom import strongroom
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


@pytest.fixture
def bucket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """An S3 server with an empty bucket, and who may use it in the environment."""
    credentials(monkeypatch)
    with server(tmp_path) as running:
        yield running


def test_evidence_moves_into_a_bucket_is_proved_there_and_comes_back(
    fairhold: Fairhold, settings: Settings, order: str, note: Path, bucket: Server, tmp_path: Path
) -> None:
    there = structs.replace(settings, evidence_s3=f"s3://{BUCKET}", evidence_s3_url=bucket.url)
    place = f"s3://{BUCKET}/ at {bucket.url}"

    def run(line: str, code: int = 0) -> str:
        result = CliRunner().invoke(main, line.split(), obj=there)
        assert result.exit_code == code, (result.stdout, result.stderr, result.exception)
        return result.stdout + result.stderr

    def looked_at(code: int) -> dict[str, str]:
        (finding,) = [one for one in json.loads(run("doctor --json", code)) if one["what"] == "evidence"]
        return {name: finding[name] for name in ("state", "found")}

    assert looked_at(1) == {"state": "wrong", "found": f"{place}; 1 files still lie in the folder"}
    assert run("evidence move") == f"1 files moved into {place}\n"
    assert bucket.listed() == [f"{HASH[:2]}/{HASH}"]
    assert looked_at(0) == {"state": "ok", "found": f"{place}: written, read, listed and deleted"}
    assert "FAILED" not in run("evidence verify")
    out = tmp_path / "out"
    run(f"evidence get {order} {HASH} --as auditor --out {out}")
    assert out.read_bytes() == NOTE
    assert "is missing" in fairhold("evidence verify", code=1).stdout
    bucket.client.put_object(Bucket=BUCKET, Key=f"{HASH[:2]}/{HASH}", Body=b"bent")
    assert f"file {HASH} is damaged" in run("evidence verify", 1)
    assert json.loads(run("evidence move --back --json", 1).partition("fairhold:")[0]) == {
        "bucket": place,
        "moved": 0,
        "left": [HASH],
    }
    (again := tmp_path / "again.txt").write_bytes(NOTE)
    run(f"evidence add {order} --as supplier {again}")
    assert json.loads(run("evidence move --back --json")) == {"bucket": place, "moved": 1, "left": []}
    assert bucket.listed() == []
    assert "FAILED" not in fairhold("evidence verify").stdout
    assert "Name the bucket first" in fairhold("evidence move", code=2).stderr


def test_a_bucket_that_is_away_is_said_and_the_upload_waits(
    settings: Settings, order: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    libraries()
    credentials(monkeypatch)
    url = nowhere()
    away = structs.replace(settings, evidence_s3=f"s3://{BUCKET}", evidence_s3_url=url)
    file = tmp_path / "note.txt"
    file.write_bytes(NOTE)
    result = CliRunner().invoke(main, ["evidence", "add", order, "--as", "buyer", str(file)], obj=away)
    assert result.exit_code == 4, result.stderr
    assert result.stderr.startswith(f"fairhold: s3://{BUCKET}/ at {url} does not answer: ")
    assert len(list(strongroom(away).arrivals.all())) == 1
    told = CliRunner().invoke(main, ["doctor", "--json"], obj=away)
    (finding,) = [one for one in json.loads(told.stdout) if one["what"] == "evidence"]
    assert (told.exit_code, finding["state"]) == (1, "wrong")
    assert "who may use it" in finding["advice"]
