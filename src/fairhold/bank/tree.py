"""XML from a bank as plain nodes: the hardened reading of `markup.py` with the limits and words of bank files.

Elements are known by local name; what lies in a foreign namespace is passed over.
"""

import re
from collections.abc import Callable
from typing import ClassVar

import msgspec

from fairhold import markup
from fairhold.bank.fault import StatementError


class Limits(msgspec.Struct, frozen=True):
    """What a file from outside may cost: bytes, entries and payments in it, depth of nesting, characters of one text,
    and elements held in memory at once (all but the entries already read).

    `statement_held_bytes_max` is what is held in memory whole: SWIFT text and files of a zip. Only XML may be longer,
    plain or as gzip, up to `statement_bytes_max` once unpacked.
    """

    statement_bytes_max: int = 32 * 1024 * 1024
    statement_held_bytes_max: int = 32 * 1024 * 1024
    statement_lines_max: int = 100_000
    statement_depth_max: int = 40
    statement_text_chars_max: int = 4_000
    statement_elements_max: int = 500_000


class Codes(msgspec.Struct, frozen=True):
    """The words that one kind of file uses for faults of the XML itself."""

    too_large: str
    not_xml: str
    dtd: str
    too_deep: str
    text_too_long: str
    too_many: str


STATEMENT = Codes(
    too_large="statement_too_large",
    not_xml="statement_not_xml",
    dtd="statement_dtd",
    too_deep="statement_too_deep",
    text_too_long="statement_text_too_long",
    too_many="statement_too_many_elements",
)
REPORT = Codes(
    too_large="report_too_large",
    not_xml="report_not_xml",
    dtd="report_dtd",
    too_deep="report_too_deep",
    text_too_long="report_text_too_long",
    too_many="report_too_many_elements",
)


class Node(markup.Node):
    """One element of a bank file."""

    __slots__ = ()

    repeated: ClassVar[frozenset[str]] = frozenset(
        (
            *("Stmt", "Rpt", "Ntfctn", "Bal", "Ntry", "NtryDtls", "TxDtls", "Strd"),
            *("OrgnlPmtInfAndSts", "TxInfAndSts", "CxlDtls"),
        )
    )

    def fault(self, code: str, detail: str, below: str = "") -> StatementError:
        """A fault at this element, or at a path below it that is missing."""
        return StatementError(code, self.line, self.pointer + (f"/{below}" if below else ""), detail)


class Reading(msgspec.Struct, frozen=True):
    """How one kind of bank file is read: its limits, its words for faults, and what happens on the way.

    `rooted`, `handed` and `taker` are those of `markup.Reading`: a long statement costs the memory of one entry.
    """

    limits: Limits
    codes: Codes
    rooted: Callable[[str, Node], None]
    handed: str = ""
    taker: Callable[[Node], None] | None = None


def read_tree(content: bytes | markup.Pieces, reading: Reading) -> Node:
    """The root element of a file, which is either here or read piece by piece and never held whole. Raises
    StatementError with the codes of the reading."""
    limits = reading.limits
    bounds = markup.Bounds(
        bytes_max=limits.statement_bytes_max,
        depth_max=limits.statement_depth_max,
        text_chars_max=limits.statement_text_chars_max,
        elements_max=limits.statement_elements_max,
    )
    read = markup.Reading(Node, bounds, reading.rooted, reading.handed, reading.taker)
    try:
        return markup.read_markup(content, read) if isinstance(content, bytes) else markup.read_stream(content, read)
    except markup.MarkupError as error:
        code: str = getattr(reading.codes, error.kind)
        raise StatementError(code, error.line, error.pointer, error.detail) from None


def message_name(content: bytes) -> str:
    """The ISO 20022 name that the first 4 KiB of a file announce, such as `camt.053.001.08`; empty when there is none.

    Only to choose a reader, which then reads the file properly and may refuse it.
    """
    head = content[:4096].replace(b"\x00", b"")
    found = re.search(rb"\b((?:camt|pain|pacs)\.\d{3}\.001\.\d{2})\b", head)
    return found[1].decode() if found else ""
