"""The top of the command line: its commands hang below `main`."""

import click

from fairhold import __version__


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="fairhold")
def main() -> None:
    """Trade assurance that a marketplace runs itself."""
