"""A file from the bank, whatever it is: camt messages, SWIFT text, or a bundle of them, told by what is in it.

The name of a file says nothing. Every file of a bundle is read before any of them is believed.
"""

import re
from typing import Final, NamedTuple

from fairhold.bank.bundle import unpacked
from fairhold.bank.camt import read_statements
from fairhold.bank.fault import StatementError
from fairhold.bank.mt940 import read_swift
from fairhold.bank.statement import Statement
from fairhold.bank.swift import decoded, looks_like_swift
from fairhold.bank.tree import Limits

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
