"""`fairhold serve`: the whole installation in one process."""

import sys

import click
import msgspec

from fairhold.cli.opening import settings_of
from fairhold.cli.saying import MALFORMED, UNAVAILABLE, end, say
from fairhold.demo import DemoWrong
from fairhold.serving import AddressTaken, Running, address, clock_text, listen, running
from fairhold.serving import serve as answer


@click.command()
@click.option("--demo", "with_demo", is_flag=True, help="Load the demo marketplace once, and print its logins.")
@click.option("--live", is_flag=True, help="A live installation: only live API keys, no test clocks.")
@click.pass_context
def serve(context: click.Context, with_demo: bool, live: bool) -> None:
    """Start database, desk, clock, API and pages on one address. Ctrl-C ends it all in order."""
    if with_demo and live:
        end(MALFORMED, "a demo is not a live installation")
    settings = settings_of(context)
    try:
        with listen(settings) as listening:
            where = address(listening)
            here = msgspec.structs.replace(settings, public_url=settings.public_url or where)
            with running(here, with_demo, live) as installation:
                answer(installation.app, listening, lambda: _announce(where, installation, settings.data.name))
    except (AddressTaken, DemoWrong) as problem:
        end(UNAVAILABLE, str(problem))
    except KeyboardInterrupt:
        say("stopped")
        sys.exit(0)


def _announce(where: str, installation: Running, folder: str) -> None:
    say(f"Fairhold answers at {where}  (API {where}/docs, data in {folder}; Ctrl-C stops it)")
    if installation.loaded is None:
        return
    say("logins, all with the password " + installation.logins[0].password)
    for login in installation.logins:
        acts = f"{login.role} of {login.company}" if login.company else str(login.role)
        say(f"    {login.email:<30} {acts}")
    say(f"the sandbox that takes payments: {installation.rail_urls}")
    clock = clock_text(installation.loaded)
    say(f"the demo's time stands still; move it: fairhold clock advance {clock} TIME")
