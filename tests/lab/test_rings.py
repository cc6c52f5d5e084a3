"""Staged rings: what they could vanish with under the bounded model, against the fees they paid (standards 6.1)."""

import msgspec
import pytest

from fairhold.lab.rings import DIAL_FEE_BP, Ring, staged
from fairhold.trade.policy import PRESETS, Policy

DEFAULT = Policy(service_fee_supplier_bp=DIAL_FEE_BP)


def by_name(policy: Policy) -> dict[str, Ring]:
    return {ring.name: ring for ring in staged(policy)}


@pytest.mark.parametrize(
    ("name", "taken", "gain", "break_even_bp"),
    [
        ("3 shells, unnoticed", 167_915, -1_182_085, 3_014),
        ("30 shells, unnoticed", 895_629, -454_371, 565),
        ("30 shells, suspected", 45_261, -1_304_739, 11_185),
        ("30 shells, confirmed", 0, -1_350_000, None),
    ],
)
def test_at_the_default_dial_and_its_fee_no_ring_gains(
    name: str, taken: int, gain: int, break_even_bp: int | None
) -> None:
    """E7 and E10: -11,821 and -4,544; what was noticed is worth less still."""
    ring = by_name(DEFAULT)[name]
    assert (ring.taken, ring.fees, ring.gain, ring.break_even_bp) == (taken, 1_350_000, gain, break_even_bp)


def test_above_the_dial_that_breaks_even_thirty_shells_gain() -> None:
    """E11, and one basis point on either side of where it turns."""
    gains = {
        dial: by_name(msgspec.structs.replace(DEFAULT, limit_g_bp=dial, limit_g_reserve_bp=dial))[
            "30 shells, unnoticed"
        ].gain
        for dial in (565, 566, 1_500)
    }
    assert gains[565] < 0 < gains[566]
    assert gains[1_500] == 2_232_517


@pytest.mark.parametrize("preset", PRESETS)
def test_where_no_fee_is_taken_a_ring_gains_only_what_the_operator_reserves(preset: str) -> None:
    """Standards 6.1: nothing is unsecured without a fee or a reserve; the figures say what of the reserve goes."""
    free = PRESETS[preset]
    assert [(ring.taken, ring.fees, ring.gain) for ring in staged(free)] == [(0, 0, 0)] * 4
    ring = by_name(msgspec.structs.replace(free, limit_g_reserve_bp=375))["30 shells, unnoticed"]
    assert (free.service_fee_supplier_bp, ring.fees, ring.gain, ring.break_even_bp) == (0, 0, 895_629, 0)
