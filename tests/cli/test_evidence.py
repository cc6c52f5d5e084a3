"""`fairhold evidence`: what it answers in words and as JSON, and how it refuses."""

import json
from email.message import EmailMessage
from hashlib import sha256
from pathlib import Path

import pytest

from cli.conftest import Fairhold
from evidence.archives import encrypted, zipped
from evidence.files import jpeg, jpeg_segment
from evidence.test_dkim import RFC_8463, RFC_8463_KEYS
from evidence.test_pdf import changed, paper
from evidence.test_photos import full

CHAT = (
    "\u200e[25/01/2024, 10:00:00] Li: \u200eMessages and calls are end-to-end encrypted.\n"
    "[25/01/2024, 10:00:05] Ann: gold 750\nno nickel\n"
    "[25/01/2024, 10:01:00] Li: \u200e<attached: 00000001-PHOTO-2024-01-25-10-01-00.jpg>\n"
)

AMBIGUOUS = (
    "warning: The file does not tell the order of day and month: dmy and mdy fit equally well; "
    "ask whose phone it is, and read again with the order told."
)


def test_a_chat_as_json(light: Fairhold, tmp_path: Path) -> None:
    file = tmp_path / "_chat.txt"
    file.write_text(CHAT)
    said = json.loads(light("evidence read-chat --json", str(file)).stdout)
    assert list(said) == ["messages", "date_order", "ambiguous", "warnings"]
    assert said["messages"][1:] == [
        {"at": "2024-01-25T10:00:05", "sender": "Ann", "text": "gold 750\nno nickel", "attachment": None},
        {
            "at": "2024-01-25T10:01:00",
            "sender": "Li",
            "text": "<attached: 00000001-PHOTO-2024-01-25-10-01-00.jpg>",
            "attachment": "00000001-PHOTO-2024-01-25-10-01-00.jpg",
        },
    ]
    assert (said["date_order"], said["ambiguous"], said["warnings"]) == ("dmy", False, [])


def test_a_chat_in_words(light: Fairhold, tmp_path: Path) -> None:
    file = tmp_path / "chat.txt"
    file.write_text("03/04/2024, 10:00 - You created this group\n03/04/2024, 10:01 - Ann: a\x1b[2J\nb\n")
    assert light("evidence read-chat", str(file)).stdout.splitlines() == [
        "2024-04-03 10:00:00  * You created this group",
        "2024-04-03 10:01:00  Ann: a\ufffd[2J",
        "                     b",
        "",
        "2 messages, dates read as dmy, times of the phone that exported",
        AMBIGUOUS,
    ]
    told = light("evidence read-chat --date-order mdy", str(file)).stdout.splitlines()
    assert told[-1] == "2 messages, dates read as mdy, times of the phone that exported"
    assert told[0].startswith("2024-03-04 ")


def test_a_zip_archive_is_read_as_well(light: Fairhold, tmp_path: Path) -> None:
    file = tmp_path / "chat.bin"
    file.write_bytes(zipped({"_chat.txt": CHAT, "00000001-PHOTO-2024-01-25-10-01-00.jpg": b"jpg"}))
    assert len(json.loads(light("evidence read-chat --json", str(file)).stdout)["messages"]) == 3


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"hello\n", "chat_empty: No line begins with a date and a time as an exported chat writes them."),
        (b"\xff\xd8\xff", "chat_not_text: No text: byte 0 is not utf-8."),
        (
            encrypted(zipped({"_chat.txt": CHAT})),
            "archive_encrypted: '_chat.txt' is encrypted; send the archive without.",
        ),
        (zipped({"a.jpg": b""}), "chat_not_in_archive: The archive holds no text that is a chat."),
    ],
    ids=["no message", "no text", "encrypted", "no chat"],
)
def test_what_cannot_be_read_is_refused_in_one_line(light: Fairhold, tmp_path: Path, data: bytes, line: str) -> None:
    file = tmp_path / "file"
    file.write_bytes(data)
    result = light("evidence read-chat --json", str(file), code=2)
    assert (result.stdout, result.stderr) == ("", f"fairhold: {line}\n")


def test_a_file_that_is_not_there_is_wrong_usage(light: Fairhold, tmp_path: Path) -> None:
    assert "does not exist" in light("evidence read-chat", str(tmp_path / "no"), code=2).stderr
    assert "is a directory" in light("evidence read-chat", str(tmp_path), code=2).stderr


def test_two_exports_side_by_side(light: Fairhold, tmp_path: Path) -> None:
    first, second, forged = tmp_path / "first.txt", tmp_path / "second.txt", tmp_path / "forged.txt"
    first.write_text(CHAT)
    theirs = "25.01.24, 17:00 - Buyer: gold 750\nno nickel\n25.01.24, 17:01 - Me: <Media omitted>\n"
    second.write_text(theirs)
    forged.write_text(theirs.replace("gold 750", "bronze"))
    assert light("evidence compare-chats", str(first), str(second)).stdout.splitlines() == [
        "2 messages in both, 1 outside of the part that both have, clocks 420 minutes apart"
    ]
    result = light("evidence compare-chats", str(first), str(forged), code=1)
    assert result.stdout.splitlines() == [
        "what        line  first says           line  second says          who",
        "only first  1     2024-01-25 10:00:00  -     -                    Li",
        "text        2     2024-01-25 10:00:05  1     2024-01-25 17:00:00  Ann",
        "1 messages in both, 0 outside of the part that both have, clocks 420 minutes apart",
    ]
    assert result.stderr == "fairhold: the exports differ in 2 places\n"
    said = json.loads(light("evidence compare-chats --json", str(first), str(forged), code=1).stdout)
    assert (said["common"], said["minutes_apart"], said["differences"][1]["kind"]) == (1, 420, "text")


def test_some_messages_are_shown_and_checked(light: Fairhold, tmp_path: Path) -> None:
    file, key, shown = tmp_path / "_chat.txt", tmp_path / "key", tmp_path / "shown.json"
    file.write_text(CHAT)
    shown.write_text(light("evidence show-lines --lines 3 --key", str(key), str(file)).stdout)
    assert key.stat().st_mode & 0o777 == 0o600
    said = light("evidence check-lines", str(shown)).stdout.splitlines()
    assert said[:2] == ["      2  [25/01/2024, 10:00:05] Ann: gold 750", "      3  no nickel"]
    assert said[2].startswith("2 of 4 lines, proved under root ")
    light("evidence check-lines --whole", str(file), "--key", str(key), str(shown))
    again = light("evidence show-lines --lines 2 --key", str(key), str(file)).stdout
    assert again == shown.read_text()


def test_forged_lines_and_another_whole_fail_the_check(light: Fairhold, tmp_path: Path) -> None:
    file, key, shown = tmp_path / "_chat.txt", tmp_path / "key", tmp_path / "shown.json"
    file.write_text(CHAT)
    honest = light("evidence show-lines --lines 2-3 --key", str(key), str(file)).stdout
    shown.write_text(honest.replace("gold 750", "bronze"))
    result = light("evidence check-lines", str(shown), code=1)
    assert (result.stdout, result.stderr) == (
        "",
        "fairhold: subset_proof: Line 2 is not the line that the root was made with.\n",
    )
    shown.write_text(honest)
    file.write_text(CHAT.replace("gold", "bronze"))
    assert (
        "this export and key give"
        in light("evidence check-lines --whole", str(file), "--key", str(key), str(shown), code=1).stderr
    )
    shown.write_text("{}")
    assert "subset_form" in light("evidence check-lines", str(shown), code=2).stderr


def test_a_key_that_is_none_is_wrong_usage(light: Fairhold, tmp_path: Path) -> None:
    file, key = tmp_path / "_chat.txt", tmp_path / "key"
    file.write_text(CHAT)
    key.write_text("abc")
    assert (
        "a key is 64 hexadecimal digits"
        in light("evidence show-lines --lines 2 --key", str(key), str(file), code=2).stderr
    )
    assert key.read_text() == "abc"
    assert "go together" in light("evidence check-lines --key", str(key), str(file), code=2).stderr
    missing = light("evidence check-lines --whole", str(file), "--key", str(tmp_path / "no"), str(file), code=2)
    assert "subset_form" in missing.stderr


def test_the_help_of_the_group_names_every_command(light: Fairhold) -> None:
    said = light("evidence --help").stdout
    names = ("read-chat", "compare-chats", "show-lines", "check-lines", "read-mail", "read-photo", "read-pdf")
    assert [name for name in names if f"  {name} " not in said] == []
    assert "No such command" in light("evidence read-fax", code=2).stderr


def test_a_message_with_its_signature(light: Fairhold, tmp_path: Path) -> None:
    file = tmp_path / "a.eml"
    file.write_bytes(RFC_8463)
    said = json.loads(light("evidence read-mail --json", str(file)).stdout)
    assert (said["subject"], said["date"]) == ("Is dinner ready?", "2003-07-11T21:00:37-07:00")
    assert said["signatures"][0]["state"] == "unverifiable"
    (name,) = said["keys_needed"]
    lines = light("evidence read-mail --key", f"{name}={RFC_8463_KEYS[name]}", str(file)).stdout.splitlines()
    assert "signature   football.example.com (brisbane) verified" in lines
    assert lines[0] == "from        Joe SixPack <joe@football.example.com>"
    assert lines[-1] == "Joe."
    assert "NAME=TEXT" in light("evidence read-mail --key x", str(file), code=2).stderr
    file.write_bytes(b"\xff\xd8\xff")
    assert "mail_form" in light("evidence read-mail", str(file), code=2).stderr


def test_an_attachment_is_told_by_kind_and_hash(light: Fairhold, tmp_path: Path) -> None:
    message = EmailMessage()
    message["From"] = "ann@example.com"
    message.set_content("see")
    message.add_attachment(b"MZ" + bytes(9), maintype="image", subtype="jpeg", filename="ring.jpg")
    file = tmp_path / "a.eml"
    file.write_bytes(message.as_bytes())
    said = light("evidence read-mail", str(file)).stdout
    assert f"attachment  ring.jpg  11 bytes, kind_program, {sha256(b'MZ' + bytes(9)).hexdigest()}" in said
    assert "warning: The header Date stands there 0 times; a message has it once." in said


def test_a_photo_in_words_and_as_json(light: Fairhold, tmp_path: Path) -> None:
    file = tmp_path / "a.jpg"
    file.write_bytes(jpeg(before=jpeg_segment(0xE1, full(">", "GIMP 2.10"))))
    lines = light("evidence read-photo", str(file)).stdout.splitlines()
    assert lines[0] == "taken           2024-01-25T10:00:00+08:00"
    assert lines[3] == "place           22.543333, 114.050000"
    assert lines[6] == "trace           the software that wrote the file is GIMP 2.10"
    assert json.loads(light("evidence read-photo --json", str(file)).stdout)["latitude"] == "22.543333"
    file.write_bytes(b"GIF89a")
    assert "photo_form" in light("evidence read-photo", str(file), code=2).stderr


def test_a_pdf_in_words_and_as_json(light: Fairhold, tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(changed(paper(), author="Ines\u202e Vogt"))
    lines = light("evidence read-pdf", str(file)).stdout.splitlines()
    assert lines[:3] == ["pages         1", "title         Report", "author        Ines\ufffd Vogt"]
    assert any(line.startswith("The lids do not close.") for line in lines)
    assert json.loads(light("evidence read-pdf --json", str(file)).stdout)["revisions"] == 1
    file.write_bytes(b"%PDF-1.7")
    assert "pdf_form" in light("evidence read-pdf", str(file), code=2).stderr
