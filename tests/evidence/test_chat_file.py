"""A chat as the phone hands it over: text in its encodings, and the archives of both kinds of phone."""

import io

import pytest

from evidence.archives import encrypted, zipped
from fairhold.evidence import chat_file
from fairhold.evidence.chat import Chat
from fairhold.evidence.chat_file import read_chat_file
from fairhold.evidence.fault import EvidenceFault

IOS = "[25/01/2024, 10:00:00] Ann: \u200e<attached: 00000001-PHOTO-2024-01-25-10-00-00.jpg>\n"
ANDROID = "25/01/2024, 10:00 - Ann: IMG-20240125-WA0001.jpg (file attached)\n"


def read(data: bytes) -> Chat:
    return read_chat_file(io.BytesIO(data)).chat


def fault(data: bytes) -> str:
    with pytest.raises(EvidenceFault) as caught:
        read(data)
    return caught.value.code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_text_is_read_as_the_messenger_writes_it(encoding: str) -> None:
    assert (len(read(ANDROID.encode(encoding)).messages), read(ANDROID.encode(encoding)).warnings) == (1, ())


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_text_that_another_program_saved_is_read_and_said_to_be(encoding: str) -> None:
    text = ANDROID if encoding == "utf-16" else "\ufeff" + ANDROID
    chat = read(text.encode(encoding))
    assert chat.messages[0].sender == "Ann"
    assert "so another program saved this file" in chat.warnings[-1]


def test_lines_that_end_as_on_old_machines_are_lines() -> None:
    assert len(read((ANDROID * 2).replace("\n", "\r").encode()).messages) == 2


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "chat_empty"),
        (b"hello\n", "chat_empty"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "chat_not_text"),
        (ANDROID.encode() + b"\xe9\n", "chat_not_text"),
        (ANDROID.encode() + b"\0\n", "chat_not_text"),
        (ANDROID.encode("utf-16")[:-1], "chat_not_text"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "chat_not_text"),
    ],
)
def test_what_is_no_text_of_a_chat_is_refused(data: bytes, code: str) -> None:
    assert fault(data) == code


def test_a_text_over_the_limit_is_refused_in_a_file_and_in_an_archive(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chat_file, "CHAT_BYTES_MAX", len(ANDROID))
    assert len(read(ANDROID.encode()).messages) == 1
    assert fault((ANDROID + "x").encode()) == "chat_too_large"
    assert fault(zipped({"_chat.txt": ANDROID + "x"})) == "chat_too_large"


@pytest.mark.parametrize(
    "files",
    [
        {"_chat.txt": IOS, "00000001-PHOTO-2024-01-25-10-00-00.jpg": b"jpg"},
        {"WhatsApp Chat - Li/_chat.txt": IOS, "WhatsApp Chat - Li/00000001-PHOTO-2024-01-25-10-00-00.jpg": b"jpg"},
        {"_chat.txt": IOS, "__MACOSX/._chat.txt": b"\0", "00000001-PHOTO-2024-01-25-10-00-00.jpg": b"jpg"},
        {"_chat.txt": IOS, "00000002-old.txt": IOS, "00000001-PHOTO-2024-01-25-10-00-00.jpg": b"jpg"},
        {"Chat de WhatsApp con Li.txt": ANDROID, "notes.txt": ANDROID, "IMG-20240125-WA0001.jpg": b"jpg"},
        {"与李的聊天.txt": ANDROID, "notes.txt": "no chat", "IMG-20240125-WA0001.jpg": b"jpg"},
        {"a.TXT": ANDROID, "b.txt": b"\xff", "IMG-20240125-WA0001.jpg": b"jpg"},
    ],
    ids=range(7),
)
def test_the_text_of_an_archive_is_found(files: dict[str, bytes | str]) -> None:
    chat = read(zipped(files))
    assert (len(chat.messages), chat.warnings) == (1, ())


def test_a_file_that_is_named_and_not_there_is_told() -> None:
    chat = read(zipped({"_chat.txt": IOS + ANDROID.replace("25/01/2024, 10:00 -", "[25/01/2024, 10:00:01]")}))
    first = "'00000001-PHOTO-2024-01-25-10-00-00.jpg'"
    assert chat.warnings == (f"Files that messages name and the archive does not hold: 2, the first is {first}.",)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (zipped({}), "chat_not_in_archive"),
        (zipped({"a.jpg": b"jpg"}), "chat_not_in_archive"),
        (zipped({"a.txt": ANDROID, "b.txt": ANDROID}), "chat_not_in_archive"),
        (zipped({"a/_chat.txt": IOS, "b/_chat.txt": IOS}), "chat_not_in_archive"),
        (zipped({"a.txt": "hello"}), "chat_empty"),
        (zipped({"_chat.txt": b"\xff\xfe\xfd"}), "chat_not_text"),
        (zipped({"_chat.txt": bytes(50 * 2**20)}), "archive_bomb"),
        (encrypted(zipped({"_chat.txt": IOS})), "archive_encrypted"),
        (zipped({"../_chat.txt": IOS}), "archive_path"),
        (zipped({"_chat.txt": IOS})[:-25], "archive_broken"),
    ],
    ids=range(10),
)
def test_an_archive_without_one_chat_is_refused(data: bytes, code: str) -> None:
    assert fault(data) == code
