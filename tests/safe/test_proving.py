"""Whoever flips a byte, takes out a row or cuts off a tail is found, and the place is named."""

from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from fairhold.book import custody as kept
from fairhold.evidence import heads
from fairhold.safe import daily, proving
from fairhold.safe.recording import order_text
from safe.bringing import DAY, NOON, NOTE, ORDER, OTHER, Safe

MIDNIGHT = NOON + timedelta(hours=12)
HASH = sha256(NOTE).hexdigest()
TEXT = order_text(ORDER)


@pytest.fixture
def full(safe: Safe) -> Safe:
    """Two orders with evidence, all of it under a head, and an entry of the day after."""
    safe.bring()
    safe.bring(b"of another order\n", order=OTHER)
    with safe.connect() as connection:
        assert daily.sign_day(safe.room, connection, MIDNIGHT, "UTC") is not None
    safe.bring(b"a day later\n", at=NOON + DAY)
    return safe


def sealed(safe: Safe, sha256: str) -> Path:
    return safe.settings.data / "evidence" / "bytes" / sha256[:2] / sha256


def test_a_whole_safe_is_proved(full: Safe) -> None:
    proofs = full.proofs()
    assert [(name, proof.ok, proof.checked) for name, proof in proofs.items()] == [
        ("custody", True, 6),
        ("heads", True, 12),
        ("evidence", True, 12),
    ]


def test_an_empty_safe_is_proved_and_nothing_is_made_for_it(safe: Safe) -> None:
    assert safe.problems() == []
    assert not safe.settings.data.exists()


def test_a_flipped_byte_is_named_by_its_file(full: Safe) -> None:
    path = sealed(full, HASH)
    data = bytearray(path.read_bytes())
    data[-3] ^= 1
    path.write_bytes(data)
    assert full.problems() == [f"{TEXT}: file {HASH} is damaged"]


def test_a_lost_file_is_named(full: Safe) -> None:
    sealed(full, HASH).unlink()
    assert full.problems() == [f"{TEXT}: file {HASH} is missing"]


def test_a_changed_entry_is_named(full: Safe) -> None:
    full.break_in("UPDATE custody SET note = 'clean' WHERE order_id = %s AND seq = 2", ORDER)
    assert full.problems() == [f"{TEXT}: Entry 2: The entry is not the one that its hash was made of."]


def test_a_deleted_entry_is_named_in_the_chain_and_in_the_tree(full: Safe) -> None:
    full.break_in("DELETE FROM custody WHERE order_id = %s AND seq = 2", ORDER)
    assert full.problems() == [
        f"{TEXT}: Entry 2: An entry is missing: the numbers jump, or the chain does not begin at 1.",
        f"{TEXT}: entry 2 is gone that a head was signed over",
    ]


def test_a_cut_tail_is_named(full: Safe) -> None:
    full.break_in("DELETE FROM custody WHERE order_id = %s AND seq > 3", ORDER)
    assert full.problems() == [f"{TEXT}: Entry 4: The chain ends before the entry that is known to have been its last."]


def test_a_tail_cut_with_its_end_is_found_by_the_files_record(full: Safe) -> None:
    full.break_in("DELETE FROM custody WHERE order_id = %s AND seq > 2", ORDER)
    full.break_in(
        "UPDATE evidence_orders SET seq = 2, head = (SELECT hash FROM custody WHERE order_id = %s AND seq = 2) "
        "WHERE order_id = %s",
        ORDER,
        ORDER,
    )
    later = sha256(b"a day later\n").hexdigest()
    assert full.problems() == [f"{TEXT}: no entry says that file {later} came in"]


def test_a_whole_chain_that_is_gone_is_named(full: Safe) -> None:
    full.break_in("DELETE FROM custody WHERE order_id = %s", ORDER)
    assert full.problems()[0] == f"{TEXT}: all 4 entries are gone"


def test_a_deleted_record_of_a_file_is_named(full: Safe) -> None:
    full.break_in("DELETE FROM evidence_files WHERE order_id = %s AND sha256 = %s", ORDER, bytes.fromhex(HASH))
    assert full.problems() == [
        f"{TEXT}: the record of file {HASH} is gone",
        f"file {HASH} is in the vault and no order has it",
    ]


def test_a_deleted_head_is_noticed(full: Safe) -> None:
    full.break_in("DELETE FROM custody_heads")
    assert full.problems() == ["the newest head covers 0 entries, 4 are in the tree"]


def test_a_head_that_another_key_signed_is_named(full: Safe) -> None:
    (full.settings.data / "evidence-head.key").write_text("11" * 32)
    assert full.problems() == ["head of 2026-11-23: not signed by the operator's key"]


def test_bytes_that_were_erased_past_the_book_are_named(full: Safe) -> None:
    full.room.vault.erase(HASH, NOON, "somebody", "quietly")
    assert full.problems() == [f"{TEXT}: file {HASH} is erased"]


def test_a_head_kept_elsewhere_holds_against_a_book_that_was_written_anew(full: Safe) -> None:
    with full.connect() as connection:
        (head,) = [daily.as_head(row) for row in kept.heads(connection)]
        assert [p.ok for p in proving.prove(full.room, connection, [head])] == [True, True, True]
    for table in ("custody", "custody_leaves", "custody_heads", "evidence_orders", "evidence_files"):
        full.break_in(f"DELETE FROM {table}")
    for name in full.room.vault.known():
        full.room.vault.discard(name)
    assert full.problems() == []
    with full.connect() as connection:
        problems = [problem for proof in proving.prove(full.room, connection, [head]) for problem in proof.problems]
    assert problems == ["head of 2026-11-23: it covers 4 entries, 0 are left"]
    forged = heads.Head(head.scheme, head.day, 0, heads.tree_of([]).root.hex(), head.public_key, head.signature)
    with full.connect() as connection:
        problems = [problem for proof in proving.prove(full.room, connection, [forged]) for problem in proof.problems]
    assert problems == ["head of 2026-11-23: not signed by the operator's key"]
