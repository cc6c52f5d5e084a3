"""Who did what with a piece of evidence, and when: a chain of entries for every order, each with the hash of the one
before it.

Whoever changes, takes out or adds an entry must write every later one anew; against that stands the head of the day
(`heads`), which is signed and handed out. Entries hold hashes and words about files, never what is in them. Whether
somebody may do a thing is decided elsewhere; this is the record that it was done.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from types import MappingProxyType
from typing import Annotated, Final

import msgspec
from msgspec import Meta

DOMAIN: Final = b"fairhold-custody-1"
START: Final = bytes(32).hex()
"""What the first entry of an order follows."""
WHO_CHARS_MAX: Final = 100
NOTE_CHARS_MAX: Final = 500
_LENGTH_BYTES: Final = 4

ACTIONS: Final = MappingProxyType(
    {
        "received": "The bytes came in and are kept under this hash.",
        "refused": "The bytes came in and are not kept; this is the hash that they had.",
        "scanned": "A scanner looked at the bytes; the note says what it found.",
        "filed": "The bytes became evidence on a ground or a term, which the note names.",
        "acknowledged": "The other side accepted what the bytes show as genuine.",
        "superseded": "A later piece of evidence, which the note names by its hash, takes the place of this one.",
        "derived": "These bytes were made from others, which the note names by their hash.",
        "handed_out": "The bytes were given to a person.",
        "sealed": "A physical sample was sealed; the note has number and place.",
        "unsealed": "The seal of a physical sample was opened; the note has number and place.",
        "held": "Erasing is refused until the holder that the note names lets go.",
        "let_go": "The holder that the note names needs the bytes no longer.",
        "erased": "Key and bytes were destroyed; the note says why.",
        "verified": "The bytes were read and hashed again; the note says with what result.",
        "bundled": "The bytes went into a case bundle, which the note names by its hash.",
    }
)
"""Everything that may be done with evidence, and what the entry of it says."""

Hash = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing done with one piece of evidence of an order."""

    order: Annotated[str, Meta(pattern="^[a-z0-9_]{1,64}$")]
    seq: Annotated[int, Meta(ge=1)]
    """Counts the entries of the order from 1 without a gap."""
    at: datetime
    """In UTC."""
    who: Annotated[str, Meta(min_length=1, max_length=WHO_CHARS_MAX)]
    action: str
    sha256: Hash
    note: Annotated[str, Meta(max_length=NOTE_CHARS_MAX)]
    previous: Hash
    """The `hash` of the entry before, START for the first."""
    hash: Hash
    """Over all of the above."""


class Break(msgspec.Struct, frozen=True):
    """The first place where a chain is not whole: entry `seq` of the order, which fault, and a sentence."""

    seq: int
    fault: str
    detail: str


BREAKS: Final = MappingProxyType(
    {
        "changed": "The entry is not the one that its hash was made of.",
        "missing": "An entry is missing: the numbers jump, or the chain does not begin at 1.",
        "repeated": "A number stands twice or out of order.",
        "link": "The entry follows another one than the one before it: one of the two was replaced.",
        "order": "The entry belongs to another order.",
        "time": "The entry is earlier than the one before it.",
        "tail": "The chain ends before the entry that is known to have been its last.",
        "head": "The entry that is known to have been the last is another one.",
    }
)
"""Every fault of a chain."""


def entry(last: Entry | None, order: str, at: datetime, who: str, action: str, sha256: str, note: str = "") -> Entry:
    """The entry that follows the last one of the order (None: the first).

    Raises ValueError for an action that is none, a time without a zone or before the last entry, another order, or a
    value that an Entry may not have.
    """
    if last is not None and (last.order != order or (at.tzinfo is not None and at < last.at)):
        raise ValueError(f"entry {last.seq} of {last.order} at {last.at.isoformat()} cannot come before this one")
    seq, previous = (0, START) if last is None else (last.seq, last.hash)
    return follow(order, seq, previous, at, who, action, sha256, note)


def follow(
    order: str, seq: int, previous: str, at: datetime, who: str, action: str, sha256: str, note: str = ""
) -> Entry:
    """The entry behind number `seq` (0: none) of which only the hash is known.

    Raises ValueError for an action that is none, a time without a zone, or a value that an Entry may not have.
    """
    if action not in ACTIONS:
        raise ValueError(f"{action!r} is nothing that is done with evidence")
    if at.tzinfo is None:
        raise ValueError(f"{at.isoformat()} has no zone")
    made = Entry(order, seq + 1, at.astimezone(UTC), who, action, sha256, note, previous, START)
    made = msgspec.structs.replace(made, hash=hash_of(made))
    return msgspec.convert(msgspec.to_builtins(made), Entry)


def hash_of(one: Entry) -> str:
    """The hash of an entry: SHA-256 of DOMAIN, the hash before, and every other field as text behind its length in
    UTF-8 bytes (4 bytes, the highest first); the time as `2026-11-23T09:00:00.000000Z`.
    """
    at = one.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    texts = (one.order, str(one.seq), at, one.who, one.action, one.sha256, one.note)
    parts = [DOMAIN, bytes.fromhex(one.previous)]
    for text in texts:
        data = text.encode()
        parts += [len(data).to_bytes(_LENGTH_BYTES, "big"), data]
    return sha256(b"".join(parts)).hexdigest()


def verify(order: str, entries: Iterable[Entry], last_seq: int = 0, last_hash: str = START) -> Break | None:
    """The first place where the chain of an order is not whole, or None.

    `last_seq` and `last_hash` are an entry that is known from elsewhere to have been there (a head of a day, a copy
    that a party kept): the chain must still have it.
    """
    seq, previous, before = 0, START, datetime.min.replace(tzinfo=UTC)
    for one in entries:
        seq += 1
        fault = _fault(one, order, seq, previous, before)
        if fault:
            return _broken(seq, fault)
        if seq == last_seq and one.hash != last_hash:
            return _broken(seq, "head")
        previous, before = one.hash, one.at
    return _broken(seq + 1, "tail") if seq < last_seq else None


def leaves(entries: Sequence[Entry]) -> list[bytes]:
    """What stands for entries in the tree of a day: their hashes as bytes."""
    return [bytes.fromhex(one.hash) for one in entries]


def _fault(one: Entry, order: str, seq: int, previous: str, before: datetime) -> str:
    """The first fault of one entry at its place; empty when there is none."""
    if one.order != order:
        return "order"
    if one.seq != seq:
        return "missing" if one.seq > seq else "repeated"
    if one.hash != hash_of(one):
        return "changed"
    if one.previous != previous:
        return "link"
    return "time" if one.at < before else ""


def _broken(seq: int, fault: str) -> Break:
    return Break(seq, fault, f"Entry {seq}: {BREAKS[fault]}")
