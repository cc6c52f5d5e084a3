"""The marketplaces of the API tests: one that all tests share, and fresh ones for those that need to be alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from api.marketplace import Marketplace, client_of
from book.market import open_market
from fairhold.book.server import Elsewhere, Server
from fairhold.desk import Desk
from fairhold.trade.money import money
from granting import grant


@contextmanager
def opened(database: str, data: Path) -> Iterator[Marketplace]:
    """A marketplace with two buyers, two suppliers with ample limits, and the API before it."""
    market = open_market(database)
    with Desk(database) as desk, client_of(desk, database, data) as client:
        yield Marketplace(market, database, desk, client)


@pytest.fixture
def fresh(database: str, tmp_path: Path) -> Iterator[Marketplace]:
    """A marketplace of a test's own."""
    with opened(database, tmp_path) as place:
        yield place


@pytest.fixture(scope="session")
def place(server: Server | Elsewhere, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Marketplace]:
    """The marketplace that tests share; whoever needs an empty list or the last word takes `fresh`."""
    name = sql.Identifier("fairhold_test_api")
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(name))
        with opened(server.url("fairhold_test_api"), tmp_path_factory.mktemp("api")) as place:
            grant(place.desk, place.market.suppliers[0], money(9_000_000_000, "USD"))
            yield place
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))
