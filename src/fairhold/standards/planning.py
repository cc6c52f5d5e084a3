"""The sampling plan of a visit: the contract's, else the one both sides let stand, else the default (S75, O33, SC33).

A contract names standard and edition as people write them; here they are matched to the editions whose tables are in
`iso2859.py`. What a standard has no answer to is told, never replaced by something near it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import msgspec

from fairhold.standards import class_plans
from fairhold.standards.class_plans import DefectClass
from fairhold.standards.fault import OutsideStandard
from fairhold.standards.figures import figure
from fairhold.standards.iso2859 import (
    ISO_1999,
    LOT_MIN,
    MIL_105E,
    PERCENT_AQL_MAX,
    Plan,
    Regime,
    Sample,
    edition_name,
)
from fairhold.trade.families import Blocker, InspectionTerm
from fairhold.trade.inspection import Visit
from fairhold.trade.report import Level, PlanRow, PlanState
from fairhold.trade.terms import Contract, sampling

LEVEL: Final = "II"
STANDARD: Final = "ISO 2859-1"
"""What applies when the contract is silent (O33)."""

_MIL: Final = re.compile(r"105|z ?1\.4", re.IGNORECASE)
_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_YEARS: Final[Mapping[str, str]] = {"1999": ISO_1999, "2012": ISO_1999}
"""The year of an edition: ISO 2859-1:1999 and GB/T 2828.1-2012 have the same tables."""


def plan_for(contract: Contract, visit: Visit, lot: int) -> tuple[PlanRow, ...]:
    """The plan for a lot of so many pieces, a row for each class of defects. Raises OutsideStandard."""
    if visit.plan_agreed and sampling(contract, visit.lines) is None:
        agreed = visit.plan
        first = agreed[0]
        aqls = {row.severity: row.aql for row in agreed}
        return rows(lot, first.level, aqls, first.state, first.edition, first.standard)
    return of_contract(contract, lot, visit.lines)


def of_contract(
    contract: Contract, lot: int, lines: Sequence[int] = (), state: PlanState = "normal"
) -> tuple[PlanRow, ...]:
    """The plan of a contract for these lines (all if none are named), with the default where it is silent (A22, O33);
    `state` unless the contract names one. Raises OutsideStandard.
    """
    inspection = contract.inspection
    term = sampling(contract, lines) or inspection
    level = term.level if term is not None and term.level is not None else LEVEL
    standard = (term.standard if term is not None else "") or (inspection.standard if inspection is not None else "")
    edition = term.edition if isinstance(term, InspectionTerm) else ""
    if inspection is not None and inspection.state is not None:
        state = inspection.state
    aqls = dict(class_plans.TRADE_DEFAULT)
    if term is not None and term.aql is not None:
        aqls = {"critical": term.aql.critical, "major": term.aql.major, "minor": term.aql.minor}
    standard = standard or STANDARD
    return rows(lot, level, aqls, state, edition_of(standard, edition), standard)


def edition_of(standard: str, edition: str) -> str:
    """The edition whose tables are meant by a standard and an edition as people write them.

    ISO 2859-1:1999 unless something else is named. Raises OutsideStandard `edition_unknown` for one without tables.
    """
    if edition in (ISO_1999, MIL_105E):
        return edition
    if _MIL.search(standard):
        return MIL_105E
    year = _YEAR.search(f"{standard} {edition}")
    if year is None and not edition:
        return ISO_1999
    found = _YEARS.get(year[0] if year is not None else "")
    if found is None:
        known = " and ".join(edition_name(name) for name in (ISO_1999, MIL_105E))
        said = " ".join(f"{standard} {edition}".split())[:80]
        raise OutsideStandard("edition_unknown", f"No tables of {said!r}; there are those of {known}.")
    return found


def rows(
    lot: int, level: Level, aqls: Mapping[DefectClass, str], state: PlanState, edition: str, standard: str
) -> tuple[PlanRow, ...]:
    """The rows of a plan, the worst class first. Raises OutsideStandard."""
    regime = _regime(aqls)
    return tuple(
        PlanRow(
            severity=name,
            standard=standard,
            edition=edition,
            level=level,
            aql=aqls[name],
            state=state,
            letter=plan.letter,
            n=plan.n,
            ac=plan.ac,
            re=plan.re,
            regime=regime,
        )
        for name, plan in _plans(lot, level, aqls, state, edition, regime).items()
    )


def recomputed(given: Iterable[PlanRow], lot: int) -> dict[DefectClass, Plan]:
    """What the standard gives for these rows and a lot: rows that agree in all but class and AQL belong together, as a
    class that allows nothing is looked for in the largest sample of the others. Raises OutsideStandard.
    """
    together: dict[tuple[str, str, str, Regime], dict[DefectClass, str]] = {}
    for row in given:
        together.setdefault((row.level, row.state, row.edition, row.regime), {})[row.severity] = row.aql
    found: dict[DefectClass, Plan] = {}
    for (level, state, edition, regime), aqls in together.items():
        found |= _plans(lot, level, aqls, state, edition, regime)
    return found


def _plans(
    lot: int, level: str, aqls: Mapping[DefectClass, str], state: str, edition: str, regime: Regime
) -> dict[DefectClass, Plan]:
    """By class. A single piece is no lot of the standard: it is inspected whole, and any defect counts."""
    scheme = class_plans.scheme(max(lot, LOT_MIN), level, aqls, state, edition, regime)
    found = {one.defect_class: one.plan for one in scheme.classes}
    if lot >= LOT_MIN:
        return found
    one_piece = {"lot": 1, "letter": "A", "arrow": "", "n": 1, "ac": 0, "re": 1, "samples": (Sample(1, 0, 1),)}
    return {name: msgspec.structs.replace(plan, whole_lot=True, **one_piece) for name, plan in found.items()}


def _regime(aqls: Mapping[DefectClass, str]) -> Regime:
    """Per cent of the pieces, unless a limit is one that only counts per 100 units."""
    above = any(figure(aql, "an AQL") > PERCENT_AQL_MAX for aql in aqls.values())
    return "per_100_units" if above else "percent_nonconforming"


def unplannable(contract: Contract) -> tuple[Blocker, ...]:
    """What no table of the standard has, in an inspection that the contract agrees: nobody could follow it (T04).

    The lot is all its lines; that of a single line may have another code letter but no other level, limit or edition.
    """
    if contract.inspection is None:
        return ()
    try:
        of_contract(contract, sum(line.quantity for line in contract.lines))
    except OutsideStandard as fault:
        return (Blocker(fault.code, "inspection", "/inspection", fault.detail),)
    return ()
