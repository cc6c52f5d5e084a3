"""A form with a file in it (multipart/form-data, RFC 7578), read in memory: a file never lies readable on disk.

For browsers without scripts; a script sends files piece by piece instead.
"""

from typing import Final

import msgspec
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

PARTS_MAX: Final = 20
HEADER_BYTES_MAX: Final = 4096
FIELD_BYTES_MAX: Final = 10_000
"""Bytes of a field that is no file."""
MEDIA: Final = "multipart/form-data"


class Posted(msgspec.Struct, frozen=True):
    """The fields of a form, and its file if it has a place for one; a browser sends one also when none is chosen."""

    fields: dict[str, list[str]]
    file_name: str = ""
    content: bytes = b""
    has_file: bool = False


def read(content_type: str, body: bytes) -> Posted | None:
    """What was posted; None if it cannot be read."""
    media, options = parse_options_header(content_type)
    boundary = options.get(b"boundary", b"")
    if media != MEDIA.encode() or not boundary:
        return None
    reader = _Reader()
    try:
        parser = MultipartParser(
            boundary,
            {
                "on_part_begin": reader.begin,
                "on_header_field": reader.name,
                "on_header_value": reader.value,
                "on_header_end": reader.header,
                "on_part_data": reader.data,
                "on_part_end": reader.end,
            },
        )
        parser.write(body)
        parser.finalize()
    except (FormParserError, _TooMuch, UnicodeDecodeError):
        return None
    return Posted(reader.fields, reader.file_name, bytes(reader.file), has_file=True)


class _TooMuch(Exception):
    """More parts, longer headers or fields than a form of ours has."""


class _Reader:
    """Takes the parts as the parser finds them."""

    def __init__(self) -> None:
        self.fields: dict[str, list[str]] = {}
        self.file_name = ""
        self.file = bytearray()
        self._parts = 0
        self._name, self._value = bytearray(), bytearray()
        self._options: dict[bytes, bytes] = {}
        self._data = bytearray()

    def begin(self) -> None:
        self._parts += 1
        self._options, self._data = {}, bytearray()
        if self._parts > PARTS_MAX:
            raise _TooMuch

    def name(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]
        if len(self._name) + len(self._value) > HEADER_BYTES_MAX:
            raise _TooMuch

    def header(self) -> None:
        if bytes(self._name).lower() == b"content-disposition":
            _, self._options = parse_options_header(bytes(self._value))
        self._name, self._value = bytearray(), bytearray()

    def data(self, data: bytes, start: int, end: int) -> None:
        self._data += data[start:end]
        if b"filename" not in self._options and len(self._data) > FIELD_BYTES_MAX:
            raise _TooMuch

    def end(self) -> None:
        name = self._options.get(b"name", b"").decode()
        if b"filename" in self._options:
            self.file_name, self.file = self._options[b"filename"].decode(), self._data
        else:
            self.fields.setdefault(name, []).append(self._data.decode())
