"""Suppliers with orders that ended, to measure the monthly computing of all limits and ranks: rows written by COPY.

Each has fifty orders of thirty buyers, all of them events of its own stream as the desk writes them, and five more that
were just signed, so that offers and contracts are read too.
"""

import random
import resource
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import msgspec
import psycopg

from fairhold.book.coding import STAGES, encode_profile
from fairhold.book.connection import connect
from fairhold.book.reference import publish_policy
from fairhold.cashier.directory import renew
from fairhold.cashier.limits import assess_monthly
from fairhold.desk import Desk
from fairhold.trade import ids
from fairhold.trade.order_events import DraftCreated, OrderAccepted, OrderProposed
from fairhold.trade.policy import PRESETS, Policy
from fairhold.trade.stream import Event
from fairhold.trade.supplier import Supplier
from fairhold.trade.supplier_events import OrderCounted
from fairhold.trade.terms import fingerprint
from lives import contract

ORDERS = 50
"""How many orders of each supplier ended."""
BUYERS = 30
SIGNED = 5
"""How many of its orders stand there whole, each offered by a buyer and accepted: offers and contracts are ranked."""
NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)
POLICY: Policy = msgspec.structs.replace(PRESETS["seed"], limit_model="bounded", service_fee_supplier_bp=250)
BORN = NOW - timedelta(days=900)
LATER = NOW + timedelta(days=POLICY.directory_renew_days, seconds=1)
"""When every row is too old again."""
OFFERED = NOW - timedelta(days=20)
_HEAD = bytes(32)
_COLUMNS = {
    "parties": "bucket, party_id, created_at, name, country, verified, sanctioned",
    "suppliers": "bucket, supplier_id, version, last_at, head, profile",
    "supplier_money": "bucket, supplier_id, currency, granted, reserved, exposed, drawn, available, reserve,"
    " in_transit, dispute_hold, deposit, receivable",
    "orders": "bucket, order_id, supplier, buyer, opened_at, total, received, escrow, frozen, released, refunding,"
    " refunded, credit, last_at, version, stage, currency, head",
    "events": "bucket, stream_id, at, seq, kind, actor, body, hash",
}


def fill(url: str, suppliers: int) -> float:
    """Write them all and gather statistics; how many seconds that took."""
    started = time.perf_counter()
    with connect(url) as connection:
        publish_policy(connection, "seed", POLICY, BORN)
    numbers = [ids.new_id(BORN, n % 4096, n // 4096) for n in range(suppliers)]
    with psycopg.connect(url) as connection:
        for table, columns in _COLUMNS.items():
            with connection.cursor().copy(f"COPY {table} ({columns}) FROM STDIN".encode()) as copy:
                for number in numbers:
                    for row in _rows(table, number):
                        copy.write_row(row)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
    return time.perf_counter() - started


def computed(url: str) -> tuple[int, float]:
    """Compute every limit as the clock does on the first of a month: how many, and the seconds that it took."""
    with Desk(url, wall=lambda: NOW) as desk, connect(url) as connection:
        started = time.perf_counter()
        done = assess_monthly(desk, connection, NOW)
        spent = time.perf_counter() - started
    made = [one for one in done if one.refused != "limit_granted"]
    wrong = [one for one in made if one.refused]
    if wrong:
        raise RuntimeError(f"{len(wrong)} limits were not recorded, the first: {wrong[0]}")
    return len(made), spent


def ranked(url: str, now: datetime = NOW) -> tuple[int, float]:
    """Make every row of the directory, ranks included: how many, and the seconds that it took."""
    with connect(url) as connection:
        started = time.perf_counter()
        return renew(connection, now), time.perf_counter() - started


def peak_mib() -> float:
    """The most memory that this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _rows(table: str, number: int) -> Iterator[tuple[object, ...]]:
    bucket = number & 4095
    if table == "parties":
        yield bucket, number, BORN, f"{number} Works", "CN", True, False
    elif table == "suppliers":
        supplier = Supplier(id=number, opted_in=True)
        yield bucket, number, ORDERS, BORN, _HEAD, encode_profile(supplier).decode()
    elif table == "supplier_money":
        yield bucket, number, "USD", 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
    elif table == "orders":
        for order in _signed(number):
            nothing = (0,) * 7
            yield (
                bucket,
                order,
                number,
                _buyer(order),
                BORN,
                1_000_00,
                *nothing,
                BORN,
                3,
                STAGES["agreed"],
                "USD",
                _HEAD,
            )
    else:
        for seq, event in enumerate(_past(number), 1):
            yield _event(number, datetime.combine(event.day, NOW.timetz()), seq, "clock::", event)
        for order in _signed(number):
            for seq, (actor, said) in enumerate(_signing(order, number), 1):
                yield _event(order, OFFERED + timedelta(hours=seq), seq, actor, said)


def _event(stream: int, at: datetime, seq: int, actor: str, event: Event) -> tuple[object, ...]:
    kind = str(event.__struct_config__.tag)
    return stream & 4095, stream, at, seq, kind, actor, msgspec.json.encode(event).decode(), _HEAD


def _signed(number: int) -> Iterator[int]:
    """Numbers of its orders that were just signed."""
    born = OFFERED.replace(microsecond=0)
    return (ids.new_id(born, number & 4095, 0) + ((number >> 12) * SIGNED + n << 12) for n in range(SIGNED))


def _buyer(order: int) -> int:
    return ids.new_id(BORN, order & 4095, 1)


def _signing(order: int, supplier: int) -> Iterator[tuple[str, Event]]:
    """A buyer drafts and offers, the supplier accepts."""
    terms, day = contract(_buyer(order), supplier), OFFERED.date()
    mark = fingerprint(terms)
    buyer = _buyer(order)
    yield (
        "buyer::",
        DraftCreated(author="buyer", buyer=buyer, supplier=supplier, contract=terms, fingerprint=mark, day=day),
    )
    yield (
        "buyer::",
        OrderProposed(by="buyer", fingerprint=mark, policy_version=1, frozen_until_delivery=False, day=day),
    )
    yield (
        "supplier::",
        OrderAccepted(
            by="supplier",
            fingerprint=mark,
            currency="USD",
            reserved=0,
            frozen_until_delivery=False,
            early_release=False,
            day=day,
        ),
    )


def _past(number: int) -> Iterator[OrderCounted]:
    """What ended, in the course of two years; the same every time."""
    dice = random.Random(number)
    first: date = (NOW - timedelta(days=720)).date()
    buyers = [ids.new_id(BORN, dice.randint(0, 4095), dice.randint(0, 1023)) for _ in range(BUYERS)]
    for n in range(ORDERS):
        yield OrderCounted(
            order=ids.new_id(BORN, dice.randint(0, 4095), n),
            buyer=dice.choice(buyers),
            currency="USD",
            value=dice.randint(1_000_00, 60_000_00),
            failed=0,
            on_time=dice.random() < 0.9,
            lost=dice.random() < 0.02,
            day=first + timedelta(days=14 * n),
        )
