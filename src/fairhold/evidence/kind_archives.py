"""Zip archives as evidence: documents that are zip archives inside, and archives of files.

Every file in an archive is looked at as far as its first bytes: programs and archives too deep in each other are
refused. The checks of `archive` come first, so nothing here unpacks more than a bounded beginning.
"""

import io
import zipfile
from types import MappingProxyType
from typing import BinaryIO, Final

from fairhold.evidence.archive import ZIP_BEGINNINGS, open_archive, read_beginning, read_member
from fairhold.evidence.fault import EvidenceFault

ARCHIVES_DEEP_MAX: Final = 2
"""An archive in an archive is looked into, a third one is refused."""
INNER_BYTES_MAX: Final = 64 * 2**20
"""Bytes of an archive in an archive."""
INNER_ARCHIVES_MAX: Final = 100
MEMBER_HEAD_BYTES: Final = 8

PROGRAMS: Final = MappingProxyType(
    {
        b"MZ": "a program for Windows, or an archive that unpacks itself",
        b"\x7fELF": "a program for Linux",
        b"\xfe\xed\xfa": "a program for macOS",
        b"\xcf\xfa\xed\xfe": "a program for macOS",
        b"\xca\xfe\xba\xbe": "a program for macOS or Java",
        b"#!": "a script",
    }
)
"""How programs begin."""

END_SEARCHED: Final = 2**16 + 22
_END_SIGN, _END_BYTES = b"PK\x05\x06", 22

_OFFICE_PARTS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
_OFFICE_LIST = "[Content_Types].xml"
_MACROS = "vbaproject.bin"
_ODT = b"application/vnd.oasis.opendocument.text"


def kind_of_zip(file: BinaryIO) -> str:
    """`docx`, `xlsx`, `odt` or `zip`. Raises EvidenceFault with a `kind_` or an `archive_` code."""
    return _look_into(file, 1)


def ends_as_an_archive(file: BinaryIO) -> bool:
    """Whether the end of the file is the end of a zip archive, down to the length of its comment."""
    size = file.seek(0, 2)
    file.seek(max(size - END_SEARCHED, 0))
    tail = file.read()
    at = tail.rfind(_END_SIGN)
    comment = int.from_bytes(tail[at + _END_BYTES - 2 : at + _END_BYTES], "little")
    return at >= 0 and len(tail) - at == _END_BYTES + comment


def _look_into(file: BinaryIO, depth: int) -> str:
    if depth > ARCHIVES_DEEP_MAX:
        raise EvidenceFault("kind_nested", f"Archives lie deeper in each other than {ARCHIVES_DEEP_MAX}.")
    with open_archive(file) as archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
        if members and min(member.header_offset for member in members) != 0:
            raise EvidenceFault("kind_two_in_one", "Something else stands before the beginning of the archive.")
        if any(member.filename.casefold().endswith(_MACROS) for member in members):
            raise EvidenceFault("kind_macros", "The document holds macros; send it without, or as a PDF.")
        kind = _document(archive, members)
        if kind is not None:
            return kind
        inner = 0
        for member in members:
            head = read_beginning(archive, member, MEMBER_HEAD_BYTES)
            if head.startswith(tuple(PROGRAMS)):
                raise EvidenceFault("kind_program", f"{member.filename!r} in the archive is a program.")
            if head.startswith(ZIP_BEGINNINGS):
                inner += 1
                _inner(archive, member, inner, depth)
    return "zip"


def _inner(archive: zipfile.ZipFile, member: zipfile.ZipInfo, count: int, depth: int) -> None:
    data = read_member(archive, member, INNER_BYTES_MAX) if count <= INNER_ARCHIVES_MAX else None
    if data is None:
        raise EvidenceFault("kind_nested", f"{member.filename!r}: too many archives in the archive, or one too large.")
    _look_into(io.BytesIO(data), depth + 1)


def _document(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> str | None:
    names = {member.filename for member in members}
    if _OFFICE_LIST in names:
        for part, kind in _OFFICE_PARTS.items():
            if part in names:
                return kind
    if members and members[0].filename == "mimetype":
        told = read_member(archive, members[0], len(_ODT))
        if told == _ODT:
            return "odt"
    return None
