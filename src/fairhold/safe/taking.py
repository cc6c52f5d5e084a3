"""Taking a file in: announced, sent in pieces, looked at, stored, and put on record, in this order.

What is announced counts against the side's quota at once. A file that may not be kept leaves its hash in the chain and
nothing else. Whatever stops in between (a crash, a network, a scanner that is away) is gone on with by asking to finish
again; what nobody finishes is thrown away, and bytes that were stored but never put on record with it.
"""

from datetime import datetime
from typing import Annotated, BinaryIO, Final, Literal

import msgspec
import psycopg
from msgspec import Meta

from fairhold.book import custody as kept
from fairhold.evidence.arrivals import NAME_CHARS_MAX, Announced
from fairhold.evidence.display import shown_name
from fairhold.evidence.fault import EvidenceFault
from fairhold.evidence.kinds import Judged, judge
from fairhold.evidence.scanner import refuse_harmful
from fairhold.evidence.sealing import Damaged
from fairhold.evidence.vault import FILE_BYTES_MAX
from fairhold.safe.facts import Facts, facts_of
from fairhold.safe.recording import Act, append, name_of, order_text
from fairhold.safe.strongroom import Strongroom
from fairhold.trade.policy import Policy
from fairhold.trade.who import Role, Who

UPLOADS_MAX: Final = 50
"""Uploads of one side that may be under way for one order at once."""
ADDING: Final = frozenset({Role.BUYER, Role.SUPPLIER, Role.INSPECTOR, Role.ADJUDICATOR, Role.COMPLIANCE, Role.OPERATOR})
"""The roles that add evidence to an order: its two sides, the inspector of a visit, and staff on somebody's behalf."""

Document = Literal[
    "", "contract", "specification", "design", "inspection_report", "communication", "receipt", "pictures"
]
"""Which of the seven documents of S57 a file is meant to be; empty: none of them."""


class Wanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A file to hand in: its name, size in bytes and SHA-256, and which of the seven documents (S57) it is. A sender
    that cannot compute a hash beforehand leaves it out.
    """

    name: Annotated[str, Meta(min_length=1, max_length=NAME_CHARS_MAX)]
    size: Annotated[int, Meta(ge=1, le=FILE_BYTES_MAX)]
    sha256: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")] | None = None
    document: Document = ""


class Underway(msgspec.Struct, frozen=True):
    """An upload: its id, how many bytes are here, and how many there will be."""

    upload: str
    received: int
    size: int


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """A whole file that was looked at: kept, or refused with a fault."""

    sha256: str
    size: int
    kind: str = ""
    facts: Facts = {}
    fault: EvidenceFault | None = None


def announce(
    room: Strongroom,
    connection: psycopg.Connection,
    order: int,
    policy: Policy,
    who: Who,
    wanted: Wanted,
    now: datetime,
) -> Underway:
    """Begin an upload. Raises EvidenceFault `vault_too_large` or `vault_quota`."""
    if wanted.size > policy.evidence_file_bytes_max:
        raise EvidenceFault(
            "vault_too_large",
            f"A file has at most {policy.evidence_file_bytes_max:,} bytes (policy evidence_file_bytes_max).",
        )
    text, by = order_text(order), name_of(room, order, who)
    under_way = [one for _, one in room.arrivals.of_order(text) if _side(one.by) == _side(by)]
    files, size = kept.used(connection, order, who)
    for most, would_be, what in (
        (UPLOADS_MAX, len(under_way) + 1, "uploads under way"),
        (policy.evidence_files_max, files + len(under_way) + 1, "files (policy evidence_files_max)"),
        (
            policy.evidence_bytes_max,
            size + sum(one.size for one in under_way) + wanted.size,
            "bytes (policy evidence_bytes_max)",
        ),
    ):
        if would_be > most:
            raise EvidenceFault("vault_quota", f"One side has at most {most:,} {what} on one order.")
    upload = room.arrivals.announce(
        Announced(
            order=text,
            by=by,
            at=now,
            name=wanted.name,
            size=wanted.size,
            sha256=wanted.sha256,
            document=wanted.document,
        )
    )
    return Underway(upload, 0, wanted.size)


def find(room: Strongroom, order: int, who: Who, upload: str) -> Announced:
    """What was announced by this side under an id. Raises EvidenceFault `vault_unknown`."""
    found = room.arrivals.find(order_text(order), upload)
    if found is None or _side(found.by) != _side(name_of(room, order, who)):
        raise EvidenceFault("vault_unknown", "No such upload is under way.")
    return found


def standing(room: Strongroom, order: int, who: Who, upload: str) -> Underway:
    """How far an upload is. Raises EvidenceFault `vault_unknown`."""
    announced = find(room, order, who, upload)
    return Underway(upload, room.arrivals.received(announced.order, upload), announced.size)


def add_piece(room: Strongroom, order: int, who: Who, upload: str, at: int, data: bytes) -> Underway:
    """Take the next piece. Raises EvidenceFault `vault_unknown`, and as `Arrivals.add` does."""
    announced = find(room, order, who, upload)
    return Underway(upload, room.arrivals.add(announced.order, upload, at, data), announced.size)


def examine(room: Strongroom, order: int, who: Who, upload: str, now: datetime) -> Taken:
    """Look at a whole file and store its bytes, or say why not. Nothing is on record yet; asking again does no harm.

    Raises EvidenceFault `vault_unknown`, `vault_offset` (not all of it is here), `vault_damaged`, and ScannerAway.
    """
    announced = find(room, order, who, upload)
    here = room.arrivals.received(announced.order, upload)
    if here != announced.size:
        raise EvidenceFault("vault_offset", f"{here} of {announced.size} bytes are here.")
    found: list[tuple[Judged, Facts]] = []

    def check(file: BinaryIO) -> None:
        judged = judge(file)
        refuse_harmful(room.scanner, file)
        found.append((judged, facts_of(judged, file, room.keys, now.date(), room.ours.of(order))))

    with room.vault.receive(announced.size, announced.sha256, check) as incoming:
        try:
            for piece in room.arrivals.pieces(announced.order, upload):
                incoming.write(piece)
        except Damaged as damage:
            room.arrivals.drop(announced.order, upload)
            raise EvidenceFault("vault_damaged", f"The upload is lost, begin again: {damage}.") from None
        room.arrivals.mark(announced.order, upload, incoming.sha256)
        try:
            sha256 = incoming.finish()
        except EvidenceFault as fault:
            return Taken(sha256=incoming.sha256, size=announced.size, fault=fault)
    judged, facts = found[0]
    return Taken(sha256=sha256, size=announced.size, kind=judged.kind, facts=facts)


def put_on_record(
    room: Strongroom, connection: psycopg.Connection, order: int, who: Who, upload: str, taken: Taken, now: datetime
) -> None:
    """Write down what became of a file that was looked at; from then on it is evidence, or refused. Ends the upload."""
    announced = find(room, order, who, upload)
    with kept.chain(connection, order) as end:
        if taken.fault is not None:
            append(room, connection, end, who, [Act("refused", taken.sha256, taken.fault.code)], now)
        else:
            kept.add_file(connection, _file(order, who, announced, taken, now))
            clean = f"{room.scanner_name}: nothing found"
            acts = [Act("received", taken.sha256, f"upload {upload}"), Act("scanned", taken.sha256, clean)]
            append(room, connection, end, who, acts, now)
    room.arrivals.drop(announced.order, upload)


def _file(order: int, who: Who, announced: Announced, taken: Taken, now: datetime) -> kept.File:
    return kept.File(
        order=order,
        sha256=taken.sha256,
        size=taken.size,
        kind=taken.kind,
        document=announced.document,
        name=shown_name(announced.name),
        facts=msgspec.json.encode(taken.facts).decode(),
        who=who,
        added_at=now,
    )


def _side(by: str) -> str:
    """Role and company of a name: everybody of one side goes on with its uploads."""
    return ":".join(by.split(":")[:2])
