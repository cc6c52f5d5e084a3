"""Plans for critical, major and minor defects together: samples, what counts, and which lots fail."""

import typing

import pytest

from fairhold.standards.class_plans import CLASSES, TRADE_DEFAULT, DefectClass, count, judge, scheme
from fairhold.standards.fault import OutsideStandard
from fairhold.trade import families


def test_the_classes_are_those_of_the_contract() -> None:
    assert CLASSES == typing.get_args(families.DefectClass) == typing.get_args(DefectClass)
    assert {name: getattr(families.Aql(), name) for name in CLASSES} == TRADE_DEFAULT


def test_sc30_two_thousand_units_at_level_two() -> None:
    agreed = scheme(2000, "II", TRADE_DEFAULT)
    assert (agreed.n, agreed.sample) == (125, "own")
    assert [(one.defect_class, one.plan.letter, one.plan.n, one.plan.ac, one.plan.re) for one in agreed.classes] == [
        ("critical", "K", 125, 0, 1),
        ("major", "K", 125, 7, 8),
        ("minor", "K", 125, 10, 11),
    ]
    assert judge(agreed, {"major": 7, "minor": 10}) == {"critical": "pass", "major": "pass", "minor": "pass"}
    assert judge(agreed, {"major": 8}) == {"critical": "pass", "major": "fail", "minor": "pass"}
    assert judge(agreed, {"critical": 1}) == {"critical": "fail", "major": "pass", "minor": "pass"}


def test_each_class_keeps_its_own_sample_or_all_share_the_largest() -> None:
    own, shared = (scheme(80, "II", TRADE_DEFAULT, sample=sample) for sample in ("own", "largest"))
    assert [(one.plan.n, one.plan.ac) for one in own.classes] == [(20, 0), (20, 1), (13, 1)]
    assert [(one.plan.n, one.plan.ac) for one in shared.classes] == [(20, 0), (20, 1), (20, 1)]
    assert [one.plan.samples[0].n for one in shared.classes] == [20, 20, 20]
    assert (own.n, own.sample, shared.n, shared.sample) == (20, "own", 20, "largest")


def test_none_found_says_what_it_proves() -> None:
    critical, major, _ = scheme(1200, "II", TRADE_DEFAULT).classes
    assert critical.proves.startswith("0 found in 80 still allows a true rate of up to 4.5 %")
    assert (critical.plan.aql, major.proves) == ("0", "")


def test_a_class_alone_that_allows_none_takes_the_sample_of_the_letter() -> None:
    [critical] = scheme(1200, "II", {"critical": "0.0"}, state="reduced").classes
    assert (critical.plan.letter, critical.plan.n, critical.plan.ac, critical.plan.re) == ("J", 32, 0, 1)


def test_critical_defects_may_have_a_column_of_the_table() -> None:
    [critical] = scheme(1200, "II", {"critical": "0.10"}).classes
    assert (critical.plan.letter, critical.plan.n, critical.plan.ac, critical.proves) == ("K", 125, 0, "")


def test_one_unit_counts_once_under_its_worst_defect_or_every_defect_counts() -> None:
    units: list[list[DefectClass]] = [["minor", "major"], ["minor", "minor"], [], ["critical", "minor"]]
    assert count(units, "percent_nonconforming") == {"critical": 1, "major": 1, "minor": 1}
    assert count(units, "per_100_units") == {"critical": 1, "major": 1, "minor": 4}


@pytest.mark.parametrize(
    ("lot", "level", "aqls", "code"),
    [
        (1, "II", {"critical": "0"}, "lot_size"),
        (80, "IV", {"critical": "0"}, "level_unknown"),
        (80, "II", {"major": "2.6"}, "aql_unknown"),
        (80, "II", {"major": "15"}, "aql_regime"),
        (80, "II", {}, "class_unknown"),
        (80, "II", {"cosmetic": "4.0"}, "class_unknown"),
    ],
)
def test_what_the_standard_does_not_have_is_named(
    lot: int, level: str, aqls: dict[DefectClass, str], code: str
) -> None:
    with pytest.raises(OutsideStandard) as fault:
        scheme(lot, level, aqls)
    assert fault.value.code == code
