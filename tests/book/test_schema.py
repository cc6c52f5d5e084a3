"""The schema: one text and the migrations build the same, and the rules that let it be sharded hold."""

import re
from importlib import resources

import psycopg
import pytest

from fairhold.book.migrations import migrate

CATALOG = {
    "columns": """
        SELECT c.relname, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
            pg_get_expr(d.adbin, d.adrelid), col_description(c.oid, a.attnum), c.reloptions, obj_description(c.oid),
            c.relrowsecurity
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
        LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
        WHERE c.relnamespace = 'public'::regnamespace ORDER BY 1, 2""",
    "constraints": """
        SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2""",
    "indexes": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1",
    "functions": """
        SELECT proname, pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace ORDER BY 1""",
    "policies": "SELECT tablename, policyname, roles::text, cmd, qual, with_check FROM pg_policies ORDER BY 1, 2",
    "grants": """
        SELECT c.relname, a.grantee::regrole::text, a.privilege_type FROM pg_class c, aclexplode(c.relacl) a
        WHERE c.relnamespace = 'public'::regnamespace ORDER BY 1, 2, 3""",
}

HOT = ("orders", "suppliers", "supplier_money")
"""Tables whose rows change with every command."""
SHARDED = (
    *(*HOT, "remittances", "events", "postings", "supplier_keys", "outbox", "statements", "bank_lines", "parties"),
    *("evidence_orders", "evidence_files", "custody", "custody_leaves", "rail_notices", "directory"),
)
CHANGING = {
    *("version", "replays", "stage", "head", "last_at", "total", "received", "escrow", "frozen", "released"),
    *("refunding", "refunded", "credit", "profile", "granted", "reserved", "exposed", "drawn", "available", "reserve"),
    *("in_transit", "dispute_hold", "deposit", "receivable"),
}


def catalog(url: str) -> dict[str, list[tuple[object, ...]]]:
    with psycopg.connect(url) as connection:
        return {name: connection.execute(query.encode()).fetchall() for name, query in CATALOG.items()}


@pytest.fixture
def migrated(database: str) -> str:
    migrate(database)
    return database


def test_schema_sql_and_the_migrations_build_the_same_database(database: str) -> None:
    text = resources.files("fairhold.book").joinpath("schema.sql").read_bytes()
    with psycopg.connect(database) as connection:
        connection.execute(text)
    whole = catalog(database)
    with psycopg.connect(database) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    assert migrate(database) > 0
    stepwise = catalog(database)
    for name in CATALOG:
        assert whole[name] == stepwise[name]
        assert whole[name], f"the comparison of {name} looks at nothing"


def test_every_key_of_a_sharded_table_begins_with_the_bucket(migrated: str) -> None:
    with psycopg.connect(migrated) as connection:
        rows = connection.execute(
            """SELECT conrelid::regclass::text, contype, (SELECT attname FROM pg_attribute
                WHERE attrelid = conrelid AND attnum = conkey[1]) FROM pg_constraint
            WHERE contype IN ('p', 'u', 'f') AND conrelid::regclass::text = ANY(%s)""",
            (list(SHARDED),),
        ).fetchall()
        unique = connection.execute(
            """SELECT i.indrelid::regclass::text FROM pg_index i WHERE i.indisunique AND NOT i.indisprimary
            AND i.indrelid::regclass::text = ANY(%s)""",
            (list(SHARDED),),
        ).fetchall()
    assert sorted(row[0] for row in rows) == sorted(SHARDED)
    assert {row[2] for row in rows} == {"bucket"}
    assert unique == []


def test_nothing_in_the_schema_stands_in_the_way_of_sharding(migrated: str) -> None:
    counts = {
        "triggers": "SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal",
        "sequences": "SELECT count(*) FROM pg_class WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace",
        "identity columns": "SELECT count(*) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid "
        "WHERE a.attidentity <> '' AND c.relnamespace = 'public'::regnamespace",
        "deferrable constraints": "SELECT count(*) FROM pg_constraint WHERE condeferrable",
        "exclusion constraints": "SELECT count(*) FROM pg_constraint WHERE contype = 'x'",
        "foreign keys": "SELECT count(*) FROM pg_constraint WHERE contype = 'f'",
        "floats and numerics": "SELECT count(*) FROM information_schema.columns WHERE table_schema = 'public' "
        "AND data_type IN ('numeric', 'real', 'double precision', 'money')",
    }
    with psycopg.connect(migrated) as connection:
        found = {name: connection.execute(query.encode()).fetchone() for name, query in counts.items()}
    assert found == dict.fromkeys(counts, (0,))


def test_no_number_of_a_sharded_table_is_text(migrated: str) -> None:
    with psycopg.connect(migrated) as connection:
        rows = connection.execute(
            """SELECT table_name, column_name, data_type FROM information_schema.columns
            WHERE table_schema = 'public' AND table_name = ANY(%s)
            AND (column_name LIKE '%%\\_id' OR column_name IN ('supplier', 'buyer', 'test_clock', 'amount'))""",
            (list(SHARDED),),
        ).fetchall()
    assert len(rows) > 10
    assert {row[2] for row in rows} == {"bigint"}


def test_no_index_names_a_column_that_changes_with_every_command(migrated: str) -> None:
    with psycopg.connect(migrated) as connection:
        rows = connection.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s)", (list(HOT),)
        ).fetchall()
    assert len(rows) == 8
    for name, definition in rows:
        words = set(re.findall(r"\w+", definition.split(" USING ", 1)[1]))
        assert not words & CHANGING, name


def test_functions_neither_read_the_clock_nor_listen(migrated: str) -> None:
    with psycopg.connect(migrated) as connection:
        rows = connection.execute(
            "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
        ).fetchall()
    assert {row[0] for row in rows} >= {"write_batch", "reading_party", "reading_staff"}
    for name, source in rows:
        assert not re.search(r"\bnow\(|clock_timestamp|random\(|pg_notify|NOTIFY|advisory", source), name
