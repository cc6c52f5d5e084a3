"""What can happen to a supplier (rulebook S1, L1-L5, M12-M20).

An order's decision may add events here (limit reserved, proceeds credited); they carry no postings, because the
order's own event posts the money.
"""

from datetime import date
from typing import ClassVar, Final, Literal

from fairhold.trade.approval import Proposal
from fairhold.trade.link import LinkReason, LinkState
from fairhold.trade.profile import Profile
from fairhold.trade.rail import AcceptedRail
from fairhold.trade.stream import Event
from fairhold.trade.supplier import Measure, NameCheck, PayoutAccount, PayoutSchedule

RecoverySource = Literal["sale", "balance", "payment", "bank_guarantee", "deposit"]
"""Where the platform gets an advance back from."""
OWN_BALANCE: Final = frozenset({"sale", "balance"})
"""The sources that are its balance. A supplier's deposit is in trust too; the others go to the guarantee account."""


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


class ProfileSet(SupplierEvent, frozen=True, kw_only=True, tag="supplier.profile_set"):
    """What the supplier says of itself from now on: goods, surcharge, terms that it does not accept (S2, S13)."""

    profile: Profile
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


class LimitComputed(SupplierEvent, frozen=True, kw_only=True, omit_defaults=True, tag="limit.computed"):
    """The limit came out of the past orders that counted on the day (4.9); `bound` is what held it back.

    So that it can be computed again: `seen` is the version of the stream that it was computed from (0: not kept),
    `policy_version` its policy, `secured` what collateral made of it; unless it `grows`, only collateral raised it.
    """

    currency: str
    limit: int
    raw: int
    model: str
    bound: str
    orders: int
    day: date
    secured: int = 0
    grows: bool = True
    seen: int = 0
    policy_version: int = 0


class OrderCounted(SupplierEvent, frozen=True, kw_only=True, omit_defaults=True, tag="limit.order_counted"):
    """An order ended that says something about the supplier (S3): completed, or ended by its fault.

    `failed` is the part of the value that was refunded by the supplier's fault, or all of it if that ended the order;
    `lost` says that the supplier lost a dispute or let the order down; `unscanned`, that no carrier reported its
    arrival (standards 6.2). One that was recorded before that was kept counts as scanned.
    """

    order: int
    buyer: int
    currency: str
    value: int
    failed: int
    on_time: bool
    lost: bool
    day: date
    unscanned: bool = False


class LinkNoted(SupplierEvent, frozen=True, kw_only=True, tag="limit.link_noted"):
    """A buyer seems related to the supplier for these reasons; its orders weigh less from now on (O50)."""

    buyer: int
    reasons: tuple[LinkReason, ...]
    day: date


class LinkJudged(SupplierEvent, frozen=True, kw_only=True, tag="limit.link_judged"):
    """Two persons found that a noted buyer is related, or is not; the limit is computed anew (O50, I11)."""

    buyer: int
    state: LinkState
    reason: str
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


class ProceedsCredited(SupplierEvent, frozen=True, kw_only=True, omit_defaults=True, tag="supplier.proceeds_credited"):
    """An order's release reached the supplier: `available` at once, `reserve` and `rolling` later (M13, M13r, M14,
    PP21).
    """

    order: int
    currency: str
    available: int
    reserve: int
    rolling: int = 0


class RollingCredited(SupplierEvent, frozen=True, kw_only=True, tag="supplier.rolling_credited"):
    """What the rolling reserve kept of an order's release became available (PP21)."""

    order: int
    currency: str
    amount: int


class RollingTaken(SupplierEvent, frozen=True, kw_only=True, tag="supplier.rolling_taken"):
    """A chargeback of an order was paid out of the rolling reserve (M27, PP21)."""

    order: int
    currency: str
    amount: int


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


class DebtSetOff(SupplierEvent, frozen=True, kw_only=True, tag="supplier.debt_set_off"):
    """What the supplier owed, after a chargeback or a visit in vain, was taken from a sale (M22, SC40)."""

    order: int
    currency: str
    amount: int
    day: date


class DebtSetOffUndone(SupplierEvent, frozen=True, kw_only=True, tag="supplier.debt_set_off_undone"):
    """A chargeback was won after all: what had been taken for it is the supplier's again (M26d)."""

    order: int
    currency: str
    amount: int
    day: date


class BalanceCharged(SupplierEvent, frozen=True, kw_only=True, tag="supplier.balance_charged"):
    """The fee of an order's inspection was taken from the available balance (M12a, M12e)."""

    order: int
    currency: str
    amount: int


class BalanceReturned(SupplierEvent, frozen=True, kw_only=True, tag="supplier.balance_returned"):
    """A fee taken from the balance came back (M12d), or what a chargeback had taken from the rolling reserve (M26d)."""

    order: int
    currency: str
    amount: int


class DepositTaken(SupplierEvent, frozen=True, kw_only=True, tag="deposit.taken"):
    """Part of the deposit went to the buyer of an order (M21b)."""

    order: int
    currency: str
    amount: int


class DepositReceived(SupplierEvent, frozen=True, kw_only=True, tag="deposit.received"):
    """Collateral in cash has come to the trust account (M39)."""

    currency: str
    amount: int
    line: str
    day: date


class DepositReleased(SupplierEvent, frozen=True, kw_only=True, tag="deposit.released"):
    """Two persons gave collateral back: it is the supplier's to withdraw (M39)."""

    currency: str
    amount: int
    reason: str
    day: date


class DepositToppedUp(SupplierEvent, frozen=True, kw_only=True, tag="deposit.topped_up"):
    """The supplier put part of its balance up as collateral (M39)."""

    currency: str
    amount: int
    day: date


class AdvanceDrawn(SupplierEvent, frozen=True, kw_only=True, tag="guarantee.drawn"):
    """The platform paid the buyer of an order on the supplier's behalf: the supplier owes it, and its limit is drawn by
    as much (L3, M21c). `exposed` of it had been exposed.
    """

    order: int
    currency: str
    amount: int
    exposed: int
    day: date


class AdvanceRecovered(SupplierEvent, frozen=True, kw_only=True, tag="guarantee.recovered"):
    """Part of an advance came back: from a later sale, from the balance, or paid to the guarantee account (M22).

    `order` is the sale's, 0 for none; `reference` is how the bank names what was paid.
    """

    currency: str
    amount: int
    source: RecoverySource
    order: int
    reference: str
    day: date


class AdvanceWrittenOff(SupplierEvent, frozen=True, kw_only=True, tag="guarantee.written_off"):
    """Two persons gave up what the supplier does not pay back: the provision bears it (M23)."""

    currency: str
    amount: int
    reason: str
    day: date


class MeasureProposed(SupplierEvent, frozen=True, kw_only=True, tag="measure.proposed"):
    """Somebody of treasury wants to do something to the supplier's money; another person has to agree (I11)."""

    measure: Measure
    proposal: Proposal


class MeasureAgreed(SupplierEvent, frozen=True, kw_only=True, tag="measure.agreed"):
    """A second person agreed; what follows from it comes next (I11)."""

    digest: str
    person: str
    day: date


class MeasureDropped(SupplierEvent, frozen=True, kw_only=True, tag="measure.dropped"):
    """A measure that waited is off."""

    digest: str
    reason: str


class ProvisionChanged(SupplierEvent, frozen=True, kw_only=True, tag="guarantee.provision_changed"):
    """The loss that is expected of the guarantee grew, or shrank below zero (M24)."""

    currency: str
    amount: int
    day: date


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


class PayeeVerified(SupplierEvent, frozen=True, kw_only=True, tag="payout.payee_verified"):
    """A bank said whose the new payout account is; how that compares takes the place of what its words say (PP8)."""

    names: NameCheck


class PayoutAccountAgreed(SupplierEvent, frozen=True, kw_only=True, tag="payout.account_agreed"):
    """A second person agreed: payouts go to the new account once it has cooled from now on (PP8, SC46)."""

    account: PayoutAccount
    person: str
    reason: str


class PayoutAccountDropped(SupplierEvent, frozen=True, kw_only=True, tag="payout.account_dropped"):
    """The change is off; payouts go where they went."""

    reason: str


class PayoutScheduleSet(SupplierEvent, frozen=True, kw_only=True, tag="payout.schedule_set"):
    """The supplier said when its money is paid out by itself; the next day of that kind is the first (S9)."""

    schedule: PayoutSchedule
    day: date


class PayoutScheduleRun(SupplierEvent, frozen=True, kw_only=True, tag="payout.schedule_run"):
    """A payout day has come; the payouts that follow are of that day, or there was nothing to pay (M15a)."""

    day: date


class PayoutRequested(SupplierEvent, frozen=True, kw_only=True, tag="payout.created"):
    """Money leaves the supplier's balance for the bank (M15a)."""

    number: int
    amount: int
    currency: str
    account: PayoutAccount
    day: date


RecallCause = Literal["twice", "fraud", "mistake"]
"""Why a payout is fetched back: it was sent twice, by fraud, or otherwise not as meant."""


class PayoutRecalled(SupplierEvent, frozen=True, kw_only=True, tag="payout.recalled"):
    """Treasury wants the bank to fetch a payout back; until then nothing changes hands (M15, PP8)."""

    number: int
    cause: RecallCause
    reason: str
    day: date


class RecallRefused(SupplierEvent, frozen=True, kw_only=True, tag="payout.recall_refused"):
    """The bank does not fetch the payout back: it stays paid."""

    number: int
    reason: str
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
