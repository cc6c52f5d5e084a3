"""Orders that money without one may be for, by what the contracts ask for and by who paid before: index lookups only.

Whatever the book holds, at most `CANDIDATES_MAX` orders come out and about as many rows are looked at; how well each
fits is judged in the room `reading`. Call everything here within a snapshot of staff.
"""

from collections.abc import Iterable
from typing import Final

import psycopg

from fairhold.book.coding import STAGES
from fairhold.book.queries import sql
from fairhold.trade.order import Stage

CANDIDATES_MAX: Final = 60
"""Orders that one lookup gives at most."""
LOOKED_AT: Final = 2_000
"""Rows of an index that one lookup reads at most."""
BUYERS_MAX: Final = 5
"""Buyers of one account or one name that are looked at."""
ORDERS_OF_BUYER_MAX: Final = 20
"""Orders of one buyer that are looked at, the newest."""
NAMES_MAX: Final = 50
"""Companies whose names begin alike that are compared."""

_FIRST: Final = STAGES[Stage.AGREED]
_LAST: Final = STAGES[Stage.DELIVERED]


def by_amount(connection: psycopg.Connection, low: int, high: int, currency: str) -> list[int]:
    """Signed orders that still run and whose contract asks for an amount within these bounds, in minor units."""
    given = {"low": low, "high": high, "currency": currency, "first": _FIRST, "last": _LAST}
    limits = {"looked_at": LOOKED_AT, "limit": CANDIDATES_MAX}
    return [row[0] for row in connection.execute(sql("unmatched_by_amount"), given | limits).fetchall()]


def buyers_of_account(connection: psycopg.Connection, account: str) -> list[int]:
    """Buyers whose orders were paid from this account before."""
    given = {"account": account, "looked_at": LOOKED_AT, "limit": BUYERS_MAX}
    return [row[0] for row in connection.execute(sql("unmatched_payers"), given).fetchall()] if account else []


def parties_called(connection: psycopg.Connection, beginning: str) -> list[int]:
    """Companies whose name begins with this word, whatever its case; none for a word without a letter."""
    word = beginning.lower()
    if not word:
        return []
    given = {"beginning": word, "beyond": word + "\U0010ffff", "limit": NAMES_MAX}
    return [row[0] for row in connection.execute(sql("unmatched_names"), given).fetchall()]


def orders_of(connection: psycopg.Connection, buyers: Iterable[int]) -> list[int]:
    """The newest signed orders of these buyers, also those that have ended."""
    given = {"buyers": list(buyers), "first": _FIRST, "limit": ORDERS_OF_BUYER_MAX}
    return [row[0] for row in connection.execute(sql("unmatched_orders_of"), given).fetchall()]
