"""What every test may ask for: a running PostgreSQL, and a database of its own on it."""

import itertools
import os
import shutil
from collections.abc import Callable, Iterator

import psycopg
import pytest
from psycopg import sql

from fairhold.book.server import Elsewhere, Server

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server | Elsewhere]:
    """The embedded PostgreSQL in a temporary folder, or the server that FAIRHOLD_TEST_DATABASE_URL names."""
    given = os.environ.get("FAIRHOLD_TEST_DATABASE_URL", "")
    folder = tmp_path_factory.mktemp("book")
    with Elsewhere(given) if given else Server(folder, durable=False) as running:
        yield running
    shutil.rmtree(folder)


@pytest.fixture
def database(server: Server | Elsewhere) -> Iterator[str]:
    """The address of a fresh, empty database, dropped after the test."""
    name = sql.Identifier(f"fairhold_test_{os.getpid()}_{next(_numbers)}")
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(name))
        yield server.url(name.as_string().strip('"'))
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))


@pytest.fixture(scope="session")
def program() -> Callable[[str], str]:
    """Finds a program on the path; one that is missing skips the test here and fails it where `CI` is set."""

    def found(name: str) -> str:
        path = shutil.which(name)
        if path is None and os.environ.get("CI"):
            pytest.fail(f"{name} is not installed")
        if path is None:
            pytest.skip(f"{name} is not installed")
        return path

    return found
