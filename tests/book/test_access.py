"""Roles: the application cannot rewrite what happened, and readers see only what is theirs."""

from datetime import UTC, datetime

import psycopg
import pytest
from market import Market, play
from psycopg import errors

from fairhold.book import custody
from fairhold.book.connection import APP, READER, connect
from fairhold.desk import Desk
from fairhold.trade.who import Role, Who


@pytest.fixture
def played(database: str, market: Market) -> str:
    with Desk(database) as desk:
        play(desk, [market.life(f"n{n}", market.buyers[n], market.suppliers[n]) for n in range(2)])
    return database


@pytest.mark.parametrize(
    "table", ["events", "postings", "supplier_keys", "policies", "statements", "custody", "custody_leaves"]
)
def test_the_application_cannot_change_or_remove_what_happened(played: str, table: str) -> None:
    with connect(played, APP) as connection:
        for statement in (f"UPDATE {table} SET bucket = 1", f"DELETE FROM {table}", f"TRUNCATE {table}"):
            with pytest.raises(errors.InsufficientPrivilege):
                connection.execute(statement.replace("policies SET bucket", "policies SET version").encode())


@pytest.mark.parametrize(
    "table", ["orders", "suppliers", "supplier_money", "outbox", "bank_lines", "parties", "evidence_files"]
)
def test_the_application_removes_no_rows(played: str, table: str) -> None:
    with connect(played, APP) as connection, pytest.raises(errors.InsufficientPrivilege):
        connection.execute(f"DELETE FROM {table}".encode())


def seen(url: str, party: int, staff: str) -> dict[str, int]:
    with connect(url, READER) as connection:
        connection.execute("SELECT set_config('fairhold.party', %s, false)", (str(party),))
        connection.execute("SELECT set_config('fairhold.staff', %s, false)", (staff,))
        tables = ("orders", "suppliers", "supplier_money", "events", "postings", "bank_lines", "remittances", "outbox")
        counts = {t: connection.execute(f"SELECT count(*) FROM {t}".encode()).fetchone() for t in tables}
    return {table: row[0] for table, row in counts.items() if row is not None}


def test_a_company_sees_its_own_orders_and_nothing_of_others(played: str, market: Market) -> None:
    everything = seen(played, 0, "on")
    assert everything["orders"] == 2
    buyer, supplier = seen(played, market.buyers[0], ""), seen(played, market.suppliers[0], "")
    assert buyer == {
        **dict.fromkeys(everything, 0),
        "orders": 1,
        "events": 13,
        "postings": 4,
    }
    assert supplier["suppliers"] == supplier["supplier_money"] == supplier["orders"] == 1
    assert supplier["events"] == 13 + 10
    assert supplier["bank_lines"] == 0
    assert everything["events"] == 2 * (13 + 10)


def test_whoever_is_nobody_sees_nothing(played: str) -> None:
    assert set(seen(played, 0, "").values()) == {0}
    with connect(played, READER) as connection:
        assert connection.execute("SELECT count(*) FROM events").fetchone() == (0,)


def test_a_reader_writes_nothing(played: str) -> None:
    with connect(played, READER) as connection:
        for statement in ("UPDATE orders SET escrow = 0", "DELETE FROM events", "UPDATE reference SET parties = 1"):
            with pytest.raises(errors.InsufficientPrivilege):
                connection.execute(statement.encode())
        with pytest.raises(errors.InsufficientPrivilege):
            connection.execute("SELECT * FROM api_keys")


def test_a_connection_is_in_its_role_and_commits_by_itself(played: str) -> None:
    with connect(played, READER) as connection:
        assert connection.execute("SELECT current_user").fetchone() == ("fairhold_reader",)
        assert connection.autocommit
    with psycopg.connect(played) as owner:
        assert owner.execute("SELECT current_user").fetchone() != ("fairhold_app",)


def test_evidence_and_its_custody_are_seen_by_the_sides_of_the_order_alone(played: str, market: Market) -> None:
    with connect(played, APP) as connection:
        for row in connection.execute("SELECT order_id FROM orders").fetchall():
            kept = custody.File(
                order=row[0],
                sha256="1" * 64,
                size=1,
                kind="txt",
                document="",
                name="a",
                facts="{}",
                who=Who(Role.BUYER, 1),
                added_at=datetime(2026, 11, 23, tzinfo=UTC),
            )
            with custody.chain(connection, row[0]) as end:
                custody.add_file(connection, kept)
                entry = custody.Entry(row[0], 1, kept.added_at, "buyer", "received", "1" * 64, "", end.hash, "2" * 64)
                custody.add_entries(connection, [entry])
    for party, staff, count in ((market.buyers[0], "", 1), (market.suppliers[1], "", 1), (0, "on", 2), (0, "", 0)):
        with connect(played, READER) as connection:
            connection.execute("SELECT set_config('fairhold.party', %s, false)", (str(party),))
            connection.execute("SELECT set_config('fairhold.staff', %s, false)", (staff,))
            for table in ("evidence_files", "custody"):
                assert connection.execute(f"SELECT count(*) FROM {table}".encode()).fetchone() == (count,)
            with pytest.raises(errors.InsufficientPrivilege):
                connection.execute("SELECT * FROM evidence_orders")


def test_of_a_files_row_only_name_and_facts_can_be_cleared(played: str) -> None:
    with connect(played, APP) as connection:
        connection.execute("UPDATE evidence_files SET name = '', facts = '{}'")
        for statement in ("SET sha256 = sha256", "SET size = 1", "SET role = 'x'"):
            with pytest.raises(errors.InsufficientPrivilege):
                connection.execute(f"UPDATE evidence_files {statement}".encode())
