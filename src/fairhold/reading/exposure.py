"""What the operator has at risk: money released before claims have ended and advances, less collateral, by supplier and
currency; the loss that is expected; and from which `g` on a supplier gains by vanishing (PP18, M24, standards 6.1).

It is read from the rows in one snapshot and decides nothing. It says openly what no fee pays for.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec
import psycopg

from fairhold.book import readings
from fairhold.book.readings import AtRisk, Balance
from fairhold.limit.bounded import g_bp
from fairhold.trade import ids
from fairhold.trade.accounts import Account
from fairhold.trade.days import day_of
from fairhold.trade.money import percent
from fairhold.trade.policy import Policy
from fairhold.trade.who import Who

AT_RISK_MAX: Final = 200
"""How many suppliers an exposure lists, the most unsecured first; its sums are over all."""
UNSECURED: Final = (
    "What is unsecured is not backed by any deposit: if these suppliers vanish, the operator pays it. It needs a "
    "reserve of its own of at least the expected loss."
)


class SupplierAtRisk(msgspec.Struct, frozen=True, kw_only=True):
    """One supplier, amounts in minor units as text. `secured` is deposit and bonds after the haircut; `unsecured` is
    what of `exposed` and `drawn` it does not cover; `expected_loss` is what the policy expects to lose of both.
    """

    supplier: str
    name: str
    limit: str
    reserved: str
    exposed: str
    drawn: str
    deposit: str
    bonds: str
    secured: str
    unsecured: str
    expected_loss: str


class CurrencyAtRisk(msgspec.Struct, frozen=True, kw_only=True):
    """One currency over all suppliers, in minor units as text. `advanced` is what the guarantee account has out or has
    lost, `provision` the expected loss that is booked.
    """

    currency: str
    suppliers_count: int
    exposed: str
    drawn: str
    deposit: str
    bonds: str
    unsecured: str
    expected_loss: str
    provision: str
    advanced: str
    suppliers: tuple[SupplierAtRisk, ...]


class BreakEven(msgspec.Struct, frozen=True, kw_only=True):
    """The dial `g` of the bounded limit against the fee rate, in basis points. A supplier that vanishes gains `g` of a
    volume that has paid `fee_bp`, so above `break_even_bp` vanishing may pay.
    """

    g_bp: int
    fee_bp: int
    break_even_bp: int
    holds: bool
    says: str


class ExposureReport(msgspec.Struct, frozen=True, kw_only=True):
    """The operator's risk as the books stand; `says` are the statements that go with the figures."""

    currencies: tuple[CurrencyAtRisk, ...]
    break_even: BreakEven
    says: tuple[str, ...]


def read_exposure(connection: psycopg.Connection, who: Who, policy: Policy, now: datetime) -> ExposureReport:
    """The exposure as it stands now (staff only)."""
    with readings.snapshot(connection, who):
        rows = readings.at_risk(connection, day_of(now, policy.policy_tz))
        balances = readings.balances(connection)
    return exposure_of(rows, balances, policy)


def exposure_of(rows: Sequence[AtRisk], balances: Sequence[Balance], policy: Policy) -> ExposureReport:
    """The exposure of rows and balances that were read in one snapshot."""
    currencies = tuple(
        _currency(currency, [row for row in rows if row.currency == currency], balances, policy)
        for currency in sorted({row.currency for row in rows})
    )
    unsecured = any(int(one.unsecured) for one in currencies)
    return ExposureReport(currencies=currencies, break_even=break_even(policy), says=(UNSECURED,) if unsecured else ())


def break_even(policy: Policy) -> BreakEven:
    """Where vanishing begins to pay: every unit of volume has paid the fee once, and `g` of it may be had unsecured."""
    g, fee = g_bp(policy), policy.service_fee_supplier_bp
    if not fee:
        says = "The service is free: whatever is unsecured has to come from collateral or a reserve of the operator."
    elif g <= fee:
        says = "What a supplier may gain by vanishing stays within the fees that it has paid."
    else:
        says = "Above the fee rate fees alone do not pay for a supplier that vanishes at its peak."
    return BreakEven(g_bp=g, fee_bp=fee, break_even_bp=fee, holds=g <= fee, says=says)


def _currency(currency: str, rows: Sequence[AtRisk], balances: Sequence[Balance], policy: Policy) -> CurrencyAtRisk:
    net = {one.account: one.credit - one.debit for one in balances if one.currency == currency}
    known = [(row, _unsecured(row, policy), _expected(row, policy)) for row in rows]
    known.sort(key=lambda one: (-one[1], -one[0].exposed - one[0].drawn, one[0].supplier))
    return CurrencyAtRisk(
        currency=currency,
        suppliers_count=len(rows),
        exposed=str(sum(row.exposed for row in rows)),
        drawn=str(sum(row.drawn for row in rows)),
        deposit=str(sum(row.deposit for row in rows)),
        bonds=str(sum(row.bonds for row in rows)),
        unsecured=str(sum(unsecured for _, unsecured, _ in known)),
        expected_loss=str(sum(expected for _, _, expected in known)),
        provision=str(net.get(Account.GUARANTEE_PROVISION, 0)),
        advanced=str(net.get(Account.BANK_GUARANTEE, 0)),
        suppliers=tuple(_supplier(*one, policy) for one in known[:AT_RISK_MAX]),
    )


def _secured(row: AtRisk, policy: Policy) -> int:
    return (row.deposit + row.bonds) * (10_000 - policy.limit_haircut_bp) // 10_000


def _unsecured(row: AtRisk, policy: Policy) -> int:
    return max(0, row.exposed + row.drawn - _secured(row, policy))


def _expected(row: AtRisk, policy: Policy) -> int:
    return percent(row.exposed, policy.provision_exposed_bp) + percent(row.drawn, policy.provision_drawn_bp)


def _supplier(row: AtRisk, unsecured: int, expected: int, policy: Policy) -> SupplierAtRisk:
    return SupplierAtRisk(
        supplier=ids.to_text(ids.SUPPLIER_PREFIX, row.supplier),
        name=row.name,
        limit=str(row.limit),
        reserved=str(row.reserved),
        exposed=str(row.exposed),
        drawn=str(row.drawn),
        deposit=str(row.deposit),
        bonds=str(row.bonds),
        secured=str(_secured(row, policy)),
        unsecured=str(unsecured),
        expected_loss=str(expected),
    )
