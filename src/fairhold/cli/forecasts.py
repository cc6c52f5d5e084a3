"""`fairhold supplier forecast`: what a supplier still gets, under which condition and by which day."""

from datetime import UTC, datetime

import click

from fairhold.book.connection import READER, connect
from fairhold.book.reference import read_reference
from fairhold.cli.asking import stream_id
from fairhold.cli.limits import STAFF
from fairhold.cli.opening import opened, settings_of
from fairhold.cli.saying import FAILED, end, say, say_json, table
from fairhold.reading.forecast import Forecast, read_forecast
from fairhold.trade.money import Money
from fairhold.wording import amount


@click.command("forecast")
@click.argument("number", metavar="SUPPLIER")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@click.pass_context
def forecast(context: click.Context, number: str, as_json: bool) -> None:
    """What a supplier still gets, when and under which condition; and why it declined offers."""
    with opened(settings_of(context)) as book, connect(book.url, READER) as reader:
        policies = read_reference(book.connection).policies
        if policies is None:
            end(FAILED, "no policy is published yet")
        shown = read_forecast(reader, STAFF, stream_id("supplier", number), datetime.now(UTC), policies)
    if shown is None:
        end(FAILED, f"there is no supplier {number}")
    if as_json:
        say_json(shown)
    else:
        _tell(shown)


def _tell(shown: Forecast) -> None:
    for one in shown.sums:
        say(f"held {_words(one.held)}, {_words(one.dated)} of it comes by itself; not paid yet {_words(one.unpaid)}")
    if shown.payout_day is not None:
        say(f"paid out by itself next on {shown.payout_day}")
    rows = [(str(one.day or "open"), one.order, _words(one.amount), one.words) for one in shown.coming]
    table(("by", "order", "amount", "condition"), rows, right=(2,))
    for reason in shown.declines:
        say(f"declined for {reason.reason}: {reason.count} since {shown.since}")


def _words(money: Money) -> str:
    return amount(money.minor, money.currency)
