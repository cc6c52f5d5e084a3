"""Files on their way in: announced, then sent piece by piece, over hours and over restarts of either side.

Every piece is sealed and on disk before it is acknowledged, so the sender may go on where it stopped; no readable copy
lies anywhere. Nothing here is evidence yet: the `vault` takes a file over once all of it is here, and what nobody
finishes is thrown away.
"""

import hmac
import os
import re
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from fairhold.evidence.fault import EvidenceFault
from fairhold.evidence.sealing import KEY_BYTES, KEY_ID_BYTES, Opened, Sealer, key_id_of, opened_bytes
from fairhold.evidence.store import sync

PIECE_BYTES_MIN: Final = 2**16
"""Bytes of every piece but the last, at least: a file does not come in millions of pieces."""
NAME_CHARS_MAX: Final = 400
"""Characters of a name as it is announced; shown is less of it (`display`)."""

_ORDER: Final = re.compile("[a-z0-9_]{1,64}")
_UPLOAD: Final = re.compile("upl_[0-9a-f]{32}")
_PIECE: Final = re.compile("[0-9]{16}")


class Announced(msgspec.Struct, frozen=True, kw_only=True):
    """A file that somebody wants to hand in for an order: its name, size in bytes, the SHA-256
    that it should have (None: not said), and which document it is meant to be.
    """

    order: str
    by: str
    at: datetime
    name: Annotated[str, Meta(max_length=NAME_CHARS_MAX)]
    size: Annotated[int, Meta(ge=1)]
    sha256: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")] | None = None
    document: str = ""


class Arrivals:
    """The folder of files on their way in: one folder an order, one in it an upload. Several processes may share it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def announce(self, announced: Announced) -> str:
        """Make room for a file; gives the id of its upload. Raises ValueError for what is no id of an order."""
        if not _ORDER.fullmatch(announced.order):
            raise ValueError(f"{announced.order!r} is no id of an order")
        upload = f"upl_{secrets.token_hex(16)}"
        folder = self._folder / announced.order / upload
        folder.mkdir(mode=0o700, parents=True)
        _write(folder, "key", secrets.token_bytes(KEY_BYTES))
        _write(folder, "announced", msgspec.json.encode(announced))
        return upload

    def find(self, order: str, upload: str) -> Announced | None:
        """What was announced under an id, or None."""
        if not _ORDER.fullmatch(order) or not _UPLOAD.fullmatch(upload):
            return None
        try:
            return msgspec.json.decode((self._of(order, upload) / "announced").read_bytes(), type=Announced)
        except FileNotFoundError:
            return None

    def received(self, order: str, upload: str) -> int:
        """How many bytes are here."""
        last = max(self._pieces(order, upload), default=None)
        return 0 if last is None else int(last.name) + opened_bytes(last.stat().st_size)

    def add(self, order: str, upload: str, at: int, data: bytes) -> int:
        """Take the next piece, which belongs at byte `at`; gives how many bytes are here now.

        Raises EvidenceFault `vault_offset`, `vault_too_large` or `vault_piece`; nothing is taken then.
        """
        announced = self.find(order, upload)
        assert announced is not None
        here = self.received(order, upload)
        if at != here:
            raise EvidenceFault("vault_offset", f"The next byte is number {here}, not {at}.")
        if here + len(data) > announced.size:
            raise EvidenceFault("vault_too_large", f"The file was announced with {announced.size} bytes.")
        if not data or (len(data) < PIECE_BYTES_MIN and here + len(data) < announced.size):
            raise EvidenceFault("vault_piece", f"Every piece but the last has at least {PIECE_BYTES_MIN} bytes.")
        folder = self._of(order, upload)
        key_id = secrets.token_bytes(KEY_ID_BYTES)
        with tempfile.NamedTemporaryFile(dir=folder) as made:
            sealer = Sealer(made, self._key(folder, key_id), key_id)
            sealer.write(data)
            sealer.close()
            made.flush()
            os.fsync(made.fileno())
            try:
                os.link(made.name, folder / f"{at:016d}")
            except FileExistsError:
                raise EvidenceFault("vault_offset", f"Another piece came at byte {at} just now.") from None
        sync(folder)
        return here + len(data)

    def pieces(self, order: str, upload: str) -> Iterator[bytes]:
        """All bytes that are here, in their order."""
        folder = self._of(order, upload)
        for path in sorted(self._pieces(order, upload)):
            with path.open("rb") as sealed, Opened(sealed, self._key(folder, key_id_of(sealed))) as opened:
                yield from opened.pieces()

    def mark(self, order: str, upload: str, sha256: str) -> None:
        """Write down that the vault takes the bytes over under this hash: whoever clears up later must look for it."""
        _write(self._of(order, upload), "kept", sha256.encode())

    def drop(self, order: str, upload: str) -> None:
        """Forget an upload: its key first, so that nothing of it can be read any more."""
        folder = self._of(order, upload)
        (folder / "key").unlink(missing_ok=True)
        shutil.rmtree(folder, ignore_errors=True)

    def of_order(self, order: str) -> tuple[tuple[str, Announced], ...]:
        """The uploads of an order that are under way."""
        if not _ORDER.fullmatch(order) or not (self._folder / order).is_dir():
            return ()
        found = ((path.name, self.find(order, path.name)) for path in sorted((self._folder / order).iterdir()))
        return tuple((upload, announced) for upload, announced in found if announced is not None)

    def all(self) -> Iterator[tuple[str, Announced, str]]:
        """Every upload under way: its id, what was announced, and the hash that the vault took it over under or ''."""
        for order in sorted(path.name for path in self._folder.iterdir()):
            for upload, announced in self.of_order(order):
                try:
                    kept = (self._of(order, upload) / "kept").read_text()
                except FileNotFoundError:
                    kept = ""
                yield upload, announced, kept

    def _of(self, order: str, upload: str) -> Path:
        return self._folder / order / upload

    def _pieces(self, order: str, upload: str) -> list[Path]:
        return [path for path in self._of(order, upload).iterdir() if _PIECE.fullmatch(path.name)]

    def _key(self, folder: Path, key_id: bytes) -> bytes:
        """The key of one piece: every piece has its own, so a place that is sent twice never shares a nonce."""
        return hmac.digest((folder / "key").read_bytes(), key_id, sha256)


def _write(folder: Path, name: str, data: bytes) -> None:
    """A small file that is whole or not there."""
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as made:
        made.write(data)
        made.flush()
        os.fsync(made.fileno())
    Path(made.name).replace(folder / name)
    sync(folder)
