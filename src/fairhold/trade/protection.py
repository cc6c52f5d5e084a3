"""How much of an order's money is protected, and by what (S31-S33, A5, A6; SC1, SC2).

Three figures, all in minor units of the order's currency. Nothing here moves money, and nothing here knows why a
limit is what it is. `received` is always the money matched to the order by protected rails, less money charged back
(A14: money paid any other way never counts).
"""

from typing import Literal

Coverage = Literal["pre_shipment", "post_delivery"]
"""The two coverage types (S30). They also decide when goods are inspected (S64)."""


def protected_base(coverage: Coverage, received: int, initial: int, total: int) -> int:
    """The covered amount: what can be refunded at most when the supplier is at fault.

    Pre-shipment coverage protects the initial payment (S31), post-delivery coverage the full amount of the order
    (S32), and never more than was received (S33, I12). After shipment pre-shipment coverage still stands for late
    shipment and goods that never came, not for quality (A6, R4). SC1: 80,000 with 25,000 down: 25,000 before
    shipment; 80,000 after delivery once all is paid, 25,000 while only the deposit is in.
    """
    _must_be_amounts(received, initial, total)
    return min(received, initial if coverage == "pre_shipment" else total)


def protected_while_held(base: int, held: int) -> int:
    """Of the protected base, what is covered by money still in escrow or frozen: in full, whatever the supplier's
    limit (A5)."""
    _must_be_amounts(base, held)
    return min(base, held)


def guaranteed_after_release(base: int, held: int, limit_reserved: int) -> int:
    """Of the protected base, what the platform would have to advance because the money has left escrow: at most
    the limit reserved for the order (A5)."""
    _must_be_amounts(base, held, limit_reserved)
    return min(max(0, base - held), limit_reserved)


def _must_be_amounts(*amounts: int) -> None:
    if min(amounts) < 0:
        raise ValueError(f"an amount below zero: {amounts}")
