"""The door: who is let in, what every page carries, and that no other site can send a form."""

import pytest

from fairhold.web.visit import FORM_BYTES_MAX
from web.conftest import PASSWORD, Place


def test_a_stranger_is_sent_to_the_login_and_from_there_to_where_he_wanted(place: Place) -> None:
    browser = place.browser()
    page = browser.get(f"/orders/{place.orders['agreed']}?x=1")
    assert "Sign in" in page.text
    assert page.form("/login")["to"] == [f"/orders/{place.orders['agreed']}?x=1"]
    fields = page.form("/login") | {"email": ["bea@nordfjell.example"], "password": [PASSWORD]}
    assert "Insulated bottles 750 ml" in browser.post("/login", fields).text


@pytest.mark.parametrize("to", ["//evil.example", "https://evil.example", "/\\evil.example", "/login", "/a\nb", "evil"])
def test_nobody_is_sent_to_another_site_after_the_login(place: Place, to: str) -> None:
    browser = place.browser()
    browser.post("/login", {"email": ["bea@nordfjell.example"], "password": [PASSWORD], "to": [to]})
    assert str(browser.last.url) == "http://fairhold.test/orders"


def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(place: Place) -> None:
    answer = place.client.request(
        "POST", "/login", content=f"email=bea%40nordfjell.example&password={PASSWORD.replace(' ', '+')}".encode()
    )
    assert answer.status_code == 303
    name, *rest = answer.headers["set-cookie"].split("; ")
    assert name.startswith("fairhold_session=")
    assert sorted(part.lower() for part in rest) == ["httponly", "max-age=43200", "path=/", "samesite=lax"]


def test_a_wrong_password_shows_the_login_again_without_it(place: Place) -> None:
    browser = place.browser()
    page = browser.log_in("bea@nordfjell.example", "wrong horse")
    assert browser.last.status_code == 401
    assert "This e-mail address and password do not belong together." in page.text
    assert page.form("/login")["email"] == ["bea@nordfjell.example"]
    assert "wrong horse" not in page.html


def test_the_demo_logins_stand_on_the_login_page_of_a_demo(place: Place) -> None:
    page = place.browser().get("/login")
    assert "Buyer · Nordfjell Outdoor AS bea@nordfjell.example password correct horse" in page.text


def test_signing_out_ends_the_session_on_the_server(place: Place) -> None:
    browser = place.browser("bea@nordfjell.example")
    kept = dict(browser.cookies)
    browser.post("/logout", browser.get("/orders").form("/logout"))
    assert "Sign in" in browser.get("/orders").text
    browser.cookies = kept
    assert "Sign in" in browser.get("/orders").text


@pytest.mark.parametrize("path", ["/logout", "/orders/new"])
@pytest.mark.parametrize("fields", [{}, {"csrf": [""]}, {"csrf": ["0" * 64]}, {"step": ["preview"]}, {"csrf": ["ü"]}])
def test_a_form_without_the_sessions_token_changes_nothing(
    place: Place, path: str, fields: dict[str, list[str]]
) -> None:
    browser = place.buyer
    page = browser.post(path, fields)
    assert browser.last.status_code == 403
    assert "This form is not valid any more" in page.text
    assert browser.get("/orders").text.startswith("Orders · Fairhold")


def test_a_form_of_another_session_is_refused(place: Place) -> None:
    browser = place.buyer
    browser.post("/logout", place.supplier.get("/orders").form("/logout"))
    assert browser.last.status_code == 403


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://fairhold.test.evil.example"])
def test_a_form_from_another_site_is_refused_even_at_the_login(place: Place, origin: str) -> None:
    browser = place.browser()
    browser.post("/login", {"email": ["bea@nordfjell.example"], "password": [PASSWORD]}, origin=origin)
    assert browser.last.status_code == 403
    assert browser.cookies == {}


def test_a_form_too_large_is_refused(place: Place) -> None:
    browser = place.buyer
    fields = browser.get("/orders/new").form("/orders/new") | {"contract.remarks": ["x" * FORM_BYTES_MAX]}
    page = browser.post("/orders/new", fields)
    assert browser.last.status_code == 413
    assert "Too much at once" in page.text


@pytest.mark.parametrize("path", ["/login", "/orders", "/orders/new", "/nowhere", "/books"])
def test_every_page_forbids_scripts_and_whatever_is_not_ours(place: Place, path: str) -> None:
    browser = place.treasury if path == "/books" else place.browser() if path == "/login" else place.buyer
    page = browser.get(path)
    headers = browser.last.headers
    assert headers["content-security-policy"] == (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    )
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"
    assert [script for script in page.scripts if not (script.get("src") or "").startswith("/static/")] == []
    assert [name for name, _ in page.attributes if name.startswith("on") or name == "style"] == []


def test_a_page_that_is_not_there_and_one_that_is_not_yours_look_the_same(place: Place) -> None:
    mine = place.buyer.get(f"/orders/{place.orders['agreed']}")
    assert "Insulated bottles" in mine.text
    stranger = place.stranger
    pages = [
        stranger.get(f"/orders/{place.orders['agreed']}"),
        stranger.get("/orders/ord_0000000000001"),
        stranger.get("/orders/nonsense"),
        stranger.get("/books"),
        stranger.get("/nowhere"),
    ]
    assert {page.text for page in pages} == {pages[0].text}
    assert "There is no such page, or it is not yours." in pages[0].text
    assert stranger.last.status_code == 404


def test_the_other_side_does_not_see_a_draft(place: Place) -> None:
    assert "Spring tumblers" in place.buyer.get(f"/orders/{place.orders['draft']}").text
    supplier = place.supplier
    supplier.get(f"/orders/{place.orders['draft']}")
    assert supplier.last.status_code == 404
    assert "Spring tumblers" not in supplier.get("/orders").text
