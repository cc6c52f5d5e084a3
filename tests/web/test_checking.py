"""Public pages: a genuine card and a forged one, whose account it is, and no more than so many questions a minute."""

from datetime import UTC, datetime, timedelta

from fairhold.web.pace import LOOKS_MAX, PLACES_MAX, WITHIN, Pace
from web.conftest import Place

NOW = datetime(2026, 3, 5, 11, tzinfo=UTC)


def test_the_link_of_a_card_shows_a_stranger_what_the_card_says_and_no_party(place: Place) -> None:
    """PP7: account, reference, amount and words, and nothing of buyer, supplier or goods."""
    order = place.orders["agreed"]
    page = place.buyer.get(f"/orders/{order}")
    link = next(href for _, href in page.links if "/verify/" in href)
    stranger = place.browser()
    shown = stranger.get("/verify/" + link.rpartition("/")[2])
    assert "This is an account of ours" in shown.text
    assert "USD 25,000.00" in shown.text
    words = page.text.partition("Check words ")[2].split()[:4]
    assert f"Check words {' '.join(words)}" in shown.text
    for told in ("Nordfjell", "Longhai", "Insulated bottles", order):
        assert told not in shown.text
    forged = stranger.get("/verify/" + "a" * 47)
    assert "This is not an account of ours" in forged.text
    assert stranger.last.status_code == 404


def test_anybody_learns_whether_the_account_in_a_text_is_ours(place: Place) -> None:
    """PP8: the trust account is ours, another one is not, one sign off is said."""
    stranger = place.browser()
    assert "Is this our account?" in stranger.get("/check").text

    def asked(text: str) -> str:
        return stranger.post("/check", {"text": [text]}).text

    assert "Every account number in it is ours." in asked("Pay to GB33 BUKB 2020 1555 5555 55")
    assert "Do not pay." in asked("Our new account: DE89 3704 0044 0532 0130 00")
    assert "made to look like it" in asked("GB33BUKB20201555555556")
    assert "No account number was found in it." in asked("See you on Tuesday <script>")
    assert "&lt;script&gt;" in stranger.last.text


def test_the_card_is_a_pdf_and_its_code_a_picture_for_the_order_s_people_only(place: Place) -> None:
    order = place.orders["agreed"]
    card = place.buyer.fetch(f"/orders/{order}/payment-card.pdf?milestone=balance")
    assert (card.status_code, card.content[:5]) == (200, b"%PDF-")
    scan = place.buyer.fetch(f"/orders/{order}/payment-card.png")
    assert (scan.headers["content-type"], scan.content[:8]) == ("image/png", b"\x89PNG\r\n\x1a\n")
    for path in (f"/orders/{order}/payment-card.pdf", f"/orders/{order}/payment-card.png"):
        assert place.stranger.fetch(path).status_code == 404
    assert place.buyer.fetch(f"/orders/{order}/payment-card.pdf?milestone=odd").status_code == 404
    assert place.buyer.fetch(f"/orders/{place.orders['shipped']}/payment-card.pdf").status_code == 404
    assert place.buyer.fetch(f"/orders/{place.orders['shipped']}/payment-card.png").status_code == 404


def test_a_place_asks_so_often_a_minute_and_not_more() -> None:
    pace = Pace()
    assert [pace.allows("a", NOW) for _ in range(LOOKS_MAX + 1)] == [True] * LOOKS_MAX + [False]
    assert pace.allows("b", NOW)
    assert pace.allows("a", NOW + WITHIN)
    for n in range(PLACES_MAX + 1):
        pace.allows(f"place {n}", NOW + timedelta(minutes=2))
    assert pace.allows("a", NOW + timedelta(minutes=2))


def test_too_many_questions_are_told_to_wait(place: Place) -> None:
    stranger = place.browser()
    codes = [stranger.fetch("/verify/abc").status_code for _ in range(LOOKS_MAX + 1)]
    assert (codes[-1], set(codes)) == (429, {404, 429})
