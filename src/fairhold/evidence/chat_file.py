"""An exported chat as the phone hands it over: a text, or a zip archive with the text and the files it names.

The archive is looked into, never unpacked to a folder; of its other files only the names are compared with the text.
"""

import zipfile
from datetime import date
from pathlib import PurePosixPath
from typing import BinaryIO, Final

import msgspec

from fairhold.evidence.archive import ZIP_BEGINNINGS, open_archive, read_member
from fairhold.evidence.chat import Chat, read_chat
from fairhold.evidence.chat_order import DateOrder
from fairhold.evidence.fault import EvidenceFault

CHAT_BYTES_MAX: Final = 32 * 2**20
TEXTS_MAX: Final = 20
"""Texts of an archive that are tried when none has the name of a chat."""
CHAT_NAME: Final = "_chat.txt"
"""What iPhones call the text."""
MESSENGER_IN_NAME: Final = "whatsapp"
"""What every Android phone has in the name of the text, whatever its language."""

_WIDE = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


class ChatFile(msgspec.Struct, frozen=True):
    """An export: the bytes of its text, exactly as they came, and the chat read from them."""

    data: bytes
    chat: Chat


def read_chat_file(file: BinaryIO, told: DateOrder | None = None, today: date | None = None) -> ChatFile:
    """Read an export from a file that can seek; arguments and faults as of `read_chat`, and those of a zip archive.

    Raises EvidenceFault, also with `chat_too_large`, `chat_not_text`, `chat_not_in_archive` or an `archive_` code.
    """
    file.seek(0)
    beginning = file.read(4)
    file.seek(0)
    if beginning in ZIP_BEGINNINGS:
        with open_archive(file) as archive:
            return _read_archive(archive, told, today)
    data = file.read(CHAT_BYTES_MAX + 1)
    return _read_text(data if len(data) <= CHAT_BYTES_MAX else None, told, today)


def text_of(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The text of an export, and what its encoding tells. Raises EvidenceFault `chat_not_text`."""
    encoding = _WIDE.get(data[:2])
    warnings = ("The text is UTF-16: the messenger writes UTF-8, so another program saved this file.",)
    try:
        text = data.decode(encoding or "utf-8")
    except UnicodeDecodeError as problem:
        raise EvidenceFault("chat_not_text", f"No text: byte {problem.start} is not {problem.encoding}.") from None
    if "\0" in text:
        raise EvidenceFault("chat_not_text", f"No text: character {text.index(chr(0))} is NUL.")
    if "\n" not in text:
        text = text.replace("\r", "\n")
    return text, warnings if encoding else ()


def _read_text(data: bytes | None, told: DateOrder | None, today: date | None) -> ChatFile:
    if data is None:
        raise EvidenceFault("chat_too_large", f"The text has more than {CHAT_BYTES_MAX} bytes.")
    text, warnings = text_of(data)
    return _warned(ChatFile(data, read_chat(text, told, today)), *warnings)


def _warned(read: ChatFile, *warnings: str) -> ChatFile:
    return ChatFile(read.data, msgspec.structs.replace(read.chat, warnings=(*read.chat.warnings, *warnings)))


def _read_archive(archive: zipfile.ZipFile, told: DateOrder | None, today: date | None) -> ChatFile:
    read = _the_chat(archive, told, today)
    held = {PurePosixPath(member.filename).name for member in archive.infolist()}
    named = [message.attachment for message in read.chat.messages if message.attachment]
    missing = [name for name in named if name not in held]
    if not missing:
        return read
    return _warned(
        read, f"Files that messages name and the archive does not hold: {len(missing)}, the first is {missing[0]!r}."
    )


def _the_chat(archive: zipfile.ZipFile, told: DateOrder | None, today: date | None) -> ChatFile:
    """The one text of the archive that is a chat: by its name, else the only one that reads as one."""
    texts = [member for member in archive.infolist() if _is_text(member.filename)]
    for named in (
        [member for member in texts if PurePosixPath(member.filename).name == CHAT_NAME],
        [member for member in texts if MESSENGER_IN_NAME in PurePosixPath(member.filename).name.casefold()],
    ):
        if len(named) == 1:
            return _read_text(read_member(archive, named[0], CHAT_BYTES_MAX), told, today)
    found: list[ChatFile] = []
    for member in texts[:TEXTS_MAX]:
        try:
            found.append(_read_text(read_member(archive, member, CHAT_BYTES_MAX), told, today))
        except EvidenceFault as fault:
            if len(texts) == 1 or fault.code not in ("chat_empty", "chat_not_text"):
                raise
    if len(found) != 1:
        how = f"{len(found)} texts that are chats: send one at a time" if found else "no text that is a chat"
        raise EvidenceFault("chat_not_in_archive", f"The archive holds {how}.")
    return found[0]


def _is_text(name: str) -> bool:
    path = PurePosixPath(name)
    return path.suffix.casefold() == ".txt" and not path.name.startswith("._") and "__MACOSX" not in path.parts
