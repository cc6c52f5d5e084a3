"""The clock signs the head of every day, once, over everything before its end; heads only grow."""

import os
from datetime import date, timedelta

from fairhold.book import custody as kept
from fairhold.book.connection import connect
from fairhold.book.reference import publish_policy
from fairhold.evidence import heads
from fairhold.safe import daily
from fairhold.trade.policy import Policy
from safe.bringing import DAY, NOON, ORDER, OTHER, Safe

MIDNIGHT = NOON + timedelta(hours=12)
TODAY = date(2026, 11, 23)


def sign(safe: Safe, at_day: int) -> heads.Head | None:
    with safe.connect() as connection:
        return daily.sign_day(safe.room, connection, MIDNIGHT + at_day * DAY, "UTC")


def test_the_head_of_a_day_covers_all_orders_up_to_its_end(safe: Safe) -> None:
    safe.bring()
    safe.bring(order=OTHER)
    safe.bring(b"after midnight\n", at=MIDNIGHT)
    head = sign(safe, 0)
    assert head is not None
    assert (head.day, head.size) == (TODAY, 4)
    public_key = safe.room.public_key()
    assert public_key == head.public_key
    assert heads.is_signed(head, head.public_key)
    assert sign(safe, 0) is None
    later = sign(safe, 1)
    assert later is not None
    assert (later.day, later.size) == (TODAY + DAY, 6)
    assert safe.problems() == []
    with safe.connect() as connection:
        growth = heads.grown(daily.tree(daily.all_leaves(connection)), head.size)
    assert heads.only_grew(head, later, growth)


def test_a_day_without_entries_has_no_head_and_the_one_before_still_stands(safe: Safe) -> None:
    assert sign(safe, 0) is None
    safe.bring()
    first = sign(safe, 0)
    assert sign(safe, 1) is None
    safe.bring(b"later\n", at=NOON + 5 * DAY)
    last = sign(safe, 5)
    assert first is not None
    assert last is not None
    assert (first.size, last.size, last.day) == (2, 4, TODAY + 5 * DAY)


def test_a_day_ends_where_the_policys_zone_says(safe: Safe) -> None:
    safe.bring()
    with safe.connect() as connection:
        assert daily.sign_day(safe.room, connection, NOON + timedelta(hours=3), "UTC") is None
        head = daily.sign_day(safe.room, connection, NOON + timedelta(hours=5), "Asia/Shanghai")
    assert head is not None
    assert head.day == TODAY


def test_every_entry_of_an_order_has_its_proof_under_the_newest_head(safe: Safe) -> None:
    safe.bring()
    safe.bring(order=OTHER)
    sign(safe, 0)
    safe.bring(b"not covered yet\n", at=MIDNIGHT)
    with safe.connect() as connection:
        proofs = daily.proofs_of(connection, OTHER)
        entries = {entry.seq: entry for entry in kept.entries(connection, OTHER)}
        uncovered = daily.proofs_of(connection, ORDER)
    assert proofs.head is not None
    assert [seq for seq, _ in proofs.entries] == [1, 2]
    for seq, proven in proofs.entries:
        assert heads.was_there(proven, bytes.fromhex(entries[seq].hash), proofs.head)
        assert not heads.was_there(proven, bytes.fromhex(entries[3 - seq].hash), proofs.head)
    assert [seq for seq, _ in uncovered.entries] == [1, 2]


def test_the_key_is_made_once_and_is_for_its_owner_only(safe: Safe) -> None:
    file = safe.settings.data / "evidence-head.key"
    assert safe.room.public_key() is None
    made = safe.room.key().private_bytes_raw()
    assert safe.room.key().private_bytes_raw() == made
    assert os.stat(file).st_mode & 0o777 == 0o600


def test_a_round_signs_and_clears_up_once_there_is_a_policy(safe: Safe) -> None:
    with connect(safe.url) as connection:
        daily.round_of(safe.room, connection, MIDNIGHT)
        safe.bring()
        publish_policy(connection, "seed", Policy(), NOON)
        daily.round_of(safe.room, connection, MIDNIGHT + DAY)
        assert [head.day for head in kept.heads(connection)] == [TODAY + DAY]
