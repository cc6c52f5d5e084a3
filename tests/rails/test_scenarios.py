"""The scenarios SC15 to SC21 of the rulebook, with their exact figures."""

import pytest

from fairhold.trade.money import Money
from rails.quoting import ask, eligible, refused, takes


def usd(minor: int) -> Money:
    return Money(str(minor), "USD")


def test_SC15_a_card_carries_12000_for_354_and_not_a_cent_more() -> None:
    card = eligible(12_000_00, "card")
    assert (card.fee.least, card.fee.most, card.fee.paid) == (usd(354_00), usd(354_00), "on_top")
    assert (card.total.least, card.total.most) == (usd(12_354_00), usd(12_354_00))
    over = refused(12_000_01, "card")
    assert (over.code, over.rule) == ("rail_payment_too_large", "SC15")
    assert over.why == "One payment by Card is at most USD 12,000.00, not USD 12,000.01."
    assert over.instead == "Pay at most USD 12,000.00 by it and the rest by another rail."


def test_SC16_a_card_to_a_supplier_with_a_cap_of_500() -> None:
    accepts = takes("telegraphic_transfer", card=500_00)
    assert eligible(500_00, "card", accepts=accepts).fee.most == usd(14_75)
    over = refused(500_01, "card", accepts=accepts)
    assert (over.code, over.rule) == ("above_supplier_cap", "S48")
    assert over.why == "This supplier takes at most USD 500.00 by Card, not USD 500.01."


def test_SC17_what_is_offered_for_25000() -> None:
    answer = ask(25_000_00, credit_line_usd=25_000_00)
    offered = [(one.rail, one.fee.least.minor, one.fee.most.minor) for one in answer.eligible]
    assert offered == [
        ("pay_later", 0, 0),
        ("bank_debit", 15_00, 15_00),
        ("telegraphic_transfer", 20_00, 50_00),
    ]
    assert [(one.rail, one.code) for one in answer.refused] == [
        ("card", "rail_payment_too_large"),
        ("western_union", "rail_order_too_large"),
    ]
    assert refused(25_000_00, "pay_later", credit_line_usd=24_999_99).code == "credit_line_too_small"
    for country in ("DE", "FR"):
        assert refused(25_000_00, "bank_debit", buyer_country=country).code == "rail_payment_too_large"


def test_SC18_western_union_is_for_orders_below_2500_from_the_united_states() -> None:
    assert eligible(2_499_99, "western_union").rail == "western_union"
    over = refused(2_500_00, "western_union")
    assert (over.code, over.rule) == ("rail_order_too_large", "SC18")
    assert refused(2_499_99, "western_union", buyer_country="CA").code == "rail_not_for_country"


def test_SC18_the_total_of_the_order_counts_and_not_the_payment() -> None:
    """A12."""
    assert eligible(10_00, "western_union", order_total=2_499_99).rail == "western_union"
    assert refused(10_00, "western_union", order_total=2_500_00).code == "rail_order_too_large"


def test_SC19_a_bank_debit_is_at_most_50000_from_the_united_states_and_10000_from_elsewhere() -> None:
    assert eligible(50_000_00, "bank_debit").fee.most == usd(15_00)
    assert refused(50_000_01, "bank_debit").code == "rail_payment_too_large"
    for country in ("DE", "FR"):
        assert eligible(10_000_00, "bank_debit", buyer_country=country).fee.most == usd(15_00)
        over = refused(10_000_01, "bank_debit", buyer_country=country)
        assert (over.code, over.rule) == ("rail_payment_too_large", "SC19")
        assert over.instead == "Pay in parts of at most USD 10,000.00, or by another rail."
    assert refused(1_00, "bank_debit", buyer_country="GB").code == "rail_not_for_country"


def test_SC20_pay_later_draws_at_most_150000_dollars() -> None:
    assert eligible(150_000_00, "pay_later", credit_line_usd=150_000_00).fee.most == usd(0)
    over = refused(150_000_01, "pay_later", credit_line_usd=200_000_00)
    assert (over.code, over.rule) == ("rail_payment_too_large", "SC20")
    assert refused(100_00, "pay_later", currency="EUR", credit_line_usd=100_00).code == "rail_not_for_currency"


@pytest.mark.parametrize(
    ("method", "rule", "said"),
    [
        ("PayPal", "S38", "PayPal is not accepted."),
        ("supplier-account", "S39", "An account of the supplier is not the order's account."),
        ("Private Account", "S39", "A private account is not the order's account."),
        ("bitcoin", "S38", "Crypto-currency is not accepted."),
        ("cowrie shells", "S38", "'cowrie shells' is no rail of this marketplace."),
    ],
)
def test_SC21_anything_else_is_not_protected_and_says_so(method: str, rule: str, said: str) -> None:
    one = refused(25_000_00, method)
    assert (one.code, one.rule) == ("rail_not_protected", rule)
    assert one.why == f"{said} What is paid like that never counts as received and is not protected."
