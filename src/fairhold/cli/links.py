"""`fairhold links`: buyers that seem related to their suppliers, and why (O50, standards 6.2)."""

import click

from fairhold.book.connection import READER, connect
from fairhold.cli.limits import STAFF
from fairhold.cli.opening import opened, settings_of
from fairhold.cli.saying import say, say_json, table
from fairhold.reading.links import read_links


@click.command("links")
@click.option("--all", "everything", is_flag=True, help="Those that people looked at too.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@click.pass_context
def links(context: click.Context, everything: bool, as_json: bool) -> None:
    """Buyers that seem related to their suppliers, and why.

    Two persons of compliance confirm or clear each.
    """
    with opened(settings_of(context)) as book, connect(book.url, READER) as reader:
        found = [one for one in read_links(reader, STAFF) if everything or one.state == "suspected"]
    if as_json:
        say_json(found)
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
