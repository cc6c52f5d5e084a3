"""Whole askings on pages, from the form to what the book has afterwards."""

from fairhold.book.connection import READER, connect
from web.browser import Browser, Page
from web.conftest import Place


def version(place: Place, name: str) -> int:
    """How many events an order of the sample has."""
    with connect(place.url) as connection:
        row = connection.execute(
            "SELECT version FROM orders ORDER BY order_id OFFSET %s LIMIT 1", [list(place.orders).index(name)]
        ).fetchone()
    assert row is not None
    return int(row[0])


def asked(browser: Browser, path: str, **fields: str | list[str]) -> Page:
    """Open a form, fill it in, and look at what would happen; `__` in a name stands for a dot."""
    form = browser.get(path).form(path)
    given = {name.replace("__", "."): value if isinstance(value, list) else [value] for name, value in fields.items()}
    return browser.post(path, form | given)


def test_a_dispute_is_opened_once_and_freezes_what_the_preview_said(place: Place) -> None:
    browser, path = place.buyer, f"/orders/{place.orders['shipped']}/open_dispute"
    before = version(place, "shipped")
    preview = asked(
        browser,
        path,
        grounds=["colour", "size"],
        amount__amount="12,500",
        amount__currency="usd",
        statement="<b>Red</b>",
    )
    assert browser.last.status_code == 200
    assert "Held USD 67,500.00 Frozen USD 12,500.00" in preview.text
    assert "ord:escrow:initial → ord:frozen USD 12,500.00" in preview.text
    assert "<b>Red</b>" in preview.text
    assert version(place, "shipped") == before
    go = preview.form(path, "go")
    done = browser.post(path, go)
    assert "Done: Open a dispute." in done.text
    assert "Held USD 67,500.00 Frozen USD 12,500.00" in done.text
    assert version(place, "shipped") == before + 3
    browser.post(path, go)
    assert version(place, "shipped") == before + 3


def test_the_key_of_one_wish_does_not_carry_another(place: Place) -> None:
    browser, path = place.buyer, f"/orders/{place.orders['made']}/ask_cancellation"
    go = asked(browser, path, supplier_keeps__amount="100", supplier_keeps__currency="USD").form(path, "go")
    browser.post(path, go)
    before = version(place, "made")
    page = browser.post(path, go | {"supplier_keeps.amount": ["200"]})
    assert browser.last.status_code == 409
    assert "key_reused" in page.text
    assert version(place, "made") == before


def test_a_signature_makes_the_contract_of_both(place: Place) -> None:
    browser, path = place.supplier, f"/orders/{place.orders['proposed']}/accept"
    preview = asked(browser, path, frozen_until_delivery="true")
    assert "Contract signed by both" in preview.text
    done = browser.post(path, preview.form(path, "go"))
    assert "Stay frozen until delivery, as the supplier agreed" in done.text
    assert version(place, "proposed") == 3


def test_an_amendment_is_signed_by_its_own_fingerprint(place: Place) -> None:
    browser, path = place.buyer, f"/orders/{place.orders['amended']}/accept_amendment"
    assert "You sign version 2 of the contract" in browser.get(path).text
    done = browser.post(path, asked(browser, path).form(path, "go"))
    assert "Contract, version 2" in done.text
    assert "Ship by 45 days after the initial payment" in done.text


def test_a_draft_is_edited_with_all_its_terms_in_the_form(place: Place) -> None:
    browser, path = place.buyer, f"/orders/{place.orders['draft']}/edit_draft"
    form = browser.get(path).form(path)
    assert form["contract.total.amount"] == ["80,000.00"]
    assert form["contract.lines.1.unit_price.amount"] == ["3.00"]
    assert form["contract.remarks"] == ["Samples approved on 12 February.\nCartons of 24 at most."]
    preview = browser.post(path, form | {"contract.title": ["Autumn tumblers"], "contract.part_shipments": ["true"]})
    assert browser.last.status_code == 200, preview.text
    done = browser.post(path, preview.form(path, "go"))
    assert "Autumn tumblers" in done.text
    assert "Part shipments allowed Yes" in done.text
    assert "Gift box 6,000 pcs at USD 3.00." in done.text


def test_a_sum_that_does_not_add_up_is_told_at_the_total(place: Place) -> None:
    browser, path = place.buyer, f"/orders/{place.orders['draft']}/edit_draft"
    before = version(place, "draft")
    page = browser.post(path, browser.get(path).form(path) | {"contract.total.amount": ["79,999.99"]})
    assert browser.last.status_code == 422
    assert page.form(path)["contract.total.amount"] == ["79,999.99"]
    assert ("aria-invalid", "true") in page.attributes
    assert version(place, "draft") == before


def test_nobody_asks_for_what_is_not_his_by_skipping_the_form(place: Place) -> None:
    browser = place.buyer
    csrf = browser.get("/orders").form("/logout")["csrf"]
    before = version(place, "agreed")
    paid = {"amount.amount": ["25,000"], "amount.currency": ["USD"], "line": ["made/up"]}
    for command in ("record_payment", "accept", "place_hold"):
        fields = paid if command == "record_payment" else {"reason": ["x"], "fingerprint": ["0" * 64]}
        page = browser.post(
            f"/orders/{place.orders['agreed']}/{command}", {"csrf": csrf, "step": ["go"], "key": ["k"], **fields}
        )
        assert browser.last.status_code == 409, page.text
    assert version(place, "agreed") == before


def test_what_the_pages_read_with_cannot_write(place: Place) -> None:
    with connect(place.url, READER) as connection:
        row = connection.execute("SELECT has_table_privilege('orders', 'UPDATE')").fetchone()
    assert row == (False,)
