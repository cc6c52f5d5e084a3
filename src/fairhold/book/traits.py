"""What companies are known by, as keyed hashes (O50, standards 6.2): kept in full at each time, compared, and counted.

Reference data like the companies themselves; what is found because of it stands as events in suppliers' streams. How a
value becomes a hash is said in `limit/traits.py`.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

import msgspec
import psycopg

from fairhold.book.queries import sql
from fairhold.trade.link import TraitKind

SHARED_COUNTED_MAX: Final = 100
"""Companies that share a trait are counted no further."""


class TraitKept(msgspec.Struct, frozen=True):
    """One trait of a company: its kind, since when, and how many other companies share it, 100 at most."""

    kind: TraitKind
    recorded_at: datetime
    shared_by: int


def put(connection: psycopg.Connection, party: int, traits: Iterable[tuple[TraitKind, bytes]], now: datetime) -> None:
    """A company is known by these and nothing else, in one commit."""
    with connection.transaction(), connection.cursor() as cursor:
        cursor.execute(sql("forget_traits"), {"party": party})
        for kind, digest in traits:
            cursor.execute(sql("keep_trait"), {"party": party, "now": now, "kind": kind, "digest": digest})


def of(connection: psycopg.Connection, party: int) -> list[TraitKept]:
    """What a company is known by."""
    given = {"party": party, "most": SHARED_COUNTED_MAX}
    return [TraitKept(*row) for row in connection.execute(sql("traits_of"), given).fetchall()]


def shared(
    connection: psycopg.Connection, party: int, others: Sequence[int], most: int
) -> list[tuple[int, TraitKind, TraitKind]]:
    """Those of the others that share something with a company, its kind here and there; what more than `most`
    companies share is left out.
    """
    given = {"party": party, "others": list(others), "most": most}
    return connection.execute(sql("same_traits"), given).fetchall()
