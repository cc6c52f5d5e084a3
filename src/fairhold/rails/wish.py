"""What somebody wants to pay, as far as the choice of a rail depends on it."""

import re
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Final

import msgspec

from fairhold.faults import Malformed
from fairhold.trade.days import DAY_EARLIEST, DAY_LATEST, is_country
from fairhold.trade.money import AMOUNT_MAX_MINOR, EXPONENTS, show
from fairhold.trade.rail import AcceptedRail

PAYMENTS_MAX: Final = 1_000
"""The most payments of one rail that a wish may say were made before."""
TERM_MONTHS_MAX: Final = 120
"""The longest term of a loan that a wish may name, in months."""

_RATE: Final = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?")


class WishWrong(Malformed, ValueError):
    """A wish that no rail can be asked about. `code` is a refusal's code, `field` names what is wrong."""

    def __init__(self, code: str, detail: str, field: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.field = field


class Wish(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One payment that is to be made: amounts in minor units of `currency`.

    `on` is the day on which it is sent. `accepts` are the rails the supplier takes (None: it has not said).
    `credit_line_usd` is what a lender approved (None: nobody did), in minor units of USD. `paid_by` counts the payments
    of this milestone made before, by rail. `usd_rate` is what one unit of `currency` is worth in USD.
    `surcharge_bp` is what the supplier asks on top for a protected order, in ten-thousandths of its price (S2).
    """

    amount: int
    currency: str
    order_total: int
    buyer_country: str
    on: date
    supplier_country: str = ""
    accepts: tuple[AcceptedRail, ...] | None = None
    credit_line_usd: int | None = None
    term_months: int | None = None
    card_scheme: str = ""
    paid_by: Mapping[str, int] = {}
    usd_rate: Fraction | None = None
    surcharge_bp: int = 0

    def __post_init__(self) -> None:
        """Refuse what is no payment at all. Raises WishWrong, for the first fault in this order."""
        if self.currency not in EXPONENTS:
            raise WishWrong("currency_unknown", f"{self.currency} is not an ISO 4217 currency.", "currency")
        for name, amount in (("amount", self.amount), ("order_total", self.order_total)):
            if amount <= 0:
                raise WishWrong("amount_not_positive", "The amount is not above zero.", name)
            if amount > AMOUNT_MAX_MINOR // 2:
                raise WishWrong("amount_too_large", "The amount is larger than any order.", name)
        if self.amount > self.order_total:
            said = f"The payment is above the order's total of {show(self.order_total, self.currency)}."
            raise WishWrong("malformed", said, "order_total")
        for name, country in (("buyer_country", self.buyer_country), ("supplier_country", self.supplier_country)):
            if not is_country(country) and (country or name == "buyer_country"):
                raise WishWrong("malformed", f"{country!r} is not the ISO 3166 code of a country, such as US.", name)
        if not DAY_EARLIEST <= self.on <= DAY_LATEST:
            raise WishWrong("date_out_of_range", f"{self.on} is not a day between {DAY_EARLIEST} and 2083.", "on")
        if self.term_months is not None and not 0 < self.term_months <= TERM_MONTHS_MAX:
            raise WishWrong("malformed", f"A term is 1 to {TERM_MONTHS_MAX} months.", "term_months")
        if any(not 0 <= count <= PAYMENTS_MAX for count in self.paid_by.values()):
            raise WishWrong("malformed", f"Payments made before are 0 to {PAYMENTS_MAX}.", "paid_by")
        if any(one.cap is not None and one.cap.currency != "USD" for one in self.accepts or ()):
            raise WishWrong("wrong_currency", "The caps of a supplier are in USD.", "accepts")

    @property
    def calendars(self) -> tuple[str, ...]:
        """The countries whose bank days count: the buyer's, then the supplier's if it is known and another."""
        return tuple(dict.fromkeys(country for country in (self.buyer_country, self.supplier_country) if country))

    def in_usd(self, minor: int, currency: str) -> Fraction | None:
        """An exact number of US cents; None if no rate for this currency is known."""
        if currency == "USD":
            return Fraction(minor)
        if currency != self.currency or self.usd_rate is None:
            return None
        return minor * self.usd_rate * Fraction(100, 10 ** EXPONENTS[currency])


def rate_of(text: str) -> Fraction:
    """A rate as people write it, such as 1.0905. Raises WishWrong for anything else and for zero."""
    if _RATE.fullmatch(text) is None or not Fraction(text):
        said = "A rate is digits with a point, above zero, such as 1.0905: USD for one unit of the payment's currency."
        raise WishWrong("malformed", said, "usd_rate")
    return Fraction(text)
