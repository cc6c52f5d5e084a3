"""How pages say things: money, times, stages and events; and that what somebody wrote is never markup."""

import re
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from fairhold.reading.order import DAYS
from fairhold.reading.words import FLAGS
from fairhold.trade.order import Stage
from fairhold.web.pages import (
    FLAG_TONES,
    STAGE_WORDS,
    TEMPLATES,
    TONES,
    WAY,
    asset,
    day,
    details,
    figure,
    from_now,
    minor,
    money,
    render,
    titled,
    when,
    when_utc,
)
from fairhold.web.sessions import FAILED_LOGINS_MAX, FAILED_LOGINS_MINUTES, SESSION_HOURS
from fairhold.web.visit import FAULTS, FORM_BYTES_MAX, FORM_FIELDS_MAX, SECURITY
from web.conftest import Place
from web.sample import HOSTILE

NOON = datetime(2019, 8, 5, 12, tzinfo=UTC)


def test_every_stage_has_its_word_and_its_tone() -> None:
    assert list(STAGE_WORDS) == list(TONES) == [str(stage) for stage in Stage]


def test_every_flag_has_its_tone() -> None:
    assert set(FLAG_TONES) == set(FLAGS)


def test_every_tone_has_its_rule_in_the_style_sheet() -> None:
    style = resources.files("fairhold.web").joinpath("static", "app.css").read_text("utf-8")
    plain = {"quiet"}  # the pill itself
    for tone in {*TONES.values(), *FLAG_TONES.values()} - plain:
        assert f".pill.{tone} {{" in style


def test_the_way_of_an_order_is_made_of_days_that_the_reading_has() -> None:
    assert [name for name, _ in WAY if name not in DAYS] == []


def test_money_is_written_with_its_currency_or_without_where_the_column_names_it() -> None:
    assert money({"amount": "2500000", "currency": "USD"}) == "USD 25,000.00"
    assert minor("25000", "JPY") == "JPY 25,000"
    assert figure("-176000", "EUR") == "-1,760.00"


def test_days_and_times_are_written_in_the_zone_of_the_policy_and_in_utc() -> None:
    assert day("2019-08-05") == "5 Aug 2019"
    assert day(None) == ""
    assert when("2019-08-05T16:00:00Z", "Asia/Shanghai") == "6 Aug 2019, 00:00 CST"
    assert when_utc("2019-08-05T16:00:00Z") == "16:00 UTC"


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("2019-08-08T12:00:00Z", "in 3 days"),
        ("2019-08-06T12:00:00Z", "in 1 day"),
        ("2019-08-05T17:59:59Z", "in 5 hours"),
        ("2019-08-05T12:01:00Z", "in 1 minute"),
        ("2019-08-05T12:00:59Z", "now"),
        ("2019-08-03T11:00:00Z", "2 days ago"),
    ],
)
def test_how_far_away_a_time_is(at: str, said: str) -> None:
    assert from_now(at, NOON) == said


def test_words_of_the_wire_are_written_as_people_read_them() -> None:
    assert titled("move_to_balance") == "Move to balance"
    assert titled("quantity_short") == "Quantity short"
    assert titled("FOB") == "FOB"


def entry(postings: Any = (), **data: Any) -> dict[str, Any]:
    return {"data": data, "postings": postings}


def test_an_event_says_its_amounts_unless_its_postings_say_them() -> None:
    told = entry(amount="2400000", grounds=["quantity_short", "packaging"], by="buyer")
    assert list(details(told, "USD")) == [("Amount", "USD 24,000.00"), ("Grounds", "Quantity short, Packaging")]
    assert list(details(entry([1], amount="2400000"), "USD")) == []


def test_an_event_leaves_out_nothings_marks_and_numbers_of_streams() -> None:
    told = entry(supplier="pty_1", fingerprint="ab", note="", reserve="0", last=True, frozen_until_delivery=True)
    assert list(details(told, "USD")) == [("Frozen until delivery", "yes")]


def test_a_day_inside_an_event_is_written_as_a_day() -> None:
    told = entry(document={"carrier": "DHL", "shipped_on": "2019-08-05", "kind": "express_waybill"})
    assert list(details(told, "USD")) == [("Document", "DHL, 5 Aug 2019, express waybill")]


def test_the_address_of_a_file_changes_with_its_bytes() -> None:
    assert asset("app.css").startswith("/static/app.css?v=")
    assert asset("app.css") != asset("mark.svg")


def test_no_template_switches_escaping_off_or_has_a_script_or_a_style_of_its_own() -> None:
    folder = resources.files("fairhold.web").joinpath("templates")
    names = [file.name for file in folder.iterdir()]
    assert len(names) >= 10
    for name in names:
        source = folder.joinpath(name).read_text("utf-8")
        for word in (
            "| safe",
            "|safe",
            "autoescape",
            "<style",
            " style=",
            " onclick",
            "<script>",
            "hx-on",
            "javascript:",
        ):
            assert word not in source, f"{name} has {word}"
        TEMPLATES.get_template(name)


def test_the_security_policy_lets_nothing_in_from_elsewhere() -> None:
    assert SECURITY.split("; ")[0] == "default-src 'self'"
    assert "unsafe" not in SECURITY


def test_what_a_party_wrote_is_shown_as_it_is_and_never_as_markup(place: Place) -> None:
    page = place.buyer.get(f"/orders/{place.orders['made']}")
    assert HOSTILE in page.text
    assert "<script>alert" not in page.html
    assert [
        src for src in (script.get("src", "") or "" for script in page.scripts) if not src.startswith("/static/")
    ] == []
    assert [name for name, _ in page.attributes if name.startswith("on")] == []


def test_the_order_page_says_what_is_next_by_whom_and_what_happens_if_nobody_acts(place: Place) -> None:
    text = place.buyer.get(f"/orders/{place.orders['made']}").text
    assert "The supplier makes the goods and declares them ready. By Longhai Steelware Co., Ltd. (supplier)." in text
    assert "Held USD 25,000.00 Still due USD 55,000.00" in text
    assert "If nobody acts: The order is late and the buyer may open a dispute." in text
    assert "Pay only into this account. Money that goes anywhere else is not protected." in text
    assert "bank:trust → ord:escrow:initial USD 25,000.00" in text


def test_frozen_money_is_hatched_and_named(place: Place) -> None:
    page = place.buyer.get(f"/orders/{place.orders['disputed']}")
    assert "Frozen USD 12,500.00" in page.text
    assert 'fill="url(#hatch-now)"' in page.html
    assert ("aria-label", "Held USD 67,500.00, Frozen USD 12,500.00") in page.attributes


def test_the_list_shows_the_other_party_and_whose_turn_it_is(place: Place) -> None:
    text = place.buyer.get("/orders").text
    assert "Longhai Steelware Co., Ltd." in text
    assert "The buyer pays the initial payment to the order's own account. Your turn" in text
    assert "No orders yet" in place.stranger.get("/orders").text
    assert "No order here" in place.stranger.get("/orders?stage=moving").text


def test_the_list_is_filtered_by_stage(place: Place) -> None:
    text = place.buyer.get("/orders?stage=moving").text
    assert "Thermos flasks 1 l" in text
    assert "Camping kettles" not in text
    browser = place.buyer
    browser.get("/orders?stage=nowhere")
    assert browser.last.status_code == 404


def test_the_timeline_is_sent_again_only_when_something_happened(place: Place) -> None:
    browser = place.buyer
    order = place.orders["shipped"]
    browser.get(f"/orders/{order}/timeline?version=1")
    assert browser.last.status_code == 200
    assert "Something happened on this order." in browser.last.text
    version = browser.last.text.split("timeline?version=")[1].split('"')[0]
    browser.get(f"/orders/{order}/timeline?version={version}")
    assert (browser.last.status_code, browser.last.text) == (204, "")


def test_times_of_another_zone_stand_beside_utc() -> None:
    told = {"seq": 1, "at": "2019-08-05T16:00:00Z", "title": "Receipt confirmed", "by": {"role": "clock"}, "data": {}}
    order = {
        "id": "ord_1",
        "version": 1,
        "money": {"total": {"currency": "USD"}},
        "timeline": [told | {"postings": [], "card_number": False}],
    }
    assert "6 Aug 2019, 00:00 CST · 16:00 UTC</time>" in render("timeline.html", order=order, zone="Asia/Shanghai")
    assert ">5 Aug 2019, 16:00 UTC</time>" in render("timeline.html", order=order, zone="UTC")


def test_the_reference_lists_every_page_and_every_fault_of_the_pages(place: Place) -> None:
    text = (Path(__file__).parents[2] / "docs/reference/pages.md").read_text("utf-8")
    listed = set(re.findall(r"^\| `(/[^`]*)`", text, re.MULTILINE))
    inner = {"/", "/logout", "/static", "/{path:path}"}
    assert listed == {route.path for route in place.client.application.routes} - inner
    assert re.findall(r"^\| `([a-z_]+)`", text, re.MULTILINE) == list(FAULTS)
    for figure_ in (FORM_BYTES_MAX, FORM_FIELDS_MAX, SESSION_HOURS, FAILED_LOGINS_MAX, FAILED_LOGINS_MINUTES):
        assert re.search(rf"\b{figure_:,}\b", text)


@pytest.mark.parametrize("path", ["/login", "/check"])
def test_a_text_that_no_book_can_keep_is_refused_on_every_form(place: Place, path: str) -> None:
    """U+0000, also of somebody who has not signed in."""
    stranger = place.browser(None)
    said = stranger.post(path, {"email": ["a\x00"], "password": ["x"], "text": ["\x00"]})
    assert stranger.last.status_code == 400
    assert "U+0000" in said.text
