"""Very many open orders, fast: a few lives are really played, then copied with numbers of their own.

One life per supplier is played through the desk, step by step. Every copy is one of these lives up to some step, with
its own order number, bank lines, keys and hash chain; its events stand in the supplier's stream too, and rows and money
of the suppliers say what all copies come to. So a desk reads these orders as any other, and `verify` finds no fault.
"""

import random
import time
from array import array
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import pairwise
from multiprocessing import get_context
from typing import Any

import msgspec
import psycopg

from fairhold.book.chain import link
from fairhold.book.coding import STAGES
from fairhold.book.lines import line_number
from fairhold.book.packing import to_microseconds
from fairhold.desk import Desk
from fairhold.trade.order import stage
from lives import START, STEPS, Filled, Life, Market, advance, next_asking, purchaser, seller

WORKERS = 2
COLUMNS = {
    "orders": "bucket, order_id, supplier, buyer, opened_at, total, received, escrow, frozen, released, refunding,"
    " refunded, credit, last_at, wake_at, version, stage, currency, head",
    "events": "bucket, stream_id, at, seq, side_seq, key, fingerprint, count, side_count, kind, actor, body, hash",
    "postings": "bucket, stream_id, debit_owner, credit_owner, amount, seq, line, debit, credit, currency",
    "supplier_keys": "bucket, supplier_id, key, stream_id, fingerprint, seq, count",
    "bank_lines": "bucket, line_id, stream_id, seq, key",
}
PURSE = "granted, reserved, exposed, drawn, available, reserve, in_transit, dispute_hold, deposit, receivable"


class Happened(msgspec.Struct, frozen=True):
    """An event of a played life: its row but for numbers, hash and key, what it posts, and what stands beside it."""

    seq: int
    kind: str
    actor: str
    body: str
    fingerprint: int | None
    count: int | None
    postings: tuple[tuple[Any, ...], ...]
    beside: tuple[tuple[str, str, str], ...]
    line: str


class Pattern(msgspec.Struct, frozen=True):
    """One supplier's played life: all its events, the order's row after each step, what each step did to the purse."""

    pair: int
    name: str
    order: int
    supplier: int
    buyer: int
    fingerprint: str
    events: tuple[Happened, ...]
    rows: tuple[tuple[Any, ...], ...]
    purses: tuple[tuple[int, ...], ...]


def fill(url: str, market: Market, orders: int, progress: Callable[[str], None]) -> Filled:
    """Put so many open orders into an opened market, spread over suppliers and steps."""
    patterns = play(url, market)
    pairs = len(market.suppliers)
    places = orders * STEPS // (STEPS - 1)  # one in eleven has not begun
    each = -(-places // pairs)
    filled = Filled(
        array("q", bytes(8 * pairs * each)),
        bytearray(pairs * each),
        array("l", bytes(array("l").itemsize * pairs * each)),
        tuple(pattern.fingerprint for pattern in patterns),
    )
    started = time.perf_counter()
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn")) as pool:
        copied = pool.map(_copy, [url] * pairs, patterns, [each] * pairs)
        for done, (pair, ids, steps) in enumerate(copied, 1):
            filled.ids[pair::pairs], filled.steps[pair::pairs] = array("q", ids), steps
            if done % 50 == 0:
                progress(f"{done * each:,} of {pairs * each:,} lives, {time.perf_counter() - started:.0f} s")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM (ANALYZE)")
        connection.execute("CHECKPOINT")
    return filled


def play(url: str, market: Market) -> tuple[Pattern, ...]:
    """Play one life per supplier up to its last but one answer, and read what was written."""
    lives = [
        Life(f"pattern-{n}", purchaser(market.buyers[n]), seller(supplier), place=n)
        for n, supplier in enumerate(market.suppliers)
    ]
    with Desk(url) as desk, psycopg.connect(url, autocommit=True) as connection:
        purses = [_purses(connection)]
        rows: list[dict[int, tuple[Any, ...]]] = []
        for _ in range(STEPS - 1):
            answers = desk.ask_many([next_asking(life) for life in lives])
            for life, answer in zip(lives, answers, strict=True):
                advance(life, answer)
                order = answer.case.order
                assert order is not None
                assert STAGES[stage(order)]
            rows.append(_rows(connection, [life.id for life in lives]))
            purses.append(_purses(connection))
        return tuple(_pattern(connection, life, rows, purses) for life in lives)


def _rows(connection: psycopg.Connection, ids: list[int]) -> dict[int, tuple[Any, ...]]:
    found = connection.execute(
        "SELECT order_id, opened_at::text, total, received, escrow, frozen, released, refunding, refunded, credit,"
        " last_at::text, coalesce(wake_at::text, E'\\\\N'), version, stage, currency FROM orders"
        " WHERE order_id = ANY (%s)",
        [ids],
    )
    return {row[0]: row[1:] for row in found}


def _purses(connection: psycopg.Connection) -> dict[int, tuple[int, ...]]:
    found = connection.execute(f"SELECT supplier_id, {PURSE} FROM supplier_money".encode())
    return {row[0]: row[1:] for row in found}


def _pattern(
    connection: psycopg.Connection,
    life: Life,
    rows: list[dict[int, tuple[Any, ...]]],
    purses: list[dict[int, tuple[int, ...]]],
) -> Pattern:
    given = {"order": life.id, "supplier": life.supplier.party, "bucket": life.id & 4095}
    posted: dict[int, list[tuple[Any, ...]]] = {}
    for row in connection.execute(
        "SELECT seq, line, debit, debit_owner, credit, credit_owner, amount, currency FROM postings"
        " WHERE bucket = %(bucket)s AND stream_id = %(order)s ORDER BY seq, line",
        given,
    ):
        posted.setdefault(row[0], []).append(row[1:])
    beside = {
        row[0]: row[1:]
        for row in connection.execute(
            "SELECT seq, kind, actor, body FROM events WHERE bucket = %(bucket)s AND stream_id = %(supplier)s", given
        )
    }
    lines = dict(
        connection.execute(
            "SELECT seq, key FROM bank_lines WHERE bucket >= 0 AND stream_id = %(order)s", given
        ).fetchall()
    )
    events = tuple(
        Happened(
            seq,
            kind,
            actor,
            body,
            fingerprint,
            count,
            tuple(posted.get(seq, ())),
            tuple(beside[n] for n in range(side_seq, side_seq + side_count)) if side_count else (),
            lines.get(seq, ""),
        )
        for seq, kind, actor, body, fingerprint, count, side_seq, side_count in connection.execute(
            "SELECT seq, kind, actor, body, fingerprint, count, side_seq, side_count FROM events"
            " WHERE bucket = %(bucket)s AND stream_id = %(order)s ORDER BY seq",
            given,
        )
    )
    supplier = life.supplier.party
    changes = tuple(
        tuple(b - a for a, b in zip(before[supplier], after[supplier], strict=True))
        for before, after in pairwise(purses)
    )
    return Pattern(
        life.place,
        life.name,
        life.id,
        supplier,
        life.buyer.party,
        life.fingerprint,
        events,
        tuple(step[life.id] for step in rows),
        changes,
    )


class _Copies:
    """Rows of the copies of one pattern, as text for COPY, table by table."""

    def __init__(self, pattern: Pattern, version: int, head: bytes) -> None:
        self.pattern = pattern
        self.bucket = pattern.supplier & 4095
        self.version, self.head = version, head  # of the supplier's stream
        self.at = to_microseconds(START)
        self.text: dict[str, list[str]] = {table: [] for table in COLUMNS}
        self._posted = {event.seq: self._postings(event) for event in pattern.events}

    def copy(self, order: int, step: int) -> None:
        """One more order, with `step` commands answered."""
        pattern, text, bucket = self.pattern, self.text, self.bucket
        opened, *amounts, last_at, wake_at, version, stage_number, currency = pattern.rows[step - 1]
        head = bytes(32)
        for event in pattern.events[:version]:
            head = self._event(order, event, head, opened)
        numbers = "\t".join(map(str, amounts))
        text["orders"].append(
            f"{bucket}\t{order}\t{pattern.supplier}\t{pattern.buyer}\t{opened}\t{numbers}\t{last_at}\t{wake_at}\t{version}"
            f"\t{stage_number}\t{currency}\t\\\\x{head.hex()}\n"
        )

    def _postings(self, event: Happened) -> str:
        """An event's postings as rows, with @ for the order's number."""
        rows = []
        for number, debit, debit_owner, credit, credit_owner, amount, currency in event.postings:
            owners = ("@" if owner == self.pattern.order else owner for owner in (debit_owner, credit_owner))
            row = (self.bucket, "@", *owners, amount, event.seq, number, debit, credit, currency)
            rows.append("\t".join(map(str, row)) + "\n")
        return "".join(rows)

    def _event(self, order: int, event: Happened, head: bytes, at: str) -> bytes:
        pattern, bucket = self.pattern, self.bucket
        line = event.line.replace(pattern.name, f"filled-{order}")
        body = event.body.replace(f'"{event.line}"', f'"{line}"') if line else event.body
        side_seq, side_count = (self.version + 1, len(event.beside)) if event.beside else (0, 0)
        key = ""
        if event.count is not None:
            key = f"{order:016x}{event.seq:016x}"
        head = link(
            *(head, order, event.seq, self.at, event.kind.encode(), event.actor.encode(), body.encode()),
            *(bytes.fromhex(key) or None, event.fingerprint or 0, event.count or 0, side_seq, side_count),
        )
        self._add_event(order, event.seq, at, (event.kind, event.actor, body), head, event, key, (side_seq, side_count))
        for kind, actor, written in event.beside:
            self.version += 1
            said = written.replace(f'"order":{pattern.order}', f'"order":{order}')
            self.head = link(
                self.head, pattern.supplier, self.version, self.at, kind.encode(), actor.encode(), said.encode()
            )
            self._add_event(pattern.supplier, self.version, at, (kind, actor, said), self.head)
        if event.postings:
            self.text["postings"].append(self._posted[event.seq].replace("@", str(order)))
        if line:
            id = line_number(line)
            self.text["bank_lines"].append(f"{id & 4095}\t{id}\t{order}\t{event.seq}\t{line}\n")
        if event.seq == 1:
            self.text["supplier_keys"].append(
                f"{bucket}\t{pattern.supplier}\t{key}\t{order}\t{event.fingerprint}\t1\t{event.count}\n"
            )
        return head

    def _add_event(
        self,
        stream: int,
        seq: int,
        at: str,
        said: tuple[str, str, str],
        head: bytes,
        event: Happened | None = None,
        key: str = "",
        side: tuple[int, int] = (0, 0),
    ) -> None:
        keyed = ("\\N", "\\N", "\\N") if event is None or not key else (key, event.fingerprint, event.count)
        side_seq, side_count = side if side[0] else ("\\N", "\\N")
        self.text["events"].append(
            f"{self.bucket}\t{stream}\t{at}\t{seq}\t{side_seq}\t{keyed[0]}\t{keyed[1]}\t{keyed[2]}\t{side_count}"
            f"\t{said[0]}\t{said[1]}\t{said[2]}\t\\\\x{head.hex()}\n"
        )


def _copy(url: str, pattern: Pattern, each: int) -> tuple[int, list[int], bytes]:
    """All copies of one pattern: the number and the step of each, in a random order."""
    draw = random.Random(pattern.pair)
    steps = [n % STEPS for n in range(each)]
    draw.shuffle(steps)
    ids = _ids(pattern)
    with psycopg.connect(url) as connection:
        connection.execute("SET synchronous_commit = off")
        row = connection.execute(
            "SELECT version, head FROM suppliers WHERE supplier_id = %s", [pattern.supplier]
        ).fetchone()
        assert row is not None
        copies = _Copies(pattern, row[0], row[1])
        numbers = []
        for step in steps:
            numbers.append(next(ids) if step else 0)
            if step:
                copies.copy(numbers[-1], step)
        for table, columns in COLUMNS.items():
            with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN".encode()) as out:
                out.write("".join(copies.text[table]).encode())
        _settle(connection, copies, steps)
    return pattern.pair, numbers, bytes(steps)


def _ids(pattern: Pattern) -> Iterator[int]:
    """Numbers of orders that sort after the pattern's own and belong to nobody else."""
    number = (pattern.order >> 12) + 1
    while True:
        number += 1
        yield number << 12 | pattern.supplier & 4095


def _settle(connection: psycopg.Connection, copies: _Copies, steps: list[int]) -> None:
    """The supplier's row and money after all its copies."""
    supplier = copies.pattern.supplier
    connection.execute(
        "UPDATE suppliers SET version = %s, head = %s, last_at = %s WHERE supplier_id = %s",
        [copies.version, copies.head, START, supplier],
    )
    changed = [0] * len(PURSE.split(", "))
    for step in steps:
        for change in copies.pattern.purses[:step]:
            changed = [a + b for a, b in zip(changed, change, strict=True)]
    changes = ", ".join(f"{name} = {name} + {by}" for name, by in zip(PURSE.split(", "), changed, strict=True))
    connection.execute(f"UPDATE supplier_money SET {changes} WHERE supplier_id = %s".encode(), [supplier])
