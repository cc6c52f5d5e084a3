"""All families together: their order and weights, which of them a text is about, and how quickly that is told."""

from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from fairhold.lint.families import BY_NAME, FAMILIES, READINGS, spoken
from fairhold.lint.phrases import PHRASES
from fairhold.trade.families import Family

LINE = "Stainless steel tumbler, Pantone 186 C, 8.8*8.8*13 cm, 215-219 g, AQL 0/2.5/4.0 by QIMA, good quality"


def test_every_family_of_the_contract_stands_once_in_the_order_of_the_standards() -> None:
    assert tuple(rules.name for rules in FAMILIES) == get_args(Family)
    assert tuple(name for name, _ in READINGS) == get_args(Family)
    assert sum(rules.weight for rules in FAMILIES[:13]) == 100


def test_every_rule_has_an_id_of_its_own_that_names_its_family() -> None:
    ids = [rule.id for rules in FAMILIES for rule in rules.rules] + [phrase.id for phrase in PHRASES]
    assert len(ids) == len(set(ids))
    for rules in FAMILIES:
        assert [rule.id.rpartition("-")[0] for rule in rules.rules] == [rules.name] * len(rules.rules)


def test_every_rule_says_why_and_what_to_write() -> None:
    for rules in FAMILIES:
        for rule in rules.rules:
            assert rule.why.endswith((".", ")")), rule.id
            assert rule.suggest, rule.id


def test_a_text_is_about_every_family_that_it_says_something_to() -> None:
    assert spoken(LINE) == ("material", "inspection", "dimensions", "quality", "colour", "weight")
    assert spoken("Signed in Shenzhen") == ()


def test_every_family_hears_its_own_phrases() -> None:
    deaf = [
        phrase.id
        for phrase in PHRASES
        if phrase.family != "every" and phrase.where == "anywhere" and phrase.family not in spoken(phrase.example)
    ]
    assert deaf == []


@given(st.text(max_size=120))
def test_no_text_makes_sorting_fail(text: str) -> None:
    spoken(text)


def test_by_name_finds_each() -> None:
    assert all(BY_NAME[rules.name] is rules for rules in FAMILIES)
