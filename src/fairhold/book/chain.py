"""The hash chain: every event of a stream carries the SHA-256 of the event before it and of all that it says itself.

So nothing in the middle of a stream can be changed, removed or added without every later hash changing, and the last
one stands on the stream's row. Postings are not hashed: they are computed again when the book is proved.
"""

import struct
from hashlib import sha256
from typing import Final

START: Final = bytes(32)
"""What the first event of a stream follows."""

_FIXED: Final = struct.Struct(">qiqqhihiii")


def link(
    previous: bytes,
    stream_id: int,
    seq: int,
    at: int,
    kind: bytes,
    actor: bytes,
    body: bytes,
    key: bytes | None = None,
    fingerprint: int = 0,
    count: int = 0,
    side_seq: int = 0,
    side_count: int = 0,
) -> bytes:
    """The hash of an event: its columns in a fixed order and width, texts with their lengths. `at` in microseconds.

    Only the first event of an asking has a key; what such an event alone has is 0 elsewhere, as NULL is in the table.
    """
    fixed = _FIXED.pack(stream_id, seq, at, fingerprint, count, side_seq, side_count, len(kind), len(actor), len(body))
    return sha256(b"".join((previous, fixed, key or b"", kind, actor, body))).digest()
