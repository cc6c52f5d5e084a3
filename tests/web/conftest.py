"""The sample marketplace behind its pages, played once; and one that every test may change."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import psycopg
import pytest
from psycopg import sql

from api.marketplace import SECRET, SETTINGS, Client
from fairhold.book.connection import connect
from fairhold.book.server import Elsewhere, Server
from fairhold.trade.who import Role
from fairhold.web import sessions
from fairhold.web.app import build
from fairhold.web.counter import DemoLogin
from web import sample
from web.browser import Browser

PASSWORD = "correct horse"
PEOPLE = (
    ("bea@nordfjell.example", "Bea Berg", Role.BUYER, sample.BUYER),
    ("eva@casalumina.example", "Eva Luna", Role.BUYER, sample.STRANGER),
    ("sam@longhai.example", "Sam Shen", Role.SUPPLIER, sample.SUPPLIER),
    ("tom@fairhold.example", "Tom Tey", Role.TREASURY, 0),
    ("tess@fairhold.example", "Tess Thorn", Role.TREASURY, 0),
    ("olga@fairhold.example", "Olga Orr", Role.OPERATOR, 0),
    ("cora@fairhold.example", "Cora Chen", Role.COMPLIANCE, 0),
    ("ada@fairhold.example", "Ada Abel", Role.ADJUDICATOR, 0),
)


class Place:
    """The pages of the sample and its orders by their short names."""

    def __init__(self, client: Client, orders: dict[str, str], url: str) -> None:
        self.client = client
        self.orders = orders
        self.url = url

        self._cookies: dict[str, dict[str, str]] = {}

    def browser(self, email: str = "") -> Browser:
        """A browser in which somebody has just logged in, or nobody."""
        found = Browser(self.client)
        if email:
            found.log_in(email, PASSWORD)
            assert found.last.status_code == 200
        return found

    def again(self, email: str) -> Browser:
        """A browser of somebody who may have logged in before; for tests that do not end the session."""
        found = Browser(self.client)
        if email not in self._cookies:
            self._cookies[email] = self.browser(email).cookies
        found.cookies = dict(self._cookies[email])
        return found

    @property
    def buyer(self) -> Browser:
        return self.again("bea@nordfjell.example")

    @property
    def stranger(self) -> Browser:
        return self.again("eva@casalumina.example")

    @property
    def supplier(self) -> Browser:
        return self.again("sam@longhai.example")

    @property
    def compliance(self) -> Browser:
        return self.again("cora@fairhold.example")

    @property
    def adjudicator(self) -> Browser:
        return self.again("ada@fairhold.example")

    @property
    def treasury(self) -> Browser:
        return self.again("tom@fairhold.example")


@pytest.fixture(scope="module")
def place(server: Server | Elsewhere, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """The sample marketplace on a database of its own, one for all tests of a module."""
    name = "fairhold_test_pages"
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        with opened(server.url(name), tmp_path_factory.mktemp("pages")) as found:
            yield found
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


class opened:  # noqa: N801 - reads as a sentence: with opened(url) as place
    """The sample played on an empty database, and its pages."""

    def __init__(self, url: str, data: Path) -> None:
        self.url = url
        self.settings = msgspec.structs.replace(SETTINGS, data=data)

    def __enter__(self) -> Place:
        sample.open_place(self.url)
        self.desk = sample.desk_of(self.url)
        sample.more_limit(self.desk)
        orders = sample.play(self.desk)
        sample.strayed(self.desk)
        with connect(self.url) as connection:
            for email, name, role, party in PEOPLE:
                sessions.register(
                    connection, name=name, email=email, password=PASSWORD, role=role, party=party, now=sample.NOW
                )
        demo = (DemoLogin("Bea Berg", Role.BUYER, "Nordfjell Outdoor AS", "bea@nordfjell.example", PASSWORD),)
        pages = build(self.desk, self.url, self.settings, secret=SECRET, demo=demo)
        self.client = Client(pages.router)
        self.client.application = pages.router
        self.client.__enter__()
        return Place(self.client, {name: sample.text(id) for name, id in orders.items()}, self.url)

    def __exit__(self, *raised: object) -> None:
        self.client.__exit__(None, None, None)
        self.desk.close()
