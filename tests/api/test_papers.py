"""An order's papers over HTTP: the right version for the right reader, byte for byte the same for all of them."""

import httpx
import pytest

from api.marketplace import Caller, Json, Marketplace, done
from papers.reading_back import said, squeezed


def pdf(answer: httpx.Response, name: str) -> bytes:
    """The PDF that an answer brings, under this file name."""
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == f'inline; filename="{name}"'
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.content.startswith(b"%PDF-1.7")
    return answer.content


def contract_of(caller: Caller, order: str, **query: str) -> bytes:
    answer = caller.get(f"/v1/orders/{order}/contract.pdf", **query)
    return pdf(answer, f"{order}-contract.pdf")


def amended(place: Marketplace, order: str, remarks: str) -> Json:
    """The buyer signs an amendment: the answer's body."""
    terms = done(place.buyer.get(f"/v1/orders/{order}"))["contract"] | {"remarks": remarks}
    return done(place.buyer.post(f"/v1/orders/{order}/amend", {"contract": terms}))


def test_the_signed_contract_is_printed_with_parties_account_and_signatures(place: Marketplace) -> None:
    order = place.agreed("Tumblers on paper")
    shown = done(place.buyer.get(f"/v1/orders/{order['id']}"))
    text = said(contract_of(place.buyer, order["id"]))
    for words in (
        "Tumblers on paper",
        shown["buyer"]["name"],
        shown["supplier"]["name"],
        shown["fingerprint"],
        f"Account of this order {shown['pay_to']['account']} Reference {shown['pay_to']['printed_reference']}",
        f"{order['id']}, version 1, signed by buyer and supplier",
    ):
        assert squeezed(words) in text
    assert text.count(squeezed("Signed in the order system on")) == 2


def test_every_reader_gets_the_same_bytes_at_any_time(place: Marketplace) -> None:
    order = place.agreed()["id"]
    first = contract_of(place.buyer, order)
    place.paid(order, 2_500_000, f"GB33BUKB20201555555555/papers/{order}")
    for reader in (place.buyer, place.supplier, place.auditor):
        assert contract_of(reader, order) == first


def test_an_amendment_and_every_version_can_be_printed(place: Marketplace) -> None:
    order = place.agreed()["id"]
    first = contract_of(place.buyer, order)
    waiting = amended(place, order, "No polybags, please.")
    text = said(contract_of(place.supplier, order, contract_version="amendment"))
    assert squeezed("No polybags, please.") in text
    assert squeezed("amendment, signed by buyer Fingerprint") in text
    assert text.count(squeezed("Not signed in the order system.")) == 1
    assert contract_of(place.supplier, order) == first
    fingerprint = done(place.buyer.get(f"/v1/orders/{order}"))["amendment"]["fingerprint"]
    assert fingerprint in text
    assert waiting["id"] == order
    done(place.supplier.post(f"/v1/orders/{order}/accept-amendment", {"fingerprint": fingerprint}))
    second = contract_of(place.buyer, order)
    assert squeezed("version 2, signed by buyer and supplier") in said(second)
    assert contract_of(place.buyer, order, contract_version="1") == first
    assert contract_of(place.buyer, order, contract_version="2") == second


@pytest.mark.parametrize("version", ["2", "0", "-1", "amendment", "latest", "1 "])
def test_a_version_that_there_is_not_is_named_as_the_fault(place: Marketplace, version: str) -> None:
    order = place.agreed()["id"]
    answer = place.buyer.get(f"/v1/orders/{order}/contract.pdf", contract_version=version)
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")
    assert answer.json()["errors"][0]["parameter"] == "contract_version"


def test_papers_are_for_those_who_may_read_the_order(place: Marketplace) -> None:
    """T01: a draft is its author's alone."""
    draft = place.draft()["id"]
    for paper in ("contract.pdf", "lint.pdf"):
        assert place.buyer.get(f"/v1/orders/{draft}/{paper}").status_code == 200
        for reader in (place.supplier, place.stranger):
            answer = reader.get(f"/v1/orders/{draft}/{paper}")
            assert (answer.status_code, answer.json()["code"]) == (404, "unknown_order")
        assert place.buyer.get(f"/v1/orders/ord_0000000000000/{paper}").status_code == 404


def test_a_draft_is_printed_to_be_signed_by_hand(place: Marketplace) -> None:
    text = said(contract_of(place.buyer, place.draft()["id"]))
    assert squeezed("version 1, signed by nobody") in text
    assert "Accountofthisorder" not in text


def test_the_provability_report_says_what_the_linter_answers(place: Marketplace) -> None:
    order = place.agreed("Provable?")["id"]
    answer = done(place.buyer.get(f"/v1/orders/{order}/lint"))
    content = pdf(place.buyer.get(f"/v1/orders/{order}/lint.pdf"), f"{order}-lint.pdf")
    text = said(content)
    assert squeezed(f"{answer['score']} of 100") in text
    assert squeezed(f"Order {order}, version 1") in text
    assert [f["rule"] for f in answer["findings"] if squeezed(f["rule"]) not in text] == []
    assert [w["ground"] for w in answer["what_if"] if squeezed(w["why"]) not in text] == []
    assert pdf(place.supplier.get(f"/v1/orders/{order}/lint.pdf"), f"{order}-lint.pdf") == content


def test_no_other_question_is_asked_of_a_paper(place: Marketplace) -> None:
    order = place.agreed()["id"]
    assert place.buyer.get(f"/v1/orders/{order}/contract.pdf", page="2").status_code == 400
    assert place.buyer.get(f"/v1/orders/{order}/lint.pdf", contract_version="1").status_code == 400


def test_the_payment_card_says_where_to_pay_what_is_due_and_only_to_its_people(place: Marketplace) -> None:
    """PP7: account, reference, amount, words and link, and the same bytes again."""
    order = place.agreed("Tumblers to be paid")["id"]
    shown = done(place.buyer.get(f"/v1/orders/{order}"))
    answer = place.buyer.get(f"/v1/orders/{order}/payment-card.pdf")
    content = pdf(answer, f"{order}-payment-card.pdf")
    text = said(content)
    for words in (shown["pay_to"]["account"], shown["pay_to"]["printed_reference"], "USD 25,000.00", "/verify/"):
        assert squeezed(words) in text
    assert place.supplier.get(f"/v1/orders/{order}/payment-card.pdf").content == content
    balance = place.buyer.get(f"/v1/orders/{order}/payment-card.pdf", milestone="balance")
    assert squeezed("USD 55,000.00") in said(pdf(balance, f"{order}-payment-card.pdf"))
    for wrong in ("odd", "deposit"):
        refused = place.buyer.get(f"/v1/orders/{order}/payment-card.pdf", milestone=wrong)
        assert done(refused, 400)["code"] == "malformed"
    assert done(place.stranger.get(f"/v1/orders/{order}/payment-card.pdf"), 404)["code"] == "unknown_order"
    place.paid(order, 2_500_000, f"GB33BUKB20201555555555/cards/{order}")
    gone = place.buyer.get(f"/v1/orders/{order}/payment-card.pdf", milestone="initial")
    assert done(gone, 400)["code"] == "malformed"
