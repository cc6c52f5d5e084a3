"""An inspector's work without a network: a key, a form that is checked, a report that is signed, cartons drawn."""

import hashlib
import json
import stat
from pathlib import Path
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from cli.conftest import Fairhold
from fairhold.standards.form import Form, blank, public_of
from fairhold.standards.reporting import judge
from fairhold.trade.policy import Policy
from fairhold.trade.report import Judged, Report, content_hash
from standards.test_form import CONTRACT, ORDER, VISIT, fill
from standards.test_reporting import SEED
from trade.playing import changed


@pytest.fixture
def key(light: Fairhold, tmp_path: Path) -> Path:
    """A key file of the command's own."""
    file = tmp_path / "ines.key"
    light(f"inspector-key --out {file}")
    return file


def public(key: Path) -> str:
    found = load_pem_private_key(key.read_bytes(), None)
    assert isinstance(found, Ed25519PrivateKey)
    return public_of(found)


def written(folder: Path, key: Path, **more: Any) -> Path:
    """A filled form for a visit that was confirmed with this key."""
    form = fill(blank(ORDER, CONTRACT, changed(VISIT, public_key=public(key)), Policy()), **more)
    file = folder / "form.json"
    file.write_bytes(msgspec.json.encode(form))
    return file


def test_a_key_is_written_once_for_its_owner_alone_and_its_public_half_printed(light: Fairhold, tmp_path: Path) -> None:
    file = tmp_path / "ines.key"
    said = light(f"inspector-key --out {file}").stdout.strip()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert said == public(file)
    assert said not in file.read_text()
    before = file.read_bytes()
    assert "File exists" in light(f"inspector-key --out {file}", code=2).stderr
    assert file.read_bytes() == before
    other = json.loads(light(f"inspector-key --out {tmp_path}/otto.key --json").stdout)
    assert other == {"public_key": public(tmp_path / "otto.key")}


def test_a_filled_form_is_checked_signed_and_stands_before_the_server(
    light: Fairhold, tmp_path: Path, key: Path
) -> None:
    """3.4, S75."""
    defects = [{"name": "scratch", "severity": "major", "count": 7}]
    form = written(tmp_path, key, defects=defects)
    told = light(f"check-report {form}").stdout.splitlines()
    assert told == [
        "verdict pass",
        "class     found   of  Ac  Re",
        "critical      0  125   0   1  stands",
        "major         7  125   7   8  stands",
        "minor         0  125  10  11  stands",
        "not signed yet",
    ]
    signed = light(f"sign-report {form} --key {key}").stdout.splitlines()
    report = msgspec.json.decode((tmp_path / "form.signed.json").read_bytes(), type=Report)
    assert signed == [
        f"{tmp_path}/form.signed.json: pass",
        f"    sha256 {content_hash(report)}",
        f"    fairhold order submit-report {ORDER} --report {tmp_path}/form.signed.json",
    ]
    assert isinstance(judge(report, CONTRACT, changed(VISIT, public_key=public(key)), Policy()), Judged)
    assert light(f"check-report {tmp_path}/form.signed.json --form {form}").stdout.splitlines()[-1] == "signed"
    found = json.loads(light(f"check-report {tmp_path}/form.signed.json --form {form} --json").stdout)
    assert (found["sha256"], found["verdict"]) == (content_hash(report), "pass")
    elsewhere = tmp_path / "report.json"
    answer = json.loads(light(f"sign-report {form} --key {key} --out {elsewhere} --json").stdout)
    assert answer == {"file": str(elsewhere), "sha256": content_hash(report), "verdict": "pass"}


def test_a_report_that_the_server_would_refuse_is_neither_passed_nor_signed(
    light: Fairhold, tmp_path: Path, key: Path
) -> None:
    form = written(tmp_path, key, defects=[{"name": "scratch", "severity": "major", "count": 8}])
    said = light(f"check-report {form}", code=3).stderr
    assert "refused: report_verdict" in said
    assert "8 major defects, 7 accepted" in said
    assert "report_verdict" in light(f"sign-report {form} --key {key}", code=3).stderr
    assert not (tmp_path / "form.signed.json").exists()
    refused = json.loads(light(f"check-report {form} --json", code=3).stdout)["refused"]
    assert (refused["code"], refused["pointer"]) == ("report_verdict", "/report/verdict")


def test_deviations_and_reasons_are_told(light: Fairhold, tmp_path: Path, key: Path) -> None:
    """SC8: the worst reading of a term, and how many were outside."""
    reading = {"term": "/goods/weight/0", "piece": "1", "unit": "g", "instrument": "scale 7"}
    readings = [reading | {"value": value} for value in ("217", "213.5", "219.1")]
    form = written(tmp_path, key, measurements=readings, verdict="fail")
    told = light(f"check-report {form}").stdout
    assert "/goods/weight/0: 2 of 3 outside, the worst 213.5" in told
    assert "verdict fail" in told


def test_the_contract_in_force_may_be_another_than_the_form_s(light: Fairhold, tmp_path: Path, key: Path) -> None:
    """S75, E2: a contract alone, or an order's reading that has it."""
    form = written(tmp_path, key)
    same, newer = tmp_path / "same.json", tmp_path / "newer.json"
    same.write_bytes(msgspec.json.encode({"id": ORDER, "contract": CONTRACT}))
    newer.write_bytes(msgspec.json.encode(changed(CONTRACT, title="Version 2")))
    assert "verdict pass" in light(f"check-report {form} --contract {same}").stdout
    assert "report_other_contract" in light(f"check-report {form} --contract {newer}", code=3).stderr


def test_photos_come_from_their_folder(light: Fairhold, tmp_path: Path, key: Path) -> None:
    """3.4: a report names photos by their content, a form by their file."""
    folder = tmp_path / "photos"
    folder.mkdir()
    for name in ("dent.jpg", "hall.jpg", "same.jpg"):
        (folder / name).write_bytes(b"dent" if name != "hall.jpg" else b"hall")
    (folder / ".thumbs").write_bytes(b"no photo")
    dent = hashlib.sha256(b"dent").hexdigest()
    defects = [{"name": "dent", "severity": "major", "count": 1, "photos": ["dent.jpg"]}]
    form = written(tmp_path, key, defects=defects)
    light(f"sign-report {form} --key {key} --photos {folder}")
    report = msgspec.json.decode((tmp_path / "form.signed.json").read_bytes(), type=Report)
    assert report.defects[0].photos == (dent,)
    assert [photo.sha256 for photo in report.photos] == [dent, hashlib.sha256(b"hall").hexdigest()]
    alone = light(f"check-report {form}", code=2).stderr
    assert "(at /defects/0/photos/0)" in alone
    assert "verdict pass" in light(f"check-report {form} --photos {folder}").stdout


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("broken.json", "{", "This is not JSON"),
        ("empty.json", "{}", "Object missing required field `order`"),
        ("list.json", "[]", "Expected `object`, got `array`"),
    ],
)
def test_what_is_no_form_is_malformed(light: Fairhold, tmp_path: Path, name: str, content: str, words: str) -> None:
    file = tmp_path / name
    file.write_text(content)
    assert words in light(f"check-report {file}", code=2).stderr


def test_wrong_keys_and_missing_forms_are_told(light: Fairhold, tmp_path: Path, key: Path) -> None:
    form = written(tmp_path, key)
    other = tmp_path / "otto.key"
    light(f"inspector-key --out {other}")
    assert (
        "is not the key that the visit was confirmed with" in light(f"sign-report {form} --key {other}", code=2).stderr
    )
    assert "is no key" in light(f"sign-report {form} --key {form}", code=2).stderr
    light(f"sign-report {form} --key {key}")
    signed = tmp_path / "form.signed.json"
    assert "give --form" in light(f"check-report {signed}", code=2).stderr
    assert "is no form" in light(f"check-report {signed} --form {signed}", code=2).stderr
    empty = tmp_path / "blank.json"
    empty.write_bytes(msgspec.json.encode(blank(ORDER, CONTRACT, VISIT, Policy())))
    assert "Not filled in yet: /place/arrived_at" in light(f"check-report {empty}", code=2).stderr
    assert isinstance(msgspec.json.decode(empty.read_bytes(), type=Form), Form)


def test_both_sides_draw_the_same_cartons(light: Fairhold) -> None:
    """5.3."""
    assert light(f"draw-cartons --seed {SEED} --of 40").stdout == "5 10 15 23 27 34 40\n"
    found = json.loads(light(f"draw-cartons --seed {SEED} --of 40 --count 2 --json").stdout)
    assert (found["of"], len(found["cartons"])) == (40, 2)
    assert light(f"draw-cartons --seed {SEED} --of 3 --count 9").stdout == "1 2 3\n"
    assert "64 hexadecimal digits" in light("draw-cartons --seed 5 --of 40", code=2).stderr
    light(f"draw-cartons --seed {SEED} --of 0", code=2)
