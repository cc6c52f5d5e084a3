"""Every check, in the order in which they are listed."""

from typing import Final

from fairhold.lint.checks import against, goods, hidden, limits, lots, packing, route, sums, thread, when
from fairhold.lint.checks.check import Check

CHECKS: Final[tuple[Check, ...]] = (
    *when.CHECKS,
    *against.CHECKS,
    *route.CHECKS,
    *packing.CHECKS,
    *limits.CHECKS,
    *sums.CHECKS,
    *lots.CHECKS,
    *goods.CHECKS,
    *thread.CHECKS,
    *hidden.CHECKS,
)
"""Every check."""
