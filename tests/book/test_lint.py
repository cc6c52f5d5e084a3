"""The schema lint finds nothing in our own schema, and finds what somebody added to it."""

import psycopg
import pytest

from fairhold.book.connection import connect
from fairhold.book.lint import RULES, lint
from fairhold.book.migrations import migrate


def test_the_schema_of_the_program_breaks_no_rule(database: str) -> None:
    migrate(database)
    with connect(database) as connection:
        assert [(checked.name, checked.broken_by) for checked in lint(connection)] == [(name, ()) for name in RULES]


@pytest.mark.parametrize(
    ("change", "rule", "where"),
    [
        ("CREATE UNIQUE INDEX mine ON orders (order_id)", "unique_without_bucket", "orders: mine"),
        ("ALTER TABLE parties ADD CONSTRAINT mine UNIQUE (party_id)", "keys_without_bucket", "parties: mine"),
        ("CREATE SEQUENCE mine", "sequences", "mine"),
        (
            "ALTER TABLE orders ADD CONSTRAINT mine UNIQUE (bucket, order_id, version) DEFERRABLE",
            "deferred_constraints",
            "orders: mine",
        ),
        ("ALTER TABLE orders ADD COLUMN mine numeric", "inexact_columns", "orders.mine"),
        (
            "CREATE TRIGGER mine BEFORE UPDATE ON orders EXECUTE FUNCTION suppress_redundant_updates_trigger()",
            "triggers",
            "orders: mine",
        ),
    ],
)
def test_what_stands_in_the_way_of_sharding_is_named(database: str, change: str, rule: str, where: str) -> None:
    migrate(database)
    with psycopg.connect(database, autocommit=True) as owner:
        owner.execute(change.encode())
    with connect(database) as connection:
        broken = {checked.name: checked.broken_by for checked in lint(connection)}
    assert broken[rule] == (where,)
