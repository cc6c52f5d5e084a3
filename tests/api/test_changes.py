"""Asking over HTTP: a whole order with exact answers, keys, dry runs, bulk requests, refusals."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from api.marketplace import DOWN, REST, Marketplace, done, waybill


def usd(minor: int) -> dict[str, str]:
    return {"amount": str(minor), "currency": "USD"}


def day(days: int) -> str:
    return (datetime.now(UTC).date() + timedelta(days=days)).isoformat()


def midnight(days: int) -> str:
    """The instant of 24:00 of a day, in UTC."""
    return f"{day(days + 1)}T00:00:00Z"


def test_an_order_goes_from_draft_to_completion(fresh: Marketplace) -> None:
    draft = fresh.draft()
    order = draft["id"]
    signed = {"fingerprint": draft["fingerprint"]}
    assert draft == {
        "id": order,
        "stage": "draft",
        "version": 1,
        "fingerprint": draft["fingerprint"],
        "flags": [],
        "deadlines": [],
        "allowed_actions": ["edit_draft", "delete_draft", "propose", "post_message", "file_outside_message"],
        "events": ["order.drafted"],
    }
    proposed = done(fresh.buyer.post(f"/v1/orders/{order}/propose", signed))
    assert (proposed["stage"], proposed["events"]) == ("proposed", ["order.proposed"])
    agreed = done(fresh.supplier.post(f"/v1/orders/{order}/accept", signed))
    assert (agreed["stage"], agreed["events"]) == ("agreed", ["order.accepted", "limit.reserved"])
    paid = fresh.paid(order, DOWN, "line/1")
    assert (paid["stage"], paid["events"]) == ("in_production", ["payment.received", "payment.milestone_funded"])
    assert paid["deadlines"] == [{"name": "ship_deadline", "day": day(30), "at": midnight(30)}]
    ready = done(fresh.supplier.post(f"/v1/orders/{order}/declare-ready"))
    assert (ready["stage"], ready["events"]) == ("ready", ["order.goods_ready"])
    left = done(fresh.buyer.post(f"/v1/orders/{order}/accept-goods"))
    assert (left["stage"], left["events"]) == ("awaiting_balance", ["order.goods_accepted"])
    full = fresh.paid(order, REST, "line/2")
    assert (full["stage"], full["events"]) == ("ready_to_ship", ["payment.received", "payment.milestone_funded"])
    shipped = done(fresh.supplier.post(f"/v1/orders/{order}/ship", waybill()))
    assert (shipped["stage"], shipped["events"][0]) == ("shipped", "shipment.declared")
    assert shipped["deadlines"] == [{"name": "auto_confirm", "day": day(15), "at": midnight(15)}]
    received = done(fresh.buyer.post(f"/v1/orders/{order}/confirm-receipt"))
    assert (received["stage"], received["events"]) == ("received", ["order.received"])
    completed = done(fresh.buyer.post(f"/v1/orders/{order}/waive-claims", {"confirmed": True}))
    assert completed["stage"] == "completed"
    assert completed["allowed_actions"] == ["late_claim"]
    read = done(fresh.supplier.get(f"/v1/orders/{order}"))
    assert {name: money["amount"] for name, money in read["money"].items() if money["amount"] != "0"} == {
        "total": "8000000",
        "initial": "2500000",
        "balance": "5500000",
        "received": "8000000",
        "released": "8000000",
    }
    purse = done(fresh.supplier.get(f"/v1/suppliers/{fresh.contract()['supplier']}"))["purses"][0]
    assert purse["available"] == usd(8_000_000)
    assert purse["limit"]["free"] == usd(10_000_000)


# --------------------------------------------------------------------------------------------------------------- keys


def test_the_same_key_and_input_get_the_same_answer_and_change_nothing(place: Marketplace) -> None:
    order = place.agreed()["id"]
    body = {"amount": usd(DOWN), "line": f"{order}/1"}
    first = place.bank.post(f"/v1/orders/{order}/record-payment", body, key='"one"')
    again = place.bank.post(f"/v1/orders/{order}/record-payment", body, key="one")
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert "idempotent-replayed" not in first.headers
    assert again.headers["idempotent-replayed"] == "true"
    assert done(place.buyer.get(f"/v1/orders/{order}"))["version"] == first.json()["version"]


def test_a_draft_asked_for_twice_is_one_draft(fresh: Marketplace) -> None:
    first = fresh.buyer.post("/v1/orders", {"contract": fresh.contract()}, key="a")
    again = fresh.buyer.post("/v1/orders", {"contract": fresh.contract()}, key="a")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again.headers["idempotent-replayed"] == "true"
    assert len(done(fresh.buyer.get("/v1/orders"))["data"]) == 1


def test_the_same_key_with_other_input_is_refused(place: Marketplace) -> None:
    order = place.agreed()["id"]
    path = f"/v1/orders/{order}/record-payment"
    done(place.bank.post(path, {"amount": usd(DOWN), "line": f"{order}/1"}, key="one"))
    refused = done(place.bank.post(path, {"amount": usd(1), "line": f"{order}/2"}, key="one"), 422)
    assert (refused["code"], refused["rule"], refused["type"]) == ("key_reused", "B2", "/v1/problems/key-reused")


def test_a_change_without_a_key_is_refused(place: Marketplace) -> None:
    headers = {"authorization": f"Bearer {place.stranger.key}", "content-type": "application/json"}
    body = msgspec.json.encode({"contract": place.contract()})
    answer = place.client.request("POST", "/v1/orders", content=body, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "key_missing")
    assert done(place.stranger.get("/v1/orders"))["data"] == []


@pytest.mark.parametrize(
    ("key", "code"), [("", "key_missing"), ('"open', "malformed"), ('"', "malformed"), ("x" * 256, "key_missing")]
)
def test_a_key_that_is_none_is_refused(place: Marketplace, key: str, code: str) -> None:
    answer = place.buyer.post("/v1/orders", {"contract": place.contract()}, key=key)
    assert (answer.status_code, answer.json()["code"]) == (400, code)


# ------------------------------------------------------------------------------------------------------------ dry run


def test_a_dry_run_answers_as_if_and_changes_nothing(place: Marketplace) -> None:
    agreed = place.agreed()
    path = f"/v1/orders/{agreed['id']}/record-payment"
    tried = done(place.bank.post(path, {"amount": usd(DOWN), "line": f"{agreed['id']}/1"}, dry_run="true"))
    assert (tried["stage"], tried["dry_run"]) == ("in_production", True)
    after = done(place.buyer.get(f"/v1/orders/{agreed['id']}"))
    assert (after["stage"], after["version"]) == ("agreed", agreed["version"])
    real = done(place.bank.post(path, {"amount": usd(DOWN), "line": f"{agreed['id']}/1"}))
    assert {**tried, "dry_run": None} == {**real, "dry_run": None}


def test_a_dry_run_is_true_or_false(place: Marketplace) -> None:
    refused = done(place.buyer.post("/v1/orders", {"contract": place.contract()}, dry_run="maybe"), 400)
    assert refused["errors"] == [{"detail": "`dry_run` is true or false.", "parameter": "dry_run"}]


# --------------------------------------------------------------------------------------------------------------- bulk


def test_each_asking_of_a_bulk_request_is_answered_on_its_own(place: Marketplace) -> None:
    order = place.agreed()["id"]
    strange = "ord_0c8fs90s4m1g0"
    answers = done(
        place.bank.post(
            "/v1/askings",
            {
                "askings": [
                    {
                        "key": "1",
                        "stream": order,
                        "ask": {"command": "record_payment", "amount": usd(DOWN), "line": f"{order}/1"},
                    },
                    {"key": "2", "stream": order, "ask": {"command": "declare_ready"}},
                    {
                        "key": "3",
                        "stream": strange,
                        "ask": {"command": "settle_refund", "number": 1, "line": f"{order}/2"},
                    },
                    {"key": "4", "stream": order, "ask": {"command": "record_payment", "amount": {"amount": "1.5"}}},
                    {
                        "key": "1",
                        "stream": order,
                        "ask": {"command": "record_payment", "amount": usd(DOWN), "line": f"{order}/1"},
                    },
                    {"key": "6", "stream": order, "ask": {"command": "levitate"}},
                ]
            },
        )
    )["answers"]
    assert [answer["status"] for answer in answers] == [200, 403, 404, 400, 200, 400]
    assert answers[0]["body"]["stage"] == "in_production"
    assert answers[1]["body"]["code"] == "role_not_allowed"
    assert answers[2]["body"]["code"] == "unknown_order"
    assert answers[3]["body"]["errors"][0]["pointer"] == "/askings/3/ask/amount/amount"
    assert (answers[4]["replayed"], answers[4]["body"]) == (True, answers[0]["body"])
    assert answers[5]["body"]["errors"][0]["pointer"] == "/askings/5/ask/command"


def test_a_bulk_request_takes_a_thousand_askings_and_no_more(place: Marketplace) -> None:
    one: dict[str, Any] = {"key": "k", "stream": "ord_0c8fs90s4m1g0", "ask": {"command": "cancel"}}
    thousand = done(place.buyer.post("/v1/askings", {"askings": [one] * 1_000}))
    assert len(thousand["answers"]) == 1_000
    refused = done(place.buyer.post("/v1/askings", {"askings": [one] * 1_001}), 400)
    assert refused["errors"][0]["pointer"] == "/askings"


# ----------------------------------------------------------------------------------------------------------- refusals


def test_a_refusal_names_its_rule_and_what_would_be_allowed(place: Marketplace) -> None:
    draft = place.draft()
    answer = place.supplier.post(f"/v1/orders/{draft['id']}/declare-ready")
    assert answer.status_code == 404  # a draft is its author's alone
    signed = {"fingerprint": draft["fingerprint"]}
    done(place.buyer.post(f"/v1/orders/{draft['id']}/propose", signed))
    answer = place.supplier.post(f"/v1/orders/{draft['id']}/declare-ready")
    body = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert body["request_id"] == answer.headers["x-request-id"]
    assert body == {
        "type": "/v1/problems/wrong-stage",
        "title": "Wrong stage",
        "status": 409,
        "detail": "The order is proposed; this needs in_production.",
        "code": "wrong_stage",
        "request_id": body["request_id"],
        "instance": f"/v1/orders/{draft['id']}/declare-ready",
        "rule": "T18",
        "allowed_actions": body["allowed_actions"],
    }
    assert set(body["allowed_actions"]) >= {"accept", "decline", "counter_propose"}


def test_a_stale_fingerprint_is_412(place: Marketplace) -> None:
    draft = place.draft()
    refused = done(place.buyer.post(f"/v1/orders/{draft['id']}/propose", {"fingerprint": "0" * 64}), 412)
    assert refused["code"] == "fingerprint_stale"


def test_a_fault_that_a_rule_finds_has_its_pointer(place: Marketplace) -> None:
    contract = place.contract() | {"total": usd(1)}
    refused = done(place.buyer.post("/v1/orders", {"contract": contract}), 422)
    assert refused["code"] == "total_does_not_add_up"
    assert [error["pointer"] for error in refused["errors"]] == ["/contract/total/amount"]


def test_a_strangers_order_is_as_unknown_as_none(place: Marketplace) -> None:
    order = place.agreed()["id"]
    for who in (place.stranger, place.other_supplier):
        for path in (f"/v1/orders/{order}/cancel", "/v1/orders/ord_0c8fs90s4m1g0/cancel", "/v1/orders/ord_x/cancel"):
            answer = who.post(path)
            assert (answer.status_code, answer.json()["code"]) == (404, "unknown_order")
        assert who.get(f"/v1/orders/{order}").status_code == 404
        assert who.get("/v1/orders").json()["data"] == []


# ------------------------------------------------------------------------------------------------------------- bodies


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (b"{", ""),
        (b"[]", ""),
        (b"\xff\xfe", ""),
        (b"{}", "/contract"),
        (b'{"contract": 7}', "/contract"),
        (b'{"contract": {"title": 7}}', "/contract/title"),
        (b'{"contract": {"title": "T", "lines": [{"quantity": "8"}]}}', "/contract/lines/0/quantity"),
        (b'{"contract": {"title": "T", "total": {"amount": 8.5}}}', "/contract/total/amount"),
        (b'{"contract": {"title": "T", "total": {"amount": "-8"}}}', "/contract/total/amount"),
        (b'{"contract": {"colour": "red"}}', "/contract/colour"),
        (b'{"surprise": true}', "/surprise"),
        (b'{"command": "propose"}', "/command"),
    ],
)
def test_a_malformed_body_is_refused_with_the_place_of_its_fault(place: Marketplace, body: bytes, pointer: str) -> None:
    headers = {
        "authorization": f"Bearer {place.stranger.key}",
        "content-type": "application/json",
        "idempotency-key": "k",
    }
    answer = place.client.request("POST", "/v1/orders", content=body, headers=headers)
    refused = done(answer, 400)
    assert (refused["code"], refused["errors"][0]["pointer"]) == ("malformed", pointer)
    assert done(place.stranger.get("/v1/orders"))["data"] == []


def test_a_body_of_another_kind_or_too_large_is_refused(place: Marketplace) -> None:
    headers = {"authorization": f"Bearer {place.buyer.key}", "content-type": "text/plain", "idempotency-key": "k"}
    answer = place.client.request("POST", "/v1/orders", content=b"{}", headers=headers)
    assert (answer.status_code, answer.headers["accept-post"]) == (415, "application/json")
    headers["content-type"] = "application/json; charset=utf-8"
    answer = place.client.request("POST", "/v1/orders", content=b" " * 1_048_577, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")
    assert "1,048,576 bytes" in answer.json()["detail"]


def test_paths_and_methods_that_do_not_exist_are_problems_too(place: Marketplace) -> None:
    assert done(place.buyer.get("/v1/nothing"), 404)["code"] == "path_unknown"
    assert done(place.buyer.get("/nothing"), 404)["code"] == "path_unknown"
    assert done(place.buyer.post("/v1/orders/ord_0c8fs90s4m1g0/levitate"), 404)["code"] == "path_unknown"
    answer = place.buyer.post("/v1/books")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")


def test_who_has_no_key_in_force_is_not_let_in(place: Marketplace) -> None:
    for header in ("", "Bearer", "Bearer fh_test_nobody", f"Basic {place.buyer.key}", "Bearer fh_live_x"):
        answer = place.client.request("GET", "/v1/orders", headers={"authorization": header})
        assert (answer.status_code, answer.json()["code"]) == (401, "api_key_unknown")
        assert answer.headers["www-authenticate"] == "Bearer"


def test_a_version_that_this_server_does_not_have_is_refused(place: Marketplace) -> None:
    for version, status in (("2026-11-22", 200), ("2001-01-01", 400)):
        headers = {"authorization": f"Bearer {place.buyer.key}", "fairhold-version": version}
        assert place.client.request("GET", "/v1/orders", headers=headers).status_code == status


def test_beyond_the_desks_queue_callers_are_told_to_come_back(fresh: Marketplace) -> None:
    fresh.desk.close()
    answer = fresh.buyer.post("/v1/orders", {"contract": fresh.contract()})
    assert (answer.status_code, answer.json()["code"]) == (503, "busy")
    assert answer.headers["retry-after"] == "1"


def test_many_callers_at_once_each_get_their_own_answer(place: Marketplace) -> None:
    async def ask(number: int) -> tuple[int, str]:
        headers = {
            "authorization": f"Bearer {place.buyer.key}",
            "content-type": "application/json",
            "idempotency-key": f"many-{number}",
        }
        body = msgspec.json.encode({"contract": place.contract(f"Order {number}")})
        answer = await place.client.http.post("/v1/orders", content=body, headers=headers)
        return answer.status_code, answer.json()["id"]

    async def all_of_them() -> list[tuple[int, str]]:
        return await asyncio.gather(*[ask(number) for number in range(60)])

    answers = place.client.run(all_of_them())
    assert [status for status, _ in answers] == [201] * 60
    assert len({id for _, id in answers}) == 60
