"""Lists, page by page: orders, companies and the money in suspense."""

from datetime import date, datetime
from typing import Annotated, Final, Generic, TypeVar

import msgspec
import psycopg

from fairhold.book import readings
from fairhold.book.readings import Filters
from fairhold.reading.cursor import Cursors
from fairhold.reading.order import Company, Due, Flag, company, deadlines, is_yours
from fairhold.reading.words import FLAGS, STAGES, STATES, Step, next_step
from fairhold.trade import ids
from fairhold.trade.days import day_of
from fairhold.trade.deciding import due, policy_of
from fairhold.trade.money import Money
from fairhold.trade.order import Stage, stage
from fairhold.trade.payment import Payer
from fairhold.trade.policy import Policies
from fairhold.trade.remittance import Remittance
from fairhold.trade.who import PARTIES, Party, Role, Who

PAGE_SIZE: Final = 50
PAGE_SIZE_MAX: Final = 200
"""How many rows a page has, and may have at most (B4)."""

PageSize = Annotated[int, msgspec.Meta(ge=1, le=PAGE_SIZE_MAX)]
Row = TypeVar("Row")


class Page(msgspec.Struct, Generic[Row], frozen=True):
    """Some rows of a list. A short page is not the end: the end is where `has_more` is false."""

    data: tuple[Row, ...]
    next_cursor: str | None
    has_more: bool


class OrderRow(msgspec.Struct, frozen=True, kw_only=True):
    """One order in a list."""

    id: str
    title: str
    stage: str
    stage_title: str
    flags: tuple[Flag, ...]
    version: int
    buyer: Company
    supplier: Company
    total: Money
    held: Money
    released: Money
    refunded: Money
    due: Money
    next: Step
    deadline: Due | None


class ReviewShown(msgspec.Struct, frozen=True, kw_only=True):
    """Why compliance looks at money, and the clearance that one person has asked for, if one has (M8)."""

    doubt: str
    since: date
    asked_by: str
    relation: str


class ConversionShown(msgspec.Struct, frozen=True, kw_only=True):
    """A conversion quoted or under way: what the order would get, the rate, until when it binds, and the name to
    give to the bank with it (M11).
    """

    order: str
    amount: Money
    absorbed: Money
    rate: str
    deal: str
    until: datetime
    name: str


class ToMove(msgspec.Struct, frozen=True, kw_only=True):
    """What of a client's money is still on the house's own account, and until when it has to be moved (M9b)."""

    amount: Money
    until: datetime | None
    is_late: bool


class RemittanceRow(msgspec.Struct, frozen=True, kw_only=True):
    """Money that found no order, when it goes back by itself, and when it would be unclaimed property.

    `to_move` is said of money that came to the house's own account.
    """

    id: str
    version: int
    state: str
    state_title: str
    amount: Money
    payer: Payer
    text: str
    line: str
    order: str | None
    goes_back_at: datetime | None
    unclaimed_at: datetime | None
    review: ReviewShown | None
    conversion: ConversionShown | None
    to_move: ToMove | None


class PartyRow(msgspec.Struct, frozen=True, kw_only=True):
    """A company as the operator knows it. `supplier` names its stream as a supplier."""

    id: str
    supplier: str
    name: str
    country: str
    verified: bool
    sanctioned: bool


def list_orders(
    connection: psycopg.Connection,
    who: Who,
    now: datetime,
    policies: Policies,
    cursors: Cursors,
    *,
    page_size: int = PAGE_SIZE,
    cursor: str = "",
    stages: tuple[Stage, ...] = (),
    created_gte: datetime | None = None,
    deadline_before: datetime | None = None,
) -> Page[OrderRow]:
    """The orders that `who` may see, the newest first. Raises CursorInvalid for a cursor of another list."""
    filters = Filters(stages=stages, created_gte=created_gte, deadline_before=deadline_before)
    of = f"orders|{who.role}|{who.party}|{'+'.join(stages)}|{created_gte}|{deadline_before}"
    below = cursors.read(cursor, of) if cursor else 0
    with readings.snapshot(connection, who):
        numbers = readings.order_numbers(connection, who, filters, below, page_size + 1)
        shown, more = numbers[:page_size], len(numbers) > page_size
        found = readings.orders(connection, shown, now)
        sides = {side for read in found.values() for side in (read.facts.buyer, read.facts.supplier)}
        companies = readings.parties(connection, sides)
    rows = []
    for number in shown:
        read = found.get(number)
        if read is None or not is_yours(read.facts, who):
            continue
        row = _order_row(read, companies, policies)
        late = deadline_before is not None and (
            row.deadline is None or row.deadline.at is None or row.deadline.at >= deadline_before
        )
        if not late:
            rows.append(row)
    return Page(tuple(rows), cursors.write(shown[-1], of) if more else None, more)


def _order_row(read: readings.Read, companies: dict[int, Party], policies: Policies) -> OrderRow:
    order = read.facts
    at, currency = stage(order), order.currency
    running = deadlines(order, policies)
    return OrderRow(
        id=ids.to_text(ids.ORDER_PREFIX, order.id),
        title=order.terms.title,
        stage=at,
        stage_title=STAGES[at],
        flags=tuple(Flag(name, FLAGS[name]) for name in order.flags),
        version=order.version,
        buyer=company(order.buyer, companies),
        supplier=company(order.supplier, companies),
        total=Money(str(order.total), currency),
        held=Money(str(order.funds.held), currency),
        released=Money(str(order.funds.released), currency),
        refunded=Money(str(order.funds.refunded), currency),
        due=Money(str(0 if order.closed is not None else order.due), currency),
        next=next_step(order, at, day_of(read.now, policy_of(order, policies).policy_tz)),
        deadline=running[0] if running else None,
    )


def list_remittances(
    connection: psycopg.Connection,
    who: Who,
    now: datetime,
    policies: Policies,
    cursors: Cursors,
    *,
    page_size: int = PAGE_SIZE,
    cursor: str = "",
    states: tuple[str, ...] = ("held", "returning", "review", "blocked", "converting", "misdirected"),
) -> Page[RemittanceRow]:
    """Money without an order, in these states, by number (staff only). Raises CursorInvalid."""
    of = f"remittances|{'+'.join(states)}"
    above = cursors.read(cursor, of) if cursor else 0
    with readings.snapshot(connection, who):
        numbers = readings.remittance_numbers(connection, states, above, page_size + 1)
        found = readings.remittances(connection, numbers[:page_size], now)
    more = len(numbers) > page_size
    rows = tuple(remittance_row(found[number].facts, policies) for number in numbers[:page_size] if number in found)
    return Page(rows, cursors.write(numbers[page_size - 1], of) if more else None, more)


def read_remittance(
    connection: psycopg.Connection, who: Who, remittance_id: int, now: datetime, policies: Policies
) -> RemittanceRow | None:
    """One remittance; None if there is none or the reader is no staff."""
    with readings.snapshot(connection, who):
        found = readings.remittances(connection, (remittance_id,), now).get(remittance_id)
    return None if found is None else remittance_row(found.facts, policies)


def remittance_row(remittance: Remittance, policies: Policies) -> RemittanceRow:
    """One remittance as it is shown."""
    running = {deadline.name: deadline.at for deadline in due(remittance, policies)}
    amount, currency = remittance.holds
    return RemittanceRow(
        id=ids.to_text(ids.REMITTANCE_PREFIX, remittance.id),
        version=remittance.version,
        state=remittance.state,
        state_title=STATES[remittance.state],
        amount=Money(str(amount), currency),
        payer=remittance.payer,
        text=remittance.text,
        line=remittance.line,
        order=ids.to_text(ids.ORDER_PREFIX, remittance.order) if remittance.order else None,
        goes_back_at=running.get("unmatched_hold"),
        unclaimed_at=running.get("unclaimed"),
        review=_review(remittance),
        conversion=_conversion(remittance),
        to_move=_to_move(remittance, running.get("move_misdirected")),
    )


def _to_move(r: Remittance, until: datetime | None) -> ToMove | None:
    if r.state != "misdirected":
        return None
    return ToMove(amount=Money(str(r.amount - r.moved), r.currency), until=until, is_late=r.late_since is not None)


def _review(r: Remittance) -> ReviewShown | None:
    seen = r.review if r.state in ("review", "blocked") else None
    if seen is None:
        return None
    return ReviewShown(doubt=seen.doubt, since=seen.since, asked_by=seen.asked_by, relation=seen.relation)


def _conversion(r: Remittance) -> ConversionShown | None:
    one = r.conversion
    if one is None:
        return None
    name = ids.to_text(ids.REMITTANCE_PREFIX, r.id).replace("_", "-")
    return ConversionShown(
        order=ids.to_text(ids.ORDER_PREFIX, one.order),
        amount=Money(str(one.amount), one.currency),
        absorbed=Money(str(one.absorbed), one.currency),
        rate=one.rate,
        deal=one.deal,
        until=one.until,
        name=f"{name}-X1",
    )


def list_parties(
    connection: psycopg.Connection, who: Who, cursors: Cursors, *, page_size: int = PAGE_SIZE, cursor: str = ""
) -> Page[PartyRow]:
    """Companies, the newest number first: all of them for staff, itself for a company, none for an inspector. Raises
    CursorInvalid.
    """
    if who.role == Role.INSPECTOR:
        return Page((), None, False)
    only = who.party if who.role in PARTIES else 0
    of = f"parties|{only}"
    below = cursors.read(cursor, of) if cursor else 0
    with readings.snapshot(connection, who):
        found = readings.party_page(connection, below, page_size + 1, only)
    more = len(found) > page_size
    rows = tuple(party_row(party) for party in found[:page_size])
    return Page(rows, cursors.write(found[page_size - 1].id, of) if more else None, more)


def party_row(party: Party) -> PartyRow:
    """One company as it is shown."""
    return PartyRow(
        id=ids.to_text(ids.PARTY_PREFIX, party.id),
        supplier=ids.to_text(ids.SUPPLIER_PREFIX, party.id),
        name=party.name,
        country=party.country,
        verified=party.verified,
        sanctioned=party.sanctioned,
    )
