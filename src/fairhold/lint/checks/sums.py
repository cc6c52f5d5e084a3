"""Do the figures add up: prices, line sums, totals and payments of one order (S16, S31; standards 2.3)."""

from collections.abc import Iterator
from typing import Final

from fairhold.lint.checks.check import Check, Whole, fault
from fairhold.lint.draft import Draft
from fairhold.lint.family import Fault, Rule
from fairhold.trade.money import EXPONENTS, Money, show

LINE_SUM: Final = Rule(
    "sum-1",
    "major",
    "The line's amount is not quantity times price: which of the three was agreed is open.",
    "Write ____ pieces at ____ = ____.",
)
FILE_SUM: Final = Rule(
    "sum-2",
    "major",
    "A total of the document is not the sum of its parts: which of them was agreed is open.",
    "Correct the total to ____ or the part to ____.",
)
TOTAL: Final = Rule(
    "sum-3",
    "blocker",
    "Lines, freight and discount do not come to the total, so nobody can say what a refund of the whole is.",
    "Write the total as ____, or correct the line, freight or discount.",
)
PAYMENTS: Final = Rule(
    "sum-4",
    "major",
    "The initial payment is above the total.",
    "Write the initial payment as ____ of the total of ____.",
)
CURRENCIES: Final = Rule(
    "sum-5",
    "blocker",
    "Amounts of one order stand in different currencies: no sum and no refund can be computed.",
    "Write every amount in ____.",
)
PRICE_CURRENCY: Final = Rule(
    "price-1",
    "major",
    "The price has no currency that can be told: a sign such as $ stands for several.",
    "Write the price with its currency code: USD ____.",
)
PRICE_DECIMALS: Final = Rule(
    "price-2",
    "major",
    "The price cannot be read as an amount of its currency: it has too many decimals or can be read in two ways.",
    "Write the price with a point before at most ____ decimals, or per 1,000 pieces.",
)
FILE_RULES: Final = (LINE_SUM, FILE_SUM, PRICE_CURRENCY, PRICE_DECIMALS)
"""Rules that only a file can break: its readers report them, all for the family payment."""


def _amounts(draft: Draft) -> Iterator[tuple[str, Money]]:
    for i, line in enumerate(draft.lines):
        if line.unit_price is not None:
            yield f"/lines/{i}/unit_price", line.unit_price
    for name in ("total", "initial", "freight", "discount", "kept_share"):
        value = getattr(draft, name)
        if value is not None:
            yield f"/{name}", value


def _currencies(whole: Whole) -> Iterator[Fault]:
    first = ""
    for field, amount in _amounts(whole.draft):
        if not first:
            first = amount.currency
        elif amount.currency != first:
            yield fault(CURRENCIES, field, None, f"{amount.currency} here, {first} elsewhere: no sum can be computed.")


def _same_currency(draft: Draft) -> str:
    """The one currency of the draft, empty if there is none or several."""
    found = {amount.currency for _, amount in _amounts(draft)}
    return found.pop() if len(found) == 1 else ""


def _total(whole: Whole) -> Iterator[Fault]:
    draft = whole.draft
    currency = _same_currency(draft)
    if draft.total is None or currency not in EXPONENTS or not draft.lines:
        return
    total = 0
    for line in draft.lines:
        if line.quantity is None or line.unit_price is None:
            return
        total += line.quantity * line.unit_price.minor
    total += draft.freight.minor if draft.freight else 0
    total -= draft.discount.minor if draft.discount else 0
    if total != draft.total.minor:
        why = (
            f"Lines, freight and discount come to {show(total, currency)}, the total says "
            f"{show(draft.total.minor, currency)}."
        )
        yield fault(TOTAL, "/total", None, why)


def _payments(whole: Whole) -> Iterator[Fault]:
    draft = whole.draft
    currency = _same_currency(draft)
    if draft.total is None or draft.initial is None or currency not in EXPONENTS:
        return
    if draft.initial.minor > draft.total.minor:
        figures = f"{show(draft.initial.minor, currency)} is above the total of {show(draft.total.minor, currency)}"
        yield fault(PAYMENTS, "/initial", None, f"The initial payment of {figures}.")


CHECKS: Final = (
    Check((TOTAL,), "payment", _total),
    Check((PAYMENTS,), "payment", _payments),
    Check((CURRENCIES,), "payment", _currencies),
)
"""The checks of this file."""
