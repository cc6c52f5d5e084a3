"""One supplier as it reads itself and as staff reads it: its limit and its money by currency, and its payouts."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Final, Literal

import msgspec
import psycopg

from fairhold.book import readings
from fairhold.reading.notices import NOTICES_SHOWN_MAX, NoticeShown, notices
from fairhold.trade import ids
from fairhold.trade.bond import Bond
from fairhold.trade.bonds import DOINGS as BOND_DOINGS
from fairhold.trade.money import Money, money
from fairhold.trade.money import show as money_shown
from fairhold.trade.profile import Profile
from fairhold.trade.rail import AcceptedRail
from fairhold.trade.second_person import DOINGS
from fairhold.trade.stream import Event
from fairhold.trade.supplier import (
    AccountChange,
    Every,
    Measure,
    PayoutAccount,
    PayoutSchedule,
    PendingMeasure,
    Supplier,
)
from fairhold.trade.supplier_events import (
    PayoutBounced,
    PayoutRecalled,
    PayoutRequested,
    PayoutReturned,
    PayoutSettled,
    RecallRefused,
)
from fairhold.trade.who import PARTIES, Role, Who

_ANYBODY: Final = Who(Role.AUDITOR)
"""In whose name is read what everybody may know: a company's own rows would hide a supplier from its buyers."""

CHANGES_SHOWN_MAX: Final = 100
"""How many suppliers with a waiting change of the payout account, or a waiting measure, are shown at once."""
PAYOUTS_SHOWN_MAX: Final = 50
"""How many of the latest payouts a reading shows."""


class LimitShown(msgspec.Struct, frozen=True):
    """The assurance limit (I7): granted = free + reserved + drawn; of the reserved part so much is exposed."""

    granted: Money
    free: Money
    reserved: Money
    exposed: Money
    drawn: Money


class PurseShown(msgspec.Struct, frozen=True, kw_only=True):
    """One currency: the limit, and the money by where it is."""

    currency: str
    limit: LimitShown
    available: Money
    reserve: Money
    rolling: Money
    in_transit: Money
    dispute_hold: Money
    deposit: Money
    owed: Money


class PayoutShown(msgspec.Struct, frozen=True, kw_only=True):
    """One payout: `sent` until the bank has answered, then `paid` or `returned`; `recall` is `asked` while the bank is
    to fetch it back, and `refused` if it did not.
    """

    number: int
    amount: Money
    state: str
    ordered_at: datetime
    ended_at: datetime | None
    reason: str
    recall: Literal["", "asked", "refused"]


class PayoutAccountShown(msgspec.Struct, frozen=True):
    """Where payouts go; only the last signs of the account."""

    name: str
    account_end: str
    bank: str
    since: datetime


class AccountChangeShown(msgspec.Struct, frozen=True, kw_only=True):
    """A payout account that waits for a second person, until when; `digest` is what that person names.

    `names` is how its name compares with the company's, by `words` or by what its `bank` said (`compared_by`), and
    `holder` the name that the bank knows; only staff is shown that.
    """

    name: str
    account_end: str
    bank: str
    names: str
    compared_by: str
    holder: str
    proposed_by: str
    proposed_at: datetime
    until: datetime
    digest: str


class BondShown(msgspec.Struct, frozen=True, kw_only=True):
    """A bank guarantee or standby letter of credit that is in hand: what is left of it, and of that what was demanded.

    It counts as collateral from `starts` to `expires`; `document` is the SHA-256 of the paper.
    """

    number: int
    issuer: str
    reference: str
    rules: str
    amount: Money
    left: Money
    demanded: Money
    starts: date
    expires: date
    document: str


class MeasureShown(msgspec.Struct, frozen=True, kw_only=True):
    """Something about the supplier that waits for a second person; `digest` is what that person names.

    `about` says how much: an amount, a tier, or points.
    """

    kind: str
    about: str
    reason: str
    proposed_by: str
    proposed_at: datetime
    until: datetime
    digest: str
    roles: tuple[str, ...]


class PayoutScheduleShown(msgspec.Struct, frozen=True):
    """When money is paid out by itself: `on` is the weekday (1 is Monday) or the day of the month, 0 for neither."""

    every: Every
    on: int
    least: tuple[Money, ...]


class SupplierShown(msgspec.Struct, frozen=True, kw_only=True):
    """Everything about one supplier but its orders. `granted` are the currencies whose limit is not computed.

    `measures` wait for a second person; only staff is shown them.
    """

    id: str
    party: str
    name: str
    version: int
    opted_in: bool
    fault_marks: int
    tier: int
    points: int
    suspended: bool
    granted: tuple[str, ...]
    accepted_rails: tuple[AcceptedRail, ...] | None
    profile: Profile
    payout_account: PayoutAccountShown | None
    account_change: AccountChangeShown | None
    payout_schedule: PayoutScheduleShown | None
    notices: tuple[NoticeShown, ...]
    purses: tuple[PurseShown, ...]
    payouts: tuple[PayoutShown, ...]
    bonds: tuple[BondShown, ...] = ()
    measures: tuple[MeasureShown, ...] = ()


class RailsTaken(msgspec.Struct, frozen=True):
    """Where a supplier is, which rails it takes (None: it has not said), and what it asks on top for a protected order,
    in ten-thousandths. Everybody may know that (S2, S48).
    """

    country: str
    rails: tuple[AcceptedRail, ...] | None
    surcharge_bp: int = 0


def read_rails_taken(connection: psycopg.Connection, supplier_id: int) -> RailsTaken | None:
    """What anybody who wants to pay a supplier has to know of it; None if there is no such company."""
    with readings.snapshot(connection, _ANYBODY):
        party = readings.parties(connection, (supplier_id,)).get(supplier_id)
        found = readings.supplier(connection, supplier_id)
    if party is None:
        return None
    found = found or Supplier(id=supplier_id)
    return RailsTaken(party.country, found.accepted_rails, found.profile.surcharge_bp)


def read_supplier(connection: psycopg.Connection, who: Who, supplier_id: int) -> SupplierShown | None:
    """The supplier as `who` sees it; None if there is none or it is another company."""
    if not is_yours(who, supplier_id):
        return None
    with readings.snapshot(connection, who):
        party = readings.parties(connection, (supplier_id,)).get(supplier_id)
        found = readings.supplier(connection, supplier_id)
        history = readings.payout_history(connection, supplier_id, 2 * PAYOUTS_SHOWN_MAX) if found else []
        accounts = readings.account_history(connection, supplier_id, NOTICES_SHOWN_MAX) if found else []
    if party is None:
        return None
    shown = show(found or Supplier(id=supplier_id), party.name, history, notices(accounts))
    if found is None or who.role in PARTIES:
        return shown
    measures = tuple(measure_shown(one) for one in found.pending)
    return msgspec.structs.replace(
        shown, measures=measures, account_change=_change(found.account_change, is_staff=True)
    )


def read_account_changes(connection: psycopg.Connection, who: Who) -> tuple[SupplierShown, ...]:
    """The suppliers whose new payout account waits for a second person, the longest waiting first (staff only)."""
    return _each(connection, who, readings.account_changes)


def read_recalls(connection: psycopg.Connection, who: Who) -> tuple[SupplierShown, ...]:
    """The suppliers of whose payouts the bank is asked to fetch one back (staff only)."""
    return _each(connection, who, readings.recalls)


def read_measures(connection: psycopg.Connection, who: Who) -> tuple[SupplierShown, ...]:
    """The suppliers about whom a measure waits for a second person, the longest waiting first (staff only)."""
    return _each(connection, who, readings.measures)


def _each(
    connection: psycopg.Connection, who: Who, which: Callable[[psycopg.Connection, int], list[int]]
) -> tuple[SupplierShown, ...]:
    with readings.snapshot(connection, who):
        found = which(connection, CHANGES_SHOWN_MAX)
    shown = (read_supplier(connection, who, supplier_id) for supplier_id in found)
    return tuple(one for one in shown if one is not None)


def is_yours(who: Who, supplier_id: int) -> bool:
    """Staff reads every supplier, a supplier itself; buyers and inspectors none."""
    if who.role in PARTIES or who.role == Role.INSPECTOR:
        return who.role == Role.SUPPLIER and who.party == supplier_id
    return True


def show(
    supplier: Supplier, name: str, history: list[tuple[datetime, Event]], told: tuple[NoticeShown, ...]
) -> SupplierShown:
    """The reading of facts that were read, with the latest events of its payouts and the notices."""
    return SupplierShown(
        id=ids.to_text(ids.SUPPLIER_PREFIX, supplier.id),
        party=ids.to_text(ids.PARTY_PREFIX, supplier.id),
        name=name,
        version=supplier.version,
        opted_in=supplier.opted_in,
        fault_marks=supplier.fault_marks,
        tier=supplier.tier,
        points=supplier.points,
        suspended=supplier.suspended,
        granted=supplier.granted,
        accepted_rails=supplier.accepted_rails,
        profile=supplier.profile,
        payout_account=_account(supplier.account),
        account_change=_change(supplier.account_change),
        payout_schedule=_schedule(supplier.schedule),
        notices=told,
        purses=purses(supplier),
        payouts=_payouts(history),
        bonds=tuple(bond_shown(one) for one in supplier.bonds),
    )


def bond_shown(bond: Bond) -> BondShown:
    """A bond as its supplier and staff see it."""
    return BondShown(
        number=bond.number,
        issuer=bond.issuer,
        reference=bond.reference,
        rules=bond.rules,
        amount=Money(str(bond.amount), bond.currency),
        left=Money(str(bond.amount - bond.paid), bond.currency),
        demanded=Money(str(bond.open_demand), bond.currency),
        starts=bond.starts,
        expires=bond.expires,
        document=bond.document,
    )


def _account(account: PayoutAccount | None) -> PayoutAccountShown | None:
    if account is None:
        return None
    return PayoutAccountShown(account.name, account.account[-4:], account.bank, account.since)


def _schedule(schedule: PayoutSchedule | None) -> PayoutScheduleShown | None:
    if schedule is None:
        return None
    least = tuple(money(minor, currency) for currency, minor in sorted(schedule.least.items()))
    return PayoutScheduleShown(schedule.every, schedule.on, least)


def measure_shown(one: PendingMeasure) -> MeasureShown:
    """A measure that waits, as staff sees it."""
    measure, proposal = one.measure, one.proposal
    return MeasureShown(
        kind=measure.kind,
        about=_about(measure),
        reason=measure.reason,
        proposed_by=proposal.maker,
        proposed_at=proposal.at,
        until=proposal.until,
        digest=proposal.digest,
        roles=tuple(sorted(DOINGS[measure.kind].roles)),
    )


def _about(measure: Measure) -> str:
    """How much, and which bank guarantee or related buyer."""
    said = [money_shown(measure.amount, measure.currency)] if measure.currency else []
    if measure.bond is not None:
        said.append(f"{measure.bond.issuer} {measure.bond.reference} until {measure.bond.expires}")
    elif measure.kind in BOND_DOINGS:
        said.append(f"bank guarantee {measure.count}")
    elif measure.buyer:
        said.append(ids.to_text(ids.PARTY_PREFIX, measure.buyer))
    elif measure.count:
        said.append(f"{measure.count:+d}")
    return ", ".join(said)


def _change(change: AccountChange | None, is_staff: bool = False) -> AccountChangeShown | None:
    if change is None:
        return None
    names = change.names
    return AccountChangeShown(
        name=change.account.name,
        account_end=change.account.account[-4:],
        bank=change.account.bank,
        names=names.outcome,
        compared_by=names.method,
        holder=names.given if is_staff and names.method == "bank" else "",
        proposed_by=change.proposal.maker,
        proposed_at=change.proposal.at,
        until=change.proposal.until,
        digest=change.proposal.digest,
    )


def purses(supplier: Supplier) -> tuple[PurseShown, ...]:
    """Limit and money in every currency that anything happened in."""
    return tuple(purse(supplier, currency) for currency in sorted(supplier.purses))


def purse(supplier: Supplier, currency: str) -> PurseShown:
    """Limit and money in one currency."""
    purse, free = supplier.purse(currency), supplier.free(currency)

    def of(minor: int) -> Money:
        return Money(str(minor), currency)

    limit = LimitShown(of(purse.granted), of(free), of(purse.reserved), of(purse.exposed), of(purse.drawn))
    return PurseShown(
        currency=currency,
        limit=limit,
        available=of(purse.available),
        reserve=of(purse.reserve),
        rolling=of(supplier.kept_back(currency)),
        in_transit=of(purse.in_transit),
        dispute_hold=of(purse.dispute_hold),
        deposit=of(purse.deposit),
        owed=of(purse.receivable),
    )


def _payouts(history: list[tuple[datetime, Event]]) -> tuple[PayoutShown, ...]:
    """The latest first; an end whose beginning is older than the history shown is left out."""
    ended: dict[int, tuple[str, datetime, str]] = {}
    recalls: dict[int, tuple[Literal["", "asked", "refused"], str]] = {}
    shown: list[PayoutShown] = []
    for at, event in history:
        if isinstance(event, PayoutRecalled):
            recalls.setdefault(event.number, ("asked", event.reason))
        elif isinstance(event, RecallRefused):
            recalls.setdefault(event.number, ("refused", event.reason))
        elif isinstance(event, PayoutSettled):
            ended.setdefault(event.number, ("paid", at, ""))
        elif isinstance(event, PayoutBounced | PayoutReturned):
            ended.setdefault(event.number, ("returned", at, event.reason))
        elif isinstance(event, PayoutRequested):
            state, ended_at, reason = ended.get(event.number, ("sent", None, ""))
            recall, why = recalls.get(event.number, ("", "")) if state != "returned" else ("", "")
            shown.append(
                PayoutShown(
                    number=event.number,
                    amount=Money(str(event.amount), event.currency),
                    state=state,
                    ordered_at=at,
                    ended_at=ended_at,
                    reason=reason or why,
                    recall=recall,
                )
            )
    return tuple(shown[:PAYOUTS_SHOWN_MAX])
