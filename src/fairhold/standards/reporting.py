"""What follows from an inspection report's own figures, and what is wrong with a report that disagrees with itself.

The plan is computed again from lot, level and AQL; defects are held against it, every measurement against the term it
cites, and the verdict against both (standards 3.3, 3.4; S75, O33). A report is refused with one code a kind of fault;
nothing is corrected silently. The cartons are drawn again from the seed, so that both sides can do the same.
"""

import hashlib
import heapq
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from fairhold.standards import dimensions, guard_band
from fairhold.standards.fault import OutsideStandard
from fairhold.standards.planning import plan_for, recomputed
from fairhold.trade.days import day_of
from fairhold.trade.families import ColourTerm, DimensionTerm, GoodsTerms, WeightTerm, over
from fairhold.trade.inspection import BEFORE_SHIPMENT, Visit
from fairhold.trade.measure import NO_LIMITS, Limits, limits_of
from fairhold.trade.policy import Policy
from fairhold.trade.refusal import Refused, refuse
from fairhold.trade.report import Deviation, Judged, Measurement, PlanRow, Report, Tally, Verdict, signed_bytes
from fairhold.trade.terms import Contract

_MM: Final[Mapping[str, Decimal]] = {
    "um": Decimal("0.001"),
    "mm": Decimal(1),
    "cm": Decimal(10),
    "m": Decimal(1000),
    "in": Decimal("25.4"),
    "ft": Decimal("304.8"),
}
COLOUR_UNIT: Final = "dE"
"""The unit of a colour difference in a report."""
_WORST: Final[Mapping[Verdict, int]] = {"pass": 0, "pending": 1, "fail": 2}


def judge(report: Report, contract: Contract, visit: Visit, policy: Policy) -> Judged | Refused:
    """The verdict that the figures give, or the refusal of the first fault, in the order of this file."""
    for check in _CHECKS:
        fault = check(report, contract, visit, policy)
        if fault is not None:
            return fault
    tallies = _tallies(report)
    deviations, measured, reasons = _measured(report, contract)
    reasons += [f"{t.found} {t.severity} defects, {t.ac} accepted" for t in tallies if not t.accepted]
    reasons += [f"{tried.name}: {tried.passed} of {tried.pieces} passed" for tried in report.tests if _failed(tried)]
    reasons += [f"{checked.subject} does not conform" for checked in report.checks if not checked.conforms]
    failed = any(not t.accepted for t in tallies) or any(_failed(tried) for tried in report.tests)
    failed = failed or any(not checked.conforms for checked in report.checks)
    verdict: Verdict = "fail" if failed else measured
    if verdict == "pass" and (report.pending_reasons or report.not_inspected):
        verdict = "pending"
        reasons += [*report.pending_reasons, *(f"{pointer} was not inspected" for pointer in report.not_inspected)]
    if verdict != report.verdict:
        detail = f"By its own figures the verdict is {verdict}: {'; '.join(reasons) or 'nothing was found amiss'}."
        return refuse("report_verdict", detail, "3.3, S75", pointer="/report/verdict")
    return Judged(verdict, tallies, deviations, tuple(reasons))


def cartons(seed: str, of: int, count: int) -> tuple[int, ...]:
    """The numbers (from 1) of so many cartons out of `of`, drawn by a seed, in ascending order.

    Every carton gets the SHA-256 of seed and number; the smallest hashes are drawn. Whoever has the seed draws the
    same.
    """
    drawn = heapq.nsmallest(count, range(1, of + 1), key=lambda n: hashlib.sha256(f"{seed}:{n}".encode()).digest())
    return tuple(sorted(drawn))


def cartons_to_open(of: int) -> int:
    """How many cartons are opened: the square root of their number, rounded up (standards 3.4)."""
    root = int(Decimal(of).sqrt())
    return root if root * root == of else root + 1


# ------------------------------------------------------------------------------------------------------------ checks


def _check_frame(report: Report, contract: Contract, visit: Visit, policy: Policy) -> Refused | None:
    place = report.place
    if report.kind != visit.kind:
        detail = f"The visit is of the kind {visit.kind}."
        return refuse("report_kind", detail, "3.4", pointer="/report/kind")
    if place.left_at <= place.arrived_at or place.arrived_at.tzinfo is None or place.left_at.tzinfo is None:
        detail = "The visit ends after it begins; times name their zone."
        return refuse("report_times", detail, "3.4", pointer="/report/place/left_at")
    begun = visit.begun_at
    if begun is not None and day_of(place.arrived_at, policy.policy_tz) != day_of(begun, policy.policy_tz):
        detail = f"The visit was begun on {day_of(begun, policy.policy_tz)}."
        return refuse("report_other_day", detail, "3.4", pointer="/report/place/arrived_at")
    if not report.inspector.no_conflict:
        detail = "The inspector has to state that neither party is tied to him."
        return refuse("report_conflict", detail, "4.2, 3.4", pointer="/report/inspector/no_conflict")
    return None


def _check_signature(report: Report, contract: Contract, visit: Visit, policy: Policy) -> Refused | None:
    if not report.signature:
        return refuse("report_not_signed", "The report has no signature.", "3.4", pointer="/report/signature")
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(visit.public_key))
        key.verify(bytes.fromhex(report.signature), signed_bytes(report))
    except (InvalidSignature, ValueError):
        detail = "The signature is not that of the inspector's key over this report."
        return refuse("report_signature", detail, "3.4", pointer="/report/signature")
    return None


def _check_lot(report: Report, contract: Contract, visit: Visit, policy: Policy) -> Refused | None:
    lot = report.lot
    lines = visit.lines or tuple(range(len(contract.lines)))
    ordered = sum(contract.lines[i].quantity for i in lines)
    if lot.size != ordered:
        detail = f"The lines of this visit have {ordered} pieces in all."
        return refuse("report_lot", detail, "S75, 3.4", pointer="/report/lot/size")
    if lot.presented > lot.size:
        return refuse("report_presented", "More is presented than ordered.", "3.4", pointer="/report/lot/presented")
    if visit.kind == "pre_shipment" and lot.packed_bp < policy.inspection_ready_bp:
        detail = f"Below {policy.inspection_ready_bp // 100} % finished and packed the visit is aborted."
        return refuse("report_not_packed", detail, "O34, SC32", pointer="/report/lot/packed_bp")
    chosen = lot.selected_cartons
    if len(set(chosen)) != len(chosen) or any(number > lot.cartons for number in chosen):
        detail = f"Name each of the {lot.cartons} cartons at most once."
        return refuse("report_cartons", detail, "3.4", pointer="/report/lot/selected_cartons")
    if lot.cartons and tuple(sorted(chosen)) != cartons(visit.seed, lot.cartons, len(chosen)):
        detail = "These are not the cartons that the seed of this visit draws."
        return refuse("report_cartons_not_drawn", detail, "3.4", pointer="/report/lot/selected_cartons")
    if len(chosen) < cartons_to_open(lot.cartons):
        detail = f"Of {lot.cartons} cartons {cartons_to_open(lot.cartons)} are opened."
        return refuse("report_too_few_cartons", detail, "3.4", pointer="/report/lot/selected_cartons")
    return None


def _check_plan(report: Report, contract: Contract, visit: Visit, policy: Policy) -> Refused | None:
    if not report.plan:
        if visit.kind in BEFORE_SHIPMENT or report.defects:
            return refuse("report_plan_missing", "Defects are counted by a plan.", "S75, O33", pointer="/report/plan")
        return None
    if len({row.severity for row in report.plan}) != len(report.plan):
        return refuse("report_plan_twice", "A class of defects has two plans.", "3.4", pointer="/report/plan")
    try:
        computed = recomputed(report.plan, report.lot.size)
        agreed = plan_for(contract, visit, report.lot.size) if visit.agreed else report.plan
    except OutsideStandard as fault:
        return refuse("report_plan_unknown", fault.detail, "1.3", pointer="/report/plan")
    for i, row in enumerate(report.plan):
        again = computed[row.severity]
        if (row.letter, row.n, row.ac, row.re) != (again.letter, again.n, again.ac, again.re):
            detail = f"A lot of {report.lot.size} at AQL {row.aql} has n {again.n}, Ac {again.ac}, Re {again.re}."
            return refuse("report_plan_wrong", detail, "1.3, 3.4", pointer=f"/report/plan/{i}")
    if _sampling(report.plan) != _sampling(agreed):
        detail = "Level, AQL, state or edition are not those that both sides agreed."
        return refuse("report_plan_not_agreed", detail, "S75, PP3", pointer="/report/plan")
    return None


def _sampling(plan: Iterable[PlanRow]) -> set[tuple[str, str, Decimal, str, str, str]]:
    return {(row.severity, row.level, Decimal(row.aql), row.state, row.edition, row.regime) for row in plan}


def _check_defects(report: Report, contract: Contract, visit: Visit, policy: Policy) -> Refused | None:
    planned = {row.severity: row for row in report.plan}
    photos = {photo.sha256 for photo in report.photos}
    if len(photos) != len(report.photos):
        return refuse("report_photo_twice", "A photo is listed twice.", "3.4", pointer="/report/photos")
    for i, defect in enumerate(report.defects):
        row = planned.get(defect.severity)
        if row is None:
            detail = f"The plan has no row for {defect.severity} defects."
            return refuse("report_class_missing", detail, "3.4", pointer=f"/report/defects/{i}/severity")
        if row.regime == "percent_nonconforming" and defect.count > row.n:
            detail = f"{row.n} pieces were sampled."
            return refuse("report_defect_count", detail, "3.4", pointer=f"/report/defects/{i}/count")
        if not photos.issuperset(defect.photos):
            detail = "A defect cites a photo that the report does not list."
            return refuse("report_photo_missing", detail, "3.4", pointer=f"/report/defects/{i}/photos")
    for i, tried in enumerate(report.tests):
        if tried.passed > tried.pieces:
            detail = "More pieces passed than were tried."
            return refuse("report_test_count", detail, "3.4", pointer=f"/report/tests/{i}/passed")
    return None


def _check_citations(report: Report, contract: Contract, visit: Visit, policy: Policy) -> Refused | None:
    groups: tuple[tuple[str, tuple[Any, ...]], ...] = (
        ("defects", report.defects),
        ("tests", report.tests),
        ("checks", report.checks),
    )
    cited = [(f"/report/{name}/{i}/term", one.term) for name, found in groups for i, one in enumerate(found)]
    cited += [(f"/report/not_inspected/{i}", pointer) for i, pointer in enumerate(report.not_inspected)]
    for at, pointer in cited:
        if pointer and term_at(contract, pointer) is None:
            return refuse("report_term_unknown", f"The contract has no term {pointer}.", "3.4, N2", pointer=at)
    skipped = set(report.not_inspected)
    visited_on = report.place.arrived_at.date()
    terms = {pointer: term_at(contract, pointer) for pointer in {reading.term for reading in report.measurements}}
    for i, reading in enumerate(report.measurements):
        fault = _check_reading(reading, i, terms[reading.term], skipped, visited_on)
        if fault is not None:
            return fault
    return None


def _check_reading(reading: Measurement, i: int, term: Any, skipped: set[str], visited_on: date) -> Refused | None:
    at = f"/report/measurements/{i}"
    if not isinstance(term, (DimensionTerm, WeightTerm, ColourTerm)):
        detail = f"{reading.term} is no term with a measure."
        return refuse("report_term_unmeasured", detail, "3.4, N2", pointer=f"{at}/term")
    unit = COLOUR_UNIT if isinstance(term, ColourTerm) else term.unit
    if reading.unit != unit:
        return refuse("report_unit", f"The term is in {unit}.", "3.4", pointer=f"{at}/unit")
    if reading.term in skipped:
        detail = "A term cannot be measured and not inspected."
        return refuse("report_contradiction", detail, "3.4", pointer=f"{at}/term")
    if reading.calibrated_until is not None and reading.calibrated_until < visited_on:
        detail = f"{reading.instrument} was calibrated until {reading.calibrated_until}."
        return refuse("report_calibration", detail, "3.2", pointer=f"{at}/calibrated_until")
    return None


_Check = Callable[[Report, Contract, Visit, Policy], Refused | None]
_CHECKS: Final[tuple[_Check, ...]] = (
    _check_frame,
    _check_signature,
    _check_lot,
    _check_plan,
    _check_defects,
    _check_citations,
)


# ----------------------------------------------------------------------------------------------------------- figures


def _tallies(report: Report) -> tuple[Tally, ...]:
    found = dict.fromkeys((row.severity for row in report.plan), 0)
    for defect in report.defects:
        found[defect.severity] += defect.count
    return tuple(Tally(row.severity, found[row.severity], row.n, row.ac, row.re) for row in report.plan)


def _failed(tried: Any) -> bool:
    return bool(tried.passed < tried.pieces)


def _measured(report: Report, contract: Contract) -> tuple[tuple[Deviation, ...], Verdict, list[str]]:
    """The terms missed, the worst verdict of all readings, and the reasons in words."""
    by_term: dict[str, list[Measurement]] = {}
    for reading in report.measurements:
        by_term.setdefault(reading.term, []).append(reading)
    deviations, reasons = [], []
    worst: Verdict = "pass"
    for pointer, readings in by_term.items():
        allowed = limits(term_at(contract, pointer))
        if allowed.least is None and allowed.most is None:
            continue
        least, most = _decimal(allowed.least), _decimal(allowed.most)
        verdicts = [
            guard_band.judge(Decimal(reading.value), least, most, Decimal(reading.uncertainty)) for reading in readings
        ]
        out = [reading for reading, verdict in zip(readings, verdicts, strict=True) if verdict == "fail"]
        worst = max(worst, *verdicts, key=lambda v: _WORST[v])
        if out:
            far = max(out, key=lambda reading: _distance(Decimal(reading.value), least, most))
            deviations.append(Deviation(pointer, len(out), len(readings), far.value))
            reasons.append(f"{pointer}: {len(out)} of {len(readings)} outside, the worst {far.value} {far.unit}")
        elif "pending" in verdicts:
            reasons.append(f"{pointer}: too close to its limit for the instrument")
    return tuple(deviations), worst, reasons


def _distance(value: Decimal, least: Decimal | None, most: Decimal | None) -> Decimal:
    """How far a value lies outside."""
    below = least - value if least is not None else Decimal(0)
    above = value - most if most is not None else Decimal(0)
    return max(below, above)


def _decimal(value: Fraction | None) -> Decimal | None:
    return None if value is None else Decimal(value.numerator) / Decimal(value.denominator)


def limits(term: Any) -> Limits:
    """The limits of a term, a class of tolerances looked up in its table (ISO 2768-1); none if they cross."""
    found = limits_of(term, _tolerance(term))
    if found.least is not None and found.most is not None and found.least > found.most:
        return NO_LIMITS
    return found


def _tolerance(term: Any) -> str | None:
    """What the class of a size without tolerances of its own allows, in the size's unit."""
    if not isinstance(term, DimensionTerm) or term.tolerance_class is None or term.plus or term.minus:
        return None
    size = Decimal(term.value) * _MM[term.unit]
    try:
        wide = dimensions.tolerance(size, term.tolerance_class.removeprefix("iso2768_"))
    except OutsideStandard:
        return None
    return str(wide / _MM[term.unit])


def term_at(contract: Contract, pointer: str) -> Any:
    """The typed term that a JSON pointer names, such as `/lines/0/terms/weight/0` or `/packaging`; None for no term.

    A line's own family and the one it takes from `goods` have the same place under the line.
    """
    parts = pointer.split("/")[1:]
    at: Any = contract
    if len(parts) > 2 and parts[0] == "lines" and parts[2] == "terms" and parts[1].isdigit():
        if int(parts[1]) >= len(contract.lines):
            return None
        at, parts = over(contract.goods, contract.lines[int(parts[1])].terms), parts[3:]
        if not parts or parts[0] not in GoodsTerms.__struct_fields__:
            return None
    for part in parts:
        if isinstance(at, tuple):
            at = at[int(part)] if part.isdigit() and int(part) < len(at) else None
        else:
            at = getattr(at, part, None) if part in getattr(at, "__struct_fields__", ()) else None
        if at is None:
            return None
    return at or None if at is not contract else None
