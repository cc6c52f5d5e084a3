"""A supplier's series of lots: which state the next lot should be inspected in, and which lots count for nothing."""

from collections.abc import Sequence
from typing import Any

import pytest

from fairhold.standards.planning import rows
from fairhold.standards.series import InspectedLot, Standing, family_of, follow, standing_of
from fairhold.trade.report import Level, PlanRow, PlanState, Tally
from fairhold.trade.terms import Line
from trade.playing import changed, contract, usd

AQLS = {"critical": "0", "major": "2.5", "minor": "4.0"}
EDITION = "iso2859_1_1999"


def plan(state: PlanState = "normal", size: int = 1_200, level: Level = "II", **aqls: str) -> tuple[PlanRow, ...]:
    return rows(size, level, aqls or AQLS, state, EDITION, "ISO 2859-1")


def lot(major: int = 0, minor: int = 0, state: PlanState = "normal", **more: Any) -> InspectedLot:
    """A lot of 1,200: normal n 80, major Ac 5, minor Ac 7."""
    agreed = plan(state)
    found = {"critical": 0, "major": major, "minor": minor}
    tallies = tuple(Tally(row.severity, found[row.severity], row.n, row.ac, row.re) for row in agreed)
    given: dict[str, Any] = {"family": "Tumblers", "size": 1_200, "plan": agreed, "tallies": tallies} | more
    return InspectedLot(**given)


GOOD, BAD = lot(), lot(major=6)
STRICT, STRICT_BAD = lot(state="tightened"), lot(major=6, state="tightened")


def after(*lots: InspectedLot) -> Standing:
    (found,) = follow(lots)
    return found


@pytest.mark.parametrize(
    ("lots", "state", "sentence"),
    [
        ([GOOD], "normal", "Normal inspection: the last lot was accepted."),
        ([BAD], "normal", "Normal inspection: the last lot was not accepted."),
        ([GOOD, BAD, GOOD], "normal", "Normal inspection: 1 of the last 3 lots was not accepted."),
        ([BAD, GOOD, GOOD, GOOD, BAD], "tightened", "Tightened inspection: 2 of 5 lots were not accepted."),
        ([BAD, GOOD, GOOD, GOOD, GOOD, BAD], "normal", "Normal inspection: 1 of the last 5 lots was not accepted."),
        ([BAD, BAD, *[STRICT] * 5], "normal", "Normal inspection: 5 lots in a row were accepted."),
        ([BAD, BAD, *[STRICT] * 4], "tightened", "Tightened inspection: 2 of 2 lots were not accepted."),
        (
            [BAD, BAD, *[STRICT_BAD] * 5],
            "discontinued",
            (
                "Sampling has ended: 5 lots were not accepted under tightened inspection; both sides may agree on "
                "tightened inspection once the cause is mended."
            ),
        ),
        ([BAD, BAD, *[STRICT_BAD] * 5, STRICT], "tightened", "Tightened inspection: both sides agreed to it."),
        (
            [GOOD] * 10,
            "normal",
            (
                "Normal inspection: the last 5 lots were accepted; reduced inspection is earned, if production is "
                "steady and the buyer agrees."
            ),
        ),
        ([*[GOOD] * 10, lot(state="reduced")], "reduced", "Reduced inspection: both sides agreed to it."),
        (
            [*[GOOD] * 10, lot(state="reduced"), GOOD],
            "normal",
            "Normal inspection: the last lot was accepted.",
        ),
        (
            [*[GOOD] * 10, lot(state="reduced", major=20)],
            "normal",
            "Normal inspection: a lot was not accepted under reduced inspection.",
        ),
    ],
)
def test_a_series_switches_as_the_standard_says(lots: Sequence[InspectedLot], state: str, sentence: str) -> None:
    """1.3.5."""
    found = after(*lots)
    assert (found.state, found.sentence) == (state, sentence)
    assert found.next == ("tightened" if state == "discontinued" else state)


def test_goods_that_are_offered_again_never_count() -> None:
    """1.3.5: a lot that failed and was reworked is no second lot."""
    again = lot(major=6, original=False)
    found = after(BAD, again, again)
    assert (found.state, [one.lots for one in found.classes]) == ("normal", [1, 1])


def test_a_lot_of_another_state_than_its_series_counts_for_nothing() -> None:
    """Nobody washes off tightened inspection by agreeing on a milder one."""
    found = after(BAD, BAD, GOOD, GOOD, GOOD, GOOD, GOOD)
    major, minor = found.classes
    assert (major.severity, major.state, major.lots, major.left_out) == ("major", "tightened", 2, 5)
    assert (minor.severity, minor.state, minor.lots, minor.left_out) == ("minor", "normal", 7, 0)
    assert found.state == "tightened"
    unearned = after(GOOD, lot(state="reduced"))
    assert [(one.state, one.left_out) for one in unearned.classes] == [("normal", 1), ("normal", 1)]


def test_classes_products_levels_and_editions_have_their_own_series() -> None:
    """1.3.5: nothing is carried over."""
    cup = lot(major=6, family="Cups")
    same = lot(major=6, family="TUMBLERS")
    deeper = InspectedLot("Tumblers", 1_200, plan(level="III"), (Tally("major", 99, 125, 7, 8),))
    found = follow([BAD, cup, same, deeper])
    assert [(one.family, one.level, one.state) for one in found] == [
        ("Tumblers", "II", "tightened"),
        ("Cups", "II", "normal"),
        ("Tumblers", "III", "normal"),
    ]
    assert [(one.severity, one.aql) for one in found[0].classes] == [("major", "2.5"), ("minor", "4.0")]


def test_a_plan_finds_the_series_it_goes_on() -> None:
    found = follow([BAD, BAD])
    mine = standing_of(found, plan(), "tumblers")
    assert mine is not None
    assert (mine.state, len(mine.classes)) == ("tightened", 2)
    only_minor = standing_of(found, plan(minor="4"), "Tumblers")
    assert only_minor is not None
    assert (only_minor.state, [one.severity for one in only_minor.classes]) == ("normal", ["minor"])
    assert standing_of(found, plan(level="III"), "Tumblers") is None
    assert standing_of(found, plan(major="1.5"), "Tumblers") is None
    assert standing_of(found, plan(), "Lids") is None
    assert standing_of((), plan(), "Tumblers") is None


def test_a_plan_that_no_table_has_makes_no_series() -> None:
    odd = tuple(row if row.aql == "0" else changed(row, aql="2.6") for row in plan())
    assert follow([InspectedLot("Tumblers", 1_200, odd, ())]) == ()
    assert follow([InspectedLot("Tumblers", 1_200, (), ())]) == ()


def test_a_family_is_the_category_or_what_the_goods_are_called() -> None:
    lines = (
        Line(description="Steel  tumbler", quantity=1, unit_price=usd(3)),
        Line(description="Lid", quantity=1, unit_price=usd(1)),
        Line(description="Lid", quantity=9, unit_price=usd(1)),
    )
    assert family_of(contract(category=" Kitchen  ware ", lines=lines)) == "Kitchen ware"
    assert family_of(contract(lines=lines)) == "Steel tumbler + Lid"
    assert family_of(contract(lines=lines), (2,)) == "Lid"
