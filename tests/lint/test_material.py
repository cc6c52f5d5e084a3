"""Material terms: a name is no composition, a grade or shares are; a coating needs its thickness, all a test (S21)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairhold.lint.draft import Draft, DraftLine
from fairhold.lint.material import RULES
from fairhold.lint.substances import groups, named
from fairhold.trade.families import Coating, GoodsTerms, MaterialTerm, Share, Verification
from lint.judged import faults, grave, judge, letters

BAD = (
    ("stainless steel", "V066", "blocker", "stainless steel"),
    ("Material: stainless steel", "V066", "blocker", "stainless steel"),
    ("18K rose gold", "V065", "blocker", "18K rose gold"),
    ("Gold necklace", "V064", "blocker", "Gold"),
    ("Bag in genuine leather", "V069", "blocker", "genuine leather"),
    ("gold plated", "V075", "blocker", "gold plated"),
    ("anodised lid", "material-2", "blocker", "anodised"),
    ("PP+ABS", "V076", "blocker", "PP+ABS"),
    ("eco-friendly", "V071", "blocker", "eco-friendly"),
    ("Lining: polyester", "material-1", "blocker", "polyester"),
    ("Material: as usual in the trade", "material-1", "blocker", "as usual in the trade"),
    ("Cup of borosilicate glass", "material-1", "blocker", "borosilicate glass"),
    ("材质:不锈钢", "material-1", "blocker", "不锈钢"),
    ("优质材料", "Z051", "blocker", "优质材料"),
    ("SUS304 stainless steel", "material-3", "major", "SUS304"),
    ("100 % cotton", "material-3", "major", "100 % cotton"),
    ("SUS304", "material-4", "minor", "SUS304"),
    ("SUS304", "material-5", "minor", "SUS304"),
)
GOOD = (
    "SUS304 Cr 18-20 %, Ni 8-10.5 %, no other material, XRF by SGS on 5 pieces",
    "60 % cotton, 40 % polyester, tested to ISO 1833 by an accredited laboratory",
    "Gold 750/1000 ± 5 ‰, fire assay by SGS laboratory on 5 pieces",
    "Nickel plating min 8 µm, XRF by SGS on 5 pieces",
    "6061-T6 aluminium, OES by TÜV laboratory",
    "材质SUS304，Cr 17.5-19.5%，不含其他，SGS光谱检测5件",
)
SILENT = (
    "Packed in wooden cases",
    "lead time 30 days",
    "silk screen printing",
    "No plastic parts",
    "Colour: gold",
    "a material breach of this contract",
    "Contact: Anna Gold, Export Manager",
    "Each piece in a plastic bag",
)


@pytest.mark.parametrize(("text", "rule", "severity", "words"), BAD)
def test_a_vague_term_is_found_where_it_stands(text: str, rule: str, severity: str, words: str) -> None:
    assert (rule, severity, words) in faults(RULES, text)


@pytest.mark.parametrize("text", GOOD)
def test_a_precise_term_has_no_grave_fault(text: str) -> None:
    assert grave(RULES, text) == []


@pytest.mark.parametrize("text", SILENT)
def test_a_text_about_something_else_says_nothing(text: str) -> None:
    assert faults(RULES, text) == []


def test_stainless_steel_is_a_blocker_and_a_share_without_a_test_is_a_major_one() -> None:
    """SC7: share and "no other mixture" are missing; no test clause is a warning."""
    assert grave(RULES, "stainless steel") == [("V066", "blocker", "stainless steel")]
    assert grave(RULES, "100 % stainless steel, no other mixture accepted") == [
        ("material-3", "major", "100 % stainless steel")
    ]


def test_a_grade_in_one_text_covers_the_bare_word_in_another() -> None:
    assert grave(RULES, "Stainless steel tumbler", "SUS304, XRF by SGS on 5 pieces") == []
    assert grave(RULES, "Stainless steel tumbler with silicone ring", "SUS304, XRF by SGS on 5 pieces") == [
        ("material-1", "blocker", "silicone")
    ]


def test_a_typed_term_is_judged_like_one_in_a_text() -> None:
    bare = MaterialTerm(grade="stainless steel")
    draft = Draft(lines=(DraftLine(terms=GoodsTerms(material=(bare,))),))
    verdict = judge(RULES, terms=(bare,), draft=draft)
    assert [(fault.rule, fault.severity, fault.field, fault.span) for fault in verdict.faults] == [
        ("material-1", "blocker", "/lines/0/terms/material/0", None),
        ("material-3", "major", "/lines/0/terms/material/0", None),
        ("material-4", "minor", "/lines/0/terms/material/0", None),
        ("material-5", "minor", "/lines/0/terms/material/0", None),
    ]
    whole = MaterialTerm(
        grade="SUS304",
        composition=(Share(component="Cr", least="17.5", most="19.5"),),
        nothing_else=True,
        verification=Verification(method="XRF", by="laboratory", pieces=5),
    )
    verdict = judge(RULES, "Stainless steel tumbler", terms=(whole,), draft=Draft(goods=GoodsTerms(material=(whole,))))
    assert (letters(verdict), verdict.faults) == ("SMTA", ())


def test_a_typed_coating_without_a_thickness_is_a_blocker() -> None:
    term = MaterialTerm(grade="SUS304", coating=Coating(material="gold"))
    verdict = judge(RULES, terms=(term,), draft=Draft(goods=GoodsTerms(material=(term,))))
    assert ("material-2", "/goods/material/0") in [(fault.rule, fault.field) for fault in verdict.faults]


def test_goods_of_which_no_material_is_named_have_no_term_to_claim_on() -> None:
    verdict = judge(RULES, draft=Draft(lines=(DraftLine(description="Gift set"),)))
    assert [(fault.rule, fault.severity, fault.field) for fault in verdict.faults] == [
        ("material-6", "major", "/lines/0/material")
    ]
    assert (verdict.applies, letters(verdict)) == (True, "----")


def test_a_text_is_read_into_typed_terms() -> None:
    (found,) = RULES.read("SUS304, Cr 17.5–19.5 %, no other material, XRF by SGS on 5 pieces")
    assert (found.start, found.end) == (0, 6)
    assert found.term == MaterialTerm(
        grade="SUS304",
        composition=(Share(component="Cr", least="17.5", most="19.5"),),
        nothing_else=True,
        verification=Verification(method="xrf", by="inspector", pieces=5),
    )
    (plated,) = RULES.read("6061-T6, powder coated 60-80 µm")
    assert plated.term.coating == Coating(material="powder", least_um="60", most_um="80")


def test_a_grade_belongs_to_its_family_of_materials() -> None:
    assert groups("SUS304") == {"stainless steel", "steel", "metal"}
    assert groups("6061-T6 aluminium") == {"aluminium", "metal"}
    assert [word.group for word in named("Stainless steel cup, bamboo lid, packed in a wooden case")] == [
        "stainless steel",
        "bamboo",
    ]


@given(st.text(max_size=80))
def test_no_text_makes_judging_fail(text: str) -> None:
    judge(RULES, text)
    judge(RULES, text, own=True)
