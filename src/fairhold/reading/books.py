"""The books: the balance of every account by currency, and the trust account against the bank's own word."""

from datetime import date

import msgspec
import psycopg

from fairhold.book import readings
from fairhold.book.readings import Balance, Closing
from fairhold.trade.accounts import TRUST_ASSETS, TRUST_LIABILITIES, Account
from fairhold.trade.who import Who


class AccountRow(msgspec.Struct, frozen=True):
    """One account in one currency; `balance` is debits less credits, below zero where we owe. Minor units as text."""

    account: str
    debit: str
    credit: str
    balance: str


class Reconciliation(msgspec.Struct, frozen=True, kw_only=True):
    """The ledger's trust account against the closing balances of the last statements; equal when `difference` is 0."""

    ledger: str
    bank: str | None
    difference: str | None
    statements: tuple[str, ...]
    last_day: date | None


class CurrencyBooks(msgspec.Struct, frozen=True, kw_only=True):
    """All accounts of one currency. `balanced`: debits equal credits (I1); `covered`: trust assets equal what is owed
    (I2).
    """

    currency: str
    accounts: tuple[AccountRow, ...]
    balanced: bool
    covered: bool
    bank: Reconciliation


class Books(msgspec.Struct, frozen=True):
    """The trial balance of every currency."""

    currencies: tuple[CurrencyBooks, ...]


def read_books(connection: psycopg.Connection, who: Who) -> Books:
    """The books as they stand now (staff only)."""
    with readings.snapshot(connection, who):
        balances = readings.balances(connection)
        closings = readings.closings(connection)
    return books_of(balances, closings)


def books_of(balances: list[Balance], closings: list[Closing]) -> Books:
    """The books of balances and closings that were read in one snapshot."""
    currencies = sorted({balance.currency for balance in balances} | {closing.currency for closing in closings})
    return Books(
        tuple(
            _books(
                currency,
                [balance for balance in balances if balance.currency == currency],
                [closing for closing in closings if closing.currency == currency],
            )
            for currency in currencies
        )
    )


def _books(currency: str, balances: list[Balance], closings: list[Closing]) -> CurrencyBooks:
    net = {balance.account: balance.debit - balance.credit for balance in balances}
    assets = sum(net.get(account, 0) for account in TRUST_ASSETS)
    owed = -sum(net.get(account, 0) for account in TRUST_LIABILITIES)
    return CurrencyBooks(
        currency=currency,
        accounts=tuple(AccountRow(b.account.wire, str(b.debit), str(b.credit), str(net[b.account])) for b in balances),
        balanced=sum(net.values()) == 0,
        covered=assets == owed,
        bank=_reconciled(net.get(Account.BANK_TRUST, 0), closings),
    )


def _reconciled(ledger: int, closings: list[Closing]) -> Reconciliation:
    bank = sum(closing.balance for closing in closings) if closings else None
    return Reconciliation(
        ledger=str(ledger),
        bank=None if bank is None else str(bank),
        difference=None if bank is None else str(ledger - bank),
        statements=tuple(closing.reference for closing in closings),
        last_day=max((closing.to_day for closing in closings if closing.to_day is not None), default=None),
    )
