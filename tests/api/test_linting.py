"""Linting over HTTP: a draft that is kept nowhere, in every format, and the contract of an order."""

from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from api.marketplace import Caller, Marketplace, done, text
from fairhold.api.linting import LINT_BODY_BYTES_MAX
from fairhold.lint.answer import answer
from fairhold.lint.report import of_contract
from fairhold.lint.ways.own import read_json
from fairhold.trade import ids
from fairhold.trade.terms import Contract

ORDER = (Path(__file__).parents[1] / "lint" / "ways" / "orders" / "order.xml").read_bytes()


def lint(caller: Caller, body: bytes | str, media: str = "application/json") -> httpx.Response:
    headers = {"authorization": f"Bearer {caller.key}", "content-type": media}
    content = body if isinstance(body, bytes) else body.encode()
    return caller.client.request("POST", "/v1/lint", content=content, headers=headers)


def on_the_wire(value: Any) -> Any:
    return msgspec.json.decode(msgspec.json.encode(value))


def refused(response: httpx.Response, status: int, code: str) -> dict[str, Any]:
    body: dict[str, Any] = response.json()
    assert (response.status_code, body["code"]) == (status, code), body
    assert response.headers["content-type"] == "application/problem+json"
    return body


@pytest.mark.parametrize(
    ("media", "body", "format"),
    [
        ("application/json", b'{"clauses": ["Colour: red"]}', "json"),
        ("application/toml", b'clauses = ["Colour: red"]', "toml"),
        ("text/plain", b"Colour: red", "text"),
        ("text/plain; charset=utf-8", b"Colour: red", "text"),
        ("text/csv", b"item,qty,colour\nCup,5,red", "csv"),
        ("application/xml", ORDER, "ubl"),
        ("text/xml", ORDER, "ubl"),
    ],
)
def test_a_draft_is_linted_in_every_format_and_without_a_key_of_its_own(
    place: Marketplace, media: str, body: bytes, format: str
) -> None:
    found = done(lint(place.buyer, body, media))
    assert found["format"] == format
    assert found["blockers"] == len([one for one in found["findings"] if one["severity"] == "blocker"]) > 0


def test_the_answer_is_the_linters_own(place: Marketplace) -> None:
    body = '{"title": "Gold ring", "lines": [{"quantity": 5, "specification": "about 5 g"}]}'
    assert done(lint(place.buyer, body)) == on_the_wire(answer(read_json(body).draft, format="json"))


@pytest.mark.parametrize(
    ("media", "body", "status", "code"),
    [
        ("application/json", b"{", 422, "lint_syntax"),
        ("application/json", b"", 422, "lint_empty"),
        ("application/json", b'{"colour": "red"}', 422, "lint_field"),
        ("application/json", b"[" * 100_000, 422, "lint_too_deep"),
        ("text/plain", b"\xff\xfe\xff", 422, "lint_encoding"),
        ("text/csv", b"a,b\n1,2", 422, "lint_no_header"),
        ("application/xml", b"<a/>", 422, "lint_not_an_order"),
        ("application/xml", b"<!DOCTYPE a><a/>", 422, "lint_dtd"),
        ("text/plain", b"a\n" * 5_001, 422, "lint_too_many_lines"),
        ("text/plain", b"x" * (LINT_BODY_BYTES_MAX + 1), 413, "body_too_large"),
        ("application/pdf", b"%PDF", 415, "media_type"),
    ],
)
def test_what_cannot_be_read_is_a_problem_with_its_code(
    place: Marketplace, media: str, body: bytes, status: int, code: str
) -> None:
    refused(lint(place.buyer, body, media), status, code)


def test_a_problem_points_to_the_field(place: Marketplace) -> None:
    body = refused(lint(place.buyer, b'{"lines": [{"unit_price": "5"}]}'), 422, "lint_field")
    assert body["errors"][0]["pointer"] == "/lines/0/unit_price"


def test_only_holders_of_a_key_may_lint(place: Marketplace) -> None:
    answer = place.client.request("POST", "/v1/lint", content=b"{}", headers={"content-type": "application/json"})
    refused(answer, 401, "api_key_unknown")


def test_the_contract_of_an_order_is_linted_for_its_parties_and_staff(place: Marketplace) -> None:
    order = place.agreed()["id"]
    contract = msgspec.convert(place.contract(), Contract)
    for caller in (place.buyer, place.supplier, place.auditor):
        found = done(caller.get(f"/v1/orders/{order}/lint"))
        assert len(found["what_if"]) == 16
        assert found["format"] is None
        wanted = on_the_wire(answer(of_contract(contract)).findings)
        assert [one["rule"] for one in found["findings"]] == [one["rule"] for one in wanted]


def test_nobody_else_learns_that_there_is_such_an_order(place: Marketplace) -> None:
    order = place.draft("Gold cups")["id"]
    assert done(place.buyer.get(f"/v1/orders/{order}/lint"))["blockers"] > 0
    for caller in (place.stranger, place.other_supplier):
        refused(caller.get(f"/v1/orders/{order}/lint"), 404, "unknown_order")
    refused(place.buyer.get(f"/v1/orders/{text(ids.ORDER_PREFIX, 1)}/lint"), 404, "unknown_order")
    refused(place.buyer.get("/v1/orders/none/lint"), 404, "unknown_order")
    refused(place.buyer.get(f"/v1/orders/{order}/lint", deep="1"), 400, "malformed")
