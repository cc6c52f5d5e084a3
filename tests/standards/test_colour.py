"""CIEDE2000: the 34 published pairs, its symmetry, and what is no colour."""

import json
import typing
from pathlib import Path

import pytest

from fairhold.standards.colour import ILLUMINANTS, Lab, delta_e_2000, difference, lab
from fairhold.standards.fault import OutsideStandard
from fairhold.trade import families

PAIRS = json.loads(Path(__file__).with_name("data").joinpath("ciede2000_pairs.json").read_text("utf-8"))["pairs"]


@pytest.mark.parametrize("pair", PAIRS, ids=range(1, len(PAIRS) + 1))
def test_the_published_pairs(pair: list[float]) -> None:
    first, second, wanted = Lab(*pair[:3]), Lab(*pair[3:6]), pair[6]
    assert delta_e_2000(first, second) == pytest.approx(wanted, abs=0.00005)
    assert delta_e_2000(second, first) == delta_e_2000(first, second)
    assert difference(first, second).delta_e_2000 == wanted


def test_there_are_thirty_four() -> None:
    assert len(PAIRS) == 34


def test_a_colour_is_no_distance_from_itself_and_greys_differ_by_lightness_only() -> None:
    assert delta_e_2000(Lab(53.2, 80.1, 67.2), Lab(53.2, 80.1, 67.2)) == 0
    assert delta_e_2000(Lab(0, 0, 0), Lab(100, 0, 0)) == pytest.approx(100, abs=1e-9)


def test_the_answer_names_formula_and_illuminant() -> None:
    found = difference(lab("50, 2.6772, -79.7751"), lab("50,0,-82.7485"), "D50/2")
    assert (found.delta_e_2000, found.formula, found.illuminant) == (2.0425, "CIEDE2000", "D50/2")
    assert found.first == Lab(50, 2.6772, -79.7751)


def test_the_illuminants_are_those_of_the_contract() -> None:
    kind = typing.get_type_hints(families.ColourTerm)["illuminant"]
    assert typing.get_args(typing.get_args(kind)[0]) == ILLUMINANTS


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("50,2", "write L,a,b such as 50,2.7,-79.8"),
        ("50,2,3,4", "is no colour"),
        ("", "is no colour"),
        ("nan,0,0", "'nan' is no plain decimal number for L*"),
        ("50,inf,0", "'inf' is no plain decimal number for a*"),
        ("50,0,1e3", "'1e3' is no plain decimal number for b*"),
        ("50,,0", "'' is no plain decimal number for a*"),
        ("100.1,0,0", "L* is 0 to 100, not 100.1."),
        ("-0.1,0,0", "L* is 0 to 100, not -0.1."),
        ("50,200.5,0", "a* is -200 to 200, not 200.5."),
        ("50,0,-201", "b* is -200 to 200, not -201."),
        ("50,0," + "9" * 100, "is no plain decimal number for b*"),
    ],
)
def test_what_is_no_colour_is_named(text: str, words: str) -> None:
    with pytest.raises(OutsideStandard) as fault:
        lab(text)
    assert fault.value.code == "figure"
    assert words in fault.value.detail
    assert len(fault.value.detail) < 120


def test_an_unknown_illuminant_is_named() -> None:
    with pytest.raises(OutsideStandard) as fault:
        difference(Lab(50, 0, 0), Lab(50, 0, 0), "D65")
    assert fault.value.code == "illuminant_unknown"
