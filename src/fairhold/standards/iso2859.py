"""Sampling by attributes, lot by lot: code letters, single and double plans of ISO 2859-1 and MIL-STD-105E.

The tables are in `data/iso2859_1.json` as the standard prints them; an arrow in a table leads to another plan with
another sample size, and where the sample would be the lot or more, the whole lot is inspected (standards 1.3). The
2026 edition of ISO 2859-1 is not here, so every plan names its edition. Switching between the states is in
`switching.py`, what a plan lets through in `acceptance.py`.
"""

import pkgutil
from functools import cache
from typing import Final, Literal

import msgspec

from fairhold.standards.fault import OutsideStandard
from fairhold.standards.figures import SHOWN_MAX, figure

Level = Literal["I", "II", "III", "S-1", "S-2", "S-3", "S-4"]
State = Literal["normal", "tightened", "reduced"]
Edition = Literal["iso2859_1_1999", "milstd105e_z14"]
Regime = Literal["percent_nonconforming", "per_100_units"]
"""What an AQL counts: units that do not conform, in per cent, or nonconformities per 100 units."""

ISO_1999: Final = "iso2859_1_1999"
MIL_105E: Final = "milstd105e_z14"
LOT_MIN: Final = 2
LOT_MAX: Final = 1_000_000_000
"""Units of a lot: the table begins with 2, and no line of a contract has more than the upper one."""
PERCENT_AQL_MAX: Final = 10
"""The largest AQL that may be meant in per cent."""

_DOWN, _UP = "v", "^"


class Printed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One edition as its file has it: rows of cells by state and letter, and the double plan of each single one."""

    name: str
    note: str
    single: dict[str, dict[str, str]]
    double: dict[str, dict[str, tuple[int, int, int, int]]] = {}


class Tables(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file of tables. `lots` are the smallest lots of the rows that `letters` goes through."""

    about: str
    sources: tuple[str, ...]
    aql: tuple[str, ...]
    lots: tuple[int, ...]
    letters: dict[str, str]
    sizes: dict[str, dict[str, int]]
    editions: dict[str, Printed]


class Sample(msgspec.Struct, frozen=True):
    """One draw: `n` further units; all nonconforming ones found so far up to `ac` accept, from `re` on do not."""

    n: int
    ac: int
    re: int


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """How one lot is sampled for one AQL.

    `lot_letter` is the code letter of the lot, `letter` that of the plan after the `arrow` ("", "down", "up") was
    followed. `samples` has one draw, or two for a double plan; `n` is the most that is drawn, `ac` and `re` decide in
    the end. Between `ac` and `re` (reduced 105E plans only) the lot is accepted and inspection returns to normal.
    """

    edition: str
    lot: int
    level: str
    aql: str
    regime: Regime
    state: str
    lot_letter: str
    letter: str
    arrow: str
    n: int
    ac: int
    re: int
    samples: tuple[Sample, ...]
    whole_lot: bool


@cache
def tables() -> Tables:
    """The tables that come with the program."""
    content = pkgutil.get_data(__name__, "data/iso2859_1.json")
    assert content is not None
    return msgspec.json.decode(content, type=Tables)


def code_letter(lot: int, level: str) -> str:
    """The sample size code letter of a lot (table 1). Raises OutsideStandard `lot_size`, `level_unknown`."""
    if not LOT_MIN <= lot <= LOT_MAX:
        raise OutsideStandard("lot_size", f"A lot has {LOT_MIN} to {LOT_MAX:,} units, not {lot:,}.")
    letters = tables().letters.get(level)
    if letters is None:
        known = ", ".join(tables().letters)
        raise OutsideStandard("level_unknown", f"{level[:SHOWN_MAX]!r} is no inspection level; there are {known}.")
    return letters[sum(smallest <= lot for smallest in tables().lots) - 1]


def sample_size(lot: int, level: str) -> int:
    """Units to measure where only a number is wanted (tests, weights): that of the code letter, at most the lot."""
    return min(lot, tables().sizes["normal"][code_letter(lot, level)])


def column(aql: str) -> str:
    """The AQL as the tables write it (`4` is `4.0`). Raises OutsideStandard `aql_unknown` with the nearest columns."""
    value = figure(aql, "an AQL")
    columns = tables().aql
    for name in columns:
        if figure(name, "a column") == value:
            return name
    if value == 0:
        detail = "AQL 0 is no column of the table; a class that allows no defect is critical, with Ac 0."
        raise OutsideStandard("aql_unknown", detail)
    below = [name for name in columns if figure(name, "a column") < value]
    near = [*below[-1:], *columns[len(below) : len(below) + 1]]
    words = f"the nearest columns are {' and '.join(near)}" if len(near) > 1 else f"the nearest column is {near[0]}"
    raise OutsideStandard("aql_unknown", f"AQL {aql.strip()} is no column of the table; {words}.")


def tighter(aql: str) -> str | None:
    """The next stricter column, None for the strictest."""
    place = tables().aql.index(column(aql))
    return tables().aql[place - 1] if place else None


def single(
    lot: int,
    level: str,
    aql: str,
    state: str = "normal",
    edition: str = ISO_1999,
    regime: Regime = "percent_nonconforming",
) -> Plan:
    """The single plan. Raises OutsideStandard with the code of what is not in the standard."""
    lot_letter = code_letter(lot, level)
    aql = column(aql)
    if regime == "percent_nonconforming" and figure(aql, "an AQL") > PERCENT_AQL_MAX:
        detail = f"AQL {aql} counts nonconformities per 100 units; in per cent an AQL is at most {PERCENT_AQL_MAX}."
        raise OutsideStandard("aql_regime", detail)
    letter, cell, arrow = _followed(_rows(edition, state), lot_letter, tables().aql.index(aql))
    ac, _, re = cell.partition("/")
    drawn = Sample(min(lot, _sizes(state)[letter]), int(ac), int(re) if re else int(ac) + 1)
    return _plan(lot, level, aql, state, edition, regime, letter, drawn, arrow)


def none_allowed(
    lot: int,
    level: str,
    state: str = "normal",
    edition: str = ISO_1999,
    regime: Regime = "percent_nonconforming",
) -> Plan:
    """No plan of the tables: the sample of the lot's own code letter, and nothing may be found in it (standards 1.3).

    Its AQL is written "0". Raises OutsideStandard as `single` does.
    """
    letter = code_letter(lot, level)
    _rows(edition, state)
    return _plan(lot, level, "0", state, edition, regime, letter, Sample(min(lot, _sizes(state)[letter]), 0, 1))


def double(
    lot: int,
    level: str,
    aql: str,
    state: str = "normal",
    edition: str = MIL_105E,
    regime: Regime = "percent_nonconforming",
) -> Plan:
    """The double plan: two draws of the size one letter lower. Where the standard has none, the single plan.

    There is none for Ac 0, where the first draw would be no smaller than the single one, or both more than the lot.
    Raises OutsideStandard as `single` does, and `double_not_here` for an edition whose double plans are not verified.
    """
    plan = single(lot, level, aql, state, edition, regime)
    pairs = _printed(edition).double
    if not pairs:
        raise OutsideStandard("double_not_here", f"Double plans of {edition} are not here, only those of {MIL_105E}.")
    found = pairs[state].get(f"{plan.ac}/{plan.re}")
    sizes = list(_sizes(state).values())
    place = list(_sizes(state)).index(plan.letter)
    n = sizes[max(0, place - 1)]
    if found is None or plan.whole_lot or n >= plan.n or 2 * n > lot:
        return plan
    ac, re, ac2, re2 = found
    return msgspec.structs.replace(plan, n=2 * n, ac=ac2, re=re2, samples=(Sample(n, ac, re), Sample(n, ac2, re2)))


def edition_name(edition: str) -> str:
    """The edition as people write it. Raises OutsideStandard `edition_unknown`."""
    return _printed(edition).name


def _printed(edition: str) -> Printed:
    found = tables().editions.get(edition)
    if found is None:
        known = " and ".join(tables().editions)
        detail = f"No tables of {edition[:SHOWN_MAX]!r}; there are those of {known}."
        raise OutsideStandard("edition_unknown", detail)
    return found


def _rows(edition: str, state: str) -> dict[str, str]:
    rows = _printed(edition).single.get(state)
    if rows is None:
        known = ", ".join(_printed(edition).single)
        raise OutsideStandard("state_unknown", f"{state[:SHOWN_MAX]!r} is no state of inspection; there are {known}.")
    return rows


def _sizes(state: str) -> dict[str, int]:
    return tables().sizes["reduced" if state == "reduced" else "normal"]


def _followed(rows: dict[str, str], letter: str, place: int) -> tuple[str, str, str]:
    """The plan that a cell is or leads to: its letter, its cell, and which way the arrow went."""
    letters = list(rows)
    at = letters.index(letter)
    cell = rows[letter].split()[place]
    arrow = {_DOWN: "down", _UP: "up"}.get(cell, "")
    step = 1 if cell == _DOWN else -1
    while cell in (_DOWN, _UP):
        at += step
        cell = rows[letters[at]].split()[place]
    return letters[at], cell, arrow


def _plan(
    lot: int,
    level: str,
    aql: str,
    state: str,
    edition: str,
    regime: Regime,
    letter: str,
    drawn: Sample,
    arrow: str = "",
) -> Plan:
    """A plan of one draw."""
    return Plan(
        edition=edition,
        lot=lot,
        level=level,
        aql=aql,
        regime=regime,
        state=state,
        lot_letter=code_letter(lot, level),
        letter=letter,
        arrow=arrow,
        n=drawn.n,
        ac=drawn.ac,
        re=drawn.re,
        samples=(drawn,),
        whole_lot=drawn.n == lot,
    )
