"""Photos: records made byte by byte, read back as facts; and records that lead nowhere, or everywhere."""

import io
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.files import jpeg, jpeg_segment, png
from fairhold.evidence.fault import EvidenceFault
from fairhold.evidence.photos import Photo, read_photo

Entry = tuple[int, int, int, bytes]
"""Tag, type, count, bytes."""


def text(tag: int, value: str) -> Entry:
    data = value.encode() + b"\0"
    return tag, 2, len(data), data


def rational(tag: int, order: str, *parts: tuple[int, int]) -> Entry:
    return tag, 5, len(parts), b"".join(struct.pack(order + "II", *part) for part in parts)


def directory(order: str, entries: list[Entry], at: int) -> bytes:
    """A directory that begins at `at`, with its longer values behind it."""
    body, values = struct.pack(order + "H", len(entries)), b""
    after = at + 2 + 12 * len(entries) + 4
    for tag, kind, count, data in entries:
        if len(data) <= 4:
            where = data.ljust(4, b"\0")
        else:
            where = struct.pack(order + "I", after + len(values))
            values += data
        body += struct.pack(order + "HHI", tag, kind, count) + where
    return body + bytes(4) + values


def exif(order: str, main: list[Entry], more: list[Entry], gps: list[Entry]) -> bytes:
    pointers = [(0x8769, 4, 1, bytes(4)), (0x8825, 4, 1, bytes(4))]
    size = len(directory(order, main + pointers, 8))
    more_at = 8 + size
    gps_at = more_at + len(directory(order, more, more_at))
    pointers = [
        (0x8769, 4, 1, struct.pack(order + "I", more_at)),
        (0x8825, 4, 1, struct.pack(order + "I", gps_at)),
    ]
    head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "I", 8)
    whole = (
        head + directory(order, main + pointers, 8) + directory(order, more, more_at) + directory(order, gps, gps_at)
    )
    return b"Exif\0\0" + whole


def photo(*segments: tuple[int, bytes]) -> Photo:
    return read_photo(io.BytesIO(jpeg(before=b"".join(jpeg_segment(kind, data) for kind, data in segments))))


def full(order: str, software: str = "17.2", changed: str = "2024:01:25 10:00:00") -> bytes:
    return exif(
        order,
        [text(0x10F, "Maker"), text(0x110, "Phone 5"), text(0x131, software), text(0x132, changed)],
        [text(0x9003, "2024:01:25 10:00:00"), text(0x9011, "+08:00")],
        [
            text(1, "N"),
            rational(2, order, (22, 1), (32, 1), (3600, 100)),
            text(3, "E"),
            rational(4, order, (114, 1), (3, 1), (0, 1)),
            rational(7, order, (2, 1), (0, 1), (5, 1)),
            text(29, "2024:01:25"),
        ],
    )


NOTHING = Photo(None, None, None, None, None, "", "", (), False)


@pytest.mark.parametrize("order", ["<", ">"])
def test_time_place_and_camera_are_read_in_both_byte_orders(order: str) -> None:
    found = photo((0xE1, full(order)))
    assert (found.taken_at, found.gps_at) == ("2024-01-25T10:00:00+08:00", "2024-01-25T02:00:05+00:00")
    assert (found.latitude, found.longitude) == ("22.543333", "114.050000")
    assert (found.camera, found.software, found.traces) == ("Maker Phone 5", "17.2", ())


def test_places_south_and_west_are_below_zero() -> None:
    gps = [
        text(1, "S"),
        rational(2, "<", (33, 1), (27, 1), (0, 1)),
        text(3, "W"),
        rational(4, "<", (70, 1), (40, 1), (0, 1)),
    ]
    found = photo((0xE1, exif("<", [], [], gps)))
    assert (found.latitude, found.longitude) == ("-33.450000", "-70.666667")


def test_a_photo_without_records_says_nothing() -> None:
    assert photo() == NOTHING
    assert photo((0xE0, b"JFIF\0" + bytes(9))) == NOTHING


def test_what_has_worked_on_the_photo_is_told() -> None:
    xmp = b'http://ns.adobe.com/xap/1.0/\0<x xmp:CreatorTool="Adobe Photoshop 25.0" xmpMM:History=""/>'
    found = photo(
        (0xE1, full("<", "Adobe Photoshop 25.0", "2024:02:01 12:00:00")),
        (0xE1, xmp),
        (0xED, b"Photoshop 3.0\0" + bytes(8)),
        (0xEB, b"JP\0\1" + bytes(8) + b"jumb" + bytes(8)),
    )
    assert found.traces == (
        "the software that wrote the file is Adobe Photoshop 25.0",
        "XMP names the tool Adobe Photoshop 25.0",
        "XMP has a history of changes",
        "the file has records that Photoshop and its like write",
        "it says that it was changed at 2024-02-01T12:00:00, after it was taken",
    )
    assert found.credentials


def test_a_change_before_the_photo_was_taken_is_told() -> None:
    found = photo((0xE1, full("<", changed="2023:01:01 00:00:00")))
    assert found.traces == ("it says that it was changed at 2023-01-01T00:00:00, before it was taken",)


@pytest.mark.parametrize(
    "entries",
    [
        [text(0x9003, "2024:13:45 10:00:00")],
        [text(0x9003, "0000:00:00 00:00:00")],
        [text(0x9003, "yesterday")],
        [(0x9003, 4, 1, bytes(4))],
    ],
)
def test_a_time_that_is_none_is_not_told(entries: list[Entry]) -> None:
    assert photo((0xE1, exif("<", [], entries, []))).taken_at is None


@pytest.mark.parametrize(
    "gps",
    [
        [rational(2, "<", (22, 0), (0, 1), (0, 1))],
        [rational(2, "<", (22, 1))],
        [rational(2, "<", (91, 1), (0, 1), (0, 1))],
        [(2, 5, 2**31, bytes(24))],
        [text(2, "22")],
    ],
)
def test_a_place_that_is_none_is_not_told(gps: list[Entry]) -> None:
    assert photo((0xE1, exif("<", [], [], gps))).latitude is None


@pytest.mark.parametrize(
    "data",
    [
        b"Exif\0\0",
        b"Exif\0\0II*\0\x08\0\0\0\xff\xff",
        b"Exif\0\0II*\0\xff\xff\xff\xff",
        b"Exif\0\0II*\0\x08\0\0\0" + b"\x01\0" + struct.pack("<HHII", 0x8769, 4, 1, 8) + bytes(4),
    ],
)
def test_records_that_lead_nowhere_or_in_a_circle_say_nothing(data: bytes) -> None:
    assert photo((0xE1, data)) == NOTHING


def test_what_is_no_jpeg_is_refused() -> None:
    for data in (b"", b"\xff\xd8", png()):
        with pytest.raises(EvidenceFault) as caught:
            read_photo(io.BytesIO(data))
        assert caught.value.code == "photo_form"


def test_control_characters_do_not_come_through() -> None:
    assert photo((0xE1, exif("<", [text(0x131, "a\x1b[2Jb")], [], []))).software == "a\ufffd[2Jb"


@settings(deadline=None, max_examples=300)
@given(st.data())
def test_any_record_that_was_bent_is_read_to_something(data: st.DataObject) -> None:
    whole = bytearray(full(data.draw(st.sampled_from(["<", ">"]))))
    for _ in range(data.draw(st.integers(1, 8))):
        whole[data.draw(st.integers(6, len(whole) - 1))] = data.draw(st.integers(0, 255))
    assert isinstance(photo((0xE1, bytes(whole))), Photo)
