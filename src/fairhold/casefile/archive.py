"""A zip written as it is read: files as they are, without compression, the same bytes for the same files.

Every file is known by name, size and CRC-32 before the first byte goes out, so the length of the whole is known, each
header is whole, and memory holds one piece of one file. Written after the format's description (APPNOTE.TXT 6.3.10):
no time, no owner, places beyond 4 GiB in the zip64 way.
"""

import io
import struct
from collections.abc import Callable, Generator, Sequence
from typing import Any, BinaryIO, Final, cast

import msgspec

PIECE_BYTES: Final = 2**18
"""How much of a file is read at once."""
FILE_BYTES_MAX: Final = 2**32 - 2
"""The largest file; evidence may have no more than 1 GiB."""
_SMALL: Final = 2**32 - 1
"""From here on a place is told in the zip64 way."""
_COUNT_SMALL: Final = 2**16 - 1
_DAY: Final = (1 << 5) | 1
"""1 January 1980, as a zip counts: nothing in it tells when it was made."""
_PLAIN: Final = 20
_LARGE: Final = 45
"""The version of the format that a reader has to know, without and with zip64."""
_UNIX: Final = 3 << 8
_READABLE: Final = 0o100644 << 16

_LOCAL: Final = struct.Struct("<IHHHHHIIIHH")
_CENTRAL: Final = struct.Struct("<IHHHHHHIIIHHHHHII")
_FAR: Final = struct.Struct("<HHQ")
_END64: Final = struct.Struct("<IQHHIIQQQQ")
_LOCATOR: Final = struct.Struct("<IIQI")
_END: Final = struct.Struct("<IHHHHIIH")


class Member(msgspec.Struct, frozen=True):
    """One file: its name (ASCII, `/` between folders), size, CRC-32, and how it is opened."""

    name: str
    size: int
    crc32: int
    open: Callable[[], BinaryIO]


def size_of(members: Sequence[Member]) -> int:
    """How many bytes the zip has. Raises ValueError for a file that is too large."""
    return sum(map(len, _frames(members))) + sum(member.size for member in members)


def pieces(members: Sequence[Member]) -> Generator[bytes, None, None]:
    """The zip, piece by piece. Raises ValueError if a file has not the size that was told, or is too large."""
    frames = _frames(members)
    for member, header in zip(members, frames, strict=False):
        yield header
        left = member.size
        with member.open() as opened:
            while part := opened.read(PIECE_BYTES):
                left -= len(part)
                if left < 0:
                    break
                yield part
        if left:
            raise ValueError(f"{member.name} has not {member.size:,} bytes any more")
    yield frames[-1]


class Archive(io.RawIOBase):
    """The zip as a file that is read once from its beginning."""

    def __init__(self, members: Sequence[Member]) -> None:
        self._pieces = pieces(members)
        self._held = memoryview(b"")

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, into: Any) -> int:
        """Fill as much as one piece has; 0 at the end."""
        if not self._held:
            self._held = memoryview(next(self._pieces, b""))
        count = min(len(into), len(self._held))
        into[:count] = self._held[:count]
        self._held = self._held[count:]
        return count

    def close(self) -> None:
        """Let go of the file that is open."""
        self._pieces.close()
        super().close()


def opened(members: Sequence[Member]) -> BinaryIO:
    """The zip as a file. Reading raises what `pieces` raises."""
    return cast(BinaryIO, io.BufferedReader(Archive(members), PIECE_BYTES))


def _frames(members: Sequence[Member]) -> list[bytes]:
    """What stands before each file, and at the end of all."""
    frames, central, at = [], [], 0
    for member in members:
        if member.size > FILE_BYTES_MAX:
            raise ValueError(f"{member.name} has {member.size:,} bytes; a file may have {FILE_BYTES_MAX:,}")
        name = member.name.encode("ascii")
        facts = (member.crc32, member.size, member.size, len(name))
        frames.append(_LOCAL.pack(0x04034B50, _PLAIN, 0, 0, 0, _DAY, *facts, 0) + name)
        far = _FAR.pack(1, 8, at) if at >= _SMALL else b""
        version = _LARGE if far else _PLAIN
        place = (len(far), 0, 0, 0, _READABLE, _SMALL if far else at)
        head = _CENTRAL.pack(0x02014B50, _UNIX | version, version, 0, 0, 0, _DAY, *facts, *place)
        central.append(head + name + far)
        at += len(frames[-1]) + member.size
    frames.append(b"".join(central) + _end(len(members), sum(map(len, central)), at))
    return frames


def _end(count: int, size: int, at: int) -> bytes:
    """The end of the zip: how many files, and where their list of so many bytes stands."""
    far = b""
    if at + size >= _SMALL or count >= _COUNT_SMALL:
        far = _END64.pack(0x06064B50, 44, _UNIX | _LARGE, _LARGE, 0, 0, count, count, size, at)
        far += _LOCATOR.pack(0x07064B50, 0, at + size, 1)
    shown, small = min(count, _COUNT_SMALL), min(at, _SMALL) if far else at
    return far + _END.pack(0x06054B50, 0, 0, shown, shown, size, small, 0)
