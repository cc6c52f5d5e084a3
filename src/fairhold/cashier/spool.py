"""Lines of a file on disk: written while the file is read and proved, read back piece by piece when it is believed.

However long the file is, memory holds one piece of it. Nothing here outlives the import.
"""

import sqlite3
import tempfile
from collections.abc import Iterator
from itertools import islice
from types import TracebackType
from typing import Final, Self

import msgspec

from fairhold.bank.statement import Line, Tally

HELD_BYTES_MAX: Final = 4 * 1024 * 1024
"""What lies in memory before the disk is used."""

_line: Final = msgspec.json.Decoder(Line)
_encode: Final = msgspec.json.Encoder().encode


class Spooled(msgspec.Struct, frozen=True):
    """A line and its JSON."""

    line: Line
    body: str


class Spool:
    """The lines of one import, in order. A line is one row of JSON."""

    def __init__(self) -> None:
        self.lines = 0
        self._file = tempfile.SpooledTemporaryFile(HELD_BYTES_MAX)  # noqa: SIM115
        self._tallies = sqlite3.connect("")  # a database of its own in a temporary file, gone when it is closed
        self._tallies.isolation_level = None
        self._tallies.execute("PRAGMA synchronous = off")
        self._tallies.execute("PRAGMA journal_mode = off")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()
        self._tallies.close()

    def keep(self, line: Line) -> None:
        """Write a line behind the others."""
        self._file.write(_encode(line) + b"\n")
        self.lines += 1

    def tallied(self) -> Tally:
        """A new tally of equal lines, on disk; the one before is forgotten."""
        execute = self._tallies.execute
        execute("DROP TABLE IF EXISTS met")
        execute("CREATE TABLE met (identity BLOB PRIMARY KEY, times INTEGER NOT NULL) WITHOUT ROWID")
        said = "INSERT INTO met VALUES (?, 1) ON CONFLICT (identity) DO UPDATE SET times = times + 1 RETURNING times"
        return lambda identity: int(execute(said, (identity,)).fetchone()[0])

    def rewind(self) -> None:
        """Read from the first line again."""
        self._file.seek(0)

    def pieces(self, lines: int, size: int) -> Iterator[list[Spooled]]:
        """The next so many lines, in pieces of at most `size`."""
        rest = islice(self._file, lines)
        while piece := [Spooled(_line.decode(body), body.rstrip().decode()) for body in islice(rest, size)]:
            yield piece
