"""Heads of days: signed, handed out, and a check on whoever keeps the records."""

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fairhold.evidence.custody import Entry, entry, leaves
from fairhold.evidence.heads import Head, grown, is_signed, only_grew, prove, sign, tree_of, was_there

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw().hex()
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(32))
MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


def entries(count: int) -> list[Entry]:
    made: list[Entry] = []
    for number in range(count):
        at = datetime(2026, 11, 23, 9, tzinfo=UTC) + timedelta(minutes=number)
        made.append(entry(made[-1] if made else None, "ord_1", at, "operator", "filed", "ab" * 32))
    return made


LEAVES = leaves(entries(9))
EARLY, LATE = tree_of(LEAVES[:5]), tree_of(LEAVES)


def test_a_head_is_signed_by_the_operators_key_and_no_other() -> None:
    head = sign(LATE, MONDAY, KEY)
    assert (head.day, head.size, head.root) == (MONDAY, 9, LATE.root.hex())
    assert is_signed(head, PUBLIC)
    assert not is_signed(head, OTHER.public_key().public_bytes_raw().hex())
    assert not is_signed(sign(LATE, MONDAY, OTHER), PUBLIC)


@pytest.mark.parametrize(
    "change", [{"day": TUESDAY}, {"size": 8}, {"root": "00" * 32}, {"signature": "00" * 64}, {"public_key": "00" * 32}]
)
def test_a_head_that_was_changed_is_not_signed(change: dict[str, object]) -> None:
    assert not is_signed(msgspec.structs.replace(sign(LATE, MONDAY, KEY), **change), PUBLIC)


def test_what_is_no_key_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="key is 32 bytes"):
        is_signed(sign(LATE, MONDAY, KEY), "00")


def test_a_head_goes_through_json_unchanged() -> None:
    head = sign(LATE, MONDAY, KEY)
    assert msgspec.json.decode(msgspec.json.encode(head), type=Head) == head


@pytest.mark.parametrize("index", range(9))
def test_an_entry_that_was_there_is_proved_against_the_head(index: int) -> None:
    head, proven = sign(LATE, MONDAY, KEY), prove(LATE, index)
    assert was_there(proven, LEAVES[index], head)
    assert not was_there(proven, LEAVES[index - 1], head)
    assert not was_there(msgspec.structs.replace(proven, index=(index + 1) % 9), LEAVES[index], head)
    if index >= 5:
        assert not was_there(proven, LEAVES[index], sign(EARLY, MONDAY, KEY))


def test_a_later_head_is_shown_to_have_only_grown() -> None:
    earlier, later = sign(EARLY, MONDAY, KEY), sign(LATE, TUESDAY, KEY)
    assert only_grew(earlier, later, grown(LATE, 5))
    assert only_grew(earlier, sign(EARLY, TUESDAY, KEY), grown(EARLY, 5))
    assert only_grew(sign(tree_of([]), MONDAY, KEY), later, [])
    assert not only_grew(sign(tree_of([]), MONDAY, KEY), later, ["00" * 32])
    assert not only_grew(sign(LATE, TUESDAY, KEY), earlier, [])


@pytest.mark.parametrize("at", range(5))
def test_records_that_were_changed_behind_a_head_are_found(at: int) -> None:
    earlier = sign(EARLY, MONDAY, KEY)
    forged = tree_of([*LEAVES[:at], bytes(32), *LEAVES[at + 1 :]])
    assert not only_grew(earlier, sign(forged, TUESDAY, KEY), grown(forged, 5))
    without = tree_of([*LEAVES[:at], *LEAVES[at + 1 :]])
    assert not only_grew(earlier, sign(without, TUESDAY, KEY), grown(without, 5))


def test_a_head_that_goes_back_in_days_did_not_grow() -> None:
    assert not only_grew(sign(EARLY, TUESDAY, KEY), sign(LATE, MONDAY, KEY), grown(LATE, 5))
