"""Files that are boxes in boxes: films and HEIC pictures (ISO 14496-12), and the old Office and Outlook files (OLE).

Only names of boxes and streams are read, with a bound on every walk; nothing in them is.
"""

import struct
from typing import BinaryIO, Final

from fairhold.evidence.fault import EvidenceFault

FTYP_BYTES_MAX: Final = 4096
OLE_SECTORS_MAX: Final = 4096
"""Sectors of the list of streams that are read; at 512 bytes each, 16,384 streams."""

_HEIC = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
_MOV = frozenset({b"qt  "})
_MP4 = frozenset({b"isom", b"mp41", b"mp42", b"avc1", b"M4V ", b"M4A ", b"MSNV", b"dash", b"mmp4"})
_MP4_FAMILIES = (b"iso", b"3gp", b"3g2", b"mp4")

_OLE_HEAD = 512
_OLE_LAST = 0xFFFFFFFA
"""Sector numbers from here on mean that there is no further sector."""
_OLE_ENTRY = 128
_OLE_KINDS = {"WordDocument": "doc", "Workbook": "xls", "Book": "xls", "__properties_version1.0": "msg"}
_OLE_MACROS = frozenset({"Macros", "_VBA_PROJECT_CUR", "_VBA_PROJECT", "VBA"})


def kind_of_boxes(file: BinaryIO) -> str:
    """`heic`, `mp4` or `mov`, by the brands that the first box names. Raises EvidenceFault `kind_unknown`."""
    file.seek(0)
    length, _, brand = struct.unpack(">I4s4s", file.read(12).ljust(12, b"\0"))
    if 16 <= length <= FTYP_BYTES_MAX:
        others = file.read(length - 12)[4:]
        for name in (brand, *(others[at : at + 4] for at in range(0, len(others), 4))):
            if name in _HEIC:
                return "heic"
            if name in _MOV:
                return "mov"
            if name in _MP4 or name[:3] in _MP4_FAMILIES:
                return "mp4"
    raise EvidenceFault("kind_unknown", "The file is a film or picture of a kind that is not taken.")


def kind_of_ole(file: BinaryIO) -> str:
    """`doc`, `xls` or `msg`, by the names of its streams. Raises EvidenceFault `kind_macros`, `kind_broken` or
    `kind_unknown`.
    """
    names = set(_stream_names(file))
    if names & _OLE_MACROS:
        raise EvidenceFault("kind_macros", "The document holds macros; send it without, or as a PDF.")
    for name, kind in _OLE_KINDS.items():
        if name in names:
            return kind
    raise EvidenceFault("kind_unknown", "The file is an old Office file of a kind that is not taken.")


def _stream_names(file: BinaryIO) -> list[str]:
    file.seek(0)
    head = file.read(_OLE_HEAD)
    if len(head) != _OLE_HEAD:
        raise _broken()
    shift, directory = int.from_bytes(head[30:32], "little"), int.from_bytes(head[48:52], "little")
    if shift not in (9, 12):
        raise _broken()
    table = _Sectors(file, shift, list(struct.unpack("<109I", head[76:512])), int.from_bytes(head[68:72], "little"))
    names = []
    for sector in table.chain(directory):
        for at in range(0, len(sector) - _OLE_ENTRY + 1, _OLE_ENTRY):
            length = int.from_bytes(sector[at + 64 : at + 66], "little")
            if 2 <= length <= 64:
                names.append(sector[at : at + length - 2].decode("utf-16-le", "replace"))
    return names


class _Sectors:
    """The sectors of an OLE file, found through its allocation table; `more` is where the list of tables goes on."""

    def __init__(self, file: BinaryIO, shift: int, tables: list[int], more: int) -> None:
        self._file, self._bytes, self._tables = file, 1 << shift, tables
        for _ in range(OLE_SECTORS_MAX):
            if more >= _OLE_LAST:
                return
            *others, more = struct.unpack(f"<{self._bytes // 4}I", self._sector(more))
            self._tables += others
        raise _broken()

    def chain(self, first: int) -> list[bytes]:
        """The sectors that follow each other from this one. Raises EvidenceFault `kind_broken`."""
        found: list[bytes] = []
        seen: set[int] = set()
        sector = first
        while sector < _OLE_LAST:
            if sector in seen or len(found) >= OLE_SECTORS_MAX:
                raise _broken()
            seen.add(sector)
            found.append(self._sector(sector))
            sector = self._after(sector)
        return found

    def _after(self, sector: int) -> int:
        each = self._bytes // 4
        table, place = divmod(sector, each)
        if table >= len(self._tables) or self._tables[table] >= _OLE_LAST:
            raise _broken()
        return int.from_bytes(self._sector(self._tables[table])[place * 4 : place * 4 + 4], "little")

    def _sector(self, number: int) -> bytes:
        self._file.seek((number + 1) * self._bytes)
        data = self._file.read(self._bytes)
        if len(data) != self._bytes:
            raise _broken()
        return data


def _broken() -> EvidenceFault:
    return EvidenceFault("kind_broken", "The file begins as an old Office file and does not go on as one.")
