"""The bounded model: the worked examples of standards 6.1, and what more orders, failures and age may do to it."""

import random
from datetime import date, timedelta
from decimal import Decimal

import msgspec
import pytest

from fairhold.limit.bounded import Aged, Weighed, compute, g_bp, weigh
from fairhold.limit.history import Past, Standing
from fairhold.limit.models import assess
from fairhold.trade.bond import Bond
from fairhold.trade.policy import PRESETS
from fairhold.trade.supplier import Purse, Supplier
from fairhold.trade.supplier_events import OrderCounted

POLICY = msgspec.structs.replace(PRESETS["seed"], service_fee_supplier_bp=250)
"""At the fee rate that the default dial is made for."""
DAY = date(2026, 6, 30)
PERIOD = 360
"""Days over which the orders of the worked examples are spread, each in the middle of its share."""


def spread(orders: int, value: int, buyers: int, first_buyer: int = 0, idle: int = 0) -> list[Aged]:
    """So many equal orders, the most recent first, of buyers in turn."""
    return [
        Aged(idle + (Decimal(place) + Decimal("0.5")) * PERIOD / orders, first_buyer + place % buyers, Decimal(value))
        for place in range(orders)
    ]


def told(sums: Weighed) -> tuple[int, int, str, str, int]:
    """T, T*, R, O and E as the table of standards 6.1 prints them."""
    return round(sums.t), round(sums.t_star), f"{sums.quality:.3f}", f"{sums.punctuality:.3f}", int(sums.e)


E3 = spread(60, 9_000, 30)


def test_nothing_is_known_of_a_new_supplier() -> None:
    """E1: a deposit of 5,000 and no order."""
    assert told(weigh([], POLICY)) == (0, 0, "0.622", "0.622", 0)
    standing = Standing(collateral=500_000, before=0)
    whole = msgspec.structs.replace(POLICY, limit_haircut_bp=0)
    assert compute([], standing, DAY, whole).limit == 500_000


@pytest.mark.parametrize(
    ("name", "history", "expected"),
    [
        ("E2", spread(8, 6_000, 6), (25_936, 9_291, "0.770", "0.770", 158)),
        ("E3", E3, (292_139, 292_139, "0.935", "0.935", 8_956)),
        (
            "E5",
            spread(42, 9_000, 1) + spread(18, 9_000, 18, first_buyer=1),
            (292_115, 177_226, "0.935", "0.935", 5_433),
        ),
        ("E6", spread(60, 9_000, 30, idle=360), (73_035, 73_035, "0.828", "0.828", 1_557)),
        ("E7", spread(60, 9_000, 3), (292_139, 54_771, "0.935", "0.935", 1_679)),
    ],
)
def test_the_worked_examples_come_out(name: str, history: list[Aged], expected: tuple[int, int, str, str, int]) -> None:
    assert told(weigh(history, POLICY)) == expected, name


def test_refunds_and_lateness_cost_what_the_example_says() -> None:
    """E4: E3 with 3 full refunds and 6 late orders; 8,956 become 6,222."""
    refunded, late = {5, 17, 40}, {0, 5, 17, 40, 50, 59}
    history = [
        msgspec.structs.replace(one, kept=Decimal(place not in refunded), on_time=place not in late)
        for place, one in enumerate(E3)
    ]
    assert told(weigh(history, POLICY)) == (274_676, 274_676, "0.863", "0.812", 6_222)


def test_a_ring_of_thirty_gains_only_if_the_dial_is_above_the_fees() -> None:
    """E10, E11: thirty shells nobody noticed. At 3.75 % they lose 4,544 of 13,500 in fees; at 15 % they gain."""
    fees = 60 * 9_000 * Decimal("0.025")
    assert int(weigh(E3, POLICY).e - fees) == -4_543
    assert (
        int(weigh(E3, msgspec.structs.replace(POLICY, limit_g_bp=1_500, limit_g_reserve_bp=1_125)).e - fees) == 22_325
    )


@pytest.mark.parametrize(
    ("fee_bp", "of_fee_bp", "reserve_bp", "dial_bp", "expected"),
    [
        (250, 15_000, 0, 375, 375),
        (0, 15_000, 0, 375, 0),
        (0, 15_000, 375, 375, 375),
        (100, 15_000, 100, 375, 250),
        (100, 15_000, 0, 375, 150),
        (33, 15_000, 0, 375, 49),
        (250, 10_000, 0, 375, 250),
        (2_000, 15_000, 0, 375, 375),
    ],
)
def test_the_dial_turns_no_further_than_fees_and_a_reserve_bear(
    fee_bp: int, of_fee_bp: int, reserve_bp: int, dial_bp: int, expected: int
) -> None:
    """Standards 6.1: at most one and a half times the fee rate; free service, nothing unsecured but from a reserve."""
    policy = msgspec.structs.replace(
        POLICY,
        service_fee_supplier_bp=fee_bp,
        limit_g_fee_bp=of_fee_bp,
        limit_g_reserve_bp=reserve_bp,
        limit_g_bp=dial_bp,
    )
    assert g_bp(policy) == expected


def test_collateral_counts_less_its_haircut_and_what_is_used_is_not_free() -> None:
    """E12: E3 with a guarantee of 50,000, and 8,956 without security."""
    past = [Past(place, place % 30, DAY - timedelta(days=6 * place + 3), 900_000) for place in range(60)]
    standing = Standing(collateral=5_000_000, before=5_390_000, secured_before=4_500_000)
    found = compute(past, standing, DAY, POLICY)
    assert (found.limit, found.raw, found.bound) == (5_390_000, 5_395_629, "none")
    assert {factor.name: factor.figure for factor in found.factors} == {
        "collateral": "USD 45,000.00",
        "volume": "USD 292,139.24",
        "volume that counts": "USD 292,139.24",
        "quality": "0.935",
        "on time": "0.935",
        "margin": "3.75 %",
        "unsecured": "USD 8,956.29",
    }


def test_collateral_counts_on_the_day_on_which_it_is_there_and_goes_when_it_expires() -> None:
    """E12: E3 has 8,900; with a guarantee of 50,000 it has 53,900, of which 20,000 are out; without it 8,900 again."""
    counted = [
        OrderCounted(
            order=place,
            buyer=1 + place % 30,
            currency="USD",
            value=900_000,
            failed=0,
            on_time=True,
            lost=False,
            day=DAY - timedelta(days=6 * place + 3),
        )
        for place in range(60)
    ]
    bond = Bond(
        number=1,
        issuer="Bank of Ningbo",
        reference="LG 4471",
        rules="urdg758",
        currency="USD",
        amount=5_000_000,
        starts=DAY,
        expires=DAY,
        document="0" * 64,
    )
    policy = msgspec.structs.replace(POLICY, limit_model="bounded")
    before = Supplier(id=1, purses={"USD": Purse(limit=890_000, reserved=2_000_000)}, tier=2)
    assert assess(before, counted, DAY, policy, grows=False).limit == 890_000
    secured = msgspec.structs.replace(before, bonds=(bond,))
    found = assess(secured, counted, DAY, policy, grows=False)
    assert (found.limit, found.secured) == (5_390_000, 4_500_000)
    after = msgspec.structs.replace(
        secured, secured=found.secured, purses={"USD": Purse(limit=found.limit, reserved=2_000_000)}
    )
    assert after.free("USD") == 3_390_000
    assert assess(after, counted, DAY, policy, grows=False).limit == 5_390_000
    later = assess(after, counted, DAY + timedelta(days=1), policy, grows=False)
    assert (later.limit, later.secured) == (890_000, 0)


def test_collateral_alone_lets_nothing_else_grow() -> None:
    """A supplier that tops its deposit up every day grows by the deposit, and by its orders once a month."""
    past = [Past(place, place % 30, DAY - timedelta(days=6 * place + 3), 900_000) for place in range(60)]
    limits = []
    before, secured = 0, 0
    for deposit in (100_000, 200_000, 300_000):
        standing = Standing(before=before, secured_before=secured, collateral=deposit, grows=False)
        found = compute(past, standing, DAY, POLICY)
        before, secured = found.limit, found.secured
        limits.append(found.limit)
    assert limits == [90_000, 180_000, 270_000]
    month = compute(past, Standing(before=before, secured_before=secured, collateral=300_000), DAY, POLICY)
    assert month.limit == 470_000


def test_the_limit_grows_as_the_example_does() -> None:
    """Five orders of 9,000 a month: from the fifth month on as in standards 6.1, which saw fewer buyers at first."""
    grown = [
        int(weigh([Aged(Decimal(6 * place + 3), place % 30, Decimal(9_000)) for place in range(5 * month)], POLICY).e)
        // 100
        * 100
        for month in range(1, 13)
    ]
    assert grown == [200, 1_100, 2_600, 3_700, 4_600, 5_500, 6_200, 6_900, 7_500, 8_000, 8_500, 8_900]


def test_what_is_not_secured_grows_by_two_thousand_or_by_half() -> None:
    past = [Past(place, place % 30, DAY - timedelta(days=6 * place + 3), 900_000) for place in range(60)]
    assert compute(past, Standing(before=0), DAY, POLICY).limit == 200_000
    assert compute(past, Standing(before=500_000), DAY, POLICY).limit == 750_000
    held = compute(past, Standing(before=500_000), DAY, POLICY)
    assert held.bound == "growth"
    assert compute(past, Standing(tier=9, before=800_000), DAY, POLICY).limit == 890_000


def test_points_and_suspension_leave_nothing() -> None:
    past = [Past(1, 1, DAY, 900_000)]
    for standing in (Standing(points=48, before=100), Standing(suspended=True, before=100)):
        found = compute(past, standing, DAY, POLICY)
        assert (found.limit, found.bound) == (0, "suspended")


def random_past(chance: random.Random, number: int) -> Past:
    """An order as it comes: of one of twelve buyers, sometimes refunded, lost, late or between related parties."""
    value = chance.randint(1, 5_000_000)
    return Past(
        order=number,
        buyer=chance.randint(1, 12),
        ended=DAY - timedelta(days=chance.randint(0, 900)),
        value=value,
        failed=chance.choice((0, 0, 0, value, chance.randint(0, value))),
        on_time=chance.random() < 0.8,
        weight_bp=chance.choice((10_000, 10_000, 1_000)),
    )


@pytest.mark.parametrize("seed", range(20))
def test_good_orders_never_lower_failed_ones_never_raise_and_age_never_raises(seed: int) -> None:
    """Standards 6.1, over 4,000 random histories."""
    chance = random.Random(seed)
    free = Standing(before=10**12)
    for _ in range(200):
        past = [random_past(chance, number) for number in range(chance.randint(0, 20))]
        now = compute(past, free, DAY, POLICY).raw
        good = msgspec.structs.replace(random_past(chance, 99), failed=0, on_time=True, ended=DAY)
        failed = msgspec.structs.replace(good, failed=good.value, on_time=False)
        assert compute([*past, good], free, DAY, POLICY).raw >= now
        assert compute([*past, failed], free, DAY, POLICY).raw <= now
        assert compute(past, free, DAY + timedelta(days=chance.randint(1, 400)), POLICY).raw <= now


def test_what_ended_later_does_not_count_yet() -> None:
    """Every past value can be computed again from the same history."""
    past = [Past(place, place, DAY - timedelta(days=place), 900_000) for place in range(50)]
    then = DAY - timedelta(days=20)
    assert compute(past, Standing(), then, POLICY) == compute(past[20:], Standing(), then, POLICY)
    assert compute(past, Standing(), then, POLICY).orders[:2] == (20, 21)
