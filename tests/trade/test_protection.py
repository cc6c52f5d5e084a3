"""Protection: the covered amount, and how much of it escrow and the guarantee stand for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairhold.trade.protection import Coverage, guaranteed_after_release, protected_base, protected_while_held

amounts = st.integers(min_value=0, max_value=10**15)


@pytest.mark.parametrize(
    ("coverage", "received", "initial", "total", "base"),
    [
        ("pre_shipment", 2_500_000, 2_500_000, 8_000_000, 2_500_000),  # SC1
        ("pre_shipment", 8_000_000, 2_500_000, 8_000_000, 2_500_000),
        ("post_delivery", 8_000_000, 2_500_000, 8_000_000, 8_000_000),
        ("post_delivery", 2_500_000, 2_500_000, 8_000_000, 2_500_000),
        ("pre_shipment", 300_000, 150_000, 300_000, 150_000),  # SC2
        ("post_delivery", 300_000, 150_000, 300_000, 300_000),
        ("pre_shipment", 0, 150_000, 300_000, 0),
        ("post_delivery", 310_000, 150_000, 300_000, 300_000),
    ],
)
def test_the_covered_amount_follows_the_coverage_and_what_came(
    coverage: Coverage, received: int, initial: int, total: int, base: int
) -> None:
    assert protected_base(coverage, received, initial, total) == base


def test_money_held_is_protected_in_full_whatever_the_limit() -> None:
    assert protected_while_held(8_000_000, 8_000_000) == 8_000_000
    assert protected_while_held(2_500_000, 8_000_000) == 2_500_000
    assert protected_while_held(8_000_000, 2_500_000) == 2_500_000


def test_after_release_the_reserved_limit_caps_what_is_guaranteed() -> None:
    assert guaranteed_after_release(8_000_000, 0, 8_000_000) == 8_000_000
    assert guaranteed_after_release(5_000_000, 0, 3_000_000) == 3_000_000
    assert guaranteed_after_release(5_000_000, 2_000_000, 3_000_000) == 3_000_000
    assert guaranteed_after_release(5_000_000, 4_000_000, 3_000_000) == 1_000_000
    assert guaranteed_after_release(2_500_000, 8_000_000, 3_000_000) == 0


@given(st.sampled_from(["pre_shipment", "post_delivery"]), amounts, amounts, amounts, amounts, amounts)
def test_never_more_is_covered_than_was_received(
    coverage: Coverage, received: int, initial: int, total: int, held: int, limit: int
) -> None:
    base = protected_base(coverage, received, initial, total)
    assert base <= received
    assert protected_while_held(base, held) + guaranteed_after_release(base, held, limit) <= base


def test_an_amount_below_zero_is_refused() -> None:
    with pytest.raises(ValueError, match="below zero"):
        protected_base("pre_shipment", -1, 1, 1)
    with pytest.raises(ValueError, match="below zero"):
        protected_while_held(1, -1)
    with pytest.raises(ValueError, match="below zero"):
        guaranteed_after_release(1, 1, -1)
