"""The badge: for everybody, kept by anybody, of suppliers that take part only, and a name cannot break out of it."""

from datetime import date
from xml.etree import ElementTree

import pytest

from fairhold.book.readings import Ended
from fairhold.reading.badge import badge
from fairhold.trade import ids
from fairhold.trade.policy import PRESETS
from fairhold.trade.supplier import Supplier
from fairhold.trade.who import Party
from fairhold.web.badge import draw
from web import sample
from web.conftest import Place

BADGE = "/badges/" + ids.to_text(ids.SUPPLIER_PREFIX, sample.SUPPLIER)


def test_a_stranger_sees_limit_and_figures_and_may_keep_them(place: Place) -> None:
    browser = place.browser()
    page = browser.get(BADGE)
    assert browser.last.status_code == 200
    assert "Longhai Steelware Co., Ltd." in page.text
    assert "Free for new orders" in page.text
    assert f'<img src="http://fairhold.test{BADGE}.svg"' in page.text
    assert browser.last.headers["cache-control"] == "public, max-age=300"


def test_the_picture_is_svg_without_script_or_style(place: Place) -> None:
    browser = place.browser()
    browser.get(BADGE + ".svg")
    answer = browser.last
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/svg+xml")
    assert answer.headers["cache-control"] == "public, max-age=300"
    assert answer.headers["x-content-type-options"] == "nosniff"
    drawn = ElementTree.fromstring(answer.text)
    assert {one.tag.split("}")[1] for one in drawn.iter()} == {
        "svg",
        "title",
        "rect",
        "g",
        "path",
        "circle",
        "text",
        "tspan",
    }
    assert "Limit USD 1,000,000.00" in "".join(drawn.itertext())


def test_nobody_who_looks_is_named_on_what_may_be_kept(place: Place) -> None:
    seen = place.supplier.get(BADGE)
    assert "Sam Shen" not in seen.html
    assert seen.html == place.browser().get(BADGE).html


@pytest.mark.parametrize("end", ["", ".svg"])
def test_a_supplier_that_does_not_take_part_and_a_wrong_number_have_none(place: Place, end: str) -> None:
    browser = place.browser()
    for number in (ids.to_text(ids.SUPPLIER_PREFIX, sample.BUYER), "sup_wrong"):
        browser.get(f"/badges/{number}{end}")
        assert browser.last.status_code == 404
        assert browser.last.headers["cache-control"] == "no-store"


def test_a_name_is_only_text_on_the_picture() -> None:
    name = '</text><script>x</script>&"\x01' + "y" * 60
    made = badge(
        Supplier(id=5, opted_in=True), Party(5, name, "CN"), Ended(0, 0, 0), date(2026, 6, 30), PRESETS["seed"]
    )
    drawn = ElementTree.fromstring(draw(made))
    texts = [one.text for one in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert texts[0] == '</text><script>x</script>&" yyyyyyy…'
    assert not [one for one in drawn.iter() if one.tag.endswith("script")]
