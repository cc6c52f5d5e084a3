"""`fairhold bank`: statements in, payments out, and what waits."""

from datetime import UTC, datetime
from pathlib import Path

import click

from fairhold.bank.tree import Limits
from fairhold.book.outbox import everything_waiting
from fairhold.cashier.house import house_of, outside_from
from fairhold.cashier.rounds import Cashier, channel_of
from fairhold.cashier.statements import ImportReport, import_statement
from fairhold.cli.opening import opened, settings_of
from fairhold.cli.saying import UNAVAILABLE, Group, end, progress, say, say_json, table
from fairhold.trade import ids
from fairhold.wording import amount


@click.group(cls=Group)
def bank() -> None:
    """Take in statements, hand over payments."""


@bank.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say line by line what would happen; change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@click.pass_context
def take_in(context: click.Context, file: Path, dry_run: bool, as_json: bool) -> None:
    """Take in a statement or report: camt.052, 053, 054, MT940, MT942, MT950, or a gzip or zip of such files.

    The same file again, or the same line in another one, changes nothing.
    """
    settings = settings_of(context)
    house = house_of(settings)
    limits = Limits(statement_bytes_max=settings.import_bytes_max, statement_lines_max=settings.import_lines_max)
    with file.open("rb") as data, opened(settings) as book, progress("lines") as heard:
        report = import_statement(
            book.desk,
            book.connection,
            data,
            house,
            datetime.now(UTC),
            file_name=file.name,
            dry_run=dry_run,
            limits=limits,
            progress=heard,
        )
    if as_json:
        say_json(report)
    else:
        _tell(report)
    if report.unfinished:
        end(UNAVAILABLE, f"{report.unfinished} lines could not be asked for just now: import the file again")


def _tell(report: ImportReport) -> None:
    for statement in report.statements:
        say(f"{statement.kind} {statement.reference} of {statement.account}")
        if statement.opening is not None and statement.closing is not None:
            opening, closing = (amount(m, statement.currency) for m in (statement.opening, statement.closing))
            say(f"    {opening} -> {closing}, the lines between add up")
        rows = []
        for line in statement.lines:
            sign = "+" if line.amount > 0 else "-"
            figure = f"{sign}{amount(abs(line.amount), line.currency)}"
            rows.append(
                (str(line.booked_on), figure, line.other, line.outcome.replace("_", " "), line.stream, line.said)
            )
        if rows:
            table(("day", "amount", "other side", "outcome", "stream", "why"), rows, right=(1,))
        if statement.line_count > len(statement.lines):
            counted = ", ".join(f"{n} {word.replace('_', ' ')}" for word, n in sorted(statement.outcomes.items()))
            say(f"    {len(statement.lines)} of {statement.line_count} lines are shown; all of them: {counted}")
        if statement.seen_before:
            say("    this statement was taken in before")
    would = "would be " if report.dry_run else ""
    say(f"{report.changed} of {report.line_count} lines {would}booked")


@bank.command()
@click.option("--send", is_flag=True, help="Hand waiting payments to the bank now.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@click.pass_context
def outbox(context: click.Context, send: bool, as_json: bool) -> None:
    """What waits to be sent; with --send also send it. The clock of `fairhold serve` does this by itself."""
    settings = settings_of(context)
    with opened(settings) as book:
        if send:
            cashier = Cashier(book.desk, channel_of(settings), house_of(settings), outside_from(settings))
            done = cashier.post_outbox(book.connection, datetime.now(UTC))
            if as_json:
                say_json(done)
            else:
                for file in done.sent:
                    say(f"sent {file.message_id}: {len(file.payments)} payments, {amount(file.total, file.currency)}")
                    for name, code in file.unsendable:
                        say(f"    taken back, no bank carries it: {name} ({code})")
                for asked in done.asked:
                    say(f"{asked.rail}: {asked.action} {asked.payment} {asked.said or 'taken'}")
                for carried in done.carried:
                    say(f"{carried.remittance} to {carried.order}: {carried.refused or 'taken'}")
            if done.away:
                end(UNAVAILABLE, f"the bank was not reached, what waits stays: {done.away}")
            return
        waiting = everything_waiting(book.connection)
        if as_json:
            say_json(waiting)
            return
        rows = [
            (_stream(one.kind, one.stream_id), one.kind, f"{one.due_at:%Y-%m-%d %H:%M}", str(one.attempts), one.said)
            for one in waiting
        ]
        table(("stream", "what", "due", "tries", "last said"), rows)


def _stream(kind: str, number: int) -> str:
    subject = kind.partition(".")[0]
    prefix = {"refund": ids.ORDER_PREFIX, "payout": ids.SUPPLIER_PREFIX}.get(subject, ids.REMITTANCE_PREFIX)
    return ids.to_text(prefix, number)


@bank.command()
@click.pass_context
def fetch(context: click.Context) -> None:
    """Take in what the bank left: statements, notifications, status reports. The clock does this by itself too."""
    settings = settings_of(context)
    with opened(settings) as book:
        cashier = Cashier(book.desk, channel_of(settings), house_of(settings), outside_from(settings))
        done = cashier.fetch_mail(book.connection, datetime.now(UTC))
    for report in done.imports:
        _tell(report)
    for verdicts in done.reports:
        say(f"status report for {verdicts.message_id}: {len(verdicts.rejected)} rejected")
    for name, why in done.refused:
        say(f"refused {name}: {why}")
    if done.away:
        end(UNAVAILABLE, f"the bank was not reached: {done.away}")
    if not done.did_something:
        say("nothing was left")
