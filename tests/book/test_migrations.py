"""Migrations: each applied once, in order, by one process, and never changed afterwards."""

from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256

import psycopg
import pytest

from fairhold.book.migrations import MIGRATIONS, SchemaDiffers, migrate


def test_a_fresh_database_gets_every_step_once(database: str) -> None:
    assert migrate(database) == len(MIGRATIONS)
    assert migrate(database) == 0
    with psycopg.connect(database) as connection:
        rows = connection.execute("SELECT number, name, sha256 FROM migrations ORDER BY number").fetchall()
    assert [(n, name, bytes(h)) for n, name, h in rows] == [(m.number, m.name, m.checksum) for m in MIGRATIONS]
    assert MIGRATIONS[0].checksum == sha256(MIGRATIONS[0].text).digest()


def test_several_processes_may_migrate_at_once(database: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        steps = list(pool.map(migrate, [database] * 4))
    assert sorted(steps) == [0, 0, 0, len(MIGRATIONS)]


def test_a_step_that_was_changed_after_it_was_applied_is_refused(database: str) -> None:
    migrate(database)
    with psycopg.connect(database) as connection:
        connection.execute("UPDATE migrations SET sha256 = '\\x00' WHERE number = 1")
    with pytest.raises(SchemaDiffers, match="step 1"):
        migrate(database)


def test_a_database_of_a_newer_program_is_refused(database: str) -> None:
    migrate(database)
    with psycopg.connect(database) as connection:
        connection.execute("INSERT INTO migrations (number, name, sha256) VALUES (%s, 'later', '\\x00')", (9999,))
    with pytest.raises(SchemaDiffers, match="newer"):
        migrate(database)
