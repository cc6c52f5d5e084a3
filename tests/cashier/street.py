"""A street for the tests of rails: a till whose product answers over HTTP, beside the sandbox's three parties."""

import http.client
import socket
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlencode

import msgspec
import uvicorn

from cashier.till import BUYER, Till
from fairhold.acquiring.attempts import Asked
from fairhold.acquiring.signing import new_secret, secret_of
from fairhold.api.app import build
from fairhold.book.notices import STATES, notices_in_states
from fairhold.cashier.house import outside_from
from fairhold.sandbox.profile import PROFILES
from fairhold.sandbox.simulator import Simulator
from fairhold.sandbox.speaking import Party
from fairhold.sandbox.telling import Advance, Told
from fairhold.settings import Settings
from fairhold.trade.money import money
from fairhold.trade.payment import StartPayment

CARD = "4111 1111 1111 1111"
DAY = 24 * 3600
WAIT_SECONDS = 15.0


class Street:
    """A till, its product on a port, and the parties that know its secrets."""

    def __init__(self, url: str, folder: Path) -> None:
        self.till = Till(url, folder)
        self.secrets = {rail: new_secret() for rail in PROFILES}
        self.settings = Settings(data=folder / "data", rail_secrets=joined(self.secrets))
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        self._stack.callback(self.till.close)
        listening = socket.create_server(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        self.parties = {
            rail: self._stack.enter_context(Party(Simulator(profile, secret_of(self.secrets[rail]), DAY), 0, url))
            for rail, profile in PROFILES.items()
        }
        urls = joined({rail: party.url for rail, party in self.parties.items()})
        self.settings = msgspec.structs.replace(self.settings, rail_urls=urls, public_url=url)
        self.url = url
        self.till.cashier.outside = outside_from(self.settings)
        self._stack.enter_context(Product(self.till, self.settings, listening))
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stack.close()

    # ------------------------------------------------------------------------------------------------------- acting

    def start(self, order: int, minor: int = 40_000, rail: str = "card") -> str:
        """The buyer starts a payment and the rail is asked; its name."""
        self.till.done(order, StartPayment(rail=rail, amount=money(minor, "USD")), BUYER)
        self.round()
        return Asked(order, len(self.till.order(order).funds.attempts)).name

    def pay(self, name: str, rail: str = "card", number: str = CARD) -> None:
        """The buyer types a number on the rail's page."""
        host, port = self.parties[rail].url.removeprefix("http://").split(":")
        connection = http.client.HTTPConnection(host, int(port), timeout=10)
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", f"/pay/{name}", urlencode({"number": number, "pay": "yes"}), headers)
        assert connection.getresponse().status == 303
        connection.close()

    def tell(self, told: Told, rail: str = "card") -> None:
        """Instruct one party."""
        with self.parties[rail].lock:
            self.parties[rail].simulator.told(told)

    def pass_days(self, days: int, rail: str = "card") -> None:
        self.tell(Advance(seconds=days * DAY), rail)

    def round(self) -> None:
        """One round of the cashier."""
        self.till.cashier.post_outbox(self.till.connection, datetime.now(UTC))

    # ------------------------------------------------------------------------------------------------------- seeing

    def notices(self) -> list[tuple[str, str]]:
        """What happened and the state of every notice that was kept, in the order in which they came."""
        kept = notices_in_states(self.till.connection, STATES)
        return [(one.happened, one.state) for one in sorted(kept, key=lambda one: one.received_at)]

    def until(self, seen: Callable[[], object], wanted: object) -> None:
        """Wait until something is seen."""
        deadline = time.monotonic() + WAIT_SECONDS
        while seen() != wanted:
            assert time.monotonic() < deadline, f"still {seen()}"
            time.sleep(0.02)

    def until_notices(self, *wanted: tuple[str, str]) -> None:
        self.until(self.notices, list(wanted))

    def answers(self, rail: str = "card") -> list[str]:
        """What the product answered to each notice that the party sent: the status of each."""
        with self.parties[rail].lock:
            return [delivery.answer[:3] for delivery in self.parties[rail].simulator.sent]

    def state(self, order: int, number: int = 1) -> str:
        return str(self.till.order(order).funds.attempts[number - 1].state)


class Product:
    """The API of the till's desk on a port that is open already."""

    def __init__(self, till: Till, settings: Settings, listening: socket.socket) -> None:
        router = build(till.desk, till.url, settings, secret=bytes(32))
        self.server = uvicorn.Server(uvicorn.Config(router, log_level="warning", access_log=False))
        self.listening = listening
        self.thread = threading.Thread(target=self.server.run, args=([listening],), daemon=True)

    def __enter__(self) -> Self:
        self.thread.start()
        deadline = time.monotonic() + WAIT_SECONDS
        while not self.server.started:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.server.should_exit = True
        self.thread.join()
        self.listening.close()


def joined(parts: dict[str, str]) -> str:
    """As the settings of the rails are written."""
    return ",".join(f"{name}={value}" for name, value in parts.items())
