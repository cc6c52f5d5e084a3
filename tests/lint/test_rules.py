"""Every rule of the linter: one id each, words that say something, and a place in the reference."""

import re
from pathlib import Path
from typing import get_args

from fairhold.lint import phrases
from fairhold.lint.checks.every import CHECKS
from fairhold.lint.checks.sums import FILE_RULES
from fairhold.lint.families import FAMILIES
from fairhold.lint.family import Rule, Severity
from fairhold.lint.fixes import READINGS
from fairhold.trade.families import Family

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "lint.md"
RULES: tuple[Rule, ...] = (
    *(rule for family in FAMILIES for rule in family.rules),
    *(rule for check in CHECKS for rule in check.rules),
    *FILE_RULES,
)
IDS = [rule.id for rule in RULES] + [phrase.id for phrase in phrases.PHRASES]


def test_no_id_is_used_twice() -> None:
    assert sorted(IDS) == sorted(set(IDS))
    assert [rule.id for rule in RULES if not re.fullmatch(r"[a-z_]+-\d{1,2}", rule.id)] == []
    assert [phrase.id for phrase in phrases.PHRASES if not re.fullmatch(r"[VZ]\d{3}", phrase.id)] == []


def test_every_rule_says_why_and_what_to_write() -> None:
    for rule in RULES:
        assert rule.severity in get_args(Severity)
        assert rule.why[0].isupper(), rule.id
        assert rule.why.endswith("."), rule.id
        assert rule.suggest, rule.id


def test_every_family_is_there_and_the_first_thirteen_weigh_a_hundred() -> None:
    assert {family.name for family in FAMILIES} == set(get_args(Family))
    assert sum(family.weight for family in FAMILIES[:13]) == 100


def test_the_reference_has_every_rule_and_reading_once() -> None:
    listed = re.findall(r"^\| `([^`]+)` \|", PAGE.read_text("utf-8"), re.MULTILINE)
    assert sorted(name for name in listed if not name.startswith("lint_")) == sorted([*IDS, *READINGS])
