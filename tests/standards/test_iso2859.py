"""Code letters and plans: every cell against the sources and the diagonal rule, then arrows, lots and faults."""

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from fairhold.standards.acceptance import rate_accepted
from fairhold.standards.fault import FAULTS, OutsideStandard
from fairhold.standards.iso2859 import (
    ISO_1999,
    LOT_MAX,
    MIL_105E,
    Sample,
    code_letter,
    column,
    double,
    edition_name,
    none_allowed,
    sample_size,
    single,
    tables,
    tighter,
)

CELLS = json.loads(Path(__file__).with_name("data").joinpath("iso2859_1_cells.json").read_text("utf-8"))["cells"]
LETTERS = "ABCDEFGHJKLMNPQR"
STATES = ("normal", "tightened", "reduced")
EDITIONS = (ISO_1999, MIL_105E)
LOTS = {
    **dict(zip(LETTERS[:-1], (8, 15, 25, 50, 90, 150, 280, 500, 1200, 3200, 10_000, 35_000, 150_000), strict=False))
}
LOTS |= {"P": 500_000, "Q": LOT_MAX, "R": LOT_MAX}
"""The largest lot of each code letter: of level II, and of III for R."""

UP, DOWN = "^", "v"


def test_every_code_letter_begins_and_ends_where_the_table_says() -> None:
    ends = [2, 8, 9, 15, 16, 25, 26, 50, 51, 90, 91, 150, 151, 280, 281, 500, 501, 1200, 1201, 3200, 3201, 10_000]
    ends += [10_001, 35_000, 35_001, 150_000, 150_001, 500_000, 500_001, LOT_MAX]
    for level, letters in {
        "S-1": "AAAABBBBCCCCDDD",
        "S-2": "AAABBBCCCDDDEEE",
        "S-3": "AABBCCDDEEFFGGH",
        "S-4": "AABCCDEEFGGHJJK",
        "I": "AABCCDEFGHJKLMN",
        "II": "ABCDEFGHJKLMNPQ",
        "III": "BCDEFGHJKLMNPQR",
    }.items():
        assert "".join(code_letter(lot, level) for lot in ends) == "".join(letter * 2 for letter in letters)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("edition", EDITIONS)
def test_every_cell_is_that_of_the_sources(edition: str, state: str) -> None:
    compared = 0
    for letter, row in CELLS[edition][state].items():
        for aql, cell in zip(tables().aql, row.split(), strict=True):
            plan = single(LOTS[letter], "III" if letter == "R" else "II", aql, state, edition, "per_100_units")
            assert plan.lot_letter == letter
            arrow = {"down": "v", "up": "^", "": ""}[plan.arrow]
            n = tables().sizes["reduced" if state == "reduced" else "normal"][plan.letter]
            assert f"{plan.letter}{n}:{plan.ac}/{plan.re}{arrow}" == cell, (letter, aql)
            assert plan.n == min(n, plan.lot)
            assert plan.whole_lot is (n >= plan.lot)
            assert plan.samples == (Sample(plan.n, plan.ac, plan.re),)
            compared += 1
    assert compared == 16 * 26


# ------------------------------------------------------------------ the diagonal rule, written without the tables

DIAGONALS = {
    ("normal", ISO_1999): (14, "0 ^ v 1 2 3 5 7 10 14 21 30 44"),
    ("tightened", ISO_1999): (15, "0 v v 1 2 3 5 8 12 18 27 41"),
    ("reduced", ISO_1999): (14, "0 ^ v v 1 2 3 5 6 8 10 14 21"),
    ("reduced", MIL_105E): (14, "0 ^ v 0/2 1/3 1/4 2/5 3/6 5/8 7/10 10/13 14/17 21/24"),
}
DIAGONALS |= {(state, MIL_105E): DIAGONALS[state, ISO_1999] for state in ("normal", "tightened")}
"""What stands where row + column (both from 0) is this much and more. Before it: down. After it: up."""

LONG = "ABCDE"
"""The rows that go on to the diagonals 25 and 26; the others end with 24."""

CORNERS: dict[tuple[str, str, str], tuple[int, str]] = {
    # Letters A and B of reduced inspection draw 2 like A of normal inspection, and from AQL 25 have its numbers.
    ("reduced", ISO_1999, "A"): (17, "1 2 3 5 7 10 14 21 30"),
    ("reduced", ISO_1999, "B"): (17, "1 2 3 5 7 10 14 21 30"),
    ("reduced", MIL_105E, "A"): (17, "1 2 3 5 7 10 14 21 30"),
    ("reduced", MIL_105E, "B"): (18, "2/4 3/5 5 7 10 14 21 30"),
    ("reduced", MIL_105E, "C"): (25, "30"),
    # The one cell of tightened inspection in which the editions differ: AQL 10, letter A.
    ("tightened", MIL_105E, "A"): (15, DOWN),
}
"""Where the printed tables leave the rule: from this column, these cells."""


def by_rule(edition: str, state: str) -> dict[str, list[str]]:
    """A table out of nothing but the rule; an arrow that would lead off the table points the other way."""
    start, cells = DIAGONALS[state, edition]
    diagonal = dict(enumerate(cells.split(), start))
    rows: dict[str, list[str]] = {}
    for place, letter in enumerate(LETTERS):
        last = 26 if letter in LONG else 24
        row = [
            DOWN if place + col < start else diagonal.get(place + col, UP) if place + col <= last else UP
            for col in range(26)
        ]
        first, corner = CORNERS.get((state, edition, letter), (0, ""))
        for col, cell in enumerate(corner.split(), first):
            row[col] = cell
        rows[letter] = row
    if state == "tightened":  # the only plan of letter S, for R at AQL 0.025
        rows["S"] = [diagonal[16 + 2] if col == 2 else UP for col in range(26)]
    for col in range(26):
        plans = [place for place, row in enumerate(rows.values()) if row[col] not in (UP, DOWN)]
        for place, row in enumerate(rows.values()):
            if row[col] == UP and place < plans[0]:
                row[col] = DOWN
            elif row[col] == DOWN and place > plans[-1]:
                row[col] = UP
    return rows


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("edition", EDITIONS)
def test_every_cell_is_that_of_the_diagonal_rule(edition: str, state: str) -> None:
    printed = {letter: row.split() for letter, row in tables().editions[edition].single[state].items()}
    assert printed == by_rule(edition, state)


def test_the_sizes_grow_by_the_fifth_root_of_ten() -> None:
    normal, reduced = tables().sizes["normal"], tables().sizes["reduced"]
    assert "".join(normal) == LETTERS + "S"
    assert list(normal.values()) == [2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800, 1250, 2000, 3150]
    assert reduced == dict(zip(LETTERS, [2, 2, *list(normal.values())[:14]], strict=True))


# -------------------------------------------------------------------------------------------------- worked figures

EXTRACT = {
    ("normal", 1200): "J80/1/2 J80/2/3 J80/3/4 J80/5/6 J80/7/8 J80/10/11",
    ("tightened", 1200): "dK125/1/2 J80/1/2 J80/2/3 J80/3/4 J80/5/6 J80/8/9",
    ("reduced", 1200): "dK50/1/2 J32/1/2 J32/2/3 J32/3/4 J32/5/6 J32/6/7",
    ("normal", 10_000): "L200/3/4 L200/5/6 L200/7/8 L200/10/11 L200/14/15 L200/21/22",
}


@pytest.mark.parametrize(("state", "lot"), EXTRACT)
def test_the_plans_that_trade_uses_most(state: str, lot: int) -> None:
    plans = [single(lot, "II", aql, state) for aql in ("0.65", "1.0", "1.5", "2.5", "4.0", "6.5")]
    assert " ".join(f"{p.arrow[:1]}{p.letter}{p.n}/{p.ac}/{p.re}" for p in plans) == EXTRACT[state, lot]


def test_an_arrow_changes_the_sample_size() -> None:
    major, minor = single(80, "II", "2.5"), single(80, "II", "4.0")
    assert (major.lot_letter, major.letter, major.arrow, major.n, major.ac) == ("E", "F", "down", 20, 1)
    assert (minor.lot_letter, minor.letter, minor.arrow, minor.n, minor.ac) == ("E", "E", "", 13, 1)


@pytest.mark.parametrize(
    ("lot", "aql", "n", "whole"), [(50, "0.25", 50, True), (51, "0.25", 50, False), (5, "2.5", 5, True)]
)
def test_where_the_sample_is_the_lot_or_more_the_whole_lot_is_inspected(
    lot: int, aql: str, n: int, whole: bool
) -> None:
    plan = single(lot, "II", aql)
    assert (plan.n, plan.ac, plan.whole_lot) == (n, 0, whole)


def test_the_editions_differ_for_letter_a_at_aql_10() -> None:
    iso, mil = (single(8, "II", "10", "tightened", edition) for edition in EDITIONS)
    assert (iso.letter, iso.n, iso.ac) == ("A", 2, 0)
    assert (mil.letter, mil.n, mil.ac, mil.whole_lot) == ("D", 8, 1, True)


def test_a_reduced_plan_of_105e_has_a_gap_and_one_of_1999_has_none() -> None:
    iso, mil = (single(3200, "II", "2.5", "reduced", edition) for edition in EDITIONS)
    assert (iso.n, iso.ac, iso.re) == (50, 5, 6)
    assert (mil.n, mil.ac, mil.re) == (50, 3, 6)


def test_measurements_take_the_sample_of_a_special_level() -> None:
    assert [sample_size(lot, "S-2") for lot in (2, 8, 200, 1200, 10_000, LOT_MAX)] == [2, 2, 5, 5, 8, 13]


def test_without_an_aql_the_sample_of_the_letter_allows_none() -> None:
    plan = none_allowed(1200, "II")
    assert (plan.aql, plan.letter, plan.n, plan.ac, plan.re) == ("0", "J", 80, 0, 1)


def test_a_column_may_be_written_with_fewer_or_more_zeros() -> None:
    assert [column(text) for text in ("4", "2.50", " 0.01 ", "10.0", "1000")] == ["4.0", "2.5", "0.010", "10", "1000"]
    assert [tighter(text) for text in ("2.5", "10", "0.010")] == ["1.5", "6.5", None]


def test_an_edition_has_a_name() -> None:
    assert [edition_name(edition) for edition in EDITIONS] == ["ISO 2859-1:1999", "MIL-STD-105E (1989)"]


# ---------------------------------------------------------------------------------------------------------- double


def test_the_double_plan_of_letter_j() -> None:
    plan = double(1200, "II", "2.5")
    assert plan.samples == (Sample(50, 2, 5), Sample(50, 6, 7))
    assert (plan.edition, plan.letter, plan.n, plan.ac, plan.re) == (MIL_105E, "J", 100, 6, 7)


def plans_of_105e() -> Iterator[tuple[str, int, str, str]]:
    for state in STATES:
        for letter, lot in LOTS.items():
            for aql in tables().aql:
                yield state, lot, "III" if letter == "R" else "II", aql


def test_every_double_plan_fits_its_single_plan() -> None:
    doubled = 0
    for state, lot, level, aql in plans_of_105e():
        one = single(lot, level, aql, state, MIL_105E, "per_100_units")
        two = double(lot, level, aql, state, MIL_105E, "per_100_units")
        smaller = [n for n in tables().sizes["reduced" if state == "reduced" else "normal"].values() if n < one.n]
        if len(two.samples) == 1:
            assert two == one
            assert (one.ac, one.re) == (0, 1) or not smaller or one.whole_lot or 2 * max(smaller) > lot
            continue
        doubled += 1
        first, second = two.samples
        assert (first.n, second.n) == (max(smaller),) * 2
        assert first.ac < first.re - 1
        assert first.ac <= second.ac < second.re
        chances = [rate_accepted(plan, Decimal(aql)) for plan in (one, two)]
        assert chances[0] == pytest.approx(chances[1], abs=0.06)
        assert two.n == 2 * first.n <= lot
        assert (two.ac, two.re) == (second.ac, second.re)
    assert doubled > 700


def test_the_misprint_of_the_source_is_corrected() -> None:
    plans = [double(lot, "II", "100", regime="per_100_units") for lot in (10_000, 35_000, 150_000, 500_000)]
    assert [(plan.lot_letter, plan.samples[1]) for plan in plans] == [(letter, Sample(8, 26, 27)) for letter in "LMNP"]
    normal = tables().editions[MIL_105E].double["normal"]
    assert normal["21/22"] == (11, 16, 26, 27)
    assert all(re2 == ac2 + 1 for _, _, ac2, re2 in normal.values())


# ---------------------------------------------------------------------------------------------------------- faults


@pytest.mark.parametrize(
    ("lot", "level", "aql", "state", "edition", "code", "words"),
    [
        (0, "II", "2.5", "normal", ISO_1999, "lot_size", "2 to 1,000,000,000 units, not 0"),
        (1, "II", "2.5", "normal", ISO_1999, "lot_size", "not 1."),
        (LOT_MAX + 1, "II", "2.5", "normal", ISO_1999, "lot_size", "not 1,000,000,001."),
        (1200, "IV", "2.5", "normal", ISO_1999, "level_unknown", "'IV' is no inspection level; there are S-1, S-2"),
        (1200, "II", "3", "normal", ISO_1999, "aql_unknown", "the nearest columns are 2.5 and 4.0."),
        (1200, "II", "0.001", "normal", ISO_1999, "aql_unknown", "the nearest column is 0.010."),
        (1200, "II", "1001", "normal", ISO_1999, "aql_unknown", "the nearest column is 1000."),
        (1200, "II", "0", "normal", ISO_1999, "aql_unknown", "AQL 0 is no column of the table"),
        (1200, "II", "-1", "normal", ISO_1999, "aql_unknown", "the nearest column is 0.010."),
        (1200, "II", "nan", "normal", ISO_1999, "figure", "'nan' is no plain decimal number for an AQL"),
        (1200, "II", "1e1", "normal", ISO_1999, "figure", "'1e1' is no plain decimal number"),
        (1200, "II", "15", "normal", ISO_1999, "aql_regime", "AQL 15 counts nonconformities per 100 units"),
        (1200, "II", "2.5", "relaxed", ISO_1999, "state_unknown", "there are normal, tightened, reduced."),
        (1200, "II", "2.5", "normal", "iso2859_1_2026", "edition_unknown", "iso2859_1_1999 and milstd105e_z14"),
    ],
)
def test_what_the_standard_does_not_have_is_named(
    lot: int, level: str, aql: str, state: str, edition: str, code: str, words: str
) -> None:
    with pytest.raises(OutsideStandard) as fault:
        single(lot, level, aql, state, edition)
    assert fault.value.code == code
    assert words in fault.value.detail
    assert fault.value.told() == f"{code}: {fault.value.detail}"


def test_double_plans_are_only_those_that_were_verified() -> None:
    with pytest.raises(OutsideStandard) as fault:
        double(1200, "II", "2.5", edition=ISO_1999)
    assert fault.value.code == "double_not_here"


def test_every_code_stands_in_the_documentation() -> None:
    page = Path(__file__).resolve().parents[2] / "docs" / "concepts" / "inspection.md"
    wanted = "\n".join(f"| `{code}` | {meaning} |" for code, meaning in FAULTS.items())
    assert f"| code | meaning |\n|---|---|\n{wanted}\n" in page.read_text("utf-8")
