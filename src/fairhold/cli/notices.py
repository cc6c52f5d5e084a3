"""`fairhold notices`: what acquirers and lenders told us and did not fit; look at it, try it again, or close it."""

from datetime import UTC, datetime

import click

from fairhold.book.notices import OPEN_STATES, STATES, dismiss_notice, find_notice, notices_in_states, retry_notice
from fairhold.cashier.house import outside_from
from fairhold.cashier.notices import try_notice
from fairhold.cli.opening import opened, settings_of
from fairhold.cli.saying import MALFORMED, REFUSED, Group, end, say, say_json, table
from fairhold.reading.rail_notices import rail_notice_row
from fairhold.trade import ids
from fairhold.wording import amount


@click.group(cls=Group, invoke_without_command=True)
@click.option("--state", "states", multiple=True, type=click.Choice(STATES), help="Only these; else all that are open.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@click.pass_context
def notices(context: click.Context, states: tuple[str, ...], as_json: bool) -> None:
    """What acquirers and lenders told us that still waits for something, or lies aside for people."""
    if context.invoked_subcommand is not None:
        return
    with opened(settings_of(context)) as book:
        rows = [rail_notice_row(kept) for kept in notices_in_states(book.connection, states or OPEN_STATES)]
    if as_json:
        say_json(rows)
        return
    shown = [
        (
            row.id,
            row.rail,
            row.happened,
            row.payment,
            amount(row.amount.minor, row.amount.currency),
            row.state,
            row.said,
        )
        for row in rows
    ]
    table(("notice", "rail", "happened", "payment", "amount", "state", "why"), shown, right=(4,))


@notices.command()
@click.argument("notice")
@click.pass_context
def retry(context: click.Context, notice: str) -> None:
    """Try a notice that did not fit again, now."""
    number, now = _number(notice), datetime.now(UTC)
    settings = settings_of(context)
    with opened(settings) as book:
        if not retry_notice(book.connection, number, now):
            end(REFUSED, f"{notice} does not wait for anybody")
        kept = find_notice(book.connection, number)
        assert kept is not None
        outcome = try_notice(book.desk, book.connection, outside_from(settings), kept, now)
    say(f"{notice}: {outcome.state}{': ' if outcome.said else ''}{outcome.said}")


@notices.command()
@click.argument("notice")
@click.option("--note", required=True, help="Why it is closed.")
@click.option("--person", required=True, help="Who closes it, for the record.")
@click.pass_context
def dismiss(context: click.Context, notice: str, note: str, person: str) -> None:
    """Close a notice that did not fit. The order is not changed."""
    with opened(settings_of(context)) as book:
        if not dismiss_notice(book.connection, _number(notice), note[:500], person[:200]):
            end(REFUSED, f"{notice} does not wait for anybody")
    say(f"{notice}: closed")


def _number(text: str) -> int:
    number = ids.from_text(ids.NOTICE_PREFIX, text)
    if number is None:
        end(MALFORMED, f"{text!r} is not the number of a notice (ntc_...)")
    return number
