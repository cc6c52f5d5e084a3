"""The vault: bytes kept once under the SHA-256 of what was handed in, never changed, sealed with a key of their own.

Storing twice is storing once. Erasing destroys the key and the sealed bytes and leaves the hash with a note of who,
when and why; while anybody holds the bytes (an order in dispute, one whose records must be kept) erasing is refused.
Who may do any of this is not decided here, and what was done is told to `custody` by whoever does it.
"""

import hashlib
import io
import os
import re
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Final, Literal, Self, cast

import msgspec

from fairhold.evidence.fault import EvidenceFault
from fairhold.evidence.sealing import KEY_BYTES, KEY_ID_BYTES, Damaged, Opened, Sealer, key_id_of
from fairhold.evidence.store import FolderStore, Store

FILE_BYTES_MAX: Final = 2**30
"""Bytes that a file may have unless a smaller limit is given."""
NOTE_CHARS_MAX: Final = 500
HASH: Final = re.compile("[0-9a-f]{64}")
HOLDER: Final = re.compile("[a-z0-9_]{1,64}")
"""Who holds bytes: the id of an order or a case."""

State = Literal["whole", "missing", "damaged", "erased"]
Check = Callable[[BinaryIO], None]


class Erasure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What stays of erased bytes beside their hash."""

    at: datetime
    by: str
    why: str


class Vault:
    """Sealed bytes in one store; keys, holds and erasures in another; in `incoming` what is not whole yet."""

    def __init__(self, bytes_store: Store, record_store: Store, incoming: Path) -> None:
        self._bytes, self._records, self._incoming = bytes_store, record_store, incoming
        incoming.mkdir(mode=0o700, parents=True, exist_ok=True)

    def receive(
        self, bytes_max: int = FILE_BYTES_MAX, announced: str | None = None, check: Check | None = None
    ) -> "Upload":
        """Begin to take bytes in. `announced` is the SHA-256 that the sender says they have; `check` looks at all of
        them before they are kept, and raises EvidenceFault when they may not be.

        Raises EvidenceFault `vault_hash` when the announced hash is none.
        """
        if announced is not None and not HASH.fullmatch(announced):
            raise EvidenceFault("vault_hash", "The announced SHA-256 is not 64 small hexadecimal digits.")
        return Upload(self, self._incoming, bytes_max, announced, check)

    def has(self, sha256: str) -> bool:
        """Whether the bytes are here and can be opened."""
        return self.state(sha256) == "whole"

    def open(self, sha256: str) -> BinaryIO:
        """The bytes as a file that can be read and sought in.

        Raises EvidenceFault `vault_missing`, `vault_erased` or `vault_damaged`; reading it raises Damaged.
        """
        if self.erasure(sha256) is not None:
            raise EvidenceFault("vault_erased", f"{sha256} was erased.")
        try:
            opened = self._opened(sha256)
        except Damaged as problem:
            raise EvidenceFault("vault_damaged", f"{sha256} cannot be opened: {problem}.") from None
        if opened is None:
            raise EvidenceFault("vault_missing", f"{sha256} is not here.")
        return cast(BinaryIO, io.BufferedReader(opened))

    def state(self, sha256: str, every_byte: bool = False) -> State:
        """What became of the bytes; with `every_byte` they are read and hashed again."""
        if self.erasure(sha256) is not None:
            return "erased"
        try:
            opened = self._opened(sha256)
            if opened is None:
                return "missing"
            with opened:
                return "whole" if not every_byte or _hash_of(opened) == sha256 else "damaged"
        except Damaged:
            return "damaged"

    def verify(self) -> Iterator[tuple[str, State]]:
        """Every hash that the vault knows, ascending, and what became of its bytes, all of them read."""
        for sha256 in self.known():
            yield sha256, self.state(sha256, every_byte=True)

    def known(self) -> list[str]:
        """Every hash of which there are bytes, a key or an erasure, ascending."""
        known = {name.rpartition("/")[2] for name in self._bytes.names()}
        known |= {name.rpartition("/")[2].partition(".")[0] for name in self._records.names("key/")}
        known |= {name.rpartition("/")[2] for name in self._records.names("erased/")}
        return sorted(known)

    def hold(self, sha256: str, holder: str) -> None:
        """Keep the bytes from being erased until this holder lets go. Holding twice is holding once."""
        self._write(f"{_place('hold', sha256)}/{_holder(holder)}", b"")

    def let_go(self, sha256: str, holder: str) -> bool:
        """End one hold; False when there was none."""
        return self._records.destroy(f"{_place('hold', sha256)}/{_holder(holder)}")

    def holders(self, sha256: str) -> tuple[str, ...]:
        """Who holds the bytes, ascending."""
        return tuple(name.rpartition("/")[2] for name in self._records.names(f"{_place('hold', sha256)}/"))

    def erase(self, sha256: str, at: datetime, by: str, why: str) -> None:
        """Destroy the keys and the bytes; the hash and this note stay. Erasing twice changes nothing.

        Raises EvidenceFault `vault_held`, or `vault_missing` when there never were such bytes here.
        """
        if self.erasure(sha256) is not None:
            return self._destroy(sha256)
        holders = self.holders(sha256)
        if holders:
            raise EvidenceFault("vault_held", f"{sha256} is held by {', '.join(holders)}.")
        if self.state(sha256) == "missing":
            raise EvidenceFault("vault_missing", f"{sha256} is not here.")
        note = Erasure(at, by[:NOTE_CHARS_MAX], why[:NOTE_CHARS_MAX])
        self._write(_place("erased", sha256), msgspec.json.encode(note))
        return self._destroy(sha256)

    def erasure(self, sha256: str) -> Erasure | None:
        """Who erased the bytes, when and why, or None."""
        found = self._records.open(_place("erased", sha256))
        if found is None:
            return None
        with found:
            return msgspec.json.decode(found.read(), type=Erasure)

    def discard(self, sha256: str) -> None:
        """Take away bytes that were kept and never put on record anywhere, without a note. Those held stay."""
        if not self.holders(sha256):
            self._destroy(sha256)

    def sweep(self, before: datetime) -> int:
        """Take away what was begun before this moment and never became whole; says how many files."""
        old = [path for path in self._incoming.iterdir() if path.stat().st_mtime < before.timestamp()]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)

    def keep(self, sha256: str, sealed: Path, key: bytes, key_id: bytes) -> None:
        """Take over what an Upload sealed. The key is there before the bytes; bytes that come again end an erasure."""
        if self.has(sha256):
            sealed.unlink()
            return
        self._write(_key_place(sha256, key_id), key)
        self._bytes.take(_place("", sha256), sealed)
        self._records.destroy(_place("erased", sha256))

    def files(self) -> Iterator[str]:
        """Every hash of which sealed bytes lie here, ascending."""
        return (name.rpartition("/")[2] for name in self._bytes.names())

    def hand_over(self, sha256: str, other: "Vault") -> bool:
        """Give bytes, sealed as they are, to a vault with the same records. They are taken away here once every byte
        was read back there, or when they are erased; False, and they stay, when they are not whole.
        """
        if self.erasure(sha256) is None and other.state(sha256, every_byte=True) != "whole":
            if self.state(sha256, every_byte=True) != "whole":
                return False
            sealed = self._bytes.open(_place("", sha256))
            assert sealed is not None
            with sealed, tempfile.NamedTemporaryFile(dir=self._incoming, delete=False) as copy:
                shutil.copyfileobj(sealed, copy)
            other._bytes.take(_place("", sha256), Path(copy.name))
            if other.state(sha256, every_byte=True) != "whole":
                return False
        self._bytes.destroy(_place("", sha256))
        return True

    def _opened(self, sha256: str) -> Opened | None:
        sealed = self._bytes.open(_place("", sha256))
        if sealed is None:
            return None
        try:
            found = self._records.open(_key_place(sha256, key_id_of(sealed)))
            if found is None:
                raise Damaged("its key is not here")
            with found:
                return Opened(sealed, found.read(KEY_BYTES))
        except Damaged:
            sealed.close()
            raise

    def _destroy(self, sha256: str) -> None:
        """Keys first: from then on no copy of the bytes can be read."""
        for name in list(self._records.names(f"{_place('key', sha256)}.")):
            self._records.destroy(name)
        self._bytes.destroy(_place("", sha256))

    def _write(self, name: str, data: bytes) -> None:
        with tempfile.NamedTemporaryFile(dir=self._incoming, delete=False) as opened:
            opened.write(data)
        self._records.take(name, Path(opened.name))


class Upload:
    """Bytes coming in, in pieces of any size; sealed at once, so no readable copy is ever on disk. Use it in a `with`:
    what is not finished by its end is gone.
    """

    def __init__(
        self, vault: Vault, incoming: Path, bytes_max: int, announced: str | None, check: Check | None
    ) -> None:
        self._vault, self._bytes_max, self._announced, self._check = vault, bytes_max, announced, check
        self._key, self._key_id = secrets.token_bytes(KEY_BYTES), secrets.token_bytes(KEY_ID_BYTES)
        self._hash = hashlib.sha256()
        self.received = 0
        """Bytes taken so far."""
        handle, name = tempfile.mkstemp(dir=incoming)
        self._file, self._path = os.fdopen(handle, "wb"), Path(name)
        self._sealer = Sealer(self._file, self._key, self._key_id)

    @property
    def sha256(self) -> str:
        """The SHA-256 of the bytes taken so far, in hex."""
        return self._hash.hexdigest()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.abandon()

    def write(self, data: bytes, at: int | None = None) -> None:
        """Take the next bytes. `at` is where the sender thinks that it is.

        Raises EvidenceFault `vault_too_large` or `vault_offset`; nothing of these bytes is taken then.
        """
        if at is not None and at != self.received:
            raise EvidenceFault("vault_offset", f"The next byte is number {self.received}, not {at}.")
        if self.received + len(data) > self._bytes_max:
            raise EvidenceFault("vault_too_large", f"The file has more than {self._bytes_max} bytes.")
        self._hash.update(data)
        self._sealer.write(data)
        self.received += len(data)

    def finish(self) -> str:
        """All bytes are here: check and keep them. Returns their SHA-256 in hex.

        Raises EvidenceFault `vault_empty`, `vault_hash`, or what the check raises; nothing is kept then.
        """
        sha256 = self.sha256
        if not self.received:
            raise EvidenceFault("vault_empty", "The file has no bytes.")
        if self._announced not in (None, sha256):
            raise EvidenceFault("vault_hash", f"The bytes have the SHA-256 {sha256}, not {self._announced}.")
        self._sealer.close()
        self._file.close()
        if self._check is not None:
            with Opened(self._path.open("rb"), self._key) as opened:
                self._check(cast(BinaryIO, io.BufferedReader(opened)))
        self._vault.keep(sha256, self._path, self._key, self._key_id)
        return sha256

    def abandon(self) -> None:
        """Forget what came in and was not finished."""
        self._file.close()
        self._path.unlink(missing_ok=True)


def folder_vault(folder: Path, bytes_store: Store | None = None) -> Vault:
    """A vault in one folder: `bytes`, `records` (keys, holds, erasures) and `incoming` below it; or the bytes in a
    store elsewhere.

    Keep `records` out of copies that are never deleted: a copy of a key is a copy of what it opens.
    """
    sealed = FolderStore(folder / "bytes") if bytes_store is None else bytes_store
    return Vault(sealed, FolderStore(folder / "records"), folder / "incoming")


def _place(what: str, sha256: str) -> str:
    """The name for a hash in a store, spread over folders. Raises ValueError when it is no hash."""
    if not HASH.fullmatch(sha256):
        raise ValueError(f"{sha256!r} is no SHA-256 in hex")
    return f"{what}/{sha256[:2]}/{sha256}" if what else f"{sha256[:2]}/{sha256}"


def _key_place(sha256: str, key_id: bytes) -> str:
    return f"{_place('key', sha256)}.{key_id.hex()}"


def _holder(holder: str) -> str:
    if not HOLDER.fullmatch(holder):
        raise ValueError(f"{holder!r} is no id of who holds")
    return holder


def _hash_of(opened: Opened) -> str:
    running = hashlib.sha256()
    for piece in opened.pieces():
        running.update(piece)
    return running.hexdigest()
