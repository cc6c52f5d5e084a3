"""How sure a share is."""

from decimal import Decimal

import pytest

from fairhold.limit.confidence import interval


@pytest.mark.parametrize(
    ("successes", "trials", "least", "most"),
    [
        (0, 0, "0.000", "1.000"),
        (0, 10, "0.000", "0.141"),
        (10, 10, "0.859", "1.000"),
        (45, 50, "0.832", "0.942"),
        (900, 1_000, "0.887", "0.912"),
    ],
)
def test_more_orders_make_a_share_surer(successes: int, trials: int, least: str, most: str) -> None:
    """Wilson: of n out of n the lower end is n / (n + z^2), z = 1.2816."""
    found = interval(successes, trials)
    assert tuple(str(one.quantize(Decimal("0.001"))) for one in found) == (least, most)


def test_the_interval_of_failures_is_that_of_successes_seen_from_the_other_end() -> None:
    least, most = interval(7, 20)
    assert interval(13, 20) == (1 - most, 1 - least)
