"""What could be won: every ground supposed on good, weak and empty contracts, the change that would help, and that no
answer promises what a ruling would not give (S29, PP1, A6, SC35b)."""

from datetime import date
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairhold.lint.draft import Draft, DraftLine
from fairhold.lint.suppositions import AGREE_INSPECTOR, COVER_DELIVERY, FACTS, FIXES, IF, NAME_TIE_BREAKER
from fairhold.lint.what_if import WhatIf, base_of, suppose, supposition, view
from fairhold.trade.deal import Deal, deal_of
from fairhold.trade.families import (
    Aql,
    Box,
    ColourTerm,
    CustomisationTerm,
    DimensionTerm,
    DisputeTerm,
    DocumentTerm,
    FileTerm,
    GoodsTerms,
    Grade,
    InspectionTerm,
    LateDamages,
    MaterialTerm,
    PackagingTerm,
    QualityTerm,
    QuantityTerm,
    Share,
    Verification,
    Verifier,
    Waiver,
    WeightTerm,
)
from fairhold.trade.footing import GROUNDS
from fairhold.trade.ground import Ground
from fairhold.trade.money import Money
from fairhold.trade.policy import PRESETS, Policy
from fairhold.trade.ruling import rule_on
from fairhold.trade.terms import Contract, Line, ShipBy
from trade.playing import contract, money, usd

POLICY = PRESETS["seed"]
GENERAL = (COVER_DELIVERY, AGREE_INSPECTOR, NAME_TIE_BREAKER)
INSPECTED = InspectionTerm(inspector="Northgate, Ningbo branch", standard="ISO 2859-1", level="II", aql=Aql())
TESTED = Verification(method="XRF", by="laboratory", pieces=5)
SIZE = DimensionTerm(axis="height", value="13", unit="cm", plus="0.2", minus="0.2")
GOLD = MaterialTerm(
    grade="gold", composition=(Share(component="Au", least="74.5"),), nothing_else=True, verification=TESTED
)
GOOD = GoodsTerms(
    material=(GOLD,),
    dimensions=(SIZE,),
    weight=(WeightTerm(unit="g", least="215", most="219"),),
    quality=QualityTerm(aql=Aql()),
    colour=(ColourTerm(system="pantone", code="186 C", tolerance="2", formula="ciede2000"),),
    packaging=PackagingTerm(carton=Box(length="60", width="40", height="40", unit="cm")),
    documents=(DocumentTerm(kind="test report", issuer="Northgate"),),
    customisation=(CustomisationTerm(what="logo", file="logo.pdf"),),
    files=(FileTerm(name="logo.pdf", purpose="logo", sha256="a" * 64),),
)
BEST = contract(
    goods=GOOD,
    inspection=INSPECTED,
    late_damages=LateDamages(per_day_bp=50, cap_bp=1_000),
    incoterm="DAP",
    kept_share=usd(5_000),
)


def answers(draft: Draft | Contract, policy: Policy = POLICY) -> dict[str, WhatIf]:
    """By ground."""
    return {one.ground: one for one in suppose(draft, policy)}


def test_every_ground_is_supposed_in_its_order() -> None:
    assert tuple(one.ground for one in suppose(contract())) == get_args(Ground)
    assert set(FACTS) == set(IF) == set(FIXES) == set(get_args(Ground))


def test_gold_without_a_material_term_would_be_lost() -> None:
    """S72, SC35b."""
    line = DraftLine(description="Gold bracelet", quantity=1_000, unit_price=usd(80))
    found = answers(Draft(title="Gold bracelets", lines=(line,)))["material"]
    assert (found.winnable, found.rule) == (False, "R-TERM-0")
    assert found.why == (
        "If every unit is made of something else than was agreed: you would lose this, because the contract has no "
        "clause on what the goods are made of, so that nothing is broken."
    )
    assert found.fix == (
        "Add a material term: the shares of what the goods are made of, that nothing else is mixed in, and a test by "
        "a laboratory."
    )
    assert found.award == Money("0", "USD")


def test_a_contract_with_every_term_wins_every_ground() -> None:
    found = answers(BEST)
    assert {ground: one.why for ground, one in found.items() if not one.winnable or one.fix} == {}
    assert {ground: int(one.award.amount) for ground, one in found.items() if one.award} == {
        "late_not_shipped": 25_000_00,
        "late_shipped": 4_000_00,
        "not_received": 80_000_00,
        "pre_ship_quality": 25_000_00,
        "colour": 80_000_00,
        "size": 80_000_00,
        "material": 80_000_00,
        "weight": 80_000_00,
        "function_appearance": 24_000_00,
        "quantity_short": 800_00,
        "packaging": 8_000_00,
        "transit_damage": 8_000_00,
        "document_missing_or_false": 80_000_00,
        "wrong_goods": 80_000_00,
        "customisation": 80_000_00,
        "non_payment": 5_000_00,
    }


def test_a_won_claim_says_why_what_to_bring_and_what_comes_of_it() -> None:
    found = answers(BEST)
    assert found["weight"].needs == (
        "a report by Northgate, Ningbo branch against ISO 2859-1",
        "photos taken in the app",
    )
    assert found["material"].needs[0] == "a report by the agreed laboratory on sealed pieces"
    assert found["size"].why == (
        "If every unit has a size outside what was agreed: you would win this, because the contract says the size and "
        "the evidence weighs 0.93 against 0.45; all that is protected comes back against return of the goods, "
        "USD 80,000.00."
    )
    assert found["document_missing_or_false"].rule == "R-BURDEN-1"


LOST: dict[str, tuple[str, str]] = {
    "late_shipped": ("R20", "Agree damages for late shipment"),
    "not_received": ("R-RISK-1", "Choose a trade term under which the supplier bears the risk"),
    "pre_ship_quality": ("R-TERM-0", "Agree an inspector"),
    "colour": ("R-TERM-0", "State the colour by code"),
    "size": ("R-TERM-0", "State each measure"),
    "material": ("R-TERM-0", "Add a material term"),
    "weight": ("R-TERM-0", "State the weight"),
    "packaging": ("R-TERM-0", "Add a packaging term"),
    "transit_damage": ("R-RISK-1", "Choose a trade term under which the supplier bears the risk"),
    "document_missing_or_false": ("R-TERM-0", "Name each document"),
    "customisation": ("R-TERM-0", "Attach the design file"),
    "non_payment": ("R28", "Agree which share"),
}


def test_a_contract_with_figures_and_dates_only_loses_what_it_does_not_say() -> None:
    found = answers(contract())
    lost = {ground: one for ground, one in found.items() if not one.winnable}
    assert {ground: one.rule for ground, one in lost.items()} == {ground: rule for ground, (rule, _) in LOST.items()}
    for ground, (_, fix) in LOST.items():
        assert (lost[ground].fix or "").startswith(fix)
        assert lost[ground].award == usd(0)
        assert "would lose this" in lost[ground].why


@pytest.mark.parametrize(
    ("goods", "ground", "rule", "fix"),
    [
        (GoodsTerms(material=(MaterialTerm(grade="stainless steel"),)), "material", "R-BURDEN-1", "Add a material"),
        (GoodsTerms(material=(MaterialTerm(grade="SUS304"),)), "material", "R-BURDEN-1", "Add to the material"),
        (
            GoodsTerms(colour=(ColourTerm(system="pantone", code="186 C", tolerance="2"),)),
            "colour",
            "R-BURDEN-1",
            "State the colour",
        ),
        (GoodsTerms(packaging=PackagingTerm(inner="PE bag")), "packaging", "R-BURDEN-1", "Add a packaging"),
        (
            GoodsTerms(customisation=(CustomisationTerm(what="logo"),)),
            "customisation",
            "R-BURDEN-1",
            "Attach the design",
        ),
    ],
)
def test_a_vague_term_would_be_lost_too(goods: GoodsTerms, ground: Ground, rule: str, fix: str) -> None:
    found = answers(contract(goods=goods))[ground]
    assert (found.winnable, found.rule) == (False, rule)
    assert (found.fix or "").startswith(fix)


def test_a_material_without_a_test_lacks_evidence_and_a_named_tie_breaker_would_help_too() -> None:
    """S21: without a test by a third party the buyer lacks evidence."""
    steel = GoodsTerms(material=(MaterialTerm(grade="SUS304"),))
    lost = answers(contract(goods=steel))["material"]
    assert "the evidence you could get weighs 0.45 against 0.45 of the supplier's" in lost.why
    assert lost.needs[0].startswith("a further source that weighs 27.28 % or more, such as: one-sided report")
    named = contract(goods=steel, dispute=DisputeTerm(tie_breaker="Eastgate Laboratories"))
    found = answers(named)["material"]
    assert (found.winnable, found.rule) == (True, "R-TIE-1")
    assert found.needs[0] == "the finding of the agreed tie-breaker or of a joint inspection"


@pytest.mark.parametrize(
    ("by", "winnable"),
    [
        ("laboratory", True),
        ("inspector", True),
        ("joint", True),
        ("platform", True),
        ("buyer", True),
        ("supplier", False),
    ],
)
def test_who_tests_decides_what_can_be_shown(by: Verifier, winnable: bool) -> None:
    tested = msgspec.structs.replace(GOLD, verification=Verification(method="XRF", by=by))
    assert answers(contract(goods=GoodsTerms(material=(tested,))))["material"].winnable is winnable


def test_under_pre_shipment_coverage_only_delivery_is_left_after_shipment() -> None:
    """A6, R4; the other coverage is the one change that helps, if the terms are good."""
    found = answers(msgspec.structs.replace(BEST, coverage="pre_shipment"))
    before = {"late_not_shipped", "late_shipped", "not_received", "pre_ship_quality", "non_payment"}
    assert {ground for ground, one in found.items() if one.winnable} == before
    for ground in set(found) - before:
        assert (found[ground].rule, found[ground].fix) == ("R4", "Choose post-delivery coverage.")
        assert "pre-shipment coverage protects nothing after shipment" in found[ground].why
    assert found["not_received"].award == usd(25_000)
    assert answers(contract(coverage="pre_shipment"))["material"].fix is None


def test_a_waived_point_would_be_lost_until_the_waiver_is_taken_back() -> None:
    waived = msgspec.structs.replace(BEST, waivers=(Waiver(rule="weight-1", field="/goods/weight/0", family="weight"),))
    found = answers(waived)
    assert (found["weight"].winnable, found["weight"].rule) == (False, "R-TERM-0")
    assert found["weight"].fix == "Take the waiver of this point back."
    assert "both sides signed that they leave open the weight" in found["weight"].why
    assert found["size"].winnable


def test_the_line_that_would_hold_least_decides() -> None:
    lines = (
        Line(description="Bracelet", quantity=600, unit_price=usd(100), terms=GoodsTerms(material=(GOLD,))),
        Line(description="Box", quantity=400, unit_price=usd(50)),
    )
    found = answers(contract(lines=lines))["material"]
    assert (found.winnable, found.rule) == (False, "R-TERM-0")
    both = tuple(msgspec.structs.replace(line, terms=GoodsTerms(material=(GOLD,))) for line in lines)
    assert answers(contract(lines=both))["material"].award == usd(80_000)


def test_a_table_of_remedies_is_what_would_be_paid() -> None:
    """R17: the table comes first, so no full refund is promised."""
    table = DisputeTerm(
        grades=(
            Grade(family="weight", from_percent="2", reduction_bp=500),
            Grade(family="weight", from_percent="10", reduction_bp=2_000),
        )
    )
    assert answers(msgspec.structs.replace(BEST, dispute=table))["weight"].award == usd(16_000)


def test_a_shortage_is_supposed_beyond_what_the_contract_allows() -> None:
    line = msgspec.structs.replace(contract().lines[0], terms=GoodsTerms(quantity=QuantityTerm(less_bp=500)))
    assert answers(contract(lines=(line,)))["quantity_short"].award == usd(4_800)
    all_may_miss = msgspec.structs.replace(line, terms=GoodsTerms(quantity=QuantityTerm(less_bp=10_000)))
    lost = answers(contract(lines=(all_may_miss,)))["quantity_short"]
    assert (lost.winnable, lost.rule, lost.fix) == (False, "R24", None)


def test_money_that_is_not_in_yet_cannot_come_back() -> None:
    """Open account: nothing is protected before shipment."""
    found = answers(contract(initial=0, balance_after_shipment=True))["late_not_shipped"]
    assert (found.winnable, found.rule, found.award) == (False, "4.9", usd(0))
    assert "nothing that is protected would have been paid by then" in found.why


def test_the_operators_policy_counts() -> None:
    strict = Policy(evidence_margin_bp=5_000)
    assert answers(contract(goods=GOOD))["weight"].winnable
    assert not answers(contract(goods=GOOD), strict)["weight"].winnable


# --- drafts ----------------------------------------------------------------------------------------------------------


def draft(**fields: Any) -> Draft:
    """A draft with one priced line of 80,000 and all terms."""
    line = DraftLine(description="Tumbler", quantity=1_000, unit_price=usd(80))
    given: dict[str, Any] = {"title": "Tumblers", "lines": (line,), "goods": GOOD, "incoterm": "FOB"}
    return Draft(**(given | fields))


def test_an_empty_draft_is_answered() -> None:
    found = answers(Draft())
    assert all(one.award is None for one in found.values())
    assert {ground for ground, one in found.items() if one.winnable} == {"function_appearance"}
    assert found["late_shipped"].rule == found["quantity_short"].rule == found["wrong_goods"].rule == "R-TERM-0"
    assert found["late_not_shipped"].fix == "Give a date by which the goods must leave."
    assert found["quantity_short"].fix == "State the exact number of every line, with its unit."
    assert found["wrong_goods"].fix == "Describe in every line which article it is."


def test_a_contract_and_its_draft_are_answered_alike() -> None:
    shared: dict[str, Any] = {
        name: getattr(BEST, name) for name in Draft.__struct_fields__ if name in Contract.__struct_fields__
    }
    shared["lines"] = tuple(
        DraftLine(description=one.description, quantity=one.quantity, unit_price=one.unit_price) for one in BEST.lines
    )
    assert suppose(Draft(**shared)) == suppose(BEST)


def test_without_sums_no_award_is_named() -> None:
    line = DraftLine(description="Tumbler", quantity=1_000)
    found = answers(draft(lines=(line,), initial=usd(25_000)))
    assert found["weight"].winnable
    assert {one.award for one in found.values()} == {None}
    assert "USD" not in found["weight"].why


def test_the_total_may_come_from_the_lines() -> None:
    found = answers(draft(freight=usd(5_000), discount=usd(1_000), initial=usd(25_000)))
    assert found["weight"].award == usd(84_000)
    assert found["pre_ship_quality"].award == usd(0)


def test_without_an_initial_payment_only_claims_after_shipment_have_an_award() -> None:
    found = answers(draft(total=usd(80_000), ship_by=ShipBy(on=date(2027, 8, 5))))
    unknown = {ground for ground, one in found.items() if one.award is None}
    assert unknown == {"late_not_shipped", "pre_ship_quality", "non_payment"}
    assert found["late_not_shipped"].winnable
    pre = answers(draft(total=usd(80_000), coverage="pre_shipment"))
    assert {one.award for one in pre.values()} == {None}


def test_a_shortage_has_no_award_where_several_lines_have_no_price() -> None:
    lines = (DraftLine(description="Cup", quantity=10), DraftLine(description="Lid", quantity=10))
    found = answers(draft(lines=lines, total=usd(100), initial=usd(10)))
    assert found["quantity_short"].award is None
    assert found["weight"].award == usd(100)


@pytest.mark.parametrize(
    "fields",
    [
        {"total": usd(0)},
        {"total": Money("8000000", "ABC"), "lines": ()},
        {"total": money(80_000_00, "EUR"), "lines": (DraftLine(quantity=-5, unit_price=usd(1)),)},
        {"lines": (DraftLine(quantity=10**30, unit_price=usd(1)),)},
        {"lines": (DraftLine(quantity=10**9, unit_price=Money("9" * 15, "USD")),)},
        {"discount": usd(90_000)},
        {"initial": usd(900_000), "total": usd(80_000)},
        {"coverage": "none", "incoterm": "DDU"},
        {"kept_share": usd(5), "lines": ()},
    ],
)
def test_a_draft_that_makes_no_sense_is_answered_all_the_same(fields: dict[str, Any]) -> None:
    for one in suppose(draft(**fields)):
        assert one.rule
        assert one.award is None or int(one.award.amount) <= 80_000_00


def test_an_answer_has_the_fields_of_the_wire() -> None:
    found = msgspec.to_builtins(answers(contract())["late_not_shipped"])
    assert list(found) == ["ground", "winnable", "rule", "needs", "award", "fix", "why"]
    assert found["award"] == {"amount": "2500000", "currency": "USD"}


# --- never more than a ruling would give -----------------------------------------------------------------------------


def maybe(*values: Any) -> st.SearchStrategy[Any]:
    """One of these values or nothing."""
    return st.sampled_from([None, *values])


def some(term: Any) -> st.SearchStrategy[Any]:
    """No term or one of these."""
    return st.lists(term, max_size=2).map(tuple)


tests = (
    st.builds(Verification, method=st.just("as agreed"), by=st.sampled_from(get_args(Verifier)), pieces=maybe(5))
    | st.none()
)
goods_terms = st.builds(
    GoodsTerms,
    material=some(
        st.builds(
            MaterialTerm,
            grade=st.sampled_from(["Gold", "SUS304", "leather"]),
            composition=st.sampled_from([(), (Share(component="Cr", least="18"),)]),
            verification=tests,
        )
    ),
    dimensions=some(
        st.builds(
            DimensionTerm,
            axis=st.just("height"),
            value=st.just("13"),
            unit=st.just("cm"),
            plus=maybe("0.2"),
            minus=maybe("0.2"),
            pieces=maybe(5),
        )
    ),
    weight=some(st.builds(WeightTerm, unit=st.just("g"), nominal=maybe("217"), least=maybe("215"), most=maybe("219"))),
    quantity=maybe(QuantityTerm(), QuantityTerm(less_bp=500)),
    quality=maybe(QualityTerm(aql=Aql()), QualityTerm(standard="good")),
    colour=some(
        st.builds(
            ColourTerm,
            system=st.sampled_from(["pantone", "other"]),
            code=st.just("186 C"),
            tolerance=maybe("2"),
            formula=maybe("ciede2000"),
            verification=tests,
        )
    ),
    packaging=maybe(PackagingTerm(inner="bag"), PackagingTerm(board="double wall")),
    files=st.sampled_from([(), (FileTerm(name="logo.pdf", purpose="logo", sha256="a" * 64),)]),
    customisation=st.sampled_from([(), (CustomisationTerm(what="logo", file="logo.pdf"),)]),
    documents=st.sampled_from([(), (DocumentTerm(kind="test report"),)]),
)
deal_lines = st.builds(
    Line,
    description=st.sampled_from(["Tumbler", "Lid"]),
    quantity=st.integers(1, 5_000),
    unit_price=st.integers(1, 10_000).map(money),
    terms=st.none() | goods_terms,
)
waivers = st.lists(
    st.builds(
        Waiver,
        rule=st.just("rule-1"),
        field=st.sampled_from(["/goods/weight/0", "/lines/0/terms/material/0", "/lines/1/quantity"]),
        family=st.sampled_from(["weight", "material", "quantity"]),
    ),
    max_size=1,
).map(tuple)
GRADED = DisputeTerm(grades=(Grade(family="weight", from_percent="5", reduction_bp=1_000),))


@st.composite
def contracts(draw: st.DrawFn) -> Contract:
    """Contracts of one to three lines with any mix of terms, good and bad."""
    lines = tuple(draw(st.lists(deal_lines, min_size=1, max_size=3)))
    total = sum(line.quantity * line.unit_price.minor for line in lines)
    made: Contract = contract(
        lines=lines,
        total=total,
        initial=draw(st.integers(0, total)),
        coverage=draw(st.sampled_from(["pre_shipment", "post_delivery"])),
        incoterm=draw(st.sampled_from(["FOB", "DAP"])),
        goods=draw(st.none() | goods_terms),
        inspection=draw(maybe(INSPECTED)),
        dispute=draw(maybe(DisputeTerm(tie_breaker="a referee"), GRADED)),
        late_damages=draw(maybe(LateDamages(per_day_bp=50, cap_bp=1_000))),
        kept_share=draw(maybe(money(1))),
        waivers=draw(waivers),
    )
    return made


def ruled_line_by_line(deal: Deal, ground: Ground) -> tuple[bool, int]:
    """Whether the ruling upholds the same breach on every line by itself, and what all of it comes to."""
    base = base_of(deal, ground)
    issue = supposition(deal, ground, POLICY)
    if issue.ground == "quantity_short":
        issues = [msgspec.structs.replace(issue, footing=None)]
    else:
        issues = [
            msgspec.structs.replace(
                supposition(msgspec.structs.replace(deal, lines=(line,), waivers=_of_line(deal, i)), ground, POLICY),
                line=i,
                footing=None,
            )
            for i, line in enumerate(deal.lines)
        ]
    found = [rule_on(one, deal, base, POLICY) for one in issues]
    return all(one.outcome == "upheld" for one in found), min(base, sum(one.remedy.amount for one in found))


def _of_line(deal: Deal, line: int) -> tuple[Waiver, ...]:
    """The waivers that a single line would see as its own."""
    return tuple(one for one in deal.waivers if not one.field.startswith("/lines/") or one.field[7] == str(line))


@given(contracts())
@settings(max_examples=150, deadline=None)
def test_it_never_promises_what_the_ruling_would_not_give(terms: Contract) -> None:
    deal = deal_of(terms)
    for one in suppose(terms):
        upheld, worth = ruled_line_by_line(deal, one.ground)
        assert one.award is not None
        promised = int(one.award.amount)
        if one.winnable:
            assert upheld
            assert 0 < promised <= worth + len(terms.lines)
        else:
            assert promised == 0
            assert one.rule


@given(contracts())
@settings(max_examples=60, deadline=None)
def test_every_proposed_fix_is_one_that_the_rules_would_honour(terms: Contract) -> None:
    deal = deal_of(terms)
    for one in suppose(terms):
        assert one.fix is None or not one.winnable
        if one.fix is not None:
            turned = []
            for fix in (*FIXES[one.ground], *GENERAL):
                if fix.words == one.fix:
                    after = fix.change(deal)
                    issue = supposition(after, one.ground, POLICY)
                    turned.append(rule_on(issue, after, base_of(after, one.ground), POLICY).remedy.amount > 0)
            assert True in turned or one.fix == "Take the waiver of this point back."


def test_the_view_of_a_draft_has_the_weakest_reading_of_its_figures() -> None:
    deal = view(Draft(title="Cups", lines=(DraftLine(description="Cup", quantity=0),)))
    assert (deal.priced, deal.lines[0].quantity, deal.lines[0].value, deal.coverage) == (False, 0, 0, "post_delivery")
    assert view(Draft(title="Cups")).lines[0].description == "Cups"
    assert set(GROUNDS) == set(get_args(Ground))
