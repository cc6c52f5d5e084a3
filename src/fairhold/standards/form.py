"""The form of a report: what an inspector takes along, fills in without a network and signs (standards 3.4, PP28).

A form is a JSON document. It carries the contract it is about and everything that is known before the visit: lot, plan,
cartons, a row for each term that can be measured, the terms in words. What is filled in becomes a report, judged by the
same rules as on the server. No form is stored anywhere; the signed report is.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, Literal, TypeVar

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fairhold.faults import Malformed
from fairhold.standards.planning import plan_for
from fairhold.standards.reporting import COLOUR_UNIT, cartons, cartons_to_open, judge, limits, term_at
from fairhold.trade.families import ColourTerm, DimensionTerm, GoodsTerms, PackagingTerm, WeightTerm
from fairhold.trade.inspection import Visit
from fairhold.trade.policy import Policy
from fairhold.trade.refusal import Refused, refuse
from fairhold.trade.report import Judged, PlanRow, Report, VisitKind, signed_bytes
from fairhold.trade.spelled import Clause, of_contract, of_goods
from fairhold.trade.terms import Contract, fingerprint

FORM: Final = "fairhold-inspection-form-1"
BYTES_MAX: Final = 4_000_000
"""The largest form or report file that is read, in bytes."""
UNFILLED_SHOWN_MAX: Final = 8
PIECES: Final = 10
"""On how many pieces a term is measured that does not say (O33)."""
HOW: Final = (
    "Fill in `report` and leave the rest as it is.",
    "One row of `measurements` for each reading: copy the row of a term as often as there are pieces.",
    "Delete the rows of a term that was not measured and put its pointer into `not_inspected`.",
    "`defects`: name, severity (critical, major, minor), count of pieces, term (a pointer or empty), photos.",
    "A photo is named by its SHA-256, or by its file name if the folder is given when the report is signed.",
    "`verdict` is pass, pending or fail, and has to follow from the figures; `check-report` says whether it does.",
)
Shape = TypeVar("Shape")
_MAY_BE_EMPTY: Final = frozenset(
    {"accreditation", "calibrated_until", "latitude", "longitude", "note", "remarks", "signature", "taken_at", "term"}
)


class FormWrong(Malformed, ValueError):
    """A form or report that cannot be read; `pointer` names the place below `report`."""

    def __init__(self, detail: str, pointer: str = "") -> None:
        super().__init__(detail)
        self.detail = detail
        self.pointer = pointer

    def told(self) -> str:
        """The fault and its place in one line."""
        return f"{self.detail} (at {self.pointer})" if self.pointer else self.detail


class Frame(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is known of the visit, and the two figures of the policy that a report is judged by."""

    number: int
    kind: VisitKind
    lines: tuple[int, ...] = ()
    agreed: bool = False
    on: date | None = None
    begun_at: datetime | None = None
    seed: str = ""
    public_key: str = ""
    plan: tuple[PlanRow, ...] = ()
    plan_agreed: bool = False
    ready_bp: int
    policy_tz: str


class Measurable(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A term that is measured: its pointer, what it says, the unit of a reading, its limits, on how many pieces."""

    term: str
    says: str
    unit: str
    least: str | None = None
    most: str | None = None
    pieces: int


class Form(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The document. `report` is what the inspector fills in; `checklist` is the SHA-256 of the agreed one, if any."""

    form: Literal["fairhold-inspection-form-1"] = FORM
    how: tuple[str, ...] = HOW
    order: str
    visit: Frame
    measurable: tuple[Measurable, ...]
    terms: tuple[Clause, ...]
    checklist: str = ""
    report: dict[str, Any]
    contract: Contract


# ------------------------------------------------------------------------------------------------------------- blank


def blank(order: str, contract: Contract, visit: Visit, policy: Policy) -> Form:
    """The form for a visit of an order (`ord_...`). Raises OutsideStandard where the standard has no plan.

    The cartons are drawn once the visit has begun and has its seed, as far as the contract says how many there are.
    """
    lines = visit.lines or tuple(range(len(contract.lines)))
    lot = sum(contract.lines[i].quantity for i in lines)
    terms = tuple(_clauses(contract, lines))
    measurable = tuple(_measurable(contract, terms))
    return Form(
        order=order,
        visit=_frame(visit, policy),
        measurable=measurable,
        terms=terms,
        checklist=(contract.inspection.checklist or "") if contract.inspection is not None else "",
        report={
            "order": order,
            "contract": fingerprint(contract),
            "visit": visit.number,
            "kind": visit.kind,
            "place": {"address": _place(contract), "arrived_at": "", "left_at": ""},
            "inspector": {"organisation": visit.inspector, "person": "", "accreditation": "", "no_conflict": None},
            "lot": _lot(contract, lines, lot, visit),
            "plan": [_whole(row) for row in plan_for(contract, visit, lot)],
            "defects": [],
            "measurements": [_row(one) for one in measurable],
            "tests": [],
            "checks": _checks(contract, lines),
            "photos": [],
            "not_inspected": [],
            "pending_reasons": [],
            "remarks": "",
            "verdict": "",
            "signature": "",
        },
        contract=contract,
    )


def _frame(visit: Visit, policy: Policy) -> Frame:
    return Frame(
        number=visit.number,
        kind=visit.kind,
        lines=visit.lines,
        agreed=visit.agreed,
        on=visit.on,
        begun_at=visit.begun_at,
        seed=visit.seed,
        public_key=visit.public_key,
        plan=visit.plan,
        plan_agreed=visit.plan_agreed,
        ready_bp=policy.inspection_ready_bp,
        policy_tz=policy.policy_tz,
    )


def _place(contract: Contract) -> str:
    return contract.inspection.place if contract.inspection is not None else ""


def _clauses(contract: Contract, lines: Sequence[int]) -> Iterator[Clause]:
    """The terms in words: those of the deal, those about all goods that some line of the visit takes over, its own."""
    yield from (clause for clause in of_contract(contract) if clause.family in ("inspection", "shipment_date"))
    own = [contract.lines[i].terms or GoodsTerms() for i in lines]
    if contract.goods is not None:
        empty = GoodsTerms()
        beaten = [name for name in GoodsTerms.__struct_fields__ if all(getattr(terms, name) for terms in own)]
        kept = msgspec.structs.replace(contract.goods, **{name: getattr(empty, name) for name in beaten})
        yield from of_goods(kept, "/goods")
    for i, terms in zip(lines, own, strict=True):
        yield from of_goods(terms, f"/lines/{i}/terms")


def _measurable(contract: Contract, terms: Sequence[Clause]) -> Iterator[Measurable]:
    for clause in terms:
        term = term_at(contract, clause.pointer)
        if isinstance(term, ColourTerm):
            unit, pieces = COLOUR_UNIT, term.verification.pieces if term.verification is not None else None
        elif isinstance(term, DimensionTerm | WeightTerm):
            unit, pieces = term.unit, term.pieces
        else:
            continue
        found = limits(term)
        yield Measurable(
            term=clause.pointer,
            says=clause.text,
            unit=unit,
            least=None if found.least is None else _figure(found.least),
            most=None if found.most is None else _figure(found.most),
            pieces=pieces or PIECES,
        )


def _figure(value: Fraction) -> str:
    """A limit as a decimal; it comes from decimals, so it has an end."""
    return f"{(Decimal(value.numerator) / Decimal(value.denominator)).normalize():f}"


def _lot(contract: Contract, lines: Sequence[int], lot: int, visit: Visit) -> dict[str, Any]:
    there = _cartons(contract, lines)
    drawn = cartons(visit.seed, there, cartons_to_open(there)) if visit.seed else ()
    return {"size": lot, "presented": None, "packed_bp": None, "cartons": there, "selected_cartons": list(drawn)}


def _cartons(contract: Contract, lines: Sequence[int]) -> int:
    """How many cartons the packaging terms make of these lines; 0 if one of them does not say."""
    total = 0
    for i in lines:
        term = term_at(contract, f"/lines/{i}/terms/packaging")
        if not isinstance(term, PackagingTerm):
            return 0
        if term.cartons is None and term.pieces_per_carton is None:
            return 0
        total += term.cartons or -(-contract.lines[i].quantity // (term.pieces_per_carton or 1))
    return total


def _row(one: Measurable) -> dict[str, Any]:
    return {
        "term": one.term,
        "piece": "1",
        "value": "",
        "unit": one.unit,
        "instrument": "",
        "calibrated_until": None,
        "uncertainty": "0",
    }


def _checks(contract: Contract, lines: Sequence[int]) -> list[dict[str, Any]]:
    """Quantity always; packing, marks and papers as far as the contract has terms about them."""
    found: dict[str, str] = {"quantity": ""}
    for i in lines:
        at = f"/lines/{i}/terms"
        packaging = term_at(contract, f"{at}/packaging")
        if isinstance(packaging, PackagingTerm):
            found.setdefault("packing", f"{at}/packaging")
            if packaging.marks:
                found.setdefault("marking", f"{at}/packaging/marks")
        if term_at(contract, f"{at}/documents"):
            found.setdefault("papers", f"{at}/documents")
    return [{"subject": subject, "conforms": None, "note": "", "term": term} for subject, term in found.items()]


def _whole(row: PlanRow) -> dict[str, Any]:
    """Every field of a row, also those that have their default."""
    return {name: getattr(row, name) for name in row.__struct_fields__}


# ------------------------------------------------------------------------------------------------------------ filled


def read(data: bytes) -> Form | Report:
    """A form, or a report that somebody filled in. Raises FormWrong."""
    if len(data) > BYTES_MAX:
        raise FormWrong(f"A form or report has at most {BYTES_MAX:,} bytes.")
    try:
        said = msgspec.json.decode(data)
    except (msgspec.DecodeError, RecursionError) as error:
        raise FormWrong(f"This is not JSON: {error}") from None
    if isinstance(said, dict) and "form" in said:
        return _converted(said, Form)
    return _converted(said, Report)


def filled(form: Form) -> Report:
    """The report that was filled in. Raises FormWrong that names what is still empty."""
    empty = list(_unfilled(form.report, ""))
    if empty:
        more = f" and {len(empty) - UNFILLED_SHOWN_MAX} more" if len(empty) > UNFILLED_SHOWN_MAX else ""
        raise FormWrong(f"Not filled in yet: {', '.join(empty[:UNFILLED_SHOWN_MAX])}{more}.")
    return _converted(form.report, Report)


def assess(report: Report, form: Form, contract: Contract | None = None) -> Judged | Refused:
    """What the server would say of a report on this form's visit; of one without a signature, had it been signed.

    `contract` is the version in force, if that is another than the form's.
    """
    agreed = contract or form.contract
    if report.contract != fingerprint(agreed):
        detail = f"The version in force is {fingerprint(agreed)}."
        return refuse("report_other_contract", detail, "S75, E2", pointer="/report/contract")
    if (report.order, report.visit) != (form.order, form.visit.number):
        detail = f"The form is for visit {form.visit.number} of {form.order}."
        return refuse("report_other_order", detail, "T27", pointer="/report/order")
    visit = _visit(form)
    if not report.signature:
        key = Ed25519PrivateKey.generate()
        visit = msgspec.structs.replace(visit, public_key=public_of(key))
        report = signed(report, key)
    policy = Policy(inspection_ready_bp=form.visit.ready_bp, policy_tz=form.visit.policy_tz)
    return judge(report, agreed, visit, policy)


def signed(report: Report, key: Ed25519PrivateKey) -> Report:
    """The report with the signature of a key."""
    return msgspec.structs.replace(report, signature=key.sign(signed_bytes(report)).hex())


def public_of(key: Ed25519PrivateKey) -> str:
    """The public half of a key, hexadecimal, as `confirm_visit` names it."""
    return key.public_key().public_bytes_raw().hex()


def _visit(form: Form) -> Visit:
    frame = form.visit
    return Visit(
        frame.number,
        frame.kind,
        "buyer",
        frame.on or date.min,
        frame.lines,
        frame.agreed,
        "buyer",
        0,
        on=frame.on,
        public_key=frame.public_key,
        plan=frame.plan,
        plan_agreed=frame.plan_agreed,
        begun_at=frame.begun_at,
        seed=frame.seed,
    )


def _unfilled(value: Any, at: str) -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            if not (name in _MAY_BE_EMPTY and inner in ("", None)):
                yield from _unfilled(inner, f"{at}/{name}")
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _unfilled(inner, f"{at}/{place}")
    elif value is None or value == "":
        yield at


def _converted(said: Any, kind: type[Shape]) -> Shape:
    try:
        return msgspec.convert(said, kind)
    except msgspec.ValidationError as error:
        words, _, at = str(error).partition(" - at `$")
        pointer = at.removesuffix("`").replace("[", "/").replace("]", "").replace(".", "/")
        raise FormWrong(f"{words}.", pointer) from None
