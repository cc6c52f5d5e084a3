"""How the command line says a refusal: the code, the rule, what would be allowed instead, what to do."""

import sys
from typing import Final, NoReturn

import click

from fairhold.cli.saying import REFUSED, UNAVAILABLE, say_json
from fairhold.trade.refusal import REFUSALS, Refused

NOT_NOW: Final = frozenset({"busy", "internal_error"})
"""Refusals that are no rule's: the same asking may do later."""


def refuse(refused: Refused, as_json: bool) -> NoReturn:
    """Print a refusal, what would be allowed instead and what to do, and leave."""
    code = UNAVAILABLE if refused.code in NOT_NOW else REFUSED
    remedy = REFUSALS[refused.code].remedy if refused.code in REFUSALS else ""
    if as_json:
        say_json({"refused": refused, "remedy": remedy})
        sys.exit(code)
    click.echo(f"refused: {refused.code} (rule {refused.rule})", err=True)
    click.echo(f"  {refused.detail}", err=True)
    if refused.pointer:
        click.echo(f"  at {refused.pointer}", err=True)
    for place in refused.places:
        click.echo(f"  at {place.pointer} ({place.rule}): {place.detail}", err=True)
    if refused.allowed:
        click.echo(f"  allowed instead: {', '.join(refused.allowed)}", err=True)
    if remedy:
        click.echo(f"  {remedy}", err=True)
    sys.exit(code)
