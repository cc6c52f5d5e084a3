"""Switching along a series of lots: worked sequences of both editions, and a random walk against a second reading."""

import random
from collections.abc import Iterable

import msgspec
import pytest

from fairhold.standards.fault import OutsideStandard
from fairhold.standards.iso2859 import ISO_1999, MIL_105E, single
from fairhold.standards.switching import (
    LotResult,
    Series,
    after_lot,
    irregular,
    may_be_reduced,
    reduce,
    resume,
)

GOOD, BAD = 0, 1_000


def lot(series: Series, found: int, aql: str = "2.5", size: int = 1200, original: bool = True) -> LotResult:
    """A lot inspected as its series says."""
    state = "tightened" if series.state == "discontinued" else series.state
    return LotResult(single(size, "II", aql, state, series.edition), found, original)


def after(series: Series, found: Iterable[int], aql: str = "2.5", size: int = 1200) -> Series:
    for one in found:
        series = after_lot(series, lot(series, one, aql, size))
    return series


@pytest.mark.parametrize(
    ("found", "state"),
    [
        ([BAD, GOOD, GOOD, GOOD, BAD], "tightened"),
        ([BAD, BAD], "tightened"),
        ([BAD, GOOD, GOOD, GOOD, GOOD, BAD], "normal"),
        ([BAD, GOOD, GOOD, GOOD, GOOD, BAD, GOOD, GOOD, GOOD, BAD], "tightened"),
        ([GOOD] * 20 + [BAD], "normal"),
    ],
)
def test_two_lots_of_five_not_accepted_lead_to_tightened(found: list[int], state: str) -> None:
    for edition in (ISO_1999, MIL_105E):
        assert after(Series(edition), found).state == state


@pytest.mark.parametrize(
    ("found", "state"),
    [
        ([GOOD] * 5, "normal"),
        ([GOOD] * 4 + [BAD] + [GOOD] * 4, "tightened"),
        ([GOOD] * 4 + [BAD] + [GOOD] * 5, "normal"),
        ([BAD] * 4 + [GOOD] * 5, "normal"),
        ([BAD] * 4 + [GOOD] * 4 + [BAD], "discontinued"),
        ([BAD] * 5, "discontinued"),
    ],
)
def test_tightened_ends_after_five_accepted_or_after_five_not_accepted(found: list[int], state: str) -> None:
    for edition in (ISO_1999, MIL_105E):
        assert after(Series(edition, "tightened"), found).state == state


def test_a_discontinued_series_waits_for_the_supplier() -> None:
    ended = after(Series(state="tightened"), [BAD] * 5)
    assert after(ended, [GOOD] * 10) == ended
    assert resume(ended) == Series(state="tightened")
    assert resume(Series()) == Series()
    assert reduce(ended, steady=True, approved=True) == ended


def test_a_lot_that_is_offered_again_is_not_counted() -> None:
    once = after(Series(), [BAD])
    assert after_lot(once, lot(once, BAD, original=False)) == once
    assert after_lot(once, lot(once, GOOD, original=False)) == once


def test_the_score_grows_by_three_where_one_step_tighter_would_have_accepted() -> None:
    series = after(Series(), [3] * 9)  # AQL 1.5 allows 3 of 80
    assert (series.score, may_be_reduced(series)) == (27, False)
    assert after(series, [4]).score == 0  # accepted (Ac 5), but not one step tighter
    assert after(series, [BAD]).score == 0
    series = after(series, [3])
    assert (series.score, may_be_reduced(series)) == (30, True)


def test_the_score_grows_by_two_where_ac_is_0_or_1() -> None:
    ac_1 = after(Series(), [1] * 15, aql="0.65")
    assert (ac_1.score, may_be_reduced(ac_1)) == (30, True)
    ac_0 = after(Series(), [0] * 14, aql="0.15")
    assert (ac_0.score, may_be_reduced(ac_0)) == (28, False)
    assert after(ac_0, [1], aql="0.15").score == 0


def test_reduced_begins_only_when_production_is_steady_and_the_buyer_approves() -> None:
    earned = after(Series(), [0] * 10)
    assert reduce(earned, steady=False, approved=True) == earned
    assert reduce(earned, steady=True, approved=False) == earned
    assert reduce(earned, steady=True, approved=True) == Series(state="reduced")
    early = after(Series(), [0] * 9)
    assert reduce(early, steady=True, approved=True) == early


def test_reduced_ends_with_one_lot_not_accepted_or_irregular_production() -> None:
    reduced = Series(state="reduced")
    assert after(reduced, [GOOD] * 30).state == "reduced"
    assert after(reduced, [GOOD, BAD]) == Series()
    assert irregular(after(reduced, [GOOD])) == Series()
    assert irregular(Series(state="tightened", not_accepted=2)) == Series(state="tightened", not_accepted=2)


def test_105e_asks_for_ten_lots_and_a_limit_number_unless_it_was_dropped() -> None:
    nine = after(Series(MIL_105E), [1] * 9)
    assert not may_be_reduced(nine)
    ten = after(nine, [1])
    assert (may_be_reduced(ten), may_be_reduced(ten, 10), may_be_reduced(ten, 9)) == (True, True, False)
    assert reduce(ten, steady=True, approved=True, limit_number=9) == ten
    assert reduce(ten, steady=True, approved=True, limit_number=10) == Series(MIL_105E, "reduced")
    assert not may_be_reduced(after(nine, [BAD]))
    assert may_be_reduced(after(nine, [BAD, *[1] * 10]), 10)


def test_105e_returns_to_normal_from_the_gap_of_a_reduced_plan() -> None:
    reduced = Series(MIL_105E, "reduced")
    plan = lot(reduced, 0).plan
    assert (plan.n, plan.ac, plan.re) == (32, 2, 5)
    in_gap = LotResult(plan, 3)
    assert (in_gap.accepted, in_gap.in_gap) == (True, True)
    assert after_lot(reduced, in_gap) == Series(MIL_105E)
    assert after_lot(reduced, LotResult(plan, 2)).state == "reduced"


def test_a_lot_inspected_otherwise_than_its_series_is_no_part_of_it() -> None:
    for plan in (single(1200, "II", "2.5", "reduced"), single(1200, "II", "2.5", edition=MIL_105E)):
        with pytest.raises(OutsideStandard) as fault:
            after_lot(Series(), LotResult(plan, 0))
        assert fault.value.code == "series_differs"


class Reading:
    """The rules once more, over the whole list of lots since a state began."""

    def __init__(self, edition: str) -> None:
        self.edition = edition
        self.state = "normal"
        self.lots: list[LotResult] = []

    def hears(self, one: LotResult) -> None:
        if not one.original or self.state == "discontinued":
            return
        self.lots.append(one)
        accepted = [lot.found < lot.plan.re for lot in self.lots]
        if self.state == "normal" and accepted[-5:].count(False) == 2:
            self.begins("tightened")
        elif self.state == "tightened" and accepted.count(False) == 5:
            self.begins("discontinued")
        elif self.state == "tightened":
            if len(accepted) >= 5 and all(accepted[-5:]):
                self.begins("normal")
        elif self.state == "reduced" and one.found > one.plan.ac:
            self.begins("normal")

    def begins(self, state: str) -> None:
        self.state, self.lots = state, []

    def earned(self) -> bool:
        if self.state != "normal":
            return False
        if self.edition == MIL_105E:
            return len(self.lots) >= 10 and all(lot.found < lot.plan.re for lot in self.lots[-10:])
        score = 0
        for one in self.lots:
            tighter = single(one.plan.lot, "II", {"2.5": "1.5", "0.65": "0.40"}[one.plan.aql])
            limit = tighter.ac if one.plan.ac > 1 else one.plan.ac
            score = score + (3 if one.plan.ac > 1 else 2) if one.found <= limit else 0
        return score >= 30


@pytest.mark.parametrize("edition", [ISO_1999, MIL_105E])
@pytest.mark.parametrize("seed", range(4))
def test_a_random_series_goes_as_a_second_reading_of_the_rules_says(edition: str, seed: int) -> None:
    chance = random.Random(seed)
    series, reading, reached = Series(edition), Reading(edition), set()
    aql = "2.5" if seed % 2 else "0.65"
    quality = 0.02
    for step in range(3_000):
        if step % 60 == 0:
            quality = chance.choice([0.0, 0.01, 0.02, 0.06, 0.15])
        wish = chance.random()
        if wish < 0.02:
            series = irregular(series)
            if reading.state == "reduced":
                reading.begins("normal")
        elif wish < 0.1:
            series = reduce(series, steady=True, approved=True)
            if reading.earned():
                reading.begins("reduced")
        elif wish < 0.15:
            series = resume(series)
            if reading.state == "discontinued":
                reading.begins("tightened")
        else:
            one = lot(series, 0, aql, chance.choice([400, 1200, 3000]), original=wish < 0.9)
            one = msgspec.structs.replace(one, found=sum(chance.random() < quality for _ in range(one.plan.n)))
            series = after_lot(series, one)
            reading.hears(one)
        assert (series.state, may_be_reduced(series)) == (reading.state, reading.earned())
        reached.add(series.state)
    assert reached == {"normal", "tightened", "reduced", "discontinued"}
