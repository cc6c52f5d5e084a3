"""The engine: scenarios of the rulebook, the score with its arithmetic, waivers, blockers of a proposal, and what holds
for whatever comes in.
"""

import json
import random
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairhold.lint.draft import Draft, DraftLine
from fairhold.lint.families import FAMILIES
from fairhold.lint.passages import texts
from fairhold.lint.report import (
    ENFORCEABLE_FROM,
    NOT_PROTECTED,
    PARTLY_FROM,
    PENALTY,
    REMARKS_WEIGHT,
    Report,
    blockers,
    examine,
    of_contract,
)
from fairhold.lint.ways.own import read_json
from fairhold.trade.families import Waiver
from fairhold.trade.terms import Line
from fairhold.trade.thread import Mention
from trade.full_terms import full
from trade.playing import changed, contract, usd


def of_text(*clauses: str) -> list[tuple[str, str, str]]:
    """Family, severity and words of what is found in some clauses."""
    return [
        (finding.family, finding.severity, clauses[int(finding.field.rpartition("/")[2])][slice(*finding.span)])
        for finding in examine(Draft(clauses=clauses)).findings
        if finding.span is not None
    ]


# ----------------------------------------------------------------------------------------------- scenarios (rulebook 5)


def test_SC5_a_colour_by_name_is_a_blocker_and_a_code_passes() -> None:
    assert ("colour", "blocker", "red") in of_text("Tumbler, colour: red")
    assert not [found for found in of_text("Tumbler, colour: Pantone 186 C") if found[1] in ("blocker", "major")]


def test_SC6_a_size_without_tolerance_is_a_warning_that_names_the_default_standard() -> None:
    assert ("dimensions", "major", "8.8*8.8*13 cm") in of_text("Size: 8.8*8.8*13 cm")
    (finding,) = [f for f in examine(Draft(clauses=("Size: 8.8*8.8*13 cm",))).findings if f.severity == "major"]
    assert "O33" in finding.why


def test_SC7_a_bare_material_is_a_blocker_and_a_composition_without_a_test_a_warning() -> None:
    assert ("material", "blocker", "stainless steel") in of_text("Material: stainless steel")
    found = of_text("Material: 100% stainless steel SUS304, no other mixture accepted")
    assert {severity for family, severity, _ in found if family == "material"} == {"major"}


def test_SC9_a_month_is_no_ship_date_and_a_day_is_one() -> None:
    assert ("shipment_date", "blocker", "in Aug") in of_text("Ship in Aug")
    assert not [found for found in of_text("Ship by 2019-08-05") if found[1] in ("blocker", "major")]
    month = examine(read_json('{"ship_by": "in Aug", "lines": [{}]}').draft)
    assert [f.severity for f in month.findings if f.field == "/ship_by_text"] == ["blocker"]


# ------------------------------------------------------------------------------------------------------------ the score


def arithmetic(report: Report) -> tuple[Decimal, int]:
    """Base and penalty as the standard has them, from the families that the report shows."""
    counted = [family for family in report.families if family.subjects]
    weight = sum(family.weight for family in counted)
    holds = sum(Decimal(family.weight * family.passed) / (4 * family.subjects) for family in counted)
    return (100 * holds / weight if weight else Decimal(0)), sum(finding.points for finding in report.findings)


@pytest.mark.parametrize(
    "draft", [of_contract(full()), of_contract(contract()), Draft(clauses=("Colour: red",)), Draft()]
)
def test_the_score_is_the_share_that_holds_less_the_penalties(draft: Draft) -> None:
    report = examine(draft)
    base, penalty = arithmetic(report)
    assert (report.base, report.penalty) == (f"{base:.2f}", penalty)
    assert report.score == max(0, round(base - penalty))
    assert [family.family for family in report.families] == [family.name for family in FAMILIES]


def test_a_finding_costs_its_penalty_until_the_weight_of_its_family_is_used_up() -> None:
    report = examine(Draft(clauses=("Colour: red", "Lid colour: blue", "Straw colour: nice")))
    points = [finding.points for finding in report.findings if finding.family == "colour"]
    assert points[0] == PENALTY["blocker"] == 8
    assert sum(points) == 8
    assert next(f.penalty for f in report.families if f.family == "colour") == 8


def test_remarks_cost_at_most_a_blocker_together() -> None:
    clauses = tuple(f"Details {i} to be confirmed." for i in range(3))
    report = examine(Draft(clauses=clauses))
    mine = [finding for finding in report.findings if finding.family == "remarks"]
    assert len(mine) == 3
    assert sum(finding.points for finding in mine) == REMARKS_WEIGHT


def test_the_bands_are_those_of_the_standard() -> None:
    assert (ENFORCEABLE_FROM, PARTLY_FROM) == (85, 70)
    for report in (examine(of_contract(full())), examine(Draft())):
        wanted = "enforceable" if report.score >= 85 else "partly" if report.score >= 70 else "weak"
        assert report.band == wanted


def test_a_draft_that_says_nothing_scores_nothing() -> None:
    assert (examine(Draft()).score, examine(Draft()).band) == (0, "weak")


def test_findings_stand_by_severity_then_family_then_place() -> None:
    findings = examine(of_contract(full())).findings
    rank = ["blocker", "major", "minor", "info"]
    order = [family.name for family in FAMILIES] + ["remarks"]
    keys = [(rank.index(f.severity), order.index(f.family)) for f in findings]
    assert keys == sorted(keys)


def test_a_finding_has_exactly_the_promised_fields() -> None:
    (finding,) = msgspec.to_builtins([f for f in examine(Draft(clauses=("red cup",))).findings if f.span])[:1]
    assert list(finding) == ["rule", "family", "severity", "field", "span", "why", "suggest", "points"]


# ----------------------------------------------------------------------------------------------- waivers, the proposal


def test_blockers_are_those_of_families_that_the_coverage_protects() -> None:
    vague = contract(title="Cups", lines=(Line(description="Cup, colour red", quantity=1000, unit_price=usd(80)),))
    found = blockers(vague)
    assert ("colour", "/lines/0/description") in [(blocker.family, blocker.field) for blocker in found]
    in_report = [f for f in examine(of_contract(vague)).findings if f.severity == "blocker"]
    assert {b.rule for b in found} == {f.rule for f in in_report if f.family not in NOT_PROTECTED["post_delivery"]}


def test_packaging_stops_a_proposal_only_where_it_is_protected() -> None:
    loose = contract(packaging="Packing: to be confirmed")
    assert "packaging" in {blocker.family for blocker in blockers(loose)}
    assert "packaging" not in {blocker.family for blocker in blockers(changed(loose, coverage="pre_shipment"))}


def test_a_waiver_of_a_blocker_lets_it_pass_and_still_costs_its_points() -> None:
    vague = contract(remarks="Lid colour red.")
    blocker = next(one for one in blockers(vague) if one.family == "colour")
    waiver = Waiver(rule=blocker.rule, field=blocker.field, family=blocker.family)
    waived = changed(vague, waivers=(waiver,))
    assert blocker not in blockers(waived)
    before, after = examine(of_contract(vague)), examine(of_contract(waived))
    assert after.waived == (waiver,)
    assert (after.blockers, after.score) == (before.blockers - 1, before.score)
    assert after.findings == before.findings


def test_a_waiver_that_names_nothing_changes_nothing() -> None:
    draft = Draft(clauses=("Colour: red",), waivers=(Waiver(rule="none-1", field="/clauses/0", family="colour"),))
    report = examine(draft)
    assert (report.waived, report.blockers) == ((), 1)


def test_a_family_of_which_nothing_is_said_is_not_counted_once_both_sides_gave_it_up() -> None:
    draft = Draft(lines=(DraftLine(description="Cup", quantity=5),))
    silent = next(f for f in examine(draft).findings if f.family == "packaging" and f.span is None)
    waiver = Waiver(rule=silent.rule, field=silent.field, family="packaging")
    report = examine(msgspec.structs.replace(draft, waivers=(waiver,)))
    assert next(f.subjects for f in report.families if f.family == "packaging") == 0
    assert next(f.subjects for f in examine(draft).families if f.family == "packaging") == 1


def test_SC35b_a_material_that_only_a_message_names_stops_the_proposal() -> None:
    silent = contract(title="Rings", lines=(Line(description="Ring, size 54 mm", quantity=1000, unit_price=usd(80)),))
    mentions = (Mention(3, "material", "gold"),)
    new = set(blockers(silent, mentions)) - set(blockers(silent))
    assert [(blocker.rule, blocker.family, blocker.field) for blocker in new] == [("thread-1", "material", "/thread/3")]


def test_who_the_parties_are_and_what_it_costs_makes_no_difference_to_blockers() -> None:
    one = contract()
    other = changed(contract(total=70_000_00), buyer=one.supplier, supplier=one.buyer)
    assert blockers(one) == blockers(other) != ()
    in_report = {f.rule for f in examine(of_contract(other)).findings if f.severity == "blocker"}
    assert {blocker.rule for blocker in blockers(other)} == in_report


# --------------------------------------------------------------------------------------------- whatever comes in


WORDS = st.sampled_from(
    (
        *(
            "red",
            "gold",
            "material",
            "colour",
            ":",
            "；",
            "颜色",
            "红色",
            "材质",
            "about",
            "500 pcs",
            "8.8*8.8*13 cm",
            "±",
            "2",
        ),
        *(
            "good quality",
            "ASAP",
            "in Aug",
            "05/08/2019",
            "2019-08-05",
            "Pantone 186 C",
            "FOB",
            "Ningbo",
            "30% deposit",
        ),
        *(
            "AQL 2.5",
            "SGS",
            "as per sample",
            "standard packing",
            "etc.",
            "TBC",
            ";",
            ".",
            ",",
            "\n",
            "\t",
            "217 g",
            "约",
        ),
        *("不锈钢", "\u202e", "\u200b", "tested by", "XRF", "24 pcs/ctn", "logo", "latest version", "尽快", ""),
    )
)
TEXT = st.one_of(st.text(max_size=80), st.lists(WORDS, max_size=14).map(" ".join))
LINES = st.lists(
    st.builds(
        DraftLine, description=TEXT, specification=TEXT, quantity_text=TEXT, quantity=st.none() | st.integers(1, 10**9)
    ),
    max_size=2,
).map(tuple)
DRAFTS = st.builds(
    Draft,
    title=TEXT,
    lines=LINES,
    quality=TEXT,
    packaging=TEXT,
    remarks=TEXT,
    ship_by_text=TEXT,
    incoterm=TEXT,
    incoterm_place=TEXT,
    shipping_method=TEXT,
    clauses=st.lists(TEXT, max_size=3).map(tuple),
)


@settings(max_examples=150, deadline=None)
@given(DRAFTS)
def test_every_draft_has_a_report_whose_spans_lie_in_their_texts(draft: Draft) -> None:
    report = examine(draft)
    whole = {field: text for field, text, _, _ in texts(draft)}
    assert 0 <= report.score <= 100
    for finding in report.findings:
        if finding.span is not None:
            start, end = finding.span
            assert 0 <= start < end <= len(whole[finding.field]), finding
    places = [(finding.rule, finding.field, finding.span) for finding in report.findings]
    assert len(places) == len(set(places))
    assert examine(draft) == report


@settings(max_examples=150, deadline=None)
@given(DRAFTS)
def test_taking_out_the_words_of_a_blocker_never_lowers_the_score(draft: Draft) -> None:
    report = examine(draft)
    whole = {field: text for field, text, _, _ in texts(draft)}
    phrases = [f for f in report.findings if f.severity == "blocker" and f.span and f.field.startswith("/clauses/")]
    for finding in phrases[:2]:
        assert finding.span is not None
        start, end = finding.span
        number = int(finding.field.rpartition("/")[2])
        clauses = list(draft.clauses)
        clauses[number] = whole[finding.field][:start] + whole[finding.field][end:]
        assert examine(msgspec.structs.replace(draft, clauses=tuple(clauses))).score >= report.score, finding


def _shuffled(value: Any, dice: random.Random) -> Any:
    if isinstance(value, dict):
        names = list(value)
        dice.shuffle(names)
        return {name: _shuffled(value[name], dice) for name in names}
    return [_shuffled(inner, dice) for inner in value] if isinstance(value, list) else value


@pytest.mark.parametrize("seed", range(3))
def test_the_report_is_the_same_whatever_the_order_of_keys_and_the_spacing(seed: int) -> None:
    said = msgspec.to_builtins(full())
    shuffled = json.dumps(_shuffled(said, random.Random(seed)), indent=seed, ensure_ascii=bool(seed % 2))
    plain = examine(read_json(json.dumps(said)).draft)
    assert examine(read_json(shuffled).draft) == plain == examine(of_contract(full()))
