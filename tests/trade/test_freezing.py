"""What an order above the free limit costs its supplier in days and money (S15, SC3)."""

import msgspec
import pytest

from fairhold.trade.agreement import Accept
from fairhold.trade.freezing import freeze
from fairhold.trade.order import Stage
from fairhold.trade.policy import PRESETS, Policy
from fairhold.trade.refusal import Refused
from trade.playing import SUPPLIER, Play, contract

SEED = PRESETS["seed"]
SC3 = contract(50_000_00, 20_000_00, shipping_method="air")


@pytest.mark.parametrize(
    ("method", "days", "cost"),
    [("express", 15, 205_48), ("air", 30, 410_96), ("sea", 60, 821_92), ("land", 60, 821_92), ("post", 60, 821_92)],
)
def test_fifty_over_thirty_costs_so_many_days_and_so_much_money(method: str, days: int, cost: int) -> None:
    """SC3: 50,000 at 10 % a year, rounded up to a cent."""
    costs = freeze(contract(50_000_00, 20_000_00, shipping_method=method), 30_000_00, SEED)
    assert costs is not None
    assert (costs.above, costs.days, costs.cost) == (20_000_00, days, cost)


def test_an_order_within_the_limit_costs_nothing() -> None:
    """SC4."""
    assert freeze(SC3, 50_000_00, SEED) is None


def test_it_says_so_in_a_sentence() -> None:
    costs = freeze(SC3, 30_000_00, SEED)
    assert costs is not None
    assert costs.words == (
        "The order is USD 20,000.00 above the supplier's free limit. Frozen until delivery, USD 50,000.00 come up to "
        "30 days later than at shipment: about USD 410.96 at 10 % a year."
    )


def test_where_nothing_is_released_before_delivery_a_frozen_order_costs_nothing() -> None:
    policy = msgspec.structs.replace(SEED, early_release="never", release_event_pre="receipt")
    costs = freeze(SC3, 30_000_00, policy)
    assert costs is not None
    assert (costs.days, costs.cost) == (0, 0)
    assert costs.words.endswith("Its money would not come before delivery anyway.")
    early = msgspec.structs.replace(policy, release_event_pre="pre_ship_acceptance")
    before = freeze(contract(50_000_00, 20_000_00, shipping_method="air", coverage="pre_shipment"), 0, early)
    assert before is not None
    assert before.days == 30


def test_the_refusal_without_the_tick_says_what_the_tick_costs() -> None:
    """T08."""
    play = Play(Policy(frozen_cost_yearly_bp=1_250), limit=30_000_00)
    order = play.order(Stage.PROPOSED)
    answer = play.ask(order, Accept(fingerprint=play.orders[order].fingerprint), SUPPLIER)
    assert isinstance(answer, Refused)
    assert answer.code == "over_limit"
    assert answer.detail.startswith(
        "The order is USD 50,000.00 above the supplier's free limit. Frozen until delivery, "
    )
    assert answer.detail.endswith("at 12.5 % a year. The supplier has to tick that funds stay frozen.")
    assert play.purse().reserved == 0
