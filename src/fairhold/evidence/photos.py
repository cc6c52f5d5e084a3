"""What a JPEG photo says about itself: when and where it was taken, by what, and what has worked on it since.

Read from Exif, XMP and Photoshop records with a bound on every step; the picture is not decoded. All of it can be
written by anybody, and messengers take it out: what is here is a claim, and what is missing proves nothing.
"""

import re
import struct
from collections.abc import Iterator
from datetime import datetime
from fractions import Fraction
from typing import BinaryIO, Final

import msgspec

from fairhold.evidence.display import shown
from fairhold.evidence.fault import EvidenceFault

SEGMENTS_MAX: Final = 1_000
ENTRIES_MAX: Final = 500
"""Entries of one directory of Exif that are read."""
TEXT_CHARS_MAX: Final = 200
XMP_BYTES_MAX: Final = 2**16

_EXIF = b"Exif\0\0"
_XMP = b"http://ns.adobe.com/xap/1.0/\0"
_PHOTOSHOP = b"Photoshop 3.0\0"
_CREDENTIALS = b"jumb"
_WIDTHS = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 9: 4, 10: 8}
_MAKE, _MODEL, _SOFTWARE, _CHANGED, _EXIF_AT, _GPS_AT = 0x10F, 0x110, 0x131, 0x132, 0x8769, 0x8825
_TAKEN, _OFFSET = 0x9003, 0x9011
_EDITORS = re.compile(
    r"photoshop|lightroom|gimp|snapseed|picsart|pixelmator|affinity|canva|facetune|photoscape|paint\.net|acdsee|"
    r"capture one|darktable|polarr|vsco|meitu|inpaint|remini|firefly|dall|midjourney|stable diffusion",
    re.IGNORECASE,
)
_TOOL = re.compile(rb"CreatorTool(?:=[\"']|>)([^\"'<]{1,200})")
_TIME = re.compile(r"(\d{4}):(\d\d):(\d\d) (\d\d):(\d\d):(\d\d)")
_ZONE = re.compile(r"[+\-]\d\d:\d\d")

Values = dict[int, tuple[int, bytes]]
"""Tag: type and bytes of its values."""


class Photo(msgspec.Struct, frozen=True):
    """What the records of a photo say; empty or None where they say nothing."""

    taken_at: str | None
    """ISO 8601; with an offset only if the camera wrote one, else the camera's own clock."""
    changed_at: str | None
    """When the file was last changed by a program that writes it down."""
    gps_at: str | None
    """ISO 8601 in UTC, as the satellites told."""
    latitude: str | None
    """Decimal degrees with six places, north and east above zero."""
    longitude: str | None
    camera: str
    software: str
    traces: tuple[str, ...]
    """What shows that a program has worked on the photo since it was taken."""
    credentials: bool
    """Whether it carries signed content credentials (C2PA). They are not checked here."""


def read_photo(file: BinaryIO) -> Photo:
    """Read a photo from a file that can seek. Raises EvidenceFault `photo_form` when it is no JPEG."""
    file.seek(0)
    if file.read(3) != b"\xff\xd8\xff":
        raise EvidenceFault("photo_form", "The bytes do not begin as a JPEG picture.")
    main: Values = {}
    more: Values = {}
    gps: Values = {}
    order, xmp, photoshop, credentials = "<", b"", False, False
    for kind, data in _segments(file):
        if kind == 0xE1 and data.startswith(_EXIF) and not main:
            tiff = data[len(_EXIF) :]
            order = ">" if tiff.startswith(b"MM") else "<"
            main = _directory(tiff, order, _number(tiff[4:8], order))
            more = _directory(tiff, order, _pointer(main, _EXIF_AT, order))
            gps = _directory(tiff, order, _pointer(main, _GPS_AT, order))
        elif kind == 0xE1 and data.startswith(_XMP):
            xmp += data[len(_XMP) : len(_XMP) + XMP_BYTES_MAX]
        elif kind == 0xED and data.startswith(_PHOTOSHOP):
            photoshop = True
        elif kind == 0xEB and _CREDENTIALS in data[:64]:
            credentials = True
    taken, changed = _time(_text(more, _TAKEN), _text(more, _OFFSET)), _time(_text(main, _CHANGED))
    software = _text(main, _SOFTWARE)
    return Photo(
        taken_at=taken,
        changed_at=changed,
        gps_at=_gps_time(gps, order),
        latitude=_degrees(gps, 2, 1, "S", order, 90),
        longitude=_degrees(gps, 4, 3, "W", order, 180),
        camera=" ".join(filter(None, (_text(main, _MAKE), _text(main, _MODEL)))),
        software=software,
        traces=tuple(_traces(software, xmp, photoshop, taken, changed)),
        credentials=credentials,
    )


def _segments(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """The segments before the picture itself."""
    file.seek(2)
    for _ in range(SEGMENTS_MAX):
        head = file.read(4)
        if len(head) < 4 or head[0] != 0xFF or head[1] in (0xD9, 0xDA):
            return
        length = int.from_bytes(head[2:], "big")
        if length < 2:
            return
        yield head[1], file.read(length - 2)


def _directory(tiff: bytes, order: str, at: int) -> Values:
    """The entries of one directory, those whose values lie inside of the record."""
    found: Values = {}
    if not 8 <= at <= len(tiff) - 2:
        return found
    count = min(_number(tiff[at : at + 2], order), ENTRIES_MAX)
    for number in range(count):
        entry = tiff[at + 2 + number * 12 : at + 14 + number * 12]
        if len(entry) < 12:
            break
        tag, kind, values = struct.unpack(order + "HHI", entry[:8])
        size = _WIDTHS.get(kind, 0) * values
        where = _number(entry[8:12], order)
        data = entry[8 : 8 + size] if size <= 4 else tiff[where : where + size]
        if size and len(data) == size:
            found.setdefault(tag, (kind, data))
    return found


def _number(data: bytes, order: str) -> int:
    return int.from_bytes(data, "big" if order == ">" else "little")


def _pointer(values: Values, tag: int, order: str) -> int:
    kind, data = values.get(tag, (0, b""))
    return _number(data[:4], order) if kind == 4 else 0


def _text(values: Values, tag: int) -> str:
    kind, data = values.get(tag, (0, b""))
    if kind not in (2, 7):
        return ""
    return shown(data.split(b"\0")[0].decode("utf-8", "replace")[:TEXT_CHARS_MAX]).strip()


def _time(text: str, zone: str = "") -> str | None:
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    written = "{}-{}-{}T{}:{}:{}".format(*found.groups())
    try:
        datetime.fromisoformat(written)
    except ValueError:
        return None
    return written + (zone if _ZONE.fullmatch(zone) else "")


def _fractions(values: Values, tag: int, order: str) -> list[Fraction]:
    kind, data = values.get(tag, (0, b""))
    if kind != 5 or len(data) % 8:
        return []
    numbers = struct.unpack(f"{order}{len(data) // 4}I", data)
    pairs = list(zip(numbers[::2], numbers[1::2], strict=True))
    return [Fraction(above, below) for above, below in pairs] if all(below for _, below in pairs) else []


def _degrees(gps: Values, tag: int, side: int, below_zero: str, order: str, most: int) -> str | None:
    parts = _fractions(gps, tag, order)
    if len(parts) != 3:
        return None
    degrees = parts[0] + parts[1] / 60 + parts[2] / 3600
    if degrees > most:
        return None
    millionths = round(degrees * 1_000_000)
    sign = "-" if _text(gps, side).upper() == below_zero and millionths else ""
    return f"{sign}{millionths // 1_000_000}.{millionths % 1_000_000:06}"


def _gps_time(gps: Values, order: str) -> str | None:
    day, parts = _text(gps, 29), _fractions(gps, 7, order)
    if len(parts) != 3:
        return None
    hour, minute, second = (int(part) for part in parts)
    written = _time(f"{day} {hour:02}:{minute:02}:{second:02}")
    return None if written is None else f"{written}+00:00"


def _traces(software: str, xmp: bytes, photoshop: bool, taken: str | None, changed: str | None) -> Iterator[str]:
    if _EDITORS.search(software):
        yield f"the software that wrote the file is {software}"
    tool = _TOOL.search(xmp)
    if tool is not None:
        yield f"XMP names the tool {shown(tool[1].decode('utf-8', 'replace')).strip()}"
    if b"xmpMM:History" in xmp or b"stEvt:action" in xmp:
        yield "XMP has a history of changes"
    if photoshop:
        yield "the file has records that Photoshop and its like write"
    if taken and changed and taken[:19] != changed[:19]:
        when = "after" if changed[:19] > taken[:19] else "before"
        yield f"it says that it was changed at {changed}, {when} it was taken"
