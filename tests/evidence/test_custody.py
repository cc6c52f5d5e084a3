"""The chain of custody: whatever is changed, taken out, added or cut off is named by its number."""

import hashlib
import struct
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from re import MULTILINE, findall
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairhold.evidence.custody import ACTIONS, BREAKS, START, Break, Entry, entry, hash_of, leaves, verify

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
PHOTO = hashlib.sha256(b"a photo").hexdigest()


def chain(count: int, order: str = "ord_1") -> list[Entry]:
    made: list[Entry] = []
    for number in range(count):
        action = list(ACTIONS)[number % len(ACTIONS)]
        at = NOON + timedelta(minutes=number)
        made.append(entry(made[-1] if made else None, order, at, "buyer:pty_1", action, PHOTO, f"note {number}"))
    return made


def forged(one: Entry, **change: object) -> Entry:
    """An entry changed by somebody who knows how to hash it again."""
    changed = msgspec.structs.replace(one, **change)
    return msgspec.structs.replace(changed, hash=hash_of(changed))


def broken(found: Break | None) -> tuple[int, str]:
    assert found is not None
    assert found.detail == f"Entry {found.seq}: {BREAKS[found.fault]}"
    return found.seq, found.fault


def test_a_chain_as_it_was_written_is_whole() -> None:
    made = chain(20)
    assert verify("ord_1", made) is None
    assert verify("ord_1", made, 20, made[-1].hash) is None
    assert verify("ord_1", made, 7, made[6].hash) is None
    assert verify("ord_1", []) is None
    assert [one.seq for one in made] == list(range(1, 21))
    assert made[0].previous == START


def test_the_hash_can_be_made_with_nothing_but_a_standard_library() -> None:
    one = chain(2)[1]
    texts = ["ord_1", "2", "2026-11-23T12:01:00.000000Z", "buyer:pty_1", "refused", PHOTO, "note 1"]
    data = b"fairhold-custody-1" + bytes.fromhex(one.previous)
    data += b"".join(struct.pack(">I", len(text.encode())) + text.encode() for text in texts)
    assert one.hash == hashlib.sha256(data).hexdigest()


def test_an_entry_goes_through_json_unchanged() -> None:
    made = chain(3)
    assert msgspec.json.decode(msgspec.json.encode(made), type=list[Entry]) == made


@pytest.mark.parametrize(
    "change",
    [
        {"who": "supplier:sup_1"},
        {"action": "erased"},
        {"note": "note 4 "},
        {"sha256": hashlib.sha256(b"another").hexdigest()},
        {"at": NOON},
        {"previous": START},
    ],
)
def test_a_changed_entry_is_named(change: dict[str, object]) -> None:
    made = chain(8)
    changed = [*made[:4], msgspec.structs.replace(made[4], **change), *made[5:]]
    assert broken(verify("ord_1", changed)) == (5, "changed")


def test_an_entry_that_was_changed_and_hashed_again_breaks_the_next_link() -> None:
    made = chain(8)
    assert broken(verify("ord_1", [*made[:4], forged(made[4], note="bronze"), *made[5:]])) == (6, "link")


@pytest.mark.parametrize("at", range(8))
def test_a_deleted_entry_is_named(at: int) -> None:
    made = chain(8)
    without = made[:at] + made[at + 1 :]
    expected = (at + 1, "missing") if at < 7 else (8, "tail")
    assert broken(verify("ord_1", without, 8, made[-1].hash)) == expected


def test_a_deleted_entry_whose_followers_were_numbered_again_is_named() -> None:
    made = chain(5)
    hidden = [*made[:2], forged(made[3], seq=3), forged(made[4], seq=4)]
    assert broken(verify("ord_1", hidden)) == (3, "link")


@pytest.mark.parametrize("left", range(8))
def test_a_tail_that_was_cut_off_is_named_against_a_known_head(left: int) -> None:
    made = chain(8)
    assert verify("ord_1", made[:left]) is None
    assert broken(verify("ord_1", made[:left], 8, made[-1].hash)) == (left + 1, "tail")


def test_a_chain_that_was_written_anew_is_whole_and_not_the_one_that_is_known() -> None:
    made = chain(8)
    other = chain(3)
    for number in range(3, 9):
        other.append(entry(other[-1], "ord_1", NOON + timedelta(hours=number), "operator", "filed", PHOTO))
    assert verify("ord_1", other) is None
    assert broken(verify("ord_1", other, 8, made[-1].hash)) == (8, "head")


def test_entries_that_were_doubled_exchanged_or_brought_from_elsewhere_are_named() -> None:
    made = chain(6)
    assert broken(verify("ord_1", [*made[:3], made[2], *made[3:]])) == (4, "repeated")
    assert broken(verify("ord_1", [made[1], made[0], *made[2:]])) == (1, "missing")
    assert broken(verify("ord_2", made)) == (1, "order")
    assert broken(verify("ord_1", [*made[:3], chain(4, "ord_2")[3]])) == (4, "order")


def test_time_does_not_run_backwards() -> None:
    made = chain(3)
    back = forged(made[2], at=NOON - timedelta(days=1))
    assert broken(verify("ord_1", [*made[:2], back])) == (3, "time")


@given(st.integers(1, 12), st.data())
def test_a_flipped_bit_anywhere_in_a_stored_chain_is_found(count: int, data: st.DataObject) -> None:
    made = chain(count)
    wire = bytearray(msgspec.json.encode(made))
    at = data.draw(st.integers(0, len(wire) - 1))
    wire[at] ^= 1 << data.draw(st.integers(0, 6))
    try:
        stored = msgspec.json.decode(bytes(wire), type=list[Entry])
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return
    assert stored == made or verify("ord_1", stored, count, made[-1].hash) is not None


def test_times_are_kept_in_utc() -> None:
    one = entry(None, "ord_1", NOON.astimezone(timezone(timedelta(hours=8))), "operator", "received", PHOTO)
    assert one.at.isoformat() == "2026-11-23T12:00:00+00:00"
    assert one.hash == entry(None, "ord_1", NOON, "operator", "received", PHOTO).hash


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"action": "lost"}, "nothing that is done with evidence"),
        ({"at": NOON.replace(tzinfo=None)}, "has no zone"),
        ({"at": NOON - timedelta(days=1)}, "cannot come before"),
        ({"order": "ord_2"}, "cannot come before"),
        ({"who": ""}, "length >= 1"),
        ({"who": "x" * 101}, "length <= 100"),
        ({"note": "x" * 501}, "length <= 500"),
        ({"sha256": "abc"}, "matching regex"),
    ],
)
def test_what_no_entry_may_be_is_not_written(change: dict[str, Any], said: str) -> None:
    last = chain(1)[0]
    right: dict[str, Any] = {
        "order": "ord_1",
        "at": NOON,
        "who": "operator",
        "action": "held",
        "sha256": PHOTO,
        "note": "",
    }
    with pytest.raises(ValueError, match=said):
        entry(last, **(right | change))


def test_leaves_are_the_hashes_as_bytes() -> None:
    made = chain(2)
    assert [leaf.hex() for leaf in leaves(made)] == [one.hash for one in made]


@pytest.mark.parametrize("table", [ACTIONS, BREAKS], ids=["actions", "breaks"])
def test_the_page_has_every_action_and_every_break(table: dict[str, str]) -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "concepts" / "evidence.md").read_text("utf-8")
    rows = findall(r"^\| ([a-z_]+) \| (.+\.) \|$", page, MULTILINE)
    assert [row for row in rows if row[0] in table] == list(table.items())
