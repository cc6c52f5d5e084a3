"""Who asks: a role, the company behind it and the person or key that acted (rulebook 4.2).

Banks, carriers and the clock are parties like any other: they ask through the same door and are refused by the same
rules.
"""

from enum import StrEnum

import msgspec


class Role(StrEnum):
    """The roles of rulebook 4.2 that may ask for something; `auditor` may only read."""

    BUYER = "buyer"
    SUPPLIER = "supplier"
    INSPECTOR = "inspector"
    ADJUDICATOR = "adjudicator"
    DISPUTE_LEAD = "dispute_lead"
    TREASURY = "treasury"
    COMPLIANCE = "compliance"
    OPERATOR = "operator"
    BANK = "bank"
    CARRIER = "carrier"
    CLOCK = "clock"
    AUDITOR = "auditor"


PARTIES = frozenset({Role.BUYER, Role.SUPPLIER})
"""The roles that act for one company of the order and see nothing of anybody else's."""


class Who(msgspec.Struct, frozen=True, gc=False):
    """Who asks. `party` is a company's id (0 for staff and outside systems); `person` a login or key name for the
    record.

    `human` is the natural person behind a login, named by the address of its first login. `is_program`: a key, not a
    person. `proved_minutes`: how long ago the person proved to be itself by its password; None if that is not known.
    """

    role: Role
    party: int = 0
    person: str = ""
    human: str = ""
    is_program: bool = False
    proved_minutes: int | None = None

    @property
    def natural(self) -> str:
        """The natural person: the same for every login of one person."""
        return self.human or self.person


def is_same_person(one: str, other: str) -> bool:
    """Whether two natural persons are one; case, space and what stands after a `+` in an address make no other."""
    return natural_of(one) == natural_of(other)


def natural_of(address: str) -> str:
    """An address or a name without what makes no other person of it."""
    words = " ".join(address.casefold().split())
    mailbox, at, host = words.rpartition("@")
    return f"{mailbox.partition('+')[0]}@{host}" if at else words


class Party(msgspec.Struct, frozen=True, gc=False):
    """A company as the operator knows it. `country` is ISO 3166 alpha-2 (T01: verified, not sanctioned)."""

    id: int
    name: str
    country: str
    verified: bool = False
    sanctioned: bool = False


CLOCK = Who(Role.CLOCK)
BANK = Who(Role.BANK)
