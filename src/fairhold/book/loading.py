"""Reading streams into a desk's memory: rows and events, in one round trip, folded into facts.

An order's or remittance's facts are the fold of its events; a supplier's are its rows, for it may have millions of
events. Rows are read before events, so that what is committed in between is left for the version check to find.
"""

from collections.abc import Collection, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

import msgspec
import psycopg

from fairhold.book.asking import Asking, key_of
from fairhold.book.coding import decode_event, decode_profile
from fairhold.book.known import Facts, Known, Memory, Used, fold
from fairhold.book.packing import to_microseconds
from fairhold.book.queries import sql
from fairhold.trade.agreement import CreateDraft
from fairhold.trade.ids import ID_MAX
from fairhold.trade.order import Order
from fairhold.trade.remittance import Remittance
from fairhold.trade.stream import Event
from fairhold.trade.supplier import Purse, Supplier
from fairhold.trade.who import Party


class Wanted(msgspec.Struct):
    """What a batch has to read: numbers of streams by kind, companies, and keys of suppliers."""

    orders: set[int] = msgspec.field(default_factory=set)
    suppliers: set[int] = msgspec.field(default_factory=set)
    remittances: set[int] = msgspec.field(default_factory=set)
    parties: set[int] = msgspec.field(default_factory=set)
    keys: set[tuple[int, bytes]] = msgspec.field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.orders or self.suppliers or self.remittances or self.parties or self.keys)


class Found(msgspec.Struct):
    """What was read. A supplier that was asked for and has no row is a new one."""

    streams: dict[int, Known] = msgspec.field(default_factory=dict)
    parties: dict[int, Party] = msgspec.field(default_factory=dict)


def wanted_for(askings: Sequence[Asking], memory: Memory) -> Wanted:
    """What these askings need that is not in memory."""
    wanted = Wanted()
    for asking in askings:
        command, id = asking.command, asking.stream_id
        if isinstance(command, CreateDraft):
            _want_company(wanted, memory, command.contract.supplier_id, asking)
            _want_parties(wanted, memory, command.contract.buyer_id, command.contract.supplier_id)
        elif command.stream == "supplier":
            _want_company(wanted, memory, id, asking)
            _want_parties(wanted, memory, id)
        elif (known := memory.get(id)) is None:
            if 0 < id <= ID_MAX:
                (wanted.orders if command.stream == "order" else wanted.remittances).add(id)
        elif isinstance(known.facts, Order):
            if known.facts.supplier not in memory:
                wanted.suppliers.add(known.facts.supplier)
            if known.parties_from is not memory.parties:
                _want_parties(wanted, memory, known.facts.buyer, known.facts.supplier)
    return wanted


def _want_company(wanted: Wanted, memory: Memory, id: int, asking: Asking) -> None:
    """A supplier, and with it what the asking's key was used for; a remembered one's keys are checked by the write."""
    if id not in memory and 0 < id <= ID_MAX:
        wanted.suppliers.add(id)
        wanted.keys.add((id, key_of(asking.who, asking.key)))


def _want_parties(wanted: Wanted, memory: Memory, *companies: int) -> None:
    wanted.parties.update(id for id in companies if id and id not in memory.parties and id not in memory.strangers)


def fill(connection: psycopg.Connection, memory: Memory, wanted: Wanted, lock: bool) -> None:
    """Read everything wanted into memory. What is there already may run ahead of the database; only a lock beats it."""
    found = load(connection, wanted, lock)
    for known in found.streams.values():
        if lock or known.id not in memory:
            memory.put(known)
    for known in found.streams.values():
        if isinstance(known.facts, Order) and known.facts.supplier not in memory:
            memory.put(new_supplier(known.facts.supplier))
    memory.parties |= found.parties
    memory.strangers |= wanted.parties - found.parties.keys()


def load(connection: psycopg.Connection, wanted: Wanted, lock: bool) -> Found:
    """Read everything wanted in one round trip; with `lock`, inside a database transaction, hold the rows first."""
    keys = sorted(wanted.keys)
    parameters: dict[str, Any] = {
        "orders": sorted(wanted.orders),
        "suppliers": sorted(wanted.suppliers),
        "remittances": sorted(wanted.remittances),
        "parties": sorted(wanted.parties),
        "streams": sorted(wanted.orders | wanted.remittances),
        "key_suppliers": [supplier for supplier, _ in keys],
        "keys": [key.hex() for _, key in keys],
    }
    names = ["load_orders", "load_remittances", "load_suppliers", "load_parties", "load_events", "load_keys"]
    locks = ["lock_orders", "lock_suppliers", "lock_remittances"] if lock else []
    with connection.pipeline():
        for name in locks:
            connection.execute(sql(name), parameters)
        cursors = [connection.execute(sql(name), parameters, prepare=True, binary=True) for name in names]
    order_rows, remittance_rows, supplier_rows, party_rows, event_rows, key_rows = (c.fetchall() for c in cursors)
    found = Found(parties={row[0]: Party(*row) for row in party_rows})
    _take_suppliers(found, wanted, supplier_rows)
    _take_streams(found, order_rows, remittance_rows, event_rows)
    for supplier_id, key, stream_id, fingerprint, seq, count in key_rows:
        found.streams[supplier_id].remember(bytes(key), Used(stream_id, fingerprint, seq, count))
    return found


def any_used(connection: psycopg.Connection, keys: Collection[tuple[int, bytes]]) -> bool:
    """Was one of these keys, as (supplier, key), used before?"""
    parameters = {"key_suppliers": [supplier for supplier, _ in keys], "keys": [key.hex() for _, key in keys]}
    return connection.execute(sql("load_keys"), parameters).fetchone() is not None


def load_ranges(
    connection: psycopg.Connection, ranges: Collection[tuple[int, int, int]]
) -> Mapping[int, dict[int, Event]]:
    """Events of streams by number, for each (stream, first, last)."""
    streams, first, last = (list(column) for column in zip(*ranges, strict=True))
    rows = connection.execute(sql("load_ranges"), {"streams": streams, "first": first, "last": last}).fetchall()
    found: dict[int, dict[int, Event]] = {}
    for stream_id, seq, kind, body in rows:
        found.setdefault(stream_id, {})[seq] = decode_event(kind, body)
    return found


def _take_suppliers(found: Found, wanted: Wanted, rows: list[tuple[Any, ...]]) -> None:
    for supplier_id, several in groupby(rows, key=itemgetter(0)):
        group = list(several)
        _, version, last_at, head, profile = group[0][:5]
        known = Known(supplier_id, bytes(head), to_microseconds(last_at), version)
        known.money = {row[5]: Purse(*row[6:]) for row in group if row[5] is not None}
        try:
            known.facts = msgspec.structs.replace(decode_profile(profile), version=version, purses=dict(known.money))
        except msgspec.DecodeError:
            known.broken = True
        found.streams[supplier_id] = known
    for supplier_id in wanted.suppliers - found.streams.keys():
        found.streams[supplier_id] = new_supplier(supplier_id)


def new_supplier(supplier_id: int) -> Known:
    """A supplier that nothing has happened to."""
    known = Known(supplier_id, bytes(32), 0, 0)
    known.facts = Supplier(id=supplier_id)
    return known


def _take_streams(
    found: Found,
    order_rows: list[tuple[Any, ...]],
    remittance_rows: list[tuple[Any, ...]],
    events: list[tuple[Any, ...]],
) -> None:
    histories = {stream_id: list(rows) for stream_id, rows in groupby(events, key=itemgetter(0))}
    for order_id, version, _, _, last_at, wake_at, test_clock, head in order_rows:
        known = Known(order_id, bytes(head), to_microseconds(last_at), version)
        known.wake(None if wake_at is None else to_microseconds(wake_at))
        known.clock = test_clock
        _rebuild(known, Order(id=order_id), histories.get(order_id, []))
        found.streams[order_id] = known
    for remittance_id, version, last_at, wake_at, head in remittance_rows:
        known = Known(remittance_id, bytes(head), to_microseconds(last_at), version)
        known.wake(None if wake_at is None else to_microseconds(wake_at))
        _rebuild(known, Remittance(id=remittance_id), histories.get(remittance_id, []))
        found.streams[remittance_id] = known


def _rebuild(known: Known, facts: Facts, rows: list[tuple[Any, ...]]) -> None:
    """Facts and keys from the events up to the row's version; a stream whose events do not fold is broken."""
    try:
        for _, seq, kind, body, key, fingerprint, count, side_seq, side_count in rows[: known.row_version]:
            event = decode_event(kind, body)
            facts = fold(facts, event)
            if key is not None:
                known.keys[bytes(key)] = Used(known.id, fingerprint, seq, count, side_seq or 0, side_count or 0)
    except Exception:  # whatever a damaged history does, it concerns this stream only
        known.broken = True
    known.facts = facts
    known.broken = known.broken or facts.version != known.row_version
