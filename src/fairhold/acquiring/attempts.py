"""The names under which we ask a rail for money: `ord-0a1b2c3d4e5f6-A1` is the first attempt of an order to be paid.

Refunds have the names that they have at the bank, which the cashier gives them.
"""

import re

import msgspec

from fairhold.trade import ids

_NAME = re.compile(r"ord-([0-9a-hjkmnp-tv-z]{13})-A([1-9][0-9]{0,8})")


class Asked(msgspec.Struct, frozen=True):
    """One attempt: whose order, and its number there."""

    order_id: int
    number: int

    @property
    def name(self) -> str:
        """The name that the rail knows it by."""
        return f"{ids.to_text(ids.ORDER_PREFIX, self.order_id).replace('_', '-')}-A{self.number}"


def read(text: str) -> Asked | None:
    """The attempt that a name names, or None."""
    found = _NAME.fullmatch(text)
    order_id = ids.from_text(ids.ORDER_PREFIX, f"{ids.ORDER_PREFIX}{found[1]}") if found else None
    return Asked(order_id, int(found[2])) if found and order_id else None
