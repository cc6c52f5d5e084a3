"""The sandbox on the wire: the adapter's requests, the buyer's page, instructions, and notices as they arrive."""

import http.client
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import msgspec
import pytest

from fairhold.acquiring.notice import read
from fairhold.acquiring.port import Declined, HttpRail, RailAway, Request, Taken
from fairhold.acquiring.signing import fault, secret_of, signed_by
from fairhold.sandbox.profile import PROFILES
from fairhold.sandbox.simulator import Simulator
from fairhold.sandbox.speaking import Party
from fairhold.trade.money import money

SECRET = secret_of("whsec_" + "QUJD" * 8)
OTHER = secret_of("whsec_" + "REVG" * 8)
NAME = "ord-0a1b2c3d4e5f6-A1"
AUTHORISE = Request(
    id=f"{NAME}.authorise",
    action="authorise",
    payment=NAME,
    amount=money(40_000, "USD"),
    fee=money(1_180, "USD"),
    words="Order <b>1</b>",
    back="http://127.0.0.1:8390/orders/ord_0a1b2c3d4e5f6",
)
WAIT_SECONDS = 10.0


class Product:
    """What stands in the product's place: it writes down every notice and answers 200."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, dict[str, str], bytes]] = []
        heard = self.heard

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                heard.append((self.path, {k.lower(): v for k, v in self.headers.items()}, body))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                """Quiet."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True)
        self.thread.start()

    def wait(self, count: int) -> None:
        deadline = time.monotonic() + WAIT_SECONDS
        while len(self.heard) < count:
            assert time.monotonic() < deadline, f"only {len(self.heard)} notices came"
            time.sleep(0.02)


@pytest.fixture
def product() -> Iterator[Product]:
    made = Product()
    yield made
    made.server.shutdown()
    made.server.server_close()
    made.thread.join()


@pytest.fixture
def party(product: Product) -> Iterator[Party]:
    with Party(Simulator(PROFILES["card"], SECRET, 0), 0, product.url) as made:
        yield made


def call(party: Party, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, str, str]:
    """Status, Location and text of an answer."""
    host, port = party.url.removeprefix("http://").split(":")
    connection = http.client.HTTPConnection(host, int(port), timeout=10)
    try:
        connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return answer.status, answer.getheader("Location", ""), answer.read().decode()
    finally:
        connection.close()


def test_a_card_is_paid_on_the_page_and_every_notice_arrives_signed(party: Party, product: Product) -> None:
    rail = HttpRail(party.url, SECRET)
    assert rail.ask(AUTHORISE) == Taken()
    status, _, page = call(party, "GET", f"/pay/{NAME}")
    assert status == 200
    assert "Order &lt;b&gt;1&lt;/b&gt;: USD 411.80, of it USD 11.80 fee" in page
    status, location, _ = call(party, "POST", f"/pay/{NAME}", b"number=4111+1111+1111+1111&pay=yes")
    assert (status, location) == (303, AUTHORISE.back)
    product.wait(1)
    capture = Request(id=f"{NAME}.capture", action="capture", payment=NAME, amount=money(40_000, "USD"))
    assert [rail.ask(capture), rail.ask(capture)] == [Taken(), Taken()]
    product.wait(3)
    assert {path for path, _, _ in product.heard} == {"/v1/notices/card"}
    for _, headers, body in product.heard:
        assert fault(signed_by(headers), body, (SECRET,), int(time.time()), 300) == ""
    assert [read(body, "card").happened for _, _, body in product.heard] == ["authorised", "captured", "settled"]
    assert b"4111" not in b"".join(body for _, _, body in product.heard)


def test_a_request_signed_by_somebody_else_changes_nothing(party: Party) -> None:
    with pytest.raises(RailAway, match="answered 401"):
        HttpRail(party.url, OTHER).ask(AUTHORISE)
    assert party.simulator.payments == {}


def test_a_declined_request_says_why(party: Party) -> None:
    capture = Request(id=f"{NAME}.capture", action="capture", payment=NAME, amount=money(40_000, "USD"))
    assert HttpRail(party.url, SECRET).ask(capture) == Declined("there is no such payment")


def test_a_rail_that_is_away_is_away() -> None:
    with pytest.raises(RailAway, match="was not reached"):
        HttpRail("http://127.0.0.1:1", SECRET, timeout_seconds=1).ask(AUTHORISE)


def test_a_payment_that_is_not_known_yet_is_looked_for_again(party: Party) -> None:
    status, _, page = call(party, "GET", "/pay/ord-none-A1")
    assert status == 200
    assert "One moment" in page


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ({"Content_Type": "application/json"}, b'{"kind":"tell","do":"twice"}', 200),
        ({"Content_Type": "text/plain"}, b'{"kind":"tell","do":"twice"}', 415),
        ({"Content_Type": "application/json"}, b'{"kind":"tell","do":"explode"}', 422),
        ({"Content_Type": "application/json"}, b"[", 422),
        ({"Content_Type": "application/json", "Host": "evil.example"}, b'{"kind":"tell","do":"twice"}', 403),
        ({"Content_Type": "application/json"}, b" " * 20_001, 413),
    ],
)
def test_it_is_told_things_from_this_machine_as_json_only(
    party: Party, headers: dict[str, str], body: bytes, status: int
) -> None:
    assert call(party, "POST", "/sandbox", body, **headers)[0] == status
    assert len(party.simulator.tells) == (status == 200)


def test_it_shows_how_it_stands_without_its_secret(party: Party) -> None:
    HttpRail(party.url, SECRET).ask(AUTHORISE)
    status, _, text = call(party, "GET", "/sandbox")
    assert status == 200
    assert msgspec.json.decode(text)["payments"][0]["name"] == NAME
    assert "QUJD" not in text


def test_notices_go_to_this_machine_only() -> None:
    with pytest.raises(ValueError, match="this machine only"):
        Party(Simulator(PROFILES["card"], SECRET, 0), 0, "http://example.com")
