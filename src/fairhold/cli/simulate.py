"""`fairhold simulate`: a seeded marketplace under the real rules, one policy beside another, without a database."""

import time
from pathlib import Path

import click
import msgspec

from fairhold.cli.saying import FAILED, MALFORMED, end, progress, save, say, say_json, table
from fairhold.lab.page import FIGURES, files
from fairhold.lab.proofs import ProofFailed
from fairhold.lab.simulation import Report, simulate
from fairhold.trade.policy import PRESETS, Policy
from fairhold.wording import WordsWrong

ORDERS_MAX = 1_000_000
SUPPLIERS_MAX = 100_000
POLICIES_MAX = 8


@click.command("simulate")
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0), help="The same seed, the same answer.")
@click.option("--orders", default=300, show_default=True, type=click.IntRange(1, ORDERS_MAX), help="How many orders.")
@click.option(
    "--suppliers",
    default=40,
    show_default=True,
    type=click.IntRange(1, SUPPLIERS_MAX),
    help="How many suppliers, and as many buyers.",
)
@click.option("--policy", "names", multiple=True, metavar="POLICY", help="A preset or a JSON file; again to compare.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="Write report.html, report.json and the pictures there.",
)
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def simulate_command(
    seed: int, orders: int, suppliers: int, names: tuple[str, ...], out: Path | None, as_json: bool
) -> None:
    """Run a marketplace of honest and other people under a policy, or several, and report what it came to."""
    if len(set(names)) > POLICIES_MAX:
        raise WordsWrong("malformed", f"At most {POLICIES_MAX} policies are compared.")
    policies = {name: _policy(name) for name in names or ("seed",)}
    reports, began = [], time.monotonic()
    for name, policy in policies.items():
        with progress(name) as heard:
            try:
                reports.append(simulate(name, policy, seed, orders, suppliers, heard))
            except ProofFailed as fault:
                end(FAILED, f"{name}, seed {seed}: {fault}")
    seconds = max(time.monotonic() - began, 0.001)
    if out is not None:
        _write(out, files(reports, policies))
    if as_json:
        say_json(reports)
    else:
        _tell(reports)
    click.echo(f"{orders * len(reports) / seconds:.0f} orders a second", err=True)
    if any(report.stalled for report in reports):
        end(FAILED, "some orders never ended")


def _policy(name: str) -> Policy:
    if name in PRESETS:
        return PRESETS[name]
    file = Path(name)
    if not file.is_file():
        raise WordsWrong("malformed", f"{name} is neither a preset ({', '.join(PRESETS)}) nor a file.")
    try:
        return msgspec.json.decode(file.read_bytes(), type=Policy)
    except msgspec.ValidationError as error:
        raise WordsWrong("malformed", f"{file}: {error}") from None
    except msgspec.DecodeError as error:
        raise WordsWrong("malformed", f"{file} is not JSON: {error}") from None


def _tell(reports: list[Report]) -> None:
    """One column a policy."""
    rows = [(called, *(told(find(one)) for one in reports)) for called, find, told in FIGURES]
    table(("", *(one.policy for one in reports)), rows, right=tuple(range(1, len(reports) + 1)))
    for one in reports:
        ended = ", ".join(f"{count} {at}" for at, count in one.ended.items())
        say(f"{one.policy}: {one.orders} orders, {ended}")


def _write(folder: Path, found: dict[str, bytes]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        end(MALFORMED, f"{folder}: {error.strerror}")
    for name, content in found.items():
        save(folder / name, content)
