"""A bank that is not ours: the process of the package mock-bank, for the stories that go through a real counterparty.

It is a development dependency; without it those stories are skipped with a message.
"""

import http.client
import importlib.util
import json
import socket
import subprocess
import sys
import time
from datetime import datetime
from types import TracebackType
from typing import Any, Self

from fairhold.bank.channel import ChannelError, HttpChannel
from fairhold.faults import Unavailable
from fairhold.stories.script import StoryWrong

ACCOUNT = "ACME"
IBAN = "NL41MOCK0000000001"
BIC = "MOCKNL2A"
"""The account that the process keeps for its customer, in EUR; it begins with money of its own."""
STARTED_WITHIN_SECONDS = 30.0
_MODULE = "mockbank"


class NoBank(Unavailable):
    """The package mock-bank is not installed."""


class MockBank:
    """One bank process, with its own day, on a free port of this machine."""

    def __init__(self, opens_at: datetime) -> None:
        """Start the process; its day is that of `opens_at` (UTC). Raises NoBank."""
        if importlib.util.find_spec(_MODULE) is None:
            raise NoBank("this story needs the package mock-bank: pip install mock-bank")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        command = [sys.executable, "-m", _MODULE, "--port", str(self.port), "--quiet"]
        command += ["--clock", f"{opens_at:%Y-%m-%dT%H:%M}"]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.channel = HttpChannel(f"http://127.0.0.1:{self.port}")
        try:
            self._wait()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End the process."""
        self._process.terminate()
        self._process.wait(timeout=10)

    def receive(self, minor: int, name: str, iban: str, reference: str) -> None:
        """Somebody pays so many cents into the account, with a creditor reference."""
        payer = {"name": name, "iban": iban, "bic": "COBADEFFXXX"}
        self._ask("/_mock/credits", {"account": ACCOUNT, "amount": minor, "debtor": payer, "reference": reference})

    def end_day(self) -> None:
        """The bank's day ends: payments of the day are booked and a statement is written."""
        self._ask("/_mock/advance?days=1", {})

    def _ask(self, path: str, body: dict[str, Any]) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
            response = connection.getresponse()
            said = response.read(10_000)
        finally:
            connection.close()
        if response.status >= 300:
            raise StoryWrong(f"the bank answered {response.status}: {said[:200]!r}")

    def _wait(self) -> None:
        deadline = time.monotonic() + STARTED_WITHIN_SECONDS
        while True:
            try:
                self.channel.fetch()
            except ChannelError:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    raise StoryWrong("the bank did not start") from None
                time.sleep(0.05)
            else:
                return
