"""Roles: the application cannot rewrite what happened, and readers see only what is theirs."""

import psycopg
import pytest
from market import Market, play
from psycopg import errors

from fairhold.book.connection import APP, READER, connect
from fairhold.desk import Desk


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
    assert supplier["events"] == 13 + 6
    assert supplier["bank_lines"] == 0
    assert everything["events"] == 2 * (13 + 6)


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
