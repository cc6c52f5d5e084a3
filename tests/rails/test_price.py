"""What a rail says to a payment that is really asked for: its fee on top, or the quote's own objection (S41-S48)."""

from datetime import date

import msgspec
import pytest

from fairhold.rails.price import price
from fairhold.trade.experts import PaymentAsked
from fairhold.trade.policy import Policy
from fairhold.trade.rail import AcceptedRail
from fairhold.trade.refusal import Refused

ASKED = PaymentAsked(
    rail="card",
    amount=500_00,
    currency="USD",
    order_total=80_000_00,
    buyer_country="US",
    supplier_country="CN",
    accepts=tuple(AcceptedRail(rail=name) for name in ("card", "bank_debit", "pay_later")),
    made=0,
    on=date(2026, 3, 2),
)
UNCAPPED = Policy(
    rails={name: msgspec.structs.replace(row, supplier_cap_usd_minor=0) for name, row in Policy().rails.items()}
)


def said(policy: Policy = UNCAPPED, **given: object) -> int | str:
    """The fee, or the code of the refusal."""
    answer = price(msgspec.structs.replace(ASKED, **given), policy)
    return answer.code if isinstance(answer, Refused) else answer


@pytest.mark.parametrize(
    ("given", "answer"),
    [
        ({"amount": 500_00}, 14_75),
        ({"amount": 12_000_00}, 354_00),
        ({"amount": 12_000_01}, "rail_payment_too_large"),
        ({"made": 1}, "rail_used_up"),
        ({"currency": "EUR"}, "rail_not_for_currency"),
        ({"rail": "bank_debit", "amount": 50_000_00}, 15_00),
        ({"rail": "bank_debit", "amount": 50_000_01}, "rail_payment_too_large"),
        ({"rail": "bank_debit", "amount": 10_000_01, "buyer_country": "DE"}, "rail_payment_too_large"),
        ({"rail": "bank_debit", "amount": 9_170_10, "buyer_country": "DE", "currency": "EUR"}, 15_00),
        (
            {"rail": "bank_debit", "amount": 9_170_11, "buyer_country": "DE", "currency": "EUR"},
            "rail_payment_too_large",
        ),
        ({"rail": "bank_debit", "buyer_country": "CN"}, "rail_not_for_country"),
        ({"rail": "pay_later", "amount": 150_000_00, "order_total": 200_000_00}, 0),
        ({"rail": "pay_later", "amount": 150_000_01, "order_total": 200_000_00}, "rail_payment_too_large"),
        ({"accepts": (AcceptedRail(rail="bank_debit"),)}, "rail_not_taken_by_supplier"),
        ({"buyer_country": ""}, "malformed"),
    ],
)
def test_a_payment_costs_its_fee_or_is_refused(given: dict[str, object], answer: int | str) -> None:
    """SC15, SC16, SC19, SC20, A9 at 1.0905, A10, S48."""
    assert said(**given) == answer


def test_suppliers_that_said_nothing_take_cards_up_to_500() -> None:
    """SC16, S48."""
    assert said(Policy(), amount=500_00) == 14_75
    assert said(Policy(), amount=500_01) == "above_supplier_cap"


def test_without_a_rate_a_limit_in_usd_cannot_be_checked() -> None:
    """A9."""
    policy = msgspec.structs.replace(UNCAPPED, usd_rates={})
    assert said(policy, rail="bank_debit", currency="EUR", buyer_country="DE") == "rate_missing"
