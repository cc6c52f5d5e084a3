"""`fairhold colour-difference`: what it answers in words and as JSON, and how to ask wrongly."""

import json

import pytest

from cli.conftest import Fairhold


def test_a_colour_difference(light: Fairhold) -> None:
    said = json.loads(light("colour-difference 50,2.6772,-79.7751 50,0,-82.7485 --json").stdout)
    assert (said["delta_e_2000"], said["formula"], said["illuminant"]) == (2.0425, "CIEDE2000", "D65/10")
    assert said["second"] == {"lightness": 50.0, "a": 0.0, "b": -82.7485}
    told = light("colour-difference 50,2.6772,-79.7751 50,0,-82.7485 --illuminant D50/2").stdout
    assert told == "2.0425  CIEDE2000, D50/2\n"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("nan,0,0 50,0,0", "figure: 'nan' is no plain decimal number for L*, such as 2.5."),
        ("50,0,0 50,inf,0", "figure: 'inf' is no plain decimal number for a*, such as 2.5."),
        ("50,0,0 101,0,0", "figure: L* is 0 to 100, not 101."),
        ("50,0,0 50,0,-300", "figure: b* is -200 to 200, not -300."),
        ("50,0 50,0,0", "figure: '50,0' is no colour: write L,a,b such as 50,2.7,-79.8."),
        (
            "50,0,0 50,0,0 --illuminant moonlight",
            "illuminant_unknown: 'moonlight' is none of D65/10, D65/2, D50/2, D50/10, A/10, TL84/10.",
        ),
    ],
)
def test_what_is_no_colour_ends_with_one_line(light: Fairhold, line: str, said: str) -> None:
    result = light(f"colour-difference {line}", code=2)
    assert (result.stdout, result.stderr) == ("", f"fairhold: {said}\n")


@pytest.mark.parametrize("line", ["", "50,0,0", "50,0,0 50,0,0 50,0,0", "-1,0,0 50,0,0"])
def test_a_colour_difference_is_between_two(light: Fairhold, line: str) -> None:
    assert "Usage: " in light(f"colour-difference {line}", code=2).stderr
