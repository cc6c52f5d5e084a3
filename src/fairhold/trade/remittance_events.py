"""What can happen to a bank line that found no order (M7-M9b, M11, M35), amounts in minor units.

The ledger turns these events into postings.
"""

from datetime import date, datetime
from typing import ClassVar

from fairhold.trade.money import Money
from fairhold.trade.payment import Payer, Relation
from fairhold.trade.remittance import Doubt, Plan
from fairhold.trade.stream import Event


class RemittanceEvent(Event, frozen=True, kw_only=True):
    """An event of a remittance's stream."""

    stream: ClassVar[str] = "remittance"


class RemittanceHeld(RemittanceEvent, frozen=True, kw_only=True, tag="remittance.held"):
    """Money without an order lies in suspense (M7)."""

    currency: str
    amount: int
    line: str
    payer: Payer
    text: str
    reason: str
    day: date
    policy_version: int


class RemittanceProposed(RemittanceEvent, frozen=True, kw_only=True, tag="remittance.proposed"):
    """Somebody of treasury wants the money to go there; a second person agrees or not (I11)."""

    plan: Plan


class RemittanceProposalDropped(RemittanceEvent, frozen=True, kw_only=True, tag="remittance.proposal_dropped"):
    """What was proposed is off; the money stays in suspense."""

    reason: str


class TrustDebited(RemittanceEvent, frozen=True, kw_only=True, tag="remittance.trust_debited"):
    """The bank took money from the trust account; the house owes it (M9b)."""

    currency: str
    amount: int
    line: str
    text: str
    day: date


class RemittanceMatched(RemittanceEvent, frozen=True, kw_only=True, tag="remittance.matched"):
    """The money is on its way to an order (M7b, first step)."""

    currency: str
    amount: int
    order: int
    line: str
    payer: Payer


class MatchConfirmed(RemittanceEvent, frozen=True, kw_only=True, tag="remittance.match_confirmed"):
    """The order took the money (M7b, second step is the order's own posting)."""


class MatchUndone(RemittanceEvent, frozen=True, kw_only=True, tag="remittance.match_undone"):
    """The order could not take the money; suspense has it again."""

    currency: str
    amount: int
    order: int
    reason: str


class RemittanceReturnOrdered(RemittanceEvent, frozen=True, kw_only=True, tag="remittance.return_ordered"):
    """The money is to go back to its sender."""

    currency: str
    amount: int
    payer: Payer
    day: date


class RemittanceReturned(RemittanceEvent, frozen=True, kw_only=True, tag="remittance.returned"):
    """The bank has sent it back (M7c)."""

    currency: str
    amount: int
    line: str


class ReturnBounced(RemittanceEvent, frozen=True, kw_only=True, tag="remittance.return_bounced"):
    """It could not be sent back; treasury decides again."""

    reason: str


class ReturnCameBack(RemittanceEvent, frozen=True, kw_only=True, tag="remittance.return_came_back"):
    """What the bank had sent back came to us again; treasury decides (M7c reversed)."""

    currency: str
    amount: int
    line: str
    reason: str


class AppliedToHouse(RemittanceEvent, frozen=True, kw_only=True, omit_defaults=True, tag="remittance.applied_to_house"):
    """It was the house's top-up of the trust account (M9b); `moves` is the misdirected money that it brings, or 0."""

    currency: str
    amount: int
    moves: int = 0


class MisdirectedReported(RemittanceEvent, frozen=True, kw_only=True, tag="remittance.misdirected"):
    """A client's money came to the house's own account; the house owes it to the trust (M9b)."""

    currency: str
    amount: int
    line: str
    payer: Payer
    text: str
    day: date
    policy_version: int


class MisdirectedMoved(RemittanceEvent, frozen=True, kw_only=True, tag="remittance.moved"):
    """So much of it is on the trust account now, by the remittance `transfer`; once all is, it is held (M9b)."""

    currency: str
    amount: int
    transfer: int
    day: date


class MoveLate(RemittanceEvent, frozen=True, kw_only=True, tag="remittance.move_late"):
    """The house has not moved a client's money in time (M9b)."""

    day: date


class MisdirectedWithdrawn(RemittanceEvent, frozen=True, kw_only=True, tag="remittance.report_withdrawn"):
    """Nothing had come to the house's own account, or its bank has sent it back (M9b reversed)."""

    currency: str
    amount: int


class ReviewBegun(RemittanceEvent, frozen=True, kw_only=True, tag="remittance.review_begun"):
    """Compliance looks at the money before anybody may have it (M8)."""

    currency: str
    amount: int
    doubt: Doubt
    note: str
    day: date


class ClearanceAsked(RemittanceEvent, frozen=True, kw_only=True, tag="remittance.clearance_asked"):
    """One person of compliance would clear the money; a second one has to agree (I11)."""

    by: str
    relation: Relation
    note: str


class ReviewCleared(RemittanceEvent, frozen=True, kw_only=True, tag="remittance.review_cleared"):
    """How the payer belongs to the buyer is proved: the money may go to an order (M8)."""

    currency: str
    amount: int
    by: str
    relation: Relation
    note: str
    day: date


class ReviewEnded(RemittanceEvent, frozen=True, kw_only=True, tag="remittance.review_ended"):
    """No relation was proved: the money may only go back (M8x)."""

    currency: str
    amount: int


class RemittanceBlocked(RemittanceEvent, frozen=True, kw_only=True, tag="remittance.blocked"):
    """The money is reported and stays where it is (M8x)."""

    authority: str
    note: str
    day: date


class ConversionQuoted(RemittanceEvent, frozen=True, kw_only=True, tag="remittance.conversion_quoted"):
    """The bank's rate binds until `until`: `amount` of `currency` for all that came, and `absorbed` by the house."""

    order: int
    currency: str
    amount: int
    absorbed: int
    rate: str
    deal: str
    maker: str
    until: datetime


class ConversionOrdered(RemittanceEvent, frozen=True, kw_only=True, tag="remittance.conversion_ordered"):
    """What came is sold for the order's currency (M11a): both sides of it are between two bank accounts now."""

    currency: str
    amount: int
    bought: Money
    day: date


class ConversionPaid(RemittanceEvent, frozen=True, kw_only=True, tag="remittance.conversion_paid"):
    """What was sold has left the trust account (M11b)."""

    currency: str
    amount: int
    line: str


class ConversionReceived(RemittanceEvent, frozen=True, kw_only=True, tag="remittance.conversion_received"):
    """What was bought is on the trust account (M11c-e): `received` of it for `quoted`.

    `credited` goes to the order; the house bears `lost` and `absorbed` and keeps `gained`.
    """

    currency: str
    line: str
    quoted: int
    received: int
    lost: int
    gained: int
    absorbed: int
    credited: int


class ConversionCalledOff(RemittanceEvent, frozen=True, kw_only=True, tag="remittance.conversion_called_off"):
    """Nothing was sold or bought; the money is as it came."""

    currency: str
    amount: int
    bought: Money
    reason: str


class FeesSwept(RemittanceEvent, frozen=True, kw_only=True, tag="remittance.fees_swept"):
    """The debit took fees out of the trust account that were the house's (M34)."""

    currency: str
    amount: int


class NobodyFound(RemittanceEvent, frozen=True, kw_only=True, tag="remittance.nobody_found"):
    """The money could not be sent back on this day; from it on the time of unclaimed property runs (M35)."""

    day: date


class RemittanceUnclaimed(RemittanceEvent, frozen=True, kw_only=True, tag="remittance.unclaimed"):
    """Nobody has claimed the money in time: it is owed to whom the law says (M35)."""

    currency: str
    amount: int
    day: date


class RemittanceReclaimed(RemittanceEvent, frozen=True, kw_only=True, tag="remittance.reclaimed"):
    """Its owner has come after all; it waits in suspense again."""

    currency: str
    amount: int
    note: str
