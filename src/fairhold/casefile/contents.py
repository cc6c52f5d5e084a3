"""The files of a case bundle: what was read, written down as JSON, text and paper, and the evidence by its hash.

The same record gives the same bytes: keys stand in their order, and no file says when the bundle was made.
"""

from collections.abc import Iterator
from importlib import resources
from typing import Any, Final

import msgspec

from fairhold.casefile.reading import Case, Heads
from fairhold.casefile.readme import readme
from fairhold.evidence.kinds import KINDS
from fairhold.printing.inspection import report_pdf
from fairhold.printing.orders import AMENDMENT, contract_pdf
from fairhold.printing.ruling import ruling_pdf
from fairhold.reading.evidence import FileShown
from fairhold.reading.happenings import Entry
from fairhold.reading.order import as_dict
from fairhold.reading.versions import Version
from fairhold.safe.recording import as_entry
from fairhold.trade.adjudication import ruling_bytes
from fairhold.trade.report import whole_bytes
from fairhold.trade.terms import canonical
from fairhold.trade.who import PARTIES

VERSIONS_PRINTED_MAX: Final = 20
"""The newest versions of the contract that are printed; every one is there as data."""
ORDER_FIELDS: Final = (
    *("id", "title", "stage", "stage_title", "flags", "buyer", "supplier", "contract_version", "fingerprint"),
    *("policy_version", "frozen_until_delivery", "money", "days", "dispute", "goods_return", "visits"),
)
"""What is told of the order beside its timeline: nothing that depends on the day on which it is asked."""
_AT: Final = "%Y-%m-%dT%H:%M:%S.%fZ"

File = tuple[str, bytes]
"""A file: its name and its bytes."""


def files(case: Case, heads: Heads, public_key: str, prefix: str) -> Iterator[File]:
    """Every file but the evidence itself, the list of files and its signature. `prefix` begins account numbers.

    Raises PaperTooLong.
    """
    yield "README.txt", readme(case, public_key).encode()
    yield "verify.py", resources.files("fairhold.casefile").joinpath("verify.py").read_bytes()
    yield "order.json", _json({name: value for name, value in as_dict(case.room.order).items() if name in ORDER_FIELDS})
    yield "policy.json", _json(case.policies.of(case.room.order.policy_version))
    yield from _contract(case, prefix)
    yield "timeline.json", _json(case.room.order.timeline)
    yield "timeline.txt", "".join(map(_line, case.room.order.timeline)).encode()
    yield "thread.json", _json(_thread(case))
    yield from _rulings(case)
    yield from _reports(case)
    yield "evidence.json", _json(_evidence(case))
    yield "custody/chain.json", _json({"entries": [_entry(one) for one in map(as_entry, case.entries)]})
    yield "custody/heads.json", _json(_heads(heads))


def place_of(file: FileShown) -> str:
    """Where the bytes of a piece of evidence lie in the bundle; empty for one that was erased."""
    return "" if file.erased else f"evidence/{file.sha256}.{file.kind}"


def _json(value: Any) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n"


# ----------------------------------------------------------------------------------------------- agreed, done, written


def _contract(case: Case, prefix: str) -> Iterator[File]:
    """Every version as the bytes that were signed, and on paper those that stand, stood or wait."""
    told = []
    for place, version in enumerate(case.room.versions, 1):
        name = _name_of(version, place)
        told.append({"file": f"{name}.json", **_without(version, "contract", "changes")})
        yield f"{name}.json", canonical(version.contract)
    for place, version in list(enumerate(case.room.versions, 1))[-VERSIONS_PRINTED_MAX:]:
        wanted = str(version.number) if version.number else AMENDMENT if version.state == "waiting" else ""
        printed = contract_pdf(case.room, case.policies, prefix, wanted) if wanted else None
        if printed is not None:
            yield f"{_name_of(version, place)}.pdf", printed
    yield "contract/versions.json", _json(told)


def _name_of(version: Version, place: int) -> str:
    return f"contract/version-{version.number}" if version.number else f"contract/not-in-force-{place}"


def _line(entry: Entry) -> str:
    return f"{entry.at:%Y-%m-%d %H:%M} UTC  {entry.title}  ({entry.by.role})\n"


def _thread(case: Case) -> dict[str, Any]:
    messages = zip(case.room.messages, case.sealed, strict=True)
    return {
        "order": case.room.order.id,
        "messages": [{**_without(message, "accounts"), "sealed": text} for message, text in messages],
    }


# ------------------------------------------------------------------------------------------------- found and brought


def _rulings(case: Case) -> Iterator[File]:
    """Every ruling as the bytes that were hashed, on paper, and in words; and for staff what is recommended today."""
    told = []
    for number, one in enumerate(case.rulings, 1):
        name = f"rulings/ruling-{number}"
        told.append({"file": f"{name}.json", **_without(one, "ruling")})
        yield f"{name}.json", ruling_bytes(one.ruling)
        yield f"{name}.pdf", ruling_pdf(one)
    yield "rulings/rulings.json", _json(told)
    today = case.room.ruling
    if case.who.role not in PARTIES and today is not None and not today.sha256:
        yield "rulings/recommendation.json", _json(today)


def _reports(case: Case) -> Iterator[File]:
    """The last report on each visit as the bytes that were hashed, and on paper without its photos."""
    told = []
    for one in case.reports:
        name = f"visits/visit-{one.visit.number}"
        told.append({"file": f"{name}.json", "sha256": one.sha256, "public_key": one.public_key})
        yield f"{name}.json", whole_bytes(one.report)
        yield f"{name}.pdf", report_pdf(one)
    yield "visits/visits.json", _json(told)


def _evidence(case: Case) -> dict[str, Any]:
    return {
        "files": [{"file": place_of(one), "what": KINDS[one.kind][1], **_without(one)} for one in case.evidence.files],
        "brought_without_a_file": case.evidence.without_file,
        "seven_documents": case.evidence.checklist,
    }


def _entry(one: Any) -> dict[str, Any]:
    """An entry of custody with its time as its hash is made of it."""
    return {**_without(one), "at": one.at.strftime(_AT)}


def _heads(heads: Heads) -> dict[str, Any]:
    proofs = [{"seq": seq, "index": one.index, "proof": one.proof} for seq, one in heads.entries]
    return {"heads": [{**_without(one.head), "grown": one.grown} for one in heads.heads], "proofs": proofs}


def _without(value: Any, *names: str) -> dict[str, Any]:
    """A struct as a dict, without some of its fields."""
    return {name: inner for name, inner in msgspec.structs.asdict(value).items() if name not in names}
