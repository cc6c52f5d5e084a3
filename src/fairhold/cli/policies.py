"""`fairhold policy`: looking at policies and publishing one."""

from datetime import UTC, datetime
from pathlib import Path

import click
import msgspec

from fairhold.book.reference import publish_policy
from fairhold.cli.opening import opened, settings_of
from fairhold.cli.saying import Group, say, say_json, table
from fairhold.trade.policy import PRESETS, Policy, describe, shown
from fairhold.wording import WordsWrong


@click.group(cls=Group)
def policy() -> None:
    """Every figure and choice of the marketplace, versioned."""


@policy.command()
@click.option("--preset", type=click.Choice(list(PRESETS)), help="A preset instead of the policy in force.")
@click.option("--version", type=click.IntRange(1), help="This version instead of the one in force.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON, in the form that `publish` reads.")
@click.pass_context
def show(context: click.Context, preset: str | None, version: int | None, as_json: bool) -> None:
    """The policy in force, or a preset, with what it changes of the defaults."""
    if preset is not None:
        found, title = PRESETS[preset], f"preset {preset}"
    else:
        with opened(settings_of(context)) as book:
            policies = book.policies
        number = version or policies.current
        if number not in policies.by_version:
            raise WordsWrong("malformed", f"There is no policy version {number}; the newest is {policies.current}.")
        found, title = policies.of(number), f"version {number}"
    if as_json:
        say_json(found)
        return
    say(f"policy {title}")
    rows = []
    for row in describe():
        value = shown(getattr(found, row.name))
        rows.append(("*" if value != row.default else "", row.name, value, row.unit, row.source))
    table(("", "parameter", "value", "unit", "source"), rows)
    say("* differs from the default")


@policy.command()
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--preset", type=click.Choice(list(PRESETS)), help="Publish a preset.")
@click.option("--name", default="", help="A name for people.")
@click.pass_context
def publish(context: click.Context, file: Path | None, preset: str | None, name: str) -> None:
    """Publish a policy from a JSON file or a preset; it holds for orders agreed from now on."""
    if (file is None) == (preset is None):
        raise click.UsageError("Give either a file or --preset.")
    if preset is not None:
        wanted = PRESETS[preset]
    else:
        assert file is not None
        try:
            wanted = msgspec.json.decode(file.read_bytes(), type=Policy)
        except msgspec.ValidationError as error:
            raise WordsWrong("malformed", f"{file}: {error}") from None
        except msgspec.DecodeError as error:
            raise WordsWrong("malformed", f"{file} is not JSON: {error}") from None
    with opened(settings_of(context)) as book:
        title = name or preset or (file.stem if file else "")
        number = publish_policy(book.connection, title, wanted, datetime.now(UTC))
    say(f"policy version {number} ({title}) holds for orders agreed from now on")
