"""The schema, step by step: numbered SQL files, each applied once, in order, with its checksum on record.

A file that was applied never changes again: a database whose record differs from the program's files is refused, and so
is one that a newer program has written. `schema.sql` is the same schema in one piece, for reading; a test proves it.
"""

from hashlib import sha256
from importlib import resources
from typing import Final

import msgspec
import psycopg
from psycopg import errors

from fairhold.faults import Unavailable

_TABLE: Final = b"""
CREATE TABLE IF NOT EXISTS migrations (
    number     integer     PRIMARY KEY,
    applied_at timestamptz NOT NULL DEFAULT now(),
    name       text        NOT NULL,
    sha256     bytea       NOT NULL
)"""
_TRIES: Final = 5


class Migration(msgspec.Struct, frozen=True):
    """One step: its number, its name and its SQL."""

    number: int
    name: str
    text: bytes

    @property
    def checksum(self) -> bytes:
        """SHA-256 of the text."""
        return sha256(self.text).digest()


class SchemaDiffers(Unavailable):
    """The database was not made by the migrations that this program has."""


def _read() -> tuple[Migration, ...]:
    folder = resources.files(__package__).joinpath("migrations")
    names = sorted(file.name for file in folder.iterdir() if file.name.endswith(".sql"))
    found = tuple(Migration(int(name[:4]), name[5:-4], folder.joinpath(name).read_bytes()) for name in names)
    assert [m.number for m in found] == list(range(1, len(found) + 1)), "migrations are numbered without a gap"
    return found


MIGRATIONS: Final[tuple[Migration, ...]] = _read()
"""All steps, in order."""


def migrate(conninfo: str) -> int:
    """Bring a database up to date and say how many steps that took. Several processes may try at once: one does it.

    Needs the database's owner, who may also create roles. Raises SchemaDiffers.
    """
    for attempt in range(_TRIES):
        try:
            with psycopg.connect(conninfo) as connection:
                return _migrate(connection)
        except (errors.UniqueViolation, errors.DuplicateTable):
            if attempt == _TRIES - 1:
                raise
    raise AssertionError("unreachable")


def _migrate(connection: psycopg.Connection) -> int:
    connection.execute(_TABLE)
    connection.execute("LOCK TABLE migrations IN ACCESS EXCLUSIVE MODE")
    rows = connection.execute("SELECT number, name, sha256 FROM migrations ORDER BY number").fetchall()
    _must_agree(rows)
    for migration in MIGRATIONS[len(rows) :]:
        connection.execute(migration.text)
        connection.execute(
            "INSERT INTO migrations (number, name, sha256) VALUES (%s, %s, %s)",
            (migration.number, migration.name, migration.checksum),
        )
    return len(MIGRATIONS) - len(rows)


def _must_agree(rows: list[tuple[int, str, bytes]]) -> None:
    if len(rows) > len(MIGRATIONS):
        raise SchemaDiffers(
            f"the database is at step {len(rows)}, this program knows {len(MIGRATIONS)}: use a newer one"
        )
    for (number, name, checksum), migration in zip(rows, MIGRATIONS, strict=False):
        if number != migration.number or bytes(checksum) != migration.checksum:
            raise SchemaDiffers(f"step {number} ({name}) of the database is not this program's {migration.name}")
