"""What kind of file some bytes are, by what they hold and never by their name; and what is not taken at all.

An allow-list: what is not clearly one of KINDS is refused, and so is what is two things at once for different programs
(a page that is also a picture, a program that is also an archive). Nothing is decoded or run; pictures tell their size
in their headers. Whether something harmful is inside a file of an allowed kind is a question to a `scanner`.
"""

from collections.abc import Callable, Sequence
from types import MappingProxyType
from typing import BinaryIO, Final

import msgspec

from fairhold.evidence import kind_archives, kind_containers, kind_images, kind_texts
from fairhold.evidence.fault import EvidenceFault

HEAD_BYTES: Final = 64
"""Bytes at the beginning of a file that tell which reader to ask."""
SIDE_PIXELS_MAX: Final = 30_000
AREA_PIXELS_MAX: Final = 250_000_000
"""More than any camera in a phone makes."""

KINDS: Final = MappingProxyType(
    {
        "pdf": ("application/pdf", "PDF document"),
        "jpeg": ("image/jpeg", "JPEG picture"),
        "png": ("image/png", "PNG picture"),
        "gif": ("image/gif", "GIF picture"),
        "webp": ("image/webp", "WebP picture"),
        "heic": ("image/heic", "HEIC picture"),
        "mp4": ("video/mp4", "MP4 video or sound"),
        "mov": ("video/quicktime", "QuickTime video"),
        "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Word document"),
        "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel table"),
        "odt": ("application/vnd.oasis.opendocument.text", "OpenDocument text"),
        "doc": ("application/msword", "Word document (97-2003)"),
        "xls": ("application/vnd.ms-excel", "Excel table (97-2003)"),
        "msg": ("application/vnd.ms-outlook", "Outlook message"),
        "eml": ("message/rfc822", "e-mail message"),
        "txt": ("text/plain", "text or table as text (CSV), UTF-8"),
        "zip": ("application/zip", "zip archive"),
    }
)
"""Every kind that is taken: its media type, and what people call it."""


class Judged(msgspec.Struct, frozen=True):
    """The kind of a file; of a picture also its width and height in pixels, else 0."""

    kind: str
    width: int = 0
    height: int = 0

    @property
    def media_type(self) -> str:
        """Under which type it may be handed out, always as an attachment."""
        return KINDS[self.kind][0]


def judge(file: BinaryIO) -> Judged:
    """The kind of a file that can seek.

    Raises EvidenceFault with a `kind_` code, or an `archive_` code when it is an archive that is not taken.
    """
    file.seek(0)
    head = file.read(HEAD_BYTES)
    for sign, what in kind_archives.PROGRAMS.items():
        if head.startswith(sign):
            raise EvidenceFault("kind_program", f"The file is {what}; programs are not taken.")
    for signs, read in _READERS:
        if any(head[at:].startswith(sign) for at, sign in signs):
            judged = read(file)
            break
    else:
        judged = Judged(kind_texts.kind_of(file))
    _refuse_two_in_one(file, judged.kind)
    return judged


def _picture(kind: str, size_of: Callable[[BinaryIO], tuple[int, int]]) -> Callable[[BinaryIO], Judged]:
    return lambda file: _of_sizes(kind, [size_of(file)])


def _boxes(file: BinaryIO) -> Judged:
    kind = kind_containers.kind_of_boxes(file)
    return _of_sizes(kind, kind_images.heic_sizes(file)) if kind == "heic" else Judged(kind)


def _of_sizes(kind: str, sizes: Sequence[tuple[int, int]]) -> Judged:
    """A picture of these parts. Raises EvidenceFault `kind_pixels` when one of them is too large."""
    for width, height in sizes:
        if max(width, height) > SIDE_PIXELS_MAX or width * height > AREA_PIXELS_MAX:
            raise EvidenceFault(
                "kind_pixels",
                f"The picture has {width} x {height} pixels; at most {SIDE_PIXELS_MAX} a side and "
                f"{AREA_PIXELS_MAX // 1_000_000} million in all are taken.",
            )
    return Judged(kind, *max(sizes, key=lambda size: size[0] * size[1]))


def _refuse_two_in_one(file: BinaryIO, kind: str) -> None:
    """What begins as one kind and is another for programs that look elsewhere: at the end, or a little further on."""
    if kind in _ARCHIVES:
        return
    what = KINDS[kind][1]
    if kind_archives.ends_as_an_archive(file):
        raise EvidenceFault("kind_two_in_one", f"The file begins as a {what} and ends as a zip archive.")
    file.seek(0)
    if kind != "pdf" and kind_texts.PDF_SIGN in file.read(kind_texts.PDF_SEARCHED):
        raise EvidenceFault("kind_two_in_one", f"The file is a {what} and a PDF at once.")


_READERS: Final[tuple[tuple[tuple[tuple[int, bytes], ...], Callable[[BinaryIO], Judged]], ...]] = (
    (((0, b"\xff\xd8\xff"),), _picture("jpeg", kind_images.jpeg_size)),
    (((0, b"\x89PNG\r\n\x1a\n"),), _picture("png", kind_images.png_size)),
    (((0, b"GIF87a"), (0, b"GIF89a")), _picture("gif", kind_images.gif_size)),
    (((0, b"RIFF"),), _picture("webp", kind_images.webp_size)),
    (((4, b"ftyp"),), _boxes),
    (((0, b"PK"),), lambda file: Judged(kind_archives.kind_of_zip(file))),
    (((0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),), lambda file: Judged(kind_containers.kind_of_ole(file))),
)
"""How files begin, at which byte, and who reads on. PDF and texts have no fixed beginning: `kind_texts` reads those."""

_ARCHIVES: Final = frozenset({"zip", "docx", "xlsx", "odt"})
