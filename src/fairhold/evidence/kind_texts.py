"""Texts: plain ones and tables, e-mail messages; and PDF, which may begin with a few blanks.

A text that a browser would take for a page, a picture or a script is refused: what a file is must not depend on who
opens it.
"""

import codecs
import re
from typing import BinaryIO, Final

from fairhold.evidence.fault import EvidenceFault

PDF_BLANKS_MAX: Final = 64
"""Blanks before a PDF; anything else before it makes it another file for another program."""
PDF_SEARCHED: Final = 1024
"""Bytes in which readers of PDF look for its beginning."""
PDF_END_SEARCHED: Final = 2048
FRONT_CHARS: Final = 4096
"""Characters at the front of a text that are looked at for what it is."""
PIECE_BYTES: Final = 2**16
MAIL_HEAD_BYTES_MAX: Final = 2**16

PDF_SIGN: Final = b"%PDF-"

_BOM = codecs.BOM_UTF8
_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
_NOT_YET = re.compile(
    r"\s+|<!--.*?(?:-->|\Z)|<\?xml[^>]*(?:>|\Z)|<!doctype(?!\s+html)[^>]*(?:>|\Z)", re.IGNORECASE | re.DOTALL
)
_MARKUP = re.compile(
    r"<(?:!doctype\s+html|html|head|body|title|meta|link|base|script|style|svg|iframe|object|embed|img|video|audio|"
    r"form|table|div|span|br|p|a|b|h[1-6]|font|xml|xsl:|math|\?php|%)(?![a-z0-9])|\{\\rtf|%!PS|@echo\b|javascript:",
    re.IGNORECASE,
)
_FIELD = re.compile(rb"([A-Za-z][A-Za-z0-9\-]{0,76}):[ \t]?")
_MAIL_FROM = frozenset({b"from", b"sender", b"return-path"})
_MAIL_OTHER = frozenset({b"date", b"subject", b"message-id", b"received", b"to", b"mime-version"})


def kind_of(file: BinaryIO) -> str:
    """`pdf`, `eml` or `txt`. Raises EvidenceFault `kind_markup`, `kind_two_in_one`, `kind_broken` or
    `kind_unknown`.
    """
    file.seek(0)
    head = file.read(PDF_SEARCHED)
    if PDF_SIGN in head:
        return _pdf(file, head)
    _refuse_markup(head.removeprefix(_BOM).decode("utf-8", "replace"))
    if _is_mail(file):
        return "eml"
    front = _front_of_text(file)
    _refuse_markup(front)
    return "txt"


def _pdf(file: BinaryIO, head: bytes) -> str:
    before = head[: head.index(PDF_SIGN)]
    if len(before) > PDF_BLANKS_MAX or before.removeprefix(_BOM).strip():
        raise EvidenceFault("kind_two_in_one", f"{len(before)} other bytes stand before the beginning of the PDF.")
    end = file.seek(0, 2)
    file.seek(max(end - PDF_END_SEARCHED, 0))
    if b"%%EOF" not in file.read():
        raise EvidenceFault("kind_broken", "The PDF has no end: it is cut off.")
    return "pdf"


def _refuse_markup(front: str) -> None:
    """A page, a picture or a script at the front, behind blanks, comments and declarations."""
    at = 0
    while (found := _NOT_YET.match(front, at)) is not None and found.end() > at:
        at = found.end()
    if _MARKUP.match(front, at) is not None or front[:at].lstrip().lower().startswith("<?xml"):
        raise EvidenceFault(
            "kind_markup", "The file begins as a page, a drawing or a script; send it as a PDF or picture."
        )


def _is_mail(file: BinaryIO) -> bool:
    """Whether the file begins with the fields of a message, as RFC 5322 has them, up to an empty line."""
    file.seek(0)
    head = file.read(MAIL_HEAD_BYTES_MAX)
    if b"\0" in head:
        return False
    names: set[bytes] = set()
    for line in head.split(b"\n"):
        bare = line.rstrip(b"\r")
        if not bare:
            break
        if names and bare[:1] in b" \t":
            continue
        field = _FIELD.match(bare)
        if field is None:
            return False
        names.add(field[1].lower())
    return bool(names & _MAIL_FROM) and bool(names & _MAIL_OTHER)


def _front_of_text(file: BinaryIO) -> str:
    """The first characters of a text, all of which was looked at. Raises EvidenceFault `kind_unknown`."""
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    front, read = "", 0
    while True:
        piece = file.read(PIECE_BYTES)
        try:
            text = decoder.decode(piece, final=not piece)
        except UnicodeDecodeError as problem:
            raise _unknown(f"byte {max(read + problem.start, 0)} is not UTF-8") from None
        if _CONTROLS.search(text):
            raise _unknown("it has control characters that no text has")
        front += text[: FRONT_CHARS - len(front)]
        read += len(piece)
        if not piece:
            return front


def _unknown(why: str) -> EvidenceFault:
    return EvidenceFault("kind_unknown", f"The file is of none of the kinds that are taken, and no text: {why}.")
