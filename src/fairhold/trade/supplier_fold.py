"""How events change a supplier's facts. Never refuses."""

from collections.abc import Callable
from typing import Any

import msgspec

from fairhold.trade import link
from fairhold.trade.bond import Bond
from fairhold.trade.bond_events import (
    BondAccepted,
    BondDemanded,
    BondDemandOver,
    BondExpired,
    BondExpiring,
    BondPaid,
    BondReleased,
)
from fairhold.trade.stream import Event
from fairhold.trade.supplier import AccountChange, Payout, PendingMeasure, Supplier
from fairhold.trade.supplier_events import (
    OWN_BALANCE,
    AcceptedRailsSet,
    AdvanceDrawn,
    AdvanceRecovered,
    AdvanceWrittenOff,
    BalanceCharged,
    BalanceReturned,
    DebtChanged,
    DebtSetOff,
    DebtSetOffUndone,
    DepositReceived,
    DepositReleased,
    DepositTaken,
    DepositToppedUp,
    FaultMarked,
    GrantWithdrawn,
    LimitComputed,
    LimitExposed,
    LimitFreed,
    LimitGranted,
    LimitReserved,
    LimitResumed,
    LimitSuspended,
    LinkJudged,
    LinkNoted,
    MeasureAgreed,
    MeasureDropped,
    MeasureProposed,
    OptedIn,
    OptedOut,
    OrderCounted,
    PayeeVerified,
    PayoutAccountAgreed,
    PayoutAccountChecked,
    PayoutAccountDropped,
    PayoutAccountProposed,
    PayoutAccountSet,
    PayoutBounced,
    PayoutRecalled,
    PayoutRequested,
    PayoutReturned,
    PayoutScheduleRun,
    PayoutScheduleSet,
    PayoutSettled,
    PointsChanged,
    ProceedsCredited,
    ProceedsFreed,
    ProceedsHeld,
    ProceedsTaken,
    ProfileSet,
    ProvisionChanged,
    RecallRefused,
    ReserveCredited,
    RollingCredited,
    RollingTaken,
    TierSet,
)

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


def _recovered(s: Supplier, e: AdvanceRecovered) -> Supplier:
    own = e.amount if e.source in OWN_BALANCE else 0
    taken = e.amount if e.source == "deposit" else 0
    return _change(s, e.currency, available=-own, deposit=-taken, drawn=-e.amount, receivable=-e.amount)


def _kept(s: Supplier, currency: str, amount: int) -> Supplier:
    """The supplier with so much more in the rolling reserve of a currency."""
    return _put(s, rolling={**s.rolling, currency: s.kept_back(currency) + amount}) if amount else s


def _provided(s: Supplier, e: ProvisionChanged) -> Supplier:
    return _put(s, provisions={**s.provisions, e.currency: s.provision(e.currency) + e.amount})


def _written_off(s: Supplier, e: AdvanceWrittenOff) -> Supplier:
    s = _change(s, e.currency, drawn=-e.amount, receivable=-e.amount)
    return _put(s, provisions={**s.provisions, e.currency: s.provision(e.currency) - e.amount})


def _measure_over(s: Supplier, digest: str) -> Supplier:
    return _put(s, pending=tuple(one for one in s.pending if one.proposal.digest != digest))


def _bond(s: Supplier, number: int, change: Callable[[Bond], Bond]) -> Supplier:
    """One bond changed; it is gone once it can neither be demanded nor pays any more."""
    changed = (change(one) if one.number == number else one for one in s.bonds)
    return _put(
        s, bonds=tuple(one for one in changed if one.open_demand or not (one.expired or one.paid == one.amount))
    )


def _payout_requested(s: Supplier, e: PayoutRequested) -> Supplier:
    s = _change(s, e.currency, available=-e.amount, in_transit=e.amount)
    payouts = (*s.payouts, Payout(e.number, e.amount, e.currency))
    return _put(s, payouts=payouts, payouts_made=e.number)


def _payout_over(s: Supplier, number: int) -> Supplier:
    return _put(s, payouts=tuple(p for p in s.payouts if p.number != number))


def _payee_verified(s: Supplier, e: PayeeVerified) -> Supplier:
    assert s.account_change is not None
    return _put(s, account_change=_put(s.account_change, names=e.names))


def _recall_over(s: Supplier, number: int) -> Supplier:
    return _put(s, recalls=tuple(one for one in s.recalls if one != number)) if number in s.recalls else s


_EVOLVE: dict[type[Event], Callable[[Supplier, Any], Supplier]] = {
    OptedIn: lambda s, e: _put(s, opted_in=True),
    OptedOut: lambda s, e: _put(s, opted_in=False),
    AcceptedRailsSet: lambda s, e: _put(s, accepted_rails=e.rails),
    ProfileSet: lambda s, e: _put(s, profile=e.profile),
    LimitGranted: _limit_granted,
    GrantWithdrawn: lambda s, e: _put(s, granted=tuple(one for one in s.granted if one != e.currency)),
    LimitComputed: lambda s, e: _put(_limit_set(s, e.currency, e.limit), assessed_on=e.day, secured=e.secured),
    OrderCounted: lambda s, e: s,
    LinkNoted: lambda s, e: _put(s, links=link.noted(s.links, e.buyer, e.reasons)),
    LinkJudged: lambda s, e: _put(s, links=link.judged(s.links, e.buyer, e.state)),
    TierSet: lambda s, e: _put(s, tier=e.tier),
    PointsChanged: lambda s, e: _put(s, points=e.points),
    LimitSuspended: lambda s, e: _put(s, suspended=True),
    LimitResumed: lambda s, e: _put(s, suspended=False),
    LimitReserved: lambda s, e: _change(s, e.currency, reserved=e.amount),
    LimitExposed: lambda s, e: _change(s, e.currency, exposed=e.amount),
    LimitFreed: lambda s, e: _change(s, e.currency, reserved=-e.amount, exposed=-e.exposed),
    ProceedsCredited: lambda s, e: _kept(
        _change(s, e.currency, available=e.available, reserve=e.reserve), e.currency, e.rolling
    ),
    RollingCredited: lambda s, e: _kept(_change(s, e.currency, available=e.amount), e.currency, -e.amount),
    RollingTaken: lambda s, e: _kept(s, e.currency, -e.amount),
    ReserveCredited: lambda s, e: _change(s, e.currency, available=e.amount, reserve=-e.amount),
    ProceedsHeld: lambda s, e: _change(
        s, e.currency, available=-e.available, reserve=-e.reserve, dispute_hold=e.available + e.reserve
    ),
    ProceedsFreed: lambda s, e: _change(
        s, e.currency, available=e.available, reserve=e.reserve, dispute_hold=-e.available - e.reserve
    ),
    ProceedsTaken: lambda s, e: _change(s, e.currency, dispute_hold=-e.amount),
    DebtChanged: lambda s, e: _change(s, e.currency, receivable=e.amount),
    DebtSetOff: lambda s, e: _change(s, e.currency, available=-e.amount, receivable=-e.amount),
    DebtSetOffUndone: lambda s, e: _change(s, e.currency, available=e.amount, receivable=e.amount),
    BalanceCharged: lambda s, e: _change(s, e.currency, available=-e.amount),
    BalanceReturned: lambda s, e: _change(s, e.currency, available=e.amount),
    DepositTaken: lambda s, e: _change(s, e.currency, deposit=-e.amount),
    DepositReceived: lambda s, e: _change(s, e.currency, deposit=e.amount),
    DepositToppedUp: lambda s, e: _change(s, e.currency, available=-e.amount, deposit=e.amount),
    AdvanceDrawn: lambda s, e: _change(
        s, e.currency, reserved=-e.amount, exposed=-e.exposed, drawn=e.amount, receivable=e.amount
    ),
    AdvanceRecovered: _recovered,
    ProvisionChanged: _provided,
    AdvanceWrittenOff: _written_off,
    DepositReleased: lambda s, e: _change(s, e.currency, available=e.amount, deposit=-e.amount),
    MeasureProposed: lambda s, e: _put(s, pending=(*s.pending, PendingMeasure(e.measure, e.proposal))),
    MeasureAgreed: lambda s, e: _measure_over(s, e.digest),
    MeasureDropped: lambda s, e: _measure_over(s, e.digest),
    BondAccepted: lambda s, e: _put(s, bonds=(*s.bonds, e.bond), bonds_made=e.bond.number),
    BondDemanded: lambda s, e: _bond(s, e.number, lambda one: _put(one, demanded=one.demanded + e.amount)),
    BondPaid: lambda s, e: _bond(
        _change(s, e.currency, deposit=e.amount), e.number, lambda one: _put(one, paid=one.paid + e.amount)
    ),
    BondDemandOver: lambda s, e: _bond(s, e.number, lambda one: _put(one, demanded=one.paid)),
    BondExpiring: lambda s, e: _bond(s, e.number, lambda one: _put(one, reminded=True)),
    BondExpired: lambda s, e: _bond(s, e.number, lambda one: _put(one, expired=True)),
    BondReleased: lambda s, e: _put(s, bonds=tuple(one for one in s.bonds if one.number != e.number)),
    FaultMarked: lambda s, e: _put(s, fault_marks=s.fault_marks + 1),
    PayoutAccountSet: lambda s, e: _put(s, account=e.account),
    PayoutAccountChecked: lambda s, e: s,
    PayoutAccountProposed: lambda s, e: _put(s, account_change=AccountChange(e.account, e.names, e.proposal)),
    PayeeVerified: _payee_verified,
    PayoutAccountAgreed: lambda s, e: _put(s, account=e.account, account_change=None),
    PayoutAccountDropped: lambda s, e: _put(s, account_change=None),
    PayoutScheduleSet: lambda s, e: _put(s, schedule=e.schedule, scheduled_on=e.day),
    PayoutScheduleRun: lambda s, e: _put(s, scheduled_on=e.day),
    PayoutRequested: _payout_requested,
    PayoutSettled: lambda s, e: _payout_over(_change(s, e.currency, in_transit=-e.amount), e.number),
    PayoutReturned: lambda s, e: _recall_over(_change(s, e.currency, available=e.amount), e.number),
    PayoutBounced: lambda s, e: _recall_over(
        _payout_over(_change(s, e.currency, in_transit=-e.amount, available=e.amount), e.number), e.number
    ),
    PayoutRecalled: lambda s, e: _put(s, recalls=(*s.recalls, e.number)),
    RecallRefused: lambda s, e: _recall_over(s, e.number),
}
