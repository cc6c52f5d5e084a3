"""`fairhold colour-difference`: how far two colours are apart, without a database and at once."""

import click

from fairhold.cli.saying import say, say_json
from fairhold.standards import colour


@click.command("colour-difference")
@click.argument("first", metavar="L,a,b")
@click.argument("second", metavar="L,a,b")
@click.option("--illuminant", default=colour.ILLUMINANTS[0], show_default=True, help="What both were measured under.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def colour_difference(first: str, second: str, illuminant: str, as_json: bool) -> None:
    """How far two colours are apart: CIEDE2000 of two CIE L*a*b* readings."""
    found = colour.difference(colour.lab(first), colour.lab(second), illuminant)
    if as_json:
        say_json(found)
    else:
        say(f"{found.delta_e_2000:.4f}  {found.formula}, {found.illuminant}")
