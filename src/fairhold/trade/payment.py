"""Money of one order: where it lies, what may be asked about it, and how amounts are split (rulebook M1-M31 as far
as they concern one order).

Everything is in minor units of the order's currency. The functions are pure: they split amounts, they never decide who
may ask. `funding.py` decides; what happened is in `payment_events.py`, how it changes the facts in `payment_fold.py`.
"""

from datetime import date
from typing import Annotated, Final, Literal

import msgspec

from fairhold.trade.approval import Digest, Proposal
from fairhold.trade.money import Money
from fairhold.trade.rail import RailName
from fairhold.trade.stream import Command
from fairhold.trade.supplier import NameCheck

LineKey = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Name = Annotated[str, msgspec.Meta(max_length=200)]
Pulled = Literal["bank_debit", "card", "pay_later"]
"""The kinds of rails by which we ask for the money; by the others the buyer sends it (4.3)."""
State = Literal["started", "captured", "cleared", "failed", "reversed"]
"""How far an attempt to be paid is."""
Way = Literal["supplier_account", "paypal", "cash", "other"]
"""How money goes past the order's account (S38, S39)."""


Proved = Literal["affiliate", "agent", "end_buyer", "agreement", "not_the_listed"]
"""How somebody who pays for the buyer belongs to it (O47), or that it is not whom a list names."""
Relation = Literal["", Proved]
"""What compliance found proved of a payer; empty: nobody looked."""


GoodwillReason = Literal["late_delivery", "service"]


class Payer(msgspec.Struct, frozen=True, gc=False):
    """Where a payment came from, so that a refund goes back the same way (O40)."""

    name: str = ""
    account: str = ""
    bank: str = ""


class Payment(msgspec.Struct, frozen=True, gc=False):
    """One payment matched to the order; how much of it has been sent back, and how much taken back by its rail.

    `attempt` is the attempt that brought it, 0 for one that the buyer sent.
    """

    amount: int
    payer: Payer
    returned: int = 0
    charged: int = 0
    attempt: int = 0

    @property
    def left(self) -> int:
        """What of it is neither sent back nor taken back."""
        return self.amount - self.returned - self.charged


class Attempt(msgspec.Struct, frozen=True, gc=False):
    """One payment that we ask a rail for (S41-S43): what the buyer pays with the `fee` on top, and how far it is.

    `captured`: the rail says that the money is ours; `cleared`: it is on the trust account (M2, M3, M10). Of a loan the
    buyer has `repaid` so much to its lender, and refunds have gone, or are going, to the lender for `paid_off`.
    """

    number: int
    rail: str
    kind: Pulled
    milestone: Literal["initial", "balance"]
    amount: int
    fee: int
    state: State = "started"
    repaid: int = 0
    paid_off: int = 0

    @property
    def outstanding(self) -> int:
        """What of a loan the buyer still owes its lender, in minor units (M29); 0 of any other rail."""
        return max(0, self.amount - self.repaid - self.paid_off) if self.kind == "pay_later" else 0


class Transfer(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """One way back for money: `number` counts the order's transfers and makes the bank's end-to-end id.

    It goes by the rail of the attempt that brought the money, if there was one, else by bank. `lender`: it pays a loan
    off, so it is the lender's and not the buyer's (M29). `back_on` is the day on which it came back, if it did.
    """

    number: int
    amount: int
    payee: Payer
    attempt: int = 0
    lender: bool = False
    back_on: date | None = None


class KeptBack(msgspec.Struct, frozen=True, gc=False):
    """A part of a release that the supplier's rolling reserve keeps, and since when (PP21)."""

    amount: int
    since: date


class PayeeChange(msgspec.Struct, frozen=True, gc=False):
    """Another account for the refund or the visit `number`, which waits for a second person; `names`: how its name
    compares with the best of those that are known (SC41, I11).
    """

    number: int
    payee: Payer
    names: NameCheck
    proposal: Proposal


class Parts(msgspec.Struct, frozen=True, gc=False):
    """An amount taken from escrow, by the account it lies in."""

    initial: int
    balance: int

    @property
    def amount(self) -> int:
        """The sum of the parts."""
        return self.initial + self.balance


class Chargeback(msgspec.Struct, frozen=True, gc=False):
    """A chargeback that is open: what it took from escrow and from the supplier's rolling reserve, and what the
    supplier and the buyer owe for it.
    """

    number: int
    taken: Parts
    supplier: int
    buyer: int
    attempt: int = 0
    rolling: int = 0

    @property
    def amount(self) -> int:
        """All that the rail took."""
        return self.taken.amount + self.rolling + self.supplier + self.buyer


class Funds(msgspec.Struct, frozen=True, gc=False):
    """Where the order's money lies, in minor units (4.9, 4.10).

    `received` is what protected rails brought, less chargebacks. `initial` and `balance` are escrow; `frozen_*` the
    parts of them held for a dispute; `paid_*` how much of each milestone was ever paid in. `released` is gross of
    fees; `uncleared` is what rails have captured and not yet paid to the trust account, so that it cannot be
    released (I2). `buyer_owes` is what chargebacks took that the buyer had been refunded before (M28). `given_back`
    is what refunds took of protected money, `faulty` the part of it that was the supplier's doing, `shifted` what
    the supplier bears of the buyer's costs, `advanced` what of both came from its deposit and the platform's
    guarantee. `bounced` numbers the transfers that were not carried out, `unclaimed` those of them whose owner nobody
    has found in the legal time (M35). `sent` has those that were carried out, and `unsettled` numbers those of them
    that their rail has paid and not yet taken from us (M18c). `kept_back` is what of `released` the supplier's rolling
    reserve keeps. `goodwill` is the coupon that the operator gave, of its own money (M36); `payee_changes` are other
    accounts for refunds that wait for a second person.
    """

    received: int = 0
    paid_initial: int = 0
    paid_balance: int = 0
    initial: int = 0
    balance: int = 0
    frozen_initial: int = 0
    frozen_balance: int = 0
    uncleared: int = 0
    buyer_owes: int = 0
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
    advanced: int = 0
    payments: tuple[Payment, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    chargebacks: tuple[Chargeback, ...] = ()
    chargebacks_made: int = 0
    transfers: tuple[Transfer, ...] = ()
    bounced: tuple[int, ...] = ()
    unclaimed: tuple[int, ...] = ()
    sent: tuple[Transfer, ...] = ()
    unsettled: tuple[int, ...] = ()
    transfers_made: int = 0
    kept_back: tuple[KeptBack, ...] = ()
    goodwill: int = 0
    goodwill_paid: bool = False
    payee_changes: tuple[PayeeChange, ...] = ()

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

    @property
    def charged_back(self) -> int:
        """What open chargebacks took."""
        return sum(one.amount for one in self.chargebacks)


class StartPayment(Command, frozen=True, kw_only=True, tag="start_payment"):
    """The buyer pays by a rail that takes the money (card, bank debit, pay later); the fee comes on top (S41-S43)."""

    rail: RailName
    amount: Money


class CapturePayment(Command, frozen=True, kw_only=True, tag="capture_payment"):
    """The rail says that the money is taken and will come (M2a, M3, M10a). Repeated, it changes nothing."""

    attempt: int
    payer: Payer = Payer()


class ClearPayment(Command, frozen=True, kw_only=True, tag="clear_payment"):
    """The rail has paid a captured payment to the trust account (M2b, M3, M10b); `cost` is what it kept of our fee."""

    attempt: int
    cost: Money
    line: LineKey


class FailPayment(Command, frozen=True, kw_only=True, tag="fail_payment"):
    """The rail could not take the money, or the buyer gave it up, before it was captured."""

    attempt: int
    reason: Annotated[str, msgspec.Meta(max_length=200)] = ""


class ReversePayment(Command, frozen=True, kw_only=True, tag="reverse_payment"):
    """A bank debit was returned, or a lender took its loan back: the money is gone for good (M30, 4.3)."""

    attempt: int
    line: LineKey
    reason: Annotated[str, msgspec.Meta(max_length=200)] = ""


class ReportLoanRepayment(Command, frozen=True, kw_only=True, tag="report_loan_repayment"):
    """The lender says that the buyer has repaid it so much of a loan, so that a refund owes it less (M29)."""

    attempt: int
    amount: Money
    line: LineKey


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

    `remittance` names the suspense stream when the money waited there first (M7b), `relation` how a payer who is not
    the buyer belongs to it (M8).
    """

    amount: Money
    line: LineKey
    payer: Payer = Payer()
    remittance: str = ""
    relation: Relation = ""


class AcceptShortfall(Command, frozen=True, kw_only=True, tag="accept_shortfall"):
    """The supplier lives with a short initial payment: a lower price, or the gap moves to the balance (T15, M5d)."""

    settle: Literal["lower_price", "move_to_balance"]


class GrantGoodwill(Command, frozen=True, kw_only=True, tag="grant_goodwill"):
    """The operator gives the buyer a coupon of its own money for a delivery that came late or a service that failed,
    once an order (M36, O53).
    """

    amount: Money
    reason: GoodwillReason
    note: Annotated[str, msgspec.Meta(min_length=1, max_length=1000)]


class PayGoodwill(Command, frozen=True, kw_only=True, tag="pay_goodwill"):
    """Treasury has paid the coupon out of the house's account, under this reference (M36)."""

    reference: Annotated[str, msgspec.Meta(min_length=1, max_length=140)]


class SettleRefund(Command, frozen=True, kw_only=True, tag="settle_refund"):
    """The bank confirms a transfer back to the buyer (M18b)."""

    number: int
    line: LineKey


class ClearRefund(Command, frozen=True, kw_only=True, tag="clear_refund"):
    """A rail other than a bank has taken what it refunded for us from the trust account (M18d)."""

    number: int
    line: LineKey


class BounceRefund(Command, frozen=True, kw_only=True, tag="bounce_refund"):
    """The bank returns a transfer to the buyer (M18x), or refuses it before it left (`line` empty). What
    the bank has paid is back only with the `line` that brings it.
    """

    number: int
    line: Annotated[str, msgspec.Meta(max_length=200)] = ""
    reason: Annotated[str, msgspec.Meta(max_length=200)] = ""


class CallOffRefund(Command, frozen=True, kw_only=True, tag="call_off_refund"):
    """A refund that no rail was asked for yet is not sent, because the buyer owes what the rail took back of his
    payments; only the cashier, who knows what has left, asks for it (I5).
    """

    number: int


class RetryRefund(Command, frozen=True, kw_only=True, tag="retry_refund"):
    """Treasury sends a bounced refund again: at once to the account that it came back from; another account of the same
    legal person waits for a second person of treasury (SC41, D39).
    """

    number: int
    payee: Payer


class AgreeRefund(Command, frozen=True, kw_only=True, tag="agree_refund"):
    """A second person of treasury agrees to the other account for a refund, named by the hash of the proposal, and the
    refund goes there. `reason` says why an account in another name is the same legal person's (SC41, I11).
    """

    number: int
    digest: Digest
    reason: Annotated[str, msgspec.Meta(max_length=1000)] = ""


class NotifyChargeback(Command, frozen=True, kw_only=True, tag="notify_chargeback"):
    """The rail takes a payment back (T53, M26-M28): that of an attempt, or without one the latest there are."""

    amount: Money
    line: LineKey
    attempt: int = 0


class CloseChargeback(Command, frozen=True, kw_only=True, tag="close_chargeback"):
    """The rail's outcome of a chargeback (T53), the oldest that is open if no number is given: won gives the money back
    (M26d), by a bank `line` where that is client money.
    """

    outcome: Literal["won", "lost"]
    line: Annotated[str, msgspec.Meta(max_length=200)] = ""
    number: int = 0


FAULT_REFUNDS: Final = frozenset({"late", "failed_inspection", "not_received", "claim"})
"""Reasons of refunds that are the supplier's doing."""


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
    """Split a refund over the payments it came from, the latest first, each on its own way back (O40). What a loan
    brought pays off what of the loan is outstanding; the surplus is the buyer's, by bank, to
    an account that treasury has to ask for (M29, SC41).
    """
    ways: list[tuple[int, Payer, int, bool]] = []
    left = amount
    for payment in reversed(funds.payments):
        part = max(0, min(left, payment.left))
        by = attempt(funds, payment.attempt)
        if by is None or by.kind != "pay_later":
            ways.append((part, payment.payer, payment.attempt, False))
        else:
            owed = min(part, by.outstanding)
            ways += [(owed, payment.payer, payment.attempt, True), (part - owed, Payer(payment.payer.name), 0, False)]
        left -= part
    assert not left, "more goes back than came in (I5)"
    first = funds.transfers_made + 1
    going = [way for way in ways if way[0]]
    return tuple(Transfer(number, *way) for number, way in enumerate(going, first))


def to_lenders(transfers: tuple[Transfer, ...]) -> int:
    """What of these transfers pays loans off, in minor units (M29)."""
    return sum(one.amount for one in transfers if one.lender)


def returnable(funds: Funds) -> int:
    """What the buyer paid for the order and has neither been sent back nor taken back: no refund may exceed it (I5).

    His credit is not part of it, for it is his anyway; nor is what he put into an inspector's fee.
    """
    left = sum(payment.left for payment in funds.payments) - funds.credit
    return min(left, funds.received - funds.given_back)


def attempt(funds: Funds, number: int) -> Attempt | None:
    """The attempt of that number."""
    return funds.attempts[number - 1] if 0 < number <= len(funds.attempts) else None


def in_hand(funds: Funds) -> int:
    """What of the money held is on the trust account, and may be released (I2)."""
    return max(0, funds.held - funds.uncleared)
