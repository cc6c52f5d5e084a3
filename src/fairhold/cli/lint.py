"""`fairhold lint`: could this contract be proved? No database, nothing sent anywhere."""

import importlib
import sys
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import click

from fairhold.cli.findings import told
from fairhold.cli.saying import DONE, FAILED, save, say, say_json
from fairhold.lint.answer import LintAnswer, answer
from fairhold.lint.draft import Draft
from fairhold.lint.ways.decoding import ENCODINGS
from fairhold.lint.ways.fault import LINT_BYTES_MAX
from fairhold.lint.ways.reading import WAYS, Way, read


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
@click.option("--format", "way", type=click.Choice(WAYS), default="auto", help="How the file is written.")
@click.option("--encoding", type=click.Choice(ENCODINGS), help="The encoding of a file that is not UTF-8.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@click.option("--pdf", type=click.Path(dir_okay=False, path_type=Path), help="Write the report as a PDF, too.")
def lint(file: Path, way: Way, encoding: str | None, as_json: bool, pdf: Path | None) -> None:
    """Check whether a contract or order can be proved, term by term, before anybody pays.

    FILE is a draft in JSON or TOML, a UBL order, order lines as CSV or pasted text; - reads standard input. Exit codes:
    0 no blocker, 1 blockers, 2 unreadable.
    """
    content = _content(file)
    taken = read(content, way, encoding or "")
    found = answer(taken.draft, taken.noticed, format=taken.format)
    if pdf is not None:
        save(pdf, _report(file, content, taken.draft, found))
    if as_json:
        say_json(found)
    else:
        for line in told(taken.draft, found):
            say(line)
    sys.exit(FAILED if found.blockers else DONE)


def _report(file: Path, content: bytes, draft: Draft, found: LintAnswer) -> bytes:
    """The report as a PDF. It names the file by its content, too, and bears the day of the check.

    The press is loaded only here: whoever only asks does not wait for it.
    """
    name = "standard input" if str(file) == "-" else file.name
    digest, today = sha256(content).hexdigest(), datetime.now(UTC).date()
    marks = (f"Read as {found.format}, checked on {today}", f"SHA-256 of the file {digest}")
    printing = importlib.import_module("fairhold.printing.provability")
    printed = printing.lint_pdf(draft, found, about=name, marks=marks, footer=f"{name}  {digest}", day=today)
    assert isinstance(printed, bytes)
    return printed


def _content(file: Path) -> bytes:
    """The file, or as much of it as shows that it is too large."""
    if str(file) == "-":
        return sys.stdin.buffer.read(LINT_BYTES_MAX + 1)
    with file.open("rb") as opened:
        return opened.read(LINT_BYTES_MAX + 1)
