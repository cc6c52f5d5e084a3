"""Reader of pain.002 status reports, versions 001.03 to 001.14: what became of the payments of one file we sent.

A report speaks of the whole file, of a block or of single payments; `Report.of` tells what it says of one of ours. It
never says that money left: only a statement line does.
"""

import re
from enum import StrEnum

import msgspec

from fairhold.bank.tree import REPORT, Limits, Node, Reading, read_tree

VERSIONS = range(3, 15)
"""The versions read: pain.002.001.03 to pain.002.001.14."""

_MESSAGE = re.compile(r"pain\.002\.001\.([0-9]{2})(?![0-9])")


class Outcome(StrEnum):
    """What a status means for a payment: taken on, still looked at, refused, or had before (the first one stands)."""

    ACCEPTED = "accepted"
    PENDING = "pending"
    REJECTED = "rejected"
    DUPLICATE = "duplicate"


_OUTCOMES = {
    **dict.fromkeys(("ACCP", "ACTC", "ACWC", "ACSP", "ACSC", "ACCC", "ACFC", "ACWP", "ACPD"), Outcome.ACCEPTED),
    **dict.fromkeys(("RCVD", "PDNG", "PATC", "PART"), Outcome.PENDING),
    **dict.fromkeys(("RJCT", "CANC"), Outcome.REJECTED),
}
_REPEATED = frozenset({"DUPL", "DU01", "DU02", "DU03", "DU04", "DU05", "AM05"})
"""Reasons by which a bank says that it had the file, block or payment before; the first one stands."""


class Verdict(msgspec.Struct, frozen=True):
    """One status with its reason: `word` as the bank wrote it (RJCT), `reason` its code (AC04), `detail` its prose."""

    outcome: Outcome
    word: str
    reason: str = ""
    detail: str = ""


class PaymentVerdict(msgspec.Struct, frozen=True):
    """What is said of one payment."""

    end_to_end_id: str
    verdict: Verdict


class Report(msgspec.Struct, frozen=True):
    """One status report: whose file it is about, and what it says of the file, of blocks and of payments."""

    report_id: str
    message_id: str
    whole: Verdict | None
    blocks: tuple[tuple[str, Verdict], ...]
    payments: tuple[PaymentVerdict, ...]

    def of(self, end_to_end_id: str, block_id: str = "") -> Verdict | None:
        """What the report says of one payment: by itself, else of its block, else of the whole file; None for nothing.

        `PART` on a file or block says nothing of a payment that is not named, so it counts as pending.
        """
        for payment in self.payments:
            if payment.end_to_end_id == end_to_end_id:
                return payment.verdict
        for block, verdict in self.blocks:
            if block == block_id:
                return verdict
        return self.whole


def read_report(content: bytes, limits: Limits | None = None) -> Report:
    """The status report in a file. Raises StatementError with a `report_...` code and the place of the first fault."""
    document = read_tree(content, Reading(limits or Limits(), REPORT, _root))
    group = document.first("CstmrPmtStsRpt/OrgnlGrpInfAndSts")
    if group is None:
        raise document.fault("report_field_missing", "no original file is named", "CstmrPmtStsRpt/OrgnlGrpInfAndSts")
    blocks: list[tuple[str, Verdict]] = []
    payments: list[PaymentVerdict] = []
    for block in document.all("CstmrPmtStsRpt/OrgnlPmtInfAndSts"):
        verdict = _verdict(block, "PmtInfSts")
        if verdict is not None:
            blocks.append((block.value("OrgnlPmtInfId"), verdict))
        for payment in block.all("TxInfAndSts"):
            payments.extend(_payment(payment))
    return Report(
        report_id=_needed(document, "CstmrPmtStsRpt/GrpHdr/MsgId"),
        message_id=_needed(group, "OrgnlMsgId"),
        whole=_verdict(group, "GrpSts"),
        blocks=tuple(blocks),
        payments=tuple(payments),
    )


def _root(namespace: str, root: Node) -> None:
    found = _MESSAGE.search(namespace)
    if found is None or root.name != "Document":
        raise root.fault("report_not_pain002", f"the root is {root.name[:60]!r} in the namespace {namespace[:100]!r}")
    if int(found[1]) not in VERSIONS:
        raise root.fault("report_version_unknown", f"{found[0]} is not read, 001.03 to 001.14 are")


def _payment(node: Node) -> list[PaymentVerdict]:
    verdict = _verdict(node, "TxSts")
    if verdict is None:
        return []
    return [PaymentVerdict(_needed(node, "OrgnlEndToEndId"), verdict)]


def _verdict(node: Node, name: str) -> Verdict | None:
    stated = node.first(name)
    if stated is None:
        return None
    outcome = _OUTCOMES.get(stated.text)
    if outcome is None:
        raise stated.fault("report_status", f"{stated.text[:20]!r} is not a status that is known here")
    reason = node.value("StsRsnInf/Rsn/Cd", "StsRsnInf/Rsn/Prtry")
    if outcome is Outcome.REJECTED and reason in _REPEATED:
        outcome = Outcome.DUPLICATE
    return Verdict(outcome, stated.text, reason, " ".join(one.text for one in node.all("StsRsnInf/AddtlInf")))


def _needed(node: Node, path: str) -> str:
    text = node.value(path)
    if not text:
        raise node.fault("report_field_missing", "an identifier is missing", path)
    return text
