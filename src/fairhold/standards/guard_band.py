"""A measured value against its limits, knowing how far the instrument may be off.

A value passes only if it lies inside by the uncertainty or more, fails only if it lies outside by more than that, and
is pending in between: the buyer decides, or a better instrument does (standards 3.2). The parties may agree to judge
the bare value instead.
"""

from decimal import Decimal
from typing import Literal

from fairhold.standards.fault import OutsideStandard

Verdict = Literal["pass", "fail", "pending"]
DecisionRule = Literal["guarded", "simple"]


def judge(
    value: Decimal,
    least: Decimal | None,
    most: Decimal | None,
    uncertainty: Decimal = Decimal(0),
    rule: DecisionRule = "guarded",
) -> Verdict:
    """Judge `value` by limits that count as inside; all in the same unit, `uncertainty` to each side.

    Raises OutsideStandard `limits` without any limit or with the lower above the upper, `figure` for what is not finite
    or an uncertainty below zero.
    """
    given = [one for one in (value, least, most, uncertainty) if one is not None]
    if not all(one.is_finite() for one in given) or uncertainty < 0:
        raise OutsideStandard("figure", "Values are plain numbers, an uncertainty is zero or more.")
    if least is None and most is None:
        raise OutsideStandard("limits", "There is no limit to judge by.")
    if least is not None and most is not None and least > most:
        raise OutsideStandard("limits", f"The lower limit {least} is above the upper limit {most}.")
    spread = uncertainty if rule == "guarded" else Decimal(0)
    if (least is not None and value + spread < least) or (most is not None and value - spread > most):
        return "fail"
    if (least is not None and value - spread < least) or (most is not None and value + spread > most):
        return "pending"
    return "pass"
