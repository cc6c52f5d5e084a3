"""The grounds on which a claim can rest (4.5 Grounds), and why one is heard after the order has ended. Names only; what
each asks for is in `footing.py` and `late_claim.py`.
"""

from typing import Literal

Ground = Literal[
    "late_not_shipped",
    "late_shipped",
    "not_received",
    "pre_ship_quality",
    "colour",
    "size",
    "material",
    "weight",
    "function_appearance",
    "quantity_short",
    "packaging",
    "transit_damage",
    "document_missing_or_false",
    "wrong_goods",
    "customisation",
    "non_payment",
]

DELIVERY: frozenset[str] = frozenset({"late_shipped", "not_received"})
"""Grounds about delivery: the only ones left after shipment under pre-shipment coverage (A6, R4)."""

BEFORE_SHIPMENT: frozenset[str] = frozenset({"late_not_shipped", "pre_ship_quality", "non_payment"})
"""Grounds that exist only before the goods have left (A1)."""

LateReason = Literal["receipt_proved", "fraud", "broken_promise", "platform_closed"]
"""Why a claim is heard after the order has ended (T54, O15, R3)."""
