"""An inspection report against its own figures: the verdict that follows, and every way in which it can be wrong."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fairhold.standards.reporting import cartons, cartons_to_open, judge, term_at
from fairhold.trade.families import (
    Aql,
    ColourTerm,
    DefectClass,
    DimensionTerm,
    GoodsTerms,
    InspectionTerm,
    Lab,
    WeightTerm,
)
from fairhold.trade.inspection import Visit
from fairhold.trade.policy import Policy
from fairhold.trade.refusal import REFUSALS, Refused
from fairhold.trade.report import (
    Checked,
    Deviation,
    Found,
    Inspector,
    Judged,
    Lot,
    Measurement,
    Photo,
    Place,
    PlanRow,
    Report,
    Tally,
    Tried,
    signed_bytes,
)
from fairhold.trade.terms import Contract, Line
from trade.playing import changed, contract, usd

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw().hex()
BEGUN = datetime(2019, 7, 22, 9, tzinfo=UTC)
SEED = "5" * 64
PHOTO = "c" * 64

TERMS = GoodsTerms(
    weight=(WeightTerm(unit="g", least="215", most="219", basis="net"),),
    dimensions=(
        DimensionTerm(axis="height", value="130", unit="mm", plus="0.5", minus="0.5"),
        DimensionTerm(axis="diameter", value="8.8", unit="cm", tolerance_class="iso2768_m"),
        DimensionTerm(axis="length", value="88", unit="mm"),
    ),
    colour=(
        ColourTerm(
            system="pantone",
            code="186 C",
            lab=Lab(lightness="41.2", a="64.3", b="31.9"),
            tolerance="2.0",
            formula="ciede2000",
        ),
    ),
)
CONTRACT: Contract = contract(
    lines=(Line(description="Tumbler", quantity=2_000, unit_price=usd(40), terms=GoodsTerms(weight=TERMS.weight)),),
    goods=TERMS,
    inspection=InspectionTerm(inspector="Blue Heron Inspection", standard="ISO 2859-1", level="II", aql=Aql()),
)
VISIT = Visit(
    1,
    "pre_shipment",
    "buyer",
    date(2019, 7, 20),
    (),
    True,
    "buyer",
    0,
    on=BEGUN.date(),
    begun_at=BEGUN,
    public_key=PUBLIC,
    seed=SEED,
)


def _row(severity: DefectClass, aql: str, letter: str, n: int, ac: int, re: int) -> PlanRow:
    return PlanRow(
        severity=severity,
        standard="ISO 2859-1",
        edition="iso2859_1_1999",
        level="II",
        aql=aql,
        letter=letter,
        n=n,
        ac=ac,
        re=re,
    )


PLAN = (
    _row("critical", "0", "K", 125, 0, 1),
    _row("major", "2.5", "K", 125, 7, 8),
    _row("minor", "4.0", "K", 125, 10, 11),
)
"""SC30: lot 2,000, level II, AQL 0 / 2.5 / 4.0."""

GOOD = Report(
    order="ord_0000000000000",
    contract="f" * 64,
    visit=1,
    kind="pre_shipment",
    place=Place(address="Ningbo, hall 3", arrived_at=BEGUN, left_at=BEGUN + timedelta(hours=6)),
    inspector=Inspector(organisation="Blue Heron Inspection", person="Ines Vogt", no_conflict=True),
    lot=Lot(size=2_000, presented=2_000, packed_bp=9_000, cartons=40, selected_cartons=cartons(SEED, 40, 7)),
    plan=PLAN,
    photos=(Photo(sha256=PHOTO),),
    verdict="pass",
)


def reading(term: str = "/lines/0/terms/weight/0", value: str = "217", unit: str = "g", **more: Any) -> Measurement:
    """A reading with a calibrated instrument."""
    return Measurement(term=term, piece="1", value=value, unit=unit, instrument="scale 7", **more)


def judged(visit: Visit = VISIT, terms: Contract = CONTRACT, **fields: Any) -> Judged | Refused:
    """The good report with these fields changed, signed anew."""
    report = changed(GOOD, **fields)
    signature = KEY.sign(signed_bytes(report)).hex()
    return judge(changed(report, signature=signature), terms, visit, Policy())


def test_a_report_without_a_fault_passes() -> None:
    """SC30."""
    assert judged() == Judged(
        "pass", (Tally("critical", 0, 125, 0, 1), Tally("major", 0, 125, 7, 8), Tally("minor", 0, 125, 10, 11))
    )


@pytest.mark.parametrize(
    ("found", "verdict"),
    [((("major", 7),), "pass"), ((("major", 8),), "fail"), ((("minor", 10),), "pass"), ((("critical", 1),), "fail")],
)
def test_defects_are_held_against_the_plan(found: tuple[tuple[str, int], ...], verdict: str) -> None:
    """SC30: 7 majors pass, 8 fail."""
    defects = tuple(Found(name="scratch", severity=severity, count=count, photos=(PHOTO,)) for severity, count in found)
    answer = judged(defects=defects, verdict=verdict)
    assert isinstance(answer, Judged)
    assert answer.verdict == verdict
    other = "pass" if verdict == "fail" else "fail"
    refused = judged(defects=defects, verdict=other)
    assert isinstance(refused, Refused)
    assert (refused.code, refused.pointer) == ("report_verdict", "/report/verdict")


@pytest.mark.parametrize(
    ("measurement", "verdict"),
    [
        (reading(value="215"), "pass"),
        (reading(value="214.9"), "fail"),
        (reading(value="215.05", uncertainty="0.1"), "pending"),
        (reading("/goods/dimensions/0", "130.6", "mm"), "fail"),
        (reading("/goods/dimensions/1", "8.83", "cm"), "pass"),
        (reading("/goods/dimensions/1", "8.84", "cm"), "fail"),
        (reading("/goods/dimensions/2", "95", "mm"), "pass"),
        (reading("/goods/colour/0", "2.0", "dE"), "pass"),
        (reading("/goods/colour/0", "2.1", "dE"), "fail"),
    ],
)
def test_a_reading_is_judged_by_the_term_it_cites(measurement: Measurement, verdict: str) -> None:
    """SC8, A16: limits of the term, the class of ISO 2768-1 for 88 mm (0.3), nothing where nothing is agreed."""
    answer = judged(measurements=(measurement,), verdict=verdict)
    assert isinstance(answer, Judged), answer
    assert answer.verdict == verdict
    out = (Deviation(measurement.term, 1, 1, measurement.value),) if verdict == "fail" else ()
    assert answer.deviations == out


def test_what_was_not_inspected_keeps_the_result_open() -> None:
    """R9: such a report does not open the gate by itself."""
    answer = judged(not_inspected=("/goods/colour/0",), verdict="pending")
    assert isinstance(answer, Judged)
    assert answer.reasons == ("/goods/colour/0 was not inspected",)


def test_a_failed_test_or_check_fails_the_lot() -> None:
    tried = (Tried(name="leak", method="water, 24 h", pieces=13, passed=12),)
    assert isinstance(judged(tests=tried, verdict="fail"), Judged)
    assert isinstance(judged(checks=(Checked(subject="barcode", conforms=False),), verdict="fail"), Judged)


WRONG: dict[str, dict[str, Any]] = {
    "report_kind": {"kind": "joint"},
    "report_times": {"place": changed(GOOD.place, left_at=BEGUN)},
    "report_other_day": {
        "place": changed(GOOD.place, arrived_at=BEGUN + timedelta(days=1), left_at=BEGUN + timedelta(days=2))
    },
    "report_conflict": {"inspector": changed(GOOD.inspector, no_conflict=False)},
    "report_lot": {"lot": changed(GOOD.lot, size=1_999)},
    "report_presented": {"lot": changed(GOOD.lot, presented=2_001)},
    "report_not_packed": {"lot": changed(GOOD.lot, packed_bp=7_999)},
    "report_cartons": {"lot": changed(GOOD.lot, selected_cartons=(1, 41))},
    "report_cartons_not_drawn": {"lot": changed(GOOD.lot, selected_cartons=(1, 2, 3, 4, 5, 6, 7))},
    "report_too_few_cartons": {"lot": changed(GOOD.lot, selected_cartons=cartons(SEED, 40, 6))},
    "report_plan_missing": {"plan": ()},
    "report_plan_twice": {"plan": (*PLAN, PLAN[1])},
    "report_plan_unknown": {"plan": (PLAN[0], changed(PLAN[1], aql="2.6"), PLAN[2])},
    "report_plan_wrong": {"plan": (PLAN[0], changed(PLAN[1], ac=8, re=9), PLAN[2])},
    "report_plan_not_agreed": {"plan": (PLAN[0], _row("major", "4.0", "K", 125, 10, 11), PLAN[2])},
    "report_class_missing": {
        "plan": PLAN[:2],
        "defects": (Found(name="smudge", severity="minor", count=1),),
        "kind": "laboratory",
    },
    "report_defect_count": {"defects": (Found(name="dent", severity="major", count=126),)},
    "report_photo_twice": {"photos": (Photo(sha256=PHOTO), Photo(sha256=PHOTO))},
    "report_photo_missing": {"defects": (Found(name="dent", severity="major", count=1, photos=("d" * 64,)),)},
    "report_test_count": {"tests": (Tried(name="leak", method="water", pieces=5, passed=6),)},
    "report_term_unknown": {"not_inspected": ("/goods/colour/1",)},
    "report_term_unmeasured": {"measurements": (reading("/inspection", "1", "mm"),)},
    "report_unit": {"measurements": (reading(unit="kg"),)},
    "report_contradiction": {"measurements": (reading(),), "not_inspected": ("/lines/0/terms/weight/0",)},
    "report_calibration": {"measurements": (reading(calibrated_until=date(2019, 7, 21)),)},
    "report_verdict": {"verdict": "fail"},
}


@pytest.mark.parametrize("code", sorted(WRONG))
def test_a_wrong_report_is_refused_with_its_own_code(code: str) -> None:
    """S75: twenty-six kinds of wrong, each named, with a pointer to the place."""
    visit = changed(VISIT, kind="laboratory", agreed=False) if code == "report_class_missing" else VISIT
    answer = judged(visit, **WRONG[code])
    assert isinstance(answer, Refused), answer
    assert answer.code == code
    assert answer.pointer.startswith("/report/")


def test_a_signature_has_to_be_that_of_the_named_key_over_this_report() -> None:
    unsigned = judge(GOOD, CONTRACT, VISIT, Policy())
    assert isinstance(unsigned, Refused)
    assert unsigned.code == "report_not_signed"
    for broken in (changed(GOOD, signature="0" * 128), changed(GOOD, signature=KEY.sign(b"other").hex())):
        answer = judge(broken, CONTRACT, VISIT, Policy())
        assert isinstance(answer, Refused)
        assert answer.code == "report_signature"


def test_a_plan_that_the_contract_cannot_have_refuses_every_report() -> None:
    """1.3: told as it is, never replaced by a plan near it."""
    term = changed(CONTRACT.inspection, aql=Aql(major="2.4"))
    answer = judged(terms=changed(CONTRACT, inspection=term))
    assert isinstance(answer, Refused)
    assert (answer.code, answer.pointer) == ("report_plan_unknown", "/report/plan")
    assert answer.detail == "AQL 2.4 is no column of the table; the nearest columns are 1.5 and 2.5."


@pytest.mark.parametrize("fault", [{"ac": 1, "re": 2}, {"n": 13, "letter": "E"}, {"n": 200}])
def test_a_class_that_allows_nothing_has_its_sample_and_numbers_too(fault: dict[str, Any]) -> None:
    """1.3.2."""
    answer = judged(plan=(changed(PLAN[0], **fault), *PLAN[1:]))
    assert isinstance(answer, Refused)
    assert (answer.code, answer.pointer) == ("report_plan_wrong", "/report/plan/0")


def test_limits_that_exclude_each_other_judge_nothing() -> None:
    crossed = GoodsTerms(weight=(WeightTerm(unit="g", least="219", most="215"),))
    line = changed(CONTRACT.lines[0], terms=crossed)
    answer = judged(terms=changed(CONTRACT, lines=(line,)), measurements=(reading(value="500"),))
    assert isinstance(answer, Judged)
    assert (answer.verdict, answer.deviations) == ("pass", ())


def test_every_code_for_a_wrong_report_has_its_case_here() -> None:
    codes = {code for code in REFUSALS if code.startswith("report_")}
    elsewhere = {"report_other_order", "report_other_contract", "report_not_signed", "report_signature"}
    assert codes == set(WRONG) | elsewhere


def test_both_sides_draw_the_same_cartons() -> None:
    assert cartons(SEED, 40, 7) == cartons(SEED, 40, 7)
    assert cartons(SEED, 40, 7) != cartons("6" * 64, 40, 7)
    assert set(cartons(SEED, 40, 6)) < set(cartons(SEED, 40, 7)) <= set(range(1, 41))
    assert [cartons_to_open(of) for of in (0, 1, 2, 36, 37, 40)] == [0, 1, 2, 6, 7, 7]


@pytest.mark.parametrize(
    ("pointer", "found"),
    [
        ("/lines/0/terms/weight/0", True),
        ("/lines/0/terms/dimensions/0", True),
        ("/lines/1/terms/weight/0", False),
        ("/lines/0/terms/weight/1", False),
        ("/lines/0/terms/nothing", False),
        ("/goods/colour/0", True),
        ("/inspection", True),
        ("/dispute", False),
        ("/nowhere", False),
        ("", False),
    ],
)
def test_a_pointer_names_a_term_or_nothing(pointer: str, found: bool) -> None:
    """A line has what `goods` says where it says nothing itself."""
    assert (term_at(CONTRACT, pointer) is not None) is found


def test_the_page_about_inspection_has_every_code() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "concepts" / "inspection.md").read_text("utf-8")
    told = set(re.findall(r"^\| `(report_\w+)` \|", page, re.MULTILINE))
    assert told == {code for code in REFUSALS if code.startswith("report_")}
