"""`fairhold supplier cost`: what protection would cost a supplier on an order that it has in mind."""

import click

from fairhold.book.connection import READER, connect
from fairhold.cli.asking import stream_id
from fairhold.cli.limits import STAFF
from fairhold.cli.opening import opened, settings_of
from fairhold.cli.saying import FAILED, MALFORMED, end, say, say_json, table
from fairhold.reading.cost import DAYS_MAX, RATE_BP_MAX, Asked, CostShown, read_cost
from fairhold.trade.money import Money
from fairhold.wording import WordsWrong, amount, money_of


@click.command("cost")
@click.argument("number", metavar="SUPPLIER")
@click.option("--value", required=True, metavar='"50,000.00"', help="The price, in the currency of the limit.")
@click.option("--initial", default="0.00", metavar='"15,000.00"', help="The initial payment.")
@click.option("--making-days", default=30, show_default=True, type=click.IntRange(0, DAYS_MAX), help="Days of making.")
@click.option("--way-days", default=30, show_default=True, type=click.IntRange(0, DAYS_MAX), help="Days of the way.")
@click.option(
    "--rate-bp",
    default=1_000,
    show_default=True,
    type=click.IntRange(0, RATE_BP_MAX),
    help="What money costs a year, in hundredths of a per cent.",
)
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@click.pass_context
def cost(
    context: click.Context,
    number: str,
    value: str,
    initial: str,
    making_days: int,
    way_days: int,
    rate_bp: int,
    as_json: bool,
) -> None:
    """What protection costs on one order: the fee, and money that waits; inside the limit and above it."""
    with opened(settings_of(context)) as book, connect(book.url, READER) as reader:
        policy = book.policies.now
        asked = Asked(
            order_value=_minor(value, policy.limit_currency, "--value", 1),
            initial_value=_minor(initial, policy.limit_currency, "--initial", 0),
            making_days=making_days,
            way_days=way_days,
            rate_bp=rate_bp,
        )
        found = read_cost(reader, STAFF, stream_id("supplier", number), policy, asked)
    if found is None:
        end(FAILED, f"there is no supplier {number}")
    if as_json:
        say_json(found)
        return
    inside = "inside" if found.is_early else "above"
    say(f"free limit {_words(found.free)}: this order is {inside} it")
    _tell(found.now)
    for name, way in (("inside the limit", found.inside), ("with no limit", found.above)):
        say(f"{name}: {_words(way.together)}, {way.share} of the price")
    say(f"asked on top: {found.asked}, which brings {_words(found.brings)}")


def _tell(way: CostShown) -> None:
    table(
        ("waits", "amount", "days", "costs"),
        [(one.why, _words(one.amount), str(one.days), _words(one.cost)) for one in way.waits],
        right=(1, 2, 3),
    )
    say(f"service fee {_words(way.fee)}; together {_words(way.together)}, {way.share} of the price")


def _minor(text: str, currency: str, option: str, least: int) -> int:
    try:
        minor = money_of(f"{text} {currency}").minor
    except WordsWrong as problem:
        end(MALFORMED, f"{option}: {problem}")
    if minor < least:
        end(MALFORMED, f"{option}: say what the order is worth")
    return minor


def _words(money: Money) -> str:
    return amount(money.minor, money.currency)
