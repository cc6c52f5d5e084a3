"""What operators and banks do over HTTP: companies, statements, test clocks."""

import gzip
from datetime import UTC, date, datetime

import pytest

from api.marketplace import SECRET, SETTINGS, TRUST, Caller, Client, Marketplace, done, usd
from bank.swift_text import entry
from bank.swift_text import statement as swift
from fairhold.api import keys
from fairhold.api.app import build
from fairhold.bank.camt_writer import write_statement
from fairhold.bank.numbers import reference
from fairhold.bank.statement import Kind, Line, Party, Statement
from fairhold.book.connection import connect
from fairhold.trade import ids
from fairhold.trade.who import Role, Who

# ---------------------------------------------------------------------------------------------------------- companies


def test_a_company_is_registered_once_for_a_key(fresh: Marketplace) -> None:
    body = {"name": "Harbour Homeware", "country": "US", "verified": True}
    first = fresh.operator.post("/v1/parties", body, key="harbour")
    again = fresh.operator.post("/v1/parties", body, key="harbour")
    made = done(first, 201)
    assert made["name"] == "Harbour Homeware"
    assert made["supplier"][4:] == made["id"][4:]
    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["idempotent-replayed"] == "true"
    assert (
        done(fresh.operator.post("/v1/parties", body | {"name": "Other"}, key="harbour"), 422)["code"] == "key_reused"
    )
    for name in ("", "a\x00", "x" * 201):
        assert done(fresh.operator.post(f"/v1/parties/{made['id']}", body | {"name": name}), 400)["code"] == "malformed"
    changed = done(fresh.operator.post(f"/v1/parties/{made['id']}", body | {"sanctioned": True}))
    assert changed == made | {"sanctioned": True}
    everyone = done(fresh.operator.get("/v1/parties"))["data"]
    assert [row for row in everyone if row["id"] == made["id"]] == [changed]
    assert len(everyone) == 5


def test_only_the_operator_registers_and_a_company_sees_itself(place: Marketplace) -> None:
    body = {"name": "Harbour Homeware", "country": "US"}
    assert done(place.buyer.post("/v1/parties", body), 403)["code"] == "role_not_allowed"
    assert done(place.operator.post("/v1/parties/pty_0c8fs90s4m1g0", body), 404)["code"] == "unknown_party"
    assert [row["name"] for row in done(place.buyer.get("/v1/parties"))["data"]] == ["Company 0"]


def test_a_company_that_is_sanctioned_now_trades_no_more(fresh: Marketplace) -> None:
    buyer = fresh.contract()["buyer"]
    fresh.draft()
    bad = {"name": "Company 0", "country": "CN", "verified": True, "sanctioned": True}
    done(fresh.operator.post(f"/v1/parties/{buyer}", bad))
    refused = done(fresh.buyer.post("/v1/orders", {"contract": fresh.contract()}), 403)
    assert refused["code"] == "party_sanctioned"


# --------------------------------------------------------------------------------------------------------- statements


def statement(*lines: Line) -> bytes:
    total = sum(line.signed for line in lines)
    return write_statement(
        Statement(
            kind=Kind.STATEMENT,
            account=TRUST,
            currency="USD",
            statement_id="2026-327",
            created_at=datetime(2026, 11, 23, 6, tzinfo=UTC),
            from_day=date(2026, 11, 22),
            to_day=date(2026, 11, 22),
            opening=0,
            closing=total,
            lines=lines,
        )
    )


def line(amount: int, text: str, number: int) -> Line:
    return Line(
        booked_on=date(2026, 11, 22),
        value_on=date(2026, 11, 22),
        amount=amount,
        credit=True,
        currency="USD",
        counterparty=Party("Company 0", "DE02120300000000202051", "BYLADEM1001"),
        unstructured=(text,),
        bank_reference=f"BANK-{number}",
    )


def send(caller: Caller, content: bytes, media: str = "application/xml", **query: str) -> dict[str, object]:
    headers = {"authorization": f"Bearer {caller.key}", "content-type": media}
    answer = caller.client.request("POST", "/v1/statements", content=content, headers=headers, params=query)
    return {"status": answer.status_code, **answer.json()}


def test_a_statement_pays_orders_holds_the_rest_and_changes_nothing_twice(fresh: Marketplace) -> None:
    order = fresh.agreed()["id"]
    number = ids.from_text(ids.ORDER_PREFIX, order)
    assert number is not None
    file = statement(line(2_500_000, f"payment {reference(number)}", 1), line(700, "thank you", 2))
    tried = send(fresh.bank, file, dry_run="true")
    assert (tried["status"], tried["dry_run"]) == (200, True)
    assert done(fresh.buyer.get(f"/v1/orders/{order}"))["stage"] == "agreed"
    taken = send(fresh.bank, file, file_name="monday.xml")
    assert (taken["status"], taken["changed"], taken["unfinished"]) == (200, 2, 0)
    assert done(fresh.buyer.get(f"/v1/orders/{order}"))["stage"] == "in_production"
    held = done(fresh.treasury.get("/v1/remittances"))["data"]
    assert [row["amount"] for row in held] == [usd(700)]
    assert send(fresh.bank, file)["changed"] == 0
    bank = done(fresh.auditor.get("/v1/books"))["currencies"][0]["bank"]
    assert bank["ledger"] == "2500700"


@pytest.mark.parametrize("media", ["text/plain", "application/gzip", "application/octet-stream"])
def test_a_statement_may_be_swift_text_or_packed_whatever_it_is_called(fresh: Marketplace, media: str) -> None:
    content = swift(entry(about="hello")).encode()
    file = gzip.compress(content) if media == "application/gzip" else content
    assert (send(fresh.bank, file, media)["status"], send(fresh.bank, file, media)["changed"]) == (200, 0)
    assert [row["amount"] for row in done(fresh.treasury.get("/v1/remittances"))["data"]] == [usd(2_500_000)]
    bomb = send(fresh.bank, gzip.compress(bytes(40_000_000)), media)
    assert (bomb["status"], bomb["code"]) == (413, "statement_bundle_too_large")


def test_a_statement_that_does_not_add_up_changes_nothing_and_says_where(fresh: Marketplace) -> None:
    file = statement(line(700, "thank you", 2)).replace(b">7.00<", b">7.01<", 1)  # the closing balance
    refused = send(fresh.bank, file)
    assert (refused["status"], refused["code"]) == (422, "statement_balance_mismatch")
    assert str(refused["errors"][0]["pointer"]).startswith("/Document/")
    assert done(fresh.treasury.get("/v1/remittances"))["data"] == []
    assert send(fresh.bank, b"{}", "application/json")["status"] == 415
    assert send(fresh.bank, b"<x")["code"] == "statement_not_xml"
    assert send(fresh.buyer, b"<x")["code"] == "role_not_allowed"


# -------------------------------------------------------------------------------------------------------- test clocks


def test_a_test_clock_lets_every_deadline_of_its_order_happen(fresh: Marketplace) -> None:
    order = fresh.agreed()["id"]
    now = datetime.now(UTC)
    clock = done(fresh.operator.post("/v1/test/clocks", {"now": now.isoformat(), "name": "winter"}, key="w"), 201)
    again = fresh.operator.post("/v1/test/clocks", {"now": now.isoformat(), "name": "winter"}, key="w")
    assert (again.json()["id"], again.headers["idempotent-replayed"]) == (clock["id"], "true")
    done(fresh.operator.post(f"/v1/test/clocks/{clock['id']}/attach", {"order": order}))
    later = now.replace(year=now.year + 1).isoformat()
    moved = done(fresh.operator.post(f"/v1/test/clocks/{clock['id']}/advance", {"to": later}))
    assert moved["happened"] == 1
    read = done(fresh.buyer.get(f"/v1/orders/{order}"))
    assert (read["stage"], read["timeline"][-1]["by"]) == ("expired", {"role": "clock"})
    assert datetime.fromisoformat(read["now"]).year == now.year + 1
    back = done(fresh.operator.post(f"/v1/test/clocks/{clock['id']}/advance", {"to": "2020-01-01T00:00:00Z"}), 409)
    assert back["code"] == "time_backwards"


@pytest.mark.parametrize("path", ["/v1/test/clocks/clk_0c8fs90s4m1g0/advance", "/v1/test/clocks/x/advance"])
def test_a_clock_that_is_not_there_is_unknown(place: Marketplace, path: str) -> None:
    assert done(place.operator.post(path, {"to": "2099-01-01T00:00:00Z"}), 404)["code"] == "unknown_clock"
    assert done(place.buyer.post(path, {"to": "2099-01-01T00:00:00Z"}), 403)["code"] == "role_not_allowed"


def test_a_time_without_a_zone_is_refused(place: Marketplace) -> None:
    refused = done(place.operator.post("/v1/test/clocks", {"now": "2026-01-01T00:00:00"}), 400)
    assert refused["errors"][0]["pointer"] == "/now"


def test_a_live_installation_takes_no_test_keys_and_has_no_test_clocks(fresh: Marketplace) -> None:
    with Client(build(fresh.desk, fresh.url, SETTINGS, secret=SECRET, live=True)) as client:
        assert done(Caller(client, fresh.operator.key).get("/v1/orders"), 401)["code"] == "api_key_unknown"
        with connect(fresh.url) as connection:
            key = keys.create(connection, Who(Role.OPERATOR, 0, "olga"), datetime.now(UTC), live=True)
        live = Caller(client, key)
        done(live.get("/v1/orders"))
        refused = done(live.post("/v1/test/clocks", {"now": "2026-01-01T00:00:00Z"}), 403)
        assert refused["code"] == "test_only"
