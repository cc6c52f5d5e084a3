"""The evidence pages: handed in by a script in three steps, listed with what files claim, shown sandboxed, erased."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from evidence import buckets, files
from fairhold.web.evidence import claims
from fairhold.web.sessions import form_token
from web.browser import Browser
from web.conftest import Place, opened

PHOTO = files.jpeg(40, 30)
NOTE = b"[23/11/2026, 09:00:00] Bea: Is it gold?\n[23/11/2026, 09:01:00] Sam: yes, 18k gold\n"


def csrf(browser: Browser) -> str:
    return form_token(browser.cookies["fairhold_session"])


def sent(browser: Browser, method: str, path: str, content: bytes = b"", **headers: str) -> tuple[int, Any]:
    cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    answer = browser.client.request(method, path, content=content, headers={**headers, "cookie": cookie})
    return answer.status_code, answer.json() if "json" in answer.headers.get("content-type", "") else answer.text


def hand_in(browser: Browser, order: str, data: bytes, name: str, **fields: str) -> tuple[int, Any]:
    """What the script of the page does; the answer of the first step that was refused, or of the last."""
    given = {"csrf": [csrf(browser)], "name": [name], "size": [str(len(data))], "sha256": [sha256(data).hexdigest()]}
    browser.post(f"/orders/{order}/evidence", {**given, **{word: [said] for word, said in fields.items()}})
    if browser.last.status_code != 200:
        return browser.last.status_code, browser.last.json()
    path = f"/orders/{order}/uploads/{browser.last.json()['upload']}"
    put = sent(browser, "PUT", f"{path}?offset=0", data, **{"x-csrf": csrf(browser)})
    assert put == (200, {"upload": path.rsplit("/", maxsplit=1)[-1], "received": len(data), "size": len(data)})
    browser.post(path, {"csrf": [csrf(browser)]})
    return browser.last.status_code, browser.last.json()


@pytest.fixture
def order(place: Place) -> str:
    return place.orders["short"]


def test_a_file_is_handed_in_and_both_sides_see_what_it_claims(place: Place, order: str) -> None:
    assert hand_in(place.buyer, order, NOTE, "chat.txt") == (200, {"sha256": sha256(NOTE).hexdigest()})
    for browser in (place.buyer, place.supplier, place.treasury):
        page = browser.get(f"/orders/{order}/evidence")
        assert "chat.txt" in page.text
        assert "messages 2; people Bea, Sam" in page.text
        assert "Messages between the sides" in page.text
    assert "Bea Berg" in place.buyer.get(f"/orders/{order}/evidence").text
    assert "(Bea Berg)" not in place.supplier.get(f"/orders/{order}/evidence").text
    assert "Hand in a file" in place.supplier.get(f"/orders/{order}/evidence").text
    assert "Hand in a file" not in place.treasury.get(f"/orders/{order}/evidence").text


def test_a_file_that_names_another_account_is_marked_for_both_sides(place: Place, order: str) -> None:
    """PP7, PP8: an invoice with the number of somebody else."""
    status, told = hand_in(place.supplier, order, b"Pay to DE89 3704 0044 0532 0130 00, please.\n", "invoice.txt")
    assert status == 200
    for browser in (place.buyer, place.supplier):
        assert "invoice.txt" in browser.get(f"/orders/{order}/evidence").text
        assert "Names an account that is not ours" in browser.get(f"/orders/{order}/evidence").text
        page = browser.get(f"/orders/{order}/evidence/{told['sha256']}").text
        assert "IBAN DE89370400440532013000 is not ours. Money sent there is not protected." in page


def test_an_adjudicator_without_the_case_is_told_so_and_sees_no_evidence(place: Place, order: str) -> None:
    """4.2, D11."""
    hand_in(place.buyer, order, NOTE, "chat.txt")
    path = f"/orders/{order}/evidence/{sha256(NOTE).hexdigest()}"
    for page in (f"/orders/{order}/evidence", path, f"{path}/file", f"/orders/{order}/case.zip"):
        told = place.adjudicator.get(page)
        assert place.adjudicator.fetch(page).status_code == 403
        assert "Nobody has given you a case on this order." in told.text
        assert "chat.txt" not in told.text
    assert place.adjudicator.get(f"/orders/{order}").text.count("Steel tumbler") > 0


def test_a_picture_is_shown_sandboxed_and_each_look_is_on_record(place: Place, order: str) -> None:
    hand_in(place.buyer, order, PHOTO, "lids.jpg", document="pictures")
    path = f"/orders/{order}/evidence/{sha256(PHOTO).hexdigest()}"
    page = place.supplier.get(path)
    assert "40 x 30 pixels" in page.text
    assert ("src", f"{path}/picture") in page.attributes
    shown = place.supplier.fetch(f"{path}/picture")
    assert (shown.content, shown.headers["content-type"]) == (PHOTO, "image/jpeg")
    assert shown.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert shown.headers["x-content-type-options"] == "nosniff"
    kept = place.supplier.fetch(f"{path}/file")
    assert kept.content == PHOTO
    assert kept.headers["content-disposition"].startswith('attachment; filename="lids.jpg"')
    told = place.buyer.get(path).text
    assert told.count("Handed out") == 2
    assert "Supplier: shown on a page" in told


def test_a_text_is_never_shown_in_place(place: Place, order: str) -> None:
    hand_in(place.buyer, order, NOTE, "chat.txt")
    path = f"/orders/{order}/evidence/{sha256(NOTE).hexdigest()}"
    assert place.buyer.fetch(f"{path}/picture").status_code == 404
    assert place.buyer.fetch(f"{path}/file").headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize(
    ("data", "name", "detail"),
    [
        (b"<svg onload='alert(1)'></svg>", "a.jpg", "The file begins as"),
        (b"MZ\x90\x00" + bytes(100), "a.pdf", "programs are not taken"),
    ],
)
def test_what_is_not_taken_is_said_in_words(place: Place, order: str, data: bytes, name: str, detail: str) -> None:
    status, told = hand_in(place.buyer, order, data, name)
    assert status == 422
    assert detail in told["detail"]
    assert name not in place.buyer.get(f"/orders/{order}/evidence").text


def test_strangers_and_forged_requests_find_nothing(place: Place, order: str) -> None:
    hand_in(place.buyer, order, NOTE, "chat.txt")
    path = f"/orders/{order}/evidence"
    for address in (path, f"{path}/{sha256(NOTE).hexdigest()}", f"{path}/{sha256(NOTE).hexdigest()}/file"):
        assert place.stranger.fetch(address).status_code == 404
    stranger = place.stranger
    stranger.post(path, {"csrf": [csrf(stranger)], "name": ["a"], "size": ["1"]})
    assert stranger.last.status_code == 404
    buyer = place.buyer
    buyer.post(path, {"csrf": ["wrong"], "name": ["a"], "size": ["1"]})
    assert buyer.last.status_code == 403
    assert sent(buyer, "PUT", f"/orders/{order}/uploads/upl_{'0' * 32}?offset=0", b"x")[0] == 403
    status, told = sent(
        buyer, "PUT", f"/orders/{order}/uploads/upl_{'0' * 32}?offset=0", b"x", **{"x-csrf": csrf(buyer)}
    )
    assert (status, told) == (422, {"detail": "No such upload is under way."})
    assert sent(buyer, "PUT", f"{path}x", b"", origin="https://elsewhere.example")[0] in (403, 405)


def test_compliance_holds_lets_go_and_erases_with_a_reason(place: Place) -> None:
    order = place.orders["amended"]
    data = b"a passport\n"
    hand_in(place.buyer, order, data, "passport.txt")
    path = f"/orders/{order}/evidence/{sha256(data).hexdigest()}"
    staff = place.compliance
    assert "Keep or erase" not in place.buyer.get(path).text

    def keep(what: str, reason: str) -> str:
        return staff.post(f"{path}/{what}", {"csrf": [csrf(staff)], "reason": [reason]}).text

    assert "Done: Held." in keep("hold", "letter of a court")
    assert "is held by" in keep("erase", "privacy")
    assert "Say why" in keep("let-go", "x")
    assert "Done: Let go." in keep("let-go", "settled")
    assert "Done: Erased." in keep("erase", "a passport is in it")
    assert "Erased file" in place.buyer.get(f"/orders/{order}/evidence").text
    assert place.buyer.fetch(f"{path}/file").status_code == 404
    buyer = place.buyer
    buyer.post(f"{path}/erase", {"csrf": [csrf(buyer)], "reason": ["mine"]})
    assert buyer.last.status_code == 404


def test_what_is_announced_wrongly_is_said(place: Place, order: str) -> None:
    buyer = place.buyer
    for fields in ({"name": ["a"], "size": ["0"]}, {"name": ["a"], "size": ["x"]}, {"size": ["1"]}):
        buyer.post(f"/orders/{order}/evidence", {"csrf": [csrf(buyer)], **fields})
        assert buyer.last.status_code == 422
        assert json.loads(buyer.last.content)["detail"] != ""
    buyer.post(f"/orders/{order}/evidence", {"csrf": [csrf(buyer)], "name": ["a"], "size": ["104857601"]})
    assert "at most 104,857,600 bytes" in buyer.last.json()["detail"]


def form(word: str, data: bytes, name: str) -> tuple[bytes, str]:
    """What a browser without scripts sends."""
    parts = [
        b'--edge\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n' + word.encode(),
        b'--edge\r\nContent-Disposition: form-data; name="document"\r\n\r\npictures',
        f'--edge\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'.encode()
        + b"Content-Type: image/jpeg\r\n\r\n"
        + data,
    ]
    return b"\r\n".join([*parts, b"--edge--\r\n"]), "multipart/form-data; boundary=edge"


def test_without_a_script_the_form_brings_a_whole_file(place: Place, order: str) -> None:
    data, buyer = files.jpeg(77, 66), place.buyer
    path = f"/orders/{order}/evidence"
    body, media = form(csrf(buyer), data, "whole.jpg")
    assert sent(buyer, "POST", path, body, **{"content-type": media})[0] == 303
    assert "77 x 66 pixels" in buyer.get(f"{path}/{sha256(data).hexdigest()}").text
    body, media = form(csrf(buyer), b"<svg></svg>", "whole.jpg")
    status, text = sent(buyer, "POST", path, body, **{"content-type": media})
    assert (status, "Not taken. The file begins as" in text) == (422, True)
    body, media = form("wrong", data, "whole.jpg")
    assert sent(buyer, "POST", path, body, **{"content-type": media})[0] == 403
    for broken in (b"", b"--edge", body[:-20], b"--edge\r\n" * 50):
        assert sent(buyer, "POST", path, broken, **{"content-type": media})[0] in (403, 413)
    empty, media = form(csrf(buyer), b"", "")
    status, text = sent(buyer, "POST", path, empty, **{"content-type": media})
    assert (status, "The file has no bytes." in text) == (422, True)


def test_a_file_is_brought_into_a_dispute_from_its_page(place: Place) -> None:
    order, buyer = place.orders["disputed"], place.buyer
    data = files.drawn_png(33, 22)
    hand_in(buyer, order, data, "lids.png")
    path = f"/orders/{order}/evidence/{sha256(data).hexdigest()}"
    (target,) = [href for title, href in buyer.get(path).links if title == "Bring into the dispute"]
    form = buyer.get(target).form(f"/orders/{order}/file_evidence")
    assert (form["exhibit.kind"], form["exhibit.title"]) == (["photo"], ["lids.png"])
    assert form["exhibit.sha256"] == [sha256(data).hexdigest()]
    assert "Bring into the dispute" not in place.treasury.get(path).text


def test_a_pdf_s_claims_are_said_in_words() -> None:
    told = {
        **dict.fromkeys(("title", "author", "creator", "changed_at"), ""),
        "pages": 2,
        "producer": "Typst",
        "created_at": "2019-06-03T00:00:00Z",
        "revisions": 2,
        "signatures": 1,
        "active": ["script"],
        "encrypted": True,
        "text": "The lids",
        "characters": 900,
    }
    assert dict(claims({"pdf": told})) == {
        "Pages": "2",
        "Made": "2019-06-03T00:00:00Z",
        "Made with": "Typst",
        "Worked on": "saved 2 times: something was put into it after it was first written",
        "Signatures": "1, not checked here",
        "Could do more than be read": "script",
        "Note": "it is encrypted, and opens without a password",
        "Text": "The lids…",
    }


def test_while_the_bucket_is_away_pages_say_so_and_the_upload_waits(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    buckets.libraries()
    buckets.credentials(monkeypatch)
    there = opened(database, tmp_path)
    there.settings = structs.replace(there.settings, evidence_s3="s3://evidence", evidence_s3_url=buckets.nowhere())
    with there as place:
        status, said = hand_in(place.buyer, place.orders["short"], NOTE, "chat.txt")
        assert (status, "what was sent is kept" in said["detail"]) == (503, True)
        assert "s3" not in said["detail"]
        page = place.buyer.get(f"/orders/{place.orders['short']}/evidence")
        assert "chat.txt" not in page.text
