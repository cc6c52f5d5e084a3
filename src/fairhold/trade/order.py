"""One order: its facts, its stages, its events and how they fold (rulebook 4.4).

Nothing here may refuse and nothing here knows a policy: an event carries the day and the amounts that were decided when
it happened, so replaying it needs no rule. Who may ask for what is in `deciding.py`; the rules stand beside their
subject in `agreement.py`, `funding.py`, `fulfilment.py`, `claims.py` and so on. Stages are derived, never
stored as a fact.
"""

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import Any, Literal

import msgspec

from fairhold.trade import dispute as disputes
from fairhold.trade import inspection as inspections
from fairhold.trade import payment
from fairhold.trade.days import Pause
from fairhold.trade.dispute import (
    DISPUTE_EVENTS,
    AwardUncovered,
    Dispute,
    DisputeClosed,
    DisputeOpened,
    DisputePaused,
    DisputeResumed,
    Past,
    ReleasedMoneyFreed,
    ReleasedMoneyHeld,
)
from fairhold.trade.inspection import Inspection, InspectionRecorded, ReworkStarted, Visit
from fairhold.trade.payment import Funds
from fairhold.trade.stream import Event
from fairhold.trade.terms import Contract, ShippingMethod
from fairhold.trade.thread import (
    MessageAcknowledged,
    MessageContested,
    MessagePosted,
    OutsideMessageFiled,
    TermPromoted,
    Thread,
)
from fairhold.trade.thread import fold as fold_thread

Side = Literal["buyer", "supplier"]
Outcome = Literal["cancelled", "expired", "closed_refunded", "closed_settled", "completed"]


class Stage(StrEnum):
    """Where an order stands. The first is no order at all."""

    NONE = "none"
    DRAFT = "draft"
    PROPOSED = "proposed"
    AGREED = "agreed"
    IN_PRODUCTION = "in_production"
    READY = "ready"
    AWAITING_BALANCE = "awaiting_balance"
    READY_TO_SHIP = "ready_to_ship"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    RECEIVED = "received"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    CLOSED_REFUNDED = "closed_refunded"
    CLOSED_SETTLED = "closed_settled"


CLOSED = frozenset({Stage.COMPLETED, Stage.CANCELLED, Stage.EXPIRED, Stage.CLOSED_REFUNDED, Stage.CLOSED_SETTLED})
"""Stages that an order never leaves."""


# ------------------------------------------------------------------------------------------------------------- facts


class Amendment(msgspec.Struct, frozen=True, gc=False):
    """A new contract version that one side has signed and the other not yet (T10, T17, T29)."""

    by: Side
    contract: Contract
    fingerprint: str
    day: date


class Cancellation(msgspec.Struct, frozen=True, gc=False):
    """A wish to end the order by consent; the supplier keeps so much of the money held, the buyer gets the rest (T16,
    T19, T20).
    """

    by: Side
    supplier_keeps: int
    day: date


class Document(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """A transport document: what it is, who carries, its number and the day that counts as shipment (R2, O16)."""

    kind: Literal["express_waybill", "air_waybill", "bill_of_lading", "road_waybill", "rail_waybill", "postal_receipt"]
    carrier: str
    number: str
    method: ShippingMethod
    shipped_on: date
    date_shows: Literal["carrier_pickup", "on_board", "departure", "export_clearance"]


class Consignment(msgspec.Struct, frozen=True, gc=False):
    """Goods that have left: the document, the quantity of each contract line, and the day it was recorded."""

    document: Document
    quantities: tuple[int, ...]
    recorded_on: date


class Hold(msgspec.Struct, frozen=True, gc=False):
    """A compliance hold. `lift_asked_by` is the first of the two persons who lift it (T52)."""

    reason: str
    day: date
    lift_asked_by: str = ""


class Closing(msgspec.Struct, frozen=True, gc=False):
    """How and when the order ended."""

    outcome: Outcome
    day: date


class Order(msgspec.Struct, frozen=True, gc=False):
    """Facts of one order: the fold of its events. Amounts in minor units of the contract's currency, days in the
    policy zone.
    """

    id: int
    version: int = 0
    buyer: int = 0
    supplier: int = 0
    author: Side = "buyer"
    contract: Contract | None = None
    contract_version: int = 0
    fingerprint: str = ""
    policy_version: int = 0
    opened_on: date | None = None
    proposed_on: date | None = None
    agreed_on: date | None = None
    ship_term_on: date | None = None
    amendment: Amendment | None = None
    amendment_paused: bool = False
    cancellation: Cancellation | None = None
    frozen_until_delivery: bool = False
    early_release: bool = False
    reserved: int = 0
    exposed: int = 0
    funds: Funds = Funds()
    initial_funded_on: date | None = None
    total_funded_on: date | None = None
    in_flight_until: date | None = None
    ready_on: date | None = None
    inspection: Inspection | None = None
    visits: tuple[Visit, ...] = ()
    reworks: int = 0
    goods_accepted_on: date | None = None
    buyer_default_on: date | None = None
    late_on: date | None = None
    consignments: tuple[Consignment, ...] = ()
    shipped_on: date | None = None
    delivered_on: date | None = None
    extended_by: tuple[Side, ...] = ()
    extended_days: int = 0
    received_on: date | None = None
    received_by: str = ""
    dispute: Dispute | None = None
    past: tuple[Past, ...] = ()
    uncovered: int = 0
    hold: Hold | None = None
    pauses: tuple[Pause, ...] = ()
    off_platform: int = 0
    thread: Thread = Thread()
    closed: Closing | None = None

    @property
    def terms(self) -> Contract:
        """The current contract version. Only for orders that have one, which is every order after its first event."""
        assert self.contract is not None
        return self.contract

    @property
    def currency(self) -> str:
        """The order's currency, ISO 4217."""
        return self.terms.currency

    @property
    def total(self) -> int:
        """The order total in minor units."""
        return self.terms.total.minor

    @property
    def initial(self) -> int:
        """The initial payment in minor units."""
        return self.terms.initial.minor

    @property
    def due(self) -> int:
        """What the buyer still has to pay, in minor units."""
        return max(0, self.total - self.funds.paid_initial - self.funds.paid_balance)

    @property
    def unprotected(self) -> int:
        """What the two sides say goes past the protected account, in the contract or since, in minor units (A14)."""
        return sum(declared.amount.minor for declared in self.terms.off_platform) + self.off_platform

    @property
    def flags(self) -> tuple[str, ...]:
        """The overlays that lie over the stage (4.1.3)."""
        named = (
            ("late", self.late_on is not None and self.shipped_on is None),
            ("buyer_default", self.buyer_default_on is not None),
            ("disputed", self.dispute is not None),
            ("on_hold", self.hold is not None),
            ("chargeback", self.funds.charged_back > 0),
            ("part_paid", self.uncovered > 0),
            ("unprotected_money", self.contract is not None and self.unprotected > 0),
        )
        return tuple(name for name, is_on in named if is_on)


_CLOSED_STAGE: dict[str, Stage] = {stage.value: stage for stage in CLOSED}


def stage(order: Order) -> Stage:
    """Where the order stands, from its facts alone."""
    if order.closed is not None:
        return _CLOSED_STAGE[order.closed.outcome]
    if order.received_on is not None:
        return Stage.RECEIVED
    if order.shipped_on is not None:
        return Stage.SHIPPED if order.delivered_on is None else Stage.DELIVERED
    if order.agreed_on is not None:
        return _stage_before_shipment(order)
    if order.proposed_on is not None:
        return Stage.PROPOSED
    return Stage.NONE if order.contract is None else Stage.DRAFT


def _stage_before_shipment(order: Order) -> Stage:
    if order.initial_funded_on is None:
        return Stage.AGREED
    if order.ready_on is None:
        return Stage.IN_PRODUCTION
    if order.goods_accepted_on is None:
        return Stage.READY
    return Stage.AWAITING_BALANCE if order.total_funded_on is None else Stage.READY_TO_SHIP


def ship_term(order: Order) -> tuple[date, int] | None:
    """The ship deadline as (day it runs from, days), or None while the payment it waits for is not in (S25, O7)."""
    ship_by, signed = order.terms.ship_by, order.ship_term_on
    if ship_by.on is not None:
        return None if signed is None else (signed, (ship_by.on - signed).days)
    start = order.initial_funded_on if ship_by.after == "initial_payment" else order.total_funded_on
    return None if start is None else (start, ship_by.days or 0)


# ------------------------------------------------------------------------------------------------------------ events


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


# -------------------------------------------------------------------------------------------------------------- fold

_put = msgspec.structs.replace


def evolve(order: Order, event: Event) -> Order:
    """Apply one event. Never refuses, never looks at a policy."""
    step = _EVOLVE.get(type(event))
    if step is None:
        funds = payment.fold(order.funds, event)
        return _put(order, version=order.version + 1, funds=funds)
    return step(order, event, order.version + 1)


def _end_pause(order: Order, by: str, day: date) -> tuple[Pause, ...]:
    """Pauses of `by` that are still on end on `day`."""
    return tuple(_put(p, until=day) if p.by == by and (p.until is None or p.until > day) else p for p in order.pauses)


def _drafted(o: Order, e: DraftCreated, v: int) -> Order:
    return Order(
        id=o.id,
        version=v,
        buyer=e.buyer,
        supplier=e.supplier,
        author=e.author,
        contract=e.contract,
        contract_version=1,
        fingerprint=e.fingerprint,
        opened_on=e.day,
    )


def _edited(o: Order, e: DraftEdited, v: int) -> Order:
    return _put(o, version=v, contract=e.contract, fingerprint=e.fingerprint, contract_version=o.contract_version + 1)


def _proposed(o: Order, e: OrderProposed, v: int) -> Order:
    return _put(
        o,
        version=v,
        author=e.by,
        proposed_on=e.day,
        policy_version=e.policy_version,
        frozen_until_delivery=e.frozen_until_delivery,
    )


def _countered(o: Order, e: OrderCountered, v: int) -> Order:
    return _put(
        o,
        version=v,
        author=e.by,
        contract=e.contract,
        fingerprint=e.fingerprint,
        contract_version=o.contract_version + 1,
        frozen_until_delivery=e.frozen_until_delivery,
        proposed_on=e.day,
    )


def _accepted(o: Order, e: OrderAccepted, v: int) -> Order:
    return _put(
        o,
        version=v,
        agreed_on=e.day,
        ship_term_on=e.day,
        reserved=e.reserved,
        frozen_until_delivery=e.frozen_until_delivery,
        early_release=e.early_release,
    )


def _amendment_proposed(o: Order, e: AmendmentProposed, v: int) -> Order:
    amendment = Amendment(e.by, e.contract, e.fingerprint, e.day)
    if e.pause_until is None:
        return _put(o, version=v, amendment=amendment)
    pauses = (*o.pauses, Pause("amendment", e.day, e.pause_until))
    return _put(o, version=v, amendment=amendment, amendment_paused=True, pauses=pauses)


def _amended(o: Order, e: ContractAmended, v: int) -> Order:
    return _put(
        o,
        version=v,
        contract=e.contract,
        fingerprint=e.fingerprint,
        contract_version=o.contract_version + 1,
        amendment=None,
        amendment_paused=False,
        reserved=e.reserved,
        early_release=e.early_release,
        ship_term_on=e.day if e.ship_term_changed else o.ship_term_on,
        late_on=None if e.clears_late else o.late_on,
        total_funded_on=None if e.reopens_balance else o.total_funded_on,
        pauses=_end_pause(o, "amendment", e.day),
    )


def _received_payment(o: Order, e: payment.PaymentReceived, v: int) -> Order:
    funds = payment.fold(o.funds, e)
    if o.in_flight_until is None:
        return _put(o, version=v, funds=funds)
    return _put(o, version=v, funds=funds, in_flight_until=None, pauses=_end_pause(o, "payment", e.day))


def _announced(o: Order, e: payment.PaymentAnnounced, v: int) -> Order:
    pauses = (*o.pauses, Pause("payment", e.day, e.until)) if e.pauses else o.pauses
    return _put(o, version=v, in_flight_until=e.until, pauses=pauses)


def _funded(o: Order, e: payment.MilestoneFunded, v: int) -> Order:
    if e.milestone == "initial":
        return _put(o, version=v, initial_funded_on=e.day)
    pauses = _end_pause(o, "balance", e.day)
    begins_now = o.terms.ship_by.days is not None and o.terms.ship_by.after == "balance_payment"
    late_on = None if begins_now else o.late_on
    return _put(o, version=v, total_funded_on=e.day, buyer_default_on=None, late_on=late_on, pauses=pauses)


def _goods_accepted(o: Order, e: GoodsAccepted, v: int) -> Order:
    pauses = (*o.pauses, Pause("balance", e.day)) if e.balance_due else o.pauses
    return _put(o, version=v, goods_accepted_on=e.day, pauses=pauses)


def _reworked(o: Order, e: ReworkStarted, v: int) -> Order:
    return _put(o, version=v, ready_on=None, inspection=None, reworks=o.reworks + 1)


def _visited(o: Order, e: Event, v: int) -> Order:
    visits = inspections.fold(o.visits, e, o.reworks)
    if o.dispute is not None and isinstance(e, inspections.ReportSubmitted | inspections.VisitEnded):
        o = _put(o, dispute=disputes.inspected(o.dispute, e.visit, e.day))
    if isinstance(e, (inspections.FeeHeld, inspections.FeeReturned)) and e.of == "buyer":
        by = -e.amount if isinstance(e, inspections.FeeHeld) else e.amount
        return _put(o, version=v, visits=visits, funds=_put(o.funds, credit=o.funds.credit + by))
    return _put(o, version=v, visits=visits)


def _shipped(o: Order, e: ConsignmentShipped, v: int) -> Order:
    consignments = (*o.consignments, Consignment(e.document, e.quantities, e.day))
    if not e.last:
        return _put(o, version=v, consignments=consignments)
    late_on = o.late_on if e.late_days else None
    shipped_on = max(c.document.shipped_on for c in consignments)
    return _put(o, version=v, consignments=consignments, shipped_on=shipped_on, late_on=late_on)


def _shipment_ended(o: Order, e: ShipmentEnded, v: int) -> Order:
    return _put(o, version=v, shipped_on=max(c.document.shipped_on for c in o.consignments))


def _extended(o: Order, e: ReceivingExtended, v: int) -> Order:
    return _put(o, version=v, extended_by=(*o.extended_by, e.by), extended_days=o.extended_days + e.days)


def _disputed(o: Order, e: DisputeOpened, v: int) -> Order:
    dispute = Dispute(e.by, e.grounds, e.amount, e.day, answer_from=e.day)
    return _put(o, version=v, dispute=dispute, pauses=(*o.pauses, Pause("dispute", e.day)))


def _argued(o: Order, e: Event, v: int) -> Order:
    assert o.dispute is not None
    return _put(o, version=v, dispute=disputes.fold(o.dispute, e))


def _dispute_closed(o: Order, e: DisputeClosed, v: int) -> Order:
    assert o.dispute is not None
    past = o.past if o.dispute.by == "clock" else (*o.past, disputes.over(o.dispute, e))
    ended = _put(o, pauses=_end_pause(o, "dispute", e.day))
    return _put(o, version=v, dispute=None, past=past, pauses=_end_pause(ended, "chargeback", e.day))


def _dispute_paused(o: Order, e: DisputePaused, v: int) -> Order:
    return _put(_argued(o, e, v), pauses=(*o.pauses, Pause("chargeback", e.day)))


def _dispute_resumed(o: Order, e: DisputeResumed, v: int) -> Order:
    return _put(_argued(o, e, v), pauses=_end_pause(o, "chargeback", e.day))


def _released_held(o: Order, e: ReleasedMoneyHeld, v: int) -> Order:
    funds = _put(
        o.funds,
        disputed=o.funds.disputed + e.available,
        disputed_reserve=o.funds.disputed_reserve + e.reserve,
        reserve=o.funds.reserve - e.reserve,
    )
    return _put(o, version=v, funds=funds)


def _released_freed(o: Order, e: ReleasedMoneyFreed, v: int) -> Order:
    funds = _put(
        o.funds,
        disputed=o.funds.disputed - e.available,
        disputed_reserve=o.funds.disputed_reserve - e.reserve,
        reserve=o.funds.reserve + e.reserve,
    )
    return _put(o, version=v, funds=funds)


def _spoken(o: Order, e: Event, v: int) -> Order:
    return _put(o, version=v, thread=fold_thread(o.thread, e))


def _hold_placed(o: Order, e: HoldPlaced, v: int) -> Order:
    return _put(o, version=v, hold=Hold(e.reason, e.day), pauses=(*o.pauses, Pause("hold", e.day)))


def _lift_asked(o: Order, e: HoldLiftAsked, v: int) -> Order:
    assert o.hold is not None
    return _put(o, version=v, hold=_put(o.hold, lift_asked_by=e.person))


_EVOLVE: dict[type[Event], Callable[[Order, Any, int], Order]] = {
    DraftCreated: _drafted,
    DraftEdited: _edited,
    OrderProposed: _proposed,
    OrderCountered: _countered,
    ProposalWithdrawn: lambda o, e, v: _put(o, version=v, proposed_on=None, policy_version=0),
    OrderDeclined: lambda o, e, v: _put(o, version=v),
    OrderAccepted: _accepted,
    AmendmentProposed: _amendment_proposed,
    AmendmentDropped: lambda o, e, v: _put(o, version=v, amendment=None, pauses=_end_pause(o, "amendment", e.day)),
    ContractAmended: _amended,
    CancellationAsked: lambda o, e, v: _put(o, version=v, cancellation=Cancellation(e.by, e.supplier_keeps, e.day)),
    CancellationRefused: lambda o, e, v: _put(o, version=v, cancellation=None),
    payment.PaymentReceived: _received_payment,
    payment.PaymentAnnounced: _announced,
    payment.MilestoneFunded: _funded,
    GoodsReady: lambda o, e, v: _put(o, version=v, ready_on=e.day, inspection=None),
    CannotShipDeclared: lambda o, e, v: _put(o, version=v),
    InspectionRecorded: lambda o, e, v: _put(o, version=v, inspection=Inspection(e.result, e.report, e.day)),
    ReworkStarted: _reworked,
    **dict.fromkeys(inspections.VISIT_EVENTS, _visited),
    GoodsAccepted: _goods_accepted,
    BalanceOverdue: lambda o, e, v: _put(o, version=v, buyer_default_on=e.day),
    ShipmentOverdue: lambda o, e, v: _put(o, version=v, late_on=e.day),
    ConsignmentShipped: _shipped,
    ShipmentEnded: _shipment_ended,
    DeliveryRecorded: lambda o, e, v: _put(o, version=v, delivered_on=e.delivered_on),
    ReceivingExtended: _extended,
    ReceiptConfirmed: lambda o, e, v: _put(o, version=v, received_on=e.day, received_by=e.by),
    ClaimsWaived: lambda o, e, v: _put(o, version=v),
    DisputeOpened: _disputed,
    **dict.fromkeys(DISPUTE_EVENTS, _argued),
    DisputePaused: _dispute_paused,
    DisputeResumed: _dispute_resumed,
    DisputeClosed: _dispute_closed,
    AwardUncovered: lambda o, e, v: _put(o, version=v, uncovered=o.uncovered + e.amount),
    ReleasedMoneyHeld: _released_held,
    ReleasedMoneyFreed: _released_freed,
    HoldPlaced: _hold_placed,
    HoldLiftAsked: _lift_asked,
    HoldLifted: lambda o, e, v: _put(o, version=v, hold=None, pauses=_end_pause(o, "hold", e.day)),
    payment.OffPlatformDeclared: lambda o, e, v: _put(o, version=v, off_platform=o.off_platform + e.amount),
    MessagePosted: _spoken,
    OutsideMessageFiled: _spoken,
    MessageAcknowledged: _spoken,
    MessageContested: _spoken,
    TermPromoted: _spoken,
    CoverFreed: lambda o, e, v: _put(o, version=v, reserved=0, exposed=0),
    CoverExposed: lambda o, e, v: _put(o, version=v, exposed=o.exposed + e.amount),
    OrderClosed: lambda o, e, v: _put(
        o, version=v, closed=Closing(e.outcome, e.day), amendment=None, cancellation=None, hold=None
    ),
}
