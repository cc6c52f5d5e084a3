"""What can happen to a supplier's bonds (PP18), and which events change its collateral. Only a bank's payment posts."""

from datetime import date
from typing import Final

from fairhold.trade.bond import Bond
from fairhold.trade.supplier_events import (
    DepositReceived,
    DepositReleased,
    DepositTaken,
    DepositToppedUp,
    SupplierEvent,
)


class BondAccepted(SupplierEvent, frozen=True, kw_only=True, tag="bond.accepted"):
    """Two persons took a bank guarantee or standby letter of credit as security (PP18)."""

    bond: Bond
    day: date


class BondDemanded(SupplierEvent, frozen=True, kw_only=True, tag="bond.demanded"):
    """Two persons demanded payment of the bank; `statement` says in what respect the supplier is in breach."""

    number: int
    currency: str
    amount: int
    statement: str
    day: date


class BondPaid(SupplierEvent, frozen=True, kw_only=True, tag="bond.paid"):
    """The bank has paid on a demand: the money is the supplier's deposit (M39)."""

    number: int
    currency: str
    amount: int
    line: str
    day: date


class BondDemandOver(SupplierEvent, frozen=True, kw_only=True, tag="bond.demand_over"):
    """So much is demanded no more."""

    number: int
    currency: str
    amount: int
    reason: str
    day: date


class BondExpiring(SupplierEvent, frozen=True, kw_only=True, tag="bond.expiring"):
    """The bond will expire soon."""

    number: int
    expires: date
    day: date


class BondExpired(SupplierEvent, frozen=True, kw_only=True, tag="bond.expired"):
    """The bond secures nothing any more; what was demanded in time is still to be paid."""

    number: int
    day: date


class BondReleased(SupplierEvent, frozen=True, kw_only=True, tag="bond.released"):
    """Two persons gave the bond back."""

    number: int
    reason: str
    day: date


COLLATERAL_CHANGED: Final[tuple[type[SupplierEvent], ...]] = (
    *(DepositReceived, DepositToppedUp, DepositReleased, DepositTaken),
    *(BondAccepted, BondPaid, BondExpired, BondReleased),
)
"""Events after which other collateral secures the limit (standards 6.1)."""
