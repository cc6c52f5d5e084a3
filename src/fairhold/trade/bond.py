"""A bond: a bank's guarantee or standby letter of credit that a supplier gives as security (PP18, standards 6.1).

Called a bond so that it is not taken for the platform's own guarantee. It pays against a demand that complies with it
(URDG 758, ISP98), so it is worth its amount from its date to its expiry and nothing after. Only the shape stands here;
what may be done with it is in `bonds.py`.
"""

from datetime import date
from typing import Annotated, Final, Literal

import msgspec

from fairhold.trade.families import Sha256

BondRules = Literal["urdg758", "isp98"]
"""The rules that the paper names: Uniform Rules for Demand Guarantees, or International Standby Practices."""
BondText = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]

BONDS_MAX: Final = 20
"""Bonds of one supplier that may stand at the same time."""


class Bond(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """A bank's undertaking: who issued it under which number and rules, the amount in minor units, the days on which it
    may be demanded, and the hash of the paper. `demanded` and `paid` are sums, `expired` once its last day is over.
    """

    number: int
    issuer: BondText
    reference: BondText
    rules: BondRules
    currency: str
    amount: int
    starts: date
    expires: date
    document: Sha256
    demanded: int = 0
    paid: int = 0
    reminded: bool = False
    expired: bool = False

    @property
    def open_demand(self) -> int:
        """What was demanded and is not paid yet, in minor units."""
        return self.demanded - self.paid

    def worth(self, day: date) -> int:
        """What it secures on a day, in minor units: what the bank has not paid, from its date to its expiry."""
        return self.amount - self.paid if self.starts <= day <= self.expires else 0
