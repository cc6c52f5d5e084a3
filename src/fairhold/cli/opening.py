"""Opening the book for one command: the server of the data folder (or another), the schema, a desk when one is needed.

A server in the data folder is shared: a command beside a running `fairhold serve` joins it and leaves it alone.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import click
import psycopg

from fairhold.book.connection import APP, connect
from fairhold.book.migrations import migrate
from fairhold.book.reference import read_reference
from fairhold.book.server import ensure_database, place
from fairhold.cli.saying import MALFORMED, end
from fairhold.desk import Desk
from fairhold.settings import Settings
from fairhold.trade.policy import Policies


class Book:
    """An open book. The desk starts when it is first asked for."""

    def __init__(self, settings: Settings, url: str, connection: psycopg.Connection, desk: Desk | None = None) -> None:
        self.settings = settings
        self.url = url
        self.connection = connection
        self.desk_if_open = desk

    @property
    def desk(self) -> Desk:
        """The desk. Ends the command with advice when no policy was published."""
        if self.desk_if_open is None:
            self.policies  # noqa: B018
            self.desk_if_open = Desk(self.url, batch_max=self.settings.desk_batch_max)
        return self.desk_if_open

    @property
    def policies(self) -> Policies:
        """Every policy version. Ends the command with advice when none was published."""
        found = read_reference(self.connection).policies
        if found is None:
            end(MALFORMED, "no policy is published yet: fairhold policy publish --preset seed")
        return found


@contextmanager
def opened(settings: Settings, role: str = APP) -> Iterator[Book]:
    """The book of this installation, with its schema up to date."""
    logging.getLogger("fairhold.book.server").setLevel(logging.WARNING)  # a command is no news of starting and stopping
    with place(settings) as server:
        url = server.url()
        ensure_database(url)
        migrate(url)
        with connect(url, role) as connection:
            book = Book(settings, url, connection)
            try:
                yield book
            finally:
                if book.desk_if_open is not None:
                    book.desk_if_open.close()


def settings_of(context: click.Context) -> Settings:
    """The settings that the program was started with."""
    found = context.find_object(Settings)
    assert found is not None
    return found
