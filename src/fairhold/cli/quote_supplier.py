"""What `fairhold quote --supplier` reads of the book; loaded only when that is asked, because it loads the database."""

import click

from fairhold.book.connection import READER, connect
from fairhold.cli.asking import stream_id
from fairhold.cli.opening import opened, settings_of
from fairhold.cli.saying import FAILED, end
from fairhold.reading.supplier import RailsTaken, read_rails_taken
from fairhold.trade.policy import Policy


def taken_by(context: click.Context, number: str) -> tuple[Policy, RailsTaken]:
    """The policy in force, where the supplier is, which rails it takes, and what it asks on top."""
    supplier_id = stream_id("supplier", number)
    with opened(settings_of(context)) as book, connect(book.url, READER) as reader:
        policy, taken = book.policies.now, read_rails_taken(reader, supplier_id)
    if taken is None:
        end(FAILED, f"there is no supplier {number}")
    return policy, taken
