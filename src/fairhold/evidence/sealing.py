"""Bytes encrypted under a key of their own, so that destroying the key is erasing them wherever copies of them lie.

AES-256-GCM in pieces of `PIECE_BYTES`. The nonce of a piece is its number and whether it is the last, so no piece can
be taken out, moved or cut off unseen; the key is never used for other bytes. A sealed file begins with MAGIC and the
id of its key. This keeps bytes erasable; whoever holds the keys' folder can read them.
"""

import io
from collections.abc import Iterator
from typing import Any, BinaryIO, Final, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MAGIC: Final = b"FHSEAL1\n"
KEY_ID_BYTES: Final = 16
HEAD_BYTES: Final = len(MAGIC) + KEY_ID_BYTES
KEY_BYTES: Final = 32
PIECE_BYTES: Final = 2**16
TAG_BYTES: Final = 16
PIECES_AT_ONCE: Final = 16
"""Pieces that are sealed side by side in one buffer and written in one go: 1 MiB."""


class Damaged(Exception):
    """A sealed file that is not what was sealed: changed, cut off, or sealed with another key."""


class Writer(Protocol):
    """What sealed bytes are written to."""

    def write(self, data: bytes | memoryview, /) -> object:
        """Take all of the bytes before it returns: the same memory is written to again."""
        ...


class Sealer:
    """Seals bytes as they come. `close` writes the last piece; without it the file is never taken for whole."""

    def __init__(self, out: Writer, key: bytes, key_id: bytes) -> None:
        assert len(key_id) == KEY_ID_BYTES
        self._out, self._cipher, self._head = out, AESGCM(key), MAGIC + key_id
        self._waiting: bytes | bytearray | memoryview = b""
        self._pieces = 0
        self._sealed = memoryview(bytearray(PIECES_AT_ONCE * (PIECE_BYTES + TAG_BYTES)))
        self._filled = 0
        out.write(self._head)

    def write(self, data: bytes) -> None:
        """Take bytes; they are written as soon as PIECES_AT_ONCE pieces are whole, but for what may be the last."""
        left = memoryview(data)
        while left:
            if len(self._waiting) == PIECE_BYTES:
                self._seal(self._waiting, last=False)
                self._waiting = b""
            room = PIECE_BYTES - len(self._waiting)
            if not self._waiting:
                self._waiting = left[:room]
            elif isinstance(self._waiting, bytearray):
                self._waiting += left[:room]
            else:
                self._waiting = bytearray(self._waiting) + left[:room]
            left = left[room:]

    def close(self) -> None:
        """Write the last piece, which may be empty."""
        self._seal(self._waiting, last=True)
        self._flush()

    def _seal(self, piece: bytes | bytearray | memoryview, last: bool) -> None:
        if self._filled == len(self._sealed):
            self._flush()
        room = self._sealed[self._filled : self._filled + len(piece) + TAG_BYTES]
        self._filled += self._cipher.encrypt_into(_nonce(self._pieces, last), piece, self._head, room)
        self._pieces += 1

    def _flush(self) -> None:
        self._out.write(self._sealed[: self._filled])
        self._filled = 0


def key_id_of(sealed: BinaryIO) -> bytes:
    """The id of the key that a file is sealed with. Raises Damaged."""
    sealed.seek(0)
    head = sealed.read(HEAD_BYTES)
    if len(head) != HEAD_BYTES or not head.startswith(MAGIC):
        raise Damaged("no sealed file")
    return head[len(MAGIC) :]


def opened_bytes(sealed_bytes: int) -> int:
    """How many bytes lie in a sealed file of so many."""
    body = sealed_bytes - HEAD_BYTES
    return body - -(-body // (PIECE_BYTES + TAG_BYTES)) * TAG_BYTES


class Opened(io.RawIOBase):
    """What was sealed, as a file that can be read and sought in. Opening raises Damaged when its end is not the end
    that was sealed, reading where a piece is not whole.
    """

    def __init__(self, sealed: BinaryIO, key: bytes) -> None:
        self._sealed, self._cipher = sealed, AESGCM(key)
        self._head = MAGIC + key_id_of(sealed)
        body = sealed.seek(0, io.SEEK_END) - HEAD_BYTES
        full, rest = divmod(body, PIECE_BYTES + TAG_BYTES)
        self._pieces = full + bool(rest)
        if self._pieces == 0 or 0 < rest < TAG_BYTES:
            sealed.close()
            raise Damaged("cut off")
        self.size = opened_bytes(HEAD_BYTES + body)
        self._at = 0
        self._held: tuple[int, bytes] = (-1, b"")
        try:
            self._piece(self._pieces - 1)
        except Damaged:
            sealed.close()
            raise

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Yes."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Go to a place, as every file does."""
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self.size}[whence]
        if start + offset < 0:
            raise ValueError("before the beginning")
        self._at = start + offset
        return self._at

    def readall(self) -> bytes:
        """All bytes from here on."""
        return b"".join(self.pieces())

    def readinto(self, target: Any, /) -> int:
        """Bytes of one piece from here on, at most as many as there is room for."""
        if self._at >= self.size:
            return 0
        room = memoryview(target)
        number, within = divmod(self._at, PIECE_BYTES)
        found = self._piece(number)[within : within + len(room)]
        room[: len(found)] = found
        self._at += len(found)
        return len(found)

    def pieces(self) -> Iterator[bytes]:
        """All bytes from here on, piece by piece."""
        while self._at < self.size:
            number, within = divmod(self._at, PIECE_BYTES)
            found = self._piece(number)[within:]
            self._at += len(found)
            yield found

    def close(self) -> None:
        """Close the sealed file as well."""
        self._sealed.close()
        super().close()

    def _piece(self, number: int) -> bytes:
        if self._held[0] != number:
            self._sealed.seek(HEAD_BYTES + number * (PIECE_BYTES + TAG_BYTES))
            sealed = self._sealed.read(PIECE_BYTES + TAG_BYTES)
            try:
                piece = self._cipher.decrypt(_nonce(number, number == self._pieces - 1), sealed, self._head)
            except InvalidTag:
                raise Damaged(f"piece {number + 1} of {self._pieces} is not what was sealed") from None
            self._held = (number, piece)
        return self._held[1]


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])
