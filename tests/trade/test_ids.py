"""Stream numbers: their parts, their order, their text, and what is refused."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairhold.trade.ids import BUCKETS, EPOCH, ID_MAX, PREFIXES, born_at, bucket_of, from_text, new_id, to_text

NOON = datetime(2026, 11, 22, 12, 0, 0, 123_456, tzinfo=UTC)
numbers = st.integers(min_value=1, max_value=ID_MAX)


def test_a_number_holds_milliseconds_then_entropy_then_bucket() -> None:
    assert new_id(EPOCH + timedelta(milliseconds=1), 0, 0) == 1 << 22
    assert new_id(EPOCH + timedelta(milliseconds=1), 4095, 1023) == (1 << 22) + (1 << 22) - 1
    assert new_id(NOON, 7, 5) == 375_278_400_123 << 22 | 5 << 12 | 7


def test_bucket_and_birth_can_be_read_off_a_number() -> None:
    assert bucket_of(new_id(NOON, 4095, 1023)) == 4095
    assert bucket_of(new_id(NOON, 0, 1023)) == 0
    assert born_at(new_id(NOON, 4095, 1023)) == datetime(2026, 11, 22, 12, 0, 0, 123_000, tzinfo=UTC)


def test_a_later_millisecond_gives_a_larger_number_whatever_bucket_and_entropy() -> None:
    assert new_id(NOON, BUCKETS - 1, 1023) < new_id(NOON + timedelta(milliseconds=1), 0, 0)


def test_the_zone_of_now_does_not_matter() -> None:
    shanghai = timezone(timedelta(hours=8))
    assert new_id(NOON.astimezone(shanghai), 1, 1) == new_id(NOON, 1, 1)


def test_the_last_number_fits_a_signed_64_bit_column() -> None:
    last = EPOCH + timedelta(milliseconds=2**41 - 1)
    assert new_id(last, 4095, 1023) == ID_MAX == 2**63 - 1
    assert last.year == 2084


@pytest.mark.parametrize(
    ("now", "bucket", "entropy"),
    [
        (NOON.replace(tzinfo=None), 0, 0),
        (EPOCH, 0, 0),
        (EPOCH - timedelta(days=1), 0, 0),
        (EPOCH + timedelta(milliseconds=2**41), 0, 0),
        (NOON, -1, 0),
        (NOON, 4096, 0),
        (NOON, 0, -1),
        (NOON, 0, 1024),
    ],
)
def test_what_does_not_fit_is_refused(now: datetime, bucket: int, entropy: int) -> None:
    with pytest.raises(ValueError, match=r"zone|years|within"):
        new_id(now, bucket, entropy)


@pytest.mark.parametrize("number", [0, -1, ID_MAX + 1])
def test_a_number_outside_63_bits_has_no_bucket_and_no_text(number: int) -> None:
    with pytest.raises(ValueError, match="63-bit"):
        bucket_of(number)
    with pytest.raises(ValueError, match="63-bit"):
        to_text("ord_", number)
    with pytest.raises(ValueError, match="63-bit"):
        born_at(number)


def test_text_is_prefix_and_thirteen_signs() -> None:
    assert to_text("ord_", 1) == "ord_0000000000001"
    assert to_text("pty_", 33) == "pty_0000000000011"
    assert to_text("sup_", 31) == "sup_000000000000z"
    assert to_text("rem_", ID_MAX) == "rem_7zzzzzzzzzzzz"


def test_only_known_prefixes_are_written() -> None:
    assert PREFIXES == ("clk_", "ntc_", "ord_", "pty_", "rem_", "sup_")
    with pytest.raises(ValueError, match="prefixes"):
        to_text("ord", 1)


@given(numbers, st.sampled_from(PREFIXES))
def test_text_reads_back_as_its_number(number: int, prefix: str) -> None:
    assert from_text(prefix, to_text(prefix, number)) == number


@given(numbers, numbers)
def test_texts_sort_like_their_numbers(one: int, other: int) -> None:
    assert (to_text("ord_", one) < to_text("ord_", other)) == (one < other)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ord",
        "ord_",
        "pty_0000000000001",
        "0000000000001",
        "ord_000000000001",
        "ord_00000000000001",
        "ord_0000000000000",
        "ord_8000000000000",
        "ORD_0000000000001",
        "ord_000000000000Z",
        "ord_000000000000i",
        "ord_000000000000l",
        "ord_000000000000o",
        "ord_000000000000u",
        "ord_0000000 00001",
        "ord_000000000001\n",
        "ord_٠٠٠٠٠٠٠٠٠٠٠٠١",
    ],
)
def test_no_other_text_is_an_order_number(text: str) -> None:
    assert from_text("ord_", text) is None


def test_an_unknown_prefix_reads_nothing() -> None:
    assert from_text("", "0000000000001") is None
    assert from_text("xyz_", "xyz_0000000000001") is None
