"""What the rules ask of other rooms: pure functions that are handed in, because this room imports nothing of ours.

The desk hands in the real ones. Whoever hands in none gets `UNASKED`, which finds nothing and hears nothing.
"""

from collections.abc import Callable
from typing import Final

import msgspec

from fairhold.trade.families import Blocker
from fairhold.trade.inspection import Visit
from fairhold.trade.policy import Policy
from fairhold.trade.refusal import Refused
from fairhold.trade.report import Judged, Report
from fairhold.trade.terms import Contract
from fairhold.trade.thread import Mention, Named


class Experts(msgspec.Struct, frozen=True):
    """The functions.

    `examine` says which terms of a contract could not be decided in a dispute, in families that its coverage protects,
    given what the thread names and whatever the contract's waivers say (T04). `hear` says which materials and colours a
    message names (SC35b). `judge` says what follows from an inspection report's own figures, or refuses a report that
    disagrees with its plan, its lot or itself (S75).
    """

    examine: Callable[[Contract, tuple[Mention, ...]], tuple[Blocker, ...]]
    hear: Callable[[str], tuple[Named, ...]]
    judge: Callable[[Report, Contract, Visit, Policy], Judged | Refused]


UNASKED: Final = Experts(
    examine=lambda contract, mentions: (),
    hear=lambda text: (),
    judge=lambda report, contract, visit, policy: Judged(report.verdict),
)
"""Nobody is asked: every contract passes, no message names anything, and a report is taken at its word."""
