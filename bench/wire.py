"""Callers over HTTP: keep-alive connections that play order lives by single requests or by bulk requests of fifty.

The client is a bare protocol that knows as much HTTP as this server speaks, so that it takes little of the machine.
A test clock stands still for all, so a life ends with the receipt: ten commands.
"""

import asyncio
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec
import psycopg

import machine
from fairhold.api import keys
from fairhold.trade import ids
from fairhold.trade.who import Role, Who
from lives import START, Births, Life, Market, next_asking, purchaser, seller

STEPS_BY_HTTP = 10
BULK = 50
WARM_SECONDS = 1.0
END = b"\r\n\r\n"
LENGTH = b"content-length: "


class Played(msgspec.Struct, frozen=True):
    """What the callers did: commands and requests, seconds, the server's CPU seconds, its memory, latencies."""

    commands: int
    requests: int
    seconds: float
    cpu: float
    memory_mb: float
    latencies: list[float]

    @property
    def per_second(self) -> float:
        """Commands a second."""
        return self.commands / self.seconds

    @property
    def cpu_us(self) -> float:
        """CPU of the API's process, microseconds per command."""
        return self.cpu / self.commands * 1e6


class Keyring:
    """An API key for every company of a market and for the bank, made in its database."""

    def __init__(self, connection: psycopg.Connection, market: Market) -> None:
        holders = [seller(id) for id in market.suppliers] + [purchaser(id) for id in market.buyers]
        holders.append(Who(Role.BANK, 0, "bank"))
        self._keys: Mapping[tuple[Role, int], str] = {
            (who.role, who.party): keys.create(connection, who, START, live=False) for who in holders
        }

    def of(self, who: Who) -> str:
        """The key that acts for somebody."""
        return self._keys[who.role, who.party]


class Wire(asyncio.Protocol):
    """One connection: a request, its answer, the next request."""

    def __init__(self) -> None:
        self._got = b""
        self._waiting: asyncio.Future[tuple[int, bytes]] | None = None
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The server is there."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        """The server is gone."""
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(exc or ConnectionError("the server hung up"))

    def data_received(self, data: bytes) -> None:
        """A piece of an answer."""
        self._got += data
        at = self._got.find(END)
        if at < 0:
            return
        begin = self._got.find(LENGTH) + len(LENGTH)
        length = int(self._got[begin : self._got.index(b"\r", begin)])
        if len(self._got) >= at + len(END) + length and self._waiting is not None:
            status, body, self._got = int(self._got[9:12]), self._got[at + len(END) :], b""
            self._waiting.set_result((status, body))

    def post(self, path: str, key: str, body: bytes, idempotency_key: str) -> Awaitable[tuple[int, bytes]]:
        """Send a request; the answer's status and body come later."""
        assert self._transport is not None
        self._waiting = asyncio.get_running_loop().create_future()
        asked = f"idempotency-key: {idempotency_key}\r\n" if idempotency_key else ""
        head = (
            f"POST {path} HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer {key}\r\n{asked}"
            f"content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
        )
        self._transport.write(head.encode() + body)
        return self._waiting


class Clients:
    """The callers at one server."""

    def __init__(self, port: int, pid: int, market: Market, keyring: Keyring, seed: str) -> None:
        self._port = port
        self._pid = pid
        self._keyring = keyring
        self._born = Births(market, seed)
        self._going = True
        self.commands = 0
        self.requests = 0
        self.latencies: list[float] = []

    async def singles(self, connections: int, seconds: float) -> Played:
        """So many connections, each playing one life after the other, a request a command."""
        return await self._play(connections, seconds, self._single)

    async def bulks(self, connections: int, seconds: float) -> Played:
        """So many connections, each playing fifty lives of one pair of companies in step, a request a step."""
        return await self._play(connections, seconds, self._bulk)

    async def _play(self, connections: int, seconds: float, one: Callable[[Wire], Awaitable[None]]) -> Played:
        loop = asyncio.get_running_loop()
        wires = [(await loop.create_connection(Wire, "127.0.0.1", self._port))[1] for _ in range(connections)]
        tasks = [asyncio.create_task(one(wire)) for wire in wires]  # type: ignore[arg-type]
        await asyncio.sleep(WARM_SECONDS)
        at, cpu, commands, requests = time.perf_counter(), machine.process_cpu(self._pid), self.commands, self.requests
        await asyncio.wait(tasks, timeout=seconds, return_when=asyncio.FIRST_EXCEPTION)
        played = Played(
            self.commands - commands,
            self.requests - requests,
            time.perf_counter() - at,
            machine.process_cpu(self._pid) - cpu,
            machine.memory_mb(self._pid)[0],
            self.latencies[requests:],
        )
        self._going = False
        await asyncio.gather(*tasks)
        return played

    async def _sent(self, wire: Wire, path: str, who: Who, body: bytes, key: str) -> Any:
        asked = time.perf_counter()
        status, answer = await wire.post(path, self._keyring.of(who), body, key)
        self.latencies.append(time.perf_counter() - asked)
        self.requests += 1
        if status not in (200, 201):
            raise RuntimeError(f"{path}: {status} {answer.decode(errors='replace')}")
        return answer

    async def _single(self, wire: Wire) -> None:
        while self._going:
            life = self._born()
            while self._going and life.step < STEPS_BY_HTTP:
                asking = next_asking(life)
                path = "/v1/orders"
                if life.step:
                    tag = str(asking.command.__struct_config__.tag).replace("_", "-")
                    path = f"/v1/orders/{ids.to_text(ids.ORDER_PREFIX, life.id)}/{tag}"
                body = await self._sent(wire, path, asking.who, msgspec.json.encode(asking.command), asking.key)
                if not life.step:
                    _born(life, msgspec.json.decode(body))
                life.step += 1
                self.commands += 1

    async def _bulk(self, wire: Wire) -> None:
        while self._going:
            first = self._born()
            lives = [Life(f"{first.name}/{n}", first.buyer, first.supplier) for n in range(BULK)]
            while self._going and first.step < STEPS_BY_HTTP:
                askings = [next_asking(life) for life in lives]
                body = {
                    "askings": [
                        {"key": a.key, "ask": a.command}
                        | ({"stream": ids.to_text(ids.ORDER_PREFIX, a.stream_id)} if a.stream_id else {})
                        for a in askings
                    ]
                }
                who = askings[0].who
                answer = await self._sent(wire, "/v1/askings", who, msgspec.json.encode(body), "")
                if not first.step or b'"status":4' in answer:
                    for life, said in zip(lives, msgspec.json.decode(answer)["answers"], strict=True):
                        if said["status"] not in (200, 201):
                            raise RuntimeError(f"bulk: {said}")
                        _born(life, said["body"])
                for life in lives:
                    life.step += 1
                first.step += 1
                self.commands += BULK


def _born(life: Life, answer: Mapping[str, Any]) -> None:
    life.id, life.fingerprint = ids.from_text(ids.ORDER_PREFIX, answer["id"]) or 0, answer["fingerprint"]


def start(url: str) -> tuple[subprocess.Popen[str], int]:
    """Start the API on a database; its process and port."""
    program = Path(__file__).with_name("serving.py")
    process = subprocess.Popen([sys.executable, str(program), url], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    said = process.stdout.readline()
    if not said:
        raise RuntimeError("the API did not start")
    return process, int(said)
