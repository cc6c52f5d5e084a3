"""What readers find in a file that was handed in: said by the file, shown as such, and believed by nobody here.

One reader a kind; a file in which a reader finds nothing it knows has no facts, which is no fault. Only lines of a chat
with proofs must hold: who hands those in claims that they do.
"""

from collections.abc import Callable, Mapping
from datetime import date
from itertools import islice
from types import MappingProxyType
from typing import Any, BinaryIO, Final

import msgspec

from fairhold.evidence import dkim, subset
from fairhold.evidence.chat_file import CHAT_BYTES_MAX, read_chat_file
from fairhold.evidence.fault import EvidenceFault
from fairhold.evidence.kinds import Judged
from fairhold.evidence.mail import MAIL_BYTES_MAX, read_mail
from fairhold.evidence.pdf import read_pdf
from fairhold.evidence.photos import read_photo
from fairhold.safe.resolver import KeySource

NAMED_MAX: Final = 50
"""People, files, warnings of one file that are named."""
TEXT_CHARS_MAX: Final = 300
PDF_CHARS_SHOWN_MAX: Final = 2_000
"""Characters of a PDF's text that are repeated beside the file."""
LINES_SHOWN_MAX: Final = 200
"""Lines with proofs whose text is repeated beside the file."""

Facts = dict[str, Any]


def facts_of(judged: Judged, file: BinaryIO, keys: KeySource, today: date) -> Facts:
    """What a file of this kind says, by the name of its reader. Raises EvidenceFault `subset_proof`."""
    read = _READERS.get(judged.kind)
    return {} if read is None else read(judged, file, keys, today)


def _picture(judged: Judged, file: BinaryIO, keys: KeySource, today: date) -> Facts:
    return {"picture": {"width": judged.width, "height": judged.height}}


def _photo(judged: Judged, file: BinaryIO, keys: KeySource, today: date) -> Facts:
    return {**_picture(judged, file, keys, today), "photo": msgspec.to_builtins(read_photo(file))}


def _pdf(judged: Judged, file: BinaryIO, keys: KeySource, today: date) -> Facts:
    try:
        pdf = read_pdf(file)
    except EvidenceFault:
        return {}
    told = _short(msgspec.structs.replace(pdf, text=""))
    return {"pdf": {**told, "characters": len(pdf.text), "text": pdf.text[:PDF_CHARS_SHOWN_MAX]}}


def _mail(judged: Judged, file: BinaryIO, keys: KeySource, today: date) -> Facts:
    file.seek(0)
    data = file.read(MAIL_BYTES_MAX + 1)
    try:
        mail = read_mail(data)
    except EvidenceFault:
        return {}
    names = dkim.key_names(data)
    kept = {name: text for name in names if (text := keys.find(name)) is not None}
    told = {
        name: _short(getattr(mail, name))
        for name in ("sender", "to", "cc", "date", "received", "subject", "message_id", "attachments", "warnings")
    }
    return {
        "mail": {
            **told,
            "signatures": _short(dkim.check(data, kept)),
            "keys": {name: kept.get(name) for name in names},
        }
    }


def _text(judged: Judged, file: BinaryIO, keys: KeySource, today: date) -> Facts:
    file.seek(0)
    data = file.read(CHAT_BYTES_MAX + 1)
    return _lines(data) if data.lstrip()[:1] == b"{" else _chat(judged, file, keys, today)


def _lines(data: bytes) -> Facts:
    """Lines of a chat with proofs. Raises EvidenceFault `subset_proof`."""
    try:
        given = subset.read_subset(data)
    except EvidenceFault:
        return {}
    subset.check(given)
    shown = [{"line": one.line, "text": one.text[:TEXT_CHARS_MAX]} for one in given.shown[:LINES_SHOWN_MAX]]
    return {
        "lines": {"root": given.root, "lines_total": given.lines_total, "lines": len(given.shown), "shown": shown},
    }


def _chat(judged: Judged, file: BinaryIO, keys: KeySource, today: date) -> Facts:
    try:
        chat = read_chat_file(file, today=today).chat
    except EvidenceFault:
        return {}
    senders = dict.fromkeys(message.sender for message in chat.messages if message.sender)
    return {
        "chat": {
            "messages": len(chat.messages),
            "first_at": chat.messages[0].at if chat.messages else None,
            "last_at": chat.messages[-1].at if chat.messages else None,
            "senders": _short(tuple(islice(senders, NAMED_MAX))),
            "date_order": chat.date_order,
            "ambiguous": chat.ambiguous,
            "warnings": _short(chat.warnings),
        }
    }


def _short(value: Any) -> Any:
    """A value as plain data, with no list and no text longer than is shown."""
    plain = msgspec.to_builtins(value)
    if isinstance(plain, str):
        return plain[:TEXT_CHARS_MAX]
    if isinstance(plain, list | tuple):
        return [_short(one) for one in plain[:NAMED_MAX]]
    if isinstance(plain, dict):
        return {name: _short(one) for name, one in plain.items()}
    return plain


_READERS: Final[Mapping[str, Callable[[Judged, BinaryIO, KeySource, date], Facts]]] = MappingProxyType(
    {
        "jpeg": _photo,
        **dict.fromkeys(("png", "gif", "webp", "heic"), _picture),
        "eml": _mail,
        "pdf": _pdf,
        "txt": _text,
        "zip": _chat,
    }
)
