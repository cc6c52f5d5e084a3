"""What a proven ground is worth: every formula of 4.7 and R16-R30 with exact figures (SC27, SC28, SC29, SC34)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairhold.standards.interval import clopper_pearson
from fairhold.trade.evidence_class import EvidenceClass
from fairhold.trade.families import LateDamages
from fairhold.trade.policy import Policy
from fairhold.trade.remedy import (
    Remedy,
    Step,
    ValueLeft,
    capped,
    fee_shifted,
    graded_reduction,
    late_damages,
    nothing,
    price_reduction,
    proven_loss,
    refund,
    shared,
    shortage,
    unit_share,
    without_return,
)

POLICY = Policy()
LINE = 80_000_00
CLAUSE = LateDamages(per_day_bp=50, cap_bp=1_000)


def test_price_reduction_follows_the_worth_of_the_goods() -> None:
    """Article 50: 48,000 with values of 30,000 and 50,000 gives 19,200, in words and figures."""
    left = ValueLeft(30_000_00, 50_000_00, "the inspector")
    assert price_reduction(48_000_00, "USD", left) == Remedy(
        "price_reduction",
        19_200_00,
        "USD",
        steps=(
            Step("protected part of the price", 48_000_00),
            Step("value as it is, of value as agreed", "3,000,000 of 5,000,000 (the inspector)"),
            Step("price reduction", 19_200_00),
        ),
    )


def test_a_price_reduction_counts_the_units_concerned_only() -> None:
    part = price_reduction(48_000_00, "USD", ValueLeft(30, 50, "the inspector"), out=25, of=100)
    assert part.amount == 4_800_00
    assert Step("units concerned", "25 of 100") in part.steps


def test_goods_worth_more_than_agreed_lower_no_price() -> None:
    assert price_reduction(48_000_00, "USD", ValueLeft(60, 50, "the inspector")).amount == 0


@pytest.mark.parametrize(("as_is", "as_agreed"), [(-1, 10), (1, 0), (1, -5)])
def test_a_value_that_cannot_be_is_refused(as_is: int, as_agreed: int) -> None:
    with pytest.raises(ValueError, match="a value of"):
        ValueLeft(as_is, as_agreed, "nobody")


def test_the_contracts_own_table_names_the_reduction() -> None:
    """R17."""
    graded = graded_reduction(LINE, "USD", 750, "5")
    assert (graded.kind, graded.amount, graded.goods_back) == ("price_reduction", 6_000_00, False)
    assert graded.steps[1] == Step("reduction by the contract's table for 5 % off", "7.5 %")


def test_sixty_dead_microphones_of_two_hundred_are_thirty_per_cent() -> None:
    """SC29, R19."""
    found = unit_share(LINE, "USD", "defective", 60, 200, 0)
    assert (found.amount, found.goods_back) == (24_000_00, False)
    assert found.steps == (
        Step("protected part of the price", LINE),
        Step("defective units, of those inspected", "60 of 200 (30 %)"),
        Step("their share of the price", 24_000_00),
    )


def test_a_rate_from_a_sample_is_shown_with_its_interval_and_counts_as_a_point() -> None:
    """Standards 4.4: 9 of 80 are 11.25 %, with 95 % confidence between 5.3 % and 20.3 %."""
    interval = clopper_pearson(9, 80)
    least, most = round(interval.least * 1_000) * 10, round(interval.most * 1_000) * 10
    found = unit_share(LINE, "USD", "defective", 9, 80, 0, (least, most))
    assert found.amount == 9_000_00
    assert found.steps[1].figure == "9 of 80 (11.25 %, between 5.3 % and 20.3 %)"


def test_salvage_lowers_a_defect_share() -> None:
    found = unit_share(LINE, "USD", "damaged", 60, 200, 2_500)
    assert found.amount == 18_000_00
    assert Step("less what such a unit is still worth", "25 %") in found.steps


def test_twenty_missing_spatulas_of_two_thousand() -> None:
    """SC28, R24."""
    found = shortage(LINE, "USD", 20, 2_000)
    assert (found.kind, found.amount) == ("shortage", 800_00)
    assert found.steps[1] == Step("missing, of ordered units", "20 of 2000")


@pytest.mark.parametrize(("days", "amount"), [(6, 2_400_00), (20, 8_000_00), (30, 8_000_00)])
def test_late_damages_run_by_the_day_up_to_the_cap(days: int, amount: int) -> None:
    """SC27."""
    assert late_damages(LINE, "USD", days, CLAUSE).amount == amount


def test_late_damages_show_rate_and_cap() -> None:
    assert late_damages(LINE, "USD", 6, CLAUSE).steps == (
        Step("value of the late part", LINE),
        Step("6 days at 0.5 %, at most 10 %", "3 %"),
        Step("late damages", 2_400_00),
    )


def test_without_a_clause_proven_loss_is_paid_up_to_a_tenth() -> None:
    """R20."""
    assert proven_loss(LINE, "USD", 5_000_00, 1_000).amount == 5_000_00
    assert proven_loss(LINE, "USD", 9_000_00, 1_000).amount == 8_000_00
    assert proven_loss(LINE, "USD", 0, 1_000).amount == 0


def test_a_refund_with_return_is_only_for_units_that_come_back() -> None:
    """R11."""
    assert refund(LINE, "USD", goods_back=True) == Remedy(
        "refund_with_return", LINE, "USD", True, (Step("protected part of the price", LINE),)
    )
    some = refund(LINE, "USD", goods_back=True, units=1_000, gone=250)
    assert (some.amount, some.steps[-1].words) == (60_000_00, "for the 750 of 1000 units that come back")
    assert refund(LINE, "USD", goods_back=False, units=1_000, gone=250).amount == LINE


def test_shared_fault_lowers_an_award_in_steps_of_five_per_cent() -> None:
    """R29."""
    award = refund(LINE, "USD", goods_back=False)
    assert shared(award, 0) == award
    assert shared(award, 1_500).amount == 68_000_00
    assert shared(award, 10_000).amount == 0
    for wrong in (100, 10_500, -500):
        with pytest.raises(ValueError, match="steps of 500"):
            shared(award, wrong)


def test_an_award_is_capped_at_what_is_protected() -> None:
    award = refund(LINE, "USD", goods_back=False)
    assert capped(award, LINE) == award
    assert capped(award, 25_000_00).steps[-1] == Step("at most what is protected", 25_000_00)


def test_goods_stay_where_their_way_back_costs_too_much_or_is_not_allowed() -> None:
    """R27: more than 30 % of the award."""
    award = refund(LINE, "USD", goods_back=True)
    assert without_return(award, 24_000_00, False, POLICY) == award
    dear = without_return(award, 24_000_01, False, POLICY)
    assert (dear.kind, dear.goods_back, dear.amount) == ("refund", False, LINE)
    assert dear.steps[-1].words == "no return: the way back costs more than 30 % of the award"
    unsafe = without_return(award, 0, True, POLICY)
    assert (unsafe.goods_back, unsafe.steps[-1].words) == (False, "no return: the goods are unsafe or may not travel")
    kept = refund(LINE, "USD", goods_back=False)
    assert without_return(kept, LINE, True, POLICY) == kept


@pytest.mark.parametrize(("awarded", "fee"), [(80_000_00, 300_00), (0, 0), (40_000_00, 150_00), (90_000_00, 300_00)])
def test_an_inspection_fee_shifts_in_proportion_of_awarded_to_claimed(awarded: int, fee: int) -> None:
    """SC34, R26."""
    assert fee_shifted(300_00, awarded, LINE, "agreed_inspection") == fee


@pytest.mark.parametrize(
    ("kind", "fee"),
    [("report_invited", 300_00), ("laboratory", 300_00), ("report_to_standard", 0), ("report_own_standard", 0)],
)
def test_the_fee_of_a_one_sided_report_shifts_only_if_the_other_side_was_invited(kind: EvidenceClass, fee: int) -> None:
    assert fee_shifted(300_00, LINE, LINE, kind) == fee


def test_a_fee_cannot_shift_where_nothing_was_claimed() -> None:
    assert fee_shifted(300_00, 0, 0, "agreed_inspection") == 0


def test_no_award_says_why() -> None:
    assert nothing("USD", "the ground is denied") == Remedy(
        "nothing", 0, "USD", steps=(Step("the ground is denied", 0),)
    )


@given(st.integers(0, 10**12), st.integers(1, 500), st.integers(0, 500))
def test_a_share_of_units_rounds_half_up_and_never_exceeds_the_stake(stake: int, inspected: int, out: int) -> None:
    """R30: within half a minor unit of the exact share."""
    out = min(out, inspected)
    award = unit_share(stake, "USD", "defective", out, inspected, 0).amount
    assert 0 <= award <= stake
    assert -inspected < 2 * (award * inspected - stake * out) <= inspected
