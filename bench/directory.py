"""A directory of 100,000 suppliers, to measure a search: rows as the cashier makes them, written by COPY.

Words are drawn so that some stand with every tenth supplier and most with a few; a thousand records are repeated.
"""

import random
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import msgspec
import psycopg

from fairhold.book import directory
from fairhold.book.coding import encode_profile
from fairhold.book.connection import READER, connect
from fairhold.book.directory import DirectoryRow, Wanted
from fairhold.cashier.directory import row_of
from fairhold.limit.history import FULL_WEIGHT
from fairhold.limit.rank import Record, Scored
from fairhold.reading.cursor import Cursors
from fairhold.reading.directory import list_suppliers
from fairhold.trade import ids
from fairhold.trade.policy import PRESETS
from fairhold.trade.profile import Profile
from fairhold.trade.rail import AcceptedRail
from fairhold.trade.supplier import Purse, Supplier
from fairhold.trade.who import Party, Role, Who

SUPPLIERS = 100_000
SEARCHES = 500
WARM_UP = 20
RECORDS = 1_000
WORDS = 2_000
COUNTRIES = ("CN", "VN", "IN", "TR", "PL", "MX", "PT", "BD", "TH", "ID")
POLICY = PRESETS["seed"]
NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)
HEAD = bytes(32)
COLUMNS = {
    "parties": "bucket, party_id, created_at, name, country, verified, sanctioned",
    "suppliers": "bucket, supplier_id, version, last_at, head, profile",
    "supplier_money": "bucket, supplier_id, currency, granted, reserved, exposed, drawn, available, reserve,"
    " in_transit, dispute_hold, deposit, receivable",
    "directory": "bucket, supplier_id, made_at, free, score, on_time_least, listed, country, currencies, rails,"
    " words, record",
}


def fill(url: str) -> float:
    """Write them all and gather statistics; how many seconds that took."""
    started = time.perf_counter()
    made = list(_suppliers())
    with psycopg.connect(url) as connection:
        for table, columns in COLUMNS.items():
            with connection.cursor().copy(f"COPY {table} ({columns}) FROM STDIN".encode()) as copy:
                for supplier, party, row in made:
                    copy.write_row(_cells(table, supplier, party, row))
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
    return time.perf_counter() - started


def searched_ms(url: str) -> list[float]:
    """How long each search took, from asking to the rows as the API has them, in milliseconds."""
    dice, who, cursors, taken = random.Random(2), Who(Role.BUYER, 1), Cursors(bytes(16)), []
    with connect(url, READER) as reader:
        for n in range(WARM_UP + SEARCHES):
            wanted = _search(dice)
            started = time.perf_counter()
            page = list_suppliers(reader, who, cursors, POLICY, wanted=wanted)
            between = time.perf_counter()
            if n >= WARM_UP:
                taken.append((between - started) * 1000)
            if page.next_cursor is not None and n % 3 == 0:
                list_suppliers(reader, who, cursors, POLICY, wanted=wanted, cursor=page.next_cursor)
    return taken


def _suppliers() -> Iterator[tuple[Supplier, Party, DirectoryRow]]:
    dice = random.Random(1)
    patterns = [_pattern(dice) for _ in range(RECORDS)]
    for n in range(SUPPLIERS):
        id = ids.new_id(NOW, n % 4096, n // 4096)
        supplier, row = patterns[n % RECORDS]
        goods = tuple(f"{_word(dice)} {_word(dice)}" for _ in range(dice.randint(1, 5)))
        party = Party(id, f"{_word(dice).title()} {n} Works", dice.choice(COUNTRIES), verified=True)
        named = msgspec.structs.replace(supplier, id=id, profile=Profile(goods=goods))
        words = directory.words_of(party.name, *goods)
        score = min(10_000, row.score + dice.randint(0, 99))
        yield named, party, msgspec.structs.replace(row, supplier=id, country=party.country, words=words, score=score)


def _pattern(dice: random.Random) -> tuple[Supplier, DirectoryRow]:
    limit = dice.randint(0, 100) * 1_000_000
    rails = tuple(AcceptedRail(rail=name) for name in POLICY.rails if dice.random() < 0.7) or None
    purse = Purse(limit=limit, reserved=dice.randint(0, limit))
    supplier = Supplier(id=1, opted_in=True, accepted_rails=rails, purses={"USD": purse})
    orders = dice.randint(0, 60)
    late, lost = (sum(dice.random() < 0.1 for _ in range(orders)) * FULL_WEIGHT for _ in range(2))
    whole = orders * FULL_WEIGHT
    record = Record(
        orders=orders,
        volume=orders * dice.randint(100_000, 9_000_000),
        weight=whole,
        on_time=whole - late,
        not_lost=whole - lost,
        clean=max(0, whole - late - lost),
        kept=whole - lost,
        offers=2 * orders,
        answered=2 * orders - dice.randint(0, orders),
        scored=tuple(Scored(n, 3, dice.randint(40, 100)) for n in range(1, 6)),
    )
    return supplier, row_of(supplier, Party(1, "Works", "CN", verified=True), record, NOW, POLICY)


def _word(dice: random.Random) -> str:
    """A word of a language with 2,000 words; the first ones are the most frequent."""
    number = int(WORDS * dice.random() ** 3)
    syllables = ("ka", "to", "mi", "re", "su", "lo", "ne", "va", "pi", "du", "sha", "gre")
    return "".join(syllables[number // 12**place % 12] for place in range(3)) + str(number)


def _search(dice: random.Random) -> Wanted:
    """Nothing, one word, two or a beginning, each with and without filters."""
    words = tuple(_word(dice) for _ in range(dice.choice((0, 1, 1, 2))))
    return Wanted(
        words=tuple(word[: dice.choice((3, len(word)))] for word in words),
        country=dice.choice((None, None, dice.choice(COUNTRIES))),
        currency=dice.choice((None, "USD", "EUR", "JPY")),
        rails=dice.choice(((), (), ("card",), ("bank_debit", "telegraphic_transfer"))),
        free=dice.choice((0, 0, 5_000_000, 80_000_000)),
        on_time_least=dice.choice((0, 0, 8_000, 9_500)),
    )


def _cells(table: str, supplier: Supplier, party: Party, row: DirectoryRow) -> tuple[object, ...]:
    bucket, purse = supplier.id & 4095, supplier.purses["USD"]
    if table == "parties":
        return bucket, supplier.id, NOW, party.name, party.country, True, False
    if table == "suppliers":
        return bucket, supplier.id, 1, NOW, HEAD, encode_profile(supplier).decode()
    if table == "supplier_money":
        return bucket, supplier.id, "USD", purse.limit, purse.reserved, 0, 0, 0, 0, 0, 0, 0, 0
    words = " ".join(f"'{word}'" for word in row.words)
    rails, currencies = list(row.rails), list(row.currencies)
    figures = row.free, row.score, row.on_time_least, True
    return bucket, supplier.id, NOW, *figures, row.country, currencies, rails, words, row.record
