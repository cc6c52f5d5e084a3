"""The form that an inspector fills in: what stands in it before the visit, and what becomes of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fairhold.standards.fault import OutsideStandard
from fairhold.standards.form import BYTES_MAX, Form, FormWrong, assess, blank, filled, public_of, read, signed
from fairhold.standards.reporting import cartons, judge
from fairhold.trade.families import (
    Aql,
    ColourTerm,
    DimensionTerm,
    DocumentTerm,
    GoodsTerms,
    InspectionTerm,
    Lab,
    PackagingTerm,
    WeightTerm,
)
from fairhold.trade.policy import Policy
from fairhold.trade.refusal import Refused
from fairhold.trade.report import Judged, Report
from fairhold.trade.terms import Contract, Line, fingerprint
from standards.test_reporting import BEGUN, SEED
from standards.test_reporting import VISIT as BARE
from trade.full_terms import full
from trade.playing import changed, contract, usd

VISIT = changed(BARE, inspector="Blue Heron Inspection")
ORDER = "ord_0000000000000"
GOODS = GoodsTerms(
    weight=(WeightTerm(unit="g", least="215", most="219"),),
    dimensions=(DimensionTerm(axis="diameter", value="8.8", unit="cm", tolerance_class="iso2768_m", pieces=13),),
    colour=(
        ColourTerm(
            system="pantone",
            code="186 C",
            lab=Lab(lightness="41.2", a="64.3", b="31.9"),
            tolerance="2.0",
            formula="ciede2000",
        ),
    ),
    documents=(DocumentTerm(kind="test report", due="before_shipment"),),
)
LINES = (
    Line(
        description="Tumbler",
        quantity=2_000,
        unit_price=usd(3),
        terms=GoodsTerms(packaging=PackagingTerm(pieces_per_carton=48, marks="FRAGILE")),
    ),
    Line(
        description="Lid",
        quantity=500,
        unit_price=usd(1),
        terms=GoodsTerms(
            weight=(WeightTerm(unit="g", nominal="12.5"),), packaging=PackagingTerm(cartons=3, pieces_per_carton=200)
        ),
    ),
)
CONTRACT: Contract = contract(
    lines=LINES,
    goods=GOODS,
    inspection=InspectionTerm(
        inspector="Blue Heron Inspection",
        standard="ISO 2859-1",
        level="II",
        aql=Aql(),
        place="Ningbo, hall 3",
        checklist="ab" * 32,
    ),
)


def made(**visit: Any) -> Form:
    """The form as it comes back from its file."""
    form = blank(ORDER, CONTRACT, changed(VISIT, **visit), Policy())
    found = read(msgspec.json.encode(form))
    assert isinstance(found, Form)
    assert found == form
    return found


def fill(form: Form, **more: Any) -> Form:
    """The form with everything in it that a good report needs."""
    report = msgspec.json.decode(msgspec.json.encode(form.report))
    report["place"] |= {"arrived_at": BEGUN.isoformat(), "left_at": (BEGUN + timedelta(hours=6)).isoformat()}
    report["inspector"] |= {"person": "Ines Vogt", "no_conflict": True}
    report["lot"] |= {"presented": form.report["lot"]["size"], "packed_bp": 9_500}
    values = {"/goods/weight/0": "217", "/goods/dimensions/0": "8.8", "/goods/colour/0": "1.1"}
    for row in report["measurements"]:
        row |= {"value": values.get(row["term"], "12.5"), "instrument": "caliper 7"}
    for row in report["checks"]:
        row["conforms"] = True
    report["verdict"] = "pass"
    return changed(form, report=report | more)


def test_a_form_carries_what_is_known_before_the_visit() -> None:
    """3.4: order, contract, lot, plan, cartons by the seed, and the terms in words."""
    form = made()
    report = form.report
    assert (report["order"], report["contract"], report["visit"]) == (ORDER, fingerprint(CONTRACT), 1)
    assert report["lot"]["size"] == 2_500
    assert report["lot"]["cartons"] == 42 + 3
    assert report["lot"]["selected_cartons"] == list(cartons(SEED, 45, 7))
    assert [(row["severity"], row["n"], row["ac"]) for row in report["plan"]] == [
        ("critical", 125, 0),
        ("major", 125, 7),
        ("minor", 125, 10),
    ]
    assert (report["place"]["address"], report["inspector"]["organisation"]) == ("Ningbo, hall 3", VISIT.inspector)
    assert form.checklist == "ab" * 32
    assert [(row["subject"], row["term"]) for row in report["checks"]] == [
        ("quantity", ""),
        ("packing", "/lines/0/terms/packaging"),
        ("marking", "/lines/0/terms/packaging/marks"),
        ("papers", "/lines/0/terms/documents"),
    ]
    assert [clause.pointer for clause in form.terms] == [
        "/ship_by",
        "/inspection",
        "/goods/dimensions/0",
        "/goods/weight/0",
        "/goods/colour/0",
        "/goods/documents/0",
        "/lines/0/terms/packaging",
        "/lines/1/terms/weight/0",
        "/lines/1/terms/packaging",
    ]


def test_every_term_that_can_be_measured_has_a_row_with_its_limits() -> None:
    """A16: the class of ISO 2768-1 gives 0.3 mm to 88 mm; a bare nominal weight has no limits."""
    form = made()
    assert [(one.term, one.unit, one.least, one.most, one.pieces) for one in form.measurable] == [
        ("/goods/dimensions/0", "cm", "8.77", "8.83", 13),
        ("/goods/weight/0", "g", "215", "219", 10),
        ("/goods/colour/0", "dE", None, "2", 10),
        ("/lines/1/terms/weight/0", "g", None, None, 10),
    ]
    assert [(row["term"], row["value"]) for row in form.report["measurements"]] == [
        (one.term, "") for one in form.measurable
    ]


def test_a_visit_to_some_lines_has_the_terms_of_these_lines() -> None:
    """N4: the lid has a weight of its own, so the weight of all goods is not its business."""
    form = made(lines=(1,))
    assert form.report["lot"]["size"] == 500
    assert form.report["lot"]["cartons"] == 3
    assert "/goods/weight/0" not in {clause.pointer for clause in form.terms}
    assert "/lines/1/terms/weight/0" in {clause.pointer for clause in form.terms}


def test_before_the_visit_has_begun_no_carton_is_drawn() -> None:
    form = made(seed="", begun_at=None)
    assert (form.report["lot"]["cartons"], form.report["lot"]["selected_cartons"]) == (45, [])


def test_a_plan_that_no_table_has_makes_no_form() -> None:
    with pytest.raises(OutsideStandard) as caught:
        blank(ORDER, full(), VISIT, Policy())
    assert caught.value.code == "aql_unknown"


def test_an_empty_form_names_what_is_missing() -> None:
    with pytest.raises(FormWrong) as caught:
        filled(made())
    assert caught.value.detail == (
        "Not filled in yet: /place/arrived_at, /place/left_at, /inspector/person, /inspector/no_conflict, "
        "/lot/presented, /lot/packed_bp, /measurements/0/value, /measurements/0/instrument and 11 more."
    )


@pytest.mark.parametrize(
    ("fault", "pointer"),
    [
        ({"verdict": "good"}, "/verdict"),
        ({"lot": {"size": -1}}, "/lot/size"),
        ({"colour": "red"}, ""),
        ({"photos": [{"sha256": "7"}]}, "/photos/0/sha256"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_place(fault: dict[str, Any], pointer: str) -> None:
    with pytest.raises(FormWrong) as caught:
        filled(fill(made(), **fault))
    assert caught.value.pointer == pointer
    assert caught.value.told().startswith(caught.value.detail)


@pytest.mark.parametrize("data", [b"{", b"[" * 100_000, b"[]", b'{"form": 7}', b"{}", b" " * (BYTES_MAX + 1)])
def test_what_is_neither_form_nor_report_is_refused(data: bytes) -> None:
    with pytest.raises(FormWrong):
        read(data)


def test_a_filled_form_is_judged_before_it_is_signed() -> None:
    """S75: with the same rules as on the server, a wrong verdict refused and a good one confirmed."""
    form = fill(made())
    answer = assess(filled(form), form)
    assert isinstance(answer, Judged)
    assert answer.verdict == "pass"
    wrong = assess(filled(fill(made(), verdict="fail")), form)
    assert isinstance(wrong, Refused)
    assert (wrong.code, wrong.pointer) == ("report_verdict", "/report/verdict")


def test_a_form_is_judged_by_the_contract_it_names() -> None:
    """S75, E2, T27."""
    form = fill(made())
    other = assess(filled(form), form, changed(CONTRACT, title="Another"))
    assert isinstance(other, Refused)
    assert other.code == "report_other_contract"
    elsewhere = assess(changed(filled(form), visit=2), form)
    assert isinstance(elsewhere, Refused)
    assert elsewhere.code == "report_other_order"
    assert isinstance(assess(filled(form), form, CONTRACT), Judged)


def test_a_signed_report_stands_before_the_server() -> None:
    """3.4: signed by the key that the visit names, read back from its file."""
    key = Ed25519PrivateKey.generate()
    visit = changed(VISIT, public_key=public_of(key))
    form = fill(made(public_key=public_of(key)))
    report = read(msgspec.json.encode(signed(filled(form), key)))
    assert isinstance(report, Report)
    assert isinstance(judge(report, CONTRACT, visit, Policy()), Judged)
    assert isinstance(assess(report, form), Judged)
    strange = assess(signed(filled(form), Ed25519PrivateKey.generate()), form)
    assert isinstance(strange, Refused)
    assert strange.code == "report_signature"


def test_the_marketplace_s_own_figures_go_with_the_form() -> None:
    """O34: a policy that asks for less packed goods."""
    lax = Policy(inspection_ready_bp=5_000)
    form = fill(blank(ORDER, CONTRACT, VISIT, lax))
    form.report["lot"]["packed_bp"] = 6_000
    assert isinstance(assess(filled(form), form), Judged)
    late = datetime(2019, 7, 22, 23, 30, tzinfo=UTC)  # in Shanghai the next morning
    for zone, same_day in (("UTC", True), ("Asia/Shanghai", False)):
        form = fill(blank(ORDER, CONTRACT, changed(VISIT, begun_at=late), Policy(policy_tz=zone)))
        answer = assess(filled(form), form)
        assert isinstance(answer, Judged) == same_day
        assert same_day or (isinstance(answer, Refused) and answer.code == "report_other_day")
