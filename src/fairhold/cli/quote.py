"""`fairhold quote`: which rails can carry a payment, what they cost, when the money is there, and why others cannot.

Needs no database and loads none; only `--supplier` opens the book, to read what that supplier takes.
"""

import importlib
from datetime import UTC, date, datetime
from typing import Any

import click

from fairhold.cli.saying import REFUSED, end, say, say_json, table
from fairhold.rails.quote import Eligible, Quote, quote, rail_named
from fairhold.rails.wish import Wish, WishWrong, rate_of
from fairhold.trade.days import day_of
from fairhold.trade.money import Money, MoneyError, parse, show
from fairhold.trade.policy import PRESETS, Policy
from fairhold.trade.rail import AcceptedRail


@click.command("quote")
@click.option("--amount", required=True, help="The payment, as 25,000.00.")
@click.option("--currency", default="USD", show_default=True, help="Its ISO 4217 code.")
@click.option("--buyer-country", required=True, metavar="CC", help="Where the buyer's account is (ISO 3166).")
@click.option("--supplier-country", default="", metavar="CC", help="Its bank days count as well.")
@click.option("--supplier", metavar="SUP", help="A supplier of the book: its country and the rails it takes.")
@click.option("--accepts", metavar="RAIL[:CAP],...", help="The rails the supplier takes, each with a cap in USD.")
@click.option("--method", "methods", multiple=True, help="Only this rail; may be given several times.")
@click.option("--order-total", help="The total of the order, if the payment is only a part.")
@click.option("--credit-line", help="The credit line that a lender approved, in USD.")
@click.option("--term-months", type=int, help="The term of the loan.")
@click.option("--card-scheme", default="", help="The scheme of the card: visa, mastercard, ...")
@click.option("--paid", "paid", multiple=True, metavar="RAIL[:N]", help="Payments of this milestone made before.")
@click.option("--usd-rate", metavar="RATE", help="USD for one unit of the payment's currency, as 1.0905.")
@click.option("--on", "day", metavar="YYYY-MM-DD", help="The day of the payment; today if left out.")
@click.option("--preset", type=click.Choice(list(PRESETS)), default="seed", help="Whose figures, without --supplier.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@click.pass_context
def quote_command(context: click.Context, /, supplier: str | None, preset: str, as_json: bool, **given: Any) -> None:
    """Rank the ways to pay by cost and arrival, and say why others do not fit."""
    policy, country, accepts, surcharge_bp = PRESETS[preset], given["supplier_country"], None, 0
    if supplier is not None:
        if country or given["accepts"]:
            raise click.UsageError("--supplier says what --supplier-country and --accepts would.")
        book = importlib.import_module("fairhold.cli.quote_supplier")  # the database only when it is needed
        policy, taken = book.taken_by(context, supplier)
        country, accepts, surcharge_bp = taken.country, taken.rails, taken.surcharge_bp
    elif given["accepts"]:
        accepts = _accepts(given["accepts"], policy)
    answer = quote(_wish(given, policy, country, accepts, surcharge_bp), policy, given["methods"])
    if as_json:
        say_json(answer)
    else:
        _tell(answer)
    if not answer.eligible:
        end(REFUSED, "no rail can carry this payment")


def _wish(
    given: dict[str, Any], policy: Policy, country: str, accepts: tuple[AcceptedRail, ...] | None, surcharge_bp: int
) -> Wish:
    currency = given["currency"].upper()
    amount = _minor(given["amount"], currency, "amount")
    total, line = given["order_total"], given["credit_line"]
    return Wish(
        amount=amount,
        currency=currency,
        order_total=amount if total is None else _minor(total, currency, "order_total"),
        buyer_country=given["buyer_country"].upper(),
        supplier_country=country.upper(),
        on=_day(given["day"], policy.policy_tz),
        accepts=accepts,
        credit_line_usd=None if line is None else _minor(line, "USD", "credit_line"),
        term_months=given["term_months"],
        card_scheme=given["card_scheme"].lower(),
        paid_by=dict(_paid(words, policy) for words in given["paid"]),
        surcharge_bp=surcharge_bp,
        usd_rate=None if given["usd_rate"] is None else rate_of(given["usd_rate"]),
    )


def _minor(text: str, currency: str, field: str) -> int:
    try:
        return parse(text, currency)
    except MoneyError as error:
        raise WishWrong(error.code, error.detail, field) from None


def _day(text: str | None, tz: str) -> date:
    if text is None:
        return day_of(datetime.now(UTC), tz)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise WishWrong("malformed", f"{text!r} is not a day such as 2026-11-23.", "on") from None


def _accepts(text: str, policy: Policy) -> tuple[AcceptedRail, ...]:
    found = []
    for part in text.split(","):
        name, _, cap = part.partition(":")
        rail = _rail(name, policy, "accepts")
        money = Money(str(_minor(cap, "USD", "accepts")), "USD") if cap else None
        found.append(AcceptedRail(rail=rail, cap=money))
    return tuple(found)


def _paid(words: str, policy: Policy) -> tuple[str, int]:
    name, _, count = words.partition(":")
    if count and not (count.isascii() and count.isdigit() and len(count) <= 4):
        raise WishWrong("malformed", f"{count!r} is not a number of payments.", "paid")
    return _rail(name, policy, "paid"), int(count or "1")


def _rail(name: str, policy: Policy, field: str) -> str:
    found = rail_named(name, policy)
    if found not in policy.rails:
        there = ", ".join(policy.rails)
        raise WishWrong("rail_not_protected", f"{name!r} is no rail of this marketplace; rails: {there}.", field)
    return found


def _tell(answer: Quote) -> None:
    say(f"{_shown(answer.amount)} on {answer.on}, bank days of {' and '.join(answer.calendars)}")
    if answer.eligible:
        rows = [_row(one) for one in answer.eligible]
        table(("rail", "fee", "you pay", "arrives", "taken back"), rows, right=(1, 2))
        for one in answer.eligible:
            for note in one.notes:
                say(f"    {one.title}: {note}")
    for no in answer.refused:
        say(f"refused {no.rail}: {no.code} (rule {no.rule})")
        say(f"    {no.why}")
        say(f"    {no.instead}")
    if answer.surcharge is not None:
        on, extra = _shown(answer.order_total), _shown(answer.surcharge.amount)
        share = answer.surcharge.share
        say(f"the supplier asks {share} on top for a protected order: {extra} on {on}, if the price has it not yet")
    say(answer.protection)


def _row(one: Eligible) -> tuple[str, ...]:
    arrival = one.arrival
    days = f"{arrival.earliest}"
    if arrival.latest != arrival.earliest:
        days += f" to {arrival.latest}"
    if arrival.hours is not None:
        days += f", {arrival.hours[0]}-{arrival.hours[1]} hours"
    back = one.reversal.replace("_", " ")
    if one.reversible_days is not None:
        usual, most = one.reversible_days
        back += f", {usual} days" if usual == most else f", {usual} to {most} days"
    return one.title, _span(one.fee.least, one.fee.most), _span(one.total.least, one.total.most), days, back


def _span(least: Money, most: Money) -> str:
    if least == most:
        return _shown(least)
    return f"{_shown(least)} to {show(most.minor, most.currency).partition(' ')[2]}"


def _shown(money: Money) -> str:
    return show(money.minor, money.currency)
