"""A file from the bank, whatever it is: camt messages, SWIFT text, or a bundle of them, told by what is in it.

The name of a file says nothing. Every file of a bundle is read before any of them is believed. What is short is read in
memory; a longer camt file, plain or as gzip, goes by piece by piece and costs the memory of one entry.
"""

import gzip
import re
import zlib
from collections.abc import Callable
from hashlib import sha256
from typing import BinaryIO, Final, NamedTuple

import msgspec

from fairhold.bank.bundle import GZIP, unpacked
from fairhold.bank.camt import read_statements, scan_statements
from fairhold.bank.fault import StatementError
from fairhold.bank.mt940 import read_swift
from fairhold.bank.statement import Line, Scanned, Statement, Tally
from fairhold.bank.swift import decoded, looks_like_swift
from fairhold.bank.tree import Limits
from fairhold.markup import Pieces

_MARKUP: Final = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\x00]*<")


class Incoming(NamedTuple):
    """One file as it was read. `name` is its name inside a bundle, empty for a file that came alone."""

    name: str
    content: bytes
    statements: list[Statement]


def read_incoming(content: bytes, limits: Limits | None = None) -> list[Incoming]:
    """The files in what the bank sent, each with its statements. Raises StatementError for the first fault; in a bundle
    its place begins with the name of the file."""
    limits = limits or Limits()
    return [Incoming(name, body, _read(name, body, limits)) for name, body in unpacked(content, limits)]


def _read(name: str, body: bytes, limits: Limits) -> list[Statement]:
    try:
        if _MARKUP.match(body):
            return read_statements(body, limits)
        text = decoded(body)
        if looks_like_swift(text):
            return read_swift(text, limits)
        raise StatementError("statement_unknown_format", 0, "/", "neither XML nor SWIFT text nor a bundle of them")
    except StatementError as fault:
        if not name:
            raise
        raise StatementError(fault.code, fault.line, f"/{name}{fault.pointer}", fault.detail) from None


class Scan(NamedTuple):
    """One file whose lines were handed on. `content` is empty for one that is too long to be held, `digest` its
    SHA-256.
    """

    name: str
    content: bytes
    digest: bytes
    statements: list[Scanned]


class Taker(NamedTuple):
    """Where lines go: `keep` gets each in the order of the statements, `tallied` makes the tally of one statement."""

    keep: Callable[[Line], None]
    tallied: Callable[[], Tally]


def scan_incoming(file: BinaryIO, limits: Limits, taker: Taker) -> list[Scan]:
    """The files in a file that can be sought in and may be longer than memory. Raises StatementError; what the taker
    got is worth something only if this returns.
    """
    most = limits.statement_held_bytes_max
    held = file.read(most + 1)
    is_packed = held.startswith(GZIP)
    if limits.statement_bytes_max > most and (is_packed or len(held) > most):
        file.seek(0)
        source = _Hashed(gzip.GzipFile(fileobj=file) if is_packed else file)
        try:
            head = held if not is_packed else source.peek(most + 1)
            if len(head) > most:
                return [_scan_long(source, file, head, limits, taker)]
        except (OSError, EOFError, zlib.error) as error:
            raise StatementError("statement_bundle_broken", 0, "/", str(error)) from None
    found = read_incoming(held, msgspec.structs.replace(limits, statement_bytes_max=most))
    return [_handed(one, taker) for one in found]


def _scan_long(source: "_Hashed", plain: BinaryIO, head: bytes, limits: Limits, taker: Taker) -> Scan:
    if not _MARKUP.match(head):
        code = "statement_too_large" if source.file is plain else "statement_bundle_too_large"
        said = f"more than {limits.statement_held_bytes_max} bytes; only XML may be longer, plain or as gzip"
        raise StatementError(code, 0, "/", said)
    found = scan_statements(source, limits, *taker)
    return Scan("", b"", source.digest.digest(), found)


def _handed(file: Incoming, taker: Taker) -> Scan:
    for statement in file.statements:
        for line in statement.lines:
            taker.keep(line)
    scanned = [
        Scanned(
            msgspec.structs.replace(one, lines=()),
            len(one.lines),
            max((line.booked_on for line in one.lines), default=None),
        )
        for one in file.statements
    ]
    return Scan(file.name, file.content, sha256(file.content).digest(), scanned)


class _Hashed:
    """A file that is read once from its beginning to its end, and its SHA-256 when that is reached."""

    def __init__(self, file: Pieces) -> None:
        self.file = file
        self.begun = b""
        self.digest = sha256()

    def peek(self, size: int) -> bytes:
        """The first bytes, which are still to be read."""
        self.begun = self.file.read(size)
        return self.begun

    def read(self, size: int) -> bytes:
        """The next bytes; none at the end."""
        piece, self.begun = self.begun[:size], self.begun[size:]
        piece = piece or self.file.read(size)
        self.digest.update(piece)
        return piece
