"""Zip archives from outside: weighed before anything is unpacked, and every trick refused by its name."""

import io
import stat
import warnings
import zipfile
from collections.abc import Callable

import pytest

from evidence.archives import encrypted, patched, zipped
from fairhold.evidence import archive as archive_room
from fairhold.evidence.archive import open_archive, read_member
from fairhold.evidence.fault import EvidenceFault

HONEST = zipped({"a.txt": "hello", "folder/b.txt": "there"})


def fault(data: bytes) -> str:
    with pytest.raises(EvidenceFault) as caught:
        open_archive(io.BytesIO(data))
    return caught.value.code


def test_an_honest_archive_is_opened_and_read() -> None:
    with open_archive(io.BytesIO(HONEST)) as archive:
        members = archive.infolist()
        assert [member.filename for member in members] == ["a.txt", "folder/b.txt"]
        assert read_member(archive, members[0], 5) == b"hello"
        assert read_member(archive, members[0], 4) is None


def test_an_archive_with_a_comment_or_with_wide_numbers_is_opened() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.comment = b"made by a phone"
        with archive.open("a.txt", "w", force_zip64=True) as member:
            member.write(b"hello")
    with open_archive(made) as read:
        assert [member.file_size for member in read.infolist()] == [5]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "archive_broken"),
        (b"PK\x03\x04 and nothing else", "archive_broken"),
        (HONEST[:-30], "archive_broken"),
        (encrypted(HONEST), "archive_encrypted"),
        (zipped({"../a.txt": "x"}), "archive_path"),
        (zipped({"/etc/a.txt": "x"}), "archive_path"),
        (zipped({"a/../../b.txt": "x"}), "archive_path"),
        (zipped({"C:/a.txt": "x"}), "archive_path"),
        (zipped({"..\\a.txt": "x"}), "archive_path"),
        (patched(zipped({"a.txtX.exe": "x"}), b"PK\x01\x02", 46 + 5, b"\0"), "archive_path"),
        (zipped({"a.bin": bytes(50 * 2**20)}), "archive_bomb"),
        (zipped({"a.bin": bytes(range(256)) * 8}, zipfile.ZIP_STORED), "none"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_trick_is_refused_by_its_name(data: bytes, code: str) -> None:
    if code == "none":
        open_archive(io.BytesIO(data)).close()
    else:
        assert fault(data) == code


def test_two_files_of_one_name_are_refused() -> None:
    made = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with zipfile.ZipFile(made, "w") as archive:
            archive.writestr("a.txt", "one")
            archive.writestr("a.txt", "two")
    assert fault(made.getvalue()) == "archive_path"


def test_a_link_is_refused() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        member = zipfile.ZipInfo("a.txt")
        member.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(member, "/etc/passwd")
    assert fault(made.getvalue()) == "archive_path"


def test_files_that_share_their_bytes_are_a_bomb() -> None:
    one = zipped({"a": bytes(range(256)) * 64}, zipfile.ZIP_STORED)
    end = one.index(b"PK\x05\x06")
    start = one.index(b"PK\x01\x02")
    record = one[start:end]
    many = b"".join(record[:46] + bytes([name]) for name in range(97, 117))
    tail = b"PK\x05\x06" + bytes(4) + (20).to_bytes(2, "little") * 2 + len(many).to_bytes(4, "little")
    assert fault(one[:start] + many + tail + start.to_bytes(4, "little") + bytes(2)) == "archive_bomb"


@pytest.mark.parametrize(
    ("limit", "code"),
    [
        ("ARCHIVE_BYTES_MAX", "archive_too_large"),
        ("FILES_MAX", "archive_too_many_files"),
        ("DIRECTORY_BYTES_MAX", "archive_too_many_files"),
    ],
)
def test_every_limit_holds(limit: str, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive_room, limit, 1)
    assert fault(HONEST) == code


def test_a_false_count_at_the_end_does_not_pass_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive_room, "FILES_MAX", 1)
    assert fault(patched(HONEST, b"PK\x05\x06", 8, b"\x01\0\x01\0")) == "archive_too_many_files"


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data.replace(b"hello", b"hellO"),
        lambda data: patched(patched(data, b"PK\x01\x02", 10, b"\x63\0"), b"PK\x03\x04", 8, b"\x63\0"),
        lambda data: patched(data, b"PK\x03\x04", 0, b"XX"),
    ],
    ids=["checksum", "method", "local record"],
)
def test_damage_inside_is_found_when_it_is_read(damage: Callable[[bytes], bytes]) -> None:
    with open_archive(io.BytesIO(damage(zipped({"a.txt": "hello"}, zipfile.ZIP_STORED)))) as archive:
        with pytest.raises(EvidenceFault) as caught:
            read_member(archive, archive.infolist()[0], 100)
        assert caught.value.code == "archive_broken"
