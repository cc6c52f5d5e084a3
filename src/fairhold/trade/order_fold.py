"""How events change an order's facts. Never refuses, never looks at a policy."""

from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec

from fairhold.trade import dispute as disputes
from fairhold.trade import inspection as inspections
from fairhold.trade import payment_events, payment_fold
from fairhold.trade.days import Pause
from fairhold.trade.dispute import (
    DISPUTE_EVENTS,
    AwardUncovered,
    Dispute,
    DisputeClosed,
    DisputeOpened,
    DisputePaused,
    DisputeResumed,
    LateClaimMade,
    ReleasedMoneyFreed,
    ReleasedMoneyHeld,
)
from fairhold.trade.inspection import Inspection, InspectionRecorded, ReworkStarted
from fairhold.trade.order import Amendment, Cancellation, Closing, Consignment, Hold, Order
from fairhold.trade.order_events import (
    AmendmentDropped,
    AmendmentProposed,
    BalanceOverdue,
    CancellationAsked,
    CancellationRefused,
    CannotShipDeclared,
    ClaimsWaived,
    ConsignmentShipped,
    ContractAmended,
    CoverExposed,
    CoverFreed,
    DeliveryRecorded,
    DraftCreated,
    DraftEdited,
    GoodsAccepted,
    GoodsReady,
    HoldLiftAsked,
    HoldLifted,
    HoldPlaced,
    OrderAccepted,
    OrderClosed,
    OrderCountered,
    OrderDeclined,
    OrderProposed,
    ProposalWithdrawn,
    ReceiptConfirmed,
    ReceivingExtended,
    ShipmentEnded,
    ShipmentOverdue,
)
from fairhold.trade.stream import Event
from fairhold.trade.thread import (
    MessageAcknowledged,
    MessageContested,
    MessagePosted,
    OutsideMessageFiled,
    TermPromoted,
)
from fairhold.trade.thread import fold as fold_thread

_put = msgspec.structs.replace


def evolve(order: Order, event: Event) -> Order:
    """Apply one event. Never refuses, never looks at a policy."""
    step = _EVOLVE.get(type(event))
    if step is None:
        funds = payment_fold.fold(order.funds, event)
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


def _received_payment(o: Order, e: payment_events.PaymentReceived | payment_events.PaymentCaptured, v: int) -> Order:
    funds = payment_fold.fold(o.funds, e)
    if o.in_flight_until is None:
        return _put(o, version=v, funds=funds)
    return _put(o, version=v, funds=funds, in_flight_until=None, pauses=_end_pause(o, "payment", e.day))


def _announced(o: Order, e: payment_events.PaymentAnnounced | payment_events.PaymentStarted, v: int) -> Order:
    pauses = (*o.pauses, Pause("payment", e.day, e.until)) if e.pauses else o.pauses
    return _put(o, version=v, in_flight_until=e.until, pauses=pauses, funds=payment_fold.fold(o.funds, e))


def _payment_failed(o: Order, e: payment_events.PaymentFailed, v: int) -> Order:
    funds = payment_fold.fold(o.funds, e)
    return _put(o, version=v, funds=funds, in_flight_until=None, pauses=_end_pause(o, "payment", e.day))


def _funded(o: Order, e: payment_events.MilestoneFunded, v: int) -> Order:
    if e.milestone == "initial":
        return _put(o, version=v, initial_funded_on=e.day)
    pauses = _end_pause(o, "balance", e.day)
    begins_now = o.terms.ship_by.days is not None and o.terms.ship_by.after == "balance_payment"
    late_on = None if begins_now else o.late_on
    return _put(o, version=v, total_funded_on=e.day, buyer_default_on=None, late_on=late_on, pauses=pauses)


def _balance_reopened(o: Order, e: payment_events.BalanceReopened, v: int) -> Order:
    pauses = (*o.pauses, Pause("balance", e.day)) if e.waits else o.pauses
    return _put(o, version=v, total_funded_on=None, balance_reopened_on=e.day, pauses=pauses)


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


def _late(o: Order, e: LateClaimMade, v: int) -> Order:
    assert o.dispute is not None
    return _put(o, version=v, reserved=o.reserved + e.reserved, dispute=_put(o.dispute, late=e.reason))


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


def _advanced(o: Order, e: payment_events.ClaimAdvanced, v: int) -> Order:
    funds = payment_fold.fold(o.funds, e)
    return _put(o, version=v, funds=funds, reserved=o.reserved - e.guarantee, exposed=o.exposed - e.exposed)


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
    payment_events.PaymentReceived: _received_payment,
    payment_events.PaymentAnnounced: _announced,
    payment_events.PaymentStarted: _announced,
    payment_events.PaymentCaptured: _received_payment,
    payment_events.PaymentFailed: _payment_failed,
    payment_events.MilestoneFunded: _funded,
    payment_events.BalanceReopened: _balance_reopened,
    payment_events.ClaimAdvanced: _advanced,
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
    DeliveryRecorded: lambda o, e, v: _put(o, version=v, delivered_on=e.delivered_on, delivered_by=e.by),
    ReceivingExtended: _extended,
    ReceiptConfirmed: lambda o, e, v: _put(o, version=v, received_on=e.day, received_by=e.by),
    ClaimsWaived: lambda o, e, v: _put(o, version=v, claims_waived=True),
    DisputeOpened: _disputed,
    LateClaimMade: _late,
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
    payment_events.OffPlatformDeclared: lambda o, e, v: _put(o, version=v, off_platform=o.off_platform + e.amount),
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
