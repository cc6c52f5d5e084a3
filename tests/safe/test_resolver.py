"""The resolver asks one question and takes one answer; whatever else comes back is no record."""

import socket
import struct
import threading
from collections.abc import Callable, Iterator

import pytest

from fairhold.safe.resolver import Nobody, Resolver

NAME = "s1._domainkey.example.com"
RECORD = "v=DKIM1; k=rsa; p=" + "A" * 392


def text(said: str) -> bytes:
    data = said.encode()
    return b"".join(bytes([len(data[at : at + 255])]) + data[at : at + 255] for at in range(0, len(data), 255))


def answer(question: bytes, *records: tuple[int, bytes], flags: int = 0x8180) -> bytes:
    head = question[:2] + struct.pack(">HHHHH", flags, 1, len(records), 0, 0)
    told = b"".join(b"\xc0\x0c" + struct.pack(">HHIH", kind, 1, 300, len(data)) + data for kind, data in records)
    return head + question[12:] + told


class Names:
    """A name server on this machine, by UDP and TCP on one port."""

    def __init__(self, udp: Callable[[bytes], bytes], tcp: Callable[[bytes], bytes]) -> None:
        self._udp, self._tcp = udp, tcp
        self.datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.datagrams.bind(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.datagrams.getsockname()[1]}"
        self.calls = socket.create_server(("127.0.0.1", self.datagrams.getsockname()[1]))
        self.workers = [threading.Thread(target=work, daemon=True) for work in (self._by_udp, self._by_tcp)]
        for worker in self.workers:
            worker.start()

    def _by_udp(self) -> None:
        question, sender = self.datagrams.recvfrom(4096)
        if question:
            self.datagrams.sendto(self._udp(question), sender)

    def _by_tcp(self) -> None:
        line, _ = self.calls.accept()
        with line:
            size = int.from_bytes(line.recv(2), "big")
            if size:
                told = self._tcp(line.recv(size))
                line.sendall(len(told).to_bytes(2, "big") + told)

    def close(self) -> None:
        host, port = self.datagrams.getsockname()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
            last.sendto(b"", (host, port))
        socket.create_connection((host, port)).close()
        for worker in self.workers:
            worker.join()
        self.datagrams.close()
        self.calls.close()


@pytest.fixture
def names() -> Iterator[Callable[..., Resolver]]:
    made: list[Names] = []

    def serve(udp: Callable[[bytes], bytes], tcp: Callable[[bytes], bytes] = lambda question: b"") -> Resolver:
        made.append(Names(udp, tcp))
        return Resolver(made[-1].address, 0.3)

    yield serve
    for one in made:
        one.close()


def test_the_text_of_a_record_is_joined_of_its_strings(names: Callable[..., Resolver]) -> None:
    asked = []

    def told(question: bytes) -> bytes:
        asked.append(question)
        return answer(question, (5, b"\x01a\x00"), (16, text(RECORD)))

    assert names(told).find(NAME) == RECORD
    assert asked[0][12:] == b"\x02s1\x0a_domainkey\x07example\x03com\x00\x00\x10\x00\x01"


def test_an_answer_that_does_not_fit_is_fetched_by_tcp(names: Callable[..., Resolver]) -> None:
    resolver = names(lambda q: answer(q, flags=0x8380), lambda q: answer(q, (16, text(RECORD))))
    assert resolver.find(NAME) == RECORD


@pytest.mark.parametrize(
    "told",
    [
        answer,
        lambda question: answer(question, (1, b"\x7f\x00\x00\x01")),
        lambda question: answer(question, (16, text(RECORD)), flags=0x8183),
        lambda question: b"\0\0" + answer(question, (16, text(RECORD)))[2:],
        lambda question: answer(question.replace(b"example", b"exomple"), (16, text(RECORD))),
        lambda question: answer(question, (16, text(RECORD)))[:40],
        lambda question: b"",
    ],
    ids=["empty", "address", "no such name", "other number", "other name", "cut off", "nothing"],
)
def test_what_is_no_answer_is_no_record(names: Callable[..., Resolver], told: Callable[[bytes], bytes]) -> None:
    assert names(told).find(NAME) is None


def test_nobody_there_and_no_name_are_no_record() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        assert Resolver(f"127.0.0.1:{silent.getsockname()[1]}", 0.1).find(NAME) is None
    for name in ("", "a..b", "x" * 64 + ".com", "a." * 130):
        assert Resolver("127.0.0.1:1", 0.1).find(name) is None
    assert Nobody().find(NAME) is None
