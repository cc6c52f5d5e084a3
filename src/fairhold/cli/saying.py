"""How the command line speaks: results to standard output, everything else to standard error, and the exit codes.

0 done; 1 a proof or check failed; 2 wrong usage or malformed input; 3 refused by a rule; 4 busy or not available.
"""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final, NoReturn

import click
import msgspec
import psycopg

from fairhold.bank.channel import ChannelError
from fairhold.bank.fault import StatementError
from fairhold.book.migrations import SchemaDiffers
from fairhold.book.programs import ServerFailed
from fairhold.clock import ClockWrong
from fairhold.settings import SettingsWrong
from fairhold.stories.mockbank import NoBank
from fairhold.stories.script import StoryWrong
from fairhold.trade.refusal import REFUSALS, Refused
from fairhold.wording import WordsWrong

DONE: Final = 0
FAILED: Final = 1
MALFORMED: Final = 2
REFUSED: Final = 3
UNAVAILABLE: Final = 4

NOT_NOW = frozenset({"busy", "internal_error"})
_MALFORMED = (WordsWrong, StatementError, StoryWrong, ClockWrong, SettingsWrong)
_UNAVAILABLE = (ServerFailed, SchemaDiffers, psycopg.Error, ChannelError, NoBank)


class Group(click.Group):
    """A group of commands whose faults come out as one line and an exit code, never as a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except _MALFORMED as wrong:
            end(MALFORMED, _words(wrong))
        except _UNAVAILABLE as away:
            end(UNAVAILABLE, _words(away))


def _words(error: Exception) -> str:
    if isinstance(error, WordsWrong):
        at = f" (at {error.pointer})" if error.pointer else ""
        return f"{error.code}: {error.detail}{at}"
    return str(error).strip() or type(error).__name__


def end(code: int, line: str) -> NoReturn:
    """Say why on standard error and leave."""
    click.echo(f"fairhold: {line}", err=True)
    sys.exit(code)


def say(line: str = "") -> None:
    """One line of the result."""
    click.echo(line)


def say_json(value: Any) -> None:
    """The result as one JSON document."""
    click.echo(msgspec.json.format(msgspec.json.encode(value), indent=2))


def table(head: Sequence[str], rows: Iterable[Sequence[str]], right: Sequence[int] = ()) -> None:
    """Rows in columns as wide as they need to be; the columns in `right` stand to the right."""
    lines = [tuple(head), *(tuple(row) for row in rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(head))]
    for line in lines:
        cells = [
            cell.rjust(width) if place in right else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        ]
        say("  ".join(cells).rstrip())


def refuse(refused: Refused, as_json: bool) -> NoReturn:
    """Print a refusal, what would be allowed instead and what to do, and leave."""
    code = UNAVAILABLE if refused.code in NOT_NOW else REFUSED
    remedy = REFUSALS[refused.code].remedy if refused.code in REFUSALS else ""
    if as_json:
        say_json({"refused": refused, "remedy": remedy})
        sys.exit(code)
    click.echo(f"refused: {refused.code} (rule {refused.rule})", err=True)
    click.echo(f"  {refused.detail}", err=True)
    if refused.pointer:
        click.echo(f"  at {refused.pointer}", err=True)
    if refused.allowed:
        click.echo(f"  allowed instead: {', '.join(refused.allowed)}", err=True)
    if remedy:
        click.echo(f"  {remedy}", err=True)
    sys.exit(code)


@contextmanager
def progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on standard error, if that is a terminal; call it with how many of how many are done."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    with click.progressbar(length=1, label=label, file=sys.stderr) as bar:

        def heard(done: int, total: int) -> None:
            bar.length = max(total, 1)
            bar.update(done - bar.pos)

        yield heard
