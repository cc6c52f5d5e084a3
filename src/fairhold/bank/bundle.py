"""Bundles of statement files: gzip and zip, unpacked in memory up to a limit, so that no small file becomes a huge one.

A bundle is believed whole or not at all. A zip may hold gzip files; a zip inside of a zip is not read.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final, NamedTuple

from fairhold.bank.fault import StatementError
from fairhold.bank.tree import Limits

FILES_MAX: Final = 1_000
"""The most files in one zip."""
BUNDLE_BYTES_MAX: Final = 128 * 1024 * 1024
"""The most bytes that all files of a bundle may have once unpacked."""
NAME_CHARACTERS_MAX: Final = 200
STREAMS_MAX: Final = 1_000
"""The most streams that one gzip file may consist of."""

GZIP: Final = b"\x1f\x8b"
_ZIP: Final = b"PK\x03\x04"
_END: Final = b"PK\x05\x06"
_DIRECTORY_BYTES_MAX: Final = FILES_MAX * 512
_READ: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_PIECE: Final = 64 * 1024


class Member(NamedTuple):
    """One file of a bundle, unpacked; the name is empty for a file that was no bundle."""

    name: str
    content: bytes


def unpacked(content: bytes, limits: Limits) -> list[Member]:
    """The files in a bundle in its order, or the file itself when it is none. Raises StatementError."""
    if len(content) > limits.statement_bytes_max:
        said = f"{len(content)} bytes, at most {limits.statement_bytes_max} are read"
        raise StatementError("statement_too_large", 0, "/", said)
    if content.startswith((_ZIP, _END)):
        return _told_apart(list(_unzipped(content, limits)))
    return [Member("", _gunzipped(content, limits, "") if content.startswith(GZIP) else content)]


def _unzipped(content: bytes, limits: Limits) -> Iterator[Member]:
    """The files of a zip. How large its directory is, it says at its end: that is looked at before it is read."""
    _check_directory(content)
    left = BUNDLE_BYTES_MAX
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as bundle:
            files = [info for info in bundle.infolist() if not info.is_dir()]
            if len(files) > FILES_MAX:
                raise _fault("statement_bundle_too_large", "", f"{len(files)} files, at most {FILES_MAX} are read")
            for info in files:
                name = info.filename
                if len(name) > NAME_CHARACTERS_MAX or not name.isprintable():
                    raise _fault("statement_bundle_broken", "", f"{name[:40]!r} is no name of a file")
                if info.flag_bits & 0x1 or info.compress_type not in _READ:
                    raise _fault(
                        "statement_bundle_broken", name, "it is encrypted, or packed in a way that is not read"
                    )
                most = min(limits.statement_bytes_max, left)
                with bundle.open(info) as packed:
                    body = packed.read(most + 1)
                if len(body) > most:
                    raise _fault("statement_bundle_too_large", name, f"more than {most} bytes once unpacked")
                if body.startswith(GZIP):
                    body = _gunzipped(body, limits, name)
                if body.startswith(_ZIP):
                    raise _fault("statement_bundle_broken", name, "a zip inside of a zip is not read")
                left -= len(body)
                if left < 0:
                    raise _fault("statement_bundle_too_large", name, f"more than {BUNDLE_BYTES_MAX} bytes in all")
                yield Member(name, body)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeDecodeError, struct.error) as error:
        raise _fault("statement_bundle_broken", "", str(error) or "it ends early") from None
    except (RuntimeError, ValueError, OSError) as error:
        raise _fault("statement_bundle_broken", "", str(error)) from None


def _check_directory(content: bytes) -> None:
    """The size of the directory as its last record says; that of a zip64 does not stand there, so it is not read."""
    at = content.rfind(_END, max(0, len(content) - 65_557))
    if at < 0 or len(content) < at + 22:
        raise _fault("statement_bundle_broken", "", "its directory is missing")
    count, size = struct.unpack_from("<HI", content, at + 10)
    if count > FILES_MAX or size > _DIRECTORY_BYTES_MAX:
        raise _fault("statement_bundle_too_large", "", f"{count} files, at most {FILES_MAX} are read")


def _told_apart(members: list[Member]) -> list[Member]:
    if not members:
        raise _fault("statement_empty", "", "the bundle holds no file")
    names = [member.name for member in members]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise _fault("statement_bundle_broken", twice, "the name comes twice")
    return members


def _gunzipped(content: bytes, limits: Limits, name: str) -> bytes:
    """All streams of a gzip file, one behind the other; anything behind the last is refused."""
    most = limits.statement_bytes_max
    found = bytearray()
    packed = memoryview(content)
    streams = at = 0
    try:
        while at < len(packed):
            streams += 1
            if streams > STREAMS_MAX:
                raise _fault("statement_bundle_too_large", name, f"more than {STREAMS_MAX} gzip streams")
            stream = zlib.decompressobj(wbits=31)
            while not stream.eof:
                piece = packed[at : at + _PIECE]
                if not piece:
                    raise _fault("statement_bundle_broken", name, "it ends early")
                found += stream.decompress(piece, most + 1 - len(found))
                if len(found) > most:
                    raise _fault("statement_bundle_too_large", name, f"more than {most} bytes once unpacked")
                at += len(piece) - len(stream.unused_data)
    except zlib.error as error:
        raise _fault("statement_bundle_broken", name, str(error)) from None
    return bytes(found)


def _fault(code: str, name: str, detail: str) -> StatementError:
    return StatementError(code, 0, f"/{name}", detail)
