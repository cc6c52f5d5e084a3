"""Asking on a page: the form, what would happen, the asking itself, and every way in which it is refused."""

import pytest

from fairhold.trade import ids
from web import sample
from web.browser import Page
from web.conftest import Place

READY = "declare_ready"


def path(place: Place, order: str, command: str) -> str:
    return f"/orders/{place.orders[order]}/{command}"


def test_what_would_happen_is_shown_before_anything_does(place: Place) -> None:
    to = path(place, "made", READY)
    supplier = place.supplier
    page = supplier.post(to, supplier.get(to).form(to))
    assert "Declare the goods ready: what would happen Nothing has happened yet." in page.text
    assert "The order would be: Ready, waiting for acceptance" in page.text
    assert "What would be recorded Goods declared ready" in page.text
    assert "If nobody acts:" in page.text
    assert "Goods declared ready" not in place.buyer.get(f"/orders/{place.orders['made']}").text


def test_the_second_step_asks_and_pressing_twice_asks_once(place: Place) -> None:
    to = path(place, "cancelling", "agree_cancellation")
    supplier = place.supplier
    go = supplier.post(to, supplier.get(to).form(to)).form(to, "go")
    first = supplier.post(to, go)
    assert "Done: Agree to cancel." in first.text
    again = supplier.post(to, go)
    assert "Done: Agree to cancel." in again.text
    text = place.buyer.get(f"/orders/{place.orders['cancelling']}").text
    assert "Released USD 3,000.00" in text
    assert text.count("Order closed") == 1


def test_input_can_be_changed_after_the_preview(place: Place) -> None:
    to = path(place, "made", "declare_cannot_ship")
    supplier = place.supplier
    fields = supplier.get(to).form(to) | {"reason": ["The mould broke."]}
    edited = supplier.post(to, supplier.post(to, fields).form(to, "edit"))
    assert edited.form(to)["reason"] == ["The mould broke."]


def test_what_is_missing_or_malformed_is_told_at_the_field_and_kept(place: Place) -> None:
    to = path(place, "shipped", "open_dispute")
    buyer = place.buyer
    fields = buyer.get(to).form(to) | {"amount.amount": ["99,9"], "statement": ["It leaks."]}
    page = buyer.post(to, fields)
    assert buyer.last.status_code == 422
    assert "This is needed." in page.text
    assert "Write digits, commas between thousands if you like, and a point before decimals: 25,000.00." in page.text
    assert page.form(to)["amount.amount"] == ["99,9"]
    assert page.form(to)["statement"] == ["It leaks."]


def test_what_is_not_open_says_its_rule_and_what_is_open_instead(place: Place) -> None:
    to = path(place, "made", "confirm_receipt")
    buyer = place.buyer
    page = buyer.get(to)
    assert buyer.last.status_code == 409
    assert "Wrong stage Nothing was changed." in page.text
    assert "Rule T42, T43 Code wrong_stage" in page.text
    assert ("Open a dispute", path(place, "made", "open_dispute")) in page.links


def test_a_refusal_of_the_desk_about_a_field_stands_at_the_field(place: Place) -> None:
    to = path(place, "shipped", "open_dispute")
    buyer = place.buyer
    fields = buyer.get(to).form(to)
    fields |= {"grounds": ["colour"], "amount.amount": ["80,000.01"], "statement": ["Wrong red."]}
    page = buyer.post(to, fields)
    assert buyer.last.status_code == 422
    assert page.form(to)["amount.amount"] == ["80,000.01"]
    assert 'aria-invalid="true"' in page.html


def test_a_signature_names_the_version_and_a_stale_one_is_refused(place: Place) -> None:
    to = path(place, "proposed", "accept")
    supplier = place.supplier
    page = supplier.get(to)
    assert "You sign version 1 of the contract with the fingerprint" in page.text
    fields = page.form(to) | {"fingerprint": ["0" * 64]}
    supplier.post(to, fields)
    assert supplier.last.status_code in (409, 422)
    assert "Proposed" in place.supplier.get(f"/orders/{place.orders['proposed']}").text


def test_a_new_order_is_drafted_on_a_page(place: Place) -> None:
    buyer = place.buyer
    fields = buyer.get("/orders/new").form("/orders/new")
    assert fields["contract.buyer"] == [ids.to_text(ids.PARTY_PREFIX, sample.BUYER)]
    fields |= {
        "contract.title": ["Enamel mugs"],
        "contract.supplier": [ids.to_text(ids.PARTY_PREFIX, sample.SUPPLIER)],
        "contract.lines.0.description": ["Mug, white"],
        "contract.lines.0.quantity": ["1000"],
        "contract.lines.0.unit_price.amount": ["3.00"],
        "contract.total.amount": ["3,000"],
        "contract.initial.amount": ["1,500"],
        "contract.coverage": ["post_delivery"],
        "contract.shipping_method": ["sea"],
        "contract.incoterm": ["FOB"],
        "contract.destination": ["NO"],
        "contract.ship_by.days": ["45"],
    }
    preview = buyer.post("/orders/new", fields)
    assert "The order would be: Draft" in preview.text
    made = buyer.post("/orders/new", preview.form("/orders/new", "go"))
    assert "Done: Draft an order." in made.text
    assert "Mug, white 1,000 pcs at USD 3.00." in made.text
    assert "45 days after the initial payment" in made.text


def test_whoever_is_no_party_drafts_nothing(place: Place) -> None:
    treasury = place.treasury
    treasury.get("/orders/new")
    assert treasury.last.status_code == 404


@pytest.mark.parametrize("command", ["nonsense", "create_draft", "tick", "opt_in", "grant_limit"])
def test_what_is_no_command_of_the_reader_is_not_there(place: Place, command: str) -> None:
    buyer = place.buyer
    buyer.get(path(place, "made", command))
    assert buyer.last.status_code in (404, 409)


@pytest.mark.parametrize(
    "fields", [{"step": []}, {"step": ["leap"]}, {"step": ["go"]}, {"step": ["go"], "key": ["k" * 256]}]
)
def test_a_form_that_says_no_step_is_refused(place: Place, fields: dict[str, list[str]]) -> None:
    to = path(place, "made", READY)
    supplier = place.supplier
    page: Page = supplier.post(to, supplier.get(to).form(to) | fields)
    assert supplier.last.status_code == 400
    assert "form_wrong" in page.text


def test_a_stranger_cannot_ask(place: Place) -> None:
    to = path(place, "made", READY)
    stranger = place.stranger
    csrf = stranger.get("/orders").form("/logout")
    stranger.post(to, csrf | {"step": ["preview"]})
    assert stranger.last.status_code == 404
