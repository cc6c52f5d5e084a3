"""The network side of one outside party: it takes requests, shows the buyer its page, is told things, sends notices.

It listens on this machine only. Requests are believed by their signature; what tells it to misbehave must come from
this machine as JSON for this very address, so that no web page in a browser can.
"""

import html
import http.client
import logging
import threading
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from string import Template
from time import time
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import parse_qs, quote, urlsplit

import msgspec

from fairhold.acquiring.port import PAY_PATH, REQUESTS_PATH, Declined, Request, is_here
from fairhold.acquiring.signing import fault, signed_by
from fairhold.sandbox.simulator import Delivery, Payment, Simulator, SimulatorWrong, amount_of, shown
from fairhold.sandbox.telling import Told
from fairhold.trade.money import show

log = logging.getLogger(__name__)

BODY_BYTES_MAX: Final = 20_000
HOST: Final = "127.0.0.1"
TELL_PATH: Final = "/sandbox"
LOOK_EVERY_SECONDS: Final = 0.1
TIMEOUT_SECONDS: Final = 15.0
TOLERANCE_SECONDS: Final = 300
HTML: Final = "text/html; charset=utf-8"

_requests: Final = msgspec.json.Decoder(Request)
_tellings: Final = msgspec.json.Decoder(Told)
_PAGE: Final = Template(resources.files("fairhold.sandbox").joinpath("page.html").read_text("utf-8"))


class Party:
    """One party at work: a server and the thread that sends. Use it as a context."""

    def __init__(self, simulator: Simulator, port: int, notify_url: str) -> None:
        """Listen on `port` (0: any free one); notices go to `notify_url`. Raises OSError, ValueError."""
        parts = urlsplit(notify_url)
        if parts.scheme != "http" or not parts.hostname or not is_here(parts.hostname):
            raise ValueError("the sandbox sends notices to this machine only: http://127.0.0.1:port")
        self.simulator = simulator
        self.lock = threading.RLock()
        self._to = (parts.hostname, parts.port or 80)
        self._stopping = threading.Event()
        self._server = _Server((HOST, port), _Handler)
        self._server.party = self
        self._threads: Sequence[threading.Thread] = (
            threading.Thread(target=self._server.serve_forever, args=(0.05,), name="sandbox-listens", daemon=True),
            threading.Thread(target=self._send_all, name="sandbox-sends", daemon=True),
        )

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://{HOST}:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stopping.set()
        self._server.shutdown()
        self._server.server_close()
        for thread in self._threads:
            thread.join()

    def _send_all(self) -> None:
        while not self._stopping.wait(LOOK_EVERY_SECONDS):
            with self.lock:
                due = self.simulator.due()
            for delivery in due:
                self._send(delivery)

    def _send(self, delivery: Delivery) -> None:
        connection = http.client.HTTPConnection(*self._to, timeout=TIMEOUT_SECONDS)
        path = f"/v1/notices/{self.simulator.profile.rail}"
        headers = {"Content-Type": "application/json", **self.simulator.headers(delivery)}
        try:
            connection.request("POST", path, delivery.body, headers)
            answer = connection.getresponse()
            said, is_taken = f"{answer.status} {answer.read(500).decode('utf-8', 'replace')}", answer.status < 300
        except (OSError, http.client.HTTPException) as error:
            said, is_taken = f"not reached: {error}", False
        finally:
            connection.close()
        with self.lock:
            self.simulator.answered(delivery, said, is_taken)


class _Server(ThreadingHTTPServer):
    """A server that knows its party."""

    daemon_threads = True
    party: Party


class _Handler(BaseHTTPRequestHandler):
    """One call."""

    server: _Server
    protocol_version = "HTTP/1.1"
    timeout = TIMEOUT_SECONDS

    def do_GET(self) -> None:
        """The buyer's page, or how the party stands."""
        self._answer(self._told())

    def do_POST(self) -> None:
        """A request of the product, what the buyer typed, or an instruction."""
        self._answer(self._asked())

    def _told(self) -> "_Reply":
        if not self._is_ours():
            return _said(403, "this machine only")
        party = self.server.party
        with party.lock:
            if self.path == TELL_PATH:
                return _json(200, shown(party.simulator))
            if self.path.startswith(PAY_PATH):
                return self._page(200, self.path.removeprefix(PAY_PATH), "")
        return _said(404, "there is nothing here")

    def _asked(self) -> "_Reply":
        if not self._is_ours():
            return _said(403, "this machine only")
        length = self.headers.get("Content-Length", "0")
        if not length.isdigit() or int(length) > BODY_BYTES_MAX:
            self.close_connection = True
            return _said(413, f"at most {BODY_BYTES_MAX} bytes")
        body = self.rfile.read(int(length))
        with self.server.party.lock:
            if self.path == REQUESTS_PATH:
                return self._request(body)
            if self.path == TELL_PATH:
                return self._tell(body)
            if self.path.startswith(PAY_PATH):
                return self._pay(self.path.removeprefix(PAY_PATH), body)
        return _said(404, "there is nothing here")

    def _request(self, body: bytes) -> "_Reply":
        simulator = self.server.party.simulator
        signed = signed_by({name.lower(): value for name, value in self.headers.items()})
        why = fault(signed, body, (simulator.secret,), int(time()), TOLERANCE_SECONDS)
        if why:
            return _said(401, why)
        try:
            answer = simulator.ask(_requests.decode(body))
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            return _said(422, str(error))
        return _said(422, answer.reason) if isinstance(answer, Declined) else _said(202, "")

    def _tell(self, body: bytes) -> "_Reply":
        if self.headers.get("Content-Type", "").split(";")[0] != "application/json":
            return _said(415, "send JSON")
        try:
            self.server.party.simulator.told(_tellings.decode(body))
        except (msgspec.DecodeError, UnicodeDecodeError, SimulatorWrong) as error:
            return _said(422, str(error))
        return _json(200, shown(self.server.party.simulator))

    def _pay(self, name: str, body: bytes) -> "_Reply":
        said = {key: values[0] for key, values in parse_qs(body.decode("utf-8", "replace")).items()}
        simulator = self.server.party.simulator
        try:
            payment = simulator.give_up(name) if "give_up" in said else simulator.pay(name, said.get("number", ""))
        except SimulatorWrong as wrong:
            return self._page(422, name, str(wrong))
        if payment.back:
            return _Reply(303, b"", HTML, {"Location": payment.back})
        return self._page(200, name, "")

    def _page(self, status: int, name: str, wrong: str) -> "_Reply":
        """The page of a payment; one that is not known here yet is looked for again every two seconds."""
        simulator = self.server.party.simulator
        payment = simulator.payments.get(name)
        more = {"Refresh": "2"} if payment is None else {}
        return _Reply(status, _page_of(simulator, payment, name, wrong).encode(), HTML, more)

    def _is_ours(self) -> bool:
        """Whether the call names this machine: a name that a stranger pointed here is refused."""
        host = urlsplit(f"//{self.headers.get('Host', '')}").hostname
        self.close_connection = self.close_connection or not is_here(host or "")
        return is_here(host or "")

    def _answer(self, reply: "_Reply") -> None:
        self.send_response(reply.status)
        headers = {
            "Content-Type": reply.media,
            "Content-Length": str(len(reply.body)),
            "Cache-Control": "no-store",
            "X-Frame-Options": "DENY",
            "Referrer-Policy": "no-referrer",
        }
        for name, value in (headers | reply.headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(reply.body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing of a call is written down: a buyer types numbers here."""


class _Reply(msgspec.Struct, frozen=True):
    """An answer: status, body, its media type and further headers."""

    status: int
    body: bytes
    media: str
    headers: dict[str, str] = {}


def _json(status: int, value: Any) -> _Reply:
    return _Reply(status, msgspec.json.encode(value), "application/json")


def _said(status: int, reason: str) -> _Reply:
    return _json(status, {"reason": reason[:300]})


def _page_of(simulator: Simulator, payment: Payment | None, name: str, wrong: str) -> str:
    profile = simulator.profile
    if payment is None:
        what, form, said = "One moment: this payment is on its way here.", "hidden", wrong
    else:
        total = amount_of(payment)
        what = f"{payment.words or payment.name}: {show(int(total.amount), total.currency)}"
        if payment.fee:
            what += f", of it {show(payment.fee, payment.currency)} fee"
        form, said = ("", wrong) if payment.state == "open" else ("hidden", f"This payment is {payment.state}.")
    fields = {
        "title": profile.title,
        "what": what,
        "wrong": said,
        "form": form,
        "action": f"{PAY_PATH}{quote(name, safe='')}",
        "asks_for": profile.asks_for,
        "declines": ", ".join(profile.declines),
    }
    return _PAGE.substitute({key: html.escape(value) for key, value in fields.items()})
