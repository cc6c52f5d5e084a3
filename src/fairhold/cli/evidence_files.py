"""`fairhold evidence read-mail`, `read-photo` and `read-pdf`: facts of single files."""

from pathlib import Path

import click
import msgspec

from fairhold.cli.saying import say, say_json
from fairhold.evidence import dkim
from fairhold.evidence.display import shown
from fairhold.evidence.mail import MAIL_BYTES_MAX, Mail, Person
from fairhold.evidence.mail import read_mail as read
from fairhold.evidence.pdf import read_pdf as read_pages
from fairhold.evidence.photos import read_photo as read_jpeg

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("read-mail")
@click.argument("file", type=_FILE)
@click.option(
    "--key", "records", multiple=True, metavar="NAME=TEXT", help="A DKIM record that was kept with the message."
)
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def read_mail(file: Path, records: tuple[str, ...], as_json: bool) -> None:
    """Read a stored e-mail message (.eml), its attachments by their hashes, and its DKIM signatures."""
    keys: dict[str, str] = {}
    for record in records:
        name, equals, text = record.partition("=")
        if not equals:
            raise click.UsageError("--key is written NAME=TEXT, such as s1._domainkey.example.com='v=DKIM1; p=…'.")
        keys[name.strip().lower()] = text
    with file.open("rb") as opened:
        data = opened.read(MAIL_BYTES_MAX + 1)
    mail, signatures = read(data), dkim.check(data, keys)
    if as_json:
        say_json({**msgspec.structs.asdict(mail), "signatures": signatures, "keys_needed": dkim.key_names(data)})
    else:
        _tell(mail, signatures, dkim.key_names(data))


@click.command("read-photo")
@click.argument("file", type=_FILE)
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def read_photo(file: Path, as_json: bool) -> None:
    """Read what a JPEG photo says about itself: time, place, camera, and what has worked on it."""
    with file.open("rb") as opened:
        photo = read_jpeg(opened)
    if as_json:
        say_json(photo)
        return
    place = f"{photo.latitude}, {photo.longitude}" if photo.latitude and photo.longitude else ""
    for name, value in (
        ("taken", photo.taken_at),
        ("changed", photo.changed_at),
        ("satellite time", photo.gps_at),
        ("place", place),
        ("camera", photo.camera),
        ("software", photo.software),
    ):
        say(f"{name:<15} {value or '-'}")
    for trace in photo.traces:
        say(f"trace           {trace}")
    if photo.credentials:
        say("credentials     there are some (C2PA); they are not checked here")
    say("All of it is a claim that anybody can write; what is missing proves nothing.")


@click.command("read-pdf")
@click.argument("file", type=_FILE)
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def read_pdf(file: Path, as_json: bool) -> None:
    """Read what a PDF says about itself, and its text, in a process of its own with little memory and time."""
    with file.open("rb") as opened:
        pdf = read_pages(opened)
    if as_json:
        say_json(pdf)
        return
    for name, value in (
        ("pages", f"{pdf.pages:,}"),
        ("title", pdf.title),
        ("author", pdf.author),
        ("written with", pdf.creator),
        ("made by", pdf.producer),
        ("made", pdf.created_at),
        ("changed", pdf.changed_at),
        ("saved", f"{pdf.revisions:,} times"),
        ("signatures", f"{pdf.signatures}, not checked here"),
        ("could also", ", ".join(pdf.active)),
        ("password", "asked for" if pdf.encrypted else ""),
    ):
        say(f"{name:<13} {shown(value) or '-'}")
    say("All of it is a claim that anybody can write; what is missing proves nothing.")
    say()
    say(shown(pdf.text))


def _tell(mail: Mail, signatures: tuple[dkim.Signature, ...], needed: tuple[str, ...]) -> None:
    for name, value in (
        ("from", _people(mail.sender)),
        ("to", _people(mail.to)),
        ("cc", _people(mail.cc)),
        ("date", mail.date or "-"),
        ("received", mail.received or "-"),
        ("subject", mail.subject),
        ("message id", mail.message_id),
    ):
        say(f"{name:<11} {shown(value)}")
    for file in mail.attachments:
        what = file.kind or file.refused or file.declared
        say(f"attachment  {file.name}  {file.bytes} bytes, {what}, {file.sha256 or 'no hash'}")
    for signature in signatures:
        why = f": {dkim.REASONS[signature.reason]}" if signature.reason else ""
        say(f"signature   {shown(signature.domain)} ({shown(signature.selector)}) {signature.state}{why}")
    for name in needed:
        say(f"key record  {name}")
    for warning in mail.warnings:
        say(f"warning: {shown(warning)}")
    say()
    say(mail.text)


def _people(people: tuple[Person, ...]) -> str:
    return ", ".join(f"{one.name} <{one.address}>" if one.name else one.address for one in people) or "-"
