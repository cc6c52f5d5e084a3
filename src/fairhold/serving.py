"""The whole installation in one process: database, desk, clock with the cashier, API and pages on one port.

Several of these may run on one database. Everything is left in order when it ends: the server stops taking requests,
the clock finishes its round, the desk answers what it has, the database server stops if nobody else uses it.
"""

import gc
import logging
import os
import secrets
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import msgspec
import psycopg
import uvicorn
from starlette.types import ASGIApp

from fairhold import demo
from fairhold.acquiring.port import is_here
from fairhold.acquiring.signing import new_secret
from fairhold.acquiring.signing import secret_of as secret_bytes
from fairhold.api import app as api
from fairhold.book import persons
from fairhold.book.connection import connect
from fairhold.book.migrations import migrate
from fairhold.book.reference import publish_policy, read_reference
from fairhold.book.server import ensure_database, place
from fairhold.cashier.house import house_of, outside_from
from fairhold.cashier.rounds import Cashier, channel_of
from fairhold.clock import Clock
from fairhold.desk import Desk
from fairhold.safe.strongroom import strongroom
from fairhold.sandbox.profile import PROFILES, Profile
from fairhold.sandbox.simulator import Simulator
from fairhold.sandbox.speaking import Party
from fairhold.settings import Settings
from fairhold.trade import ids
from fairhold.trade.policy import PRESETS
from fairhold.web import app as web
from fairhold.web import sessions
from fairhold.web.counter import DemoLogin

SECRET_BYTES: Final = 32
SWITCH_SECONDS: Final = 0.0005
"""How soon the event loop gets its turn while the desk computes: a tenth of Python's default."""
DEMO_SETTLE_SECONDS: Final = 20
"""How long after a payment the sandbox beside a demo pays it out."""
FIRST_POLICY: Final = "seed"
"""The preset that is published when an installation starts for the first time."""


class AddressTaken(OSError):
    """Somebody else listens there already."""


class Running(msgspec.Struct, frozen=True):
    """An installation that is ready to serve: its application, the test clock of its demo if it has one, and logins."""

    app: ASGIApp
    url: str
    desk: Desk
    clock: Clock
    loaded: demo.Loaded | None
    rail_urls: str
    logins: tuple[DemoLogin, ...]


@contextmanager
def running(settings: Settings, with_demo: bool = False, live: bool = False) -> Iterator[Running]:
    """Everything but the network: database, desk and clock at work, and the application that answers requests."""
    with _playground(settings) if with_demo else nullcontext(settings) as at_work:
        yield from _running(at_work, with_demo, live)


@contextmanager
def _playground(settings: Settings) -> Iterator[Settings]:
    """The sandbox beside a demo, and the settings that name it; none if they name rails already, or if the pages are
    not on this machine.
    """
    home = settings.base_url
    if settings.rail_urls or not is_here(urlsplit(home).hostname or ""):
        yield settings
        return
    secrets_of = {rail: new_secret() for rail in PROFILES}
    with ExitStack() as stack:
        urls = {
            rail: stack.enter_context(_party(profile, secrets_of[rail], home)).url for rail, profile in PROFILES.items()
        }
        rails = ",".join(f"{rail}={url}" for rail, url in urls.items())
        known = ",".join(f"{rail}={secret}" for rail, secret in secrets_of.items())
        yield msgspec.structs.replace(settings, rail_urls=rails, rail_secrets=known)


def _party(profile: Profile, secret: str, home: str) -> Party:
    """One party on its usual port, or on any free one if that is taken."""
    simulator = Simulator(profile, secret_bytes(secret), DEMO_SETTLE_SECONDS)
    try:
        return Party(simulator, profile.port, home)
    except OSError:
        return Party(simulator, 0, home)


def _running(settings: Settings, with_demo: bool, live: bool) -> Iterator[Running]:
    house, channel = house_of(settings), channel_of(settings)
    with place(settings) as server, ExitStack() as stack:
        url = server.url()
        ensure_database(url)
        migrate(url)
        with connect(url) as connection:
            _first_policy(connection)
        desk = stack.enter_context(
            Desk(
                url,
                batch_max=settings.desk_batch_max,
                queue_max=settings.desk_queue_max,
                streams_max=settings.desk_streams_max,
                recover=server.ensure_running,
            )
        )
        loaded, logins = _demo(url, desk) if with_demo else (None, ())
        clock = Clock(
            url,
            desk,
            Cashier(desk, channel, house, outside_from(settings)),
            settings.clock_poll_seconds,
            room=strongroom(settings),
        )
        secret = secret_of(settings.data)
        pages = web.build(desk, url, settings, secret=secret, demo=logins)
        app = api.build(desk, url, settings, secret=secret, live=live, pages=pages)
        stack.enter_context(clock)
        yield Running(app, url, desk, clock, loaded, settings.rail_urls, logins)


def serve(app: ASGIApp, listening: socket.socket, started: Callable[[], None]) -> None:
    """Answer requests until a signal asks to end; `started` is called when the first one would be answered."""
    logging.getLogger("uvicorn").setLevel(logging.WARNING)
    config = uvicorn.Config(
        app,
        http="httptools",
        loop="uvloop",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=10,
    )
    settle_in()
    _Announcing(config, started).run(sockets=[listening])


def settle_in() -> None:
    """Set the interpreter up for a process in which a desk works beside its callers, once everything is loaded."""
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.freeze()  # what was loaded to start with stays; the collector need not look at it again


def listen(settings: Settings) -> socket.socket:
    """A socket on the address of the settings. Raises AddressTaken, so that nothing is started in vain."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host, settings.port))
    except OSError as error:
        listening.close()
        where = f"{settings.host}:{settings.port}"
        raise AddressTaken(f"cannot listen on {where}: {error.strerror}; choose another with FAIRHOLD_PORT") from None
    return listening


def address(listening: socket.socket) -> str:
    """The address to open in a browser."""
    host, port = listening.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    return f"http://{'127.0.0.1' if shown == '0.0.0.0' else shown}:{port}"  # noqa: S104


def secret_of(folder: Path) -> bytes:
    """The random secret of this installation, made once and readable by its owner only."""
    folder.mkdir(parents=True, exist_ok=True)
    place_of_it = folder / "secret"
    try:
        handle = os.open(place_of_it, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return place_of_it.read_bytes()
    with os.fdopen(handle, "wb") as file:
        made = secrets.token_bytes(SECRET_BYTES)
        file.write(made)
    return made


class _Announcing(uvicorn.Server):
    """A server that says when it is ready."""

    def __init__(self, config: uvicorn.Config, started: Callable[[], None]) -> None:
        super().__init__(config)
        self._announce = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say so."""
        await super().startup(sockets)
        if self.started:
            self._announce()


def _first_policy(connection: psycopg.Connection) -> None:
    if read_reference(connection).policies is None:
        publish_policy(connection, FIRST_POLICY, PRESETS[FIRST_POLICY], datetime.now(UTC))


def _demo(url: str, desk: Desk) -> tuple[demo.Loaded, tuple[DemoLogin, ...]]:
    """Load the demo marketplace and its logins; those that exist stay as they are."""
    now = datetime.now(UTC)
    with connect(url) as connection:
        loaded = demo.load(desk, connection, now)
        for login in demo.LOGINS:
            if persons.find(connection, login.email) is None:
                sessions.register(
                    connection,
                    name=login.name,
                    email=login.email,
                    password=demo.PASSWORD,
                    role=login.role,
                    party=login.party.id if login.party else 0,
                    now=now,
                )
    logins = tuple(
        DemoLogin(one.name, one.role, one.party.name if one.party else "", one.email, demo.PASSWORD)
        for one in demo.LOGINS
    )
    return loaded, logins


def clock_text(loaded: demo.Loaded) -> str:
    """The demo's test clock as the command line names it."""
    return ids.to_text(ids.CLOCK_PREFIX, loaded.clock)
