"""Figures in cells: thousands, decimals, currencies, and what can be read in two ways."""

import pytest

from fairhold.lint.checks.sums import PRICE_CURRENCY, PRICE_DECIMALS
from fairhold.lint.family import Rule
from fairhold.lint.ways.figures import Decimals, currency_of, decimals_of, figure_of, price_of
from fairhold.trade.money import Money


@pytest.mark.parametrize(
    ("text", "decimals", "figure"),
    [
        ("8000", "", "8000"),
        ("8,000", "", "8000"),
        ("8,000", "comma", "8.000"),
        ("8.000", "", None),
        ("8.000", "comma", "8000"),
        ("8.000", "point", "8.000"),
        ("1.234,50", "", "1234.50"),
        ("1,234.50", "", "1234.50"),
        ("1.234.567", "", "1234567"),
        ("2,5", "", "2.5"),
        ("0,125", "", "0.125"),
        ("12 000", "", "12000"),
        ("12'000.5", "", "12000.5"),
        ("500 1000", "", None),
        ("USD 2.50/pc", "", "2.50"),
        ("2.50 per 100", "", None),
        ("12,34,567", "", None),
        ("none", "", None),
    ],
)
def test_a_figure_is_read_where_it_can_be_read_in_one_way(text: str, decimals: Decimals, figure: str | None) -> None:
    assert figure_of(text, decimals) == figure


@pytest.mark.parametrize(
    ("cells", "decimals"),
    [(["2,50", "1.000"], "comma"), (["2.50", "1,000"], "point"), (["2,50", "2.50"], ""), (["1,000"], ""), ([], "")],
)
def test_a_file_shows_its_decimal_sign_by_the_figures_that_leave_no_choice(
    cells: list[str], decimals: Decimals
) -> None:
    assert decimals_of(cells) == decimals


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("US$ 5", "USD"),
        ("5 €", "EUR"),
        ("RMB 5", "CNY"),
        ("eur", "EUR"),
        ("$5", ""),
        ("¥5", ""),
        ("per pcs", ""),
        ("ABC 5", ""),
    ],
)
def test_a_currency_is_told_by_its_code_or_a_sign_that_no_other_has(text: str, currency: str) -> None:
    assert currency_of(text) == currency


@pytest.mark.parametrize(
    ("text", "asides", "price"),
    [
        ("2.50", ("USD",), Money("250", "USD")),
        ("EUR 2,5", ("USD",), Money("250", "EUR")),
        ("$2.50", (), PRICE_CURRENCY),
        ("0.125", ("USD",), PRICE_DECIMALS),
        ("1.250", ("USD",), PRICE_DECIMALS),
        ("free", ("USD",), PRICE_DECIMALS),
    ],
)
def test_a_price_is_an_amount_or_the_rule_that_it_breaks(
    text: str, asides: tuple[str, ...], price: Money | Rule
) -> None:
    assert price_of(text, "", *asides) == price
