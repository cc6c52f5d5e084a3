"""Switching between normal, tightened and reduced inspection along a series of lots: a pure state machine.

One machine for each series (supplier, product family, level, AQL). It protects only series: a one-off order is
inspected normally. Lots that are offered again after rework are never counted. The editions differ in how reduced
inspection is earned: by a switching score (1999), or by ten accepted lots and a limit number that the parties may drop
(105E). See standards 1.3; the tables are in `iso2859.py`.
"""

from typing import Final, Literal

import msgspec

from fairhold.standards.fault import OutsideStandard
from fairhold.standards.iso2859 import ISO_1999, MIL_105E, Plan, single, tighter

SeriesState = Literal["normal", "tightened", "reduced", "discontinued"]

WINDOW: Final = 5
"""Consecutive lots in which two not accepted lead to tightened inspection."""
NOT_ACCEPTED_IN_WINDOW: Final = 2
ACCEPTED_TO_NORMAL: Final = 5
"""Consecutive lots accepted that end tightened inspection."""
NOT_ACCEPTED_TO_DISCONTINUE: Final = 5
"""Lots not accepted since tightened inspection began that end sampling until the supplier has corrected something."""
SCORE_TO_REDUCED: Final = 30
SCORE_SMALL_AC: Final = 2
SCORE_LARGE_AC: Final = 3
ACCEPTED_TO_REDUCED: Final = 10
"""Lots of normal inspection, all accepted, that 105E asks for before reduced inspection."""


class Series(msgspec.Struct, frozen=True):
    """Where a series stands. `recent` is whether the latest lots in this state were accepted, the newest last;
    `found` how many nonconforming the same lots had; `not_accepted` counts since tightened inspection began.
    """

    edition: str = ISO_1999
    state: SeriesState = "normal"
    score: int = 0
    recent: tuple[bool, ...] = ()
    found: tuple[int, ...] = ()
    not_accepted: int = 0


class LotResult(msgspec.Struct, frozen=True):
    """One lot as it was judged: nonconforming units found under its `plan`; `original` is false for a lot offered
    again.
    """

    plan: Plan
    found: int
    original: bool = True

    @property
    def accepted(self) -> bool:
        """Whether the lot was accepted; in the gap of a reduced 105E plan it was."""
        return self.found < self.plan.re

    @property
    def in_gap(self) -> bool:
        """Accepted, yet with more than Ac: inspection returns to normal (105E)."""
        return self.plan.ac < self.found < self.plan.re

    @property
    def accepted_one_step_tighter(self) -> bool:
        """Whether it would have been accepted with the AQL one column stricter."""
        plan = self.plan
        stricter = tighter(plan.aql)
        if stricter is None:
            return False
        return self.found < single(plan.lot, plan.level, stricter, plan.state, plan.edition, plan.regime).re


def after_lot(series: Series, lot: LotResult) -> Series:
    """The series after one more lot. A lot offered again, and any lot while sampling is discontinued, changes nothing.

    Raises OutsideStandard `series_differs` for a lot that was inspected in another state or edition.
    """
    if not lot.original or series.state == "discontinued":
        return series
    if (lot.plan.state, lot.plan.edition) != (series.state, series.edition):
        inspected, stands = f"{lot.plan.state} {lot.plan.edition}", f"{series.state} {series.edition}"
        raise OutsideStandard("series_differs", f"The lot was inspected {inspected}, its series stands at {stands}.")
    kept = msgspec.structs.replace(
        series,
        recent=(*series.recent, lot.accepted)[-ACCEPTED_TO_REDUCED:],
        found=(*series.found, lot.found)[-ACCEPTED_TO_REDUCED:],
    )
    if series.state == "normal":
        return _after_normal(kept, lot)
    if series.state == "tightened":
        return _after_tightened(kept, lot)
    return kept if lot.accepted and not lot.in_gap else _began(series, "normal")


def may_be_reduced(series: Series, limit_number: int | None = None) -> bool:
    """Whether the lots have earned reduced inspection.

    1999: the score. 105E: ten lots of normal inspection accepted, with at most `limit_number` nonconforming in all
    their samples (its table VIII, which is not here); None: both parties have dropped the limit number.
    """
    if series.state != "normal":
        return False
    if series.edition != MIL_105E:
        return series.score >= SCORE_TO_REDUCED
    enough = len(series.recent) == ACCEPTED_TO_REDUCED and all(series.recent)
    return enough and (limit_number is None or sum(series.found) <= limit_number)


def reduce(series: Series, steady: bool, approved: bool, limit_number: int | None = None) -> Series:
    """Begin reduced inspection, if earned, while production is steady and the buyer approves; else nothing changes."""
    if steady and approved and may_be_reduced(series, limit_number):
        return _began(series, "reduced")
    return series


def irregular(series: Series) -> Series:
    """Production became irregular or was interrupted: reduced inspection ends. Otherwise nothing changes."""
    return _began(series, "normal") if series.state == "reduced" else series


def resume(series: Series) -> Series:
    """The supplier's correction was accepted: a discontinued series goes on with tightened inspection."""
    return _began(series, "tightened") if series.state == "discontinued" else series


def _after_normal(series: Series, lot: LotResult) -> Series:
    if series.recent[-WINDOW:].count(False) >= NOT_ACCEPTED_IN_WINDOW:
        return _began(series, "tightened")
    if lot.plan.ac >= 2:
        score = series.score + SCORE_LARGE_AC if lot.accepted_one_step_tighter else 0
    else:
        score = series.score + SCORE_SMALL_AC if lot.accepted else 0
    return msgspec.structs.replace(series, score=score)


def _after_tightened(series: Series, lot: LotResult) -> Series:
    not_accepted = series.not_accepted + (not lot.accepted)
    if not_accepted >= NOT_ACCEPTED_TO_DISCONTINUE:
        return _began(series, "discontinued")
    last = series.recent[-ACCEPTED_TO_NORMAL:]
    if len(last) == ACCEPTED_TO_NORMAL and all(last):
        return _began(series, "normal")
    return msgspec.structs.replace(series, not_accepted=not_accepted)


def _began(series: Series, state: SeriesState) -> Series:
    """A state begins with an empty history."""
    return Series(series.edition, state)
