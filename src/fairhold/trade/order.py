"""One order: its facts and its stages (rulebook 4.4).

Nothing here may refuse and nothing here knows a policy. What can happen to an order is in `order_events.py`, how that
changes its facts in `order_fold.py`, who may ask for what in `table.py`; the rules stand beside their subject in
`agreement.py`, `funding.py`, `fulfilment.py`, `claims.py` and so on. Stages are derived, never stored as a fact.
"""

from datetime import date
from enum import StrEnum
from typing import Literal

import msgspec

from fairhold.trade.days import Pause
from fairhold.trade.dispute import (
    Dispute,
    Past,
)
from fairhold.trade.inspection import Inspection, Visit
from fairhold.trade.payment import Funds
from fairhold.trade.terms import Contract, ShippingMethod
from fairhold.trade.thread import (
    Thread,
)

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
LIVE = frozenset(Stage) - CLOSED - {Stage.NONE}
"""Stages of an order that exists and has not ended."""
RUNNING = LIVE - {Stage.DRAFT, Stage.PROPOSED}
"""Stages of an order that both sides have signed."""
FUNDED = RUNNING - {Stage.AGREED}
"""Stages of an order whose initial payment is in."""
AWAY = frozenset({Stage.SHIPPED, Stage.DELIVERED})
"""Stages in which the goods are with the carrier or wait to be received."""


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


DocumentKind = Literal[
    "express_waybill", "air_waybill", "bill_of_lading", "road_waybill", "rail_waybill", "postal_receipt"
]
DateShown = Literal["carrier_pickup", "on_board", "departure", "export_clearance"]


class Document(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """A transport document: what it is, who carries, its number and the day that counts as shipment (R2, O16)."""

    kind: DocumentKind
    carrier: str
    number: str
    method: ShippingMethod
    shipped_on: date
    date_shows: DateShown


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
    balance_reopened_on: date | None = None
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
    delivered_by: str = ""
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
    claims_waived: bool = False

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
            ("buyer_owes", self.funds.buyer_owes > 0),
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


STOPS = frozenset({"dispute", "hold"})
"""What stops every timer of an order: a dispute (A20, D01) and a compliance hold (I6)."""

SHIP_STOPS = STOPS | {"balance", "amendment"}
"""What stops the ship deadline too: waiting for the buyer's balance, and briefly a pending amendment (4.6)."""


def ship_term(order: Order) -> tuple[date, int] | None:
    """The ship deadline as (day it runs from, days), or None while the payment it waits for is not in (S25, O7)."""
    ship_by, signed = order.terms.ship_by, order.ship_term_on
    if ship_by.on is not None:
        return None if signed is None else (signed, (ship_by.on - signed).days)
    start = order.initial_funded_on if ship_by.after == "initial_payment" else order.total_funded_on
    return None if start is None else (start, ship_by.days or 0)
