"""An order's evidence as its parties and staff read it: the files with what was found in them, and what was done with
them. An inspector reads what he handed in himself and nothing else, an adjudicator that of his own cases.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

import msgspec
import psycopg

from fairhold.book import custody, readings
from fairhold.book.custody import File
from fairhold.book.readings import Happened, Read
from fairhold.reading.cursor import Cursors
from fairhold.reading.disputing import given_to, is_inside
from fairhold.reading.documents import DOCUMENTS, DocumentShown, checklist, document_of
from fairhold.reading.happenings import Actor
from fairhold.reading.listing import PAGE_SIZE, Page
from fairhold.reading.order import is_yours
from fairhold.reading.visits import is_taken_by
from fairhold.trade import ids
from fairhold.trade.adjudication import EvidenceFiled
from fairhold.trade.order import Order
from fairhold.trade.refusal import refuse
from fairhold.trade.who import Role, Who

READERS: Final = frozenset(Role) - {Role.BANK, Role.CARRIER, Role.CLOCK}
"""The roles that read evidence: whoever is a side of the order, its inspector, or staff."""
_OUTSIDE: Final = frozenset({Role.BUYER, Role.SUPPLIER, Role.INSPECTOR})


class CaseOfAnother(Exception):
    """An adjudicator asks for the evidence of a case that was given to somebody else, or to nobody; `refused` says so
    in words.
    """

    def __init__(self, person: str) -> None:
        detail = f"{person} has the case." if person else "Nobody has given you a case on this order."
        self.refused = refuse("not_your_case", detail, "D11, 4.2", allowed=("assign_adjudicator",))
        super().__init__(detail)


class FiledAs(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of evidence that a side brought into a dispute (D12): its number, kind and title, on which grounds, and
    the SHA-256 of its content.
    """

    number: int
    by: str
    kind: str
    title: str
    grounds: tuple[str, ...]
    sha256: str
    at: datetime


class FileShown(msgspec.Struct, frozen=True, kw_only=True):
    """A file of an order. `facts` is what readers found in it: claims of the file, and no more. An erased file has no
    name and no facts. `document` is which of the seven documents (S57) it is said to be, or empty.
    """

    sha256: str
    size: int
    kind: str
    name: str
    document: str
    document_title: str
    by: Actor
    added_at: datetime
    erased: bool
    held: bool
    filed: tuple[FiledAs, ...]
    facts: dict[str, Any]


class EvidenceShown(msgspec.Struct, frozen=True, kw_only=True):
    """All files of an order, what was brought into a dispute by a hash of which no file was handed in, and the seven
    documents of a complete claim with what is there of each (S57).
    """

    order: str
    files: tuple[FileShown, ...]
    without_file: tuple[FiledAs, ...]
    checklist: tuple[DocumentShown, ...]


class EntryShown(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of an order's chain of custody, as its hash is made. `leaf` is its place in the tree of all entries,
    once a head covers it.
    """

    seq: int
    at: datetime
    who: str
    action: str
    sha256: str
    note: str
    previous: str
    hash: str
    leaf: int | None


def read_evidence(connection: psycopg.Connection, who: Who, order_id: int, now: datetime) -> EvidenceShown | None:
    """An order's evidence; None if there is no such order or it is not the reader's. Raises CaseOfAnother."""
    with readings.snapshot(connection, who):
        found = find_order(connection, who, order_id, now)
        if found is None:
            return None
        files = custody.files(connection, order_id)
        held = custody.held(connection, order_id)
    filed = tuple(_filed(found.history))
    shown = tuple(_shown(file, who, file.sha256 in held, filed) for file in files if is_shown(file, who))
    by_document = {file.sha256: document_of(file) for file in files if file.name and is_shown(file, who)}
    return EvidenceShown(
        order=ids.to_text(ids.ORDER_PREFIX, order_id),
        files=shown,
        without_file=_without_file(filed, files) if who.role != Role.INSPECTOR else (),
        checklist=checklist(found.facts, found.history, by_document) if who.role != Role.INSPECTOR else (),
    )


def read_custody(
    connection: psycopg.Connection,
    who: Who,
    order_id: int,
    now: datetime,
    cursors: Cursors,
    *,
    page_size: int = PAGE_SIZE,
    cursor: str = "",
) -> Page[EntryShown] | None:
    """A page of an order's chain, the oldest entry first; None as in `read_evidence`. Raises CursorInvalid and
    CaseOfAnother.
    """
    of = f"custody|{order_id}"
    after = cursors.read(cursor, of) if cursor else 0
    with readings.snapshot(connection, who):
        found = find_order(connection, who, order_id, now)
        if found is None:
            return None
        rows = custody.entries(connection, order_id, after, page_size + 1)
        leaves = custody.leaves_of(connection, order_id)
        own = {file.sha256 for file in custody.files(connection, order_id) if is_shown(file, who)}
    more = len(rows) > page_size
    rows = rows[:page_size]
    shown = (row for row in rows if who.role != Role.INSPECTOR or row.sha256 in own)
    next_cursor = cursors.write(rows[-1].seq, of) if more else None
    return Page(tuple(_entries(shown, leaves)), next_cursor, more)


def find_order(connection: psycopg.Connection, who: Who, order_id: int, now: datetime) -> Read | None:
    """The order, for somebody whom its evidence concerns; None for anybody else. In the reader's snapshot.

    Raises CaseOfAnother.
    """
    found = readings.orders(connection, (order_id,), now).get(order_id)
    if found is None or who.role not in READERS or not is_yours(found.facts, who):
        return None
    check_case(found.history, who)
    return found


def check_case(history: Iterable[Happened], who: Who) -> None:
    """Evidence is for that adjudicator alone who has the case (D11, 4.2). Raises CaseOfAnother."""
    if who.role == Role.ADJUDICATOR and not is_inside(history, who):
        raise CaseOfAnother(given_to(history))


def may_add(order: Order, who: Who) -> bool:
    """Whether somebody who may read hands something in: an inspector once he took a visit."""
    return who.role != Role.INSPECTOR or any(is_taken_by(visit, who) for visit in order.visits)


def is_shown(file: File, who: Who) -> bool:
    """Whether the reader sees this file of an order that is his: an inspector only what he handed in."""
    return who.role != Role.INSPECTOR or (file.who.role, file.who.person) == (who.role, who.person)


def _filed(history: Iterable[Happened]) -> Iterable[FiledAs]:
    """What was brought into disputes by the hash of its content."""
    for happened in history:
        event = happened.event
        if isinstance(event, EvidenceFiled) and event.exhibit.sha256:
            one = event.exhibit
            yield FiledAs(
                number=event.number,
                by=event.by,
                kind=one.kind,
                title=one.title,
                grounds=one.grounds,
                sha256=event.exhibit.sha256,
                at=happened.at,
            )


def _without_file(filed: tuple[FiledAs, ...], files: tuple[File, ...]) -> tuple[FiledAs, ...]:
    here = {file.sha256 for file in files if file.name}
    return tuple(one for one in filed if one.sha256 not in here)


def _shown(file: File, who: Who, held: bool, filed: tuple[FiledAs, ...]) -> FileShown:
    own = who.role not in _OUTSIDE or (file.who.role, file.who.party) == (who.role, who.party)
    party = ids.to_text(ids.PARTY_PREFIX, file.who.party) if file.who.party else ""
    document = document_of(file)
    return FileShown(
        sha256=file.sha256,
        size=file.size,
        kind=file.kind,
        name=file.name,
        document=document,
        document_title=DOCUMENTS.get(document, ""),
        by=Actor(str(file.who.role), party, file.who.person if own else ""),
        added_at=file.added_at,
        erased=not file.name,
        held=held,
        filed=tuple(one for one in filed if one.sha256 == file.sha256) if who.role != Role.INSPECTOR else (),
        facts=msgspec.json.decode(file.facts),
    )


def _entries(rows: Iterable[custody.Entry], leaves: dict[int, int]) -> Iterable[EntryShown]:
    for row in rows:
        yield EntryShown(
            seq=row.seq,
            at=row.at,
            who=row.who,
            action=row.action,
            sha256=row.sha256,
            note=row.note,
            previous=row.previous,
            hash=row.hash,
            leaf=leaves.get(row.seq),
        )
