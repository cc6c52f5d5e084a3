"""Small files of every kind that is taken, made by hand: no more of each than its readers need."""

import struct
import zlib

from evidence.archives import zipped


def jpeg(width: int = 640, height: int = 480, before: bytes = b"", after: bytes = b"") -> bytes:
    """`before` stands as segments ahead of the frame, `after` behind the end."""
    frame = struct.pack(">BBHBHHB", 0xFF, 0xC0, 11, 8, height, width, 1) + b"\x01\x11\x00"
    scan = b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" + b"\x12\x34"
    return b"\xff\xd8" + before + frame + scan + b"\xff\xd9" + after


def jpeg_segment(kind: int, data: bytes) -> bytes:
    return bytes([0xFF, kind]) + struct.pack(">H", len(data) + 2) + data


def png(width: int = 640, height: int = 480) -> bytes:
    return (
        b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", width, height) + b"\x08\x02\x00\x00\x00" + bytes(40)
    )


def gif(width: int = 640, height: int = 480) -> bytes:
    return b"GIF89a" + struct.pack("<HH", width, height) + b"\x00\x00\x00\x3b"


def webp(kind: str = "VP8X", width: int = 640, height: int = 480) -> bytes:
    data = {
        "VP8X": bytes(4) + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little"),
        "VP8L": b"\x2f" + ((width - 1) | (height - 1) << 14).to_bytes(4, "little") + bytes(5),
        "VP8 ": b"\x30\x01\x00\x9d\x01\x2a" + struct.pack("<HH", width, height),
    }[kind]
    body = b"WEBP" + kind.encode() + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", len(body)) + body


def box(kind: bytes, *content: bytes) -> bytes:
    data = b"".join(content)
    return struct.pack(">I", len(data) + 8) + kind + data


def ftyp(brand: bytes, *others: bytes) -> bytes:
    return box(b"ftyp", brand, bytes(4), *others)


def heic(width: int = 640, height: int = 480) -> bytes:
    tile = box(b"ispe", bytes(4), struct.pack(">II", 512, 512))
    whole = box(b"ispe", bytes(4), struct.pack(">II", width, height))
    properties = box(b"ipco", tile, box(b"hvcC", bytes(10)), whole)
    meta = box(b"meta", bytes(4), box(b"hdlr", bytes(24)), box(b"iprp", properties))
    return ftyp(b"heic", b"mif1", b"heic") + meta + box(b"mdat", bytes(16))


def mp4(brand: bytes = b"isom") -> bytes:
    return ftyp(brand, b"isom", b"mp41") + box(b"mdat", bytes(64))


def mov() -> bytes:
    return ftyp(b"qt  ") + box(b"mdat", bytes(64))


def pdf(before: bytes = b"", after: bytes = b"\n") -> bytes:
    return before + b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\nstartxref\n9\n%%EOF" + after


def docx(**more: bytes) -> bytes:
    return zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>", **more})


def xlsx() -> bytes:
    return zipped({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<w/>"})


def odt() -> bytes:
    return zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<o/>"})


def ole(*names: str, far: bool = False) -> bytes:
    """An OLE file with streams of these names; with `far` its list of them lies where only the long table leads."""
    sector = 512
    entries = b"".join(
        (name.encode("utf-16-le") + b"\0\0").ljust(64, b"\0") + struct.pack("<H", len(name) * 2 + 2) + bytes(62)
        for name in ("Root Entry", *names)
    )
    listing = [entries[at : at + sector].ljust(sector, b"\0") for at in range(0, len(entries), sector)]
    free, end = 0xFFFFFFFF, 0xFFFFFFFE
    first = 109 * 128 if far else 1
    links = {first + at: first + at + 1 for at in range(len(listing))} | {first + len(listing) - 1: end}
    table = first // 128
    allocation = b"".join(struct.pack("<I", links.get(table * 128 + at, free)) for at in range(128))
    tables = [0] + [free] * 108 if not far else [0] * 109
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(14)
    head += struct.pack("<I", first) + bytes(4) + struct.pack("<IIIII", 4096, end, 0, 1 if far else end, int(far))
    head += struct.pack("<109I", *tables)
    sectors = {0: allocation, **{first + at: data for at, data in enumerate(listing)}}
    if far:
        sectors[1] = struct.pack("<128I", 0, *([free] * 126), end)
    last = max(sectors)
    return head + b"".join(sectors.get(at, bytes(sector)) for at in range(last + 1))


def eml(body: bytes = b"gold 750\r\n", fields: bytes = b"") -> bytes:
    return (
        b"Received: from mail.example.com\r\n\tby mx.example.org\r\nFrom: Ann <ann@example.com>\r\n"
        b"To: li@example.org\r\nSubject: rings\r\nDate: Thu, 25 Jan 2024 10:00:00 +0100\r\n"
        b"Message-ID: <1@example.com>\r\n" + fields + b"\r\n" + body
    )


def drawn_png(width: int = 64, height: int = 48) -> bytes:
    """A PNG that holds what its header says: one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + b"\x20\x80\x40" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts
