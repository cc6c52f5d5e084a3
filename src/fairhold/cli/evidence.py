"""`fairhold evidence`: what can be told from a piece of evidence, without a database and without believing it.

The commands on the vault of an installation stand in `vaulting` and are loaded only when asked for.
"""

import importlib
import os
import secrets
from datetime import UTC, datetime
from pathlib import Path

import click

from fairhold.cli.saying import FAILED, Group, end, say, say_json, table
from fairhold.evidence.chat import Chat, Message
from fairhold.evidence.chat_file import ChatFile, read_chat_file
from fairhold.evidence.chat_order import LAST_RESORT, ORDERS, DateOrder
from fairhold.evidence.display import shown
from fairhold.evidence.fault import EvidenceFault
from fairhold.evidence.subset import (
    KEY_BYTES,
    SUBSET_BYTES_MAX,
    check,
    lines_of,
    numbers_of,
    read_subset,
    root_of,
    show,
    whole_messages,
)
from fairhold.evidence.two_sides import Comparison, Side, compare

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_ORDER = click.Choice([*ORDERS["short"], LAST_RESORT])
_KEY = click.Path(dir_okay=False, path_type=Path)
KEY_CHARS_MAX = 1000
"""Characters that are read of a file that should hold a key."""
LATER = {
    **dict.fromkeys(("read-mail", "read-pdf", "read-photo"), "evidence_files"),
    **dict.fromkeys(("add", "erase", "get", "heads", "hold", "let-go", "list", "verify"), "vaulting"),
    "move": "moving",
}
"""Commands and the module that has them, loaded only when one is asked for: reading a chat starts at once."""
NAMES = {"list": "list_"}
"""Commands whose function has another name, because Python has that one."""


class Evidence(Group):
    """The group, with the commands of LATER."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names."""
        return sorted([*super().list_commands(ctx), *LATER])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        if cmd_name not in LATER:
            return super().get_command(ctx, cmd_name)
        module = importlib.import_module(f"fairhold.cli.{LATER[cmd_name]}")
        found = getattr(module, NAMES.get(cmd_name, cmd_name.replace("-", "_")))
        assert isinstance(found, click.Command)
        return found


@click.group(cls=Evidence)
def evidence() -> None:
    """Read evidence and prove what it says; the vault of this installation."""


@evidence.command("read-chat")
@click.argument("file", type=_FILE)
@click.option("--date-order", "told", type=_ORDER, help="The order of dates, if you know the phone.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def read_chat(file: Path, told: DateOrder | None, as_json: bool) -> None:
    """Read an exported WhatsApp chat: the text, or the zip archive that the phone made."""
    chat = _read(file, told).chat
    if not as_json:
        _tell(chat)
        return
    say_json(
        {
            "messages": chat.messages,
            "date_order": chat.date_order,
            "ambiguous": chat.ambiguous,
            "warnings": chat.warnings,
        }
    )


@evidence.command("compare-chats")
@click.argument("first", type=_FILE)
@click.argument("second", type=_FILE)
@click.option("--first-order", type=_ORDER, help="The order of dates in the first, if you know the phone.")
@click.option("--second-order", type=_ORDER, help="The order of dates in the second.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def compare_chats(
    first: Path, second: Path, first_order: DateOrder | None, second_order: DateOrder | None, as_json: bool
) -> None:
    """Lay two exports of one chat side by side and name every line in which they differ; 1 if there is one."""
    comparison = compare(_read(first, first_order).chat, _read(second, second_order).chat)
    if as_json:
        say_json(comparison)
    else:
        _tell_comparison(comparison)
    if comparison.differences:
        end(FAILED, f"the exports differ in {len(comparison.differences)} places")


@evidence.command("show-lines")
@click.argument("file", type=_FILE)
@click.option(
    "--lines", "written", required=True, metavar="LINES", help="Such as 3,7-9. Their messages are shown whole."
)
@click.option("--key", "key_file", required=True, type=_KEY, help="Your key; made there if there is none. Keep it.")
def show_lines(file: Path, written: str, key_file: Path) -> None:
    """Some messages of an exported chat as JSON, with proofs that they stand in the whole, which stays with you."""
    numbers = numbers_of(written)
    read = _read(file, None)
    whole = whole_messages(numbers, read.chat.first_lines, len(lines_of(read.data)))
    say_json(show(read.data, _key(key_file, make=True), whole))


@evidence.command("check-lines")
@click.argument("subset", type=_FILE)
@click.option("--whole", type=_FILE, help="The whole export, if it was handed over later; needs --key.")
@click.option("--key", "key_file", type=_KEY, help="The key of whoever showed the lines.")
def check_lines(subset: Path, whole: Path | None, key_file: Path | None) -> None:
    """Check that lines with proofs belong to one whole; with the export and the key, that it is this one."""
    if (whole is None) != (key_file is None):
        raise click.UsageError("--whole and --key go together.")
    with subset.open("rb") as opened:
        given = read_subset(opened.read(SUBSET_BYTES_MAX + 1))
    try:
        check(given)
    except EvidenceFault as fault:
        end(FAILED, fault.told())
    if whole is not None and key_file is not None:
        root = root_of(_read(whole, None).data, _key(key_file, make=False))
        if root != given.root:
            end(FAILED, f"the lines are of a whole with root {given.root}; this export and key give {root}")
    for line in given.shown:
        say(f"{line.line:>7}  {shown(line.text).rstrip()}")
    say(f"{len(given.shown)} of {given.lines_total} lines, proved under root {given.root}")


def _read(file: Path, told: DateOrder | None) -> ChatFile:
    with file.open("rb") as opened:
        return read_chat_file(opened, told, datetime.now(UTC).date())


def _key(file: Path, make: bool) -> bytes:
    """The key in a file of hexadecimal digits; a new one if there is none and one may be made."""
    if make and not file.exists():
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as opened:
            opened.write(secrets.token_hex(KEY_BYTES) + "\n")
    try:
        with file.open() as opened:
            key = bytes.fromhex(opened.read(KEY_CHARS_MAX))
    except OSError as problem:
        raise click.UsageError(f"{file}: {problem.strerror}.") from None
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise click.UsageError(f"{file}: a key is {KEY_BYTES * 2} hexadecimal digits.")
    return key


def _tell(chat: Chat) -> None:
    for message in chat.messages:
        say(_line(message))
    say()
    count = len(chat.messages)
    say(
        f"{count} message{'' if count == 1 else 's'}, dates read as {chat.date_order}, times of the phone that exported"
    )
    for warning in chat.warnings:
        say(f"warning: {shown(warning)}")


def _line(message: Message) -> str:
    said = f"{message.sender}: {message.text}" if message.sender else f"* {message.text}"
    return f"{message.at.replace('T', ' ')}  {shown(said)}".replace("\n", "\n" + " " * 21)


def _tell_comparison(comparison: Comparison) -> None:
    rows = [
        (one.kind.replace("_", " "), *_place(one.first), *_place(one.second), _who(one.first or one.second))
        for one in comparison.differences
    ]
    if rows:
        table(("what", "line", "first says", "line", "second says", "who"), rows)
    say(
        f"{comparison.common} messages in both, {comparison.outside} outside of the part that both have, "
        f"clocks {comparison.minutes_apart} minutes apart"
    )


def _place(side: Side | None) -> tuple[str, str]:
    return ("-", "-") if side is None else (str(side.line), side.at.replace("T", " "))


def _who(side: Side | None) -> str:
    return shown(side.sender) if side else ""
