"""The directory's rows: what suppliers are found and ordered by, how far it has followed the feed, and one page of it.

A read table: everything in it stands elsewhere too, so a row can be made anew at any time. What a row is made of is the
cashier's business, and how it is shown is told in the room `reading`.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final, TypeVar

import msgspec
import psycopg

from fairhold.book.coding import STAGES
from fairhold.book.queries import sql
from fairhold.trade.ids import bucket_of
from fairhold.trade.order import Stage

WORDS_MAX: Final = 200
"""How many words a supplier is found by at most."""
ASKED_WORDS_MAX: Final = 8
"""How many words of a search are looked for; more are left out."""
WORD_CHARACTERS_MAX: Final = 40
_WORD: Final = re.compile(r"[^\W_]+")


class DirectoryRow(msgspec.Struct, frozen=True, kw_only=True):
    """What a supplier is found by: the free limit in minor units of the limit's currency, score and the lower bound of
    orders on time in ten-thousandths, words as `words_of` makes them; `record` is kept as it is given.
    """

    supplier: int
    made_at: datetime
    free: int
    score: int
    on_time_least: int
    listed: bool
    country: str
    currencies: tuple[str, ...]
    rails: tuple[str, ...]
    words: tuple[str, ...]
    record: str


class Place(msgspec.Struct, frozen=True):
    """A row that was found: the supplier, its score in hundredths, when the row was made, and what was kept with it."""

    supplier: int
    score: int
    made_at: datetime
    record: str


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What a search is narrowed to: words that all begin a word of the supplier, amounts in minor units of the limit's
    currency, shares in ten-thousandths.
    """

    words: tuple[str, ...] = ()
    country: str | None = None
    currency: str | None = None
    rails: tuple[str, ...] = ()
    free: int = 0
    on_time_least: int = 0


class Offer(msgspec.Struct, frozen=True):
    """When a supplier was asked, and when and how that ended (None: it has not)."""

    asked_at: datetime
    ended_at: datetime | None
    kind: str | None


T = TypeVar("T")
FeedPlace = tuple[int, int, int]
"""A position in the feed: batch, stream, seq."""
NEWS_MAX: Final = 5_000
"""How many events one look at the feed takes."""


def words_of(*texts: str) -> tuple[str, ...]:
    """The words of texts, small and without accents, each once, at most `WORDS_MAX`."""
    found: dict[str, None] = {}
    for text in texts:
        plain = "".join(one for one in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(one))
        found |= dict.fromkeys(word[:WORD_CHARACTERS_MAX] for word in _WORD.findall(plain))
    return tuple(found)[:WORDS_MAX]


def followed_to(connection: psycopg.Connection) -> FeedPlace:
    """How far the directory has followed the feed."""
    row = connection.execute(sql("directory_position")).fetchone()
    assert row is not None
    return row[0], row[1], row[2]


def news(connection: psycopg.Connection, after: FeedPlace) -> list[tuple[int, int, int, str]]:
    """What happened after a position: batch, stream, seq and kind, at most `NEWS_MAX`."""
    batch, stream, seq = after
    given = {"batch": batch, "stream": stream, "seq": seq, "limit": NEWS_MAX}
    return connection.execute(sql("directory_news"), given).fetchall()


def follow_to(connection: psycopg.Connection, at: FeedPlace) -> None:
    """Remember the position."""
    batch, stream, seq = at
    connection.execute(sql("move_directory"), {"batch": batch, "stream": stream, "seq": seq})


def keep_rows(connection: psycopg.Connection, rows: Iterable[DirectoryRow]) -> None:
    """Write suppliers' rows together, in the order of their keys, so that no two who write wait for each other."""
    lists = ("currencies", "rails", "words")
    ordered = sorted(rows, key=lambda row: (bucket_of(row.supplier), row.supplier))
    given = [msgspec.structs.asdict(row) | {name: list(getattr(row, name)) for name in lists} for row in ordered]
    if given:
        with connection.transaction(), connection.cursor() as cursor:
            cursor.executemany(sql("keep_directory_row"), given)


def move_free(connection: psycopg.Connection, suppliers: Iterable[int], currency: str) -> None:
    """Bring the free limits of these suppliers up to date."""
    connection.execute(sql("move_free"), {"suppliers": sorted(suppliers), "currency": currency})


def outdated(connection: psycopg.Connection, since: datetime, behind: int, limit: int) -> list[int]:
    """Suppliers behind one (0: from the first), by key, whose row is missing or older than a moment."""
    given = {"since": since, "behind": behind, "limit": limit}
    return [row[0] for row in connection.execute(sql("outdated_in_directory"), given).fetchall()]


def page(connection: psycopg.Connection, wanted: Wanted, behind: int, limit: int) -> list[Place]:
    """At most `limit` rows that fit behind a supplier (0: from the beginning), the best first. Call within a snapshot
    as staff.
    """
    score = _score_of(connection, behind) if behind else 10_000
    words = wanted.words[:ASKED_WORDS_MAX]
    given = {
        "score": score,
        "above": behind,
        "words": " & ".join(f"'{word}':*" for word in words) or None,
        "country": wanted.country,
        "currency": wanted.currency,
        "rails": list(wanted.rails) or None,
        "free": wanted.free,
        "on_time_least": wanted.on_time_least,
        "limit": limit,
    }
    # Not prepared: a plan that fits every search fits none of them well.
    return [Place(*row) for row in connection.execute(sql("directory_page"), given, prepare=False).fetchall()]


def place(connection: psycopg.Connection, supplier: int) -> Place | None:
    """What stands in the directory about one supplier, None if it is not listed. Call within a snapshot as staff."""
    row = connection.execute(sql("directory_record"), {"supplier": supplier}).fetchone()
    return None if row is None else Place(*row)


def offers(
    connection: psycopg.Connection, suppliers: Sequence[int], since: datetime, limit: int
) -> dict[int, list[Offer]]:
    """How offers to suppliers ended, of the `limit` latest orders of each opened since a moment, the latest first."""
    given = {"suppliers": list(suppliers), "since": since, "limit": limit}
    return _by_supplier((row[0], Offer(*row[1:])) for row in connection.execute(sql("offers_answered"), given))


def signed(
    connection: psycopg.Connection, suppliers: Sequence[int], stages: Sequence[Stage], limit: int
) -> dict[int, list[tuple[int, int]]]:
    """Numbers and versions of the latest orders of each supplier at these stages, the latest first."""
    given = {"suppliers": list(suppliers), "stages": [STAGES[stage] for stage in stages], "limit": limit}
    return _by_supplier((row[0], row[1:]) for row in connection.execute(sql("contracts_signed"), given))


def records(connection: psycopg.Connection, suppliers: Sequence[int]) -> list[str]:
    """What was kept with the rows of these suppliers, as it was given; nothing for those without a row."""
    return [row[0] for row in connection.execute(sql("directory_records"), {"suppliers": list(suppliers)})]


def _by_supplier(rows: Iterable[tuple[int, T]]) -> dict[int, list[T]]:
    found: dict[int, list[T]] = {}
    for supplier, one in rows:
        found.setdefault(supplier, []).append(one)
    return found


def _score_of(connection: psycopg.Connection, supplier: int) -> int:
    row = connection.execute(sql("directory_place"), {"supplier": supplier}).fetchone()
    return -1 if row is None else int(row[0])
