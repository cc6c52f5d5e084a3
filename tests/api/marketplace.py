"""A small marketplace behind the API for tests: companies, keys, a client for each, and a fixed wall."""

import asyncio
import threading
from collections.abc import Coroutine, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import httpx
import msgspec
from starlette.routing import Router

from book.market import Market
from fairhold.api import keys
from fairhold.api.app import build
from fairhold.book.connection import connect
from fairhold.desk import Desk
from fairhold.settings import Settings
from fairhold.trade import ids
from fairhold.trade.who import Role, Who

SECRET: Final = bytes(32)
TRUST: Final = "GB33BUKB20201555555555"
SETTINGS: Final = Settings(trust_accounts=f"USD:{TRUST},EUR:DE02120300000000202051")
DOWN, REST = 2_500_000, 5_500_000

Json = dict[str, Any]


class Client:
    """An application in this process, on an event loop of its own, spoken to as over HTTP."""

    def __init__(self, application: Router) -> None:
        self.application = application
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)

    def __enter__(self) -> Self:
        self.thread.start()
        self.lifespan = self.application.lifespan_context(self.application)
        self.run(self.lifespan.__aenter__())
        transport = httpx.ASGITransport(self.application)
        self.http = httpx.AsyncClient(transport=transport, base_url="http://fairhold.test")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.run(self.http.aclose())
        self.run(self.lifespan.__aexit__(None, None, None))
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(60)

    def request(self, method: str, path: str, **given: Any) -> httpx.Response:
        answer: httpx.Response = self.run(self.http.request(method, path, **given))
        return answer


class Caller:
    """Somebody with a key. Every change gets a key of its own unless one is given."""

    def __init__(self, client: Client, key: str) -> None:
        self.client = client
        self.key = key
        self.asked = 0

    def get(self, path: str, **query: Any) -> httpx.Response:
        return self.client.request("GET", path, params=query, headers={"authorization": f"Bearer {self.key}"})

    def send(
        self, method: str, path: str, content: bytes = b"", media: str = "application/octet-stream", **query: Any
    ) -> httpx.Response:
        headers = {"authorization": f"Bearer {self.key}", "content-type": media}
        return self.client.request(method, path, content=content, params=query, headers=headers)

    def post(self, path: str, body: Any = None, key: str | None = None, **query: Any) -> httpx.Response:
        self.asked += 1
        headers = {
            "authorization": f"Bearer {self.key}",
            "content-type": "application/json",
            "idempotency-key": key if key is not None else f'"{self.key[-6:]}-{self.asked}"',
        }
        content = b"" if body is None else msgspec.json.encode(body)
        return self.client.request("POST", path, content=content, params=query, headers=headers)


class Marketplace:
    """The application on one desk, and the callers that the tests need."""

    def __init__(self, market: Market, url: str, desk: Desk, client: Client) -> None:
        self.market = market
        self.url = url
        self.desk = desk
        self.client = client
        buyer, other = market.buyers[:2]
        self.buyer = self.caller(Role.BUYER, buyer, "bea")
        self.stranger = self.caller(Role.BUYER, other, "sly")
        self.supplier = self.caller(Role.SUPPLIER, market.suppliers[0], "sam")
        self.other_supplier = self.caller(Role.SUPPLIER, market.suppliers[1], "sue")
        self.bank = self.caller(Role.BANK, 0, "bank feed")
        self.treasury = self.caller(Role.TREASURY, 0, "tom")
        self.operator = self.caller(Role.OPERATOR, 0, "olga")
        self.auditor = self.caller(Role.AUDITOR, 0, "ada")
        self.compliance = self.caller(Role.COMPLIANCE, 0, "cora")

    def caller(self, role: Role, party: int, name: str) -> Caller:
        with connect(self.url) as connection:
            return Caller(self.client, keys.create(connection, Who(role, party, name), datetime.now(UTC), live=False))

    def contract(self, title: str = "Tumblers") -> Json:
        found: Json = msgspec.to_builtins(self.market.contract(self.market.buyers[0], self.market.suppliers[0], title))
        return found

    def draft(self, title: str = "Tumblers") -> Json:
        """A draft of the buyer's: the answer's body."""
        answer = self.buyer.post("/v1/orders", {"contract": self.contract(title)})
        assert answer.status_code == 201, answer.text
        body: Json = answer.json()
        return body

    def agreed(self, title: str = "Tumblers") -> Json:
        """An order that both have signed."""
        draft = self.draft(title)
        signed = {"fingerprint": draft["fingerprint"]}
        done(self.buyer.post(f"/v1/orders/{draft['id']}/propose", signed))
        return done(self.supplier.post(f"/v1/orders/{draft['id']}/accept", signed))

    def paid(self, order_id: str, amount: int, line: str) -> Json:
        """Money of the buyer arrives."""
        body = {"amount": {"amount": str(amount), "currency": "USD"}, "line": line, "payer": PAYER}
        return done(self.bank.post(f"/v1/orders/{order_id}/record-payment", body))


PAYER: Final = {"name": "Company 0", "account": "DE02120300000000202051", "bank": "BYLADEM1001"}


def usd(minor: int) -> dict[str, str]:
    """So many cents on the wire."""
    return {"amount": str(minor), "currency": "USD"}


def done(answer: httpx.Response, status: int = 200) -> Json:
    """The body of an answer that must have this status."""
    assert answer.status_code == status, answer.text
    body: Json = answer.json()
    return body


def waybill(days_ago: int = 0, **fields: Any) -> Mapping[str, Any]:
    """An express waybill of today or some days ago."""
    shipped_on = (datetime.now(UTC) - timedelta(days=days_ago)).date()
    return {
        "document": {
            "kind": "express_waybill",
            "carrier": "DHL",
            "number": "JD014600003RU",
            "method": "express",
            "shipped_on": shipped_on.isoformat(),
            "date_shows": "carrier_pickup",
            **fields,
        }
    }


def client_of(desk: Desk, url: str, data: Path | None = None, **options: Any) -> Client:
    """The application in this process, as a client that opens and closes it; `data` is where its evidence lies."""
    settings = SETTINGS if data is None else msgspec.structs.replace(SETTINGS, data=data)
    return Client(build(desk, url, settings, secret=SECRET, **options))


def text(prefix: str, id: int) -> str:
    """The text of a number."""
    return ids.to_text(prefix, id)
