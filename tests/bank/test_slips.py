"""Orders that a payer meant by a number with one slip in it; a number without any relation names none."""

import time

import pytest

from fairhold.bank.numbers import account_number, reference
from fairhold.bank.slips import MEANT_MAX, TEXT_MAX, orders_meant
from fairhold.trade import ids

ORDER = 1_501_439_850_948_198_401
PREFIX = "8801"
REFERENCE = reference(ORDER)
ACCOUNT = account_number(ORDER, PREFIX)


def exchanged(text: str, at: int) -> str:
    assert text[at] != text[at + 1]
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


@pytest.mark.parametrize(
    ("text", "slip"),
    [
        (f"order {ids.to_text(ids.ORDER_PREFIX, ORDER)}, second half", "exact"),
        (REFERENCE, "exact"),
        (REFERENCE[2:], "exact"),
        (f"PAYMENT {ACCOUNT[:9]} {ACCOUNT[9:]} / INV 7", "exact"),
        (exchanged(REFERENCE, 9), "two digits exchanged"),
        (exchanged(ACCOUNT, 9), "two digits exchanged"),
        (REFERENCE[:8] + str((int(REFERENCE[8]) + 3) % 10) + REFERENCE[9:], "one digit wrong"),
        (ACCOUNT[:12] + ACCOUNT[13:], "one digit missing"),
        (ACCOUNT[:12] + "7" + ACCOUNT[12:], "one digit too many"),
        (REFERENCE[:12] + REFERENCE[13:], "one digit missing"),
    ],
)
def test_an_order_is_found_behind_one_slip(text: str, slip: str) -> None:
    assert orders_meant(text, PREFIX)[ORDER] == slip


@pytest.mark.parametrize("text", ["", "INVOICE 7", "+47 22 33 44 55", "ord_0000", REFERENCE[:14], "9" * 60])
def test_text_that_names_nothing_names_no_order(text: str) -> None:
    assert orders_meant(text, PREFIX) == {}


def test_two_slips_are_not_guessed() -> None:
    twice = exchanged(exchanged(ACCOUNT, 9), 14)
    assert ORDER not in orders_meant(twice, PREFIX)


def test_a_text_full_of_digits_costs_little_and_names_a_bounded_number_of_orders() -> None:
    numbers = " x ".join(str(10**24 + 7_919 * n) for n in range(400))
    begin = time.perf_counter()
    found = orders_meant(numbers[:TEXT_MAX], PREFIX)
    assert len(found) <= MEANT_MAX
    assert time.perf_counter() - begin < 1.0
