"""`fairhold supplier limit`: how a supplier's limit comes about, and what more orders would do to it."""

from datetime import UTC, datetime

import click

from fairhold.book.connection import READER, connect
from fairhold.book.reference import read_reference
from fairhold.cli.asking import stream_id
from fairhold.cli.opening import opened, settings_of
from fairhold.cli.saying import FAILED, MALFORMED, end, say, say_json, table
from fairhold.reading.limit import SUPPOSED_MAX, LimitExplained, Supposed, WhatIf, read_limit
from fairhold.trade.money import Money, show
from fairhold.trade.who import Role, Who
from fairhold.wording import WordsWrong, amount, money_of

STAFF = Who(Role.OPERATOR)
_SHIPPED = {True: "on time", False: "late"}


@click.command("limit")
@click.argument("number", metavar="SUPPLIER")
@click.option("--orders", default=0, type=click.IntRange(0, SUPPOSED_MAX), help="Suppose so many more orders ...")
@click.option("--value", default="", metavar="AMOUNT", help="... of this value each, such as 20000.00,")
@click.option("--late", is_flag=True, help="shipped late,")
@click.option("--lost", is_flag=True, help="with a dispute that was lost.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@click.pass_context
def limit(context: click.Context, number: str, orders: int, value: str, late: bool, lost: bool, as_json: bool) -> None:
    """How a supplier's limit comes about: factors, orders, what would raise it, what-if."""
    with opened(settings_of(context)) as book, connect(book.url, READER) as reader:
        policies = read_reference(book.connection).policies
        if policies is None:
            end(FAILED, "no policy is published yet")
        currency = policies.now.limit_currency
        supposed = None
        if orders:
            try:
                supposed = Supposed(orders, money_of(f"{value} {currency}").minor, not late, lost)
            except WordsWrong as problem:
                end(MALFORMED, f"--value: {problem}")
        wanted = stream_id("supplier", number)
        shown = read_limit(reader, STAFF, wanted, datetime.now(UTC), policies.now, supposed)
    if shown is None:
        end(FAILED, f"there is no supplier {number}")
    if as_json:
        say_json(shown)
    else:
        _tell(shown)


def _tell(shown: LimitExplained) -> None:
    force = shown.in_force
    how = "suspended" if shown.suspended else "granted by hand" if shown.by_hand else "computed"
    say(f"limit {_words(force.granted)} ({how}), {_words(force.free)} of it free")
    held = {"none": "", "growth": ", held back by the cap on growth", "cap": ", at the cap of its tier"}
    say(f"{shown.model} gives {_words(shown.computed)} on {shown.day}{held.get(shown.bound, ', suspended')}")
    table(("factor", "figure", ""), [(one.name, one.figure, one.meaning) for one in shown.factors], right=(1,))
    if shown.orders:
        say(f"{shown.orders_count} orders behind it, the latest first:")
        rows = [
            (
                one.order,
                str(one.ended),
                _words(one.value),
                _SHIPPED[one.on_time],
                "lost" if one.lost else "",
            )
            for one in shown.orders
        ]
        table(("order", "ended", "value", "shipped", "dispute"), rows, right=(2,))
    for one in (*shown.raises, *((shown.what_if,) if shown.what_if else ())):
        say(f"with {one.supposed}: {_words(one.limit)} ({_change(one)})")


def _change(one: WhatIf) -> str:
    sign = "-" if int(one.change) < 0 else "+"
    return f"{sign}{show(abs(int(one.change)), one.limit.currency)}"


def _words(money: Money) -> str:
    return amount(money.minor, money.currency)
