"""How sure a share is: Wilson's lower bound on one side, with a prior, so that nobody is perfect after one order."""

from decimal import Decimal
from typing import Final

Z_90: Final = Decimal("1.2815515655446004")
"""Standard normal quantile of 90 per cent on one side."""


def lower_bound(successes: Decimal, trials: Decimal, prior_trials: int, prior_rate: Decimal) -> Decimal:
    """The share, 0 to 1, that the true one is above with 90 % confidence; the prior counts as trials that were seen.

    Trials may be fractions, because old ones fade. With a prior of 5 at 0.90: 0.622 of none, 0.848 of 10 out of 10.
    """
    n = trials + prior_trials
    share = (successes + prior_trials * prior_rate) / n
    square = Z_90 * Z_90
    spread = Z_90 * (share * (1 - share) / n + square / (4 * n * n)).sqrt()
    return max(Decimal(0), (share + square / (2 * n) - spread) / (1 + square / n))


def interval(successes: int, trials: int) -> tuple[Decimal, Decimal]:
    """Where the true share lies (Wilson, without a prior): with 10 % chance each it is below the first and above the
    second. Of no trials nothing is known: 0 to 1.
    """
    if not trials:
        return Decimal(0), Decimal(1)
    nothing = Decimal(0)
    low = lower_bound(Decimal(successes), Decimal(trials), 0, nothing)
    return low, 1 - lower_bound(Decimal(trials - successes), Decimal(trials), 0, nothing)
