"""Builders of SWIFT statements as text, so that every test can spoil exactly one thing."""

from typing import Any

import pytest

from fairhold.bank.fault import StatementError
from fairhold.bank.mt940 import read_swift
from fairhold.bank.statement import Line, Statement
from fairhold.bank.tree import Limits

HEAD = "{1:F01FAIRGB2LAXXX0000000000}{2:O9401200261123FAIRGB2LAXXX00000000002611231200N}{4:"


def entry(text: str = "2611231123CD25000,00NTRFNONREF//BANK-1", about: str = "") -> str:
    """A :61: and, if there is something about it, a :86:."""
    return f":61:{text}\n" + (f":86:{about}\n" if about else "")


def statement(
    *entries: str,
    opening: str = ":60F:C261122USD0,00",
    closing: str = ":62F:C261123USD25000,00",
    account: str = ":25:GB33BUKB20201555555555",
    number: str = ":28C:00045/001",
    reference: str = ":20:START1",
    behind: str = "",
) -> str:
    """One MT940 message without an envelope; a part that is empty is left out."""
    lines = (reference, account, number, opening, "".join(entries).rstrip("\n"), closing, behind, "-")
    return "\n".join(line for line in lines if line) + "\n"


def report(*entries: str, behind: str = "", head: str = ":34F:USD0,\n:13D:2611231200+0100") -> str:
    """One MT942 message without an envelope."""
    lines = (":20:START1", ":25:GB33BUKB20201555555555", ":28C:00045", head, "".join(entries).rstrip("\n"), behind, "-")
    return "\n".join(line for line in lines if line) + "\n"


def read_one(text: str) -> Statement:
    """The only statement of a text."""
    (found,) = read_swift(text)
    return found


def read_line(text: str = "2611231123CD25000,00NTRFNONREF//BANK-1", about: str = "", **parts: Any) -> Line:
    """The only line of a statement, whose closing balance is whatever the line makes it."""
    found = read_swift(report(entry(text, about), **parts))[0].lines
    assert len(found) == 1
    return found[0]


def read_or_fault(text: str) -> list[Statement] | StatementError:
    """The statements of a text, or the fault that it is refused for."""
    try:
        return read_swift(text)
    except StatementError as fault:
        return fault


def refused(text: str, limits: Limits | None = None) -> StatementError:
    """The fault that a text is refused for."""
    with pytest.raises(StatementError) as caught:
        read_swift(text, limits)
    return caught.value
