"""The rules that keep the schema ready for sharding, checked on a database as it is, whoever changed it last."""

from typing import Final

import msgspec
import psycopg

from fairhold.book.queries import sql

RULES: Final[dict[str, str]] = {
    "keys_without_bucket": "Every primary, unique and foreign key of a table with a bucket begins with it.",
    "unique_without_bucket": "Every unique index of a table with a bucket begins with it.",
    "triggers": "No triggers.",
    "sequences": "No sequences and no identity columns.",
    "deferred_constraints": "No deferrable and no exclusion constraints.",
    "inexact_columns": "No numeric, floating or money columns.",
}
"""Each rule, under the name of the query that finds what breaks it."""


class Checked(msgspec.Struct, frozen=True):
    """One rule and the places that break it."""

    name: str
    rule: str
    broken_by: tuple[str, ...]


def lint(connection: psycopg.Connection) -> list[Checked]:
    """Every rule with what breaks it in this database."""
    return [
        Checked(name, rule, tuple(str(row[0]) for row in connection.execute(sql(name)).fetchall()))
        for name, rule in RULES.items()
    ]
