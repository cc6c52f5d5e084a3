"""What the rules ask of other rooms: pure functions that are handed in, because this room imports nothing of ours.

The desk hands in the real ones. Whoever hands in none gets `UNASKED`, which finds nothing and hears nothing.
"""

from collections.abc import Callable
from datetime import date
from typing import Final

import msgspec

from fairhold.trade.families import Blocker
from fairhold.trade.inspection import Visit
from fairhold.trade.policy import Policy
from fairhold.trade.rail import AcceptedRail
from fairhold.trade.refusal import Refused
from fairhold.trade.report import Judged, Report
from fairhold.trade.terms import Contract
from fairhold.trade.thread import Mention, Named


class PaymentAsked(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A payment that a rail is asked for: minor units of `currency`. `accepts` are the rails that the supplier takes
    (None: it has not said), `made` the payments of the milestone that this rail made or may still make.
    """

    rail: str
    amount: int
    currency: str
    order_total: int
    buyer_country: str
    supplier_country: str
    accepts: tuple[AcceptedRail, ...] | None
    made: int
    on: date


class Experts(msgspec.Struct, frozen=True):
    """The functions.

    `examine` says which terms of a contract could not be decided in a dispute, in families that its coverage protects,
    given what the thread names and whatever the contract's waivers say (T04). `hear` says which materials and colours a
    message names (SC35b). `judge` says what follows from an inspection report's own figures, or refuses a report that
    disagrees with its plan, its lot or itself (S75). `price` says what the buyer pays on top for a payment by a rail,
    in minor units, or refuses one that the rail, the supplier or the milestone does not allow (S41-S48).
    """

    examine: Callable[[Contract, tuple[Mention, ...]], tuple[Blocker, ...]]
    hear: Callable[[str], tuple[Named, ...]]
    judge: Callable[[Report, Contract, Visit, Policy], Judged | Refused]
    price: Callable[[PaymentAsked, Policy], int | Refused]


UNASKED: Final = Experts(
    examine=lambda contract, mentions: (),
    hear=lambda text: (),
    judge=lambda report, contract, visit, policy: Judged(report.verdict),
    price=lambda asked, policy: 0,
)
"""Nobody is asked: every contract passes, no message names anything, a report is taken at its word, and every rail
costs nothing.
"""
