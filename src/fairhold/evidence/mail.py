"""An e-mail message as it was stored (.eml): who, to whom, when, what, and the files it carries, by their hashes.

Every header is what the sender wrote and may be invented; `dkim` says what of it a domain has signed. Nothing is
fetched, shown or run. An attached message is counted as one file and not looked into.
"""

import email
import email.policy
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from hashlib import sha256
from html import unescape
from typing import Final

import msgspec

from fairhold.evidence.display import shown, shown_name
from fairhold.evidence.fault import EvidenceFault
from fairhold.evidence.kinds import judge

MAIL_BYTES_MAX: Final = 64 * 2**20
MULTIPARTS_MAX: Final = 50
"""Parts that hold parts."""
BOUNDARIES_MAX: Final = 5_000
"""Lines that may part one part from the next."""
PARTS_MAX: Final = 500
HEADERS_MAX: Final = 20
"""Headers of one name that are read."""
HEADER_CHARS_MAX: Final = 10_000
"""Characters of one header that are read."""
TEXT_CHARS_MAX: Final = 1_000_000
PEOPLE_MAX: Final = 200
COMMENTS_MAX: Final = 50
"""Comments in a list of people; one with more is shown as it is written."""
APART_MAX: Final = timedelta(days=1)
"""How far the date that the sender wrote may be from the date that the last server wrote."""

_MULTIPART = re.compile(rb"^content-type:\s*multipart/", re.IGNORECASE | re.MULTILINE)
_HEADER = re.compile(rb"[A-Za-z][A-Za-z0-9\-]*:")
_TAG = re.compile(r"<([^<>]{0,5000})>")
_TAG_NAME = re.compile(r"/?[a-z0-9]+")
_UNSEEN = frozenset({"script", "style", "title", "head"})
_NEW_LINE = frozenset({"br", "p", "/p", "div", "/div", "tr", "li", "h1", "h2", "h3", "/h1", "/h2", "/h3"})
_BLANKS = re.compile(r"[ \t\r\f\v\u00a0]+")


class Person(msgspec.Struct, frozen=True):
    """A name and an address as a header has them."""

    name: str
    address: str


class Attachment(msgspec.Struct, frozen=True):
    """A file in a message. `kind` is what it holds, or empty and `refused` the code why it would not be taken."""

    name: str
    declared: str
    bytes: int
    sha256: str | None
    """None for an attached message, whose bytes do not stand in the file as they were."""
    kind: str
    refused: str


class Mail(msgspec.Struct, frozen=True):
    """What a message says. Times have the offset that is written; without one none is claimed."""

    sender: tuple[Person, ...]
    to: tuple[Person, ...]
    cc: tuple[Person, ...]
    date: str | None
    received: str | None
    """When the last server wrote that it took the message."""
    subject: str
    message_id: str
    in_reply_to: str
    text: str
    text_of: str
    """`plain`, `html` (what was left without tags), or empty."""
    attachments: tuple[Attachment, ...]
    warnings: tuple[str, ...]


def read_mail(data: bytes) -> Mail:
    """Read a message. Raises EvidenceFault `mail_too_large` or `mail_form`."""
    if len(data) > MAIL_BYTES_MAX:
        raise EvidenceFault("mail_too_large", f"The message has more than {MAIL_BYTES_MAX} bytes.")
    if not _HEADER.match(data.lstrip(b"\xef\xbb\xbf")) or b"\0" in data[:1024]:
        raise EvidenceFault("mail_form", "The bytes do not begin with the header of a message.")
    if len(_MULTIPART.findall(data)) > MULTIPARTS_MAX or data.count(b"\n--") > BOUNDARIES_MAX:
        raise EvidenceFault("mail_form", "The message has too many parts, or too many parts that hold parts.")
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    parts = list(_parts(message))
    text, text_of = _text(parts)
    date, received = _date(_header(message, "Date")), _received(message)
    return Mail(
        sender=_people(message, "From"),
        to=_people(message, "To"),
        cc=_people(message, "Cc"),
        date=None if date is None else date.isoformat(),
        received=None if received is None else received.isoformat(),
        subject=shown(_header(message, "Subject")),
        message_id=shown(_header(message, "Message-ID")),
        in_reply_to=shown(_header(message, "In-Reply-To")),
        text=text,
        text_of=text_of,
        attachments=tuple(_attachment(part) for part in parts if _is_file(part)),
        warnings=tuple(_warnings(message, date, received, text_of)),
    )


def _parts(message: Message) -> Iterator[Message]:
    """The parts that hold no parts, in order; an attached message is one part."""
    waiting, count = [message], 0
    while waiting:
        part = waiting.pop(0)
        count += 1
        if count > PARTS_MAX:
            raise EvidenceFault("mail_form", f"The message has more than {PARTS_MAX} parts.")
        inner = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(inner, list):
            waiting = [one for one in inner if isinstance(one, Message)] + waiting
        else:
            yield part


def _is_file(part: Message) -> bool:
    if part.get_content_disposition() == "attachment" or part.get_content_type() == "message/rfc822":
        return True
    return part.get_content_maintype() != "text" and part.get_content_type() != "multipart/mixed"


def _attachment(part: Message) -> Attachment:
    declared, name = part.get_content_type(), shown_name(_decoded(_file_name(part)))
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return Attachment(name, declared, 0, None, "", "")
    try:
        kind, refused = judge(io.BytesIO(data)).kind, ""
    except EvidenceFault as fault:
        kind, refused = "", fault.code
    return Attachment(name, declared, len(data), sha256(data).hexdigest(), kind, refused)


def _file_name(part: Message) -> str:
    try:
        return part.get_filename("") or ""
    except (LookupError, ValueError, TypeError, MessageError):
        return ""


def _text(parts: list[Message]) -> tuple[str, str]:
    for kind, read in (("plain", str), ("html", _without_tags)):
        texts = [
            read(_text_of(part)) for part in parts if part.get_content_type() == f"text/{kind}" and not _is_file(part)
        ]
        if texts:
            return shown("\n".join(texts).replace("\r\n", "\n"))[:TEXT_CHARS_MAX].strip(), kind
    return "", ""


def _text_of(part: Message) -> str:
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    for charset in (part.get_content_charset("utf-8"), "latin-1"):
        try:
            return data.decode(charset)
        except (UnicodeDecodeError, LookupError, ValueError):
            continue
    return ""


def _without_tags(html: str) -> str:
    """What a page says, roughly: no tags, no scripts, a line for every block."""
    pieces, unseen = [], ""
    for number, piece in enumerate(_TAG.split(html[: TEXT_CHARS_MAX * 4])):
        if number % 2 == 0:
            if not unseen:
                pieces.append(_BLANKS.sub(" ", unescape(piece).replace("\n", " ")))
            continue
        found = _TAG_NAME.match(piece.lower())
        name = found[0] if found else ""
        if unseen:
            unseen = "" if name == f"/{unseen}" else unseen
        elif name in _UNSEEN:
            unseen = name
        elif name in _NEW_LINE:
            pieces.append("\n")
    lines = (line.strip() for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)


def _header(message: Message, name: str) -> str:
    value = message.get(name)
    return "" if value is None else _decoded(str(value)[:HEADER_CHARS_MAX])


def _decoded(value: str) -> str:
    """A header in words: encoded parts decoded, folded lines as one; as it is written when nothing is left of it."""
    unfolded = " ".join(value.split())
    try:
        parts = decode_header(unfolded)
    except (MessageError, ValueError):
        return unfolded
    pieces = []
    for part, charset in parts:
        if isinstance(part, bytes):
            try:
                pieces.append(part.decode(charset or "utf-8"))
            except (UnicodeDecodeError, LookupError, ValueError):
                pieces.append(part.decode("latin-1"))
        else:
            pieces.append(part)
    return "".join(pieces) or unfolded


def _people(message: Message, name: str) -> tuple[Person, ...]:
    values = [str(value)[:HEADER_CHARS_MAX] for value in message.get_all(name, [])[:HEADERS_MAX]]
    if any(value.count("(") > COMMENTS_MAX for value in values):
        return tuple(Person(shown(_decoded(value)), "") for value in values)
    found = getaddresses(values)[:PEOPLE_MAX]
    return tuple(Person(shown(_decoded(person)), shown(address)) for person, address in found if person or address)


def _date(value: str) -> datetime | None:
    try:
        return parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _received(message: Message) -> datetime | None:
    return _date(_header(message, "Received").rpartition(";")[2].strip())


def _warnings(message: Message, date: datetime | None, received: datetime | None, text_of: str) -> Iterator[str]:
    for name in ("From", "Date", "Message-ID"):
        count = len(message.get_all(name, []))
        if count != 1:
            yield f"The header {name} stands there {count} times; a message has it once."
    if len(message.get_all("Subject", [])) > 1:
        yield "The header Subject stands there more than once; the first is shown."
    if date is None and message.get("Date") is not None:
        yield "The date is not written as the dates of messages are."
    if date is not None and received is not None and abs(_utc(date) - _utc(received)) > APART_MAX:
        yield f"The sender wrote the date {date.isoformat()}, the last server {received.isoformat()}."
    if text_of == "html":
        yield "The text is what was left of a page without its tags; how it looked is not told."


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
