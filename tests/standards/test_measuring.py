"""Guard band, ISO 2768-1, weights and drop tests: whole tables, both sides of each border, and what is outside."""

import typing
from decimal import Decimal
from fractions import Fraction

import pytest

from fairhold.standards import dimensions, drops
from fairhold.standards.dimensions import limits, tolerance
from fairhold.standards.drops import drop_test
from fairhold.standards.fault import OutsideStandard
from fairhold.standards.figures import figure, whole
from fairhold.standards.guard_band import judge
from fairhold.standards.iso2859 import sample_size
from fairhold.standards.weights import LEVEL, PIECES_MAX, WeightLimits, weigh
from fairhold.trade import families

D = Decimal

# ------------------------------------------------------------------------------------------------------ guard band


@pytest.mark.parametrize(
    ("value", "uncertainty", "verdict"),
    [
        ("215", "0", "pass"),
        ("219", "0", "pass"),
        ("214.99", "0", "fail"),
        ("219.01", "0", "fail"),
        ("215.5", "0.5", "pass"),
        ("215.49", "0.5", "pending"),
        ("214.5", "0.5", "pending"),
        ("214.49", "0.5", "fail"),
        ("218.5", "0.5", "pass"),
        ("219.5", "0.5", "pending"),
        ("219.51", "0.5", "fail"),
        ("217", "2.1", "pending"),
    ],
)
def test_a_value_passes_inside_fails_outside_and_is_pending_between(value: str, uncertainty: str, verdict: str) -> None:
    assert judge(D(value), D(215), D(219), D(uncertainty)) == verdict


def test_one_limit_is_enough_and_the_parties_may_agree_on_the_bare_value() -> None:
    assert [judge(D(v), D(75), None, D(1)) for v in (73, 74, 75, 76)] == ["fail", "pending", "pending", "pass"]
    assert [judge(D(v), None, D(2), D("0.2")) for v in ("1.8", "1.9", "2.3")] == ["pass", "pending", "fail"]
    assert [judge(D(v), D(75), None, D(1), "simple") for v in (74, 75)] == ["fail", "pass"]


@pytest.mark.parametrize(
    ("value", "least", "most", "uncertainty", "code"),
    [
        ("1", None, None, "0", "limits"),
        ("1", "3", "2", "0", "limits"),
        ("1", "0", "2", "-0.1", "figure"),
        ("NaN", "0", "2", "0", "figure"),
        ("Infinity", "0", "2", "0", "figure"),
        ("1", "0", "Infinity", "0", "figure"),
    ],
)
def test_what_cannot_be_judged_is_refused(
    value: str, least: str | None, most: str | None, uncertainty: str, code: str
) -> None:
    with pytest.raises(OutsideStandard) as fault:
        judge(D(value), D(least) if least else None, D(most) if most else None, D(uncertainty))
    assert fault.value.code == code


# ------------------------------------------------------------------------------------------------------ dimensions

TOLERANCES = {
    "f": ".05 .05 .1 .15 .2 .3 .5 -",
    "m": ".1 .1 .2 .3 .5 .8 1.2 2",
    "c": ".2 .3 .5 .8 1.2 2 3 4",
    "v": "- .5 1 1.5 2.5 4 6 8",
}
ROWS = [("0.5", "3"), ("3.01", "6"), ("6.01", "30"), ("30.01", "120"), ("120.01", "400")]
ROWS += [("400.01", "1000"), ("1000.01", "2000"), ("2000.01", "4000")]


@pytest.mark.parametrize("name", TOLERANCES)
def test_every_tolerance_of_iso_2768_at_both_ends_of_its_row(name: str) -> None:
    for (first, last), wanted in zip(ROWS, TOLERANCES[name].split(), strict=True):
        for size in (first, last):
            if wanted == "-":
                with pytest.raises(OutsideStandard) as fault:
                    tolerance(D(size), name)
                assert fault.value.code == "outside_table"
            else:
                assert tolerance(D(size), name) == D(wanted)


def test_the_limits_of_a_size_are_exact() -> None:
    assert limits(D("88.8"), "m") == (D("88.5"), D("89.1"))


@pytest.mark.parametrize(("size", "name"), [("0.49", "m"), ("4000.01", "m"), ("0", "m"), ("NaN", "m"), ("10", "g")])
def test_a_size_or_class_outside_the_table_is_refused(size: str, name: str) -> None:
    with pytest.raises(OutsideStandard) as fault:
        tolerance(D(size), name)
    assert fault.value.code == "outside_table"


def test_the_classes_are_those_of_the_contract() -> None:
    kind = typing.get_type_hints(families.DimensionTerm)["tolerance_class"]
    assert {f"iso2768_{name}" for name in dimensions.table().classes} == set(typing.get_args(typing.get_args(kind)[0]))


# ----------------------------------------------------------------------------------------------------------- drops


@pytest.mark.parametrize(
    ("kg", "height_1a", "height_2a"),
    [
        ("0.1", 760, 970),
        ("9.99", 760, 970),
        ("10", 610, 810),
        ("18.99", 610, 810),
        ("19", 460, 660),
        ("27.99", 460, 660),
        ("28", 310, 510),
        ("44.99", 310, 510),
        ("45", 200, 310),
        ("68", 200, 310),
    ],
)
def test_every_height_at_both_ends_of_its_row(kg: str, height_1a: int, height_2a: int) -> None:
    assert drop_test(D(kg)).height_mm == height_1a
    assert drop_test(D(kg), "2A").height_mm == height_2a


def test_a_carton_falls_on_one_corner_three_edges_and_six_faces() -> None:
    assert drop_test(D(12)).drops == ("corner", *["edge"] * 3, *["face"] * 6)


@pytest.mark.parametrize(("kg", "procedure"), [("0", "1A"), ("-1", "1A"), ("68.01", "1A"), ("NaN", "1A"), ("12", "3A")])
def test_a_carton_or_procedure_outside_the_table_is_refused(kg: str, procedure: str) -> None:
    with pytest.raises(OutsideStandard) as fault:
        drop_test(D(kg), procedure)
    assert fault.value.code == "outside_table"


def test_the_tables_name_edition_and_source() -> None:
    for known in (dimensions.table(), drops.table()):
        assert known.edition
        assert known.source


# --------------------------------------------------------------------------------------------------------- weights

LIMITS = WeightLimits(least=D(215), most=D(219))


def test_every_piece_and_the_mean_are_judged() -> None:
    weighed = weigh([D("216.2"), D("217.0"), D("218.1")], LIMITS, D("0.1"))
    assert weighed.pieces == ("pass", "pass", "pass")
    assert (weighed.mean, weighed.mean_verdict, weighed.verdict) == (Fraction(6513, 30), "pass", "pass")


@pytest.mark.parametrize(
    ("readings", "allowed", "verdict"),
    [
        (["217", "217", "219.2"], 0, "fail"),
        (["217", "217", "219.2"], 1, "pass"),
        (["217", "217", "219.05"], 0, "pending"),
        (["217", "219.05", "219.2"], 1, "pending"),
        (["217", "214", "220"], 1, "fail"),
    ],
)
def test_so_many_pieces_may_be_outside(readings: list[str], allowed: int, verdict: str) -> None:
    agreed = WeightLimits(least=D(215), most=D(219), pieces_outside_max=allowed)
    assert weigh([D(one) for one in readings], agreed, D("0.1")).verdict == verdict


def test_the_mean_may_have_limits_of_its_own_and_is_not_rounded() -> None:
    agreed = WeightLimits(least=D(215), most=D(219), mean_least=D("216.3333333333"))
    assert weigh([D(216), D(216), D(217)], agreed).verdict == "pass"
    below = WeightLimits(least=D(215), most=D(219), mean_least=D("216.3333333334"))
    weighed = weigh([D(216), D(216), D(217)], below)
    assert (weighed.pieces.count("pass"), weighed.mean_verdict, weighed.verdict) == (3, "fail", "fail")
    assert weigh([D(216), D(216), D(217)], below, D("0.001")).verdict == "pending"


@pytest.mark.parametrize("pieces", [0, PIECES_MAX + 1])
def test_no_piece_or_too_many_are_refused(pieces: int) -> None:
    with pytest.raises(OutsideStandard) as fault:
        weigh([D(217)] * pieces, LIMITS)
    assert fault.value.code == "figure"


def test_weights_are_taken_from_the_sample_of_s_2() -> None:
    assert sample_size(8_000, LEVEL) == 8


# --------------------------------------------------------------------------------------------------------- figures


@pytest.mark.parametrize(
    "text", ["", " ", "1e5", "1_000", "1,000", "٣", "0x10", "nan", "inf", ".5", "5.", "1" * 13, "--1"]
)
def test_what_is_no_plain_figure_is_refused(text: str) -> None:
    for read in (figure, whole):
        with pytest.raises(OutsideStandard) as fault:
            read(text, "a lot")
        assert fault.value.code == "figure"


def test_a_plain_figure_is_exact() -> None:
    assert (figure(" -0.10 ", "a figure"), whole("+1200", "a lot")) == (D("-0.10"), 1200)
    with pytest.raises(OutsideStandard, match="a risk is 1 or more, not 0"):
        figure("0", "a risk", 1)
