"""Writing a batch: rows are collected as the desk decides, packed column by column, and sent in one call.

`Draft` holds what would be written. `Writer` sends it through the low-level interface of psycopg as a prepared
statement: one round trip, and outside an explicit database transaction also one commit.
"""

from collections.abc import Sequence
from select import POLLIN, POLLOUT, poll
from time import perf_counter
from typing import Any, Final, NamedTuple

import psycopg
from psycopg import pq

from fairhold.book import packing
from fairhold.book.chain import link
from fairhold.book.coding import IN_SUSPENSE, STAGES, STATES, actor, encode, encode_profile
from fairhold.book.connection import ConnectionLost, check
from fairhold.book.known import Known, Used
from fairhold.book.lines import line_number
from fairhold.trade.accounts import Account
from fairhold.trade.ledger import EVENTS, SILENT, postings
from fairhold.trade.order import Order, stage
from fairhold.trade.posting import Posting
from fairhold.trade.remittance import Remittance
from fairhold.trade.stream import Event
from fairhold.trade.supplier import Purse, Supplier
from fairhold.trade.table import WISHES
from fairhold.trade.who import Who

KINDS: Final[dict[type[Event], bytes]] = {event: str(event.__struct_config__.tag).encode() for event in EVENTS}
LINED: Final[frozenset[type[Event]]] = frozenset(event for event in EVENTS if "line" in event.__struct_fields__)
"""Events that name a bank line. The line is booked by the one whose postings touch the trust account (I8)."""

_ARRAYS: Final[tuple[tuple[str, tuple[Any, ...]], ...]] = (
    ("seen_orders", (packing.bigints, packing.integers)),
    ("seen_suppliers", (packing.bigints, packing.integers)),
    ("seen_remittances", (packing.bigints, packing.integers)),
    (
        "orders",
        (
            *(packing.bigints, packing.integers, packing.integers, packing.smallints, None),
            *(packing.times, packing.optional_times, packing.byteas),
        ),
    ),
    (
        "new_orders",
        (
            *(packing.bigints, packing.bigints, packing.bigints, packing.texts, packing.times, packing.integers),
            *(packing.smallints, None, packing.times, packing.optional_times, packing.byteas),
        ),
    ),
    (
        "suppliers",
        (packing.bigints, packing.integers, packing.integers, packing.times, packing.byteas, packing.texts),
    ),
    ("money", (packing.bigints, packing.texts, None)),
    (
        "remittances",
        (
            *(packing.bigints, packing.integers, packing.integers, packing.smallints, packing.texts, packing.bigints),
            *(packing.bigints, packing.times, packing.optional_times, packing.byteas),
        ),
    ),
    (
        "events",
        (
            *(packing.bigints, packing.integers, packing.times, packing.texts, packing.texts, packing.uuids),
            *(packing.optional_bigints, packing.optional_smallints, packing.optional_integers),
            *(packing.optional_smallints, packing.texts, packing.byteas),
        ),
    ),
    (
        "postings",
        (
            *(packing.bigints, packing.integers, packing.smallints, packing.smallints, packing.bigints),
            *(packing.smallints, packing.bigints, packing.bigints, packing.texts),
        ),
    ),
    (
        "keys",
        (packing.bigints, packing.uuids, packing.bigints, packing.bigints, packing.integers, packing.smallints),
    ),
    ("wishes", (packing.bigints, packing.integers, packing.texts, packing.times)),
    ("lines", (packing.bigints, packing.texts, packing.bigints, packing.integers)),
    ("replayed_orders", (packing.bigints,)),
    ("replayed_suppliers", (packing.bigints,)),
    ("replayed_remittances", (packing.bigints,)),
)
"""The groups of `write_batch`'s parameters and the form of each column; None is a column of amounts, several a row."""

_PARAMETERS: Final = 1 + sum(len(columns) for _, columns in _ARRAYS)
_STATEMENT: Final = b"write_batch"
_CALL: Final = b"SELECT write_batch(" + b", ".join(b"$%d" % n for n in range(1, _PARAMETERS + 1)) + b")"
_BINARY: Final = [pq.Format.BINARY] * _PARAMETERS

Row = tuple[Any, ...]


class Told(NamedTuple):
    """Events that happened to a stream, from the number `seq` on; `key` is the asking's, if it was about the stream."""

    known: Known
    seq: int
    events: tuple[Event, ...]
    at: int
    who: Who
    key: bytes | None
    used: Used | None


class Draft:
    """Everything one batch writes, row by row."""

    def __init__(self) -> None:
        self.rows: dict[str, list[Row]] = {name: [] for name, _ in _ARRAYS}
        self._events = self.rows["events"]
        self._postings = self.rows["postings"]

    def __bool__(self) -> bool:
        return any(self.rows.values())

    def tell(self, told: Sequence["Told"]) -> None:
        """Write down what happened, in order: events with postings, wishes and bank lines, each at its chain's end."""
        add, kinds = self._events.append, KINDS
        for known, first, events, at, who, key, used in told:
            id, head, person = known.id, known.head, actor(who).encode()
            for seq, event in enumerate(events, first):
                kind, body = kinds[type(event)], encode(event)
                if key is None or used is None or seq > first:
                    head = link(head, id, seq, at, kind, person, body)
                    add((id, seq, at, kind, person, None, None, None, None, None, body, head))
                else:
                    said = used.fingerprint, used.count, used.side_seq, used.side_count
                    head = link(head, id, seq, at, kind, person, body, key, *said)
                    side = said[2:] if used.side_count else (None, None)
                    add((id, seq, at, kind, person, key, used.fingerprint, used.count, *side, body, head))
                if type(event) not in SILENT:
                    self._book(event, id, seq)
                if type(event) in WISHES:
                    self.rows["wishes"].append((id, seq, kind, at))
            known.head = head

    def _book(self, event: Event, id: int, seq: int) -> None:
        booked = postings(event, id)
        self._postings += [
            (id, seq, line, p.debit, p.debit_owner, p.credit, p.credit_owner, p.amount, p.currency.encode())
            for line, p in enumerate(booked, 1)
        ]
        bank_line = booked_line(event, booked)
        if bank_line:
            self.rows["lines"].append((line_number(bank_line), bank_line.encode(), id, seq))

    def add_stream(self, known: Known) -> None:
        """The row of a stream as it stands now, expected at the version it was read at."""
        facts = known.facts
        if isinstance(facts, Order):
            self._add_order(known, facts)
        elif isinstance(facts, Supplier):
            self._add_supplier(known, facts)
        elif isinstance(facts, Remittance):
            self._add_remittance(known, facts)

    def _add_order(self, known: Known, order: Order) -> None:
        number, money = STAGES[stage(order)], amounts(order)
        version, at, wake, head = order.version, known.at, known.row_wake, known.head
        if known.row_version:
            self.rows["orders"].append((known.id, known.row_version, version, number, money, at, wake, head))
        else:
            born = (known.id, order.supplier, order.buyer, order.currency.encode(), at)
            self.rows["new_orders"].append((*born, version, number, money, at, wake, head))

    def _add_supplier(self, known: Known, supplier: Supplier) -> None:
        profile = encode_profile(supplier)
        self.rows["suppliers"].append((known.id, known.row_version, supplier.version, known.at, known.head, profile))
        for currency, purse in supplier.purses.items():
            if known.money.get(currency) is not purse:
                self.rows["money"].append((known.id, currency.encode(), purse_amounts(purse)))

    def _add_remittance(self, known: Known, r: Remittance) -> None:
        self.rows["remittances"].append(
            (
                *(known.id, known.row_version, r.version, STATES[r.state], r.currency.encode(), r.amount),
                *(in_suspense(r), known.at, known.row_wake, known.head),
            )
        )

    def packed(self, reference_version: int) -> list[bytes]:
        """The parameters of `write_batch`, each table in the order of its numbers."""
        parameters = [packing.bigint(reference_version)]
        for name, columns in _ARRAYS:
            rows = self.rows[name]
            rows.sort()
            values: Sequence[Sequence[Any]] = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
            for pack, column in zip(columns, values, strict=True):
                if pack is None:
                    parameters.append(packing.bigints([amount for row in column for amount in row]))
                else:
                    parameters.append(pack(column))
        return parameters


def amounts(order: Order) -> tuple[int, ...]:
    """The amounts of an order's row, in the order of its columns."""
    f = order.funds
    return order.total, f.received, f.escrow, f.frozen, f.released, f.refund, f.refunded, f.credit


def purse_amounts(purse: Purse) -> tuple[int, ...]:
    """The amounts of a row of `supplier_money`, in the order of its columns."""
    return (
        *(purse.limit, purse.reserved, purse.exposed, purse.drawn, purse.available),
        *(purse.reserve, purse.in_transit, purse.dispute_hold, purse.deposit, purse.receivable),
    )


def in_suspense(remittance: Remittance) -> int:
    """What of a remittance lies in suspense as it came; once converted it is another currency's."""
    is_there = remittance.state in IN_SUSPENSE and remittance.holds[1] == remittance.currency
    return remittance.amount if is_there else 0


def booked_line(event: Event, postings: Sequence[Posting]) -> str:
    """The key of the bank line that an event books: it names one, and its postings touch the trust account (I8)."""
    if type(event) in LINED:
        for p in postings:
            if p.debit is Account.BANK_TRUST or p.credit is Account.BANK_TRUST:
                return str(getattr(event, "line", ""))
    return ""


class Writer:
    """Sends drafts over one connection; counts the seconds spent packing and waiting for the server.

    `send` returns while the server works, `receive` waits for it; in between the connection can do nothing else.
    """

    def __init__(self, connection: psycopg.Connection) -> None:
        self._pgconn = connection.pgconn
        self.packing_seconds = 0.0
        self.server_seconds = 0.0
        check(self._pgconn.prepare(_STATEMENT, _CALL), self._pgconn)

    def write(self, draft: Draft, reference_version: int) -> None:
        """Write all of it or nothing. Raises what `connection.check` says."""
        self.send(draft, reference_version)
        self.receive()

    def send(self, draft: Draft, reference_version: int) -> None:
        """Hand a draft to the server."""
        started = perf_counter()
        parameters = draft.packed(reference_version)
        packed = perf_counter()
        self.packing_seconds += packed - started
        try:
            self._pgconn.send_query_prepared(_STATEMENT, parameters, _BINARY)
            self._flush()
        except psycopg.OperationalError as error:
            raise ConnectionLost(str(error)) from error
        finally:
            self.server_seconds += perf_counter() - packed

    def receive(self) -> None:
        """Wait until the draft is committed. Raises what `connection.check` says."""
        started = perf_counter()
        self._wait()
        result = self._pgconn.get_result()
        while (more := self._pgconn.get_result()) is not None:  # the end of the answer
            result = more
        self.server_seconds += perf_counter() - started
        if result is None:
            raise ConnectionLost("the server gave no answer")
        check(result, self._pgconn)

    def _flush(self) -> None:
        """Send what libpq still holds back."""
        while self._pgconn.flush():
            ready = self._socket(POLLIN | POLLOUT).poll()
            if any(event & POLLIN for _, event in ready):
                self._pgconn.consume_input()

    def _wait(self) -> None:
        """Wait on the socket: `get_result` would keep every other thread of the process from running meanwhile."""
        try:
            while self._pgconn.is_busy():
                self._socket(POLLIN).poll()
                self._pgconn.consume_input()
        except psycopg.OperationalError as error:
            raise ConnectionLost(str(error)) from error

    def _socket(self, events: int) -> poll:
        waiting = poll()
        waiting.register(self._pgconn.socket, events)
        return waiting
