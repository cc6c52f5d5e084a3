"""`fairhold accounts check`: which account numbers a text names, and whether each is ours. Needs no database."""

import io
from typing import BinaryIO

import click

from fairhold.bank.accounts import KINDS, Ours, find, ours_of
from fairhold.cli.asking import stream_id
from fairhold.cli.opening import settings_of
from fairhold.cli.saying import FAILED, MALFORMED, end, say, say_json, table
from fairhold.evidence.fault import EvidenceFault
from fairhold.evidence.pdf import PDF_BYTES_MAX, read_pdf
from fairhold.settings import Settings

VERDICTS = {
    "ours": "ours",
    "one_sign_off": "NOT OURS: one sign away from ours",
    "not_ours": "not ours",
}


def ours(settings: Settings) -> Ours:
    """What is ours by the settings; ends the command if they cannot be read."""
    try:
        return ours_of(settings.trust_accounts, settings.account_prefix)
    except ValueError as part:
        end(MALFORMED, f"setting `trust_accounts`: {str(part)!r} is not one currency and account")


@click.group("accounts")
def accounts() -> None:
    """Account numbers: is this one ours?"""


@accounts.command("check")
@click.argument("file", metavar="FILE|-", type=click.File("rb"))
@click.option("--order", "number", default="", metavar="ORDER", help="Only this order's numbers are the right ones.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@click.pass_context
def check(context: click.Context, file: BinaryIO, number: str, as_json: bool) -> None:
    """Find the account numbers in a text or a PDF; leaves with 1 if one of them is not ours."""
    known = ours(settings_of(context))
    if number:
        known = known.of(stream_id("order", number))
    found = find(_text_of(file.read(PDF_BYTES_MAX + 1)), known)
    if as_json:
        say_json(found)
    elif found:
        table(("number", "what it is", "whose"), [(one.shown, KINDS[one.kind], VERDICTS[one.verdict]) for one in found])
    else:
        say("no account number found")
    if any(one.verdict != "ours" for one in found):
        end(FAILED, "money sent to a number that is not ours is not protected")


def _text_of(data: bytes) -> str:
    """The text of a file; ends the command for a PDF that has none, for a number in a picture would not be seen."""
    if not data.startswith(b"%PDF"):
        return data.decode("utf-8", errors="replace")
    try:
        text = read_pdf(io.BytesIO(data)).text
    except EvidenceFault as fault:
        end(MALFORMED, f"the PDF cannot be read: {fault.detail}")
    if not text.strip():
        end(MALFORMED, "the PDF has no text that can be read: look at it, and give the number you see")
    return text
