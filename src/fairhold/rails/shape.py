"""The shape that every kind of rail has: what stands in its way, what it costs, when it arrives, how it comes back."""

from collections.abc import Callable
from datetime import date
from typing import Any, Literal

import msgspec

from fairhold.rails.wish import Wish
from fairhold.trade.days import add_bank_days
from fairhold.trade.money import percent
from fairhold.trade.rail import FeeBand, Row
from fairhold.trade.refusal import REFUSALS

HowPaid = Literal["on_top", "to_the_bank", "to_the_agent", "nothing"]
"""Who takes the fee: we, with the payment; the buyer's bank; the agent; nobody."""


class Objection(msgspec.Struct, frozen=True, gc=False):
    """Why a rail cannot carry a payment: a stable code, the rule, a sentence, and what would make it eligible."""

    code: str
    rule: str
    why: str
    instead: str


class Fee(msgspec.Struct, frozen=True, gc=False):
    """What a payment costs the buyer, in minor units of its currency; `least` and `most` differ for an estimate."""

    least: int
    most: int
    how: HowPaid


class Arrival(msgspec.Struct, frozen=True, gc=False):
    """When money is there: the first and the last day, counted in working days (least, most) of both countries.

    `hours` says more where it takes less than a day; `counted_from` what happens on the day that counts as day 0.
    """

    earliest: date
    latest: date
    working_days: tuple[int, int]
    counted_from: Literal["payment", "loan_agreement"] = "payment"
    hours: tuple[int, int] | None = None


class Reversal(msgspec.Struct, frozen=True, gc=False):
    """How a payment can be taken back, and for how many days: (usually, at most), None where days do not matter."""

    how: Literal["bank_return", "chargeback", "by_lender", "recall", "until_picked_up"]
    said: str
    days: tuple[int, int] | None = None


class RefundPath(msgspec.Struct, frozen=True, gc=False):
    """How a refund goes back, and in how many working days (least, most); None where nobody says."""

    path: Literal["same_account", "original_card", "loan_first", "same_rail_or_transfer"]
    said: str
    working_days: tuple[int, int] | None = None


Check = Callable[[str, Any, Wish], Objection | None]
"""Looks at the name of a rail, its row and a wish."""


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of rail. `checks` are asked in their order, and the first objection is the answer."""

    row: type[Row]
    also_called: tuple[str, ...]
    checks: tuple[Check, ...]
    fee: Callable[[Any, Wish], Fee]
    arrival: Callable[[Any, Wish], Arrival]
    reversal: Callable[[Any], Reversal]
    refund: Callable[[Any], RefundPath]
    notes: Callable[[Any, Wish], tuple[str, ...]]

    @property
    def word(self) -> str:
        """The word of the kind, which is also the name of its usual row."""
        return str(self.row.__struct_config__.tag)


def object_to(code: str, rule: str, why: str, instead: str) -> Objection:
    """An objection with a code of the table of refusals. KeyError for a code that the table does not have."""
    REFUSALS[code]
    return Objection(code, rule, why, instead)


def by_band(bands: tuple[FeeBand, ...], amount: int, how: HowPaid) -> Fee:
    """The fee of the first band that reaches so far; the last one has no end."""
    band = next(band for band in bands if band.up_to_minor is None or amount <= band.up_to_minor)
    return Fee(band.least_minor, band.most_minor, how)


def by_share(basis_points: int, amount: int) -> Fee:
    """A fee of so many basis points, rounded half up, on top of the payment (A11, R30)."""
    fee = percent(amount, basis_points)
    return Fee(fee, fee, "on_top" if fee else "nothing")


def in_working_days(
    wish: Wish, least: int, most: int, counted_from: Literal["payment", "loan_agreement"] = "payment"
) -> Arrival:
    """So many days on which the banks of both countries work after the day of the payment, which never counts."""
    earliest, latest = (add_bank_days(wish.on, days, wish.calendars) for days in (least, most))
    return Arrival(earliest, latest, (least, most), counted_from)
