"""Asking the domain name system for the keys of a message's signatures, at the moment it is handed in.

One question (a text record), one answer, by UDP and by TCP when the answer does not fit (RFC 1035); nothing is cached,
followed or guessed. Without an answer there is no key, and a signature stays unverifiable. The resolver is the
operator's, who decides whom to believe about names.
"""

import secrets
import socket
import struct
from typing import Final, Protocol

SECONDS_MAX: Final = 3.0
ANSWER_BYTES_MAX: Final = 4096
ANSWERS_MAX: Final = 20
"""Records of one answer that are looked at."""
LABEL_BYTES_MAX: Final = 63
NAME_BYTES_MAX: Final = 253
_TEXT, _INTERNET, _PORT = 16, 1, 53
_HEAD: Final = struct.Struct(">HHHHHH")
_RECORD: Final = struct.Struct(">HHIH")


class KeySource(Protocol):
    """Who knows the text records of the domain name system."""

    def find(self, name: str) -> str | None:
        """The text record of that name, or None: there is none, or it cannot be told now."""
        ...


class Nobody:
    """Knows no records."""

    def find(self, name: str) -> str | None:
        """None."""
        return None


class Resolver:
    """A resolver at `host` or `host:port`."""

    def __init__(self, address: str, seconds_max: float = SECONDS_MAX) -> None:
        host, colon, port = address.rpartition(":")
        self._address = (host, int(port)) if colon and port.isdigit() and "]" not in port else (address, _PORT)
        self._seconds_max = seconds_max

    def find(self, name: str) -> str | None:
        """See KeySource."""
        number = secrets.randbelow(2**16)
        question = _question(number, name)
        if question is None:
            return None
        try:
            answer = self._by_udp(question)
            if answer[2:3] and answer[2] & 2:
                answer = self._by_tcp(question)
            return _text(answer, number, question)
        except (OSError, struct.error, IndexError, ValueError):
            return None

    def _by_udp(self, question: bytes) -> bytes:
        with socket.socket(_family(self._address[0]), socket.SOCK_DGRAM) as line:
            line.settimeout(self._seconds_max)
            line.connect(self._address)
            line.send(question)
            return line.recv(ANSWER_BYTES_MAX)

    def _by_tcp(self, question: bytes) -> bytes:
        with socket.create_connection(self._address, self._seconds_max) as line:
            line.sendall(len(question).to_bytes(2, "big") + question)
            with line.makefile("rb") as answer:
                size = int.from_bytes(answer.read(2), "big")
                return answer.read(min(size, 2**16))


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def _question(number: int, name: str) -> bytes | None:
    """The question for a name, or None when it is none."""
    labels = name.encode("ascii", "replace").rstrip(b".").split(b".")
    if len(name) > NAME_BYTES_MAX or not all(0 < len(label) <= LABEL_BYTES_MAX for label in labels):
        return None
    asked = b"".join(bytes([len(label)]) + label for label in labels) + b"\0"
    return _HEAD.pack(number, 0x0100, 1, 0, 0, 0) + asked + struct.pack(">HH", _TEXT, _INTERNET)


def _text(answer: bytes, number: int, question: bytes) -> str | None:
    """The first text record of an answer to this question."""
    got, flags, questions, answers, _, _ = _HEAD.unpack_from(answer)
    asked = question[_HEAD.size :]
    if got != number or not flags & 0x8000 or flags & 0xF or questions != 1:
        return None
    if answer[_HEAD.size : _HEAD.size + len(asked)].lower() != asked.lower():
        return None
    at = _HEAD.size + len(asked)
    for _ in range(min(answers, ANSWERS_MAX)):
        at = _behind_name(answer, at)
        kind, group, _, size = _RECORD.unpack_from(answer, at)
        at += _RECORD.size
        if kind == _TEXT and group == _INTERNET:
            return _joined(answer[at : at + size])
        at += size
    return None


def _behind_name(answer: bytes, at: int) -> int:
    """Where a name ends that begins here; one that points elsewhere ends with the pointer."""
    while answer[at]:
        if answer[at] & 0xC0:
            return at + 2
        at += 1 + answer[at]
    return at + 1


def _joined(data: bytes) -> str:
    """The strings of a text record as one."""
    parts, at = [], 0
    while at < len(data):
        parts.append(data[at + 1 : at + 1 + data[at]])
        at += 1 + data[at]
    return b"".join(parts).decode("utf-8", "replace")
