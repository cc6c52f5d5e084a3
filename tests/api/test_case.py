"""The case bundle: complete for somebody outside, checked by its own program in plain Python, every change named."""

import ast
import io
import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from api.inspected import Inspected
from api.marketplace import Caller, Marketplace, done, usd
from api.test_evidence import actions, bring
from evidence import files
from fairhold.book.connection import connect
from fairhold.book.outbox import everything_waiting
from fairhold.book.verify import verify as verify_book
from fairhold.casefile import bundle, verify
from fairhold.evidence.custody import ACTIONS
from fairhold.safe import daily
from fairhold.safe.strongroom import strongroom
from fairhold.settings import Settings
from papers.reading_back import said, squeezed

NOTE, CHAT, SECRET = b"The lids do not close.\n", b"Yes, we know about the lids.\n", b"a passport\n"
HASHES = [sha256(data).hexdigest() for data in (SECRET, NOTE, CHAT)]
STANDARD = ["hashlib", "json", "os", "sys", "typing", "collections", "__future__"]


def opened(fresh: Marketplace, tmp_path: Path) -> Inspected:
    """An inspected order in dispute, with an amended contract, messages, evidence of both sides, one of it erased, and
    a signed head over most of it.
    """
    one = Inspected(fresh)
    shown = done(fresh.buyer.get(one.path))
    one.ask(fresh.buyer, "amend", contract=shown["contract"] | {"remarks": "No polybags."})
    waiting = done(fresh.supplier.get(one.path))["amendment"]
    one.ask(fresh.supplier, "accept-amendment", fingerprint=waiting["fingerprint"])
    one.ask(fresh.buyer, "post-message", text="Do the lids close? <b>{0}</b> \u202e\x01 😀")
    filed = {"channel": "whatsapp", "sender": "supplier", "sent_on": "2020-01-02", "text": "Like a vault."}
    one.ask(fresh.buyer, "file-outside-message", **filed)
    one.ready()
    one.reported(one.begun(), "fail", {"major": 11})
    for who, data, name in (
        (fresh.buyer, SECRET, "id.txt"),
        (fresh.buyer, NOTE, "../<n>.txt"),
        (fresh.supplier, CHAT, "c.txt"),
    ):
        assert bring(who, one.id, data, name).status_code == 201
    path = f"{one.path}/evidence/{HASHES[0]}/erase"
    done(fresh.compliance.post(path, {"reason": "a passport was in it"}))
    room = strongroom(Settings(data=tmp_path))
    with connect(fresh.url) as connection:
        for days in (1, 2):
            daily.sign_day(room, connection, datetime.now(UTC) + timedelta(days=days), "UTC")
    opening = {"grounds": ["pre_ship_quality"], "amount": usd(100_000), "statement": "The lids do not close."}
    one.ask(fresh.buyer, "open-dispute", **opening)
    photo = {"kind": "photo", "title": "A lid", "grounds": ["pre_ship_quality"], "shows": "It does not close."}
    one.ask(fresh.buyer, "file-evidence", exhibit=photo | {"sha256": HASHES[1]})
    return one


def ruled(fresh: Marketplace, tmp_path: Path) -> Inspected:
    """The same, ruled on by time, and another head signed."""
    one = opened(fresh, tmp_path)
    clock = done(fresh.operator.post("/v1/test/clocks", {"now": datetime.now(UTC).isoformat()}), 201)["id"]
    done(fresh.operator.post(f"/v1/test/clocks/{clock}/attach", {"order": one.id}))
    later = datetime.now(UTC) + timedelta(days=47)
    done(fresh.operator.post(f"/v1/test/clocks/{clock}/advance", {"to": later.isoformat()}))
    assert bring(fresh.buyer, one.id, files.jpeg(), "lid.jpg").status_code == 201
    with connect(fresh.url) as connection:
        assert daily.sign_day(strongroom(Settings(data=tmp_path)), connection, later, "UTC") is not None
    return one


def got(who: Caller, order: str) -> bytes:
    answer = who.get(f"/v1/orders/{order}/case.zip")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["content-disposition"] == f'attachment; filename="{order}-case.zip"'
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert int(answer.headers["content-length"]) == len(answer.content)
    return answer.content


def unpacked(data: bytes, folder: Path) -> Path:
    with zipfile.ZipFile(io.BytesIO(data)) as found:
        found.extractall(folder)
    return folder


def checked(folder: Path) -> tuple[int, list[str]]:
    """What the bundle's own program says, in a Python that knows no path and no library."""
    words = [sys.executable, "-I", "-S", str(folder / "verify.py")]
    ran = subprocess.run(words, capture_output=True, text=True, check=False, env={}, cwd="/")
    assert ran.stderr == ""
    return ran.returncode, ran.stdout.splitlines()


def changed(name: str, place: int = -2) -> Callable[[Path], None]:
    """One byte of a file is another one."""

    def change(folder: Path) -> None:
        path = folder / name
        data = bytearray(path.read_bytes())
        data[place] ^= 1
        path.write_bytes(bytes(data))

    return change


def rewritten(name: str, change: Callable[[Any], None]) -> Callable[[Path], None]:
    """A file says something else, and the list of files goes along, as somebody would do who hides it."""

    def write(folder: Path) -> None:
        told = json.loads((folder / name).read_bytes())
        change(told)
        data = json.dumps(told, ensure_ascii=False).encode()
        (folder / name).write_bytes(data)
        manifest = json.loads((folder / "manifest.json").read_bytes())
        for one in manifest["files"]:
            if one["name"] == name:
                one |= {"size": len(data), "sha256": sha256(data).hexdigest()}
                (folder / "manifest.json").write_text(json.dumps(manifest))

    return write


def _note(told: Any) -> None:
    told["entries"][0]["note"] = "upload of another day"


def _cut(told: Any) -> None:
    del told["entries"][2]


def _root(told: Any) -> None:
    told["heads"][-1]["root"] = "0" * 64


def _proof(told: Any) -> None:
    told["proofs"][0]["proof"][0] = "0" * 64


def _grown(told: Any) -> None:
    told["heads"][0]["grown"] = []


def _text(told: Any) -> None:
    told["messages"][0]["text"] = "No."


def _signature(told: Any) -> None:
    told["signature"] = "".join("0" if sign != "0" else "1" for sign in told["signature"][:2]) + told["signature"][2:]


def _unerased(told: Any) -> None:
    told["files"][0]["erased"] = False
    told["files"][0]["file"] = told["files"][1]["file"]


FAULTS: dict[str, tuple[Callable[[Path], None], str]] = {
    "evidence": (changed(f"evidence/{HASHES[1]}.txt"), f"evidence/{HASHES[1]}.txt: is not what was handed in"),
    "contract": (changed("contract/version-1.json"), "contract/version-1.json: has not the fingerprint"),
    "ruling": (changed("rulings/ruling-1.json"), "rulings/ruling-1.json: is not the ruling with the hash"),
    "ruling on paper": (changed("rulings/ruling-1.pdf"), "rulings/ruling-1.pdf: is not as it was packed"),
    "report": (changed("visits/visit-1.json", 9), "visits/visit-1.json: is not the report with the hash"),
    "chain": (changed("custody/chain.json", 200), "custody/chain.json: is not as it was packed"),
    "entry": (rewritten("custody/chain.json", _note), "custody/chain.json: entry 1 was changed"),
    "entry gone": (rewritten("custody/chain.json", _cut), "custody/chain.json: entry 3 is missing, repeated or"),
    "head": (rewritten("custody/heads.json", _root), "is not signed by the operator's key"),
    "proof": (rewritten("custody/heads.json", _proof), "entry 1 was not there when the head was signed"),
    "growth": (rewritten("custody/heads.json", _grown), "covered was changed or taken out later"),
    "message": (rewritten("thread.json", _text), "thread.json: message 1 is not the one that was sealed"),
    "erased": (rewritten("evidence.json", _unerased), f"is not what was handed in: {HASHES[0]}"),
    "list": (changed("manifest.json", 30), "manifest.json: is not the list that the operator's key signed"),
    "signature": (
        rewritten("signature.json", _signature),
        "manifest.json: is not the list that the operator's key signed",
    ),
    "missing": (lambda folder: (folder / "timeline.txt").unlink(), "timeline.txt: is missing"),
    "added": (lambda folder: (folder / "x.txt").write_text("x") and None, "x.txt: is not in the list of files"),
    "no json": (lambda folder: (folder / "evidence.json").write_text("[") and None, "evidence.json: cannot be checked"),
}
"""What is done to a bundle, and what its program says of it."""


@pytest.fixture
def case(fresh: Marketplace, tmp_path: Path) -> tuple[Marketplace, Inspected]:
    return fresh, ruled(fresh, tmp_path)


def test_a_bundle_is_complete_and_checks_itself_and_every_change_is_named(
    case: tuple[Marketplace, Inspected], tmp_path: Path
) -> None:
    fresh, one = case
    whole = unpacked(got(fresh.buyer, one.id), tmp_path / "whole")
    code, lines = checked(whole)
    assert (code, lines[-1]) == (0, "OK: everything holds. Compare the key with the one that the operator publishes.")
    key = done(fresh.client.request("GET", "/v1/evidence/heads"))["public_key"]
    for line in (
        f"files, each as it was packed, signed with {key}",
        "contract/versions.json: 2 versions, each with its fingerprint",
        "rulings/rulings.json: 1 rulings, each with its hash",
        "thread.json: 2 messages, each with its seal",
        "visits/visits.json: 1 inspection reports, each with its hash",
        "custody/heads.json: 2 signed heads;",
        "evidence.json: 4 pieces, each as it was handed in; 1 of them erased",
    ):
        assert any(line in found for found in lines), (line, lines)
    for name, (tamper, told) in FAULTS.items():
        folder = tmp_path / f"with {name}"
        shutil.copytree(whole, folder)
        tamper(folder)
        code, lines = checked(folder)
        assert code == 1, name
        assert lines[-1].startswith("NOT OK: "), name
        assert any(line.startswith("WRONG  ") and told in line for line in lines), (name, lines)


def test_a_bundle_has_all_that_somebody_outside_needs(case: tuple[Marketplace, Inspected], tmp_path: Path) -> None:
    fresh, one = case
    folder = unpacked(got(fresh.supplier, one.id), tmp_path / "whole")
    names = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    photo = sha256(files.jpeg()).hexdigest()
    assert names == {
        *("README.txt", "verify.py", "manifest.json", "signature.json", "order.json", "policy.json", "thread.json"),
        *("timeline.json", "timeline.txt", "evidence.json", "custody/chain.json", "custody/heads.json"),
        *("contract/versions.json", "contract/version-1.json", "contract/version-1.pdf", "contract/version-2.json"),
        *("contract/version-2.pdf", "rulings/rulings.json", "rulings/ruling-1.json", "rulings/ruling-1.pdf"),
        *("visits/visits.json", "visits/visit-1.json", "visits/visit-1.pdf"),
        *(f"evidence/{HASHES[1]}.txt", f"evidence/{HASHES[2]}.txt", f"evidence/{photo}.jpeg"),
    }
    assert (folder / f"evidence/{HASHES[1]}.txt").read_bytes() == NOTE
    assert said((folder / "rulings/ruling-1.pdf").read_bytes()).startswith(squeezed("Ruling Tumblers"))
    brought = json.loads((folder / "evidence.json").read_bytes())["files"]
    assert [(e["sha256"], e["erased"], e["name"]) for e in brought[:3]] == [
        (HASHES[0], True, ""),
        (HASHES[1], False, "<n>.txt"),
        (HASHES[2], False, "c.txt"),
    ]
    assert [filed["title"] for filed in brought[1]["filed"]] == ["A lid"]
    assert json.loads((folder / "policy.json").read_bytes())["dispute_max_days"] == 45
    assert "Ruling 1: " in (folder / "README.txt").read_text()


def test_the_same_record_is_the_same_bytes_for_a_side_and_the_chain_says_who_got_it(
    case: tuple[Marketplace, Inspected],
) -> None:
    fresh, one = case
    before = actions(fresh.buyer, one.id)
    first = got(fresh.buyer, one.id)
    assert actions(fresh.buyer, one.id) == [*before, *["bundled"] * 3]
    assert got(fresh.buyer, one.id) == first
    entry = done(fresh.supplier.get(f"{one.path}/custody", page_size=100))["data"][-1]
    manifest = zipfile.ZipFile(io.BytesIO(first)).read("manifest.json")
    assert (entry["action"], entry["note"]) == ("bundled", f"case bundle {sha256(manifest).hexdigest()}")
    assert entry["who"].startswith("buyer:")
    assert "bundled" in ACTIONS


def test_what_only_staff_may_see_is_in_no_side_s_bundle(fresh: Marketplace, tmp_path: Path) -> None:
    one = opened(fresh, tmp_path)
    one.ask(fresh.compliance, "place-hold", reason="sanctions hit on the forwarder")
    staff = unpacked(got(fresh.auditor, one.id), tmp_path / "staff")
    side = unpacked(got(fresh.buyer, one.id), tmp_path / "side")
    assert (staff / "rulings/recommendation.json").exists()
    assert not (side / "rulings/recommendation.json").exists()
    assert "sanctions hit" in (staff / "timeline.json").read_text()
    assert b"sanctions hit" not in b"".join(path.read_bytes() for path in side.rglob("*") if path.is_file())
    evidence = [{path.name for path in (of / "evidence").iterdir()} for of in (staff, side)]
    assert evidence[0] == evidence[1]
    assert checked(staff)[0] == checked(side)[0] == 0


def test_a_bundle_is_for_the_two_sides_and_staff_and_for_disputes(fresh: Marketplace, tmp_path: Path) -> None:
    plain = str(fresh.agreed()["id"])
    answer = fresh.buyer.get(f"/v1/orders/{plain}/case.zip")
    assert (answer.status_code, answer.json()["code"]) == (404, "path_unknown")
    one = opened(fresh, tmp_path)
    before = actions(fresh.buyer, one.id)
    for other in (fresh.stranger, fresh.other_supplier, one.inspector):
        answer = other.get(f"/v1/orders/{one.id}/case.zip")
        assert (answer.status_code, answer.json()["code"]) == (404, "path_unknown")
    assert fresh.buyer.get(f"/v1/orders/{one.id}/case.zip", page="2").status_code == 400
    head = fresh.buyer.send("HEAD", f"/v1/orders/{one.id}/case.zip")
    assert (head.status_code, head.content) == (200, b"")
    assert actions(fresh.buyer, one.id) == before


def test_evidence_that_is_not_what_was_handed_in_stops_the_bundle_before_its_first_byte(
    fresh: Marketplace, tmp_path: Path
) -> None:
    one = opened(fresh, tmp_path)
    before = actions(fresh.buyer, one.id)
    (sealed,) = [path for path in (tmp_path / "evidence").rglob(HASHES[1]) if path.stat().st_size > len(NOTE)]
    data = bytearray(sealed.read_bytes())
    data[-1] ^= 1
    sealed.chmod(0o600)
    sealed.write_bytes(bytes(data))
    answer = fresh.buyer.get(f"/v1/orders/{one.id}/case.zip")
    assert answer.json()["code"] == "vault_damaged"
    assert actions(fresh.buyer, one.id) == before


def test_a_case_that_is_too_large_is_refused(
    fresh: Marketplace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = opened(fresh, tmp_path)
    for name, most in (("FILES_MAX", 5), ("BYTES_MAX", bundle.WRITTEN_BYTES_MAX + 5), ("WRITTEN_BYTES_MAX", 5)):
        with monkeypatch.context() as patched:
            patched.setattr(bundle, name, most)
            answer = fresh.buyer.get(f"/v1/orders/{one.id}/case.zip")
        assert (answer.status_code, answer.json()["code"]) == (422, "case_too_large")
    assert "bundled" not in actions(fresh.buyer, one.id)


def test_the_program_of_the_bundle_needs_nothing_but_python() -> None:
    tree = ast.parse(Path(verify.__file__).read_text())
    imported = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    imported += [str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert {name.split(".")[0] for name in imported} == set(STANDARD)


def test_bringing_a_file_into_a_dispute_is_one_entry_of_its_custody(fresh: Marketplace, tmp_path: Path) -> None:
    one = opened(fresh, tmp_path)
    photo = {"kind": "photo", "title": "Nobody has it", "grounds": ["pre_ship_quality"], "shows": "A lid."}
    one.ask(fresh.buyer, "file-evidence", exhibit=photo | {"sha256": "ab" * 32})
    before = actions(fresh.buyer, one.id)
    with connect(fresh.url) as connection:
        for _ in range(2):
            daily.round_of(strongroom(Settings(data=tmp_path)), connection, datetime.now(UTC))
        assert [wish for wish in everything_waiting(connection) if wish.kind == "dispute.evidence_filed"] == []
        assert [proof.name for proof in verify_book(connection) if not proof.ok] == []
    assert actions(fresh.buyer, one.id) == [*before, "filed"]
    entry = done(fresh.supplier.get(f"{one.path}/custody", page_size=100))["data"][-1]
    assert (entry["sha256"], entry["note"]) == (HASHES[1], "E1 of the buyer, on pre_ship_quality")
    assert entry["who"].startswith("buyer:pty_")
