"""How many orders of the policy lab are lived to their end a second, proofs after every step included."""

import time

from fairhold.lab.simulation import simulate
from fairhold.trade.policy import PRESETS

ORDERS = 300
SUPPLIERS = 40


def orders_per_second(seed: int) -> float:
    """One run under the preset `seed`, in one thread and without a database."""
    started = time.perf_counter()
    report = simulate("seed", PRESETS["seed"], seed, ORDERS, SUPPLIERS)
    taken = time.perf_counter() - started
    assert report.stalled == 0
    return report.orders / taken
