"""A case bundle ready to be handed out: every file with its hash, the list of them signed, the zip piece by piece.

Evidence is read whole before the first byte goes out, and must be what was handed in. That it is handed out is put in
the order's chain of custody first, under the hash of the list of files, which names the bundle.
"""

import io
import zlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from hashlib import sha256
from typing import Any, BinaryIO, Final

import msgspec
import psycopg

from fairhold.casefile import contents
from fairhold.casefile.archive import PIECE_BYTES, Member, opened, size_of
from fairhold.casefile.reading import Case, Heads
from fairhold.evidence.fault import EvidenceFault
from fairhold.reading.evidence import FileShown
from fairhold.safe.recording import Act, record
from fairhold.safe.strongroom import Strongroom
from fairhold.trade.who import PARTIES

SCHEME: Final = "fairhold-case-1"
FILES_MAX: Final = 10_000
"""Files of one bundle."""
WRITTEN_BYTES_MAX: Final = 128 * 2**20
"""Bytes of everything but evidence: it is made in memory."""
BYTES_MAX: Final = 16 * 2**30
"""Bytes of one bundle."""


class Bundle(msgspec.Struct, frozen=True):
    """A bundle: its file name, the SHA-256 of its list of files, the evidence that it hands out, its files in order,
    and the bytes of the zip.
    """

    name: str
    sha256: str
    evidence: tuple[str, ...]
    members: tuple[Member, ...]
    size: int

    def open(self) -> BinaryIO:
        """The zip, to be read once."""
        return opened(self.members)


class Listed(msgspec.Struct, frozen=True):
    """A file in the list of files."""

    name: str
    size: int
    sha256: str


def pack(room: Strongroom, case: Case, heads: Heads, prefix: str) -> Bundle:
    """The bundle of a case; the same record gives the same bytes.

    Raises EvidenceFault `case_too_large`, or `vault_missing` or `vault_damaged` for evidence that is not what was
    handed in; PaperTooLong.
    """
    listed: list[Listed] = []
    members: list[Member] = []
    key = room.key()
    public = key.public_key().public_bytes_raw().hex()
    for name, data in _written(contents.files(case, heads, public, prefix)):
        listed.append(Listed(name, len(data), sha256(data).hexdigest()))
        members.append(_member(name, data))
    kept = [file for file in case.evidence.files if not file.erased]
    _check_size(len(members) + len(kept), sum(file.size for file in kept))
    for file in kept:
        listed.append(Listed(contents.place_of(file), file.size, file.sha256))
        members.append(_examined(room, file))
    manifest = _manifest(case, public, listed)
    digest = sha256(manifest).hexdigest()
    signed = key.sign(sha256(f"{SCHEME}\n{digest}\n".encode()).digest()).hex()
    signature = {"scheme": SCHEME, "manifest": digest, "public_key": public, "signature": signed}
    members += [_member("manifest.json", manifest), _member("signature.json", _json(signature))]
    name = f"{case.room.order.id}-case.zip"
    return Bundle(name, digest, tuple(file.sha256 for file in kept), tuple(members), size_of(members))


def put_on_record(room: Strongroom, connection: psycopg.Connection, case: Case, bundle: Bundle, now: datetime) -> None:
    """Write down that the evidence goes out in this bundle, to whom."""
    note = f"case bundle {bundle.sha256}"
    acts = [Act("bundled", one, note) for one in bundle.evidence]
    if acts:
        record(room, connection, case.order, case.who, acts, now)


def _written(files: Iterator[contents.File]) -> Iterator[contents.File]:
    """The files as they come, as long as they are not too many bytes together."""
    left = WRITTEN_BYTES_MAX
    for name, data in files:
        left -= len(data)
        if left < 0:
            raise EvidenceFault("case_too_large", f"All but evidence may have {WRITTEN_BYTES_MAX:,} bytes.")
        yield name, data


def _check_size(files: int, size: int) -> None:
    if files > FILES_MAX:
        raise EvidenceFault("case_too_large", f"A bundle may have {FILES_MAX:,} files.")
    if size > BYTES_MAX - WRITTEN_BYTES_MAX:
        raise EvidenceFault("case_too_large", f"A bundle may have {BYTES_MAX:,} bytes.")


def _examined(room: Strongroom, file: FileShown) -> Member:
    """A piece of evidence, read once: it must be what was handed in. Raises EvidenceFault."""
    crc, found = 0, sha256()
    with room.vault.open(file.sha256) as data:
        while part := data.read(PIECE_BYTES):
            crc = zlib.crc32(part, crc)
            found.update(part)
    if found.hexdigest() != file.sha256:
        raise EvidenceFault("vault_damaged", f"{file.sha256} is not what was handed in.")
    return Member(contents.place_of(file), file.size, crc, partial(room.vault.open, file.sha256))


def _member(name: str, data: bytes) -> Member:
    return Member(name, len(data), zlib.crc32(data), partial(io.BytesIO, data))


def _manifest(case: Case, public_key: str, listed: Sequence[Listed]) -> bytes:
    side = str(case.who.role) if case.who.role in PARTIES else "staff"
    order = case.room.order
    return _json(
        {
            "scheme": SCHEME,
            "order": order.id,
            "order_version": order.version,
            "packed_for": side,
            "public_key": public_key,
            "files": listed,
        }
    )


def _json(value: Any) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n"
