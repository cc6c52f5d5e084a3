"""What kind a file is by its content, and everything hostile that is refused, each by its own code."""

import io
import struct
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.archives import zipped
from evidence.files import (
    box,
    docx,
    eml,
    ftyp,
    gif,
    heic,
    jpeg,
    jpeg_segment,
    mov,
    mp4,
    odt,
    ole,
    pdf,
    png,
    webp,
    xlsx,
)
from fairhold.evidence.fault import FAULTS, EvidenceFault
from fairhold.evidence.kinds import AREA_PIXELS_MAX, KINDS, SIDE_PIXELS_MAX, Judged, judge

EXE = b"MZ\x90\x00" + bytes(60)
CHAT = "25/01/2024, 10:00 - Ann: gold 750\n25/01/2024, 10:01 - 李: 好的\n".encode()


def kind(data: bytes) -> str:
    return judge(io.BytesIO(data)).kind


def fault(data: bytes) -> str:
    with pytest.raises(EvidenceFault) as caught:
        judge(io.BytesIO(data))
    return caught.value.code


SAMPLES = {
    "pdf": [pdf(), pdf(before=b"\xef\xbb\xbf"), pdf(before=b"\r\n \n"), pdf(after=b"\n" * 1000)],
    "jpeg": [jpeg(), jpeg(before=jpeg_segment(0xE1, b"Exif\0\0" + bytes(30)) + b"\xff\xff\xff\x01")],
    "png": [png()],
    "gif": [gif(), gif().replace(b"89a", b"87a")],
    "webp": [webp("VP8X"), webp("VP8L"), webp("VP8 ")],
    "heic": [heic()],
    "mp4": [mp4(), mp4(b"mp42"), mp4(b"3gp4"), mp4(b"iso6"), mp4(b"M4A "), mp4(b"XAVC")],
    "mov": [mov()],
    "docx": [docx()],
    "xlsx": [xlsx()],
    "odt": [odt()],
    "doc": [ole("WordDocument", "1Table"), ole("WordDocument", far=True)],
    "xls": [ole("Workbook"), ole("Book")],
    "msg": [ole("__nameid_version1.0", "__properties_version1.0")],
    "eml": [eml(), eml().replace(b"\r\n", b"\n"), eml(b"\xff\xfe latin")],
    "txt": [
        "名称,数量\n戒指,600\n".encode(),
        CHAT,
        b"hello",
        b"\xef\xbb\xbfhello, world",
        b"a,b\nc\n",
        b"1 < 2 and <b: x>\n",
        b"{}",
    ],
    "zip": [zipped({"a.txt": "hello"}), zipped({}), zipped({"a.zip": zipped({"b.txt": "x"})})],
}


@pytest.mark.parametrize(("wanted", "data"), [(name, data) for name, samples in SAMPLES.items() for data in samples])
def test_a_file_is_what_it_holds(wanted: str, data: bytes) -> None:
    assert kind(data) == wanted


def test_every_kind_that_is_taken_has_a_sample() -> None:
    assert list(SAMPLES) == list(KINDS)


@pytest.mark.parametrize("data", [jpeg(), png(), gif(), webp("VP8X"), webp("VP8L"), webp("VP8 "), heic()])
def test_a_picture_tells_its_size(data: bytes) -> None:
    judged = judge(io.BytesIO(data))
    assert (judged.width, judged.height) == (640, 480)


def test_the_media_type_follows_from_the_kind() -> None:
    assert Judged("pdf").media_type == "application/pdf"
    assert all("/" in media and media.isascii() for media, _ in KINDS.values())


@pytest.mark.parametrize("make", [jpeg, png, gif, heic])
def test_a_picture_of_50_000_pixels_is_refused_by_its_header(make: object) -> None:
    assert callable(make)
    assert fault(make(50_000, 50_000)) == "kind_pixels"
    assert fault(make(SIDE_PIXELS_MAX + 1, 1)) == "kind_pixels"
    assert fault(make(20_000, AREA_PIXELS_MAX // 20_000 + 1)) == "kind_pixels"
    assert judge(io.BytesIO(make(SIDE_PIXELS_MAX, 8_000))).width == SIDE_PIXELS_MAX


@pytest.mark.parametrize(
    "data",
    [
        b"<html><script>alert(1)</script>",
        b"  \n<!DOCTYPE html>\n<html>",
        b"\xef\xbb\xbf<HTML>",
        b"<!-- a comment --><body onload=x>",
        b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script/></svg>',
        b"<svg onload=alert(1)>",
        b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x"><svg/>',
        b'<?xml version="1.0"?><Document/>',
        b"<script>alert(1)</script>",
        b"<?php system('id');",
        b"<iframe src=x>",
        b"{\\rtf1 hello}",
        b"%!PS-Adobe-3.0",
        b"@echo off\r\n",
        b"<img src=x onerror=alert(1)>",
    ],
)
def test_pages_drawings_and_scripts_are_refused(data: bytes) -> None:
    assert fault(data) == "kind_markup"


@pytest.mark.parametrize(
    "data",
    [
        EXE,
        EXE + zipped({"a.txt": "x"}),
        b"\x7fELF\x02\x01",
        b"\xcf\xfa\xed\xfe\x07",
        b"\xca\xfe\xba\xbe\x00",
        b"#!/bin/sh\nrm -rf /\n",
        zipped({"invoice.pdf": EXE}),
        zipped({"inner.zip": zipped({"a/b.txt": b"#!/bin/sh\n"})}),
    ],
)
def test_programs_are_refused_also_in_archives(data: bytes) -> None:
    assert fault(data) == "kind_program"


@pytest.mark.parametrize(
    "data",
    [
        pdf(before=b"<script>alert(1)</script>"),
        pdf(before=b"GIF89a"[:4]),
        pdf(before=b" " * 65),
        pdf(before=b"x" * 1000),
        pdf(after=zipped({"a.txt": "x"})),
        jpeg(after=zipped({"a.txt": "x"})),
        png() + zipped({"a.txt": "x"}),
        mp4() + zipped({"a.txt": "x"}),
        jpeg(before=jpeg_segment(0xFE, pdf())),
        gif() + pdf(),
        b"PK" + b"x" * 20 + zipped({"a.txt": "x"}),
    ],
)
def test_two_things_at_once_are_refused(data: bytes) -> None:
    assert fault(data) == "kind_two_in_one"


def test_a_picture_with_a_film_behind_it_is_what_phones_make() -> None:
    assert kind(jpeg(after=mp4())) == "jpeg"


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xd8\xff",
        b"\xff\xd8\xff\xd9",
        jpeg()[:10],
        jpeg(0, 5),
        b"\xff\xd8\xff\xe0\x00\x01" * 3000,
        png()[:20],
        png().replace(b"IHDR", b"IEND"),
        gif(0, 0),
        gif()[:7],
        webp().replace(b"VP8X", b"VP9 "),
        heic().replace(b"ispe", b"nope"),
        heic()[:60],
        ftyp(b"heic") + box(b"meta", bytes(4)),
        pdf()[:-10],
        ole("WordDocument")[:300],
        ole("WordDocument")[:600],
        ole("WordDocument").replace(struct.pack("<H", 9) + struct.pack("<H", 6), struct.pack("<H", 31) + b"\6\0", 1),
    ],
)
def test_what_does_not_go_on_as_it_began_is_refused(data: bytes) -> None:
    assert fault(data) == "kind_broken"


@pytest.mark.parametrize(
    "data",
    [
        b"\x00\x01\x02",
        b"text with \x00 in it",
        b"text with \x1b[2J in it",
        "utf-16".encode("utf-16"),
        b"caf\xe9",
        b"Rar!\x1a\x07\x00",
        b"7z\xbc\xaf\x27\x1c",
        b"\x1f\x8b\x08\x00",
        b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(20),
        ftyp(b"avif"),
        ftyp(b"jpx "),
        b"<svgftypheic" + bytes(40),
        ole("PowerPoint Document"),
        ole(),
        b"BM" + bytes(100),
        b"II*\x00" + bytes(100),
        b"OggS\x00\x02",
    ],
)
def test_what_is_on_no_list_is_refused(data: bytes) -> None:
    assert fault(data) in {"kind_unknown", "kind_markup"}


@pytest.mark.parametrize(
    "data", [docx(**{"word/vbaProject.bin": b"x"}), ole("Workbook", "_VBA_PROJECT_CUR"), ole("WordDocument", "Macros")]
)
def test_macros_are_refused(data: bytes) -> None:
    assert fault(data) == "kind_macros"


def test_archives_in_archives_end_somewhere() -> None:
    deep = zipped({"a.txt": "x"})
    assert kind(zipped({"a.zip": deep})) == "zip"
    assert fault(zipped({"a.zip": zipped({"b.zip": deep})})) == "kind_nested"
    assert fault(zipped({f"{number}.zip": deep for number in range(101)})) == "kind_nested"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (zipped({"a.bin": bytes(30 * 2**20)}), "archive_bomb"),
        (zipped({"inner.zip": zipped({"a.bin": bytes(30 * 2**20)})}), "archive_bomb"),
        (zipped({"../../a.txt": "x"}), "archive_path"),
        (b"PK\x03\x04 and no archive", "archive_broken"),
    ],
)
def test_archives_that_are_not_taken_are_refused_by_their_own_codes(data: bytes, code: str) -> None:
    assert fault(data) == code


def test_the_name_of_a_file_in_an_archive_decides_nothing() -> None:
    assert kind(zipped({"virus.exe": "hello"})) == "zip"


def test_a_large_text_is_judged_in_pieces() -> None:
    data = CHAT * 200_000
    tracemalloc.start()
    assert kind(data) == "txt"
    assert tracemalloc.get_traced_memory()[1] < 2_000_000
    tracemalloc.stop()
    assert fault(data + b"\xff") == "kind_unknown"
    assert fault(data + b"\x00") == "kind_unknown"


@settings(deadline=None, max_examples=300)
@given(st.sampled_from([data for samples in SAMPLES.values() for data in samples]), st.data())
def test_whatever_is_bent_or_cut_off_gets_a_kind_or_a_code(whole: bytes, draw: st.DataObject) -> None:
    cut = whole[: draw.draw(st.integers(0, len(whole)))]
    at = draw.draw(st.integers(0, max(len(cut) - 1, 0)))
    bent = cut[:at] + bytes([draw.draw(st.integers(0, 255))]) + cut[at + 1 :]
    try:
        kind = judge(io.BytesIO(bent)).kind
    except EvidenceFault as fault:
        kind = fault.code
    assert kind in {*KINDS, *FAULTS}
