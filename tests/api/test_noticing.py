"""Notices over HTTP: who is believed, what is refused before it is kept, how staff see and close what did not fit."""

import base64
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from api.marketplace import SECRET, SETTINGS, Client, Marketplace, done
from book.market import open_market
from fairhold.acquiring.notice import NOTICE_BYTES_MAX
from fairhold.acquiring.signing import secret_of, sign
from fairhold.api.app import build
from fairhold.book.connection import connect
from fairhold.book.notices import STATES, notices_in_states
from fairhold.desk import Desk

OLD, NEW, ALIEN = ("whsec_" + base64.b64encode(bytes([n]) * 24).decode() for n in (1, 2, 3))


@pytest.fixture
def place(database: str, tmp_path: Path) -> Iterator[Marketplace]:
    """A marketplace whose card acquirer is changing its secret."""
    market = open_market(database)
    given = msgspec.structs.replace(SETTINGS, data=tmp_path, rail_secrets=f"card={NEW},card={OLD},bank_debit={ALIEN}")
    with Desk(database) as desk, Client(build(desk, database, given, secret=SECRET)) as client:
        yield Marketplace(market, database, desk, client)


def notice(**changed: Any) -> dict[str, Any]:
    fields = {
        "version": 1,
        "id": "ntc_00000001",
        "happened": "captured",
        "at": "2026-03-02T09:00:00Z",
        "payment": "ord-0a1b2c3d4e5f6-A1",
        "amount": {"amount": "40000", "currency": "USD"},
        "reference": "acq-1",
    }
    return {**fields, **changed}


def send(place: Marketplace, body: Any, secret: str = NEW, *, rail: str = "card", **headers: str) -> httpx.Response:
    """A notice, signed now unless a header says otherwise."""
    content = body if isinstance(body, bytes) else msgspec.json.encode(body)
    id = body["id"] if isinstance(body, dict) else "ntc_00000001"
    signed = sign(secret_of(secret), id, int(time.time()), content).headers | {"content-type": "application/json"}
    given = signed | {name.replace("_", "-"): value for name, value in headers.items()}
    return place.client.request("POST", f"/v1/notices/{rail}", content=content, headers=given)


def kept(place: Marketplace) -> list[tuple[str, str, str]]:
    with connect(place.url) as connection:
        return [(one.id, one.state, one.said) for one in notices_in_states(connection, STATES)]


def problem(answer: httpx.Response, status: int) -> str:
    assert answer.status_code == status, answer.text
    code: str = answer.json()["code"]
    return code


def test_a_notice_is_kept_whatever_comes_of_it_and_the_answer_is_always_the_same(place: Marketplace) -> None:
    first = send(place, notice())
    assert first.status_code == 202
    assert send(place, notice()).json() == first.json()
    assert send(place, notice(), OLD).json() == first.json()
    assert kept(place) == [("ntc_00000001", "aside", "there is no such order")]


@pytest.mark.parametrize(
    "headers",
    [
        {"webhook_signature": "v1,AAAA"},
        {"webhook_signature": ""},
        {"webhook_timestamp": "1"},
        {"webhook_id": "ntc_00000002"},
    ],
)
def test_what_is_not_signed_as_it_is_sent_is_not_believed(place: Marketplace, headers: dict[str, str]) -> None:
    assert problem(send(place, notice(), **headers), 401) == "signature_wrong"
    assert kept(place) == []


def test_a_strangers_a_neighbours_and_nobodys_secret_are_not_believed(place: Marketplace) -> None:
    assert problem(send(place, notice(), ALIEN), 401) == "signature_wrong"
    assert problem(send(place, notice(), NEW, rail="bank_debit"), 401) == "signature_wrong"
    assert problem(send(place, notice(), NEW, rail="pay_later"), 401) == "signature_wrong"
    assert problem(send(place, notice(), NEW, rail="cheque"), 401) == "signature_wrong"
    assert kept(place) == []


def test_an_old_signature_is_not_believed(place: Marketplace) -> None:
    body = msgspec.json.encode(notice())
    old = sign(secret_of(NEW), "ntc_00000001", int(time.time()) - 301, body).headers
    answer = send(place, body, **{name.replace("-", "_"): value for name, value in old.items()})
    assert problem(answer, 401) == "signature_wrong"
    assert kept(place) == []


def test_another_body_under_a_known_id_is_refused_and_the_first_stands(place: Marketplace) -> None:
    send(place, notice())
    assert problem(send(place, notice(reference="acq-2")), 422) == "key_reused"
    assert len(kept(place)) == 1


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"[]", 400, "notice_malformed"),
        (notice(colour="red"), 400, "notice_malformed"),
        (notice(happened="returned"), 422, "notice_not_of_rail"),
        (notice(payer="4111 1111 1111 1111"), 422, "notice_card_number"),
        (b" " * (NOTICE_BYTES_MAX + 1), 413, "body_too_large"),
    ],
)
def test_what_is_no_notice_is_refused_and_not_kept(place: Marketplace, body: Any, status: int, code: str) -> None:
    assert problem(send(place, body), status) == code
    assert kept(place) == []


def test_the_signed_id_is_the_notices_own(place: Marketplace) -> None:
    content = msgspec.json.encode(notice())
    signed = sign(secret_of(NEW), "ntc_99999999", int(time.time()), content).headers
    answer = send(place, content, **{name.replace("-", "_"): value for name, value in signed.items()})
    assert problem(answer, 400) == "notice_malformed"
    assert kept(place) == []


def test_a_settlement_for_an_order_without_attempts_is_set_aside(place: Marketplace) -> None:
    order = place.agreed()["id"].replace("_", "-")
    send(place, notice(payment=f"{order}-A1"))
    send(place, notice(payment="INVOICE-4471", id="ntc_00000002"))
    assert sorted(kept(place)) == [
        ("ntc_00000001", "aside", "the order has no attempt 1"),
        ("ntc_00000002", "aside", "INVOICE-4471 is no payment of ours"),
    ]


def test_staff_see_what_did_not_fit_and_treasury_closes_it(place: Marketplace) -> None:
    number = send(place, notice()).json()["id"]
    (row,) = done(place.auditor.get("/v1/notices"))["data"]
    assert (row["id"], row["state"], row["order"], row["amount"]["amount"]) == (
        number,
        "aside",
        "ord_0a1b2c3d4e5f6",
        "40000",
    )
    assert problem(place.buyer.get("/v1/notices"), 403) == "role_not_allowed"
    assert problem(place.auditor.post(f"/v1/notices/{number}/dismiss", {"note": "x"}), 403) == "role_not_allowed"
    assert done(place.treasury.post(f"/v1/notices/{number}/retry"))["state"] == "waiting"
    closed = done(place.treasury.post(f"/v1/notices/{number}/dismiss", {"note": "a test of theirs"}))
    assert (closed["state"], closed["said"], closed["closed_by"]) == ("dismissed", "a test of theirs", "tom")
    again = place.treasury.post(f"/v1/notices/{number}/dismiss", {"note": "a test of theirs"})
    assert done(again) == closed
    assert problem(place.treasury.post(f"/v1/notices/{number}/retry"), 409) == "notice_over"
    assert problem(place.treasury.post(f"/v1/notices/{number}/dismiss", {"note": "no"}), 409) == "notice_over"
    assert done(place.auditor.get("/v1/notices"))["data"] == []
    assert len(done(place.auditor.get("/v1/notices", state="dismissed,aside"))["data"]) == 1


@pytest.mark.parametrize("number", ["ntc_0000000000001", "ord_0a1b2c3d4e5f6", "x"])
def test_an_unknown_notice_is_not_found(place: Marketplace, number: str) -> None:
    assert problem(place.treasury.post(f"/v1/notices/{number}/retry"), 404) == "unknown_notice"
    assert problem(place.treasury.post(f"/v1/notices/{number}/dismiss", {"note": "x"}), 404) == "unknown_notice"
