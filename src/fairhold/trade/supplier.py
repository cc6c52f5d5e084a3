"""One supplier: taking part, the assurance limit (4.9, L1-L5), the money it may withdraw, payouts.

These are its facts and what a decision about it may look at. A supplier may have millions of events, so its facts are
few and are kept as a row. What can happen to it is in `supplier_events.py`, how that changes the facts in
`supplier_fold.py`; rules stand in `joining.py`, `limits.py` and `payouts.py`.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, ClassVar, Literal

import msgspec

from fairhold.trade.approval import Proposal
from fairhold.trade.bond import Bond
from fairhold.trade.days import day_of
from fairhold.trade.link import Link
from fairhold.trade.policy import Policy
from fairhold.trade.profile import NOTHING_SAID, Profile
from fairhold.trade.rail import AcceptedRail
from fairhold.trade.stream import Command, Rule
from fairhold.trade.who import Party, Role, Who


class Purse(msgspec.Struct, frozen=True, gc=False):
    """A supplier's money and limit in one currency, in minor units.

    Limit (I7): granted = free + reserved + drawn; `exposed` is the part of `reserved` whose money has been released.
    Money: `available` may be withdrawn, `reserve` waits for claim windows, `in_transit` is with the bank.
    """

    limit: int = 0
    reserved: int = 0
    exposed: int = 0
    drawn: int = 0
    available: int = 0
    reserve: int = 0
    in_transit: int = 0
    dispute_hold: int = 0
    deposit: int = 0
    receivable: int = 0

    @property
    def debt(self) -> int:
        """What the supplier owes besides advances: after chargebacks, and for inspectors who came in vain."""
        return self.receivable - self.drawn

    @property
    def granted(self) -> int:
        """The limit in force: what the operator set, or what existing orders still use if that is more (L5)."""
        return max(self.limit, self.reserved + self.drawn)

    @property
    def free(self) -> int:
        """The part of the limit that new orders may still reserve; never negative (I7)."""
        return self.granted - self.reserved - self.drawn


EMPTY = Purse()


class PayoutAccount(msgspec.Struct, frozen=True, gc=False):
    """Where payouts go: the account of the supplier itself, and since when (PP8)."""

    name: str
    account: str
    bank: str
    since: datetime


Every = Literal["manual", "daily", "weekly", "monthly"]


class PayoutSchedule(msgspec.Struct, frozen=True, gc=False):
    """When available money is paid out by itself: `on` the weekday (1 is Monday) or the day of the month; `least` is
    the smallest payout by currency, in minor units.
    """

    every: Every
    on: int = 0
    least: dict[str, int] = {}


Likeness = Literal["same", "close", "differs"]
"""How two names compare."""


class NameCheck(msgspec.Struct, frozen=True, gc=False):
    """How the name of a payout account compares with the company's: what was `given` (or its bank told), what is
    `known`, and by which method it was compared: `words` or `bank` (PP8).
    """

    outcome: Likeness
    given: str
    known: str
    method: str


class AccountChange(msgspec.Struct, frozen=True, gc=False):
    """A payout account that waits for a second person; until then payouts go to the old one (PP8, I11)."""

    account: PayoutAccount
    names: NameCheck
    proposal: Proposal


MeasureKind = Literal[
    "release_deposit",
    "write_off_advance",
    "grant_limit",
    "set_tier",
    "change_points",
    "resume_limit",
    "record_bond",
    "demand_bond",
    "release_bond",
    "confirm_link",
    "clear_link",
]
"""What is done to a supplier's limit and money by two persons."""


class Measure(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """What one person proposes to do to a supplier's limit or money and another agrees to; `amount` in minor units.

    `count` is the tier that is set, the points that are given (taken, below 0), or the number of the bond it is about;
    `buyer` is that of a link.
    """

    kind: MeasureKind
    currency: str
    amount: int
    reason: str
    count: int = 0
    bond: Bond | None = None
    buyer: int = 0


class PendingMeasure(msgspec.Struct, frozen=True, gc=False):
    """A measure that waits for a second person (I11)."""

    measure: Measure
    proposal: Proposal


class Payout(msgspec.Struct, frozen=True, gc=False):
    """A payout on its way to the supplier's bank."""

    number: int
    amount: int
    currency: str


class Supplier(msgspec.Struct, frozen=True, gc=False):
    """Facts of one supplier. `version` counts its events; `granted` are the currencies whose limit is not computed, and
    `assessed_on` is the day of the last limit that was, of which collateral `secured` so much, in minor units.
    `recalls` are the numbers of payouts that the bank is asked to fetch back.
    """

    id: int
    version: int = 0
    opted_in: bool = False
    account: PayoutAccount | None = None
    account_change: AccountChange | None = None
    payouts: tuple[Payout, ...] = ()
    payouts_made: int = 0
    fault_marks: int = 0
    purses: dict[str, Purse] = {}
    accepted_rails: tuple[AcceptedRail, ...] | None = None
    tier: int = 0
    points: int = 0
    suspended: bool = False
    granted: tuple[str, ...] = ()
    assessed_on: date | None = None
    provisions: dict[str, int] = {}
    rolling: dict[str, int] = {}
    pending: tuple[PendingMeasure, ...] = ()
    profile: Profile = NOTHING_SAID
    bonds: tuple[Bond, ...] = ()
    bonds_made: int = 0
    secured: int = 0
    schedule: PayoutSchedule | None = None
    scheduled_on: date | None = None
    recalls: tuple[int, ...] = ()
    links: tuple[Link, ...] = ()

    def purse(self, currency: str) -> Purse:
        """The purse of a currency, empty when nothing ever happened in it."""
        return self.purses.get(currency, EMPTY)

    def collateral(self, currency: str, day: date) -> int:
        """The deposit and what bonds are worth on a day, in minor units, before any haircut."""
        bonds = sum(one.worth(day) for one in self.bonds if one.currency == currency)
        return self.purse(currency).deposit + bonds

    def link(self, buyer: int) -> Link | None:
        """What is noted about a buyer that seems related to the supplier (O50)."""
        return next((one for one in self.links if one.buyer == buyer), None)

    def provision(self, currency: str) -> int:
        """What is booked as the loss that the platform expects of its guarantee, in minor units (M24)."""
        return self.provisions.get(currency, 0)

    def kept_back(self, currency: str) -> int:
        """What the rolling reserve has against chargebacks, in minor units (PP21)."""
        return self.rolling.get(currency, 0)

    def free(self, currency: str) -> int:
        """What new orders may still reserve: nothing while the limit is suspended (O49)."""
        return 0 if self.suspended else self.purse(currency).free


class SupplierCommand(Command, frozen=True, kw_only=True):
    """A command on a supplier's stream."""

    stream: ClassVar[str] = "supplier"


class Subject(msgspec.Struct, frozen=True, gc=False):
    """What a decision about a supplier may look at."""

    supplier: Supplier
    party: Party | None
    who: Who
    now: datetime
    policy: Policy

    @property
    def day(self) -> date:
        """Today in the policy zone."""
        return day_of(self.now, self.policy.policy_tz)


def rule(
    command: type[Command], title: str, roles: set[Role], decide: Callable[[Any, Any], Any], *transitions: str
) -> Rule:
    """A row of the table of commands on a supplier."""
    return Rule(command=command, title=title, roles=frozenset(roles), decide=decide, transitions=transitions)
