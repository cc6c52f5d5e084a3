"""Reader of camt.029 resolutions, versions 001.06 to 001.12: what the bank says of our request to fetch a payment back.

That a bank agrees is worth nothing here: money is back when a statement shows it. Only its refusal is news.
"""

import re
from typing import Final

import msgspec

from fairhold.bank.tree import REPORT, Limits, Node, Reading, read_tree

VERSIONS: Final = range(6, 13)
"""The versions read: camt.029.001.06 to camt.029.001.12."""
REFUSED: Final = "RJCR"
"""The cancellation is rejected."""

_MESSAGE: Final = re.compile(r"camt\.029\.001\.([0-9]{2})(?![0-9])")


class Resolution(msgspec.Struct, frozen=True):
    """What is said of one payment: whether the bank refuses to fetch it back, and its reason."""

    end_to_end_id: str
    refused: bool
    reason: str


class Resolutions(msgspec.Struct, frozen=True):
    """One message: its id, and the payments that it speaks of."""

    message_id: str
    payments: tuple[Resolution, ...]


def read_resolutions(content: bytes, limits: Limits | None = None) -> Resolutions:
    """The resolution in a file. Raises StatementError with a `report_...` code and the place of the first fault."""
    document = read_tree(content, Reading(limits or Limits(), REPORT, _root))
    body = document.first("RsltnOfInvstgtn")
    if body is None:
        raise document.fault("report_field_missing", "no resolution is in it", "RsltnOfInvstgtn")
    message_id = body.value("Assgnmt/Id")
    if not message_id:
        raise body.fault("report_field_missing", "an identifier is missing", "Assgnmt/Id")
    of_all = body.value("Sts/Conf")
    payments = [_payment(node, of_all) for details in body.all("CxlDtls") for node in _payments_of(details)]
    return Resolutions(message_id, tuple(payments))


def _payments_of(details: Node) -> list[Node]:
    below = [node for block in details.all("OrgnlPmtInfAndSts") for node in block.all("TxInfAndSts")]
    return [*details.all("TxInfAndSts"), *below]


def _payment(node: Node, of_all: str) -> Resolution:
    name = node.value("OrgnlEndToEndId")
    if not name:
        raise node.fault("report_field_missing", "the payment is not named", "OrgnlEndToEndId")
    code = node.value("CxlStsRsnInf/Rsn/Cd", "CxlStsRsnInf/Rsn/Prtry")
    words = " ".join(one.text for one in node.all("CxlStsRsnInf/AddtlInf"))
    refused = (node.value("TxCxlSts") or of_all) == REFUSED
    return Resolution(name, refused, " ".join(part for part in (code, words) if part))


def _root(namespace: str, root: Node) -> None:
    found = _MESSAGE.search(namespace)
    if found is None or root.name != "Document":
        raise root.fault("report_not_camt029", f"the root is {root.name[:60]!r} in the namespace {namespace[:100]!r}")
    if int(found[1]) not in VERSIONS:
        raise root.fault("report_version_unknown", f"{found[0]} is not read, 001.06 to 001.12 are")
