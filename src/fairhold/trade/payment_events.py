"""What can happen to an order's money (rulebook M1-M31), in minor units of the order's currency.

The ledger turns these events into postings.
"""

from datetime import date
from typing import Literal

from fairhold.trade.approval import Proposal
from fairhold.trade.payment import GoodwillReason, Payer, Pulled, Transfer
from fairhold.trade.stream import Event
from fairhold.trade.supplier import NameCheck

ReleaseReason = Literal["receipt", "acceptance", "shipment", "split", "late_payment"]
RefundReason = Literal[
    "cancelled", "split", "late", "failed_inspection", "claim", "surplus", "not_funded", "not_received"
]
CostReason = Literal["return_freight", "inspection_fee", "processing_fee"]
AdvanceReason = Literal["claim", "return_freight", "inspection_fee", "processing_fee"]


class PaymentStarted(Event, frozen=True, kw_only=True, tag="payment.started"):
    """The buyer asked a rail to take money; it counts as in flight up to and including `until`. `number` counts the
    order's attempts; `fee` is paid on top. `pauses` as with an announcement.
    """

    number: int
    rail: str
    kind: Pulled
    milestone: Literal["initial", "balance"]
    amount: int
    currency: str
    fee: int
    day: date
    until: date
    pauses: bool


class PaymentCaptured(Event, frozen=True, kw_only=True, tag="payment.captured"):
    """The rail has the money for us (M2a, M3, M10a): `initial` + `balance` + `credit` are the order's, `fee` ours."""

    number: int
    kind: Pulled
    currency: str
    initial: int
    balance: int
    credit: int
    fee: int
    payer: Payer
    day: date

    @property
    def amount(self) -> int:
        """What came for the order."""
        return self.initial + self.balance + self.credit


class PaymentCleared(Event, frozen=True, kw_only=True, tag="payment.cleared"):
    """The rail has paid what it captured: `amount` to the trust account, of the `fee` all but its `cost` to the house
    (M2b, M3, M10b).
    """

    number: int
    kind: Pulled
    currency: str
    amount: int
    fee: int
    cost: int
    line: str
    day: date


class PaymentFailed(Event, frozen=True, kw_only=True, tag="payment.failed"):
    """The rail did not take the money."""

    number: int
    reason: str
    day: date


class PaymentReversed(Event, frozen=True, kw_only=True, tag="payment.reversed"):
    """The rail took a captured or cleared payment back for good (M30): from escrow and credit while held, else it is
    `owed` by the buyer. `fee`: of a payment that never cleared, so it is not earned either.
    """

    number: int
    kind: Pulled
    currency: str
    line: str
    initial: int
    balance: int
    credit: int
    owed: int
    fee: int
    was_cleared: bool
    reason: str
    day: date

    @property
    def amount(self) -> int:
        """All that was taken back."""
        return self.initial + self.balance + self.credit + self.owed


class LoanRepaid(Event, frozen=True, kw_only=True, tag="payment.loan_repaid"):
    """The buyer has repaid its lender `amount` of the loan that was the payment `number` (M29). None of it is ours."""

    number: int
    currency: str
    amount: int
    line: str
    day: date


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


class BuyerDebtSetOff(Event, frozen=True, kw_only=True, tag="payment.debt_set_off"):
    """The buyer's credit pays what he owes since a rail took back money that was gone (M28, M30)."""

    currency: str
    amount: int


class SetOffUndone(Event, frozen=True, kw_only=True, tag="payment.set_off_undone"):
    """The rail gave back what the buyer had paid for by his credit: it is his credit again."""

    currency: str
    amount: int


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


class BalanceReopened(Event, frozen=True, kw_only=True, tag="payment.balance_reopened"):
    """A rail took back what had funded everything due, and the goods have not left: the balance is waited for again
    (M30, T30-T34). `waits`: the goods were accepted already, so that the ship deadline stops meanwhile.
    """

    waits: bool
    day: date


class EscrowReleased(Event, frozen=True, kw_only=True, omit_defaults=True, tag="release.executed"):
    """Escrow goes to the supplier (M13, M14, M19): gross `initial` + `balance`, of it `fee`, `reserve` (M13r) and what
    the rolling reserve keeps of money paid by card (`rolling`, PP21).
    """

    reason: ReleaseReason
    currency: str
    supplier: int
    initial: int
    balance: int
    fee: int
    reserve: int
    rolling: int = 0
    day: date


class RollingFreed(Event, frozen=True, kw_only=True, tag="release.rolling_freed"):
    """The time is over for which the rolling reserve keeps what was released on the day `since`: `amount` is the
    supplier's to withdraw, all of it unless chargebacks have used the reserve (PP21, M27).
    """

    currency: str
    supplier: int
    since: date
    amount: int


class ReserveReleased(Event, frozen=True, kw_only=True, tag="release.reserve_freed"):
    """The part held back until the claim window ended is the supplier's to withdraw (M13r)."""

    currency: str
    supplier: int
    amount: int


class RefundOrdered(Event, frozen=True, kw_only=True, tag="refund.created"):
    """Money of the order goes back to the buyer (M18a, M19, M21a, M6b); the transfers say to whom.

    Sources: escrow (`initial`, `balance`), frozen escrow, the supplier's money held for the dispute, buyer's credit.
    """

    reason: RefundReason
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

    reason: CostReason
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


class GoodwillGranted(Event, frozen=True, kw_only=True, tag="goodwill.granted"):
    """The operator owes the buyer a coupon, of its own money (M36)."""

    reason: GoodwillReason
    currency: str
    amount: int
    note: str
    day: date


class GoodwillPaid(Event, frozen=True, kw_only=True, tag="goodwill.paid"):
    """The coupon was paid out of the house's account (M36)."""

    currency: str
    amount: int
    reference: str
    day: date


class ClaimAdvanced(Event, frozen=True, kw_only=True, tag="award.advanced"):
    """What the order's own money did not cover goes to the buyer from the supplier's deposit, then from the platform on
    the supplier's behalf (M21b, M21c). `exposed` of the guarantee's part had been exposed; it leaves the order's share
    of the limit.
    """

    reason: AdvanceReason
    currency: str
    supplier: int
    deposit: int
    guarantee: int
    exposed: int
    transfers: tuple[Transfer, ...]
    day: date

    @property
    def amount(self) -> int:
        """Both sources together, equal to the sum of the transfers."""
        return self.deposit + self.guarantee


class RefundSettled(Event, frozen=True, kw_only=True, omit_defaults=True, tag="refund.settled"):
    """The bank has paid a refund (M18b), or another rail of `kind` has and will keep it from what it owes us (M18c).
    `lender`: it paid a loan off (M29b).
    """

    number: int
    amount: int
    currency: str
    line: str
    kind: Pulled | Literal["bank"] = "bank"
    lender: bool = False


class RefundCleared(Event, frozen=True, kw_only=True, tag="refund.cleared"):
    """The rail has taken what it had refunded for us (M18d)."""

    number: int
    amount: int
    kind: Pulled
    currency: str
    line: str


class RefundBounced(Event, frozen=True, kw_only=True, omit_defaults=True, tag="refund.failed"):
    """A refund came back (M18x) or never left; the money is still owed to the buyer. `kind`: the rail that had paid it
    and not yet taken it from us, else the bank. `lender`: it was to pay a loan off. From the `day` on the time of
    unclaimed property runs (M35).
    """

    number: int
    amount: int
    currency: str
    line: str
    reason: str
    was_paid: bool
    kind: Pulled | Literal["bank"] = "bank"
    lender: bool = False
    day: date | None = None


class RefundUnclaimed(Event, frozen=True, kw_only=True, tag="refund.unclaimed"):
    """A refund that came back is kept as unclaimed property: nobody has found its owner for the legal time (M35)."""

    number: int
    amount: int
    currency: str
    day: date


class RefundReclaimed(Event, frozen=True, kw_only=True, tag="refund.reclaimed"):
    """The owner of an unclaimed refund has come after all; it is sent again at once."""

    number: int
    amount: int
    currency: str
    day: date


class RefundCalledOff(Event, frozen=True, kw_only=True, omit_defaults=True, tag="refund.called_off"):
    """A refund is not sent after all: it is the buyer's credit and pays what he owes (I5, M28, M30). `attempt` had
    brought the money; `taken` of it counts as taken back by its rail, if the whole payment was; `lender`: it was to pay
    a loan off.
    """

    number: int
    amount: int
    currency: str
    attempt: int
    taken: int = 0
    lender: bool = False


class RefundPayeeProposed(Event, frozen=True, kw_only=True, tag="refund.payee_proposed"):
    """Treasury wants a refund that came back to go to another account; a second person has to agree (SC41, I11)."""

    number: int
    payee: Payer
    names: NameCheck
    proposal: Proposal


class RefundRetried(Event, frozen=True, kw_only=True, omit_defaults=True, tag="refund.retried"):
    """A refund is sent again under a new number; to another account because `person` agreed, and why, if its name was
    another one.
    """

    number: int
    transfer: Transfer
    currency: str
    person: str = ""
    reason: str = ""


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


class ChargebackNotified(Event, frozen=True, kw_only=True, omit_defaults=True, tag="chargeback.notified"):
    """A payment was taken back: from escrow while held (M26a, M26b), else from the supplier's rolling reserve
    (`rolling`), else owed by the supplier (M27), or `owed` by a buyer who had been refunded before (M28). `fee` is the
    scheme's, borne by the supplier or the house (M26c).
    """

    currency: str
    line: str
    supplier: int
    initial: int
    balance: int
    receivable: int
    rolling: int = 0
    owed: int = 0
    fee: int = 0
    fee_by: Literal["supplier", "operator"] = "operator"
    attempt: int = 0
    day: date


class ChargebackClosed(Event, frozen=True, kw_only=True, omit_defaults=True, tag="chargeback.closed"):
    """The rail's outcome. Won: what was taken returns to escrow (M26d), or from what supplier or buyer owe; what the
    rolling reserve gave is the supplier's to withdraw. `number` counts the order's chargebacks, 0 for the oldest that
    is open.
    """

    outcome: Literal["won", "lost"]
    currency: str
    line: str
    supplier: int
    initial: int
    balance: int
    receivable: int
    rolling: int = 0
    owed: int = 0
    number: int = 0
    day: date
