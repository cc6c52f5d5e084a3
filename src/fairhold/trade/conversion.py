"""Money of another currency than the order's: quoted, locked, converted by the bank, and who bears the loss (M11).

One person writes down the firm rate of a deal with the bank, another orders it while it binds. From then on the money
is between two bank accounts, and the two bank lines may come in any order. What the bank brings more or less than it
quoted is the payer's (`fx_loss_bearer` payer) or the house's; a small loss the house may make good from the start. Once
the order has taken the money, it is the order's currency that goes back (4.3).
"""

from datetime import timedelta
from typing import Final

from fairhold.trade import approval, ids
from fairhold.trade.money import AMOUNT_MAX_MINOR, EXPONENTS, Money, show
from fairhold.trade.refusal import Refused, refuse
from fairhold.trade.remittance import (
    CallOffConversion,
    Conversion,
    ConvertRemittance,
    PayConversion,
    QuoteConversion,
    ReceiveConversion,
    Subject,
)
from fairhold.trade.remittance_events import (
    ConversionCalledOff,
    ConversionOrdered,
    ConversionPaid,
    ConversionQuoted,
    ConversionReceived,
    RemittanceMatched,
)
from fairhold.trade.stream import Decision

_RULE: Final = "M11"


def bought(amount: int, currency: str, into: str, rate: str) -> int:
    """What `amount` minor units of `currency` buy of `into` at a rate in digits, rounded half up (R30).

    EUR 22,000.00 at 1.0905 buy USD 23,991.00. KeyError for a currency that there is not.
    """
    whole, _, decimals = rate.partition(".")
    top = amount * int(whole + decimals) * 10 ** EXPONENTS[into]
    bottom = 10 ** len(decimals) * 10 ** EXPONENTS[currency]
    return int((2 * top + bottom) // (2 * bottom))


def quote(c: QuoteConversion, s: Subject) -> Decision:
    """A quote takes the place of the one before; it binds nobody until it is ordered."""
    fault = approval.needs_person(s.who) or _check_quote(c, s)
    if fault is not None:
        return fault
    order = ids.from_text(ids.ORDER_PREFIX, c.order)
    assert order is not None
    amount, currency = s.remittance.holds
    return (
        ConversionQuoted(
            order=order,
            currency=c.currency,
            amount=bought(amount, currency, c.currency, c.rate),
            absorbed=c.absorb.minor if c.absorb is not None else 0,
            rate=c.rate,
            deal=c.deal,
            maker=s.who.natural,
            until=s.now + timedelta(minutes=s.policy.fx_rate_lock_minutes),
        ),
    )


def _check_quote(c: QuoteConversion, s: Subject) -> Refused | None:
    amount, currency = s.remittance.holds
    if not ids.from_text(ids.ORDER_PREFIX, c.order):
        return refuse("unknown_order", f"{c.order} is not an order.", _RULE, pointer="/order")
    if c.currency not in EXPONENTS:
        return refuse("currency_unknown", f"{c.currency} is not a currency.", _RULE, pointer="/currency")
    if c.currency == currency or s.remittance.conversion_began:
        detail = f"The money is {currency} and converts once, into another currency."
        return refuse("wrong_currency", detail, _RULE, pointer="/currency")
    if not 0 < bought(amount, currency, c.currency, c.rate) <= AMOUNT_MAX_MINOR:
        detail = f"At {c.rate} the money would be no amount of {c.currency}."
        return refuse("amount_not_positive", detail, _RULE, pointer="/rate")
    if c.absorb is None:
        return None
    if c.absorb.currency != c.currency:
        return refuse("wrong_currency", f"What is absorbed is {c.currency}.", _RULE, pointer="/absorb/currency")
    most = s.policy.underpay_tolerance_minor.get(c.currency, 0)
    if c.absorb.minor > most:
        detail = f"The house makes good at most {show(most, c.currency)}."
        return refuse("amount_too_large", detail, "M11, policy underpay_tolerance_minor", pointer="/absorb/amount")
    return None


def convert(c: ConvertRemittance, s: Subject) -> Decision:
    """I11: a second person, the same deal, and the rate still binds."""
    r = s.remittance
    if r.conversion is None or r.conversion_began:
        return refuse("nothing_proposed", "No conversion is quoted.", "M11, I11")
    if s.now >= r.conversion.until:
        return refuse("quote_expired", f"The rate bound until {r.conversion.until:%Y-%m-%dT%H:%M:%SZ}.", _RULE)
    if c.deal != r.conversion.deal:
        return refuse("proposal_changed", f"The deal quoted is {r.conversion.deal}.", "M11, I11", pointer="/deal")
    fault = approval.second_person(r.conversion.maker, s.who, "M11, I11")
    if fault is not None:
        return fault
    into = Money(str(r.conversion.amount), r.conversion.currency)
    return (ConversionOrdered(currency=r.currency, amount=r.amount, bought=into, day=s.day),)


def pay(c: PayConversion, s: Subject) -> Decision:
    """M11b: once, whether what was bought has come yet or not."""
    r = s.remittance
    under_way = r.state == "converting" or r.conversion_began
    if r.conversion is None or not under_way or "paid" in r.conversion.legs:
        return refuse("wrong_stage", f"The remittance is {r.state}; nothing is being sold.", _RULE)
    return (ConversionPaid(currency=r.currency, amount=r.amount, line=c.line),)


def receive(c: ReceiveConversion, s: Subject) -> Decision:
    """M11c-e: the order gets what came, or what was quoted if the house bears the loss, and what the house adds."""
    r = s.remittance
    assert r.conversion is not None
    quoted = r.conversion
    if c.amount.currency != quoted.currency:
        detail = f"What was bought is {quoted.currency}."
        return refuse("wrong_currency", detail, _RULE, pointer="/amount/currency")
    if c.amount.minor == 0:
        return refuse("amount_not_positive", "The amount is zero.", _RULE, pointer="/amount/amount")
    came = _received(c, quoted, s.policy.fx_loss_bearer == "house")
    matched = RemittanceMatched(
        currency=quoted.currency, amount=came.credited, order=quoted.order, line=r.line, payer=r.payer
    )
    return came, matched


def _received(c: ReceiveConversion, quoted: Conversion, house_bears: bool) -> ConversionReceived:
    received = c.amount.minor
    over = received - quoted.amount
    return ConversionReceived(
        currency=quoted.currency,
        line=c.line,
        quoted=quoted.amount,
        received=received,
        lost=max(0, -over) if house_bears else 0,
        gained=max(0, over) if house_bears else 0,
        absorbed=quoted.absorbed,
        credited=(quoted.amount if house_bears else received) + quoted.absorbed,
    )


def call_off(c: CallOffConversion, s: Subject) -> Decision:
    """As long as no bank line of it has come."""
    r = s.remittance
    assert r.conversion is not None
    if r.conversion.legs:
        return refuse("wrong_stage", "A bank line of the conversion has come already.", _RULE)
    into = Money(str(r.conversion.amount), r.conversion.currency)
    return (ConversionCalledOff(currency=r.currency, amount=r.amount, bought=into, reason=c.reason),)
