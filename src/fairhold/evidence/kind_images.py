"""How many pixels a picture says it has, read from its headers with a bound on every step. Nothing is decoded."""

import struct
from typing import BinaryIO, Final

from fairhold.evidence.fault import EvidenceFault

SEGMENTS_MAX: Final = 2_000
"""Segments, chunks or boxes that are walked through before a size must have been told."""
PROPERTIES_BYTES_MAX: Final = 2**20
"""Bytes of the box in which a HEIC picture tells its properties."""

_JPEG_ALONE = frozenset({0x01, *range(0xD0, 0xD9)})
_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_JPEG_DATA, _JPEG_END = 0xDA, 0xD9


def jpeg_size(file: BinaryIO) -> tuple[int, int]:
    """Width and height of a JPEG. Raises EvidenceFault `kind_broken`."""
    file.seek(2)
    for _ in range(SEGMENTS_MAX):
        mark = _read(file, 2, "JPEG")
        if mark[0] != 0xFF:
            break
        kind = mark[1]
        if kind == 0xFF:
            file.seek(-1, 1)
            continue
        if kind in _JPEG_ALONE:
            continue
        if kind in (_JPEG_DATA, _JPEG_END):
            break
        length = int.from_bytes(_read(file, 2, "JPEG"), "big")
        if kind in _JPEG_FRAMES:
            _, height, width = struct.unpack(">BHH", _read(file, 5, "JPEG"))
            return _size(width, height, "JPEG")
        file.seek(max(length - 2, 0), 1)
    raise _broken("JPEG")


def png_size(file: BinaryIO) -> tuple[int, int]:
    """Width and height of a PNG. Raises EvidenceFault `kind_broken`."""
    file.seek(8)
    length, kind, width, height = struct.unpack(">I4sII", _read(file, 16, "PNG"))
    if length != 13 or kind != b"IHDR":
        raise _broken("PNG")
    return _size(width, height, "PNG")


def gif_size(file: BinaryIO) -> tuple[int, int]:
    """Width and height of a GIF. Raises EvidenceFault `kind_broken`."""
    file.seek(6)
    width, height = struct.unpack("<HH", _read(file, 4, "GIF"))
    return _size(width, height, "GIF")


def webp_size(file: BinaryIO) -> tuple[int, int]:
    """Width and height of a WebP. Raises EvidenceFault `kind_broken`, or `kind_unknown` for others of its family."""
    file.seek(8)
    form, kind, _, data = struct.unpack("<4s4sI10s", _read(file, 22, "WebP"))
    if form != b"WEBP":
        raise EvidenceFault("kind_unknown", "The file is a sound or film of a kind that is not taken.")
    if kind == b"VP8X":
        return _size(1 + int.from_bytes(data[4:7], "little"), 1 + int.from_bytes(data[7:10], "little"), "WebP")
    if kind == b"VP8L" and data[0] == 0x2F:
        packed = int.from_bytes(data[1:5], "little")
        return _size(1 + (packed & 0x3FFF), 1 + (packed >> 14 & 0x3FFF), "WebP")
    if kind == b"VP8 " and data[3:6] == b"\x9d\x01\x2a":
        width, height = struct.unpack("<HH", data[6:10])
        return _size(width & 0x3FFF, height & 0x3FFF, "WebP")
    raise _broken("WebP")


def heic_sizes(file: BinaryIO) -> list[tuple[int, int]]:
    """Width and height of all parts of a HEIC; the largest is the whole. Raises EvidenceFault `kind_broken`."""
    end = file.seek(0, 2)
    meta = _find(file, 0, end, b"meta")
    inner = _find(file, meta[0] + 4, meta[1], b"iprp")
    start, stop = _find(file, inner[0], inner[1], b"ipco")
    file.seek(start)
    properties = _read(file, min(stop - start, PROPERTIES_BYTES_MAX), "HEIC")
    sizes, at = [], 0
    for _ in range(SEGMENTS_MAX):
        if at + 8 > len(properties):
            break
        length, kind = struct.unpack_from(">I4s", properties, at)
        if kind == b"ispe" and at + 20 <= len(properties):
            sizes.append(struct.unpack_from(">II", properties, at + 12))
        if length < 8:
            break
        at += length
    if not sizes:
        raise _broken("HEIC")
    return [_size(width, height, "HEIC") for width, height in sizes]


def _find(file: BinaryIO, at: int, end: int, wanted: bytes) -> tuple[int, int]:
    """Where the content of a box begins and ends, among the boxes from `at` to `end`."""
    for _ in range(SEGMENTS_MAX):
        if at + 8 > end:
            break
        file.seek(at)
        length, kind = struct.unpack(">I4s", _read(file, 8, "HEIC"))
        head = 8
        if length == 1:
            length, head = int.from_bytes(_read(file, 8, "HEIC"), "big"), 16
        elif length == 0:
            length = end - at
        if length < head or at + length > end:
            break
        if kind == wanted:
            return at + head, at + length
        at += length
    raise _broken("HEIC")


def _read(file: BinaryIO, count: int, what: str) -> bytes:
    data = file.read(count)
    if len(data) != count:
        raise _broken(what)
    return data


def _size(width: int, height: int, what: str) -> tuple[int, int]:
    if width == 0 or height == 0:
        raise _broken(what)
    return width, height


def _broken(what: str) -> EvidenceFault:
    return EvidenceFault("kind_broken", f"The file begins as a {what} picture and does not go on as one.")
