"""The picture of a plan: the same bytes each time, readable without being seen, its curve inside its field."""

import re
from xml.etree import ElementTree

import pytest

from fairhold.standards.acceptance import lot_accepted, sentence
from fairhold.standards.curve_picture import BOTTOM, END, LEFT, RIGHT, TOP, curve, svg
from fairhold.standards.iso2859 import LOT_MAX, Plan, double, none_allowed, single

SVG = "{http://www.w3.org/2000/svg}"
PLANS = [
    single(1200, "II", "2.5"),
    single(3, "II", "2.5"),
    single(LOT_MAX, "III", "0.065"),
    single(500, "II", "100", regime="per_100_units"),
    single(90, "II", "0.010"),
    double(1200, "II", "2.5"),
    none_allowed(1200, "II"),
]


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: f"{plan.lot}-{plan.aql}-{len(plan.samples)}")
def test_the_picture_is_one_tree_with_words_and_a_curve_that_falls(plan: Plan) -> None:
    text = svg(plan)
    assert svg(plan) == text
    root = ElementTree.fromstring(text)
    title, desc = root[0], root[1]
    assert (title.tag, desc.tag) == (SVG + "title", SVG + "desc")
    assert root.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
    assert root.get("role") == "img"
    assert sentence(plan) in str(desc.text)
    [line] = root.iter(SVG + "polyline")
    points = [tuple(map(float, pair.split(","))) for pair in str(line.get("points")).split()]
    assert list(points[0]) == [LEFT, TOP]
    assert points[-1][0] == RIGHT
    assert points == sorted(points)
    assert [y for _, y in points] == sorted(y for _, y in points)
    assert all(LEFT <= x <= RIGHT and TOP <= y <= BOTTOM for x, y in points)
    numbers = [float(str(mark.text)) for mark in root.iter(SVG + "text") if re.fullmatch(r"[0-9.]+", str(mark.text))]
    assert numbers == sorted(numbers)
    assert 2 <= len(numbers) <= 9


def test_the_title_names_the_plan() -> None:
    text = svg(PLANS[0])
    assert ">How often ISO 2859-1:1999, letter J, AQL 2.5, normal accepts a lot</title>" in text
    assert ">Lot of 1,200: draw 80 (accept to 5, not from 6)</text>" in text
    assert "AQL 2.5</text>" in text


def test_the_places_of_the_curve_are_lots_that_there_can_be() -> None:
    plan = PLANS[0]
    points = curve(plan)
    counts = [round(point.quality * plan.lot / 100, 6) for point in points]
    assert all(count.is_integer() for count in counts)
    assert [point.chance for point in points] == [lot_accepted(plan, int(count)) for count in counts]
    assert points[-1].chance < END <= points[-2].chance


def test_a_lot_of_few_shows_each_of_its_places() -> None:
    assert svg(PLANS[1]).count("<circle") == len(curve(PLANS[1])) == 2
    assert "<circle" not in svg(PLANS[0])
