"""`fairhold unmatched`: the money in suspense, why it is there, and the orders that it may be for."""

from datetime import UTC, datetime
from typing import Final

import click

from fairhold.book.connection import READER, connect
from fairhold.cli.asking import stream_id
from fairhold.cli.opening import opened, settings_of
from fairhold.cli.saying import FAILED, MALFORMED, end, say, say_json
from fairhold.reading.cursor import CursorInvalid, Cursors
from fairhold.reading.unmatched import Unmatched, list_unmatched, read_unmatched
from fairhold.trade.money import Money, show
from fairhold.trade.who import Role, Who

AUDITOR: Final = Who(Role.AUDITOR)
_CURSORS: Final = Cursors(b"fairhold unmatched")


@click.command("unmatched")
@click.argument("number", metavar="[REMITTANCE]", default="")
@click.option("--cursor", default="", help="Where the page before this one ended.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@click.pass_context
def unmatched(context: click.Context, number: str, cursor: str, as_json: bool) -> None:
    """Money in suspense: who sent it, why it found no order, how long it waits, and what it may be for."""
    settings = settings_of(context)
    following = None
    with opened(settings) as book, connect(book.url, READER) as reader:
        now, policies, prefix = datetime.now(UTC), book.policies, settings.account_prefix
        if number:
            wanted = stream_id("remittance", number)
            one = read_unmatched(reader, AUDITOR, wanted, now, policies, prefix)
            if one is None:
                end(FAILED, f"no money waits under {number}")
            rows: tuple[Unmatched, ...] = (one,)
        else:
            try:
                page = list_unmatched(reader, AUDITOR, now, policies, _CURSORS, prefix, cursor=cursor)
            except CursorInvalid as error:
                end(MALFORMED, f"--cursor: {error}")
            rows, following = page.data, page.next_cursor
    if as_json:
        say_json(rows[0] if number else page)
        return
    for row in rows:
        _tell(row)
    if not rows:
        say("every payment has found its order")
    if following:
        say(f"more: --cursor {following}")


def _words(money: Money) -> str:
    return show(money.minor, money.currency)


def _tell(row: Unmatched) -> None:
    money = row.remittance
    whence = "taken from the trust account" if money.state == "debit" else f"from {money.payer.name or 'nobody named'}"
    say(f"{money.id}  {_words(money.amount)} {whence}")
    age = "came back" if row.age_days is None else f"{row.age_days} days"
    goes = f", goes back {money.goes_back_at:%Y-%m-%d}" if money.goes_back_at else ""
    say(f"    {row.reason_title}; {age}{goes}")
    if money.to_move is not None:
        until = f" by {money.to_move.until:%Y-%m-%d %H:%M} UTC" if money.to_move.until else ""
        late = "; the house is late" if money.to_move.is_late else until
        say(f"    {_words(money.to_move.amount)} to be moved to the trust account{late}")
    if money.text:
        say(f"    text: {money.text}")
    if row.proposed is not None:
        to = "".join(f" {one}" for one in (row.proposed.order, row.proposed.moves) if one)
        until = f"{row.proposed.until:%Y-%m-%d %H:%M} UTC"
        said = "it ran out" if row.proposed.is_over else f"a second person may agree until {until}"
        say(f"    proposed by {row.proposed.by}: {row.proposed.way_title}{to}; {said}")
        say(f"    digest {row.proposed.digest}")
    for one in row.suggestions:
        say(f"    {one.score:>3}  {one.order}  {one.buyer}: {one.title} ({one.stage_title})")
        for clue in (*one.reasons, *one.cautions):
            say(f"         {'+' if clue.score > 0 else '!'} {clue.text}")
    if not row.suggestions and money.state != "debit":
        say("    no order fits")
