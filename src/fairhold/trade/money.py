"""Money: whole minor units and a currency, as ISO 4217 has it, and how people write and read it.

The wire carries text of digits (`Money`), the core carries ints of minor units beside one currency, people see "USD
25,000.00". There is no float here and no exchange rate, and every division says where the remainder goes (R30). What
an amount means is not this file's business.
"""

import re
from typing import Annotated, Final

import msgspec

_NO_MINOR_UNIT: Final = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_HUNDREDTHS: Final = (
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF "
    "CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL "
    "HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU "
    "MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR "
    "SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED "
    "VES WST XAD XCD XCG YER ZAR ZMW ZWG"
)
_THOUSANDTHS: Final = "BHD IQD JOD KWD LYD OMR TND"
_TEN_THOUSANDTHS: Final = "CLF UYW"

EXPONENTS: Final[dict[str, int]] = {
    currency: exponent
    for exponent, currencies in ((0, _NO_MINOR_UNIT), (2, _HUNDREDTHS), (3, _THOUSANDTHS), (4, _TEN_THOUSANDTHS))
    for currency in currencies.split()
}
"""Decimals of each active currency. Source: ISO 4217 list one as its maintenance agency (SIX) published it on
2026-01-01, without the thirteen codes that have no minor unit because they are not money one can owe (metals, bond
units, drawing rights, XTS, XXX)."""

AMOUNT_MAX_MINOR: Final = 999_999_999_999_999
"""The largest amount in minor units: fifteen digits, which also a reader that keeps numbers as doubles keeps
exactly."""

TEXT_MAX: Final = 40
"""The longest text, in signs, that `parse` looks at."""

BASIS_POINTS: Final = 10_000
"""How many basis points make a whole: 295 of them are 2.95 %."""

_WITH_CURRENCY: Final = re.compile(r"(?:([A-Z]{3})\s+)?([0-9][0-9,.]*)(?:\s+([A-Z]{3}))?")
_WRITTEN: Final = re.compile(r"(0|[1-9][0-9]*|[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.([0-9]+))?")


class MoneyError(ValueError):
    """Text or a number that is no amount. `code` is one of amount_decimals, amount_malformed, amount_too_large,
    currency_unknown."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


class Money(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """An amount on the wire: minor units as text of digits (no sign, no leading zero) and an ISO 4217 code.

    The shape is checked when it is decoded; whether the code is a currency is for `EXPONENTS` to say.
    """

    amount: Annotated[str, msgspec.Meta(pattern=r"^(0|[1-9][0-9]{0,14})(?!\n)$", description="Minor units, as digits.")]
    currency: Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{3}(?!\n)$", description="ISO 4217 code.")]

    @property
    def minor(self) -> int:
        """The amount in minor units."""
        return int(self.amount)


def money(minor: int, currency: str) -> Money:
    """So many minor units as `Money`. Raises MoneyError below zero (amount_malformed), above AMOUNT_MAX_MINOR, or
    for no currency."""
    exponent_of(currency)
    if minor < 0:
        raise MoneyError("amount_malformed", f"{minor} is below zero.")
    _must_not_be_too_large(minor, currency)
    return Money(str(minor), currency)


def exponent_of(currency: str) -> int:
    """How many decimals a currency has. Raises MoneyError (currency_unknown)."""
    exponent = EXPONENTS.get(currency)
    if exponent is None:
        raise MoneyError("currency_unknown", f"{currency!r} is not an ISO 4217 currency.")
    return exponent


def show(minor: int, currency: str) -> str:
    """For people: `USD 25,000.00`, `JPY 25,000`, `KWD 1.250`, and `USD -5.00` below zero. Raises MoneyError
    (currency_unknown)."""
    exponent = exponent_of(currency)
    whole, part = divmod(abs(minor), 10**exponent)
    decimals = f".{part:0{exponent}d}" if exponent else ""
    return f"{currency} {'-' if minor < 0 else ''}{whole:,}{decimals}"


def parse(text: str, currency: str) -> int:
    """Minor units of what a person wrote in `currency`: `25000`, `25,000.5`, `25,000.50`. Nothing is rounded and
    nothing guessed.

    Raises MoneyError: currency_unknown, then amount_malformed (a sign, a currency, misplaced or foreign separators),
    then amount_decimals (more decimals than the currency has, even zeros), then amount_too_large.
    """
    exponent = exponent_of(currency)
    found = _WRITTEN.fullmatch(text.strip()) if len(text) <= TEXT_MAX else None
    if found is None:
        raise MoneyError(
            "amount_malformed",
            "Write digits, commas between thousands if you like, and a point before decimals: 25,000.00.",
        )
    whole, decimals = found[1], found[2] or ""
    if len(decimals) > exponent:
        raise MoneyError("amount_decimals", f"{currency} has {exponent} decimals, not {len(decimals)}.")
    minor = int(whole.replace(",", "") + decimals.ljust(exponent, "0"))
    _must_not_be_too_large(minor, currency)
    return minor


def of_text(text: str) -> Money:
    """`25,000.00 USD` or `USD 25,000.00` as `Money`.

    Raises MoneyError: amount_malformed for anything else, currency_unknown, then those of `parse`.
    """
    found = _WITH_CURRENCY.fullmatch(text.strip()) if len(text) <= TEXT_MAX else None
    if found is None or bool(found[1]) == bool(found[3]):
        shown = text if len(text) <= TEXT_MAX else f"{text[:TEXT_MAX]}..."
        detail = f"{shown!r} is not an amount with its currency, such as 25,000.00 USD."
        raise MoneyError("amount_malformed", detail)
    currency = found[1] or found[3]
    if currency not in EXPONENTS:
        raise MoneyError("currency_unknown", f"{currency} is not a currency.")
    return Money(str(parse(found[2], currency)), currency)


def split(amount: int, numerator: int, denominator: int) -> tuple[int, int]:
    """Divide an amount in the ratio numerator / denominator: that share, rounded half up, and the rest, so both sum
    to the amount (R30).

    Raises ValueError below zero or for a ratio outside 0..1.
    """
    if amount < 0 or denominator <= 0 or not 0 <= numerator <= denominator:
        raise ValueError(f"cannot split {amount} by {numerator}/{denominator}")
    share = (2 * amount * numerator + denominator) // (2 * denominator)
    return share, amount - share


def percent(amount: int, basis_points: int) -> int:
    """So many basis points of an amount, rounded half up (R30): 295 of 12,000.00 are 354.00. Raises ValueError
    below zero."""
    if amount < 0 or basis_points < 0:
        raise ValueError(f"cannot take {basis_points} basis points of {amount}")
    return (2 * amount * basis_points + BASIS_POINTS) // (2 * BASIS_POINTS)


def _must_not_be_too_large(minor: int, currency: str) -> None:
    if minor > AMOUNT_MAX_MINOR:
        raise MoneyError("amount_too_large", f"The largest amount is {show(AMOUNT_MAX_MINOR, currency)}.")
