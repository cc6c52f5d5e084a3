"""The directory of suppliers, for whoever chooses one: found by words, narrowed, and ordered by rank (S12-S15).

What is found and in which order stands in the directory's rows; limit, name and profile are read as they are now.
Shares come with how sure they are, and a rank with every factor behind it.
"""

from datetime import date
from decimal import Decimal
from typing import Final

import msgspec
import psycopg

from fairhold.book import directory, readings
from fairhold.book.directory import Place, Wanted
from fairhold.limit.history import FULL_WEIGHT
from fairhold.limit.rank import Position, Raise, RankPart, Record, graded, provable, raises, rank
from fairhold.reading.badge import Share, share
from fairhold.reading.before import ProfileShown, profile_shown
from fairhold.reading.cursor import Cursors
from fairhold.reading.listing import Page
from fairhold.reading.supplier import purse
from fairhold.trade import ids
from fairhold.trade.days import day_of
from fairhold.trade.money import Money
from fairhold.trade.policy import Policy
from fairhold.trade.supplier import Supplier
from fairhold.trade.who import Party, Role, Who

SUPPLIERS_PAGE_SIZE: Final = 20
"""How many suppliers a page of the directory has unless more are asked for."""
WORDS_CHARACTERS_MAX: Final = 200
"""The longest search."""
_ANYBODY: Final = Who(Role.AUDITOR)
"""In whose name is read what everybody may know: a company's own rows would hide a supplier from others."""
_record = msgspec.json.Decoder(Record)


class SupplierFound(msgspec.Struct, frozen=True, kw_only=True):
    """A supplier in the directory. `score` is its rank of 0 to 100 as of `day`; `grade` says of five how its orders
    went and how sure that is; `contracts` is the mean score of its last contracts, None of none.
    """

    supplier: str
    party: str
    name: str
    country: str
    score: str
    grade: str
    limit: Money
    free: Money
    suspended: bool
    on_time: Share
    lost: Share
    answered: Share
    contracts: str | None
    profile: ProfileShown
    day: date


class RankShown(msgspec.Struct, frozen=True, kw_only=True):
    """How a rank comes about: the factors with their weights, what penalty points took off, and what would raise it.

    Computed from the record of `day` and the limit as it is now, so it may differ a little from the row's `score`.
    """

    supplier: str
    name: str
    day: date
    score: str
    orders: int
    grade: str
    parts: tuple[RankPart, ...]
    penalty: str
    raises: tuple[Raise, ...]


def list_suppliers(
    connection: psycopg.Connection,
    who: Who,
    cursors: Cursors,
    policy: Policy,
    *,
    wanted: Wanted,
    page_size: int = SUPPLIERS_PAGE_SIZE,
    cursor: str = "",
) -> Page[SupplierFound]:
    """The suppliers that fit, the highest rank first; everybody who is logged in sees them. Raises CursorInvalid for a
    cursor of another list.
    """
    of = f"suppliers|{wanted}"
    behind = cursors.read(cursor, of) if cursor else 0
    with readings.snapshot(connection, _ANYBODY):
        found = directory.page(connection, wanted, behind, page_size + 1)
        shown, more = found[:page_size], len(found) > page_size
        numbers = [one.supplier for one in shown]
        suppliers, parties = readings.suppliers(connection, numbers), readings.parties(connection, numbers)
    rows = (
        row(one, suppliers[one.supplier], parties[one.supplier], policy)
        for one in shown
        if one.supplier in suppliers and one.supplier in parties
    )
    fit = tuple(one for one in rows if one is not None and one.free.minor >= wanted.free)
    return Page(fit, cursors.write(shown[-1].supplier, of) if more else None, more)


def read_found(
    connection: psycopg.Connection, supplier_id: int, policy: Policy
) -> tuple[SupplierFound, RankShown, int] | None:
    """One supplier as the directory shows it, its rank, and what it asks on top for protection in ten-thousandths; for
    everybody, None if it is not in the directory.
    """
    found = _found(connection, supplier_id)
    shown = None if found is None else row(*found, policy)
    if found is None or shown is None:
        return None
    return shown, explained(*found, policy), found[1].profile.surcharge_bp


def read_rank(connection: psycopg.Connection, supplier_id: int, policy: Policy) -> RankShown | None:
    """How the rank of a supplier comes about, for everybody; None if it is not in the directory."""
    found = _found(connection, supplier_id)
    return None if found is None else explained(*found, policy)


def explained(place: Place, supplier: Supplier, party: Party, policy: Policy) -> RankShown:
    """The rank of facts that were read."""
    record, at = _record.decode(place.record), position(supplier, policy)
    found = rank(record, at, policy)
    return RankShown(
        supplier=ids.to_text(ids.SUPPLIER_PREFIX, supplier.id),
        name=party.name,
        day=day_of(place.made_at, policy.policy_tz),
        score=_hundredths(found.score),
        orders=record.orders,
        grade=graded(record),
        parts=found.parts,
        penalty=_hundredths(found.penalty),
        raises=raises(record, at, policy),
    )


def row(place: Place, supplier: Supplier, party: Party, policy: Policy) -> SupplierFound | None:
    """The row of facts that were read; None of a supplier that no longer takes part, or may not."""
    if not supplier.opted_in or party.sanctioned or not party.verified:
        return None
    record = _record.decode(place.record)
    limit = purse(supplier, policy.limit_currency).limit
    whole, lost = _orders(record.weight), _orders(record.weight - record.not_lost)
    mean = provable(record)
    return SupplierFound(
        supplier=ids.to_text(ids.SUPPLIER_PREFIX, supplier.id),
        party=ids.to_text(ids.PARTY_PREFIX, supplier.id),
        name=party.name,
        country=party.country,
        score=_hundredths(place.score),
        grade=graded(record),
        limit=limit.granted,
        free=limit.free,
        suspended=supplier.suspended,
        on_time=share(_orders(record.on_time), whole),
        lost=share(lost, whole),
        answered=share(record.answered, record.offers),
        contracts=None if mean is None else f"{mean:.0f}",
        profile=profile_shown(supplier),
        day=day_of(place.made_at, policy.policy_tz),
    )


def position(supplier: Supplier, policy: Policy) -> Position:
    """What of the supplier counts for its rank as it is now."""
    currency = policy.limit_currency
    return Position(supplier.purse(currency).granted, supplier.free(currency), supplier.points, supplier.suspended)


def _found(connection: psycopg.Connection, supplier_id: int) -> tuple[Place, Supplier, Party] | None:
    with readings.snapshot(connection, _ANYBODY):
        place = directory.place(connection, supplier_id)
        supplier = readings.supplier(connection, supplier_id)
        party = readings.parties(connection, (supplier_id,)).get(supplier_id)
    return None if place is None or supplier is None or party is None else (place, supplier, party)


def _orders(weight: int) -> int:
    """How many whole orders a sum of weights is."""
    return round(weight / FULL_WEIGHT)


def _hundredths(score: int) -> str:
    return f"{Decimal(score) / 100:.1f}"
