"""Counted numbers for stories: the first order of a story always has the same number, and so has its account.

That is why a statement file that lies in the repository can pay an order that a story is about to make.
"""

from datetime import UTC, datetime, timedelta
from typing import Final

from fairhold.trade import ids

BEGINNING: Final = datetime(2019, 1, 1, tzinfo=UTC)
"""From here the numbers count; stories play later."""
BUYER_ID: Final = ids.new_id(BEGINNING, 1001, 1)
SUPPLIER_ID: Final = ids.new_id(BEGINNING, 2002, 2)


def order_id(number: int, supplier: int = SUPPLIER_ID) -> int:
    """The number of a story's first, second, ... order."""
    return ids.new_id(BEGINNING + timedelta(seconds=number), ids.bucket_of(supplier), 0)
