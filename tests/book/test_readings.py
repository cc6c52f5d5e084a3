"""The second wall: in the reader's role the database itself shows a company nothing of anybody else's."""

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import errors

from book.market import Market, open_market, play
from fairhold.book import readings
from fairhold.book.connection import READER, connect
from fairhold.book.readings import Filters, snapshot
from fairhold.desk import Desk
from fairhold.trade.order import stage
from fairhold.trade.who import Role, Who

AUDITOR = Who(Role.AUDITOR)
TABLES = ("orders", "suppliers", "supplier_money", "remittances", "events", "postings", "outbox", "statements")


@pytest.fixture
def market(database: str) -> Market:
    """A market in which one order of the first buyer with the first supplier was received."""
    market = open_market(database)
    with Desk(database) as desk:
        play(desk, [market.life("first", market.buyers[0], market.suppliers[0])])
    return market


@pytest.fixture
def reader(database: str) -> Iterator[psycopg.Connection]:
    with connect(database, READER) as connection:
        yield connection


def counts(reader: psycopg.Connection, who: Who) -> dict[str, int]:
    with snapshot(reader, who):
        found = {}
        for table in TABLES:
            row = reader.execute(f"SELECT count(*) FROM {table}".encode()).fetchone()
            assert row is not None
            found[table] = row[0]
        return found


def test_a_company_sees_only_rows_of_its_own(market: Market, reader: psycopg.Connection) -> None:
    nothing = dict.fromkeys(TABLES, 0)
    own = counts(reader, Who(Role.BUYER, market.buyers[0]))
    assert own == nothing | {"orders": 1, "events": own["events"], "postings": own["postings"]}
    assert own["events"] > 5
    assert own["postings"] > 3
    assert counts(reader, Who(Role.BUYER, market.buyers[1])) == nothing
    other = counts(reader, Who(Role.SUPPLIER, market.suppliers[1]))
    assert other == nothing | {"suppliers": 1, "supplier_money": 1, "events": 6}
    assert counts(reader, AUDITOR)["suppliers"] == 2


def test_outside_of_a_snapshot_nobody_sees_anything(market: Market, reader: psycopg.Connection) -> None:
    counts(reader, AUDITOR)
    assert reader.execute("SELECT count(*) FROM orders").fetchone() == (0,)


def test_a_reader_changes_nothing_and_reads_no_keys(market: Market, reader: psycopg.Connection) -> None:
    for statement in (b"UPDATE orders SET total = 0", b"DELETE FROM events", b"SELECT hash FROM api_keys"):
        with pytest.raises(errors.InsufficientPrivilege):
            reader.execute(statement)


def test_orders_are_listed_for_the_side_that_asks(market: Market, reader: psycopg.Connection) -> None:
    for who, many in (
        (Who(Role.BUYER, market.buyers[0]), 1),
        (Who(Role.SUPPLIER, market.suppliers[0]), 1),
        (Who(Role.SUPPLIER, market.buyers[0]), 0),
        (Who(Role.BUYER, market.buyers[1]), 0),
        (AUDITOR, 1),
    ):
        with snapshot(reader, who):
            numbers = readings.order_numbers(reader, who, Filters(), 0, 10)
            found = readings.orders(reader, numbers, market.now)
        assert [stage(read.facts) for read in found.values()] == ["received"] * many
