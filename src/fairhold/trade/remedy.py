"""What a proven ground is worth: the formulas of 4.7 and R16-R30, each with its arithmetic in words and figures.

Pure. Amounts are minor units of the order's currency, shares basis points or whole numbers; every division rounds half
up and says what it rounded (R30). Whether the ground is proven is `proof.py`, which formula applies `ruling.py`.
"""

from typing import Annotated, Final, Literal

import msgspec

from fairhold.trade.evidence_class import EvidenceClass
from fairhold.trade.families import LateDamages
from fairhold.trade.money import BASIS_POINTS, percent, split
from fairhold.trade.policy import Policy
from fairhold.trade.spelled import per_cent

SHARED_FAULT_STEP_BP: Final = 500
"""Shared fault is split in steps of 5 % (R29)."""
FEE_SHIFTS: Final[frozenset[EvidenceClass]] = frozenset(
    {"agreed_inspection", "joint_inspection", "laboratory", "report_invited"}
)
"""Inspections whose fee may shift to the other side (R26)."""

Kind = Literal[
    "refund_with_return",
    "refund",
    "price_reduction",
    "unit_share",
    "shortage",
    "late_damages",
    "proven_loss",
    "rework",
    "kept_share",
    "nothing",
]


class Step(msgspec.Struct, frozen=True, gc=False):
    """One line of the arithmetic: what it is in words, and the figure: minor units, or text for what is no amount."""

    words: str
    figure: int | str


class Remedy(msgspec.Struct, frozen=True, gc=False):
    """What is awarded: minor units of a currency, whether the goods go back first, and how the amount was reached."""

    kind: Kind
    amount: int
    currency: str
    goods_back: bool = False
    steps: tuple[Step, ...] = ()


class ValueLeft(msgspec.Struct, frozen=True, gc=False):
    """What defective goods are worth as they are, of what they would be worth as agreed, and who says so (R18).

    Any two whole numbers in the same unit. Raises ValueError unless 0 <= as_is and 0 < as_agreed.
    """

    as_is: Annotated[int, msgspec.Meta(le=10**15)]
    as_agreed: Annotated[int, msgspec.Meta(le=10**15)]
    source: Annotated[str, msgspec.Meta(max_length=300)]

    def __post_init__(self) -> None:
        if self.as_is < 0 or self.as_agreed <= 0:
            raise ValueError(f"a value of {self.as_is} of {self.as_agreed}")


def nothing(currency: str, words: str) -> Remedy:
    """No award."""
    return Remedy("nothing", 0, currency, steps=(Step(words, 0),))


def refund(stake: int, currency: str, goods_back: bool, units: int = 1, gone: int = 0) -> Remedy:
    """All that is at stake. With return, only for the units that come back: not for the `gone` of `units` (R11)."""
    steps = [Step("protected part of the price", stake)]
    amount = stake
    if goods_back and gone:
        amount = split(stake, units - gone, units)[0]
        steps.append(Step(f"for the {units - gone} of {units} units that come back", amount))
    return Remedy("refund_with_return" if goods_back else "refund", amount, currency, goods_back, tuple(steps))


def price_reduction(stake: int, currency: str, left: ValueLeft, out: int = 1, of: int = 1) -> Remedy:
    """The buyer keeps goods that are worth less: price x (1 - value as is / value as agreed), on the units concerned.

    48,000 with values of 30,000 and 50,000 gives 19,200 (standards 4.4).
    """
    lost = max(0, left.as_agreed - left.as_is)
    amount = split(stake, lost * out, left.as_agreed * of)[0]
    steps = [Step("protected part of the price", stake)]
    if out != of:
        steps.append(Step("units concerned", f"{out} of {of}"))
    steps += [
        Step("value as it is, of value as agreed", f"{left.as_is:,} of {left.as_agreed:,} ({left.source})"),
        Step("price reduction", amount),
    ]
    return Remedy("price_reduction", amount, currency, steps=tuple(steps))


def graded_reduction(stake: int, currency: str, reduction_bp: int, off: str) -> Remedy:
    """The price reduction that the contract's own table names for a deviation of `off` per cent (R17)."""
    amount = percent(stake, reduction_bp)
    steps = (
        Step("protected part of the price", stake),
        Step(f"reduction by the contract's table for {off} % off", per_cent(reduction_bp)),
        Step("price reduction", amount),
    )
    return Remedy("price_reduction", amount, currency, steps=steps)


def unit_share(
    stake: int,
    currency: str,
    what: Literal["defective", "damaged"],
    out: int,
    inspected: int,
    salvage_bp: int,
    interval: tuple[int, int] | None = None,
) -> Remedy:
    """Defective or damaged units over inspected ones, less salvage, of the price (R19, 4.7).

    The point estimate counts; `interval` in basis points, as a statistician gives it, is only shown.
    """
    amount = split(stake, out * (BASIS_POINTS - salvage_bp), inspected * BASIS_POINTS)[0]
    rate = per_cent(split(BASIS_POINTS, out, inspected)[0])
    between = f", between {per_cent(interval[0])} and {per_cent(interval[1])}" if interval else ""
    steps = [
        Step("protected part of the price", stake),
        Step(f"{what} units, of those inspected", f"{out} of {inspected} ({rate}{between})"),
    ]
    if salvage_bp:
        steps.append(Step("less what such a unit is still worth", per_cent(salvage_bp)))
    steps.append(Step("their share of the price", amount))
    return Remedy("unit_share", amount, currency, steps=tuple(steps))


def shortage(stake: int, currency: str, missing: int, ordered: int) -> Remedy:
    """Missing of ordered units, freight share with it (4.7, R24): 20 of 2,000 spatulas for 80,000 are 800 (SC28)."""
    amount = split(stake, missing, ordered)[0]
    steps = (
        Step("protected part of the price, with freight", stake),
        Step("missing, of ordered units", f"{missing} of {ordered}"),
        Step("price of what is missing", amount),
    )
    return Remedy("shortage", amount, currency, steps=steps)


def late_damages(value: int, currency: str, days: int, clause: LateDamages) -> Remedy:
    """The agreed rate for each day, at most the agreed cap, of the late part's value (R20, SC27)."""
    rate = min(days * clause.per_day_bp, clause.cap_bp)
    amount = percent(value, rate)
    steps = (
        Step("value of the late part", value),
        Step(f"{days} days at {per_cent(clause.per_day_bp)}, at most {per_cent(clause.cap_bp)}", per_cent(rate)),
        Step("late damages", amount),
    )
    return Remedy("late_damages", amount, currency, steps=steps)


def proven_loss(value: int, currency: str, loss: int, cap_bp: int) -> Remedy:
    """Without a clause on lateness: the direct loss that was proven, at most so much of the late part's value (R20)."""
    most = percent(value, cap_bp)
    steps = (
        Step("proven direct loss", loss),
        Step(f"at most {per_cent(cap_bp)} of the value of the late part", most),
    )
    return Remedy("proven_loss", min(loss, most), currency, steps=steps)


# --- what changes an award afterwards --------------------------------------------------------------------------------


def shared(remedy: Remedy, own_bp: int) -> Remedy:
    """Less the claimant's own share of the fault, in steps of 5 % (R29). Raises ValueError for another step."""
    if own_bp % SHARED_FAULT_STEP_BP or not 0 <= own_bp <= BASIS_POINTS:
        raise ValueError(f"shared fault goes in steps of {SHARED_FAULT_STEP_BP} basis points up to all: {own_bp}")
    if not own_bp:
        return remedy
    amount = percent(remedy.amount, BASIS_POINTS - own_bp)
    return _less(remedy, amount, f"less the claimant's own share of the fault, {per_cent(own_bp)}")


def capped(remedy: Remedy, most: int) -> Remedy:
    """Never more than what is protected (4.7)."""
    return remedy if remedy.amount <= most else _less(remedy, most, "at most what is protected")


def without_return(remedy: Remedy, way_back: int, unsafe: bool, policy: Policy) -> Remedy:
    """The goods stay when freight and duty back cost too much of the award, or they are unsafe or may not travel
    (R27).
    """
    most = percent(remedy.amount, policy.return_waive_bp)
    if not remedy.goods_back or not (unsafe or way_back > most):
        return remedy
    why = (
        "the goods are unsafe or may not travel"
        if unsafe
        else f"the way back costs more than {per_cent(policy.return_waive_bp)} of the award"
    )
    steps = (*remedy.steps, Step(f"no return: {why}", remedy.amount))
    return msgspec.structs.replace(remedy, kind="refund", goods_back=False, steps=steps)


def fee_shifted(fee: int, awarded: int, claimed: int, kind: EvidenceClass) -> int:
    """How much of a claimant's inspection fee the respondent bears: in proportion of awarded to claimed (R26, SC34).

    Nothing for a one-sided report unless it followed the agreed or default standard and the other side was invited.
    """
    if kind not in FEE_SHIFTS or not claimed:
        return 0
    return split(fee, min(awarded, claimed), claimed)[0]


def _less(remedy: Remedy, amount: int, words: str) -> Remedy:
    steps = (*remedy.steps, Step(words, amount))
    return msgspec.structs.replace(remedy, amount=amount, steps=steps)
