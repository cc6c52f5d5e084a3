"""Money of one order: what came in, where it lies, what went out (rulebook M1-M31 as far as they concern one order).

Everything is in minor units of the order's currency. The functions are pure: they split amounts, they never decide who
may ask. The order's rules call them; the ledger turns the events into postings.
"""

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Final, Literal

import msgspec

from fairhold.trade.money import Money
from fairhold.trade.stream import Command, Event

LineKey = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Name = Annotated[str, msgspec.Meta(max_length=200)]
Way = Literal["supplier_account", "paypal", "cash", "other"]
"""How money goes past the order's account (S38, S39)."""


class Payer(msgspec.Struct, frozen=True, gc=False):
    """Where a payment came from, so that a refund goes back the same way (O40)."""

    name: str = ""
    account: str = ""
    bank: str = ""


class Payment(msgspec.Struct, frozen=True, gc=False):
    """One payment matched to the order and how much of it has been sent back."""

    amount: int
    payer: Payer
    returned: int = 0


class Transfer(msgspec.Struct, frozen=True, gc=False):
    """One way back for money: `number` counts the order's transfers and makes the bank's end-to-end id."""

    number: int
    amount: int
    payee: Payer


class Parts(msgspec.Struct, frozen=True, gc=False):
    """An amount taken from escrow, by the account it lies in."""

    initial: int
    balance: int

    @property
    def amount(self) -> int:
        """The sum of the parts."""
        return self.initial + self.balance


class Funds(msgspec.Struct, frozen=True, gc=False):
    """Where the order's money lies, in minor units (4.9, 4.10).

    `received` is what protected rails brought, less chargebacks. `initial` and `balance` are escrow; `frozen_*` the
    parts of them held for a dispute; `paid_*` how much of each milestone was ever paid in. `released` is gross of
    fees; `charged_back` is the open chargeback, of which `taken_back` came from escrow, and `charged_away` all that
    chargebacks took, open or lost. `given_back` is what refunds took of protected money, `faulty` the part of it that
    was the supplier's doing, `shifted` what the supplier bears of the buyer's costs. `bounced` numbers the transfers
    that the bank would not carry out, `sent` has those that it did.
    """

    received: int = 0
    paid_initial: int = 0
    paid_balance: int = 0
    initial: int = 0
    balance: int = 0
    frozen_initial: int = 0
    frozen_balance: int = 0
    charged_back: int = 0
    charged_away: int = 0
    taken_back: Parts = Parts(0, 0)
    credit: int = 0
    refund: int = 0
    refunded: int = 0
    given_back: int = 0
    faulty: int = 0
    released: int = 0
    reserve: int = 0
    absorbed: int = 0
    disputed: int = 0
    disputed_reserve: int = 0
    shifted: int = 0
    payments: tuple[Payment, ...] = ()
    transfers: tuple[Transfer, ...] = ()
    bounced: tuple[int, ...] = ()
    sent: tuple[Transfer, ...] = ()
    transfers_made: int = 0

    @property
    def escrow(self) -> int:
        """Money in escrow that no dispute has frozen."""
        return self.initial + self.balance

    @property
    def frozen(self) -> int:
        """Money in escrow that a dispute has frozen."""
        return self.frozen_initial + self.frozen_balance

    @property
    def held(self) -> int:
        """Escrow and frozen money together (4.9 `held`)."""
        return self.escrow + self.frozen


# ---------------------------------------------------------------------------------------------------------- commands


class AnnouncePayment(Command, frozen=True, kw_only=True, tag="announce_payment"):
    """The buyer says that a transfer is on its way, so that the order does not expire under it (T11, T12)."""

    amount: Money
    reference: Annotated[str, msgspec.Meta(max_length=140)] = ""


class DeclareOffPlatformPayment(Command, frozen=True, kw_only=True, tag="declare_off_platform_payment"):
    """Say that money went past the order's account: it is not received, and nobody protects it (A14, S38, M9)."""

    amount: Money
    way: Way
    paid_on: date
    note: Annotated[str, msgspec.Meta(max_length=300)] = ""


class RecordPayment(Command, frozen=True, kw_only=True, tag="record_payment"):
    """A bank line with this order's account or reference has arrived (T13, T14, T30, T31, T41). `line` is its key.

    `remittance` names the suspense stream when the money waited there first (M7b).
    """

    amount: Money
    line: LineKey
    payer: Payer = Payer()
    remittance: str = ""


class AcceptShortfall(Command, frozen=True, kw_only=True, tag="accept_shortfall"):
    """The supplier lives with a short initial payment: a lower price, or the gap moves to the balance (T15, M5d)."""

    settle: Literal["lower_price", "move_to_balance"]


class SettleRefund(Command, frozen=True, kw_only=True, tag="settle_refund"):
    """The bank confirms a transfer back to the buyer (M18b)."""

    number: int
    line: LineKey


class BounceRefund(Command, frozen=True, kw_only=True, tag="bounce_refund"):
    """The bank returns a transfer to the buyer (M18x), or refuses it before it left (`line` empty)."""

    number: int
    line: Annotated[str, msgspec.Meta(max_length=200)] = ""
    reason: Annotated[str, msgspec.Meta(max_length=200)] = ""


class RetryRefund(Command, frozen=True, kw_only=True, tag="retry_refund"):
    """Treasury sends a bounced refund again, to corrected details of the same payer (SC41)."""

    number: int
    payee: Payer


class NotifyChargeback(Command, frozen=True, kw_only=True, tag="notify_chargeback"):
    """The rail takes a payment back (T53, M26, M27)."""

    amount: Money
    line: LineKey


class CloseChargeback(Command, frozen=True, kw_only=True, tag="close_chargeback"):
    """The rail's outcome of a chargeback (T53): won gives the money back (M26d)."""

    outcome: Literal["won", "lost"]
    line: Annotated[str, msgspec.Meta(max_length=200)] = ""


# ------------------------------------------------------------------------------------------------------------ events


class PaymentAnnounced(Event, frozen=True, kw_only=True, tag="payment.announced"):
    """A transfer is said to be on its way; it counts as in flight up to and including `until`.

    `pauses`: it also stops the deadline for paying, which only one announcement of each milestone does (4.1.4).
    """

    amount: int
    currency: str
    reference: str
    day: date
    until: date
    pauses: bool


class OffPlatformDeclared(Event, frozen=True, kw_only=True, tag="payment.declared_off_platform"):
    """One side says that money went past the order's account (M9): told, never counted."""

    by: Literal["buyer", "supplier"]
    amount: int
    currency: str
    way: str
    paid_on: date
    note: str
    day: date


class PaymentReceived(Event, frozen=True, kw_only=True, tag="payment.received"):
    """Money is on the trust account and belongs to this order (M1, M5, M6, M7b): `initial` + `balance` + `credit`."""

    line: str
    currency: str
    initial: int
    balance: int
    credit: int
    payer: Payer
    remittance: int
    day: date


class GapAbsorbed(Event, frozen=True, kw_only=True, tag="payment.gap_absorbed"):
    """The operator makes good a short arrival within tolerance (M5b, M5c)."""

    currency: str
    initial: int
    balance: int
    day: date


class GapReturned(Event, frozen=True, kw_only=True, tag="payment.gap_returned"):
    """The order ended without the supplier, so what the operator had made good is the operator's again (I5)."""

    currency: str
    initial: int
    balance: int


class MilestoneFunded(Event, frozen=True, kw_only=True, tag="payment.milestone_funded"):
    """The initial payment, or everything due, is in, within tolerance (T14, T31)."""

    milestone: Literal["initial", "total"]
    day: date


class EscrowReleased(Event, frozen=True, kw_only=True, tag="release.executed"):
    """Escrow goes to the supplier (M13, M14, M19): gross `initial` + `balance`, of it `fee` and `reserve` (M13r)."""

    reason: Literal["receipt", "acceptance", "shipment", "split", "late_payment"]
    currency: str
    supplier: int
    initial: int
    balance: int
    fee: int
    reserve: int
    day: date


class ReserveReleased(Event, frozen=True, kw_only=True, tag="release.reserve_freed"):
    """The part held back until the claim window ended is the supplier's to withdraw (M13r)."""

    currency: str
    supplier: int
    amount: int


FAULT_REFUNDS: Final = frozenset({"late", "failed_inspection", "not_received", "claim"})
"""Reasons of refunds that are the supplier's doing."""


class RefundOrdered(Event, frozen=True, kw_only=True, tag="refund.created"):
    """Money of the order goes back to the buyer (M18a, M19, M21a, M6b); the transfers say to whom.

    Sources: escrow (`initial`, `balance`), frozen escrow, the supplier's money held for the dispute, buyer's credit.
    """

    reason: Literal["cancelled", "split", "late", "failed_inspection", "claim", "surplus", "not_funded", "not_received"]
    currency: str
    supplier: int
    initial: int = 0
    balance: int = 0
    frozen_initial: int = 0
    frozen_balance: int = 0
    disputed: int = 0
    credit: int = 0
    transfers: tuple[Transfer, ...]
    day: date

    @property
    def amount(self) -> int:
        """All sources together, equal to the sum of the transfers."""
        return self.initial + self.balance + self.frozen_initial + self.frozen_balance + self.disputed + self.credit


class CostShifted(Event, frozen=True, kw_only=True, tag="cost.shifted"):
    """A cost that one side has laid out is the other's to bear (M25, R26): what goes back to the buyer beyond what he
    paid for the order. Sources: what is left in escrow, then the supplier's balance.
    """

    reason: Literal["return_freight", "inspection_fee"]
    currency: str
    supplier: int
    initial: int
    balance: int
    available: int
    transfers: tuple[Transfer, ...]
    day: date

    @property
    def amount(self) -> int:
        """All sources together, equal to the sum of the transfers."""
        return self.initial + self.balance + self.available


class RefundSettled(Event, frozen=True, kw_only=True, tag="refund.settled"):
    """The bank has paid a refund (M18b)."""

    number: int
    amount: int
    currency: str
    line: str


class RefundBounced(Event, frozen=True, kw_only=True, tag="refund.failed"):
    """A refund came back (M18x) or never left; the money is still owed to the buyer."""

    number: int
    amount: int
    currency: str
    line: str
    reason: str
    was_paid: bool


class RefundRetried(Event, frozen=True, kw_only=True, tag="refund.retried"):
    """A refund is sent again under a new number."""

    number: int
    transfer: Transfer
    currency: str


class MoneyFrozen(Event, frozen=True, kw_only=True, tag="dispute.frozen"):
    """A dispute freezes escrow (M16a)."""

    currency: str
    initial: int
    balance: int


class MoneyUnfrozen(Event, frozen=True, kw_only=True, tag="dispute.unfrozen"):
    """A dispute ends without using this money; it is escrow again (M17)."""

    currency: str
    initial: int
    balance: int


class ChargebackNotified(Event, frozen=True, kw_only=True, tag="chargeback.notified"):
    """A payment was taken back: from escrow while held (M26a, M26b), else owed by the supplier (M27)."""

    currency: str
    line: str
    supplier: int
    initial: int
    balance: int
    receivable: int
    day: date


class ChargebackClosed(Event, frozen=True, kw_only=True, tag="chargeback.closed"):
    """The rail's outcome. Won: what was taken returns to escrow (M26d) or from the supplier's debt."""

    outcome: Literal["won", "lost"]
    currency: str
    line: str
    supplier: int
    initial: int
    balance: int
    receivable: int
    day: date


# ------------------------------------------------------------------------------------------------------- arithmetic


def allocate(funds: Funds, initial_due: int, total_due: int, amount: int) -> tuple[int, int, int]:
    """How much of a payment fills the initial payment, the balance, and what is over (M1, M6, O9, SC23)."""
    paid = funds.paid_initial + funds.paid_balance
    to_initial = min(amount, max(0, initial_due - funds.paid_initial))
    to_balance = min(amount - to_initial, max(0, total_due - paid - to_initial))
    return to_initial, to_balance, amount - to_initial - to_balance


def take(initial: int, balance: int, amount: int) -> Parts:
    """Take up to `amount` from escrow, the initial payment's part first."""
    from_initial = min(initial, amount)
    return Parts(from_initial, min(balance, amount - from_initial))


def transfers_back(funds: Funds, amount: int) -> tuple[Transfer, ...]:
    """Split a refund over the payments it came from, the latest first, each on its own way back (O40)."""
    transfers: list[Transfer] = []
    left = amount
    for payment in reversed(funds.payments):
        part = min(left, payment.amount - payment.returned)
        if part > 0:
            transfers.append(Transfer(funds.transfers_made + len(transfers) + 1, part, payment.payer))
            left -= part
    assert not left, "more goes back than came in (I5)"
    return tuple(transfers)


def returnable(funds: Funds) -> int:
    """What the buyer paid for the order and has neither been sent back nor taken back: no refund may exceed it (I5).

    His credit is not part of it, for it is his anyway.
    """
    return sum(payment.amount - payment.returned for payment in funds.payments) - funds.charged_away - funds.credit


# -------------------------------------------------------------------------------------------------------------- fold


def fold(funds: Funds, event: Event) -> Funds:
    """Apply one money event. Never refuses, knows no rule."""
    step = _FOLD.get(type(event))
    return funds if step is None else step(funds, event)


_put = msgspec.structs.replace


def _received(funds: Funds, e: PaymentReceived) -> Funds:
    return _put(
        funds,
        received=funds.received + e.initial + e.balance,
        paid_initial=funds.paid_initial + e.initial,
        paid_balance=funds.paid_balance + e.balance,
        initial=funds.initial + e.initial,
        balance=funds.balance + e.balance,
        credit=funds.credit + e.credit,
        payments=(*funds.payments, Payment(e.initial + e.balance + e.credit, e.payer)),
    )


def _absorbed(funds: Funds, e: GapAbsorbed) -> Funds:
    return _put(
        funds,
        absorbed=funds.absorbed + e.initial + e.balance,
        paid_initial=funds.paid_initial + e.initial,
        paid_balance=funds.paid_balance + e.balance,
        initial=funds.initial + e.initial,
        balance=funds.balance + e.balance,
    )


def _gap_returned(funds: Funds, e: GapReturned) -> Funds:
    return _put(
        funds,
        absorbed=funds.absorbed - e.initial - e.balance,
        initial=funds.initial - e.initial,
        balance=funds.balance - e.balance,
    )


def _released(funds: Funds, e: EscrowReleased) -> Funds:
    return _put(
        funds,
        initial=funds.initial - e.initial,
        balance=funds.balance - e.balance,
        released=funds.released + e.initial + e.balance,
        reserve=funds.reserve + e.reserve,
    )


def _reserve_freed(funds: Funds, e: ReserveReleased) -> Funds:
    return _put(funds, reserve=funds.reserve - e.amount)


def _refund_ordered(funds: Funds, e: RefundOrdered) -> Funds:
    payments = list(funds.payments)
    left = e.amount
    for i in range(len(payments) - 1, -1, -1):
        part = min(left, payments[i].amount - payments[i].returned)
        if part > 0:
            payments[i] = _put(payments[i], returned=payments[i].returned + part)
            left -= part
    from_reserve = min(funds.disputed_reserve, e.disputed)
    return _put(
        funds,
        initial=funds.initial - e.initial,
        balance=funds.balance - e.balance,
        frozen_initial=funds.frozen_initial - e.frozen_initial,
        frozen_balance=funds.frozen_balance - e.frozen_balance,
        disputed=funds.disputed - (e.disputed - from_reserve),
        disputed_reserve=funds.disputed_reserve - from_reserve,
        credit=funds.credit - e.credit,
        refund=funds.refund + e.amount,
        given_back=funds.given_back + e.amount - e.credit,
        faulty=funds.faulty + (e.amount - e.credit if e.reason in FAULT_REFUNDS else 0),
        payments=tuple(payments),
        transfers=(*funds.transfers, *e.transfers),
        transfers_made=funds.transfers_made + len(e.transfers),
    )


def _cost_shifted(funds: Funds, e: CostShifted) -> Funds:
    return _put(
        funds,
        initial=funds.initial - e.initial,
        balance=funds.balance - e.balance,
        refund=funds.refund + e.amount,
        shifted=funds.shifted + e.amount,
        transfers=(*funds.transfers, *e.transfers),
        transfers_made=funds.transfers_made + len(e.transfers),
    )


def _refund_settled(funds: Funds, e: RefundSettled) -> Funds:
    return _put(
        funds,
        refund=funds.refund - e.amount,
        refunded=funds.refunded + e.amount,
        transfers=tuple(t for t in funds.transfers if t.number != e.number),
        bounced=tuple(number for number in funds.bounced if number != e.number),
        sent=(*funds.sent, *(t for t in funds.transfers if t.number == e.number)),
    )


def _refund_bounced(funds: Funds, e: RefundBounced) -> Funds:
    funds = _put(funds, bounced=(*funds.bounced, e.number))
    if not e.was_paid:
        return funds
    return _put(
        funds,
        refund=funds.refund + e.amount,
        refunded=funds.refunded - e.amount,
        transfers=(*funds.transfers, *(t for t in funds.sent if t.number == e.number)),
        sent=tuple(t for t in funds.sent if t.number != e.number),
    )


def _refund_retried(funds: Funds, e: RefundRetried) -> Funds:
    return _put(
        funds,
        transfers=(*(t for t in funds.transfers if t.number != e.number), e.transfer),
        bounced=tuple(number for number in funds.bounced if number != e.number),
        transfers_made=funds.transfers_made + 1,
    )


def _frozen(funds: Funds, e: MoneyFrozen) -> Funds:
    return _put(
        funds,
        initial=funds.initial - e.initial,
        balance=funds.balance - e.balance,
        frozen_initial=funds.frozen_initial + e.initial,
        frozen_balance=funds.frozen_balance + e.balance,
    )


def _unfrozen(funds: Funds, e: MoneyUnfrozen) -> Funds:
    return _put(
        funds,
        initial=funds.initial + e.initial,
        balance=funds.balance + e.balance,
        frozen_initial=funds.frozen_initial - e.initial,
        frozen_balance=funds.frozen_balance - e.balance,
    )


def _charged_back(funds: Funds, e: ChargebackNotified) -> Funds:
    taken = e.initial + e.balance + e.receivable
    return _put(
        funds,
        received=funds.received - taken,
        initial=funds.initial - e.initial,
        balance=funds.balance - e.balance,
        charged_back=taken,
        charged_away=funds.charged_away + taken,
        taken_back=Parts(e.initial, e.balance),
    )


def _chargeback_closed(funds: Funds, e: ChargebackClosed) -> Funds:
    if e.outcome == "lost":
        return _put(funds, charged_back=0, taken_back=Parts(0, 0))
    return _put(
        funds,
        received=funds.received + e.initial + e.balance + e.receivable,
        initial=funds.initial + e.initial,
        balance=funds.balance + e.balance,
        charged_back=0,
        charged_away=funds.charged_away - funds.charged_back,
        taken_back=Parts(0, 0),
    )


_FOLD: dict[type[Event], Callable[[Funds, Any], Funds]] = {
    PaymentReceived: _received,
    GapAbsorbed: _absorbed,
    GapReturned: _gap_returned,
    EscrowReleased: _released,
    ReserveReleased: _reserve_freed,
    RefundOrdered: _refund_ordered,
    CostShifted: _cost_shifted,
    RefundSettled: _refund_settled,
    RefundBounced: _refund_bounced,
    RefundRetried: _refund_retried,
    MoneyFrozen: _frozen,
    MoneyUnfrozen: _unfrozen,
    ChargebackNotified: _charged_back,
    ChargebackClosed: _chargeback_closed,
}
