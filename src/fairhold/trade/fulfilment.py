"""From production to completion: ready, inspected, accepted, shipped, delivered, received (T18, T21, T24-T48)."""

from datetime import date
from typing import Annotated

import msgspec

from fairhold.trade import settlement, terms
from fairhold.trade.agreement import accept_ready_goods
from fairhold.trade.course import Course
from fairhold.trade.days import deadline_day
from fairhold.trade.families import BasisPoints
from fairhold.trade.order import SHIP_STOPS, Document, Order, ship_term
from fairhold.trade.order_events import (
    CannotShipDeclared,
    ClaimsWaived,
    ConsignmentShipped,
    DeliveryRecorded,
    GoodsReady,
    ReceiptConfirmed,
    ReceivingExtended,
    ShipmentEnded,
)
from fairhold.trade.payment import take
from fairhold.trade.refusal import Refused, refuse
from fairhold.trade.stream import Command
from fairhold.trade.who import Role

PICKUP: frozenset[str] = frozenset({"express", "post"})
"""Ways of shipping whose shipment date is the carrier's pickup (R2)."""

DOCUMENTS: dict[str, frozenset[str]] = {
    "express": frozenset({"express_waybill", "air_waybill"}),
    "air": frozenset({"air_waybill"}),
    "sea": frozenset({"bill_of_lading"}),
    "land": frozenset({"road_waybill", "rail_waybill"}),
    "post": frozenset({"postal_receipt"}),
}
"""Which transport documents go with which way of shipping (T37)."""

FREIGHT_DATES: frozenset[str] = frozenset({"on_board", "departure", "export_clearance"})
"""What the date on a freight document may show (R2)."""


# ---------------------------------------------------------------------------------------------------------- commands


class DeclareReady(Command, frozen=True, kw_only=True, tag="declare_ready"):
    """The goods are finished and packed, so many basis points of the lot (T18)."""

    packed_bp: BasisPoints = 10_000


class DeclareCannotShip(Command, frozen=True, kw_only=True, tag="declare_cannot_ship"):
    """The supplier gives the order up; the buyer gets everything back (T21)."""

    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=1000)]


class AcceptGoods(Command, frozen=True, kw_only=True, tag="accept_goods"):
    """The buyer lets the goods leave (T24, T25); `waive_inspection` if an agreed inspection has not passed."""

    waive_inspection: bool = False


class Ship(Command, frozen=True, kw_only=True, tag="ship"):
    """The last or only consignment has left, under this transport document (T37)."""

    document: Document


class ShipPart(Command, frozen=True, kw_only=True, tag="ship_part"):
    """A part has left: the quantity of each contract line (T36)."""

    document: Document
    quantities: tuple[Annotated[int, msgspec.Meta(ge=0)], ...]


class ShipOnOpenAccount(Command, frozen=True, kw_only=True, tag="ship_on_open_account"):
    """The goods leave before the balance is paid, as the contract allows (T32)."""

    document: Document


class RecordDelivery(Command, frozen=True, kw_only=True, tag="record_delivery"):
    """The goods reached the place of delivery (T38). The supplier and the carrier name their proof."""

    delivered_on: date
    proof: Annotated[str, msgspec.Meta(max_length=300)] = ""


class ExtendReceiving(Command, frozen=True, kw_only=True, tag="extend_receiving"):
    """More time before receipt counts as confirmed: once per side (T39, T40, O6)."""


class ConfirmReceipt(Command, frozen=True, kw_only=True, tag="confirm_receipt"):
    """The buyer has the goods; the money held goes to the supplier (T42, T43)."""


class CancelForNonPayment(Command, frozen=True, kw_only=True, tag="cancel_for_non_payment"):
    """The supplier ends an order whose balance never came, keeping what the contract says (T34)."""


class CancelUnpaid(Command, frozen=True, kw_only=True, tag="cancel_unpaid"):
    """The supplier ends an order shipped on open account for which nothing was ever paid (T46)."""


class WaiveClaims(Command, frozen=True, kw_only=True, tag="waive_claims"):
    """The buyer gives up all claims; the second step is `confirmed` (T48)."""

    confirmed: bool = False


# ------------------------------------------------------------------------------------------------------------- rules


def declare_ready(command: DeclareReady, c: Course) -> Refused | None:
    """T18: an inspector needs `inspection_ready_bp` of the lot finished and packed."""
    least = c.policy.inspection_ready_bp
    if c.order.terms.inspection is not None and command.packed_bp < least:
        detail = f"The agreed inspection needs {least // 100} % finished and packed."
        return refuse("not_enough_packed", detail, "T18, O34", pointer="/packed_bp")
    c.then(GoodsReady(packed_bp=command.packed_bp, day=c.day))
    return None


def declare_cannot_ship(command: DeclareCannotShip, c: Course) -> Refused | None:
    """T21: full refund, and a mark against the supplier."""
    if c.order.dispute is not None:
        settlement.end_dispute(c, "accepted")
    c.then(CannotShipDeclared(reason=command.reason, day=c.day))
    settlement.refund_all(c, "cancelled")
    settlement.mark_fault(c, "cannot_ship")
    settlement.close(c, "closed_refunded", "cannot_ship")
    return None


def accept_goods(command: AcceptGoods, c: Course) -> Refused | None:
    """T24, T25: the inspection gate is passed, pending and judged by the buyer, or waived."""
    agreed, result = c.order.terms.inspection, c.order.inspection
    open_gate = agreed is None or (result is not None and result.result in ("pass", "pending"))
    if not open_gate and not command.waive_inspection:
        detail = "The agreed inspection has not passed; accept with waive_inspection to give it up."
        return refuse("inspection_not_passed", detail, "T24", pointer="/waive_inspection")
    accept_ready_goods(c, by=c.who.role, waived=not open_gate)
    return None


def ship(command: Ship | ShipOnOpenAccount, c: Course) -> Refused | None:
    """T37, T32: the last consignment. Inside the limit the money is released now (M14, SC4)."""
    fault = _check_document(command.document, c)
    if fault:
        return fault
    settlement.overtake(c, "late_not_shipped")
    _send(c, command.document, unshipped(c.order), last=True)
    if c.order.early_release and c.order.dispute is None:
        settlement.release(c, settlement.escrow(c), "shipment")
    return None


def ship_part(command: ShipPart, c: Course) -> Refused | None:
    """T36: a part leaves; the order waits for the rest."""
    left = unshipped(c.order)
    if len(command.quantities) != len(left) or not any(command.quantities):
        detail = f"Give the quantity of each of the {len(left)} lines, at least one above zero."
        return refuse("quantities_wrong", detail, "T36", pointer="/quantities")
    for i, (quantity, most) in enumerate(zip(command.quantities, left, strict=True)):
        if quantity > most:
            detail = f"Line {i + 1} has {most} left to ship."
            return refuse("quantities_wrong", detail, "T36", pointer=f"/quantities/{i}")
    if command.quantities == left:
        return refuse("last_consignment", "This is all that is left.", "T37", allowed=("ship",))
    fault = _check_document(command.document, c)
    if fault:
        return fault
    _send(c, command.document, command.quantities, last=False)
    return None


def record_delivery(command: RecordDelivery, c: Course) -> Refused | None:
    """T38; it ends the case that the system opened for want of proof (PP10)."""
    if c.who.role != Role.BUYER and not command.proof:
        return refuse("proof_missing", "Name the proof of delivery.", "T38", pointer="/proof")
    if command.delivered_on > c.day:
        return refuse("date_in_future", f"{command.delivered_on} has not come.", "T38", pointer="/delivered_on")
    shipped = c.order.shipped_on
    if shipped is not None and command.delivered_on < shipped:
        detail = f"The goods left on {shipped}."
        return refuse("delivered_before_shipped", detail, "T38", pointer="/delivered_on")
    c.then(DeliveryRecorded(by=c.who.role, delivered_on=command.delivered_on, proof=command.proof, day=c.day))
    settlement.overtake(c, "not_received")
    return None


def extend_receiving(command: ExtendReceiving, c: Course) -> Refused | None:
    """T39, T40, SC10."""
    c.then(ReceivingExtended(by=c.side, days=c.policy.receive_extension_step_days))
    return None


def confirm_receipt(command: ConfirmReceipt, c: Course) -> Refused | None:
    """T42, T43."""
    receive(c, by=c.who.role)
    return None


def receive(c: Course, by: str) -> None:
    """T42-T45: the goods count as received; escrow goes to the supplier, less what stays in reserve (M13, M13r)."""
    settlement.overtake(c, "not_received")
    c.then(ReceiptConfirmed(by=by, day=c.day))
    settlement.release(
        c, settlement.escrow(c), "receipt", reserve=c.policy.uncovered_reserve_until == "claim_window_end"
    )


def cancel_for_non_payment(command: CancelForNonPayment, c: Course) -> Refused | None:
    """T34: the supplier keeps the contract's share of what is held, nothing by default; the rest goes back (M19)."""
    if c.order.dispute is not None:
        settlement.end_dispute(c, "overtaken")
    settle_non_payment(c)
    return None


def settle_non_payment(c: Course, ruled: int | None = None) -> None:
    """T34, T58, R28: split by the contract's clause, or as it was `ruled` in minor units, and close. What was released
    already counts as kept (4.7).
    """
    share, funds = c.order.terms.kept_share, c.order.funds
    agreed = share.minor if share else 0
    kept = take(funds.initial, funds.balance, max(0, (agreed if ruled is None else ruled) - funds.released))
    settlement.release(c, kept, "split", cover=False)
    settlement.refund_all(c, "split")
    settlement.close(c, "closed_settled", "balance_never_paid")


def cancel_unpaid(command: CancelUnpaid, c: Course) -> Refused | None:
    """T46."""
    settlement.close(c, "cancelled", "never_paid")
    return None


def waive_claims(command: WaiveClaims, c: Course) -> Refused | None:
    """T48: two steps, because it cannot be undone."""
    if not command.confirmed:
        detail = "All claims on this order end now and any reserve goes to the supplier. Ask again with confirmed."
        return refuse("confirmation_needed", detail, "T48", pointer="/confirmed")
    c.then(ClaimsWaived(day=c.day))
    complete(c, "claims_waived")
    return None


def complete(c: Course, reason: str) -> None:
    """T47, T48: the reserve is free, the limit is free, the order is done (M13r, L4)."""
    settlement.pass_on(c)
    settlement.free_reserve(c)
    settlement.close(c, "completed", reason)


def end_shipment(c: Course) -> None:
    """R16: what has not left will not follow; the order goes on with what did."""
    c.then(ShipmentEnded(day=c.day))


# -------------------------------------------------------------------------------------------------------------- dates


def late_days(order: Order, shipped_on: date) -> int:
    """Days after the ship deadline, 0 if in time (LATE_SHIPPED, 4.7)."""
    last = ship_due(order, shipped_on)
    return 0 if last is None else max(0, (shipped_on - last).days)


def ship_due(order: Order, today: date) -> date | None:
    """The last day for shipment as it stands `today`; None while the payment that it waits for is not in."""
    term = ship_term(order)
    return None if term is None else deadline_day(*term, order.pauses, SHIP_STOPS, today)


def unshipped(order: Order) -> tuple[int, ...]:
    """How much of each line has not left."""
    if not order.consignments:
        return tuple(line.quantity for line in order.terms.lines)
    sent = [sum(c.quantities[i] for c in order.consignments) for i in range(len(order.terms.lines))]
    return tuple(line.quantity - n for line, n in zip(order.terms.lines, sent, strict=True))


def shipped_units(order: Order) -> tuple[int, ...]:
    """How many units of each line have left."""
    return tuple(line.quantity - n for line, n in zip(order.terms.lines, unshipped(order), strict=True))


def unshipped_value(order: Order) -> int:
    """Value in minor units of what has not left (R16): the total less the value of the consignments."""
    return order.total - terms.goods_value(order.terms, shipped_units(order))


def _send(c: Course, document: Document, quantities: tuple[int, ...], last: bool) -> None:
    days = late_days(c.order, document.shipped_on)
    c.then(ConsignmentShipped(document=document, quantities=quantities, last=last, late_days=days, day=c.day))


def _check_document(document: Document, c: Course) -> Refused | None:
    """T37: document valid, carrier and number plausible, date of the kind that counts for the way of shipping (R2)."""
    if len(document.carrier.strip()) < 2:
        return refuse("document_invalid", "Name the carrier.", "T37", pointer="/document/carrier")
    number = document.number.strip()
    if not 5 <= len(number) <= 35 or not any(sign.isdigit() for sign in number):
        detail = "A document number has 5 to 35 signs and at least one digit."
        return refuse("document_invalid", detail, "T37", pointer="/document/number")
    if document.kind not in DOCUMENTS[document.method]:
        detail = f"For {document.method} the document is {' or '.join(sorted(DOCUMENTS[document.method]))}."
        return refuse("document_invalid", detail, "T37", pointer="/document/kind")
    pickup = document.method in PICKUP
    allowed = {"carrier_pickup"} if pickup else FREIGHT_DATES
    if not pickup and c.policy.shipment_date_definition == "pickup_or_export_clearance":
        allowed = {"export_clearance"}
    if document.date_shows not in allowed:
        detail = f"For {document.method} the date shows {' or '.join(sorted(allowed))}."
        return refuse("document_date_kind", detail, "R2, O16", pointer="/document/date_shows")
    if document.shipped_on > c.day:
        detail = f"{document.shipped_on} has not come."
        return refuse("date_in_future", detail, "T37", pointer="/document/shipped_on")
    if c.order.agreed_on is not None and document.shipped_on < c.order.agreed_on:
        detail = f"The contract is of {c.order.agreed_on}."
        return refuse("date_before_contract", detail, "T37", pointer="/document/shipped_on")
    return None
