"""The books on a page: who sees them, and that they say what the book says."""

from papers.reading_back import said
from web.conftest import Place


def test_the_trial_balance_is_balanced_and_covered(place: Place) -> None:
    text = place.treasury.get("/books").text
    assert "Trial balance, USD Balanced" in text
    assert "Client money, USD Covered" in text
    assert "no statement yet" in text


def test_money_that_found_no_order_stands_in_suspense(place: Place) -> None:
    text = place.treasury.get("/books").text
    assert "In suspense" in text
    assert "Every payment has found its order." not in text


def test_the_proofs_run_when_they_are_asked_for(place: Place) -> None:
    treasury = place.treasury
    page = treasury.get("/books")
    assert "Holds" not in page.text
    proved = treasury.post("/books/proofs", page.form("/books/proofs"))
    assert "Proofs All 13 hold" in proved.text
    assert "No client's account was ever overdrawn, and no more fees were swept than earned (I3, M34)." in proved.text


def test_a_company_does_not_see_the_books(place: Place) -> None:
    buyer = place.buyer
    page = buyer.get("/books")
    assert buyer.last.status_code == 404
    assert ("Books", "/books") not in page.links


def test_limits_in_use_stand_beside_the_books_and_the_proof_is_a_paper(place: Place) -> None:
    page = place.treasury.get("/books")
    assert "Limits in use, USD" in page.text
    assert ("Trust proof (PDF)", "/books/proof.pdf") in page.links
    assert said(place.treasury.fetch("/books/proof.pdf").content).startswith("Trustproof")
    assert place.buyer.fetch("/books/proof.pdf").status_code == 404
