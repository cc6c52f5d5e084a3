"""Zip archives from outside, opened with care: what they hold is counted and weighed before anything is unpacked.

Nothing is ever written to a folder from here, so a name that leads elsewhere could do nothing; it is refused all the
same, because no honest program writes one.
"""

import stat
import struct
import zipfile
import zlib
from typing import BinaryIO, Final

from fairhold.evidence.fault import EvidenceFault

ARCHIVE_BYTES_MAX: Final = 4 * 2**30
FILES_MAX: Final = 20_000
DIRECTORY_BYTES_MAX: Final = 16 * 2**20
"""Bytes of the list of files, which is read whole."""
UNPACKED_TIMES_MAX: Final = 200
"""How many times its own size an archive may unpack to."""
UNPACKED_BYTES_FREE: Final = 2**20
"""What an archive may unpack to whatever its own size is."""

ZIP_BEGINNINGS: Final = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_END = struct.Struct("<4s4H2LH")
_END_SIGN = b"PK\x05\x06"
_END_TAIL_MAX = _END.size + 2**16
_LOCATOR_BYTES = 20
_LOCATOR_SIGN = b"PK\x06\x07"
_END_64 = struct.Struct("<4sQ2H2L4Q")
_END_64_SIGN = b"PK\x06\x06"
_ENCRYPTED = 0x1
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)


def open_archive(file: BinaryIO) -> zipfile.ZipFile:
    """The archive in a file that can seek, after every check that needs no unpacking.

    Raises EvidenceFault with `archive_too_large`, `archive_too_many_files`, `archive_broken`, `archive_encrypted`,
    `archive_bomb` or `archive_path`.
    """
    size = file.seek(0, 2)
    if size > ARCHIVE_BYTES_MAX:
        raise EvidenceFault("archive_too_large", f"The archive has {size} bytes; at most {ARCHIVE_BYTES_MAX} are read.")
    files, directory_bytes = _counts(file, size)
    if files > FILES_MAX or directory_bytes > DIRECTORY_BYTES_MAX:
        raise EvidenceFault("archive_too_many_files", f"The archive lists {files} files; at most {FILES_MAX} are read.")
    file.seek(0)
    try:
        archive = zipfile.ZipFile(file)
    except _UNREADABLE as problem:
        raise EvidenceFault("archive_broken", f"The archive cannot be read: {problem}.") from None
    _check(archive, size)
    return archive


def read_beginning(archive: zipfile.ZipFile, member: zipfile.ZipInfo, bytes_max: int) -> bytes:
    """At most so many bytes of the beginning of one file of the archive. Raises EvidenceFault `archive_broken`."""
    try:
        with archive.open(member) as opened:
            return opened.read(bytes_max)
    except _UNREADABLE as problem:
        raise EvidenceFault("archive_broken", f"A file of the archive cannot be unpacked: {problem}.") from None


def read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, bytes_max: int) -> bytes | None:
    """The bytes of one file of the archive, or None when there are more than `bytes_max`, whatever the list says.

    Raises EvidenceFault `archive_broken`.
    """
    data = read_beginning(archive, member, bytes_max + 1)
    return data if len(data) <= bytes_max else None


def _counts(file: BinaryIO, size: int) -> tuple[int, int]:
    """How many files the end of the archive claims, and how many bytes their list has."""
    tail_bytes = min(size, _END_TAIL_MAX)
    file.seek(size - tail_bytes)
    tail = file.read(tail_bytes)
    at = len(tail) - _END.size
    if not (tail[at:].startswith(_END_SIGN) and tail.endswith(b"\0\0")):
        at = tail.rfind(_END_SIGN)
    if at < 0 or len(tail) - at < _END.size:
        raise EvidenceFault("archive_broken", "The archive has no end: it is cut off, or no zip archive.")
    _, _, _, _, files, directory_bytes, _, _ = _END.unpack_from(tail, at)
    wide = size - tail_bytes + at - _LOCATOR_BYTES - _END_64.size
    if wide >= 0:
        file.seek(wide)
        record = file.read(_END_64.size + _LOCATOR_BYTES)
        if record.startswith(_END_64_SIGN) and record[_END_64.size :].startswith(_LOCATOR_SIGN):
            *_, files, directory_bytes, _ = _END_64.unpack_from(record)
    return files, directory_bytes


def _check(archive: zipfile.ZipFile, size: int) -> None:
    members = archive.infolist()
    if len(members) > FILES_MAX:
        raise EvidenceFault("archive_too_many_files", f"The archive holds {len(members)} files; at most {FILES_MAX}.")
    seen: set[str] = set()
    for member in members:
        if member.flag_bits & _ENCRYPTED:
            raise EvidenceFault("archive_encrypted", f"{member.filename!r} is encrypted; send the archive without.")
        if _leads_out(member) or member.filename in seen:
            raise EvidenceFault(
                "archive_path", f"{member.filename!r} leads out of the archive, is a link, or is twice."
            )
        seen.add(member.filename)
    packed = sum(member.compress_size for member in members)
    unpacked = sum(member.file_size for member in members)
    if packed > size or unpacked > max(size * UNPACKED_TIMES_MAX, UNPACKED_BYTES_FREE):
        raise EvidenceFault("archive_bomb", f"The archive of {size} bytes would unpack to {unpacked}.")


def _leads_out(member: zipfile.ZipInfo) -> bool:
    name = member.orig_filename
    parts = name.split("/")
    return (
        name.startswith("/")
        or ".." in parts
        or any(sign in name for sign in "\\\0")
        or parts[0].endswith(":")
        or stat.S_ISLNK(member.external_attr >> 16)
    )
