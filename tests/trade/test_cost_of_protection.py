"""What protection costs a supplier on one order, to the minor unit (S2, S15, PP20)."""

import random

import msgspec
import pytest

from fairhold.trade.cost_of_protection import Cost, Held, Plan, cost, share_bp

FIFTY = Plan(total=5_000_000, initial=1_500_000, making_days=30, way_days=35, rate_bp=1_200)
"""S15: an order of 50,000 with 15,000 first, money at twelve per cent a year."""
MAKING = Held("the initial payment, while the goods are made", 1_500_000, 30, 14_795)


def test_inside_the_limit_only_the_initial_payment_waits_until_the_goods_leave() -> None:
    """15,000 x 30/365 x 12 % = 147.95; a fee of 1 % is 500."""
    assert cost(FIFTY, 5_000_000, early=True, fee_bp=100, claim_days=30) == Cost((MAKING,), 50_000, 64_795)


def test_above_the_limit_all_of_it_waits_until_receipt_and_the_uncovered_part_until_claims_end() -> None:
    """Limit 30,000: 20,000 stay for 30 days more (SC3)."""
    found = cost(FIFTY, 3_000_000, early=False, fee_bp=0, claim_days=30)
    assert found.waits == (
        MAKING,
        Held("the initial payment, until receipt", 1_500_000, 35, 17_260),
        Held("the balance, until receipt", 3_500_000, 35, 40_274),
        Held("what the limit does not cover, until claims end", 2_000_000, 30, 19_726),
    )
    assert (found.fee, found.together) == (0, 92_055)


def test_where_nothing_is_kept_back_and_nothing_waits_nothing_is_told() -> None:
    assert len(cost(FIFTY, 0, early=False, fee_bp=0, claim_days=0).waits) == 3
    at_once = msgspec.structs.replace(FIFTY, making_days=0, way_days=0)
    assert cost(at_once, 0, early=False, fee_bp=0, claim_days=0) == Cost((), 0, 0)
    free_money = msgspec.structs.replace(FIFTY, rate_bp=0)
    assert cost(free_money, 0, early=False, fee_bp=0, claim_days=0).together == 0


@pytest.mark.parametrize(
    ("amount", "total", "share"), [(125_000, 5_000_000, 250), (1, 5_000_000, 1), (0, 5, 0), (1, 0, 0)]
)
def test_a_share_asked_on_top_pays_for_the_cost(amount: int, total: int, share: int) -> None:
    assert share_bp(amount, total) == share
    assert share * total >= amount * 10_000 or not total


def test_a_higher_limit_never_costs_more_and_a_longer_way_never_less() -> None:
    for seed in range(500):
        dice = random.Random(seed)
        total = dice.randint(1, 10**9)
        plan = Plan(total, dice.randint(0, total), dice.randint(0, 90), dice.randint(0, 90), dice.randint(0, 3_000))
        days, covered = dice.randint(0, 60), dice.randint(0, total)
        now = cost(plan, covered, early=False, fee_bp=200, claim_days=days).together
        assert cost(plan, dice.randint(covered, total), early=False, fee_bp=200, claim_days=days).together <= now
        assert cost(plan, total, early=True, fee_bp=200, claim_days=days).together <= now
        longer = msgspec.structs.replace(plan, way_days=plan.way_days + 10)
        assert cost(longer, covered, early=False, fee_bp=200, claim_days=days).together >= now
