"""Rows of rails: their figures in the seed, what no row may say, and how a policy shows and keeps them."""

import re
from typing import Any

import msgspec
import pytest

from fairhold.trade.policy import PRESETS, Policy, describe, shown
from fairhold.trade.rail import KINDS, BankDebit, Card, TelegraphicTransfer, changes, default_rails

NINE = ("AUD", "CAD", "CNY", "EUR", "GBP", "HKD", "JPY", "SGD", "USD")


def figures(name: str, *fields: str) -> tuple[Any, ...]:
    row = default_rails()[name]
    return tuple(getattr(row, field) for field in fields)


def test_the_seed_has_the_five_rails_of_the_rulebook() -> None:
    """4.3, S41-S45."""
    assert list(Policy().rails) == ["bank_debit", "card", "pay_later", "telegraphic_transfer", "western_union"]
    assert figures("bank_debit", "payment_max_usd_minor", "currencies", "arrival_least_days", "arrival_most_days") == (
        {"US": 50_000_00, "DE": 10_000_00, "FR": 10_000_00},
        ("USD", "EUR"),
        4,
        5,
    )
    assert figures("card", "payment_max_usd_minor", "fee_bp", "currencies", "schemes", "supplier_cap_usd_minor") == (
        12_000_00,
        295,
        ("USD",),
        ("visa", "mastercard"),
        500_00,
    )
    assert figures("pay_later", "line_max_usd_minor", "term_max_months", "countries", "currencies") == (
        150_000_00,
        6,
        ("US",),
        ("USD",),
    )
    assert figures("telegraphic_transfer", "currencies", "countries", "arrival_least_days", "arrival_most_days") == (
        NINE,
        (),
        3,
        7,
    )
    assert figures("western_union", "orders_below_usd_minor", "countries", "arrival_most_days") == (
        2_500_00,
        ("US",),
        1,
    )
    payments = [row.payments_per_milestone_max for row in default_rails().values()]
    assert payments == [0, 1, 1, 0, 1]


def test_every_figure_of_a_row_says_its_unit_in_its_name() -> None:
    units = re.compile(r"_(days|hours|months|bp|minor|max)$")
    named = {
        name
        for kind in KINDS
        for name in kind.__struct_fields__
        if any(isinstance(getattr(row, name), int) for row in default_rails().values() if type(row) is kind)
    }
    assert [name for name in sorted(named) if not units.search(name)] == []


def read(name: str, **fields: Any) -> Policy:
    """The seed with one row as it would be read from the wire with these fields changed."""
    policy = msgspec.to_builtins(PRESETS["seed"])
    return msgspec.convert(policy | {"rails": policy["rails"] | {name: policy["rails"][name] | fields}}, Policy)


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("card", {"fee_bp": -1}),
        ("card", {"fee_bp": 2_001}),
        ("card", {"fee_bp": 2.95}),
        ("card", {"fee": 295}),
        ("card", {"kind": "cards"}),
        ("card", {"title": ""}),
        ("card", {"currencies": []}),
        ("card", {"currencies": ["usd"]}),
        ("card", {"currencies": ["USD", "BTC"]}),
        ("card", {"currencies": ["USD", "USD"]}),
        ("card", {"arrival_least_hours": 3}),
        ("card", {"countries": ["USA"]}),
        ("bank_debit", {"payment_max_usd_minor": {}}),
        ("bank_debit", {"arrival_least_days": 6}),
        ("bank_debit", {"refund_least_days": 5}),
        ("bank_debit", {"currencies": ["USD"]}),
        ("bank_debit", {"fees_minor": {"USD": [], "EUR": []}}),
        ("western_union", {"fees_minor": {"USD": [{"up_to_minor": 1, "least_minor": 1, "most_minor": 1}]}}),
        ("western_union", {"fees_minor": {"USD": [{"up_to_minor": None, "least_minor": 2, "most_minor": 1}]}}),
        (
            "western_union",
            {
                "fees_minor": {
                    "USD": [
                        {"up_to_minor": 5, "least_minor": 1, "most_minor": 1},
                        {"up_to_minor": 5, "least_minor": 1, "most_minor": 1},
                        {"up_to_minor": None, "least_minor": 1, "most_minor": 1},
                    ]
                }
            },
        ),
        (
            "western_union",
            {
                "fees_minor": {
                    "USD": [
                        {"up_to_minor": None, "least_minor": 1, "most_minor": 1},
                        {"up_to_minor": None, "least_minor": 1, "most_minor": 1},
                    ]
                }
            },
        ),
    ],
)
def test_a_row_that_contradicts_itself_is_refused(name: str, fields: dict[str, Any]) -> None:
    with pytest.raises(msgspec.ValidationError):
        read(name, **fields)


@pytest.mark.parametrize("rails", [{}, {"Card": {"kind": "card"}}, {"x": {"kind": "card"}}, {"card": {}}])
def test_a_table_of_rails_has_rows_with_proper_names_and_kinds(rails: dict[str, Any]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"rails": rails}, Policy)


def test_a_row_may_name_only_what_it_changes() -> None:
    policy = msgspec.json.decode(b'{"rails":{"card":{"kind":"card","fee_bp":240}}}', type=Policy)
    assert policy.rails == {"card": Card(fee_bp=240)}
    assert changes(policy.rails["card"]) == {"fee_bp": 240}


def test_a_policy_stored_before_there_were_rails_has_the_usual_ones() -> None:
    stored = {name: value for name, value in msgspec.to_builtins(Policy()).items() if name != "rails"}
    assert msgspec.convert(stored, Policy).rails == default_rails()


def test_two_policies_do_not_share_their_rails() -> None:
    assert Policy().rails is not Policy().rails
    assert BankDebit().fees_minor is not BankDebit().fees_minor


def test_the_rails_of_a_policy_are_shown_by_name_with_what_they_change() -> None:
    (row,) = [row for row in describe() if row.name == "rails"]
    assert row.default == "bank_debit, card, pay_later, telegraphic_transfer, western_union"
    changed = {"card": Card(fee_bp=240), "sepa": TelegraphicTransfer(arrival_least_days=1), "tt": TelegraphicTransfer()}
    assert shown(changed) == (
        "card (fee_bp 240), sepa (kind telegraphic_transfer, arrival_least_days 1), tt (kind telegraphic_transfer)"
    )
