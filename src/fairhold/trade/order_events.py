"""What can happen to an order: contract, goods, holds, cover and its end (rulebook 4.4).

An event carries the day and the amounts that were decided when it happened, so replaying it needs no rule. Events of
its money are in `payment_events.py`, of its visits in `inspection.py`, of its disputes in `dispute.py`.
"""

from datetime import date

from fairhold.trade.order import Document, Outcome, Side
from fairhold.trade.stream import Event
from fairhold.trade.terms import Contract


class DraftCreated(Event, frozen=True, kw_only=True, tag="order.drafted"):
    """A draft exists; only its author sees it (T01)."""

    author: Side
    buyer: int
    supplier: int
    contract: Contract
    fingerprint: str
    day: date


class DraftEdited(Event, frozen=True, kw_only=True, tag="order.draft_edited"):
    """The author changed the draft (T02)."""

    contract: Contract
    fingerprint: str


class OrderProposed(Event, frozen=True, kw_only=True, tag="order.proposed"):
    """The author signed this version and offers it (T04). From here the policy version is part of the offer.

    `frozen_until_delivery` is the supplier's word that the money may stay frozen (S15); false when the buyer offers.
    """

    by: Side
    fingerprint: str
    policy_version: int
    frozen_until_delivery: bool
    day: date


class OrderCountered(Event, frozen=True, kw_only=True, tag="order.countered"):
    """The other side answers with a version of its own (T05)."""

    by: Side
    contract: Contract
    fingerprint: str
    frozen_until_delivery: bool
    day: date


class ProposalWithdrawn(Event, frozen=True, kw_only=True, tag="order.proposal_withdrawn"):
    """The author took the offer back; it is a draft again (T06)."""


class OrderDeclined(Event, frozen=True, kw_only=True, tag="order.declined"):
    """The other side said no, and why (T07)."""

    by: Side
    reason: str
    note: str


class OrderAccepted(Event, frozen=True, kw_only=True, tag="order.accepted"):
    """Both sides have signed the fingerprint; payment may come (T08). `reserved` is this order's share of the limit
    (L1).
    """

    by: Side
    fingerprint: str
    currency: str
    reserved: int
    frozen_until_delivery: bool
    early_release: bool
    day: date


class AmendmentProposed(Event, frozen=True, kw_only=True, tag="order.amendment_proposed"):
    """One side signed a new version (T10, T17, T29). The ship deadline stands still up to `pause_until`, if given."""

    by: Side
    contract: Contract
    fingerprint: str
    day: date
    pause_until: date | None


class AmendmentDropped(Event, frozen=True, kw_only=True, tag="order.amendment_dropped"):
    """The new version was declined, taken back, or overtaken."""

    by: str
    day: date


class ContractAmended(Event, frozen=True, kw_only=True, tag="order.amended"):
    """A new version is in force: signed by both, or by the supplier alone where that only helps the buyer (T15)."""

    by: str
    contract: Contract
    fingerprint: str
    reserved: int
    ship_term_changed: bool
    early_release: bool
    clears_late: bool
    reopens_balance: bool
    day: date


class CancellationAsked(Event, frozen=True, kw_only=True, tag="order.cancellation_asked"):
    """One side asks to end the order by consent."""

    by: Side
    supplier_keeps: int
    day: date


class CancellationRefused(Event, frozen=True, kw_only=True, tag="order.cancellation_refused"):
    """The other side wants the order to go on, or the asking side took its wish back."""

    by: Side


class GoodsReady(Event, frozen=True, kw_only=True, tag="order.goods_ready"):
    """The supplier declares the goods finished and packed, in basis points of the lot (T18)."""

    packed_bp: int
    day: date


class CannotShipDeclared(Event, frozen=True, kw_only=True, tag="order.cannot_ship"):
    """The supplier gives the order up (T21)."""

    reason: str
    day: date


class GoodsAccepted(Event, frozen=True, kw_only=True, tag="order.goods_accepted"):
    """The goods may leave (T24-T26). `balance_due` says whether shipment now waits for the buyer's money."""

    by: str
    balance_due: bool
    inspection_waived: bool
    day: date


class BalanceOverdue(Event, frozen=True, kw_only=True, tag="order.balance_overdue"):
    """The buyer did not pay the balance in time (T33)."""

    day: date


class ShipmentOverdue(Event, frozen=True, kw_only=True, tag="shipment.late"):
    """The ship deadline passed without shipment (T22, T23, T35)."""

    day: date


class ConsignmentShipped(Event, frozen=True, kw_only=True, tag="shipment.declared"):
    """A part, or with `last` the whole, has left (T32, T36, T37). `late_days` counts after the ship deadline."""

    document: Document
    quantities: tuple[int, ...]
    last: bool
    late_days: int
    day: date


class ShipmentEnded(Event, frozen=True, kw_only=True, tag="shipment.ended"):
    """No more consignments will follow; the order goes on with what has left (R16)."""

    day: date


class DeliveryRecorded(Event, frozen=True, kw_only=True, tag="shipment.delivered"):
    """The goods reached the place of delivery (T38); `proof` names the paper or feed, empty if the buyer says so."""

    by: str
    delivered_on: date
    proof: str
    day: date


class ReceivingExtended(Event, frozen=True, kw_only=True, tag="order.receiving_extended"):
    """More time before receipt is confirmed automatically (T39, T40)."""

    by: Side
    days: int


class ReceiptConfirmed(Event, frozen=True, kw_only=True, tag="order.received"):
    """The buyer, or time for him, confirms receipt; the claim window runs (T42-T45)."""

    by: str
    day: date


class ClaimsWaived(Event, frozen=True, kw_only=True, tag="order.claims_waived"):
    """The buyer gives up further claims (T48)."""

    day: date


class HoldPlaced(Event, frozen=True, kw_only=True, tag="order.hold_placed"):
    """Compliance stops all money of the order (T52)."""

    reason: str
    day: date


class HoldLiftAsked(Event, frozen=True, kw_only=True, tag="order.hold_lift_asked"):
    """The first of two persons asks to lift the hold."""

    person: str


class HoldLifted(Event, frozen=True, kw_only=True, tag="order.hold_lifted"):
    """The second person agreed; timers go on."""

    person: str
    day: date


class CoverFreed(Event, frozen=True, kw_only=True, tag="order.cover_freed"):
    """The order no longer uses the supplier's limit (L4)."""


class CoverExposed(Event, frozen=True, kw_only=True, tag="order.cover_exposed"):
    """Released money is now covered by the limit (L2)."""

    amount: int


class OrderClosed(Event, frozen=True, kw_only=True, tag="order.closed"):
    """The order has ended."""

    outcome: Outcome
    reason: str
    day: date
