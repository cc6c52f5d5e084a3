"""`fairhold inspector-key`, `check-report`, `sign-report` and `draw-cartons`: an inspector's work without a network.

No database, no server: a form came from `fairhold order report-form` or the API, and what is signed here is submitted
there. A key is a file of its own and never printed; only its public half is.
"""

import hashlib
import os
from pathlib import Path
from typing import Any

import click
import msgspec
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fairhold.cli.refusing import refuse
from fairhold.cli.saying import MALFORMED, end, save, say, say_json, table
from fairhold.standards.form import BYTES_MAX, Form, FormWrong, assess, filled, public_of, read, signed
from fairhold.standards.reporting import cartons, cartons_to_open
from fairhold.trade.refusal import Refused
from fairhold.trade.report import Judged, Report, content_hash
from fairhold.trade.terms import Contract

KEY_BYTES_MAX = 10_000
"""The largest file that is read as a key, in bytes."""
PHOTOS_MAX = 1_000
CARTONS_MAX = 100_000

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_NEW = click.Path(dir_okay=False, path_type=Path)
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command("inspector-key")
@click.option("--out", "file", required=True, type=_NEW, help="The file for the new key; it must not exist.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def inspector_key(file: Path, as_json: bool) -> None:
    """Make a key to sign inspection reports with, and print its public half."""
    key = Ed25519PrivateKey.generate()
    text = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
            opened.write(text)
    except OSError as error:
        end(MALFORMED, f"{file}: {error.strerror}")
    _say_key(key, as_json)


@click.command("check-report")
@click.argument("file", type=_FILE)
@click.option("--form", "form_file", type=_FILE, help="The form that a signed report was filled in on.")
@click.option("--contract", "contract_file", type=_FILE, help="The contract in force, if not the form's.")
@click.option("--photos", "folder", type=_FOLDER, help="The folder whose files the form names as photos.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def check_report(
    file: Path, form_file: Path | None, contract_file: Path | None, folder: Path | None, as_json: bool
) -> None:
    """Judge a filled form, or a signed report, by the rules that the server judges it by."""
    given = read(_bytes(file))
    form = _form(given, form_file)
    report = _filled(given, folder)
    contract = None if contract_file is None else _contract(contract_file)
    answer = assess(report, form, contract)
    if isinstance(answer, Refused):
        refuse(answer, as_json)
    if as_json:
        say_json({"sha256": content_hash(report) if report.signature else "", **msgspec.to_builtins(answer)})
        return
    _tell(answer)
    say("signed" if report.signature else "not signed yet")


@click.command("sign-report")
@click.argument("file", type=_FILE)
@click.option("--key", "key_file", required=True, type=_FILE, help="The key that the visit was confirmed with.")
@click.option("--photos", "folder", type=_FOLDER, help="The folder whose files the form names as photos.")
@click.option("--out", "out", type=_NEW, help="The signed report; beside the form if left out.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def sign_report(file: Path, key_file: Path, folder: Path | None, out: Path | None, as_json: bool) -> None:
    """Sign a filled form: the report that is submitted. A form that the server would refuse is not signed."""
    given = read(_bytes(file))
    key = _key(key_file)
    report = signed(_filled(given, folder), key)
    if isinstance(given, Form):
        wanted = given.visit.public_key
        if wanted and wanted != public_of(key):
            end(MALFORMED, f"{key_file} is not the key that the visit was confirmed with ({wanted[:16]}...)")
        form = given if wanted else msgspec.structs.replace(given, visit=_with_key(given, key))
        answer = assess(report, form)
        if isinstance(answer, Refused):
            refuse(answer, as_json)
    to = out or file.with_name(f"{file.stem}.signed.json")
    save(to, msgspec.json.format(msgspec.json.encode(report), indent=1) + b"\n")
    if as_json:
        say_json({"file": str(to), "sha256": content_hash(report), "verdict": report.verdict})
        return
    say(f"{to}: {report.verdict}")
    say(f"    sha256 {content_hash(report)}")
    say(f"    fairhold order submit-report {report.order} --report {to}")


@click.command("draw-cartons")
@click.option("--seed", required=True, metavar="HEX", help="The seed of the visit: 64 hexadecimal digits.")
@click.option("--of", "of", required=True, type=click.IntRange(1, CARTONS_MAX), help="How many cartons there are.")
@click.option("--count", type=click.IntRange(1, CARTONS_MAX), help="How many to open; their square root if left out.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def draw_cartons(seed: str, of: int, count: int | None, as_json: bool) -> None:
    """Draw the cartons to open from a visit's seed, as both sides and the server do."""
    if len(seed) != 64 or set(seed) - set("0123456789abcdef"):
        raise click.UsageError("A seed has 64 hexadecimal digits, in small letters.")
    drawn = cartons(seed, of, min(of, count or cartons_to_open(of)))
    if as_json:
        say_json({"of": of, "cartons": drawn})
    else:
        say(" ".join(str(number) for number in drawn))


# ------------------------------------------------------------------------------------------------------------- files


def _bytes(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(BYTES_MAX + 1)
    except OSError as error:
        end(MALFORMED, f"{file}: {error.strerror}")


def _key(file: Path) -> Ed25519PrivateKey:
    data = _bytes(file)[:KEY_BYTES_MAX]
    try:
        found = serialization.load_pem_private_key(data, None)
    except (ValueError, TypeError):
        found = None
    if not isinstance(found, Ed25519PrivateKey):
        end(MALFORMED, f"{file} is no key of `fairhold inspector-key`")
    return found


def _contract(file: Path) -> Contract:
    """A contract alone, or the answer of `order show --json` or the API that has it."""
    try:
        said = msgspec.json.decode(_bytes(file))
        inner = said.get("contract", said) if isinstance(said, dict) else said
        return msgspec.convert(inner, Contract)
    except (msgspec.DecodeError, msgspec.ValidationError, RecursionError) as error:
        raise FormWrong(f"{file.name} is no contract: {error}") from None


def _form(given: Form | Report, file: Path | None) -> Form:
    if isinstance(given, Form):
        return given
    if file is None:
        raise click.UsageError("A signed report does not say what visit it is about: give --form.")
    form = read(_bytes(file))
    if not isinstance(form, Form):
        raise FormWrong(f"{file.name} is no form.")
    return form


def _filled(given: Form | Report, folder: Path | None) -> Report:
    if isinstance(given, Report):
        return given
    return filled(
        given if folder is None else msgspec.structs.replace(given, report=_with_photos(given.report, folder))
    )


def _with_photos(report: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Every file of the folder listed by its SHA-256, and file names that defects give replaced by theirs."""
    files = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    if len(files) > PHOTOS_MAX:
        raise FormWrong(f"{folder} has {len(files):,} files; a report has at most {PHOTOS_MAX:,} photos.", "/photos")
    named = {path.name: _sha256(path) for path in files}
    listed = [photo for photo in report.get("photos", []) if isinstance(photo, dict)]
    known = {photo.get("sha256") for photo in listed}
    listed += [{"sha256": sha256} for sha256 in dict.fromkeys(named.values()) if sha256 not in known]
    defects = [
        {**defect, "photos": [named.get(photo, photo) for photo in defect.get("photos", [])]}
        if isinstance(defect, dict)
        else defect
        for defect in report.get("defects", [])
    ]
    return {**report, "photos": listed, "defects": defects}


def _sha256(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError as error:
        end(MALFORMED, f"{file}: {error.strerror}")


def _with_key(form: Form, key: Ed25519PrivateKey) -> Any:
    return msgspec.structs.replace(form.visit, public_key=public_of(key))


# -------------------------------------------------------------------------------------------------------------- said


def _say_key(key: Ed25519PrivateKey, as_json: bool) -> None:
    if as_json:
        say_json({"public_key": public_of(key)})
    else:
        say(public_of(key))


def _tell(judged: Judged) -> None:
    say(f"verdict {judged.verdict}")
    rows = [
        (one.severity, str(one.found), str(one.n), str(one.ac), str(one.re), "stands" if one.accepted else "fails")
        for one in judged.tallies
    ]
    if rows:
        table(("class", "found", "of", "Ac", "Re", ""), rows, right=(1, 2, 3, 4))
    for one in judged.deviations:
        say(f"{one.term}: {one.out} of {one.pieces} outside, the worst {one.worst}")
    for reason in judged.reasons:
        say(f"    {reason}")
