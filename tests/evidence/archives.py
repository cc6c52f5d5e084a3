"""Zip archives made for tests, honest and hostile."""

import io
import zipfile
from collections.abc import Mapping


def zipped(files: Mapping[str, bytes | str], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive with these files in this order."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", compression) as archive:
        for name, data in files.items():
            member = zipfile.ZipInfo(name)
            member.compress_type = compression
            archive.writestr(member, data)
    return made.getvalue()


def patched(archive: bytes, sign: bytes, at: int, value: bytes) -> bytes:
    """The archive with bytes changed at a place in every record that begins with this sign."""
    data, start = bytearray(archive), 0
    while (start := data.find(sign, start)) >= 0:
        data[start + at : start + at + len(value)] = value
        start += 4
    return bytes(data)


def encrypted(archive: bytes) -> bytes:
    """The archive with every file marked as encrypted."""
    return patched(patched(archive, b"PK\x01\x02", 8, b"\x01\x00"), b"PK\x03\x04", 6, b"\x01\x00")
