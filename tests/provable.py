"""Terms that can be proved, for every contract of the tests that has to pass the linter: none of them is a blocker."""

from typing import Any, Final

import msgspec

from fairhold.demo_goods import TUMBLER
from fairhold.trade.families import GoodsTerms

PACKED: Final = TUMBLER.terms.packaging
assert PACKED is not None
GOODS: Final[GoodsTerms] = msgspec.structs.replace(
    TUMBLER.terms, packaging=msgspec.structs.replace(PACKED, cartons=None, volume_m3=None)
)
"""Terms of the tumblers, of any quantity."""
PLACE: Final = "named in the order, Incoterms 2020"
"""A named place for any trade term."""
WIRE: Final[dict[str, Any]] = {"goods": msgspec.to_builtins(GOODS), "incoterm_place": PLACE}
"""The same as a program sends it."""
