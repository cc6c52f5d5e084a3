"""Files come in whole, looked at and on record, or leave nothing but their hash."""

import random
import re
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest

from evidence import archives, files
from fairhold.book import custody as kept
from fairhold.evidence.fault import EvidenceFault
from fairhold.evidence.scanner import EICAR
from fairhold.safe import daily, taking
from fairhold.trade.policy import Policy
from safe.bringing import BUYER, DAY, NOON, NOTE, ORDER, SUPPLIER, Safe

NOTE_HASH = sha256(NOTE).hexdigest()


def begin(safe: Safe, data: bytes, **given: Any) -> str:
    wanted = taking.Wanted(name="note.txt", size=len(data), **given)
    with safe.connect() as connection:
        return taking.announce(safe.room, connection, ORDER, Policy(), BUYER, wanted, NOON).upload


def test_a_file_is_kept_with_who_what_and_when(safe: Safe) -> None:
    taken = safe.bring(document="communication")
    assert (taken.sha256, taken.kind, taken.fault) == (NOTE_HASH, "txt", None)
    with safe.connect() as connection:
        (file,) = kept.files(connection, ORDER)
        entries = kept.entries(connection, ORDER)
    assert (file.sha256, file.size, file.kind, file.document, file.name) == (
        NOTE_HASH,
        len(NOTE),
        "txt",
        "communication",
        "note.txt",
    )
    assert (file.who, file.added_at) == (BUYER, NOON)
    assert [(one.action, one.at, one.sha256) for one in entries] == [
        ("received", NOON, NOTE_HASH),
        ("scanned", NOON, NOTE_HASH),
    ]
    assert re.fullmatch("buyer:pty_[0-9a-z]{13}:[0-9a-f]{12}", entries[0].who)
    with safe.room.vault.open(NOTE_HASH) as opened:
        assert opened.read() == NOTE
    assert list(safe.room.arrivals.all()) == []
    assert safe.problems() == []


def test_a_large_file_comes_in_pieces_over_a_restart(safe: Safe) -> None:
    data = random.Random(7).randbytes(300_000).hex().encode()
    upload = begin(safe, data, sha256=sha256(data).hexdigest())
    assert taking.add_piece(safe.room, ORDER, BUYER, upload, 0, data[:200_000]).received == 200_000
    assert taking.standing(safe.room, ORDER, BUYER, upload) == taking.Underway(upload, 200_000, len(data))
    with pytest.raises(EvidenceFault, match="The next byte is number 200000, not 0"):
        taking.add_piece(safe.room, ORDER, BUYER, upload, 0, data[:200_000])
    taking.add_piece(safe.room, ORDER, BUYER, upload, 200_000, data[200_000:])
    taken = taking.examine(safe.room, ORDER, BUYER, upload, NOON)
    assert taken.sha256 == sha256(data).hexdigest()


def test_no_readable_copy_of_an_upload_is_ever_on_disk(safe: Safe) -> None:
    upload = begin(safe, NOTE)
    taking.add_piece(safe.room, ORDER, BUYER, upload, 0, NOTE)
    on_disk = [path for path in safe.settings.data.rglob("*") if path.is_file()]
    assert on_disk != []
    assert [path for path in on_disk if NOTE[:10] in path.read_bytes()] == []


@pytest.mark.parametrize(
    ("at", "data", "code"),
    [
        (0, b"x" * 100_001, "vault_too_large"),
        (5, b"x", "vault_offset"),
        (0, b"x" * 65_535, "vault_piece"),
        (0, b"", "vault_piece"),
    ],
)
def test_a_piece_that_does_not_fit_is_not_taken(safe: Safe, at: int, data: bytes, code: str) -> None:
    upload = begin(safe, b"x" * 100_000)
    with pytest.raises(EvidenceFault) as fault:
        taking.add_piece(safe.room, ORDER, BUYER, upload, at, data)
    assert fault.value.code == code
    assert taking.standing(safe.room, ORDER, BUYER, upload).received == 0


def test_the_other_side_cannot_touch_an_upload(safe: Safe) -> None:
    upload = begin(safe, NOTE)
    for who, order in ((SUPPLIER, ORDER), (BUYER, ORDER + 4096)):
        with pytest.raises(EvidenceFault, match="No such upload"):
            taking.add_piece(safe.room, order, who, upload, 0, NOTE)
    for wrong in ("upl_" + "0" * 32, "../" + upload, "", upload + "\n"):
        with pytest.raises(EvidenceFault, match="No such upload"):
            taking.standing(safe.room, ORDER, BUYER, wrong)


def test_what_is_not_all_here_cannot_be_finished(safe: Safe) -> None:
    upload = begin(safe, NOTE)
    with pytest.raises(EvidenceFault, match="0 of 23 bytes are here"):
        taking.examine(safe.room, ORDER, BUYER, upload, NOON)


HOSTILE = {
    "kind_markup": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "kind_program": b"MZ\x90\x00" + bytes(200),
    "scan_found": b"note " + EICAR,
    "kind_unknown": bytes(range(256)),
    "archive_path": archives.zipped({"../../etc/passwd": b"root"}),
    "archive_bomb": archives.zipped({"zeros.txt": bytes(30_000_000)}),
    "kind_pixels": files.png(50_000, 50_000),
    "kind_two_in_one": files.jpeg(10, 10) + archives.zipped({"a.txt": b"a"}),
}


@pytest.mark.parametrize("code", HOSTILE)
def test_a_hostile_file_leaves_nothing_but_its_hash(safe: Safe, code: str) -> None:
    data = HOSTILE[code]
    taken = safe.bring(data, "../../photo.jpg")
    assert taken.fault is not None
    assert taken.fault.code == code
    with safe.connect() as connection:
        assert kept.files(connection, ORDER) == ()
        (entry,) = kept.entries(connection, ORDER)
    assert (entry.action, entry.note, entry.sha256) == ("refused", code, sha256(data).hexdigest())
    assert safe.room.vault.known() == []
    assert list(safe.room.arrivals.all()) == []
    assert safe.problems() == []


def test_bytes_with_another_hash_than_announced_are_refused(safe: Safe) -> None:
    upload = begin(safe, NOTE, sha256="0" * 64)
    taking.add_piece(safe.room, ORDER, BUYER, upload, 0, NOTE)
    taken = taking.examine(safe.room, ORDER, BUYER, upload, NOON)
    assert taken.fault is not None
    assert taken.fault.code == "vault_hash"
    assert safe.room.vault.known() == []


@pytest.mark.parametrize(
    ("policy", "detail"),
    [
        (Policy(evidence_files_max=2), "One side has at most 2 files"),
        (Policy(evidence_bytes_max=1_000_000, evidence_file_bytes_max=1_000_000), "at most 1,000,000 bytes"),
    ],
)
def test_a_side_has_a_quota_and_uploads_under_way_count(safe: Safe, policy: Policy, detail: str) -> None:
    safe.bring(b"a" * 400_000, policy=policy)
    wanted = taking.Wanted(name="b", size=400_000)
    with safe.connect() as connection:
        taking.announce(safe.room, connection, ORDER, policy, BUYER, wanted, NOON)
        with pytest.raises(EvidenceFault, match=detail) as fault:
            taking.announce(safe.room, connection, ORDER, policy, BUYER, wanted, NOON)
        assert fault.value.code == "vault_quota"
        taking.announce(safe.room, connection, ORDER, policy, SUPPLIER, wanted, NOON)
    assert len(list(safe.room.arrivals.all())) == 2


def test_a_file_larger_than_the_policy_allows_is_not_even_begun(safe: Safe) -> None:
    with pytest.raises(EvidenceFault, match="at most 1,000,000 bytes"):
        safe.bring(b"a" * 1_000_001, policy=Policy(evidence_file_bytes_max=1_000_000))
    assert list(safe.room.arrivals.all()) == []


def test_the_same_bytes_by_the_other_side_are_one_file_with_two_entries(safe: Safe) -> None:
    safe.bring(NOTE, "mine.txt")
    safe.bring(NOTE, "theirs.txt", who=SUPPLIER)
    with safe.connect() as connection:
        (file,) = kept.files(connection, ORDER)
    assert (file.name, file.who) == ("mine.txt", BUYER)
    assert [action for _, action, _ in safe.told()] == ["received", "scanned", "received", "scanned"]
    assert safe.problems() == []


def test_what_dies_between_storing_and_recording_is_gone_on_with(safe: Safe) -> None:
    upload = begin(safe, NOTE)
    taking.add_piece(safe.room, ORDER, BUYER, upload, 0, NOTE)
    taking.examine(safe.room, ORDER, BUYER, upload, NOON)
    assert safe.told() == []
    assert safe.problems() == []
    taken = taking.examine(safe.room, ORDER, BUYER, upload, NOON)
    with safe.connect() as connection:
        taking.put_on_record(safe.room, connection, ORDER, BUYER, upload, taken, NOON)
    assert [action for _, action, _ in safe.told()] == ["received", "scanned"]
    assert safe.problems() == []


def test_what_dies_between_storing_and_recording_and_never_comes_back_leaves_nothing(safe: Safe) -> None:
    upload = begin(safe, NOTE)
    taking.add_piece(safe.room, ORDER, BUYER, upload, 0, NOTE)
    taking.examine(safe.room, ORDER, BUYER, upload, NOON)
    with safe.connect() as connection:
        assert daily.clear_up(safe.room, connection, NOON) == 0
        assert safe.room.vault.has(NOTE_HASH)
        assert daily.clear_up(safe.room, connection, NOON + DAY) == 1
    assert safe.room.vault.known() == []
    assert list(safe.room.arrivals.all()) == []
    assert safe.problems() == []


def test_clearing_up_leaves_bytes_that_are_on_record_or_still_coming(safe: Safe) -> None:
    for _ in range(2):
        upload = begin(safe, NOTE)
        taking.add_piece(safe.room, ORDER, BUYER, upload, 0, NOTE)
        taking.examine(safe.room, ORDER, BUYER, upload, NOON)
    safe.bring(b"on record\n", at=NOON - timedelta(hours=1))
    again = begin(safe, b"on record\n")
    taking.add_piece(safe.room, ORDER, BUYER, again, 0, b"on record\n")
    taking.examine(safe.room, ORDER, BUYER, again, NOON)
    with safe.connect() as connection:
        assert daily.clear_up(safe.room, connection, NOON + DAY) == 3
    assert safe.room.vault.known() == [sha256(b"on record\n").hexdigest()]
