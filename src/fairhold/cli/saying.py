"""How the command line speaks: results to standard output, everything else to standard error, and the exit codes.

0 done; 1 a proof or check failed; 2 wrong usage or malformed input; 3 refused by a rule; 4 busy or not available.
"""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NoReturn

import click
import msgspec

from fairhold.faults import Malformed, Unavailable

DONE: Final = 0
FAILED: Final = 1
MALFORMED: Final = 2
REFUSED: Final = 3
UNAVAILABLE: Final = 4


class Group(click.Group):
    """A group of commands whose faults come out as one line and an exit code, never as a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except Malformed as wrong:
            end(MALFORMED, _words(wrong.told(), wrong))
        except Exception as error:
            if isinstance(error, Unavailable) or _is_of_the_database(error):
                end(UNAVAILABLE, _words(str(error), error))
            raise


def _is_of_the_database(error: Exception) -> bool:
    """Asked without importing the driver: a command that works without a database starts without it."""
    driver = sys.modules.get("psycopg")
    return driver is not None and isinstance(error, driver.Error)


def _words(said: str, error: Exception) -> str:
    return said.strip() or type(error).__name__


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


def save(file: Path, content: bytes) -> None:
    """Write a result to a file, or leave with the reason why not."""
    try:
        file.write_bytes(content)
    except OSError as error:
        end(MALFORMED, f"{file}: {error.strerror}")


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
