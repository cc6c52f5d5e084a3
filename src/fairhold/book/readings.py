"""Reading what a page or an answer shows: rows by query, in one snapshot, as the one who reads may see them.

Everything here runs in the reader's role. A company sees only rows of its own by row-level security, a second wall
behind the checks of whoever asks. Nothing is locked and nothing is remembered; what the rows mean is told in the room
`reading`.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

import msgspec
import psycopg

from fairhold.book.coding import STAGES, STATES, decode_event, decode_profile
from fairhold.book.known import Facts, fold
from fairhold.book.queries import sql
from fairhold.trade.accounts import Account
from fairhold.trade.ids import ID_MAX, bucket_of
from fairhold.trade.order import FUNDED, Order, Stage
from fairhold.trade.posting import Posting
from fairhold.trade.remittance import Remittance
from fairhold.trade.stream import Event
from fairhold.trade.supplier import Purse, Supplier
from fairhold.trade.supplier_events import OrderCounted
from fairhold.trade.who import PARTIES, Party, Role, Who

JOURNAL_ROWS: Final = 5_000
"""How many postings of the journal are fetched together."""


class Happened(msgspec.Struct, frozen=True):
    """One event as it stands in the book: its place in the stream, when, and who asked (`role:party:person`)."""

    seq: int
    at: datetime
    kind: str
    actor: str
    event: Event


class Read(msgspec.Struct, frozen=True):
    """One order or remittance as it stood in the snapshot: facts, history, and the time that it lives by."""

    facts: Any
    history: tuple[Happened, ...]
    now: datetime


class Balance(msgspec.Struct, frozen=True):
    """One account in one currency: the sum of its debits and of its credits, in minor units."""

    currency: str
    account: Account
    debit: int
    credit: int


class Closing(msgspec.Struct, frozen=True):
    """What the bank said an account holds, in minor units, and in which statement."""

    account: str
    currency: str
    reference: str
    to_day: date | None
    balance: int


class Followed(msgspec.Struct, frozen=True):
    """One event of the feed and its position (`batch`, stream, seq)."""

    batch: int
    stream_id: int
    happened: Happened


class Ended(msgspec.Struct, frozen=True):
    """How many orders of a supplier ended, of them shipped on time, and with a dispute that it lost or let down."""

    orders: int
    on_time: int
    lost: int


class Filters(msgspec.Struct, frozen=True, kw_only=True):
    """What a list of orders is narrowed to. `deadline_before` may let orders pass whose deadline moved later."""

    stages: tuple[Stage, ...] = ()
    created_gte: datetime | None = None
    deadline_before: datetime | None = None


@contextmanager
def snapshot(connection: psycopg.Connection, who: Who) -> Iterator[None]:
    """A read-only database transaction in which `who` sees what is its own, or everything if it is staff."""
    connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    try:
        party = str(who.party) if who.role in PARTIES else "0"
        inspector = "on" if who.role == Role.INSPECTOR else "off"
        staff = "off" if who.role in PARTIES or who.role == Role.INSPECTOR else "on"
        connection.execute(sql("reading_as"), {"party": party, "staff": staff, "inspector": inspector})
        yield
    finally:
        connection.execute("COMMIT")  # nothing was written; after a rollback psycopg would prepare everything anew


def orders(connection: psycopg.Connection, ids: Iterable[int], wall: datetime) -> dict[int, Read]:
    """These orders, folded; those that the reader may not see are left out. Call within a snapshot."""
    return _streams(connection, "orders", list(ids), wall, lambda id: Order(id=id))


def remittances(connection: psycopg.Connection, ids: Iterable[int], wall: datetime) -> dict[int, Read]:
    """These remittances, folded. Call within a snapshot."""
    return _streams(connection, "remittances", list(ids), wall, lambda id: Remittance(id=id))


def _streams(connection: psycopg.Connection, kind: str, ids: list[int], wall: datetime, empty: Any) -> dict[int, Read]:
    if not ids:
        return {}
    with connection.pipeline():
        rows = connection.execute(sql(f"reading_{kind}"), {kind: ids}, prepare=True)
        events = connection.execute(sql("reading_streams"), {"streams": ids}, prepare=True)
    histories = {id: list(several) for id, several in groupby(events.fetchall(), key=itemgetter(0))}
    found = {}
    for id, version, last_at, clock in rows.fetchall():
        facts: Facts = empty(id)
        history = tuple(
            Happened(seq, at, word, actor, decode_event(word, body))
            for _, seq, at, word, actor, body in histories.get(id, ())
        )
        for happened in history:
            facts = fold(facts, happened.event)
        assert facts.version == version, f"stream {id} does not fold: run verify"
        found[id] = Read(facts, history, max(clock or wall, last_at))
    return found


def order_numbers(connection: psycopg.Connection, who: Who, filters: Filters, below: int, limit: int) -> list[int]:
    """At most `limit` numbers below one, the newest first, that pass the filters. Call within a snapshot."""
    sides = {Role.BUYER: "of_buyer", Role.SUPPLIER: "of_supplier", Role.INSPECTOR: "visited"}
    return _order_numbers(connection, sides.get(who.role, "of_all"), who, filters, below, limit)


def visited_order_numbers(
    connection: psycopg.Connection, who: Who, filters: Filters, below: int, limit: int
) -> list[int]:
    """The same, of orders for which an inspection visit was asked."""
    return _order_numbers(connection, "visited", who, filters, below, limit)


def _order_numbers(
    connection: psycopg.Connection, side: str, who: Who, filters: Filters, below: int, limit: int
) -> list[int]:
    given = {
        "party": who.party,
        "below": below or ID_MAX,
        "stages": [STAGES[stage] for stage in filters.stages] or None,
        "created_gte": filters.created_gte,
        "deadline_before": filters.deadline_before,
        "limit": limit,
    }
    return [row[0] for row in connection.execute(sql(f"reading_orders_{side}"), given).fetchall()]


def reported_order_numbers(connection: psycopg.Connection, supplier_id: int, limit: int) -> list[int]:
    """At most `limit` of a supplier's orders that an inspector has reported on, the newest first. Call within a
    snapshot.
    """
    given = {"supplier": supplier_id, "limit": limit}
    return [row[0] for row in connection.execute(sql("reading_reported_orders"), given).fetchall()]


def disputed_order_numbers(connection: psycopg.Connection, limit: int) -> list[int]:
    """At most `limit` orders on which a dispute was opened, the earliest deadline first: those under way, and of those
    that have ended the ones that the clock still looks at. Call within a snapshot.
    """
    given = {"stages": [STAGES[stage] for stage in sorted(FUNDED)], "ended": STAGES[Stage.COMPLETED], "limit": limit}
    return [row[0] for row in connection.execute(sql("reading_disputed_orders"), given).fetchall()]


def last_rulings(connection: psycopg.Connection, limit: int) -> list[Event]:
    """At most `limit` rulings of the dispute team or of time, the newest first. Call within a snapshot."""
    rows = connection.execute(sql("reading_rulings"), {"limit": limit}).fetchall()
    return [decode_event("dispute.ruled", row[0]) for row in rows]


def stream_postings(connection: psycopg.Connection, stream_id: int) -> dict[int, list[Posting]]:
    """The postings of one stream by the seq of their event. Call within a snapshot."""
    rows = connection.execute(sql("reading_postings"), {"stream": stream_id}).fetchall()
    found: dict[int, list[Posting]] = {}
    for seq, _, debit, debit_owner, credit, credit_owner, amount, currency in rows:
        posting = Posting(Account(debit), debit_owner, Account(credit), credit_owner, amount, currency)
        found.setdefault(seq, []).append(posting)
    return found


def parties(connection: psycopg.Connection, ids: Iterable[int]) -> dict[int, Party]:
    """These companies."""
    rows = connection.execute(sql("reading_parties"), {"parties": sorted(set(ids))}).fetchall()
    return {row[0]: Party(*row) for row in rows}


def party_page(connection: psycopg.Connection, below: int, limit: int, only: int = 0) -> list[Party]:
    """Companies below a number, the newest number first; with `only`, just that one."""
    given = {"below": below or ID_MAX, "limit": limit, "only": only}
    return [Party(*row) for row in connection.execute(sql("reading_party_page"), given).fetchall()]


def supplier(connection: psycopg.Connection, supplier_id: int) -> Supplier | None:
    """One supplier, or None if nothing has happened to it or it is not the reader's. Call within a snapshot."""
    return suppliers(connection, (supplier_id,)).get(supplier_id)


def suppliers(connection: psycopg.Connection, ids: Iterable[int]) -> dict[int, Supplier]:
    """These suppliers; those without history, and those that are not the reader's, are left out. Call within a
    snapshot.
    """
    numbers = list(ids)
    # Buckets are computed here: behind row-level security a condition that computes with a row finds no index.
    given = {"suppliers": numbers, "buckets": [bucket_of(number) for number in numbers]}
    rows = connection.execute(sql("reading_suppliers"), given).fetchall()
    purses: dict[int, dict[str, Purse]] = {row[0]: {} for row in rows}
    for id, currency, *amounts in connection.execute(sql("reading_supplier_money"), given).fetchall():
        purses[id][currency] = Purse(*amounts)
    return {
        id: msgspec.structs.replace(decode_profile(profile), version=version, purses=purses[id])
        for id, version, profile in rows
    }


def payout_history(connection: psycopg.Connection, supplier_id: int, limit: int) -> list[tuple[datetime, Event]]:
    """The latest events of a supplier's payouts, the latest first. Call within a snapshot."""
    given = {"supplier": supplier_id, "limit": limit}
    rows = connection.execute(sql("reading_payouts"), given).fetchall()
    return [(at, decode_event(kind, body)) for at, kind, body in rows]


def account_history(connection: psycopg.Connection, supplier_id: int, limit: int) -> list[tuple[datetime, str, Event]]:
    """The latest events of where payouts go, with who did it, the latest first. Call within a snapshot."""
    given = {"supplier": supplier_id, "limit": limit}
    rows = connection.execute(sql("reading_account_history"), given).fetchall()
    return [(at, actor, decode_event(kind, body)) for at, kind, actor, body in rows]


def account_changes(connection: psycopg.Connection, limit: int) -> list[int]:
    """Suppliers with a new payout account that waits, the longest waiting first. Call within a snapshot as staff."""
    return [row[0] for row in connection.execute(sql("reading_account_changes"), {"limit": limit}).fetchall()]


def recalls(connection: psycopg.Connection, limit: int) -> list[int]:
    """Suppliers with a payout that is recalled, by number. Call within a snapshot as staff."""
    return [row[0] for row in connection.execute(sql("reading_recalls"), {"limit": limit}).fetchall()]


def measures(connection: psycopg.Connection, limit: int) -> list[int]:
    """Suppliers about whom a measure waits, the longest waiting first. Call within a snapshot as staff."""
    return [row[0] for row in connection.execute(sql("reading_measures"), {"limit": limit}).fetchall()]


def counted(connection: psycopg.Connection, supplier_id: int) -> list[OrderCounted]:
    """The orders of a supplier that ended and count for its limit, in the order in which they ended."""
    return counted_of(connection, (supplier_id,)).get(supplier_id, [])


def counted_of(connection: psycopg.Connection, suppliers: Sequence[int]) -> dict[int, list[OrderCounted]]:
    """The same of many suppliers at once; those without such an order are left out."""
    found: dict[int, list[OrderCounted]] = {}
    given = {"suppliers": list(suppliers), "buckets": [bucket_of(number) for number in suppliers]}
    for supplier_id, kind, body in connection.execute(sql("reading_counted"), given).fetchall():
        event = decode_event(kind, body)
        assert isinstance(event, OrderCounted)
        found.setdefault(supplier_id, []).append(event)
    return found


def same_persons(connection: psycopg.Connection, supplier_id: int, buyers: Sequence[int]) -> list[int]:
    """Those of the buyers for whom a natural person logs in that also logs in for the supplier."""
    given = {"supplier": supplier_id, "buyers": list(buyers)}
    return [row[0] for row in connection.execute(sql("reading_same_persons"), given).fetchall()]


def same_accounts(connection: psycopg.Connection, supplier_id: int, account: str, buyers: Sequence[int]) -> list[int]:
    """Those of the buyers that paid an order from this account, or are themselves paid on it as suppliers."""
    given = {"supplier": supplier_id, "account": account, "buyers": list(buyers)}
    return [row[0] for row in connection.execute(sql("reading_same_accounts"), given).fetchall()]


def sales(connection: psycopg.Connection, suppliers: Sequence[int], limit: int) -> list[tuple[int, int]]:
    """Pairs of supplier and buyer with an order that ended and counts, of these suppliers."""
    given = {"suppliers": list(suppliers), "limit": limit}
    return [(seller, buyer) for seller, buyer in connection.execute(sql("reading_sales"), given).fetchall()]


def linked(connection: psycopg.Connection, states: Sequence[str], above: int, limit: int) -> list[int]:
    """Suppliers above a number with a buyer that seems related, in one of these states. Call within a snapshot as
    staff.
    """
    given = {"states": list(states), "above": above, "limit": limit}
    return [row[0] for row in connection.execute(sql("reading_linked"), given).fetchall()]


def ended(connection: psycopg.Connection, supplier_id: int, since: date) -> Ended:
    """How the orders of a supplier went that ended since a day and count."""
    asked = {"supplier": supplier_id, "since": since.isoformat()}
    row = connection.execute(sql("reading_ended"), asked).fetchone()
    assert row is not None
    return Ended(*row)


def declines(connection: psycopg.Connection, supplier_id: int, since: date, limit: int) -> list[tuple[str, int]]:
    """How often a supplier declined an offer for which reason, the most frequent first; of its `limit` latest orders
    that were opened since a day and ended without a deal. Call within a snapshot.
    """
    given = {"supplier": supplier_id, "stage": STAGES[Stage.CANCELLED], "since": since, "limit": limit}
    return [(reason, count) for reason, count in connection.execute(sql("reading_declines"), given).fetchall()]


def expiring(connection: psycopg.Connection, today: date, soon: date, limit: int) -> list[int]:
    """Suppliers with a bond whose last day is before today, or is at last `soon` and was not reminded of, ascending."""
    given = {"today": today.isoformat(), "soon": soon.isoformat(), "limit": limit}
    return [row[0] for row in connection.execute(sql("reading_expiring"), given).fetchall()]


def unassessed(connection: psycopg.Connection, before: date, above: int, limit: int) -> list[int]:
    """Suppliers after one that take part and whose limit was last computed before a day, by bucket and number."""
    given = {"before": before.isoformat(), "above": above, "limit": limit}
    return [row[0] for row in connection.execute(sql("reading_unassessed"), given).fetchall()]


def on_schedule(connection: psycopg.Connection, usual: str, above: int, limit: int) -> list[int]:
    """Numbers above one of suppliers that may be paid out by themselves, ascending; `usual` is the schedule of who set
    none.
    """
    given = {"usual": usual, "above": above, "limit": limit}
    return [row[0] for row in connection.execute(sql("reading_on_schedule"), given).fetchall()]


def remittance_numbers(connection: psycopg.Connection, states: Iterable[str], above: int, limit: int) -> list[int]:
    """Numbers of remittances in these states above one, in ascending order. Call within a snapshot."""
    given = {"states": [STATES[state] for state in states], "above": above, "limit": limit}
    return [row[0] for row in connection.execute(sql("reading_remittance_page"), given).fetchall()]


def balances(connection: psycopg.Connection) -> list[Balance]:
    """Every account's debits and credits, by currency and account. Call within a snapshot as staff."""
    rows = connection.execute(sql("reading_balances")).fetchall()
    return [Balance(currency, Account(account), debit, credit) for currency, account, debit, credit in rows]


def journal(connection: psycopg.Connection) -> Iterator[tuple[Any, ...]]:
    """Every posting with its event, in the order in which things happened, fetched as they are asked for. Call within
    a snapshot as staff.
    """
    with connection.cursor(name="journal") as cursor:
        cursor.itersize = JOURNAL_ROWS
        yield from cursor.execute(sql("reading_journal"))


def closings(connection: psycopg.Connection) -> list[Closing]:
    """The last balance that the bank proved, of each account. Call within a snapshot as staff."""
    return [Closing(*row) for row in connection.execute(sql("reading_closings")).fetchall()]


class BankDay(msgspec.Struct, frozen=True):
    """What the bank said at the end of a day, and the sum of its lines up to it that the books have; minor units."""

    account: str
    currency: str
    day: date
    closing: int
    booked: int


class Waiting(msgspec.Struct, frozen=True):
    """Money of one owner that waits in an account, since when; minor units."""

    account: Account
    owner: int
    currency: str
    since: datetime
    amount: int


class Exposure(msgspec.Struct, frozen=True):
    """A supplier's limit in one currency, in minor units (I7)."""

    supplier: int
    name: str
    currency: str
    limit: int
    reserved: int
    exposed: int
    drawn: int


class AtRisk(msgspec.Struct, frozen=True):
    """A supplier's limit in one currency, and the deposit and bonds that secure it, in minor units (I7)."""

    supplier: int
    name: str
    currency: str
    limit: int
    reserved: int
    exposed: int
    drawn: int
    deposit: int
    bonds: int = 0


def at_risk(connection: psycopg.Connection, day: date) -> list[AtRisk]:
    """Every limit in use, every deposit and every bond in force on a day. Call within a snapshot as staff."""
    return [AtRisk(*row) for row in connection.execute(sql("reading_at_risk"), {"day": day.isoformat()}).fetchall()]


def bank_days(connection: psycopg.Connection, limit: int) -> list[BankDay]:
    """The bank's closing balances by day, the latest first. Call within a snapshot as staff."""
    return [BankDay(*row) for row in connection.execute(sql("reading_bank_days"), {"limit": limit}).fetchall()]


def waiting(connection: psycopg.Connection, accounts: Iterable[Account]) -> list[Waiting]:
    """What waits in these accounts, the oldest first; what left is the oldest. Call within a snapshot as staff."""
    rows = connection.execute(sql("reading_waiting"), {"accounts": [int(account) for account in accounts]}).fetchall()
    return [Waiting(Account(account), *rest) for account, *rest in rows]


def exposure(connection: psycopg.Connection, limit: int) -> list[Exposure]:
    """The limits in use, the most exposed of each currency first. Call within a snapshot as staff."""
    return [Exposure(*row) for row in connection.execute(sql("reading_exposure"), {"limit": limit}).fetchall()]


def feed(connection: psycopg.Connection, after: tuple[int, int, int], limit: int) -> list[Followed]:
    """What happened after a position, in the order of the commits. Call within a snapshot."""
    batch, stream, seq = after
    given = {"batch": batch, "stream": stream, "seq": seq, "limit": limit}
    rows = connection.execute(sql("reading_feed"), given).fetchall()
    return [
        Followed(batch, stream_id, Happened(seq, at, kind, actor, decode_event(kind, body)))
        for batch, stream_id, seq, at, kind, actor, body in rows
    ]
