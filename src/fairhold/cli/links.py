"""`fairhold links`: buyers that seem related to their suppliers, and why (O50, standards 6.2)."""

from typing import Final

import click

from fairhold.book.connection import READER, connect
from fairhold.cli.limits import STAFF
from fairhold.cli.opening import opened, settings_of
from fairhold.cli.saying import MALFORMED, end, say, say_json, table
from fairhold.reading.cursor import CursorInvalid, Cursors
from fairhold.reading.links import STATES, list_links
from fairhold.trade.link import LinkState

_CURSORS: Final = Cursors(b"fairhold links, page by page")


@click.command("links")
@click.option("--all", "everything", is_flag=True, help="Those that people looked at too.")
@click.option("--cursor", default="", help="Where the page before this one ended.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@click.pass_context
def links(context: click.Context, everything: bool, cursor: str, as_json: bool) -> None:
    """Buyers that seem related to their suppliers, and why.

    Two persons of compliance confirm or clear each.
    """
    states: tuple[LinkState, ...] = STATES if everything else ("suspected",)
    with opened(settings_of(context)) as book, connect(book.url, READER) as reader:
        try:
            page = list_links(reader, STAFF, _CURSORS, states=states, cursor=cursor)
        except CursorInvalid as error:
            end(MALFORMED, f"--cursor: {error}")
    found = page.data
    if as_json:
        say_json(page)
        return
    if not found:
        say("no buyer seems related to its supplier")
        return
    rows = [
        (
            str(one.group),
            one.supplier,
            one.supplier_name,
            one.buyer,
            one.buyer_name,
            ", ".join(reason.replace("_", " ") for reason in one.reasons),
            f"{one.state}, a finding waits" if one.waits else one.state,
        )
        for one in found
    ]
    table(("group", "supplier", "", "buyer", "", "why", "state"), rows, right=(0,))
    if page.next_cursor:
        say(f"more: --cursor {page.next_cursor}")
