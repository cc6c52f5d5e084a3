"""One supplier: taking part, the assurance limit (4.9, L1-L5), the money it may withdraw, payouts.

Reads top to bottom: facts, commands, events, rules, decide, fold. An order's decision may add events here (limit
reserved, proceeds credited); they carry no postings, because the order's own event posts the money. A supplier may
have millions of events, so its facts are few and are kept as a row.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, ClassVar, Literal

import msgspec

from fairhold.trade.approval import Proposal
from fairhold.trade.days import day_of
from fairhold.trade.policy import Policy
from fairhold.trade.rail import RAILS_MAX, AcceptedRail
from fairhold.trade.refusal import refuse
from fairhold.trade.stream import Command, Decision, Event, Rule
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


class NameCheck(msgspec.Struct, frozen=True, gc=False):
    """How the name of a payout account compares with the company's: what was `given`, what is `known`, and by which
    method it was compared (PP8).
    """

    outcome: Literal["same", "close", "differs"]
    given: str
    known: str
    method: str


class AccountChange(msgspec.Struct, frozen=True, gc=False):
    """A payout account that waits for a second person; until then payouts go to the old one (PP8, I11)."""

    account: PayoutAccount
    names: NameCheck
    proposal: Proposal


class Payout(msgspec.Struct, frozen=True, gc=False):
    """A payout on its way to the supplier's bank."""

    number: int
    amount: int
    currency: str


class Supplier(msgspec.Struct, frozen=True, gc=False):
    """Facts of one supplier. `version` counts its events; `granted` are the currencies whose limit is not computed, and
    `assessed_on` is the day of the last limit that was.
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

    def purse(self, currency: str) -> Purse:
        """The purse of a currency, empty when nothing ever happened in it."""
        return self.purses.get(currency, EMPTY)

    def free(self, currency: str) -> int:
        """What new orders may still reserve: nothing while the limit is suspended (O49)."""
        return 0 if self.suspended else self.purse(currency).free


# ---------------------------------------------------------------------------------------------------------- commands


class SupplierCommand(Command, frozen=True, kw_only=True):
    """A command on a supplier's stream."""

    stream: ClassVar[str] = "supplier"


class OptIn(SupplierCommand, frozen=True, kw_only=True, tag="opt_in"):
    """The supplier takes part in trade assurance (S1)."""


class OptOut(SupplierCommand, frozen=True, kw_only=True, tag="opt_out"):
    """The supplier takes no new orders; running ones go on (S1)."""


class SetAcceptedRails(SupplierCommand, frozen=True, kw_only=True, tag="set_accepted_rails"):
    """The supplier says which rails it takes, and up to which payment by each, in USD (S48)."""

    rails: Annotated[tuple[AcceptedRail, ...], msgspec.Meta(min_length=1, max_length=RAILS_MAX)]


# ------------------------------------------------------------------------------------------------------------ events


class SupplierEvent(Event, frozen=True, kw_only=True):
    """An event of a supplier's stream."""

    stream: ClassVar[str] = "supplier"


class OptedIn(SupplierEvent, frozen=True, kw_only=True, tag="supplier.opted_in"):
    """The supplier takes part."""

    day: date


class OptedOut(SupplierEvent, frozen=True, kw_only=True, tag="supplier.opted_out"):
    """The supplier takes no new orders."""

    day: date


class AcceptedRailsSet(SupplierEvent, frozen=True, kw_only=True, tag="supplier.rails_set"):
    """The rails that the supplier takes from now on, and no others (S48)."""

    rails: tuple[AcceptedRail, ...]
    day: date


class LimitGranted(SupplierEvent, frozen=True, kw_only=True, tag="limit.granted"):
    """The operator set the limit of a currency (L5)."""

    currency: str
    limit: int
    reason: str
    day: date


class GrantWithdrawn(SupplierEvent, frozen=True, kw_only=True, tag="limit.grant_withdrawn"):
    """The operator withdrew what it had granted: the limit of the currency is computed again (L5)."""

    currency: str
    reason: str
    day: date


class LimitComputed(SupplierEvent, frozen=True, kw_only=True, tag="limit.computed"):
    """The limit came out of the past orders that counted on the day (4.9); `bound` is what held it back."""

    currency: str
    limit: int
    raw: int
    model: str
    bound: str
    orders: int
    day: date


class OrderCounted(SupplierEvent, frozen=True, kw_only=True, tag="limit.order_counted"):
    """An order ended that says something about the supplier (S3): completed, or ended by its fault.

    `failed` is the part of the value that was refunded by the supplier's fault, or all of it if that ended the order;
    `lost` says that the supplier lost a dispute or let the order down.
    """

    order: int
    buyer: int
    currency: str
    value: int
    failed: int
    on_time: bool
    lost: bool
    day: date


class TierSet(SupplierEvent, frozen=True, kw_only=True, tag="supplier.tier_set"):
    """The operator said which tier the supplier is of."""

    tier: int
    reason: str
    day: date


class PointsChanged(SupplierEvent, frozen=True, kw_only=True, tag="supplier.points_changed"):
    """Penalty points were given or taken back (O49); `points` are all of them now."""

    points: int
    by: int
    reason: str
    day: date


class LimitSuspended(SupplierEvent, frozen=True, kw_only=True, tag="limit.suspended"):
    """No new order may use the limit (O49)."""

    reason: str
    day: date


class LimitResumed(SupplierEvent, frozen=True, kw_only=True, tag="limit.resumed"):
    """New orders may use the limit again."""

    reason: str
    day: date


class LimitReserved(SupplierEvent, frozen=True, kw_only=True, tag="limit.reserved"):
    """An accepted order takes its share of the free limit (L1)."""

    order: int
    currency: str
    amount: int


class LimitExposed(SupplierEvent, frozen=True, kw_only=True, tag="limit.exposed"):
    """Money of the order was released while claims are still possible (L2)."""

    order: int
    currency: str
    amount: int


class LimitFreed(SupplierEvent, frozen=True, kw_only=True, tag="limit.freed"):
    """The order needs no more cover; `exposed` of the freed `amount` had been exposed (L4)."""

    order: int
    currency: str
    amount: int
    exposed: int


class ProceedsCredited(SupplierEvent, frozen=True, kw_only=True, tag="supplier.proceeds_credited"):
    """An order's release reached the supplier: `available` at once, `reserve` later (M13, M13r, M14)."""

    order: int
    currency: str
    available: int
    reserve: int


class ReserveCredited(SupplierEvent, frozen=True, kw_only=True, tag="supplier.reserve_credited"):
    """Reserve of an order became available (M13r)."""

    order: int
    currency: str
    amount: int


class ProceedsHeld(SupplierEvent, frozen=True, kw_only=True, tag="supplier.proceeds_held"):
    """Released money of an order is held for a dispute (M16b)."""

    order: int
    currency: str
    available: int
    reserve: int


class ProceedsFreed(SupplierEvent, frozen=True, kw_only=True, tag="supplier.proceeds_freed"):
    """Money held for a dispute is the supplier's again (M17)."""

    order: int
    currency: str
    available: int
    reserve: int


class ProceedsTaken(SupplierEvent, frozen=True, kw_only=True, tag="supplier.proceeds_taken"):
    """Money held for a dispute went to the buyer (M21a)."""

    order: int
    currency: str
    amount: int


class DebtChanged(SupplierEvent, frozen=True, kw_only=True, tag="supplier.debt_changed"):
    """What the supplier owes after a chargeback grew or shrank (M27)."""

    order: int
    currency: str
    amount: int


class BalanceCharged(SupplierEvent, frozen=True, kw_only=True, tag="supplier.balance_charged"):
    """The fee of an order's inspection was taken from the available balance (M12a, M12e)."""

    order: int
    currency: str
    amount: int


class BalanceReturned(SupplierEvent, frozen=True, kw_only=True, tag="supplier.balance_returned"):
    """A fee taken from the balance came back (M12d)."""

    order: int
    currency: str
    amount: int


class FaultMarked(SupplierEvent, frozen=True, kw_only=True, tag="supplier.fault_marked"):
    """The supplier let an order down (T21, T55)."""

    order: int
    reason: str
    day: date


class PayoutAccountSet(SupplierEvent, frozen=True, kw_only=True, tag="payout.account_set"):
    """A new payout account; `since` starts its cooling time."""

    account: PayoutAccount


class PayoutAccountChecked(SupplierEvent, frozen=True, kw_only=True, tag="payout.account_checked"):
    """The name of the first payout account was compared with the company's (PP8)."""

    names: NameCheck


class PayoutAccountProposed(SupplierEvent, frozen=True, kw_only=True, tag="payout.account_proposed"):
    """Somebody wants payouts to go elsewhere; another person has to agree (PP8, I11)."""

    account: PayoutAccount
    names: NameCheck
    proposal: Proposal


class PayoutAccountAgreed(SupplierEvent, frozen=True, kw_only=True, tag="payout.account_agreed"):
    """A second person agreed: payouts go to the new account once it has cooled from now on (PP8, SC46)."""

    account: PayoutAccount
    person: str
    reason: str


class PayoutAccountDropped(SupplierEvent, frozen=True, kw_only=True, tag="payout.account_dropped"):
    """The change is off; payouts go where they went."""

    reason: str


class PayoutRequested(SupplierEvent, frozen=True, kw_only=True, tag="payout.created"):
    """Money leaves the supplier's balance for the bank (M15a)."""

    number: int
    amount: int
    currency: str
    account: PayoutAccount
    day: date


class PayoutSettled(SupplierEvent, frozen=True, kw_only=True, tag="payout.settled"):
    """The bank has paid (M15b)."""

    number: int
    amount: int
    currency: str
    line: str


class PayoutBounced(SupplierEvent, frozen=True, kw_only=True, tag="payout.returned"):
    """The payout came back or never left (M15 reversed)."""

    number: int
    amount: int
    currency: str
    reason: str


class PayoutReturned(SupplierEvent, frozen=True, kw_only=True, tag="payout.came_back"):
    """A payout that the bank had paid came back to the trust account (M15 reversed)."""

    number: int
    amount: int
    currency: str
    line: str
    reason: str


# -------------------------------------------------------------------------------------------------------------- fold

_put = msgspec.structs.replace


def evolve(supplier: Supplier, event: Event) -> Supplier:
    """Apply one event. Never refuses."""
    return _put(_EVOLVE[type(event)](supplier, event), version=supplier.version + 1)


def _change(supplier: Supplier, currency: str, **by: int) -> Supplier:
    purse = supplier.purse(currency)
    new = _put(purse, **{name: getattr(purse, name) + amount for name, amount in by.items()})
    return _put(supplier, purses={**supplier.purses, currency: new})


def _limit_set(s: Supplier, currency: str, limit: int) -> Supplier:
    return _change(s, currency, limit=limit - s.purse(currency).limit)


def _limit_granted(s: Supplier, e: LimitGranted) -> Supplier:
    return _put(_limit_set(s, e.currency, e.limit), granted=tuple(sorted({*s.granted, e.currency})))


def _payout_requested(s: Supplier, e: PayoutRequested) -> Supplier:
    s = _change(s, e.currency, available=-e.amount, in_transit=e.amount)
    payouts = (*s.payouts, Payout(e.number, e.amount, e.currency))
    return _put(s, payouts=payouts, payouts_made=e.number)


def _payout_over(s: Supplier, number: int) -> Supplier:
    return _put(s, payouts=tuple(p for p in s.payouts if p.number != number))


_EVOLVE: dict[type[Event], Callable[[Supplier, Any], Supplier]] = {
    OptedIn: lambda s, e: _put(s, opted_in=True),
    OptedOut: lambda s, e: _put(s, opted_in=False),
    AcceptedRailsSet: lambda s, e: _put(s, accepted_rails=e.rails),
    LimitGranted: _limit_granted,
    GrantWithdrawn: lambda s, e: _put(s, granted=tuple(one for one in s.granted if one != e.currency)),
    LimitComputed: lambda s, e: _put(_limit_set(s, e.currency, e.limit), assessed_on=e.day),
    OrderCounted: lambda s, e: s,
    TierSet: lambda s, e: _put(s, tier=e.tier),
    PointsChanged: lambda s, e: _put(s, points=e.points),
    LimitSuspended: lambda s, e: _put(s, suspended=True),
    LimitResumed: lambda s, e: _put(s, suspended=False),
    LimitReserved: lambda s, e: _change(s, e.currency, reserved=e.amount),
    LimitExposed: lambda s, e: _change(s, e.currency, exposed=e.amount),
    LimitFreed: lambda s, e: _change(s, e.currency, reserved=-e.amount, exposed=-e.exposed),
    ProceedsCredited: lambda s, e: _change(s, e.currency, available=e.available, reserve=e.reserve),
    ReserveCredited: lambda s, e: _change(s, e.currency, available=e.amount, reserve=-e.amount),
    ProceedsHeld: lambda s, e: _change(
        s, e.currency, available=-e.available, reserve=-e.reserve, dispute_hold=e.available + e.reserve
    ),
    ProceedsFreed: lambda s, e: _change(
        s, e.currency, available=e.available, reserve=e.reserve, dispute_hold=-e.available - e.reserve
    ),
    ProceedsTaken: lambda s, e: _change(s, e.currency, dispute_hold=-e.amount),
    DebtChanged: lambda s, e: _change(s, e.currency, receivable=e.amount),
    BalanceCharged: lambda s, e: _change(s, e.currency, available=-e.amount),
    BalanceReturned: lambda s, e: _change(s, e.currency, available=e.amount),
    FaultMarked: lambda s, e: _put(s, fault_marks=s.fault_marks + 1),
    PayoutAccountSet: lambda s, e: _put(s, account=e.account),
    PayoutAccountChecked: lambda s, e: s,
    PayoutAccountProposed: lambda s, e: _put(s, account_change=AccountChange(e.account, e.names, e.proposal)),
    PayoutAccountAgreed: lambda s, e: _put(s, account=e.account, account_change=None),
    PayoutAccountDropped: lambda s, e: _put(s, account_change=None),
    PayoutRequested: _payout_requested,
    PayoutSettled: lambda s, e: _payout_over(_change(s, e.currency, in_transit=-e.amount), e.number),
    PayoutReturned: lambda s, e: _change(s, e.currency, available=e.amount),
    PayoutBounced: lambda s, e: _payout_over(
        _change(s, e.currency, in_transit=-e.amount, available=e.amount), e.number
    ),
}


# ------------------------------------------------------------------------------------------------------------ decide


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


def _opt_in(c: OptIn, s: Subject) -> Decision:
    if s.supplier.opted_in:
        return refuse("already_so", "The supplier already takes part.", "S1", allowed=("opt_out",))
    if s.party is None or not s.party.verified or s.party.sanctioned:
        return refuse("party_not_verified", "Only a verified company without sanctions may take part.", "T01")
    return (OptedIn(day=s.day),)


def _opt_out(c: OptOut, s: Subject) -> Decision:
    if not s.supplier.opted_in:
        return refuse("already_so", "The supplier does not take part.", "S1", allowed=("opt_in",))
    return (OptedOut(day=s.day),)


def _set_accepted_rails(c: SetAcceptedRails, s: Subject) -> Decision:
    names = [one.rail for one in c.rails]
    for place, one in enumerate(c.rails):
        at = f"/rails/{place}"
        if one.rail not in s.policy.rails:
            there = ", ".join(s.policy.rails)
            return refuse("rail_not_protected", f"{one.rail} is none of {there}.", "S48, S38", pointer=f"{at}/rail")
        if one.rail in names[:place]:
            return refuse("rail_named_twice", f"{one.rail} is named before.", "S48", pointer=f"{at}/rail")
        if one.cap is not None and one.cap.currency != "USD":
            return refuse("wrong_currency", "A cap is in USD.", "S48, A9", pointer=f"{at}/cap/currency")
        if one.cap is not None and not one.cap.minor:
            return refuse("amount_not_positive", "The cap is zero.", "S48", pointer=f"{at}/cap/amount")
    if c.rails == s.supplier.accepted_rails:
        return refuse("already_so", "These are the rails it takes.", "S48")
    return (AcceptedRailsSet(rails=c.rails, day=s.day),)


def rule(
    command: type[Command], title: str, roles: set[Role], decide: Callable[[Any, Any], Any], *transitions: str
) -> Rule:
    """A row of the table of commands on a supplier."""
    return Rule(command=command, title=title, roles=frozenset(roles), decide=decide, transitions=transitions)


RULES: dict[type[Command], Rule] = {
    row.command: row
    for row in (
        rule(OptIn, "Take part in trade assurance", {Role.SUPPLIER, Role.OPERATOR}, _opt_in, "S1"),
        rule(OptOut, "Stop taking new orders", {Role.SUPPLIER, Role.OPERATOR}, _opt_out, "S1"),
        rule(SetAcceptedRails, "Say which rails are taken", {Role.SUPPLIER, Role.OPERATOR}, _set_accepted_rails, "S48"),
    )
}
