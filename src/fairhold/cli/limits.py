"""`fairhold supplier limit`: how a supplier's limit comes about, and what more orders would do to it."""

import sys
from datetime import UTC, date, datetime

import click

from fairhold.book.coding import decode_event
from fairhold.book.connection import READER, connect
from fairhold.book.reference import read_reference
from fairhold.book.streams import load_events
from fairhold.cli.asking import stream_id
from fairhold.cli.opening import opened, settings_of
from fairhold.cli.saying import FAILED, MALFORMED, end, say, say_json, table
from fairhold.limit.again import again
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
@click.option(
    "--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="The last one computed up to a day, computed again."
)
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@click.pass_context
def limit(
    context: click.Context,
    number: str,
    orders: int,
    value: str,
    late: bool,
    lost: bool,
    day: datetime | None,
    as_json: bool,
) -> None:
    """How a supplier's limit comes about: factors, orders, what would raise it, what-if; or how a past one did."""
    if day is not None:
        _tell_past(context, number, day.date(), as_json)
        return
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


def _tell_past(context: click.Context, number: str, day: date, as_json: bool) -> None:
    """The last limit that was computed up to a day, computed again from the stream; 1 if it comes out otherwise."""
    with opened(settings_of(context)) as book:
        policies = read_reference(book.connection).policies
        wanted = stream_id("supplier", number)
        events = [decode_event(one.kind, one.body) for one in load_events(book.connection, wanted)]
    known = list(again(wanted, events, policies)) if policies is not None else []
    found = [one for one in known if one.recorded.day <= day]
    if not found:
        end(FAILED, f"no limit of {number} was computed up to {day}")
    last = found[-1]
    if as_json:
        say_json({"recorded": last.recorded, "computed": last.computed, "same": last.is_same})
    else:
        currency = last.recorded.currency
        say(f"{last.recorded.model} gave {amount(last.recorded.limit, currency)} on {last.recorded.day}")
        table(
            ("factor", "figure", ""), [(one.name, one.figure, one.meaning) for one in last.computed.factors], right=(1,)
        )
        say(f"{last.recorded.orders} orders counted, up to version {last.recorded.seen} of the stream")
        say("computed again it is the same" if last.is_same else "computed again it comes out otherwise")
    if not last.is_same:
        sys.exit(FAILED)


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
