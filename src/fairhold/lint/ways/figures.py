"""Figures in the cells of a table: thousands and decimals with commas or points, and the currency beside an amount.

What can be read in two ways is not read: in a file without any other hint "1.234" is no figure, and "$" no currency.
"""

import re
from collections.abc import Iterable
from typing import Final, Literal

from fairhold.lint.checks.sums import PRICE_CURRENCY, PRICE_DECIMALS
from fairhold.lint.family import Rule
from fairhold.trade.money import EXPONENTS, Money, MoneyError, money, parse

Decimals = Literal["comma", "point", ""]
"""Which sign stands before decimals in a file; empty where the file does not show it."""

_BLANK: Final = "'\u2019 \u00a0\u202f"
_FIGURE: Final = re.compile(rf"\d[\d.,{_BLANK}]{{0,30}}")
_SPACED: Final = re.compile(rf"\d{{1,3}}(?:[{_BLANK}]\d{{3}})+(?:[.,]\d+)?")
_GROUPED: Final = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_NO_BLANKS: Final = str.maketrans("", "", _BLANK)
_SIGNS: Final = {"us$": "USD", "usd$": "USD", "\u20ac": "EUR", "\u00a3": "GBP", "rmb": "CNY", "rmb\u00a5": "CNY"}
_CURRENCY: Final = re.compile(
    r"us\$|usd\$|rmb\u00a5?|[\u20ac\u00a3]|(?<![a-z])[a-z]{3}(?![a-z])", re.IGNORECASE | re.ASCII
)


def decimals_of(cells: Iterable[str]) -> Decimals:
    """The decimal sign that all figures of a file agree on that can be read in one way only."""
    seen: set[Decimals] = set()
    for cell in cells:
        run = _run(cell)
        if run:
            seen.add(_shown(run))
    seen.discard("")
    return seen.pop() if len(seen) == 1 else ""


def figure_of(text: str, decimals: Decimals) -> str | None:
    """The one figure in a text as digits with a point, or None where there is none or it can be read in two ways."""
    run = _run(text)
    if run is None or ("." not in run and "," not in run):
        return run
    reading = _shown(run) or decimals or ("point" if "," in run else "")
    if not reading:
        return None
    thousands, point = (".", ",") if reading == "comma" else (",", ".")
    whole, _, part = run.rpartition(point) if point in run else (run, "", "")
    if thousands in part or point in whole or (thousands in whole and not _GROUPED.fullmatch(whole)):
        return None
    return whole.replace(thousands, "") + (f".{part}" if part else "")


def price_of(text: str, decimals: Decimals, *asides: str) -> Money | Rule:
    """The amount in a cell, its currency in the cell or beside it (column, heading); or the rule that it breaks."""
    currency = next(filter(None, map(currency_of, (text, *asides))), "")
    if not currency:
        return PRICE_CURRENCY
    figure = figure_of(text, decimals)
    try:
        return PRICE_DECIMALS if figure is None else money(parse(figure, currency), currency)
    except MoneyError:
        return PRICE_DECIMALS


def currency_of(text: str) -> str:
    """The first currency that a text names by its code or by a sign of one currency only; else empty."""
    for match in _CURRENCY.finditer(text):
        code = _SIGNS.get(match[0].lower(), match[0].upper())
        if code in EXPONENTS:
            return code
    return ""


def _run(text: str) -> str | None:
    """The digits, points and commas of the only figure in a text."""
    found = _FIGURE.search(text)
    if found is None or _FIGURE.search(text, found.end()):
        return None
    run = found[0].rstrip(f".,{_BLANK}")
    if any(sign in _BLANK for sign in run) and not _SPACED.fullmatch(run):
        return None
    return run.translate(_NO_BLANKS)


def _shown(run: str) -> Decimals:
    """Which sign stands before decimals in one figure, as far as it shows it by itself."""
    last = max(run.rfind(","), run.rfind("."))
    if last < 0:
        return ""
    sign, other = run[last], "," if run[last] == "." else "."
    if other in run:
        return "comma" if sign == "," else "point"
    if run.count(sign) > 1:
        return "point" if sign == "," else "comma"
    if len(run) - last - 1 == 3 and run[0] != "0":
        return ""
    return "comma" if sign == "," else "point"
