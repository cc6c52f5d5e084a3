"""The daily trust proof: is every client's money there, what does the bank say, what waits, what is at risk (PP26, I2).

A proof is read from the postings in one snapshot; it keeps nothing and decides nothing. Ages are counted in days of the
policy's zone, and the oldest money of an account is taken to have left it first.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

import msgspec
import psycopg

from fairhold.book import readings
from fairhold.book.readings import BankDay, Exposure, Waiting
from fairhold.reading.books import CurrencyBooks, Reconciliation, books_of
from fairhold.trade import ids
from fairhold.trade.accounts import CLIENT_LIABILITIES, TRUST_ASSETS, TRUST_LIABILITIES, Account
from fairhold.trade.days import day_of
from fairhold.trade.who import Who

WAITING: Final = (
    Account.SUSPENSE_UNMATCHED,
    Account.SUSPENSE_COMPLIANCE,
    Account.SUSPENSE_FX,
    Account.TRANSIT_MATCHED,
    Account.SUPPLIER_IN_TRANSIT,
    Account.BUYER_REFUND,
    Account.LENDER_PAYABLE,
    Account.INSPECTOR_PAYABLE,
)
"""Accounts that money should only pass through."""
AGES_DAYS: Final = (2, 7, 30)
"""The bounds between the age groups, in days: up to 2, up to 7, up to 30, older."""
EXPOSURES_MAX: Final = 200
"""How many limits in use a proof lists."""
BANK_DAYS_MAX: Final = 60
"""How many closing balances of the bank a proof lists, the latest first."""


class Amount(msgspec.Struct, frozen=True):
    """What an account has or owes, in minor units as text."""

    account: str
    amount: str


class Aged(msgspec.Struct, frozen=True, kw_only=True):
    """Money that waits in one account: how many amounts, how much in each age group, the oldest's age."""

    account: str
    count: int
    amount: str
    groups: tuple[str, ...]
    oldest_days: int


class BankDayShown(msgspec.Struct, frozen=True, kw_only=True):
    """A day's closing balance by the bank, the bank's lines up to it that are booked, and the difference."""

    day: date
    account: str
    bank: str
    booked: str
    difference: str


class Exposed(msgspec.Struct, frozen=True, kw_only=True):
    """A supplier's limit in use: set, reserved by running orders, of it exposed by released money, drawn (I7)."""

    supplier: str
    name: str
    limit: str
    reserved: str
    exposed: str
    drawn: str


class CurrencyProof(msgspec.Struct, frozen=True, kw_only=True):
    """One currency: what covers client money, whose it is, fees not yet swept, and whether they are equal (I2)."""

    currency: str
    covered: bool
    assets: tuple[Amount, ...]
    client_money: tuple[Amount, ...]
    other: tuple[Amount, ...]
    assets_total: str
    owed_total: str
    bank: Reconciliation
    days: tuple[BankDayShown, ...]
    waiting: tuple[Aged, ...]
    exposure: tuple[Exposed, ...]


class TrustProof(msgspec.Struct, frozen=True, kw_only=True):
    """The proof of one moment. `holds`: in every currency the trust assets equal what is owed, and the bank, where it
    has said anything, has what the books say.
    """

    made_at: datetime
    day: date
    holds: bool
    ages_days: tuple[int, ...]
    currencies: tuple[CurrencyProof, ...]


def read_trust_proof(connection: psycopg.Connection, who: Who, now: datetime, tz: str) -> TrustProof:
    """The proof as the books stand (staff only); `now` and the zone `tz` make its day and its ages."""
    with readings.snapshot(connection, who):
        balances = readings.balances(connection)
        closings = readings.closings(connection)
        days = readings.bank_days(connection, BANK_DAYS_MAX)
        waiting = readings.waiting(connection, WAITING)
        exposure = readings.exposure(connection, EXPOSURES_MAX)
    today = day_of(now, tz)
    books = books_of(balances, closings).currencies
    proofs = tuple(
        _proof(
            one,
            [row for row in days if row.currency == one.currency],
            [row for row in waiting if row.currency == one.currency],
            [row for row in exposure if row.currency == one.currency],
            today,
            tz,
        )
        for one in books
    )
    holds = all(one.covered and one.bank.difference in (None, "0") for one in proofs)
    return TrustProof(made_at=now, day=today, holds=holds, ages_days=AGES_DAYS, currencies=proofs)


def _proof(
    books: CurrencyBooks,
    days: Sequence[BankDay],
    waiting: Sequence[Waiting],
    exposure: Sequence[Exposure],
    today: date,
    tz: str,
) -> CurrencyProof:
    net = {row.account: int(row.balance) for row in books.accounts}
    assets = _amounts(net, TRUST_ASSETS, 1)
    other = _amounts(net, TRUST_LIABILITIES - CLIENT_LIABILITIES, -1)
    clients = _amounts(net, CLIENT_LIABILITIES, -1)
    return CurrencyProof(
        currency=books.currency,
        covered=books.covered,
        assets=assets,
        client_money=clients,
        other=other,
        assets_total=_sum(assets),
        owed_total=_sum((*clients, *other)),
        bank=books.bank,
        days=tuple(map(_bank_day, days)),
        waiting=tuple(
            _aged(account, [row for row in waiting if row.account == account], today, tz)
            for account in WAITING
            if any(row.account == account for row in waiting)
        ),
        exposure=tuple(map(_exposed, exposure)),
    )


def _amounts(net: dict[str, int], accounts: frozenset[Account], sign: int) -> tuple[Amount, ...]:
    rows = [(account.wire, sign * net.get(account.wire, 0)) for account in sorted(accounts)]
    return tuple(Amount(name, str(amount)) for name, amount in rows if amount)


def _sum(rows: Sequence[Amount]) -> str:
    return str(sum(int(row.amount) for row in rows))


def _bank_day(row: BankDay) -> BankDayShown:
    return BankDayShown(
        day=row.day,
        account=row.account,
        bank=str(row.closing),
        booked=str(row.booked),
        difference=str(row.closing - row.booked),
    )


def _aged(account: Account, rows: Sequence[Waiting], today: date, tz: str) -> Aged:
    groups = [0] * (len(AGES_DAYS) + 1)
    ages = [(today - day_of(row.since, tz)).days for row in rows]
    for row, age in zip(rows, ages, strict=True):
        groups[sum(age > bound for bound in AGES_DAYS)] += row.amount
    return Aged(
        account=account.wire,
        count=len(rows),
        amount=str(sum(row.amount for row in rows)),
        groups=tuple(map(str, groups)),
        oldest_days=max(ages),
    )


def _exposed(row: Exposure) -> Exposed:
    return Exposed(
        supplier=ids.to_text(ids.SUPPLIER_PREFIX, row.supplier),
        name=row.name,
        limit=str(row.limit),
        reserved=str(row.reserved),
        exposed=str(row.exposed),
        drawn=str(row.drawn),
    )
