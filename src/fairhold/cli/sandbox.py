"""`fairhold sandbox`: the outside world to play with: a card acquirer, a bank that collects debits, a lender."""

import http.client
import threading
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final, get_args
from urllib.parse import urlsplit

import click
import msgspec

from fairhold.acquiring.notice import Happened
from fairhold.acquiring.outside import Outside, outside_of
from fairhold.acquiring.port import is_here
from fairhold.acquiring.signing import new_secret
from fairhold.cli.opening import settings_of
from fairhold.cli.saying import MALFORMED, REFUSED, UNAVAILABLE, Group, end, say, say_json, table
from fairhold.sandbox.profile import PROFILES
from fairhold.sandbox.simulator import Simulator, SimulatorWrong
from fairhold.sandbox.speaking import TELL_PATH, Party
from fairhold.sandbox.telling import Advance, Do, Happen, Tell, Told
from fairhold.settings import Settings

SETTLE_SECONDS: Final = 24 * 3600
SCRIPT_BYTES_MAX: Final = 1_000_000
ANSWER_BYTES_MAX: Final = 10_000_000

_rail = click.argument("rail", type=click.Choice(sorted(PROFILES)))
_at = click.option("--at", "at", help="Address of the sandbox; else the setting rail_urls, else its usual port.")


@click.group(cls=Group)
def sandbox() -> None:
    """The outside world to play with: a card acquirer, a bank that collects debits, a lender."""


@sandbox.command()
@click.option("--card-port", type=click.IntRange(0, 65535), default=PROFILES["card"].port, show_default=True)
@click.option("--debit-port", type=click.IntRange(0, 65535), default=PROFILES["bank_debit"].port, show_default=True)
@click.option("--lender-port", type=click.IntRange(0, 65535), default=PROFILES["pay_later"].port, show_default=True)
@click.option("--notify", help="Where notices go; else this installation's own address.")
@click.option(
    "--settle-seconds",
    type=click.IntRange(0, 31_622_400),
    default=SETTLE_SECONDS,
    show_default=True,
    help="How long after taking money it pays it out.",
)
@click.option(
    "--script",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help='A JSON list of instructions by rail to begin with: [{"rail": "card", "kind": "tell", "do": "twice"}].',
)
@click.pass_context
def run(
    context: click.Context,
    card_port: int,
    debit_port: int,
    lender_port: int,
    notify: str | None,
    settle_seconds: int,
    script: Path | None,
) -> None:
    """Run all three until Ctrl-C, on this machine only. Their secrets are those of the setting rail_secrets."""
    settings = settings_of(context)
    ports = {"card": card_port, "bank_debit": debit_port, "pay_later": lender_port}
    secrets = _secrets(settings, ports)
    scripted = _scripted(script)
    with ExitStack() as stack:
        for rail, profile in PROFILES.items():
            party = Simulator(profile, secrets[rail][0], settle_seconds)
            for told in scripted.get(rail, ()):
                _obey(party, told)
            try:
                there = stack.enter_context(Party(party, ports[rail], notify or _own(settings)))
            except (OSError, ValueError) as problem:
                end(UNAVAILABLE, f"{profile.title}: port {ports[rail]}: {problem}")
            say(f"{profile.title} at {there.url}")
        say("Ctrl-C stops it")
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            say("stopped")


@sandbox.command()
@_rail
@click.argument("do", type=click.Choice(get_args(Do)))
@click.option("--payment", help="Only of this payment, such as ord-0a1b2c3d4e5f6-A1.")
@click.option("--happened", type=click.Choice(get_args(Happened)), help="Only when this happened.")
@click.option("--seconds", type=int, default=3600, show_default=True, help="How much later (late).")
@click.option("--minor", type=int, default=1, show_default=True, help="Minor units (partial).")
@click.option("--times", type=int, default=1, show_default=True)
@_at
@click.pass_context
def tell(context: click.Context, /, rail: str, do: Do, at: str | None, **fields: Any) -> None:
    """Let one misbehave with the next notice that fits.

    late; twice; swap (after the next one); contradict (followed by its opposite); never; forge (signed wrongly); change
    (followed by another body under its id); partial (only so much); decline.
    """
    _send(context, rail, at, _made(Tell, {"do": do, **fields}))


@sandbox.command()
@_rail
@click.argument("happened", type=click.Choice(get_args(Happened)))
@click.argument("payment")
@click.option("--after-days", type=int, default=0, show_default=True)
@click.option("--minor", type=int, help="Minor units; else the whole payment.")
@click.option("--reason", default="")
@_at
@click.pass_context
def happen(
    context: click.Context, /, rail: str, happened: str, payment: str, after_days: int, at: str | None, **fields: Any
) -> None:
    """Let something happen at the rail by itself: a chargeback, its outcome, a debit that is returned."""
    given = {"payment": payment, "happened": happened, "after": after_days * 86_400, **fields}
    _send(context, rail, at, _made(Happen, given))


@sandbox.command()
@_rail
@click.option("--days", type=int, default=0)
@click.option("--seconds", type=int, default=0)
@_at
@click.pass_context
def advance(context: click.Context, rail: str, days: int, seconds: int, at: str | None) -> None:
    """Let time pass at once in one of them; what is due by then is sent."""
    _send(context, rail, at, _made(Advance, {"seconds": days * 86_400 + seconds}))


@sandbox.command()
@_rail
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@_at
@click.pass_context
def show(context: click.Context, rail: str, at: str | None, as_json: bool) -> None:
    """The payments of one, and the notices that wait or were sent."""
    found = _speak(_address(context, rail, at), "GET", b"")
    if as_json:
        say_json(found)
        return
    say(f"{rail}: it is {found['now']} there")
    rows = [(p["name"], p["state"], str(p["amount"]), p["currency"], p["payer"]) for p in found["payments"]]
    table(("payment", "state", "minor units", "currency", "payer"), rows, right=(2,))
    for word in ("waiting", "sent"):
        say()
        rows = [(d["happened"], d["payment"], d["due_at"], str(d["tries"]), d["answer"][:60]) for d in found[word]]
        table((word, "payment", "due", "tries", "answer"), rows)


@sandbox.command("secret")
def make_secret() -> None:
    """Print a fresh secret for the setting rail_secrets."""
    say(new_secret())


def _secrets(settings: Settings, ports: Mapping[str, int]) -> Mapping[str, tuple[bytes, ...]]:
    """The secrets of the settings; without them the command ends with the lines that would do."""
    outside = outside_of(settings.rail_urls, settings.rail_secrets, settings.notice_tolerance_seconds)
    if not all(rail in outside.secrets for rail in PROFILES):
        urls = ",".join(f"{rail}=http://127.0.0.1:{port}" for rail, port in ports.items())
        made = ",".join(f"{rail}={new_secret()}" for rail in PROFILES)
        place = settings.data / "fairhold.toml"
        end(MALFORMED, f'no secrets yet: put this into {place}\nrail_urls = "{urls}"\nrail_secrets = "{made}"')
    return outside.secrets


def _scripted(file: Path | None) -> Mapping[str, list[Told]]:
    """The instructions of a script by rail."""
    if file is None:
        return {}
    if file.stat().st_size > SCRIPT_BYTES_MAX:
        end(MALFORMED, f"{file}: at most {SCRIPT_BYTES_MAX} bytes")
    found: dict[str, list[Told]] = {}
    try:
        for row in msgspec.json.decode(file.read_bytes(), type=list[dict[str, Any]]):
            rail = str(row.pop("rail", ""))
            if rail not in PROFILES:
                end(MALFORMED, f"{file}: `rail` is one of {', '.join(sorted(PROFILES))}")
            found.setdefault(rail, []).append(msgspec.convert(row, Told))
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        end(MALFORMED, f"{file}: {error}")
    return found


def _obey(party: Simulator, told: Told) -> None:
    try:
        party.told(told)
    except SimulatorWrong as wrong:
        end(MALFORMED, f"script: {wrong}")


def _own(settings: Settings) -> str:
    host = settings.host if is_here(settings.host) else "127.0.0.1"
    return f"http://{host}:{settings.port}"


def _made(kind: type[Told], fields: Mapping[str, Any]) -> Told:
    try:
        made: Told = msgspec.convert({name: value for name, value in fields.items() if value is not None}, kind)
    except msgspec.ValidationError as error:
        end(MALFORMED, str(error))
    return made


def _send(context: click.Context, rail: str, at: str | None, told: Told) -> None:
    found = _speak(_address(context, rail, at), "POST", msgspec.json.encode(told))
    say(f"{rail}: told; it is {found['now']} there, {len(found['waiting'])} notices wait")


def _address(context: click.Context, rail: str, at: str | None) -> str:
    settings = settings_of(context)
    outside: Outside = outside_of(settings.rail_urls, settings.rail_secrets, settings.notice_tolerance_seconds)
    return at or outside.urls.get(rail) or f"http://127.0.0.1:{PROFILES[rail].port}"


def _speak(url: str, method: str, body: bytes) -> dict[str, Any]:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "127.0.0.1", parts.port, timeout=10)
    try:
        connection.request(method, TELL_PATH, body or None, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        said: dict[str, Any] = msgspec.json.decode(answer.read(ANSWER_BYTES_MAX))
    except (OSError, http.client.HTTPException, msgspec.DecodeError) as error:
        end(UNAVAILABLE, f"no sandbox answers at {url}: {error}")
    finally:
        connection.close()
    if answer.status >= 300:
        end(REFUSED, str(said.get("reason", answer.status)))
    return said
