"""`fairhold clock`: test clocks, which stand still until they are moved."""

import secrets
from datetime import UTC, datetime

import click

from fairhold.book.alarms import attached_orders
from fairhold.book.reference import read_reference
from fairhold.cli.asking import stream_id
from fairhold.cli.opening import opened, settings_of
from fairhold.cli.saying import Group, say, table
from fairhold.clock import advance, attach, make_test_clock, new_clock_id, tick_due
from fairhold.trade import ids
from fairhold.wording import WordsWrong


def _moment(text: str) -> datetime:
    """A time with its zone, or a day or time that is then UTC."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise WordsWrong("malformed", f"{text!r} is not a time such as 2026-11-22 or 2026-11-22T10:00.") from None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def _clock_id(text: str) -> int:
    number = ids.from_text(ids.CLOCK_PREFIX, text)
    if number is None:
        raise WordsWrong("malformed", f"{text!r} is not the number of a test clock (clk_...).")
    return number


@click.group(cls=Group)
def clock() -> None:
    """Test clocks: freeze time for an order or for everything, and move it forward."""


@clock.command()
@click.option("--at", "moment", help="Where it stands; now, if not given.")
@click.option("--name", default="test", show_default=True)
@click.option("--for-all", is_flag=True, help="Everything lives by it.")
@click.pass_context
def create(context: click.Context, moment: str | None, name: str, for_all: bool) -> None:
    """Make a test clock and print its number."""
    now = datetime.now(UTC)
    with opened(settings_of(context)) as book:
        number = new_clock_id(now, secrets.randbelow(ids.ENTROPIES))
        made = make_test_clock(book.connection, name, _moment(moment) if moment else now, number, for_all)
    say(f"{ids.to_text(ids.CLOCK_PREFIX, made.id)}  stands at {made.now:%Y-%m-%dT%H:%M:%SZ}")


@clock.command("list")
@click.pass_context
def clocks(context: click.Context) -> None:
    """The test clocks and how many orders live by each."""
    with opened(settings_of(context)) as book:
        found = read_reference(book.connection).clocks.values()
        counts = {one.id: attached_orders(book.connection, one.id) for one in found}
    rows = [
        (
            ids.to_text(ids.CLOCK_PREFIX, one.id),
            f"{one.now:%Y-%m-%dT%H:%M:%SZ}",
            "everything" if one.for_all else f"{counts[one.id]} orders",
            one.name,
        )
        for one in found
    ]
    table(("clock", "stands at", "for", "name"), rows)


@clock.command("attach")
@click.argument("number", metavar="CLOCK|wall")
@click.argument("order", metavar="ORDER")
@click.pass_context
def attach_order(context: click.Context, number: str, order: str) -> None:
    """Let an order live by a test clock, or by the wall again."""
    with opened(settings_of(context)) as book:
        attach(book.connection, stream_id("order", order), None if number == "wall" else _clock_id(number))
    say(f"{order} lives by {number}")


@clock.command("advance")
@click.argument("number", metavar="CLOCK")
@click.argument("to", metavar="TIME")
@click.pass_context
def advance_clock(context: click.Context, number: str, to: str) -> None:
    """Move a test clock forward; every deadline on the way happens at its own moment."""
    with opened(settings_of(context)) as book:
        moment = _moment(to)
        done = advance(
            book.desk,
            book.connection,
            _clock_id(number),
            moment,
            lambda at: say(f"passing {at:%Y-%m-%dT%H:%M:%SZ}"),
        )
    say(f"stands at {moment:%Y-%m-%dT%H:%M:%SZ}: {done.asked} streams asked, something happened in {done.happened}")


@clock.command()
@click.pass_context
def tick(context: click.Context) -> None:
    """Ask what is due now, once. The clock of `fairhold serve` does this by itself."""
    with opened(settings_of(context)) as book:
        done = tick_due(book.desk, book.connection, datetime.now(UTC))
    say(f"{done.asked} streams asked, something happened in {done.happened}, {done.failed} could not be asked")
