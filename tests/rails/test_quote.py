"""The quote: what it ranks first, in which order it refuses, what it is asked about, and that it changes nothing."""

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from fairhold.rails import checks
from fairhold.rails.quote import (
    KINDS,
    METHOD_CHARACTERS_MAX,
    METHODS_MAX,
    Eligible,
    Quote,
    RefusedRail,
    quote,
    rail_named,
)
from fairhold.rails.wish import WishWrong
from fairhold.trade.money import Money
from fairhold.trade.policy import Policy
from fairhold.trade.rail import KINDS as ROWS
from fairhold.trade.rail import BankDebit, Card, FeeBand, Rail, TelegraphicTransfer, WesternUnion, flat
from fairhold.trade.refusal import REFUSALS
from rails.quoting import RAILS, ask, eligible, refused, takes, wish, with_rails

POLICY = Policy()
PAGE = Path(__file__).parents[2] / "docs" / "concepts" / "rails.md"


def test_there_is_one_file_for_every_kind_of_row() -> None:
    assert tuple(kind.row for kind in KINDS) == ROWS
    assert tuple(kind.word for kind in KINDS) == tuple(POLICY.rails) == RAILS


def test_no_name_means_two_rails() -> None:
    names = [name for kind in KINDS for name in (kind.word, *kind.also_called)]
    assert len(set(names)) == len(names)
    assert all(name == name.lower() for name in names)


@pytest.mark.parametrize(
    ("method", "rail"),
    [
        ("tt", "telegraphic_transfer"),
        ("T/T", "telegraphic_transfer"),
        ("Pay Later", "pay_later"),
        ("credit-card", "card"),
        (" WU ", "western_union"),
        ("PayPal", "paypal"),
        ("some  new-thing", "some_new_thing"),
    ],
)
def test_a_rail_may_be_asked_for_by_its_other_names(method: str, rail: str) -> None:
    assert rail_named(method, POLICY) == rail


def test_the_cheapest_comes_first_and_then_the_fastest() -> None:
    """S46: at 500 the card costs 14.75, at 520 it costs 15.34; the debit costs 15.00 at both."""
    for amount, first in ((500_00, "card"), (520_00, "bank_debit")):
        answer = ask(amount, "card", "bank_debit")
        assert answer.eligible[0].rail == first
    same: dict[str, Rail] = {
        name: TelegraphicTransfer(arrival_least_days=1, arrival_most_days=days) for name, days in _SPEEDS
    }
    answer = ask(100_00, policy=Policy(rails=same), accepts=None)
    assert [one.rail for one in answer.eligible] == ["express", "usual", "slow"]


_SPEEDS = (("slow", 7), ("usual", 5), ("express", 2))


def test_of_two_that_are_there_at_the_latest_on_one_day_the_one_that_may_be_earlier_comes_first() -> None:
    rails: dict[str, Rail] = {
        "later": TelegraphicTransfer(arrival_least_days=3, arrival_most_days=5),
        "sooner": TelegraphicTransfer(arrival_least_days=2, arrival_most_days=5),
        "later_too": TelegraphicTransfer(arrival_least_days=3, arrival_most_days=5),
    }
    answer = ask(100_00, policy=Policy(rails=rails), accepts=None)
    assert [one.rail for one in answer.eligible] == ["sooner", "later", "later_too"]


def test_an_estimate_ranks_by_what_it_may_cost_at_most() -> None:
    rails: dict[str, Rail] = {
        "estimated": TelegraphicTransfer(),
        "known": TelegraphicTransfer(currencies=("USD",), fees_minor=_KNOWN),
    }
    answer = ask(100_00, policy=Policy(rails=rails), accepts=None)
    assert [(one.rail, one.total.most.minor) for one in answer.eligible] == [("known", 149_99), ("estimated", 150_00)]


_KNOWN: dict[str, tuple[FeeBand, ...]] = {"USD": (flat(49_99),)}

FAULTS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("card", "rail_not_for_currency", {"currency": "KWD"}),
    ("card", "rail_not_taken_by_supplier", {"accepts": takes("telegraphic_transfer")}),
    ("card", "rail_payment_too_large", {"amount": 12_000_01, "order_total": 12_000_01}),
    ("card", "rail_used_up", {"paid_by": {"card": 1}}),
    ("card", "card_scheme_not_taken", {"card_scheme": "amex"}),
    ("card", "above_supplier_cap", {"accepts": takes(card=1)}),
    ("bank_debit", "rail_not_for_country", {"buyer_country": "GB"}),
    ("bank_debit", "rail_not_for_currency", {"currency": "GBP"}),
    ("bank_debit", "rail_not_taken_by_supplier", {"accepts": takes("card")}),
    ("bank_debit", "rail_payment_too_large", {"amount": 50_000_01, "order_total": 50_000_01}),
    ("bank_debit", "above_supplier_cap", {"accepts": takes(bank_debit=1)}),
    ("pay_later", "rail_not_for_country", {"buyer_country": "DE"}),
    ("pay_later", "rail_not_for_currency", {"currency": "EUR"}),
    ("pay_later", "rail_not_taken_by_supplier", {"accepts": takes("card")}),
    ("pay_later", "rail_payment_too_large", {"amount": 150_000_01, "order_total": 150_000_01}),
    ("pay_later", "rail_used_up", {"paid_by": {"pay_later": 1}}),
    ("pay_later", "credit_line_missing", {"credit_line_usd": None}),
    ("pay_later", "credit_line_too_small", {"credit_line_usd": 1}),
    ("pay_later", "loan_term_too_long", {"term_months": 7}),
    ("pay_later", "above_supplier_cap", {"accepts": takes(pay_later=1)}),
    ("telegraphic_transfer", "rail_not_for_currency", {"currency": "INR"}),
    ("telegraphic_transfer", "rail_not_taken_by_supplier", {"accepts": takes("card")}),
    ("telegraphic_transfer", "above_supplier_cap", {"accepts": takes(telegraphic_transfer=1)}),
    ("western_union", "rail_not_for_country", {"buyer_country": "MX"}),
    ("western_union", "rail_not_for_currency", {"currency": "CAD"}),
    ("western_union", "rail_not_taken_by_supplier", {"accepts": takes("card")}),
    ("western_union", "rail_order_too_large", {"order_total": 2_500_00}),
    ("western_union", "rail_used_up", {"paid_by": {"western_union": 1}}),
    ("western_union", "above_supplier_cap", {"accepts": takes(western_union=1)}),
)
"""Everything that can be wrong with each rail, in the order in which it is looked for."""


@pytest.mark.parametrize(("rail", "code", "fields"), FAULTS, ids=lambda value: value if isinstance(value, str) else "")
def test_one_fault_is_told_and_nothing_else(rail: str, code: str, fields: dict[str, Any]) -> None:
    usual: dict[str, Any] = {"amount": 100_00, "order_total": 100_00, "credit_line_usd": 100_000_000}
    assert eligible(**usual, rail=rail).rail == rail
    assert refused(**(usual | fields), rail=rail).code == code


def test_the_faults_above_are_all_there_are_and_stand_in_the_documented_order() -> None:
    for rail in RAILS:
        places = [checks.ORDER.index(code) for name, code, _ in FAULTS if name == rail]
        assert places == sorted(places)
    assert {code for _, code, _ in FAULTS} | {"rate_missing"} == set(checks.ORDER)
    assert set(checks.ORDER) <= set(REFUSALS)


@pytest.mark.parametrize("rail", RAILS)
def test_of_two_faults_the_earlier_one_of_the_order_is_told(rail: str) -> None:
    """Each fault together with each later one, where the two can be together."""
    mine = [(code, fields) for name, code, fields in FAULTS if name == rail]
    usual: dict[str, Any] = {"amount": 100_00, "order_total": 100_00, "credit_line_usd": 100_000_000}
    pairs = [
        (code, first | second)
        for place, (code, first) in enumerate(mine)
        for _, second in mine[place + 1 :]
        if not first.keys() & second.keys()
    ]
    assert pairs
    for code, fields in pairs:
        both = usual | fields
        both["order_total"] = max(both["order_total"], both["amount"])
        assert refused(**both, rail=rail).code == code


def test_limits_in_dollars_are_checked_at_the_rate_that_is_given() -> None:
    """A9: 10,000 USD at 1.0905 are 9,170.105... euros."""
    rate = Fraction("1.0905")
    usual = {"currency": "EUR", "buyer_country": "DE", "usd_rate": rate}
    assert eligible(9_170_10, "bank_debit", **usual).fee.most == Money("1500", "EUR")
    assert refused(9_170_11, "bank_debit", **usual).code == "rail_payment_too_large"
    missing = refused(1_00, "bank_debit", currency="EUR", buyer_country="DE")
    assert (missing.code, missing.rule) == ("rate_missing", "A9")
    assert missing.instead == "Ask again with the rate: USD for one EUR."


def test_a_cap_in_dollars_is_checked_at_the_rate_too() -> None:
    """S48: 500 USD are 75,000 yen at 1/150."""
    usual = {"currency": "JPY", "buyer_country": "JP", "accepts": takes(telegraphic_transfer=500_00)}
    rate = Fraction(1, 150)
    assert eligible(75_000, "tt", usd_rate=rate, **usual).total.most == Money("82500", "JPY")
    assert refused(75_001, "tt", usd_rate=rate, **usual).code == "above_supplier_cap"
    assert refused(1, "tt", **usual).code == "rate_missing"


def test_an_order_in_a_currency_without_a_rate_is_not_below_any_amount_of_dollars() -> None:
    """A12, with a row that takes euros."""
    policy = with_rails(western_union=WesternUnion(currencies=("EUR",), fees_minor={"EUR": (flat(100),)}))
    assert refused(1_00, "wu", policy=policy, currency="EUR").code == "rate_missing"
    for total, is_eligible in ((2_499_99, True), (2_500_00, False)):
        answer = ask(1_00, "wu", policy=policy, currency="EUR", order_total=total, usd_rate=Fraction(1))
        assert bool(answer.eligible) is is_eligible


def test_a_supplier_that_has_not_said_takes_every_rail_up_to_the_usual_cap() -> None:
    """S48: cards up to 500."""
    assert [one.rail for one in ask(500_00, accepts=None).eligible] == [
        "western_union",
        "card",
        "bank_debit",
        "telegraphic_transfer",
    ]
    over = refused(500_01, "card", accepts=None)
    assert over.code == "above_supplier_cap"
    assert over.why == "Unless they say otherwise, suppliers take at most USD 500.00 by Card, not USD 500.01."


def test_a_supplier_that_takes_a_rail_without_naming_a_cap_has_the_usual_one() -> None:
    accepts = tuple(one for one in takes("telegraphic_transfer") if one.rail != "card")
    named = (*accepts, type(accepts[0])(rail="card"))
    assert eligible(500_00, "card", accepts=named).rail == "card"
    assert refused(500_01, "card", accepts=named).code == "above_supplier_cap"


def test_a_second_payment_needs_a_rail_that_takes_one() -> None:
    """A10: one card per milestone by default, two if the policy says so; bank debits and transfers without end."""
    assert refused(1_00, "card", paid_by={"card": 1}).code == "rail_used_up"
    two = with_rails(card=Card(payments_per_milestone_max=2))
    assert [one.rail for one in ask(1_00, policy=two, paid_by={"card": 1}).eligible] == ["card"]
    assert [one.code for one in ask(1_00, policy=two, paid_by={"card": 2}).refused] == ["rail_used_up"]
    for rail in ("bank_debit", "tt"):
        assert eligible(1_00, rail, paid_by={rail: 1_000}).payments_per_milestone_max is None


def test_only_what_is_asked_for_is_answered_each_once_and_no_rail_at_all_comes_last() -> None:
    answer = ask(25_000_00, "paypal", "tt", "wire", "card", "crypto", "PayPal")
    assert [one.rail for one in answer.eligible] == ["telegraphic_transfer"]
    assert [one.rail for one in answer.refused] == ["card", "paypal", "crypto"]


def test_a_policy_may_take_a_rail_away_change_it_and_add_one() -> None:
    sepa = TelegraphicTransfer(
        title="SEPA instant",
        currencies=("EUR",),
        fees_minor={"EUR": (flat(0),)},
        arrival_least_days=0,
        arrival_most_days=1,
    )
    policy = with_rails(bank_debit=BankDebit(fees_minor=_TIERS), sepa=sepa)
    for amount, fee in ((1_000_00, 15_00), (1_000_01, 20_00), (10_000_00, 20_00), (10_000_01, 30_00)):
        (one,) = ask(amount, policy=policy, accepts=None).eligible
        assert (one.rail, one.fee.most.minor) == ("bank_debit", fee)
    answer = ask(1_00, policy=policy, accepts=None, currency="EUR", buyer_country="IT")
    assert [(one.rail, one.kind, one.title) for one in answer.eligible] == [
        ("sepa", "telegraphic_transfer", "SEPA instant")
    ]
    assert [one.code for one in ask(1_00, "card", policy=policy).refused] == ["rail_not_protected"]


_TIERS: dict[str, tuple[FeeBand, ...]] = {
    "USD": (flat(15_00, 1_000_00), flat(20_00, 10_000_00), flat(30_00)),
    "EUR": (FeeBand(least_minor=15_00, most_minor=15_00),),
}


@pytest.mark.parametrize(
    ("band", "notes"),
    [
        (flat(0), ()),
        (flat(10_00), ("Tell the bank that you pay all charges, or less than due arrives.",)),
        (
            FeeBand(least_minor=1, most_minor=2),
            ("The charge is an estimate. Tell the bank that you pay all charges, or less than due arrives.",),
        ),
    ],
)
def test_a_transfer_is_sent_with_all_charges_paid_if_there_are_any(band: FeeBand, notes: tuple[str, ...]) -> None:
    """A11."""
    row = TelegraphicTransfer(currencies=("USD",), fees_minor={"USD": (band,)})
    assert eligible(1_00, "tt", policy=with_rails(telegraphic_transfer=row)).notes == notes


@pytest.mark.parametrize(
    ("amount", "fee"),
    [
        (1, 4_90),
        (50_00, 4_90),
        (50_01, 8_00),
        (100_00, 8_00),
        (100_01, 10_00),
        (250_00, 10_00),
        (250_01, 12_00),
        (500_00, 12_00),
        (500_01, 15_00),
        (750_00, 15_00),
        (750_01, 18_00),
        (1_000_00, 18_00),
    ],
)
def test_western_union_costs_what_its_table_says(amount: int, fee: int) -> None:
    """O42."""
    one = eligible(amount, "western_union")
    assert (one.fee.least.minor, one.fee.most.minor, one.fee.paid) == (fee, fee, "to_the_agent")
    assert one.notes == ()


def test_above_its_table_western_union_costs_an_estimate() -> None:
    one = eligible(1_000_01, "western_union")
    assert (one.fee.least.minor, one.fee.most.minor) == (18_00, 50_00)
    assert one.notes == ("The agent's charge is an estimate.",)


@pytest.mark.parametrize(
    ("amount", "fee"), [(16, 0), (17, 1), (10_000_00, 295_00), (33_33, 98), (10_17, 30), (10_16, 30), (10_00, 30)]
)
def test_the_fee_of_a_card_is_rounded_half_up(amount: int, fee: int) -> None:
    """R30: 2.95 % of 0.16 is 0.00472, of 0.17 0.005015, of 10.00 0.295."""
    assert eligible(amount, "card").fee.most.minor == fee


def test_every_rail_says_how_it_is_taken_back_and_how_a_refund_goes() -> None:
    """4.3, O40, O48."""
    answer = ask(100_00, credit_line_usd=100_00)
    told = {
        one.rail: (one.reversal, one.reversible_days, one.refund.path, one.refund.working_days)
        for one in answer.eligible
    }
    assert told == {
        "bank_debit": ("bank_return", (60, 60), "same_account", (3, 4)),
        "card": ("chargeback", (180, 540), "original_card", (10, 12)),
        "pay_later": ("by_lender", None, "loan_first", None),
        "telegraphic_transfer": ("recall", None, "same_account", (3, 7)),
        "western_union": ("until_picked_up", None, "same_rail_or_transfer", None),
    }


def test_a_quote_says_what_it_was_asked() -> None:
    answer = ask(100_00, order_total=300_00, supplier_country="CN")
    assert (answer.currency, answer.amount, answer.order_total) == ("USD", Money("10000", "USD"), Money("30000", "USD"))
    assert (answer.buyer_country, answer.supplier_country, answer.on) == ("US", "CN", date(2026, 11, 23))
    assert answer.calendars == ("US", "CN")
    assert answer == ask(100_00, order_total=300_00, supplier_country="CN")


def test_the_page_about_rails_names_every_key_of_an_answer() -> None:
    page = PAGE.read_text("utf-8")
    keys = (*Quote.__struct_fields__, *Eligible.__struct_fields__, *RefusedRail.__struct_fields__)
    assert [key for key in keys if f"{key}`" not in page] == []
    assert [rail for rail in RAILS if f"`{rail}`" not in page] == []


def test_buyers_outside_the_united_states_are_told_that_not_every_bank_takes_part() -> None:
    """S41."""
    assert eligible(1_00, "bank_debit").notes == ()
    assert eligible(1_00, "bank_debit", buyer_country="DE").notes == (
        "Only some banks in DE take part: ask yours first.",
    )


@pytest.mark.parametrize(
    "methods", [("",), ("   ",), ("x" * (METHOD_CHARACTERS_MAX + 1),), ("a\x00b",), ("x",) * (METHODS_MAX + 1)]
)
def test_a_method_that_is_no_word_is_malformed(methods: tuple[str, ...]) -> None:
    with pytest.raises(WishWrong) as wrong:
        quote(wish(1_00), POLICY, methods)
    assert (wrong.value.code, wrong.value.field) == ("malformed", "methods")
