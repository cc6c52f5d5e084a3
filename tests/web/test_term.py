"""One term at a time on a page: added, changed, taken out, made of a message; and points that nobody protects."""

import re

from fairhold.book.connection import connect
from fairhold.book.streams import load_events
from fairhold.desk import Desk
from fairhold.trade import ids
from fairhold.trade.families import ColourTerm, GoodsTerms, MaterialTerm, Share, Verification
from fairhold.trade.thread import PostMessage
from web import sample
from web.browser import Browser, Page
from web.conftest import Place


def facts(place: Place, number: str) -> GoodsTerms | None:
    """The typed terms of all goods in the newest version."""
    order = ids.from_text(ids.ORDER_PREFIX, number)
    assert order is not None
    with connect(place.url) as connection:
        contracts = [kept.event.contract for kept in load_events(connection, order) if hasattr(kept.event, "contract")]
    found: GoodsTerms | None = contracts[-1].goods
    return found


def drafted(place: Place, title: str) -> str:
    """A draft of the buyer's; its number as pages write it."""
    with Desk(place.url) as desk:
        return sample.text(sample.Player(desk, sample.loose(title), sample.NOW).drafted().id)


def done(browser: Browser, path: str, page: Page) -> Page:
    """The second step of a form: it happens."""
    assert browser.last.status_code == 200, page.text
    return browser.post(path, page.form(path, "go"))


def test_a_term_is_chosen_filled_in_shown_and_added(place: Place) -> None:
    order = drafted(place, "Cups, one colour")
    browser, path = place.buyer, f"/orders/{order}/term"
    page = browser.get(f"{path}?where=/lines/1/terms")
    assert "What is it about?" in page.text
    assert "Goods 2: Gift box" in page.text
    form = browser.get(f"{path}?where=/goods&what=colour").form(path)
    assert form["at"] == ["/goods/colour/-"]
    filled = form | {
        "term.system": ["ral"],
        "term.code": ["9005"],
        "term.tolerance": ["2.0"],
        "term.formula": ["ciede2000"],
    }
    preview = browser.post(path, filled)
    assert "All goods: colour 1 nothing RAL 9005; ΔE at most 2.0 (CIEDE2000)" in preview.text
    assert "Nothing has happened yet." in preview.text
    made = done(browser, path, preview)
    assert "Done: Edit the draft." in made.text
    assert facts(place, order) == GoodsTerms(
        colour=(ColourTerm(system="ral", code="9005", tolerance="2.0", formula="ciede2000"),)
    )


def test_a_term_is_changed_with_its_parts_and_taken_out(place: Place) -> None:
    order = drafted(place, "Cups, one steel")
    browser, path = place.buyer, f"/orders/{order}/term"
    form = browser.get(f"{path}?at=/goods/material/-").form(path)
    first = browser.post(
        path,
        form | {"term.grade": ["SUS304"], "term.composition.0.component": ["Cr"], "term.composition.0.least": ["17.5"]},
    )
    done(browser, path, first)
    form = browser.get(f"{path}?at=/goods/material/0").form(path)
    assert (form["term.grade"], form["term.composition.0.least"]) == (["SUS304"], ["17.5"])
    more = {"term.verification.method": ["XRF"], "term.verification.by": ["laboratory"], "term.nothing_else": ["true"]}
    done(browser, path, browser.post(path, form | more))
    assert facts(place, order) == GoodsTerms(
        material=(
            MaterialTerm(
                grade="SUS304",
                composition=(Share(component="Cr", least="17.5"),),
                nothing_else=True,
                verification=Verification(method="XRF", by="laboratory"),
            ),
        )
    )
    page = browser.get(f"{path}?at=/goods/material/0")
    (out,) = (fields for to, fields in page.forms if to == path and "remove" in fields)
    preview = browser.post(path, out)
    assert (
        "All goods: material 1 SUS304; Cr at least 17.5 %; no other mixture accepted; tested by a laboratory: XRF "
        "nothing" in preview.text
    )
    done(browser, path, preview)
    assert facts(place, order) == GoodsTerms()


def test_what_does_not_fit_is_told_at_its_field_and_changes_nothing(place: Place) -> None:
    order = drafted(place, "Cups, no weight")
    browser, path = place.buyer, f"/orders/{order}/term"
    form = browser.get(f"{path}?at=/goods/weight/-").form(path)
    for fields, said in (
        ({}, "This is needed."),
        ({"term.unit": ["g"], "term.nominal": ["217,5"]}, "Expected `str` matching regex"),
    ):
        page = browser.post(path, form | fields)
        assert browser.last.status_code == 422
        assert said in page.text
        assert ("aria-invalid", "true") in page.attributes
    assert facts(place, order) is None


def test_a_remark_goes_on_a_new_line(place: Place) -> None:
    order = drafted(place, "Cups, one remark")
    browser, path = place.buyer, f"/orders/{order}/term"
    form = browser.get(f"{path}?what=/remarks/-").form(path)
    made = done(browser, path, browser.post(path, form | {"term": ["No polybags."]}))
    assert "Samples approved on 12 February. Cartons of 24 at most. No polybags." in made.text


def test_a_message_becomes_an_amendment_that_names_it(place: Place) -> None:
    """PP2: what the linter reads in it is offered; the other side signs."""
    with Desk(place.url) as desk:
        player = sample.Player(desk, sample.contract("Cups, promised in the thread"), sample.NOW).agreed()
        player.ask(PostMessage(text="Hello Bea. The lid is Pantone 186 C, dE00 below 2.0."), sample.SELLS)
    order = sample.text(player.id)
    browser, path = place.buyer, f"/orders/{order}/term"
    messages = browser.get(f"/orders/{order}/messages")
    assert ("Make it a term", f"{path}?message=1") in messages.links
    page = browser.get(f"{path}?message=1")
    assert "The lid is Pantone 186 C" in page.text
    (offer,) = (href for title, href in page.links if title == "Take this" and "/goods/colour/" in href)
    form = browser.get(offer).form(path)
    assert (form["message"], form["term.code"]) == (["1"], ["186 C"])
    preview = browser.post(path, form)
    assert "Message made a term" in preview.text
    made = done(browser, path, preview)
    assert "Done: Make a message a term." in made.text
    assert "Made a term by the buyer: All goods: colour" in made.text
    contract = place.supplier.get(f"/orders/{order}/contract")
    assert "An amendment, waits for the other signature" in contract.text
    assert ("message 1", f"/orders/{order}/messages#m1") in contract.links


def test_a_blocker_is_waived_by_a_tick_loudly_and_taken_back(place: Place) -> None:
    """T04: stored in the contract, shown as what nobody protects."""
    order = drafted(place, "Red cups")
    browser, path = place.buyer, f"/orders/{order}/waive"
    browser.post(f"/orders/{order}/term", {})
    page = browser.get(f"/orders/{order}/contract")
    ticks = [value for name, value in page.attributes if name == "value" and value.count("|") == 2]
    assert ticks
    assert "We both leave this unprotected: a claim on it cannot be won" in page.text
    preview = browser.post(path, page.form(path) | {"waive": ticks[:1]})
    assert "by choice of both sides a claim on it cannot be won" in preview.text
    made = done(browser, path, preview)
    assert "waived by both" in made.text
    assert re.search(r"Not protected [A-Z][\w ]+ \(Goods 1: \w+\): by choice of both sides", made.text)
    again = browser.post(path, made.form(path) | {"waive": []})
    done(browser, path, again)
    assert "waived by both" not in browser.get(f"/orders/{order}/contract").text


def test_only_who_may_bring_a_version_sees_its_forms(place: Place) -> None:
    order = place.orders["shipped"]
    page = place.buyer.get(f"/orders/{order}/contract")
    assert not [href for _, href in page.links if "/term?" in href]
    assert "Points that nobody protects" not in page.text
    browser = place.buyer
    assert "is not open to you" in browser.get(f"/orders/{order}/term?at=/goods/colour/-").text
    assert browser.last.status_code == 409
    browser.post(f"/orders/{order}/waive", browser.get("/orders/new").form("/orders/new"))
    assert browser.last.status_code == 409


def test_a_place_that_no_contract_has_is_no_page(place: Place) -> None:
    order = drafted(place, "Cups, nowhere")
    browser = place.buyer
    for at in ("/nowhere", "goods", "/goods/material/-/grade/-/x", "/lines/0/terms", "/goods", "/lines/0", "/lines"):
        browser.get(f"/orders/{order}/term?at={at}")
        assert browser.last.status_code == 404, at
    browser = place.stranger
    browser.get(f"/orders/{order}/term?at=/goods/colour/-")
    assert browser.last.status_code == 404
