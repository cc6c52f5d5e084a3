"""The chain: the hash of an event covers everything that stands in its row."""

from hashlib import sha256

import pytest

from fairhold.book.chain import START, link

EVENT = {
    "previous": START,
    "stream_id": 4097,
    "seq": 1,
    "at": 825_552_000_000_000,
    "kind": b"order.drafted",
    "actor": b"buyer:7:bea",
    "body": b'{"event":"order.drafted"}',
    "key": bytes(range(16)),
    "fingerprint": -5,
    "count": 1,
    "side_seq": 0,
    "side_count": 0,
}


def test_the_hash_is_sha256_of_the_columns_in_a_fixed_form() -> None:
    fixed = (
        (4097).to_bytes(8, "big")
        + (1).to_bytes(4, "big")
        + (825_552_000_000_000).to_bytes(8, "big")
        + (-5).to_bytes(8, "big", signed=True)
        + (1).to_bytes(2, "big")
        + (0).to_bytes(4, "big")
        + (0).to_bytes(2, "big")
        + (13).to_bytes(4, "big")
        + (11).to_bytes(4, "big")
        + (25).to_bytes(4, "big")
    )
    texts = b"".join((EVENT["kind"], EVENT["actor"], EVENT["body"]))
    assert link(**EVENT) == sha256(START + fixed + EVENT["key"] + texts).digest()


@pytest.mark.parametrize("name", EVENT)
def test_changing_any_column_changes_the_hash(name: str) -> None:
    value = EVENT[name]
    other = value + b"x" if isinstance(value, bytes) else value + 1
    assert link(**{**EVENT, name: other}) != link(**EVENT)


def test_moving_signs_from_one_text_to_the_next_changes_the_hash() -> None:
    moved = {**EVENT, "kind": b"order.draftedb", "actor": b"uyer:7:bea"}
    assert link(**moved) != link(**EVENT)
