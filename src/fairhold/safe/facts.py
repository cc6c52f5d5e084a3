"""What readers find in a file that was handed in: said by the file, shown as such, and believed by nobody here.

One reader a kind; a file in which a reader finds nothing it knows has no facts, which is no fault. Only lines of a chat
with proofs must hold: who hands those in claims that they do. The account numbers that a text names are facts too, with
whose they are, for a changed account often comes in an invoice (PP7, PP8); numbers of cards are masked in what is kept.
"""

from collections.abc import Callable, Mapping
from datetime import date
from itertools import islice
from types import MappingProxyType
from typing import Any, BinaryIO, Final, NamedTuple

import msgspec

from fairhold.bank.accounts import TEXT_MAX, Ours, find
from fairhold.evidence import dkim, subset
from fairhold.evidence.chat_file import CHAT_BYTES_MAX, read_chat_file
from fairhold.evidence.fault import EvidenceFault
from fairhold.evidence.kinds import Judged
from fairhold.evidence.mail import MAIL_BYTES_MAX, read_mail
from fairhold.evidence.pdf import read_pdf
from fairhold.evidence.photos import read_photo
from fairhold.safe.resolver import KeySource
from fairhold.trade.card import masked

NAMED_MAX: Final = 50
"""People, files, warnings of one file that are named."""
TEXT_CHARS_MAX: Final = 300
PDF_CHARS_SHOWN_MAX: Final = 2_000
"""Characters of a PDF's text that are repeated beside the file."""
LINES_SHOWN_MAX: Final = 200
"""Lines with proofs whose text is repeated beside the file."""

Facts = dict[str, Any]


class Read(NamedTuple):
    """What a reader found, and the text in which account numbers are looked for."""

    facts: Facts
    text: str = ""


def facts_of(judged: Judged, file: BinaryIO, keys: KeySource, today: date, ours: Ours) -> Facts:
    """What a file of this kind says, by the name of its reader, and the account numbers that it names (`accounts`).
    Raises EvidenceFault `subset_proof`.
    """
    read = _READERS.get(judged.kind)
    if read is None:
        return {}
    facts, text = read(judged, file, keys, today)
    named = dict.fromkeys((one.kind, one.verdict, one.shown) for one in find(text, ours))
    accounts = [{"kind": kind, "verdict": verdict, "shown": shown} for kind, verdict, shown in named]
    return {**facts, "accounts": accounts[:NAMED_MAX]} if accounts else facts


def _picture(judged: Judged, file: BinaryIO, keys: KeySource, today: date) -> Read:
    return Read({"picture": {"width": judged.width, "height": judged.height}})


def _photo(judged: Judged, file: BinaryIO, keys: KeySource, today: date) -> Read:
    picture = _picture(judged, file, keys, today)
    return Read({**picture.facts, "photo": msgspec.to_builtins(read_photo(file))})


def _pdf(judged: Judged, file: BinaryIO, keys: KeySource, today: date) -> Read:
    try:
        pdf = read_pdf(file)
    except EvidenceFault:
        return Read({})
    told = _short(msgspec.structs.replace(pdf, text=""))
    shown = masked(pdf.text[:PDF_CHARS_SHOWN_MAX])
    return Read({"pdf": {**told, "characters": len(pdf.text), "text": shown}}, pdf.text)


def _mail(judged: Judged, file: BinaryIO, keys: KeySource, today: date) -> Read:
    file.seek(0)
    data = file.read(MAIL_BYTES_MAX + 1)
    try:
        mail = read_mail(data)
    except EvidenceFault:
        return Read({})
    names = dkim.key_names(data)
    kept = {name: text for name in names if (text := keys.find(name)) is not None}
    told = {
        name: _short(getattr(mail, name))
        for name in ("sender", "to", "cc", "date", "received", "subject", "message_id", "attachments", "warnings")
    }
    found = {
        **told,
        "signatures": _short(dkim.check(data, kept)),
        "keys": {name: kept.get(name) for name in names},
    }
    return Read({"mail": found}, f"{mail.subject}\n{mail.text}")


def _text(judged: Judged, file: BinaryIO, keys: KeySource, today: date) -> Read:
    file.seek(0)
    data = file.read(CHAT_BYTES_MAX + 1)
    read = _lines(data) if data.lstrip()[:1] == b"{" else _chat(judged, file, keys, today)
    return read if read.facts else Read({}, data[:TEXT_MAX].decode("utf-8", errors="replace"))


def _lines(data: bytes) -> Read:
    """Lines of a chat with proofs. Raises EvidenceFault `subset_proof`."""
    try:
        given = subset.read_subset(data)
    except EvidenceFault:
        return Read({})
    subset.check(given)
    shown = [{"line": one.line, "text": _short(one.text)} for one in given.shown[:LINES_SHOWN_MAX]]
    lines = {"root": given.root, "lines_total": given.lines_total, "lines": len(given.shown), "shown": shown}
    return Read({"lines": lines}, "\n".join(one.text for one in given.shown))


def _chat(judged: Judged, file: BinaryIO, keys: KeySource, today: date) -> Read:
    try:
        chat = read_chat_file(file, today=today).chat
    except EvidenceFault:
        return Read({})
    senders = dict.fromkeys(message.sender for message in chat.messages if message.sender)
    found = {
        "messages": len(chat.messages),
        "first_at": chat.messages[0].at if chat.messages else None,
        "last_at": chat.messages[-1].at if chat.messages else None,
        "senders": _short(tuple(islice(senders, NAMED_MAX))),
        "date_order": chat.date_order,
        "ambiguous": chat.ambiguous,
        "warnings": _short(chat.warnings),
    }
    return Read({"chat": found}, "\n".join(message.text for message in chat.messages))


def _short(value: Any) -> Any:
    """A value as plain data, with no list and no text longer than is shown, and no card's number in full."""
    plain = msgspec.to_builtins(value)
    if isinstance(plain, str):
        return masked(plain[:TEXT_CHARS_MAX])
    if isinstance(plain, list | tuple):
        return [_short(one) for one in plain[:NAMED_MAX]]
    if isinstance(plain, dict):
        return {name: _short(one) for name, one in plain.items()}
    return plain


_READERS: Final[Mapping[str, Callable[[Judged, BinaryIO, KeySource, date], Read]]] = MappingProxyType(
    {
        "jpeg": _photo,
        **dict.fromkeys(("png", "gif", "webp", "heic"), _picture),
        "eml": _mail,
        "pdf": _pdf,
        "txt": _text,
        "zip": _chat,
    }
)
