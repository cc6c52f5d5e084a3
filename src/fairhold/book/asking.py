"""What callers hand to the desk and what they get back, and how a key and what was asked under it are stored."""

import struct
from datetime import datetime
from hashlib import sha256

import msgspec

from fairhold.book.coding import encode
from fairhold.trade.deciding import Case
from fairhold.trade.refusal import Refused, refuse
from fairhold.trade.stream import Command, Event
from fairhold.trade.who import Who

_FINGERPRINT = struct.Struct(">q")
KEY_LENGTH_MAX = 255
"""The longest idempotency key, in characters (B2)."""


class Asking(msgspec.Struct, frozen=True, gc=False):
    """Somebody asks for a command on a stream (0 for a new order), under a key of their own.

    `dry_run` asks what would happen. `now` is for tests and stories; else the order's test clock or the wall tells it.
    """

    stream_id: int
    command: Command
    who: Who
    key: str
    dry_run: bool = False
    now: datetime | None = None


class Answer(msgspec.Struct, frozen=True, gc=False):
    """What came of an asking: events of the stream, then those beside it in the supplier's; or a refusal.

    `version` and `case` are the stream as it stands after the asking. `replayed`: the key was asked before, nothing new
    happened, and this is the answer of then (the supplier as it is now).
    """

    stream_id: int
    events: tuple[Event, ...]
    version: int
    refused: Refused | None
    replayed: bool
    case: Case


def refusal(stream_id: int, code: str, detail: str, rule: str, case: Case | None = None, version: int = 0) -> Answer:
    """An answer that says no."""
    return Answer(stream_id, (), version, refuse(code, detail, rule), False, case or Case())


def key_of(who: Who, key: str) -> bytes:
    """The 16 bytes that a key is stored as; each role and company has its own."""
    return sha256("|".join((who.role, str(who.party), key)).encode()).digest()[:16]


def fingerprint_of(asking: Asking) -> int:
    """What was asked, as a signed 64-bit hash of the command and its stream."""
    said = encode(asking.command) + b"%d" % asking.stream_id
    return int(_FINGERPRINT.unpack_from(sha256(said).digest())[0])
