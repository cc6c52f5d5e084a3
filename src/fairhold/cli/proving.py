"""`fairhold verify` and `fairhold schema`: the daily proof, and whether the database is the one this program made."""

import sys
from collections.abc import Sequence
from typing import NoReturn

import click

from fairhold.book.lint import lint as check
from fairhold.book.migrations import MIGRATIONS
from fairhold.book.verify import Proof
from fairhold.book.verify import verify as prove
from fairhold.cli.opening import opened, settings_of
from fairhold.cli.saying import DONE, FAILED, Group, progress, say, say_json, table
from fairhold.safe.proving import prove as prove_safe
from fairhold.safe.strongroom import strongroom


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@click.pass_context
def verify(context: click.Context, as_json: bool) -> None:
    """Replay every stream, prove the books and the vault. Leaves with 1 when a proof fails."""
    with opened(settings_of(context)) as book, progress("events") as heard:
        proofs = prove(book.connection, heard)
        proofs += prove_safe(strongroom(settings_of(context)), book.connection)
    tell(proofs, as_json)


def tell(proofs: Sequence[Proof], as_json: bool) -> NoReturn:
    """Print proofs and leave, with 1 when one of them fails."""
    if as_json:
        say_json(proofs)
    else:
        rows = [("ok" if p.ok else "FAILED", p.name, f"{p.checked:,}", p.claim) for p in proofs]
        table(("", "proof", "checked", "claim"), rows, right=(2,))
        for proof in proofs:
            for problem in proof.problems:
                say(f"{proof.name}: {problem}")
    sys.exit(DONE if all(proof.ok for proof in proofs) else FAILED)


@click.group(cls=Group)
def schema() -> None:
    """The schema of the database."""


@schema.command()
@click.pass_context
def show(context: click.Context) -> None:
    """Bring the schema up to date and name its steps; a database that differs from this program is refused."""
    with opened(settings_of(context)):
        table(("step", "name", "sha256"), [(str(m.number), m.name, m.checksum.hex()[:16]) for m in MIGRATIONS])


@schema.command()
@click.pass_context
def lint(context: click.Context) -> None:
    """Check that nothing in the database stands in the way of sharding it. Leaves with 1 when something does."""
    with opened(settings_of(context)) as book:
        checked = check(book.connection)
    table(
        ("", "rule", "broken by"),
        [("FAILED" if c.broken_by else "ok", c.rule, ", ".join(c.broken_by)) for c in checked],
    )
    sys.exit(FAILED if any(one.broken_by for one in checked) else DONE)
