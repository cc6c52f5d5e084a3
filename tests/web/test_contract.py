"""The contract's page: each term with what could not be proved of it, the score, what breaches bring, versions."""

from fairhold.lint.family import Severity
from fairhold.lint.report import Band, Finding
from fairhold.reading.versions import State
from fairhold.trade.families import Family
from fairhold.web.contract import BANDS, SEVERITIES, STATES, at_of
from web.conftest import Place


def finding(family: Family, field: str) -> Finding:
    return Finding(f"{family}-1", family, "major", field, None, "why", "suggest", 3)


def test_every_severity_band_and_state_has_its_words() -> None:
    assert set(SEVERITIES) == set(Severity.__args__)
    assert set(BANDS) == set(Band.__args__)
    assert set(STATES) == set(State.__args__)


def test_a_finding_leads_to_the_term_that_would_answer_it() -> None:
    places = [
        ("colour", "/lines/1/description", "/lines/1/terms/colour/-"),
        ("colour", "/lines/1/terms/colour/2/tolerance", "/lines/1/terms/colour/2"),
        ("quality", "/lines/0/quality", "/lines/0/terms/quality"),
        ("packaging", "/packaging", "/goods/packaging"),
        ("material", "/thread/3", "/goods/material/-"),
        ("inspection", "/quality", "/inspection"),
        ("dispute", "/dispute_resolution", "/dispute"),
        ("shipment_date", "/shipment/proof", "/shipment"),
        ("shipment_date", "/ship_by", ""),
        ("incoterm", "/incoterm_place", ""),
    ]
    assert [at_of(finding(family, field)) for family, field, _ in places] == [at for _, _, at in places]


def test_the_page_shows_terms_findings_score_and_what_would_be_won(place: Place) -> None:
    """S29, PP1, PP11."""
    text = place.buyer.get(f"/orders/{place.orders['draft']}/contract").text
    assert "Provability" in text
    assert "of 100" in text
    assert "Steel tumbler 500 ml, matt black 6,000 pcs at USD 10.00. 18/8 steel, lid with seal" in text
    assert "Minor Size dimensions-5 −1 Nothing is said about size: any size is as agreed. Better: L ____" in text
    assert "If this goes wrong, could you win?" in text
    assert "Material Lost R-TERM-0 USD 0.00" in text or "Material Won" in text
    assert "Version 1, draft" in text


def test_a_supplier_reads_whether_the_buyer_could_win(place: Place) -> None:
    text = place.supplier.get(f"/orders/{place.orders['proposed']}/contract").text
    assert "If this goes wrong, could the buyer win?" in text
    assert "Version 1, offered" in text


def test_the_first_page_of_an_order_tells_the_score_and_leads_to_it(place: Place) -> None:
    page = place.buyer.get(f"/orders/{place.orders['proposed']}")
    assert "Provability" in page.text
    assert ("Contract, version 1", f"/orders/{place.orders['proposed']}/contract") in page.links


def test_a_hostile_text_is_shown_as_text(place: Place) -> None:
    page = place.buyer.get(f"/orders/{place.orders['made']}/contract")
    assert page.scripts == []
    assert '<script>alert("1")</script>' in page.text


def test_a_stranger_sees_none_of_it(place: Place) -> None:
    browser = place.stranger
    for path in ("contract", "messages", "term"):
        browser.get(f"/orders/{place.orders['agreed']}/{path}")
        assert browser.last.status_code == 404


def test_a_signature_that_is_stopped_lists_every_finding_and_leads_to_the_contract(place: Place) -> None:
    """T04: the page says each place, why, and where to correct it."""
    browser, order = place.buyer, place.orders["draft"]
    path = f"/orders/{order}/propose"
    page = browser.post(path, browser.get(path).form(path))
    assert browser.last.status_code == 409
    assert "Terms that could not be proved" in page.text
    assert "A colour word is not a colour" in page.text
    assert "/contract/lines/0/description" in page.text
    assert ("See the contract with its findings", f"/orders/{order}/contract") in page.links
